#include "core/opt/fold.h"

#include <algorithm>
#include <array>

#include "core/ir/order.h"
#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;
using Answer = Folder::Answer;

// -- Taking apart what was put together ----------------------------------------------------------

Answer fold_pair(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  bool head = folder.op(id) == Op::kHead;
  if (folder.op(from) == Op::kCons) return Folder::replace(folder.input(from, head ? 0 : 1));
  std::optional<Term> list = constant_term(folder.graph(), from);
  if (!list || !list->is_cons()) return Folder::stays();
  return folder.constant(head ? list->head() : list->tail());
}

Answer fold_element(Folder& folder, NodeId id) {
  uint64_t index = folder.node(id).imm;
  NodeId from = folder.input(id, 0);
  if (folder.is_written(from)) return Folder::stays();
  const ir::Node& tuple = folder.node(from);
  if (tuple.op == Op::kTuple && index < tuple.input_count) {
    return Folder::replace(folder.input(from, static_cast<uint32_t>(index)));
  }
  if (tuple.op == Op::kUpdateTuple) {
    NodeId value = ir::kNoNode;
    for (uint32_t i = 1; i + 1 < tuple.input_count; i += 2) {
      std::optional<int64_t> position = constant_small(folder.graph(), folder.input(from, i));
      if (!position) return Folder::stays();
      if (*position == static_cast<int64_t>(index) + 1) value = folder.input(from, i + 1);
    }
    if (value != ir::kNoNode) return Folder::replace(value);
    NodeId old = folder.input(from, 0);
    if (folder.is_written(old)) return Folder::stays();
    become(folder.graph(), id, Op::kElement, {old}, index);
    return Folder::changed();
  }
  std::optional<Term> term = constant_term(folder.graph(), from);
  if (!term || !is_tuple(*term) || index >= tuple_arity(*term)) return Folder::stays();
  return folder.constant(tuple_element(*term, index));
}

Answer fold_tuple_size(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  const ir::Node& tuple = folder.node(from);
  if (tuple.op == Op::kTuple) return folder.constant(make_small(tuple.input_count));
  if (tuple.op == Op::kUpdateTuple) {
    return folder.constant(make_small(static_cast<int64_t>(tuple.imm)));
  }
  std::optional<Term> term = constant_term(folder.graph(), from);
  if (!term || !is_tuple(*term)) return Folder::stays();
  return folder.constant(make_small(static_cast<int64_t>(tuple_arity(*term))));
}

Answer fold_captured(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  uint64_t index = folder.node(id).imm;
  if (folder.op(from) != Op::kClosure || index >= folder.node(from).input_count) {
    return Folder::stays();
  }
  return Folder::replace(folder.input(from, static_cast<uint32_t>(index)));
}

// -- From one representation to another and back -------------------------------------------------

Answer fold_box_float(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  if (folder.op(from) == Op::kUnboxFloat) return Folder::replace(folder.input(from, 0));
  std::optional<double> value = constant_float(folder.graph(), from);
  std::optional<Term> term = value ? make_self_float(*value) : std::nullopt;
  return term ? folder.constant(*term) : Folder::stays();
}

// unbox_float and to_float
Answer fold_unbox_float(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  if (folder.op(from) == Op::kBoxFloat) return Folder::replace(folder.input(from, 0));
  std::optional<Term> term = constant_term(folder.graph(), from);
  if (term && is_float(*term)) {
    return Folder::replace(folder.graph().float_constant(float_value(*term)));
  }
  if (term && term->is_small()) {
    double value = static_cast<double>(term->small_value());
    return Folder::replace(folder.graph().float_constant(value));
  }
  return Folder::stays();
}

Answer fold_untag(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  if (folder.op(from) == Op::kTagSmall) return Folder::replace(folder.input(from, 0));
  std::optional<int64_t> value = constant_small(folder.graph(), from);
  return value ? Folder::replace(folder.graph().int_constant(*value)) : Folder::stays();
}

// tag and tag_small
Answer fold_tag(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  if (folder.op(from) == Op::kUntag) return Folder::replace(folder.input(from, 0));
  std::optional<int64_t> value = constant_int(folder.graph(), from);
  return value && fits_small(*value) ? folder.constant(make_small(*value)) : Folder::stays();
}

// int_to_float of a small term.
Answer fold_int_to_float(Folder& folder, NodeId id) {
  std::optional<int64_t> value = constant_small(folder.graph(), folder.input(id, 0));
  if (!value) return Folder::stays();
  return Folder::replace(folder.graph().float_constant(static_cast<double>(*value)));
}

// -- Bools ---------------------------------------------------------------------------------------

Answer fold_not(Folder& folder, NodeId id) {
  NodeId from = folder.input(id, 0);
  if (folder.outcome(from) >= 0) return Folder::known(folder.outcome(from) == 0);
  if (folder.op(from) == Op::kNot) return Folder::replace(folder.input(from, 0));
  return Folder::stays();
}

// and, or: `decides` is the outcome that decides alone.
Answer fold_logic(Folder& folder, NodeId id) {
  int decides = folder.op(id) == Op::kOr ? 1 : 0;
  NodeId left = folder.input(id, 0);
  NodeId right = folder.input(id, 1);
  if (left == right) return Folder::replace(left);
  for (auto [one, other] : {std::pair{left, right}, std::pair{right, left}}) {
    int outcome = folder.outcome(one);
    if (outcome == decides) return Folder::known(decides == 1);
    if (outcome >= 0) {
      if (folder.outcome(other) >= 0) return Folder::known(folder.outcome(other) == 1);
      return Folder::replace(other);
    }
  }
  return Folder::stays();
}

Answer fold_bool_to_term(Folder& folder, NodeId id) {
  int outcome = folder.outcome(folder.input(id, 0));
  if (outcome < 0) return Folder::stays();
  return folder.constant(outcome == 1 ? atoms::kTrue : atoms::kFalse);
}

Answer fold_select(Folder& folder, NodeId id) {
  NodeId condition = folder.input(id, 0);
  NodeId if_true = folder.input(id, 1);
  NodeId if_false = folder.input(id, 2);
  int outcome = folder.outcome(condition);
  if (outcome >= 0) return Folder::replace(outcome == 1 ? if_true : if_false);
  if (if_true == if_false) return Folder::replace(if_true);
  if (folder.op(condition) == Op::kNot) {
    become(folder.graph(), id, Op::kSelect, {folder.input(condition, 0), if_false, if_true});
    return Folder::changed();
  }
  std::optional<Term> a = constant_term(folder.graph(), if_true);
  std::optional<Term> b = constant_term(folder.graph(), if_false);
  if (a == atoms::kTrue && b == atoms::kFalse) {
    become(folder.graph(), id, Op::kBoolToTerm, {condition});
    return Folder::changed();
  }
  if (a == atoms::kFalse && b == atoms::kTrue) {
    NodeId negated = folder.add(Op::kNot, {condition});
    become(folder.graph(), id, Op::kBoolToTerm, {negated});
    return Folder::changed();
  }
  return Folder::stays();
}

// -- The table -----------------------------------------------------------------------------------

constexpr std::array<FoldRule, kOpCount> kRules = [] {
  std::array<FoldRule, kOpCount> table{};
  auto set = [&](Op op, FoldRule rule) { table[static_cast<size_t>(op)] = rule; };
  set(Op::kHead, fold_pair);
  set(Op::kTail, fold_pair);
  set(Op::kElement, fold_element);
  set(Op::kTupleSize, fold_tuple_size);
  set(Op::kCaptured, fold_captured);
  set(Op::kBoxFloat, fold_box_float);
  set(Op::kUnboxFloat, fold_unbox_float);
  set(Op::kToFloat, fold_unbox_float);
  set(Op::kUntag, fold_untag);
  set(Op::kTag, fold_tag);
  set(Op::kTagSmall, fold_tag);
  set(Op::kIntToFloat, fold_int_to_float);
  set(Op::kNot, fold_not);
  set(Op::kAnd, fold_logic);
  set(Op::kOr, fold_logic);
  set(Op::kBoolToTerm, fold_bool_to_term);
  set(Op::kSelect, fold_select);
  return table;
}();

FoldRule rule_of(Op op) {
  if (FoldRule rule = kRules[static_cast<size_t>(op)]) return rule;
  if (FoldRule rule = arithmetic_rule(op)) return rule;
  return comparison_rule(op);
}

constexpr int kMaxSteps = 8;  // of rules at one node

}  // namespace

Folder::Folder(ir::Graph& graph)
    : graph_(graph),
      to_(graph.nodes.size()),
      known_(graph.nodes.size(), -1),
      written_(graph.nodes.size()) {
  for (const ir::Node& node : graph.nodes) {
    if (node.op != Op::kSetElement) continue;
    written_[graph.input(static_cast<NodeId>(&node - graph.nodes.data()), 0)] = true;
  }
}

Answer Folder::float_term(double value) {
  if (std::optional<Term> term = make_self_float(value)) return constant(*term);
  return replace(add(Op::kBoxFloat, {graph_.float_constant(value)}));
}

void Folder::fold_node(NodeId id) {
  for (int step = 0; step < kMaxSteps; ++step) {
    for (NodeId& input : graph_.inputs(id)) input = to_(input);
    FoldRule rule = rule_of(op(id));
    if (rule == nullptr) return;
    position_ = node(id).position;
    Answer answer = rule(*this, id);
    if (answer.by != ir::kNoNode) {
      to_.set(id, answer.by);
      changed_ = true;
      return;
    }
    if (answer.outcome == Outcome::kStays) return;
    if (answer.outcome != Outcome::kChanged) {
      known_[id] = answer.outcome == Outcome::kTrue ? 1 : 0;
      return;
    }
    changed_ = true;
  }
}

void Folder::fold_block(BlockId block) {
  Rebuild rebuild(graph_, block);
  rebuild_ = &rebuild;
  for (NodeId id : rebuild.old()) {
    fold_node(id);
    rebuild.keep(id);
  }
  rebuild.finish();
  rebuild_ = nullptr;
}

// Branches with a known outcome become jumps, those on a negation change sides.
void Folder::fold_ends() {
  for (BlockId block = 0; block < graph_.blocks.size(); ++block) {
    if (graph_.block(block).dead) continue;
    NodeId end = graph_.end(block);
    if (op(end) == Op::kBranch) {
      NodeId condition = input(end, 0);
      if (outcome(condition) >= 0) {
        make_jump(graph_, block, outcome(condition) == 1 ? 0 : 1);
        changed_ = true;
      } else if (op(condition) == Op::kNot &&
                 graph_.block(block).succs[0] != graph_.block(block).succs[1]) {
        std::swap(graph_.block(block).succs[0], graph_.block(block).succs[1]);
        graph_.inputs(end)[0] = input(condition, 0);
        ir::Node& branch = graph_.node(end);
        uint16_t swapped = 0;
        if (branch.flags & ir::kLikelyLeftFirst) swapped |= ir::kUnlikelyLeft;
        if (branch.flags & ir::kUnlikelyLeft) swapped |= ir::kLikelyLeftFirst;
        branch.flags = swapped;
        changed_ = true;
      }
    } else if (op(end) == Op::kSwitch) {
      std::optional<Term> value = constant_term(graph_, input(end, 0));
      if (!value) continue;
      uint32_t target = 0;
      for (uint32_t i = 1; i < node(end).input_count && target == 0; ++i) {
        if (constant_term(graph_, input(end, i)) == value) target = i;
      }
      make_jump(graph_, block, target);
      changed_ = true;
    }
  }
}

bool Folder::run() {
  ir::Order order = ir::reverse_postorder(graph_);
  for (BlockId block : order.blocks) fold_block(block);
  fold_ends();
  to_.apply(graph_);
  return changed_;
}

bool fold(ir::Graph& graph, PassContext&) { return Folder(graph).run(); }

}  // namespace linac::opt
