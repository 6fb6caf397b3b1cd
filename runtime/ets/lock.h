// The lock of a table: many readers or one writer. Held for one operation on a few objects, or for a
// part of a long one (docs/ets.md); nobody sleeps, collects or allocates in the heap while holding it.
//
//  K1 Readers count themselves in, then look whether there is a writer; a writer announces itself,
//     then waits for the readers. All sequentially consistent, so one of the two sees the other.
//  K2 A writer that has announced itself lets no further reader in.
//
// With `spread`, readers count themselves in on a line of their own (their scheduler's), so that they
// do not disturb each other.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "core/base/check.h"

namespace linac {

// What to do between two looks at something that another thread is about to change.
class Backoff {
 public:
  void wait() {
    if (++rounds_ < 64) {
      pause();
    } else if (rounds_ < 128) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }

 private:
  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  uint32_t rounds_ = 0;
};

class SpinLock {
 public:
  void lock() {
    for (Backoff backoff; taken_.exchange(true, std::memory_order_acquire);) {
      do backoff.wait();
      while (taken_.load(std::memory_order_relaxed));
    }
  }
  void unlock() { taken_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> taken_{false};
};

class EtsLock {
 public:
  static constexpr size_t kSpread = 16;

  // Before anybody uses it.
  void set_spread(bool spread) { spread_ = spread ? std::make_unique<Line[]>(kSpread) : nullptr; }

  void lock_shared(uint32_t scheduler) {
    std::atomic<uint32_t>& readers = line(scheduler);
    for (;;) {
      readers.fetch_add(1, std::memory_order_seq_cst);
      if (!writer_.load(std::memory_order_seq_cst)) return;
      readers.fetch_sub(1, std::memory_order_seq_cst);
      for (Backoff backoff; writer_.load(std::memory_order_relaxed);) backoff.wait();
    }
  }
  void unlock_shared(uint32_t scheduler) {
    line(scheduler).fetch_sub(1, std::memory_order_release);
  }
  void lock() {
    for (Backoff backoff; writer_.exchange(true, std::memory_order_seq_cst);) {
      do backoff.wait();
      while (writer_.load(std::memory_order_relaxed));
    }
    wait_for(readers_);
    if (spread_) {
      for (size_t i = 0; i < kSpread; i++) wait_for(spread_[i].readers);
    }
  }
  void unlock() { writer_.store(false, std::memory_order_release); }

 private:
  struct alignas(64) Line {
    std::atomic<uint32_t> readers{0};
  };

  std::atomic<uint32_t>& line(uint32_t scheduler) {
    return spread_ ? spread_[scheduler % kSpread].readers : readers_;
  }
  static void wait_for(std::atomic<uint32_t>& readers) {
    for (Backoff backoff; readers.load(std::memory_order_seq_cst) != 0;) backoff.wait();
  }

  std::atomic<bool> writer_{false};
  std::atomic<uint32_t> readers_{0};
  std::unique_ptr<Line[]> spread_;
};

}  // namespace linac
