// Switching from one receive of emitted code to another, and what schedulers leave where it is.
#include "runtime/exec/slice.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>

namespace linac {
namespace {

class SliceTest : public testing::Test {
 protected:
  SliceTest() {
    for (size_t i = 0; i < processes_.size(); i++) {
      Term pid = make_immediate(ImmediateKind::kPid, pack_pid(static_cast<uint32_t>(i) + 1, 0));
      processes_[i].emplace(vm_, pid, options_, own_.memory);
      processes_[i]->resume = &receive_;
    }
    from().scheduler = &own_;
    from().registers = &own_.registers;
    from().reductions_left = kSliceReductions - 10;
    own_.switch_budget = kSliceReductions;
    next().waiting = true;
    EXPECT_TRUE(next().mailbox.sleep());
  }
  Process& from() { return *processes_[0]; }
  Process& next() { return *processes_[1]; }

  void send(Process& to, int64_t number) {
    Fragment* message = Fragment::make(own_.memory.pool, 0);
    message->root = make_small(number);
    ASSERT_TRUE(group_.send(own_, to, message));
  }

  VmContext vm_;
  HeapOptions options_;
  PagePool pages_;
  Schedulers group_{pages_, 2, nullptr, vm_};
  Scheduler& own_ = group_.first();
  Word receive_ = 0;
  std::array<std::optional<Process>, 2> processes_;
};

TEST_F(SliceTest, TheNextReceiveGoesOn) {
  send(next(), 7);
  ASSERT_EQ(switch_in_receive(from()), &next());
  EXPECT_EQ(own_.registers.process, &next());
  EXPECT_EQ(next().registers, &own_.registers);
  EXPECT_EQ(next().scheduler, &own_);
  EXPECT_EQ(next().reductions_left, kSliceReductions);
  EXPECT_FALSE(next().waiting);
  EXPECT_EQ(next().mailbox.current()->root, make_small(7));
  // The other one sleeps, and was accounted for.
  EXPECT_TRUE(from().waiting);
  EXPECT_EQ(from().registers, nullptr);
  EXPECT_EQ(from().reductions_done, 10u);
  EXPECT_EQ(own_.switches.load(), 1u);
  EXPECT_TRUE(from().mailbox.wake());
}

TEST_F(SliceTest, WhoGotAMessageMeanwhileIsReady) {
  send(next(), 1);
  send(from(), 2);
  ASSERT_EQ(switch_in_receive(from()), &next());
  EXPECT_EQ(own_.queue.take(), &from());
  EXPECT_FALSE(from().mailbox.wake());
}

TEST_F(SliceTest, NothingChangesWithoutANext) {
  EXPECT_EQ(switch_in_receive(from()), nullptr);
  EXPECT_EQ(from().registers, &own_.registers);
  EXPECT_EQ(from().reductions_done, 0u);
}

TEST_F(SliceTest, TheLoopComesWhenTheBudgetIsUsed) {
  send(next(), 1);
  own_.switch_budget = 10;
  EXPECT_EQ(switch_in_receive(from()), nullptr);
  EXPECT_EQ(own_.queue.take(), &next());
}

TEST_F(SliceTest, OtherPlacesThanReceivesAreTheLoops) {
  Word other = 0;
  next().resume = &other;
  send(next(), 1);
  EXPECT_EQ(switch_in_receive(from()), nullptr);
  EXPECT_EQ(own_.queue.take(), &next());
  EXPECT_EQ(from().registers, &own_.registers);
}

TEST_F(SliceTest, SignalsAndSuspensionsAreTheLoops) {
  ASSERT_TRUE(group_.send(own_, next(), make_signal(own_.memory.pool, SignalKind::kUnlink, {})));
  EXPECT_EQ(switch_in_receive(from()), nullptr);
  EXPECT_EQ(own_.queue.take(), &next());
  Fragment::destroy(own_.memory.pool, next().mailbox.take_signal());
  EXPECT_TRUE(next().mailbox.sleep());
  next().relations().suspended_by[from().pid.bits] = 1;
  send(next(), 1);
  EXPECT_EQ(switch_in_receive(from()), nullptr);
  EXPECT_EQ(own_.queue.take(), &next());
}

// Q3: what is taken and put back is still the next, and not stolen.
TEST_F(SliceTest, PutBackItIsTakenNext) {
  own_.queue.push(from());
  own_.queue.push(next());
  Process* taken = own_.queue.take();
  own_.queue.put_back(*taken);
  EXPECT_EQ(own_.queue.stealable(), 1u);
  EXPECT_EQ(own_.queue.take(), taken);
  EXPECT_EQ(own_.queue.take(), &next());
}

TEST_F(SliceTest, ShortLivesCountWhileTheyAreMostSlices) {
  EXPECT_FALSE(own_.has_short_lives());
  for (int i = 0; i < 50; i++) own_.count_slice(true);
  EXPECT_TRUE(own_.has_short_lives());
  own_.count_slice(false);  // who makes them
  EXPECT_TRUE(own_.has_short_lives());
  for (int i = 0; i < 50; i++) own_.count_slice(i % 2 == 0 && i % 4 != 0);
  EXPECT_FALSE(own_.has_short_lives());
}

// S9: who comes no further is stolen from once; then his short lives are left to him again. Here the
// test's thread comes no further, which waits for that of the second scheduler.
struct Thief {
  Process* first = nullptr;
  Process* second = nullptr;
  std::atomic<bool> done{false};
};
Thief* thief;

void steal_twice(VmContext&, Scheduler& own) {
  while (!thief->first && !own.group.is_stopping()) {
    own.group.wait_for_work(own);
    thief->first = own.group.steal(own);
  }
  while (own.queue.take()) {
  }
  thief->second = own.group.steal(own);
  thief->done.store(true);
}

TEST(Stealing, WhoIsStuckIsStolenFromOnce) {
  Thief result;
  thief = &result;
  VmContext vm;
  HeapOptions options;
  PagePool pages;
  Schedulers group(pages, 2, steal_twice, vm);
  Scheduler& own = group.first();
  for (int i = 0; i < 50; i++) own.count_slice(true);
  std::array<std::optional<Process>, 8> processes;
  for (size_t i = 0; i < processes.size(); i++) {
    Term pid = make_immediate(ImmediateKind::kPid, pack_pid(static_cast<uint32_t>(i) + 1, 0));
    processes[i].emplace(vm, pid, options, own.memory);
    group.enqueue(own, *processes[i]);  // the second starts the other thread
  }
  while (!result.done.load()) std::this_thread::yield();
  group.stop();
  EXPECT_NE(result.first, nullptr);
  EXPECT_EQ(result.second, nullptr);
  EXPECT_GT(own.queue.stealable(), 0u);
  while (own.queue.take()) {
  }
}

}  // namespace
}  // namespace linac
