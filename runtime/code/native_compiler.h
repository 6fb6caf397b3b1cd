// What the runtime asks of the compiler to machine code, which jit/ implements and api/ puts in.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/base/result.h"
#include "runtime/code/entries.h"

namespace linac {

enum class JitMode : uint8_t {
  kOff,
  kOn,     // functions are compiled when they were called often
  kForce,  // at their first call; one that cannot be compiled ends the program
};

// What becomes of a function whose compilation would take over a millisecond.
enum class JitBackground : uint8_t {
  kOff,  // compiled at once all the same
  kOn,   // left to another thread
  kAll,  // and so is every other one
};

// How far one compilation may go.
struct CompileLimits {
  uint32_t max_nodes = UINT32_MAX;               // of its graph, at any time
  const std::atomic<bool>* cancelled = nullptr;  // looked at now and then
};

enum class CompileAnswer : uint8_t {
  kPublished,
  kTooLong,  // the graph has more than max_nodes
  kCancelled,
};

class NativeCompiler {
 public:
  virtual ~NativeCompiler() = default;

  // Compiles the function and publishes it (CodeServer::publish_native). The error is the reason why
  // it stays interpreted, a phrase ("it receives messages"). Called by any thread, several at a time,
  // never twice for the same function at once; touches no process.
  virtual Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits& limits) = 0;
};

}  // namespace linac
