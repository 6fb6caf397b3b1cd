// Pids and the processes that have them. A pid is a number, which is reused, and a serial, which
// makes it new: a pid of a dead process never finds another.
//
// Guarantees
//  P3 find() gives the process that has exactly this pid, or null.
//  P4 What find() gave stays valid until the caller's scheduler reaches a quiescent point
//     (sched/epochs.h), though the process may end at any time.
//
// Threads: find(), all() and at_number() from any, without a lock. make() and retire() by who has the
// SchedulerMemory, in which he keeps free numbers; a lock is taken for many of them at once.
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

// The pid of the process that serves input and output (exec/services.h): group leader of all whose
// output is the VM's. In a Vm without Erlang's library nobody has it.
inline constexpr Term kOutputPid = make_immediate(ImmediateKind::kPid, 0);

class ProcessTable {
 public:
  static constexpr size_t kDefaultLimit = size_t{1} << 20;

  explicit ProcessTable(size_t limit = kDefaultLimit);
  ~ProcessTable();

  // A new process with a pid of its own; null: the table is full.
  Process* make(VmContext& context, const HeapOptions& options, SchedulerMemory& memory,
                ProcessRole role = ProcessRole::kProgram);
  // Null: no such process, or it has ended.
  Process* find(Term pid) const {
    if (!pid.is_local_pid() && !pid.is_local_port()) return nullptr;
    Process* process = at_number(packed_pid_number(pid.immediate_value()));
    return process && process->pid == pid ? process : nullptr;
  }
  // Whatever process has that number (the low bits of its pid); null: none.
  Process* at_number(uint32_t number) const {
    if (number >= used_numbers_.load(std::memory_order_acquire)) return nullptr;
    if (number == 0 && !chunks_[0].load(std::memory_order_acquire)) return nullptr;
    return slot(number)->process.load(std::memory_order_acquire);
  }
  // Nobody finds the process from now on; its number may be used again. The caller owns it, and
  // destroys it when no other thread can hold it.
  void retire(Process& process, SchedulerMemory& memory);
  // Of the program's processes.
  size_t count() const;
  size_t limit() const { return limit_; }
  // Those of the program, or the ports, by number. Those that end meanwhile may be missing.
  std::vector<Process*> all(ProcessRole role = ProcessRole::kProgram) const;

 private:
  static constexpr uint32_t kChunkShift = 12;
  static constexpr uint32_t kChunkSlots = 1 << kChunkShift;

  struct Slot {
    std::atomic<Process*> process{nullptr};
    uint64_t serial = 0;  // of the next process here; of who has the number
  };

  Slot* slot(uint32_t number) const {
    Slot* chunk = chunks_[number >> kChunkShift].load(std::memory_order_acquire);
    return chunk ? &chunk[number & (kChunkSlots - 1)] : nullptr;
  }

  // Numbers for the cache, which is empty; false: the table is full.
  bool refill(NumberCache& cache);
  // For one number more; half of a full cache is for others.
  void make_room(NumberCache& cache);
  void know(NumberCache& cache);
  void add_chunk(uint32_t number);

  const size_t limit_;
  std::unique_ptr<std::atomic<Slot*>[]> chunks_;
  std::atomic<uint32_t> used_numbers_{1};  // 0 is kOutput's
  mutable std::mutex mutex_;
  std::vector<uint32_t> free_;
  std::vector<const NumberCache*> caches_;
};

}  // namespace linac
