#include "jit/allocation.h"

#include <algorithm>

namespace linac::jit {
namespace {

std::vector<Range> all_ranges(const Pieces& pieces, ValueId v) {
  std::vector<Range> ranges;
  for (IntervalId id = v; id != kNoInterval; id = pieces.all[id].next) {
    ranges.insert(ranges.end(), pieces.all[id].ranges.begin(), pieces.all[id].ranges.end());
  }
  return ranges;
}

bool overlap(const std::vector<Range>& a, const std::vector<Range>& b) {
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (std::max(a[i].from, b[j].from) < std::min(a[i].to, b[j].to)) return true;
    if (a[i].to < b[j].to) {
      ++i;
    } else {
      ++j;
    }
  }
  return false;
}

}  // namespace

Allocation::Allocation(const Prepared& p, const AllocationMode& mode)
    : prepared(p),
      pieces(allocate_registers(p, build_intervals(p), mode)),
      spills(p.values.size()),
      framed(p.graph.blocks.size()),
      frame_words(p.graph.slot_count),
      block_start(p.graph.blocks.size()),
      block_end(p.graph.blocks.size()),
      stores_at_start(p.graph.blocks.size()),
      needs_frame_(p.graph.blocks.size()) {
  if (failed()) return;
  find_stores();
  assign_slots();
  find_framed();
  settle_stores();
  add_params();
  add_edges();
  add_moves();
  find_fixed_slots();
}

Location Allocation::result(NodeId node) const {
  ValueId v = prepared.value[node];
  return v == kNoValue ? Location{} : place(pieces.first(v));
}

Location Allocation::store_behind(NodeId node) const {
  ValueId v = prepared.value[node];
  if (v == kNoValue || spills[v].store != StorePlace::kBehindDefinition) return {};
  return slot(spills[v].slot);
}

// -- slots

// The first slot that is free over the value's whole life: no store or move has to ask whether it
// is the slot's turn.
void Allocation::assign_slots() {
  std::vector<ValueId> spilled;
  for (ValueId v = 0; v < spills.size(); ++v) {
    if (spills[v].store != StorePlace::kNone) spilled.push_back(v);
  }
  std::sort(spilled.begin(), spilled.end(), [&](ValueId a, ValueId b) {
    return pieces.first(a).start() < pieces.first(b).start();
  });
  uint32_t first = prepared.graph.slot_count;
  std::vector<std::vector<std::vector<Range>>> taken;  // by slot: what lives there
  for (ValueId v : spilled) {
    std::vector<Range> ranges = all_ranges(pieces, v);
    size_t index = 0;
    for (; index < taken.size(); ++index) {
      auto meets = [&](const std::vector<Range>& other) { return overlap(other, ranges); };
      if (std::none_of(taken[index].begin(), taken[index].end(), meets)) break;
    }
    if (index == taken.size()) taken.emplace_back();
    taken[index].push_back(std::move(ranges));
    spills[v].slot = first + static_cast<uint32_t>(index);
  }
  frame_words = first + static_cast<uint32_t>(taken.size());
}

void Allocation::find_stores() {
  for (ValueId v = 0; v < spills.size(); ++v) {
    if (!pieces.first(v).ranges.empty()) find_store(v);
  }
}

// Where the slot is first needed, in all: the common dominator.
bool Allocation::find_store(ValueId v) {
  BlockId found = ir::kNoBlock;
  BlockId definition = prepared.block_at(pieces.first(v).start());
  for (IntervalId id = v; id != kNoInterval; id = pieces.all[id].next) {
    const Interval& piece = pieces.all[id];
    if (!piece.location.is_slot()) continue;
    for (const Range& range : piece.ranges) {
      uint32_t place_in_order = prepared.place[prepared.block_at(range.from)];
      for (; place_in_order < prepared.order.size(); ++place_in_order) {
        BlockId block = prepared.order[place_in_order];
        if (prepared.from[block] >= range.to) break;
        needs_frame_[block] = true;
        bool on_entry = range.from <= prepared.from[block] && block != definition;
        BlockId needed = on_entry ? prepared.dominators.parent(block) : block;
        found = found == ir::kNoBlock ? needed : prepared.dominators.common(found, needed);
      }
    }
  }
  if (found == ir::kNoBlock) return false;
  if (pieces.first(v).location.is_slot()) {
    spills[v] = {StorePlace::kDefinition, definition, 0};
    return true;
  }
  uint32_t depth = prepared.loops.depth(definition);
  while (found != definition && (prepared.loops.depth(found) > depth ||
                                 pieces.piece_at(v, prepared.from[found]).location.is_slot())) {
    found = prepared.dominators.parent(found);
  }
  bool behind = found == definition;
  spills[v] = {behind ? StorePlace::kBehindDefinition : StorePlace::kBlockStart, found, 0};
  return true;
}

// -- the frame

void Allocation::find_framed() {
  const Graph& graph = prepared.graph;
  for (BlockId block : prepared.order) {
    if (graph.block(block).is_handler) needs_frame_[block] = true;
    for (NodeId node : graph.block(block).nodes) {
      Op op = graph.node(node).op;
      constexpr uint16_t kFrameEffects = ir::kCalls | ir::kReadsSlot | ir::kWritesSlot;
      if ((graph.effects(node) & kFrameEffects) != 0 || op == Op::kTryEnter) {
        needs_frame_[block] = true;
      }
    }
  }
  framed = needs_frame_;
  std::vector<BlockId> work;
  for (BlockId block : prepared.order) {
    if (framed[block]) work.push_back(block);
  }
  while (!work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    for (BlockId succ : graph.block(block).succs) {
      if (framed[succ]) continue;
      framed[succ] = true;
      work.push_back(succ);
    }
  }
}

void Allocation::settle_stores() {
  for (ValueId v = 0; v < spills.size(); ++v) {
    Spill& spill = spills[v];
    bool moves = spill.store == StorePlace::kBehindDefinition ||
                 spill.store == StorePlace::kBlockStart;
    if (moves && !framed[spill.block]) spill.store = StorePlace::kFrameEdges;
    Op op = prepared.graph.node(prepared.values[v].node).op;
    bool at_start = op == Op::kPhi || op == Op::kParam;
    if (spill.store == StorePlace::kBlockStart ||
        (spill.store == StorePlace::kBehindDefinition && at_start)) {
      stores_at_start[spill.block].push_back(v);
    }
  }
}

bool Allocation::slot_is_filled(ValueId v, BlockId block, uint32_t position) const {
  const Spill& spill = spills[v];
  switch (spill.store) {
    case StorePlace::kNone:
      return false;
    case StorePlace::kDefinition:
    case StorePlace::kBehindDefinition:
      return position >= pieces.first(v).start();
    case StorePlace::kBlockStart:
      return prepared.dominators.dominates(spill.block, block);
    case StorePlace::kFrameEdges:
      return framed[block];
  }
  VM_UNREACHABLE();
}

// -- edges

void Allocation::add_params() {
  EdgeCode& code = block_start[0];
  code.set_up_frame = framed[0];
  for (NodeId node : prepared.graph.block(0).nodes) {
    ValueId v = prepared.value[node];
    if (prepared.graph.node(node).op != Op::kParam || v == kNoValue) continue;
    uint32_t index = static_cast<uint32_t>(prepared.graph.node(node).imm);
    code.moves.push_back({at(v, prepared.from[0]), argument(index)});
  }
}

void Allocation::add_edges() {
  for (BlockId block : prepared.order) {
    for (BlockId succ : prepared.graph.block(block).succs) {
      if (!prepared.graph.block(succ).is_handler) add_edge(block, succ);
    }
  }
}

void Allocation::add_edge(BlockId from, BlockId to) {
  const Graph& graph = prepared.graph;
  uint32_t leave = prepared.to[from] - 1, enter = prepared.from[to];
  bool at_end = graph.block(from).succs.size() == 1;
  VM_CHECK(at_end || graph.block(to).preds.size() == 1);
  EdgeCode& code = at_end ? block_end[from] : block_start[to];
  code.set_up_frame = framed[to] && !framed[from];
  prepared.each_live_in(to, [&](ValueId v) {
    Location before = at(v, leave), after = at(v, enter);
    if (code.set_up_frame && spills[v].store == StorePlace::kFrameEdges) {
      code.stores.push_back({slot(spills[v].slot), before});
    }
    // A slot is filled already.
    if (before != after && !after.is_slot()) code.moves.push_back({after, before});
  });
  for (NodeId phi : graph.block(to).nodes) {
    if (graph.node(phi).op != Op::kPhi) break;
    ValueId v = prepared.value[phi];
    if (v == kNoValue) continue;
    const std::vector<BlockId>& preds = graph.block(to).preds;
    auto index = static_cast<uint32_t>(std::find(preds.begin(), preds.end(), from) - preds.begin());
    NodeId input = graph.input(phi, index);
    Location after = at(v, enter);
    if (prepared.is_constant(input)) {
      code.moves.push_back({after, Location{}, input});
      continue;
    }
    Location before = at(prepared.value[input], leave);
    if (before != after) code.moves.push_back({after, before});
  }
}

// -- within blocks

void Allocation::add_moves() {
  for (ValueId v = 0; v < prepared.values.size(); ++v) {
    const Value& value = prepared.values[v];
    if (value.is_constant()) {
      moves.push_back({pieces.first(v).start(), {place(pieces.first(v)), {}, value.node}});
    }
    if (pieces.first(v).ranges.empty()) continue;
    for (IntervalId id = v; pieces.all[id].next != kNoInterval; id = pieces.all[id].next) {
      const Interval& before = pieces.all[id];
      const Interval& after = pieces.all[before.next];
      uint32_t start = after.start();
      if (prepared.begins_block(start) || before.end() != start || after.location.is_slot()) continue;
      if (place(before) != place(after)) moves.push_back({start, {place(after), place(before)}});
    }
  }
  std::stable_sort(moves.begin(), moves.end(),
                   [](const auto& a, const auto& b) { return a.position < b.position; });
}

// -- fixed slots

void Allocation::step_back(NodeId node, std::vector<bool>& live) const {
  const ir::Node& n = prepared.graph.node(node);
  if (n.op == Op::kSlotStore) live[n.imm] = false;
  if (n.op == Op::kSlotLoad) live[n.imm] = true;
  if (n.handler == ir::kNoBlock) return;
  for (size_t i = 0; i < live.size(); ++i) {
    if (fixed_in_[n.handler][i]) live[i] = true;
  }
}

void Allocation::find_fixed_slots() {
  const Graph& graph = prepared.graph;
  no_slots_.assign(graph.slot_count, false);
  if (graph.slot_count == 0) return;
  fixed_in_.assign(graph.blocks.size(), no_slots_);
  auto live_out = [&](BlockId block) {
    std::vector<bool> live = no_slots_;
    for (BlockId succ : graph.block(block).succs) {
      for (size_t i = 0; i < live.size(); ++i) live[i] = live[i] || fixed_in_[succ][i];
    }
    return live;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = prepared.order.size(); i-- > 0;) {
      BlockId block = prepared.order[i];
      std::vector<bool> live = live_out(block);
      const std::vector<NodeId>& nodes = graph.block(block).nodes;
      for (size_t n = nodes.size(); n-- > 0;) step_back(nodes[n], live);
      if (live == fixed_in_[block]) continue;
      fixed_in_[block] = std::move(live);
      changed = true;
    }
  }
  fixed_at_.resize(graph.nodes.size());
  for (BlockId block : prepared.order) {
    std::vector<bool> live = live_out(block);
    const std::vector<NodeId>& nodes = graph.block(block).nodes;
    for (size_t n = nodes.size(); n-- > 0;) {
      std::vector<bool> after = live;
      step_back(nodes[n], live);
      if ((graph.effects(nodes[n]) & (ir::kCollects | ir::kCalls)) == 0) continue;
      for (size_t i = 0; i < after.size(); ++i) after[i] = after[i] || live[i];
      fixed_at_[nodes[n]] = std::move(after);
    }
  }
}

const std::vector<bool>& Allocation::fixed_slots_at(NodeId node) const {
  if (fixed_at_.empty() || fixed_at_[node].empty()) return no_slots_;
  return fixed_at_[node];
}

}  // namespace linac::jit
