// Bytes outside the heap that a process may always take between two collections. As many as the second-level cache
// and the caches of malloc hold beside other things: what dies soon is then soon used again. (docs/gc.md)
#pragma once

#include <cstddef>

namespace linac {

inline constexpr size_t kFreeOffHeapBytes = size_t{256} << 10;

}  // namespace linac
