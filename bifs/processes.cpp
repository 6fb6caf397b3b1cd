// Processes: making them, sending, names.
#include "runtime/code/code_server.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/send.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// The new process calls target(arguments...).
NativeResult spawn(NativeCall& call, ExportEntry& target, std::span<const Term> arguments) {
  Process* process = make_process(call.vm(), target, arguments);
  if (!process) return call.system_limit();
  process->group_leader = call.process().group_leader;
  call.vm().scheduler->enqueue(*process);
  return call.value(process->pid);
}

ExportEntry& apply_entry(NativeCall& call, uint32_t arity) {
  return *call.vm().code->export_entry(atoms::kErlang, atoms::kApply, arity);
}

bool is_proper_list(Term list) {
  while (list.is_cons()) list = list.tail();
  return list.is_nil();
}

}  // namespace

NativeResult erlang_spawn_1(NativeCall& call) {
  if (!call[0].is_fun()) return call.badarg();
  NoGc no_gc(call.heap());
  Term arguments[] = {call[0].get(no_gc), kNil};
  return spawn(call, apply_entry(call, 2), arguments);
}

NativeResult erlang_spawn_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_atom() || !call[1].is_atom() || !is_proper_list(call[2].get(no_gc))) {
    return call.badarg();
  }
  Term arguments[] = {call[0].get(no_gc), call[1].get(no_gc), call[2].get(no_gc)};
  return spawn(call, apply_entry(call, 3), arguments);
}

NativeResult erlang_send_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term message = call[1].get(no_gc);
  if (!send_message(call.process(), call[0].get(no_gc), message)) return call.badarg();
  return call.value(message);
}

NativeResult erlang_send_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term options = call[2].get(no_gc);
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (option != atoms::kNosuspend && option != atoms::kNoconnect) return call.badarg();
  }
  if (!options.is_nil()) return call.badarg();
  if (!send_message(call.process(), call[0].get(no_gc), call[1].get(no_gc))) return call.badarg();
  return call.value(atoms::kOk);
}

NativeResult erlang_register_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term name = call[0].get(no_gc), pid = call[1].get(no_gc);
  if (!name.is_atom() || name == atoms::kUndefined) return call.badarg_because(atoms::kNone);
  Process* process = call.vm().processes->find(pid);
  if (!process || !call.vm().processes->register_name(name, *process)) {
    return call.badarg_because(atoms::kNone);
  }
  return call.boolean(true);
}

NativeResult erlang_unregister_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_atom()) return call.badarg();
  if (!call.vm().processes->unregister_name(call[0].get(no_gc))) return call.badarg();
  return call.boolean(true);
}

NativeResult erlang_whereis_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_atom()) return call.badarg();
  Process* process = call.vm().processes->find_name(call[0].get(no_gc));
  return call.value(process ? process->pid : atoms::kUndefined);
}

NativeResult erlang_registered_0(NativeCall& call) {
  std::vector<Term> names = call.vm().processes->names();  // atoms: nothing moves them
  Reserved room = call.reserve(names.size() * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (Term name : names) list = room.space().cons(name, list);
  return call.value(list);
}

NativeResult erlang_is_process_alive_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_local_pid()) return call.badarg();
  return call.boolean(call.vm().processes->find(call[0].get(no_gc)) != nullptr);
}

NativeResult erlang_processes_0(NativeCall& call) {
  std::vector<Process*> all = call.vm().processes->all();
  Reserved room = call.reserve(all.size() * kConsWords);
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (size_t i = all.size(); i-- > 0;) list = room.space().cons(all[i]->pid, list);
  return call.value(list);
}

// Gives the rest of the slice to others.
NativeResult erlang_yield_0(NativeCall& call) {
  call.process().reductions_left = 0;
  return call.boolean(true);
}

}  // namespace linac
