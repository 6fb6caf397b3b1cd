#include "core/opt/loop_versions.h"

#include <algorithm>

#include "core/opt/util.h"

namespace linac::opt {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

namespace {

uint32_t index_of(const std::vector<BlockId>& list, BlockId block) {
  auto found = std::find(list.begin(), list.end(), block);
  return static_cast<uint32_t>(found - list.begin());
}

}  // namespace

BlockId LoopVersions::make(uint32_t loop, std::vector<Wanted> values,
                           std::span<const Wanted> phis) {
  header_ = loops_.all()[loop].header;
  BlockId before = preheader(graph_, loops_, loop, known_);
  std::vector<BlockId> latches;
  for (uint32_t place : back_edges(graph_, loops_, loop, known_)) {
    latches.push_back(graph_.block(header_).preds[place]);
  }
  std::span<const BlockId> blocks = loops_.blocks(loop);
  copies_ = copy_blocks(graph_, blocks);
  for (BlockId block : blocks) graph_.block(copies_.block(block)).cold = true;

  auto add_inputs = [&](std::vector<Wanted>& list, BlockId pred) {
    uint32_t place = index_of(graph_.block(header_).preds, pred);
    for (Wanted want : phis) {
      want.value = graph_.input(want.value, place);
      list.push_back(want);
    }
  };
  add_inputs(values, before);
  BlockId entry = choose_way(before, std::move(values), false);
  for (BlockId latch : latches) {
    std::vector<Wanted> next;
    add_inputs(next, latch);
    choose_way(latch, std::move(next), true);
  }
  repair(blocks);
  return entry;
}

// `from` jumps to the header; from now on it does so only if the values are as they are wanted, and
// goes to the copied header otherwise. Ranges are asked for once all kinds are right. A branch for
// each test costs blocks, but no Bool; so it is done where it happens at each turn. Returns the block
// that goes on to the header.
BlockId LoopVersions::choose_way(BlockId from, std::vector<Wanted> values, bool one_by_one) {
  std::sort(values.begin(), values.end(),
            [](const Wanted& a, const Wanted& b) { return a.value < b.value; });
  values.erase(std::unique(values.begin(), values.end()), values.end());
  NodeId all = ir::kNoNode;
  auto also = [&](NodeId holds) {
    all = all == ir::kNoNode ? holds : insert(from, Op::kAnd, {all, holds});
  };
  auto leave = [&] {
    if (all != ir::kNoNode) from = leave_if_not(from, all);
    all = ir::kNoNode;
  };
  for (const Wanted& want : values) {
    also(insert(from, want.test, {want.value}, want.imm));
    if (one_by_one) leave();
  }
  leave();
  for (const Wanted& want : values) {
    if (want.bound == 0) continue;
    NodeId least = graph_.constant(make_small(want.least));
    NodeId bound = graph_.constant(make_small(want.bound));
    also(insert(from, Op::kSmallLessEqual, {least, want.value}));
    also(insert(from, Op::kSmallLess, {want.value, bound}));
    if (one_by_one) leave();
  }
  leave();
  return from;
}

BlockId LoopVersions::leave_if_not(BlockId from, NodeId condition) {
  BlockId generic = copies_.block(header_);
  NodeId end = graph_.end(from);
  uint32_t position = graph_.node(end).position;
  uint32_t place = index_of(graph_.block(header_).preds, from);
  BlockId typed = graph_.add_block();
  BlockId other = graph_.add_block();
  graph_.append(typed, Op::kJump, {}, 0, position);
  graph_.append(other, Op::kJump, {}, 0, position);
  graph_.block(other).cold = true;
  graph_.block(header_).preds[place] = typed;
  graph_.block(typed).preds = {from};
  graph_.block(typed).succs = {header_};
  graph_.block(other).preds = {from};
  graph_.block(from).succs = {typed, other};
  become(graph_, end, Op::kBranch, {condition});
  graph_.node(end).flags = ir::kLikelyLeftFirst;
  graph_.add_edge(other, generic);
  for (NodeId phi : graph_.block(header_).nodes) {
    if (graph_.node(phi).op != Op::kPhi) break;
    graph_.add_input(copies_.node(phi), graph_.input(phi, place));
  }
  return typed;
}

NodeId LoopVersions::insert(BlockId block, Op op, std::initializer_list<NodeId> inputs,
                            uint64_t imm) {
  NodeId id = graph_.make(op, inputs, imm, graph_.node(graph_.end(block)).position);
  graph_.insert_before(block, graph_.block(block).nodes.size() - 1, id);
  return id;
}

// Behind the loop either version's values may be meant.
void LoopVersions::repair(std::span<const BlockId> blocks) {
  std::vector<bool> inside(graph_.blocks.size());
  std::vector<NodeId> values, others;
  for (BlockId block : blocks) {
    inside[block] = inside[copies_.block(block)] = true;
    for (NodeId id : graph_.block(block).nodes) {
      if (graph_.node(id).rep == ir::Rep::kNone || copies_.node(id) == id) continue;
      values.push_back(id);
      others.push_back(copies_.node(id));
    }
  }
  repair_uses(graph_, values, others, inside);
}

}  // namespace linac::opt
