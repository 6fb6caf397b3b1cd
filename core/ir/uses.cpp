#include "core/ir/uses.h"

namespace linac::ir {

namespace {

template <class Visit>
void each_use(const Graph& graph, Visit visit) {
  for (const Block& block : graph.blocks) {
    for (NodeId user : block.nodes) {
      std::span<const NodeId> inputs = graph.inputs(user);
      for (uint32_t i = 0; i < inputs.size(); ++i) visit(inputs[i], user, i);
    }
  }
}

}  // namespace

Uses::Uses(const Graph& graph) : first_(graph.nodes.size() + 1) {
  each_use(graph, [&](NodeId value, NodeId, uint32_t) { ++first_[value + 1]; });
  for (size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  uses_.resize(first_.back());
  std::vector<uint32_t> next(first_.begin(), first_.end() - 1);
  each_use(graph, [&](NodeId value, NodeId user, uint32_t i) { uses_[next[value]++] = {user, i}; });
}

std::vector<uint32_t> use_counts(const Graph& graph) {
  std::vector<uint32_t> counts(graph.nodes.size());
  each_use(graph, [&](NodeId value, NodeId, uint32_t) { ++counts[value]; });
  return counts;
}

std::vector<uint32_t> node_places(const Graph& graph) {
  std::vector<uint32_t> places(graph.nodes.size(), UINT32_MAX);
  for (const Block& block : graph.blocks) {
    for (uint32_t i = 0; i < block.nodes.size(); ++i) places[block.nodes[i]] = i;
  }
  return places;
}

}  // namespace linac::ir
