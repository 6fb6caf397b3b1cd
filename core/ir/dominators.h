// Which blocks every path to a block passes. Found with semidominators (Georgiadis' Semi-NCA), which
// stays near-linear where thousands of blocks have an edge to one common exit.
#pragma once

#include <span>
#include <vector>

#include "core/ir/order.h"

namespace linac::ir {

class Dominators {
 public:
  Dominators(const Graph& graph, const Order& order);

  // The closest block that dominates it; kNoBlock of the entry and of what cannot be reached.
  BlockId parent(BlockId block) const { return parent_[block]; }
  // Whether every path to `b` passes `a`; a block dominates itself. Both can be reached.
  bool dominates(BlockId a, BlockId b) const {
    return enter_[a] <= enter_[b] && enter_[b] <= last_[a];
  }
  std::span<const BlockId> children(BlockId block) const {
    return {children_.data() + first_child_[block], first_child_[block + 1] - first_child_[block]};
  }
  // The tree in preorder: a block stands before those that it dominates, and these follow it without
  // a gap.
  std::span<const BlockId> preorder() const { return preorder_; }
  uint32_t depth(BlockId block) const { return depth_[block]; }  // 0 of the entry
  // The closest block that dominates both.
  BlockId common(BlockId a, BlockId b) const;

 private:
  void find_parents(const Graph& graph);
  void make_tree(const Order& order);

  std::vector<BlockId> parent_;
  std::vector<uint32_t> depth_;
  std::vector<uint32_t> enter_, last_;  // places in the preorder: its own, its last descendant's
  std::vector<uint32_t> first_child_;   // in children_; one more than blocks
  std::vector<BlockId> children_;
  std::vector<BlockId> preorder_;
};

}  // namespace linac::ir
