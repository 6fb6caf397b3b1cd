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
  // Where a reader has counted itself in, and counts itself out again.
  using Counter = std::atomic<uint32_t>;

  EtsLock() = default;
  ~EtsLock() { delete[] lines_.load(std::memory_order_relaxed); }
  EtsLock(const EtsLock&) = delete;
  EtsLock& operator=(const EtsLock&) = delete;

  // With the lock held exclusively; a lock may have readers of both ways afterwards.
  void set_spread(bool spread) {
    if (spread && !lines_.load(std::memory_order_relaxed)) {
      lines_.store(new Line[kSpread], std::memory_order_release);
    }
    spread_.store(spread, std::memory_order_release);
  }

  [[nodiscard]] Counter* lock_shared(uint32_t scheduler) {
    Counter* readers = &readers_;
    if (spread_.load(std::memory_order_acquire)) {
      readers = &lines_.load(std::memory_order_acquire)[scheduler % kSpread].readers;
    }
    for (;;) {
      readers->fetch_add(1, std::memory_order_seq_cst);
      if (!writer_.load(std::memory_order_seq_cst)) return readers;
      readers->fetch_sub(1, std::memory_order_seq_cst);
      for (Backoff backoff; writer_.load(std::memory_order_relaxed);) backoff.wait();
    }
  }
  static void unlock_shared(Counter* readers) { readers->fetch_sub(1, std::memory_order_release); }
  void lock() {
    for (Backoff backoff; writer_.exchange(true, std::memory_order_seq_cst);) {
      do backoff.wait();
      while (writer_.load(std::memory_order_relaxed));
    }
    wait_for(readers_);
    if (Line* lines = lines_.load(std::memory_order_acquire)) {
      for (size_t i = 0; i < kSpread; i++) wait_for(lines[i].readers);
    }
  }
  void unlock() { writer_.store(false, std::memory_order_release); }

 private:
  struct alignas(64) Line {
    Counter readers{0};
  };

  static void wait_for(Counter& readers) {
    for (Backoff backoff; readers.load(std::memory_order_seq_cst) != 0;) backoff.wait();
  }

  std::atomic<bool> writer_{false};
  std::atomic<bool> spread_{false};
  Counter readers_{0};
  std::atomic<Line*> lines_{nullptr};
};

}  // namespace linac
