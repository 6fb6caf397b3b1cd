// Equality and order of terms, as OTP 29's =:=, == and <.
//
//  C1 Nothing here recurses on the C stack, collects, or builds terms.
//  C2 Maps have one representation (core/term/map.h), so equal maps have equal structure.
//  C3 The exact order is total: two terms compare 0 only when they are =:=. It is the order of map
//     keys: integers before floats, -0.0 before 0.0, at any depth. Keys of maps are always
//     compared by it, also inside the standard order.
//  C4 The order of types is number < atom < reference < fun < port < pid < tuple < record < map <
//     [] < list < bitstring.
#pragma once

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac {

bool exact_equal_slow(Term a, Term b);
bool equal_slow(Term a, Term b);
int compare_slow(const AtomTable& atoms, Term a, Term b, bool exact);

// =:=
inline bool exact_equal(Term a, Term b) {
  if (a == b) return true;
  if (!a.is_pointer() || a.tag() != b.tag()) return false;  // T1
  return exact_equal_slow(a, b);
}

// ==
inline bool equal(Term a, Term b) {
  if (a == b) return true;
  if (a.is_small() && b.is_small()) return false;
  return equal_slow(a, b);
}

// Negative, zero or positive, in the order of <.
inline int compare(const AtomTable& atoms, Term a, Term b) {
  if (a == b) return 0;
  if (a.is_small() && b.is_small()) return a.small_value() < b.small_value() ? -1 : 1;
  return compare_slow(atoms, a, b, false);
}

// The same in the exact order.
inline int compare_exact(const AtomTable& atoms, Term a, Term b) {
  if (a == b) return 0;
  if (a.is_small() && b.is_small()) return a.small_value() < b.small_value() ? -1 : 1;
  if (a.is_atom() && b.is_atom()) return atoms.compare(a, b);
  return compare_slow(atoms, a, b, true);
}

}  // namespace linac
