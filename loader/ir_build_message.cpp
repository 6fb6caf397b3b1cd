// Sending and receiving. A receive is a loop: its header looks at the next message, which is taken out
// or left, and waits when there is none.
#include "core/term/atom.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

ir::MailboxAction action_of(Opcode opcode) {
  switch (opcode) {
    case Opcode::kRemoveMessage: return ir::MailboxAction::kRemove;
    case Opcode::kLoopRecEnd: return ir::MailboxAction::kSkip;
    case Opcode::kTimeout: return ir::MailboxAction::kTimeout;
    case Opcode::kRecvMarkerBind: return ir::MailboxAction::kBindMark;
    case Opcode::kRecvMarkerUse: return ir::MailboxAction::kUseMark;
    case Opcode::kRecvMarkerClear: return ir::MailboxAction::kClearMark;
    default: VM_UNREACHABLE();  // lint: allow-default, the table of handlers names them
  }
}

}  // namespace

// The message, which is the result of a send.
ir::NodeId IrBuilder::send(NodeId to, NodeId message) {
  add(IrOp::kSend, {to, message});
  return message;
}

void IrBuilder::send(const Op&, Operands) { set_x(0, send(x(0), x(1))); }

void IrBuilder::loop_rec(const Op&, Operands o) {
  NodeId message = add(IrOp::kReceive, {});
  go_on_if(add(IrOp::kIsNoTerm, {message}), o[0], false);
  set(o[1], message);
}

void IrBuilder::mailbox(const Op& op, Operands o) {
  scratch_.clear();
  bool ends_loop = op.opcode == Opcode::kLoopRecEnd;
  for (const Operand& operand : o) {
    if (!ends_loop) scratch_.push_back(value(operand));
  }
  add(IrOp::kMailbox, scratch_, static_cast<uint64_t>(action_of(op.opcode)));
  if (ends_loop) jump_to(module_.labels[o[0].index()]);
}

void IrBuilder::reserve_mark(const Op&, Operands o) { set(o[0], add(IrOp::kReserveMark, {})); }

// Goes on at its label, when the process wakes up.
void IrBuilder::wait(const Op&, Operands o) {
  add(IrOp::kWait, {});
  jump_to(module_.labels[o[0].index()]);
}

// The same, unless the time is over.
void IrBuilder::wait_timeout(const Op&, Operands o) {
  NodeId over = add(IrOp::kWaitTimeout, {value(o[1])});
  go_on_if(same(over, make_small(1)), o[0]);
}

}  // namespace linac
