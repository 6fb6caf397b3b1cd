// How much of the machine programs may use. 0 is no limit.
//
// A process over its limits is ended: what links and monitors see is {linac_limit, Name, Most}, or `killed`
// where it is memory; Vm::call answers ErrorKind::kLimit. A VM over its limits stops: no process of it runs
// again, what waits gets ErrorKind::kLimit, and Vm::limit_reached() says which. The host and
// other VMs go on as they were. The message names the limit and its value.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "linac/export.h"

namespace linac {
LINAC_NAMESPACE(v0) {
// Of all that runs in a VM.
struct VmLimits {
  uint32_t atoms = 0;             // that programs make, those of their modules included
  size_t processes = 0;           // and ports, at once
  size_t memory_bytes = 0;        // heaps, stacks, messages, large binaries, tables
  std::chrono::nanoseconds time{0};  // from the first call or spawn on
};

// Of one process.
struct ProcessLimits {
  size_t heap_bytes = 0;    // heap and stack, each; large binaries that it refers to count
  uint64_t reductions = 0;  // in its whole life
  uint64_t messages = 0;    // that wait for it
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
