#include "runtime/exec/send.h"

#include "runtime/exec/exception.h"
#include "runtime/memory/copy.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// False: no destination. A destination that is not there gives *receiver null.
bool find_receiver(Process& sender, Term to, Process** receiver) {
  ProcessTable& table = *sender.vm->processes;
  if (to.is_local_pid()) {
    *receiver = table.find(to);
    return true;
  }
  if (is_pid(to) || is_port(to)) {
    *receiver = nullptr;
    return true;
  }
  if (is_tuple_of(to, 2) && tuple_element(to, 0).is_atom() && tuple_element(to, 1).is_atom()) {
    bool here = tuple_element(to, 1) == atoms::kNonodeNohost;
    *receiver = here ? table.find_name(tuple_element(to, 0)) : nullptr;
    return true;
  }
  *receiver = to.is_atom() ? table.find_name(to) : nullptr;
  return *receiver != nullptr;
}

}  // namespace

bool send_message(Process& sender, Term to, Term message) {
  Process* receiver = nullptr;
  if (!find_receiver(sender, to, &receiver)) return false;
  if (!receiver) return true;
  size_t words = measure_copy(message, sender.vm->literals);
  Fragment* fragment = Fragment::make(sender.heap.memory().pool, words);
  VM_CHECK(fragment);  // no memory: nothing that could be promised about the message
  fragment->root = copy_term(message, fragment->space, sender.vm->literals);
  sender.reductions_left -= static_cast<int64_t>(words / 32);
  receiver->mailbox.push(fragment);
  sender.vm->scheduler->wake(*receiver);
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
