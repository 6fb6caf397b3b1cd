// The processes that are ready on one scheduler: a list for each priority, linked through the
// processes. A lock per queue; while only one scheduler has ever been started it is not taken.
//
// Guarantees
//  Q1 A process is in at most one queue, once.
//  Q2 max goes before high, high before normal and low; of these, one of low after eight of normal.
//     Within one of them the order is that of pushing, but for what is stolen.
//  Q3 A process of normal priority that finds the queue empty is kept apart, as the next to run. It is
//     the owner's alone: taken without the lock, and not stolen. So a message that wakes a process
//     while nothing else is ready costs no step that other processors see.
//
// Threads: add(), take(), put_back() and release_next() are the owner's, the rest may be called from any.
#pragma once

#include <array>
#include <atomic>
#include <mutex>

#include "runtime/process/process.h"

namespace linac {

class RunQueue {
 public:
  explicit RunQueue(const std::atomic<bool>& is_shared) : is_shared_(is_shared) {}

  // Whether there is something for others to take now.
  bool add(Process& process) {
    bool is_normal = process.priority == Priority::kNormal;
    if (is_normal && !next_.load(std::memory_order_relaxed) && stealable() == 0) {
      next_.store(&process, std::memory_order_relaxed);
      return false;
    }
    // What goes before it, or may, must be able to.
    if (!is_normal) release_next();
    return push(process) >= (next_.load(std::memory_order_relaxed) ? 1u : 2u);
  }
  // From any thread: to be taken or stolen. How many may be stolen then.
  size_t push(Process& process) {
    Guard guard(*this);
    List& list = lists_[static_cast<size_t>(process.priority)];
    process.queue_next = nullptr;
    (list.last ? list.last->queue_next : list.first) = &process;
    list.last = &process;
    return add_length(1);
  }
  // Null: there is none.
  Process* take() {
    if (Process* process = next_.load(std::memory_order_relaxed)) {
      next_.store(nullptr, std::memory_order_relaxed);
      return process;
    }
    if (stealable() == 0) return nullptr;
    Guard guard(*this);
    return pop_locked();
  }
  // What was just taken is taken next.
  void put_back(Process& process) {
    VM_CHECK(!next_.load(std::memory_order_relaxed));
    next_.store(&process, std::memory_order_relaxed);
  }
  // The one that is kept apart becomes the first of its priority.
  void release_next();
  // Half of what may be stolen, one at least, into `to`, which must be another one; how many.
  size_t steal_into(RunQueue& to);

  size_t stealable() const { return length_.load(std::memory_order_seq_cst); }
  size_t length() const { return stealable() + (next_.load(std::memory_order_relaxed) ? 1 : 0); }

 private:
  struct List {
    Process* first = nullptr;
    Process* last = nullptr;
  };
  class Guard {
   public:
    explicit Guard(RunQueue& queue)
        : mutex_(queue.is_shared_.load(std::memory_order_relaxed) ? &queue.mutex_ : nullptr) {
      if (mutex_) mutex_->lock();
    }
    ~Guard() {
      if (mutex_) mutex_->unlock();
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;

   private:
    std::mutex* mutex_;
  };

  // Only the holder of the lock stores, so it need not be one step.
  size_t add_length(size_t change) {
    size_t length = length_.load(std::memory_order_relaxed) + change;
    length_.store(length, is_shared_.load(std::memory_order_relaxed) ? std::memory_order_seq_cst
                                                                     : std::memory_order_relaxed);
    return length;
  }
  Process* pop_locked();

  static constexpr uint32_t kNormalPerLow = 8;

  const std::atomic<bool>& is_shared_;
  std::mutex mutex_;
  std::array<List, kPriorities> lists_;
  uint32_t normal_taken_ = 0;            // since the last of low; from the lists
  std::atomic<size_t> length_{0};        // of the lists
  std::atomic<Process*> next_{nullptr};  // others only ask whether there is one
};

}  // namespace linac
