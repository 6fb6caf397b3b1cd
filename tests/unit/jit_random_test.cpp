// Random functions, compiled as they are and behind all passes, against the IR's evaluator; in all
// modes of allocation and collecting.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/ir/order.h"
#include "core/ir/text.h"
#include "core/opt/pass.h"
#include "tests/unit/ir_eval.h"
#include "tests/unit/ir_random.h"
#include "tests/unit/jit_fixture.h"

#if defined(__x86_64__)

namespace linac::testing {
namespace {

constexpr int kArgumentSets = 4;

class JitRandom : public ::testing::Test {
 protected:
  // "TERM" or "CLASS REASON", as JitWorld::run has it; nothing if it runs too long.
  static std::string outcome(const std::string& evaluated) {
    if (evaluated.starts_with("returns ")) return evaluated.substr(8);
    if (!evaluated.starts_with("raises ")) return "";
    return evaluated.substr(7, evaluated.rfind(" at ") - 7);
  }

  void make_graphs(uint64_t seed, const RandomOptions& options) {
    graphs_.clear();
    graphs_.push_back(RandomFunction(seed, options).make());
    if (!options.calls) return;
    RandomOptions small = options;
    small.calls = false;
    small.tries = seed % 3 == 0;
    small.statements = 1 + seed % 5;
    RandomOptions tail = small;
    tail.tail_calls = true;
    graphs_.push_back(RandomFunction(seed + 1'000'000'007, tail).make());
    graphs_.push_back(RandomFunction(seed + 2'000'000'011, small).make());
    for (uint32_t f = 1; f < 3; ++f) {
      for (ir::Position& position : graphs_[f].positions) position.function = f;
    }
  }

  static ir::Graph prepared(const ir::Graph& graph, bool optimised) {
    ir::Graph result = graph;
    opt::PassContext context;
    if (optimised) {
      opt::optimise(result, context);
    } else {
      opt::place_reserves(result, context);
    }
    return result;
  }

  void check(uint64_t seed, const RandomOptions& options, const JitMode& mode, bool optimised) {
    make_graphs(seed, options);
    JitWorld world(mode);
    // The evaluator's lambda 0 is function 2 with two captured terms.
    world.module().lambdas[0]->function = world.module().functions[2].get();
    for (size_t f = 0; f < graphs_.size(); ++f) {
      ASSERT_EQ(world.compile(*world.module().functions[f], prepared(graphs_[f], optimised)), "")
          << "seed " << seed << ' ' << mode.text();
      if (std::getenv("LINAC_RANDOM_SEED")) {
        std::printf("%s\n%s\n", mode.text().c_str(),
                    ir::print(prepared(graphs_[f], optimised), world.vm().atoms()).c_str());
        std::printf("%s\n", world.listing().c_str());
        std::fflush(stdout);
      }
    }
    std::mt19937_64 random(seed);
    for (int i = 0; i < kArgumentSets; ++i) {
      IrEval eval(world.vm().atoms());
      eval.step_limit = 200'000;
      for (uint32_t f = 1; f < graphs_.size(); ++f) eval.add_function({0, f}, graphs_[f]);
      eval.add_lambda({0, 0}, {{0, 2}, 1, 2});
      std::vector<Term> arguments;
      for (uint32_t p = 0; p < options.arity; ++p) {
        arguments.push_back(RandomFunction::argument(random, p));
      }
      std::string evaluated = eval.run(graphs_[0], arguments);
      std::string wanted = outcome(evaluated);
      if (wanted.empty()) continue;
      ASSERT_EQ(world.run("f0", arguments), wanted)
          << "seed " << seed << ", arguments " << i << ", " << mode.text()
          << (optimised ? ", optimised\n" : "\n")
          << ir::print(prepared(graphs_[0], optimised), world.vm().atoms());
    }
  }

  void check_many(uint64_t first, int count, const RandomOptions& options) {
    if (const char* scale = std::getenv("LINAC_RANDOM_SCALE")) count *= std::atoi(scale);
    std::vector<JitMode> modes = all_jit_modes();
    const char* only = std::getenv("LINAC_RANDOM_SEED");
    for (int i = 0; i < count && !HasFatalFailure(); ++i) {
      uint64_t seed = first + static_cast<uint64_t>(i);
      if (only && seed != static_cast<uint64_t>(std::atoll(only))) continue;
      last_seed_ = seed;
      JitMode mode = modes[seed % modes.size()];
      if (mode.allocation.seed != 0) mode.allocation.seed = seed;
      check(seed, options, mode, false);
      if (!HasFatalFailure()) check(seed, options, mode, true);
    }
  }

  static inline uint64_t last_seed_ = 0;  // for debuggers
  std::vector<ir::Graph> graphs_;
};

TEST_F(JitRandom, SmallFunctions) {
  RandomOptions options;
  options.statements = 6;
  options.max_depth = 2;
  check_many(1, 200, options);
}

TEST_F(JitRandom, LargeFunctions) { check_many(100'000, 100, {}); }

TEST_F(JitRandom, ManyRegisters) {
  RandomOptions options;
  options.registers = 16;
  options.statements = 30;
  check_many(200'000, 60, options);
}

TEST_F(JitRandom, Calls) {
  RandomOptions options;
  options.calls = true;
  check_many(300'000, 100, options);
}

TEST_F(JitRandom, Floats) {
  RandomOptions options;
  options.floats_only = true;
  check_many(400'000, 60, options);
}

}  // namespace
}  // namespace linac::testing

#endif
