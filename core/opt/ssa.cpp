#include "core/opt/ssa.h"

#include <algorithm>

#include "core/ir/order.h"
#include "core/ir/uses.h"
#include "core/opt/util.h"
#include "core/term/atom.h"

namespace linac::opt {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

void SsaRepair::begin(ir::Rep rep) {
  rep_ = rep;
  at_end_.clear();
  at_start_.clear();
}

void SsaRepair::define(BlockId block, NodeId value) { at_end_[block] = value; }

NodeId SsaRepair::at_end(BlockId block) {
  auto found = at_end_.find(block);
  return found != at_end_.end() ? found->second : at_start(block);
}

NodeId SsaRepair::at_start(BlockId block) {
  auto found = at_start_.find(block);
  if (found == at_start_.end()) find(block);
  return at_start_.at(block);
}

// Finds the values at the starts of the block and of all before it, back to definitions.
void SsaRepair::find(BlockId first) {
  std::vector<BlockId> work = {first};
  std::vector<BlockId> found;
  auto known = [&](BlockId block) {
    return at_end_.count(block) != 0 || at_start_.count(block) != 0;
  };
  at_start_[first] = ir::kNoNode;
  while (!work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    found.push_back(block);
    VM_CHECK(!graph_.block(block).preds.empty());  // else it is used where it is not defined
    for (BlockId pred : graph_.block(block).preds) {
      if (known(pred)) continue;
      at_start_[pred] = ir::kNoNode;
      work.push_back(pred);
    }
  }
  // Meetings get phis, so that rings end there.
  for (BlockId block : found) {
    if (graph_.block(block).preds.size() == 1) continue;
    NodeId phi = graph_.make(Op::kPhi, {});
    graph_.node(phi).rep = rep_;
    graph_.node(phi).position = graph_.node(graph_.block(block).nodes[0]).position;
    graph_.insert_before(block, ir::after_phis(graph_, block), phi);
    at_start_[block] = phi;
  }
  // Others have what their only predecessor has at its end.
  std::vector<BlockId> chain;
  for (BlockId block : found) {
    BlockId at = block;
    while (at_start_[at] == ir::kNoNode) {
      chain.push_back(at);
      BlockId pred = graph_.block(at).preds[0];
      auto end = at_end_.find(pred);
      if (end != at_end_.end()) {
        at_start_[at] = end->second;
        break;
      }
      at = pred;
    }
    while (!chain.empty()) {
      BlockId back = chain.back();
      chain.pop_back();
      if (at_start_[back] == ir::kNoNode) at_start_[back] = at_start_[graph_.block(back).preds[0]];
    }
  }
  for (BlockId block : found) {
    if (graph_.block(block).preds.size() == 1) continue;
    std::vector<NodeId> inputs;
    for (BlockId pred : graph_.block(block).preds) {
      auto end = at_end_.find(pred);
      inputs.push_back(end != at_end_.end() ? end->second : at_start_.at(pred));
    }
    graph_.set_inputs(at_start_[block], inputs);
  }
}

namespace {

// No phi takes a condition: where it has to pass one, it goes as a term.
NodeId condition_as_term(ir::Graph& graph, NodeId condition) {
  BlockId block = graph.node(condition).block;
  const std::vector<NodeId>& nodes = graph.block(block).nodes;
  size_t at = static_cast<size_t>(std::find(nodes.begin(), nodes.end(), condition) - nodes.begin());
  NodeId term = graph.make(Op::kBoolToTerm, {condition}, 0, graph.node(condition).position);
  graph.insert_before(block, at + 1, term);
  return term;
}

NodeId term_as_condition(ir::Graph& graph, NodeId term, NodeId user) {
  BlockId block = graph.node(user).block;
  const std::vector<NodeId>& nodes = graph.block(block).nodes;
  size_t at = static_cast<size_t>(std::find(nodes.begin(), nodes.end(), user) - nodes.begin());
  NodeId is_true = graph.constant(atoms::kTrue);
  NodeId test = graph.make(Op::kSameWord, {term, is_true}, 0, graph.node(user).position);
  graph.insert_before(block, at, test);
  return test;
}

}  // namespace

void repair_uses(ir::Graph& graph, std::span<const NodeId> values, std::span<const NodeId> copies,
                 const std::vector<bool>& inside) {
  ir::Uses uses(graph);
  SsaRepair repair(graph);
  auto is_inside = [&](BlockId block) { return block < inside.size() && inside[block]; };
  for (size_t i = 0; i < values.size(); ++i) {
    NodeId value = values[i];
    bool condition = graph.node(value).rep == ir::Rep::kBool;
    bool begun = false;
    for (ir::Use use : uses.of(value)) {
      BlockId block = graph.node(use.user).block;
      bool phi = graph.node(use.user).op == Op::kPhi;
      if (phi) block = graph.block(block).preds[use.index];
      if (is_inside(block)) continue;
      if (!begun) {
        NodeId copy = copies[i];
        NodeId defined = condition ? condition_as_term(graph, value) : value;
        if (condition) copy = condition_as_term(graph, copy);
        repair.begin(graph.node(defined).rep);
        repair.define(graph.node(defined).block, defined);
        repair.define(graph.node(copy).block, copy);
        begun = true;
      }
      NodeId right = phi ? repair.at_end(block) : repair.at_start(block);
      if (condition) right = term_as_condition(graph, right, use.user);
      graph.inputs(use.user)[use.index] = right;
    }
  }
}

BlockCopies copy_blocks(ir::Graph& graph, std::span<const BlockId> blocks) {
  BlockCopies copies;
  copies.blocks.assign(graph.blocks.size(), ir::kNoBlock);
  copies.nodes.assign(graph.nodes.size(), ir::kNoNode);
  for (BlockId block : blocks) {
    BlockId copy = graph.add_block();
    copies.blocks[block] = copy;
    graph.block(copy).is_handler = graph.block(block).is_handler;
    graph.block(copy).cold = graph.block(block).cold;
    for (NodeId id : graph.block(block).nodes) {
      ir::Node node = graph.node(id);
      NodeId made = graph.make(node.op, {}, node.imm, node.position);
      graph.node(made).rep = node.rep;
      graph.node(made).flags = node.flags;
      graph.node(made).handler = node.handler;
      copies.nodes[id] = made;
      graph.append(copy, made);
    }
  }
  for (BlockId block : blocks) {
    BlockId copy = copies.blocks[block];
    for (NodeId id : graph.block(block).nodes) {
      if (copies.nodes[id] == ir::kNoNode) continue;
      NodeId made = copies.nodes[id];
      if (graph.node(id).handler != ir::kNoBlock) {
        graph.node(made).handler = copies.block(graph.node(id).handler);
      }
      if (graph.node(id).op == Op::kPhi) continue;  // by edges, below
      std::vector<NodeId> inputs(graph.inputs(id).begin(), graph.inputs(id).end());
      for (NodeId& input : inputs) input = copies.node(input);
      graph.set_inputs(made, inputs);
    }
    for (uint32_t i = 0; i < graph.block(block).succs.size(); ++i) {
      BlockId succ = graph.block(block).succs[i];
      uint32_t index = graph.pred_index(block, i);
      bool inner = copies.blocks[succ] != ir::kNoBlock;
      graph.add_edge(copy, copies.block(succ));
      for (NodeId phi : graph.block(succ).nodes) {
        if (graph.node(phi).op != Op::kPhi) break;
        graph.add_input(inner ? copies.nodes[phi] : phi, copies.node(graph.input(phi, index)));
      }
    }
  }
  return copies;
}

}  // namespace linac::opt
