// What several files of natives need: looking at arguments without collecting, and lists.
#pragma once

#include <optional>

#include "runtime/exec/native_call.h"
#include "runtime/memory/off_heap.h"

namespace linac {

// The result of look(no_gc), with which handles give their raw terms: for measuring before a
// reservation and for natives that build nothing.
template <class Look>
auto peek(NativeCall& call, Look look) {
  NoGc no_gc(call.heap());
  return look(no_gc);
}

// The object behind a reference argument, or null.
template <class T>
T* resource_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) -> T* {
    Term reference = call[argument].get(no_gc);
    if (!is_boxed_kind(reference, BoxedKind::kResource)) return nullptr;
    Resource* resource = resource_of(reference);
    return resource->kind() == &T::kKind ? static_cast<T*>(resource) : nullptr;
  });
}

// How many cells a list has, and what its last one ends in: [] for a proper list.
struct ListShape {
  size_t length = 0;
  Term tail = kNil;

  bool is_proper() const { return tail.is_nil(); }
};
inline ListShape list_shape(Term list) {
  ListShape shape;
  for (; list.is_cons(); list = list.tail()) ++shape.length;
  shape.tail = list;
  return shape;
}
inline ListShape list_shape(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return list_shape(call[argument].get(no_gc)); });
}

inline bool is_boolean(Term term) { return term == atoms::kTrue || term == atoms::kFalse; }

// Cells walked or built that are worth a reduction.
inline constexpr size_t kCellsPerReduction = 128;
inline void charge_cells(NativeCall& call, size_t cells) {
  if (cells >= kCellsPerReduction) call.charge(static_cast<int64_t>(cells / kCellsPerReduction));
}

// Builds a list from its head to its tail in reserved space.
class ListBuilder {
 public:
  explicit ListBuilder(TermSpace& space) : space_(space) {}

  void add(Term element) {
    Word* cell = space_.take(kConsWords);
    cell[0] = element.bits;
    *end_ = make_cons(cell).bits;
    end_ = &cell[1];
  }
  Term finish(Term tail = kNil) {
    *end_ = tail.bits;
    return Term{first_};
  }

 private:
  TermSpace& space_;
  Word first_ = 0;
  Word* end_ = &first_;
};

}  // namespace linac
