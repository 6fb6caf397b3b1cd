// Questions that a process asks another one, which answers them when it handles its signals: so they
// take their place in the order of what was sent before. The asking process waits without a thread.
//
//   NativeResult native(NativeCall& call) {
//     if (Asked asked = check_reply(call); asked.again) return asked.result;
//     ... look at the arguments ...
//     return ask(call, pid, RequestKind::kAlive, kNoTerm, atoms::kFalse);
//   }
#pragma once

#include "runtime/exec/native_call.h"
#include "runtime/exec/signals.h"

namespace linac {

enum class RequestKind : uint8_t {
  kAlive,         // true
  kInfo,          // root: an item or a list of items of process_info
  kCollect,       // a major collection; true
  kCollectAsync,  // root: Id of {garbage_collect, Id, true}, which is sent as a message
  kSuspend,       // true; the asking process suspends it
  kSync,          // true: everything sent before has been handled
};

struct Asked {
  bool again;  // the call is made again: `result` is its answer, or that it waits on
  NativeResult result;
};
Asked check_reply(NativeCall& call);
// Asks `pid` and waits for its answer, which becomes the call's value; `if_dead` (an immediate) when
// there is no such process.
NativeResult ask(NativeCall& call, Term pid, RequestKind kind, Term root, Term if_dead);
// As ask() without waiting for the answer: for kCollectAsync. False: no such process, or no memory.
bool request(NativeCall& call, Term pid, RequestKind kind, Term root);

// {Tag, Id, Result} to `to`; tag and result are immediates. False: no memory.
bool send_result(VmContext& vm, Scheduler& own, Term to, Term tag, Term id, Term result);

// Answers a request that `self` has taken out of its mailbox; frees it.
void answer_request(Process& self, Fragment* request);
// The same for a process that has ended.
void answer_for_dead(VmContext& vm, Scheduler& own, Fragment* request);

}  // namespace linac
