// Moving, taking apart and building terms; floats.
#include "core/term/arith.h"
#include "core/term/atom.h"
#include "loader/ir_builder.h"

namespace linac {

using IrOp = ir::Op;

void IrBuilder::move(const Op&, Operands o) { set(o[1], value(o[0])); }

void IrBuilder::swap(const Op&, Operands o) {
  NodeId first = value(o[0]), second = value(o[1]);
  set(o[0], second);
  set(o[1], first);
}

// -- taking apart: tested where our own inference has not proved that it can be

void IrBuilder::get_list(const Op& op, Operands o) {
  NodeId list = value(o[0]);
  if (!proved()) need(add(IrOp::kIsCons, {list}), ir::RaiseKind::kNotDestructurable, list);
  if (op.opcode == Opcode::kGetHd) return set(o[1], add(IrOp::kHead, {list}));
  if (op.opcode == Opcode::kGetTl) return set(o[1], add(IrOp::kTail, {list}));
  NodeId head = add(IrOp::kHead, {list});
  NodeId tail = add(IrOp::kTail, {list});
  set(o[1], head);
  set(o[2], tail);
}

// Whether a tuple has an element at that position, from 1.
ir::NodeId IrBuilder::has_element(NodeId tuple, uint64_t position) {
  NodeId size = add(IrOp::kTupleSize, {tuple});
  return add(IrOp::kSmallLessEqual, {constant(make_small(static_cast<int64_t>(position))), size});
}

void IrBuilder::need_tuple(NodeId tuple, uint64_t least) {
  if (proved()) return;
  need(add(IrOp::kIsTuple, {tuple}), ir::RaiseKind::kNotDestructurable, tuple);
  need(has_element(tuple, least), ir::RaiseKind::kNotDestructurable, tuple);
}

void IrBuilder::get_tuple_element(const Op&, Operands o) {
  NodeId tuple = value(o[0]);
  uint64_t index = static_cast<uint64_t>(o[1].integer());
  need_tuple(tuple, index + 1);
  set(o[2], add(IrOp::kElement, {tuple}, index));
}

// Which of several keys is missing does not matter: no target is set before all have been found.
void IrBuilder::get_map_elements(const Op&, Operands o) {
  Operands list = module_.list(o[2]);
  NodeId map = value(o[1]);
  if (!proved()) go_on_if(add(IrOp::kIsMap, {map}), o[0]);
  std::vector<NodeId> found;
  for (size_t i = 0; i + 1 < list.size(); i += 2) {
    found.push_back(add(IrOp::kMapGet, {map, value(list[i])}));
    go_on_if(add(IrOp::kIsNoTerm, {found.back()}), o[0], false);
  }
  for (size_t i = 0; i < found.size(); i++) set(list[2 * i + 1], found[i]);
}

// fail, map, target, live, keys and values
void IrBuilder::put_map(const Op& op, Operands o) {
  Operands list = module_.list(o[4]);
  if (list.empty() || list.size() >= ir::kMostPutMapInputs) return interpret(op, o);
  std::vector<NodeId> inputs{value(o[1])};
  for (const Operand& operand : list) inputs.push_back(value(operand));
  NodeId made = add(IrOp::kPutMap, inputs, op.opcode == Opcode::kPutMapExact);
  if (o[0].index() != 0) {
    graph_.node(made).flags |= ir::kInGuard;
    graph_.node(made).handler = ir::kNoBlock;
    go_on_if(add(IrOp::kIsNoTerm, {made}), o[0], false);
  }
  set(o[2], made);
}

void IrBuilder::has_map_fields(const Op&, Operands o) {
  NodeId map = value(o[1]);
  if (!proved()) go_on_if(add(IrOp::kIsMap, {map}), o[0]);
  for (const Operand& key : module_.list(o[2])) {
    NodeId found = add(IrOp::kMapGet, {map, value(key)});
    go_on_if(add(IrOp::kIsNoTerm, {found}), o[0], false);
  }
}

// -- building

void IrBuilder::put_list(const Op&, Operands o) {
  set(o[2], add(IrOp::kCons, {value(o[0]), value(o[1])}));
}

void IrBuilder::put_tuple2(const Op&, Operands o) {
  std::vector<NodeId> elements;
  for (const Operand& element : module_.list(o[1])) elements.push_back(value(element));
  set(o[0], add(IrOp::kTuple, elements));
}

void IrBuilder::update_record(const Op&, Operands o) {
  uint64_t arity = static_cast<uint64_t>(o[1].integer());
  NodeId record = value(o[2]);
  if (!proved()) {
    need(add(IrOp::kIsTupleOf, {record}, arity), ir::RaiseKind::kBadrecord, record);
  }
  std::vector<NodeId> inputs{record};
  Operands updates = module_.list(o[4]);
  for (size_t i = 0; i + 1 < updates.size(); i += 2) {
    inputs.push_back(constant(make_small(updates[i].integer())));
    inputs.push_back(value(updates[i + 1]));
  }
  set(o[3], add(IrOp::kUpdateTuple, inputs, arity));
}

void IrBuilder::make_fun2(const Op&, Operands o) {
  take_arguments(module_.lambdas[o[0].index()].free_count);
  set_x(0, add(IrOp::kClosure, scratch_, target(o[0].index())));
}

void IrBuilder::make_fun3(const Op&, Operands o) {
  std::vector<NodeId> captured;
  for (const Operand& operand : module_.list(o[2])) captured.push_back(value(operand));
  set(o[1], add(IrOp::kClosure, captured, target(o[0].index())));
}

// -- floats

void IrBuilder::fmove(const Op&, Operands o) {
  if (o[0].kind == OperandKind::kFloatRegister) {
    return set(o[1], add(IrOp::kBoxFloat, {value(o[0])}));
  }
  if (is_constant(o[0]) && is_float(constant_term(o[0]))) {
    return set(o[1], graph_.float_constant(float_value(constant_term(o[0]))));
  }
  NodeId source = value(o[0]);
  if (!proved()) {
    need(add(IrOp::kIsFloat, {source}), ir::RaiseKind::kBadarg, std::span<const NodeId>{});
  }
  set(o[1], add(IrOp::kUnboxFloat, {source}));
}

void IrBuilder::fconv(const Op&, Operands o) { set(o[1], add(IrOp::kToFloat, {value(o[0])})); }

// A result that is not finite is badarith here, without arguments in the trace.
void IrBuilder::float_arith(const Op& op, Operands o) {
  NodeId inputs[] = {value(o[1]), value(o[2])};
  IrOp operation = op.opcode == Opcode::kFAdd   ? IrOp::kFloatAdd
                   : op.opcode == Opcode::kFSub ? IrOp::kFloatSub
                   : op.opcode == Opcode::kFMul ? IrOp::kFloatMul
                                                : IrOp::kFloatDiv;
  ArithOp arith = op.opcode == Opcode::kFAdd   ? ArithOp::kAdd
                  : op.opcode == Opcode::kFSub ? ArithOp::kSub
                  : op.opcode == Opcode::kFMul ? ArithOp::kMul
                                               : ArithOp::kDiv;
  NodeId result = add(operation, inputs);
  set(o[3], add(IrOp::kCheckFinite, {result}, static_cast<uint64_t>(arith)));
}

void IrBuilder::fnegate(const Op&, Operands o) {
  set(o[2], add(IrOp::kFloatNegate, {value(o[1])}));
}

}  // namespace linac
