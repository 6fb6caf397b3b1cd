// The loop of a scheduler: take a ready process, let it handle its signals, run it for a slice, put
// it where it goes.
#pragma once

#include "runtime/sched/scheduler.h"

namespace linac {

enum class RunResult : uint8_t {
  kEnded,   // `main` has ended
  kHalted,  // a process asked the VM to end
};

// Runs processes, on this thread and those that it starts, until `main` (keep_when_ended) has ended
// or the VM is halted; when it is stopping, only that counts. Sleeps while nothing is ready, for ever if nothing will be. When it returns no
// process runs any more.
RunResult run_until_ended(VmContext& vm, Process& main);

// The same until `stop` is set, after which the first scheduler has to be notified, or the VM is halted.
RunResult run_until_stopped(VmContext& vm, const std::atomic<bool>& stop);

// Frees `main` when it has ended; otherwise nobody waits for it any more.
void release_main(VmContext& vm, Process& main);

// Another scheduler's thread: until the group stops.
void run_scheduler(VmContext& vm, Scheduler& own);

}  // namespace linac
