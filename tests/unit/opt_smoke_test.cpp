#include <gtest/gtest.h>
#include "tests/unit/ir_eval.h"
#include "core/ir/text.h"
#include "core/ir/verify.h"
using namespace linac;
TEST(Smoke, Eval) {
  AtomTable atoms;
  auto g = ir::parse(R"(
function "m:f/1" arity 1
b0:
  v0 = param 0
  v1 = const 1
  v2 = add v0, v1
  return v2
)", atoms);
  ASSERT_TRUE(g.ok()) << g.error().message;
  IrEval e(atoms);
  Term a[] = {make_small(41)};
  EXPECT_EQ(e.run(*g, a), "returns 42");
}
