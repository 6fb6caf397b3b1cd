// A native call that a process makes on a dirty thread (runtime/sched/dirty_threads.h): what is to
// be run, and the answer, which the process fetches when it runs on a scheduler again.
//
// Threads: of whoever has the process in hand: the scheduler until it is submitted, the dirty thread
// until it is given back.
#pragma once

#include <cstdint>

#include "core/term/term.h"
#include "runtime/process/registers.h"

namespace linac {

class NativeCall;
class Scheduler;
struct NativeInfo;
struct NativeResult;

enum class DirtyKind : uint8_t {
  kCpu,  // computes for long
  kIo,   // may sleep in the system
};
inline constexpr size_t kDirtyKinds = 2;

struct DirtyCall {
  DirtyKind kind;
  bool done = false;
  bool raised = false;
  const NativeInfo* native;
  NativeResult (*body)(NativeCall& call);
  Term value = kNoTerm;          // a root
  PendingException exception{};  // of the call that raised; roots
  Scheduler* from = nullptr;     // where the process goes on afterwards
};

}  // namespace linac
