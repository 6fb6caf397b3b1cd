#include "jit/safepoint.h"

#include <algorithm>

namespace linac::jit {

namespace {

// Whose code never calls the runtime, and never asks which registers are live.
bool is_silent(Op op) {
  constexpr uint16_t kEffects = ir::kCollects | ir::kRaises | ir::kCalls;
  if ((ir::op_info(op).effects & kEffects) != 0) return false;
  switch (op) {
    case Op::kSelect:
    case Op::kIsSmall:
    case Op::kIsCons:
    case Op::kIsNil:
    case Op::kIsTuple:
    case Op::kIsTupleOf:
    case Op::kIsTaggedTuple:
    case Op::kIsFloat:
    case Op::kSameWord:
    case Op::kSmallLess:
    case Op::kSmallLessEqual:
    case Op::kIntEqual:
    case Op::kIntLess:
    case Op::kIntLessEqual:
    case Op::kUntag:
    case Op::kTagSmall:
    case Op::kIntAdd:
    case Op::kIntSub:
    case Op::kUnboxFloat:
    case Op::kFloatAdd:
    case Op::kFloatSub:
    case Op::kFloatMul:
    case Op::kFloatDiv:
    case Op::kHead:
    case Op::kTail:
    case Op::kElement:
    case Op::kTupleSize:
    case Op::kCons:
    case Op::kTuple:
    case Op::kSlotStore:
    case Op::kSlotLoad:
    case Op::kResult:
    case Op::kJump:
    case Op::kBranch:
    case Op::kSwitch:
    case Op::kReturn: return true;
    default:  // lint: allow-default, what is not known to be silent
      return false;
  }
}

}  // namespace

// `near` holds what is live or will be in the block, until it is found dead.
Safepoints::Safepoints(const Allocation& allocation) {
  const Prepared& prepared = allocation.prepared;
  index_.assign(prepared.graph.nodes.size(), 0);
  all_.emplace_back();
  std::vector<ValueId> near;
  for (BlockId block : prepared.order) {
    near.clear();
    prepared.each_live_in(block, [&](ValueId v) { near.push_back(v); });
    for (NodeId node : prepared.graph.block(block).nodes) {
      Op op = prepared.graph.node(node).op;
      bool at_start = op == Op::kParam || op == Op::kPhi;
      if (at_start && prepared.value[node] != kNoValue) near.push_back(prepared.value[node]);
    }
    for (uint32_t position = prepared.from[block] + 2; position < prepared.to[block];
         position += 2) {
      NodeId node = prepared.at[position / 2];
      if (node == ir::kNoNode) continue;
      if (wants_safepoint(prepared, node)) add(allocation, node, position, near);
      if (prepared.value[node] != kNoValue) near.push_back(prepared.value[node]);
    }
  }
}

// Of the node, or of a Bool that is fused into it.
bool Safepoints::wants_safepoint(const Prepared& prepared, NodeId node) {
  if (!is_silent(prepared.graph.node(node).op)) return true;
  for (NodeId input : prepared.graph.inputs(node)) {
    if (prepared.is_fused(input) && wants_safepoint(prepared, input)) return true;
  }
  return false;
}

void Safepoints::add(const Allocation& allocation, NodeId node, uint32_t position,
                     std::vector<ValueId>& near) {
  const Prepared& prepared = allocation.prepared;
  BlockId block = prepared.block_at(position);
  Safepoint result;
  size_t kept = 0;
  for (ValueId v : near) {
    const Interval& piece = allocation.pieces.piece_at(v, position + 1);
    if (!piece.covers(position + 1)) continue;
    near[kept++] = v;
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
  near.resize(kept);
  const std::vector<bool>& fixed = allocation.fixed_slots_at(node);
  for (uint32_t i = 0; i < fixed.size(); ++i) {
    if (fixed[i]) result.slots.push_back(i);
  }
  std::sort(result.slots.begin(), result.slots.end());
  index_[node] = static_cast<uint32_t>(all_.size());
  all_.push_back(std::move(result));
}

}  // namespace linac::jit
