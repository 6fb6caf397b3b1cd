// The ways between emitted code and C++ (x64.S). All names here are places in code: C++ calls only
// linac_enter_native (runtime/interp/native_entry.h), emitted code calls or jumps to the others.
// docs/jit.md has the registers.
#pragma once

#include <cstdint>

#include "runtime/interp/native_entry.h"
#include "runtime/memory/frame.h"
#include "runtime/native/layout.h"

extern "C" {

// -- What entries' native_code is until the function is compiled: r11 the entry, arguments as for any
// call. linac_call_function, linac_call_export: runtime/code/entries.h.

// -- Calls, each followed by the NOP of its record; no register survives, the result is in rax.
// r10 NativeInfo*, arguments in x[0 .. arity).
void linac_call_native();
// The same at the end of a function whose frame still stands: the emitted code after it drops the
// frame and returns. Drops the frame itself when the native goes on in other code.
void linac_call_native_last();
// r10 arity, r11 the fun, arguments as for any call.
void linac_call_fun();
// r10 arity; module and name are two more arguments after the others.
void linac_apply();
// The same at the end of a function, jumped to with r9 where a call would return to (a NOP with its
// record, which says the frame's size): drop the frame and never return there.
void linac_call_fun_last();
void linac_apply_last();
// The message that a receive looks at next, or kNoTerm.
void linac_receive();
// Suspends the process; comes back when something has come.
void linac_wait();
// The timeout in x[0]: small 1 if it is over; else the process is suspended, and it is 0.
void linac_wait_timeout();
// r10 a snippet (runtime/interp/snippet.h), its inputs in x[0..]; results are in x[0..] afterwards.
void linac_interpret();

// A heap binary of the r11 bits before the byte at r10: whole bytes, at most kMaxCopiedSubBytes, for which there is room.
// It comes in r11, and all other registers survive but r10 and xmm15. Reads up to seven bytes before them.
void linac_copy_short();

// -- Jumps.
// At an entry whose `dec r13` gave zero or less: r11 FunctionEntry*, arguments as at the entry,
// rsp at the return address. The function is entered again behind its reduction.
void linac_yield_entry();

// -- Helpers: helpers.def.
#define HELPER(name, doc)   \
  void linac_stub_##name(); \
  void linac_stub_##name##_f();
#include "runtime/native/helpers.def"
#undef HELPER

// Only for C++ to continue at (runtime/native/calls.cpp).
void linac_leave();
void linac_resume_registers();
}

namespace linac {

enum class Helper : uint16_t {
#define HELPER(name, doc) k_##name,
#include "runtime/native/helpers.def"
#undef HELPER
  kCount
};

// k_raise_float_arith: kRawOperand << i says that scratch[i] is a raw double.
inline constexpr uint64_t kRawOperand = 0x100;

struct HelperStub {
  const char* name;
  const void* stub;              // saves the ten registers
  const void* stub_with_floats;  // and xmm0 .. xmm14
};
const HelperStub& helper_stub(Helper helper);

}  // namespace linac
