// The argument area of one scheduler thread: the interpreter's X and float registers, and a scratch
// area for the operands of built-ins. Its content belongs to the process that runs; a process that
// is switched out has saved what is live (Process::save_registers).
#pragma once

#include "core/term/term.h"

namespace linac {

inline constexpr uint32_t kMaxX = 1024;
inline constexpr uint32_t kMaxFloatRegisters = 1024;
inline constexpr uint32_t kScratchTerms = 8;
// X registers past the last, where lowered code puts the constants of one instruction. Never live
// across an instruction.
inline constexpr uint32_t kConstantX = 4;

struct RegisterFile {
  Term x[kMaxX + kConstantX];
  Term scratch[kScratchTerms];
  double f[kMaxFloatRegisters];
};

}  // namespace linac
