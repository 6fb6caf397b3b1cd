#include "runtime/exec/send.h"

#include <algorithm>

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

// Words of a small tuple whose elements are no pointers, which is what most messages are; 0: it is
// something else.
size_t flat_tuple_words(Term message) {
  constexpr size_t kMost = 8;
  if (!is_tuple(message) || tuple_arity(message) > kMost) return 0;
  for (size_t i = 0; i < tuple_arity(message); i++) {
    if (tuple_element(message, i).is_pointer()) return 0;
  }
  return tuple_words(tuple_arity(message));
}

// In a fragment of its own; null: no memory.
Fragment* make_message(BlockPool& pool, Term message, const LiteralArea* literals) {
  if (size_t words = flat_tuple_words(message)) {
    Fragment* fragment = Fragment::make(pool, words);
    VM_CHECK(fragment);
    Word* to = fragment->space.take(words);
    std::copy_n(message.box(), words, to);
    fragment->root = make_boxed(to);
    fragment->flat_words = static_cast<uint32_t>(words);
    return fragment;
  }
  size_t words = measure_copy(message, literals);
  Fragment* fragment = Fragment::make(pool, words);
  if (!fragment) return nullptr;
  fragment->root = copy_term(message, fragment->space, literals);
  return fragment;
}

Fragment* make_alias_message(BlockPool& pool, Term from, Term alias, Term message,
                             const LiteralArea* literals) {
  Fragment* fragment = make_signal(pool, SignalKind::kAliasMessage, {from, 0, reference_key(alias)},
                                   measure_copy(message, literals));
  if (!fragment) return nullptr;
  fragment->root = copy_term(message, fragment->space, literals);
  return fragment;
}

}  // namespace

bool send_message(Process& sender, Term to, Term message) {
  VmContext& vm = *sender.vm;
  Process* receiver = nullptr;
  if (!find_receiver(vm, to, &receiver)) return false;
  if (!receiver) return true;
  BlockPool& pool = sender.heap.memory().pool;
  bool to_alias = to.is_boxed() && is_local_reference(to);
  Fragment* fragment = to_alias ? make_alias_message(pool, sender.pid, to, message, vm.literals)
                                : make_message(pool, message, vm.literals);
  if (!fragment) {
    set_out_of_memory(sender);
    return false;
  }
  sender.reductions_left -= static_cast<int64_t>(fragment->used_words() / 32);
  deliver(vm, *sender.scheduler, *receiver, fragment);
  return true;
}

void set_send_badarg(Process& process, const Word* pc) {
  if (process.out_of_memory) return;
  set_error(process, atoms::kBadarg);
  Safepoint at = safepoint_at(process, pc);
  at.register_count = 2;
  set_first_frame(process, at, atoms::kErlang, atoms::kSend, process.registers->x, 2,
                  atoms::kErlErtsErrors);
}

}  // namespace linac
