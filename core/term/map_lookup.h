// map_get() where it counts most: with the processor's own instruction for counting bits, if it has one.
#pragma once

#include "core/term/map.h"

namespace linac {

// The value, or kNoTerm.
Term map_lookup(const AtomTable& atoms, Term map, Term key);

}  // namespace linac
