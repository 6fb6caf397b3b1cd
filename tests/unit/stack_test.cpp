// Stacks: growing, shrinking, walking, and collections below deep ones.
#include "runtime/memory/stack.h"

#include <gtest/gtest.h>

#include "core/base/config.h"
#include "runtime/memory/gc_verify.h"
#include "tests/unit/memory_fixture.h"

namespace linac::testing {
namespace {

#if defined(LINAC_ASAN) || defined(LINAC_SLOW_CHECKS)
constexpr size_t kDeep = 300000;
constexpr size_t kCollections = 5000;
#else
constexpr size_t kDeep = 10000000;
constexpr size_t kCollections = 200000;
#endif

TEST(StackTest, StartsSmallAndDoubles) {
  PagePool pages;
  BlockPool pool(pages);
  Stack stack(pool);
  ASSERT_TRUE(stack.grow(2));
  EXPECT_LE(stack.capacity_words(), 64u);
  int moves = 0;
  for (Word i = 0; i < 3000000; ++i) {
    if (stack.sp - 1 < stack.limit) {
      Word* base = stack.base;
      ASSERT_TRUE(stack.grow(1));
      if (stack.base != base) ++moves;
    }
    *--stack.sp = i;
  }
  EXPECT_LT(moves, 30);
  EXPECT_EQ(stack.used_words(), 3000000u);
  for (Word i = 3000000; i-- > 0;) ASSERT_EQ(*stack.sp++, i);
}

TEST(StackTest, SlackLiesBelowTheLimit) {
  PagePool pages;
  BlockPool pool(pages);
  Stack stack(pool);
  for (size_t words : {size_t{1}, size_t{100}, size_t{5000}, size_t{1000000}}) {
    ASSERT_TRUE(stack.grow(words));
    EXPECT_GE(stack.sp - stack.limit, static_cast<std::ptrdiff_t>(words));
    // To be touched without a check.
    Word* lowest = stack.limit - kStackSlackWords;
    *lowest = 1;
    stack.sp -= words;
  }
}

TEST(StackTest, ShrinksOnceLittleIsUsed) {
  PagePool pages;
  BlockPool pool(pages);
  Stack stack(pool);
  ASSERT_TRUE(stack.grow(10));
  *--stack.sp = 77;
  for (size_t words : {size_t{1000}, size_t{100000}, size_t{5000000}}) {
    ASSERT_TRUE(stack.grow(words));
    EXPECT_GE(stack.capacity_words(), words);
    stack.shrink();
    EXPECT_LE(stack.capacity_words(), 64u);
    EXPECT_EQ(*stack.sp, 77u);
    EXPECT_EQ(stack.used_words(), 1u);
  }
  // A mapping gives part of its pages back and grows again in place.
  ASSERT_TRUE(stack.grow(8000000));
  for (int i = 0; i < 1000000; ++i) *--stack.sp = 5;
  Word* base = stack.base;
  stack.shrink();
  EXPECT_LE(stack.capacity_words(), 2300000u);
  EXPECT_EQ(stack.base, base);
  ASSERT_TRUE(stack.grow(8000000));
  EXPECT_EQ(stack.base, base);
  *stack.limit = 1;
  EXPECT_EQ(*stack.sp, 5u);
}

TEST(StackTest, KeepsItsMaximum) {
  PagePool pages;
  BlockPool pool(pages);
  Stack stack(pool);
  stack.set_max_words(100000);
  EXPECT_FALSE(stack.grow(SIZE_MAX - 3));
  EXPECT_FALSE(stack.grow(100000));
  EXPECT_TRUE(stack.grow(90000));
  stack.sp -= 90000;
  EXPECT_FALSE(stack.grow(90000));
  EXPECT_TRUE(stack.grow(9000));
}

TEST(StackTest, WalkerSeesEveryFrame) {
  FakeProcess process;
  for (uint32_t i = 0; i < 50; ++i) process.call(i, make_small(i));
  uint32_t expected = 50;
  const Word* above = nullptr;
  for (FrameWalker f = process.stack.frames(process.frame_words); !f.done(); f.next()) {
    if (expected == 0) {  // the process's first frame, which has no slots
      EXPECT_EQ(f.count(), 0u);
      continue;
    }
    --expected;
    ASSERT_EQ(f.count(), expected);
    ASSERT_EQ(f.pc() == nullptr, above == nullptr && expected == 49);
    if (f.pc() != nullptr) {
      ASSERT_EQ(record_function(f.pc()[-1]), 1000 + expected);
    }
    for (uint32_t i = 0; i < f.count(); ++i) {
      ASSERT_EQ(f.slots()[i], make_small(expected).bits);
    }
    above = f.slots();
  }
  EXPECT_EQ(expected, 0u);
}

// A body-recursive map: down, allocating in each frame, then up, allocating in each.
void run_deep(bool watermark, size_t depth) {
  HeapOptions options;
  options.watermark = watermark;
  FakeProcess process(options);
  process.registers = {kNil};
  for (size_t i = 0; i < depth; ++i) {
    process.reserve(2);
    Term element = process.heap.space.tuple_of(make_small(static_cast<int64_t>(i)));
    process.call(1, element);
  }
  for (size_t i = depth; i-- > 0;) {
    process.reserve(2);
    Term element{*process.stack.sp};
    ASSERT_EQ(tuple_element(element, 0), make_small(static_cast<int64_t>(i)));
    process.registers[0] = process.heap.space.cons(element, process.registers[0]);
    process.ret();
  }
  Term list = process.registers[0];
  for (size_t i = 0; i < depth; ++i, list = list.tail()) {
    ASSERT_EQ(tuple_element(list.head(), 0), make_small(static_cast<int64_t>(i)));
  }
}

TEST(StackTest, MillionsOfFramesWithTheWatermark) { run_deep(true, kDeep); }
TEST(StackTest, MillionsOfFramesWithoutIt) { run_deep(false, kDeep); }

TEST(StackTest, WatermarkSkipsWhatHasNotRun) {
  FakeProcess process;
  process.options.verify = false;
  for (int i = 0; i < 100000; ++i) process.call(3, make_small(i));
  process.registers = {kNil};
  // Once everything is old, a collection costs nothing that depends on the depth: were each of
  // these collections to walk 100,000 frames, this would take minutes.
  for (size_t i = 0; i < kCollections; ++i) {
    ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  }
  while (process.depth > 0) {
    ASSERT_EQ(Term{*process.stack.sp}.small_value(), static_cast<int64_t>(process.depth) - 1);
    process.ret();
  }
  EXPECT_GT(process.watermark_hits, 1000u);
}

TEST(StackTest, RaisePastTheWatermark) {
  HeapOptions options;
  options.verify = true;
  FakeProcess process(options);
  process.registers = {kNil};
  process.reserve(4000);
  for (int round = 0; round < 40; ++round) {
    for (int i = 0; i < 1000; ++i) {
      process.reserve(2);
      process.call(2, process.heap.space.tuple_of(make_small(i)));
    }
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
    }
    process.unwind(900);
    // The frame that goes on writes its slots; the collector has to see it.
    process.reserve(2);
    process.stack.sp[1] = process.heap.space.tuple_of(make_small(-round)).bits;
    ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
    ASSERT_EQ(tuple_element(Term{process.stack.sp[1]}, 0), make_small(-round));
    ASSERT_EQ(tuple_element(Term{process.stack.sp[0]}, 0), make_small(99));
  }
}

}  // namespace
}  // namespace linac::testing
