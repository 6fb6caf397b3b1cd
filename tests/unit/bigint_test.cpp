#include "core/term/bigint.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "tests/unit/number_test_support.h"

namespace linac::test {
namespace {

std::string from_bytes(std::vector<uint8_t> bytes, bool little, bool is_signed) {
  NumberHeap heap;
  TermSpace& space = heap.open(integer_words_from_bytes(bytes.size()));
  Term term = integer_from_bytes(bytes, little, is_signed, space);
  if (!heap.close(term) || !is_canonical(term)) return "bad";
  return write_number(term);
}

std::vector<uint8_t> to_bytes(std::string_view number, size_t n, bool little) {
  NumberHeap heap;
  std::vector<uint8_t> bytes(n, 0xEE);
  integer_to_bytes(read_number(number, heap), bytes.data(), n, little);
  return bytes;
}

TEST(Bigint, ReadsBytes) {
  EXPECT_EQ(from_bytes({}, false, true), "i0");
  EXPECT_EQ(from_bytes({0x80}, false, true), "i-80");
  EXPECT_EQ(from_bytes({0x80}, false, false), "i80");
  EXPECT_EQ(from_bytes({1, 2, 3}, false, true), "i10203");
  EXPECT_EQ(from_bytes({1, 2, 3}, true, true), "i30201");
  EXPECT_EQ(from_bytes(std::vector<uint8_t>(8, 0xFF), false, false), "iFFFFFFFFFFFFFFFF");
  EXPECT_EQ(from_bytes(std::vector<uint8_t>(8, 0xFF), false, true), "i-1");
  EXPECT_EQ(from_bytes(std::vector<uint8_t>(9, 0xFF), true, true), "i-1");
  EXPECT_EQ(from_bytes(std::vector<uint8_t>(64, 0), true, true), "i0");
  EXPECT_EQ(from_bytes({0x80, 0, 0, 0, 0, 0, 0, 0}, false, true), "i-8000000000000000");
  EXPECT_EQ(from_bytes({0xF0, 0, 0, 0, 0, 0, 0, 0}, false, true), "i-1000000000000000");
  EXPECT_EQ(from_bytes({0x80, 0, 0, 0, 0, 0, 0, 0, 0}, false, true), "i-800000000000000000");
  EXPECT_EQ(from_bytes({0xFF, 0, 0, 0, 0, 0, 0, 0, 0}, false, true), "i-10000000000000000");
}

TEST(Bigint, WritesBytes) {
  using Bytes = std::vector<uint8_t>;
  EXPECT_EQ(to_bytes("i-1", 3, false), (Bytes{0xFF, 0xFF, 0xFF}));
  EXPECT_EQ(to_bytes("i10203", 2, false), (Bytes{2, 3}));
  EXPECT_EQ(to_bytes("i10203", 5, true), (Bytes{3, 2, 1, 0, 0}));
  EXPECT_EQ(to_bytes("i-10000000000000000", 9, false), (Bytes{0xFF, 0, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(to_bytes("i-10000000000000000", 8, false), Bytes(8, 0));
  EXPECT_EQ(to_bytes("iABCDEF0123456789AB", 9, true),
            (Bytes{0xAB, 0x89, 0x67, 0x45, 0x23, 0x01, 0xEF, 0xCD, 0xAB}));
  EXPECT_EQ(to_bytes("i5", 0, true), Bytes{});
}

TEST(Bigint, BytesThereAndBack) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 3000; round++) {
    std::vector<uint8_t> bytes(random() % 80);
    for (auto& byte : bytes) byte = random() % 3 == 0 ? 0 : static_cast<uint8_t>(random());
    bool little = round % 2 == 0;
    NumberHeap heap;
    TermSpace& space = heap.open(integer_words_from_bytes(bytes.size()));
    Term term = integer_from_bytes(bytes, little, round % 3 != 0, space);
    EXPECT_TRUE(heap.close(term));
    std::vector<uint8_t> again(bytes.size());
    integer_to_bytes(term, again.data(), again.size(), little);
    EXPECT_EQ(bytes, again);
  }
}

TEST(Bigint, MagnitudesPastTheLimitAreNoTerm) {
  std::vector<uint8_t> bytes(kMaxBigLimbs * 8 + 1, 0);
  bytes[0] = 1;
  NumberHeap heap;
  TermSpace& space = heap.open(integer_words_from_bytes(bytes.size()));
  EXPECT_EQ(integer_from_magnitude(bytes, false, true, space), kNoTerm);
  EXPECT_TRUE(heap.close(kNoTerm));
  bytes[0] = 0;
  TermSpace& second = heap.open(integer_words_from_bytes(bytes.size()));
  EXPECT_EQ(integer_from_magnitude(bytes, false, true, second), make_small(0));
  bytes[1] = 0x80;
  TermSpace& third = heap.open(integer_words_from_bytes(bytes.size()));
  Term largest = integer_from_magnitude(bytes, false, true, third);
  EXPECT_EQ(boxed_size(largest), kMaxBigLimbs);
  EXPECT_TRUE(is_big_negative(largest));
  EXPECT_EQ(integer_bit_length(largest), 4194240u);
}

TEST(Bigint, MachineIntegers) {
  NumberHeap heap;
  EXPECT_EQ(integer_to_int64(read_number("i-8000000000000000", heap)), INT64_MIN);
  EXPECT_EQ(integer_to_int64(read_number("i7FFFFFFFFFFFFFFF", heap)), INT64_MAX);
  EXPECT_EQ(integer_to_int64(read_number("i8000000000000000", heap)), std::nullopt);
  EXPECT_EQ(integer_to_int64(read_number("i-8000000000000001", heap)), std::nullopt);
  EXPECT_EQ(integer_to_int64(read_number("i-5", heap)), -5);
  EXPECT_EQ(integer_to_uint64(read_number("iFFFFFFFFFFFFFFFF", heap)), UINT64_MAX);
  EXPECT_EQ(integer_to_uint64(read_number("i10000000000000000", heap)), std::nullopt);
  EXPECT_EQ(integer_to_uint64(read_number("i-1", heap)), std::nullopt);
  EXPECT_EQ(integer_to_uint64(make_small(0)), 0u);
}

TEST(Bigint, ComparesWithFloatsByExactValue) {
  NumberHeap heap;
  auto number = [&](double value) { return heap.open(kFloatWords).number(value); };
  EXPECT_EQ(compare_numbers(make_small((int64_t{1} << 53) + 1), number(0x1p53)), 1);
  EXPECT_EQ(compare_numbers(make_small(kSmallMax), number(0x1p60)), -1);
  EXPECT_EQ(compare_numbers(make_small(kSmallMin), number(-0x1p60)), 0);
  EXPECT_EQ(compare_numbers(make_small(-1), number(-0.5)), -1);
  EXPECT_EQ(compare_numbers(make_small(0), number(-0.0)), 0);
  EXPECT_EQ(compare_numbers(number(0.0), number(-0.0)), 0);
  EXPECT_EQ(compare_numbers(read_number("i1000000000000000", heap), number(0x1p60)), 0);
  EXPECT_EQ(compare_numbers(read_number("i1000000000000001", heap), number(0x1p60)), 1);
  EXPECT_EQ(compare_numbers(number(0x1p60), read_number("i1000000000000001", heap)), -1);
  EXPECT_EQ(compare_numbers(read_number("i-1000000000000001", heap), number(-0x1p60)), -1);
  std::string long_one = "i1" + std::string(249, '0') + "1";  // 2^1000 + 1
  EXPECT_EQ(compare_numbers(read_number(long_one, heap), number(0x1p1000)), 1);
  EXPECT_EQ(compare_numbers(read_number("i1" + std::string(300, '0'), heap), number(1e308)), 1);
}

TEST(Bigint, DoublesRoundToTheNearestOnce) {
  NumberHeap heap;
  auto convert = [&](const std::string& text) {
    return integer_to_double(read_number(text, heap));
  };
  std::string zeros(200, '0');
  EXPECT_EQ(convert("i20000000000001" + zeros), 0x1.0000000000000p853);  // tie to even
  EXPECT_EQ(convert("i20000000000001" + zeros + "1"), 0x1.0000000000001p857);
  EXPECT_EQ(convert("i20000000000003" + zeros), 0x1.0000000000002p853);
  EXPECT_EQ(convert("iFFFFFFFFFFFFFBFF" + std::string(240, 'F')), 0x1.fffffffffffffp1023);
  EXPECT_EQ(convert("iFFFFFFFFFFFFFC00" + std::string(240, '0')), std::nullopt);
  EXPECT_EQ(convert("i1" + std::string(256, '0')), std::nullopt);
  EXPECT_EQ(convert("i-8000000000000000"), -0x1p63);
}

TEST(Bigint, DoublesThereAndBack) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 5000; round++) {
    double value = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 960));
    if (round % 2 == 0) value = -value;
    if (round % 7 == 0) value = std::ldexp(1.0, round % 1024);
    NumberHeap heap;
    TermSpace& space = heap.open(integer_words_from_double(value));
    Term integer = integer_from_double(value, space);
    EXPECT_TRUE(heap.close(integer));
    EXPECT_TRUE(is_canonical(integer));
    EXPECT_EQ(integer_to_double(integer), value);
    EXPECT_EQ(compare_numbers(integer, heap.open(kFloatWords).number(value)), 0);
  }
}

}  // namespace
}  // namespace linac::test
