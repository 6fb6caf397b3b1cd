#include "core/term/arith.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/arith_test_cases.h"

namespace linac::test {
namespace {

struct Case {
  const char* operation;
  const char* left;
  const char* right;
  const char* answer;
};
constexpr Case kCases[] = {
#define CASE(operation, left, right, answer) {operation, left, right, answer},
#include "tests/unit/arith_cases.inc"
#undef CASE
};

TEST(Arith, AnswersAsRecorded) {
  for (const Case& c : kCases) {
    EXPECT_EQ(run_case(c.operation, c.left, c.right), c.answer)
        << c.operation << " " << c.left << " " << c.right;
  }
}

// Computes in one heap, so that results are operands of what follows.
class Calculator {
 public:
  Term of(std::string_view text) { return read_number(text, heap_); }
  ArithResult run(ArithOp op, Term a, Term b) {
    auto result = arith(op, a, b, heap_.open(arith_words(op, a, b)));
    EXPECT_TRUE(heap_.close(result.value)) << static_cast<int>(op);
    EXPECT_TRUE(is_canonical(result.value)) << static_cast<int>(op);
    return result;
  }
  Term get(ArithOp op, Term a, Term b = make_small(0)) {
    auto result = run(op, a, b);
    EXPECT_TRUE(result.ok()) << static_cast<int>(op);
    return result.value;
  }
  std::string error(ArithOp op, Term a, Term b = make_small(0)) {
    return write_error(run(op, a, b).error);
  }
  Term power_of_two(int64_t exponent) {
    return get(ArithOp::kBsl, make_small(1), make_small(exponent));
  }

 private:
  NumberHeap heap_;
};

std::string random_integer(std::mt19937_64& random) {
  static constexpr size_t kLengths[] = {1, 3, 14, 15, 16, 17, 31, 32, 33, 64, 200, 1000};
  size_t length = kLengths[random() % std::size(kLengths)];
  std::string text = random() % 2 != 0 ? "i-" : "i";
  int style = static_cast<int>(random() % 4);
  for (size_t i = 0; i < length; i++) {
    char digit = "0123456789ABCDEF"[random() % 16];
    if (style == 0) digit = i == 0 ? '1' : '0';
    if (style == 1) digit = 'F';
    if (style == 2 && i != 0 && i + 1 != length) digit = '0';
    text += digit;
  }
  return text;
}

TEST(Arith, ObeysItsLaws) {
  std::mt19937_64 random(20240601);
  for (int round = 0; round < 4000; round++) {
    Calculator c;
    std::string left = random_integer(random), right = random_integer(random);
    Term a = c.of(left), b = c.of(right);
    Term sum = c.get(ArithOp::kAdd, a, b);
    Term product = c.get(ArithOp::kMul, a, b);
    EXPECT_TRUE(big_equal(c.get(ArithOp::kSub, sum, b), a)) << left << " " << right;
    EXPECT_TRUE(big_equal(product, c.get(ArithOp::kMul, b, a))) << left << " " << right;
    EXPECT_EQ(compare_integers(a, b), compare_integers(c.get(ArithOp::kSub, a, b), make_small(0)));
    Term common = c.get(ArithOp::kBand, a, b);
    Term either = c.get(ArithOp::kBor, a, b);
    Term one = c.get(ArithOp::kBxor, a, b);
    EXPECT_TRUE(big_equal(c.get(ArithOp::kAdd, common, either), sum)) << left << " " << right;
    EXPECT_TRUE(big_equal(c.get(ArithOp::kSub, either, common), one)) << left << " " << right;
    Term minus_one = make_small(-1);
    EXPECT_TRUE(big_equal(c.get(ArithOp::kBnot, a), c.get(ArithOp::kBxor, a, minus_one))) << left;
    EXPECT_TRUE(big_equal(c.get(ArithOp::kNeg, a), c.get(ArithOp::kMul, a, minus_one))) << left;
    // (a - b)^2 with mpn_sqr, against a^2 - 2ab + b^2.
    Term difference = c.get(ArithOp::kSub, a, b);
    Term squares = c.get(ArithOp::kAdd, c.get(ArithOp::kMul, a, a), c.get(ArithOp::kMul, b, b));
    Term twice = c.get(ArithOp::kMul, product, make_small(2));
    EXPECT_TRUE(big_equal(c.get(ArithOp::kMul, difference, difference),
                          c.get(ArithOp::kSub, squares, twice)))
        << left << " " << right;
    if (b == make_small(0)) continue;
    EXPECT_TRUE(big_equal(c.get(ArithOp::kIntDiv, product, b), a)) << left << " " << right;
    Term quotient = c.get(ArithOp::kIntDiv, a, b);
    Term remainder = c.get(ArithOp::kRem, a, b);
    Term again = c.get(ArithOp::kAdd, c.get(ArithOp::kMul, quotient, b), remainder);
    EXPECT_TRUE(big_equal(again, a)) << left << " " << right;
    EXPECT_LT(compare_integers(c.get(ArithOp::kAbs, remainder), c.get(ArithOp::kAbs, b)), 0);
  }
}

TEST(Arith, ShiftsAreProductsWithPowersOfTwo) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 2000; round++) {
    Calculator c;
    std::string text = random_integer(random);
    Term a = c.of(text);
    Term count = make_small(static_cast<int64_t>(random() % 300));
    Term power = c.power_of_two(count.small_value());
    Term left = c.get(ArithOp::kBsl, a, count);
    EXPECT_TRUE(big_equal(left, c.get(ArithOp::kMul, a, power))) << text;
    EXPECT_TRUE(big_equal(c.get(ArithOp::kBsr, left, count), a)) << text;
    // Down, not toward zero: (a - (a mod 2^count)) div 2^count.
    Term low = c.get(ArithOp::kBand, a, c.get(ArithOp::kSub, power, make_small(1)));
    Term down = c.get(ArithOp::kIntDiv, c.get(ArithOp::kSub, a, low), power);
    EXPECT_TRUE(big_equal(c.get(ArithOp::kBsr, a, count), down)) << text;
  }
}

TEST(Arith, StopsAtTheLimitOfIntegers) {
  Calculator c;
  Term largest_power = c.power_of_two(4194239);
  Term one = make_small(1);
  Term below = c.get(ArithOp::kSub, largest_power, one);
  Term largest = c.get(ArithOp::kAdd, below, largest_power);
  EXPECT_EQ(boxed_size(largest), kMaxBigLimbs);
  EXPECT_EQ(c.error(ArithOp::kBsl, one, make_small(4194240)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBsl, make_small(-1), make_small(4194240)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBsl, one, make_small(int64_t{1} << 50)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBsl, one, largest), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBsr, one, c.get(ArithOp::kNeg, largest)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBsl, largest_power, one), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kAdd, largest_power, largest_power), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kAdd, largest, one), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBnot, largest), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kBxor, largest, make_small(-1)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kMul, largest_power, make_small(2)), "!system_limit");
  EXPECT_EQ(c.error(ArithOp::kMul, largest, largest), "!system_limit");
  EXPECT_EQ(arith_words(ArithOp::kMul, largest, largest), 0u);
  Term half = c.power_of_two(2097119), other = c.power_of_two(2097120);
  EXPECT_TRUE(big_equal(c.get(ArithOp::kMul, half, other), largest_power));
  EXPECT_EQ(c.error(ArithOp::kMul, other, other), "!system_limit");
  EXPECT_TRUE(big_equal(c.get(ArithOp::kBsl, below, one), c.get(ArithOp::kSub, largest, one)));
  Term negative = c.get(ArithOp::kNeg, largest);
  EXPECT_TRUE(big_equal(c.get(ArithOp::kBnot, negative), c.get(ArithOp::kSub, largest, one)));
  EXPECT_TRUE(big_equal(c.get(ArithOp::kMul, largest, make_small(-1)), negative));
  EXPECT_EQ(c.get(ArithOp::kMul, largest, make_small(0)), make_small(0));
}

TEST(Arith, HugeShiftCountsGiveZeroOrMinusOne) {
  Calculator c;
  Term huge = c.power_of_two(4000);
  Term minus_huge = c.get(ArithOp::kNeg, huge);
  EXPECT_EQ(c.get(ArithOp::kBsr, huge, huge), make_small(0));
  EXPECT_EQ(c.get(ArithOp::kBsr, minus_huge, huge), make_small(-1));
  EXPECT_EQ(c.get(ArithOp::kBsl, minus_huge, minus_huge), make_small(-1));
  EXPECT_EQ(c.get(ArithOp::kBsl, make_small(5), minus_huge), make_small(0));
  EXPECT_EQ(c.get(ArithOp::kBsl, make_small(0), huge), make_small(0));
  EXPECT_EQ(c.get(ArithOp::kBsr, make_small(0), minus_huge), make_small(0));
  EXPECT_EQ(c.get(ArithOp::kBsr, minus_huge, make_small(kSmallMax)), make_small(-1));
  EXPECT_EQ(c.get(ArithOp::kBsl, make_small(-5), make_small(kSmallMin)), make_small(-1));
}

TEST(Arith, WrongTypesAreErrors) {
  NumberHeap heap;
  for (int op = 0; op <= static_cast<int>(ArithOp::kAbs); op++) {
    auto operation = static_cast<ArithOp>(op);
    EXPECT_EQ(arith_words(operation, kNil, make_small(1)), 0u);
    auto expected = operation == ArithOp::kAbs ? ArithError::kBadarg : ArithError::kBadarith;
    EXPECT_EQ(arith(operation, kNil, make_small(1), heap.open(0)).error, expected) << op;
  }
  auto conversion = convert_number(NumberConversion::kTrunc, atoms::kOk, heap.open(0));
  EXPECT_EQ(conversion.error, ArithError::kBadarg);
}

}  // namespace
}  // namespace linac::test
