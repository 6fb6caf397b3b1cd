// Arithmetic of terms: small integers at once, both operands self-tagged floats in warm code, all
// else by a helper.
#include "core/term/arith.h"
#include "jit/emit.h"
#include "jit/layout.h"

namespace linac::jit {
namespace {

ArithOp arith_op(Op op) {
  switch (op) {
    case Op::kAdd: return ArithOp::kAdd;
    case Op::kSub: return ArithOp::kSub;
    case Op::kMul: return ArithOp::kMul;
    case Op::kIntDiv: return ArithOp::kIntDiv;
    case Op::kRem: return ArithOp::kRem;
    case Op::kDivide: return ArithOp::kDiv;
    case Op::kBitAnd: return ArithOp::kBand;
    case Op::kBitOr: return ArithOp::kBor;
    case Op::kBitXor: return ArithOp::kBxor;
    case Op::kShiftLeft: return ArithOp::kBsl;
    case Op::kShiftRight: return ArithOp::kBsr;
    case Op::kNegate: return ArithOp::kNeg;
    case Op::kBitNot: return ArithOp::kBnot;
    default:  // lint: allow-default, arithmetic only
      VM_UNREACHABLE();
  }
}

constexpr int64_t kUntagMask = -8;
constexpr int64_t kMaxShift = 60;  // of a small integer other than 0 that may stay one

}  // namespace

void Emitter::emit_arith(NodeId node) {
  switch (g_.node(node).op) {
    case Op::kAdd:
    case Op::kSub: return emit_add_sub(node);
    case Op::kMul: return emit_multiply(node);
    case Op::kIntDiv:
    case Op::kRem: return emit_divide(node);
    case Op::kDivide: return emit_float_divide(node);
    case Op::kBitAnd:
    case Op::kBitOr:
    case Op::kBitXor: return emit_bitwise(node);
    case Op::kShiftLeft:
    case Op::kShiftRight: return emit_shift(node);
    case Op::kNegate:
    case Op::kBitNot: return emit_negate(node);
    default:  // lint: allow-default, emit_node names them
      VM_UNREACHABLE();
  }
}

// -- what is not small

void Emitter::call_arith(NodeId node) {
  bool guard = has_flag(node, ir::kInGuard);
  helper(guard ? Helper::k_arith_guard : Helper::k_arith,
         static_cast<uint64_t>(arith_op(g_.node(node).op)), node, g_.node(node).input_count);
  if (has_result(node)) m_.move(result(node), kScratchReg1);
}

void Emitter::arith_cold(NodeId node, Label label, Label back) {
  later(label, [this, node, back] {
    call_arith(node);
    m_.jump(back);
  });
}

// Where the operands may be floats: these first.
void Emitter::arith_warm(NodeId node, Label label, Label back) {
  if (!may_be_float(node, 0) || !may_be_float(node, 1)) return arith_cold(node, label, back);
  later(
      label,
      [this, node, back] {
        Label call = m_.new_label();
        Op op = g_.node(node).op;
        FloatOp float_op = op == Op::kAdd   ? FloatOp::kAdd
                           : op == Op::kSub ? FloatOp::kSub
                           : op == Op::kMul ? FloatOp::kMul
                                            : FloatOp::kDiv;
        decode_self_float(kFloatScratchReg0, node, 0, call);
        decode_self_float(kFloatScratchReg1, node, 1, call);
        m_.float_op(float_op, kFloatScratchReg0, kFloatScratchReg0, kFloatScratchReg1);
        encode_self_float(kScratchReg1, kFloatScratchReg0, call);  // inf and nan do not fit either
        m_.move(result(node), kScratchReg1);
        m_.jump(back);
        arith_cold(node, call, back);
      },
      true);
}

// -- add, sub

void Emitter::emit_add_sub(NodeId node) {
  bool is_add = g_.node(node).op == Op::kAdd;
  Reg to = result(node);
  uint32_t left = 0, right = 1;
  if (is_add && is_constant(node, 0)) std::swap(left, right);
  bool left_constant = is_constant(node, left);  // only of a sub
  Label other = m_.new_label(), back = m_.new_label();
  bool tests = test_both_small(node, other);
  bool overflows = !has_flag(node, ir::kNoOverflow);
  auto apply = [&](Reg target, Reg a, Operand b) {
    is_add ? m_.add(target, a, b) : m_.sub(target, a, b);
  };
  auto clobbers = [&](uint32_t index) {  // what cold code still reads
    return !is_constant(node, index) && reg(node, index) == to;
  };
  if (!overflows && !left_constant) {
    apply(to, reg(node, left), operand(node, right));
  } else if (left_constant) {
    m_.move(kScratchReg1, constant(node, left));
    apply(kScratchReg1, kScratchReg1, operand(node, right));
    if (overflows) m_.branch(Condition::kOverflow, other);
    m_.move(to, kScratchReg1);
  } else if (clobbers(right) && (!is_add || clobbers(left))) {
    apply(kScratchReg1, reg(node, left), operand(node, right));
    m_.branch(Condition::kOverflow, other);
    m_.move(to, kScratchReg1);
  } else if (clobbers(left) || clobbers(right)) {
    apply(to, reg(node, left), operand(node, right));
    Label undo = m_.new_label();
    m_.branch(Condition::kOverflow, undo);
    bool left_lost = clobbers(left);
    later(undo, [this, node, to, is_add, left_lost, left, right, other] {
      if (!left_lost) {
        m_.sub(to, to, reg(node, left));
      } else if (is_add) {
        m_.sub(to, to, operand(node, right));
      } else {
        m_.add(to, to, operand(node, right));
      }
      m_.jump(other);
    });
  } else {
    apply(to, reg(node, left), operand(node, right));
    m_.branch(Condition::kOverflow, other);
  }
  m_.bind(back);
  if (tests) {
    arith_warm(node, other, back);
  } else if (overflows) {
    arith_cold(node, other, back);
  }
}

// -- mul, /

void Emitter::emit_multiply(NodeId node) {
  Reg to = result(node);
  Label other = m_.new_label(), back = m_.new_label();
  uint32_t left = 0, right = 1;
  if (is_constant(node, 0)) std::swap(left, right);
  bool tests = test_both_small(node, other);
  bool overflows = !has_flag(node, ir::kNoOverflow);
  if (is_constant(node, right)) {
    int64_t factor = Term{constant(node, right)}.small_value();
    m_.multiply(kScratchReg1, reg(node, left), Operand(factor));
  } else {
    m_.shift_right(kScratchReg1, reg(node, left), kSmallShift);
    m_.multiply(kScratchReg1, kScratchReg1, reg(node, right));
  }
  if (overflows) m_.branch(Condition::kOverflow, other);
  m_.move(to, kScratchReg1);
  m_.bind(back);
  if (tests) {
    arith_warm(node, other, back);
  } else if (overflows) {
    arith_cold(node, other, back);
  }
}

void Emitter::emit_float_divide(NodeId node) {
  Label call = m_.new_label(), back = m_.new_label();
  if (!may_be_float(node, 0) || !may_be_float(node, 1)) {
    call_arith(node);
    return;
  }
  decode_self_float(kFloatScratchReg0, node, 0, call);
  decode_self_float(kFloatScratchReg1, node, 1, call);
  m_.float_op(FloatOp::kDiv, kFloatScratchReg0, kFloatScratchReg0, kFloatScratchReg1);
  encode_self_float(kScratchReg1, kFloatScratchReg0, call);
  m_.move(result(node), kScratchReg1);
  m_.bind(back);
  arith_cold(node, call, back);
}

// -- bits

void Emitter::emit_bitwise(NodeId node) {
  Reg to = result(node);
  Label other = m_.new_label(), back = m_.new_label();
  bool tests = test_both_small(node, other);
  uint32_t left = is_constant(node, 0) ? 1 : 0;
  Reg a = reg(node, left);
  Operand b = operand(node, 1 - left);
  Op op = g_.node(node).op;
  if (op == Op::kBitAnd) m_.bit_and(to, a, b);
  if (op == Op::kBitOr) m_.bit_or(to, a, b);
  if (op == Op::kBitXor) m_.bit_xor(to, a, b);
  m_.bind(back);
  if (tests) arith_cold(node, other, back);
}

void Emitter::emit_shift(NodeId node) {
  bool is_left = g_.node(node).op == Op::kShiftLeft;
  if (is_constant(node, 1)) {
    Term by{constant(node, 1)};
    if (by.is_small()) return emit_shift_by_constant(node, by.small_value());
    return call_arith(node);
  }
  Reg to = result(node), a = reg(node, 0), by = reg(node, 1);
  Reg count = to == kScratchReg1 ? kScratchReg0 : to;  // nothing wants the result
  Label other = m_.new_label(), back = m_.new_label();
  test_both_small(node, other);
  m_.compare(by, Operand(make_small(is_left ? kMaxShift + 1 : 64).bits));
  m_.branch(Condition::kAboveEqual, other);
  if (count == kScratchReg0) {
    // For the error alone, and that is in the tests above and the helper.
  } else if (is_left) {
    m_.shift_right(count, by, kSmallShift);
    m_.shift_left(kScratchReg1, a, count);
    m_.shift_right(kScratchReg0, kScratchReg1, count);
    m_.compare(kScratchReg0, a);
    m_.branch(Condition::kNotEqual, other);
    m_.move(to, kScratchReg1);
  } else {
    m_.shift_right(count, by, kSmallShift);
    m_.shift_right(kScratchReg1, a, count);
    m_.bit_and(to, kScratchReg1, Operand(kUntagMask));
  }
  m_.bind(back);
  arith_cold(node, other, back);
}

void Emitter::emit_shift_by_constant(NodeId node, int64_t by) {
  if (g_.node(node).op == Op::kShiftRight) by = -by;
  if (by > kMaxShift) return call_arith(node);
  Reg to = result(node), a = reg(node, 0);
  Label other = m_.new_label(), back = m_.new_label();
  bool tests = !known_small(node, 0);
  if (tests) {
    m_.test(a, kTagMask);
    m_.branch(Condition::kNotEqual, other);
  }
  if (by <= 0) {
    m_.shift_right(to, a, static_cast<uint32_t>(std::min<int64_t>(-by, 63)));
    m_.bit_and(to, to, Operand(kUntagMask));
  } else if (has_flag(node, ir::kNoOverflow)) {
    m_.shift_left(to, a, static_cast<uint32_t>(by));
  } else {
    tests = true;
    m_.shift_left(kScratchReg1, a, static_cast<uint32_t>(by));
    m_.shift_right(kScratchReg0, kScratchReg1, static_cast<uint32_t>(by));
    m_.compare(kScratchReg0, a);
    m_.branch(Condition::kNotEqual, other);
    m_.move(to, kScratchReg1);
  }
  m_.bind(back);
  if (tests) arith_cold(node, other, back);
}

void Emitter::emit_negate(NodeId node) {
  Reg to = result(node), a = reg(node, 0);
  Label other = m_.new_label(), back = m_.new_label();
  bool tests = !known_small(node, 0);
  if (tests) {
    m_.test(a, kTagMask);
    m_.branch(Condition::kNotEqual, other);
  }
  if (g_.node(node).op == Op::kBitNot) {
    m_.bit_xor(to, a, Operand(kUntagMask));
  } else {
    m_.negate(to, a);  // the one that overflows stays as it is
    if (!has_flag(node, ir::kNoOverflow)) {
      tests = true;
      m_.branch(Condition::kOverflow, other);
    }
  }
  m_.bind(back);
  if (tests) arith_cold(node, other, back);
}

}  // namespace linac::jit
