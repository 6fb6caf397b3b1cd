#include "tests/unit/ir_random.h"

#include <cmath>

#include "core/term/arith.h"

namespace linac {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

namespace {

int64_t edge_integer(std::mt19937_64& random) {
  static constexpr int64_t kEdges[] = {
      0,         1,  2, -1,   3, kSmallMax, kSmallMin, 1ll << 53, kSmallMax - 1, kSmallMin + 1,
      1ll << 31, -2, 7, 1000, 64};
  int64_t value = kEdges[random() % std::size(kEdges)];
  if (random() % 4 == 0) value += static_cast<int64_t>(random() % 5) - 2;
  return std::min(std::max(value, kSmallMin), kSmallMax);
}

double edge_float(std::mt19937_64& random) {
  static constexpr double kEdges[] = {0.0, -0.0,   1.0,  -1.5,  2.0,    0.5,    1e300,
                                      4.0, 1e-300, 3.25, 1e100, 9.0e15, -1e300, 1e-200};
  return kEdges[random() % std::size(kEdges)];
}

}  // namespace

Term RandomFunction::argument(std::mt19937_64& random, uint32_t number) {
  bool wants_float = kind_of(number) == Kind::kFloat;
  uint64_t which = random() % 16;
  if (which < 13) {
    if (wants_float) {
      auto term = make_self_float(edge_float(random));
      return term ? *term : make_small(5);
    }
    if (which < 5) return make_small(edge_integer(random));
    return make_small(static_cast<int64_t>(random() % 20) - 5);
  }
  if (which == 13) return random() % 2 == 0 ? atoms::kTrue : atoms::kOk;
  if (which == 14) return linac::kNil;
  return wants_float ? make_small(static_cast<int64_t>(random() % 5)) : *make_self_float(1.5);
}

NodeId RandomFunction::constant(Kind kind) {
  if (kind == Kind::kAny) {
    switch (below(4)) {
      case 0: return graph_.constant(below(2) == 0 ? atoms::kTrue : atoms::kFalse);
      case 1: return graph_.constant(below(2) == 0 ? atoms::kOk : linac::kNil);
      default: kind = below(2) == 0 ? Kind::kInteger : Kind::kFloat;
    }
  }
  if (kind == Kind::kFloat) {
    auto term = make_self_float(edge_float(random_));
    return graph_.constant(term ? *term : *make_self_float(2));
  }
  if (below(3) == 0) return graph_.constant(make_small(edge_integer(random_)));
  return graph_.constant(make_small(1 + below(9)));
}

NodeId& RandomFunction::of(Kind kind) {
  for (;;) {
    uint32_t number = below(options_.registers);
    if (kind_of(number) == kind) return registers_[number];
  }
}

NodeId RandomFunction::operand(Kind kind) {
  if (below(40) == 0) return any();  // what it does not want
  return below(3) == 0 ? constant(kind) : of(kind);
}

NodeId RandomFunction::add(Op op, std::initializer_list<NodeId> inputs, uint64_t imm,
                           uint16_t flags) {
  uint32_t position = graph_.add_position({0, 0, ++line_, UINT32_MAX});
  NodeId id = graph_.append(block_, op, inputs, imm, position);
  graph_.node(id).flags = flags;
  if ((graph_.effects(id) & ir::kRaises) != 0) graph_.node(id).handler = handler_;
  return id;
}

NodeId RandomFunction::phi(std::initializer_list<NodeId> inputs) {
  return graph_.append(block_, Op::kPhi, inputs);
}

void RandomFunction::jump(BlockId to) {
  graph_.append(block_, Op::kJump, {});
  graph_.add_edge(block_, to);
}

void RandomFunction::branch(NodeId condition, BlockId if_true, BlockId if_false) {
  graph_.append(block_, Op::kBranch, {condition});
  graph_.add_edge(block_, if_true);
  graph_.add_edge(block_, if_false);
}

// Goes on if the condition holds, else raises.
void RandomFunction::need(NodeId condition) {
  BlockId on = new_block(), raises = new_block();
  branch(condition, on, raises);
  block_ = raises;
  graph_.block(raises).cold = true;
  NodeId raise = add(Op::kRaise, {any()}, static_cast<uint64_t>(ir::RaiseKind::kBadmatch));
  graph_.node(raise).handler = handler_;
  block_ = on;
}

// Does it if the condition holds; registers may have either value behind.
template <class Then>
void RandomFunction::if_holds(NodeId condition, Then then) {
  if (below(6) == 0) {
    need(condition);
    return then();
  }
  BlockId yes = new_block(), meet = new_block(), no = new_block();
  branch(condition, yes, no);
  std::vector<NodeId> before = registers_;
  block_ = no;
  jump(meet);
  block_ = yes;
  then();
  jump(meet);
  block_ = meet;
  for (size_t i = 0; i < registers_.size(); ++i) registers_[i] = phi({before[i], registers_[i]});
}

// -- Statements ------------------------------------------------------------------------------------

void RandomFunction::arithmetic() {
  static constexpr Op kOps[] = {Op::kAdd,    Op::kAdd,    Op::kSub,        Op::kSub,   Op::kMul,
                                Op::kIntDiv, Op::kRem,    Op::kBitAnd,     Op::kBitOr, Op::kBitXor,
                                Op::kNegate, Op::kBitNot, Op::kShiftRight, Op::kDivide};
  static constexpr Op kFloatOps[] = {Op::kAdd, Op::kSub, Op::kMul, Op::kDivide, Op::kNegate};
  Kind kind = some_number();
  bool floats = kind == Kind::kFloat;
  Op op = floats ? kFloatOps[below(std::size(kFloatOps))] : kOps[below(std::size(kOps))];
  NodeId left = operand(kind);
  if (op == Op::kNegate || op == Op::kBitNot) {
    of(kind) = add(op, {left});
    return;
  }
  NodeId right = operand(floats && below(4) == 0 ? Kind::kInteger : kind);
  // Numbers stay short, and divisors are not 0 most of the time.
  if (op == Op::kShiftRight) right = graph_.constant(make_small(below(8)));
  if (!floats && op == Op::kMul) right = graph_.constant(make_small(below(200)));
  bool divides = op == Op::kIntDiv || op == Op::kRem || op == Op::kDivide;
  if (divides && below(4) != 0) right = constant(kind);
  NodeId result = add(op, {left, right});
  of(op == Op::kDivide ? Kind::kFloat : kind) = result;
}

void RandomFunction::guarded_arithmetic(uint32_t depth) {
  static constexpr Op kOps[] = {Op::kAdd, Op::kSub, Op::kRem, Op::kBitAnd};
  NodeId result = add(kOps[below(std::size(kOps))],
                      {below(3) == 0 ? any() : operand(Kind::kInteger), operand(Kind::kInteger)}, 0,
                      ir::kInGuard);
  NodeId failed = add(Op::kIsNoTerm, {result});
  BlockId no = new_block(), yes = new_block(), meet = new_block();
  branch(failed, no, yes);
  std::vector<NodeId> before = registers_;
  block_ = no;
  statements(1, depth + 1);
  std::vector<NodeId> on_failure = registers_;
  jump(meet);
  registers_ = before;
  block_ = yes;
  of(Kind::kInteger) = result;
  std::vector<NodeId> on_success = registers_;
  jump(meet);
  block_ = meet;
  for (size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = phi({on_failure[i], on_success[i]});
  }
}

void RandomFunction::float_arithmetic() {
  static constexpr Op kOps[] = {Op::kFloatAdd, Op::kFloatSub, Op::kFloatMul, Op::kFloatDiv};
  static constexpr ArithOp kNames[] = {ArithOp::kAdd, ArithOp::kSub, ArithOp::kMul, ArithOp::kDiv};
  NodeId a = of(Kind::kFloat), b = operand(Kind::kFloat);
  NodeId both = add(Op::kAnd, {add(Op::kIsFloat, {a}), add(Op::kIsFloat, {b})});
  if_holds(both, [&] {
    NodeId x = add(Op::kUnboxFloat, {a});
    NodeId y = add(Op::kUnboxFloat, {b});
    for (uint32_t i = 0; i < 1 + below(3); ++i) {
      uint32_t which = below(4);
      NodeId raw = add(kOps[which], {x, y});
      NodeId checked = add(Op::kCheckFinite, {raw, x, y}, static_cast<uint64_t>(kNames[which]));
      (below(2) == 0 ? x : y) = checked;
    }
    of(Kind::kFloat) = add(Op::kBoxFloat, {below(2) == 0 ? x : y});
  });
}

void RandomFunction::build() {
  switch (below(3)) {
    case 0: of(Kind::kAny) = add(Op::kCons, {operand(), operand()}); return;
    case 1: of(Kind::kAny) = add(Op::kTuple, {operand(), operand()}); return;
    default: {
      NodeId tuple = of(Kind::kAny);
      if_holds(add(Op::kIsTupleOf, {tuple}, 2), [&] {
        NodeId place = graph_.constant(make_small(1 + below(2)));
        of(Kind::kAny) = add(Op::kUpdateTuple, {tuple, place, operand()}, 2);
      });
    }
  }
}

void RandomFunction::take_apart() {
  NodeId value = of(Kind::kAny);
  uint32_t which = below(4);
  if (which < 2) {
    if_holds(add(Op::kIsCons, {value}),
             [&] { any() = add(below(2) == 0 ? Op::kHead : Op::kTail, {value}); });
  } else if (which == 2) {
    if_holds(add(Op::kIsTupleOf, {value}, 2),
             [&] { any() = add(Op::kElement, {value}, below(2)); });
  } else {
    if_holds(add(Op::kIsTuple, {value}),
             [&] { of(Kind::kInteger) = add(Op::kTupleSize, {value}); });
  }
}

NodeId RandomFunction::condition() {
  static constexpr Op kTests[] = {Op::kIsInteger, Op::kIsFloat,   Op::kIsNumber, Op::kIsAtom,
                                  Op::kIsCons,    Op::kIsList,    Op::kIsTuple,  Op::kIsNil,
                                  Op::kIsBoolean, Op::kIsBoolean, Op::kIsSmall};
  static constexpr Op kComparisons[] = {Op::kExactEqual, Op::kEqual, Op::kLess, Op::kLessEqual};
  NodeId test;
  if (below(2) == 0) {
    test = add(kTests[below(std::size(kTests))], {any()});
  } else if (below(3) == 0) {
    bool zero = below(4) == 0;
    NodeId left = zero ? of(Kind::kFloat) : of(Kind::kInteger);
    Term word = zero ? *make_self_float(below(2) == 0 ? 0.0 : -0.0) : make_small(below(4));
    test = add(Op::kSameWord, {left, graph_.constant(word)});
  } else {
    Kind kind = static_cast<Kind>(below(3));
    test = add(kComparisons[below(std::size(kComparisons))], {operand(kind), operand(kind)});
  }
  if (below(6) == 0) test = add(Op::kNot, {test});
  if (below(8) == 0) test = add(below(2) == 0 ? Op::kAnd : Op::kOr, {test, condition()});
  return test;
}

void RandomFunction::if_else(uint32_t depth) {
  NodeId test = condition();
  BlockId yes = new_block(), no = new_block(), meet = new_block();
  branch(test, yes, no);
  std::vector<NodeId> before = registers_;
  block_ = yes;
  statements(1 + below(3), depth + 1);
  jump(meet);
  std::vector<NodeId> after_yes = registers_;
  registers_ = before;
  block_ = no;
  statements(below(3), depth + 1);
  jump(meet);
  block_ = meet;
  for (size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = phi({after_yes[i], registers_[i]});
  }
}

void RandomFunction::switch_on(uint32_t depth) {
  NodeId value = any();
  Term keys[] = {make_small(0), make_small(1 + below(3)), atoms::kTrue};
  if (below(3) == 0) {
    value = of(Kind::kFloat);
    keys[0] = *make_self_float(0.0);
    keys[1] = *make_self_float(-0.0);
  }
  std::vector<NodeId> inputs = {value};
  for (Term key : keys) inputs.push_back(graph_.constant(key));
  BlockId meet = new_block(), from = block_;
  graph_.append(block_, graph_.make(Op::kSwitch, inputs));
  std::vector<NodeId> before = registers_;
  std::vector<std::vector<NodeId>> after;
  for (uint32_t i = 0; i < 4; ++i) {
    registers_ = before;
    block_ = new_block();
    graph_.add_edge(from, block_);
    statements(below(2), depth + 1);
    jump(meet);
    after.push_back(registers_);
  }
  block_ = meet;
  for (size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = phi({after[0][i], after[1][i], after[2][i], after[3][i]});
  }
}

void RandomFunction::loop(uint32_t depth) {
  NodeId zero = graph_.constant(make_small(0)), one = graph_.constant(make_small(1));
  BlockId header = new_block(), body = new_block(), out = new_block();
  jump(header);
  block_ = header;
  registers_.push_back(graph_.constant(make_small(1 + below(5))));  // the counter
  for (NodeId& value : registers_) value = phi({value});
  std::vector<NodeId> phis = registers_;
  branch(add(Op::kSameWord, {phis.back(), zero}), out, body);
  block_ = body;
  if (below(2) == 0) of(Kind::kInteger) = phis.back();
  statements(1 + below(4), depth + 1);
  if (below(4) == 0) {
    // A second way out.
    BlockId on = new_block(), leaves = new_block();
    branch(condition(), on, leaves);
    block_ = leaves;
    graph_.append(block_, Op::kReturn, {any()});
    block_ = on;
  }
  registers_.back() = add(Op::kSub, {registers_.back(), one});
  add(Op::kLoopYield, {});
  jump(header);
  for (size_t i = 0; i < phis.size(); ++i) graph_.add_input(phis[i], registers_[i]);
  registers_ = phis;
  registers_.pop_back();
  block_ = out;
}

void RandomFunction::try_block(uint32_t depth) {
  BlockId body = new_block(), handler = new_block(), meet = new_block();
  uint32_t first_slot = graph_.slot_count;
  graph_.slot_count += static_cast<uint32_t>(registers_.size());
  for (size_t i = 0; i < registers_.size(); ++i) {
    add(Op::kSlotStore, {registers_[i]}, first_slot + i);
  }
  graph_.append(block_, Op::kTryEnter, {});
  graph_.add_edge(block_, body);
  graph_.add_edge(block_, handler);
  graph_.block(handler).is_handler = true;
  BlockId outer = handler_;
  handler_ = handler;
  block_ = body;
  statements(1 + below(4), depth + 1);
  handler_ = outer;
  jump(meet);
  std::vector<NodeId> after = registers_;
  block_ = handler;
  for (size_t i = 0; i < registers_.size(); ++i) {
    registers_[i] = add(Op::kSlotLoad, {}, first_slot + i);
  }
  of(Kind::kAny) = add(Op::kExceptionReason, {});
  jump(meet);
  block_ = meet;
  for (size_t i = 0; i < registers_.size(); ++i) registers_[i] = phi({after[i], registers_[i]});
}

void RandomFunction::call() {
  uint32_t which = below(3);
  std::vector<NodeId> inputs;
  uint64_t imm = ir::pack({0, 1 + which});
  if (which == 2) {
    // A fun: captured terms, or whatever is in a register.
    NodeId fun = below(4) == 0
                     ? any()
                     : graph_.append(block_, graph_.make(Op::kClosure, {operand(), operand()},
                                                         ir::pack({0, 0})));
    inputs = {operand(Kind::kInteger), fun};
    imm = 1;
  } else {
    for (uint32_t i = 0; i < options_.arity; ++i) inputs.push_back(operand(kind_of(i)));
  }
  uint32_t position = graph_.add_position({0, 0, ++line_, UINT32_MAX});
  NodeId id = graph_.make(which == 2 ? Op::kCallFun : Op::kCall, inputs, imm, position);
  graph_.node(id).handler = handler_;
  of(Kind::kAny) = graph_.append(block_, id);
}

void RandomFunction::statement(uint32_t depth) {
  bool deeper = depth < options_.max_depth;
  uint32_t which = below(22);
  if (which < 7) return arithmetic();
  if (which < 9) return float_arithmetic();
  if (which < 10) {
    uint32_t number = below(options_.registers);
    registers_[number] = constant(kind_of(number));
    return;
  }
  if (which < 12) return build();
  if (which < 13) return take_apart();
  if (which < 14 && options_.calls) return call();
  if (!deeper) return arithmetic();
  if (which < 17) return if_else(depth);
  if (which < 18) return guarded_arithmetic(depth);
  if (which < 19) return switch_on(depth);
  if (which < 20 && options_.tries) return try_block(depth);
  return loop(depth);
}

void RandomFunction::statements(uint32_t count, uint32_t depth) {
  for (uint32_t i = 0; i < count; ++i) statement(depth);
}

ir::Graph RandomFunction::make() {
  graph_ = {};
  graph_.name = "random";
  graph_.arity = options_.arity;
  block_ = graph_.add_block();
  for (uint32_t i = 0; i < options_.arity; ++i) {
    registers_.push_back(graph_.append(block_, Op::kParam, {}, i));
  }
  while (registers_.size() < options_.registers) {
    registers_.push_back(constant(kind_of(static_cast<uint32_t>(registers_.size()))));
  }
  statements(options_.statements, 0);
  if (options_.tail_calls) {
    NodeId fun = graph_.append(
        block_, graph_.make(Op::kClosure, {operand(Kind::kInteger), operand(Kind::kFloat)},
                            ir::pack({0, 0})));
    uint32_t position = graph_.add_position({0, 0, ++line_, UINT32_MAX});
    std::vector<NodeId> inputs = {operand(Kind::kInteger), operand(Kind::kInteger),
                                  operand(Kind::kFloat)};
    if (below(2) == 0) {
      inputs = {operand(Kind::kInteger), below(8) == 0 ? any() : fun};
      graph_.append(block_, graph_.make(Op::kTailCallFun, inputs, 1, position));
    } else {
      graph_.append(block_, graph_.make(Op::kTailCall, inputs, ir::pack({0, 2}), position));
    }
    return std::move(graph_);
  }
  NodeId result = graph_.append(block_, graph_.make(Op::kTuple, registers_));
  graph_.append(block_, Op::kReturn, {result});
  return std::move(graph_);
}

}  // namespace linac
