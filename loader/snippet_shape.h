// How an op is run by itself for compiled code (ir::Op::kInterpret): which of its registers become
// which X registers of the snippet, and where its results are.
//
//  - The snippet's registers are those of the op, each once: first those that it reads, in the order of
//    its operands (the node's inputs), then those that it only writes.
//  - Results end up in x0, x1, ...: first the flag, if the op has a label besides going on (small 1:
//    it went on, 0: to the label), then the registers that it writes, each once, in the order of its
//    operands. After going to the label those are [].
//  - An op that always goes to its label (wait, loop_rec_end) has no flag.
//  - catch_end has the inputs class, reason and trace, and one result.
//  - Calls and what the compiler knows to fail have neither: running them raises.
#pragma once

#include <vector>

#include "loader/op_registers.h"

namespace linac {

struct SnippetShape {
  std::vector<Operand> registers;
  uint32_t input_count = 0;
  std::vector<uint32_t> outputs;  // indices into registers
  bool has_flag = false;
  bool too_large = false;  // more registers, or more operands, than a snippet may have

  uint32_t result_count() const {
    return static_cast<uint32_t>(outputs.size()) + (has_flag ? 1 : 0);
  }
};

// Of an op that interpret nodes may name, but for catch_end.
SnippetShape snippet_shape(const Module& module, const Op& op);
inline constexpr uint32_t kMaxSnippetRegisters = 500;
inline constexpr uint32_t kMaxSnippetOperands = 2000;

}  // namespace linac
