// Flow check of stack frames, handlers and receive loops.
#include <algorithm>

#include "loader/flow.h"

namespace linac {

void FlowCheck::allocate(const Op& op) {
  bool zero = op.opcode == Opcode::kAllocateZero || op.opcode == Opcode::kAllocateHeapZero;
  if (header_.frame >= 0) return fail("allocates a second stack frame");
  collects(number(op, op.operand_count - 1u));
  header_.frame = static_cast<int32_t>(number(op, 0));
  header_.y_set = 0;
  for (uint32_t i = 0; i < number(op, 0); i++) {
    values_[y_base_ + i] = Value{};
    if (zero) set_y(i, Value::of(kNilValue));
  }
}

void FlowCheck::test_heap(const Op& op) { collects(number(op, 1)); }

void FlowCheck::init(const Op& op) { set(operand(op, 0), Value::of(kNilValue)); }

void FlowCheck::init_yregs(const Op& op) {
  for (const Operand& y : list(operand(op, 0))) set(y, Value::of(kNilValue));
}

// The frame is given up; what it held is gone.
void FlowCheck::drop_frame(uint32_t expected) {
  if (header_.frame != static_cast<int64_t>(expected)) {
    return fail("deallocates a stack frame of another size");
  }
  if (header_.innermost >= 0) return fail("leaves the stack frame inside a try or catch");
  std::fill_n(values_.begin() + y_base_, expected, Value{});
  header_.frame = -1;
  header_.y_set = 0;
}

void FlowCheck::deallocate(const Op& op) { drop_frame(number(op, 0)); }

void FlowCheck::trim(const Op& op) {
  uint32_t count = number(op, 0);
  uint32_t remaining = number(op, 1);
  if (operand(op, 0).integer() > kMaxRegisters ||
      header_.frame != static_cast<int64_t>(count) + remaining) {
    return fail("trims a stack frame of another size");
  }
  if (header_.innermost >= 0) return fail("trims the stack frame inside a try or catch");
  uint32_t end = count + remaining;
  header_.frame = static_cast<int32_t>(remaining);
  header_.y_set = 0;
  for (uint32_t i = 0; i < remaining; i++) {
    Value value = values_[y_base_ + count + i];
    values_[y_base_ + i] = Value{};
    if (!value.is_set()) continue;
    values_[y_base_ + i] = value;
    header_.y_set++;
  }
  std::fill(values_.begin() + y_base_ + remaining, values_.begin() + y_base_ + end, Value{});
}

void FlowCheck::return_op(const Op&) {
  need_terms(1);
  if (header_.frame >= 0) fail("returns with a stack frame");
  if (header_.peeked) fail("returns between loop_rec and remove_message");
  alive_ = false;
}

// The op that gets the exceptions of a try or catch: right at its label.
uint32_t FlowCheck::find_handler(const Op& op) {
  bool is_try = op.opcode == Opcode::kTry;
  Opcode wanted = is_try ? Opcode::kTryCase : Opcode::kCatchEnd;
  uint32_t end = function_->first_op + function_->op_count;
  uint32_t at = module_.labels[operand(op, 1).index()];
  while (at < end &&
         (module_.ops[at].opcode == Opcode::kLabel || module_.ops[at].opcode == Opcode::kLine)) {
    at++;
  }
  if (is_try && at < end && module_.ops[at].opcode == Opcode::kIfEnd) at++;  // guard_handler()
  bool found = at < end && module_.ops[at].opcode == wanted &&
               operand(module_.ops[at], 0).index() == number(op, 0);
  if (!found)
    fail(is_try ? "its label has no try_case of its slot"
                : "its label has no catch_end of its slot");
  return at;
}

// What is raised here arrives at the innermost handler, with the Y registers as they are now.
void FlowCheck::enter_handler() {
  if (header_.innermost < 0 || problem_) return;
  charge(2 * values_.size());
  auto y = static_cast<uint32_t>(header_.innermost);
  uint32_t handler_op = values_[y_base_ + y].detail;
  bool is_try = values_[y_base_ + y].kinds == kTryTag;
  Header header = header_;
  after_ = values_;
  clear_x(0);
  clear_floats();
  header_.filling = false;
  header_.fresh = false;
  header_.peeked = header_.y_peeked = false;  // an exception takes the message over
  header_.y_set = static_cast<uint32_t>(header_.frame);
  for (uint32_t i = 0; i < header_.y_set; i++) {
    Value& value = values_[y_base_ + i];
    if (!value.is_set()) value = Value::of(kNilValue);
    value.flags &= static_cast<uint8_t>(~Value::kFreshTuple);
  }
  drop_tag(y);
  set_x(0, is_try ? Value::of(kAtomValue) : Value::any());
  if (is_try) {
    set_x(1, Value::any());
    set_x(2, Value::any());  // the raw stack trace
  }
  enter_point(point_at(handler_op));
  header_ = header;
  values_.swap(after_);
}

void FlowCheck::start_try(const Op& op) {
  uint32_t y = number(op, 0);
  uint32_t handler = find_handler(op);
  if (static_cast<int64_t>(y) >= header_.frame) return fail("a Y register outside the stack frame");
  bool nested = header_.innermost >= 0;
  if (nested && static_cast<int64_t>(y) >= header_.innermost) {
    return fail("an inner try or catch has the higher Y register");
  }
  if (problem_) return;
  set_y(y, Value::of(kNilValue));
  uint16_t kind = op.opcode == Opcode::kTry ? kTryTag : kCatchTag;
  values_[y_base_ + y] = Value::tag(kind, handler);
  header_.innermost = static_cast<int32_t>(y);
}

void FlowCheck::remove_tag(const Op& op, uint16_t kind) {
  uint32_t y = number(op, 0);
  if (header_.innermost != static_cast<int64_t>(y) || values_[y_base_ + y].kinds != kind) {
    return fail("ends a try or catch that is not the innermost");
  }
  drop_tag(y);
}

void FlowCheck::drop_tag(uint32_t y) {
  values_[y_base_ + y] = Value::of(kNilValue);
  header_.innermost = -1;
  for (uint32_t i = y + 1; static_cast<int64_t>(i) < header_.frame; i++) {
    if (!values_[y_base_ + i].is_tag()) continue;
    header_.innermost = static_cast<int32_t>(i);
    break;
  }
}

void FlowCheck::end_try(const Op& op) { remove_tag(op, kTryTag); }

// Exceptions arrive behind this op (enter_handler). What comes from before it follows a call or a
// built-in of which the compiler knew that it never returns.
void FlowCheck::try_case(const Op&) { guard_handler(); }

// Without an exception x0 stays as it is. Then both ways go on alike.
void FlowCheck::catch_end(const Op& op) {
  remove_tag(op, kCatchTag);
  need_terms(1);
  if (problem_) return;
  clear_x(1);
  clear_floats();
  header_.filling = false;
  values_[0] = Value::any();
  go_through_point();
}

void FlowCheck::build_stacktrace(const Op&) {
  need_terms(1);
  if (problem_) return;
  collects(1);
  set_x(0, Value::of(kNilValue | kConsValue));
}

// Between here and remove_message or loop_rec_end, the message is still in the queue: no part of it
// may stay behind when the search goes on, in a register or a tuple.
void FlowCheck::loop_rec(const Op& op) {
  need_all_y();
  if (header_.peeked) fail("looks at a second message");
  forget_fresh();
  clear_x(0);
  clear_floats();
  branch(operand(op, 0));
  header_.peeked = true;
  header_.y_peeked = false;
  set(operand(op, 1), Value::any());
}

void FlowCheck::remove_message(const Op&) {
  if (!header_.peeked) fail("no message is being looked at");
  header_.peeked = header_.y_peeked = false;
}

void FlowCheck::timeout(const Op&) {
  if (header_.peeked) fail("a message is being looked at");
  clear_x(0);
}

// wait, wait_timeout and loop_rec_end: the process may sleep, and wakes up at the label.
void FlowCheck::wait(const Op& op) {
  bool ends_loop = op.opcode == Opcode::kLoopRecEnd;
  if (op.opcode == Opcode::kWaitTimeout) term(operand(op, 1));
  if (header_.peeked != ends_loop) {
    fail(ends_loop ? "no message is being looked at" : "a message is being looked at");
  }
  if (header_.y_peeked) fail("a Y register may hold a part of a message that stays in the queue");
  need_all_y();
  if (op.opcode == Opcode::kWaitTimeout) may_raise();
  header_.peeked = false;
  header_.filling = false;
  clear_x(0);
  clear_floats();
  if (!waits_again(op)) branch(operand(op, 0));
  if (op.opcode != Opcode::kWaitTimeout) alive_ = false;
}

// Whether waking up comes right back to the op. Its timer is running then, so that it does not look
// at its operands again.
bool FlowCheck::waits_again(const Op& op) const {
  uint32_t at = module_.labels[operand(op, 0).index()];
  while (at < op_index_ &&
         (module_.ops[at].opcode == Opcode::kLabel || module_.ops[at].opcode == Opcode::kLine)) {
    at++;
  }
  return at == op_index_;
}

// Its label only names the mark.
void FlowCheck::receive_mark(const Op&) {}

void FlowCheck::receive_marker(const Op& op) {
  if (op.opcode == Opcode::kRecvMarkerReserve) {
    return set(operand(op, 0), Value::of(kReceiveMarkerValue));
  }
  if (movable(operand(op, 0)).kinds != kReceiveMarkerValue) fail("an operand is no receive marker");
  term(operand(op, 1));
}

}  // namespace linac
