// A process that no table knows, in a block of the pool as the table's are.
#pragma once

#include <memory>

#include "runtime/process/process.h"

namespace linac {

struct DestroyProcess {
  void operator()(Process* process) const { Process::destroy(process); }
};
using OwnedProcess = std::unique_ptr<Process, DestroyProcess>;

inline OwnedProcess make_process(VmContext& context, Term pid, const HeapOptions& options,
                                 SchedulerMemory& memory) {
  Block block = memory.pool.allocate(sizeof(Process) / sizeof(Word));
  return OwnedProcess(new (block.words) Process(context, pid, options, memory));
}

}  // namespace linac
