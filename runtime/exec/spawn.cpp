#include "runtime/exec/spawn.h"

#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/exec/watch.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/frame.h"
#include "runtime/process/event.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {

void inherit(Process& child, const Process& parent) {
  child.parent = parent.pid;
  if (parent.policy()) use_policy(child, parent.settings_->policy);
}

void use_policy(Process& process, const PolicyReference& policy) {
  process.settings().policy = policy;
  set_max_heap(process, process.heap.max_words());
  process.vm->is_divided.store(true, std::memory_order_release);
}

void set_max_heap(Process& process, size_t words) {
  size_t most = std::min(words, process.heap.options().max_heap_words);
  size_t own = process.policy() ? process.policy()->limits.heap_words : 0;
  process.heap.set_max_words(own != 0 ? std::min(most, own) : most);
}

void tell_of_spawn(Process& process) {
  if (!process.vm->wants(EventKind::kSpawn)) return;
  Event event{EventKind::kSpawn};
  event.pid = process.pid;
  event.parent = process.parent;
  if (process.initial_call) event.function = *process.initial_call;
  process.vm->on_event(event);
}

void push_process_end(Process& process) {
  Word* sp = process.stack.sp -= kInterpreterCallWords;
  sp[0] = kInterpreterReturn;
  sp[1] = reinterpret_cast<Word>(process.vm->code->process_end());
}

namespace {

// Programs and ports count.
bool is_counted(ProcessRole role) {
  return role == ProcessRole::kProgram || role == ProcessRole::kPort;
}

Process* make_uncounted(VmContext& vm, SchedulerMemory& memory, const Word* code,
                        const ExportIdentity& name, std::span<const Term> arguments,
                        ProcessRole role) {
  Process* process = vm.processes->make(vm, *vm.heap_options, memory, role);
  if (!process) return nullptr;
  size_t words = 0;
  for (Term argument : arguments) {
    if (argument.is_immediate()) continue;
    words = add_copies(words, measure_copy(argument, vm.literals));
    if (words == kNeverThere) break;
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

Process* make_calling(VmContext& vm, SchedulerMemory& memory, const Word* code,
                      const ExportIdentity& name, std::span<const Term> arguments,
                      ProcessRole role) {
  bool counted = watch_of(vm) && is_counted(role);
  if (counted && !watch_of(vm)->add_process()) return nullptr;
  Process* process = make_uncounted(vm, memory, code, name, arguments, role);
  if (!process && counted) watch_of(vm)->take_back_process();
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

Process* start_process(VmContext& vm, ExportEntry& target, std::span<const Term> arguments,
                       const PolicyReference& policy) {
  Scheduler& first = vm.schedulers->first();
  Process* process = make_process(vm, first.memory, target, arguments);
  if (!process) return nullptr;
  process->keep_when_ended = true;
  if (policy) use_policy(*process, policy);
  tell_of_spawn(*process);
  vm.schedulers->enqueue(first, *process);
  return process;
}

}  // namespace linac
