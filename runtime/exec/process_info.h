// What erlang:process_info says of a process, built where the process's own thread answers.
#pragma once

#include "runtime/process/process.h"

namespace linac {

// Whether an item (an atom, or {dictionary, Key}) is one; kNoTerm in `item` for {dictionary, _}.
bool is_process_info_item(const AtomTable& atoms, Term item);

// `items`: an item, a list of items, or `all` for those of process_info/1. Words at most.
size_t process_info_words(Process& self, Term items);
// {Item, Value}, or a list of them, for the process `asking`.
Term build_process_info(Process& self, Term items, Term asking, TermSpace& space);

// The map of the flag max_heap_size.
Term build_max_heap_size(Process& self, TermSpace& space);
size_t max_heap_size_words();
// Bytes of the process, its heap, stack and messages.
size_t process_bytes(Process& self);

}  // namespace linac
