// How much memory a VM with a limit uses: heaps, stacks, messages, large binaries, tables. Who allocates
// takes from the account, and is refused what would pass the limit, unless nothing could be done about
// that where it happens; then the account is over its limit, which ends the VM between two slices
// (runtime/exec/watch.h).
//
// A VM without a limit has no account, and nothing is counted.
//
// Threads: any. `current_account` is that of the VM that the thread works for: bytes outside all heaps
// know no VM, and their allocation is told by nothing else. It is no state of a program, but where a
// thread stands.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace linac {

class MemoryAccount {
 public:
  explicit MemoryAccount(size_t most) : most_(static_cast<int64_t>(most)) {}
  MemoryAccount(const MemoryAccount&) = delete;
  MemoryAccount& operator=(const MemoryAccount&) = delete;

  // False: it would be too much, and nothing was taken.
  [[nodiscard]] bool take(size_t bytes) {
    auto wanted = static_cast<int64_t>(bytes);
    int64_t before = used_.fetch_add(wanted, std::memory_order_relaxed);
    if (wanted >= 0 && before <= most_ - wanted) return true;
    used_.fetch_sub(wanted, std::memory_order_relaxed);
    is_over_.store(true, std::memory_order_release);
    return false;
  }
  void take_anyway(size_t bytes) {
    auto wanted = static_cast<int64_t>(bytes);
    int64_t before = used_.fetch_add(wanted, std::memory_order_relaxed);
    if (before > most_ - wanted) is_over_.store(true, std::memory_order_release);
  }
  void give(size_t bytes) {
    used_.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  }

  size_t most() const { return static_cast<size_t>(most_); }
  size_t used() const {
    int64_t used = used_.load(std::memory_order_relaxed);
    return used > 0 ? static_cast<size_t>(used) : 0;
  }
  // Somebody was refused, or took more than there is.
  bool is_over() const { return is_over_.load(std::memory_order_acquire); }

 private:
  const int64_t most_;
  std::atomic<int64_t> used_{0};
  std::atomic<bool> is_over_{false};
};

// Null: of no VM, or of one without a limit.
extern constinit thread_local MemoryAccount* current_account;

// The thread works for the VM of this account until the end of the scope.
class AccountScope {
 public:
  explicit AccountScope(MemoryAccount* account) : outer_(current_account) {
    current_account = account;
  }
  ~AccountScope() { current_account = outer_; }
  AccountScope(const AccountScope&) = delete;
  AccountScope& operator=(const AccountScope&) = delete;

 private:
  MemoryAccount* const outer_;
};

}  // namespace linac
