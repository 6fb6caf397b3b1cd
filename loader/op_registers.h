// Which registers an op reads and writes: from its roles (genop.def), and of ops whose operands do not
// say so, from what the op is. Registers come in the order of the operands, lists in their place;
// one that is named twice comes twice.
#pragma once

#include "loader/module.h"

namespace linac {

inline bool is_any_register(const Operand& operand) {
  return operand.is_register() || operand.kind == OperandKind::kFloatRegister;
}
inline Operand x_register(uint32_t index) { return {OperandKind::kX, 0, 0, index}; }

// An op that goes on somewhere without doing anything.
bool is_note(Opcode opcode);
// X registers from x0 on that an op reads without naming them.
uint32_t implicit_reads(const Module& module, const Op& op);
// Whether it writes x0 without naming it.
bool writes_x0(Opcode opcode);
// The op that gets the exceptions of this try or catch: what validation has found at its label.
uint32_t handler_of(const Module& module, const Op& op);

namespace op_registers {

template <class Visit>
void read_segments(std::span<const Operand> list, Visit& visit) {
  for (size_t at = 0; at < list.size(); at += kSegmentOperands) {
    bool is_string = static_cast<SegmentKind>(list[at].integer()) == SegmentKind::kString;
    if (!is_string && list[at + 4].is_register()) visit(list[at + 4]);
    if (list[at + 5].is_register()) visit(list[at + 5]);
  }
}

template <class Visit>
void write_commands(std::span<const Operand> list, Visit& visit) {
  for (size_t at = 0; at < list.size();) {
    auto command = static_cast<BitCommand>(list[at].integer());
    size_t count = kBitCommandOperands[static_cast<size_t>(command)];
    bool has_target = command == BitCommand::kInteger || command == BitCommand::kBinary ||
                      command == BitCommand::kGetTail;
    if (has_target) visit(list[at + count]);
    at += 1 + count;
  }
}

// Every step-th element from the first on.
template <class Visit>
void each_register(std::span<const Operand> list, size_t first, size_t step, Visit& visit) {
  for (size_t i = first; i < list.size(); i += step) {
    if (is_any_register(list[i])) visit(list[i]);
  }
}

}  // namespace op_registers

template <class Visit>
void for_each_read(const Module& module, const Op& op, Visit&& visit) {
  for (uint32_t i = 0; i < implicit_reads(module, op); i++) visit(x_register(i));
  const OpcodeInfo& info = opcode_info(op.opcode);
  std::span<const Operand> operands = module.operands_of(op);
  for (size_t i = 0; i < operands.size(); i++) {
    const Operand& operand = operands[i];
    switch (info.roles[i]) {
      case Role::kSource:
      case Role::kSize:
      case Role::kMovable:
      case Role::kRegister:
      case Role::kSwapped:
      case Role::kContext:
      case Role::kPosition:
      case Role::kFloatSource:
      case Role::kFloatOrSource:
        if (is_any_register(operand)) visit(operand);
        break;
      case Role::kSourceList:
      case Role::kPairList: op_registers::each_register(module.list(operand), 0, 1, visit); break;
      case Role::kGetList: op_registers::each_register(module.list(operand), 0, 2, visit); break;
      case Role::kUpdateList: op_registers::each_register(module.list(operand), 1, 2, visit); break;
      case Role::kSegmentList: op_registers::read_segments(module.list(operand), visit); break;
      case Role::kNone:
      case Role::kAny:
      case Role::kLabelNumber:
      case Role::kFail:
      case Role::kBranch:
      case Role::kFailOrAtom:
      case Role::kFunction:
      case Role::kArity:
      case Role::kLive:
      case Role::kFrame:
      case Role::kHeap:
      case Role::kImport:
      case Role::kLambda:
      case Role::kTarget:
      case Role::kYTarget:
      case Role::kYTag:
      case Role::kFloatTarget:
      case Role::kFloatOrTarget:
      case Role::kConstant:
      case Role::kAtom:
      case Role::kUnsigned:
      case Role::kUnit:
      case Role::kFlags:
      case Role::kBitCount:
      case Role::kByteCount:
      case Role::kString:
      case Role::kLine:
      case Role::kFunHint:
      case Role::kSelectList:
      case Role::kArityList:
      case Role::kYList:
      case Role::kMatchList: break;
    }
  }
}

// A try or catch writes nothing: the slot that it names is read by nobody.
template <class Visit>
void for_each_write(const Module& module, const Op& op, Visit&& visit) {
  if (writes_x0(op.opcode)) visit(x_register(0));
  const OpcodeInfo& info = opcode_info(op.opcode);
  std::span<const Operand> operands = module.operands_of(op);
  for (size_t i = 0; i < operands.size(); i++) {
    const Operand& operand = operands[i];
    switch (info.roles[i]) {
      case Role::kTarget:
      case Role::kSwapped:
      case Role::kYTarget:
      case Role::kFloatTarget:
      case Role::kFloatOrTarget: visit(operand); break;
      case Role::kGetList: op_registers::each_register(module.list(operand), 1, 2, visit); break;
      case Role::kYList: op_registers::each_register(module.list(operand), 0, 1, visit); break;
      case Role::kMatchList: op_registers::write_commands(module.list(operand), visit); break;
      case Role::kNone:
      case Role::kAny:
      case Role::kLabelNumber:
      case Role::kFail:
      case Role::kBranch:
      case Role::kFailOrAtom:
      case Role::kFunction:
      case Role::kArity:
      case Role::kLive:
      case Role::kFrame:
      case Role::kHeap:
      case Role::kImport:
      case Role::kLambda:
      case Role::kSource:
      case Role::kSize:
      case Role::kMovable:
      case Role::kRegister:
      case Role::kYTag:
      case Role::kContext:
      case Role::kPosition:
      case Role::kFloatSource:
      case Role::kFloatOrSource:
      case Role::kConstant:
      case Role::kAtom:
      case Role::kUnsigned:
      case Role::kUnit:
      case Role::kFlags:
      case Role::kBitCount:
      case Role::kByteCount:
      case Role::kString:
      case Role::kLine:
      case Role::kFunHint:
      case Role::kSelectList:
      case Role::kArityList:
      case Role::kSourceList:
      case Role::kPairList:
      case Role::kUpdateList:
      case Role::kSegmentList: break;
    }
  }
}

// The labels that an op may go to besides what its flow says; label 0 is none of them.
template <class Visit>
void for_each_label(const Module& module, const Op& op, Visit&& visit) {
  // A try's label is its handler's; a receive mark's only names the mark.
  switch (op.opcode) {
    case Opcode::kTry:
    case Opcode::kCatch:
    case Opcode::kRecvMark:
    case Opcode::kRecvSet: return;
    default: break;
  }
  const OpcodeInfo& info = opcode_info(op.opcode);
  std::span<const Operand> operands = module.operands_of(op);
  for (size_t i = 0; i < operands.size(); i++) {
    const Operand& operand = operands[i];
    Role role = info.roles[i];
    bool is_label = role == Role::kFail || role == Role::kBranch || role == Role::kFailOrAtom;
    if (is_label && operand.kind == OperandKind::kLabel && operand.index() != 0) visit(operand);
    if (role != Role::kSelectList && role != Role::kArityList) continue;
    std::span<const Operand> list = module.list(operand);
    for (size_t at = 1; at < list.size(); at += 2) visit(list[at]);
  }
}

}  // namespace linac
