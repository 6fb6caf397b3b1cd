// What the builder makes of code that no compiler writes, its limits, and what it says of places.
// tests/ir_build has whole graphs of compiled code.
#include "loader/ir_build.h"

#include <gtest/gtest.h>

#include <functional>

#include "core/ir/verify.h"
#include "loader/ir_types.h"
#include "tests/unit/beam_builder.h"
#include "tests/unit/test_loader.h"

namespace linac {
namespace {

using B = BeamBuilder;
using enum Opcode;
using Write = std::function<void(B&)>;

class IrBuildTest : public testing::Test {
 protected:
  // A module whose function f/arity, exported, starts at label 2.
  void load(uint32_t arity, const Write& write) {
    B b("m");
    b.function("f", arity, 2);
    write(b);
    auto loaded = loader_.load(b.build());
    ASSERT_TRUE(loaded.ok()) << loaded.error().message;
    module_ = std::move(*loaded);
  }
  ir::Graph build(const IrBuildOptions& options = {}) {
    IrBuild built = build_ir(*module_, 0, options);
    EXPECT_TRUE(built.graph.has_value()) << refusal_text(built.refusal);
    if (!built.graph) return {};
    auto checked = ir::verify(*built.graph);
    EXPECT_TRUE(checked.ok()) << checked.error().message;
    return std::move(*built.graph);
  }
  static size_t count(const ir::Graph& graph, ir::Op op) {
    size_t found = 0;
    for (const ir::Node& node : graph.nodes) found += node.op == op;
    return found;
  }
  static const ir::Node* find(const ir::Graph& graph, ir::Op op) {
    for (const ir::Node& node : graph.nodes) {
      if (node.op == op) return &node;
    }
    return nullptr;
  }

  TestLoader loader_;
  std::unique_ptr<Module> module_;
};

TEST_F(IrBuildTest, PositionsNameOps) {
  load(1, [](B& b) {
    b.op(kAllocate, {B::u(0), B::u(1)}).op(kLine, {B::u(0)}).op(kCall, {B::u(1), B::f(2)});
    b.op(kDeallocate, {B::u(0)}).op(kReturn);
  });
  ir::Graph graph = build({.imports = {}, .unit = 3});
  const ir::Node* call = find(graph, ir::Op::kCall);
  ASSERT_TRUE(call);
  const ir::Position& position = graph.positions[call->position];
  EXPECT_EQ(module_->ops[position.op].opcode, kCall);
  EXPECT_EQ(position.unit, 3u);
  EXPECT_EQ(position.function, 0u);
  EXPECT_EQ(ir::unpack_target(call->imm).unit, 3u);
}

// Two tries, on different ways, name the same handler; what follows both is handled by it, too.
TEST_F(IrBuildTest, TriesThatShareAHandler) {
  load(1, [](B& b) {
    b.op(kAllocate, {B::u(2), B::u(1)}).op(kMove, {B::x(0), B::y(1)});
    b.op(kIsNil, {B::f(3), B::x(0)});
    b.op(kTry, {B::y(0), B::f(5)}).op(kJump, {B::f(4)});
    b.label(3).op(kTry, {B::y(0), B::f(5)});
    b.label(4).op(kMove, {B::y(1), B::x(0)}).op(kCall, {B::u(1), B::f(2)});
    b.op(kMove, {B::i(1), B::y(1)}).op(kCall, {B::u(1), B::f(2)});
    b.op(kTryEnd, {B::y(0)}).op(kDeallocate, {B::u(2)}).op(kReturn);
    b.label(5).op(kTryCase, {B::y(0)}).op(kMove, {B::y(1), B::x(0)});
    b.op(kDeallocate, {B::u(2)}).op(kReturn);
  });
  ir::Graph graph = build();
  // One where the jump stands, one where the ways have met.
  EXPECT_EQ(count(graph, ir::Op::kTryEnter), 2u);
  for (const ir::Node& node : graph.nodes) {
    if (node.op == ir::Op::kCall) {
      EXPECT_NE(node.handler, ir::kNoBlock);
    }
  }
  // Before each, and where the register changes.
  EXPECT_EQ(count(graph, ir::Op::kSlotStore), 3u);
}

TEST_F(IrBuildTest, RegistersThatAreNotSetAreNilToAHandler) {
  load(1, [](B& b) {
    b.op(kAllocate, {B::u(2), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
    b.op(kGetHd, {B::x(0), B::x(1)}).op(kMove, {B::x(1), B::y(1)});
    b.op(kTryEnd, {B::y(0)}).op(kMove, {B::y(1), B::x(0)}).op(kDeallocate, {B::u(2)});
    b.op(kReturn);
    b.label(3).op(kTryCase, {B::y(0)}).op(kMove, {B::y(1), B::x(0)});
    b.op(kDeallocate, {B::u(2)}).op(kReturn);
  });
  ir::Graph graph = build();
  const ir::Node* store = find(graph, ir::Op::kSlotStore);
  ASSERT_TRUE(store);
  const ir::Node& stored =
      graph.node(graph.input(static_cast<ir::NodeId>(store - graph.nodes.data()), 0));
  EXPECT_EQ(stored.op, ir::Op::kConst);
  EXPECT_EQ(stored.imm, kNil.bits);
}

TEST_F(IrBuildTest, ALoopHasPhisOnlyForWhatChanges) {
  load(3, [](B& b) {  // f([_ | T], A, B) -> f(T, A, B); f(_, A, _) -> A
    b.op(kIsNonemptyList, {B::f(3), B::x(0)}).op(kGetTl, {B::x(0), B::x(0)});
    b.op(kCallOnly, {B::u(3), B::f(2)});
    b.label(3).op(kMove, {B::x(1), B::x(0)}).op(kReturn);
  });
  ir::Graph graph = build();
  EXPECT_EQ(count(graph, ir::Op::kPhi), 1u);
  EXPECT_EQ(count(graph, ir::Op::kLoopYield), 1u);
  EXPECT_EQ(count(graph, ir::Op::kTailCall), 0u);
}

// The compiler knew that the call never returns, which nothing proves.
TEST_F(IrBuildTest, CallsThatDoReturnAfterAllRaise) {
  load(1, [](B& b) {
    b.op(kAllocate, {B::u(1), B::u(1)}).op(kTry, {B::y(0), B::f(3)});
    b.op(kCall, {B::u(1), B::f(2)});
    b.label(3).op(kTryCase, {B::y(0)}).op(kDeallocate, {B::u(1)}).op(kReturn);
  });
  ir::Graph graph = build();
  EXPECT_EQ(count(graph, ir::Op::kRaise) + count(graph, ir::Op::kInterpret), 1u);
}

TEST_F(IrBuildTest, NamesWhatItRefuses) {
  load(1, [](B& b) {
    b.op(kReturn).function("g", 0, 4, false).op(kMove, {B::i(1), B::x(0)}).op(kReturn);
  });
  IrBuild large = build_ir(*module_, 0, {.imports = {}, .max_ops = 3});
  EXPECT_FALSE(large.graph.has_value());
  EXPECT_EQ(refusal_text(large.refusal), "too many instructions");
  EXPECT_EQ(refusal_text(build_ir(*module_, 1, {}).refusal), "nothing calls it");
}

B::Arg list_of(const std::vector<B::Arg>& elements) {
  B::Arg list{{B::list({}).bytes[0]}};
  auto add = [&](const B::Arg& arg) {
    list.bytes.insert(list.bytes.end(), arg.bytes.begin(), arg.bytes.end());
  };
  add(B::u(static_cast<int64_t>(elements.size())));
  for (const B::Arg& element : elements) add(element);
  return list;
}

TEST_F(IrBuildTest, OpsThatAreInterpretedHaveALimit) {
  auto put_keys = [&](int keys) {
    load(1, [&](B& b) {
      std::vector<B::Arg> pairs;
      for (int i = 0; i < keys; i++) {
        b.op(kMove, {B::i(i), B::x(i + 1)});
        pairs.push_back(B::i(i));
        pairs.push_back(B::x(i + 1));
      }
      b.op(kPutMapAssoc, {B::f(0), B::x(0), B::x(0), B::u(keys + 1), list_of(pairs)}).op(kReturn);
    });
  };
  put_keys(499);
  EXPECT_EQ(count(build(), ir::Op::kInterpret), 1u);
  put_keys(500);
  EXPECT_EQ(refusal_text(build_ir(*module_, 0, {}).refusal),
            "an instruction has too many operands");
}

TEST_F(IrBuildTest, TellsWhatIsProvedOfArguments) {
  load(1, [](B& b) {  // f(X) -> g({X, 1}, [])
    b.op(kTestHeap, {B::u(3), B::u(1)});
    b.op(kPutTuple2, {B::x(0), B::list({B::x(0), B::i(1)})});
    b.op(kMove, {B::nil(), B::x(1)}).op(kCallOnly, {B::u(2), B::f(4)});
    b.function("g", 2, 4, false).op(kReturn);
  });
  std::vector<opt::Type> types = argument_types(*module_, module_->functions[1]);
  ASSERT_EQ(types.size(), 2u);
  EXPECT_EQ(types[0], opt::Type::tuple(2));
  EXPECT_EQ(types[1].kinds, opt::kNilKind);
  types = argument_types(*module_, module_->functions[0]);
  EXPECT_FALSE(types[0].may_be(opt::kContextKind));
  EXPECT_TRUE(types[0].may_be(opt::kReferenceKind));
}

}  // namespace
}  // namespace linac
