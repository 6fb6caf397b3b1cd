// An object of a table: a tuple copied out of a process's heap into one block of its own.
//
//  O1 The block's terms point into the block and to literals only; boxes that hold on to something
//     (shared bytes, resources) are linked from off_heap. So copying out is one pass over the words,
//     which adds the distance between the two places to each pointer into the block.
//  O2 An object is changed in place only where an immediate takes an immediate's place, and only
//     under the lock that its readers take.
#pragma once

#include "core/term/allocate.h"
#include "runtime/memory/literal_area.h"

namespace linac {

struct EtsObject {
  EtsObject* left;  // of a tree; of a hash chain: the next
  union {
    EtsObject* right;
    uint64_t hash;
  };
  Word* off_heap;  // the first such box
  uint32_t words;  // that the tuple takes
  int8_t height;   // of a tree
  bool hidden;     // deleted while the table is fixed

  EtsObject*& next() { return left; }
  Word* start() { return reinterpret_cast<Word*>(this + 1); }
  const Word* start() const { return reinterpret_cast<const Word*>(this + 1); }
  Term tuple() const { return make_boxed(start()); }
  Term element(size_t index) const { return Term{start()[1 + index]}; }
  size_t arity() const { return header_size(start()[0]); }
  size_t bytes() const { return sizeof(EtsObject) + words * sizeof(Word); }
  // No element is a pointer into the block.
  bool is_flat() const { return words == arity() + 1; }
};
static_assert(sizeof(EtsObject) == 32);

// A copy of the tuple; null: no memory, or larger than an object can be.
EtsObject* make_object(Term tuple, const LiteralArea& literals);
// A copy of the tuple with elements[i] (where that is a term and not kNoTerm) instead of its own.
EtsObject* make_object_with(Term tuple, const Term* elements, const LiteralArea& literals);
void free_object(EtsObject* object);

// Copies the object's tuple: object.words of the space.
Term copy_out(const EtsObject& object, TermSpace& space);

}  // namespace linac
