// Moves what is computed to where it is needed: a value that only some of the ways from its block use
// goes to the block that dominates its uses, if that is in no deeper loop. A value that only cold
// blocks use is computed in each of them. What has no effect but to allocate may move; loads may,
// since terms never change and tests that let them stand are left above.
#include <algorithm>

#include "core/ir/loops.h"
#include "core/ir/uses.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"
#include "core/opt/walls.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr size_t kMaxCopies = 4;
constexpr size_t kMaxMoves = 4000;

class Sinking {
 public:
  explicit Sinking(ir::Graph& graph)
      : graph_(graph),
        order_(ir::reverse_postorder(graph)),
        dominators_(graph, order_),
        loops_(graph, order_, dominators_),
        walls_(graph, order_, dominators_),
        uses_(graph) {}

  bool run() {
    // Users before what they use.
    for (size_t i = order_.blocks.size(); i-- > 0;) {
      BlockId block = order_.blocks[i];
      std::vector<NodeId> nodes = graph_.block(block).nodes;
      for (size_t n = nodes.size(); n-- > 0;) {
        if (moves_ < kMaxMoves && may_move(nodes[n])) sink(nodes[n]);
      }
    }
    return moves_ > 0;
  }

 private:
  bool may_move(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    constexpr uint16_t kAllowed = ir::kCollects | ir::kAllocates | ir::kReadsHeap;
    if (node.rep == ir::Rep::kNone || node.op == Op::kPhi || is_constant(node.op) ||
        (graph_.effects(id) & ~kAllowed) != 0) {
      return false;
    }
    std::span<const ir::Use> uses = uses_.of(id);
    auto writes = [&](const ir::Use& use) { return writes_fresh(graph_.node(use.user).op); };
    return !uses.empty() && std::none_of(uses.begin(), uses.end(), writes);
  }

  // Where a use needs the value: in the user's block, or at the end of a phi's predecessor.
  BlockId place_of(const ir::Use& use) const {
    const ir::Node& user = graph_.node(use.user);
    if (user.op != Op::kPhi) return user.block;
    return graph_.block(user.block).preds[use.index];
  }

  void sink(NodeId id) {
    BlockId from = graph_.node(id).block;
    BlockId to = ir::kNoBlock;
    bool all_cold = !graph_.block(from).cold;
    for (const ir::Use& use : uses_.of(id)) {
      BlockId place = place_of(use);
      if (!order_.reached(place)) return;
      to = to == ir::kNoBlock ? place : dominators_.common(to, place);
      all_cold &= graph_.block(place).cold;
    }
    if (to == from) {
      if (all_cold) copy_to_uses(id);
      return;
    }
    if (loops_.depth(to) > loops_.depth(from) || leaves_handler(from, to)) return;
    move(id, to);
  }

  bool leaves_handler(BlockId from, BlockId to) const {
    return walls_.any() && walls_.between(from, to);
  }

  // Before the first use in the block, or before its end.
  size_t index_in(NodeId id, BlockId block) const {
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    for (size_t i = ir::after_phis(graph_, block); i + 1 < nodes.size(); ++i) {
      std::span<const NodeId> inputs = graph_.inputs(nodes[i]);
      if (std::find(inputs.begin(), inputs.end(), id) != inputs.end()) return i;
    }
    return nodes.size() - 1;
  }

  void move(NodeId id, BlockId to) {
    BlockId from = graph_.node(id).block;
    std::erase(graph_.block(from).nodes, id);
    graph_.node(id).block = ir::kNoBlock;
    graph_.insert_before(to, index_in(id, to), id);
    ++moves_;
  }

  void copy_to_uses(NodeId id) {
    std::vector<BlockId> places;
    for (const ir::Use& use : uses_.of(id)) places.push_back(place_of(use));
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (places.size() > kMaxCopies) return;
    BlockId from = graph_.node(id).block;
    for (BlockId place : places) {
      if (loops_.depth(place) > loops_.depth(from) || leaves_handler(from, place)) return;
    }
    ir::Node node = graph_.node(id);
    for (BlockId place : places) {
      NodeId copy = graph_.make(node.op, graph_.inputs(id), node.imm, node.position);
      graph_.node(copy).rep = node.rep;
      graph_.node(copy).flags = node.flags;
      graph_.insert_before(place, index_in(id, place), copy);
      for (const ir::Use& use : uses_.of(id)) {
        if (place_of(use) == place) graph_.inputs(use.user)[use.index] = copy;
      }
    }
    ++moves_;
  }

  ir::Graph& graph_;
  ir::Order order_;
  ir::Dominators dominators_;
  ir::Loops loops_;
  Walls walls_;
  ir::Uses uses_;
  size_t moves_ = 0;
};

}  // namespace

bool sink_values(ir::Graph& graph, PassContext&) { return Sinking(graph).run(); }

}  // namespace linac::opt
