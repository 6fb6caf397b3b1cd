#include "runtime/exec/send.h"

#include "runtime/exec/exception.h"
#include "runtime/exec/signals.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

Process* find_named(VmContext& vm, Term name) {
  Term pid = vm.names->whereis(name);
  return pid == kNoTerm ? nullptr : vm.processes->find(pid);
}

// False: no destination. A destination that is not there gives *receiver null.
bool find_receiver(VmContext& vm, Term to, Process** receiver) {
  if (to.is_local_pid() || to.is_local_port()) {
    *receiver = vm.processes->find(to);
    return true;
  }
  if (is_local_reference(to)) {
    ReferenceKey key = reference_key(to);
    *receiver = is_alias(key) ? vm.processes->at_number(alias_process_number(key)) : nullptr;
    return true;
  }
  *receiver = nullptr;
  if (is_pid(to) || is_port(to) || is_reference(to)) return true;
  if (is_tuple_of(to, 2) && tuple_element(to, 0).is_atom() && tuple_element(to, 1).is_atom()) {
    bool here = tuple_element(to, 1) == atoms::kNonodeNohost;
    if (here) *receiver = find_named(vm, tuple_element(to, 0));
    return true;
  }
  if (to.is_atom()) *receiver = find_named(vm, to);
  return *receiver != nullptr;
}

}  // namespace

bool send_message(Process& sender, Term to, Term message) {
  VmContext& vm = *sender.vm;
  Process* receiver = nullptr;
  if (!find_receiver(vm, to, &receiver)) return false;
  if (!receiver) return true;
  size_t words = measure_copy(message, vm.literals);
  BlockPool& pool = sender.heap.memory().pool;
  Fragment* fragment =
      to.is_boxed() && is_local_reference(to)
          ? make_signal(pool, SignalKind::kAliasMessage, {sender.pid, 0, reference_key(to)}, words)
          : Fragment::make(pool, words);
  VM_CHECK(fragment);  // no memory: nothing that could be promised about the message
  fragment->root = copy_term(message, fragment->space, vm.literals);
  sender.reductions_left -= static_cast<int64_t>(words / 32);
  deliver(vm, *sender.scheduler, *receiver, fragment);
  return true;
}

void set_send_badarg(Process& process, const Word* pc) {
  set_error(process, atoms::kBadarg);
  Safepoint at = safepoint_at(process, pc);
  at.register_count = 2;
  auto name = process.vm->atoms->intern("send");
  VM_CHECK(name);
  set_first_frame(process, at, atoms::kErlang, *name, process.registers->x, 2,
                  atoms::kErlErtsErrors);
}

}  // namespace linac
