// div and rem of small integers: by a constant with shifts or a multiplication by its inverse, else
// with the machine's division.
#include <bit>

#include "jit/emit.h"

namespace linac::jit {
namespace {

constexpr int64_t kUntagMask = -8;

__extension__ typedef unsigned __int128 Uint128;

uint64_t magnitude(int64_t value) {
  return value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
}

}  // namespace

void Emitter::emit_divide(NodeId node) {
  if (!is_constant(node, 1)) return divide_by_register(node);
  Term by{constant(node, 1)};
  if (!by.is_small() || by == make_small(0)) return call_arith(node);
  divide_by_constant(node, by.small_value());
}

void Emitter::divide_by_constant(NodeId node, int64_t by) {
  Label other = m_.new_label(), back = m_.new_label();
  bool tests = !known_small(node, 0);
  if (tests) {
    m_.test(reg(node, 0), kTagMask);
    m_.branch(Condition::kNotEqual, other);
  }
  bool is_rem = g_.node(node).op == Op::kRem;
  if (by == 1 || by == -1) {
    if (is_rem) {
      m_.move(result(node), make_small(0).bits);
    } else if (by == 1) {
      m_.move(result(node), reg(node, 0));
    } else {
      m_.negate(result(node), reg(node, 0));  // the one that overflows stays as it is
      m_.branch(Condition::kOverflow, other);
      tests = true;
    }
  } else if (std::has_single_bit(magnitude(by))) {
    divide_by_power(node, static_cast<uint32_t>(std::countr_zero(magnitude(by))), by < 0);
  } else {
    divide_by_magic(node, by);
  }
  m_.bind(back);
  if (tests) arith_cold(node, other, back);
}

// With n * 8 in a: what is added to a negative n makes the shift round towards zero.
void Emitter::divide_by_power(NodeId node, uint32_t power, bool negate) {
  Reg to = result(node), a = reg(node, 0);
  int64_t low_bits = ((int64_t{1} << power) - 1) << kSmallShift;
  bool nonnegative = has_flag(node, ir::kNonNegative);
  bool is_rem = g_.node(node).op == Op::kRem;
  if (nonnegative && is_rem) {
    m_.bit_and(to, a, Operand(low_bits));
    return;
  }
  Reg from = a;
  if (!nonnegative) {
    m_.shift_right(kScratchReg1, a, 63);
    m_.bit_and(kScratchReg1, kScratchReg1, Operand(low_bits));
    m_.add(kScratchReg1, kScratchReg1, a);
    from = kScratchReg1;
  }
  if (is_rem) {
    m_.bit_and(kScratchReg1, from, Operand(~low_bits));
    m_.sub(to, a, kScratchReg1);
    return;
  }
  m_.shift_right(kScratchReg1, from, power);
  m_.bit_and(to, kScratchReg1, Operand(kUntagMask));
  if (negate) m_.negate(to, to);
}

// n div d = high64(8n * M) >> (s + 3), plus one if n is negative, with s = bits of d - 2 and
// M = 2^(64 + s) / d rounded up: M is below 2^63, and exact enough for |n| <= 2^60 as
// M * d - 2^(64 + s) < d < 2^(s + 4) (Granlund and Montgomery 1994).
void Emitter::divide_by_magic(NodeId node, int64_t by) {
  Reg to = result(node), a = reg(node, 0);
  uint64_t d = magnitude(by);
  uint32_t s = static_cast<uint32_t>(std::bit_width(d)) - 2;
  Uint128 power = static_cast<Uint128>(1) << (64 + s);
  uint64_t magic = static_cast<uint64_t>(power / d) + 1;
  m_.move(kScratchReg1, magic);
  uint32_t busy = safepoints_.at(node_).live_registers;
  if (!(a == to)) busy |= 1u << a.id;
  m_.multiply_high(kScratchReg0, a, kScratchReg1, busy | 1u << a.id);
  m_.shift_right(kScratchReg0, kScratchReg0, s + kSmallShift);
  if (!has_flag(node, ir::kNonNegative)) {
    m_.shift_right_logical(kScratchReg1, a, 63);
    m_.add(kScratchReg0, kScratchReg0, kScratchReg1);
  }
  if (g_.node(node).op == Op::kIntDiv) {
    m_.shift_left(to, kScratchReg0, kSmallShift);
    if (by < 0) m_.negate(to, to);
    return;
  }
  m_.shift_left(kScratchReg1, kScratchReg0, kSmallShift);
  m_.multiply(kScratchReg1, kScratchReg1, Operand(static_cast<int64_t>(d)));
  m_.sub(to, a, kScratchReg1);
}

void Emitter::divide_by_register(NodeId node) {
  Reg to = result(node), a{0}, b = reg(node, 1);
  Label other = m_.new_label(), back = m_.new_label();
  test_both_small(node, other);
  if (!has_flag(node, ir::kNonZero)) {
    m_.test(b, b);
    m_.branch(Condition::kEqual, other);
  }
  if (!has_flag(node, ir::kNonNegative) || !has_flag(node, ir::kNoOverflow)) {
    m_.compare(b, Operand(make_small(-1).bits));
    m_.branch(Condition::kEqual, other);
  }
  if (is_constant(node, 0)) {
    m_.move(kScratchReg0, constant(node, 0));
    a = kScratchReg0;
  } else {
    a = reg(node, 0);
  }
  m_.divide(a, b, safepoints_.at(node_).live_registers);
  if (g_.node(node).op == Op::kIntDiv) {
    m_.shift_left(to, kScratchReg0, kSmallShift);
  } else {
    m_.move(to, kScratchReg1);
  }
  m_.bind(back);
  arith_cold(node, other, back);
}

}  // namespace linac::jit
