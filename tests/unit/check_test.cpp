#include "core/base/check.h"

#include <csetjmp>

#include <gtest/gtest.h>

namespace linac {
namespace {

std::jmp_buf g_back;
const char* g_expression = nullptr;

TEST(Check, TrueHasNoEffect) {
  int evaluated = 0;
  VM_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(Check, FalseReachesTheHandlerWithItsExpression) {
  CheckHandler earlier = set_check_handler([](const char* expression, const char*, int) {
    g_expression = expression;
    std::longjmp(g_back, 1);
  });
  if (setjmp(g_back) == 0) {
    VM_CHECK(1 == 2);
    ADD_FAILURE() << "went on after a failed check";
  }
  set_check_handler(earlier);
  EXPECT_STREQ(g_expression, "1 == 2");
}

TEST(CheckDeathTest, FalseNamesThePlaceWithoutHandler) {
  EXPECT_DEATH(VM_CHECK(1 == 2), "tests/unit/check_test.cpp:.*check failed: 1 == 2");
}

}  // namespace
}  // namespace linac
