#include "runtime/interp/slow_bits.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "core/term/shared_bytes.h"
#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

constexpr Word x_register(uint32_t index) { return index * sizeof(Word); }

class SlowBits : public ::testing::TestWithParam<bool> {
 protected:
  SlowBits() : world_(GetParam()), process_(world_.process()), x_(process_.registers->x) {}

  TermSpace& reserve(size_t words, uint32_t live = 0) {
    EXPECT_TRUE(collect(process_, words, {live, 0}));
    return process_.heap.space;
  }
  Term binary(std::string_view text) { return make_binary(text, world_.space(100)); }
  // bs_create of the segments, into x0.
  bool create(const std::vector<Word>& segments, uint32_t live) {
    code_.assign(kFirstSegmentWord, 0);
    code_[1] = Word{live} << 32;
    code_.insert(code_.end(), segments.begin(), segments.end());
    code_[2] = code_.size();
    Term result = kNoTerm;
    if (!create_binary(process_, code_.data(), &result)) return false;
    x_[0] = result;
    return true;
  }
  static void add(std::vector<Word>& to, SegmentKind kind, Word flags, Word unit, uint32_t source,
                  Word size) {
    to.insert(to.end(), {make_segment(kind, flags, unit, static_cast<uint32_t>(to.size() / 3 + 1)),
                         wide_register(static_cast<uint32_t>(x_register(source))), size});
  }
  // bs_private_start of `bits` more bits at the end of x1, into x0.
  bool grow(size_t bits) {
    x_[2] = make_small(static_cast<int64_t>(bits));
    Word code[] = {x_register(1) << 48, 0, x_register(2) | Word{1} << 16, 1};
    return start_private_append(process_, code);
  }
  // bs_put of an integer in x3.
  bool put(int64_t value, int64_t bits) {
    x_[3] = make_small(value);
    x_[4] = make_small(bits);
    Word kind = static_cast<Word>(SegmentKind::kInteger) << 56;
    Word code[] = {x_register(3) << 32 | x_register(4) << 48, Word{1} << 32 | kind};
    return put_segment(process_, code);
  }

  NativeWorld world_;
  Process& process_;
  Term* x_;
  std::vector<Word> code_;
};

INSTANTIATE_TEST_SUITE_P(, SlowBits, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "stress" : "plain"; });

TEST_P(SlowBits, SizesOfFields) {
  EXPECT_EQ(field_bits(make_small(3), 8).bits, 24u);
  EXPECT_EQ(field_bits(make_small(0), 256).status, FieldBits::kOk);
  EXPECT_EQ(field_bits(make_small(7), 0).bits, 0u);
  EXPECT_EQ(field_bits(make_small(-1), 1).status, FieldBits::kNoSize);
  EXPECT_EQ(field_bits(atoms::kOk, 1).status, FieldBits::kNoSize);
  EXPECT_EQ(field_bits(make_small(kSmallMax), 1).status, FieldBits::kTooLarge);
  EXPECT_EQ(field_bits(make_small(int64_t{1} << 55), 256).status, FieldBits::kTooLarge);
  TermSpace& space = world_.space(4);
  EXPECT_EQ(field_bits(space.integer(INT64_MAX), 1).status, FieldBits::kTooLarge);
  EXPECT_EQ(field_bits(space.integer(INT64_MIN), 1).status, FieldBits::kNoSize);
}

TEST_P(SlowBits, CodePointsAsFields) {
  Word value = 0;
  EXPECT_EQ(utf8_field(make_small('a'), &value), 8u);
  EXPECT_EQ(value, Word{'a'});
  EXPECT_EQ(utf8_field(make_small(0x20AC), &value), 24u);
  EXPECT_EQ(value, Word{0xE282AC});
  EXPECT_EQ(utf8_field(make_small(0xD800), &value), 0u);
  EXPECT_EQ(utf8_field(make_small(0x110000), &value), 0u);
  EXPECT_EQ(utf8_field(make_small(-1), &value), 0u);
  EXPECT_EQ(utf8_field(atoms::kOk, &value), 0u);
}

TEST_P(SlowBits, CreatesFromSourcesThatMove) {
  x_[0] = make_binary("left of it", reserve(binary_words(80)));
  x_[1] = make_binary("and right", reserve(binary_words(72), 1));
  std::vector<Word> segments;
  add(segments, SegmentKind::kAppend, kWholeSize, 8, 0, 0);
  add(segments, SegmentKind::kBinary, kWholeSize, 8, 1, 0);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(create(segments, 2));
    BitsView view = bits_view(x_[0]);
    EXPECT_EQ(view.bit_size, 80u + 72u * static_cast<size_t>(i + 1));
  }
  BitsView view = bits_view(x_[0]);
  EXPECT_EQ(std::string(view.span().begin(), view.span().end()),
            "left of itand rightand rightand rightand right");
}

TEST_P(SlowBits, BlamesTheFirstBadSizeBeforeAnyValue) {
  x_[0] = atoms::kOk;
  x_[1] = make_small(-5);
  std::vector<Word> segments;
  add(segments, SegmentKind::kInteger, kFixedSize, 1, 0, 8);
  add(segments, SegmentKind::kInteger, 0, 1, 0,
      wide_register(static_cast<uint32_t>(x_register(1))));
  EXPECT_FALSE(create(segments, 2));
  EXPECT_EQ(process_.exception().reason, atoms::kBadarg);
  Term info = tuple_element(process_.exception().first_frame, 1);
  Term cause = payload_term(info, 1);
  EXPECT_EQ(tuple_element(cause, 0), make_small(2));
  EXPECT_EQ(tuple_element(cause, 1), atoms::kInteger);
  EXPECT_EQ(tuple_element(cause, 2), atoms::kSize);
  EXPECT_EQ(tuple_element(cause, 3), make_small(-5));
}

TEST_P(SlowBits, WithAFailLabelNothingIsRaised) {
  x_[0] = atoms::kOk;
  std::vector<Word> segments;
  add(segments, SegmentKind::kInteger, kFixedSize, 1, 0, 8);
  code_.assign(kFirstSegmentWord, 0);
  code_[1] = 7;
  code_.insert(code_.end(), segments.begin(), segments.end());
  code_[2] = code_.size();
  process_.exception() = {};
  Term result = kNoTerm;
  EXPECT_FALSE(create_binary(process_, code_.data(), &result));
  EXPECT_EQ(process_.exception().reason, kNoTerm);
}

TEST_P(SlowBits, AppendsOnlyWhereNothingHasToGrow) {
  Term right = binary("0123456789");
  x_[0] = make_bitstring({}, reserve(2));
  (void)reserve(100, 1);
  int done = 0;
  for (; done < 100; ++done) {
    (void)reserve(100, 1);
    Term appended = append_binary(process_, x_[0], right, 0);
    if (appended == kNoTerm) break;
    x_[0] = appended;
  }
  EXPECT_EQ(done, 6);  // then it is past what stays in the heap
  EXPECT_EQ(bit_size(x_[0]), 480u);
}

TEST_P(SlowBits, GrowsInPlaceAndKeepsWhatLookedAtIt) {
  SharedBytes* bytes = SharedBytes::allocate(2, 0);
  x_[1] = link_shared_binary(bytes, 0, reserve(kSharedBinaryWords));
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(grow(12)) << i;
    ASSERT_TRUE(put(i, 12));
    EXPECT_EQ(x_[0], x_[1]) << "the same box";
    if (i == 99) {
      (void)reserve(kSubBinaryWords, 2);
      x_[0] = x_[5] = make_sub_binary(x_[1], 12, 99 * 12, process_.heap.space);
    }
  }
  (void)reserve(1, 6);
  BitsView all = bits_view(x_[1]), some = bits_view(x_[5]);
  ASSERT_EQ(all.bit_size, 3600u);
  for (size_t i = 0; i < 300; ++i) EXPECT_EQ(read_bits(all.bytes, 12 * i, 12), i);
  for (size_t i = 0; i < 99; ++i) {
    EXPECT_EQ(read_bits(some.bytes, some.bit_offset + 12 * i, 12), i + 1);
  }
}

TEST_P(SlowBits, RefusesToGrowWhatOthersHaveGrown) {
  SharedBytes* bytes = SharedBytes::allocate(1000, 80);
  x_[1] = link_shared_binary(bytes, 80, reserve(kSharedBinaryWords));
  (void)reserve(append_words(80, 1000), 2);
  x_[0] = append_bits(x_[1], 1000, process_.heap.space).result;
  EXPECT_FALSE(grow(8));
  EXPECT_EQ(process_.exception().reason, atoms::kBadarg);
  x_[1] = binary("in no process's heap");
  EXPECT_FALSE(grow(8));
}

TEST_P(SlowBits, FillsNoMoreThanWasStarted) {
  SharedBytes* bytes = SharedBytes::allocate(100, 0);
  x_[1] = link_shared_binary(bytes, 0, reserve(kSharedBinaryWords));
  ASSERT_TRUE(grow(16));
  EXPECT_TRUE(put(1, 9));
  EXPECT_FALSE(put(1, 8));
  EXPECT_EQ(process_.exception().reason, atoms::kBadarg);
  EXPECT_TRUE(put(-1, 7));
  EXPECT_FALSE(put(0, 1));
  EXPECT_EQ(read_bits(bits_view(x_[1]).bytes, 0, 16), 0x00FFu);
}

}  // namespace
}  // namespace linac
