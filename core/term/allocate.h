// The one interface for building terms, whatever they are built in: a process's heap, a message
// fragment, the literal area. Building is two steps: measure how many words the term needs at
// most, reserve them (only that step can collect), then build; a TermSpace is what was reserved.
//
// Threads: a TermSpace belongs to one thread at a time. Ownership: it does not own its words.
#pragma once

#include "core/term/boxed.h"

namespace linac {

// Boxes that own something outside the heap (shared binaries, resources) are linked, newest first,
// so that a collection can find those that died. The link is the last payload word, a Word*.
struct OffHeapList {
  Word* first = nullptr;  // the newest such box, or null
  size_t bytes = 0;       // bytes outside the heap that these boxes hold on to
};

struct TermSpace {
  Word* top = nullptr;  // next free word
  // One past the last. Null: what was reserved may be taken, and no more (a heap that wants a
  // collection, Heap::adopt).
  Word* limit = nullptr;
  OffHeapList off_heap;

  size_t left() const { return limit > top ? static_cast<size_t>(limit - top) : 0; }

  // `words` reserved words; their content is undefined until the caller has set them.
  Word* take(size_t words) {
    VM_SLOW_CHECK(words <= left() || limit == nullptr);
    Word* result = top;
    top += words;
    return result;
  }

  Term cons(Term head, Term tail) {
    Word* cell = take(kConsWords);
    cell[0] = head.bits;
    cell[1] = tail.bits;
    return make_cons(cell);
  }
  // A tuple of uninitialised elements; the caller sets payload(t)[0 .. arity) before anything else.
  Term tuple(size_t arity) {
    Word* box = take(tuple_words(arity));
    box[0] = tuple_header(arity);
    return make_boxed(box);
  }
  template <class... Elements>
  Term tuple_of(Elements... elements) {
    Term result = tuple(sizeof...(elements));
    Word* at = payload(result);
    ((*at++ = elements.bits), ...);
    return result;
  }
  // A finite double.
  Term number(double value) {
    if (auto term = make_self_float(value)) return *term;
    Word* box = take(kFloatWords);
    box[0] = make_header(BoxedKind::kFloat, 1);
    box[1] = std::bit_cast<Word>(value);
    return make_boxed(box);
  }
  Term integer(int64_t value) {
    if (fits_small(value)) return make_small(value);
    Word magnitude = value < 0 ? Word{0} - static_cast<Word>(value) : static_cast<Word>(value);
    return big(magnitude, value < 0);
  }
  Term unsigned_integer(uint64_t value) {
    return fits_small_unsigned(value) ? make_small(static_cast<int64_t>(value)) : big(value, false);
  }

 private:
  Term big(Word magnitude, bool negative) {
    Word* box = take(kBigWords64);
    box[0] = make_header(negative ? BoxedKind::kBigNegative : BoxedKind::kBigPositive, 1);
    box[1] = magnitude;
    return make_boxed(box);
  }
};

}  // namespace linac
