// Schedulers: what each lends to the process that it runs, and how they share the work. The first
// runs on the thread that called run_until_ended(); the others get a thread when there is work for
// them. runtime/run/worker.h has the loop. docs/scheduler.md has the numbered guarantees.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/process/process.h"
#include "runtime/sched/run_queue.h"
#include "runtime/sched/timer_wheel.h"

namespace linac {

class Schedulers;

class Scheduler {
 public:
  Scheduler(Schedulers& group, PagePool& pages, const std::atomic<bool>& is_shared, uint32_t index);
  ~Scheduler();

  Schedulers& group;
  const uint32_t index;
  SchedulerMemory memory;
  RegisterFile registers;
  RunQueue queue;
  TimerWheel timers;
  // Of the present turn of the loop: reductions for processes that are switched to without it
  // (runtime/exec/slice.h).
  int64_t switch_budget = 0;
  // Of slices that are over; of collections of processes that have ended. Read by any thread.
  std::atomic<uint64_t> reductions{0}, collections{0}, reclaimed_words{0}, switches{0};

  // A slice is over. Who has used few reductions and sleeps or ends is not worth moving to
  // another processor: while most slices are such lives, what is ready here is left here.
  void count_slice(bool is_short_life) {
    uint32_t score = short_lives_.load(std::memory_order_relaxed);
    score += (is_short_life ? kShortLife : 0) - score / kScoreSlices;
    short_lives_.store(score, std::memory_order_relaxed);
  }
  bool has_short_lives() const {
    return short_lives_.load(std::memory_order_relaxed) > kScoreSlices * kShortLife / 2;
  }

  // Sleeps until notify(), or until `until` (monotonic nanoseconds; TimerWheel::kNever: no end).
  void park(uint64_t until);
  // Ends the current or the next park().
  void notify();

 private:
  friend class Schedulers;
  struct Retired {
    Process* process;
    uint64_t epoch;
  };

  std::mutex park_mutex_;
  std::condition_variable parked_;
  bool notified_ = false;
  std::atomic<uint64_t> epoch_{0};  // 0: it holds no process that others may free
  std::vector<Retired> retired_;
  uint32_t random_;
  // Of the last slices, about so many; a part of kShortLife for each.
  static constexpr uint32_t kScoreSlices = 8, kShortLife = 32;
  std::atomic<uint32_t> short_lives_{0};
  // The scheduler that this one has watched for a while, whose slice has not ended meanwhile.
  const Scheduler* stuck_ = nullptr;
};

class Schedulers {
 public:
  // `thread_main` runs a scheduler on a thread of its own until is_stopping().
  Schedulers(PagePool& pages, uint32_t count, void (*thread_main)(VmContext&, Scheduler&),
             VmContext& vm);
  ~Schedulers();

  Scheduler& first() { return *all_[0]; }
  const std::vector<std::unique_ptr<Scheduler>>& all() const { return all_; }

  // A process that is in hand and ready goes into the caller's queue.
  void enqueue(Scheduler& own, Process& process) {
    if (own.queue.add(process)) call_another();
  }
  // Something happened that the process may wait for: if it sleeps, it goes into the caller's queue.
  // Whoever suspends it looks for such things once more when it sleeps.
  void wake(Scheduler& own, Process& process) {
    if (process.mailbox.wake()) enqueue(own, process);
  }
  // Sends it a message or a signal, which belongs to the mailbox then. False: the mailbox is closed.
  [[nodiscard]] bool send(Scheduler& own, Process& receiver, Fragment* message) {
    Mailbox::Pushed pushed = receiver.mailbox.push(message);
    if (pushed == Mailbox::Pushed::kWoken) {
      // It goes on soon, and begins with these.
      __builtin_prefetch(receiver.stack.sp, 1);
      __builtin_prefetch(receiver.heap.space.top, 1);
      enqueue(own, receiver);
    }
    return pushed != Mailbox::Pushed::kClosed;
  }
  // From a dirty thread: the process goes on, on `home` first of all.
  void give_back(Scheduler& home, Process& process);
  // As send(), from a thread that is no scheduler's and has called expect_others() before any ran.
  [[nodiscard]] bool send_from_outside(Process& receiver, Fragment* message) {
    Mailbox::Pushed pushed = receiver.mailbox.push(message);
    if (pushed == Mailbox::Pushed::kWoken) give_back(first(), receiver);
    return pushed != Mailbox::Pushed::kClosed;
  }
  // Other threads than the caller's will push to queues.
  void expect_others() { is_shared_.store(true, std::memory_order_seq_cst); }
  // Work from the other queues, now in `own`; null: there was none.
  Process* steal(Scheduler& own);
  // Sleeps until there may be work or a timer is due.
  void wait_for_work(Scheduler& own);

  // Between pin() and unpin() no process that `own` found is freed. Pinning again moves on.
  void pin(Scheduler& own) {
    uint64_t now = epoch_.load(std::memory_order_seq_cst);
    if (own.epoch_.load(std::memory_order_relaxed) == now) return;
    // A thread that is started during the slice sees it all the same.
    bool shared = is_shared_.load(std::memory_order_relaxed);
    own.epoch_.store(now, shared ? std::memory_order_seq_cst : std::memory_order_relaxed);
  }
  void unpin(Scheduler& own) { own.epoch_.store(0, std::memory_order_release); }
  // The same for the one thread that observes (exec/observer.h).
  void pin_observer() {
    observer_epoch_.store(epoch_.load(std::memory_order_seq_cst), std::memory_order_seq_cst);
  }
  void unpin_observer() { observer_epoch_.store(0, std::memory_order_release); }
  // Frees the process, which nobody finds any more, when no other scheduler can hold it.
  void retire(Scheduler& own, Process* process);

  bool is_stopping() const { return stopping_.load(std::memory_order_acquire); }
  // Joins the threads. Called by the thread of the first scheduler, as is resume(), which starts again
  // those that ran before: they may have timers.
  void stop();
  void resume();
  // A scheduler that was called, or whose sleep is over, has found a process to run.
  void found_work();
  size_t queue_length() const;
  // Whether the calling thread is one that they have started.
  bool is_own_thread();

 private:
  void call_another();
  Process* steal_from_others(Scheduler& own);
  void call_idle();
  bool is_worth_moving(const Scheduler& victim, const Scheduler& thief) const {
    return victim.queue.stealable() > 0 && (!victim.has_short_lives() || thief.stuck_ == &victim);
  }
  bool sees_work(const Scheduler& own) const;
  void watch(Scheduler& own);
  void start_thread(Scheduler& scheduler);
  void free_retired(Scheduler& own);

  VmContext& vm_;
  void (*const thread_main_)(VmContext&, Scheduler&);
  std::atomic<bool> is_shared_{false};  // a second thread was started once
  std::vector<std::unique_ptr<Scheduler>> all_;
  std::atomic<uint64_t> epoch_{1};
  std::atomic<uint64_t> observer_epoch_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<uint32_t> idle_count_{0};
  std::atomic<uint32_t> searching_{0};  // woken, and has not found work yet
  std::atomic<bool> watching_{false};   // one that sleeps looks at the queues each millisecond
  std::mutex mutex_;                    // of what follows
  std::vector<Scheduler*> idle_;
  std::vector<std::thread> threads_;
  std::atomic<size_t> started_{1};
  size_t started_before_ = 1;  // when it was stopped
};

}  // namespace linac
