#include "core/ir/liveness.h"

namespace linac::ir {

Liveness::Liveness(const Graph& graph, const Order& order, bool constants)
    : bit_(graph.nodes.size(), UINT32_MAX) {
  number(graph, order, constants);
  words_ = (values_.size() + 63) / 64;
  in_.resize(graph.blocks.size() * words_);
  out_.resize(graph.blocks.size() * words_);
  std::vector<uint64_t> made(in_.size());
  for (BlockId block : order.blocks) add_local(graph, block, made);
  // Backwards; a turn for each level of loops, as a rule, and one that finds nothing.
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = order.blocks.size(); i-- > 0;) {
      changed |= flow(graph, order.blocks[i], made);
    }
  }
}

void Liveness::number(const Graph& graph, const Order& order, bool constants) {
  std::vector<bool> crosses(graph.nodes.size());
  for (BlockId block : order.blocks) {
    for (NodeId user : graph.block(block).nodes) {
      bool phi = graph.node(user).op == Op::kPhi;
      for (NodeId input : graph.inputs(user)) {
        const Node& value = graph.node(input);
        if (!constants && is_constant(value.op)) continue;
        if (phi || value.block != block) crosses[input] = true;
      }
    }
  }
  for (NodeId id = 0; id < crosses.size(); ++id) {
    if (!crosses[id]) continue;
    bit_[id] = static_cast<uint32_t>(values_.size());
    values_.push_back(id);
  }
}

// What the block uses of others, what it makes, and what its phis take from its predecessors.
void Liveness::add_local(const Graph& graph, BlockId block, std::vector<uint64_t>& made) {
  for (NodeId user : graph.block(block).nodes) {
    bool phi = graph.node(user).op == Op::kPhi;
    std::span<const NodeId> inputs = graph.inputs(user);
    for (size_t i = 0; i < inputs.size(); ++i) {
      if (bit_[inputs[i]] == UINT32_MAX) continue;
      if (phi) {
        set(out_, graph.block(block).preds[i], inputs[i]);
      } else if (graph.node(inputs[i]).block != block) {
        set(in_, block, inputs[i]);
      }
    }
    if (bit_[user] != UINT32_MAX) set(made, block, user);
  }
}

bool Liveness::flow(const Graph& graph, BlockId block, const std::vector<uint64_t>& made) {
  uint64_t* out = out_.data() + block * words_;
  uint64_t* in = in_.data() + block * words_;
  const uint64_t* kill = made.data() + block * words_;
  for (BlockId to : graph.block(block).succs) {
    const uint64_t* needed = in_.data() + to * words_;
    for (size_t i = 0; i < words_; ++i) out[i] |= needed[i];
  }
  bool changed = false;
  for (size_t i = 0; i < words_; ++i) {
    uint64_t now = in[i] | (out[i] & ~kill[i]);
    changed |= now != in[i];
    in[i] = now;
  }
  return changed;
}

}  // namespace linac::ir
