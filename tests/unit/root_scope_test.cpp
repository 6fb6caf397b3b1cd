#include "runtime/memory/root_scope.h"

#include <gtest/gtest.h>

#include "tests/unit/memory_fixture.h"

namespace linac::testing {
namespace {

HeapOptions stress() {
  HeapOptions options;
  options.stress_interval = 1;
  options.verify = true;
  return options;
}

TEST(RootScopeTest, HandlesFollowTheirTerms) {
  FakeProcess process(stress());
  Safepoint safepoint = process.safepoint();
  Heap::NativeCall call(process.heap, safepoint);
  RootScope scope(process.heap);
  Handle list = scope.root();
  EXPECT_TRUE(list.is_nil());
  for (int i = 0; i < 1000; ++i) {
    RootScope inner(process.heap);
    Handle pair = inner.root();
    {
      Reserved room = reserve(process.heap, 3);
      ASSERT_TRUE(room.ok());
      pair.set(room.space().tuple_of(make_small(i), make_small(2 * i)), room);
    }
    Reserved room = reserve(process.heap, kConsWords);
    ASSERT_TRUE(room.ok());
    list.set(room.space().cons(pair.get(room), list.get(room)), room);
  }
  EXPECT_TRUE(list.is_cons());
  NoGc no_gc(process.heap);
  Term term = list.get(no_gc);
  for (int i = 1000; i-- > 0; term = term.tail()) {
    ASSERT_EQ(tuple_element(term.head(), 1), make_small(2 * i));
  }
}

TEST(RootScopeTest, ScopesGiveTheirSlotsBack) {
  FakeProcess process;
  {
    RootScope scope(process.heap);
    for (int i = 0; i < 1000; ++i) scope.root();
    EXPECT_EQ(process.memory.handles.size(), 1000u);
  }
  EXPECT_EQ(process.memory.handles.size(), 0u);
}

TEST(RootScopeTest, AnotherHeapsCollectionLeavesHandlesAlone) {
  FakeProcess process;
  struct NoRoots final : RootSource {
    void visit_roots(RootVisitor&) override {}
  } no_roots;
  Stack other_stack(process.memory.pool);
  Heap other(process.options, process.memory, other_stack, no_roots);
  process.reserve(2);
  RootScope scope(process.heap);
  Handle handle = scope.root();
  Term tuple = process.heap.space.tuple_of(make_small(1));
  handle.set(tuple, NoGc(process.heap));
  ASSERT_TRUE(other.collect_minor(10, Safepoint{}));
  ASSERT_TRUE(other.collect_major(10, Safepoint{}));
  NoGc no_gc(process.heap);
  EXPECT_EQ(handle.get(no_gc), tuple);
  EXPECT_EQ(tuple_element(tuple, 0), make_small(1));
  EXPECT_EQ(other.used_words(), 0u);
}

TEST(RootScopeTest, HandlesOfRegisters) {
  FakeProcess process(stress());
  process.reserve(2);
  process.registers = {process.heap.space.tuple_of(make_small(3))};
  Safepoint safepoint = process.safepoint();
  Heap::NativeCall call(process.heap, safepoint);
  Handle argument = Handle::of_rooted(&process.registers[0]);
  EXPECT_TRUE(argument.is_tuple_of(1));
  Reserved room = reserve(process.heap, 100);
  EXPECT_EQ(tuple_element(argument.get(room), 0), make_small(3));
}

TEST(RootScopeTest, RefusalIsSeen) {
  HeapOptions options;
  options.max_heap_words = 1000;
  FakeProcess process(options);
  Safepoint safepoint = process.safepoint();
  Heap::NativeCall call(process.heap, safepoint);
  Reserved room = reserve(process.heap, 2000);
  EXPECT_FALSE(room.ok());
  EXPECT_DEATH(room.space(), "ok_");
}

TEST(RootScopeDeathTest, NoCollectionWhileNoGcLives) {
  FakeProcess process;
  Safepoint safepoint = process.safepoint();
  Heap::NativeCall call(process.heap, safepoint);
  NoGc no_gc(process.heap);
  EXPECT_DEATH(static_cast<void>(process.heap.collect_minor(0, safepoint)), "no_gc_depth_");
  EXPECT_DEATH(static_cast<void>(reserve(process.heap, 1)), "no_gc_depth_");
}

TEST(RootScopeDeathTest, HandlesOfTwoHeapsAtOnce) {
  FakeProcess process;
  Stack other_stack(process.memory.pool);
  Heap other(process.options, process.memory, other_stack, process);
  RootScope scope(process.heap);
  scope.root();
  EXPECT_DEATH(RootScope{other}, "owner_");
}

TEST(RootScopeDeathTest, ReserveNeedsASafepoint) {
  FakeProcess process;
  EXPECT_DEATH(static_cast<void>(reserve(process.heap, 1)), "native_safepoint_");
}

}  // namespace
}  // namespace linac::testing
