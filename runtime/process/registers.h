// The argument area of one scheduler thread: the interpreter's X and float registers, a scratch
// area for the operands of built-ins, and what emitted code and the interpreter hand each other. Its
// content belongs to the process that runs; a process that is switched out has saved what is live
// (Process::save_registers, Process::suspended).
#pragma once

#include "core/term/term.h"

namespace linac {

class Process;

inline constexpr uint32_t kMaxX = 1024;
inline constexpr uint32_t kMaxFloatRegisters = 1024;
inline constexpr uint32_t kScratchTerms = 8;
// X registers past the last, where lowered code puts the constants of one instruction. Never live
// across an instruction.
inline constexpr uint32_t kConstantX = 4;

// The exception being raised, from the raise until a handler has taken it.
struct PendingException {
  Term exception_class = kNoTerm;  // error, exit or throw
  Term reason = kNoTerm;
  Term trace = kNoTerm;  // kNoTerm: to be captured where it is raised
  // [], or the trace's first frame {M, F, Arguments, Info} (a built-in that failed), or
  // {Arguments | none, ErrorInfo | []}, which go into the frame of the function that raises.
  Term first_frame = kNil;
  bool from_caller = false;  // raised by a native, but no frame of its own (erlang:error/1)
  // Raised by a call that had stored its return address: the trace has that frame, too.
  bool in_call = false;
  Term cause = kNoTerm;  // of a native's error, for the error_info of its frame
};

// The binary that bs_init2 and the like of before OTP 25 started and that bs_put ops fill: bits
// bit .. end, from the first byte of the heap or shared binary that it lies in, are to come.
struct BinaryBuild {
  Term binary = kNoTerm;
  size_t bit = 0;
  size_t end = 0;
};

// Machine registers that emitted code allocates.
inline constexpr uint32_t kNativeRegisters = 10;
inline constexpr uint32_t kNativeFloats = 15;

struct RegisterFile {
  Term x[kMaxX + kConstantX];  // first: its address is that of the file

  // -- emitted code and the runtime (docs/jit.md); offsets in runtime/native/layout.h
  Word c_stack = 0;        // the thread's stack pointer while emitted code runs
  Word native_target = 0;  // where enter_handler goes
  const Word* leave_pc =
      nullptr;               // with linac_enter_native's answer: where the interpreter goes on
  uint32_t leave_live = 0;   // and with how many arguments
  uint32_t leave_exit = 0;   // a NativeExit
  Word entry = 0;            // r11 at a call that C++ has resolved
  Term result{};             // of a helper, of a native call
  uint32_t native_mask = 0;  // bits of `native` that hold terms; only during a helper call
  uint32_t unused = 0;
  Word native[kNativeRegisters] = {};        // rax rcx rdx rsi rdi r8 r9 rbx rbp r12
  double native_floats[kNativeFloats] = {};  // xmm0 .. xmm14
  Process* process = nullptr;                // that has this, or had it last

  Term scratch[kScratchTerms];
  double f[kMaxFloatRegisters];

  // -- of the process that runs; neither outlives a slice
  PendingException exception;
  BinaryBuild build;
};

// The registers of a process that was suspended in a helper call.
struct SuspendedRegisters {
  uint32_t mask = 0;  // bits of `native` that hold terms
  Word native[kNativeRegisters] = {};
  double floats[kNativeFloats] = {};
};

}  // namespace linac
