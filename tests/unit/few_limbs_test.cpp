#include "core/term/few_limbs.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/unit/number_test_support.h"

namespace linac::test {
namespace {

constexpr ArithOp kOps[] = {ArithOp::kAdd,  ArithOp::kSub,  ArithOp::kMul, ArithOp::kIntDiv,
                            ArithOp::kRem,  ArithOp::kBand, ArithOp::kBor, ArithOp::kBxor,
                            ArithOp::kBsl,  ArithOp::kBsr,  ArithOp::kDiv, ArithOp::kNeg,
                            ArithOp::kBnot, ArithOp::kAbs};

// "" if it leaves the answer to arith(), which has to be the same otherwise.
std::string short_answer(ArithOp op, Term a, Term b) {
  NumberHeap heap;
  Term result = arith_of_few_limbs(op, a, b, heap.open(kFewLimbsWords));
  if (!heap.close(result)) return "outside its words";
  return result == kNoTerm ? "" : write_number(result);
}

std::string long_answer(ArithOp op, Term a, Term b) {
  NumberHeap heap;
  TermSpace& space = heap.open(arith_words(op, a, b));
  ArithResult result = arith(op, a, b, space);
  return result.ok() ? write_number(result.value) : "no value";
}

const char* const kNumbers[] = {"i0",
                                "i1",
                                "i-1",
                                "i2",
                                "i-7",
                                "i3F",
                                "i40",
                                "i41",
                                "i7F",
                                "i80",
                                "i800000000000000",
                                "i-800000000000001",
                                "iFFFFFFFFFFFFFFF",
                                "i-1000000000000000",
                                "i1000000000000000",
                                "i-1000000000000001",
                                "iFFFFFFFFFFFFFFFF",
                                "i-FFFFFFFFFFFFFFFF",
                                "i8000000000000000",
                                "i-8000000000000001",
                                "i10000000000000000",
                                "i-10000000000000000",
                                "i10000000000000001",
                                "i-10000000000000000FFFFFFF",
                                "i5851F42D4C957F2D",
                                "iFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i80000000000000000000000000000000",
                                "i-7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i100000000000000000000000000000000",
                                "i-100000000000000000000000000000001",
                                "iFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i1FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
                                "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "f3FF8000000000000",
                                "a"};

TEST(FewLimbs, AnswersAsTheGeneralWay) {
  size_t answered = 0;
  for (ArithOp op : kOps) {
    for (const char* left : kNumbers) {
      for (const char* right : kNumbers) {
        NumberHeap heap;
        Term a = read_number(left, heap), b = read_number(right, heap);
        std::string answer = short_answer(op, a, b);
        if (answer.empty()) continue;
        answered++;
        EXPECT_EQ(answer, long_answer(op, a, b))
            << static_cast<int>(op) << ' ' << left << ' ' << right;
      }
    }
  }
  EXPECT_GT(answered, 5000u);
}

TEST(FewLimbs, AnswersWhatItIsFor) {
  NumberHeap heap;
  Term limb = read_number("i-FFFFFFFFFFFFFFFF", heap),
       two = read_number("iFFFFFFFFFFFFFFFF0000000000000001", heap);
  EXPECT_EQ(short_answer(ArithOp::kMul, limb, limb), "iFFFFFFFFFFFFFFFE0000000000000001");
  EXPECT_EQ(short_answer(ArithOp::kSub, limb, limb), "i0");
  EXPECT_EQ(short_answer(ArithOp::kBand, two, make_small(-1 + (1 << 20))), "i1");
  EXPECT_EQ(short_answer(ArithOp::kBsr, two, make_small(64)), "iFFFFFFFFFFFFFFFF");
  EXPECT_EQ(short_answer(ArithOp::kIntDiv, make_small(-(int64_t{1} << 60)), make_small(-1)),
            "i1000000000000000");
  EXPECT_EQ(short_answer(ArithOp::kRem, two, make_small(0)), "");
  EXPECT_EQ(short_answer(ArithOp::kBsl, make_small(-3), make_small(126)),
            "i-C0000000000000000000000000000000");
  EXPECT_EQ(short_answer(ArithOp::kBsl, make_small(-3), make_small(127)), "");
}

TEST(FewLimbs, DividesByTwoLimbs) {
  NumberHeap heap;
  Term left = read_number("i-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", heap),
       right = read_number("i80000000000000000000000000000001", heap),
       limb_more = read_number("i10000000000000001", heap);
  EXPECT_EQ(short_answer(ArithOp::kIntDiv, left, right), "i-1");
  EXPECT_EQ(short_answer(ArithOp::kRem, left, right), "i-7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE");
  EXPECT_EQ(short_answer(ArithOp::kIntDiv, left, left), "i1");
  EXPECT_EQ(short_answer(ArithOp::kRem, left, left), "i0");
  EXPECT_EQ(short_answer(ArithOp::kIntDiv, right, left), "i0");
  EXPECT_EQ(short_answer(ArithOp::kRem, right, left), "i80000000000000000000000000000001");
  EXPECT_EQ(short_answer(ArithOp::kIntDiv, left, limb_more), "i-FFFFFFFFFFFFFFFF");
  EXPECT_EQ(short_answer(ArithOp::kRem, make_small(-5), limb_more), "i-5");
}

TEST(FewLimbs, MultipliesFewLimbs) {
  NumberHeap heap;
  std::string seven(7 * 16, 'F');
  Term two = read_number("i-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", heap),
       three = read_number("i100000000000000000000000000000000", heap),
       longest = read_number("i" + seven, heap), longer = read_number("i1" + seven, heap),
       limb = read_number("i-FFFFFFFFFFFFFFFF", heap);
  EXPECT_EQ(short_answer(ArithOp::kMul, two, two),
            "iFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE00000000000000000000000000000001");
  EXPECT_EQ(short_answer(ArithOp::kMul, two, make_small(0)), "i0");
  EXPECT_EQ(short_answer(ArithOp::kMul, limb, longest),
            "i-FFFFFFFFFFFFFFFE" + std::string(6 * 16, 'F') + "0000000000000001");
  EXPECT_EQ(short_answer(ArithOp::kMul, longest, make_small(0)), "i0");
  EXPECT_EQ(short_answer(ArithOp::kMul, make_small(1), longest), "i" + seven);
  EXPECT_EQ(short_answer(ArithOp::kMul, longer, limb), "");
  EXPECT_EQ(short_answer(ArithOp::kMul, three, two), "");
}

TEST(FewLimbs, AnswersRandomNumbers) {
  std::mt19937_64 random(11);
  auto number = [&random] {
    std::string text = random() % 2 ? "i" : "i-";
    size_t digits = 1 + random() % (random() % 4 ? 34 : 130);
    for (size_t i = 0; i < digits; i++) text += "0123456789ABCDEF0F"[random() % 18];
    return text;
  };
  for (int round = 0; round < 20000; round++) {
    NumberHeap heap;
    std::string left = number(),
                right = random() % 4 ? number() : "i" + std::string(1, "0123456789"[random() % 10]);
    Term a = read_number(left, heap), b = read_number(right, heap);
    for (ArithOp op : kOps) {
      std::string answer = short_answer(op, a, b);
      if (answer.empty()) continue;
      ASSERT_EQ(answer, long_answer(op, a, b))
          << static_cast<int>(op) << ' ' << left << ' ' << right;
    }
  }
}

}  // namespace
}  // namespace linac::test
