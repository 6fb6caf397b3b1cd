// Flow check of moving, building and taking apart terms.
#include "loader/flow.h"

namespace linac {

void FlowCheck::move(const Op& op) {
  Value value = movable(operand(op, 0));
  set(operand(op, 1), value);
}

void FlowCheck::swap(const Op& op) {
  Value first = movable(operand(op, 0));
  Value second = movable(operand(op, 1));
  set(operand(op, 0), second);
  set(operand(op, 1), first);
}

void FlowCheck::get_list(const Op& op) {
  Value value = term(operand(op, 0));
  if (value.kinds == kConsValue) prove();
  may_raise_unless_proved();
  narrow(operand(op, 0), Value::of(kConsValue));
  for (unsigned i = 1; i < op.operand_count; i++) set(operand(op, i), Value::any());
}

void FlowCheck::get_tuple_element(const Op& op) {
  Value value = term(operand(op, 0));
  uint64_t least = uint64_t{number(op, 1)} + 1;
  if (value.is_tuple_of_at_least(least)) prove();
  may_raise_unless_proved();
  Value tuple = value.narrowed(kTupleValue);
  narrow(operand(op, 0), tuple.is_set() ? with_least_arity(tuple, least) : Value::of(kTupleValue));
  set(operand(op, 2), Value::any());
}

// In place, so only into what setelement/3 just made and nobody else has seen age.
void FlowCheck::set_tuple_element(const Op& op) {
  term(operand(op, 0));
  Value tuple = term(operand(op, 1));
  if ((tuple.flags & Value::kFreshTuple) == 0 || tuple.kinds != kTupleValue) {
    return fail("its tuple has not just been made by setelement/3");
  }
  uint64_t least = uint64_t{number(op, 2)} + 1;
  if (tuple.is_tuple_of_at_least(least)) prove();
  may_raise_unless_proved();
  narrow(operand(op, 1), with_least_arity(tuple, least));
}

void FlowCheck::put_list(const Op& op) { generic_with_result(op, Value::of(kConsValue)); }

void FlowCheck::put_tuple2(const Op& op) {
  generic_with_result(op, Value::tuple(list(operand(op, 1)).size()));
}

void FlowCheck::update_record(const Op& op) {
  uint32_t size = number(op, 1);
  Value value = term(operand(op, 2));
  if (value.is_tuple_of(size)) prove();
  std::span<const Operand> elements = list(operand(op, 4));
  for (size_t i = 1; i < elements.size(); i += 2) term(elements[i]);
  may_raise_unless_proved();
  narrow(operand(op, 2), Value::tuple(size));
  set(operand(op, 3), Value::tuple(size));
}

void FlowCheck::put_map(const Op& op) {
  Value value = term(operand(op, 1));
  if (value.kinds == kMapValue) prove();
  if (list(operand(op, 4)).empty()) fail("no keys");
  generic_with_result(op, Value::of(kMapValue));
}

void FlowCheck::has_map_fields(const Op& op) {
  Value value = term(operand(op, 1));
  if (value.kinds == kMapValue) prove();
  may_raise_unless_proved();
  generic(op);
  if (problem_) return;
  if (operand(op, 1).is_register()) narrow(operand(op, 1), Value::of(kMapValue));
}

// On failure some targets may have been written.
void FlowCheck::get_elements(const Op& op) {
  bool is_map = op.opcode == Opcode::kGetMapElements;
  Value value = term(operand(op, 1));
  if (is_map && value.kinds == kMapValue) prove();
  if (is_map) may_raise_unless_proved();
  std::span<const Operand> elements = list(operand(op, 2));
  if (elements.empty()) fail("no keys");
  for (size_t i = 0; i < elements.size(); i += 2) term(elements[i]);
  if (problem_) return;
  if (is_map) narrow(operand(op, 1), Value::of(kMapValue));
  for (size_t i = 1; i < elements.size() && !problem_; i += 2) {
    Value* target = place(elements[i]);
    if (!target) return;
    if (target->is_tag()) return fail("overwrites the slot of a try or catch");
    *target = join(*target, Value::any());
    if (elements[i].kind == OperandKind::kY) header_.y_peeked |= header_.peeked;
  }
  branch(operand(op, 0));
  for (size_t i = 1; i < elements.size() && !problem_; i += 2) set(elements[i], Value::any());
}

void FlowCheck::fmove(const Op& op) {
  if (operand(op, 0).kind == OperandKind::kFloatRegister) {
    read_float(operand(op, 0));
    if (operand(op, 1).kind == OperandKind::kFloatRegister) return fail("moves no term");
    return set(operand(op, 1), Value::of(kFloatValue));
  }
  if (operand(op, 1).kind != OperandKind::kFloatRegister) return fail("moves no float register");
  if (term(operand(op, 0)).kinds == kFloatValue) prove();
  may_raise_unless_proved();
  narrow(operand(op, 0), Value::of(kFloatValue));
  set_float(operand(op, 1));
}

void FlowCheck::fconv(const Op& op) {
  Value value = term(operand(op, 0));
  may_raise();
  narrow(operand(op, 0), value.narrowed(kIntegerValue | kFloatValue));
  set_float(operand(op, 1));
}

}  // namespace linac
