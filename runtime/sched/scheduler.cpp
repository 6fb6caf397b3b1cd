#include "runtime/sched/scheduler.h"

#include <algorithm>
#include <chrono>
#include <csignal>

#include "runtime/sched/clock.h"

namespace linac {

Scheduler::Scheduler(Schedulers& its_group, PagePool& pages, const std::atomic<bool>& is_shared,
                     uint32_t its_index)
    : group(its_group),
      index(its_index),
      memory(pages),
      queue(is_shared),
      timers(monotonic_nanoseconds()),
      random_(its_index * 2654435761u + 1) {}

Scheduler::~Scheduler() {
  for (ProgramTimer* timer : timers.take_all()) {
    Fragment::destroy(memory.pool, timer->message);
    delete timer;
  }
  for (const Retired& retired : retired_) Process::destroy(retired.process);
}

void Scheduler::park(uint64_t until) {
  std::unique_lock lock(park_mutex_);
  auto notified = [&] { return notified_; };
  if (until == TimerWheel::kNever) {
    parked_.wait(lock, notified);
  } else {
    std::chrono::steady_clock::time_point time{std::chrono::nanoseconds(until)};
    parked_.wait_until(lock, time, notified);
  }
  notified_ = false;
}

void Scheduler::notify() {
  {
    std::lock_guard lock(park_mutex_);
    notified_ = true;
  }
  parked_.notify_one();
}

Schedulers::Schedulers(PagePool& pages, uint32_t count, void (*thread_main)(VmContext&, Scheduler&),
                       VmContext& vm)
    : vm_(vm), thread_main_(thread_main) {
  for (uint32_t i = 0; i < count; i++) {
    all_.push_back(std::make_unique<Scheduler>(*this, pages, is_shared_, i));
  }
}

Schedulers::~Schedulers() { stop(); }

void Schedulers::start_thread(Scheduler& scheduler) {
  // Signals are for the host's threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  threads_.emplace_back([this, &scheduler] { thread_main_(vm_, scheduler); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Schedulers::call_another() {
  if (all_.size() == 1) return;
  if (watching_.load(std::memory_order_seq_cst)) return;  // who watches comes soon
  call_idle();
}

// One at a time looks for work: it calls the next one when it has found some.
void Schedulers::call_idle() {
  if (idle_count_.load(std::memory_order_seq_cst) == 0 &&
      started_.load(std::memory_order_relaxed) == all_.size()) {
    return;
  }
  uint32_t none = 0;
  if (!searching_.compare_exchange_strong(none, 1, std::memory_order_seq_cst)) return;
  std::lock_guard lock(mutex_);
  if (stopping_.load(std::memory_order_relaxed)) {
    searching_.store(0, std::memory_order_seq_cst);
  } else if (!idle_.empty()) {
    Scheduler* called = idle_.back();
    idle_.pop_back();
    idle_count_.fetch_sub(1, std::memory_order_seq_cst);
    called->notify();
  } else if (started_.load(std::memory_order_relaxed) < all_.size()) {
    is_shared_.store(true, std::memory_order_seq_cst);
    start_thread(*all_[started_.fetch_add(1, std::memory_order_relaxed)]);
  } else {
    searching_.store(0, std::memory_order_seq_cst);
  }
}

void Schedulers::give_back(Scheduler& home, Process& process) {
  size_t length = home.queue.push(process);
  home.notify();
  if (length >= 2 && all_.size() > 1) call_idle();
}

Process* Schedulers::steal(Scheduler& own) {
  if (all_.size() == 1 || started_.load(std::memory_order_relaxed) == 1) return nullptr;
  // What it took was not worth it.
  if (own.has_short_lives() && !own.stuck_) return nullptr;
  Process* found = steal_from_others(own);
  own.stuck_ = nullptr;  // what watch() has seen is good for one time
  return found;
}

Process* Schedulers::steal_from_others(Scheduler& own) {
  size_t count = all_.size();
  own.random_ = own.random_ * 1664525 + 1013904223;
  size_t start = own.random_ >> 8;
  for (size_t i = 0; i < count; i++) {
    Scheduler& victim = *all_[(start + i) % count];
    if (&victim == &own || !is_worth_moving(victim, own)) continue;
    if (victim.queue.steal_into(own.queue) == 0) continue;
    if (Process* process = own.queue.take()) return process;
  }
  return nullptr;
}

void Schedulers::wait_for_work(Scheduler& own) {
  searching_.store(0, std::memory_order_seq_cst);
  if (all_.size() == 1) return own.park(own.timers.next_time());
  {
    std::lock_guard lock(mutex_);
    idle_.push_back(&own);
    idle_count_.fetch_add(1, std::memory_order_seq_cst);
  }
  // Who has left a process for others and saw nobody idle is seen here, and the other way round.
  bool watched = false;
  if (!sees_work(own)) {
    free_retired(own);
    bool left = false;
    for (const auto& other : all_) left |= other->queue.stealable() > 0;
    if (left && !watching_.exchange(true, std::memory_order_seq_cst)) {
      watch(own);
      watched = true;
    } else {
      own.park(own.timers.next_time());
    }
  }
  {
    std::lock_guard lock(mutex_);
    auto it = std::find(idle_.begin(), idle_.end(), &own);
    if (it != idle_.end()) {  // was not called
      idle_.erase(it);
      idle_count_.fetch_sub(1, std::memory_order_seq_cst);
    }
  }
  if (watched && own.queue.length() > 0) call_idle();  // another one watches
}

bool Schedulers::sees_work(const Scheduler& own) const {
  if (own.queue.length() > 0 || is_stopping()) return true;
  if (own.has_short_lives() && !own.stuck_) return false;
  for (const auto& other : all_) {
    if (is_worth_moving(*other, own)) return true;
  }
  return false;
}

// What is not worth moving becomes so when its scheduler comes no further, and when its lives get
// longer. Until then one sleeper looks from time to time, and nobody is called.
void Schedulers::watch(Scheduler& own) {
  constexpr uint64_t kWatchNanoseconds = 1'000'000;
  const Scheduler* watched = nullptr;
  for (const auto& other : all_) {
    if (other->queue.stealable() > 0) watched = other.get();
  }
  uint64_t switches = watched ? watched->switches.load(std::memory_order_relaxed) : 0;
  uint64_t until = monotonic_nanoseconds() + kWatchNanoseconds;
  own.park(std::min(until, own.timers.next_time()));
  bool is_same = watched && watched->switches.load(std::memory_order_relaxed) == switches;
  own.stuck_ = is_same && monotonic_nanoseconds() >= until ? watched : nullptr;
  own.short_lives_.store(0, std::memory_order_relaxed);  // tries again
  watching_.store(false, std::memory_order_seq_cst);
}

void Schedulers::found_work() {
  searching_.store(0, std::memory_order_seq_cst);
  for (const auto& other : all_) {
    if (other->queue.stealable() > 0 && !other->has_short_lives()) return call_idle();
  }
}

void Schedulers::retire(Scheduler& own, Process* process) {
  if (!is_shared_.load(std::memory_order_relaxed)) {
    Process::destroy(process);
    return;
  }
  own.retired_.push_back({process, epoch_.fetch_add(1, std::memory_order_seq_cst) + 1});
  if (own.retired_.size() % 64 == 0) free_retired(own);
}

void Schedulers::free_retired(Scheduler& own) {
  if (own.retired_.empty()) return;
  uint64_t oldest = observer_epoch_.load(std::memory_order_seq_cst);
  if (oldest == 0) oldest = UINT64_MAX;
  for (const auto& other : all_) {
    if (other.get() == &own) continue;
    uint64_t epoch = other->epoch_.load(std::memory_order_seq_cst);
    if (epoch != 0) oldest = std::min(oldest, epoch);
  }
  // Their epochs ascend.
  auto first_kept = own.retired_.begin();
  for (; first_kept != own.retired_.end() && first_kept->epoch <= oldest; ++first_kept) {
    Process::destroy(first_kept->process);
  }
  own.retired_.erase(own.retired_.begin(), first_kept);
}

void Schedulers::stop() {
  std::vector<std::thread> threads;
  {
    std::lock_guard lock(mutex_);
    stopping_.store(true, std::memory_order_seq_cst);  // until resume(): nobody starts a thread
    if (threads_.empty()) return;
    threads.swap(threads_);
  }
  for (const auto& scheduler : all_) scheduler->notify();
  for (std::thread& thread : threads) thread.join();
  std::lock_guard lock(mutex_);
  idle_.clear();
  idle_count_.store(0);
  searching_.store(0);
  started_before_ = started_.exchange(1);
  // What they had ready waits with the first.
  for (size_t i = 1; i < all_.size(); i++) {
    all_[i]->queue.release_next();
    while (all_[i]->queue.stealable() > 0) all_[i]->queue.steal_into(all_[0]->queue);
  }
}

void Schedulers::resume() {
  std::lock_guard lock(mutex_);
  stopping_.store(false, std::memory_order_seq_cst);
  while (started_.load() < started_before_) start_thread(*all_[started_.fetch_add(1)]);
}

bool Schedulers::is_own_thread() {
  std::lock_guard lock(mutex_);
  return std::any_of(threads_.begin(), threads_.end(), [](const std::thread& thread) {
    return thread.get_id() == std::this_thread::get_id();
  });
}

size_t Schedulers::queue_length() const {
  size_t length = 0;
  for (const auto& scheduler : all_) length += scheduler->queue.length();
  return length;
}

}  // namespace linac
