#include "core/ir/dominators.h"

#include <algorithm>

namespace linac::ir {

namespace {

// Blocks by the order in which a depth-first walk enters them; parents in its tree come first.
struct Walk {
  std::vector<BlockId> blocks;
  std::vector<uint32_t> parent;  // by place in `blocks`
  std::vector<uint32_t> place;   // by block; kUnreached
};

Walk walk_of(const Graph& graph) {
  Walk walk;
  walk.place.assign(graph.blocks.size(), kUnreached);
  if (graph.blocks.empty() || graph.block(0).dead) return walk;
  struct Visit {
    uint32_t place;
    uint32_t next;  // successor
  };
  std::vector<Visit> stack;
  auto enter = [&](BlockId block, uint32_t parent) {
    if (walk.place[block] != kUnreached) return;
    uint32_t place = static_cast<uint32_t>(walk.blocks.size());
    walk.place[block] = place;
    walk.blocks.push_back(block);
    walk.parent.push_back(parent);
    stack.push_back({place, 0});
  };
  enter(0, 0);
  while (!stack.empty()) {
    Visit& visit = stack.back();
    const std::vector<BlockId>& succs = graph.block(walk.blocks[visit.place]).succs;
    if (visit.next == succs.size()) {
      stack.pop_back();
    } else {
      enter(succs[visit.next++], visit.place);
    }
  }
  return walk;
}

// The forest of Lengauer and Tarjan: best() gives, of the blocks on the way from a block to its
// tree's root (the root not among them), the one with the least semidominator.
class Forest {
 public:
  explicit Forest(const Walk& walk, std::vector<uint32_t>& semi)
      : ancestor_(walk.parent), best_(semi.size()), semi_(semi) {
    for (uint32_t i = 0; i < best_.size(); ++i) best_[i] = i;
  }

  // Blocks below `linked` are roots still.
  uint32_t best(uint32_t block, uint32_t linked) {
    if (block < linked) return block;
    path_.clear();
    for (uint32_t at = block; ancestor_[at] >= linked; at = ancestor_[at]) path_.push_back(at);
    // From the root on: each takes over what its ancestor has found.
    while (!path_.empty()) {
      uint32_t at = path_.back();
      path_.pop_back();
      uint32_t above = ancestor_[at];
      if (semi_[best_[above]] < semi_[best_[at]]) best_[at] = best_[above];
      ancestor_[at] = ancestor_[above];
    }
    return best_[block];
  }

 private:
  std::vector<uint32_t> ancestor_;
  std::vector<uint32_t> best_;
  const std::vector<uint32_t>& semi_;
  std::vector<uint32_t> path_;
};

}  // namespace

Dominators::Dominators(const Graph& graph, const Order& order)
    : parent_(graph.blocks.size(), kNoBlock),
      depth_(graph.blocks.size()),
      enter_(graph.blocks.size(), kUnreached),
      last_(graph.blocks.size()) {
  find_parents(graph);
  make_tree(order);
}

void Dominators::find_parents(const Graph& graph) {
  Walk walk = walk_of(graph);
  uint32_t count = static_cast<uint32_t>(walk.blocks.size());
  std::vector<uint32_t> semi(count);
  for (uint32_t i = 0; i < count; ++i) semi[i] = i;
  Forest forest(walk, semi);
  for (uint32_t i = count; i-- > 1;) {
    for (BlockId pred : graph.block(walk.blocks[i]).preds) {
      uint32_t from = walk.place[pred];
      if (from == kUnreached) continue;
      semi[i] = std::min(semi[i], semi[forest.best(from, i + 1)]);
    }
  }
  // Up from the parent in the walk's tree to the first that does not lie below the semidominator.
  std::vector<uint32_t> dominator = walk.parent;
  for (uint32_t i = 1; i < count; ++i) {
    while (dominator[i] > semi[i]) dominator[i] = dominator[dominator[i]];
    parent_[walk.blocks[i]] = walk.blocks[dominator[i]];
  }
}

void Dominators::make_tree(const Order& order) {
  first_child_.assign(parent_.size() + 1, 0);
  for (BlockId parent : parent_) {
    if (parent != kNoBlock) ++first_child_[parent + 1];
  }
  for (size_t i = 0; i < parent_.size(); ++i) first_child_[i + 1] += first_child_[i];
  children_.resize(first_child_.back());
  std::vector<uint32_t> next(first_child_.begin(), first_child_.end() - 1);
  std::vector<uint32_t> size(parent_.size(), 1);  // of the subtree
  for (BlockId block : order.blocks) {
    if (parent_[block] == kNoBlock) continue;
    children_[next[parent_[block]]++] = block;
    depth_[block] = depth_[parent_[block]] + 1;
  }
  for (size_t i = order.blocks.size(); i-- > 1;) {
    size[parent_[order.blocks[i]]] += size[order.blocks[i]];
  }
  preorder_.resize(order.blocks.size());
  if (order.blocks.empty()) return;
  enter_[0] = 0;
  for (BlockId block : order.blocks) {  // a dominator stands before what it dominates
    preorder_[enter_[block]] = block;
    last_[block] = enter_[block] + size[block] - 1;
    uint32_t place = enter_[block] + 1;
    for (BlockId child : children(block)) {
      enter_[child] = place;
      place += size[child];
    }
  }
}

BlockId Dominators::common(BlockId a, BlockId b) const {
  while (!dominates(a, b)) a = parent_[a];
  return a;
}

}  // namespace linac::ir
