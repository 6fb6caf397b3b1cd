#include "loader/snippet_shape.h"

namespace linac {
namespace {

uint32_t find_or_add(std::vector<Operand>& registers, const Operand& wanted) {
  for (uint32_t i = 0; i < registers.size(); i++) {
    if (registers[i].kind == wanted.kind && registers[i].low == wanted.low) return i;
  }
  registers.push_back({wanted.kind, 0, 0, wanted.low});
  return static_cast<uint32_t>(registers.size() - 1);
}

}  // namespace

SnippetShape snippet_shape(const Module& module, const Op& op) {
  SnippetShape shape;
  uint32_t operands = 0;
  for_each_read(module, op, [&](const Operand& read) {
    if (++operands <= kMaxSnippetOperands) find_or_add(shape.registers, read);
  });
  shape.input_count = static_cast<uint32_t>(shape.registers.size());
  for_each_write(module, op, [&](const Operand& written) {
    if (++operands > kMaxSnippetOperands) return;
    uint32_t at = find_or_add(shape.registers, written);
    for (uint32_t output : shape.outputs) {
      if (output == at) return;
    }
    shape.outputs.push_back(at);
  });
  if (opcode_info(op.opcode).flow == Flow::kNext) {
    for_each_label(module, op, [&](const Operand&) { shape.has_flag = true; });
  }
  shape.too_large = operands > kMaxSnippetOperands || shape.registers.size() > kMaxSnippetRegisters;
  return shape;
}

}  // namespace linac
