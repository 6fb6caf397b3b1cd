// Ops that the interpreter runs for compiled code (loader/snippet_shape.h).
#include "loader/ir_builder.h"

namespace linac {

using IrOp = ir::Op;

void IrBuilder::interpret(const Op& op, Operands) {
  SnippetShape shape = snippet_shape(module_, op);
  if (shape.too_large) {
    refusal_ = IrRefusal::kTooManyOperands;
    return unreachable();
  }
  scratch_.clear();
  for (uint32_t i = 0; i < shape.input_count; i++) scratch_.push_back(value(shape.registers[i]));
  add_interpret(scratch_);
  std::vector<NodeId> results;
  for (uint32_t i = 0; i < shape.result_count(); i++) {
    results.push_back(add(IrOp::kResult, {}, i));
  }
  size_t first = 0;
  if (shape.has_flag) {
    NodeId went_on = same(results[first++], make_small(1));
    for_each_label(module_, op, [&](const Operand& label) { go_on_if(went_on, label); });
  }
  for (size_t i = 0; i < shape.outputs.size(); i++) {
    set(shape.registers[shape.outputs[i]], results[first + i]);
  }
}

// What validation has found not to be reached: running the op by itself raises.
void IrBuilder::trap() {
  add_interpret({});
  unreachable();
}

}  // namespace linac
