// The stretches of ops of a checked function between which control moves, and which registers are
// live where they begin: what building SSA needs to know beforehand.
//
// A stretch begins at the function's entry, at an op that some label leads to, or behind a try_case or
// catch_end, where exceptions arrive. Conditional ops inside it leave it by the side. A tail call of
// the function itself by a local call is an edge to its entry.
//
// Registers are numbered: X registers, then Y, then float ones. A Y register's number counts from the
// frame's far end, so that giving up a part of the frame (trim) changes none.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "loader/op_registers.h"

namespace linac {

struct Stretch {
  uint32_t op;                // its first one
  uint32_t edges = 0;         // at most so many ops lead here, each counted once a label
  uint32_t order = kNoIndex;  // place in reverse postorder; kNoIndex: nothing leads here
  bool is_loop = false;       // an edge comes from a later one
  bool is_handler = false;    // exceptions arrive here
};

// A try_case or catch_end that may get exceptions.
struct HandlerOp {
  uint32_t op;
  uint32_t tries = 0;  // try or catch ops that name it
};

class ControlFlow {
 public:
  ControlFlow(const Module& module, const Function& function);

  // False: the function is too large.
  bool run(size_t max_live);

  std::span<const Stretch> stretches() const { return stretches_; }
  // In reverse postorder, the entry's first.
  std::span<const uint32_t> order() const { return order_; }
  bool has_loops() const { return has_loops_; }
  // The stretch that begins at an op, or kNoIndex.
  uint32_t stretch_at(uint32_t op_index) const {
    return stretch_of_[op_index - function_.first_op];
  }
  uint32_t entry() const { return stretch_at(function_.entry_op); }

  uint32_t register_count() const {
    return function_.x_count + uint32_t{function_.frame_size} + function_.float_count;
  }
  // Of a register as the op names it.
  uint32_t number(const Operand& operand, const OpFacts& facts) const {
    if (operand.kind == OperandKind::kX) return operand.index();
    if (operand.kind == OperandKind::kFloatRegister) {
      return uint32_t{function_.x_count} + function_.frame_size + operand.index();
    }
    return function_.x_count + static_cast<uint32_t>(facts.frame) - 1 - operand.index();
  }
  bool is_y(uint32_t number) const {
    return number >= function_.x_count &&
           number < uint32_t{function_.x_count} + function_.frame_size;
  }

  bool is_float(uint32_t number) const {
    return number >= uint32_t{function_.x_count} + function_.frame_size;
  }

  // Numbers of the registers that are live where a stretch begins, lowest first.
  std::span<const uint16_t> live(uint32_t stretch) const {
    return {live_.data() + first_live_[stretch], first_live_[stretch + 1] - first_live_[stretch]};
  }
  // Y registers that some handler reads.
  bool read_by_handler(uint32_t number) const { return read_by_handler_[number]; }

  // The handlers that are reached, and which of them an op index is.
  const HandlerOp* handler(uint32_t op_index) const;

  // Whether the op can go to that op of the function at all: validation has seen no way that it does
  // if frames or handlers differ, or nothing leads there.
  bool can_go(uint32_t from, uint32_t to) const;
  bool is_self_call(const Op& op) const;
  // The handler whose region is entered at an op, before it, or kNoIndex. Usually that is at its try or
  // catch. Where several of these name one handler, none of them comes before all that it handles;
  // then each stretch with something to handle enters a region of its own. `covered_by` is kNoIndex
  // where a stretch begins, and kept through it.
  uint32_t entered_region(uint32_t op_index, uint32_t* covered_by) const;
  const Function& function() const { return function_; }

 private:
  using Bits = std::vector<uint64_t>;

  void find_stretches();
  void begin_stretch(uint32_t op_index);
  void find_edges();
  void add_edge(uint32_t from, uint32_t to_op);
  bool goes_on(uint32_t op_index) const;  // to the next op
  uint32_t end_of(uint32_t op_index) const;
  void find_order();
  void find_live();
  bool live_pass(uint32_t stretch);
  void live_before(uint32_t op_index);
  void add_live(uint32_t stretch, bool only_y);
  bool keep_live(size_t max_live);

  const Module& module_;
  const Function& function_;
  std::vector<Stretch> stretches_;
  std::vector<uint32_t> stretch_of_;  // one an op
  std::vector<HandlerOp> handlers_;   // by op
  std::vector<uint32_t> order_;
  std::vector<uint32_t> edges_;  // successors of one stretch after the other
  std::vector<uint32_t> first_edge_;
  bool has_loops_ = false;

  size_t words_ = 0;  // of a set of registers
  Bits live_sets_;    // one set a stretch
  Bits now_;          // the set at the op that is looked at
  Bits y_mask_;
  std::vector<bool> read_by_handler_;
  std::vector<uint16_t> live_;
  std::vector<uint32_t> first_live_;
};

}  // namespace linac
