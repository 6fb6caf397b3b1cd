// Walks a heap and checks every pointer and header in it (docs/gc.md); a failure is a failed check.
// Costs as much as a major collection. Between collections what was built since the last one is
// checked only where something points to it.
#pragma once

#include "runtime/memory/heap.h"

namespace linac {

void verify_heap(Heap& heap, const Safepoint& safepoint);

}  // namespace linac
