// Deep copies of terms: for messages, spawn arguments, ETS. Sharing inside a term is not preserved;
// bytes of shared binaries are shared (each copied box holds one more count, without the append
// token). Literals of the same VM are not copied. Neither function recurses; copy_term needs no
// memory but its target.
//
// A sub-binary of a heap binary becomes a heap binary of just its bits; a match context becomes the
// bitstring that is left to match.
#pragma once

#include <cstdint>

#include "core/term/allocate.h"
#include "runtime/memory/literal_area.h"

namespace linac {

inline constexpr size_t kTooLarge = SIZE_MAX;

// Words that copy_term will take at most; kTooLarge as soon as it is more than `max_words`.
// `literals` null: literals are copied too.
size_t measure_copy(Term term, const LiteralArea* literals, size_t max_words);

// The same for who asks for that many words next: more than a copy may take in this VM
// (LiteralArea::most_copied_words) is a number that nobody gets memory for, with a few words more neither.
// A small term whose parts are shared many times over is a copy without end.
inline constexpr size_t kNeverThere = SIZE_MAX / 8;
inline size_t measure_copy(Term term, const LiteralArea* literals) {
  size_t words =
      measure_copy(term, literals, literals ? literals->most_copied_words() : SIZE_MAX - 1);
  return words == kTooLarge ? kNeverThere : words;
}
// The sum for who adds up many: kNeverThere stays what it is.
inline size_t add_copies(size_t words, size_t more) {
  return words < kNeverThere && more < kNeverThere - words ? words + more : kNeverThere;
}

// `space` has at least measure_copy's words left. The same `literals` as there.
Term copy_term(Term term, TermSpace& space, const LiteralArea* literals);

}  // namespace linac
