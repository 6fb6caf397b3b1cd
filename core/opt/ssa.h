// Keeping the SSA form when control flow changes: values with several definitions, copies of blocks.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "core/ir/graph.h"

namespace linac::opt {

// Makes uses of a value see the right one of its definitions. The value is defined at the ends of
// some blocks; a block without a definition has at its end what it has at its start; where paths
// with different definitions meet, a phi is made. Phis that turn out to be needless are left to
// cleanup. Linear in the blocks between definitions and uses.
class SsaRepair {
 public:
  explicit SsaRepair(ir::Graph& graph) : graph_(graph) {}

  // The next variable, of this representation.
  void begin(ir::Rep rep);
  // At the block's end the variable is `value`.
  void define(ir::BlockId block, ir::NodeId value);
  bool defined_in(ir::BlockId block) const { return at_end_.count(block) != 0; }
  // The value at the block's start, or at its end.
  ir::NodeId at_start(ir::BlockId block);
  ir::NodeId at_end(ir::BlockId block);

 private:
  void find(ir::BlockId block);

  ir::Graph& graph_;
  ir::Rep rep_ = ir::Rep::kTerm;
  std::unordered_map<ir::BlockId, ir::NodeId> at_end_;    // definitions
  std::unordered_map<ir::BlockId, ir::NodeId> at_start_;  // found
};

// A value that has a second definition in a copied block: all its uses outside of `inside` (blocks
// where each copy's own definition is used) see the one that reaches them.
void repair_uses(ir::Graph& graph, std::span<const ir::NodeId> values,
                 std::span<const ir::NodeId> copies, const std::vector<bool>& inside);

// A copy of some blocks.
struct BlockCopies {
  std::vector<ir::BlockId> blocks;  // by block: its copy, or kNoBlock
  std::vector<ir::NodeId> nodes;    // by node: its copy, or kNoNode

  ir::BlockId block(ir::BlockId id) const {
    return id < blocks.size() && blocks[id] != ir::kNoBlock ? blocks[id] : id;
  }
  ir::NodeId node(ir::NodeId id) const {
    return id < nodes.size() && nodes[id] != ir::kNoNode ? nodes[id] : id;
  }
};

// Copies blocks with the edges between them and those that leave them; of edges that enter, the
// copies have none yet, and their phis no inputs for these. Values that are used outside need
// repair_uses().
BlockCopies copy_blocks(ir::Graph& graph, std::span<const ir::BlockId> blocks);

}  // namespace linac::opt
