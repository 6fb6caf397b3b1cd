// The run queue: order, and the process that is kept apart (Q3).
#include "runtime/sched/run_queue.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>

namespace linac {
namespace {

class RunQueueTest : public testing::Test {
 protected:
  RunQueueTest() {
    for (size_t i = 0; i < processes_.size(); i++) {
      Term pid = make_immediate(ImmediateKind::kPid, pack_pid(static_cast<uint32_t>(i) + 1, 0));
      processes_[i].emplace(vm_, pid, options_, memory_);
    }
  }
  Process& process(size_t index) { return *processes_[index]; }

  VmContext vm_;
  HeapOptions options_;
  PagePool pages_;
  SchedulerMemory memory_{pages_};
  std::atomic<bool> is_shared_{true};
  RunQueue queue_{is_shared_}, other_{is_shared_};
  std::array<std::optional<Process>, 4> processes_;
};

TEST_F(RunQueueTest, TheFirstIsKeptApartAndTakenFirst) {
  EXPECT_FALSE(queue_.add(process(0)));
  EXPECT_EQ(queue_.length(), 1u);
  EXPECT_EQ(queue_.stealable(), 0u);
  EXPECT_TRUE(queue_.add(process(1)));
  EXPECT_TRUE(queue_.add(process(2)));
  EXPECT_EQ(queue_.length(), 3u);
  for (size_t i = 0; i < 3; i++) EXPECT_EQ(queue_.take(), &process(i));
  EXPECT_EQ(queue_.take(), nullptr);
}

TEST_F(RunQueueTest, WhatIsKeptApartIsNotStolen) {
  queue_.add(process(0));
  EXPECT_EQ(queue_.steal_into(other_), 0u);
  queue_.add(process(1));
  EXPECT_EQ(queue_.steal_into(other_), 1u);
  EXPECT_EQ(other_.take(), &process(1));
  EXPECT_EQ(queue_.take(), &process(0));
}

TEST_F(RunQueueTest, WhatIsWaitingGoesBeforeWhatComes) {
  queue_.push(process(0));
  EXPECT_TRUE(queue_.add(process(1)));
  EXPECT_EQ(queue_.take(), &process(0));
  EXPECT_FALSE(queue_.length() == 0);
  EXPECT_EQ(queue_.take(), &process(1));
}

TEST_F(RunQueueTest, HigherPrioritiesGoBeforeIt) {
  queue_.add(process(0));
  process(1).priority = Priority::kHigh;
  process(2).priority = Priority::kMax;
  process(3).priority = Priority::kLow;
  EXPECT_TRUE(queue_.add(process(1)));
  EXPECT_TRUE(queue_.add(process(2)));
  EXPECT_TRUE(queue_.add(process(3)));
  for (size_t i : {2, 1, 0, 3}) EXPECT_EQ(queue_.take(), &process(i));
}

TEST_F(RunQueueTest, ReleasedItCanBeStolen) {
  queue_.add(process(0));
  queue_.release_next();
  EXPECT_EQ(queue_.stealable(), 1u);
  EXPECT_EQ(queue_.steal_into(other_), 1u);
  EXPECT_EQ(other_.take(), &process(0));
}

}  // namespace
}  // namespace linac
