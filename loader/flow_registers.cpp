// The registers of the flow check: reading, setting, clearing, and what every op of a kind does to
// them by its roles.
#include <algorithm>

#include "loader/flow.h"

namespace linac {

Value* FlowCheck::place(const Operand& operand) {
  if (operand.kind == OperandKind::kX) return &values_[operand.index()];
  if (static_cast<int64_t>(operand.index()) >= header_.frame) {
    fail("a Y register outside the stack frame");
    return nullptr;
  }
  return &values_[y_base_ + operand.index()];
}

Value FlowCheck::movable(const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::kX:
    case OperandKind::kY: {
      Value* value = place(operand);
      if (!value) return {};
      if (!value->is_set()) fail("reads a register that is not set on every path");
      if (value->is_tag()) fail("reads the slot of a try or catch");
      return *value;
    }
    case OperandKind::kSmall: return Value::of(kIntegerValue);
    case OperandKind::kAtom: return Value::of(kAtomValue);
    case OperandKind::kNil: return Value::of(kNilValue);
    case OperandKind::kLiteral: return Value::of_term(module_.literals[operand.index()]);
    case OperandKind::kFloatRegister:
    case OperandKind::kLabel:
    case OperandKind::kUnsigned:
    case OperandKind::kList: break;
  }
  fail("an operand has the wrong kind");
  return {};
}

Value FlowCheck::term(const Operand& operand) {
  Value value = movable(operand);
  if (value.is_set() && !value.is_term()) fail("takes a match context or the like for a term");
  return value;
}

void FlowCheck::set_x(uint32_t index, Value value) {
  values_[index] = value;
  header_.x_top = std::max(header_.x_top, index + 1);
}

void FlowCheck::set_y(uint32_t index, Value value) {
  if (static_cast<int64_t>(index) >= header_.frame) {
    return fail("a Y register outside the stack frame");
  }
  Value& slot = values_[y_base_ + index];
  if (slot.is_tag()) return fail("overwrites the slot of a try or catch");
  if (!slot.is_set()) header_.y_set++;
  header_.y_peeked |= header_.peeked && (value.kinds & ~(kAtomValue | kNilValue)) != 0;
  slot = value;
}

void FlowCheck::set(const Operand& target, Value value) {
  if (problem_) return;
  if (target.kind == OperandKind::kX) {
    set_x(target.index(), value);
  } else {
    set_y(target.index(), value);
  }
}

// A register whose value is now known better, if it still has that value.
void FlowCheck::narrow(const Operand& operand, const Value& value) {
  if (!operand.is_register() || problem_) return;
  Value* known = place(operand);
  if (known && known->is_set() && value.is_set()) *known = value;
}

void FlowCheck::read_float(const Operand& operand) {
  if (!values_[float_base_ + operand.index()].is_set()) {
    fail("reads a float register that is not set on every path");
  }
}

void FlowCheck::set_float(const Operand& operand) {
  values_[float_base_ + operand.index()] = Value::of(kFloatValue);
  header_.floats_set = true;
}

void FlowCheck::clear_x(uint32_t from) {
  if (from >= header_.x_top) return;
  std::fill(values_.begin() + from, values_.begin() + header_.x_top, Value{});
  header_.x_top = from;
}

void FlowCheck::clear_floats() {
  if (!header_.floats_set) return;
  std::fill(values_.begin() + float_base_, values_.end(), Value{});
  header_.floats_set = false;
}

void FlowCheck::need_all_y() {
  if (header_.frame > 0 && header_.y_set != static_cast<uint32_t>(header_.frame)) {
    fail("a Y register is not set where a collection may happen");
  }
}

void FlowCheck::need_x(uint32_t count) {
  charge(count);
  if (count > header_.x_top) return fail("an X register counted as live is not set on every path");
  for (uint32_t i = 0; i < count; i++) {
    if (!values_[i].is_set()) return fail("an X register counted as live is not set on every path");
  }
}

void FlowCheck::need_terms(uint32_t count) {
  need_x(count);
  for (uint32_t i = 0; i < count && !problem_; i++) {
    if (!values_[i].is_term()) fail("passes a match context or the like as a term");
  }
}

void FlowCheck::collects(uint32_t live) {
  need_x(live);
  need_all_y();
  if (problem_) return;
  module_.facts[op_index_].live = static_cast<uint16_t>(live);
  clear_x(live);
  header_.filling = false;
  forget_fresh();
}

// From here on no tuple may be written to.
void FlowCheck::forget_fresh() {
  if (!header_.fresh) return;
  header_.fresh = false;
  for (Value& value : values_) {
    if ((value.kinds & kTupleValue) != 0) value.flags &= static_cast<uint8_t>(~Value::kFreshTuple);
  }
}

// Y registers that are not set are then set to nil before anything else happens.
void FlowCheck::may_raise() {
  note_unset_y();
  enter_handler();
  header_.after_raiser = true;
}

// A test of ours that fails raises.
void FlowCheck::may_raise_unless_proved() {
  if ((flags_ & kProved) == 0) may_raise();
}

void FlowCheck::branch(const Operand& label) {
  if (problem_ || restart_) return;
  Point& point = point_at(module_.labels[label.index()]);
  bool differs = point.state != kNoIndex && point.header.frame != header_.frame;
  if (differs && split_exit(label)) return;
  enter_point(point);
}

void FlowCheck::branch_or_raise(const Operand& label) {
  if (label.index() == 0) {
    may_raise();
  } else {
    branch(label);
  }
}

// An op of which the table says it all: reads, may collect, may branch or raise, writes.
void FlowCheck::generic(const Op& op) { generic_with_result(op, Value::any()); }

void FlowCheck::generic_with_result(const Op& op, Value result) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  bool can_fail_to_label = false;
  for (unsigned i = 0; i < info.arity; i++) {
    read_by_role(info.roles[i], operand(op, i));
    can_fail_to_label |= info.roles[i] == Role::kFail || info.roles[i] == Role::kFailOrAtom;
  }
  for (unsigned i = 0; i < info.arity; i++) {
    if (info.roles[i] != Role::kLive) continue;
    if (info.has(kCollects)) {
      collects(number(op, i));
    } else {
      need_x(number(op, i));
    }
  }
  if (info.has(kRaises) && !can_fail_to_label) may_raise();
  for (unsigned i = 0; i < info.arity; i++) {
    if (info.roles[i] == Role::kFail) branch_or_raise(operand(op, i));
    if (info.roles[i] == Role::kBranch) branch(operand(op, i));
  }
  for (unsigned i = 0; i < info.arity; i++) {
    if (info.roles[i] == Role::kTarget) set(operand(op, i), result);
    if (info.roles[i] == Role::kFloatTarget) set_float(operand(op, i));
  }
}

// A handler may be found from where the compiler had given the context up already, before a call of which
// it knows that it never raises.
void FlowCheck::read_context(const Operand& operand) {
  uint32_t kinds = movable(operand).kinds;
  if (problem_ || kinds == kMatchContextValue) return;
  if ((kinds & kMatchContextValue) == 0 || (kinds & ~(kAnyTerm | kMatchContextValue)) != 0) {
    return fail("an operand is no match context");
  }
  flags_ |= kTestContext;
  may_raise();
  narrow(operand, Value::of(kMatchContextValue));
}

void FlowCheck::read_by_role(Role role, const Operand& operand) {
  if (role == Role::kSource || role == Role::kRegister) term(operand);
  if (role == Role::kSize && operand.kind != OperandKind::kUnsigned) term(operand);
  if (role == Role::kMovable) movable(operand);
  if (role == Role::kFloatSource) read_float(operand);
  if (role == Role::kContext) read_context(operand);
  if (role == Role::kPosition && movable(operand).kinds != kMatchPositionValue) {
    fail("an operand is no match position");
  }
  if (role == Role::kSourceList || role == Role::kPairList) {
    for (const Operand& element : list(operand)) term(element);
  }
}

}  // namespace linac
