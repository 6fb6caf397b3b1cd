// Types of all values at all places of a graph: one walk over the dominator tree visits each block
// with what is known where it begins. Tests that lead into a block, and operations that have
// succeeded, narrow types for all blocks that theirs dominates; leaving the block takes that back.
// Phis join what comes along the edges that can be taken. Rings make the walk repeat until nothing
// changes; ranges that keep growing jump to the next constant that is compared with, then to
// infinity, so a few walks are enough.
//
// Starts from "no value gets here" (optimistic), so what no path reaches stays unreached, and calls
// of the function itself return what its other paths return.
//
// Wants a graph without critical edges, so that every fact of an edge has a block of its own.
#pragma once

#include <vector>

#include "core/ir/dominators.h"
#include "core/ir/order.h"
#include "core/opt/pass.h"
#include "core/opt/type.h"

namespace linac::opt {

class TypeFlow;

// What a pass does on the way of one more walk, when all types are known. The nodes given may be
// changed, not moved; new ones stand before them.
class TypeVisitor {
 public:
  virtual ~TypeVisitor() = default;
  virtual void enter(ir::BlockId block) = 0;
  // Before the node's own type is taken; TypeFlow::now() tells the inputs'.
  virtual void node(ir::BlockId block, ir::NodeId id) = 0;
  // Behind the last node, with its edges still as they were.
  virtual void leave(ir::BlockId block) = 0;
};

class TypeFlow {
 public:
  TypeFlow(ir::Graph& graph, PassContext& context);

  void analyse();
  void visit(TypeVisitor& visitor);

  // -- After analyse()
  // The type that a value has from its definition on.
  const Type& at_definition(ir::NodeId id) const { return defined_[id]; }
  bool reached(ir::BlockId block) const { return reached_[block]; }
  // What the function returns.
  const Type& returned() const { return returned_; }
  const ir::Order& order() const { return order_; }

  // -- While visiting
  // The type of a value here.
  const Type& now(ir::NodeId id) const { return now_[id]; }
  // A new node's.
  void set(ir::NodeId id, const Type& type);
  // Whether control can take the edge.
  bool takes(ir::BlockId block, uint32_t successor);
  // The node of a reached block behind which control never comes, or kNoNode.
  ir::NodeId stop(ir::BlockId block) const { return stops_[block]; }
  // The type of a phi's input at the end of its predecessor.
  const Type& input_type(ir::NodeId input) const { return now_[input]; }

 private:
  struct Undo {
    ir::NodeId id;
    Type type;
  };
  struct Visit {
    ir::BlockId block;
    size_t undo;     // the log's length before it
    uint32_t child;  // next to visit
  };

  bool walk(TypeVisitor* visitor);
  void give_up();
  void enter_block(ir::BlockId block, TypeVisitor* visitor);
  bool pass_node(ir::NodeId id);
  void leave_block(ir::BlockId block);
  void contribute(ir::BlockId from, uint32_t successor);
  void take_phi_input(ir::NodeId phi, const Type& type, bool back);
  void join_returned(const Type& type);
  void undo_to(size_t length);

  Type compute(ir::NodeId id);
  Type call_type(ir::NodeId id);
  Type native_type(ir::NodeId id) const;
  bool succeeded(ir::NodeId id);
  bool native_succeeded(ir::NodeId id);

  // They narrow what is known; false: it cannot be.
  bool narrow(ir::NodeId id, const Type& type);
  bool narrow_kinds(ir::NodeId id, uint32_t kinds) { return narrow(id, now_[id].only(kinds)); }
  bool assume_edge(ir::BlockId block, uint32_t successor);
  bool assume(ir::NodeId condition, bool outcome, int depth);
  bool assume_test(ir::NodeId test, bool outcome);
  bool assume_equal(ir::NodeId test, bool outcome);
  bool assume_what_equals(ir::NodeId value, const Type& constant);
  bool assume_order(ir::NodeId test, bool outcome);
  bool assume_raw_order(ir::NodeId test, bool outcome);
  bool assume_case(ir::BlockId block, uint32_t successor);
  bool assume_arity(ir::BlockId block, uint32_t successor);

  void find_thresholds();
  Type widen(const Type& old, const Type& grown, uint32_t count, bool raw) const;

  ir::Graph& graph_;
  PassContext& context_;
  ir::Order order_;
  ir::Dominators dominators_;
  std::vector<int64_t> thresholds_;
  std::vector<Type> now_, defined_;
  std::vector<uint8_t> changes_;  // of phis, along back edges
  std::vector<bool> reached_;
  std::vector<bool> visited_;      // in this walk
  std::vector<ir::NodeId> stops_;  // by block
  std::vector<Undo> undo_;
  Type returned_;
  uint32_t returned_changes_ = 0;
  bool calls_self_ = false;
  bool changed_ = false;
};

}  // namespace linac::opt
