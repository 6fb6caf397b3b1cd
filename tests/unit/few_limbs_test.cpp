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
                                "iFFFFFFFFFFFFFFF",
                                "i-1000000000000000",
                                "i1000000000000000",
                                "i-1000000000000001",
                                "iFFFFFFFFFFFFFFFF",
                                "i-FFFFFFFFFFFFFFFF",
                                "i10000000000000000",
                                "i-10000000000000000",
                                "i5851F42D4C957F2D",
                                "iFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i-FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i80000000000000000000000000000000",
                                "i-7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                                "i100000000000000000000000000000000",
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
  EXPECT_GT(answered, 2000u);
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
}

TEST(FewLimbs, AnswersRandomNumbers) {
  std::mt19937_64 random(11);
  auto number = [&random] {
    std::string text = random() % 2 ? "i" : "i-";
    size_t digits = 1 + random() % 34;
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
