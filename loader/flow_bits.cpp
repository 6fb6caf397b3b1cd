// Flow check of binary matching and construction. A match context is never a term: it comes from
// bs_start_match*, may be moved and passed to functions of the module, and ends in the ops here.
#include <algorithm>

#include "core/term/atom.h"
#include "loader/flow.h"

namespace linac {
namespace {

// What is ready to be read, after commands took some of it; -1 when it is too little.
int64_t take_bits(int64_t ensured, int64_t size, int64_t unit) {
  if (size > kMaxOperandInteger / std::max<int64_t>(unit, 1)) return -1;
  return ensured - size * unit;
}

Value result_of(Opcode opcode) {
  if (opcode == Opcode::kBsGetFloat2) return Value::of(kFloatValue);
  if (opcode == Opcode::kBsGetBinary2) return Value::of(kBitstringValue);
  if (opcode == Opcode::kBsGetPosition) return Value::of(kMatchPositionValue);
  return Value::of(kIntegerValue);
}

}  // namespace

// bs_start_match3 fail, source, live, target; bs_start_match4 fail or atom, live, source, target.
void FlowCheck::bs_start_match(const Op& op) {
  bool is_3 = op.opcode == Opcode::kBsStartMatch3;
  const Operand& fail_operand = operand(op, 0);
  const Operand& source = operand(op, is_3 ? 1 : 2);
  Value value = movable(source);
  constexpr unsigned kMatchable = kBitstringValue | kMatchContextValue;
  if ((value.kinds & ~(kAnyTerm | kMatchContextValue)) != 0) {
    fail("takes a match position or the like for a term");
  }
  collects(number(op, is_3 ? 2 : 1));
  Value success = value.narrowed(kMatchable);
  Value failure = value.narrowed(0xFFFFu & ~kMatchable);
  if (problem_) return;
  if (fail_operand.kind == OperandKind::kLabel) {
    if (failure.is_set()) {
      narrow(source, failure);
      branch(fail_operand);
    }
    if (!success.is_set()) {
      alive_ = false;
      return;
    }
  } else if (fail_operand.term() == atoms::kResume) {
    if (value.kinds != kMatchContextValue) fail("resumes what is no match context");
  } else if (fail_operand.term() != atoms::kNoFail) {
    fail("an unknown way to fail");
  } else if ((value.kinds & ~kMatchable) == 0) {
    prove();
  }
  narrow(source, success.is_set() ? success : Value::of(kMatchable));
  set(operand(op, 3), Value::of(kMatchContextValue));
}

void FlowCheck::bs_context_op(const Op& op) { generic_with_result(op, result_of(op.opcode)); }

void FlowCheck::bs_get_tail(const Op& op) { generic_with_result(op, Value::of(kBitstringValue)); }

// The position may be another context's: the interpreter tests its range.
void FlowCheck::bs_set_position(const Op& op) { generic(op); }

// Commands are checked in order against what an ensure command before them has tested. Those that may
// fail do so with what the commands before them have done.
void FlowCheck::bs_match(const Op& op) {
  need_all_y();
  std::span<const Operand> elements = list(operand(op, 2));
  int64_t ensured = 0;
  for (size_t at = 0; at < elements.size() && !problem_;) {
    auto command = static_cast<BitCommand>(elements[at].integer());
    size_t count = kBitCommandOperands[static_cast<unsigned>(command)];
    read_by_role(Role::kContext, operand(op, 1));
    bs_command(op, command, elements.subspan(at + 1, count), ensured);
    at += 1 + count;
  }
}

void FlowCheck::bs_command(const Op& op, BitCommand command, std::span<const Operand> operands,
                           int64_t& ensured) {
  switch (command) {
    case BitCommand::kEnsureAtLeast:
    case BitCommand::kEnsureExactly:
      branch(operand(op, 0));
      ensured = operands[0].integer();
      return;
    case BitCommand::kSkip: ensured = take_bits(ensured, operands[0].integer(), 1); break;
    case BitCommand::kEqual:
      branch(operand(op, 0));
      ensured = take_bits(ensured, operands[1].integer(), 1);
      break;
    case BitCommand::kInteger:
    case BitCommand::kBinary:
      ensured = take_bits(ensured, operands[2].integer(), operands[3].integer());
      collects(operands[0].index());
      read_by_role(Role::kContext, operand(op, 1));
      set(operands[4],
          Value::of(command == BitCommand::kInteger ? kIntegerValue : kBitstringValue));
      break;
    case BitCommand::kGetTail:
      collects(operands[0].index());
      read_by_role(Role::kContext, operand(op, 1));
      set(operands[2], Value::of(kBitstringValue));
      ensured = 0;
      break;
  }
  if (ensured < 0) fail("reads more bits than were tested for");
}

void FlowCheck::bs_create_bin(const Op& op) {
  std::span<const Operand> elements = list(operand(op, 5));
  for (size_t at = 0; at < elements.size(); at += kSegmentOperands) {
    auto kind = static_cast<SegmentKind>(elements[at].integer());
    if (kind != SegmentKind::kString) term(elements[at + 4]);
    term(elements[at + 5]);
  }
  generic_with_result(op, Value::of(kBitstringValue));
}

void FlowCheck::bs_start(const Op& op) {
  header_.filling = false;
  generic_with_result(op, Value::of(kBitstringValue));
  header_.filling = true;
}

void FlowCheck::bs_fill(const Op& op) {
  if (!header_.filling) fail("no binary has been started");
  generic(op);
}

}  // namespace linac
