// Making processes.
#pragma once

#include <span>

#include "runtime/process/process.h"

namespace linac {

struct ExportEntry;

// A process that will call `target`, ready but in no queue: its arguments are copied from `from`'s
// terms. Null: the process table is full or there is no memory.
Process* make_process(VmContext& vm, ExportEntry& target, std::span<const Term> arguments);

}  // namespace linac
