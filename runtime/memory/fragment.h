// Message fragments: a term built by its sender in one block outside any heap, which the receiver's
// heap adopts (Heap::adopt). An adopted fragment counts as young; its live data is copied out by
// the next collection, and the block freed.
//
// Ownership: whoever holds the pointer; destroy() also lets go of what its off-heap list holds.
#pragma once

#include "core/term/allocate.h"
#include "runtime/memory/block_pool.h"

namespace linac {

struct Fragment {
  Fragment* next = nullptr;  // for its owner: mailbox or heap
  Block block;
  TermSpace space;  // where to build: `words` words follow this header
  Term root = kNoTerm;
  Word kind = 0;  // for the mailbox: a SignalKind (runtime/process/signal.h); 0 is a message

  // Null: no memory. Of a scheduler's pool, or of the VM's for threads that have none.
  static Fragment* make(BlockPool& pool, size_t words);
  static Fragment* make(PagePool& pages, size_t words);
  static void destroy(BlockPool& pool, Fragment* fragment);
  static void destroy(PagePool& pages, Fragment* fragment);

  Word* start() { return reinterpret_cast<Word*>(this + 1); }
  size_t used_words() { return static_cast<size_t>(space.top - start()); }
};
static_assert(sizeof(Fragment) % sizeof(Word) == 0);
inline constexpr size_t kFragmentHeaderWords = sizeof(Fragment) / sizeof(Word);

}  // namespace linac
