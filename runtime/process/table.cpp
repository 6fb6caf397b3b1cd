#include "runtime/process/table.h"

namespace linac {

Process* ProcessTable::make(VmContext& context, const HeapOptions& options,
                            SchedulerMemory& memory) {
  uint32_t number;
  if (free_.empty()) {
    if (slots_.size() >= limit_) return nullptr;
    number = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    number = free_.back();
    free_.pop_back();
  }
  Slot& slot = slots_[number];
  Term pid = make_immediate(ImmediateKind::kPid, pack_pid(number, slot.serial));
  slot.process = std::make_unique<Process>(context, pid, options, memory);
  count_++;
  return slot.process.get();
}

Process* ProcessTable::find(Term pid) const {
  if (!pid.is_local_pid()) return nullptr;
  uint32_t number = packed_pid_number(pid.immediate_value());
  if (number >= slots_.size()) return nullptr;
  Process* process = slots_[number].process.get();
  if (!process || process->pid != pid) return nullptr;
  return process->state.load() == ProcessState::kDead ? nullptr : process;
}

void ProcessTable::remove(Process& process) {
  uint32_t number = packed_pid_number(process.pid.immediate_value());
  VM_CHECK(number < slots_.size() && slots_[number].process.get() == &process);
  if (process.registered_name != kNoTerm) unregister_name(process.registered_name);
  slots_[number].process.reset();
  slots_[number].serial++;
  free_.push_back(number);
  count_--;
}

std::vector<Process*> ProcessTable::all() const {
  std::vector<Process*> result;
  for (const Slot& slot : slots_) {
    if (slot.process) result.push_back(slot.process.get());
  }
  return result;
}

bool ProcessTable::register_name(Term name, Process& process) {
  if (process.registered_name != kNoTerm || !names_.emplace(name.bits, &process).second) {
    return false;
  }
  process.registered_name = name;
  return true;
}

bool ProcessTable::unregister_name(Term name) {
  auto it = names_.find(name.bits);
  if (it == names_.end()) return false;
  it->second->registered_name = kNoTerm;
  names_.erase(it);
  return true;
}

Process* ProcessTable::find_name(Term name) const {
  auto it = names_.find(name.bits);
  return it == names_.end() ? nullptr : it->second;
}

std::vector<Term> ProcessTable::names() const {
  std::vector<Term> result;
  for (const auto& [name, process] : names_) result.push_back(Term{name});
  return result;
}

}  // namespace linac
