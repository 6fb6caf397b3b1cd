#include "runtime/exec/dirty.h"

#include "core/base/long_walk.h"
#include "core/base/memory_account.h"
#include "runtime/exec/exception.h"
#include "runtime/process/event.h"
#include "runtime/sched/clock.h"

namespace linac {

NativeResult go_dirty(NativeCall& call, DirtyKind kind, NativeFunction body) {
  Process& process = call.process();
  VM_CHECK(!process.dirty);
  process.dirty = std::make_unique<DirtyCall>(
      DirtyCall{kind, false, false, &call.info(), body, kNoTerm, {}, nullptr});
  return {kNoTerm, NativeStatus::kWait};
}

NativeResult dirty_answer(NativeCall& call) {
  Process& process = call.process();
  VM_CHECK(process.dirty->native == &call.info());
  NativeResult answer{process.dirty->value,
                      process.dirty->raised ? NativeStatus::kRaise : NativeStatus::kValue};
  if (process.dirty->raised) process.exception() = process.dirty->exception;
  process.dirty.reset();
  return answer;
}

NativeResult declared_dirty_cpu(NativeCall& call) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  return go_dirty(call, DirtyKind::kCpu, call.info().dirty_body);
}

NativeResult declared_dirty_io(NativeCall& call) {
  if (is_dirty_answer(call)) return dirty_answer(call);
  return go_dirty(call, DirtyKind::kIo, call.info().dirty_body);
}

void make_dirty_call(Process& process, SchedulerMemory& memory) {
  DirtyCall& dirty = *process.dirty;
  process.heap.attach(memory);
  process.reductions_left = kSliceReductions;
  // The arguments are where the process has saved them, which makes them roots.
  Safepoint here;
  here.frame_words = frame_words_at(process, process.resume);
  NativeResult answer;
  AccountScope account(process.vm->account);
  StopScope stops(&process.vm->halt->requested);
  bool is_told = process.vm->wants(EventKind::kSlowNative);
  uint64_t begin = is_told ? monotonic_nanoseconds() : 0;
  {
    NativeCall call(process, *dirty.native, process.saved.data(), here);
    answer = dirty.body(call);
  }
  if (is_told) tell_slow_native(process, *dirty.native, monotonic_nanoseconds() - begin);
  VM_CHECK(answer.status == NativeStatus::kValue || answer.status == NativeStatus::kRaise);
  dirty.raised = answer.status == NativeStatus::kRaise;
  if (!dirty.raised) dirty.value = answer.value;
  dirty.done = true;
  process.add_reductions(static_cast<uint64_t>(kSliceReductions - process.reductions_left));
}

}  // namespace linac
