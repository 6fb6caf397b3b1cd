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

namespace {

Process* make_calling(VmContext& vm, SchedulerMemory& memory, const Word* code,
                      const ExportIdentity& name, std::span<const Term> arguments,
                      ProcessRole role) {
  Process* process = vm.processes->make(vm, *vm.heap_options, memory, role);
  if (!process) return nullptr;
  size_t words = 0;
  for (Term argument : arguments) {
    if (!argument.is_immediate()) words += measure_copy(argument, vm.literals);
  }
  if (!process->stack.grow(kInterpreterCallWords) || !process->heap.reserve(words, {})) {
    vm.processes->retire(*process, memory);
    Process::destroy(process);
    return nullptr;
  }
  process->saved.reset(static_cast<uint32_t>(arguments.size()));
  for (size_t i = 0; i < arguments.size(); i++) {
    process->saved[i] = arguments[i].is_immediate()
                            ? arguments[i]
                            : copy_term(arguments[i], process->heap.space, vm.literals);
  }
  push_process_end(*process);
  process->resume = code;
  process->initial_call = &name;
  process->group_leader = kOutputPid;
  return process;
}

}  // namespace

Process* make_process(VmContext& vm, SchedulerMemory& memory, ExportEntry& target,
                      std::span<const Term> arguments, ProcessRole role) {
  const Word* code = target.code.load(std::memory_order_acquire);
  return make_calling(vm, memory, code, target.identity, arguments, role);
}

Process* make_fun_process(VmContext& vm, SchedulerMemory& memory, ExportEntry& apply,
                          Term closure) {
  if (is_closure(closure)) {
    const FunEntry& entry = *reinterpret_cast<const FunEntry*>(payload(closure)[0]);
    FunctionEntry* function = entry.function.load(std::memory_order_acquire);
    if (function && entry.arity == 0) {
      std::span captured(reinterpret_cast<const Term*>(payload(closure) + 1), entry.captured);
      const Word* code = function->code.load(std::memory_order_acquire);
      return make_calling(vm, memory, code, apply.identity, captured, ProcessRole::kProgram);
    }
  }
  const Term arguments[] = {closure, kNil};
  return make_process(vm, memory, apply, arguments);
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
