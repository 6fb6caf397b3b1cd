#include "runtime/exec/spawn.h"

#include "runtime/code/code_server.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/frame.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {

void push_process_end(Process& process) {
  Word* sp = process.stack.sp -= kInterpreterCallWords;
  sp[0] = kInterpreterReturn;
  sp[1] = reinterpret_cast<Word>(process.vm->code->process_end());
}

Process* make_process(VmContext& vm, SchedulerMemory& memory, ExportEntry& target,
                      std::span<const Term> arguments) {
  Process* process = vm.processes->make(vm, *vm.heap_options, memory);
  if (!process) return nullptr;
  size_t words = 0;
  for (Term argument : arguments) words += measure_copy(argument, vm.literals);
  if (!process->stack.grow(kInterpreterCallWords) || !process->heap.reserve(words, {})) {
    vm.processes->retire(*process);
    delete process;
    return nullptr;
  }
  process->saved.reset(static_cast<uint32_t>(arguments.size()));
  for (size_t i = 0; i < arguments.size(); i++) {
    process->saved[i] = copy_term(arguments[i], process->heap.space, vm.literals);
  }
  push_process_end(*process);
  process->resume = target.code.load(std::memory_order_acquire);
  process->initial_call = &target.identity;
  process->group_leader = kOutputPid;
  return process;
}

Process* start_process(VmContext& vm, ExportEntry& target, std::span<const Term> arguments) {
  Scheduler& first = vm.schedulers->first();
  Process* process = make_process(vm, first.memory, target, arguments);
  if (!process) return nullptr;
  process->keep_when_ended = true;
  vm.schedulers->enqueue(first, *process);
  return process;
}

}  // namespace linac
