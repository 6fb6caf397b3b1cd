// Pids and the processes that have them. A pid is a number, which is reused, and a serial, which
// makes it new: a pid of a dead process never finds another.
//
// Ownership: the table owns the processes. Threads: all of it belongs to the one scheduler thread.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/term/identity.h"
#include "runtime/process/process.h"

namespace linac {

// What group_leader/0 answers for a process whose output is the VM's.
inline constexpr Term kOutputPid = make_immediate(ImmediateKind::kPid, 0);

class ProcessTable {
 public:
  static constexpr size_t kDefaultLimit = size_t{1} << 20;

  explicit ProcessTable(size_t limit = kDefaultLimit) : limit_(limit), slots_(1) {}

  // A new process with a pid of its own; null: the table is full.
  Process* make(VmContext& context, const HeapOptions& options, SchedulerMemory& memory);
  // Null: no such process, or it has ended.
  Process* find(Term pid) const;
  // Frees a process that has ended, its names too.
  void remove(Process& process);
  size_t count() const { return count_; }
  size_t limit() const { return limit_; }
  std::vector<Process*> all() const;

  // Registered names. False: the name is taken, or the process has one.
  bool register_name(Term name, Process& process);
  bool unregister_name(Term name);
  Process* find_name(Term name) const;
  std::vector<Term> names() const;

 private:
  struct Slot {
    std::unique_ptr<Process> process;
    uint64_t serial = 0;
  };

  size_t limit_;
  size_t count_ = 0;
  std::vector<Slot> slots_;
  std::vector<uint32_t> free_;
  std::unordered_map<Word, Process*> names_;
};

}  // namespace linac
