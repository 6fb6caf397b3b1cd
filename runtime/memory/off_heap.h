// What boxes hold on to outside the heap: shared bytes and resources. Such boxes (kSharedBinary,
// kResource) are linked through their last payload word; a collection walks the list and lets go of
// what the dead ones held.
#pragma once

#include <atomic>

#include "core/term/allocate.h"

namespace linac {

// An object that terms own through references (ETS tables, atomics, compiled patterns). Counted by
// its boxes and by whoever else retains it; destroyed by the thread that lets go last.
class Resource {
 public:
  virtual ~Resource() = default;
  void retain() { references_.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }
  uint32_t references() const { return references_.load(std::memory_order_relaxed); }
  // Bytes outside the heap; they count as allocation of the process that refers to it.
  virtual size_t bytes() const { return 0; }
  // Tells the classes apart: the address of something of the class.
  virtual const void* kind() const { return nullptr; }

 private:
  std::atomic<uint32_t> references_{1};
};

inline constexpr size_t kResourceWords = 5;

constexpr bool is_off_heap_kind(BoxedKind kind) {
  return kind == BoxedKind::kSharedBinary || kind == BoxedKind::kResource;
}

// The link of a box with that header: its last word.
inline Word& off_heap_link(Word* box, Word header) { return box[header_size(header)]; }
inline Word* off_heap_next(Word* box) {
  return reinterpret_cast<Word*>(off_heap_link(box, box[0]));
}

// Puts a box whose payload is set, but for the link, in the list. `bytes`: what it holds on to.
inline void link_off_heap(OffHeapList& list, Word* box, size_t bytes) {
  off_heap_link(box, box[0]) = reinterpret_cast<Word>(list.first);
  list.first = box;
  list.bytes += bytes;
}

// A reference box (kResourceWords) that takes over one count of `resource`.
Term make_resource(TermSpace& space, Word identity_low, Word identity_high, Resource* resource);
Resource* resource_of(Term reference);

// Bytes that this box holds on to.
size_t off_heap_bytes(const Word* box);
void retain_off_heap(const Word* box);
void release_off_heap_box(const Word* box);
// Lets go of all boxes in the list and empties it.
void release_off_heap(OffHeapList& list);
// Puts all of `from` before `to`; walks `from`.
void splice_off_heap(OffHeapList& to, OffHeapList& from);

}  // namespace linac
