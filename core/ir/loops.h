// Natural loops: a header that dominates a block with an edge back to it, and all blocks that reach
// that edge without passing the header. Edges back to a block that does not dominate where they come
// from (irreducible control flow) make no loop here and are listed apart.
#pragma once

#include <span>
#include <vector>

#include "core/ir/dominators.h"

namespace linac::ir {

inline constexpr uint32_t kNoLoop = UINT32_MAX;

struct Loop {
  BlockId header;
  uint32_t parent = kNoLoop;  // the loop around it
  uint32_t depth = 1;         // of an outermost loop
  uint32_t last = 0;          // loops inside it are those numbered from its own number + 1 to this
  uint32_t first_block = 0;   // in Loops::blocks_
  uint32_t block_count = 0;
};

struct FlowEdge {
  BlockId from;
  BlockId to;
};

class Loops {
 public:
  Loops(const Graph& graph, const Order& order, const Dominators& dominators);

  // A loop stands before those inside it, and these follow it without a gap.
  std::span<const Loop> all() const { return loops_; }
  // The innermost loop that a block belongs to, or kNoLoop.
  uint32_t innermost(BlockId block) const { return innermost_[block]; }
  uint32_t depth(BlockId block) const {
    return innermost_[block] == kNoLoop ? 0 : loops_[innermost_[block]].depth;
  }
  bool is_header(BlockId block) const {
    return innermost_[block] != kNoLoop && loops_[innermost_[block]].header == block;
  }
  bool contains(uint32_t loop, BlockId block) const {
    uint32_t inner = innermost_[block];
    return inner != kNoLoop && loop <= inner && inner <= loops_[loop].last;
  }
  // All its blocks, those of inner loops among them; the header first.
  std::span<const BlockId> blocks(uint32_t loop) const {
    return {blocks_.data() + loops_[loop].first_block, loops_[loop].block_count};
  }
  // The edges out of it.
  std::vector<FlowEdge> exits(const Graph& graph, uint32_t loop) const;
  // Edges that close a ring without being a loop's: whoever iterates over values must widen at
  // their ends, too.
  std::span<const FlowEdge> irreducible() const { return irreducible_; }

 private:
  void find(const Graph& graph, const Order& order, const Dominators& dominators);
  void sort(const Order& order);

  std::vector<Loop> loops_;
  std::vector<uint32_t> innermost_;
  std::vector<BlockId> blocks_;
  std::vector<FlowEdge> irreducible_;
};

}  // namespace linac::ir
