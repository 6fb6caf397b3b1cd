#include "runtime/memory/off_heap.h"

#include "core/term/shared_bytes.h"

namespace linac {

namespace {

constexpr size_t kResourcePointer = 3;  // after two words of identity, from the header

Resource* resource_in(const Word* box) {
  return reinterpret_cast<Resource*>(box[kResourcePointer]);
}
SharedBytes* bytes_in(const Word* box) { return shared_bytes(make_boxed(box)); }

}  // namespace

Term make_resource(TermSpace& space, Word identity_low, Word identity_high, Resource* resource) {
  Word* box = space.take(kResourceWords);
  box[0] = make_header(BoxedKind::kResource, kResourceWords - 1);
  box[1] = identity_low;
  box[2] = identity_high;
  box[kResourcePointer] = reinterpret_cast<Word>(resource);
  link_off_heap(space.off_heap, box, resource->bytes());
  return make_boxed(box);
}

Resource* resource_of(Term reference) {
  VM_SLOW_CHECK(is_boxed_kind(reference, BoxedKind::kResource));
  return resource_in(reference.box());
}

size_t off_heap_bytes(const Word* box) {
  if (header_is(box[0], BoxedKind::kSharedBinary)) return bytes_in(box)->capacity;
  VM_SLOW_CHECK(header_is(box[0], BoxedKind::kResource));
  return resource_in(box)->bytes();
}

void retain_off_heap(const Word* box) {
  if (header_is(box[0], BoxedKind::kSharedBinary)) return bytes_in(box)->retain();
  VM_SLOW_CHECK(header_is(box[0], BoxedKind::kResource));
  resource_in(box)->retain();
}

void release_off_heap_box(const Word* box) {
  if (header_is(box[0], BoxedKind::kSharedBinary)) return bytes_in(box)->release();
  VM_SLOW_CHECK(header_is(box[0], BoxedKind::kResource));
  resource_in(box)->release();
}

void release_off_heap(OffHeapList& list) {
  for (Word* box = list.first; box != nullptr;) {
    Word* next = off_heap_next(box);
    release_off_heap_box(box);
    box = next;
  }
  list = {};
}

void splice_off_heap(OffHeapList& to, OffHeapList& from) {
  if (from.first == nullptr) return;
  Word* last = from.first;
  while (Word* next = off_heap_next(last)) last = next;
  off_heap_link(last, last[0]) = reinterpret_cast<Word>(to.first);
  to.first = from.first;
  to.bytes += from.bytes;
  from = {};
}

}  // namespace linac
