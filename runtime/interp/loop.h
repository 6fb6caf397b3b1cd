// The interpreter: runs one process's threaded code until its slice is over, it waits, or it ends.
#pragma once

#include <cstdint>

#include "runtime/process/process.h"

namespace linac {

enum class RunExit : uint8_t {
  kSlice,   // reductions are used up: runnable, goes on at process.resume
  kWait,    // waits for a message or its deadline
  kFinish,  // has ended; process.exit_reason says how
};

enum class Bytecode : uint16_t {
#define BYTECODE(name, doc) k_##name,
#include "runtime/interp/bytecode.def"
#undef BYTECODE
  kCount
};

// Where the handlers are, in the order of Bytecode. The low 32 bits of an instruction's first word
// are the distance in bytes from the first handler to its own.
const void* const* interpreter_handlers();

inline Word handler_word(Bytecode code) {
  const void* const* handlers = interpreter_handlers();
  auto distance = static_cast<const char*>(handlers[static_cast<size_t>(code)]) -
                  static_cast<const char*>(handlers[0]);
  return static_cast<uint32_t>(static_cast<int32_t>(distance));
}

// Runs from process.resume with process.saved in the registers. What ends is the run of
// registers.process, which is another one if processes were switched in receives of emitted code.
RunExit interpret(Process& process, RegisterFile& registers);

}  // namespace linac
