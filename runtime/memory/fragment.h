// Message fragments: a term built by its sender in one block outside any heap, which the receiver's
// heap adopts (Heap::adopt). An adopted fragment counts as young; its live data is copied out by
// the next collection, and the block freed.
//
// Ownership: whoever holds the pointer; destroy() also lets go of what its off-heap list holds.
#pragma once

#include <new>

#include "core/term/allocate.h"
#include "runtime/memory/block_pool.h"
#include "runtime/memory/off_heap.h"

namespace linac {

struct Fragment {
  Fragment* next = nullptr;  // for its owner: mailbox or heap
  Block block;
  TermSpace space;  // where to build: `words` words follow this header
  Term root = kNoTerm;
  uint32_t kind = 0;  // for the mailbox: a SignalKind (runtime/process/signal.h); 0 is a message
  // Not 0: all that is in it is the root, a tuple of so many words without pointers.
  uint32_t flat_words = 0;

  // Null: no memory. Of a scheduler's pool, or of the VM's for threads that have none.
  static Fragment* make(BlockPool& pool, size_t words) { return make_in(pool, words); }
  static Fragment* make(PagePool& pages, size_t words) { return make_in(pages, words); }
  static void destroy(BlockPool& pool, Fragment* fragment) { destroy_in(pool, fragment); }
  static void destroy(PagePool& pages, Fragment* fragment) { destroy_in(pages, fragment); }

  Word* start() { return reinterpret_cast<Word*>(this + 1); }
  size_t used_words() { return static_cast<size_t>(space.top - start()); }

 private:
  template <class Pool>
  static Fragment* make_in(Pool& pool, size_t words);
  template <class Pool>
  static void destroy_in(Pool& pool, Fragment* fragment) {
    if (fragment->space.off_heap.first) release_off_heap(fragment->space.off_heap);
    pool.free(fragment->block);
  }
};
static_assert(sizeof(Fragment) % sizeof(Word) == 0);
inline constexpr size_t kFragmentHeaderWords = sizeof(Fragment) / sizeof(Word);

template <class Pool>
Fragment* Fragment::make_in(Pool& pool, size_t words) {
  if (words > SIZE_MAX / 16) return nullptr;
  Block block = pool.allocate(kFragmentHeaderWords + words);
  if (!block) return nullptr;
  auto* fragment = new (block.words) Fragment;
  fragment->block = block;
  fragment->space.top = fragment->start();
  fragment->space.limit = fragment->start() + words;
  return fragment;
}

}  // namespace linac
