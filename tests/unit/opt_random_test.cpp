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
      if (helper_) eval.add_function({0, 1}, *helper_);
      std::vector<Term> arguments;
      for (uint32_t p = 0; p < graph.arity; ++p) {
        arguments.push_back(RandomFunction::argument(random));
      }
      out += eval.run(graph, arguments) + "\n";
    }
    return out;
  }

  void check(uint64_t seed, const RandomOptions& options,
             std::span<const std::string_view> passes) {
    ir::Graph graph = RandomFunction(seed, options).make();
    if (options.calls) {
      RandomOptions small = options;
      small.calls = false;
      small.statements = 4;
      helper_ = RandomFunction(seed + 1'000'000'007, small).make();
    }
    ASSERT_TRUE(ir::verify(graph).ok()) << ir::verify(graph).error().message;
    std::string before = outcomes(graph, seed);
    if (before.find("broken: too many") != std::string::npos) return;
    ASSERT_EQ(before.find("broken"), std::string::npos) << before << ir::print(graph, atoms_);
    ir::Graph changed = graph;
    opt::PassContext context;
    context.function = {0, 0};
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
  std::optional<ir::Graph> helper_;
};

constexpr std::string_view kEach[] = {"split_critical_edges",
                                      "cleanup",
                                      "types",
                                      "fold",
                                      "cse",
                                      "cleanup",
                                      "types",
                                      "fold",
                                      "cleanup"};

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
