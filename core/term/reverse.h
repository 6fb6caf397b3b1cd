// A list the other way round: the loop that natives and short forms of them share.
#pragma once

#include "core/term/allocate.h"

namespace linac {

// `list` from its last cell to its first, `length` of them, before `onto`. kConsWords * length.
inline Term reverse_list(Term list, size_t length, Term onto, TermSpace& space) {
  for (Word* cell = space.take(kConsWords * length); length != 0; --length, cell += kConsWords) {
    cell[0] = list.head().bits;
    cell[1] = onto.bits;
    onto = make_cons(cell);
    list = list.tail();
  }
  return onto;
}

}  // namespace linac
