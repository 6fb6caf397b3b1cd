// One test for the results of several float operations. A sum, difference or product is finite only
// if its operands were, a quotient only if its dividend was, so what such an operation takes need
// not be tested if its result is; and x - x is nan exactly if x is not finite, so one comparison
// tests a sum of such differences.
//
// Checks are gathered along the likely way through blocks, as long as nothing happens that could be
// seen: unlikely ways out get copies of the checks gathered so far, in their order, before anything
// else. Where the gathering ends, a failed test leads to a cold block that makes the checks one
// after the other: the first operation that failed raises, with its own operands and place.
#include <algorithm>

#include "core/ir/order.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr size_t kMaxGathered = 24;

bool is_raw_arithmetic(Op op) { return op >= Op::kFloatAdd && op <= Op::kFloatSqrt; }

// What may stand between an operation and the test of its result: it has no effect, and takes
// values that are not finite.
bool takes_any_float(Op op) {
  return is_raw_arithmetic(op) || (op >= Op::kFloatEqual && op <= Op::kFloatLessEqual);
}

class Merging {
 public:
  explicit Merging(ir::Graph& graph)
      : graph_(graph), to_(graph.nodes.size()), done_(graph.blocks.size()) {}

  bool run() {
    ir::Order order = ir::reverse_postorder(graph_);
    for (BlockId block : order.blocks) {
      // Copies of checks stand in cold blocks.
      if (!done_[block] && !graph_.block(block).cold) follow(block);
    }
    to_.apply(graph_);
    return changed_;
  }

 private:
  struct Check {
    NodeId node;  // the check_finite
    NodeId raw;
  };
  // An unlikely way out that was passed with so many checks gathered.
  struct Crossing {
    BlockId block;
    size_t count;
  };

  // Gathers from the block on, along the likely way.
  void follow(BlockId block) {
    while (block != ir::kNoBlock) {
      if (block < done_.size()) done_[block] = true;
      BlockId rest = pass_block(block);
      block = gathered_.empty() ? ir::kNoBlock : pass_end(rest);
    }
  }

  // The nodes of the block; it may be split. Returns the block that has its end.
  BlockId pass_block(BlockId block) {
    std::vector<NodeId> nodes = graph_.block(block).nodes;
    for (NodeId id : nodes) {
      bool checks = graph_.node(id).op == Op::kCheckFinite;
      if (!gathered_.empty() && (checks ? gathered_.size() == kMaxGathered : is_barrier(id))) {
        block = stop_before(block, id);
      }
      if (checks) gathered_.push_back({id, graph_.input(id, 0)});
    }
    return block;
  }

  bool is_barrier(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    constexpr uint16_t kSeen =
        ir::kRaises | ir::kCalls | ir::kCollects | ir::kWritesHeap | ir::kWritesSlot;
    if (ends_block(node.op)) return likely_successor(node.block) == ir::kNoBlock;
    if (node.rep == ir::Rep::kNone || (graph_.effects(id) & kSeen) != 0) return true;
    if (takes_any_float(node.op) || node.rep == ir::Rep::kBool) return false;
    // Others must not see what has not been tested.
    for (NodeId input : graph_.inputs(id)) {
      if (is_gathered(input)) return true;
    }
    return false;
  }

  bool is_gathered(NodeId id) const {
    return std::any_of(gathered_.begin(), gathered_.end(),
                       [&](const Check& check) { return check.raw == id || check.node == id; });
  }

  // The way out of the block that is likely and its own, if another one is cold and its own.
  BlockId likely_successor(BlockId block) const {
    const ir::Block& it = graph_.block(block);
    Op op = graph_.node(it.nodes.back()).op;
    auto own = [&](BlockId succ) {
      const ir::Block& target = graph_.block(succ);
      return target.preds.size() == 1 && !target.is_handler &&
             graph_.node(target.nodes[0]).op != Op::kPhi;
    };
    if (op == Op::kJump) return own(it.succs[0]) ? it.succs[0] : ir::kNoBlock;
    if (op != Op::kBranch || !own(it.succs[0]) || !own(it.succs[1])) return ir::kNoBlock;
    bool first_cold = graph_.block(it.succs[0]).cold;
    if (first_cold == graph_.block(it.succs[1]).cold) return ir::kNoBlock;
    return it.succs[first_cold ? 1 : 0];
  }

  // Leaves the block by its likely way; the cold one will get the checks.
  BlockId pass_end(BlockId block) {
    BlockId likely = likely_successor(block);
    if (likely == ir::kNoBlock) return likely;
    for (BlockId succ : graph_.block(block).succs) {
      if (succ != likely) crossings_.push_back({succ, gathered_.size()});
    }
    return likely;
  }

  // The gathering ends just before a node of the block. Returns the block that the node is in then.
  BlockId stop_before(BlockId block, NodeId id) {
    if (gathered_.size() > 1) block = test_before(block, id);
    gathered_.clear();
    crossings_.clear();
    return block;
  }

  BlockId test_before(BlockId block, NodeId id) {
    changed_ = true;
    for (const Check& check : gathered_) to_.set(check.node, check.raw);
    for (const Crossing& crossing : crossings_) {
      for (size_t i = 0; i < crossing.count; ++i) {
        graph_.insert_before(crossing.block, i, copy_of(gathered_[i]));
      }
    }
    const std::vector<NodeId>& list = graph_.block(block).nodes;
    size_t at = static_cast<size_t>(std::find(list.begin(), list.end(), id) - list.begin());
    uint32_t position = graph_.node(gathered_[0].node).position;
    BlockId rest = split_block(graph_, block, at);
    graph_.remove_node(graph_.end(block));  // the jump to it
    NodeId sum = ir::kNoNode;
    for (NodeId raw : roots()) {
      NodeId difference = graph_.append(block, Op::kFloatSub, {raw, raw}, 0, position);
      sum = sum == ir::kNoNode
                ? difference
                : graph_.append(block, Op::kFloatAdd, {sum, difference}, 0, position);
    }
    NodeId finite = graph_.append(block, Op::kFloatEqual, {sum, sum}, 0, position);
    NodeId branch = graph_.append(block, Op::kBranch, {finite}, 0, position);
    graph_.node(branch).flags = ir::kLikelyLeftFirst;
    BlockId raises = graph_.add_block();
    graph_.block(raises).cold = true;
    graph_.add_edge(block, raises);
    for (const Check& check : gathered_) graph_.append(raises, copy_of(check));
    graph_.append(raises, Op::kUnreachable, {}, 0, position);
    keep_condition_near(block, rest, id);
    return rest;
  }

  // A branch's condition, if nothing else uses it here, stays beside the branch.
  void keep_condition_near(BlockId block, BlockId rest, NodeId branch) {
    if (graph_.node(branch).op != Op::kBranch) return;
    NodeId condition = graph_.input(branch, 0);
    if (graph_.node(condition).block != block || !is_pure(graph_, condition)) return;
    std::vector<NodeId>& list = graph_.block(block).nodes;
    for (NodeId id : list) {
      std::span<const NodeId> inputs = graph_.inputs(id);
      if (std::find(inputs.begin(), inputs.end(), condition) != inputs.end()) return;
    }
    std::erase(list, condition);
    graph_.node(condition).block = ir::kNoBlock;
    graph_.insert_before(rest, 0, condition);
  }

  NodeId copy_of(const Check& check) {
    ir::Node node = graph_.node(check.node);
    NodeId copy = graph_.make(Op::kCheckFinite, graph_.inputs(check.node), node.imm, node.position);
    for (NodeId& input : graph_.inputs(copy)) input = to_(input);
    graph_.node(copy).handler = node.handler;
    return copy;
  }

  // The results that no other gathered result depends on in a way that would show in it.
  std::vector<NodeId> roots() {
    std::vector<NodeId> roots;
    for (const Check& check : gathered_) {
      auto shows_in = [&](const Check& other) {
        const ir::Node& node = graph_.node(other.raw);
        if (!is_raw_arithmetic(node.op) || other.raw == check.raw) return false;
        uint32_t count = node.op == Op::kFloatDiv ? 1 : node.input_count;
        for (uint32_t i = 0; i < count; ++i) {
          if (to_(graph_.input(other.raw, i)) == check.raw) return true;
        }
        return false;
      };
      bool covered = std::any_of(gathered_.begin(), gathered_.end(), shows_in);
      bool seen = std::find(roots.begin(), roots.end(), check.raw) != roots.end();
      if (!covered && !seen) roots.push_back(check.raw);
    }
    return roots;
  }

  ir::Graph& graph_;
  Replacements to_;
  std::vector<bool> done_;
  std::vector<Check> gathered_;
  std::vector<Crossing> crossings_;
  bool changed_ = false;
};

}  // namespace

bool merge_checks(ir::Graph& graph, PassContext&) { return Merging(graph).run(); }

}  // namespace linac::opt
