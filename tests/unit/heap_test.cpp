// The collector: random graphs of every kind of term under many options, compared before and after.
#include "runtime/memory/heap.h"

#include <gtest/gtest.h>

#include "runtime/memory/gc_verify.h"
#include "tests/unit/memory_fixture.h"

namespace linac::testing {
namespace {

Term build_list(FakeProcess& process, size_t length) {
  process.registers.push_back(kNil);
  for (size_t i = 0; i < length; ++i) {
    process.reserve(kConsWords);
    process.registers.back() =
        process.heap.space.cons(make_small(static_cast<int64_t>(i)), process.registers.back());
  }
  Term list = process.registers.back();
  process.registers.pop_back();
  return list;
}

void expect_list(Term list, size_t length) {
  for (size_t i = length; i-- > 0; list = list.tail()) {
    ASSERT_TRUE(list.is_cons());
    ASSERT_EQ(list.head().small_value(), static_cast<int64_t>(i));
  }
  ASSERT_TRUE(list.is_nil());
}

// A program that allocates, calls, returns, raises, adopts messages and forgets, at random.
class Mutator {
 public:
  Mutator(uint32_t seed, HeapOptions options, int& resources)
      : process_(options), maker_(seed, resources) {
    process_.registers.assign(8, kNil);
    process_.dictionary.assign(8, kNil);
    make_literals();
  }

  void run(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }
  FakeProcess& process() { return process_; }

  // A collection changes no term.
  void check_collection(bool major) {
    auto before = process_.texts();
    Safepoint safepoint = process_.safepoint();
    ASSERT_TRUE(major ? process_.heap.collect_major(10, safepoint)
                      : process_.heap.collect_minor(10, safepoint));
    verify_heap(process_.heap, safepoint);
    ASSERT_EQ(before, process_.texts());
  }

 private:
  Term pick() {
    uint32_t choice = maker_.below(24);
    if (choice < 8) return process_.registers[choice];
    if (choice < 16) return process_.dictionary[choice - 8];
    if (choice < 20 && process_.frame_words > 0) {
      return Term{process_.stack.sp[choice % process_.frame_words]};
    }
    if (choice == 20) return literal_;
    return make_small(choice);
  }
  void put(Term term) {
    uint32_t choice = maker_.below(24);
    if (choice < 8) {
      process_.registers[choice] = term;
    } else if (choice < 16) {
      process_.dictionary[choice - 8] = term;
    } else if (process_.frame_words > 0) {
      process_.stack.sp[choice % process_.frame_words] = term.bits;
    }
  }
  Term make(TermSpace& space) {
    return maker_.make(space, [this] { return pick(); });
  }

  void step() {
    switch (maker_.below(16)) {
      case 0:
      case 1:
      case 2: return process_.call(maker_.below(6), pick());
      case 3:
      case 4:
        if (process_.depth > 0) process_.ret();
        return;
      case 5:
        if (maker_.below(40) == 0 && process_.depth > 0) {
          process_.unwind(maker_.below(static_cast<uint32_t>(process_.depth)));
        }
        return;
      case 6:
        if (maker_.below(4) == 0) receive();
        return;
      case 7: return put(kNil);
      case 8: return set_fresh_tuple();
      default: process_.reserve(TermMaker::kWords); return put(make(process_.heap.space));
    }
  }

  // A message, built outside the heap by copying. Small ones are copied into it, if there is room.
  void receive() {
    Term term = pick();
    size_t words = measure_copy(term, &process_.literals, 5000);
    if (words == kTooLarge) return;
    Fragment* fragment = Fragment::make(process_.memory.pool, words);
    fragment->root = copy_term(term, fragment->space, &process_.literals);
    ASSERT_LE(fragment->used_words(), words);
    Term root = process_.heap.copy_small(*fragment);
    if (root == kNoTerm) {
      root = fragment->root;
      process_.heap.adopt(fragment);
    } else {
      Fragment::destroy(process_.memory.pool, fragment);
    }
    put(root);
  }

  // What update_record does in place.
  void set_fresh_tuple() {
    process_.reserve(TermMaker::kWords);
    Term value = make(process_.heap.space);
    Term tuple = pick();
    if (!is_tuple(tuple) || tuple_arity(tuple) == 0) return;
    if (!process_.heap.is_fresh(tuple.box())) value = literal_;
    if (process_.literals.contains(tuple)) return;
    if (refers_to(value, tuple)) return;
    payload(tuple)[0] = value.bits;
  }
  // A cycle would be no term.
  static bool refers_to(Term value, Term tuple) {
    if (!value.is_pointer()) return false;
    std::vector<Term> pending{value};
    for (int i = 0; i < 2000 && !pending.empty(); ++i) {
      Term term = pending.back();
      pending.pop_back();
      if (term == tuple) return true;
      if (!term.is_pointer()) continue;
      if (term.is_cons()) {
        pending.push_back(term.head());
        pending.push_back(term.tail());
        continue;
      }
      uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(term.header()))];
      if (raw == kAllRaw) continue;
      for (size_t j = raw; j < boxed_size(term); ++j) pending.push_back(payload_term(term, j));
    }
    return !pending.empty();
  }

  void make_literals() {
    auto space = process_.literals.reserve(16);
    ASSERT_TRUE(space.ok());
    literal_ = space->tuple_of(make_small(1), space->cons(make_small(2), kNil));
  }

  FakeProcess process_;
  TermMaker maker_;
  Term literal_ = kNil;
};

struct Setting {
  const char* name;
  uint32_t stress;
  size_t max_young;
  bool watermark;
};

class HeapGraphTest : public ::testing::TestWithParam<Setting> {};

TEST_P(HeapGraphTest, CollectionsChangeNothing) {
  const Setting& setting = GetParam();
  HeapOptions options;
  options.stress_interval = setting.stress;
  options.max_young_words = setting.max_young;
  options.watermark = setting.watermark;
  options.verify = true;
  for (uint32_t seed = 1; seed <= 6; ++seed) {
    int resources = 0;
    {
      Mutator mutator(seed, options, resources);
      for (int round = 0; round < 8; ++round) {
        mutator.run(setting.stress == 1 ? 150 : 600);
        mutator.check_collection(round % 3 == 2);
        if (HasFatalFailure()) return;
      }
      EXPECT_GT(mutator.process().heap.statistics().minor_collections, 4u);
    }
    EXPECT_EQ(resources, 0);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Settings, HeapGraphTest,
    ::testing::Values(Setting{"plain", 0, 1 << 16, true}, Setting{"small_young", 0, 2048, true},
                      Setting{"tiny_young", 0, 128, true}, Setting{"no_watermark", 0, 2048, false},
                      Setting{"stress_1", 1, 2048, true}, Setting{"stress_7", 7, 2048, true},
                      Setting{"stress_7_no_watermark", 7, 2048, false}),
    [](const auto& info) { return info.param.name; });

TEST(HeapTest, TakesNoBlockBeforeTheFirstReserve) {
  FakeProcess process;
  EXPECT_EQ(process.heap.capacity_words(), 0u);
  process.reserve(3);
  EXPECT_GE(process.heap.capacity_words(), process.options.min_young_words);
}

TEST(HeapTest, SurvivesTwoMinorCollectionsThenIsOld) {
  FakeProcess process;
  process.registers = {kNil};
  process.reserve(5000);
  process.registers[0] = process.heap.space.tuple_of(make_small(7));
  Safepoint safepoint = process.safepoint();
  EXPECT_TRUE(process.heap.is_fresh(process.registers[0].box()));
  ASSERT_TRUE(process.heap.collect_minor(2000, safepoint));
  EXPECT_FALSE(process.heap.is_fresh(process.registers[0].box()));
  EXPECT_FALSE(process.heap.is_old(process.registers[0].box()));
  ASSERT_TRUE(process.heap.collect_minor(0, safepoint));
  EXPECT_TRUE(process.heap.is_old(process.registers[0].box()));
  Word* place = process.registers[0].box();
  ASSERT_TRUE(process.heap.collect_minor(0, safepoint));
  EXPECT_EQ(process.registers[0].box(), place);
  EXPECT_EQ(tuple_element(process.registers[0], 0), make_small(7));
}

// Frames that have not run since the last collection are skipped only if all that they hold is old;
// a heap that is too small to be divided has no old part, whatever collects it.
TEST(HeapTest, FramesOfAnUndividedHeapAreNeverSkipped) {
  HeapOptions options;
  options.verify = true;
  FakeProcess process(options);
  for (int64_t i = 0; i < 150; ++i) {
    process.reserve(kConsWords);
    process.call(8, process.heap.space.cons(make_small(i), kNil));
  }
  ASSERT_GT(process.stack.used_words(), 1024u);
  std::vector<std::string> before = process.texts();
  for (bool major : {true, true, false, false, true, false}) {
    ASSERT_TRUE(major ? process.heap.collect_major(0, process.safepoint())
                      : process.heap.collect_minor(0, process.safepoint()));
    EXPECT_EQ(process.texts(), before);
  }
}

TEST(HeapTest, ListsBecomeContiguous) {
  FakeProcess process;
  process.registers = {build_list(process, 1000)};
  ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  ASSERT_TRUE(process.heap.collect_major(0, process.safepoint()));
  for (Term list = process.registers[0]; list.tail().is_cons(); list = list.tail()) {
    ASSERT_EQ(list.tail().cell(), list.cell() + kConsWords);
  }
  expect_list(process.registers[0], 1000);
}

TEST(HeapTest, KeepsSharing) {
  FakeProcess process;
  process.reserve(100);
  Term shared = process.heap.space.tuple_of(make_small(1));
  Term list = process.heap.space.cons(make_small(2), kNil);
  process.registers = {process.heap.space.tuple_of(shared, shared, list, list)};
  process.dictionary = {shared, list};
  ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  Term all = process.registers[0];
  EXPECT_EQ(tuple_element(all, 0), process.dictionary[0]);
  EXPECT_EQ(tuple_element(all, 1), process.dictionary[0]);
  EXPECT_EQ(tuple_element(all, 2), process.dictionary[1]);
  EXPECT_EQ(tuple_element(all, 3), process.dictionary[1]);
  EXPECT_EQ(process.heap.used_words(), 2u + 2u + 5u);
}

TEST(HeapTest, WorkIsLinearInLiveData) {
  FakeProcess process;
  process.registers = {build_list(process, 3000000)};
  expect_list(process.registers[0], 3000000);
  // Each word is copied a few times in all, however many collections there were.
  EXPECT_LT(process.heap.memory().copied_words, 8u * 6000000u);
}

TEST(HeapTest, OneLargeRequest) {
  FakeProcess process;
  process.registers = {build_list(process, 100)};
  process.reserve(10000001);
  Term tuple = process.heap.space.tuple(10000000);
  for (size_t i = 0; i < 10000000; ++i) payload(tuple)[i] = process.registers[0].bits;
  process.registers.push_back(tuple);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  }
  expect_list(process.registers[0], 100);
  EXPECT_EQ(tuple_element(process.registers[1], 9999999), process.registers[0]);
  process.registers.pop_back();
  ASSERT_TRUE(process.heap.collect_major(0, process.safepoint()));
  EXPECT_LT(process.heap.used_words(), 300u);
}

TEST(HeapTest, GarbageNeitherGrowsNorPromotes) {
  FakeProcess process;
  for (int i = 0; i < 2000000; ++i) {
    process.reserve(4);
    process.heap.space.tuple_of(kNil, kNil, kNil);
  }
  EXPECT_LE(process.heap.capacity_words(), 3 * process.options.max_young_words);
  EXPECT_EQ(process.heap.old_used_words(), 0u);
  EXPECT_EQ(process.heap.total_allocated_words(), 8000000u);
}

TEST(HeapTest, ASeldomRunningProcessStaysSmall) {
  FakeProcess process;
  process.registers = {build_list(process, 20)};
  for (int i = 0; i < 10000; ++i) {
    process.heap.attach(process.memory);
    process.reserve(6);
    process.heap.space.tuple(5);
    for (int j = 0; j < 5; ++j) payload(make_boxed(process.heap.space.top - 6))[j] = kNil.bits;
  }
  expect_list(process.registers[0], 20);
  EXPECT_LE(process.heap.capacity_words(), 256u);
}

TEST(HeapTest, MaximumIsKeptAndTheHeapStaysGood) {
  HeapOptions options;
  options.max_heap_words = 20000;
  FakeProcess process(options);
  process.registers = {kNil};
  size_t length = 0;
  for (; process.heap.reserve(kConsWords, process.safepoint()); ++length) {
    process.registers[0] =
        process.heap.space.cons(make_small(static_cast<int64_t>(length)), process.registers[0]);
  }
  EXPECT_GT(length, 9000u);
  EXPECT_LE(length, 10000u);
  expect_list(process.registers[0], length);
  EXPECT_FALSE(process.heap.reserve(SIZE_MAX / 2, process.safepoint()));
  EXPECT_FALSE(process.heap.reserve(SIZE_MAX / 128, process.safepoint()));
  process.registers[0] = kNil;
  EXPECT_TRUE(process.heap.reserve(1000, process.safepoint()));
}

TEST(HeapTest, ShrinksAfterTheDataDied) {
  FakeProcess process;
  process.registers = {build_list(process, 1000000)};
  process.registers[0] = kNil;
  for (int i = 0; i < 20; ++i) {
    process.heap.attach(process.memory);
    ASSERT_TRUE(process.heap.collect_major(0, process.safepoint()));
  }
  EXPECT_LE(process.heap.capacity_words(), 256u);
}

// What is promoted at once survived: the young area must not shrink as if it had died.
TEST(HeapTest, BuildingLargeListsKeepsTheYoungAreaLarge) {
  FakeProcess process;
  for (int round = 0; round < 40; ++round) {
    process.registers = {kNil};
    for (int i = 0; i < 25000; ++i) {
      if (i % 4000 == 0) process.heap.attach(process.memory);
      process.reserve(kConsWords);
      process.registers[0] = process.heap.space.cons(kNil, process.registers[0]);
    }
  }
  EXPECT_GT(process.heap.young_capacity_words(), process.options.max_young_words);
  EXPECT_LT(process.heap.statistics().minor_collections, 60u);
  EXPECT_LT(process.heap.statistics().major_collections, 4u);
}

TEST(HeapTest, OffHeapBytesAskForCollections) {
  FakeProcess process;
  for (int i = 0; i < 1000; ++i) {
    process.reserve(kSharedBinaryWords);
    SharedBytes* bytes = SharedBytes::allocate(100000, 800000);
    link_shared_binary(bytes, 800000, process.heap.space);
    ASSERT_LE(process.heap.off_heap_bytes(), 3000000u);
  }
}

TEST(HeapTest, OldOffHeapBytesAskForMajorCollections) {
  FakeProcess process;
  process.registers = {kNil, build_list(process, 3000)};
  for (int i = 0; i < 3000; ++i) {
    process.reserve(kSharedBinaryWords + kConsWords);
    SharedBytes* bytes = SharedBytes::allocate(100000, 800000);
    Term binary = link_shared_binary(bytes, 800000, process.heap.space);
    // Lives long enough to become old, then dies.
    process.registers[0] =
        i % 300 == 0 ? kNil : process.heap.space.cons(binary, process.registers[0]);
    ASSERT_LE(process.heap.off_heap_bytes(), 200000000u);
  }
  EXPECT_GT(process.heap.statistics().major_collections, 0u);
}

TEST(HeapTest, ReferencesReturnToZero) {
  int resources = 0;
  SharedBytes* bytes = SharedBytes::allocate(100, 800);
  bytes->retain();
  {
    FakeProcess process;
    process.registers = {kNil, kNil};
    process.reserve(50);
    process.registers[0] = link_shared_binary(bytes, 800, process.heap.space);
    process.registers[1] = make_resource(process.heap.space, 1, 2, new CountedResource(resources));
    for (int i = 0; i < 4; ++i) {
      ASSERT_TRUE(process.heap.collect_minor(2000, process.safepoint()));
      EXPECT_EQ(bytes->references.load(), 2u);
      EXPECT_EQ(resources, 1);
    }
    process.registers[0] = kNil;
    ASSERT_TRUE(process.heap.collect_major(0, process.safepoint()));
    EXPECT_EQ(bytes->references.load(), 1u);
    EXPECT_EQ(resources, 1);
  }
  EXPECT_EQ(resources, 0);
  bytes->release();
}

TEST(HeapTest, StressCollectsAtEveryReservationAndLeavesNothingOver) {
  HeapOptions options;
  options.stress_interval = 1;
  FakeProcess process(options);
  for (int i = 0; i < 10; ++i) {
    process.reserve(4);
    EXPECT_EQ(process.heap.space.left(), 4u);
    process.heap.space.tuple_of(kNil, kNil, kNil);
  }
  const HeapStatistics& statistics = process.heap.statistics();
  EXPECT_EQ(statistics.minor_collections + statistics.major_collections, 10u);
  EXPECT_EQ(statistics.major_collections, 2u);
}

TEST(HeapTest, AdoptedFragmentsAreCopiedOutAndFreed) {
  int resources = 0;
  FakeProcess sender;
  FakeProcess receiver;
  receiver.options.verify = true;
  sender.reserve(100);
  Term message = sender.heap.space.tuple_of(
      make_small(1), sender.heap.space.cons(make_small(2), kNil),
      make_resource(sender.heap.space, 3, 4, new CountedResource(resources)));
  std::string text = canonical(message);
  receiver.registers = {kNil};
  size_t words = measure_copy(message, nullptr);
  EXPECT_EQ(words, 4u + 2u + kResourceWords);
  Fragment* fragment = Fragment::make(receiver.memory.pool, words);
  fragment->root = copy_term(message, fragment->space, nullptr);
  EXPECT_EQ(fragment->used_words(), words);
  receiver.registers[0] = fragment->root;
  receiver.heap.adopt(fragment);
  EXPECT_EQ(receiver.heap.used_words(), words);
  verify_heap(receiver.heap, receiver.safepoint());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(receiver.heap.collect_minor(2000, receiver.safepoint()));
    EXPECT_EQ(canonical(receiver.registers[0]), text);
    EXPECT_EQ(receiver.heap.used_words(), words);
  }
  receiver.registers[0] = kNil;
  ASSERT_TRUE(receiver.heap.collect_major(0, receiver.safepoint()));
  EXPECT_EQ(receiver.heap.used_words(), 0u);
  EXPECT_EQ(receiver.heap.off_heap_bytes(), 0u);
  EXPECT_EQ(resources, 1);
}

TEST(HeapTest, UnadoptedFragmentsLetGoOfWhatTheyHold) {
  int resources = 0;
  PagePool pages;
  Fragment* fragment = Fragment::make(pages, kResourceWords);
  fragment->root = make_resource(fragment->space, 1, 2, new CountedResource(resources));
  EXPECT_EQ(resources, 1);
  Fragment::destroy(pages, fragment);
  EXPECT_EQ(resources, 0);
}

TEST(HeapTest, ManyFragmentsAskForACollection) {
  FakeProcess process;
  process.reserve(1);
  for (int i = 0; i < 100000; ++i) {
    Fragment* fragment = Fragment::make(process.memory.pool, 10);
    Term tuple = fragment->space.tuple(9);
    for (int j = 0; j < 9; ++j) payload(tuple)[j] = kNil.bits;
    process.heap.adopt(fragment);
    process.reserve(1);
    ASSERT_LT(process.heap.used_words(), 100000u);
  }
}

// What an earlier test has promised may be built after the message that makes a collection due; the
// next test has to see that one is.
TEST(HeapTest, PromisedWordsAreTakenUnderPressure) {
  FakeProcess process;
  process.reserve(10);
  Term last = kNil;
  while (process.heap.space.left() != 0) {
    Fragment* fragment = Fragment::make(process.memory.pool, 10);
    last = fragment->space.tuple(9);
    for (int j = 0; j < 9; ++j) payload(last)[j] = kNil.bits;
    process.heap.adopt(fragment);
  }
  process.registers = {process.heap.space.cons(last, kNil)};
  EXPECT_EQ(process.heap.space.left(), 0u);
  process.reserve(100);
  EXPECT_EQ(process.heap.statistics().minor_collections, 1u);
  EXPECT_GE(process.heap.space.left(), 100u);
  EXPECT_EQ(tuple_arity(process.registers[0].head()), 9u);
}

TEST(HeapTest, AFreshTupleWithAFragmentsTermIsPromotedWithIt) {
  HeapOptions options;
  options.max_young_words = 128;
  options.verify = true;
  FakeProcess process(options);
  process.registers = {kNil};
  process.reserve(2000);
  Fragment* fragment = Fragment::make(process.memory.pool, 100);
  Term inner = fragment->space.tuple_of(make_small(5));
  process.heap.adopt(fragment);
  process.heap.space.limit = process.heap.space.top + 2000;
  // Enough for all to be promoted at once.
  Term tuple = process.heap.space.tuple(1000);
  for (int i = 0; i < 1000; ++i) payload(tuple)[i] = inner.bits;
  process.registers[0] = tuple;
  ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  EXPECT_TRUE(process.heap.is_old(process.registers[0].box()));
  EXPECT_TRUE(process.heap.is_old(tuple_element(process.registers[0], 0).box()));
  EXPECT_EQ(tuple_element(tuple_element(process.registers[0], 999), 0), make_small(5));
}

using HeapDeathTest = ::testing::Test;

TEST(HeapDeathTest, VerifierFindsAStaleTerm) {
  FakeProcess process;
  process.registers = {kNil};
  process.reserve(10);
  Term stale = process.heap.space.tuple_of(kNil);
  process.registers[0] = stale;
  ASSERT_TRUE(process.heap.collect_minor(0, process.safepoint()));
  process.dictionary = {stale};
  EXPECT_DEATH(verify_heap(process.heap, process.safepoint()), "");
}

TEST(HeapDeathTest, VerifierFindsAPointerFromOldToYoung) {
  FakeProcess process;
  process.registers = {kNil};
  process.reserve(4000);
  process.registers[0] = process.heap.space.tuple_of(kNil);
  ASSERT_TRUE(process.heap.collect_minor(2000, process.safepoint()));
  ASSERT_TRUE(process.heap.collect_minor(2000, process.safepoint()));
  ASSERT_TRUE(process.heap.is_old(process.registers[0].box()));
  payload(process.registers[0])[0] = process.heap.space.tuple_of(kNil).bits;
  EXPECT_DEATH(verify_heap(process.heap, process.safepoint()), "Age::kOld");
}

}  // namespace
}  // namespace linac::testing
