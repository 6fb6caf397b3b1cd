#include "jit/safepoint.h"

#include <algorithm>

namespace linac::jit {

Safepoints::Safepoints(const Allocation& allocation) {
  const Prepared& prepared = allocation.prepared;
  index_.assign(prepared.graph.nodes.size(), 0);
  all_.emplace_back();
  struct Life {
    uint32_t start, end;
    ValueId value;
  };
  std::vector<Life> lives;
  for (ValueId v = 0; v < prepared.values.size(); ++v) {
    if (allocation.pieces.first(v).ranges.empty() || prepared.values[v].is_constant()) continue;
    const Interval& last = allocation.pieces.piece_at(v, UINT32_MAX);
    lives.push_back({allocation.pieces.first(v).start(), last.end(), v});
  }
  std::sort(lives.begin(), lives.end(),
            [](const Life& a, const Life& b) { return a.start < b.start; });
  std::vector<ValueId> near;
  std::vector<uint32_t> ends(prepared.values.size());
  size_t next = 0;
  for (uint32_t position = 0; position < prepared.end_position(); position += 2) {
    NodeId node = prepared.at[position / 2];
    if (node == ir::kNoNode) continue;
    for (; next < lives.size() && lives[next].start <= position + 1; ++next) {
      near.push_back(lives[next].value);
      ends[lives[next].value] = lives[next].end;
    }
    std::erase_if(near, [&](ValueId v) { return ends[v] <= position + 1; });
    add(allocation, node, position, near);
  }
}

void Safepoints::add(const Allocation& allocation, NodeId node, uint32_t position,
                     const std::vector<ValueId>& near) {
  const Prepared& prepared = allocation.prepared;
  BlockId block = prepared.block_at(position);
  Safepoint result;
  ValueId own = prepared.value[node];
  for (ValueId v : near) {
    if (v == own) continue;
    const Interval& piece = allocation.pieces.piece_at(v, position + 1);
    if (!piece.covers(position + 1)) continue;
    bool is_term = prepared.values[v].rep == Rep::kTerm;
    Location location = allocation.place(piece);
    if (location.place == Place::kGpr) {
      result.live_registers |= 1u << location.index;
      if (is_term) result.term_registers |= 1u << location.index;
    }
    if (location.place == Place::kFpr) result.live_floats |= 1u << location.index;
    if (is_term && allocation.slot_is_filled(v, block, position)) {
      result.slots.push_back(allocation.spills[v].slot);
    }
  }
  const std::vector<bool>& fixed = allocation.fixed_slots_at(node);
  for (uint32_t i = 0; i < fixed.size(); ++i) {
    if (fixed[i]) result.slots.push_back(i);
  }
  std::sort(result.slots.begin(), result.slots.end());
  index_[node] = static_cast<uint32_t>(all_.size());
  all_.push_back(std::move(result));
}

}  // namespace linac::jit
