#include "core/ir/order.h"

#include <algorithm>

namespace linac::ir {

Order reverse_postorder(const Graph& graph) {
  Order order;
  order.index.assign(graph.blocks.size(), kUnreached);
  if (graph.blocks.empty() || graph.block(0).dead) return order;
  struct Visit {
    BlockId block;
    uint32_t left;  // successors not yet looked at; from the last, so that the first one follows
  };
  std::vector<bool> seen(graph.blocks.size());
  std::vector<Visit> stack;
  auto enter = [&](BlockId block) {
    if (seen[block]) return;
    seen[block] = true;
    stack.push_back({block, static_cast<uint32_t>(graph.block(block).succs.size())});
  };
  enter(0);
  while (!stack.empty()) {
    Visit& visit = stack.back();
    if (visit.left > 0) {
      enter(graph.block(visit.block).succs[--visit.left]);
    } else {
      order.blocks.push_back(visit.block);
      stack.pop_back();
    }
  }
  std::reverse(order.blocks.begin(), order.blocks.end());
  for (uint32_t i = 0; i < order.blocks.size(); ++i) order.index[order.blocks[i]] = i;
  return order;
}

namespace {

// Leaves of a block's predecessors, and of its phis' inputs, those that can be reached.
void keep_reached_preds(Graph& graph, const Order& order, BlockId id) {
  std::vector<BlockId>& preds = graph.block(id).preds;
  auto reached = [&](BlockId pred) { return order.reached(pred); };
  if (std::all_of(preds.begin(), preds.end(), reached)) return;
  std::vector<NodeId> kept;
  for (NodeId phi : graph.block(id).nodes) {
    if (graph.node(phi).op != Op::kPhi) break;
    kept.clear();
    for (size_t i = 0; i < preds.size(); ++i) {
      if (reached(preds[i])) kept.push_back(graph.input(phi, static_cast<uint32_t>(i)));
    }
    graph.set_inputs(phi, kept);
  }
  std::erase_if(preds, [&](BlockId pred) { return !reached(pred); });
}

}  // namespace

bool remove_unreachable(Graph& graph) {
  Order order = reverse_postorder(graph);
  for (BlockId block : order.blocks) keep_reached_preds(graph, order, block);
  bool changed = false;
  for (BlockId id = 0; id < graph.blocks.size(); ++id) {
    Block& block = graph.block(id);
    if (order.reached(id) || block.dead) continue;
    for (NodeId node : block.nodes) graph.mark_removed(node);
    block = Block{};
    block.dead = true;
    changed = true;
  }
  return changed;
}

namespace {

struct Edge {
  BlockId from;
  uint32_t successor;  // index
  uint32_t pred;       // index in the other block's preds
};

// The edges into a block with several predecessors, of those blocks that have several successors.
// `next` is scratch, one a block.
void collect_critical(const Graph& graph, std::vector<uint32_t>& next, std::vector<Edge>& edges,
                      BlockId to, std::span<const Edge> incoming) {
  // `incoming` is grouped by source, in the order of its successors: so the n-th of a source in
  // preds is the n-th of its group.
  for (uint32_t i = 0; i < incoming.size(); ++i) {
    if (i == 0 || incoming[i - 1].from != incoming[i].from) next[incoming[i].from] = i;
  }
  const std::vector<BlockId>& preds = graph.block(to).preds;
  for (uint32_t i = 0; i < preds.size(); ++i) {
    if (graph.block(preds[i]).succs.size() < 2) continue;
    Edge edge = incoming[next[preds[i]]++];
    edge.pred = i;
    edges.push_back(edge);
  }
}

}  // namespace

bool split_critical_edges(Graph& graph) {
  size_t count = graph.blocks.size();
  // Every edge out of a block with several successors, sorted by where it goes.
  std::vector<uint32_t> starts(count + 1);
  auto each = [&](auto visit) {
    for (BlockId from = 0; from < count; ++from) {
      const std::vector<BlockId>& succs = graph.block(from).succs;
      for (uint32_t i = 0; succs.size() > 1 && i < succs.size(); ++i) {
        if (graph.block(succs[i]).preds.size() > 1) visit(from, i, succs[i]);
      }
    }
  };
  each([&](BlockId, uint32_t, BlockId to) { ++starts[to + 1]; });
  for (size_t i = 0; i < count; ++i) starts[i + 1] += starts[i];
  if (starts[count] == 0) return false;
  std::vector<Edge> sorted(starts[count]);
  std::vector<uint32_t> fill(starts.begin(), starts.end() - 1);
  each([&](BlockId from, uint32_t i, BlockId to) { sorted[fill[to]++] = {from, i, 0}; });

  std::vector<Edge> critical;
  std::vector<uint32_t>& next = fill;
  for (BlockId to = 0; to < count; ++to) {
    critical.clear();
    std::span<const Edge> incoming(sorted.data() + starts[to], starts[to + 1] - starts[to]);
    if (!incoming.empty()) collect_critical(graph, next, critical, to, incoming);
    for (const Edge& edge : critical) {
      BlockId middle = graph.add_block();
      graph.append(middle, Op::kJump, {}, 0, graph.node(graph.end(edge.from)).position);
      graph.block(middle).cold = graph.block(to).cold || graph.block(edge.from).cold;
      graph.block(middle).preds = {edge.from};
      graph.block(middle).succs = {to};
      graph.block(edge.from).succs[edge.successor] = middle;
      graph.block(to).preds[edge.pred] = middle;
    }
  }
  return true;
}

}  // namespace linac::ir
