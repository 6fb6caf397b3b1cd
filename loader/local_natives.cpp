#include "loader/local_natives.h"

namespace linac {
namespace {

// The call of erlang:nif_error/1 in a body that does nothing else, or null.
Op* placeholder_call(Module& module, const Function& function) {
  uint32_t end = function.first_op + function.op_count;
  for (uint32_t i = function.entry_op; i < end; i++) {
    Op& op = module.ops[i];
    if (op.opcode == Opcode::kCallExtOnly) {
      const Import& import = module.imports[module.operands[op.first_operand + 1].index()];
      bool is_nif_error = import.module == atoms::kErlang && import.function == atoms::kNifError;
      return is_nif_error ? &op : nullptr;
    }
    if (op.opcode == Opcode::kMove) {
      const Operand& target = module.operands[op.first_operand + 1];
      if (target.kind != OperandKind::kX || target.low != 0) return nullptr;
    } else if (op.opcode != Opcode::kLabel && op.opcode != Opcode::kLine &&
               op.opcode != Opcode::kNifStart) {
      return nullptr;
    }
  }
  return nullptr;
}

// Moves before the call keep x0 as it is.
void keep_arguments(Module& module, const Function& function, const Op& call) {
  for (Op* op = &module.ops[function.entry_op]; op != &call; op++) {
    if (op->opcode == Opcode::kMove) {
      module.operands[op->first_operand] = module.operands[op->first_operand + 1];
    }
  }
}

}  // namespace

void call_local_natives(const LiteralSource& natives, Module& module) {
  for (const Function& function : module.functions) {
    if (!natives.is_native(module.name, function.name, function.arity)) continue;
    Op* call = placeholder_call(module, function);
    if (!call) continue;
    // With no arguments there is no x0 to keep, and setting it harms nobody.
    if (function.arity > 0) keep_arguments(module, function, *call);
    auto import = static_cast<uint32_t>(module.imports.size());
    module.imports.push_back({module.name, function.name, function.arity});
    module.operands[call->first_operand].low = function.arity;
    module.operands[call->first_operand].high = 0;
    module.operands[call->first_operand + 1].low = import;
  }
}

}  // namespace linac
