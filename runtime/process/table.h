// Pids and the processes that have them. A pid is a number, which is reused, and a serial, which
// makes it new: a pid of a dead process never finds another.
//
// Guarantees
//  P3 find() gives the process that has exactly this pid, or null.
//  P4 What find() gave stays valid until the caller's scheduler reaches a quiescent point
//     (sched/epochs.h), though the process may end at any time.
//
// Threads: find(), all() and number_at() from any, without a lock; making and retiring lock.
// Ownership: the table owns the processes until retire(), then whoever called that.
#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "core/term/identity.h"
#include "runtime/process/process.h"

namespace linac {

// What group_leader/0 answers for a process whose output is the VM's.
inline constexpr Term kOutputPid = make_immediate(ImmediateKind::kPid, 0);

class ProcessTable {
 public:
  static constexpr size_t kDefaultLimit = size_t{1} << 20;

  explicit ProcessTable(size_t limit = kDefaultLimit);
  ~ProcessTable();

  // A new process with a pid of its own; null: the table is full.
  Process* make(VmContext& context, const HeapOptions& options, SchedulerMemory& memory);
  // Null: no such process, or it has ended.
  Process* find(Term pid) const {
    if (!pid.is_local_pid()) return nullptr;
    Process* process = at_number(packed_pid_number(pid.immediate_value()));
    return process && process->pid == pid ? process : nullptr;
  }
  // Whatever process has that number (the low bits of its pid); null: none.
  Process* at_number(uint32_t number) const {
    if (number >= used_numbers_.load(std::memory_order_acquire)) return nullptr;
    return slot(number)->process.load(std::memory_order_acquire);
  }
  // Nobody finds the process from now on; its number may be used again. The caller owns it, and
  // deletes it when no other thread can hold it.
  void retire(Process& process);
  size_t count() const { return count_.load(std::memory_order_relaxed); }
  size_t limit() const { return limit_; }
  // By number. Those that end meanwhile may be missing.
  std::vector<Process*> all() const;

 private:
  static constexpr uint32_t kChunkShift = 12;
  static constexpr uint32_t kChunkSlots = 1 << kChunkShift;

  struct Slot {
    std::atomic<Process*> process{nullptr};
    uint64_t serial = 0;  // of the next process here; under the lock
  };

  Slot* slot(uint32_t number) const {
    Slot* chunk = chunks_[number >> kChunkShift].load(std::memory_order_acquire);
    return chunk ? &chunk[number & (kChunkSlots - 1)] : nullptr;
  }

  const size_t limit_;
  std::unique_ptr<std::atomic<Slot*>[]> chunks_;
  std::atomic<uint32_t> used_numbers_{1};  // 0 is nobody's
  std::atomic<size_t> count_{0};
  std::mutex mutex_;
  std::vector<uint32_t> free_;
};

}  // namespace linac
