// Takes away what does nothing: unreachable blocks, phis and copies that stand for another value,
// nodes that nothing uses, handlers of nothing, empty blocks and jumps to blocks that have no other
// predecessor. Every step is linear; they are repeated while one makes work for another, a few
// times at most, since what is left over costs little.
//
// No critical edge comes into being here.

#include <algorithm>
#include <utility>

#include "core/ir/order.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::Graph;
using ir::NodeId;
using ir::Op;

// What a value stands for: a copy's input, the only value of a phi, else itself.
class Forwarding {
 public:
  explicit Forwarding(Graph& graph) : graph_(graph), to_(graph.nodes.size()) {
    for (NodeId id = 0; id < to_.size(); ++id) to_[id] = id;
  }

  bool run() {
    std::vector<NodeId> phis;
    for (const ir::Block& block : graph_.blocks) {
      for (NodeId id : block.nodes) {
        const ir::Node& node = graph_.node(id);
        if (node.op == Op::kCopy) forward(id, graph_.input(id, 0));
        if (node.op == Op::kPhi) phis.push_back(id);
      }
    }
    note_uses_of_phis_by_phis(phis);
    for (std::vector<NodeId> work = phis; !work.empty();) {
      NodeId phi = work.back();
      work.pop_back();
      if (to_[phi] != phi) continue;
      NodeId value = only_value(phi);
      if (value == ir::kNoNode) continue;
      forward(phi, value);
      for (uint32_t i = first_use_[phi]; i < first_use_[phi] + use_count_[phi]; ++i) {
        work.push_back(uses_[i]);
      }
    }
    if (!changed_) return false;
    graph_.replace_all_uses(to_);
    for (NodeId id = 0; id < to_.size(); ++id) {
      if (to_[id] != id) graph_.mark_removed(id);
    }
    graph_.sweep();
    return true;
  }

 private:
  NodeId resolve(NodeId id) {
    NodeId last = id;
    while (to_[last] != last) last = to_[last];
    while (to_[id] != last) id = std::exchange(to_[id], last);
    return last;
  }
  void forward(NodeId id, NodeId value) {
    to_[id] = resolve(value);
    changed_ = true;
  }
  // The value that all inputs but the phi itself are; none if there are two.
  NodeId only_value(NodeId phi) {
    NodeId only = ir::kNoNode;
    for (NodeId input : graph_.inputs(phi)) {
      NodeId value = resolve(input);
      if (value == phi || value == only) continue;
      if (only != ir::kNoNode) return ir::kNoNode;
      only = value;
    }
    return only;
  }
  void note_uses_of_phis_by_phis(const std::vector<NodeId>& phis) {
    first_use_.assign(to_.size(), 0);
    use_count_.assign(to_.size(), 0);
    for (NodeId phi : phis) {
      for (NodeId input : graph_.inputs(phi)) ++use_count_[input];
    }
    uint32_t next = 0;
    for (NodeId id = 0; id < to_.size(); ++id) {
      first_use_[id] = next;
      next += use_count_[id];
      use_count_[id] = 0;
    }
    uses_.resize(next);
    for (NodeId phi : phis) {
      for (NodeId input : graph_.inputs(phi)) uses_[first_use_[input] + use_count_[input]++] = phi;
    }
  }

  Graph& graph_;
  std::vector<NodeId> to_;
  std::vector<uint32_t> first_use_, use_count_;
  std::vector<NodeId> uses_;
  bool changed_ = false;
};

// By block: whether it can lead to a return or a tail call.
std::vector<bool> ends_some_day(const Graph& graph) {
  std::vector<bool> ends(graph.blocks.size());
  std::vector<BlockId> work;
  auto mark = [&](BlockId id) {
    if (ends[id]) return;
    ends[id] = true;
    work.push_back(id);
  };
  for (BlockId id = 0; id < graph.blocks.size(); ++id) {
    const ir::Block& block = graph.block(id);
    if (block.dead || !block.succs.empty()) continue;
    Op op = graph.node(graph.end(id)).op;
    if (op != Op::kRaise && op != Op::kUnreachable) mark(id);
  }
  while (!work.empty()) {
    BlockId id = work.back();
    work.pop_back();
    for (BlockId pred : graph.block(id).preds) mark(pred);
  }
  return ends;
}

// What a loop without an end gathers is never looked at, but it fills the heap, and who set a limit
// for that wants to hear of it: its phis are not dead.
bool remove_dead_nodes(Graph& graph) {
  std::vector<bool> live(graph.nodes.size());
  std::vector<NodeId> work;
  auto mark = [&](NodeId id) {
    if (live[id]) return;
    live[id] = true;
    work.push_back(id);
  };
  std::vector<bool> ends = ends_some_day(graph);
  for (BlockId block = 0; block < graph.blocks.size(); ++block) {
    for (NodeId id : graph.block(block).nodes) {
      bool gathers = !ends[block] && graph.node(id).op == Op::kPhi;
      if (gathers || !is_removable(graph, id)) mark(id);
    }
  }
  while (!work.empty()) {
    NodeId id = work.back();
    work.pop_back();
    for (NodeId input : graph.inputs(id)) mark(input);
  }
  bool changed = false;
  for (ir::Block& block : graph.blocks) {
    for (NodeId id : block.nodes) {
      if (live[id]) continue;
      graph.mark_removed(id);
      changed = true;
    }
  }
  if (changed) graph.sweep();
  return changed;
}

// Slots that no handler loads need not be written.
bool remove_dead_stores(Graph& graph) {
  if (graph.slot_count == 0) return false;
  std::vector<bool> loaded(graph.slot_count);
  for (const ir::Block& block : graph.blocks) {
    for (NodeId id : block.nodes) {
      if (graph.node(id).op == Op::kSlotLoad) loaded[graph.node(id).imm] = true;
    }
  }
  bool changed = false;
  for (const ir::Block& block : graph.blocks) {
    for (NodeId id : block.nodes) {
      if (graph.node(id).op != Op::kSlotStore || loaded[graph.node(id).imm]) continue;
      graph.mark_removed(id);
      changed = true;
    }
  }
  if (changed) graph.sweep();
  return changed;
}

// A try_enter whose handler nothing can raise to becomes a jump.
bool remove_dead_handlers(Graph& graph) {
  std::vector<bool> raised_to(graph.blocks.size());
  bool any = false;
  for (const ir::Block& block : graph.blocks) {
    any |= block.is_handler && !block.dead;
    for (NodeId id : block.nodes) {
      BlockId handler = graph.node(id).handler;
      if (handler != ir::kNoBlock && (graph.effects(id) & ir::kRaises) != 0) {
        raised_to[handler] = true;
      }
    }
  }
  bool changed = false;
  for (BlockId id = 0; any && id < graph.blocks.size(); ++id) {
    if (graph.block(id).dead || graph.node(graph.end(id)).op != Op::kTryEnter) continue;
    if (raised_to[graph.block(id).succs[1]]) continue;
    make_jump(graph, id, 0);
    changed = true;
  }
  if (!changed) return false;
  for (ir::Node& node : graph.nodes) {
    if (node.handler != ir::kNoBlock && !raised_to[node.handler]) node.handler = ir::kNoBlock;
  }
  return true;
}

// Whether two predecessors bring the same values into a block's phis.
bool same_phi_inputs(const Graph& graph, BlockId block, uint32_t a, uint32_t b) {
  for (NodeId id : graph.block(block).nodes) {
    if (graph.node(id).op != Op::kPhi) break;
    if (graph.input(id, a) != graph.input(id, b)) return false;
  }
  return true;
}

bool is_empty(const Graph& graph, BlockId id) {
  const ir::Block& block = graph.block(id);
  return id != 0 && !block.dead && !block.is_handler && block.nodes.size() == 1 &&
         graph.node(block.nodes[0]).op == Op::kJump && block.succs[0] != id;
}

// A branch whose sides do nothing and meet with the same values becomes a jump.
bool remove_empty_diamonds(Graph& graph) {
  bool changed = false;
  for (BlockId id = 0; id < graph.blocks.size(); ++id) {
    const ir::Block& block = graph.block(id);
    if (block.dead || block.succs.size() < 2) continue;
    Op op = graph.node(graph.end(id)).op;
    if (op != Op::kBranch && op != Op::kSwitch && op != Op::kSwitchArity) continue;
    auto leads = [&](BlockId side) {
      return is_empty(graph, side) && graph.block(side).preds.size() == 1
                 ? graph.block(side).succs[0]
                 : ir::kNoBlock;
    };
    BlockId meet = leads(block.succs[0]);
    if (meet == ir::kNoBlock) continue;
    uint32_t first = graph.pred_index(block.succs[0], 0);
    auto like_first = [&](BlockId side) {
      return leads(side) == meet && same_phi_inputs(graph, meet, first, graph.pred_index(side, 0));
    };
    if (!std::all_of(block.succs.begin(), block.succs.end(), like_first)) continue;
    make_jump(graph, id, 0);
    changed = true;
  }
  if (changed) ir::remove_unreachable(graph);
  return changed;
}

// Who only jumps to an empty block jumps to where that one does. Such predecessors have one
// successor, so no critical edge is made.
bool skip_empty_blocks(Graph& graph) {
  bool changed = false;
  for (BlockId id = 0; id < graph.blocks.size(); ++id) {
    if (!is_empty(graph, id)) continue;
    BlockId target = graph.block(id).succs[0];
    uint32_t through = graph.pred_index(id, 0);
    std::vector<BlockId> preds = graph.block(id).preds;
    for (BlockId pred : preds) {
      if (graph.block(pred).succs.size() != 1 || pred == id) continue;
      graph.redirect_edge(pred, 0, target);
      for (NodeId phi : graph.block(target).nodes) {
        if (graph.node(phi).op != Op::kPhi) break;
        graph.add_input(phi, graph.input(phi, through));
      }
      changed = true;
    }
    if (graph.block(id).preds.empty()) graph.remove_block(id);
  }
  return changed;
}

// Blocks that only jump to one that nobody else leads to are joined with it. Forwarding has taken
// away the phis of the second.
bool join_blocks(Graph& graph) {
  bool changed = false;
  for (BlockId id = 0; id < graph.blocks.size(); ++id) {
    while (!graph.block(id).dead && graph.block(id).succs.size() == 1) {
      BlockId next = graph.block(id).succs[0];
      const ir::Block& second = graph.block(next);
      if (next == id || second.preds.size() != 1 || graph.node(graph.end(id)).op != Op::kJump ||
          graph.node(second.nodes[0]).op == Op::kPhi) {
        break;
      }
      ir::Block& block = graph.block(id);
      graph.mark_removed(block.nodes.back());
      block.nodes.pop_back();
      for (NodeId node : second.nodes) graph.node(node).block = id;
      block.nodes.insert(block.nodes.end(), second.nodes.begin(), second.nodes.end());
      block.succs = second.succs;
      for (BlockId succ : block.succs) {
        std::vector<BlockId>& preds = graph.block(succ).preds;
        std::replace(preds.begin(), preds.end(), next, id);
      }
      graph.block(next) = ir::Block{};
      graph.block(next).dead = true;
      changed = true;
    }
  }
  return changed;
}

constexpr int kMaxRounds = 8;

}  // namespace

bool cleanup(Graph& graph, PassContext&) {
  bool changed = false;
  for (int round = 0; round < kMaxRounds; ++round) {
    bool again = ir::remove_unreachable(graph);
    again |= Forwarding(graph).run();
    again |= remove_dead_nodes(graph);
    again |= remove_dead_stores(graph);
    again |= remove_dead_handlers(graph);
    again |= remove_empty_diamonds(graph);
    again |= skip_empty_blocks(graph);
    again |= join_blocks(graph);
    changed |= again;
    if (!again) break;
  }
  return changed;
}

}  // namespace linac::opt
