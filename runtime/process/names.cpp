#include "runtime/process/names.h"

#include <algorithm>

#include "runtime/process/table.h"

namespace linac {

NameTable::NameTable(uint32_t atom_limit)
    : chunk_count_((atom_limit >> kChunkShift) + 1),
      chunks_(std::make_unique<std::atomic<std::atomic<Word>*>[]>(chunk_count_)) {}

NameTable::~NameTable() {
  for (size_t i = 0; i < chunk_count_; i++) delete[] chunks_[i].load();
}

std::atomic<Word>* NameTable::find(Term name) const {
  uint32_t index = name.atom_index();
  VM_CHECK(index >> kChunkShift < chunk_count_);
  std::atomic<Word>* chunk = chunks_[index >> kChunkShift].load(std::memory_order_acquire);
  return chunk ? &chunk[index & (kChunkSlots - 1)] : nullptr;
}

Term NameTable::whereis(Term name) const {
  std::atomic<Word>* slot = find(name);
  Word pid = slot ? slot->load(std::memory_order_acquire) : 0;
  return pid ? Term{pid} : kNoTerm;
}

bool NameTable::add(Term name, Process& process) {
  std::lock_guard lock(mutex_);
  if (process.registered_name != kNoTerm) return false;
  auto& chunk = chunks_[name.atom_index() >> kChunkShift];
  if (!chunk.load(std::memory_order_relaxed)) {
    chunk.store(
        new std::atomic<Word>[kChunkSlots] {}, std::memory_order_release);
  }
  std::atomic<Word>* slot = find(name);
  if (slot->load(std::memory_order_relaxed)) return false;
  slot->store(process.pid.bits, std::memory_order_release);
  process.registered_name = name;
  names_.push_back(name);
  return true;
}

void NameTable::erase(Term name) {
  find(name)->store(0, std::memory_order_release);
  names_.erase(std::find(names_.begin(), names_.end(), name));
}

bool NameTable::remove(Term name, ProcessTable& processes) {
  std::lock_guard lock(mutex_);
  std::atomic<Word>* slot = find(name);
  Term pid{slot ? slot->load(std::memory_order_relaxed) : 0};
  if (!pid.bits) return false;
  // Its process has not ended: it would have given the name back, under this lock.
  if (Process* process = processes.find(pid)) process->registered_name = kNoTerm;
  erase(name);
  return true;
}

void NameTable::remove_process(Process& process) {
  std::lock_guard lock(mutex_);
  if (process.registered_name != kNoTerm && process.registered_name != kNil) {
    erase(process.registered_name);
  }
  process.registered_name = kNil;
}

Term NameTable::name_of(const Process& process) const {
  std::lock_guard lock(mutex_);
  return process.registered_name;
}

std::vector<Term> NameTable::all() const {
  std::lock_guard lock(mutex_);
  return names_;
}

}  // namespace linac
