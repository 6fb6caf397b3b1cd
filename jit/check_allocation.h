// Checks an allocation by running it: what each register and slot holds is followed through moves,
// stores, calls and collections along all paths, and each input has to be where its user looks.
// Knows nothing of how the allocation was made.
#pragma once

#include <string>

#include "jit/safepoint.h"

namespace linac::jit {

// What is wrong first, or nothing.
std::string check_allocation(const Allocation& allocation, const Safepoints& safepoints);

}  // namespace linac::jit
