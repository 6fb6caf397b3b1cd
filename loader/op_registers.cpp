#include "loader/op_registers.h"

namespace linac {

bool is_note(Opcode opcode) {
  switch (opcode) {
    case Opcode::kLabel:
    case Opcode::kLine:
    case Opcode::kExecutableLine:
    case Opcode::kDebugLine:
    case Opcode::kNifStart:
    case Opcode::kOnLoad:
    case Opcode::kFClearError:
    case Opcode::kFCheckError:
    case Opcode::kRecvMark:
    case Opcode::kRecvSet:
    case Opcode::kIntCodeEnd: return true;
    default: return false;
  }
}

uint32_t implicit_reads(const Module& module, const Op& op) {
  const Operand* operands = module.operands.data() + op.first_operand;
  switch (op.opcode) {
    case Opcode::kCall:
    case Opcode::kCallLast:
    case Opcode::kCallOnly:
    case Opcode::kCallExt:
    case Opcode::kCallExtLast:
    case Opcode::kCallExtOnly: return operands[0].low;
    case Opcode::kCallFun: return operands[0].low + 1;
    case Opcode::kCallFun2: return operands[1].low;
    case Opcode::kApply:
    case Opcode::kApplyLast: return operands[0].low + 2;
    case Opcode::kFuncInfo: return operands[2].low;
    case Opcode::kMakeFun2: return module.lambdas[operands[0].low].free_count;
    case Opcode::kReturn:
    case Opcode::kCatchEnd:
    case Opcode::kBuildStacktrace:
    case Opcode::kBsInitWritable: return 1;
    case Opcode::kSend: return 2;
    case Opcode::kRawRaise: return 3;
    default: return 0;
  }
}

bool writes_x0(Opcode opcode) {
  return opcode_info(opcode).flow == Flow::kCall || opcode == Opcode::kMakeFun2 ||
         opcode == Opcode::kBuildStacktrace || opcode == Opcode::kBsInitWritable;
}

uint32_t handler_of(const Module& module, const Op& op) {
  uint32_t at = module.labels[module.operands[op.first_operand + 1].index()];
  while (module.ops[at].opcode != Opcode::kTryCase && module.ops[at].opcode != Opcode::kCatchEnd) {
    at++;
  }
  return at;
}

}  // namespace linac
