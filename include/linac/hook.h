// The hook at the reduction boundary: the host sees each process that has used up a slice of 4,000
// reductions, and says whether it goes on.
//
//   options.slice_hook = [](const linac::Slice& slice) {
//     return slice.reductions > 10'000'000 ? linac::SliceAnswer::kKill : linac::SliceAnswer::kContinue;
//   };
//
// Threads: called from all threads that run processes, several at a time; it must be short, and must not
// call the VM. Without a hook there is one test of a pointer after each slice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
struct Slice {
  Pid pid;
  std::string function;     // module:name/arity, where it is
  uint64_t reductions = 0;  // in its whole life
  size_t memory = 0;        // bytes of its heap, its stack and the large binaries that it refers to
  size_t messages = 0;      // that wait for it
};

enum class SliceAnswer : uint8_t {
  kContinue,
  kSuspend,  // until Vm::resume()
  kKill,     // it ends as by exit(Pid, kill)
};

using SliceHook = std::function<SliceAnswer(const Slice&)>;

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
