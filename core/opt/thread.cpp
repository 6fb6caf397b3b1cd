// Ways into a block that decide what its branch will do go past it. Where a function's body has been
// put in, its results meet in a phi, and the caller's test of them comes next: a constant, or a tuple
// that has just been made, has its answer already. For each way out that is known for some ways in,
// the block gets a copy that these lead to, and that jumps.
#include <algorithm>

#include "core/ir/loops.h"
#include "core/opt/pass.h"
#include "core/opt/ssa.h"
#include "core/opt/util.h"
#include "core/term/compare.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr size_t kMaxNodes = 10;  // of a block that is copied, phis not counted
constexpr int kMaxDepth = 3;      // of negations

class Threading {
 public:
  explicit Threading(ir::Graph& graph) : graph_(graph) {}

  bool run() {
    ir::Order order = ir::reverse_postorder(graph_);
    ir::Dominators dominators(graph_, order);
    ir::Loops loops(graph_, order, dominators);
    bool changed = false;
    for (BlockId block : order.blocks) {
      if (!loops.is_header(block) && is_candidate(block)) changed |= thread(block);
    }
    return changed;
  }

 private:
  bool is_candidate(BlockId id) const {
    const ir::Block& block = graph_.block(id);
    if (block.preds.size() < 2 || block.is_handler || block.succs.size() < 2) return false;
    Op end = graph_.node(block.nodes.back()).op;
    if (end != Op::kBranch && end != Op::kSwitch) return false;
    size_t phis = ir::after_phis(graph_, id);
    if (phis == 0 || block.nodes.size() - phis > kMaxNodes) return false;
    return std::none_of(block.nodes.begin(), block.nodes.end(), [&](NodeId node) {
      Op op = graph_.node(node).op;
      return op == Op::kInterpret || op == Op::kResult || op == Op::kSetElement ||
             op == Op::kReceive || op == Op::kMailbox;
    });
  }

  // -- What is known where control comes in by predecessor number `way` ----------------------------

  NodeId value_on(BlockId block, NodeId id, uint32_t way) const {
    const ir::Node& node = graph_.node(id);
    return node.op == Op::kPhi && node.block == block ? graph_.input(id, way) : id;
  }

  // Of what a node has just made, or a constant.
  std::optional<Type> type_of(NodeId id) const {
    const ir::Node& node = graph_.node(id);
    if (node.op == Op::kConst) return Type::of_term(Term{node.imm});
    if (node.op == Op::kCons) return Type::of_kinds(kConsKind);
    if (node.op == Op::kClosure) return Type::of_kinds(kFunKind);
    if (node.op == Op::kBoxFloat) return Type::of_kinds(kFloatKinds);
    if (node.op == Op::kTagSmall) return Type::of_kinds(kSmallInt);
    if (node.op != Op::kTuple) return std::nullopt;
    Type type = Type::tuple(node.input_count);
    if (node.input_count > 0) {
      std::optional<Term> first = constant_term(graph_, graph_.input(id, 0));
      if (first && first->is_atom()) type.tag = first->bits;
    }
    return type;
  }

  std::optional<bool> outcome_on(BlockId block, NodeId condition, uint32_t way, int depth) const {
    const ir::Node& node = graph_.node(condition);
    if (node.block != block) return std::nullopt;
    if (node.op == Op::kNot && depth > 0) {
      std::optional<bool> other = outcome_on(block, graph_.input(condition, 0), way, depth - 1);
      if (!other) return std::nullopt;
      return !*other;
    }
    if (node.input_count == 0) return std::nullopt;
    NodeId left = value_on(block, graph_.input(condition, 0), way);
    if (node.op == Op::kSameWord || node.op == Op::kExactEqual) {
      NodeId right = value_on(block, graph_.input(condition, 1), way);
      std::optional<Term> a = constant_term(graph_, left);
      std::optional<Term> b = constant_term(graph_, right);
      if (!a || !b) return std::nullopt;
      return node.op == Op::kSameWord ? *a == *b : exact_equal(*a, *b);
    }
    if (!is_term_test(node.op)) return std::nullopt;
    std::optional<Type> type = type_of(left);
    if (!type) return std::nullopt;
    Word atom = kNoTerm.bits;
    if (node.op == Op::kIsTaggedTuple) {
      std::optional<Term> tag = constant_term(graph_, graph_.input(condition, 1));
      if (!tag) return std::nullopt;
      atom = tag->bits;
    }
    uint32_t kinds = test_type(node.op, node.imm, *type, atom).kinds;
    if (kinds != kTrue && kinds != kFalse) return std::nullopt;
    return kinds == kTrue;
  }

  // Which way out control takes.
  std::optional<uint32_t> exit_on(BlockId block, uint32_t way) const {
    NodeId end = graph_.end(block);
    if (graph_.node(end).op == Op::kBranch) {
      std::optional<bool> outcome = outcome_on(block, graph_.input(end, 0), way, kMaxDepth);
      if (!outcome) return std::nullopt;
      return *outcome ? 0 : 1;
    }
    NodeId value = value_on(block, graph_.input(end, 0), way);
    std::optional<Term> term = constant_term(graph_, value);
    if (!term) return std::nullopt;
    for (uint32_t i = 1; i < graph_.node(end).input_count; ++i) {
      if (constant_term(graph_, graph_.input(end, i)) == term) return i;
    }
    return 0;
  }

  // -- Copying -------------------------------------------------------------------------------------

  bool thread(BlockId block) {
    const size_t count = graph_.block(block).preds.size();
    std::vector<std::vector<BlockId>> ways(graph_.block(block).succs.size());
    size_t known = 0;
    for (uint32_t way = 0; way < count; ++way) {
      BlockId pred = graph_.block(block).preds[way];
      if (graph_.block(pred).succs.size() != 1) continue;
      if (std::optional<uint32_t> exit = exit_on(block, way)) {
        ways[*exit].push_back(pred);
        ++known;
      }
    }
    if (known == 0) return false;
    for (uint32_t exit = 0; exit < ways.size(); ++exit) {
      if (!ways[exit].empty()) go_past(block, exit, ways[exit]);
    }
    return true;
  }

  void go_past(BlockId block, uint32_t exit, const std::vector<BlockId>& preds) {
    BlockId target = graph_.block(block).succs[exit];
    BlockId copy = graph_.add_block();
    graph_.block(copy).cold = graph_.block(block).cold;
    std::vector<NodeId> values, copies;
    std::vector<NodeId> copy_of(graph_.nodes.size(), ir::kNoNode);
    auto add = [&](NodeId id, NodeId made) {
      graph_.append(copy, made);
      copy_of[id] = made;
      if (graph_.node(id).rep == ir::Rep::kNone) return;
      values.push_back(id);
      copies.push_back(made);
    };
    const std::vector<NodeId> nodes = graph_.block(block).nodes;
    std::vector<std::vector<NodeId>> phi_inputs;
    for (NodeId id : nodes) {
      if (graph_.node(id).op != Op::kPhi) break;
      std::vector<NodeId> inputs;
      for (BlockId pred : preds) inputs.push_back(graph_.input(id, graph_.pred_index(pred, 0)));
      phi_inputs.push_back(std::move(inputs));
    }
    for (size_t i = 0; i + 1 < nodes.size(); ++i) {
      ir::Node node = graph_.node(nodes[i]);
      std::vector<NodeId> inputs;
      if (i < phi_inputs.size()) {
        inputs = phi_inputs[i];
      } else {
        for (NodeId input : graph_.inputs(nodes[i])) {
          bool own = input < copy_of.size() && copy_of[input] != ir::kNoNode;
          inputs.push_back(own ? copy_of[input] : input);
        }
      }
      NodeId made = graph_.make(node.op, inputs, node.imm, node.position);
      graph_.node(made).rep = node.rep;
      graph_.node(made).flags = node.flags;
      graph_.node(made).handler = node.handler;
      add(nodes[i], made);
    }
    graph_.append(copy, Op::kJump, {}, 0, graph_.node(nodes.back()).position);
    for (BlockId pred : preds) graph_.redirect_edge(pred, 0, copy);
    // The target has had one predecessor; its phis, if any, have one input.
    uint32_t place = graph_.pred_index(block, exit);
    graph_.add_edge(copy, target);
    for (NodeId phi : graph_.block(target).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      NodeId input = graph_.input(phi, place);
      bool own = input < copy_of.size() && copy_of[input] != ir::kNoNode;
      graph_.add_input(phi, own ? copy_of[input] : input);
    }
    std::vector<bool> inside(graph_.blocks.size());
    inside[block] = inside[copy] = true;
    repair_uses(graph_, values, copies, inside);
  }

  ir::Graph& graph_;
};

}  // namespace

bool thread_jumps(ir::Graph& graph, PassContext&) {
  bool split = ir::split_critical_edges(graph);
  bool changed = Threading(graph).run();
  if (changed) {
    ir::remove_unreachable(graph);
    ir::split_critical_edges(graph);
  }
  return changed || split;
}

}  // namespace linac::opt
