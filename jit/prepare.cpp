#include "jit/prepare.h"

#include <algorithm>
#include <bit>

#include "core/ir/liveness.h"

namespace linac::jit {
namespace {

constexpr uint32_t kNoPlace = UINT32_MAX;

// Left out when nothing uses it.
bool has_no_effect(const Graph& graph, NodeId node) {
  uint16_t effects = graph.effects(node);
  if (effects & ir::kNoEffect) return true;
  constexpr uint16_t kHarmless =
      ir::kReadsHeap | ir::kReadsSlot | ir::kReadsMatch | ir::kAllocates | ir::kPinned;
  return graph.node(node).rep != Rep::kNone && (effects & ~kHarmless) == 0;
}

}  // namespace

Prepared::Prepared(const Graph& g)
    : graph(g),
      reverse_postorder(ir::reverse_postorder(g)),
      dominators(g, reverse_postorder),
      loops(g, reverse_postorder, dominators) {
  find_calling_loops();
  find_order();
  count_uses();
  fuse();
  number();
  find_liveness();
}

bool Prepared::is_constant(NodeId node) const { return ir::is_constant(graph.node(node).op); }

void Prepared::find_calling_loops() {
  loop_calls.assign(loops.all().size(), false);
  for (BlockId block : reverse_postorder.blocks) {
    if (loops.innermost(block) == ir::kNoLoop) continue;
    const std::vector<NodeId>& nodes = graph.block(block).nodes;
    bool calls = std::any_of(nodes.begin(), nodes.end(), [&](NodeId node) {
      return (ir::op_info(graph.node(node).op).effects & ir::kCalls) != 0;
    });
    if (!calls) continue;
    for (uint32_t l = loops.innermost(block); l != ir::kNoLoop; l = loops.all()[l].parent) {
      loop_calls[l] = true;
    }
  }
}

// -- order

void Prepared::mark_cold() {
  cold.assign(graph.blocks.size(), false);
  const std::vector<BlockId>& blocks = reverse_postorder.blocks;
  for (size_t i = blocks.size(); i-- > 0;) {
    BlockId id = blocks[i];
    const ir::Block& block = graph.block(id);
    Op end = graph.node(graph.end(id)).op;
    cold[id] = block.cold || block.is_handler || end == Op::kRaise || end == Op::kUnreachable;
    if (cold[id] || block.succs.empty()) continue;
    auto is_cold = [&](BlockId succ) { return cold[succ] && !graph.block(succ).is_handler; };
    cold[id] = std::all_of(block.succs.begin(), block.succs.end(), is_cold);
  }
  for (BlockId id : blocks) {
    const std::vector<BlockId>& preds = graph.block(id).preds;
    if (preds.empty()) continue;
    // A loop's header does not become warm by its own back edges.
    auto keeps_cold = [&](BlockId pred) { return cold[pred] || dominators.dominates(id, pred); };
    if (std::all_of(preds.begin(), preds.end(), keeps_cold)) cold[id] = true;
  }
  cold[0] = false;
}

// Reverse postorder again, looking last at the successor that is to follow at once; then the cold
// blocks behind the others.
void Prepared::find_order() {
  mark_cold();
  std::vector<bool> seen(graph.blocks.size());
  struct Visit {
    BlockId block;
    std::vector<BlockId> succs;  // last first
  };
  std::vector<Visit> stack;
  auto weight = [&](BlockId block, uint32_t index) {
    BlockId succ = graph.block(block).succs[index];
    const ir::Node& end = graph.node(graph.end(block));
    uint32_t l = loops.innermost(block);
    bool stays = l == ir::kNoLoop || loops.contains(l, succ);
    bool likely = index == 0 && (end.flags & ir::kLikelyLeftFirst) != 0;
    bool unlikely = index == 0 && (end.flags & ir::kUnlikelyLeft) != 0;
    return (cold[succ] ? 0 : 16) + (stays ? 8 : 0) + (likely ? 4 : 0) + (unlikely ? 0 : 2) +
           (index == 0 ? 1 : 0);
  };
  auto enter = [&](BlockId block) {
    if (seen[block]) return;
    seen[block] = true;
    const std::vector<BlockId>& succs = graph.block(block).succs;
    std::vector<uint32_t> indices(succs.size());
    for (uint32_t i = 0; i < indices.size(); ++i) indices[i] = i;
    std::stable_sort(indices.begin(), indices.end(),
                     [&](uint32_t a, uint32_t b) { return weight(block, a) > weight(block, b); });
    Visit visit{block, {}};
    for (uint32_t index : indices) visit.succs.push_back(succs[index]);
    stack.push_back(std::move(visit));
  };
  std::vector<BlockId> post;
  enter(0);
  while (!stack.empty()) {
    Visit& visit = stack.back();
    if (visit.succs.empty()) {
      post.push_back(visit.block);
      stack.pop_back();
    } else {
      BlockId next = visit.succs.back();
      visit.succs.pop_back();
      enter(next);
    }
  }
  for (bool want : {false, true}) {
    for (size_t i = post.size(); i-- > 0;) {
      if (cold[post[i]] == want) order.push_back(post[i]);
    }
  }
  place.assign(graph.blocks.size(), kNoPlace);
  for (uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
}

// -- fusing

void Prepared::count_uses() {
  use_count_.assign(graph.nodes.size(), 0);
  single_user_.assign(graph.nodes.size(), ir::kNoNode);
  for (BlockId block : order) {
    for (NodeId node : graph.block(block).nodes) {
      for (uint32_t i = 0; i < graph.node(node).input_count; ++i) {
        if (input_need(graph, node, i).need == Need::kNothing) continue;
        ++use_count_[graph.input(node, i)];
        single_user_[graph.input(node, i)] = node;
      }
    }
  }
}

namespace {

bool can_hold_bool(const Graph& graph, NodeId user, NodeId node) {
  switch (graph.node(user).op) {
    case Op::kBranch:
    case Op::kBoolToTerm:
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr: return true;
    case Op::kSelect: return graph.input(user, 0) == node;
    default:  // lint: allow-default, all others want a value
      return false;
  }
}

// x band constant, compared with zero: one test of bits.
bool is_bit_test(const Graph& graph, NodeId user, NodeId node) {
  Op op = graph.node(node).op, user_op = graph.node(user).op;
  if (op != Op::kBitAnd && op != Op::kIntAnd) return false;
  if (user_op != Op::kSameWord && user_op != Op::kIntEqual) return false;
  if (graph.effects(node) != 0) return false;
  auto constant = [&](NodeId of, uint32_t index) {
    const ir::Node& input = graph.node(graph.input(of, index));
    return ir::is_constant(input.op) ? input.imm : UINT64_MAX;
  };
  bool with_zero = constant(user, 0) == 0 || constant(user, 1) == 0;
  uint64_t left = constant(node, 0), right = constant(node, 1);
  // Exactly one is a constant, and a test instruction takes it.
  return with_zero && (left <= INT32_MAX) != (right <= INT32_MAX);
}

bool can_fuse(const Graph& graph, NodeId user, NodeId node) {
  Op op = graph.node(node).op;
  if (graph.node(node).rep != Rep::kBool) return is_bit_test(graph, user, node);
  return op != Op::kPhi && op != Op::kSelect && can_hold_bool(graph, user, node);
}

constexpr uint32_t kMaxFusedInputs = 4;  // registers that a fused tree may want at once

}  // namespace

// A Bool goes to its one user in the same block (so does the mask of a test of bits), if no call stands between and the registers that
// are wanted at once stay few.
void Prepared::fuse() {
  fused_.assign(graph.nodes.size(), false);
  std::vector<NodeId> root(graph.nodes.size(), ir::kNoNode);
  std::vector<uint32_t> inputs(graph.nodes.size());  // of a root: registers that it reads
  std::vector<uint32_t> calls_behind(graph.nodes.size());
  for (BlockId block : order) {
    const std::vector<NodeId>& nodes = graph.block(block).nodes;
    uint32_t calls_seen = 0;
    for (size_t i = nodes.size(); i-- > 0;) {
      NodeId node = nodes[i];
      if (graph.effects(node) & ir::kCalls) ++calls_seen;
      calls_behind[node] = calls_seen;
      root[node] = node;
      inputs[node] = graph.node(node).input_count;
      if (use_count_[node] != 1) continue;
      NodeId user = single_user_[node];
      if (graph.node(user).block != block || !can_fuse(graph, user, node)) continue;
      NodeId top = root[user];
      uint32_t total = inputs[top] - 1 + graph.node(node).input_count;
      if (calls_behind[top] != calls_seen || total > kMaxFusedInputs) continue;
      fused_[node] = true;
      root[node] = top;
      inputs[top] = total;
    }
  }
}

// -- positions and values

// As emit_divide.cpp does it: powers of two need none.
bool Prepared::takes_division_registers(NodeId node) const {
  Op op = graph.node(node).op;
  if (op != Op::kIntDiv && op != Op::kRem) return false;
  NodeId by = graph.input(node, 1);
  if (graph.node(by).op != Op::kConst) return true;
  Term term{static_cast<Word>(graph.node(by).imm)};
  if (!term.is_small()) return false;
  int64_t value = term.small_value();
  return !std::has_single_bit(static_cast<uint64_t>(value < 0 ? -value : value));
}

void Prepared::add_constant_values(NodeId node) {
  each_input(node, [&](const InputUse& use) {
    if (!is_constant(use.node) || use.need.need != Need::kRegister) return;
    Rep rep = graph.node(use.node).rep;
    constant_uses_.push_back({use.user, use.index, static_cast<ValueId>(values.size())});
    values.push_back({use.node, rep, rep == Rep::kFloat, use.user, use.index});
  });
}

void Prepared::number() {
  from.assign(graph.blocks.size(), 0);
  to.assign(graph.blocks.size(), 0);
  position.assign(graph.nodes.size(), kNoPosition);
  value.assign(graph.nodes.size(), kNoValue);
  for (BlockId block : order) {
    from[block] = end_position();
    at.push_back(ir::kNoNode);
    block_at_.push_back(block);
    for (NodeId node : graph.block(block).nodes) {
      const ir::Node& n = graph.node(node);
      if (ir::is_constant(n.op) || fused_[node]) continue;
      if (use_count_[node] == 0 && has_no_effect(graph, node)) continue;
      if (n.rep != Rep::kNone && use_count_[node] > 0) {
        value[node] = static_cast<ValueId>(values.size());
        values.push_back({node, n.rep, n.rep == Rep::kFloat});
      }
      if (n.op == Op::kParam || n.op == Op::kPhi) {
        position[node] = from[block];
        continue;
      }
      position[node] = end_position();
      at.push_back(node);
      block_at_.push_back(block);
      if (graph.effects(node) & ir::kCalls) {
        calls.push_back(position[node]);
        at.push_back(ir::kNoNode);
        block_at_.push_back(block);
      }
      if (!cold[block] && takes_division_registers(node)) divisions.push_back(position[node]);
      add_constant_values(node);
    }
    to[block] = end_position();
  }
  std::sort(constant_uses_.begin(), constant_uses_.end(), [](const auto& a, const auto& b) {
    return a.user != b.user ? a.user < b.user : a.index < b.index;
  });
}

ValueId Prepared::input_value(NodeId user, uint32_t index) const {
  NodeId node = graph.input(user, index);
  if (!is_constant(node)) return value[node];
  auto found = std::lower_bound(constant_uses_.begin(), constant_uses_.end(), user,
                                [&](const ConstantUse& use, NodeId wanted) {
                                  return use.user != wanted ? use.user < wanted : use.index < index;
                                });
  bool is_it = found != constant_uses_.end() && found->user == user && found->index == index;
  return is_it ? found->value : kNoValue;
}

uint32_t Prepared::definition(NodeId node) const {
  Op op = graph.node(node).op;
  if (op == Op::kParam || op == Op::kPhi) return position[node];
  return position[node] + ((graph.effects(node) & ir::kCalls) != 0 ? 2 : 1);
}

// -- liveness

void Prepared::find_liveness() {
  live_words_ = static_cast<uint32_t>((values.size() + 63) / 64);
  live_in_.assign(graph.blocks.size() * live_words_, 0);
  std::vector<uint64_t> defined(live_in_.size());
  auto set = [&](std::vector<uint64_t>& bits, BlockId block, ValueId v) {
    bits[block * live_words_ + v / 64] |= uint64_t{1} << (v % 64);
  };
  auto has = [&](const std::vector<uint64_t>& bits, BlockId block, ValueId v) {
    return (bits[block * live_words_ + v / 64] >> (v % 64) & 1) != 0;
  };
  // Uses before a definition in the block.
  std::vector<uint64_t> used(live_in_.size());
  for (BlockId block : order) {
    for (NodeId node : graph.block(block).nodes) {
      Op op = graph.node(node).op;
      if (position[node] != kNoPosition && op != Op::kParam && op != Op::kPhi) {
        each_input(node, [&](const InputUse& use) {
          ValueId v = is_constant(use.node) ? kNoValue : value[use.node];
          if (v != kNoValue && !has(defined, block, v)) set(used, block, v);
        });
      }
      if (value[node] != kNoValue) set(defined, block, value[node]);
    }
  }
  // What phis of a successor take is live at the end of the predecessor.
  std::vector<uint64_t> phi_out(live_in_.size());
  for (BlockId block : order) {
    const std::vector<BlockId>& preds = graph.block(block).preds;
    for (NodeId phi : graph.block(block).nodes) {
      if (graph.node(phi).op != Op::kPhi) break;
      if (value[phi] == kNoValue) continue;
      for (uint32_t i = 0; i < preds.size(); ++i) {
        NodeId input = graph.input(phi, i);
        if (!is_constant(input)) set(phi_out, preds[i], value[input]);
      }
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = order.size(); i-- > 0;) {
      BlockId block = order[i];
      for (uint32_t word = 0; word < live_words_; ++word) {
        size_t at_word = block * live_words_ + word;
        uint64_t out = phi_out[at_word];
        for (BlockId succ : graph.block(block).succs) out |= live_in_[succ * live_words_ + word];
        uint64_t in = used[at_word] | (out & ~defined[at_word]);
        if (in == live_in_[at_word]) continue;
        live_in_[at_word] = in;
        changed = true;
      }
    }
  }
}

}  // namespace linac::jit
