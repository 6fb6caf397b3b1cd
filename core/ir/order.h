// The order of blocks. Edges are those of Block::succs: a handler's block is a successor of its
// try_enter like any other.
#pragma once

#include <vector>

#include "core/ir/graph.h"

namespace linac::ir {

inline constexpr uint32_t kUnreached = UINT32_MAX;

struct Order {
  std::vector<BlockId> blocks;  // reverse postorder from block 0: those that can be reached
  std::vector<uint32_t> index;  // a block's place in it, or kUnreached

  bool reached(BlockId block) const { return index[block] != kUnreached; }
  // An edge that closes a ring (an edge to the block itself, too).
  bool goes_back(BlockId from, BlockId to) const { return index[to] <= index[from]; }
};

Order reverse_postorder(const Graph& graph);

// Removes what cannot be reached, with its edges. Whether there was something.
bool remove_unreachable(Graph& graph);

// Puts a block on each edge from a block with several successors to one with several predecessors.
// Phi inputs keep their places. Whether there was such an edge.
bool split_critical_edges(Graph& graph);

// The first phi-free index of a block's nodes.
inline size_t after_phis(const Graph& graph, BlockId block) {
  const std::vector<NodeId>& nodes = graph.block(block).nodes;
  size_t index = 0;
  while (index < nodes.size() && graph.node(nodes[index]).op == Op::kPhi) ++index;
  return index;
}

}  // namespace linac::ir
