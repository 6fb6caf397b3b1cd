// Small integers that a loop computes with, as raw 64-bit ones. A phi of a loop that always is a small
// integer becomes raw if what comes round is computed by several operations on such values: raw
// results of 61-bit operands are exact where 64 bits hold them, so nothing on the way can fail or
// collect, and only the end of the turn tests that the result is a small integer again. Counters,
// which one tagged addition serves as well, stay what they are.
//
// Each operation gets a raw twin; the tagged one becomes a tag of that. Fold and sink do the rest:
// comparisons take the raw values, tests for small integers become tests of ranges, tags that only
// cold blocks want go there.
#include <algorithm>

#include "core/ir/uses.h"
#include "core/opt/loop_edit.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;
__extension__ typedef __int128 Wide;

constexpr int kMinOperations = 2;

struct Range {
  Wide min, max;
};

std::optional<Op> raw_op(Op op) {
  if (op == Op::kAdd) return Op::kIntAdd;
  if (op == Op::kSub) return Op::kIntSub;
  if (op == Op::kMul) return Op::kIntMul;
  if (op == Op::kBitAnd) return Op::kIntAnd;
  if (op == Op::kBitOr) return Op::kIntOr;
  if (op == Op::kBitXor) return Op::kIntXor;
  if (op == Op::kShiftLeft) return Op::kIntShiftLeft;
  if (op == Op::kShiftRight) return Op::kIntShiftRight;
  return std::nullopt;
}

class RawIntegers {
 public:
  RawIntegers(ir::Graph& graph, PassContext& context)
      : graph_(graph),
        known_(graph.blocks.size()),
        flow_(graph, context),
        dominators_(graph, flow_.order()),
        loops_(graph, flow_.order(), dominators_),
        state_(graph.nodes.size(), State::kUnseen),
        ranges_(graph.nodes.size()),
        raw_(graph.nodes.size(), ir::kNoNode) {}

  bool run() {
    if (!may_gain()) return false;
    flow_.analyse();
    bool changed = false;
    for (uint32_t loop = 0; loop < loops_.all().size(); ++loop) {
      if (graph_.block(loops_.all()[loop].header).cold) continue;
      changed |= try_loop(loop);
    }
    if (!changed) return false;
    replace();
    return true;
  }

 private:
  enum class State : uint8_t { kUnseen, kRaw, kLeaf };

  // Whether a loop has what could be raw, whatever the types: they cost more to find out.
  bool may_gain() const {
    for (uint32_t loop = 0; loop < loops_.all().size(); ++loop) {
      for (BlockId block : loops_.blocks(loop)) {
        for (NodeId id : graph_.block(block).nodes) {
          if (is_operation(loop, id)) return true;
        }
      }
    }
    return false;
  }

  bool try_loop(uint32_t loop) {
    BlockId header = loops_.all()[loop].header;
    bool changed = false;
    for (NodeId phi : std::vector<NodeId>(graph_.block(header).nodes)) {
      if (graph_.node(phi).op != Op::kPhi) break;
      if (graph_.node(phi).rep == ir::Rep::kTerm && flow_.at_definition(phi).is_small()) {
        changed |= try_phi(loop, phi);
      }
    }
    return changed;
  }

  bool try_phi(uint32_t loop, NodeId phi) {
    if (state_[phi] != State::kUnseen) return false;
    tree_.clear();
    operations_ = 0;
    state_[phi] = State::kRaw;
    ranges_[phi] = range_of(phi);
    bool possible = true;
    for (uint32_t place : back_edges(graph_, loops_, loop, known_)) {
      possible = possible && visit(loop, graph_.input(phi, place));
    }
    if (!possible || operations_ < kMinOperations) {
      state_[phi] = State::kUnseen;
      for (NodeId id : tree_) state_[id] = State::kUnseen;
      return false;
    }
    phis_.push_back(phi);
    make_raw(loop, phi);
    return true;
  }

  Range range_of(NodeId id) const {
    const Type& type = flow_.at_definition(id);
    return {std::max(type.min, kSmallMin), std::min(type.max, kSmallMax)};
  }

  // Whether the value can be raw: finds its tree and ranges, without recursion.
  bool visit(uint32_t loop, NodeId root) {
    std::vector<std::pair<NodeId, bool>> work = {{root, false}};
    while (!work.empty()) {
      auto [id, entered] = work.back();
      work.pop_back();
      if (!entered) {
        if (state_[id] != State::kUnseen) continue;
        if (!is_operation(loop, id)) {
          if (!flow_.at_definition(id).is_small()) return false;
          state_[id] = State::kLeaf;
          ranges_[id] = range_of(id);
          tree_.push_back(id);
          continue;
        }
        work.push_back({id, true});
        uint32_t count = is_shift(id) ? 1 : graph_.node(id).input_count;
        for (uint32_t i = 0; i < count; ++i) work.push_back({graph_.input(id, i), false});
        if (work.size() > 256) return false;
        continue;
      }
      if (state_[id] == State::kRaw) continue;
      std::optional<Range> range = result_range(id);
      if (!range) return false;
      ranges_[id] = *range;
      state_[id] = State::kRaw;
      tree_.push_back(id);
      // A phi of two ways is what could become a select.
      operations_ += graph_.node(id).op == Op::kPhi ? kMinOperations : 1;
    }
    return true;
  }

  bool is_shift(NodeId id) const {
    Op op = graph_.node(id).op;
    return op == Op::kShiftLeft || op == Op::kShiftRight;
  }

  bool is_operation(uint32_t loop, NodeId id) const {
    const ir::Node& node = graph_.node(id);
    if (!loops_.contains(loop, node.block)) return false;
    if (node.op == Op::kPhi) {
      // Of ways that meet; a loop's own phi may be in its own tree.
      return !loops_.is_header(node.block) && node.rep == ir::Rep::kTerm && node.input_count <= 4;
    }
    if (!raw_op(node.op) || (node.flags & ir::kInGuard) != 0) return false;
    if (is_shift(id)) {
      std::optional<int64_t> by = constant_small(graph_, graph_.input(id, 1));
      return by && *by >= 0 && *by < 60;
    }
    return true;
  }

  // What 64 bits have to hold; nothing if they do not.
  std::optional<Range> result_range(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    Range a = ranges_[graph_.input(id, 0)];
    Range b = is_shift(id) || node.op == Op::kPhi ? a : ranges_[graph_.input(id, 1)];
    Range range;
    if (node.op == Op::kPhi) {
      range = a;
      for (NodeId input : graph_.inputs(id)) {
        range.min = std::min(range.min, ranges_[input].min);
        range.max = std::max(range.max, ranges_[input].max);
      }
    } else if (node.op == Op::kAdd) {
      range = {a.min + b.min, a.max + b.max};
    } else if (node.op == Op::kSub) {
      range = {a.min - b.max, a.max - b.min};
    } else if (node.op == Op::kMul) {
      Wide ends[] = {a.min * b.min, a.min * b.max, a.max * b.min, a.max * b.max};
      range = {*std::min_element(ends, ends + 4), *std::max_element(ends, ends + 4)};
    } else if (is_shift(id)) {
      int64_t by = *constant_small(graph_, graph_.input(id, 1));
      if (node.op == Op::kShiftRight) {
        range = {a.min >> by, a.max >> by};
      } else {
        range = {a.min * (Wide{1} << by), a.max * (Wide{1} << by)};
      }
    } else {
      // Bits: no result has more than the longer operand.
      Wide most = 1;
      for (Wide end : {a.min, a.max, b.min, b.max}) {
        while (most <= (end < 0 ? -end : end)) most <<= 1;
      }
      bool positive = a.min >= 0 && b.min >= 0;
      range = {positive ? 0 : -most, most - 1};
    }
    if (range.min < Wide{INT64_MIN} || range.max > Wide{INT64_MAX}) return std::nullopt;
    return range;
  }

  // -- Making --------------------------------------------------------------------------------------

  void make_raw(uint32_t loop, NodeId phi) {
    raw_[phi] = graph_.make(Op::kPhi, {}, 0, graph_.node(phi).position);
    graph_.node(raw_[phi]).rep = ir::Rep::kInt;
    graph_.insert_before(graph_.node(phi).block, 0, raw_[phi]);
    // Inputs stand before what takes them, but for phis.
    for (NodeId id : tree_) make_twin(id);
    for (NodeId id : tree_) {
      if (graph_.node(id).op != Op::kPhi || state_[id] != State::kRaw) continue;
      std::vector<NodeId> inputs;
      for (NodeId input : graph_.inputs(id)) inputs.push_back(raw_[input]);
      graph_.set_inputs(raw_[id], inputs);
    }
    std::vector<uint32_t> back = back_edges(graph_, loops_, loop, known_);
    std::vector<NodeId> inputs;
    std::vector<BlockId> preds = graph_.block(graph_.node(phi).block).preds;
    for (uint32_t i = 0; i < preds.size(); ++i) {
      NodeId input = graph_.input(phi, i);
      bool comes_round = std::find(back.begin(), back.end(), i) != back.end();
      inputs.push_back(comes_round ? raw_[input] : untag_at_end(preds[i], input));
    }
    graph_.set_inputs(raw_[phi], inputs);
    for (NodeId id : tree_) {
      if (state_[id] == State::kRaw) phis_.push_back(id);
    }
  }

  NodeId untag_at_end(BlockId block, NodeId value) {
    if (std::optional<int64_t> number = constant_small(graph_, value)) {
      return graph_.int_constant(*number);
    }
    NodeId raw = graph_.make(Op::kUntag, {value}, 0, graph_.node(graph_.end(block)).position);
    graph_.insert_before(block, graph_.block(block).nodes.size() - 1, raw);
    return raw;
  }

  // Behind the node itself, or behind the phis of its block.
  void insert_behind(NodeId id, NodeId made) {
    BlockId block = graph_.node(id).block;
    const std::vector<NodeId>& nodes = graph_.block(block).nodes;
    size_t place = static_cast<size_t>(std::find(nodes.begin(), nodes.end(), id) - nodes.begin());
    size_t first = ir::after_phis(graph_, block);
    if (block == 0) first = entry_start();
    graph_.insert_before(block, std::max(place + 1, first), made);
  }

  size_t entry_start() const {
    const std::vector<NodeId>& nodes = graph_.block(0).nodes;
    size_t place = 0;
    while (is_constant(graph_.node(nodes[place]).op) ||
           graph_.node(nodes[place]).op == Op::kParam) {
      ++place;
    }
    return place;
  }

  void make_twin(NodeId id) {
    if (raw_[id] != ir::kNoNode) return;
    ir::Node node = graph_.node(id);
    if (std::optional<int64_t> number = constant_small(graph_, id)) {
      raw_[id] = graph_.int_constant(*number);
      return;
    }
    NodeId made;
    if (state_[id] == State::kLeaf) {
      made = graph_.make(Op::kUntag, {id}, 0, node.position);
    } else if (node.op == Op::kPhi) {
      made = graph_.make(Op::kPhi, {}, 0, node.position);
      graph_.node(made).rep = ir::Rep::kInt;
      graph_.insert_before(node.block, 0, made);
      raw_[id] = made;
      return;
    } else if (is_shift(id)) {
      int64_t by = *constant_small(graph_, graph_.input(id, 1));
      made = graph_.make(*raw_op(node.op), {raw_[graph_.input(id, 0)]}, static_cast<uint64_t>(by),
                         node.position);
    } else {
      made = graph_.make(*raw_op(node.op), {raw_[graph_.input(id, 0)], raw_[graph_.input(id, 1)]},
                         0, node.position);
    }
    insert_behind(id, made);
    raw_[id] = made;
  }

  // All uses of what has become raw take a tag of it.
  void replace() {
    Replacements to(graph_.nodes.size());
    for (NodeId id : phis_) {
      bool small = flow_.at_definition(id).is_small();
      NodeId tag =
          graph_.make(small ? Op::kTagSmall : Op::kTag, {raw_[id]}, 0, graph_.node(id).position);
      insert_behind(raw_[id], tag);
      to.set(id, tag);
    }
    to.apply(graph_);
  }

  ir::Graph& graph_;
  const size_t known_;
  TypeFlow flow_;
  ir::Dominators dominators_;
  ir::Loops loops_;
  std::vector<State> state_;
  std::vector<Range> ranges_;
  std::vector<NodeId> raw_;   // twins
  std::vector<NodeId> tree_;  // of the phi that is looked at; inputs first
  std::vector<NodeId> phis_;  // what has a raw twin that takes its place
  int operations_ = 0;
};

}  // namespace

bool raw_integers(ir::Graph& graph, PassContext& context) {
  // What goes before an edge needs a block of the edge's own.
  bool split = ir::split_critical_edges(graph);
  return RawIntegers(graph, context).run() || split;
}

}  // namespace linac::opt
