// Flow check of tests, selections and jumps: what is known on each way out.
#include "loader/flow.h"

namespace linac {
namespace {

struct TypeTest {
  uint16_t kinds = 0;    // what passes
  bool complete = true;  // all of these kinds pass
};

TypeTest type_test_of(Opcode opcode) {
  if (opcode == Opcode::kIsInteger) return {kIntegerValue};
  if (opcode == Opcode::kIsFloat) return {kFloatValue};
  if (opcode == Opcode::kIsNumber) return {kIntegerValue | kFloatValue};
  if (opcode == Opcode::kIsAtom) return {kAtomValue};
  if (opcode == Opcode::kIsBoolean) return {kAtomValue, false};
  if (opcode == Opcode::kIsNil) return {kNilValue};
  if (opcode == Opcode::kIsList) return {kNilValue | kConsValue};
  if (opcode == Opcode::kIsNonemptyList) return {kConsValue};
  if (opcode == Opcode::kIsTuple) return {kTupleValue};
  if (opcode == Opcode::kIsMap) return {kMapValue};
  if (opcode == Opcode::kIsBitstr) return {kBitstringValue};
  if (opcode == Opcode::kIsBinary) return {kBitstringValue, false};
  if (opcode == Opcode::kIsFunction) return {kFunValue};
  return {kOtherValue, false};
}

constexpr unsigned without(unsigned kinds) { return 0xFFFFu & ~kinds; }

}  // namespace

void FlowCheck::label(const Op&) { go_through_point(); }

void FlowCheck::func_info(const Op&) {
  if (header_.frame >= 0) fail("function_clause with a stack frame");
  need_terms(function_->arity);
  may_raise();
  alive_ = false;
}

void FlowCheck::raises(const Op& op) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  for (unsigned i = 0; i < info.arity; i++) read_by_role(info.roles[i], operand(op, i));
  may_raise();
  alive_ = false;
}

void FlowCheck::jump(const Op& op) {
  branch(operand(op, 0));
  alive_ = false;
}

// The two ways out of a test of `tested`. A way on which it could be nothing is not taken.
void FlowCheck::test_edges(const Operand& label, const Operand& tested, const Value& success,
                           const Value& failure) {
  if (problem_) return;
  if (!tested.is_register()) return branch(label);
  if (failure.is_set()) {
    narrow(tested, failure);
    branch(label);
  }
  if (success.is_set()) {
    narrow(tested, success);
  } else {
    alive_ = false;
  }
}

void FlowCheck::type_test(const Op& op) {
  Value value = term(operand(op, 1));
  TypeTest test = type_test_of(op.opcode);
  Value failure = test.complete ? value.narrowed(without(test.kinds)) : value;
  test_edges(operand(op, 0), operand(op, 1), value.narrowed(test.kinds), failure);
}

void FlowCheck::is_function2(const Op& op) {
  Value value = term(operand(op, 1));
  term(operand(op, 2));
  Value success = value.narrowed(kFunValue);
  const Operand& arity = operand(op, 2);
  bool known = arity.kind == OperandKind::kSmall && arity.integer() >= 0 &&
               arity.integer() < Value::kUnknownFunArity;
  if (success.is_set() && known) success.fun_arity = static_cast<uint8_t>(arity.integer());
  test_edges(operand(op, 0), operand(op, 1), success, value);
}

void FlowCheck::test_arity(const Op& op) {
  Value value = term(operand(op, 1));
  uint32_t arity = number(op, 2);
  if (value.kinds == kTupleValue) prove();
  Value success = value.narrowed(kTupleValue);
  bool possible = success.is_set() &&
                  (success.exact_arity() ? success.detail == arity : success.detail <= arity);
  bool always = value.is_tuple_of(arity);
  test_edges(operand(op, 0), operand(op, 1), possible ? with_arity(success, arity) : Value{},
             always ? Value{} : success);
}

void FlowCheck::is_tagged_tuple(const Op& op) {
  Value value = term(operand(op, 1));
  uint32_t arity = number(op, 2);
  Value success = value.narrowed(kTupleValue);
  bool possible = success.is_set() &&
                  (success.exact_arity() ? success.detail == arity : success.detail <= arity);
  test_edges(operand(op, 0), operand(op, 1), possible ? with_arity(success, arity) : Value{},
             value);
}

// is_eq_exact goes on when equal, is_ne_exact branches then.
void FlowCheck::equal(const Op& op) {
  Value left = term(operand(op, 1));
  Value right = term(operand(op, 2));
  if (problem_) return;
  Value same_left = left.narrowed(right.kinds);
  Value same_right = right.narrowed(left.kinds);
  // [] is the only value of its kind: what is not equal to it is not of it.
  Value other_left = right.kinds == kNilValue ? left.narrowed(without(kNilValue)) : left;
  bool can_be_equal = same_left.is_set() && same_right.is_set();
  if (op.opcode == Opcode::kIsEqExact) {
    narrow(operand(op, 1), other_left);
    if (other_left.is_set()) branch(operand(op, 0));
    narrow(operand(op, 1), same_left);
    narrow(operand(op, 2), same_right);
    alive_ = can_be_equal;
  } else {
    narrow(operand(op, 1), same_left);
    narrow(operand(op, 2), same_right);
    if (can_be_equal) branch(operand(op, 0));
    narrow(operand(op, 2), right);
    narrow(operand(op, 1), other_left);
    alive_ = other_left.is_set();
  }
}

void FlowCheck::select_val(const Op& op) {
  const Operand& tested = operand(op, 0);
  Value value = term(tested);
  std::span<const Operand> elements = list(operand(op, 2));
  for (size_t i = 0; i < elements.size() && !problem_; i += 2) {
    Value choice = value.narrowed(term(elements[i]).kinds);
    if (!choice.is_set()) continue;
    narrow(tested, choice);
    branch(elements[i + 1]);
  }
  narrow(tested, value);
  branch(operand(op, 1));
  alive_ = false;
}

void FlowCheck::select_tuple_arity(const Op& op) {
  const Operand& tested = operand(op, 0);
  Value value = term(tested);
  if (value.kinds == kTupleValue) prove();
  Value tuple = value.narrowed(kTupleValue);
  std::span<const Operand> elements = list(operand(op, 2));
  for (size_t i = 0; i < elements.size() && !problem_; i += 2) {
    uint32_t arity = elements[i].index();
    bool possible =
        tuple.is_set() && (tuple.exact_arity() ? tuple.detail == arity : tuple.detail <= arity);
    if (!possible) continue;
    narrow(tested, with_arity(tuple, arity));
    branch(elements[i + 1]);
  }
  narrow(tested, tuple);
  if (tuple.is_set()) branch(operand(op, 1));
  alive_ = false;
}

}  // namespace linac
