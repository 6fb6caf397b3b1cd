// What the stubs of x64.S call: how a call or a raise in emitted code goes on. All of them run on
// the thread's stack with the process's state stored, and sp at a return address in emitted code.
#pragma once

#include "runtime/code/bif_table.h"
#include "runtime/interp/native_entry.h"
#include "runtime/process/process.h"

namespace linac {

// What a helper tells its stub.
enum class HelperAnswer : uint8_t {
  kRaise,  // the exception is set: unwinds
  kDone,   // the result is in RegisterFile::result
  kLeave,  // emitted code is left; RegisterFile::leave_exit says why
};

// Suspends the process in a helper call: it returns to the emitted code when the process goes on,
// with all registers as they were.
HelperAnswer suspend_in_helper(Process& process, NativeExit exit);

}  // namespace linac

extern "C" {

void linac_on_watermark(linac::Process& process);

// These answer where to go on; arguments are loaded from x and r11 from RegisterFile::entry.
const void* linac_unwind(linac::Process& process);
// Null: there is a value, in RegisterFile::result.
const void* linac_run_native(linac::Process& process, const linac::NativeInfo& native, bool last);
const void* linac_run_receive(linac::Process& process);
const void* linac_run_wait(linac::Process& process);
const void* linac_run_wait_timeout(linac::Process& process);
const void* linac_resolve_fun(linac::Process& process, uint32_t arity, linac::Word fun, bool last);
const void* linac_resolve_apply(linac::Process& process, uint32_t arity, linac::Word, bool last);

}  // extern "C"
