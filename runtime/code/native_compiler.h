// What the runtime asks of the compiler to machine code, which jit/ implements and api/ puts in.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "runtime/code/entries.h"

namespace linac {

class Process;

class NativeCompiler {
 public:
  virtual ~NativeCompiler() = default;

  // Compiles the function and publishes it (CodeServer::publish_native). The error is the reason why
  // it stays interpreted, a phrase ("it receives messages"). Must not collect; `process` is for
  // reaching the Vm.
  virtual Result<void> compile(Process& process, FunctionEntry& entry) = 0;
};

enum class JitMode : uint8_t {
  kOff,
  kOn,     // functions are compiled when they were called often
  kForce,  // at their first call; one that cannot be compiled ends the program
};

// When functions are compiled, and what became of it. One a Vm.
struct NativeTier {
  struct Refusal {
    const FunctionEntry* function;
    std::string reason;
  };

  JitMode mode = JitMode::kOff;  // kOff unless there is a compiler
  uint32_t threshold = 0;        // compiled at the call after so many
  NativeCompiler* compiler = nullptr;

  std::mutex mutex;  // of what follows, and held while compiling
  std::vector<Refusal> refusals;
};

}  // namespace linac
