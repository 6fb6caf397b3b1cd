// Questions that several passes ask of nodes, and edits that several make.
#pragma once

#include <bit>
#include <optional>

#include "core/ir/graph.h"

namespace linac::opt {

inline constexpr size_t kOpCount = static_cast<size_t>(ir::Op::kUnreachable) + 1;

// The term of a Const.
inline std::optional<Term> constant_term(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  if (node.op != ir::Op::kConst) return std::nullopt;
  return Term{node.imm};
}
inline std::optional<int64_t> constant_small(const ir::Graph& graph, ir::NodeId id) {
  std::optional<Term> term = constant_term(graph, id);
  if (!term || !term->is_small()) return std::nullopt;
  return term->small_value();
}
inline std::optional<int64_t> constant_int(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  if (node.op != ir::Op::kIntConst) return std::nullopt;
  return static_cast<int64_t>(node.imm);
}
inline std::optional<double> constant_float(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  if (node.op != ir::Op::kFloatConst) return std::nullopt;
  return std::bit_cast<double>(node.imm);
}

// The first of the arithmetic ops on terms to the last: one row of ops.def after the other.
inline bool is_arithmetic(ir::Op op) { return op >= ir::Op::kAdd && op <= ir::Op::kBitNot; }
inline bool is_unary_arithmetic(ir::Op op) {
  return op == ir::Op::kNegate || op == ir::Op::kBitNot;
}
// Whether nothing that collects may come to stand just before it: what writes into a tuple that was
// made just before, as an interpreted set_tuple_element does, too.
inline bool writes_fresh(ir::Op op) {
  return op == ir::Op::kSetElement || op == ir::Op::kInterpret;
}
// Tests of one term; is_tagged_tuple has a second input.
inline bool is_term_test(ir::Op op) { return op >= ir::Op::kIsSmall && op <= ir::Op::kIsNoTerm; }
inline bool is_constant(ir::Op op) {
  return op == ir::Op::kConst || op == ir::Op::kIntConst || op == ir::Op::kFloatConst;
}
inline bool ends_block(ir::Op op) { return (ir::op_info(op).effects & ir::kEnds) != 0; }

inline bool has_flags(const ir::Node& node, uint16_t flags) {
  return (node.flags & flags) == flags;
}

// Its value depends on its inputs alone: it may be shared, dropped, and, unless it reads the heap,
// moved to wherever its inputs are known.
inline bool is_pure(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  return node.rep != ir::Rep::kNone && node.op != ir::Op::kPhi &&
         (graph.effects(id) & ~ir::kReadsHeap) == 0;
}
// The same, and it may be computed where its inputs' tests do not hold: it reads no memory.
inline bool is_movable(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  return node.rep != ir::Rep::kNone && node.op != ir::Op::kPhi && graph.effects(id) == 0;
}
// It may be left out when nothing uses it.
inline bool is_removable(const ir::Graph& graph, ir::NodeId id) {
  const ir::Node& node = graph.node(id);
  if (node.rep == ir::Rep::kNone || node.op == ir::Op::kParam) return false;
  uint16_t effects = graph.effects(id);
  if ((effects & ir::kNoEffect) != 0) return true;
  return (effects & (ir::kRaises | ir::kCalls | ir::kWritesHeap | ir::kWritesSlot | ir::kEnds)) ==
         0;
}

// Graph::become with inputs in braces.
inline void become(ir::Graph& graph, ir::NodeId id, ir::Op op,
                   std::initializer_list<ir::NodeId> inputs, uint64_t imm = 0) {
  graph.become(id, op, std::span<const ir::NodeId>(inputs.begin(), inputs.size()), imm);
}

// Makes the block end in a jump to its successor number `index`; its other edges go.
void make_jump(ir::Graph& graph, ir::BlockId block, uint32_t index);
// Makes the block end there: no edge leaves it, what stood behind `count` nodes goes.
void make_unreachable(ir::Graph& graph, ir::BlockId block, size_t count, uint32_t position);
// Puts what stands before `index` of the block's nodes into it, the rest into a new block that
// takes over the edges; the first then jumps to it. Returns the new block.
ir::BlockId split_block(ir::Graph& graph, ir::BlockId block, size_t index);

// Goes over a block's nodes to build a new list of them: keep what stays, add what comes before it.
// Constants made meanwhile (Graph::constant) are not lost, even in the entry block.
class Rebuild {
 public:
  Rebuild(ir::Graph& graph, ir::BlockId block)
      : graph_(graph), block_(block), old_(graph.block(block).nodes) {}

  std::span<const ir::NodeId> old() const { return old_; }
  void keep(ir::NodeId id) { list_.push_back(id); }
  // A new node, at the end of what is there so far.
  ir::NodeId add(ir::Op op, std::initializer_list<ir::NodeId> inputs, uint64_t imm = 0,
                 uint32_t position = 0);
  ir::NodeId last() const { return list_.back(); }
  void finish();

 private:
  ir::Graph& graph_;
  ir::BlockId block_;
  std::vector<ir::NodeId> old_;
  std::vector<ir::NodeId> list_;
};

// Values that are replaced by others in the course of a pass. Nodes made later stand for themselves.
class Replacements {
 public:
  explicit Replacements(size_t count) : to_(count) {
    for (ir::NodeId id = 0; id < count; ++id) to_[id] = id;
  }
  ir::NodeId operator()(ir::NodeId id) {
    ir::NodeId last = id;
    while (last < to_.size() && to_[last] != last) last = to_[last];
    while (id != last) {
      ir::NodeId next = to_[id];
      to_[id] = last;
      id = next;
    }
    return last;
  }
  void set(ir::NodeId id, ir::NodeId by) {
    to_[id] = (*this)(by);
    any_ = true;
  }
  bool any() const { return any_; }
  bool replaced(ir::NodeId id) const { return id < to_.size() && to_[id] != id; }
  // Makes all uses follow, and removes the nodes that were replaced (out of their blocks, too).
  void apply(ir::Graph& graph);

 private:
  std::vector<ir::NodeId> to_;
  bool any_ = false;
};

}  // namespace linac::opt
