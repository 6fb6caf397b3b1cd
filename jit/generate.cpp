#include "jit/generate.h"

#include <cstring>

#include "jit/check_allocation.h"

namespace linac::jit {

Result<EmittedCode> generate(const Graph& graph, const Linkage& linkage,
                             const GenerateOptions& options) {
  Prepared prepared(graph);
  Allocation allocation(prepared, options.allocation);
  if (allocation.failed()) return Error{"an operation of it wants too many registers"};
  if (allocation.frame_words > kMaxFrameSlots) return Error{"its frame is too large"};
  Safepoints safepoints(allocation);
  if (options.check) {
    std::string problem = check_allocation(allocation, safepoints);
    if (!problem.empty()) return Error{"register allocation is wrong: " + problem};
  }
  EmittedCode code;
  std::string error;
  if (!Emitter(allocation, safepoints, linkage, options.emit).run(code, error)) {
    return Error{"its code could not be assembled: " + error};
  }
  return code;
}

Result<std::unique_ptr<NativeCode>> place(EmittedCode&& code, FunctionEntry& entry,
                                          CodeMemory& memory) {
  auto block = memory.allocate(code.bytes.size());
  if (!block) return block.error();
  for (const Masm::StubReference& reference : code.stubs) {
    if (!Masm::set_stub(code.bytes.data(), block->run, reference)) {
      return Error{"code memory is too far from the runtime"};
    }
  }
  std::memcpy(block->write, code.bytes.data(), code.bytes.size());
  auto native = std::make_unique<NativeCode>();
  native->entry = &entry;
  native->begin = block->run;
  native->bytes = static_cast<uint32_t>(block->bytes);
  native->entry_at = code.entry_at;
  native->after_reduction_at = code.after_reduction_at;
  native->positions = std::move(code.positions);
  native->returns = std::move(code.returns);
  return native;
}

}  // namespace linac::jit
