// Takes out of loops what they compute anew each time from values that do not change in them:
// unboxing, loads, raw arithmetic. A node that wants its input to be of some kind moves only if that
// is known before the loop. Tests stay: a branch on a test costs less than a Bool that is kept.
#include <algorithm>

#include "core/opt/loop_edit.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

// The kinds that its first input has to be of; none: it has to be of none, or the op does not move.
uint32_t wanted(const ir::Node& node) {
  if (node.op == Op::kUnboxFloat) return kFloatKinds;
  if (node.op == Op::kIntToFloat || node.op == Op::kUntag) return kSmallInt;
  if (node.op == Op::kHead || node.op == Op::kTail) return kConsKind;
  if (node.op == Op::kElement || node.op == Op::kTupleSize) return kTupleKind;
  if (node.op == Op::kMapSize) return kMapKind;
  return kNoKind;
}

bool is_raw(Op op) {
  return (op >= Op::kIntAdd && op <= Op::kIntShiftRight) ||
         (op >= Op::kFloatAdd && op <= Op::kFloatSqrt);
}

bool moves(const ir::Graph& graph, const ir::Loops& loops, NodeId id, uint32_t loop) {
  if (!is_raw(graph.node(id).op) && wanted(graph.node(id)) == kNoKind) return false;
  std::span<const NodeId> inputs = graph.inputs(id);
  return std::none_of(inputs.begin(), inputs.end(),
                      [&](NodeId input) { return loops.contains(loop, graph.node(input).block); });
}

// Whether any node could move, whatever its inputs' types: they cost more to find out.
bool has_candidate(const ir::Graph& graph, const ir::Loops& loops) {
  for (uint32_t loop = 0; loop < loops.all().size(); ++loop) {
    for (BlockId block : loops.blocks(loop)) {
      if (graph.block(block).cold) continue;
      for (NodeId id : graph.block(block).nodes) {
        if (moves(graph, loops, id, loop)) return true;
      }
    }
  }
  return false;
}

class Hoisting final : public TypeVisitor {
 public:
  Hoisting(ir::Graph& graph, TypeFlow& flow, const ir::Loops& loops)
      : graph_(graph), flow_(flow), loops_(loops) {}

  bool changed() const { return changed_; }

  void enter(BlockId) override {}
  void node(BlockId, NodeId) override {}

  // The end of the block before a loop: what is known here holds in the loop.
  void leave(BlockId block) override {
    if (graph_.block(block).succs.size() != 1) return;
    BlockId header = graph_.block(block).succs[0];
    if (!loops_.is_header(header)) return;
    uint32_t loop = loops_.innermost(header);
    if (loops_.contains(loop, block)) return;
    size_t outside = 0;
    for (BlockId pred : graph_.block(header).preds) {
      outside += !loops_.contains(loop, pred) ? 1 : 0;
    }
    for (BlockId inner : loops_.blocks(loop)) {
      if (graph_.block(inner).is_handler) return;
    }
    if (outside == 1) hoist_to(block, loop);
  }

 private:
  void hoist_to(BlockId before, uint32_t loop) {
    std::vector<BlockId> blocks(loops_.blocks(loop).begin(), loops_.blocks(loop).end());
    const ir::Order& order = flow_.order();
    std::sort(blocks.begin(), blocks.end(),
              [&](BlockId a, BlockId b) { return order.index[a] < order.index[b]; });
    for (BlockId block : blocks) {
      if (graph_.block(block).cold || !flow_.reached(block)) continue;
      std::vector<NodeId> kept;
      for (NodeId id : graph_.block(block).nodes) {
        if (!may_hoist(id, loop)) {
          kept.push_back(id);
          continue;
        }
        graph_.node(id).block = ir::kNoBlock;
        graph_.insert_before(before, graph_.block(before).nodes.size() - 1, id);
        Type inputs[2];
        for (uint32_t i = 0; i < std::min(2u, graph_.node(id).input_count); ++i) {
          inputs[i] = flow_.now(graph_.input(id, i));
        }
        flow_.set(id, result_type(graph_, id, inputs));
        changed_ = true;
      }
      graph_.block(block).nodes = std::move(kept);
    }
  }

  bool may_hoist(NodeId id, uint32_t loop) const {
    const ir::Node& node = graph_.node(id);
    if (!moves(graph_, loops_, id, loop)) return false;
    if (is_raw(node.op)) return true;
    const Type& type = flow_.now(graph_.input(id, 0));
    if (!type.is(wanted(node))) return false;
    if (node.op != Op::kElement) return true;
    return type.tuple_arity != kAnyArity && static_cast<uint64_t>(type.tuple_arity) > node.imm;
  }

  ir::Graph& graph_;
  TypeFlow& flow_;
  const ir::Loops& loops_;
  bool changed_ = false;
};

}  // namespace

bool hoist(ir::Graph& graph, PassContext& context) {
  bool made = ir::split_critical_edges(graph);
  size_t known = graph.blocks.size();
  {
    ir::Order order = ir::reverse_postorder(graph);
    ir::Dominators dominators(graph, order);
    ir::Loops loops(graph, order, dominators);
    if (loops.all().empty() || !has_candidate(graph, loops)) return made;
    for (uint32_t loop = 0; loop < loops.all().size(); ++loop) preheader(graph, loops, loop, known);
  }
  made |= graph.blocks.size() != known;
  TypeFlow flow(graph, context);
  ir::Dominators dominators(graph, flow.order());
  ir::Loops loops(graph, flow.order(), dominators);
  flow.analyse();
  Hoisting hoisting(graph, flow, loops);
  flow.visit(hoisting);
  return hoisting.changed() || made;
}

}  // namespace linac::opt
