// Making processes.
#pragma once

#include <span>

#include "runtime/process/process.h"

namespace linac {

struct ExportEntry;

// A process that will call `target`, ready but in no queue: its arguments are copied from `from`'s
// terms, its memory comes from `memory`. Null: the process table is full or there is no memory.
Process* make_process(VmContext& vm, SchedulerMemory& memory, ExportEntry& target,
                      std::span<const Term> arguments, ProcessRole role = ProcessRole::kProgram);

// The same for erlang:apply(Closure, []), `apply` being that function. A closure that takes no
// arguments and whose code is there is called at once, so that only what it captured is copied.
Process* make_fun_process(VmContext& vm, SchedulerMemory& memory, ExportEntry& apply, Term closure);

// The same by the host, ready to run on the first scheduler. Not while processes run.
Process* start_process(VmContext& vm, ExportEntry& target, std::span<const Term> arguments,
                       const PolicyReference& policy = {});

// A new process is its parent's child: it may do what that may, and no more.
void inherit(Process& child, const Process& parent);
// The process may do, and use, what the policy says; before it runs.
void use_policy(Process& process, const PolicyReference& policy);
// What a process wishes as its maximum heap; what the host allows it is never passed.
void set_max_heap(Process& process, size_t words);
// Tells the host; when the process is complete, before it runs.
void tell_of_spawn(Process& process);

// The stack of a process that has not begun, or begins again: what its first function returns to.
void push_process_end(Process& process);

}  // namespace linac
