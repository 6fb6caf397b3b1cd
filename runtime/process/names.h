// Registered names: an atom stands for the pid of at most one process, a process has at most one.
// The pids stand in a row by the atom's index, so that looking a name up is one load.
//
// Threads: whereis() from any without a lock; the rest locks. Process::registered_name changes only
// under that lock.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "runtime/process/process.h"

namespace linac {

class NameTable {
 public:
  explicit NameTable(uint32_t atom_limit);
  ~NameTable();

  // The pid, or kNoTerm.
  Term whereis(Term name) const;
  // False: the name is taken, the process has one, or it has begun to end.
  bool add(Term name, Process& process);
  // False: nobody has it.
  bool remove(Term name, class ProcessTable& processes);
  // A process ends: its name is free from now on, and it gets none any more.
  void remove_process(Process& process);
  std::vector<Term> all() const;
  // The process's name, or kNoTerm.
  Term name_of(const Process& process) const;

 private:
  static constexpr uint32_t kChunkShift = 10;
  static constexpr uint32_t kChunkSlots = 1 << kChunkShift;

  std::atomic<Word>* find(Term name) const;
  void erase(Term name);

  const size_t chunk_count_;
  std::unique_ptr<std::atomic<std::atomic<Word>*>[]> chunks_;
  mutable std::mutex mutex_;
  std::vector<Term> names_;
};

}  // namespace linac
