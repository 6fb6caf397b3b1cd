// Threaded code for one op of a function, which compiled code calls where it has nothing of its own
// (ir::Op::kInterpret): the op with its registers renumbered as loader/snippet_shape.h says, then the
// results moved to x0, x1, ..., then a return, which goes back to the emitted code.
//
// It runs with a frame of no slots above the caller's, whose record says where the op stands: no fact
// and no line is known of a snippet, so a trace shows the caller's frame, and a raise finds the
// caller's handler. A snippet that waits is suspended in it.
#pragma once

#include <cstdint>
#include <memory>

#include "core/term/term.h"

namespace linac {

struct VmContext;
class ModuleInstance;

struct Snippet {
  std::unique_ptr<Word[]> code;
  uint32_t words = 0;
};

// Ops that validation has left to the program's fault (calls behind which nothing fits) become a
// snippet that raises.
Snippet make_snippet(VmContext& vm, ModuleInstance& instance, uint32_t op_index);

}  // namespace linac
