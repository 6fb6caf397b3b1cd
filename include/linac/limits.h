// How much of the machine programs may use. 0 is no limit.
//
//   linac::VmOptions options;
//   options.limits.memory_bytes = size_t{256} << 20;
//   options.limits.time = std::chrono::seconds(10);
//   options.process_limits.reductions = 100'000'000;
//
// A process over its limits is ended, and no handler of its own sees that: what links and monitors see is
// {linac_limit, Name, Most}, or `killed` where it is memory; Vm::call answers ErrorKind::kLimit,
// Exit::over_limit is set. A VM over its limits stops: no process of it runs again, what waits gets
// ErrorKind::kLimit, and Vm::limit_reached() says which it was. The host and other VMs go on as they were.
// The message names the limit and its value, and the option of the command line that raises it, which is
// called as the member here: --max-heap, --max-memory. docs/sandbox.md has what counts, and what is not held.
//
// Shapes: sizes in bytes. Threads: values, read when a Vm or a process is made. Errors: none here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "linac/export.h"

namespace linac {
LINAC_NAMESPACE(v0) {
// Of all that runs in a VM.
struct VmLimits {
  uint32_t atoms = 0;                // that programs make, those of their modules included
  size_t processes = 0;              // and ports, at once
  size_t memory_bytes = 0;           // heaps, stacks, messages, large binaries, tables
  std::chrono::nanoseconds time{0};  // from the first call or spawn on
  // What one term takes, about, when it is copied out for the host: a result, a reason, a message to a
  // Mailbox, an argument of a native. A small term whose parts are shared a thousand times over may be a
  // copy without end. A result over it is an error of kLimit; all else is {linac_limit, value, Most} instead.
  size_t value_bytes = size_t{1} << 30;
};

// Of one process.
struct ProcessLimits {
  size_t heap_bytes = 0;    // heap and stack, each; large binaries that it refers to count
  uint64_t reductions = 0;  // in its whole life; looked at after slices of 4,000
  uint64_t messages = 0;    // that wait for it
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
