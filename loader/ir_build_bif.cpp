// Built-in functions as operations. Where one fails in a guard control goes to the label; in a body
// the native itself is called in cold code, for it to raise what it raises.
#include "core/term/atom.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

IrOp test_of(Operator op) {
  switch (op) {
    case Operator::kIsAtom: return IrOp::kIsAtom;
    case Operator::kIsBinary: return IrOp::kIsBinary;
    case Operator::kIsBitstring: return IrOp::kIsBitstring;
    case Operator::kIsBoolean: return IrOp::kIsBoolean;
    case Operator::kIsFloat: return IrOp::kIsFloat;
    case Operator::kIsFunction: return IrOp::kIsFun;
    case Operator::kIsInteger: return IrOp::kIsInteger;
    case Operator::kIsList: return IrOp::kIsList;
    case Operator::kIsMap: return IrOp::kIsMap;
    case Operator::kIsNumber: return IrOp::kIsNumber;
    case Operator::kIsPid: return IrOp::kIsPid;
    case Operator::kIsPort: return IrOp::kIsPort;
    case Operator::kIsReference: return IrOp::kIsReference;
    case Operator::kIsTuple: return IrOp::kIsTuple;
    default: VM_UNREACHABLE();
  }
}

}  // namespace

// Operands are fail, live, import, arguments, target, as far as the op has them.
void IrBuilder::bif(const Op& op, Operands o) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  unsigned import = 0;
  while (info.roles[import] != Role::kImport) import++;
  bool in_guard = info.roles[0] == Role::kFail && o[0].index() != 0;
  BifCall call{o[import].index(),
               {},
               static_cast<uint32_t>(o.size()) - import - 2,
               in_guard ? &o[0] : nullptr};
  uint8_t needed = info.has(linac::kCollects) ? kIsOperation : kIsOperation | kNeedsNoLive;
  if ((import_flags(call.import) & needed) != needed) return interpret(op, o);
  for (uint32_t i = 0; i < call.count; i++) call.values[i] = value(o[import + 1 + i]);
  NodeId result = build_operator(module_.operators[call.import], call);
  if (block_ != ir::kNoBlock) set(o.back(), result);
}

ir::NodeId IrBuilder::build_operator(Operator op, const BifCall& call) {
  NodeId a = call.values[0], b = call.values[1];
  switch (op) {
    case Operator::kNone: return native(call);
    // +X is X + 0, also in the trace of its failure.
    case Operator::kPlus: return arithmetic(IrOp::kAdd, call, {a, constant(make_small(0))});
    case Operator::kNegate: return arithmetic(IrOp::kNegate, call, {a});
    case Operator::kBitNot: return arithmetic(IrOp::kBitNot, call, {a});
    case Operator::kAdd: return arithmetic(IrOp::kAdd, call, {a, b});
    case Operator::kSub: return arithmetic(IrOp::kSub, call, {a, b});
    case Operator::kMul: return arithmetic(IrOp::kMul, call, {a, b});
    case Operator::kDivide: return arithmetic(IrOp::kDivide, call, {a, b});
    case Operator::kIntDiv: return arithmetic(IrOp::kIntDiv, call, {a, b});
    case Operator::kRem: return arithmetic(IrOp::kRem, call, {a, b});
    case Operator::kBitAnd: return arithmetic(IrOp::kBitAnd, call, {a, b});
    case Operator::kBitOr: return arithmetic(IrOp::kBitOr, call, {a, b});
    case Operator::kBitXor: return arithmetic(IrOp::kBitXor, call, {a, b});
    case Operator::kShiftLeft: return arithmetic(IrOp::kShiftLeft, call, {a, b});
    case Operator::kShiftRight: return arithmetic(IrOp::kShiftRight, call, {a, b});
    case Operator::kLess:
    case Operator::kAtMost:
    case Operator::kGreater:
    case Operator::kAtLeast:
    case Operator::kEqual:
    case Operator::kNotEqual:
    case Operator::kExactlyEqual:
    case Operator::kNotExactlyEqual: return bool_term(compare_values(op, a, b));
    case Operator::kAnd:
    case Operator::kOr:
    case Operator::kXor:
    case Operator::kNot: return logic(op, call);
    // Of terms that compare equal the first.
    case Operator::kMax: return add(IrOp::kSelect, {add(IrOp::kLess, {a, b}), b, a});
    case Operator::kMin: return add(IrOp::kSelect, {add(IrOp::kLess, {b, a}), b, a});
    case Operator::kIsAtom:
    case Operator::kIsBinary:
    case Operator::kIsBitstring:
    case Operator::kIsBoolean:
    case Operator::kIsFloat:
    case Operator::kIsFunction:
    case Operator::kIsInteger:
    case Operator::kIsList:
    case Operator::kIsMap:
    case Operator::kIsNumber:
    case Operator::kIsPid:
    case Operator::kIsPort:
    case Operator::kIsReference:
    case Operator::kIsTuple: return bool_term(add(test_of(op), {a}));
    case Operator::kIsFunctionOf: return is_function_of(call);
    case Operator::kHead: return take_apart(IrOp::kIsCons, IrOp::kHead, call);
    case Operator::kTail: return take_apart(IrOp::kIsCons, IrOp::kTail, call);
    case Operator::kTupleSize: return take_apart(IrOp::kIsTuple, IrOp::kTupleSize, call);
    case Operator::kMapSize: return take_apart(IrOp::kIsMap, IrOp::kMapSize, call);
    case Operator::kByteSize: return size_of_bits(IrOp::kByteSize, call);
    case Operator::kBitSize: return size_of_bits(IrOp::kBitSize, call);
    case Operator::kElement: return element(call);
    case Operator::kMapGet:
    case Operator::kMapsGet: return map_get(call);
    case Operator::kIsMapKey:
    case Operator::kMapsIsKey: return is_map_key(call);
    case Operator::kMapsFind: return map_find(call);
    case Operator::kMapsPut: return map_put(call, false);
    case Operator::kMapsUpdate: return map_put(call, true);
    case Operator::kFloat: return float_of(call);
    case Operator::kSelf: return add(IrOp::kSelf, {});
  }
  VM_UNREACHABLE();
}

void IrBuilder::need_for(NodeId condition, const BifCall& call) {
  if (call.fail) return go_on_if(condition, *call.fail);
  BlockId next = graph_.add_block(), bad = graph_.add_block();
  graph_.block(bad).cold = true;
  branch(condition, next, bad, ir::kLikelyLeftFirst);
  block_ = bad;
  add(IrOp::kBif, call.arguments(), target(call.import));
  unreachable();
  block_ = next;
}

// In a guard the result may be the mark of a failure.
ir::NodeId IrBuilder::guarded(NodeId result, const BifCall& call) {
  if (!call.fail) return result;
  graph_.node(result).flags |= ir::kInGuard;
  graph_.node(result).handler = ir::kNoBlock;
  go_on_if(add(IrOp::kIsNoTerm, {result}), *call.fail, false);
  return result;
}

ir::NodeId IrBuilder::native(const BifCall& call) {
  // What it raises must not be lost, even if its result is not used; in a guard it raises nothing.
  bool pure = call.fail && (import_flags(call.import) & kIsPure) != 0;
  IrOp op = pure ? IrOp::kPureBif : IrOp::kBif;
  return guarded(add(op, call.arguments(), target(call.import)), call);
}

ir::NodeId IrBuilder::arithmetic(ir::Op op, const BifCall& call,
                                 std::initializer_list<NodeId> inputs) {
  return guarded(add(op, inputs), call);
}

ir::NodeId IrBuilder::equality(NodeId a, NodeId b) {
  auto immediate = [&](NodeId id) {
    const ir::Node& node = graph_.node(id);
    return node.op == IrOp::kConst && Term{node.imm}.is_immediate();
  };
  return add(immediate(a) || immediate(b) ? IrOp::kSameWord : IrOp::kExactEqual, {a, b});
}

ir::NodeId IrBuilder::compare_values(Operator op, NodeId a, NodeId b) {
  switch (op) {
    case Operator::kLess: return add(IrOp::kLess, {a, b});
    case Operator::kAtMost: return add(IrOp::kLessEqual, {a, b});
    case Operator::kGreater: return add(IrOp::kLess, {b, a});
    case Operator::kAtLeast: return add(IrOp::kLessEqual, {b, a});
    case Operator::kEqual: return add(IrOp::kEqual, {a, b});
    case Operator::kNotEqual: return add(IrOp::kNot, {add(IrOp::kEqual, {a, b})});
    case Operator::kExactlyEqual: return equality(a, b);
    case Operator::kNotExactlyEqual: return add(IrOp::kNot, {equality(a, b)});
    default: VM_UNREACHABLE();
  }
}

ir::NodeId IrBuilder::logic(Operator op, const BifCall& call) {
  for (NodeId value : call.arguments()) need_for(add(IrOp::kIsBoolean, {value}), call);
  NodeId a = same(call.values[0], atoms::kTrue);
  if (op == Operator::kNot) return bool_term(add(IrOp::kNot, {a}));
  if (op == Operator::kXor) {
    return bool_term(add(IrOp::kNot, {add(IrOp::kSameWord, call.arguments())}));
  }
  NodeId b = same(call.values[1], atoms::kTrue);
  return bool_term(add(op == Operator::kAnd ? IrOp::kAnd : IrOp::kOr, {a, b}));
}

ir::NodeId IrBuilder::take_apart(ir::Op test, ir::Op part, const BifCall& call) {
  need_for(add(test, {call.values[0]}), call);
  return add(part, {call.values[0]});
}

// Also of a match context: OTP's compiler saves making the rest a bitstring.
ir::NodeId IrBuilder::size_of_bits(ir::Op size, const BifCall& call) {
  NodeId value = call.values[0];
  IrOp made_by = graph_.node(value).op;
  bool context = made_by == IrOp::kParam || made_by == IrOp::kPhi || made_by == IrOp::kResult ||
                 made_by == IrOp::kSlotLoad;
  NodeId test = add(IrOp::kIsBitstring, {value});
  if (context) test = add(IrOp::kOr, {test, add(IrOp::kIsMatchContext, {value})});
  need_for(test, call);
  return add(size, {value});
}

ir::NodeId IrBuilder::element(const BifCall& call) {
  const ir::Node position = graph_.node(call.values[0]);
  Term index{position.imm};
  bool known = position.op == IrOp::kConst && index.is_small() && index.small_value() > 0 &&
               index.small_value() <= static_cast<int64_t>(kMaxTupleArity);
  if (!known) return native(call);
  uint64_t from_1 = static_cast<uint64_t>(index.small_value());
  NodeId tuple = call.values[1];
  need_for(add(IrOp::kIsTuple, {tuple}), call);
  need_for(has_element(tuple, from_1), call);
  return add(IrOp::kElement, {tuple}, from_1 - 1);
}

ir::NodeId IrBuilder::map_get(const BifCall& call) {
  NodeId key = call.values[0], map = call.values[1];
  need_for(add(IrOp::kIsMap, {map}), call);
  NodeId found = add(IrOp::kMapGet, {map, key});
  need_for(add(IrOp::kNot, {add(IrOp::kIsNoTerm, {found})}), call);
  return found;
}

ir::NodeId IrBuilder::is_map_key(const BifCall& call) {
  NodeId key = call.values[0], map = call.values[1];
  need_for(add(IrOp::kIsMap, {map}), call);
  NodeId found = add(IrOp::kMapGet, {map, key});
  return bool_term(add(IrOp::kNot, {add(IrOp::kIsNoTerm, {found})}));
}

// {ok, Value} or error.
ir::NodeId IrBuilder::map_find(const BifCall& call) {
  NodeId key = call.values[0], map = call.values[1];
  need_for(add(IrOp::kIsMap, {map}), call);
  NodeId found = add(IrOp::kMapGet, {map, key});
  BlockId there = graph_.add_block(), missing = graph_.add_block(), join = graph_.add_block();
  branch(add(IrOp::kIsNoTerm, {found}), missing, there);
  block_ = there;
  NodeId pair = add(IrOp::kTuple, {constant(atoms::kOk), found});
  go_on_in(join);
  block_ = missing;
  go_on_in(join);
  block_ = join;
  return add(IrOp::kPhi, {pair, constant(atoms::kError)});
}

ir::NodeId IrBuilder::map_put(const BifCall& call, bool exact) {
  NodeId key = call.values[0], value = call.values[1], map = call.values[2];
  need_for(add(IrOp::kIsMap, {map}), call);
  NodeId made = add(IrOp::kPutMap, {map, key, value}, exact);
  if (!exact) return made;
  graph_.node(made).flags |= ir::kInGuard;
  graph_.node(made).handler = ir::kNoBlock;
  need_for(add(IrOp::kNot, {add(IrOp::kIsNoTerm, {made})}), call);
  return made;
}

// The native sees to all that is not small.
ir::NodeId IrBuilder::float_of(const BifCall& call) {
  NodeId number = call.values[0];
  BlockId small = graph_.add_block(), other = graph_.add_block(), join = graph_.add_block();
  branch(add(IrOp::kIsSmall, {number}), small, other, ir::kLikelyLeftFirst);
  block_ = small;
  NodeId made = add(IrOp::kBoxFloat, {add(IrOp::kIntToFloat, {number})});
  go_on_in(join);
  block_ = other;
  NodeId answered = native(call);
  go_on_in(join);
  block_ = join;
  return add(IrOp::kPhi, {made, answered});
}

ir::NodeId IrBuilder::is_function_of(const BifCall& call) {
  const ir::Node arity = graph_.node(call.values[1]);
  Term number{arity.imm};
  bool known = arity.op == IrOp::kConst && number.is_small() && number.small_value() >= 0 &&
               number.small_value() <= 255;
  if (!known) return native(call);
  uint64_t imm = static_cast<uint64_t>(number.small_value());
  return bool_term(add(IrOp::kIsFunOf, {call.values[0]}, imm));
}

}  // namespace linac
