#include "core/opt/walls.h"

#include <algorithm>

namespace linac::opt {

using ir::BlockId;

Walls::Walls(const ir::Graph& graph, const ir::Order& order, const ir::Dominators& dominators)
    : dominators_(dominators) {
  auto handles = [&](BlockId block) { return graph.block(block).is_handler; };
  if (std::none_of(order.blocks.begin(), order.blocks.end(), handles)) return;
  wall_.resize(graph.blocks.size());
  // A ring may bring what is found late to a block that was looked at early.
  for (bool again = true; again;) {
    again = false;
    for (BlockId block : order.blocks) {
      if (wall_[block] || !find(graph, block)) continue;
      wall_[block] = true;
      again = true;
    }
  }
}

bool Walls::find(const ir::Graph& graph, BlockId block) const {
  if (graph.block(block).is_handler) return true;
  BlockId parent = dominators_.parent(block);
  if (parent == ir::kNoBlock) return false;
  for (BlockId pred : graph.block(block).preds) {
    // Blocks on the tree's way from the parent to the predecessor; those beside it are behind them.
    for (BlockId at = pred; at != parent && at != ir::kNoBlock; at = dominators_.parent(at)) {
      if (wall_[at]) return true;
    }
  }
  return false;
}

bool Walls::between(BlockId from, BlockId to) const {
  if (wall_.empty()) return false;
  for (BlockId at = to; at != from && at != ir::kNoBlock; at = dominators_.parent(at)) {
    if (wall_[at]) return true;
  }
  return false;
}

}  // namespace linac::opt
