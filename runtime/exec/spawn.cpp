#include "runtime/exec/spawn.h"

#include "runtime/code/code_server.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/frame.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {

Process* make_process(VmContext& vm, ExportEntry& target, std::span<const Term> arguments) {
  Process* process = vm.processes->make(vm, *vm.heap_options, vm.scheduler->memory);
  if (!process) return nullptr;
  size_t words = 0;
  for (Term argument : arguments) words += measure_copy(argument, vm.literals);
  if (!process->stack.grow(kInterpreterCallWords) || !process->heap.reserve(words, {})) {
    vm.processes->remove(*process);
    return nullptr;
  }
  for (Term argument : arguments) {
    process->saved.push_back(copy_term(argument, process->heap.space, vm.literals));
  }
  Word* sp = process->stack.sp -= kInterpreterCallWords;
  sp[0] = kInterpreterReturn;
  sp[1] = reinterpret_cast<Word>(vm.code->process_end());
  process->resume = target.code.load(std::memory_order_acquire);
  process->initial_call = target.identity;
  return process;
}

}  // namespace linac
