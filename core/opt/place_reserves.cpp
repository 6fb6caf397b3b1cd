// Puts a heap test before the nodes that build (S6). Nodes of a block between which nothing collects
// share one. What a block needs where it begins is asked for by its predecessor instead, if that one
// reserves words anyway, or if all of its successors need some: then one test serves all paths.
// A loop's header is never served from outside, nor is a handler's block.
//
// Blocks are taken in postorder, so that the needs of what follows are known. A block where paths
// meet is served only if the last group of every predecessor is open: each of them reserves anyway.
#include <algorithm>

#include "core/ir/op_inputs.h"
#include "core/ir/order.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

// More than this is not asked for on paths that need less.
constexpr uint64_t kMaxServedWords = 64;

// Nodes of one block that share a reserve.
struct Group {
  size_t first = SIZE_MAX;  // its first building node; SIZE_MAX: none
  uint64_t words = 0;
};

class Reserving {
 public:
  explicit Reserving(ir::Graph& graph)
      : graph_(graph),
        order_(ir::reverse_postorder(graph)),
        last_(graph.blocks.size()),
        groups_(graph.blocks.size()) {}

  bool run() {
    for (BlockId block : order_.blocks) find_groups(block);
    for (size_t i = order_.blocks.size(); i-- > 0;) serve_successors(order_.blocks[i]);
    bool changed = false;
    for (BlockId block : order_.blocks) changed |= insert(block);
    return changed;
  }

 private:
  void find_groups(BlockId block) {
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    std::vector<Group>& groups = groups_[block];
    groups.assign(1, {});
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (uint64_t words = ir::heap_words(graph_, nodes[i]); words > 0) {
        Group& group = groups.back();
        if (group.words == 0) group.first = i;
        group.words += words;
      } else if ((graph_.effects(nodes[i]) & ir::kCollects) != 0) {
        groups.emplace_back();
      }
    }
    last_[block] = groups.back().words;
  }

  // What the block needs before anything in it collects. Where it has no collecting node this
  // includes what it asks for in its successors' place.
  uint64_t need_at_start(BlockId block) const { return groups_[block].front().words; }

  bool can_be_served(BlockId block) const {
    const ir::Block& it = graph_.block(block);
    if (it.is_handler || need_at_start(block) == 0 || need_at_start(block) > kMaxServedWords) {
      return false;
    }
    return std::none_of(it.preds.begin(), it.preds.end(), [&](BlockId pred) {
      return !order_.reached(pred) || order_.goes_back(pred, block);
    });
  }

  // Before the block's end and the condition just before it, which are best left together.
  size_t place_at_end(BlockId block) const {
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    size_t end = nodes.size() - 1;
    bool branches = end > 0 && graph_.node(nodes[end]).op == Op::kBranch &&
                    graph_.input(nodes[end], 0) == nodes[end - 1] &&
                    is_pure(graph_, nodes[end - 1]);
    return branches ? end - 1 : end;
  }

  void serve(BlockId block, uint64_t words) {
    Group& group = groups_[block].back();
    if (group.words == 0) group.first = place_at_end(block);
    group.words += words;
  }

  void serve_successors(BlockId block) {
    serve_branches(block, graph_.block(block).succs);
    serve_from_all_preds(block);
  }

  // Successors that only this block leads to.
  void serve_branches(BlockId block, const std::vector<BlockId>& succs) {
    uint64_t most = 0;
    bool all = true;
    for (BlockId succ : succs) {
      bool served = graph_.block(succ).preds.size() == 1 && can_be_served(succ);
      all &= served;
      if (served) most = std::max(most, need_at_start(succ));
    }
    if (most == 0 || (!all && groups_[block].back().words == 0)) return;
    for (BlockId succ : succs) {
      if (graph_.block(succ).preds.size() == 1 && can_be_served(succ)) clear(succ);
    }
    serve(block, most);
  }

  // The block is a meeting, and every predecessor reserves in its last group.
  void serve_from_all_preds(BlockId block) {
    const std::vector<BlockId>& preds = graph_.block(block).preds;
    if (preds.size() < 2 || !can_be_served(block)) return;
    bool all = std::all_of(preds.begin(), preds.end(), [&](BlockId pred) {
      return last_[pred] > 0 && graph_.block(pred).succs.size() == 1;
    });
    if (!all) return;
    uint64_t words = need_at_start(block);
    clear(block);
    for (BlockId pred : preds) serve(pred, words);
  }

  // Somebody else has asked for what the first group needs.
  void clear(BlockId block) { groups_[block].front() = {}; }

  bool insert(BlockId block) {
    std::vector<NodeId>& nodes = graph_.block(block).nodes;
    bool any = false;
    for (const Group& group : groups_[block]) any |= group.words > 0;
    if (!any) return false;
    std::vector<NodeId> list;
    auto group = groups_[block].begin();
    for (size_t i = 0; i < nodes.size(); ++i) {
      while (group != groups_[block].end() && group->words == 0) ++group;
      if (group != groups_[block].end() && group->first == i) {
        NodeId reserve =
            graph_.make(Op::kReserve, {}, group->words, graph_.node(nodes[i]).position);
        graph_.node(reserve).block = block;
        list.push_back(reserve);
        ++group;
      }
      list.push_back(nodes[i]);
    }
    nodes = std::move(list);
    return true;
  }

  ir::Graph& graph_;
  ir::Order order_;
  std::vector<uint64_t> last_;  // words of the block's own last group
  std::vector<std::vector<Group>> groups_;
};

}  // namespace

bool place_reserves(ir::Graph& graph, PassContext& context) {
  context.reserves_placed = true;
  return Reserving(graph).run();
}

}  // namespace linac::opt
