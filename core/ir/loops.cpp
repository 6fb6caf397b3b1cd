#include "core/ir/loops.h"

#include <algorithm>

namespace linac::ir {

Loops::Loops(const Graph& graph, const Order& order, const Dominators& dominators)
    : innermost_(graph.blocks.size(), kNoLoop) {
  find(graph, order, dominators);
  sort(order);
}

// Inner loops first: their headers come later in the order. A loop already found is walked over in
// one step, from its header.
void Loops::find(const Graph& graph, const Order& order, const Dominators& dominators) {
  std::vector<uint32_t>
      outermost;  // by loop: a loop around it, shortened on the way; itself if none
  auto outermost_of = [&](uint32_t loop) {
    while (outermost[loop] != loop) {
      outermost[loop] = outermost[outermost[loop]];
      loop = outermost[loop];
    }
    return loop;
  };
  std::vector<BlockId> work;
  for (size_t i = order.blocks.size(); i-- > 0;) {
    BlockId header = order.blocks[i];
    work.clear();
    for (BlockId pred : graph.block(header).preds) {
      if (!order.reached(pred) || !order.goes_back(pred, header)) continue;
      if (dominators.dominates(header, pred)) {
        work.push_back(pred);
      } else {
        irreducible_.push_back({pred, header});
      }
    }
    if (work.empty()) continue;
    uint32_t loop = static_cast<uint32_t>(loops_.size());
    loops_.push_back({header});
    outermost.push_back(loop);
    innermost_[header] = loop;
    while (!work.empty()) {
      BlockId block = work.back();
      work.pop_back();
      uint32_t known = innermost_[block];
      if (known == kNoLoop) {
        innermost_[block] = loop;
      } else {
        known = outermost_of(known);
        if (known == loop) continue;
        loops_[known].parent = loop;
        outermost[known] = loop;
        block = loops_[known].header;
      }
      for (BlockId pred : graph.block(block).preds) {
        if (order.reached(pred)) work.push_back(pred);
      }
    }
  }
}

// Renumbers the loops so that those inside a loop follow it, and groups the blocks by loop.
void Loops::sort(const Order& order) {
  size_t count = loops_.size();
  // Found from the inside out: a loop's parent has a higher number.
  std::vector<uint32_t> size(count, 1);
  for (size_t i = 0; i < count; ++i) {
    if (loops_[i].parent != kNoLoop) size[loops_[i].parent] += size[i];
  }
  std::vector<uint32_t> number(count);
  std::vector<uint32_t> next(count);  // the number of the next loop inside it
  uint32_t next_outer = 0;
  for (size_t i = count; i-- > 0;) {
    uint32_t& from = loops_[i].parent == kNoLoop ? next_outer : next[loops_[i].parent];
    number[i] = from;
    from += size[i];
    next[i] = number[i] + 1;
  }
  std::vector<Loop> sorted(count);
  for (size_t i = count; i-- > 0;) {
    Loop loop = loops_[i];
    loop.last = number[i] + size[i] - 1;
    if (loop.parent != kNoLoop) {
      loop.parent = number[loop.parent];
      loop.depth = sorted[loop.parent].depth + 1;
    }
    sorted[number[i]] = loop;
  }
  loops_ = std::move(sorted);

  std::vector<uint32_t> own(count + 1);  // blocks whose innermost loop it is; then where they start
  for (BlockId block : order.blocks) {
    uint32_t& loop = innermost_[block];
    if (loop == kNoLoop) continue;
    loop = number[loop];
    ++own[loop + 1];
  }
  for (size_t i = 0; i < count; ++i) own[i + 1] += own[i];
  blocks_.resize(own[count]);
  for (uint32_t i = 0; i < count; ++i) {
    loops_[i].first_block = own[i];
    loops_[i].block_count = own[loops_[i].last + 1] - own[i];
  }
  for (BlockId block : order.blocks) {
    if (innermost_[block] != kNoLoop) blocks_[own[innermost_[block]]++] = block;
  }
}

std::vector<FlowEdge> Loops::exits(const Graph& graph, uint32_t loop) const {
  std::vector<FlowEdge> exits;
  for (BlockId from : blocks(loop)) {
    for (BlockId to : graph.block(from).succs) {
      if (!contains(loop, to)) exits.push_back({from, to});
    }
  }
  return exits;
}

}  // namespace linac::ir
