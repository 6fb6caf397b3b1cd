#include "core/term/number_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/term/atom.h"
#include "tests/unit/number_text_test_cases.h"

namespace linac::test {
namespace {

struct Case {
  const char* what;
  const char* input;
  int parameter;
  const char* answer;
};
constexpr Case kCases[] = {
#define CASE(what, input, parameter, answer) {what, input, parameter, answer},
#include "tests/unit/number_text_cases.inc"
#undef CASE
};

TEST(NumberText, AnswersAsRecorded) {
  for (const Case& c : kCases) {
    EXPECT_EQ(run_text_case(c.what, c.input, c.parameter), c.answer)
        << c.what << " " << c.input << " " << c.parameter;
  }
}

std::string shortest(double value) {
  char text[kShortFloatTextSize];
  return std::string(text, float_to_short_text(value, text));
}

// Where OTP goes from plain to scientific.
TEST(NumberText, ShortFloats) {
  EXPECT_EQ(shortest(0.0), "0.0");
  EXPECT_EQ(shortest(-0.0), "-0.0");
  EXPECT_EQ(shortest(100.0), "100.0");
  EXPECT_EQ(shortest(1000.0), "1.0e3");
  EXPECT_EQ(shortest(12340.0), "12340.0");
  EXPECT_EQ(shortest(1234000.0), "1.234e6");
  EXPECT_EQ(shortest(12345678900.0), "12345678900.0");
  EXPECT_EQ(shortest(123456789000.0), "1.23456789e11");
  EXPECT_EQ(shortest(0.0001), "0.0001");
  EXPECT_EQ(shortest(0.00001), "1.0e-5");
  EXPECT_EQ(shortest(0.001234), "0.001234");
  EXPECT_EQ(shortest(0.00012345), "1.2345e-4");
  EXPECT_EQ(shortest(9007199254740991.0), "9007199254740991.0");
  EXPECT_EQ(shortest(9007199254740992.0), "9.007199254740992e15");
  EXPECT_EQ(shortest(18014398509481980.0), "1.801439850948198e16");
  EXPECT_EQ(shortest(-1.7976931348623157e308), "-1.7976931348623157e308");
  EXPECT_EQ(shortest(-2.2250738585072014e-308), "-2.2250738585072014e-308");
  EXPECT_EQ(shortest(5e-324), "5.0e-324");
  EXPECT_EQ(shortest(1e22), "1.0e22");
  EXPECT_EQ(shortest(1e23), "1.0e23");
}

TEST(NumberText, ShortFloatsReadBack) {
  std::mt19937_64 random(17);
  for (int round = 0; round < 20000; round++) {
    auto value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    auto again = float_from_text(shortest(value));
    ASSERT_TRUE(again);
    EXPECT_EQ(std::bit_cast<Word>(*again), std::bit_cast<Word>(value)) << shortest(value);
  }
}

TEST(NumberText, FloatGrammar) {
  for (const char* text : {"",
                           "1",
                           "1.",
                           ".5",
                           "-.5",
                           "1.e5",
                           "1.0e",
                           "1e5",
                           "1.0e5 ",
                           " 1.0",
                           "1.0x",
                           "inf",
                           "nan",
                           "-",
                           "+-1.0",
                           "1.5e1.5",
                           "0x1.0",
                           "1_0.0",
                           "1.0e+",
                           "1.0e400",
                           "1.7976931348623159e308",
                           "1.0e99999999999999999999"}) {
    EXPECT_EQ(float_from_text(text), std::nullopt) << text;
  }
  EXPECT_EQ(float_from_text("+1.0"), 1.0);
  EXPECT_EQ(float_from_text("-1,5"), -1.5);
  EXPECT_EQ(float_from_text("+01.0E+5"), 1e5);
  EXPECT_EQ(float_from_text("0.0e999999999999"), 0.0);
  EXPECT_EQ(float_from_text("2.0e-324"), 0.0);
  EXPECT_EQ(float_from_text("1.0e-99999999999999999999"), 0.0);
  EXPECT_EQ(float_from_text("0." + std::string(400, '0') + "1"), 0.0);
  EXPECT_EQ(float_from_text("1" + std::string(400, '0') + ".0e-50"), std::nullopt);
  EXPECT_EQ(float_from_text("1" + std::string(400, '0') + ".0e-400"), 1.0);
  EXPECT_EQ(float_from_text(std::string("1.5\0x", 5)), 1.5);
  auto minus_zero = float_from_text("-1.0e-400");
  ASSERT_TRUE(minus_zero);
  EXPECT_TRUE(*minus_zero == 0 && std::signbit(*minus_zero));
}

TEST(NumberText, FloatsOfTooManyDigitsAreErrors) {
  EXPECT_EQ(text_of_float("d", "f3FF8000000000000", 253).size(), 255u);
  EXPECT_EQ(text_of_float("d", "f3FF8000000000000", 254), "!badarg");
  EXPECT_EQ(text_of_float("d", "f3FF8000000000000", -1), "!badarg");
  EXPECT_EQ(text_of_float("s", "f3FF8000000000000", -1), "1.500000e+00");
  EXPECT_EQ(text_of_float("s", "f3FF8000000000000", 249).size(), 255u);
  EXPECT_EQ(text_of_float("s", "f3FF8000000000000", 250), "!badarg");
  EXPECT_EQ(text_of_float("d", "f7E37E43C8800759C", 0), "!badarg");  // 1.0e300
  EXPECT_EQ(text_of_float("c", "f4480F0CF064DD592", 0), "1");        // 1.0e22: OTP strips it so
  EXPECT_EQ(text_of_float("c", "f4480F0CF064DD592", 3), "10000000000000000000000.0");
}

TEST(NumberText, ReadsTheOptionsOfFloatToList) {
  NumberHeap heap;
  auto& space = heap.open(64);
  auto list = [&](std::initializer_list<Term> terms, Term tail = kNil) {
    for (auto at = terms.end(); at != terms.begin();) tail = space.cons(*--at, tail);
    return tail;
  };
  Term decimals = space.tuple_of(atoms::kDecimals, make_small(4));
  Term scientific = space.tuple_of(atoms::kScientific, make_small((int64_t{1} << 32) + 3));
  auto both = parse_float_format(list({decimals, atoms::kCompact}));
  ASSERT_TRUE(both);
  EXPECT_TRUE(both->style == FloatFormat::Style::kDecimals && both->digits == 4 && both->compact);
  auto last = parse_float_format(list({decimals, scientific}));
  ASSERT_TRUE(last);
  EXPECT_TRUE(last->style == FloatFormat::Style::kScientific && last->digits == 3);
  EXPECT_EQ(parse_float_format(list({decimals, atoms::kShort}))->style, FloatFormat::Style::kShort);
  EXPECT_EQ(parse_float_format(kNil)->digits, 20);
  EXPECT_FALSE(parse_float_format(atoms::kOk));
  EXPECT_FALSE(parse_float_format(list({decimals}, atoms::kOk)));
  EXPECT_FALSE(parse_float_format(list({atoms::kOk})));
  EXPECT_FALSE(parse_float_format(list({space.tuple_of(atoms::kDecimals, atoms::kOk)})));
  EXPECT_FALSE(parse_float_format(list({space.tuple_of(atoms::kOk, make_small(1))})));
}

TEST(NumberText, IntegerLimits) {
  EXPECT_EQ(integer_of_text(std::string(4194240, '1'), 2).size(), 1 + 4194240 / 4u);
  EXPECT_EQ(integer_of_text(std::string(4194241, '1'), 2), "!system_limit");
  EXPECT_EQ(integer_of_text("1" + std::string(4194239, 'x'), 2), "!badarg");
  EXPECT_EQ(integer_of_text("-" + std::string(1048560, 'f'), 16).size(), 2 + 1048560u);
  EXPECT_EQ(integer_of_text(std::string(1048561, 'f'), 16), "!system_limit");
  EXPECT_EQ(integer_of_text(std::string(1262592, '1'), 10).substr(0, 1), "i");
  EXPECT_EQ(integer_of_text(std::string(1262612, 'x'), 10), "!system_limit");
  EXPECT_EQ(integer_of_text(std::string(5000000, '0') + "1", 10), "i1");
  EXPECT_EQ(integer_words_from_text(std::string(2000000, '1'), 10), 0u);
}

TEST(NumberText, LongIntegersThereAndBack) {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; round++) {
    auto base = static_cast<unsigned>(2 + random() % 35);
    std::string text = round % 2 == 0 ? "-1" : "1";
    size_t digits = random() % (round % 20 == 0 ? 20000 : 300);
    for (size_t i = 0; i < digits; i++) {
      text += "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[random() % base];
    }
    NumberHeap heap;
    TermSpace& space = heap.open(integer_words_from_text(text, base));
    auto result = integer_from_text(text, base, space);
    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(heap.close(result.value));
    std::string again(integer_text_size(result.value, base), '?');
    again.resize(integer_to_text(result.value, base, again.data()));
    EXPECT_EQ(again, text);
  }
}

}  // namespace
}  // namespace linac::test
