// The measuring programs' functions at a very small n, as the builder makes them and as the optimiser
// leaves them: the same results, and the work that the passes are there to take away is gone.
#include <gtest/gtest.h>

#include "core/opt/pass.h"
#include "tests/unit/ir_module.h"

namespace linac {
namespace {

struct Program {
  const char* name;
  int64_t n;
};

class OptSuite : public testing::TestWithParam<Program> {};

TEST_P(OptSuite, GivesTheSame) {
  IrModule module;
  std::string path = std::string(LINAC_SOURCE_DIR) + "/bench/suite/beam29/b_" + GetParam().name;
  ASSERT_EQ(module.load(path + ".beam"), "");
  uint32_t run = module.find("run", 1);
  std::string outcomes[2];
  for (bool optimise : {false, true}) {
    IrEval eval(module.atoms(), 1 << 21);
    eval.check_reserves = optimise;
    module.add_to(eval, optimise);
    opt::PassContext context;
    ir::Graph graph = optimise ? module.optimised(run, context) : *module.graph(run);
    Term argument = make_small(GetParam().n);
    outcomes[optimise] = eval.run(graph, {&argument, 1});
  }
  EXPECT_EQ(outcomes[0].substr(0, 8), "returns ");
  EXPECT_EQ(outcomes[0], outcomes[1]);
}

INSTANTIATE_TEST_SUITE_P(Programs, OptSuite,
                         testing::Values(Program{"fib", 12}, Program{"tak", 3},
                                         Program{"collatz", 40}, Program{"nqueens", 4},
                                         Program{"binary_trees", 4}, Program{"nbody", 6},
                                         Program{"mandelbrot", 5}, Program{"spectral_norm", 5},
                                         Program{"merge_sort", 40}, Program{"pipeline", 12},
                                         Program{"interpreter", 3}),
                         [](const auto& info) { return std::string(info.param.name); });

class OptFigures : public testing::Test {
 protected:
  // How often an op runs in b_NAME:run(n), optimised, with guesses about one function's arguments.
  uint64_t count(const char* name, int64_t n, ir::Op op) {
    IrModule module;
    std::string path = std::string(LINAC_SOURCE_DIR) + "/bench/suite/beam29/b_" + name + ".beam";
    EXPECT_EQ(module.load(path), "");
    IrEval eval(module.atoms(), 1 << 21);
    module.add_to(eval, true);
    Term argument = make_small(n);
    opt::PassContext context;
    ir::Graph graph = module.optimised(module.find("run", 1), context);
    EXPECT_EQ(eval.run(graph, {&argument, 1}).substr(0, 8), "returns ");
    return eval.count(op);
  }
};

TEST_F(OptFigures, FloatLoopsBoxNothing) {
  EXPECT_LT(count("mandelbrot", 6, ir::Op::kBoxFloat), 60u);
  EXPECT_EQ(count("mandelbrot", 6, ir::Op::kMul), 0u);
  // Two tests a turn for eight operations.
  EXPECT_LT(count("mandelbrot", 6, ir::Op::kCheckFinite), 60u);
  EXPECT_LT(count("spectral_norm", 6, ir::Op::kBoxFloat), 300u);
}

TEST_F(OptFigures, RecursionIsPutIn) {
  // 754 calls are one level of fib(13); a quarter of them stay.
  EXPECT_LT(count("fib", 13, ir::Op::kCall), 300u);
}

TEST_F(OptFigures, CollatzIsRaw) {
  EXPECT_EQ(count("collatz", 50, ir::Op::kRem), 0u);
  EXPECT_EQ(count("collatz", 50, ir::Op::kIntDiv), 0u);
}

TEST_F(OptFigures, BodiesStayInRegisters) {
  // Each step makes five bodies, and a list of them; not one for every pull.
  EXPECT_LT(count("nbody", 10, ir::Op::kTuple), 120u);
}

}  // namespace
}  // namespace linac
