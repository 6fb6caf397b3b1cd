// The clocks that the runtime reads.
#pragma once

#include <cstdint>
#include <ctime>

namespace linac {

// Never goes back; from an arbitrary start.
inline uint64_t monotonic_nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<uint64_t>(now.tv_sec) * 1'000'000'000 + static_cast<uint64_t>(now.tv_nsec);
}

}  // namespace linac
