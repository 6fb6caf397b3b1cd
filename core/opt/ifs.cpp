// Short ways that meet again, in loops, without a branch.
//  1. A phi of the same operation on the same values is that operation behind the meeting.
//  2. If the two ways from a branch to their meeting only compute a little, and what they compute has
//     no effect, both are computed and selects choose. That costs a few instructions and saves the
//     guess which way it will be; so it is done for conditions that nobody has called likely, and
//     only for as little as a wrong guess costs.
#include <algorithm>

#include "core/ir/loops.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr int kMaxCost = 5;     // of both ways
constexpr size_t kMaxPhis = 2;  // at the meeting

class Converting {
 public:
  explicit Converting(ir::Graph& graph)
      : graph_(graph),
        order_(ir::reverse_postorder(graph)),
        dominators_(graph, order_),
        loops_(graph, order_, dominators_) {}

  bool run() {
    if (loops_.all().empty()) return false;
    // The innermost first: what becomes straight may be part of another.
    for (size_t i = order_.blocks.size(); i-- > 0;) {
      BlockId block = order_.blocks[i];
      if (loops_.depth(block) == 0 || graph_.block(block).cold || graph_.block(block).dead)
        continue;
      if (is_diamond(block)) convert(block);
    }
    if (changed_) graph_.sweep();
    return changed_;
  }

 private:
  // A way from a branch to the meeting: a block of its own.
  BlockId end_of_way(BlockId block, BlockId way) const {
    const ir::Block& it = graph_.block(way);
    bool own = it.preds.size() == 1 && it.preds[0] == block && it.succs.size() == 1 && !it.cold &&
               graph_.node(it.nodes.back()).op == Op::kJump;
    return own ? it.succs[0] : ir::kNoBlock;
  }

  bool is_diamond(BlockId block) const {
    NodeId end = graph_.end(block);
    if (graph_.node(end).op != Op::kBranch) return false;
    const std::vector<BlockId>& succs = graph_.block(block).succs;
    BlockId meeting = end_of_way(block, succs[0]);
    return meeting != ir::kNoBlock && meeting == end_of_way(block, succs[1]) &&
           succs[0] != succs[1] && graph_.block(meeting).preds.size() == 2;
  }

  void convert(BlockId block) {
    BlockId yes = graph_.block(block).succs[0];
    BlockId no = graph_.block(block).succs[1];
    BlockId meeting = graph_.block(yes).succs[0];
    uint32_t yes_place = graph_.pred_index(yes, 0);
    uint32_t no_place = graph_.pred_index(no, 0);
    share_phis(meeting, yes_place, no_place);
    constexpr uint16_t kHints = ir::kLikelyLeftFirst | ir::kUnlikelyLeft;
    if ((graph_.node(graph_.end(block)).flags & kHints) != 0) return;
    int cost = cost_of(yes) + cost_of(no);
    size_t phis = 0;
    for (NodeId id : graph_.block(meeting).nodes) {
      if (graph_.node(id).op != Op::kPhi) break;
      bool same = graph_.input(id, yes_place) == graph_.input(id, no_place);
      phis += same ? 0 : 1;
      bool selectable =
          graph_.node(id).rep == ir::Rep::kTerm || graph_.node(id).rep == ir::Rep::kInt;
      if (!same && !selectable) return;
    }
    if (cost > kMaxCost || phis == 0 || phis > kMaxPhis) return;
    make_selects(block, yes, no, meeting, yes_place, no_place);
    changed_ = true;
  }

  // More than the limit: it may not be computed for nothing.
  int cost_of(BlockId way) const {
    int cost = 0;
    const std::vector<NodeId>& nodes = graph_.block(way).nodes;
    for (size_t i = 0; i + 1 < nodes.size(); ++i) {
      if (!is_movable(graph_, nodes[i])) return kMaxCost + 1;
      cost += cost_of_node(nodes[i]);
    }
    return cost;
  }

  int cost_of_node(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    Op op = node.op;
    if (is_constant(op)) return 0;
    bool raw =
        (op >= Op::kIntAdd && op <= Op::kIntShiftRight) || op == Op::kUntag || op == Op::kTagSmall;
    bool tagged = op == Op::kAdd || op == Op::kSub || op == Op::kBitAnd || op == Op::kBitOr ||
                  op == Op::kBitXor || op == Op::kShiftRight;
    if (op == Op::kIntMul) return 2;
    return raw || tagged ? 1 : kMaxCost + 1;
  }

  // Phis of what both ways compute alike.
  void share_phis(BlockId meeting, uint32_t yes_place, uint32_t no_place) {
    std::vector<std::pair<NodeId, NodeId>> shared;  // the phi, one of the two
    for (NodeId phi : graph_.block(meeting).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      NodeId a = graph_.input(phi, yes_place);
      NodeId b = graph_.input(phi, no_place);
      if (a == b || !are_alike(a, b)) continue;
      bool on_ways = graph_.node(a).block == graph_.block(meeting).preds[yes_place] &&
                     graph_.node(b).block == graph_.block(meeting).preds[no_place];
      if (on_ways) shared.emplace_back(phi, a);
    }
    for (auto [phi, one] : shared) {
      ir::Node node = graph_.node(one);
      std::erase(graph_.block(meeting).nodes, phi);
      std::vector<NodeId> inputs(graph_.inputs(one).begin(), graph_.inputs(one).end());
      graph_.become(phi, node.op, inputs, node.imm);
      graph_.node(phi).rep = node.rep;
      graph_.node(phi).flags = node.flags;
      graph_.node(phi).position = node.position;
      graph_.node(phi).block = ir::kNoBlock;
      graph_.insert_before(meeting, ir::after_phis(graph_, meeting), phi);
      remove_if_unused(graph_.block(meeting).preds[yes_place]);
      remove_if_unused(graph_.block(meeting).preds[no_place]);
      changed_ = true;
    }
  }

  bool are_alike(NodeId a, NodeId b) const {
    const ir::Node& x = graph_.node(a);
    const ir::Node& y = graph_.node(b);
    if (x.op != y.op || x.imm != y.imm || x.flags != y.flags || x.rep != y.rep) return false;
    if (x.op == Op::kPhi || (graph_.effects(a) & ~(ir::kCollects | ir::kReadsHeap)) != 0)
      return false;
    std::span<const NodeId> of_x = graph_.inputs(a);
    std::span<const NodeId> of_y = graph_.inputs(b);
    return std::equal(of_x.begin(), of_x.end(), of_y.begin(), of_y.end());
  }

  // Takes what only the phi used out of a way, so that it does not count.
  void remove_if_unused(BlockId way) {
    std::vector<NodeId>& nodes = graph_.block(way).nodes;
    for (size_t i = nodes.size(); i-- > 0;) {
      NodeId id = nodes[i];
      if (!is_removable(graph_, id) || is_used(id, way)) continue;
      graph_.mark_removed(id);
      nodes.erase(nodes.begin() + static_cast<ptrdiff_t>(i));
    }
  }

  // A value of a way is used on it, or by phis of the meeting, which is all that it dominates.
  bool is_used(NodeId id, BlockId way) const {
    auto takes = [&](NodeId user) {
      std::span<const NodeId> inputs = graph_.inputs(user);
      return std::find(inputs.begin(), inputs.end(), id) != inputs.end();
    };
    const std::vector<NodeId>& own = graph_.block(way).nodes;
    if (std::any_of(own.begin(), own.end(), takes)) return true;
    const std::vector<NodeId>& next = graph_.block(graph_.block(way).succs[0]).nodes;
    return std::any_of(next.begin(), next.end(), [&](NodeId user) {
      return graph_.node(user).op == Op::kPhi && takes(user);
    });
  }

  void make_selects(BlockId block, BlockId yes, BlockId no, BlockId meeting, uint32_t yes_place,
                    uint32_t no_place) {
    NodeId end = graph_.end(block);
    NodeId condition = graph_.input(end, 0);
    uint32_t position = graph_.node(end).position;
    for (BlockId way : {yes, no}) {
      std::vector<NodeId> nodes = graph_.block(way).nodes;
      for (size_t i = 0; i + 1 < nodes.size(); ++i) {
        graph_.node(nodes[i]).block = ir::kNoBlock;
        graph_.insert_before(block, graph_.block(block).nodes.size() - 1, nodes[i]);
      }
      graph_.block(way).nodes = {nodes.back()};
    }
    for (NodeId phi : graph_.block(meeting).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      NodeId a = graph_.input(phi, yes_place);
      NodeId b = graph_.input(phi, no_place);
      if (a == b) continue;
      NodeId select = graph_.make(Op::kSelect, {condition, a, b}, 0, position);
      graph_.node(select).rep = graph_.node(phi).rep;
      graph_.insert_before(block, graph_.block(block).nodes.size() - 1, select);
      graph_.inputs(phi)[yes_place] = select;
      graph_.inputs(phi)[no_place] = select;
    }
    // Both ways are empty and bring the same: cleanup makes one of them.
  }

  ir::Graph& graph_;
  ir::Order order_;
  ir::Dominators dominators_;
  ir::Loops loops_;
  bool changed_ = false;
};

}  // namespace

bool convert_ifs(ir::Graph& graph, PassContext&) { return Converting(graph).run(); }

}  // namespace linac::opt
