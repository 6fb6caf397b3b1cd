// On machines without emitted code: names that are never reached.
#if !defined(__x86_64__)

#include "core/base/check.h"
#include "runtime/code/entries.h"
#include "runtime/native/stubs.h"

#define NEVER(name) \
  void name() { VM_UNREACHABLE(); }

extern "C" {
linac::NativeExit linac_enter_native(linac::Process*, const void*) { VM_UNREACHABLE(); }
NEVER(linac_interpreter_return)
NEVER(linac_watermark_return)
NEVER(linac_call_function)
NEVER(linac_call_export)
NEVER(linac_call_native)
NEVER(linac_call_native_last)
NEVER(linac_call_fun)
NEVER(linac_call_fun_last)
NEVER(linac_apply)
NEVER(linac_apply_last)
NEVER(linac_receive)
NEVER(linac_wait)
NEVER(linac_wait_timeout)
NEVER(linac_interpret)
NEVER(linac_copy_short)
NEVER(linac_yield_entry)
NEVER(linac_leave)
NEVER(linac_resume_registers)
#define HELPER(name, doc)  \
  NEVER(linac_stub_##name) \
  NEVER(linac_stub_##name##_f)
#include "runtime/native/helpers.def"
#undef HELPER
}

#endif
