// Values that a dominating block has computed already are taken from there. Keys are op, immediate,
// inputs and the flags that make a difference; what an earlier node knew less of gives the same
// value. The tables are scoped by the dominator tree.
//
// Arithmetic is shared although it may raise: where the second one stands, the first one has given
// its result. A failure in a guard gives kNoTerm, so only another guard may take it from there; a
// guard may take the result of one that would have raised.
#include <algorithm>

#include "core/ir/dominators.h"
#include "core/ir/order.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"
#include "core/opt/walls.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

class Sharing {
 public:
  explicit Sharing(ir::Graph& graph)
      : graph_(graph),
        order_(ir::reverse_postorder(graph)),
        dominators_(graph, order_),
        walls_(graph, order_, dominators_),
        to_(graph.nodes.size()),
        next_(graph.nodes.size(), ir::kNoNode),
        place_(graph.nodes.size()),
        table_(std::bit_ceil(graph.nodes.size() + 16), ir::kNoNode) {
    written_.resize(graph.nodes.size());
    for (NodeId id = 0; id < graph.nodes.size(); ++id) {
      if (graph.node(id).op == Op::kSetElement) written_[graph.input(id, 0)] = true;
    }
  }

  bool run() {
    for (BlockId block : dominators_.preorder()) {
      // Leave what does not dominate this block.
      while (!scopes_.empty() && !dominators_.dominates(scopes_.back().block, block)) {
        leave(scopes_.back().entries);
        scopes_.pop_back();
      }
      size_t floor = scopes_.empty() ? 0 : scopes_.back().floor;
      if (walls_.before(block)) floor = entries_.size();
      scopes_.push_back({block, entries_.size(), floor});
      for (NodeId id : graph_.block(block).nodes) look_at(id);
    }
    bool changed = to_.any();
    to_.apply(graph_);
    return changed;
  }

 private:
  struct Scope {
    BlockId block;
    size_t entries;  // how many there were before it
    size_t floor;    // entries before that are behind a handler
  };

  bool is_shared(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    if (is_constant(node.op) || node.op == Op::kCopy) return false;
    if (is_arithmetic(node.op)) return true;
    if (node.op == Op::kElement && written_[graph_.input(id, 0)]) return false;
    return is_pure(graph_, id);
  }

  size_t slot(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    uint64_t hash = static_cast<uint64_t>(node.op) * 0x9E3779B97F4A7C15 ^ node.imm;
    for (NodeId input : graph_.inputs(id)) hash = (hash ^ input) * 0xD6E8FEB86659FD93;
    return (hash ^ hash >> 32) & (table_.size() - 1);
  }

  bool gives_the_same(NodeId earlier, NodeId later) const {
    const ir::Node& a = graph_.node(earlier);
    const ir::Node& b = graph_.node(later);
    if (a.op != b.op || a.imm != b.imm || a.rep != b.rep || a.input_count != b.input_count) {
      return false;
    }
    if ((a.flags & ir::kInGuard) != 0 && (b.flags & ir::kInGuard) == 0 &&
        (graph_.effects(later) & ir::kRaises) != 0) {
      return false;
    }
    std::span<const NodeId> of_a = graph_.inputs(earlier);
    std::span<const NodeId> of_b = graph_.inputs(later);
    return std::equal(of_a.begin(), of_a.end(), of_b.begin());
  }

  void look_at(NodeId id) {
    for (NodeId& input : graph_.inputs(id)) input = to_(input);
    if (!is_shared(id)) return;
    size_t at = slot(id);
    for (NodeId entry = table_[at]; entry != ir::kNoNode; entry = next_[entry]) {
      if (place_[entry] < scopes_.back().floor) break;  // what follows is older still
      if (!gives_the_same(entry, id)) continue;
      to_.set(id, entry);
      return;
    }
    next_[id] = table_[at];
    place_[id] = entries_.size();
    table_[at] = id;
    entries_.push_back({id, at});
  }

  void leave(size_t length) {
    while (entries_.size() > length) {
      auto [id, at] = entries_.back();
      table_[at] = next_[id];
      entries_.pop_back();
    }
  }

  ir::Graph& graph_;
  ir::Order order_;
  ir::Dominators dominators_;
  Walls walls_;
  Replacements to_;
  std::vector<NodeId> next_;   // of the same slot
  std::vector<size_t> place_;  // in entries_
  std::vector<NodeId> table_;  // the newest entry of each slot
  std::vector<std::pair<NodeId, size_t>> entries_;
  std::vector<Scope> scopes_;
  std::vector<bool> written_;
};

}  // namespace

bool share_values(ir::Graph& graph, PassContext&) { return Sharing(graph).run(); }

}  // namespace linac::opt
