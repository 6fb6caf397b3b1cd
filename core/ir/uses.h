// Who uses a value: one pass over the graph, to be made again when the graph has changed.
#pragma once

#include <span>
#include <vector>

#include "core/ir/graph.h"

namespace linac::ir {

struct Use {
  NodeId user;
  uint32_t index;  // which of its inputs
};

// Uses by nodes that stand in a block, in the order of the blocks' numbers.
class Uses {
 public:
  explicit Uses(const Graph& graph);

  std::span<const Use> of(NodeId id) const {
    return {uses_.data() + first_[id], first_[id + 1] - first_[id]};
  }
  uint32_t count(NodeId id) const { return first_[id + 1] - first_[id]; }

 private:
  std::vector<uint32_t> first_;  // in uses_; one more than nodes
  std::vector<Use> uses_;
};

// Only the numbers.
std::vector<uint32_t> use_counts(const Graph& graph);

// By node: where in its block's list it stands.
std::vector<uint32_t> node_places(const Graph& graph);

}  // namespace linac::ir
