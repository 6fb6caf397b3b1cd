#include "runtime/process/table.h"

namespace linac {

ProcessTable::ProcessTable(size_t limit)
    : limit_(limit), chunks_(std::make_unique<std::atomic<Slot*>[]>((limit >> kChunkShift) + 1)) {}

ProcessTable::~ProcessTable() {
  for (Process* process : all()) delete process;
  for (size_t i = 0; i <= limit_ >> kChunkShift; i++) delete[] chunks_[i].load();
}

Process* ProcessTable::make(VmContext& context, const HeapOptions& options,
                            SchedulerMemory& memory) {
  uint32_t number;
  uint64_t serial;
  {
    std::lock_guard lock(mutex_);
    if (free_.empty()) {
      number = used_numbers_.load(std::memory_order_relaxed);
      if (number > limit_) return nullptr;
      auto& chunk = chunks_[number >> kChunkShift];
      if (!chunk.load(std::memory_order_relaxed)) {
        chunk.store(new Slot[kChunkSlots], std::memory_order_release);
      }
      used_numbers_.store(number + 1, std::memory_order_release);
    } else {
      number = free_.back();
      free_.pop_back();
    }
    serial = slot(number)->serial++;
  }
  Term pid = make_immediate(ImmediateKind::kPid, pack_pid(number, serial));
  auto* process = new Process(context, pid, options, memory);
  slot(number)->process.store(process, std::memory_order_release);
  count_.fetch_add(1, std::memory_order_relaxed);
  return process;
}

void ProcessTable::retire(Process& process) {
  uint32_t number = packed_pid_number(process.pid.immediate_value());
  slot(number)->process.store(nullptr, std::memory_order_release);
  count_.fetch_sub(1, std::memory_order_relaxed);
  std::lock_guard lock(mutex_);
  free_.push_back(number);
}

std::vector<Process*> ProcessTable::all() const {
  std::vector<Process*> result;
  uint32_t used = used_numbers_.load(std::memory_order_acquire);
  for (uint32_t number = 1; number < used; number++) {
    Process* process = slot(number)->process.load(std::memory_order_acquire);
    if (process) result.push_back(process);
  }
  return result;
}

}  // namespace linac
