// Natives on dirty threads (runtime/sched/dirty_threads.h).
//
// A native that is always long has kDirtyCpu or kDirtyIo in bifs.def, and nothing else to do. One that
// is long for some arguments has kControl, measures, and moves its call:
//
//   NativeResult native(NativeCall& call) {
//     if (is_dirty_answer(call)) return dirty_answer(call);
//     ... look at the arguments, measure ...
//     if (is_long && !on_dirty_thread(call)) return go_dirty(call, DirtyKind::kCpu);
//     ... the work ...
//   }
//
// On a dirty thread a native has its arguments, its process's heap, and what the VM guards by locks. It
// sends nothing and looks at no process, has no registers and no scheduler, and answers a value or an
// exception.
#pragma once

#include "runtime/exec/native_call.h"
#include "runtime/process/dirty_call.h"

namespace linac {

// Suspends the process until a dirty thread has called `body` with the same arguments. Then the
// native is called again, to answer what came of it.
NativeResult go_dirty(NativeCall& call, DirtyKind kind, NativeFunction body);
inline NativeResult go_dirty(NativeCall& call, DirtyKind kind) {
  return go_dirty(call, kind, call.info().function);
}
inline bool on_dirty_thread(NativeCall& call) {
  const DirtyCall* dirty = call.process().dirty.get();
  return dirty && !dirty->done;
}
inline bool is_dirty_answer(NativeCall& call) {
  const DirtyCall* dirty = call.process().dirty.get();
  return dirty && dirty->done;
}
NativeResult dirty_answer(NativeCall& call);

// The functions of natives that are declared to be dirty: NativeInfo::dirty_body on a dirty thread.
NativeResult declared_dirty_cpu(NativeCall& call);
NativeResult declared_dirty_io(NativeCall& call);

// On a dirty thread: makes the call that process.dirty describes.
void make_dirty_call(Process& process, SchedulerMemory& memory);

}  // namespace linac
