// Bodies in the place of calls: results and traces stay what they were.
#include <gtest/gtest.h>

#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "core/opt/pass.h"
#include "tests/unit/ir_eval.h"

namespace linac {
namespace {

class Module final : public opt::Environment {
 public:
  explicit Module(AtomTable& atoms) : atoms_(atoms) {}

  void add(const char* text) {
    Result<ir::Graph> graph = ir::parse(text, atoms_);
    ASSERT_TRUE(graph.ok()) << graph.error().message;
    ASSERT_TRUE(ir::verify(*graph).ok()) << ir::verify(*graph).error().message;
    graphs.push_back(std::move(*graph));
  }

  opt::Native native(ir::Target) override { return opt::Native::kNone; }
  opt::TailCall in_tail_call(ir::Target) override { return tail_call; }
  std::optional<opt::LambdaInfo> lambda(ir::Target) override { return lambda_info; }
  std::optional<ir::Target> resolve(ir::Target import) override {
    if (!resolves) return std::nullopt;
    return ir::Target{3, import.index};
  }
  uint32_t size(ir::Target function) override {
    return function.index < graphs.size() ? 10 : UINT32_MAX;
  }
  bool build(ir::Target function, ir::Graph& graph) override {
    graph = graphs[function.index];
    for (ir::Position& position : graph.positions) position.unit = function.unit;
    return true;
  }
  opt::Type result(ir::Target) override { return opt::Type::any(); }

  std::vector<ir::Graph> graphs;
  opt::LambdaInfo lambda_info{{0, 1}, 1, 1};
  opt::TailCall tail_call = opt::TailCall::kLeavesFrame;
  bool resolves = false;

 private:
  AtomTable& atoms_;
};

class OptInline : public testing::Test {
 protected:
  // Runs function 0 before and after; both must give the same. Returns what that is.
  std::string run(std::initializer_list<Term> arguments) {
    std::vector<Term> list(arguments);
    std::string before = eval(module_.graphs[0], list);
    optimise();
    EXPECT_EQ(before, eval(after_, list)) << ir::print(after_, atoms_);
    return before;
  }
  void optimise() {
    after_ = module_.graphs[0];
    context_ = {};
    context_.environment = &module_;
    context_.function = {0, 0};
    opt::run_pass(*opt::find_pass("inline"), after_, context_);
    opt::run_pass(*opt::find_pass("cleanup"), after_, context_);
  }
  std::string eval(const ir::Graph& graph, const std::vector<Term>& arguments) {
    IrEval eval(atoms_);
    for (uint32_t i = 0; i < module_.graphs.size(); ++i) {
      eval.add_function({0, i}, module_.graphs[i]);
      eval.add_function({3, i}, module_.graphs[i]);
    }
    eval.add_lambda({0, 0}, module_.lambda_info);
    eval.add_native({0, 9}, [](IrEval&, std::span<const Term>) { return kNoTerm; });
    return eval.run(graph, arguments);
  }
  int calls() const {
    int count = 0;
    for (const ir::Block& block : after_.blocks) {
      for (ir::NodeId id : block.nodes) {
        ir::Op op = after_.node(id).op;
        count += op == ir::Op::kCall || op == ir::Op::kCallFun || op == ir::Op::kTailCall;
      }
    }
    return count;
  }

  AtomTable atoms_;
  Module module_{atoms_};
  ir::Graph after_;
  opt::PassContext context_;
};

constexpr const char* kAddsOne = R"(
function "g" arity 1
position 1 = u0 f1 o7
b0:
  v0 = param 0
  v1 = const 1
  v2 = add v0, v1 @1
  return v2
)";

TEST_F(OptInline, TraceHasBothFrames) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(kAddsOne);
  EXPECT_EQ(run({make_small(2)}), "returns [3|2]");
  EXPECT_EQ(calls(), 0);
  EXPECT_EQ(run({atoms::kOk}), "raises error badarith at 0(ok,1) 0:1:7 0:0:3");
}

TEST_F(OptInline, TailCallLosesItsFrame) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(R"(
function "g" arity 1
position 1 = u0 f1 o7
b0:
  v0 = param 0
  tail_call u0:2, v0 @1
)");
  module_.add(R"(
function "h" arity 1
position 1 = u0 f2 o9
b0:
  v0 = param 0
  v1 = const 1
  v2 = add v0, v1 @1
  return v2
)");
  EXPECT_EQ(run({atoms::kOk}), "raises error badarith at 0(ok,1) 0:2:9 0:0:3");
  EXPECT_EQ(calls(), 0);
}

TEST_F(OptInline, TailCallInPlaceOfTailCall) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  tail_call u0:1, v0 @1
)");
  module_.add(kAddsOne);
  EXPECT_EQ(run({atoms::kOk}), "raises error badarith at 0(ok,1) 0:1:7");
  EXPECT_EQ(calls(), 0);
}

TEST_F(OptInline, TailCallOfWhatIsNoFun) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(R"(
function "g" arity 1
position 1 = u0 f1 o7
b0:
  v0 = param 0
  tail_call_fun 1, v0, v0 @1
)");
  EXPECT_EQ(run({make_small(1)}), "raises error {badfun,1} at 1 0:1:7 0:0:3");
  EXPECT_EQ(calls(), 1);  // what is no fun raises
}

constexpr const char* kEndsInNative = R"(
function "g" arity 1
position 1 = u0 f1 o7
b0:
  v0 = param 0
  tail_call_ext u0:9, v0 @1
)";

// By positions: the IR does not tell a native that shows its caller from one that does not.
TEST_F(OptInline, TailCallsOfNativesKeepTheirPlacesInTraces) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(kEndsInNative);
  for (auto [how, place] : {std::pair{opt::TailCall::kShowsCaller, " 0:1:7 0:0:3"},
                            std::pair{opt::TailCall::kLeavesFrame, " 0:0:3"}}) {
    module_.tail_call = how;
    optimise();
    EXPECT_EQ(calls(), 0);
    EXPECT_EQ(eval(after_, {atoms::kOk}),
              std::string("raises error badarg at native9(ok,)") + place);
  }
  module_.tail_call = opt::TailCall::kEither;
  optimise();
  EXPECT_EQ(calls(), 1);
}

TEST_F(OptInline, RaisesToTheCallsHandler) {
  module_.add(R"(
function "f" arity 1 slots 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  slot_store 0, v0
  try_enter -> b1, b2
b1: <- b0
  v1 = call u0:1, v0 @1 !b2
  return v1
b2: <- b0 [handler, cold]
  v2 = slot_load 0
  v3 = exception_reason
  v4 = cons v2, v3
  return v4
)");
  module_.add(kAddsOne);
  EXPECT_EQ(run({atoms::kOk}), "returns [ok|badarith]");
  EXPECT_EQ(calls(), 0);
}

TEST_F(OptInline, ClosureMadeHere) {
  module_.add(R"(
function "f" arity 2
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = param 1
  v2 = closure u0:0, v1
  v3 = call_fun 1, v0, v2 @1
  return v3
)");
  module_.add(R"(
function "-f/2-fun-0-" arity 2
position 1 = u0 f1 o7
b0:
  v0 = param 0
  v1 = param 1
  v2 = sub v0, v1 @1
  return v2
)");
  EXPECT_EQ(run({make_small(7), make_small(5)}), "returns 2");
  EXPECT_EQ(calls(), 0);
  EXPECT_EQ(run({make_small(7), atoms::kOk}), "raises error badarith at 1(7,ok) 0:1:7 0:0:3");
}

TEST_F(OptInline, RecursionTwice) {
  module_.add(R"(
function "fib" arity 1
position 1 = u0 f0 o2
position 2 = u0 f0 o3
position 3 = u0 f0 o4
b0:
  v0 = param 0
  v1 = const 2
  v2 = less v0, v1
  branch v2 -> b1, b2
b1: <- b0
  return v0
b2: <- b0
  v3 = const 1
  v4 = sub v0, v3 @1
  v5 = call u0:0, v4 @2
  v6 = sub v0, v1 @1
  v7 = call u0:0, v6 @2
  v8 = add v5, v7 @3
  return v8
)");
  EXPECT_EQ(run({make_small(11)}), "returns 89");
  EXPECT_EQ(calls(), 8);
}

TEST_F(OptInline, OtherModulesAreNoted) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call_ext u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(kAddsOne);
  module_.resolves = true;
  after_ = module_.graphs[0];
  context_.environment = &module_;
  opt::run_pass(*opt::find_pass("inline"), after_, context_);
  EXPECT_EQ(context_.used_units, std::vector<uint32_t>{3});
  EXPECT_EQ(eval(after_, {make_small(1)}), "returns [2|1]");
}

// Held back: behind a handler the caller's registers would be gone.
TEST_F(OptInline, BodiesWithHandlersStayOut) {
  module_.add(R"(
function "f" arity 1
position 1 = u0 f0 o3
b0:
  v0 = param 0
  v1 = call u0:1, v0 @1
  v2 = cons v1, v0
  return v2
)");
  module_.add(R"(
function "g" arity 1 slots 1
position 1 = u0 f1 o7
b0:
  v0 = param 0
  v1 = const 1
  slot_store 0, v0
  try_enter -> b1, b2
b1: <- b0
  v2 = add v0, v1 @1 !b2
  return v2
b2: <- b0 [handler, cold]
  v3 = slot_load 0
  return v3
)");
  EXPECT_EQ(run({atoms::kOk}), "returns [ok|ok]");
  EXPECT_EQ(calls(), 1);
}

// Held back: large bodies, and recursion for ever.
TEST_F(OptInline, GrowthIsBounded) {
  std::string text = "function \"f\" arity 1\nb0:\n  v0 = param 0\n";
  for (int i = 1; i <= 40; ++i) {
    text += "  v" + std::to_string(i) + " = call u0:0, v" + std::to_string(i - 1) + "\n";
  }
  text += "  return v40\n";
  module_.add(text.c_str());
  after_ = module_.graphs[0];
  context_.environment = &module_;
  context_.function = {0, 0};
  opt::run_pass(*opt::find_pass("inline"), after_, context_);
  EXPECT_LT(after_.nodes.size(), 2000u);
}

}  // namespace
}  // namespace linac
