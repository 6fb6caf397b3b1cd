// Comparisons. Of terms: small integers at once, self-tagged floats in warm code, the rest by a
// helper, which neither collects nor raises.
#include "core/term/bits.h"
#include "jit/emit.h"
#include "jit/layout.h"

namespace linac::jit {
namespace {

bool is_float_constant(uint64_t bits) { return Term{bits}.is_self_float(); }

}  // namespace

bool Emitter::known_small(NodeId user, uint32_t index) const {
  NodeId input = g_.input(user, index);
  if (g_.node(input).op == Op::kConst) return Term{g_.node(input).imm}.is_small();
  if (has_flag(user, index == 0 ? ir::kLeftSmall : ir::kRightSmall)) return true;
  Op op = g_.node(input).op;
  return op == Op::kTagSmall || op == Op::kTupleSize || op == Op::kByteSize || op == Op::kBitSize ||
         op == Op::kMapSize;
}

bool Emitter::may_be_float(NodeId node, uint32_t index) const {
  if (known_small(node, index)) return false;
  return !is_constant(node, index) || is_float_constant(constant(node, index));
}

bool Emitter::test_both_small(NodeId node, Label label) {
  bool left = known_small(node, 0), right = known_small(node, 1);
  if (left && right) return false;
  auto never = [&](uint32_t index) {
    return is_constant(node, index) && !known_small(node, index);
  };
  if (never(0) || never(1)) {
    m_.jump(label);
    return true;
  }
  if (left || right) {
    m_.test(reg(node, left ? 1 : 0), kTagMask);
  } else if (reg(node, 0) == reg(node, 1)) {
    m_.test(reg(node, 0), kTagMask);
  } else {
    m_.bit_or(kScratchReg1, reg(node, 0), reg(node, 1));
    m_.test(kScratchReg1, kTagMask);
  }
  m_.branch(Condition::kNotEqual, label);
  return true;
}

// The inputs as words; a constant on the left changes sides (compare_condition knows).
void Emitter::compare_operands(NodeId node) {
  for (uint32_t i = 0; i < 2; ++i) {  // a test of bits (jit/prepare.cpp)
    NodeId mask = g_.input(node, i);
    if (!p_.is_fused(mask)) continue;
    uint32_t constant_index = is_constant(mask, 0) ? 0 : 1;
    return m_.test(reg(mask, 1 - constant_index),
                   static_cast<uint32_t>(constant(mask, constant_index)));
  }
  if (is_constant(node, 0)) {
    m_.compare(reg(node, 1), operand(node, 0));
  } else {
    m_.compare(reg(node, 0), operand(node, 1));
  }
}

Condition Emitter::compare_condition(NodeId node) const {
  bool swapped = is_constant(node, 0);
  switch (g_.node(node).op) {
    case Op::kSameWord:
    case Op::kEqual:
    case Op::kExactEqual:
    case Op::kIntEqual: return Condition::kEqual;
    case Op::kLess:
    case Op::kSmallLess:
    case Op::kIntLess: return swapped ? Condition::kGreater : Condition::kLess;
    case Op::kLessEqual:
    case Op::kSmallLessEqual:
    case Op::kIntLessEqual: return swapped ? Condition::kGreaterEqual : Condition::kLessEqual;
    default:  // lint: allow-default, the comparisons by word
      VM_UNREACHABLE();
  }
}

void Emitter::branch_on_order(NodeId node, Label if_true, Label if_false, Next next) {
  Label other = m_.new_label();
  test_both_small(node, other);
  compare_operands(node);
  branch(compare_condition(node), if_true, if_false, next);
  bool less = g_.node(node).op == Op::kLess;
  auto by_helper = [this, node, less, if_true, if_false] {
    light_helper(Helper::k_compare, node);
    m_.compare(kScratchReg1, Operand(int64_t{0}));
    branch(less ? Condition::kLess : Condition::kLessEqual, if_true, if_false, Next::kNeither);
  };
  if (!may_be_float(node, 0) || !may_be_float(node, 1)) return later(other, by_helper);
  Label call = m_.new_label();
  later(
      other,
      [this, node, if_true, if_false, call, by_helper] {
        compare_floats_warm(node, if_true, if_false, call);
        later(call, by_helper);
      },
      true);
}

void Emitter::compare_floats_warm(NodeId node, Label if_true, Label if_false, Label otherwise) {
  decode_self_float(kFloatScratchReg0, node, 0, otherwise);
  decode_self_float(kFloatScratchReg1, node, 1, otherwise);
  FloatCompare compare = g_.node(node).op == Op::kLess        ? FloatCompare::kLess
                         : g_.node(node).op == Op::kLessEqual ? FloatCompare::kLessEqual
                                                              : FloatCompare::kEqual;
  m_.branch_float(compare, true, kFloatScratchReg0, kFloatScratchReg1, if_true);
  m_.jump(if_false);
}

// The same word is equal. Else two small integers are not; =:= also if one is no pointer.
void Emitter::branch_on_equal(NodeId node, Label if_true, Label if_false, Next next) {
  bool exact = g_.node(node).op == Op::kExactEqual;
  Label other = m_.new_label();
  compare_operands(node);
  m_.branch(Condition::kEqual, if_true);
  bool tests;
  if (exact) {
    uint32_t index = is_constant(node, 0) ? 1 : 0;
    uint32_t against = 1 - index;
    if (is_constant(node, against) && Term{constant(node, against)}.is_immediate()) {
      return jump_unless_next(false, if_true, if_false, next);
    }
    if (is_constant(node, against) && is_bitstring(Term{constant(node, against)})) {
      m_.address(kScratchReg1, reg(node, index), -static_cast<int32_t>(kTagBoxed));
      m_.test(kScratchReg1, kTagMask);
      m_.branch(Condition::kEqual, other);
      jump_unless_next(false, if_true, if_false, next);
      return equals_text(node, index, other, if_true, if_false);
    }
    m_.bit_and(kScratchReg1, reg(node, index), Operand(int64_t{6}));
    m_.compare(kScratchReg1, Operand(int64_t{2}));
    m_.branch(Condition::kEqual, other);
    tests = true;
  } else {
    tests = test_both_small(node, other);
  }
  jump_unless_next(false, if_true, if_false, next);
  if (!tests) return;
  auto by_helper = [this, node, exact, if_true, if_false] {
    light_helper(exact ? Helper::k_equal_exact : Helper::k_equal, node);
    m_.test(kScratchReg1, kScratchReg1);
    branch(Condition::kNotEqual, if_true, if_false, Next::kNeither);
  };
  if (exact || !may_be_float(node, 0) || !may_be_float(node, 1)) return later(other, by_helper);
  Label call = m_.new_label();
  later(
      other,
      [this, node, if_true, if_false, call, by_helper] {
        compare_floats_warm(node, if_true, if_false, call);
        later(call, by_helper);
      },
      true);
}

// The boxed operand `index` is compared with a constant bitstring: most differ from it in size, or are whole
// in one word, as texts are that programs tell apart.
void Emitter::equals_text(NodeId node, uint32_t index, Label label, Label if_true, Label if_false) {
  auto by_bits = [this, node, index, if_true, if_false] {
    Reg term = reg(node, index);
    Term text{constant(node, 1 - index)};
    int64_t bits = static_cast<int64_t>(bit_size(text));
    Label heap = m_.new_label(), size = m_.new_label(), call = m_.new_label();
    m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kHeapBinary));
    m_.branch(Condition::kEqual, heap);
    m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kSubBinary));
    m_.branch(Condition::kEqual, size);
    m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kSharedBinary));
    m_.branch(Condition::kNotEqual, call);
    m_.bind(size);
    static_assert(kSubBinaryBitSize == kSharedBinaryBitSize);
    m_.load(kScratchReg1, {term, payload_word(kSubBinaryBitSize)});
    m_.compare(kScratchReg1, Operand(bits));
    m_.branch(Condition::kNotEqual, if_false);
    m_.jump(bits == 0 ? if_true : call);
    m_.bind(heap);
    m_.load(kScratchReg1, {term, payload_word(kHeapBinaryBitSize)});
    m_.compare(kScratchReg1, Operand(bits));
    m_.branch(Condition::kNotEqual, if_false);
    bool has_word = bits > 0 && header_is(text.header(), BoxedKind::kHeapBinary);
    if (has_word) {
      m_.load(kScratchReg1, {term, payload_word(kHeapBinaryBytes)});
      m_.compare(kScratchReg1, Operand(static_cast<int64_t>(payload(text)[kHeapBinaryBytes])));
      m_.branch(Condition::kNotEqual, if_false);
    }
    m_.jump(bits == 0 || (has_word && bits <= 64) ? if_true : call);
    later(call, [this, node, if_true, if_false] {
      light_helper(Helper::k_equal_exact, node);
      m_.test(kScratchReg1, kScratchReg1);
      branch(Condition::kNotEqual, if_true, if_false, Next::kNeither);
    });
  };
  later(label, by_bits, true);
}

void Emitter::branch_on_float(NodeId node, Label if_true, Label if_false, Next next) {
  Op op = g_.node(node).op;
  FloatCompare compare = op == Op::kFloatLess        ? FloatCompare::kLess
                         : op == Op::kFloatLessEqual ? FloatCompare::kLessEqual
                                                     : FloatCompare::kEqual;
  bool when = next != Next::kTrue;
  m_.branch_float(compare, when, float_reg(node, 0), float_operand(node, 1),
                  when ? if_true : if_false);
  if (next == Next::kNeither) m_.jump(if_false);
}

// -- floats that lie in their word

// Uses kScratchReg0 and, for the bits, kScratchReg1.
void Emitter::decode_self_float(FloatReg to, NodeId node, uint32_t index, Label if_not) {
  if (is_constant(node, index)) {
    Term term{constant(node, index)};
    VM_CHECK(term.is_self_float());
    m_.float_constant(to, std::bit_cast<uint64_t>(self_float_value(term)));
    return;
  }
  decode_self_float(to, reg(node, index), if_not);
}

void Emitter::decode_self_float(FloatReg to, Reg from, Label if_not) {
  if (if_not.is_valid()) m_.branch_in_mask(from, kSelfFloatMask, false, if_not);
  m_.address(kScratchReg1, from, -1);
  m_.rotate_left(kScratchReg1, kScratchReg1, 64 - kSelfFloatRotation);
  m_.move_bits(to, kScratchReg1);
}

// `to` may be kScratchReg1; it is written before the test.
void Emitter::encode_self_float(Reg to, FloatReg from, Label if_not) {
  m_.move_bits(to, from);
  m_.rotate_left(to, to, kSelfFloatRotation);
  m_.address(to, to, 1);
  m_.branch_in_mask(to, kSelfFloatMask, false, if_not);
}

}  // namespace linac::jit
