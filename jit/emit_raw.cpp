// Raw integers and floats, and the ways between them and terms.
#include "jit/emit.h"
#include "jit/layout.h"

namespace linac::jit {

void Emitter::emit_raw(NodeId node) {
  switch (g_.node(node).op) {
    case Op::kUntag: return m_.shift_right(result(node), reg(node, 0), kSmallShift);
    case Op::kTagSmall: return m_.shift_left(result(node), reg(node, 0), kSmallShift);
    case Op::kTag: return emit_tag(node);
    case Op::kIntShiftLeft:
      return m_.shift_left(result(node), reg(node, 0), static_cast<uint32_t>(g_.node(node).imm));
    case Op::kIntShiftRight:
      return m_.shift_right(result(node), reg(node, 0), static_cast<uint32_t>(g_.node(node).imm));
    case Op::kIntAdd:
    case Op::kIntSub:
    case Op::kIntMul:
    case Op::kIntAnd:
    case Op::kIntOr:
    case Op::kIntXor: return emit_int_op(node);
    case Op::kUnboxFloat: return emit_unbox(node);
    case Op::kToFloat: return emit_to_float(node);
    case Op::kIntToFloat:
      m_.shift_right(kScratchReg1, reg(node, 0), kSmallShift);
      return m_.to_float(float_result(node), kScratchReg1);
    case Op::kFloatAdd:
    case Op::kFloatSub:
    case Op::kFloatMul:
    case Op::kFloatDiv: return emit_float_op(node);
    case Op::kFloatNegate: return m_.float_negate(float_result(node), float_reg(node, 0));
    case Op::kFloatSqrt: return m_.square_root(float_result(node), float_reg(node, 0));
    case Op::kCheckFinite: {
      Label infinite = m_.new_label();
      m_.branch_not_finite(float_reg(node, 0), infinite);
      if (has_result(node)) m_.move(float_result(node), float_reg(node, 0));
      return later(infinite, [this, node] { emit_float_error(node); });
    }
    case Op::kBoxFloat: return emit_box(node);
    default:  // lint: allow-default, emit_node names them
      VM_UNREACHABLE();
  }
}

// The exception shows the operands, if the operation was one of terms that became one of floats.
void Emitter::emit_float_error(NodeId node) {
  if (g_.node(node).input_count == 1) return call_helper(Helper::k_raise_badarith, 0);
  load_register_file(kScratchReg1);
  uint64_t immediate = g_.node(node).imm;
  for (uint32_t i = 0; i < 2; ++i) {
    store_input({kScratchReg1, kOffsetRegistersScratch + static_cast<int32_t>(8 * i)}, node, 1 + i);
    bool raw = g_.node(g_.input(node, 1 + i)).rep == Rep::kFloat;
    if (raw) immediate |= kRawOperand << i;
  }
  call_helper(Helper::k_raise_float_arith, immediate);
}

// An integer of more than 61 bits becomes a box of one limb.
void Emitter::emit_tag(NodeId node) {
  Reg to = result(node), a = reg(node, 0);
  Label large = m_.new_label(), back = m_.new_label();
  m_.multiply(kScratchReg1, a, Operand(int64_t{1} << kSmallShift));
  m_.branch(Condition::kOverflow, large);
  m_.move(to, kScratchReg1);
  m_.bind(back);
  later(large, [this, to, a, back] {
    call_helper(Helper::k_collect, kBigWords64);
    Label negative = m_.new_label(), stored = m_.new_label();
    m_.compare(a, Operand(int64_t{0}));
    m_.branch(Condition::kLess, negative);
    m_.store({kHeapTop, 0}, make_header(BoxedKind::kBigPositive, 1));
    m_.store({kHeapTop, 8}, a);
    m_.jump(stored);
    m_.bind(negative);
    m_.negate(kScratchReg1, a);
    m_.store({kHeapTop, 0}, make_header(BoxedKind::kBigNegative, 1));
    m_.store({kHeapTop, 8}, kScratchReg1);
    m_.bind(stored);
    m_.address(to, kHeapTop, kTagBoxed);
    m_.address(kHeapTop, kHeapTop, 8 * kBigWords64);
    m_.jump(back);
  });
}

void Emitter::emit_int_op(NodeId node) {
  Reg to = result(node);
  Op op = g_.node(node).op;
  if (op == Op::kIntSub && is_constant(node, 0)) {
    m_.move(kScratchReg1, constant(node, 0));
    m_.sub(to, kScratchReg1, reg(node, 1));
    return;
  }
  uint32_t left = is_constant(node, 0) ? 1 : 0;
  Reg a = reg(node, left);
  Operand b = operand(node, 1 - left);
  if (op == Op::kIntAdd) m_.add(to, a, b);
  if (op == Op::kIntSub) m_.sub(to, a, b);
  if (op == Op::kIntMul) m_.multiply(to, a, b);
  if (op == Op::kIntAnd) m_.bit_and(to, a, b);
  if (op == Op::kIntOr) m_.bit_or(to, a, b);
  if (op == Op::kIntXor) m_.bit_xor(to, a, b);
}

void Emitter::emit_float_op(NodeId node) {
  Op op = g_.node(node).op;
  FloatOp float_op = op == Op::kFloatAdd   ? FloatOp::kAdd
                     : op == Op::kFloatSub ? FloatOp::kSub
                     : op == Op::kFloatMul ? FloatOp::kMul
                                           : FloatOp::kDiv;
  uint32_t left = is_constant(node, 0) ? 1 : 0;
  m_.float_op(float_op, float_result(node), float_reg(node, left), float_operand(node, 1 - left));
}

// Of a term that is a float: in its word, or boxed.
void Emitter::emit_unbox(NodeId node) {
  Reg term = reg(node, 0);
  FloatReg to = float_result(node);
  Label boxed = m_.new_label(), back = m_.new_label();
  m_.test(term, 2);
  m_.branch(Condition::kNotEqual, boxed);
  decode_self_float(to, term, Label{});
  m_.bind(back);
  later(
      boxed,
      [this, term, to, back] {
        m_.load(to, {term, payload_word(0)});
        m_.jump(back);
      },
      true);
}

void Emitter::emit_to_float(NodeId node) {
  Reg term = reg(node, 0);
  FloatReg to = float_result(node);
  Label integer = m_.new_label(), call = m_.new_label(), back = m_.new_label();
  m_.branch_in_mask(term, kSelfFloatMask, false, integer);
  decode_self_float(to, term, Label{});
  m_.bind(back);
  later(
      integer,
      [this, term, to, call, back] {
        m_.test(term, kTagMask);
        m_.branch(Condition::kNotEqual, call);
        m_.shift_right(kScratchReg1, term, kSmallShift);
        m_.to_float(to, kScratchReg1);
        m_.jump(back);
      },
      true);
  later(call, [this, node, to, back] {
    helper(Helper::k_to_float, 0, node, 1);
    m_.move_bits(to, kScratchReg1);
    m_.jump(back);
  });
}

void Emitter::emit_box(NodeId node) {
  Reg to = result(node);
  Label call = m_.new_label(), back = m_.new_label();
  encode_self_float(to, float_reg(node, 0), call);
  m_.bind(back);
  later(call, [this, node, to, back] {
    helper(Helper::k_make_float, 0, node, 1);
    m_.move(to, kScratchReg1);
    m_.jump(back);
  });
}

}  // namespace linac::jit
