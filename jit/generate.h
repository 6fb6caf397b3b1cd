// From a graph to machine code: the back half of the JIT in one function. The graph has been through
// the passes: verified, building nodes behind their reserves, no critical edges.
#pragma once

#include <memory>
#include <string>

#include "core/base/result.h"
#include "jit/emit.h"
#include "runtime/code/code_memory.h"

namespace linac::jit {

struct GenerateOptions {
  AllocationMode allocation;
  bool check = false;  // the allocation is checked by running it
  EmitOptions emit;
};

// The error is why there is no code, a phrase.
Result<EmittedCode> generate(const Graph& graph, const Linkage& linkage,
                             const GenerateOptions& options);

// Puts the code into code memory: what CodeServer::publish_native takes.
Result<std::unique_ptr<NativeCode>> place(EmittedCode&& code, FunctionEntry& entry,
                                          CodeMemory& memory);

}  // namespace linac::jit
