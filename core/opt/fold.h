// The engine of constant folding and algebraic simplification. Rules look at a node and what its
// inputs are, never at the way that leads to it; what flow says is in the nodes' flags already
// (infer_types). Everything is exact: what Erlang would compute, to the last bit and sign.
//
// A rule is asked of a node whose inputs have been simplified. It answers that the node stays,
// that another value takes its place, that it has changed its own op or inputs (then the rules of
// the new op are asked), or, of a Bool, which outcome it has.
#pragma once

#include <vector>

#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

class Folder {
 public:
  explicit Folder(ir::Graph& graph);
  bool run();

  // -- For the rules
  enum class Outcome : uint8_t { kStays, kChanged, kTrue, kFalse };
  struct Answer {
    Outcome outcome = Outcome::kStays;
    ir::NodeId by = ir::kNoNode;  // what takes its place
  };
  static Answer stays() { return {}; }
  static Answer changed() { return {Outcome::kChanged, ir::kNoNode}; }
  static Answer replace(ir::NodeId by) { return {Outcome::kStays, by}; }
  static Answer known(bool value) {
    return {value ? Outcome::kTrue : Outcome::kFalse, ir::kNoNode};
  }

  ir::Graph& graph() { return graph_; }
  const ir::Node& node(ir::NodeId id) const { return graph_.node(id); }
  ir::NodeId input(ir::NodeId id, uint32_t index) { return to_(graph_.input(id, index)); }
  ir::Op op(ir::NodeId id) const { return graph_.node(id).op; }
  // The outcome of a Bool, if a rule has found it: -1 unknown.
  int outcome(ir::NodeId id) const { return id < known_.size() ? known_[id] : -1; }
  // A new node before the one that is looked at.
  ir::NodeId add(ir::Op op, std::initializer_list<ir::NodeId> inputs, uint64_t imm = 0) {
    return rebuild_->add(op, inputs, imm, position_);
  }
  Answer constant(Term term) { return replace(graph_.constant(term)); }
  // The double as a term: a constant, or boxed by a node.
  Answer float_term(double value);
  // A tuple or cons whose words are not what they were made with.
  bool is_written(ir::NodeId id) const { return id < written_.size() && written_[id]; }

 private:
  void fold_block(ir::BlockId block);
  void fold_node(ir::NodeId id);
  void fold_ends();

  ir::Graph& graph_;
  Replacements to_;
  std::vector<int8_t> known_;
  std::vector<bool> written_;
  Rebuild* rebuild_ = nullptr;
  uint32_t position_ = 0;
  bool changed_ = false;
};

using FoldRule = Folder::Answer (*)(Folder& folder, ir::NodeId id);

// The rules, by op; null where there is none (fold_arith.cpp, fold_test.cpp).
FoldRule arithmetic_rule(ir::Op op);
FoldRule comparison_rule(ir::Op op);

}  // namespace linac::opt
