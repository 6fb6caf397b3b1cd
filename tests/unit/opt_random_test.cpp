// Random functions before and after passes: the same results, exceptions and traces.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "tests/unit/ir_eval.h"
#include "tests/unit/ir_random.h"

namespace linac {
namespace {

constexpr int kArgumentSets = 4;

class Helpers final : public opt::Environment {
 public:
  explicit Helpers(const std::vector<ir::Graph>& graphs) : graphs_(graphs) {}
  opt::Native native(ir::Target) override { return opt::Native::kNone; }
  opt::TailCall in_tail_call(ir::Target) override { return opt::TailCall::kLeavesFrame; }
  std::optional<opt::LambdaInfo> lambda(ir::Target) override {
    return opt::LambdaInfo{{0, 2}, 1, 2};
  }
  std::optional<ir::Target> resolve(ir::Target) override { return std::nullopt; }
  uint32_t size(ir::Target function) override {
    return static_cast<uint32_t>(graphs_[function.index - 1].nodes.size());
  }
  bool build(ir::Target function, ir::Graph& graph) override {
    graph = graphs_[function.index - 1];
    return true;
  }
  opt::Type result(ir::Target) override { return opt::Type::any(); }

 private:
  const std::vector<ir::Graph>& graphs_;
};

class OptRandom : public testing::Test {
 protected:
  // What the function gives for some arguments, one line each.
  std::string outcomes(const ir::Graph& graph, uint64_t seed, bool reserves = false) {
    std::mt19937_64 random(seed);
    std::string out;
    for (int i = 0; i < kArgumentSets; ++i) {
      IrEval eval(atoms_);
      eval.step_limit = 200'000;
      eval.check_reserves = reserves;
      auto& helpers = reserves ? reserved_helpers_ : helpers_;
      for (uint32_t f = 0; f < helpers.size(); ++f) eval.add_function({0, 1 + f}, helpers[f]);
      eval.add_lambda({0, 0}, {{0, 2}, 1, 2});
      std::vector<Term> arguments;
      for (uint32_t p = 0; p < graph.arity; ++p) {
        arguments.push_back(RandomFunction::argument(random, p));
      }
      out += eval.run(graph, arguments) + "\n";
    }
    return out;
  }

  void make_helpers(uint64_t seed, const RandomOptions& options) {
    RandomOptions small = options;
    small.calls = false;
    small.tries = seed % 3 == 0;
    small.statements = 1 + seed % 5;
    RandomOptions tail = small;
    tail.tail_calls = true;
    helpers_.clear();
    helpers_.push_back(RandomFunction(seed + 1'000'000'007, tail).make());
    helpers_.push_back(RandomFunction(seed + 2'000'000'011, small).make());
    for (uint32_t f = 0; f < 2; ++f) {
      for (ir::Position& position : helpers_[f].positions) position.function = 1 + f;
    }
    reserved_helpers_ = helpers_;
    opt::PassContext context;
    for (ir::Graph& helper : reserved_helpers_) opt::place_reserves(helper, context);
  }

  void check(uint64_t seed, const RandomOptions& options,
             std::span<const std::string_view> passes) {
    ir::Graph graph = RandomFunction(seed, options).make();
    if (options.calls) make_helpers(seed, options);
    Helpers environment(helpers_);
    ASSERT_TRUE(ir::verify(graph).ok()) << ir::verify(graph).error().message;
    std::string before = outcomes(graph, seed);
    if (before.find("broken: too many") != std::string::npos) return;
    ASSERT_EQ(before.find("broken"), std::string::npos) << before << ir::print(graph, atoms_);
    ir::Graph changed = graph;
    opt::PassContext context;
    context.function = {0, 0};
    if (options.calls) context.environment = &environment;
    // Guesses, right or wrong.
    std::vector<opt::Type> observed;
    for (uint64_t i = 0; i < options.arity; ++i) {
      observed.push_back(
          opt::Type::of_kinds((seed >> i & 1) != 0 ? opt::kSelfFloat : opt::kSmallInt));
    }
    context.observed = observed;
    for (std::string_view name : passes) {
      std::string text = ir::print(changed, atoms_);
      const opt::Pass* pass = opt::find_pass(name);
      ASSERT_NE(pass, nullptr) << name;
      opt::run_pass(*pass, changed, context);
      std::string after = outcomes(changed, seed, context.reserves_placed);
      ASSERT_EQ(before, after) << "seed " << seed << " pass " << name << "\n--- before\n"
                               << text << "\n--- after\n"
                               << ir::print(changed, atoms_);
    }
  }

  void check_many(uint64_t first, int count, const RandomOptions& options,
                  std::span<const std::string_view> passes) {
    if (const char* scale = std::getenv("LINAC_RANDOM_SCALE")) count *= std::atoi(scale);
    for (int i = 0; i < count && !HasFatalFailure(); ++i) {
      check(first + static_cast<uint64_t>(i), options, passes);
    }
  }

  AtomTable atoms_;
  // Functions 1 and 2 of the module.
  std::vector<ir::Graph> helpers_, reserved_helpers_;
};

constexpr std::string_view kEach[] = {"split_critical_edges",
                                      "cleanup",
                                      "inline",
                                      "cleanup",
                                      "latches",
                                      "cleanup",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "scalars",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "versions",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "sink",
                                      "floats",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "integers",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "ifs",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "hoist",
                                      "sink",
                                      "checks",
                                      "cleanup",
                                      "reserves"};

TEST_F(OptRandom, SmallFunctions) {
  RandomOptions options;
  options.statements = 6;
  options.max_depth = 2;
  check_many(1, 300, options, kEach);
}

TEST_F(OptRandom, LargeFunctions) { check_many(100'000, 150, {}, kEach); }

TEST_F(OptRandom, Calls) {
  RandomOptions options;
  options.calls = true;
  check_many(200'000, 100, options, kEach);
}

}  // namespace
}  // namespace linac
