// Signals between processes: sending them, what each does to the process that handles it, and the
// end of a process. docs/messages.md has the guarantees.
//
// A process handles its signals itself: at the beginning of a slice, and when a receive has found no
// message before a signal. Only there can it end by one.
//
// Threads: of the scheduler that runs the process named `self` or `sender`.
#pragma once

#include "runtime/process/process.h"
#include "runtime/sched/scheduler.h"

namespace linac {

// Puts the signal into the receiver's mailbox and wakes it. If the process has ended: what the
// signal's sender is owed (noproc, an acknowledgement) is sent back, and the signal freed.
void deliver(VmContext& vm, Scheduler& own, Process& receiver, Fragment* signal);
// The same by pid, whether or not there is such a process.
void deliver_to(VmContext& vm, Scheduler& own, Term pid, Fragment* signal);

// Small signals without terms.
void send_signal(VmContext& vm, Scheduler& own, Term to, SignalKind kind, const SignalData& data);
// {'EXIT', From, Reason} as an exit signal of that kind.
void send_exit(VmContext& vm, Scheduler& own, Term to, Term from, Term reason, SignalKind kind);
// A message that is a term of `vm`, copied; dropped when there is no memory for it.
void send_term(VmContext& vm, Scheduler& own, Term to, Term message);

// Handles what has come. False: the process has to end; exit_reason is set.
[[nodiscard]] bool handle_signals(Process& self);
// For a receive that has found no message: false as above.
[[nodiscard]] inline bool handle_signals_in_receive(Process& self) {
  return !self.mailbox.has_signals() || handle_signals(self);
}

// What monitors, links, names and so on see of the end of `self`, whose exit_reason is set. Then
// its mailbox is closed and nobody finds it any more. The memory is still there.
void end_process(Process& self);

}  // namespace linac
