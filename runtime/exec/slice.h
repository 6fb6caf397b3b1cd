// The beginning and the end of a slice, which the scheduler's loop (runtime/run/worker.h) and receives
// of emitted code share.
//
// Threads: of the scheduler that has the process in hand.
#pragma once

#include "runtime/sched/scheduler.h"

namespace linac {

// Whether there is something to run for, after its signals were handled: a process that waits sleeps on
// after signals that do not concern what it waits for.
bool goes_on(Process& process);

// The slice is over: what it used.
void account_slice(Scheduler& own, Process& process);

// The process sleeps until something comes or its deadline; its registers are saved. From then on another
// scheduler may run it.
void suspend(Scheduler& own, Process& process);

// `from` waits in a receive of emitted code, suspended at its `resume`. If the next process that is
// ready waits in such a receive, too, and a message has come for it, `from` sleeps, and the register
// file is the next one's, which goes on. Null: nothing has changed, as the loop has to see to something.
Process* switch_in_receive(Process& from);

}  // namespace linac
