#include "runtime/exec/native_call.h"

#include "runtime/exec/exception.h"

namespace linac {

NativeResult NativeCall::error_with(Term tag, Handle value) {
  if (in_guard_) return error(tag);
  Reserved room = reserve(tuple_words(2));
  if (!room.ok()) return out_of_memory();
  return error(room.space().tuple_of(tag, value.get(room)));
}

NativeResult NativeCall::out_of_memory() {
  set_out_of_memory(process_);
  return {kNoTerm, NativeStatus::kRaise};
}

}  // namespace linac
