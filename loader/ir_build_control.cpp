// Calls, tests, selections and what always raises.
#include <algorithm>

#include "core/term/atom.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

IrOp test_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::kIsInteger: return IrOp::kIsInteger;
    case Opcode::kIsFloat: return IrOp::kIsFloat;
    case Opcode::kIsNumber: return IrOp::kIsNumber;
    case Opcode::kIsAtom: return IrOp::kIsAtom;
    case Opcode::kIsPid: return IrOp::kIsPid;
    case Opcode::kIsReference: return IrOp::kIsReference;
    case Opcode::kIsPort: return IrOp::kIsPort;
    case Opcode::kIsNil: return IrOp::kIsNil;
    case Opcode::kIsBinary: return IrOp::kIsBinary;
    case Opcode::kIsBitstr: return IrOp::kIsBitstring;
    case Opcode::kIsList: return IrOp::kIsList;
    case Opcode::kIsNonemptyList: return IrOp::kIsCons;
    case Opcode::kIsTuple: return IrOp::kIsTuple;
    case Opcode::kIsMap: return IrOp::kIsMap;
    case Opcode::kIsBoolean: return IrOp::kIsBoolean;
    case Opcode::kIsFunction: return IrOp::kIsFun;
    default: VM_UNREACHABLE();
  }
}

ir::RaiseKind raise_kind(Opcode opcode) {
  switch (opcode) {
    case Opcode::kBadMatch: return ir::RaiseKind::kBadmatch;
    case Opcode::kCaseEnd: return ir::RaiseKind::kCaseClause;
    case Opcode::kTryCaseEnd: return ir::RaiseKind::kTryClause;
    case Opcode::kIfEnd: return ir::RaiseKind::kIfClause;
    case Opcode::kBadRecord: return ir::RaiseKind::kBadrecord;
    default: VM_UNREACHABLE();
  }
}

// Natives that raise whatever they are given.
bool never_returns(const Import& import) {
  if (import.module != atoms::kErlang) return false;
  if (import.function == atoms::kError || import.function == atoms::kNifError) return true;
  return import.arity == 1 && (import.function == atoms::kExit || import.function == atoms::kThrow);
}

}  // namespace

void IrBuilder::skip(const Op&, Operands) {}

void IrBuilder::func_info(const Op&, Operands o) {
  take_arguments(o[2].index());
  raise(ir::RaiseKind::kFunctionClause, scratch_);
}

void IrBuilder::jump(const Op&, Operands o) { jump_to(module_.labels[o[0].index()]); }

void IrBuilder::return_op(const Op&, Operands) {
  NodeId result = x(0);
  end(IrOp::kReturn, {&result, 1});
}

void IrBuilder::raises(const Op& op, Operands o) {
  NodeId operand = o.empty() ? ir::kNoNode : value(o[0]);
  raise(raise_kind(op.opcode), std::span<const NodeId>(&operand, o.size()));
}

// The operands are trace and reason.
void IrBuilder::reraise(const Op&, Operands o) {
  raise(ir::RaiseKind::kReraise, {value(o[1]), value(o[0])});
}

// -- calls

void IrBuilder::finish_call(NodeId result) {
  set_x(0, result);
  // Validation has believed the compiler that it does not return.
  if ((module_.facts[index_].flags & kFallsOff) != 0) trap();
}

// The arguments are where those of the entry are.
void IrBuilder::call_self() {
  add(IrOp::kLoopYield, {});
  jump_to_stretch(flow_.entry());
}

void IrBuilder::call(const Op& op, Operands o) {
  if (flow_.is_self_call(op)) return call_self();
  take_arguments(o[0].index());
  uint64_t callee = target(module_.label_functions[o[1].index()]);
  if (op.opcode != Opcode::kCall) return end(IrOp::kTailCall, scratch_, callee);
  finish_call(add(IrOp::kCall, scratch_, callee));
}

void IrBuilder::call_ext(const Op& op, Operands o) {
  uint32_t index = o[1].index();
  const Import& import = module_.imports[index];
  bool tail = op.opcode != Opcode::kCallExt;
  bool is_operator =
      module_.operators[index] != Operator::kNone && (import_flags(index) & kIsOperation) != 0;
  if (is_operator) {
    BifCall call{index, {}, import.arity, nullptr};
    for (uint32_t i = 0; i < import.arity; i++) call.values[i] = x(i);
    NodeId result = build_operator(module_.operators[index], call);
    if (block_ == ir::kNoBlock) return;
    if (!tail) return finish_call(result);
    return end(IrOp::kReturn, {&result, 1});
  }
  bool is_send = import.module == atoms::kErlang && import.function == atoms::kSend &&
                 import.arity == 2 && (import_flags(index) & kIsOperation) != 0;
  if (is_send) {
    NodeId result = send(x(0), x(1));
    if (!tail) return finish_call(result);
    return end(IrOp::kReturn, {&result, 1});
  }
  take_arguments(o[0].index());
  if (tail) return end(IrOp::kTailCallExt, scratch_, target(index));
  NodeId result = add(IrOp::kCallExt, scratch_, target(index));
  bool falls_off = (module_.facts[index_].flags & kFallsOff) != 0;
  if (falls_off && never_returns(import)) return unreachable();
  finish_call(result);
}

// As the interpreter does it: the frame is dropped first, so that a loop through funs runs in constant
// space.
bool IrBuilder::returns_result_of_call_fun() const {
  uint32_t end = function_.first_op + function_.op_count;
  auto is = [&](uint32_t index, Opcode opcode) {
    return index < end &&
           (module_.facts[index].flags & (kReached | kUnsetY | kTestContext)) == kReached &&
           module_.ops[index].opcode == opcode;
  };
  return is(index_ + 1, Opcode::kDeallocate) && is(index_ + 2, Opcode::kReturn);
}

void IrBuilder::call_fun(const Op& op, Operands o) {
  bool with_tag = op.opcode == Opcode::kCallFun2;
  uint32_t arity = o[with_tag ? 1 : 0].index();
  NodeId fun = with_tag ? value(o[2]) : x(arity);
  take_arguments(arity);
  scratch_.push_back(fun);
  if (returns_result_of_call_fun()) return end(IrOp::kTailCallFun, scratch_, arity);
  finish_call(add(IrOp::kCallFun, scratch_, arity));
}

void IrBuilder::apply(const Op& op, Operands o) {
  uint32_t arity = o[0].index();
  take_arguments(arity + 2);
  if (op.opcode == Opcode::kApplyLast) return end(IrOp::kTailApply, scratch_, arity);
  finish_call(add(IrOp::kApply, scratch_, arity));
}

// -- tests

void IrBuilder::type_test(const Op& op, Operands o) {
  go_on_if(add(test_of(op.opcode), {value(o[1])}), o[0]);
}

void IrBuilder::is_function2(const Op& op, Operands o) {
  bool known = o[2].kind == OperandKind::kSmall && o[2].integer() >= 0 && o[2].integer() <= 255;
  if (!known) return interpret(op, o);
  go_on_if(add(IrOp::kIsFunOf, {value(o[1])}, static_cast<uint64_t>(o[2].integer())), o[0]);
}

void IrBuilder::test_arity(const Op&, Operands o) {
  go_on_if(add(IrOp::kIsTupleOf, {value(o[1])}, static_cast<uint64_t>(o[2].integer())), o[0]);
}

void IrBuilder::is_tagged_tuple(const Op&, Operands o) {
  NodeId tag = value(o[3]);
  uint64_t arity = static_cast<uint64_t>(o[2].integer());
  go_on_if(add(IrOp::kIsTaggedTuple, {value(o[1]), tag}, arity), o[0]);
}

void IrBuilder::compare(const Op& op, Operands o) {
  NodeId a = value(o[1]), b = value(o[2]);
  switch (op.opcode) {
    case Opcode::kIsLt: return go_on_if(add(IrOp::kLess, {a, b}), o[0]);
    case Opcode::kIsGe: return go_on_if(add(IrOp::kLessEqual, {b, a}), o[0]);
    case Opcode::kIsEq: return go_on_if(add(IrOp::kEqual, {a, b}), o[0]);
    case Opcode::kIsNe: return go_on_if(add(IrOp::kEqual, {a, b}), o[0], false);
    case Opcode::kIsEqExact: return go_on_if(equality(a, b), o[0]);
    case Opcode::kIsNeExact: return go_on_if(equality(a, b), o[0], false);
    default: VM_UNREACHABLE();
  }
}

// -- selections. Of equal keys the first counts. Switches have their keys in the order of their words.

// Keys that are not told by their word come before the others: they are equal to none of them.
ir::NodeId IrBuilder::select_boxed(NodeId source, Operands list) {
  for (size_t i = 0; i + 1 < list.size(); i += 2) {
    if (is_immediate(list[i])) continue;
    go_on_if(equality(source, value(list[i])), list[i + 1], false);
  }
  return source;
}

void IrBuilder::select_val(const Op&, Operands o) {
  Operands list = module_.list(o[2]);
  std::vector<SelectKey> keys;
  for (uint32_t i = 0; i + 1 < list.size(); i += 2) {
    if (is_immediate(list[i])) keys.push_back({constant_term(list[i]).bits, i + 1});
  }
  select(IrOp::kSwitch, select_boxed(value(o[0]), list), keys, o);
}

void IrBuilder::select_tuple_arity(const Op&, Operands o) {
  Operands list = module_.list(o[2]);
  std::vector<SelectKey> keys;
  for (uint32_t i = 0; i + 1 < list.size(); i += 2) {
    keys.push_back({static_cast<Word>(list[i].integer()), i + 1});
  }
  NodeId source = value(o[0]);
  if (!proved()) go_on_if(add(IrOp::kIsTuple, {source}), o[1]);
  select(IrOp::kSwitchArity, source, keys, o);
}

void IrBuilder::select(ir::Op op, NodeId source, std::vector<SelectKey>& keys, Operands o) {
  std::stable_sort(keys.begin(), keys.end(),
                   [](const SelectKey& a, const SelectKey& b) { return a.key < b.key; });
  auto same_key = [](const SelectKey& a, const SelectKey& b) { return a.key == b.key; };
  keys.erase(std::unique(keys.begin(), keys.end(), same_key), keys.end());
  if (keys.empty()) return go_to(o[1]);
  Operands list = module_.list(o[2]);
  std::vector<NodeId> inputs{source};
  std::vector<BlockId> ways{way_to(o[1])};
  for (const SelectKey& key : keys) {
    inputs.push_back(op == IrOp::kSwitch ? constant(Term{key.key})
                                         : graph_.int_constant(static_cast<int64_t>(key.key)));
    ways.push_back(way_to(list[key.label_at]));
  }
  BlockId from = block_;
  end(op, inputs);
  for (BlockId way : ways) graph_.add_edge(from, way);
}

}  // namespace linac
