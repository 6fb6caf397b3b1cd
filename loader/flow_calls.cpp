// Flow check of calls, funs and built-in functions.
#include <algorithm>

#include "loader/flow.h"

namespace linac {

// A function of this module may be passed match contexts, and is checked for what it is passed.
void FlowCheck::pass_arguments(uint32_t function_index) {
  const Function& callee = module_.functions[function_index];
  need_x(callee.arity);
  if (problem_) return;
  bool changed = !shared_.called[function_index];
  Value* arguments = shared_.arguments.data() + shared_.first_argument[function_index];
  for (uint32_t i = 0; i < callee.arity; i++) {
    Value value = values_[i];
    if ((value.kinds & ~(kAnyTerm | kMatchContextValue)) != 0) {
      return fail("passes a match position or the like as a term");
    }
    value.flags &= Value::kExactArity;
    if (shared_.called[function_index]) value = join(arguments[i], value);
    changed |= value != arguments[i];
    arguments[i] = value;
  }
  shared_.called[function_index] = true;
  if (!changed || shared_.waiting[function_index]) return;
  shared_.waiting[function_index] = true;
  shared_.queue.push_back(function_index);
}

// The arguments have been checked. A call in the body goes on with its result in x0; the others
// leave the function.
void FlowCheck::leave_by_call(const Op& op, bool returns, Value result) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  need_all_y();
  if (header_.peeked && !problem_) {
    lacks_ = true;
    fail("calls between loop_rec and remove_message");
  }
  if (problem_) return;
  if (info.flow == Flow::kTailCall) {
    bool has_frame = info.roles[info.arity - 1u] == Role::kFrame;
    if (has_frame) drop_frame(number(op, info.arity - 1u));
    if (header_.frame >= 0) fail("leaves by a call with a stack frame");
    alive_ = false;
    return;
  }
  if (header_.frame < 0) return fail("calls without a stack frame");
  enter_handler();
  collects(0);
  clear_floats();
  bool endless =
      std::find(endless_calls_.begin(), endless_calls_.end(), op_index_) != endless_calls_.end();
  if (!returns || endless) {
    flags_ |= kFallsOff;
    alive_ = false;
    return;
  }
  set_x(0, result);
  header_.after_raiser = true;
  header_.fresh = (result.flags & Value::kFreshTuple) != 0;
}

void FlowCheck::call(const Op& op) {
  uint32_t callee = module_.label_functions[number(op, 1)];
  pass_arguments(callee);
  leave_by_call(op, shared_.returns[callee], Value::any());
}

void FlowCheck::call_ext(const Op& op) {
  const KnownFunction& known = shared_.imports[number(op, 1)];
  need_terms(number(op, 0));
  if ((known.flags & kNeverReturns) != 0) {
    // Whatever its form: it raises here, and the stack frame does not matter.
    may_raise();
    flags_ |= kFallsOff;
    alive_ = false;
    return;
  }
  Value result = Value::of(known.result);
  if ((known.flags & kMakesFreshTuple) != 0) result.flags |= Value::kFreshTuple;
  leave_by_call(op, true, result);
}

void FlowCheck::call_fun(const Op& op) {
  uint32_t arity = number(op, 0);
  need_terms(arity + 1);
  if (!problem_ && values_[arity].is_fun_of(arity)) prove();
  leave_by_call(op, true, Value::any());
}

void FlowCheck::call_fun2(const Op& op) {
  uint32_t arity = number(op, 1);
  need_terms(arity);
  if (term(operand(op, 2)).is_fun_of(arity)) prove();
  leave_by_call(op, true, Value::any());
}

// Module and function stand after the arguments.
void FlowCheck::apply(const Op& op) {
  need_terms(number(op, 0) + 2);
  leave_by_call(op, true, Value::any());
}

void FlowCheck::special_call(const Op& op) {
  if (op.opcode == Opcode::kSend) {
    need_terms(2);
    return leave_by_call(op, true, Value::any());
  }
  if (op.opcode == Opcode::kBsInitWritable) {
    need_terms(1);
    may_raise();
    collects(1);
    return set_x(0, Value::of(kBitstringValue));
  }
  need_terms(3);
  leave_by_call(op, true, Value::of(kAtomValue));
}

// Captures x0 .. and gives its fun in x0; reserves for itself.
void FlowCheck::make_fun2(const Op& op) {
  const Lambda& lambda = module_.lambdas[number(op, 0)];
  need_terms(lambda.free_count);
  collects(lambda.free_count);
  if (!problem_) set_x(0, Value::fun(lambda.fun_arity()));
}

void FlowCheck::make_fun3(const Op& op) {
  const Lambda& lambda = module_.lambdas[number(op, 0)];
  generic_with_result(op, Value::fun(lambda.fun_arity()));
}

// bif0 .. bif3 and gc_bif1 .. gc_bif3: operands are fail, live, import, arguments, target, as far as
// the op has them.
void FlowCheck::bif(const Op& op) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  bool has_fail = info.roles[0] == Role::kFail;
  unsigned import = 0;
  while (info.roles[import] != Role::kImport) import++;
  const KnownFunction& known = shared_.imports[number(op, import)];
  std::array<Value, 3> arguments;
  unsigned count = info.arity - import - 2u;
  bool integers = count > 0;
  for (unsigned i = 0; i < count; i++) {
    bool context = (known.flags & kTakesContext) != 0;
    const Operand& argument = operand(op, import + 1 + i);
    arguments[i] = context ? movable(argument) : term(argument);
    integers = integers && arguments[i].kinds == kIntegerValue;
    if ((arguments[i].kinds & ~(kAnyTerm | kMatchContextValue)) != 0) {
      fail("takes a match position or the like for a term");
    }
  }
  if (info.has(kCollects)) collects(number(op, 1));
  if (has_fail) {
    branch_or_raise(operand(op, 0));
  } else {
    may_raise();
  }
  for (unsigned i = 0; i < std::min(count, 2u) && !problem_; i++) {
    if (known.arguments[i] == kAnyTerm) continue;
    Value value = arguments[i].narrowed(known.arguments[i]);
    const Operand& position = operand(op, import + 1);
    bool element = i == 1 && (known.flags & kIsElement) != 0 && value.is_set() &&
                   position.kind == OperandKind::kSmall && position.integer() > 0 &&
                   position.integer() <= static_cast<int64_t>(kMaxTupleArity);
    if (element) value = with_least_arity(value, static_cast<uint64_t>(position.integer()));
    narrow(operand(op, import + 1 + i), value);
    // It gives a result only for such an argument.
    if (!value.is_set()) alive_ = false;
  }
  if (!alive_ || problem_) return;
  bool number = known.result == (kIntegerValue | kFloatValue);
  uint16_t result = known.result;
  if (number && integers) result = kIntegerValue;
  set(operand(op, info.arity - 1u), Value::of(result));
}

}  // namespace linac
