// Stack frames, and regions of try and catch. Y registers that a handler reads have slots
// (ir_builder.h).
#include <algorithm>

#include "core/term/atom.h"
#include "loader/ir_builder.h"

namespace linac {

using IrOp = ir::Op;

// Slots that are not set yet are [] to a handler.
void IrBuilder::allocate(const Op& op, Operands o) {
  bool zero = op.opcode == Opcode::kAllocateZero || op.opcode == Opcode::kAllocateHeapZero;
  uint32_t first = function_.x_count;
  for (uint32_t i = 0; i < o[0].index(); i++) registers_[first + i] = zero ? nil() : ir::kNoNode;
}

void IrBuilder::init(const Op&, Operands o) { set(o[0], nil()); }

void IrBuilder::init_yregs(const Op&, Operands o) {
  for (const Operand& y : module_.list(o[0])) set(y, nil());
}

void IrBuilder::store_slot(uint32_t number, NodeId value) {
  add(IrOp::kSlotStore, {value}, slots_[number]);
}

void IrBuilder::enter_region(uint32_t handler_op) {
  uint32_t stretch = flow_.stretch_at(handler_op + 1);
  for (uint16_t number : flow_.live(stretch)) {
    if (!flow_.is_y(number)) continue;
    store_slot(number, value_now(number));
  }
  add(IrOp::kTryEnter, {});
  BlockId next = graph_.add_block();
  BlockId handler = graph_.add_block();
  graph_.block(handler).is_handler = true;
  graph_.add_edge(block_, next);
  graph_.add_edge(block_, handler);
  build_handler(handler_op, handler);
  block_ = next;
  auto same = [&](const auto& region) { return region.first == handler_op; };
  auto found = std::find_if(regions_.begin(), regions_.end(), same);
  if (found == regions_.end()) found = regions_.insert(found, {handler_op, ir::kNoBlock});
  found->second = handler;
}

// What a handler's stretch finds in the registers: x0 to x2, or x0 for a catch, and Y registers.
void IrBuilder::build_handler(uint32_t handler_op, BlockId block) {
  uint32_t stretch = flow_.stretch_at(handler_op + 1);
  std::span<const uint16_t> live = flow_.live(stretch);
  std::vector<NodeId> kept = registers_;
  uint32_t kept_position = position_;
  position_ = position_of(handler_op);
  block_ = block;
  std::fill_n(registers_.begin(), function_.x_count, ir::kNoNode);
  for (uint16_t number : live) {
    if (flow_.is_y(number)) registers_[number] = add(IrOp::kSlotLoad, {}, slots_[number]);
  }
  if (module_.ops[handler_op].opcode == Opcode::kCatchEnd) {
    if (!live.empty() && live[0] == 0) registers_[0] = catch_value(handler_op);
  } else {
    constexpr IrOp kCaught[] = {IrOp::kExceptionClass, IrOp::kExceptionReason,
                                IrOp::kExceptionTrace};
    for (uint16_t number : live) {
      if (number < std::min<uint32_t>(3, function_.x_count)) {
        registers_[number] = add(kCaught[number], {});
      }
    }
  }
  jump_to_stretch(stretch);
  registers_ = std::move(kept);
  position_ = kept_position;
}

// Of a throw it is the reason; the interpreter makes the others.
ir::NodeId IrBuilder::catch_value(uint32_t handler_op) {
  NodeId caught[] = {add(IrOp::kExceptionClass, {}), add(IrOp::kExceptionReason, {}),
                     add(IrOp::kExceptionTrace, {})};
  BlockId other = graph_.add_block(), join = graph_.add_block();
  branch(same(caught[0], atoms::kThrow), join, other);
  block_ = other;
  // Only a lack of memory makes it fail, and nothing catches that: it has no handler.
  graph_.append(block_, graph_.make(IrOp::kInterpret, caught, target(handler_op), position_));
  NodeId made = add(IrOp::kResult, {}, 0);
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  return add(IrOp::kPhi, {caught[1], made});
}

// Exceptions arrive behind it, and nothing else gets here (FlowCheck::guard_handler).
void IrBuilder::try_case(const Op&, Operands) { unreachable(); }

// Without an exception it does nothing.
void IrBuilder::catch_end(const Op&, Operands) {}

}  // namespace linac
