// The machine code of one function, and what a trace asks of it. Made by the compiler, published by
// CodeServer::publish_native, never changed afterwards.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/term/term.h"
#include "runtime/code/entries.h"
#include "runtime/memory/call_record.h"

namespace linac {

// One frame of a trace: a call, or an operation that raises. A raw trace holds addresses of these.
struct NativePosition {
  static constexpr uint32_t kNone = UINT32_MAX;

  static NativePosition of(const FunctionEntry& function, uint32_t op, uint32_t parent);

  const FunctionEntry* function;  // whose op it is: the compiled function, or one inlined into it
  uint32_t op;                    // index of the op in its module's ops, which has the line
  uint32_t parent;                // where that was inlined: index of the call's position, or kNone
  Word call;                      // the record of this call in threaded code, less the frame's size
};

struct NativeCode {
  FunctionEntry* entry = nullptr;
  const uint8_t* begin = nullptr;  // in the executable view (runtime/code/code_memory.h)
  uint32_t bytes = 0;
  uint32_t entry_at = 0;            // where emitted code calls it
  uint32_t after_reduction_at = 0;  // where the interpreter enters it, having taken the reduction
  std::vector<NativePosition> positions;          // what CallRecord::position counts in
  std::vector<uint32_t> returns;                  // offsets of all return addresses, ascending
  std::vector<std::unique_ptr<Word[]>> snippets;  // threaded code that it calls (interp/snippet.h)
  Word enter[2] = {};  // threaded code that enters it; set when it is published

  bool contains(const void* address) const {
    return static_cast<const uint8_t*>(address) - begin >= 0 &&
           static_cast<const uint8_t*>(address) - begin < static_cast<ptrdiff_t>(bytes);
  }
  // The record of a call that returns to this address; null: there is no such call.
  const CallRecord* find_record(const void* return_address) const;
};

}  // namespace linac
