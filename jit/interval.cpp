#include "jit/interval.h"

#include <algorithm>

namespace linac::jit {

bool Interval::covers(uint32_t position) const {
  for (const Range& range : ranges) {
    if (position < range.from) return false;
    if (position < range.to) return true;
  }
  return false;
}

uint32_t Interval::first_common(const Interval& other) const {
  size_t a = 0, b = 0;
  while (a < ranges.size() && b < other.ranges.size()) {
    uint32_t from = std::max(ranges[a].from, other.ranges[b].from);
    if (from < std::min(ranges[a].to, other.ranges[b].to)) return from;
    if (ranges[a].to < other.ranges[b].to) {
      ++a;
    } else {
      ++b;
    }
  }
  return UINT32_MAX;
}

uint32_t Interval::next_register_use(uint32_t position) const {
  for (const Use& use : uses) {
    if (use.position >= position && use.in_register) return use.position;
  }
  return UINT32_MAX;
}

uint32_t Interval::next_use(uint32_t position) const {
  for (const Use& use : uses) {
    if (use.position >= position) return use.position;
  }
  return UINT32_MAX;
}

uint32_t Interval::last_use_end(uint32_t position) const {
  uint32_t last = 0;
  for (const Use& use : uses) {
    if (use.position < position) last = use.position + (use.late ? 2 : 1);
  }
  return last;
}

namespace {

// Goes backwards through the order and so meets the ends of ranges first; ranges and uses are kept
// last first until the end.
class Builder {
 public:
  explicit Builder(const Prepared& prepared)
      : prepared_(prepared), graph_(prepared.graph), intervals_(prepared.values.size()) {}

  std::vector<Interval> run() {
    for (ValueId v = 0; v < intervals_.size(); ++v) intervals_[v].value = v;
    for (size_t i = prepared_.order.size(); i-- > 0;) add_block(prepared_.order[i]);
    for (Interval& interval : intervals_) {
      std::reverse(interval.ranges.begin(), interval.ranges.end());
      std::reverse(interval.uses.begin(), interval.uses.end());
    }
    return std::move(intervals_);
  }

 private:
  void add_range(ValueId v, uint32_t from, uint32_t to) {
    std::vector<Range>& ranges = intervals_[v].ranges;
    if (!ranges.empty() && ranges.back().from <= to) {
      ranges.back().from = std::min(ranges.back().from, from);
      ranges.back().to = std::max(ranges.back().to, to);
    } else {
      ranges.push_back({from, to});
    }
  }
  void add_use(ValueId v, uint32_t position, bool in_register, Hint hint = {},
               bool late = false) {
    intervals_[v].uses.push_back({position, in_register, late, hint});
  }
  void define(ValueId v, uint32_t position, bool in_register, Hint hint = {}) {
    std::vector<Range>& ranges = intervals_[v].ranges;
    if (ranges.empty()) {  // only dead nodes use it
      ranges.push_back({position, position + 1});
    } else {
      ranges.back().from = position;
    }
    add_use(v, position, in_register, hint);
  }

  void add_block(BlockId block) {
    uint32_t from = prepared_.from[block], to = prepared_.to[block];
    for (BlockId succ : graph_.block(block).succs) {
      prepared_.each_live_in(succ, [&](ValueId v) { add_range(v, from, to); });
      add_phi_inputs(block, succ);
    }
    for (uint32_t position = to; position > from + 2;) {
      position -= 2;
      NodeId node = prepared_.at[position / 2];
      if (node != ir::kNoNode) add_node(node, position);
    }
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    for (NodeId node : nodes) {
      ValueId v = prepared_.value[node];
      if (v == kNoValue) continue;
      Op op = graph_.node(node).op;
      if (op == Op::kPhi) define(v, from, false);
      if (op == Op::kParam) define_param(v, from);
    }
  }

  void define_param(ValueId v, uint32_t from) {
    uint64_t index = graph_.node(prepared_.values[v].node).imm;
    Hint hint;
    if (index < kArgumentGprs) hint.reg = static_cast<uint8_t>(index);
    define(v, from, false, hint);
  }

  void add_phi_inputs(BlockId block, BlockId succ) {
    const std::vector<BlockId>& preds = graph_.block(succ).preds;
    for (NodeId phi : graph_.block(succ).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      if (prepared_.value[phi] == kNoValue) continue;
      for (uint32_t i = 0; i < preds.size(); ++i) {
        NodeId input = graph_.input(phi, i);
        if (preds[i] != block || prepared_.is_constant(input)) continue;
        ValueId v = prepared_.value[input];
        add_range(v, prepared_.from[block], prepared_.to[block]);
        add_use(v, prepared_.to[block] - 1, false, {Hint::kNone, prepared_.value[phi]});
      }
    }
  }

  void add_node(NodeId node, uint32_t position) {
    if (ValueId v = prepared_.value[node]; v != kNoValue) {
      bool is_call = (graph_.effects(node) & ir::kCalls) != 0;
      bool in_rax = is_call && graph_.node(node).op != Op::kInterpret;
      define(v, prepared_.definition(node), true, in_rax ? Hint{0, kNoValue} : Hint{});
    }
    uint32_t from = prepared_.from[prepared_.block_at(position)];
    // Backwards, so that uses ascend when they are reversed; the order within a node is no matter.
    prepared_.each_input(node, [&](const InputUse& use) {
      ValueId v = prepared_.input_value(use.user, use.index);
      if (v == kNoValue) return;
      uint32_t to = position + (use.need.late ? 2 : 1);
      bool constant = prepared_.is_constant(use.node);
      add_range(v, constant ? position : from, to);
      add_use(v, position, use.need.need != Need::kAny, hint_of(node, use), use.need.late);
    });
  }

  Hint hint_of(NodeId node, const InputUse& use) const {
    switch (graph_.node(node).op) {
      case Op::kCall:
      case Op::kCallExt:
      case Op::kApply:
      case Op::kTailCall:
      case Op::kTailCallExt:
      case Op::kTailApply:
        return argument_hint(use.index);
      case Op::kCallFun:
      case Op::kTailCallFun:
        if (use.index + 1 == graph_.node(node).input_count) return {};
        return argument_hint(use.index);
      case Op::kReturn:
        return {0, kNoValue};
      default:  // lint: allow-default, no other op has fixed registers
        return {};
    }
  }
  static Hint argument_hint(uint32_t index) {
    if (index >= kArgumentGprs) return {};
    return {static_cast<uint8_t>(index), kNoValue};
  }

  const Prepared& prepared_;
  const Graph& graph_;
  std::vector<Interval> intervals_;
};

}  // namespace

std::vector<Interval> build_intervals(const Prepared& prepared) {
  return Builder(prepared).run();
}

}  // namespace linac::jit
