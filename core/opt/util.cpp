#include "core/opt/util.h"

#include <algorithm>

namespace linac::opt {

void make_jump(ir::Graph& graph, ir::BlockId block, uint32_t index) {
  uint32_t count = static_cast<uint32_t>(graph.block(block).succs.size());
  for (uint32_t i = count; i-- > 0;) {
    if (i != index) graph.remove_edge(block, i);
  }
  ir::NodeId end = graph.end(block);
  graph.become(end, ir::Op::kJump, {});
}

void make_unreachable(ir::Graph& graph, ir::BlockId block, size_t count, uint32_t position) {
  while (!graph.block(block).succs.empty()) {
    graph.remove_edge(block, static_cast<uint32_t>(graph.block(block).succs.size() - 1));
  }
  std::vector<ir::NodeId>& nodes = graph.block(block).nodes;
  for (size_t i = count; i < nodes.size(); ++i) graph.mark_removed(nodes[i]);
  nodes.resize(count);
  graph.append(block, ir::Op::kUnreachable, {}, 0, position);
}

ir::BlockId split_block(ir::Graph& graph, ir::BlockId id, size_t index) {
  ir::BlockId rest = graph.add_block();
  ir::Block& block = graph.block(id);
  ir::Block& behind = graph.block(rest);
  behind.nodes.assign(block.nodes.begin() + static_cast<ptrdiff_t>(index), block.nodes.end());
  block.nodes.resize(index);
  for (ir::NodeId node : behind.nodes) graph.node(node).block = rest;
  behind.cold = block.cold;
  behind.succs = std::move(block.succs);
  block.succs.clear();
  for (ir::BlockId succ : behind.succs) {
    std::vector<ir::BlockId>& preds = graph.block(succ).preds;
    std::replace(preds.begin(), preds.end(), id, rest);
  }
  uint32_t position = graph.node(behind.nodes.front()).position;
  graph.append(id, ir::Op::kJump, {}, 0, position);
  graph.add_edge(id, rest);
  return rest;
}

ir::NodeId Rebuild::add(ir::Op op, std::initializer_list<ir::NodeId> inputs, uint64_t imm,
                        uint32_t position) {
  ir::NodeId id = graph_.make(op, inputs, imm, position);
  graph_.node(id).block = block_;
  list_.push_back(id);
  return id;
}

void Rebuild::finish() {
  std::vector<ir::NodeId>& nodes = graph_.block(block_).nodes;
  if (block_ == 0 && nodes.size() != old_.size()) {
    // Constants were added to the front of the entry block: they go behind the params again.
    auto leads = [&](ir::NodeId id) {
      return is_constant(graph_.node(id).op) || graph_.node(id).op == ir::Op::kParam;
    };
    auto front = std::find_if_not(nodes.begin(), nodes.end(), leads);
    std::vector<ir::NodeId> list(nodes.begin(), front);
    auto rest = std::find_if_not(list_.begin(), list_.end(), leads);
    list.insert(list.end(), rest, list_.end());
    list_ = std::move(list);
  }
  nodes = std::move(list_);
}

void Replacements::apply(ir::Graph& graph) {
  if (!any_) return;
  graph.replace_all_uses(to_);
  for (ir::NodeId id = 0; id < to_.size(); ++id) {
    if (to_[id] != id) graph.mark_removed(id);
  }
  graph.sweep();
}

}  // namespace linac::opt
