#include "runtime/memory/fragment.h"

#include <new>

#include "runtime/memory/off_heap.h"

namespace linac {

namespace {

template <class Pool>
Fragment* make_in(Pool& pool, size_t words) {
  if (words > SIZE_MAX / 16) return nullptr;
  Block block = pool.allocate(kFragmentHeaderWords + words);
  if (!block) return nullptr;
  auto* fragment = new (block.words) Fragment;
  fragment->block = block;
  fragment->space.top = fragment->start();
  fragment->space.limit = fragment->start() + words;
  return fragment;
}

template <class Pool>
void destroy_in(Pool& pool, Fragment* fragment) {
  release_off_heap(fragment->space.off_heap);
  pool.free(fragment->block);
}

}  // namespace

Fragment* Fragment::make(BlockPool& pool, size_t words) { return make_in(pool, words); }
Fragment* Fragment::make(PagePool& pages, size_t words) { return make_in(pages, words); }
void Fragment::destroy(BlockPool& pool, Fragment* fragment) { destroy_in(pool, fragment); }
void Fragment::destroy(PagePool& pages, Fragment* fragment) { destroy_in(pages, fragment); }

}  // namespace linac
