#include "core/ir/graph.h"

#include <algorithm>
#include <bit>
#include <functional>

namespace linac::ir {

namespace {

// A place in the pool that no node's inputs occupy. No NodeId: nodes are fewer.
constexpr NodeId kFreeInput = UINT32_MAX - 1;

constexpr OpInfo kOpInfos[] = {
    {"none", Rep::kNone, 0, ImmKind::kNone},
#define OP(identifier, name, result, effects, imm, doc) \
  {name, Rep::k##result, effects, ImmKind::imm},
#include "core/ir/ops.def"
#undef OP
};

// Arithmetic that two small integers can make neither fail nor leave 61 bits.
bool is_bitwise(Op op) {
  return op == Op::kBitAnd || op == Op::kBitOr || op == Op::kBitXor || op == Op::kBitNot;
}
bool is_sum_or_product(Op op) {
  return op == Op::kAdd || op == Op::kSub || op == Op::kMul || op == Op::kNegate;
}

// What of kCollects and kRaises stays when the flags say that the inputs are small.
uint16_t small_arithmetic_effects(Op op, uint16_t flags) {
  uint16_t collects = (flags & kNoOverflow) != 0 ? 0 : kCollects;
  uint16_t raises = (flags & kNonZero) != 0 ? 0 : kRaises;
  if (is_bitwise(op)) return 0;
  if (is_sum_or_product(op)) return collects;
  if (op == Op::kRem) return raises;
  if (op == Op::kIntDiv) return collects | raises;  // the smallest small div -1 is a bignum
  if (op == Op::kDivide) return kCollects | raises;
  bool shift = op == Op::kShiftLeft || op == Op::kShiftRight;
  return shift && collects == 0 ? 0 : kCollects | kRaises;
}

bool has_one_operand(Op op) { return op == Op::kNegate || op == Op::kBitNot; }

// Of phi, copy and select: which input's rep they have; else none.
constexpr uint32_t kOwnRep = UINT32_MAX;
uint32_t rep_input(Op op) {
  if (op == Op::kPhi || op == Op::kCopy) return 0;
  return op == Op::kSelect ? 1 : kOwnRep;
}

uint64_t hash_constant(Op op, uint64_t imm) {
  uint64_t hash = (imm ^ static_cast<uint64_t>(op) << 56) * 0x9E3779B97F4A7C15;
  return hash ^ hash >> 32;
}

}  // namespace

const OpInfo& op_info(Op op) { return kOpInfos[static_cast<size_t>(op)]; }

uint16_t Graph::effects(NodeId id) const {
  const Node& node = nodes[id];
  uint16_t effects = op_info(node.op).effects;
  if ((effects & (kRaises | kCollects)) == 0) return effects;
  uint16_t needed = has_one_operand(node.op) ? kLeftSmall : kLeftSmall | kRightSmall;
  if ((node.flags & needed) == needed && (effects & kCalls) == 0) {
    effects &= static_cast<uint16_t>(~(kRaises | kCollects) |
                                     small_arithmetic_effects(node.op, node.flags));
  }
  if (node.flags & kInGuard) effects &= static_cast<uint16_t>(~kRaises);
  return effects;
}

BlockId Graph::add_block() {
  blocks.emplace_back();
  return static_cast<BlockId>(blocks.size() - 1);
}

// Copies the inputs to the pool's end, with room for `capacity`.
uint32_t Graph::store(std::span<const NodeId> inputs, uint32_t capacity) {
  size_t first = pool_.size();
  VM_CHECK(first + capacity < kFreeInput);
  std::less_equal<const NodeId*> not_after;
  bool own = !inputs.empty() && not_after(pool_.data(), inputs.data()) &&
             not_after(inputs.data() + inputs.size(), pool_.data() + pool_.size());
  size_t source = own ? static_cast<size_t>(inputs.data() - pool_.data()) : 0;
  size_t count = inputs.size();
  pool_.resize(first + capacity, kFreeInput);
  const NodeId* from = own ? pool_.data() + source : inputs.data();
  std::copy_n(from, count, pool_.data() + first);
  return static_cast<uint32_t>(first);
}

void Graph::release(uint32_t first, uint32_t count) {
  std::fill_n(pool_.begin() + first, count, kFreeInput);
}

Rep Graph::rep_of(NodeId id) const {
  const Node& node = nodes[id];
  uint32_t index = rep_input(node.op);
  NodeId value = index < node.input_count ? input(id, index) : kNoNode;
  return value < nodes.size() ? nodes[value].rep : op_info(node.op).result;
}

NodeId Graph::make(Op op, std::span<const NodeId> inputs, uint64_t imm, uint32_t position) {
  VM_CHECK(nodes.size() < kFreeInput);
  Node node;
  node.op = op;
  node.imm = imm;
  node.position = position;
  node.input_count = static_cast<uint32_t>(inputs.size());
  node.first_input = store(inputs, node.input_count);
  nodes.push_back(node);
  NodeId id = static_cast<NodeId>(nodes.size() - 1);
  nodes[id].rep = rep_of(id);
  return id;
}

NodeId Graph::append(BlockId block, Op op, std::initializer_list<NodeId> inputs, uint64_t imm,
                     uint32_t position) {
  return append(block, make(op, inputs, imm, position));
}

NodeId Graph::append(BlockId block, NodeId node) {
  VM_SLOW_CHECK(nodes[node].block == kNoBlock && nodes[node].op != Op::kNone);
  nodes[node].block = block;
  blocks[block].nodes.push_back(node);
  return node;
}

void Graph::insert_before(BlockId block, size_t index, NodeId node) {
  VM_SLOW_CHECK(nodes[node].block == kNoBlock && nodes[node].op != Op::kNone);
  std::vector<NodeId>& list = blocks[block].nodes;
  VM_CHECK(index <= list.size());
  nodes[node].block = block;
  list.insert(list.begin() + static_cast<ptrdiff_t>(index), node);
}

NodeId Graph::constant(Term term) { return intern(Op::kConst, term.bits); }
NodeId Graph::int_constant(int64_t value) {
  return intern(Op::kIntConst, static_cast<uint64_t>(value));
}
NodeId Graph::float_constant(double value) {
  return intern(Op::kFloatConst, std::bit_cast<uint64_t>(value));
}

NodeId Graph::intern(Op op, uint64_t imm) {
  // An entry that was removed or has become something else is skipped: its imm or op differs.
  auto holds = [&](NodeId id) {
    return nodes[id].op == op && nodes[id].imm == imm && nodes[id].block == 0;
  };
  if (interned_count_ * 2 >= interned_.size()) {
    std::vector<NodeId> old(std::max<size_t>(32, interned_.size() * 2), kNoNode);
    old.swap(interned_);
    for (NodeId id : old) {
      if (id == kNoNode) continue;
      size_t at = hash_constant(nodes[id].op, nodes[id].imm) & (interned_.size() - 1);
      while (interned_[at] != kNoNode) at = (at + 1) & (interned_.size() - 1);
      interned_[at] = id;
    }
  }
  size_t at = hash_constant(op, imm) & (interned_.size() - 1);
  for (; interned_[at] != kNoNode; at = (at + 1) & (interned_.size() - 1)) {
    if (holds(interned_[at])) return interned_[at];
  }
  NodeId id = make(op, {}, imm);
  interned_[at] = id;
  ++interned_count_;

  const std::vector<NodeId>& list = blocks[0].nodes;
  auto leads = [&](NodeId node) {
    Op other = nodes[node].op;
    return other == Op::kConst || other == Op::kIntConst || other == Op::kFloatConst ||
           other == Op::kParam;
  };
  size_t index = std::min<size_t>(constants_end_, list.size());
  while (index > 0 && !leads(list[index - 1])) --index;
  while (index < list.size() && leads(list[index])) ++index;
  insert_before(0, index, id);
  constants_end_ = static_cast<uint32_t>(index + 1);
  return id;
}

void Graph::set_inputs(NodeId id, std::span<const NodeId> inputs) {
  Node& node = nodes[id];
  uint32_t count = static_cast<uint32_t>(inputs.size());
  if (count <= node.input_count) {
    std::copy(inputs.begin(), inputs.end(), pool_.begin() + node.first_input);
    release(node.first_input + count, node.input_count - count);
  } else {
    uint32_t first = store(inputs, count);
    release(node.first_input, node.input_count);
    node.first_input = first;
  }
  node.input_count = count;
}

void Graph::add_input(NodeId id, NodeId input) {
  Node& node = nodes[id];
  uint32_t next = node.first_input + node.input_count;
  if (node.input_count == 0 || next >= pool_.size() || pool_[next] != kFreeInput) {
    uint32_t first = store(inputs(id), std::bit_ceil(node.input_count + 1));
    release(node.first_input, node.input_count);
    node.first_input = first;
  }
  pool_[node.first_input + node.input_count++] = input;
}

void Graph::become(NodeId id, Op op, std::span<const NodeId> inputs, uint64_t imm) {
  set_inputs(id, inputs);
  Node& node = nodes[id];
  node.op = op;
  node.imm = imm;
  node.flags = 0;
  node.rep = rep_of(id);
  if ((op_info(op).effects & kRaises) == 0) node.handler = kNoBlock;
}

void Graph::add_edge(BlockId from, BlockId to) {
  blocks[from].succs.push_back(to);
  blocks[to].preds.push_back(from);
}

uint32_t Graph::pred_index(BlockId from, uint32_t successor_index) const {
  const std::vector<BlockId>& succs = blocks[from].succs;
  VM_CHECK(successor_index < succs.size());
  BlockId to = succs[successor_index];
  auto earlier = std::count(succs.begin(), succs.begin() + successor_index, to);
  const std::vector<BlockId>& preds = blocks[to].preds;
  for (uint32_t i = 0; i < preds.size(); ++i) {
    if (preds[i] == from && earlier-- == 0) return i;
  }
  VM_UNREACHABLE();
}

namespace {

// Removes the phis' inputs number `index` of a block.
void drop_phi_inputs(Graph& graph, BlockId block, uint32_t index) {
  for (NodeId id : graph.block(block).nodes) {
    if (graph.node(id).op != Op::kPhi) break;
    std::span<NodeId> inputs = graph.inputs(id);
    VM_CHECK(index < inputs.size());
    std::copy(inputs.begin() + index + 1, inputs.end(), inputs.begin() + index);
    graph.set_inputs(id, inputs.first(inputs.size() - 1));
  }
}

}  // namespace

void Graph::remove_edge(BlockId from, uint32_t successor_index) {
  uint32_t index = pred_index(from, successor_index);
  BlockId to = blocks[from].succs[successor_index];
  drop_phi_inputs(*this, to, index);
  blocks[to].preds.erase(blocks[to].preds.begin() + index);
  blocks[from].succs.erase(blocks[from].succs.begin() + successor_index);
}

void Graph::redirect_edge(BlockId from, uint32_t successor_index, BlockId to) {
  uint32_t index = pred_index(from, successor_index);
  BlockId old = blocks[from].succs[successor_index];
  drop_phi_inputs(*this, old, index);
  blocks[old].preds.erase(blocks[old].preds.begin() + index);
  blocks[from].succs[successor_index] = to;
  blocks[to].preds.push_back(from);
}

void Graph::mark_removed(NodeId id) {
  Node& node = nodes[id];
  release(node.first_input, node.input_count);
  node = Node{};
}

void Graph::remove_node(NodeId id) {
  if (BlockId block = nodes[id].block; block != kNoBlock) {
    std::vector<NodeId>& list = blocks[block].nodes;
    auto found = std::find(list.rbegin(), list.rend(), id);
    VM_CHECK(found != list.rend());
    list.erase(std::next(found).base());
  }
  mark_removed(id);
}

void Graph::sweep() {
  for (Block& block : blocks) {
    std::erase_if(block.nodes, [&](NodeId id) { return nodes[id].op == Op::kNone; });
  }
}

void Graph::remove_block(BlockId id) {
  while (!blocks[id].succs.empty()) {
    remove_edge(id, static_cast<uint32_t>(blocks[id].succs.size() - 1));
  }
  VM_CHECK(blocks[id].preds.empty());
  for (NodeId node : blocks[id].nodes) mark_removed(node);
  blocks[id] = Block{};
  blocks[id].dead = true;
}

void Graph::replace_uses(NodeId of, NodeId by) { std::replace(pool_.begin(), pool_.end(), of, by); }

void Graph::replace_all_uses(std::span<const NodeId> replacement) {
  std::vector<NodeId> target(replacement.begin(), replacement.end());
  // The end of the chain; the nodes on the way are made to point to it.
  auto resolve = [&](NodeId id) {
    NodeId last = id;
    for (size_t steps = 0; last < target.size() && target[last] != last; last = target[last]) {
      VM_CHECK(++steps <= target.size());  // else the chain is a ring
    }
    while (id != last) {
      NodeId next = target[id];
      target[id] = last;
      id = next;
    }
    return last;
  };
  for (NodeId& input : pool_) {
    if (input < target.size() && target[input] != input) input = resolve(input);
  }
}

uint32_t Graph::add_position(const Position& position) {
  if (positions.back() == position) return static_cast<uint32_t>(positions.size() - 1);
  positions.push_back(position);
  return static_cast<uint32_t>(positions.size() - 1);
}

}  // namespace linac::ir
