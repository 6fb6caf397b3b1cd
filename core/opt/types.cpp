// Uses what TypeFlow finds: values that can be one term only become constants, branches and switches
// lose the sides that control cannot take, tests and comparisons become the cheapest that decide, and
// arithmetic gets flags that say what is known of its operands.
#include <algorithm>
#include <bit>
#include <optional>

#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr int64_t kExactInDouble = int64_t{1} << 53;

// The edges that control can take out of a block that has several.
struct Ending {
  BlockId block;
  std::vector<uint32_t> taken;
};

class TypeRewriter final : public TypeVisitor {
 public:
  TypeRewriter(ir::Graph& graph, PassContext& context, TypeFlow& flow)
      : graph_(graph), context_(context), flow_(flow) {}

  void enter(BlockId block) override { rebuild_.emplace(graph_, block); }
  void node(BlockId block, NodeId id) override;
  void leave(BlockId block) override;
  // Behind the walk: cuts the edges that are not taken.
  bool finish();

 private:
  using Rewrite = void (TypeRewriter::*)(NodeId id);

  void constant_inputs(NodeId id);
  NodeId constant_for(NodeId value);
  void rewrite(NodeId id);
  void arithmetic(NodeId id);
  void exact_division(NodeId id);
  void test(NodeId id);
  void equality(NodeId id);
  void order(NodeId id);
  bool compare_floats(NodeId id, Op op);
  NodeId as_float(NodeId term);
  void float_comparison(NodeId id);
  void select(NodeId id);
  void logic(NodeId id);
  void to_float(NodeId id);
  void native(NodeId id);

  const Type& input_type(NodeId id, uint32_t index) { return flow_.now(graph_.input(id, index)); }
  NodeId add(Op op, std::initializer_list<NodeId> inputs, const Type& type) {
    NodeId id = rebuild_->add(op, inputs, 0, position_);
    flow_.set(id, type);
    return id;
  }
  void turn_into(NodeId id, Op op, std::initializer_list<NodeId> inputs) {
    become(graph_, id, op, inputs);
    changed_ = true;
  }
  void retest(NodeId id, Op op) { turn_into(id, op, {graph_.input(id, 0)}); }

  bool end_switch(const Ending& ending);

  ir::Graph& graph_;
  PassContext& context_;
  TypeFlow& flow_;
  std::optional<Rebuild> rebuild_;
  std::vector<Ending> endings_;
  std::vector<std::pair<BlockId, NodeId>> stops_;
  uint32_t position_ = 0;
  bool changed_ = false;
};

void TypeRewriter::node(BlockId, NodeId id) {
  if (graph_.node(id).op != Op::kPhi) {
    position_ = graph_.node(id).position;
    constant_inputs(id);
    rewrite(id);
  }
  rebuild_->keep(id);
}

// -- Constants -------------------------------------------------------------------------------------

NodeId TypeRewriter::constant_for(NodeId value) {
  const ir::Node& node = graph_.node(value);
  if (is_constant(node.op)) return value;
  const Type& type = flow_.now(value);
  if (node.rep == ir::Rep::kTerm) {
    std::optional<Term> term = type.term();
    if (!term) return value;
    NodeId constant = graph_.constant(*term);
    flow_.set(constant, Type::of_term(*term));
    return constant;
  }
  if (node.rep != ir::Rep::kInt || type.min != type.max) return value;
  int64_t number = type.min;
  NodeId constant = graph_.int_constant(number);
  flow_.set(constant, Type::raw_integer(number, number));
  return constant;
}

void TypeRewriter::constant_inputs(NodeId id) {
  uint32_t count = graph_.node(id).input_count;
  bool writes = graph_.node(id).op == Op::kSetElement;  // its first input is the tuple itself
  for (uint32_t i = writes ? 1 : 0; i < count; ++i) {
    NodeId input = graph_.input(id, i);
    NodeId constant = constant_for(input);
    if (constant == input) continue;
    graph_.inputs(id)[i] = constant;
    changed_ = true;
  }
}

// -- Arithmetic ------------------------------------------------------------------------------------

bool excludes_zero(const Type& type) { return type.is_integer() && (type.min > 0 || type.max < 0); }

void TypeRewriter::arithmetic(NodeId id) {
  ir::Node& node = graph_.node(id);
  const Type& left = input_type(id, 0);
  bool unary = is_unary_arithmetic(node.op);
  const Type& right = unary ? left : input_type(id, 1);
  uint16_t flags = node.flags;
  if (left.is_small()) flags |= ir::kLeftSmall;
  if (right.is_small()) flags |= ir::kRightSmall;
  if (left.is_float()) flags |= ir::kLeftFloat;
  if (right.is_float()) flags |= ir::kRightFloat;
  if (left.is_integer() && left.min >= 0) flags |= ir::kNonNegative;
  if (!unary && excludes_zero(right)) flags |= ir::kNonZero;
  if (left.is_float() != right.is_float()) flags |= ir::kLikelyFloat;
  if (left.is_small() && right.is_small() && node.op != Op::kDivide) {
    Type inputs[] = {left, right};
    if (result_type(graph_, id, inputs).without(kNoTermKind).is_small()) flags |= ir::kNoOverflow;
  }
  changed_ |= flags != node.flags;
  node.flags = flags;
  if (node.op == Op::kIntDiv) exact_division(id);
}

// x div 2^k where the low k bits of x are 0.
void TypeRewriter::exact_division(NodeId id) {
  const Type& left = input_type(id, 0);
  std::optional<int64_t> divisor = constant_small(graph_, graph_.input(id, 1));
  if (!divisor || *divisor <= 0 || !left.is_small()) return;
  uint64_t bits = static_cast<uint64_t>(*divisor);
  if (!std::has_single_bit(bits) || left.low_zeros < std::countr_zero(bits)) return;
  uint16_t kept = graph_.node(id).flags & (ir::kInGuard | ir::kNonNegative);
  NodeId shift = graph_.constant(make_small(std::countr_zero(bits)));
  flow_.set(shift, Type::of_term(make_small(std::countr_zero(bits))));
  turn_into(id, Op::kShiftRight, {graph_.input(id, 0), shift});
  graph_.node(id).flags =
      static_cast<uint16_t>(kept | ir::kLeftSmall | ir::kRightSmall | ir::kNoOverflow);
}

void TypeRewriter::to_float(NodeId id) {
  const Type& type = input_type(id, 0);
  if (type.is_small()) retest(id, Op::kIntToFloat);
  if (type.is_float()) retest(id, Op::kUnboxFloat);
}

// -- Tests -----------------------------------------------------------------------------------------

// The cheapest test that decides for the kinds that are left.
void TypeRewriter::test(NodeId id) {
  Op op = graph_.node(id).op;
  const Type& value = input_type(id, 0);
  if (op == Op::kIsInteger && !value.may_be(kBigInt)) return retest(id, Op::kIsSmall);
  if (op == Op::kIsFloat && !value.may_be(kBoxedFloat)) return retest(id, Op::kIsSelfFloat);
  if (op == Op::kIsList && !value.may_be(kNilKind)) return retest(id, Op::kIsCons);
  if (op == Op::kIsList && !value.may_be(kConsKind)) return retest(id, Op::kIsNil);
  // If every box that it may be passes the test, that it is one decides.
  bool of_boxes = op == Op::kIsTuple || op == Op::kIsTupleOf || op == Op::kIsTaggedTuple ||
                  op == Op::kIsMap || op == Op::kIsBinary || op == Op::kIsBitstring ||
                  op == Op::kIsFun || op == Op::kIsFunOf || op == Op::kIsReference;
  Type boxes = value.only(kInBoxes);
  if (!of_boxes || boxes.is_none()) return;
  Type inputs[] = {boxes, op == Op::kIsTaggedTuple ? input_type(id, 1) : boxes};
  if (result_type(graph_, id, inputs).kinds == kTrue) retest(id, Op::kIsBoxed);
}

void TypeRewriter::equality(NodeId id) {
  Op op = graph_.node(id).op;
  const Type& left = input_type(id, 0);
  const Type& right = input_type(id, 1);
  NodeId a = graph_.input(id, 0);
  NodeId b = graph_.input(id, 1);
  if (op == Op::kSameWord) return;
  constexpr uint32_t kContainers = kConsKind | kTupleKind | kMapKind | kRecordKind | kFunKind;
  bool floats = left.may_be(kFloatKinds) || right.may_be(kFloatKinds);
  bool containers = left.may_be(kContainers) && right.may_be(kContainers);
  bool exact = op == Op::kExactEqual || (!floats && !containers);
  if (exact && (left.is_immediate() || right.is_immediate())) {
    return turn_into(id, Op::kSameWord, {a, b});
  }
  if (op == Op::kExactEqual) return;
  if (exact) return turn_into(id, Op::kExactEqual, {a, b});
  compare_floats(id, Op::kFloatEqual);
}

void TypeRewriter::order(NodeId id) {
  Op op = graph_.node(id).op;
  bool or_equal = op == Op::kLessEqual;
  if (op != Op::kLess && !or_equal) return;
  NodeId a = graph_.input(id, 0);
  NodeId b = graph_.input(id, 1);
  if (flow_.now(a).is_small() && flow_.now(b).is_small()) {
    return turn_into(id, or_equal ? Op::kSmallLessEqual : Op::kSmallLess, {a, b});
  }
  compare_floats(id, or_equal ? Op::kFloatLessEqual : Op::kFloatLess);
}

// A raw float that has exactly the value of the term: integers are compared by value.
NodeId TypeRewriter::as_float(NodeId term) {
  const Type& type = flow_.now(term);
  if (type.is_float()) return add(Op::kUnboxFloat, {term}, Type::raw_float());
  return add(Op::kIntToFloat, {term}, Type::raw_float());
}

bool TypeRewriter::compare_floats(NodeId id, Op op) {
  auto exact = [&](const Type& type) {
    return type.is_float() ||
           (type.is_small() && type.min >= -kExactInDouble && type.max <= kExactInDouble);
  };
  NodeId a = graph_.input(id, 0);
  NodeId b = graph_.input(id, 1);
  const Type& left = flow_.now(a);
  const Type& right = flow_.now(b);
  if (!exact(left) || !exact(right) || (!left.is_float() && !right.is_float())) return false;
  NodeId x = as_float(a);
  NodeId y = as_float(b);
  turn_into(id, op, {x, y});
  return true;
}

// An integer made a float, beside a constant: the integers decide, if no bit was lost.
void TypeRewriter::float_comparison(NodeId id) {
  NodeId small = ir::kNoNode;
  double constant = 0;
  bool left = false;
  for (uint32_t i = 0; i < 2; ++i) {
    NodeId input = graph_.input(id, i);
    if (graph_.node(input).op == Op::kIntToFloat) {
      small = graph_.input(input, 0);
      left = i == 0;
    } else if (std::optional<double> value = constant_float(graph_, input)) {
      constant = *value;
    } else {
      return;
    }
  }
  if (small == ir::kNoNode) return;
  const Type& type = flow_.now(small);
  constexpr double kLimit = static_cast<double>(kExactInDouble);
  bool exact = type.is_small() && type.min >= -kExactInDouble && type.max <= kExactInDouble;
  // Rounding never crosses zero.
  exact |= constant == 0 && type.is_small();
  if (!exact || !(constant >= -kLimit && constant <= kLimit)) return;
  int64_t whole = static_cast<int64_t>(constant);
  if (static_cast<double>(whole) != constant) return;
  NodeId other = graph_.constant(make_small(whole));
  flow_.set(other, Type::of_term(make_small(whole)));
  Op op = graph_.node(id).op == Op::kFloatEqual  ? Op::kSameWord
          : graph_.node(id).op == Op::kFloatLess ? Op::kSmallLess
                                                 : Op::kSmallLessEqual;
  if (left) return turn_into(id, op, {small, other});
  turn_into(id, op, {other, small});
}

void TypeRewriter::select(NodeId id) {
  const Type& condition = input_type(id, 0);
  if (condition.kinds != kTrue && condition.kinds != kFalse) return;
  turn_into(id, Op::kCopy, {graph_.input(id, condition.kinds == kTrue ? 1 : 2)});
}

// and, or with an input of known outcome: it decides, or the other one does.
void TypeRewriter::logic(NodeId id) {
  uint32_t neutral = graph_.node(id).op == Op::kAnd ? kTrue : kFalse;
  for (uint32_t i = 0; i < 2; ++i) {
    uint32_t kinds = input_type(id, i).kinds;
    if (kinds == neutral) return turn_into(id, Op::kCopy, {graph_.input(id, 1 - i)});
  }
}

// -- Natives ---------------------------------------------------------------------------------------

void TypeRewriter::native(NodeId id) {
  if (context_.environment == nullptr) return;
  ir::Node& node = graph_.node(id);
  if (node.input_count == 0) return;
  const Type& type = input_type(id, 0);
  NodeId x = graph_.input(id, 0);
  bool itself = false;
  switch (context_.environment->native(ir::unpack_target(node.imm))) {
    case Native::kFloat:
      if (type.is_small()) {
        NodeId raw = add(Op::kIntToFloat, {x}, Type::raw_float());
        return turn_into(id, Op::kBoxFloat, {raw});
      }
      itself = type.is_float();
      break;
    case Native::kTrunc:
    case Native::kRound: itself = type.is_integer(); break;
    case Native::kAbs: itself = type.is_integer() && type.min >= 0; break;
    case Native::kSqrt:
    case Native::kSin:
    case Native::kCos:
    case Native::kExp:
    case Native::kLog:
    case Native::kPow:
      if (type.is_float()) node.flags |= ir::kLeftFloat;
      if (type.is_small()) node.flags |= ir::kLeftSmall;
      break;
    case Native::kNone:
    case Native::kLength: break;
  }
  if (itself) turn_into(id, Op::kCopy, {x});
}

// -- The walk --------------------------------------------------------------------------------------

void TypeRewriter::rewrite(NodeId id) {
  Op op = graph_.node(id).op;
  if (is_arithmetic(op)) return arithmetic(id);
  if (is_term_test(op)) return test(id);
  if (op >= Op::kSameWord && op <= Op::kEqual) return equality(id);
  if (op == Op::kLess || op == Op::kLessEqual) return order(id);
  if (op >= Op::kFloatEqual && op <= Op::kFloatLessEqual) return float_comparison(id);
  if (op == Op::kSelect) return select(id);
  if (op == Op::kAnd || op == Op::kOr) return logic(id);
  if (op == Op::kToFloat) return to_float(id);
  if (op == Op::kBif || op == Op::kPureBif || op == Op::kCallExt) return native(id);
  if (op == Op::kTag) {
    const Type& type = input_type(id, 0);
    if (type.min >= kSmallMin && type.max <= kSmallMax) retest(id, Op::kTagSmall);
  }
}

void TypeRewriter::leave(BlockId block) {
  NodeId stop = flow_.stop(block);
  if (stop != ir::kNoNode) {
    std::span<const NodeId> old = rebuild_->old();
    auto rest = std::find(old.begin(), old.end(), stop) + 1;
    for (; rest != old.end(); ++rest) rebuild_->keep(*rest);
    stops_.emplace_back(block, stop);
  }
  rebuild_->finish();
  rebuild_.reset();
  if (stop != ir::kNoNode) return;
  const std::vector<BlockId>& succs = graph_.block(block).succs;
  Ending ending{block, {}};
  for (uint32_t i = 0; i < succs.size(); ++i) {
    if (!flow_.takes(block, i)) continue;
    ending.taken.push_back(i);
    if (succs.size() > 1) continue;
    BlockId to = succs[0];
    if (graph_.node(graph_.block(to).nodes[0]).op != Op::kPhi) continue;
    uint32_t index = graph_.pred_index(block, 0);
    for (NodeId phi : std::vector<NodeId>(graph_.block(to).nodes)) {
      if (graph_.node(phi).op != Op::kPhi) break;
      NodeId input = graph_.input(phi, index);
      NodeId constant = constant_for(input);
      if (constant == input) continue;
      graph_.inputs(phi)[index] = constant;
      changed_ = true;
    }
  }
  bool is_switch = graph_.node(graph_.end(block)).op == Op::kSwitch;
  if (ending.taken.size() != succs.size() || (is_switch && succs.size() == 2)) {
    endings_.push_back(std::move(ending));
  }
}

// A switch keeps the cases that are taken; with one of them left it is a branch.
bool TypeRewriter::end_switch(const Ending& ending) {
  BlockId block = ending.block;
  NodeId end = graph_.end(block);
  bool by_term = graph_.node(end).op == Op::kSwitch;
  // If there is no other case, the last one needs no test.
  std::vector<uint32_t> kept = ending.taken;
  if (kept[0] != 0) std::rotate(kept.begin(), kept.end() - 1, kept.end());
  uint32_t count = static_cast<uint32_t>(graph_.block(block).succs.size());
  if (kept.size() == count && !(by_term && count == 2)) return false;
  std::vector<NodeId> inputs = {graph_.input(end, 0)};
  std::vector<BlockId> succs;
  for (uint32_t i : kept) {
    if (i != kept[0]) inputs.push_back(graph_.input(end, i));
    succs.push_back(graph_.block(block).succs[i]);
  }
  for (uint32_t i = count; i-- > 0;) {
    if (std::find(kept.begin(), kept.end(), i) == kept.end()) graph_.remove_edge(block, i);
  }
  if (by_term && kept.size() == 2) {
    NodeId test = graph_.make(Op::kSameWord, {inputs[0], inputs[1]}, 0, graph_.node(end).position);
    graph_.insert_before(block, graph_.block(block).nodes.size() - 1, test);
    become(graph_, end, Op::kBranch, {test});
    std::swap(succs[0], succs[1]);
  } else {
    graph_.set_inputs(end, inputs);
  }
  graph_.block(block).succs = succs;
  return true;
}

bool TypeRewriter::finish() {
  for (auto [block, stop] : stops_) {
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    size_t at = static_cast<size_t>(std::find(nodes.begin(), nodes.end(), stop) - nodes.begin());
    bool done = at + 2 == nodes.size() && graph_.node(nodes.back()).op == Op::kUnreachable;
    if (ends_block(graph_.node(stop).op) || done) continue;
    make_unreachable(graph_, block, at + 1, graph_.node(stop).position);
    changed_ = true;
  }
  for (const Ending& ending : endings_) {
    Op op = graph_.node(graph_.end(ending.block)).op;
    size_t count = graph_.block(ending.block).succs.size();
    if (ending.taken.empty()) {
      size_t last = graph_.block(ending.block).nodes.size() - 1;
      make_unreachable(graph_, ending.block, last, graph_.node(graph_.end(ending.block)).position);
      changed_ = true;
    } else if (ending.taken.size() == 1 && count > 1) {
      make_jump(graph_, ending.block, ending.taken[0]);
      changed_ = true;
    } else if (op == Op::kSwitch || op == Op::kSwitchArity) {
      changed_ |= end_switch(ending);
    }
  }
  return changed_;
}

}  // namespace

bool infer_types(ir::Graph& graph, PassContext& context) {
  bool split = ir::split_critical_edges(graph);
  context.edges_split = true;
  TypeFlow flow(graph, context);
  flow.analyse();
  context.result = flow.returned();
  TypeRewriter rewriter(graph, context, flow);
  flow.visit(rewriter);
  bool changed = rewriter.finish();
  if (changed) ir::remove_unreachable(graph);
  return changed || split;
}

}  // namespace linac::opt
