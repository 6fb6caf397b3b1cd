// Bitstrings against a naive bit loop, and against results recorded from OTP 29.
#include "core/term/bits.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "core/term/bigint.h"
#include "tests/unit/test_space.h"

namespace linac {
namespace {

using Bytes = std::vector<uint8_t>;

bool bit_at(const uint8_t* bytes, size_t bit) {
  return (bytes[bit >> 3] >> (7 - (bit & 7)) & 1) != 0;
}
void set_bit(uint8_t* bytes, size_t bit, bool value) {
  uint8_t mask = static_cast<uint8_t>(0x80 >> (bit & 7));
  bytes[bit >> 3] = static_cast<uint8_t>(value ? bytes[bit >> 3] | mask : bytes[bit >> 3] & ~mask);
}
std::string text_of(const BitsView& view) {
  std::string text;
  for (size_t i = 0; i < view.bit_size; ++i) {
    text += bit_at(view.bytes, view.bit_offset + i) ? '1' : '0';
  }
  return text;
}
std::string text_of(Term bitstring) { return text_of(bits_view(bitstring)); }

class BitsTest : public ::testing::Test {
 protected:
  Bytes random_bytes(size_t size) {
    Bytes bytes(size);
    for (auto& byte : bytes) byte = static_cast<uint8_t>(random_());
    return bytes;
  }
  size_t below(size_t limit) { return random_() % limit; }

  std::mt19937_64 random_{20240611};
  TestSpace space_;
};

TEST_F(BitsTest, CopyIsTheNaiveLoop) {
  for (int round = 0; round < 20000; ++round) {
    size_t count = below(round % 10 == 0 ? 2000 : 150);
    size_t from = below(70);
    size_t to = below(70);
    // Exactly as many bytes as hold wanted bits, so that a sanitizer sees a read past them.
    Bytes source = random_bytes((from + count + 7) / 8);
    Bytes target = random_bytes((to + count + 7) / 8);
    Bytes expected = target;
    for (size_t i = 0; i < count; ++i)
      set_bit(expected.data(), to + i, bit_at(source.data(), from + i));
    copy_bits(target.data(), to, source.data(), from, count);
    ASSERT_EQ(target, expected) << count << " bits from " << from << " to " << to;
  }
}

TEST_F(BitsTest, ReadAndWriteAreTheNaiveLoop) {
  for (int round = 0; round < 20000; ++round) {
    unsigned count = static_cast<unsigned>(below(65));
    size_t at = below(40);
    Bytes bytes = random_bytes((at + count + 7) / 8);
    uint64_t value = 0;
    for (unsigned i = 0; i < count; ++i) value = value << 1 | bit_at(bytes.data(), at + i);
    ASSERT_EQ(read_bits(bytes.data(), at, count), value);
    uint64_t fresh = random_();
    Bytes expected = bytes;
    for (unsigned i = 0; i < count; ++i) {
      set_bit(expected.data(), at + i, (fresh >> (count - 1 - i) & 1) != 0);
    }
    write_bits(bytes.data(), at, fresh, count);
    ASSERT_EQ(bytes, expected) << count << " at " << at;
  }
}

TEST_F(BitsTest, CompareIsTextOrder) {
  for (int round = 0; round < 20000; ++round) {
    Bytes left = random_bytes(30);
    Bytes right = left;
    if (below(2) == 0) right[below(30)] ^= static_cast<uint8_t>(1 << below(8));
    size_t shift = below(17);
    Bytes moved(34);
    copy_bits(moved.data(), shift, right.data(), 0, 240);
    size_t start = below(16);
    BitsView a{left.data(), start, below(220)};
    BitsView b{moved.data(), start + shift, below(3) == 0 ? below(220) : a.bit_size};
    std::string ta = text_of(a), tb = text_of(b);
    int order = compare_bits(a, b);
    ASSERT_EQ(order < 0, ta < tb);
    ASSERT_EQ(order > 0, ta > tb);
    ASSERT_EQ(equal_bits(a, b), ta == tb);
  }
}

// [<<1:1>> < <<1>>, <<1>> < <<1:1>>, <<0:1>> < <<0>>, <<1:4>> < <<1>>, <<2:4>> < <<31>>]
TEST_F(BitsTest, CompareAsRecorded) {
  auto bits = [&](uint64_t value, unsigned count) {
    uint8_t bytes[8] = {};
    write_bits(bytes, 0, value, count);
    return make_bitstring({bytes, 0, count}, *space_);
  };
  auto less = [&](Term a, Term b) { return compare_bits(bits_view(a), bits_view(b)) < 0; };
  EXPECT_FALSE(less(bits(1, 1), bits(1, 8)));
  EXPECT_TRUE(less(bits(1, 8), bits(1, 1)));
  EXPECT_TRUE(less(bits(0, 1), bits(0, 8)));
  EXPECT_FALSE(less(bits(1, 4), bits(1, 8)));
  EXPECT_FALSE(less(bits(2, 4), bits(31, 8)));
  EXPECT_TRUE(less(bits(1, 4), bits(0x11, 8)));
}

TEST_F(BitsTest, BinariesAreHeapUpTo64Bytes) {
  for (size_t size : {0u, 1u, 7u, 8u, 9u, 63u, 64u, 65u, 1000u}) {
    Bytes bytes = random_bytes(size);
    size_t before = space_.used();
    Term term = make_binary(bytes, *space_);
    EXPECT_EQ(space_.used() - before, binary_words(size * 8));
    EXPECT_EQ(is_boxed_kind(term, BoxedKind::kHeapBinary), size <= 64);
    EXPECT_TRUE(is_binary(term));
    auto view = bits_view(term);
    EXPECT_EQ(Bytes(view.span().begin(), view.span().end()), bytes);
  }
  EXPECT_EQ(space_->off_heap.bytes, 1065u);
}

TEST_F(BitsTest, PaddingOfHeapBinariesIsZero) {
  Word* top = space_->top;
  for (int i = 0; i < 40; ++i) top[i] = ~Word{0};
  Bytes ones(8, 0xFF);
  for (size_t size = 0; size <= 64; ++size) {
    Term term = make_bitstring({ones.data(), 0, size}, *space_);
    Word last = size == 0 ? 0 : payload(term)[kHeapBinaryBytes];
    EXPECT_EQ(__builtin_bswap64(last), size == 0 ? 0 : ~Word{0} << (64 - size));
  }
}

TEST_F(BitsTest, SubBinariesAreFlat) {
  Bytes bytes = random_bytes(100);
  Term whole = make_binary(bytes, *space_);
  Term middle = make_sub_binary(whole, 3, 700, *space_);
  Term inner = make_sub_binary(middle, 5, 600, *space_);
  EXPECT_TRUE(is_boxed_kind(inner, BoxedKind::kSubBinary));
  EXPECT_EQ(payload_term(inner, kSubBinaryParent), whole);
  EXPECT_EQ(text_of(inner), text_of({bytes.data(), 8, 600}));
  EXPECT_FALSE(is_binary(middle));
  EXPECT_TRUE(is_binary(inner));
  Term small = make_sub_binary(inner, 1, 128, *space_);
  EXPECT_TRUE(is_boxed_kind(small, BoxedKind::kHeapBinary));
  EXPECT_EQ(text_of(small), text_of({bytes.data(), 9, 128}));
}

TEST_F(BitsTest, AlignedBytesCopiesOnlyWhenItMust) {
  Bytes bytes = random_bytes(40), storage;
  Term whole = make_binary(bytes, *space_);
  EXPECT_EQ(aligned_bytes(bits_view(whole), storage).data(), bits_view(whole).data());
  Term odd = make_sub_binary(whole, 3, 205, *space_);
  auto copy = aligned_bytes(bits_view(odd), storage);
  EXPECT_EQ(copy.data(), storage.data());
  EXPECT_EQ(copy.size(), 26u);
  EXPECT_EQ(text_of({copy.data(), 0, 208}), text_of(odd) + "000");
}

// --- Appending -----------------------------------------------------------------------------------

Term append(Term left, uint64_t value, unsigned count, TermSpace& space) {
  Append room = append_bits(left, count, space);
  EXPECT_NE(room.bytes, nullptr);
  write_bits(room.bytes, room.bit, value, count);
  return room.result;
}

TEST_F(BitsTest, AppendedBitsAreRight) {
  std::string expected;
  Term term = make_binary(std::string_view(), *space_);
  std::vector<std::pair<Term, size_t>> earlier;
  TestSpace space(1 << 20);
  for (int round = 0; round < 5000; ++round) {
    unsigned count = static_cast<unsigned>(below(14));
    uint64_t value = random_();
    size_t before = space.used();
    size_t words = append_words(expected.size(), count);
    term = append(term, value, count, *space);
    EXPECT_LE(space.used() - before, words);
    for (unsigned i = count; i-- > 0;) expected += (value >> i & 1) != 0 ? '1' : '0';
    if (round % 97 == 0) earlier.emplace_back(term, expected.size());
  }
  EXPECT_EQ(text_of(term), expected);
  for (auto [old, size] : earlier) EXPECT_EQ(text_of(old), expected.substr(0, size));
}

TEST_F(BitsTest, AppendIsAmortised) {
  TestSpace space(1 << 23);
  Term term = make_binary(std::string_view(), *space);
  for (int i = 0; i < 1000000; ++i) term = append(term, static_cast<uint64_t>(i), 8, *space);
  EXPECT_EQ(bit_size(term), 8000000u);
  // Doubling from 256: each buffer holds what the earlier ones held.
  EXPECT_LT(space->off_heap.bytes, 5000000u);
  for (size_t i = 0; i < 1000000; ++i) ASSERT_EQ(bits_view(term).data()[i], i & 255);
}

TEST_F(BitsTest, TwoAppendsToOneLeftDoNotMeet) {
  Bytes bytes(100, 'a');
  Term left = append(make_binary(bytes, *space_), 0, 3, *space_);
  Term one = append(left, 0x1F, 5, *space_);
  Term two = append(left, 0, 5, *space_);
  std::string prefix = text_of(left);
  EXPECT_EQ(text_of(one), prefix + "11111");
  EXPECT_EQ(text_of(two), prefix + "00000");
  EXPECT_EQ(bits_parent(one).parent, bits_parent(left).parent);
  EXPECT_NE(bits_parent(two).parent, bits_parent(left).parent);
}

TEST_F(BitsTest, AppendToACutOffStart) {
  Bytes bytes = random_bytes(100);
  Term grown = append(make_binary(bytes, *space_), 0x55, 8, *space_);
  Term tail = make_sub_binary(grown, 11, 797, *space_);
  Term longer = append(tail, 0x3, 2, *space_);
  EXPECT_EQ(text_of(longer), text_of(tail) + "11");
  EXPECT_EQ(bits_parent(longer).parent, bits_parent(grown).parent);  // in place
  Term front = make_sub_binary(grown, 0, 700, *space_);
  EXPECT_NE(bits_parent(append(front, 0, 1, *space_)).parent, bits_parent(grown).parent);
}

TEST_F(BitsTest, SealedAndClosed) {
  Bytes bytes(100, 'a');
  Term left = append(make_binary(bytes, *space_), 0, 3, *space_);
  SharedBytes* shared = shared_bytes(bits_parent(left).parent);
  shared->seal();
  EXPECT_EQ(shared->used_bits.load(), 808u);
  EXPECT_NE(bits_parent(append(left, 0, 5, *space_)).parent, bits_parent(left).parent);
  Term whole = append(make_binary(bytes, *space_), 0, 8, *space_);
  SharedBytes* other = shared_bytes(bits_parent(whole).parent);
  other->seal();
  EXPECT_EQ(bits_parent(append(whole, 1, 8, *space_)).parent, bits_parent(whole).parent);
  Term last = append(make_binary(bytes, *space_), 0, 8, *space_);
  shared_bytes(bits_parent(last).parent)->close();
  EXPECT_NE(bits_parent(append(last, 1, 8, *space_)).parent, bits_parent(last).parent);
}

TEST_F(BitsTest, OneOfManyAppendersWins) {
  for (int round = 0; round < 200; ++round) {
    TestSpace first(1000);
    Bytes bytes(100, 'a');
    Term left = append(make_binary(bytes, *first), 'b', 8, *first);
    SharedBytes* shared = shared_bytes(bits_parent(left).parent);
    std::atomic<int> in_place{0};
    auto work = [&](uint8_t mark) {
      TestSpace own(1000);
      shared->retain();
      Term copy = link_shared_binary(shared, 808, *own);
      Term mine = append(copy, mark, 8, *own);
      if (bits_parent(mine).parent == copy) ++in_place;
      EXPECT_EQ(bits_view(mine).data()[101], mark);
    };
    // Both hold a reference before either appends.
    shared->retain();
    std::thread a(work, 1), b(work, 2);
    a.join();
    b.join();
    shared->release();
    EXPECT_EQ(in_place.load(), 1);
  }
}

// --- Fields --------------------------------------------------------------------------------------

Bytes shifted(const Bytes& bytes, size_t by) {
  Bytes moved(bytes.size() + (by + 7) / 8);
  copy_bits(moved.data(), by, bytes.data(), 0, bytes.size() * 8);
  return moved;
}

TEST_F(BitsTest, SmallFields) {
  Bytes bytes{0xAB, 0xC0};
  for (size_t by = 0; by < 8; ++by) {
    Bytes moved = shifted(bytes, by);
    EXPECT_EQ(extract_unsigned(moved.data(), by, 12, true), 3243u);
    EXPECT_EQ(extract_signed(moved.data(), by, 12, true), -853);
    EXPECT_EQ(extract_unsigned(moved.data(), by, 12, false), 0xABCu);
    EXPECT_EQ(extract_signed(moved.data(), by, 8, false), -85);
  }
  Bytes ones(9, 0xFF);
  for (bool little : {false, true}) {
    Term big = extract_integer(ones.data(), 3, 64, little, false, *space_);
    ASSERT_TRUE(is_big(big));
    EXPECT_EQ(payload(big)[0], ~Word{0});
    EXPECT_EQ(extract_integer(ones.data(), 3, 64, little, true, *space_), make_small(-1));
  }
}

TEST_F(BitsTest, PutAndTakeIntegers) {
  TestSpace space(1 << 20);
  for (int round = 0; round < 20000; ++round) {
    size_t count = below(round % 4 == 0 ? 400 : 70);
    size_t at = below(20);
    bool little = below(2) == 0;
    bool is_signed = below(2) == 0;
    Bytes bytes = random_bytes((at + count + 7) / 8);
    Bytes target = random_bytes(bytes.size());
    Bytes expected = target;
    copy_bits(expected.data(), at, bytes.data(), at, count);
    TestSpace own(16);
    size_t before = own.used();
    Term value = extract_integer(bytes.data(), at, count, little, is_signed, *own);
    ASSERT_LE(own.used() - before, extract_integer_words(count));
    put_integer(target.data(), at, count, value, little);
    ASSERT_EQ(target, expected) << count << " bits at " << at << (little ? " little" : "");
  }
}

TEST_F(BitsTest, NegativeAcrossWords) {
  uint8_t bytes[10] = {};
  put_integer(bytes, 0, 67, make_small(-5), true);
  EXPECT_EQ(Bytes(bytes, bytes + 9), (Bytes{251, 255, 255, 255, 255, 255, 255, 255, 0xE0}));
  EXPECT_EQ(extract_integer(bytes, 0, 67, true, true, *space_), make_small(-5));
  std::memset(bytes, 0, sizeof bytes);
  put_integer(bytes, 0, 67, make_small(-5), false);
  EXPECT_EQ(Bytes(bytes, bytes + 9), (Bytes{255, 255, 255, 255, 255, 255, 255, 255, 0x60}));
  EXPECT_EQ(extract_integer(bytes, 0, 67, false, true, *space_), make_small(-5));
}

TEST_F(BitsTest, IntegerFieldPastTheLimit) {
  Bytes bytes(kMaxBigLimbs * 8 + 1000, 0x7F);
  TestSpace space(kMaxBigWords + 200);
  EXPECT_EQ(extract_integer(bytes.data(), 1, kMaxBigLimbs * 64 + 640, false, false, *space),
            kNoTerm);
  Bytes zeros(bytes.size(), 0);
  EXPECT_EQ(extract_integer(zeros.data(), 1, kMaxBigLimbs * 64, true, true, *space), make_small(0));
}

TEST_F(BitsTest, HalfFloatsAsRecorded) {
  auto half = [](double value) {
    uint8_t bytes[4] = {};
    put_float(bytes, 5, 16, value, false);
    return read_bits(bytes, 5, 16);
  };
  EXPECT_EQ(half(1.0e10), 0x7C00u);
  EXPECT_EQ(half(-1.0e10), 0xFC00u);
  EXPECT_EQ(half(65504.0), 0x7BFFu);
  EXPECT_EQ(half(65519.0), 0x7BFFu);
  EXPECT_EQ(half(65519.9999), 0x7BFFu);
  EXPECT_EQ(half(65520.0), 0x7C00u);
  EXPECT_EQ(half(1.0e-8), 0u);
  EXPECT_EQ(half(2.98023223876953125e-8), 0u);
  EXPECT_EQ(half(2.9802322387695316e-8), 1u);
  EXPECT_EQ(half(1.00048828125), 0x3C00u);
  EXPECT_EQ(half(1.0004882812500002), 0x3C01u);
  EXPECT_EQ(half(1.00146484375), 0x3C02u);
  EXPECT_EQ(half(-0.0), 0x8000u);
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    uint8_t bytes[2] = {static_cast<uint8_t>(bits >> 8), static_cast<uint8_t>(bits)};
    auto value = extract_float(bytes, 0, 16, false);
    ASSERT_EQ(value.has_value(), (bits & 0x7C00) != 0x7C00);
    if (value) {
      ASSERT_EQ(half(*value), bits);
    }
  }
}

TEST_F(BitsTest, Floats) {
  uint8_t bytes[16] = {};
  put_float(bytes, 3, 64, -1.5, true);
  EXPECT_EQ(extract_float(bytes, 3, 64, true), -1.5);
  put_float(bytes, 0, 32, 1.0e300, false);
  EXPECT_EQ(read_bits(bytes, 0, 32), 0x7F800000u);
  EXPECT_FALSE(extract_float(bytes, 0, 32, false).has_value());
  put_float(bytes, 0, 32, 3.4028235e38, false);
  EXPECT_EQ(read_bits(bytes, 0, 32), 0x7F7FFFFFu);
  write_bits(bytes, 0, 0x7FF8000000000000, 64);
  EXPECT_FALSE(extract_float(bytes, 0, 64, false).has_value());
  write_bits(bytes, 0, 0xFF7B, 16);
  EXPECT_EQ(extract_float(bytes, 0, 16, true), 65504.0);
}

TEST_F(BitsTest, CodePoints) {
  for (uint32_t code_point = 0; code_point <= kMaxCodePoint; code_point += 1 + code_point / 300) {
    if (!is_code_point(code_point)) continue;
    uint8_t bytes[6] = {};
    put_utf8(bytes, 3, code_point);
    auto utf8 = extract_utf8(bytes, 3, 45);
    ASSERT_EQ(utf8.code_point, code_point);
    ASSERT_EQ(utf8.bits, utf8_length(code_point) * 8);
    ASSERT_EQ(extract_utf8(bytes, 3, utf8.bits - 1).bits, 0u);
    uint8_t whole[4];
    size_t length = encode_utf8(code_point, whole);
    ASSERT_EQ(decode_utf8(whole, length).code_point, code_point);
    ASSERT_EQ(decode_utf8(whole, length).length, length);
    ASSERT_EQ(decode_utf8(whole, length - 1).length, 0u);
    for (bool little : {false, true}) {
      put_utf16(bytes, 5, code_point, little);
      auto utf16 = extract_utf16(bytes, 5, 43, little);
      ASSERT_EQ(utf16.code_point, code_point);
      ASSERT_EQ(utf16.bits, utf16_bits(code_point));
      ASSERT_EQ(extract_utf16(bytes, 5, utf16.bits - 1, little).bits, 0u);
      put_utf32(bytes, 5, code_point, little);
      ASSERT_EQ(extract_utf32(bytes, 5, 32, little).code_point, code_point);
      ASSERT_EQ(extract_utf32(bytes, 5, 31, little).bits, 0u);
    }
  }
}

TEST_F(BitsTest, WhatIsNoCodePoint) {
  auto utf8 = [](Bytes bytes) { return decode_utf8(bytes.data(), bytes.size()).length; };
  EXPECT_EQ(utf8({0xF4, 0x90, 0x80, 0x80}), 0u);
  EXPECT_EQ(utf8({0xF4, 0x8F, 0xBF, 0xBF}), 4u);
  EXPECT_EQ(utf8({0xEF, 0xBF, 0xBF}), 3u);
  EXPECT_EQ(utf8({0xED, 0xA0, 0x80}), 0u);
  EXPECT_EQ(utf8({0xC1, 0x81}), 0u);
  EXPECT_EQ(utf8({0xE0, 0x9F, 0xBF}), 0u);
  EXPECT_EQ(utf8({0xF0, 0x8F, 0xBF, 0xBF}), 0u);
  EXPECT_EQ(utf8({0xF5, 0x80, 0x80, 0x80}), 0u);
  EXPECT_EQ(utf8({0xF8, 0x90, 0x80, 0x80}), 0u);
  EXPECT_EQ(utf8({0xFF, 0xBF, 0xBF, 0xBF}), 0u);
  EXPECT_EQ(utf8({0xF0, 0x9F, 0x98, 0xC0}), 0u);
  EXPECT_EQ(utf8({0xF0, 0x9F, 0x18, 0x80}), 0u);
  EXPECT_EQ(utf8({0xF0, 0xDF, 0x98, 0x80}), 0u);
  EXPECT_EQ(utf8({0xE2, 0x82, 0x2C}), 0u);
  EXPECT_EQ(utf8({0xE2, 0xC2, 0xAC}), 0u);
  EXPECT_EQ(utf8({0xC3, 0x29}), 0u);
  EXPECT_EQ(utf8({0x80}), 0u);
  EXPECT_EQ(utf8({0xC3}), 0u);
  EXPECT_EQ(utf8({}), 0u);
  Bytes lone_high{0xD8, 0, 0, 0x41}, low_first{0xDC, 0, 0xDC, 0}, surrogate{0, 0, 0xD8, 0};
  EXPECT_EQ(extract_utf16(lone_high.data(), 0, 32, false).bits, 0u);
  EXPECT_EQ(extract_utf16(low_first.data(), 0, 32, false).bits, 0u);
  EXPECT_EQ(extract_utf32(surrogate.data(), 0, 32, false).bits, 0u);
  EXPECT_EQ(scan_utf8(as_bytes("h\xC3\xA9\xFF")).valid_bytes, 3u);
  EXPECT_EQ(scan_utf8(as_bytes("h\xC3\xA9\xFF")).code_points, 2u);
}

TEST_F(BitsTest, MatchContexts) {
  Bytes bytes = random_bytes(80);
  Term part = make_sub_binary(make_binary(bytes, *space_), 3, 600, *space_);
  Term context = make_match_context(part, *space_);
  EXPECT_TRUE(is_match_context(context));
  EXPECT_FALSE(is_bitstring(context));
  EXPECT_EQ(match_left(context), 600u);
  EXPECT_EQ(extract_unsigned(match_bytes(context), match_position(context), 8, false),
            read_bits(bytes.data(), 3, 8));
  set_match_position(context, match_position(context) + 8);
  EXPECT_EQ(match_left(context), 592u);
  EXPECT_EQ(match_position(context) - match_start(context), 8u);
  EXPECT_EQ(text_of(match_tail(context, *space_)), text_of({bytes.data(), 11, 592}));
}

}  // namespace
}  // namespace linac
