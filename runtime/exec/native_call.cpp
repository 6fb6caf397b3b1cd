#include "runtime/exec/native_call.h"

#include "runtime/exec/exception.h"

namespace linac {

NativeResult NativeCall::error_with(Term tag, Handle value) {
  if (in_guard_) return error(tag);
  Reserved room = reserve(tuple_words(2));
  if (!room.ok()) return out_of_memory();
  return error(room.space().tuple_of(tag, value.get(room)));
}

void tell_slow_native(Process& process, const NativeInfo& native, uint64_t nanoseconds) {
  if (!process.vm->wants(EventKind::kSlowNative) || nanoseconds < kSlowNativeNanoseconds) return;
  Event event{EventKind::kSlowNative};
  event.pid = process.pid;
  event.function = {native.module, native.name, native.arity};
  event.nanoseconds = nanoseconds;
  process.vm->on_event(event);
}

void NativeCall::tell_slow(int64_t reductions) {
  tell_slow_native(process_, info_, static_cast<uint64_t>(reductions) * 1000);
}

NativeResult NativeCall::out_of_memory() {
  set_out_of_memory(process_);
  return {kNoTerm, NativeStatus::kRaise};
}

}  // namespace linac
