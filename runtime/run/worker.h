// The loop of a scheduler thread: take a ready process, run it for a slice, put it where it goes.
#pragma once

#include "runtime/process/process.h"

namespace linac {

enum class RunResult : uint8_t {
  kEnded,   // `main` has ended
  kHalted,  // a process asked the VM to end
};

// Runs processes until `main` (keep_when_ended) has ended or the VM is halted. Sleeps while nothing
// is ready, for ever if nothing will be.
RunResult run_until_ended(VmContext& vm, Process& main);

}  // namespace linac
