#include "runtime/ets/transfer.h"

#include "runtime/exec/signals.h"
#include "runtime/memory/copy.h"
#include "runtime/process/table.h"

namespace linac {

bool send_transfer(Process& from, Term to, Term table, Term data) {
  VmContext& vm = *from.vm;
  size_t words = tuple_words(4) + kTableTermWords + measure_copy(data, vm.literals);
  Fragment* message = Fragment::make(from.scheduler->memory.pool, words);
  if (!message) return false;
  TermSpace& space = message->space;
  Term copy = copy_term(data, space, vm.literals);
  Term name = copy_term(table, space, vm.literals);
  message->root = space.tuple_of(vm.ets->atoms.transfer, name, from.pid, copy);
  deliver_to(vm, *from.scheduler, to, message);
  return true;
}

void end_tables(Process& process) {
  // R3: sequentially consistent, as is can_take: a giver sees the state, or its table is seen here.
  process.state.store(ProcessState::kExiting, std::memory_order_seq_cst);
  if (!process.has_ets.load(std::memory_order_seq_cst)) return;
  VmContext& vm = *process.vm;
  vm.ets->process_ended(
      process, [&](Term pid) { return vm.processes->find(pid); },
      [&](EtsTable& table, Term heir) {
        Word words[kTableTermWords];
        TermSpace space;
        space.top = words;
        space.limit = words + kTableTermWords;
        send_transfer(process, heir, table_term(table, space), table.heir_data->root);
      });
}

}  // namespace linac
