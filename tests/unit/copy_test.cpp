#include "runtime/memory/copy.h"

#include <gtest/gtest.h>

#include "tests/unit/memory_fixture.h"

namespace linac::testing {
namespace {

struct Space {
  explicit Space(size_t words) : storage(words) {
    space.top = storage.data();
    space.limit = storage.data() + words;
  }
  ~Space() { release_off_heap(space.off_heap); }

  std::vector<Word> storage;
  TermSpace space;
};

TEST(CopyTest, ImmediatesTakeNothing) {
  EXPECT_EQ(measure_copy(make_small(5), nullptr), 0u);
  EXPECT_EQ(measure_copy(kNil, nullptr), 0u);
  TermSpace none;
  EXPECT_EQ(copy_term(make_small(5), none, nullptr), make_small(5));
}

TEST(CopyTest, LiteralsAreNotCopied) {
  LiteralArea literals(1 << 20);
  auto made = literals.reserve(10);
  ASSERT_TRUE(made.ok());
  Term literal = made->tuple_of(make_small(1), made->cons(make_small(2), kNil));
  EXPECT_EQ(measure_copy(literal, &literals), 0u);
  EXPECT_EQ(measure_copy(literal, nullptr), 5u);
  Space source(10);
  Term list = source.space.cons(literal, source.space.cons(make_small(1), literal));
  ASSERT_EQ(measure_copy(list, &literals), 4u);
  Space target(4);
  Term copy = copy_term(list, target.space, &literals);
  EXPECT_EQ(copy.head(), literal);
  EXPECT_EQ(copy.tail().tail(), literal);
  EXPECT_NE(copy.cell(), list.cell());
}

TEST(CopyTest, RandomTerms) {
  int resources = 0;
  for (uint32_t seed = 1; seed <= 300; ++seed) {
    Space source(TermMaker::kWords * 30);
    TermMaker maker(seed, resources);
    std::vector<Term> terms{kNil, make_small(1)};
    auto pick = [&] { return terms[maker.below(static_cast<uint32_t>(terms.size()))]; };
    for (int i = 0; i < 30; ++i) terms.push_back(maker.make(source.space, pick));
    Term term = terms.back();
    size_t words = measure_copy(term, nullptr, 200000);
    if (words == kTooLarge) continue;
    Space target(words);
    Term copy = copy_term(term, target.space, nullptr);
    ASSERT_EQ(target.space.left(), 0u) << seed;
    // A second copy has the same form: cuts have become heap binaries or own boxes by now.
    ASSERT_EQ(measure_copy(copy, nullptr), words);
    Space again(words);
    ASSERT_EQ(canonical(copy), canonical(copy_term(copy, again.space, nullptr)));
  }
  EXPECT_EQ(resources, 0);
}

TEST(CopyTest, ListOf20Million) {
  constexpr size_t kLength = 20000000;
  Space source(4 * kLength);
  Term list = kNil;
  for (size_t i = 0; i < kLength; ++i) {
    // Every second element is a term of its own, so that tails have to be remembered.
    Term element = make_small(static_cast<int64_t>(i));
    if (i % 2 == 0) element = source.space.tuple_of(element);
    list = source.space.cons(element, list);
  }
  size_t words = measure_copy(list, nullptr);
  ASSERT_EQ(words, 3 * kLength);
  Space target(words);
  Term copy = copy_term(list, target.space, nullptr);
  ASSERT_EQ(target.space.left(), 0u);
  for (size_t i = kLength; i-- > 0; copy = copy.tail()) {
    Term element = copy.head();
    if (i % 2 == 0) element = tuple_element(element, 0);
    ASSERT_EQ(element.small_value(), static_cast<int64_t>(i));
  }
}

TEST(CopyTest, DeeplyNestedInHeads) {
  constexpr size_t kDepth = 2000000;
  Space source(5 * kDepth);
  Term term = kNil;
  for (size_t i = 0; i < kDepth; ++i) {
    term = i % 2 == 0 ? source.space.cons(term, kNil) : source.space.tuple_of(term, kNil);
  }
  size_t words = measure_copy(term, nullptr);
  ASSERT_EQ(words, kDepth / 2 * 5);
  Space target(words);
  Term copy = copy_term(term, target.space, nullptr);
  size_t depth = 0;
  for (; copy != kNil; ++depth) copy = copy.is_cons() ? copy.head() : tuple_element(copy, 0);
  EXPECT_EQ(depth, kDepth);
}

TEST(CopyTest, StopsAtTheMaximum) {
  Space source(100);
  Term term = source.space.tuple_of(kNil, kNil);
  for (int i = 0; i < 30; ++i) term = source.space.cons(term, term);
  EXPECT_EQ(measure_copy(term, nullptr, 1000), kTooLarge);
  EXPECT_EQ(measure_copy(source.space.tuple_of(kNil, kNil), nullptr, 2), kTooLarge);
  EXPECT_EQ(measure_copy(source.space.tuple_of(kNil, kNil), nullptr, 3), 3u);
}

TEST(CopyTest, SharedBytesAreShared) {
  Space source(100);
  SharedBytes* bytes = SharedBytes::allocate(300, 2003);
  Term binary = link_shared_binary(bytes, 2003, source.space);
  Term pair = source.space.tuple_of(binary, binary);
  {
    Space target(measure_copy(pair, nullptr));
    Term copy = copy_term(pair, target.space, nullptr);
    EXPECT_EQ(bytes->references.load(), 3u);
    EXPECT_EQ(shared_bytes(tuple_element(copy, 0)), bytes);
    // Nobody appends to a byte that the copy's owner may read.
    EXPECT_EQ(bytes->used_bits.load() % 8, 0u);
  }
  EXPECT_EQ(bytes->references.load(), 1u);
}

TEST(CopyTest, CutsAreCopiedAsWhatTheyShow) {
  Space source(200);
  uint8_t data[64];
  for (int i = 0; i < 64; ++i) data[i] = static_cast<uint8_t>(37 * i + 1);
  Term small = make_binary(std::span<const uint8_t>(data, 40), source.space);
  SharedBytes* bytes = SharedBytes::allocate(1000, 8000);
  for (int i = 0; i < 1000; ++i) bytes->data()[i] = static_cast<uint8_t>(i);
  Term large = link_shared_binary(bytes, 8000, source.space);
  struct Case {
    Term term;
    BoxedKind kind;
    size_t offset, size;
  };
  Term small_cut = make_sub_binary_of_parent(small, 13, 200, source.space);
  Term short_cut = make_sub_binary_of_parent(large, 100, 400, source.space);
  Term long_cut = make_sub_binary_of_parent(large, 100, 4001, source.space);
  Term context = make_match_context(large, source.space);
  set_match_position(context, 8);
  for (const Case& c : {Case{small_cut, BoxedKind::kHeapBinary, 13, 200},
                        Case{short_cut, BoxedKind::kHeapBinary, 100, 400},
                        Case{long_cut, BoxedKind::kSubBinary, 100, 4001},
                        Case{context, BoxedKind::kSubBinary, 8, 7992}}) {
    size_t words = measure_copy(c.term, nullptr);
    Space target(words);
    Term copy = copy_term(c.term, target.space, nullptr);
    EXPECT_EQ(target.space.left(), 0u);
    ASSERT_TRUE(is_boxed_kind(copy, c.kind));
    Term parent = c.size == 200 ? small : large;
    EXPECT_TRUE(equal_bits(bits_view(copy), {parent_bytes(parent), c.offset, c.size}));
  }
  EXPECT_EQ(bytes->references.load(), 1u);
}

}  // namespace
}  // namespace linac::testing
