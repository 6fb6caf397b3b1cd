#include "core/opt/type_flow.h"

#include <algorithm>

#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr int kMaxWalks = 24;           // then everything that phis bring is taken as unknown
constexpr uint8_t kChangesToWiden = 2;  // along back edges, before ranges jump to thresholds
constexpr uint8_t kChangesToInfinity = 6;
constexpr uint8_t kChangesToTop = 24;

}  // namespace

TypeFlow::TypeFlow(ir::Graph& graph, PassContext& context)
    : graph_(graph),
      context_(context),
      order_(ir::reverse_postorder(graph)),
      dominators_(graph, order_),
      now_(graph.nodes.size()),
      defined_(graph.nodes.size()),
      changes_(graph.nodes.size()),
      reached_(graph.blocks.size()),
      visited_(graph.blocks.size()),
      stops_(graph.blocks.size(), ir::kNoNode) {
  find_thresholds();
}

// Constants that values are compared with: ranges stop growing there first.
void TypeFlow::find_thresholds() {
  thresholds_ = {kSmallMin, -1, 0, 1, kSmallMax};
  for (BlockId block : order_.blocks) {
    for (NodeId id : graph_.block(block).nodes) {
      Op op = graph_.node(id).op;
      bool compares = (op >= Op::kSameWord && op <= Op::kIntLessEqual) || op == Op::kSwitch;
      if (!compares) continue;
      for (NodeId input : graph_.inputs(id)) {
        std::optional<int64_t> value = constant_small(graph_, input);
        if (!value) value = constant_int(graph_, input);
        if (value) thresholds_.push_back(*value);
      }
    }
  }
  std::sort(thresholds_.begin(), thresholds_.end());
  thresholds_.erase(std::unique(thresholds_.begin(), thresholds_.end()), thresholds_.end());
}

Type TypeFlow::widen(const Type& old, const Type& grown, uint32_t count, bool raw) const {
  if (count < kChangesToWiden || old.is_none() || !old.may_be(kIntegerKinds)) return grown;
  int64_t min = grown.min;
  int64_t max = grown.max;
  bool to_infinity = count >= kChangesToInfinity;
  if (min < old.min) {
    auto at = std::upper_bound(thresholds_.begin(), thresholds_.end(), min);
    min = to_infinity || at == thresholds_.begin() ? kMinusInfinity : *(at - 1);
  }
  if (max > old.max) {
    auto at = std::lower_bound(thresholds_.begin(), thresholds_.end(), max);
    max = to_infinity || at == thresholds_.end() ? kPlusInfinity : *at;
  }
  if (raw) {
    Type type = grown;
    type.min = min;
    type.max = max;
    return type;
  }
  return join(grown, Type::integer(min, max));
}

// -- Walking ---------------------------------------------------------------------------------------

void TypeFlow::analyse() {
  for (int walks = 1;; ++walks) {
    changed_ = false;
    if (!walk(nullptr)) return;
    VM_CHECK(walks <= kMaxWalks + 1);
    if (walks == kMaxWalks) give_up();
  }
}

// Nothing is left that a further walk could change.
void TypeFlow::give_up() {
  for (BlockId block : order_.blocks) {
    reached_[block] = true;
    for (NodeId id : graph_.block(block).nodes) {
      if (graph_.node(id).op != Op::kPhi) break;
      bool raw = graph_.node(id).rep == ir::Rep::kInt;
      defined_[id] = raw ? Type::raw_integer(INT64_MIN, INT64_MAX) : Type::any_word();
    }
  }
  returned_ = Type::any();
}

void TypeFlow::visit(TypeVisitor& visitor) { walk(&visitor); }

bool TypeFlow::walk(TypeVisitor* visitor) {
  reached_[0] = true;
  visited_.assign(visited_.size(), false);
  std::vector<Visit> stack = {{0, 0, 0}};
  enter_block(0, visitor);
  while (!stack.empty()) {
    Visit& visit = stack.back();
    std::span<const BlockId> children = dominators_.children(visit.block);
    if (visit.child == children.size()) {
      undo_to(visit.undo);
      stack.pop_back();
      continue;
    }
    BlockId child = children[visit.child++];
    if (!reached_[child]) continue;
    stack.push_back({child, undo_.size(), 0});
    enter_block(child, visitor);
  }
  return changed_;
}

void TypeFlow::undo_to(size_t length) {
  while (undo_.size() > length) {
    now_[undo_.back().id] = undo_.back().type;
    undo_.pop_back();
  }
}

void TypeFlow::enter_block(BlockId id, TypeVisitor* visitor) {
  visited_[id] = true;
  const ir::Block& block = graph_.block(id);
  if (block.preds.size() == 1) {
    BlockId pred = block.preds[0];
    const std::vector<BlockId>& succs = graph_.block(pred).succs;
    size_t index = static_cast<size_t>(std::find(succs.begin(), succs.end(), id) - succs.begin());
    assume_edge(pred, static_cast<uint32_t>(index));
  }
  stops_[id] = ir::kNoNode;
  if (visitor != nullptr) visitor->enter(id);
  std::vector<NodeId> nodes = block.nodes;
  for (NodeId node : nodes) {
    if (visitor != nullptr) visitor->node(id, node);
    if (pass_node(node)) continue;
    stops_[id] = node;
    break;
  }
  if (visitor != nullptr) visitor->leave(id);
  if (stops_[id] == ir::kNoNode) leave_block(id);
}

// False: control does not come behind the node.
bool TypeFlow::pass_node(NodeId id) {
  const ir::Node& node = graph_.node(id);
  if (node.op == Op::kPhi) {
    now_[id] = defined_[id];
    return true;
  }
  now_[id] = compute(id);
  defined_[id] = now_[id];
  if (node.rep == ir::Rep::kTerm && now_[id].is_none()) return false;
  return succeeded(id);
}

void TypeFlow::leave_block(BlockId id) {
  NodeId end = graph_.end(id);
  Op op = graph_.node(end).op;
  if (op == Op::kReturn) join_returned(now_[graph_.input(end, 0)]);
  if (op == Op::kTailCall) join_returned(call_type(end));
  if (op == Op::kTailCallExt || op == Op::kTailCallFun || op == Op::kTailApply) {
    join_returned(Type::any());
  }
  for (uint32_t i = 0; i < graph_.block(id).succs.size(); ++i) {
    size_t before = undo_.size();
    if (assume_edge(id, i)) contribute(id, i);
    undo_to(before);
  }
}

bool TypeFlow::takes(BlockId block, uint32_t successor) {
  size_t before = undo_.size();
  bool possible = assume_edge(block, successor);
  undo_to(before);
  return possible;
}

void TypeFlow::contribute(BlockId from, uint32_t successor) {
  BlockId to = graph_.block(from).succs[successor];
  if (!reached_[to]) {
    reached_[to] = true;
    if (visited_[to] || order_.goes_back(from, to)) changed_ = true;
  }
  const ir::Block& block = graph_.block(to);
  if (graph_.node(block.nodes[0]).op != Op::kPhi) return;
  uint32_t index = graph_.pred_index(from, successor);
  for (NodeId phi : block.nodes) {
    if (graph_.node(phi).op != Op::kPhi) break;
    take_phi_input(phi, now_[graph_.input(phi, index)], visited_[to]);
  }
}

void TypeFlow::take_phi_input(NodeId phi, const Type& type, bool back) {
  bool raw = graph_.node(phi).rep == ir::Rep::kInt;
  const Type& old = defined_[phi];
  Type grown = raw ? join_raw(old, type) : join(old, type);
  if (grown == old) return;
  if (back) {
    changed_ = true;
    uint8_t count = changes_[phi] < UINT8_MAX ? changes_[phi]++ : UINT8_MAX;
    grown = widen(old, grown, count, raw);
    if (count >= kChangesToTop) {
      grown = raw ? Type::raw_integer(INT64_MIN, INT64_MAX) : Type::any_word();
    }
  }
  defined_[phi] = grown;
}

void TypeFlow::join_returned(const Type& type) {
  Type grown = join(returned_, type);
  if (grown == returned_) return;
  returned_ = widen(returned_, grown, returned_changes_++, false);
  if (returned_changes_ > kChangesToTop) returned_ = Type::any();
  changed_ |= calls_self_;
}

void TypeFlow::set(NodeId id, const Type& type) {
  if (id >= now_.size()) {
    now_.resize(graph_.nodes.size());
    defined_.resize(graph_.nodes.size());
    changes_.resize(graph_.nodes.size());
  }
  now_[id] = type;
  defined_[id] = type;
}

// -- What nodes give -------------------------------------------------------------------------------

Type TypeFlow::compute(NodeId id) {
  const ir::Node& node = graph_.node(id);
  if (node.op == Op::kParam) {
    return node.imm < context_.params.size() ? context_.params[node.imm] : Type::any_word();
  }
  if (node.op == Op::kCall) return call_type(id);
  bool native = node.op == Op::kBif || node.op == Op::kPureBif || node.op == Op::kCallExt;
  if (native && context_.environment != nullptr) return native_type(id);
  // The rules look at the first inputs of a node, and at all of update_tuple's.
  constexpr uint32_t kFew = 4;
  Type few[kFew];
  std::vector<Type> many;
  Type* inputs = few;
  uint32_t count = node.input_count;
  if (node.op != Op::kUpdateTuple) {
    count = std::min(count, kFew);
  } else if (count > kFew) {
    many.resize(count);
    inputs = many.data();
  }
  for (uint32_t i = 0; i < count; ++i) inputs[i] = now_[graph_.input(id, i)];
  return result_type(graph_, id, inputs);
}

Type TypeFlow::call_type(NodeId id) {
  ir::Target target = ir::unpack_target(graph_.node(id).imm);
  if (context_.function.index != UINT32_MAX && target.unit == context_.function.unit &&
      target.index == context_.function.index) {
    calls_self_ = true;
    return returned_;
  }
  return context_.environment != nullptr ? context_.environment->result(target) : Type::any();
}

Type TypeFlow::native_type(NodeId id) const {
  const ir::Node& node = graph_.node(id);
  Type type = Type::any();
  const Type& first = node.input_count > 0 ? now_[graph_.input(id, 0)] : type;
  switch (context_.environment->native(ir::unpack_target(node.imm))) {
    case Native::kNone: break;
    case Native::kTrunc:
    case Native::kRound: type = Type::of_kinds(kIntegerKinds); break;
    case Native::kAbs:
      type = Type::integer(0, kPlusInfinity);
      if (first.may_be(kFloatKinds)) type = join(type, Type::of_kinds(kFloatKinds));
      break;
    case Native::kLength: type = Type::integer(0, kSmallMax); break;
    case Native::kFloat:
    case Native::kSqrt:
    case Native::kSin:
    case Native::kCos:
    case Native::kExp:
    case Native::kLog:
    case Native::kPow: type = Type::of_kinds(kFloatKinds); break;
  }
  if ((node.flags & ir::kInGuard) != 0) type = join(type, Type::of_kinds(kNoTermKind));
  return type;
}

// -- What is known behind a node that has succeeded ------------------------------------------------

bool TypeFlow::narrow(NodeId id, const Type& type) {
  Type narrowed = meet(now_[id], type);
  if (graph_.node(id).rep == ir::Rep::kInt) {
    narrowed = now_[id];
    narrowed.min = std::max(narrowed.min, type.min);
    narrowed.max = std::min(narrowed.max, type.max);
    narrowed.low_zeros = std::max(narrowed.low_zeros, type.low_zeros);
    if (narrowed.min > narrowed.max) return false;
  }
  if (narrowed == now_[id]) return !narrowed.is_none();
  undo_.push_back({id, now_[id]});
  now_[id] = narrowed;
  return !narrowed.is_none();
}

bool TypeFlow::succeeded(NodeId id) {
  const ir::Node& node = graph_.node(id);
  Op op = node.op;
  bool in_guard = (node.flags & ir::kInGuard) != 0;
  auto first = [&] { return graph_.input(id, 0); };
  if (is_arithmetic(op) && !in_guard) {
    bool integers = op == Op::kIntDiv || op == Op::kRem || op == Op::kBitNot ||
                    (op >= Op::kBitAnd && op <= Op::kShiftRight);
    for (NodeId input : graph_.inputs(id)) {
      if (!narrow_kinds(input, integers ? kIntegerKinds : kNumberKinds)) return false;
    }
    if (op == Op::kIntDiv || op == Op::kRem) {
      NodeId divisor = graph_.input(id, 1);
      return narrow(divisor, now_[divisor].except(make_small(0)));
    }
    return true;
  }
  if (op == Op::kUnboxFloat) return narrow_kinds(first(), kFloatKinds);
  if (op == Op::kToFloat) return narrow_kinds(first(), kNumberKinds);
  if (op == Op::kUntag || op == Op::kIntToFloat) return narrow_kinds(first(), kSmallInt);
  if (op == Op::kHead || op == Op::kTail) return narrow_kinds(first(), kConsKind);
  if (op == Op::kElement || op == Op::kTupleSize) return narrow_kinds(first(), kTupleKind);
  if (op == Op::kMapGet || op == Op::kMapSize) return narrow_kinds(first(), kMapKind);
  if (op == Op::kPutMap && !in_guard) return narrow_kinds(first(), kMapKind);
  if (op == Op::kCaptured) return narrow_kinds(first(), kFunKind);
  if (op == Op::kUpdateTuple) {
    return narrow_kinds(first(), kTupleKind) && narrow(first(), Type::tuple(node.imm));
  }
  if (op == Op::kCallFun) {
    NodeId fun = graph_.input(id, node.input_count - 1);
    return narrow_kinds(fun, kFunKind) && narrow(fun, Type::fun(node.imm));
  }
  bool native = op == Op::kBif || op == Op::kPureBif || op == Op::kCallExt;
  return !native || in_guard || context_.environment == nullptr || native_succeeded(id);
}

bool TypeFlow::native_succeeded(NodeId id) {
  uint32_t kinds = kAnyWord;
  switch (context_.environment->native(ir::unpack_target(graph_.node(id).imm))) {
    case Native::kNone: break;
    case Native::kLength: kinds = kListKinds; break;
    case Native::kFloat:
    case Native::kTrunc:
    case Native::kRound:
    case Native::kAbs:
    case Native::kSqrt:
    case Native::kSin:
    case Native::kCos:
    case Native::kExp:
    case Native::kLog:
    case Native::kPow: kinds = kNumberKinds; break;
  }
  if (kinds == kAnyWord) return true;
  for (NodeId input : graph_.inputs(id)) {
    if (!narrow_kinds(input, kinds)) return false;
  }
  return true;
}

}  // namespace linac::opt
