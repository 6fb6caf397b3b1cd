// Tables that change their owner: the message {'ETS-TRANSFER', Table, From, Data} of give_away/3 and
// for heirs.
#pragma once

#include "runtime/ets/tables.h"

namespace linac {

// Words that table_term takes at most.
inline constexpr size_t kTableTermWords = kReferenceWords;
// What programs call a table: its name, or its reference. The table's lock is held, or it is the
// running process's.
inline Term table_term(const EtsTable& table, TermSpace& space) {
  return table.options.named ? table.name : make_reference(EtsTables::key_of(table), space);
}

// From the running process. False: no memory; the new owner has the table without hearing of it.
bool send_transfer(Process& from, Term to, Term table, Term data);
// The process has begun to end: its tables go to their heirs or are deleted, what it held fixed is
// let go. Before its links and monitors learn of its end.
void end_tables(Process& process);

}  // namespace linac
