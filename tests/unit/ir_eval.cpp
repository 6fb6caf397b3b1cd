#include "tests/unit/ir_eval.h"

#include <cmath>

#include "core/ir/text.h"
#include "core/opt/util.h"
#include "core/term/arith.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "core/term/print.h"

namespace linac {

using ir::NodeId;
using ir::Op;

namespace {

__extension__ typedef __int128 Wide;

constexpr size_t kMaxDepth = 20'000;

ArithOp arith_op(Op op) {
  static constexpr ArithOp kOps[] = {
      ArithOp::kAdd, ArithOp::kSub,  ArithOp::kMul, ArithOp::kIntDiv, ArithOp::kRem,
      ArithOp::kDiv, ArithOp::kBand, ArithOp::kBor, ArithOp::kBxor,   ArithOp::kBsl,
      ArithOp::kBsr, ArithOp::kNeg,  ArithOp::kBnot};
  return kOps[static_cast<size_t>(op) - static_cast<size_t>(Op::kAdd)];
}

}  // namespace

void IrEval::add_lambda(ir::Target lambda, const opt::LambdaInfo& info) {
  auto entry = std::make_unique<Lambda>();
  entry->identity = {atoms::kErlang, lambda.index, lambda.unit};
  entry->target = ir::pack(lambda);
  entry->info = info;
  lambdas_[ir::pack(lambda)] = std::move(entry);
}

Term IrEval::make_closure(uint64_t lambda, std::span<const Term> captured) {
  Word* box = space_->take(closure_words(captured.size()));
  box[0] = make_header(BoxedKind::kClosure, captured.size() + 1);
  box[1] = reinterpret_cast<Word>(&lambdas_.at(lambda)->identity);
  for (size_t i = 0; i < captured.size(); ++i) box[2 + i] = captured[i].bits;
  return make_boxed(box);
}

std::string IrEval::text(Term term) const {
  if (term == kNoTerm) return "<no_term>";
  if (is_fun(term)) return "#Fun<" + std::to_string(fun_identity(term).index) + ">";
  return print_term(atoms_, term);
}

std::string IrEval::run(const ir::Graph& graph, std::span<const Term> arguments) {
  frames_.clear();
  broken_.clear();
  Term result = kNoTerm;
  switch (call(&graph, {arguments.begin(), arguments.end()}, result)) {
    case Status::kDone: return "returns " + text(result);
    case Status::kRaised:
      return "raises " + text(raised_.exception_class) + " " + text(raised_.reason) + " at" +
             raised_.trace;
    case Status::kTail:
    case Status::kBroken: break;
  }
  return "broken: " + broken_;
}

IrEval::Status IrEval::broken(const std::string& why) {
  if (broken_.empty()) broken_ = why;
  return Status::kBroken;
}

void IrEval::need(bool condition, const char* what, NodeId id) {
  if (!condition) broken("v" + std::to_string(id) + " needs " + what);
}

// -- Frames ----------------------------------------------------------------------------------------

IrEval::Status IrEval::call(const ir::Graph* graph, std::vector<Term> arguments, Term& result) {
  if (frames_.size() > kMaxDepth) return broken("too deep");
  for (;;) {
    Frame frame;
    frame.graph = graph;
    frame.values.resize(graph->nodes.size());
    frame.known.resize(graph->nodes.size());
    frame.slots.resize(graph->slot_count);
    frames_.push_back(&frame);
    Status status = run_frame(frame, arguments, result);
    frames_.pop_back();
    if (!broken_.empty()) return Status::kBroken;
    if (status != Status::kTail) return status;
    graph = tail_.graph;
    arguments = std::move(tail_.arguments);
  }
}

IrEval::Status IrEval::run_frame(Frame& frame, std::span<const Term> arguments, Term& result) {
  const ir::Graph& graph = *frame.graph;
  for (;;) {
    take_phis(frame);
    bool left = false;
    for (NodeId id : std::vector<NodeId>(graph.block(frame.block).nodes)) {
      const ir::Node& node = graph.node(id);
      if (node.op == Op::kPhi) continue;
      if (++steps_ > step_limit) return broken("too many steps");
      ++counts_[static_cast<size_t>(node.op)];
      frame.node = id;
      Status status = Status::kDone;
      if (node.op == Op::kParam) {
        if (node.imm >= arguments.size()) return broken("no such argument");
        frame.values[id].word = arguments[node.imm].bits;
        frame.known[id] = true;
      } else if (opt::ends_block(node.op)) {
        ir::BlockId before = frame.block;
        status = end_block(frame, id, result);
        if (status == Status::kTail && frame.block == before && frame.edge == UINT32_MAX) {
          return Status::kTail;
        }
        left = true;
      } else {
        status = run_node(frame, id, result);
      }
      if (!broken_.empty()) return Status::kBroken;
      if (status == Status::kRaised) {
        if (!handle(frame)) return Status::kRaised;
        left = true;
      }
      if (left && status == Status::kDone) return Status::kDone;
      if (left) break;
    }
    if (!left) return broken("a block without an end");
  }
}

void IrEval::go(Frame& frame, uint32_t successor) {
  frame.edge = frame.graph->pred_index(frame.block, successor);
  frame.block = frame.graph->block(frame.block).succs[successor];
}

void IrEval::take_phis(Frame& frame) {
  std::vector<std::pair<NodeId, Value>> taken;
  for (NodeId id : frame.graph->block(frame.block).nodes) {
    if (frame.graph->node(id).op != Op::kPhi) break;
    taken.emplace_back(id, in(frame, id, frame.edge));
  }
  for (auto& [id, value] : taken) {
    frame.values[id] = value;
    frame.known[id] = true;
  }
}

// Registers are gone in a handler: only slots and constants stay.
bool IrEval::handle(Frame& frame) {
  ir::BlockId handler = frame.graph->node(frame.node).handler;
  if (handler == ir::kNoBlock) return false;
  for (NodeId id = 0; id < frame.known.size(); ++id) {
    if (!opt::is_constant(frame.graph->node(id).op)) frame.known[id] = false;
  }
  frame.block = handler;
  frame.edge = 0;
  return true;
}

IrEval::Value IrEval::in(Frame& frame, NodeId id, uint32_t index) {
  NodeId input = frame.graph->input(id, index);
  if (!frame.known[input]) {
    broken("v" + std::to_string(id) + " uses v" + std::to_string(input) + ", which is not there");
  }
  return frame.values[input];
}

std::string IrEval::trace_of(const Frame& frame, NodeId id) const {
  std::string out;
  auto add = [&](const ir::Graph& graph, uint32_t position) {
    while (position != UINT32_MAX) {
      const ir::Position& at = graph.positions[position];
      out += " " + std::to_string(at.unit) + ":" + std::to_string(at.function) + ":" +
             std::to_string(at.op);
      position = at.caller;
    }
  };
  add(*frame.graph, frame.graph->node(id).position);
  for (size_t i = frames_.size(); i-- > 1;) {
    const Frame& caller = *frames_[i - 1];
    add(*caller.graph, caller.graph->node(caller.node).position);
  }
  return out;
}

IrEval::Status IrEval::raise(Frame& frame, NodeId id, Term exception_class, Term reason,
                             const std::string& detail) {
  raised_ = {exception_class, reason, " " + detail + trace_of(frame, id)};
  return Status::kRaised;
}

// -- Nodes -----------------------------------------------------------------------------------------

IrEval::Status IrEval::run_node(Frame& frame, NodeId id, Term& result) {
  const ir::Graph& graph = *frame.graph;
  const ir::Node& node = graph.node(id);
  Op op = node.op;
  Value value;
  Status status = Status::kDone;
  bool collects = (graph.effects(id) & ir::kCollects) != 0;
  if (opt::is_arithmetic(op)) {
    status = arithmetic(frame, id, value);
  } else if (op == Op::kCheckFinite) {
    status = check_finite(frame, id, value);
  } else if (op == Op::kToFloat) {
    status = to_float(frame, id, value);
  } else if (op == Op::kBif || op == Op::kPureBif) {
    status = native(frame, id, value);
  } else if (op >= Op::kCall && op <= Op::kApply) {
    status = do_call(frame, id, value);
  } else if (!compute(frame, id, value)) {
    return broken("cannot run " + ir::print_node(graph, atoms_, id));
  }
  if (collects) reserved_ = op == Op::kReserve ? node.imm : 0;
  if (status != Status::kDone) return status;
  (void)result;
  frame.values[id] = value;
  frame.known[id] = node.rep != ir::Rep::kNone;
  return Status::kDone;
}

IrEval::Status IrEval::arithmetic(Frame& frame, NodeId id, Value& value) {
  const ir::Node& node = frame.graph->node(id);
  bool unary = opt::is_unary_arithmetic(node.op);
  Term a = term(frame, id, 0);
  Term b = unary ? make_small(0) : term(frame, id, 1);
  auto flag = [&](uint16_t bit) { return (node.flags & bit) != 0; };
  if (flag(ir::kLeftSmall)) need(a.is_small(), "a small left", id);
  if (flag(ir::kRightSmall) && !unary) need(b.is_small(), "a small right", id);
  if (flag(ir::kLeftFloat)) need(is_float(a), "a float left", id);
  if (flag(ir::kRightFloat) && !unary) need(is_float(b), "a float right", id);
  if (flag(ir::kNonNegative)) {
    need(!a.is_small() || a.small_value() >= 0, "a left of 0 or more", id);
    need(a.is_small() || !is_big(a) || !is_big_negative(a), "a left of 0 or more", id);
  }
  if (flag(ir::kNonZero)) need(b != make_small(0), "a right but 0", id);
  if (!broken_.empty()) return Status::kBroken;
  ArithOp op = arith_op(node.op);
  size_t words = arith_words(op, a, b);
  if (words > space_->left()) return broken("no memory");
  ArithResult result = arith(op, a, b, *space_);
  if (flag(ir::kNoOverflow) && a.is_small() && b.is_small() && result.ok()) {
    need(result.value.is_small(), "a small result", id);
  }
  if (result.ok()) {
    value.word = result.value.bits;
    return Status::kDone;
  }
  if (flag(ir::kInGuard)) {
    value.word = kNoTerm.bits;
    return Status::kDone;
  }
  need((frame.graph->effects(id) & ir::kRaises) != 0, "not to raise", id);
  Term reason = result.error == ArithError::kSystemLimit ? *atoms_.intern("system_limit")
                : result.error == ArithError::kBadarg    ? atoms::kBadarg
                                                         : atoms::kBadarith;
  std::string detail =
      std::to_string(static_cast<int>(op)) + "(" + text(a) + (unary ? "" : "," + text(b)) + ")";
  return raise(frame, id, atoms::kError, reason, detail);
}

IrEval::Status IrEval::check_finite(Frame& frame, NodeId id, Value& value) {
  const ir::Graph& graph = *frame.graph;
  value = in(frame, id, 0);
  if (std::isfinite(value.number)) return Status::kDone;
  std::string detail = std::to_string(graph.node(id).imm) + "(";
  for (uint32_t i = 1; i < graph.node(id).input_count; ++i) {
    Value operand = in(frame, id, i);
    bool raw = graph.node(graph.input(id, i)).rep == ir::Rep::kFloat;
    if (raw) need(std::isfinite(operand.number), "finite operands", id);
    if (!broken_.empty()) return Status::kBroken;
    detail += (i > 1 ? "," : "") + text(raw ? space_->number(operand.number) : Term{operand.word});
  }
  return raise(frame, id, atoms::kError, atoms::kBadarith, detail + ")");
}

IrEval::Status IrEval::to_float(Frame& frame, NodeId id, Value& value) {
  Term a = term(frame, id, 0);
  ArithResult result = convert_number(NumberConversion::kFloat, a, *space_);
  if (!result.ok()) {
    return raise(frame, id, atoms::kError, atoms::kBadarith, "float(" + text(a) + ")");
  }
  value.number = float_value(result.value);
  return Status::kDone;
}

IrEval::Status IrEval::native(Frame& frame, NodeId id, Value& value) {
  const ir::Node& node = frame.graph->node(id);
  auto found = natives_.find(node.imm);
  if (found == natives_.end()) return broken("no such native");
  std::vector<Term> arguments;
  for (uint32_t i = 0; i < node.input_count; ++i) arguments.push_back(term(frame, id, i));
  Term result = found->second(*this, arguments);
  value.word = result.bits;
  if (result != kNoTerm || (node.flags & ir::kInGuard) != 0) return Status::kDone;
  std::string detail = "native" + std::to_string(ir::unpack_target(node.imm).index) + "(";
  for (Term argument : arguments) detail += text(argument) + ",";
  return raise(frame, id, atoms::kError, atoms::kBadarg, detail + ")");
}

// -- Calls -----------------------------------------------------------------------------------------

IrEval::Status IrEval::find_callee(Frame& frame, NodeId id, const ir::Graph*& graph,
                                   std::vector<Term>& arguments) {
  const ir::Node& node = frame.graph->node(id);
  for (uint32_t i = 0; i < node.input_count; ++i) arguments.push_back(term(frame, id, i));
  uint64_t target = node.imm;
  if (node.op == Op::kCallFun || node.op == Op::kTailCallFun) {
    Term fun = arguments.back();
    arguments.pop_back();
    if (!is_closure(fun)) {
      if (space_->left() < tuple_words(2)) return broken("no memory");
      Term reason = space_->tuple_of(atoms::kBadfun, fun);
      return raise(frame, id, atoms::kError, reason, text(fun));
    }
    const auto& entry = reinterpret_cast<const Lambda&>(fun_identity(fun));
    if (entry.info.fun_arity != node.imm) {
      return raise(frame, id, atoms::kError, *atoms_.intern("badarity"), text(fun));
    }
    for (size_t i = 0; i < entry.info.captured; ++i) {
      arguments.push_back(payload_term(fun, 1 + i));
    }
    target = ir::pack(entry.info.function);
  } else if (node.op == Op::kApply || node.op == Op::kTailApply) {
    return broken("apply");
  }
  auto found = functions_.find(target);
  if (found == functions_.end()) return broken("no such function");
  graph = found->second;
  return Status::kDone;
}

IrEval::Status IrEval::do_call(Frame& frame, NodeId id, Value& value) {
  if (frame.graph->node(id).op == Op::kCallExt) return native(frame, id, value);
  const ir::Graph* graph = nullptr;
  std::vector<Term> arguments;
  Status status = find_callee(frame, id, graph, arguments);
  if (status != Status::kDone) return status;
  Term result = kNoTerm;
  status = call(graph, std::move(arguments), result);
  value.word = result.bits;
  return status;
}

IrEval::Status IrEval::end_block(Frame& frame, NodeId id, Term& result) {
  const ir::Graph& graph = *frame.graph;
  const ir::Node& node = graph.node(id);
  switch (node.op) {
    case Op::kJump:
    case Op::kTryEnter: go(frame, 0); return Status::kTail;
    case Op::kBranch: go(frame, in(frame, id, 0).word != 0 ? 0 : 1); return Status::kTail;
    case Op::kSwitch: {
      Term value = term(frame, id, 0);
      uint32_t target = 0;
      for (uint32_t i = 1; i < node.input_count && target == 0; ++i) {
        if (term(frame, id, i) == value) target = i;
      }
      go(frame, target);
      return Status::kTail;
    }
    case Op::kSwitchArity: {
      Term value = term(frame, id, 0);
      need(is_tuple(value), "a tuple", id);
      if (!broken_.empty()) return Status::kBroken;
      uint32_t target = 0;
      for (uint32_t i = 1; i < node.input_count && target == 0; ++i) {
        if (in(frame, id, i).word == tuple_arity(value)) target = i;
      }
      go(frame, target);
      return Status::kTail;
    }
    case Op::kReturn: result = term(frame, id, 0); return Status::kDone;
    case Op::kTailCall:
    case Op::kTailCallFun:
    case Op::kTailApply: {
      tail_ = {};
      Status status = find_callee(frame, id, tail_.graph, tail_.arguments);
      if (status == Status::kDone) frame.edge = UINT32_MAX;
      return status == Status::kDone ? Status::kTail : status;
    }
    case Op::kTailCallExt: {
      Value value;
      Status status = native(frame, id, value);
      result = Term{value.word};
      return status;
    }
    case Op::kRaise: return raise_node(frame, id);
    default: return broken("cannot go on behind " + ir::print_node(graph, atoms_, id));
  }
}

// As the runtime has it.
Term IrEval::reason_of(Frame& frame, NodeId id) {
  auto with_value = [&](Term tag) { return space_->tuple_of(tag, term(frame, id, 0)); };
  if (space_->left() < tuple_words(2)) {
    broken("no memory");
    return kNil;
  }
  switch (static_cast<ir::RaiseKind>(frame.graph->node(id).imm)) {
    case ir::RaiseKind::kBadmatch:
    case ir::RaiseKind::kNotDestructurable: return with_value(atoms::kBadmatch);
    case ir::RaiseKind::kCaseClause: return with_value(atoms::kCaseClause);
    case ir::RaiseKind::kTryClause: return with_value(atoms::kTryClause);
    case ir::RaiseKind::kBadrecord: return with_value(atoms::kBadrecord);
    case ir::RaiseKind::kIfClause: return atoms::kIfClause;
    case ir::RaiseKind::kFunctionClause: return atoms::kFunctionClause;
    case ir::RaiseKind::kBadarg: return atoms::kBadarg;
    case ir::RaiseKind::kBadfun: {
      Term fun = term(frame, id, frame.graph->node(id).input_count - 1);
      if (is_closure(fun)) return *atoms_.intern("badarity");
      return space_->tuple_of(atoms::kBadfun, fun);
    }
    case ir::RaiseKind::kReraise: return term(frame, id, 0);
  }
  VM_UNREACHABLE();
}

IrEval::Status IrEval::raise_node(Frame& frame, NodeId id) {
  const ir::Node& node = frame.graph->node(id);
  auto kind = static_cast<ir::RaiseKind>(node.imm);
  if (kind == ir::RaiseKind::kBadfun) {
    Term fun = term(frame, id, node.input_count - 1);
    return raise(frame, id, atoms::kError, reason_of(frame, id), text(fun));
  }
  if (kind == ir::RaiseKind::kReraise) {
    Term trace = term(frame, id, 1);
    raised_.exception_class = atoms::kError;
    raised_.reason = term(frame, id, 0);
    raised_.trace = trace.is_small() && static_cast<size_t>(trace.small_value()) < traces_.size()
                        ? traces_[static_cast<size_t>(trace.small_value())]
                        : " ?";
    return Status::kRaised;
  }
  std::string detail = "raise" + std::to_string(node.imm) + "(";
  for (uint32_t i = 0; i < node.input_count; ++i) detail += text(term(frame, id, i)) + ",";
  return raise(frame, id, atoms::kError, reason_of(frame, id), detail + ")");
}

// -- Building --------------------------------------------------------------------------------------

bool IrEval::build(Frame& frame, NodeId id, Value& value) {
  const ir::Graph& graph = *frame.graph;
  const ir::Node& node = graph.node(id);
  uint32_t count = node.input_count;
  size_t words = node.op == Op::kCons          ? kConsWords
                 : node.op == Op::kTuple       ? tuple_words(count)
                 : node.op == Op::kUpdateTuple ? tuple_words(node.imm)
                                               : closure_words(count);
  if (check_reserves) {
    need(words <= reserved_, "reserved words", id);
    reserved_ -= std::min<uint64_t>(words, reserved_);
  }
  if (words > space_->left()) broken("no memory");
  if (!broken_.empty()) return true;
  if (node.op == Op::kCons) {
    value.word = space_->cons(term(frame, id, 0), term(frame, id, 1)).bits;
  } else if (node.op == Op::kTuple) {
    Term tuple = space_->tuple(count);
    for (uint32_t i = 0; i < count; ++i) payload(tuple)[i] = term(frame, id, i).bits;
    value.word = tuple.bits;
  } else if (node.op == Op::kUpdateTuple) {
    Term old = term(frame, id, 0);
    need(is_tuple_of(old, node.imm), "a tuple of that arity", id);
    if (!broken_.empty()) return true;
    Term tuple = space_->tuple(node.imm);
    std::copy_n(payload(old), node.imm, payload(tuple));
    for (uint32_t i = 1; i + 1 < count; i += 2) {
      payload(tuple)[term(frame, id, i).small_value() - 1] = term(frame, id, i + 1).bits;
    }
    value.word = tuple.bits;
  } else {
    std::vector<Term> captured;
    for (uint32_t i = 0; i < count; ++i) captured.push_back(term(frame, id, i));
    value.word = make_closure(node.imm, captured).bits;
  }
  return true;
}

// -- What has no effect ----------------------------------------------------------------------------

bool IrEval::term_test(const ir::Node& node, Frame& frame, NodeId id, bool& holds) {
  Term t = term(frame, id, 0);
  switch (node.op) {
    case Op::kIsSmall: holds = t.is_small(); return true;
    case Op::kIsInteger: holds = is_integer(t); return true;
    case Op::kIsFloat: holds = is_float(t); return true;
    case Op::kIsSelfFloat: holds = t.is_self_float(); return true;
    case Op::kIsNumber: holds = is_number(t); return true;
    case Op::kIsAtom: holds = t.is_atom(); return true;
    case Op::kIsBoolean: holds = t == atoms::kTrue || t == atoms::kFalse; return true;
    case Op::kIsNil: holds = t.is_nil(); return true;
    case Op::kIsCons: holds = t.is_cons(); return true;
    case Op::kIsList: holds = t.is_list(); return true;
    case Op::kIsTuple: holds = is_tuple(t); return true;
    case Op::kIsTupleOf: holds = is_tuple_of(t, node.imm); return true;
    case Op::kIsTaggedTuple:
      holds = is_tuple_of(t, node.imm) && tuple_element(t, 0) == term(frame, id, 1);
      return true;
    case Op::kIsBoxed: holds = t.is_boxed(); return true;
    case Op::kIsMap: holds = is_map(t); return true;
    case Op::kIsBinary: holds = is_bitstring(t) && bit_size(t) % 8 == 0; return true;
    case Op::kIsBitstring: holds = is_bitstring(t); return true;
    case Op::kIsMatchContext: holds = is_boxed_kind(t, BoxedKind::kMatchContext); return true;
    case Op::kIsFun: holds = is_fun(t); return true;
    case Op::kIsFunOf:
      holds = is_closure(t) &&
              reinterpret_cast<const Lambda&>(fun_identity(t)).info.fun_arity == node.imm;
      return true;
    case Op::kIsPid: holds = is_pid(t); return true;
    case Op::kIsPort: holds = is_port(t); return true;
    case Op::kIsReference: holds = is_reference(t); return true;
    case Op::kIsNoTerm: holds = t == kNoTerm; return true;
    default: return false;
  }
}

bool IrEval::compare(Frame& frame, NodeId id, bool& holds) {
  const ir::Node& node = frame.graph->node(id);
  Value x = in(frame, id, 0);
  Value y = node.input_count > 1 ? in(frame, id, 1) : x;
  Term a{x.word}, b{y.word};
  int64_t i = static_cast<int64_t>(x.word), j = static_cast<int64_t>(y.word);
  if (node.op == Op::kSmallLess || node.op == Op::kSmallLessEqual) {
    need(a.is_small() && b.is_small(), "smalls", id);
  }
  if (node.op == Op::kSameWord && a != b) {
    need(a.is_immediate() || b.is_immediate() || !exact_equal(a, b), "an immediate", id);
  }
  switch (node.op) {
    case Op::kSameWord: holds = a == b; return true;
    case Op::kExactEqual: holds = exact_equal(a, b); return true;
    case Op::kEqual: holds = equal(a, b); return true;
    case Op::kLess:
    case Op::kSmallLess: holds = linac::compare(atoms_, a, b) < 0; return true;
    case Op::kLessEqual:
    case Op::kSmallLessEqual: holds = linac::compare(atoms_, a, b) <= 0; return true;
    case Op::kIntEqual: holds = i == j; return true;
    case Op::kIntLess: holds = i < j; return true;
    case Op::kIntLessEqual: holds = i <= j; return true;
    case Op::kFloatEqual: holds = x.number == y.number; return true;
    case Op::kFloatLess: holds = x.number < y.number; return true;
    case Op::kFloatLessEqual: holds = x.number <= y.number; return true;
    case Op::kNot: holds = x.word == 0; return true;
    case Op::kAnd: holds = x.word != 0 && y.word != 0; return true;
    case Op::kOr: holds = x.word != 0 || y.word != 0; return true;
    default: return false;
  }
}

bool IrEval::compute(Frame& frame, NodeId id, Value& value) {
  const ir::Graph& graph = *frame.graph;
  const ir::Node& node = graph.node(id);
  bool holds = false;
  if (opt::is_term_test(node.op)) {
    bool known = term_test(node, frame, id, holds);
    value.word = holds;
    return known;
  }
  if (node.op >= Op::kSameWord && node.op <= Op::kOr) {
    bool known = compare(frame, id, holds);
    value.word = holds;
    return known;
  }
  auto raw = [&](uint32_t index) { return static_cast<int64_t>(in(frame, id, index).word); };
  auto set = [&](int64_t result) { value.word = static_cast<Word>(result); };
  auto set_wide = [&](Wide result) {
    need(result >= INT64_MIN && result <= INT64_MAX, "64 bits to hold the result", id);
    value.word = static_cast<Word>(result);
  };
  auto number = [&](uint32_t index) { return in(frame, id, index).number; };
  switch (node.op) {
    case Op::kConst:
    case Op::kIntConst: value.word = node.imm; return true;
    case Op::kFloatConst: value.number = std::bit_cast<double>(node.imm); return true;
    case Op::kCopy: value = in(frame, id, 0); return true;
    case Op::kSelect: value = in(frame, id, raw(0) != 0 ? 1 : 2); return true;
    case Op::kBoolToTerm:
      value.word = raw(0) != 0 ? atoms::kTrue.bits : atoms::kFalse.bits;
      return true;
    case Op::kUntag:
      need(term(frame, id, 0).is_small(), "a small", id);
      set(term(frame, id, 0).small_value());
      return true;
    case Op::kTagSmall:
      need(fits_small(raw(0)), "61 bits", id);
      value.word = make_small(raw(0)).bits;
      return true;
    case Op::kTag: value.word = space_->integer(raw(0)).bits; return true;
    case Op::kIntAdd: set_wide(Wide{raw(0)} + raw(1)); return true;
    case Op::kIntSub: set_wide(Wide{raw(0)} - raw(1)); return true;
    case Op::kIntMul: set_wide(Wide{raw(0)} * raw(1)); return true;
    case Op::kIntAnd: set(raw(0) & raw(1)); return true;
    case Op::kIntOr: set(raw(0) | raw(1)); return true;
    case Op::kIntXor: set(raw(0) ^ raw(1)); return true;
    case Op::kIntShiftLeft:  // it may drop high bits: that is how a range is tested
      set(static_cast<int64_t>(static_cast<uint64_t>(raw(0)) << node.imm));
      return true;
    case Op::kIntShiftRight: set(raw(0) >> node.imm); return true;
    case Op::kUnboxFloat:
      need(is_float(term(frame, id, 0)), "a float", id);
      if (broken_.empty()) value.number = float_value(term(frame, id, 0));
      return true;
    case Op::kIntToFloat:
      need(term(frame, id, 0).is_small(), "a small", id);
      value.number = static_cast<double>(term(frame, id, 0).small_value());
      return true;
    case Op::kFloatAdd: value.number = number(0) + number(1); return true;
    case Op::kFloatSub: value.number = number(0) - number(1); return true;
    case Op::kFloatMul: value.number = number(0) * number(1); return true;
    case Op::kFloatDiv: value.number = number(0) / number(1); return true;
    case Op::kFloatNegate: value.number = -number(0); return true;
    case Op::kFloatSqrt: value.number = std::sqrt(number(0)); return true;
    case Op::kBoxFloat:
      need(std::isfinite(number(0)), "a finite float", id);
      value.word = space_->number(number(0)).bits;
      return true;
    case Op::kHead:
    case Op::kTail: {
      Term list = term(frame, id, 0);
      need(list.is_cons(), "a cons", id);
      if (!broken_.empty()) return true;
      value.word = node.op == Op::kHead ? list.head().bits : list.tail().bits;
      return true;
    }
    case Op::kElement: {
      Term tuple = term(frame, id, 0);
      need(is_tuple(tuple) && tuple_arity(tuple) > node.imm, "a tuple with that element", id);
      if (broken_.empty()) value.word = tuple_element(tuple, node.imm).bits;
      return true;
    }
    case Op::kTupleSize:
      need(is_tuple(term(frame, id, 0)), "a tuple", id);
      if (!broken_.empty()) return true;
      value.word = make_small(static_cast<int64_t>(tuple_arity(term(frame, id, 0)))).bits;
      return true;
    case Op::kCaptured:
      value.word = payload_term(term(frame, id, 0), 1 + node.imm).bits;
      return true;
    case Op::kMapGet:
      need(is_map(term(frame, id, 0)), "a map", id);
      if (!broken_.empty()) return true;
      value.word = map_get(atoms_, term(frame, id, 0), term(frame, id, 1)).bits;
      return true;
    case Op::kMapSize:
      value.word = make_small(static_cast<int64_t>(map_size(term(frame, id, 0)))).bits;
      return true;
    case Op::kReserve:
    case Op::kLoopYield: return true;
    case Op::kCons:
    case Op::kTuple:
    case Op::kUpdateTuple:
    case Op::kClosure: return build(frame, id, value);
    case Op::kSetElement:
      payload(term(frame, id, 0))[node.imm] = term(frame, id, 1).bits;
      return true;
    case Op::kSlotStore: frame.slots[node.imm] = in(frame, id, 0).word; return true;
    case Op::kSlotLoad: value.word = frame.slots[node.imm]; return true;
    case Op::kExceptionClass: value.word = raised_.exception_class.bits; return true;
    case Op::kExceptionReason: value.word = raised_.reason.bits; return true;
    case Op::kExceptionTrace:
      traces_.push_back(raised_.trace);
      value.word = make_small(static_cast<int64_t>(traces_.size() - 1)).bits;
      return true;
    default: return false;
  }
}

}  // namespace linac
