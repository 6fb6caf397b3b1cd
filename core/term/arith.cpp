#include "core/term/arith.h"

#include <gmp.h>

#include <algorithm>
#include <cmath>

namespace linac {

namespace {

constexpr size_t kMaxBits = kMaxBigLimbs * 64;

ArithResult success(Term value) { return {value, ArithError::kNone}; }
ArithResult failure(ArithError error) { return {kNoTerm, error}; }
ArithResult badarith() { return failure(ArithError::kBadarith); }

mp_size_t length(size_t limbs) { return static_cast<mp_size_t>(limbs); }

ArithResult finish(TermSpace& space, Word* box, size_t limbs, bool negative) {
  Term value = finish_big(space, box, limbs, negative);
  return value == kNoTerm ? failure(ArithError::kSystemLimit) : success(value);
}

// At least the integer's limbs; cheap.
size_t limbs_of(Term integer) { return integer.is_small() ? 1 : boxed_size(integer); }

// --- Addition, multiplication, division ---

ArithResult add_magnitudes(const IntegerView& a, const IntegerView& b, TermSpace& space) {
  const IntegerView& x = a.size() >= b.size() ? a : b;
  const IntegerView& y = a.size() >= b.size() ? b : a;
  Word* box = space.take(x.size() + 2);
  Word carry = mpn_add(box + 1, x.limbs(), length(x.size()), y.limbs(), length(y.size()));
  box[x.size() + 1] = carry;
  return finish(space, box, x.size() + 1, a.negative());
}

// |a| - |b|, negative when `negative` is: of a's sign.
ArithResult subtract_magnitudes(const IntegerView& a, const IntegerView& b, bool negative,
                                TermSpace& space) {
  bool swap = a.size() < b.size();
  if (a.size() == b.size()) swap = mpn_cmp(a.limbs(), b.limbs(), length(a.size())) < 0;
  const IntegerView& x = swap ? b : a;
  const IntegerView& y = swap ? a : b;
  Word* box = space.take(x.size() + 1);
  mpn_sub(box + 1, x.limbs(), length(x.size()), y.limbs(), length(y.size()));
  return finish(space, box, x.size(), negative != swap);
}

ArithResult add_integers(Term a, Term b, bool negate_b, TermSpace& space) {
  if (a.is_small() && b.is_small()) {
    int64_t y = b.small_value();
    return success(space.integer(a.small_value() + (negate_b ? -y : y)));
  }
  if (b == make_small(0)) return success(a);
  if (a == make_small(0) && !negate_b) return success(b);
  IntegerView x(a), y(b);
  if (x.size() == 0) {  // 0 - b
    Word* box = space.take(y.size() + 1);
    mpn_copyi(box + 1, y.limbs(), length(y.size()));
    return finish(space, box, y.size(), !y.negative());
  }
  if (x.negative() == (y.negative() != negate_b)) return add_magnitudes(x, y, space);
  return subtract_magnitudes(x, y, x.negative(), space);
}

bool product_too_long(size_t a, size_t b) { return a + b - 1 > kMaxBigLimbs; }

ArithResult multiply_integers(Term a, Term b, TermSpace& space) {
  IntegerView x(a), y(b);
  if (x.size() == 0 || y.size() == 0) return success(make_small(0));
  if (a == make_small(1)) return success(b);
  if (b == make_small(1)) return success(a);
  bool swap = x.size() < y.size();
  const IntegerView& longer = swap ? y : x;
  const IntegerView& shorter = swap ? x : y;
  bool negative = x.negative() != y.negative();
  size_t n = longer.size(), m = shorter.size();
  if (product_too_long(n, m)) return failure(ArithError::kSystemLimit);
  Word* box = space.take(1 + n + m);
  if (m == 1) {
    box[1 + n] = mpn_mul_1(box + 1, longer.limbs(), length(n), shorter.limbs()[0]);
  } else if (longer.limbs() == shorter.limbs()) {
    mpn_sqr(box + 1, longer.limbs(), length(n));
  } else {
    mpn_mul(box + 1, longer.limbs(), length(n), shorter.limbs(), length(m));
  }
  return finish(space, box, n + m, negative);
}

bool magnitude_less(const IntegerView& a, const IntegerView& b) {
  if (a.size() != b.size()) return a.size() < b.size();
  return mpn_cmp(a.limbs(), b.limbs(), length(a.size())) < 0;
}

ArithResult divide_integers(Term a, Term b, TermSpace& space) {
  if (b == make_small(0)) return badarith();
  if (a.is_small() && b.is_small())
    return success(space.integer(a.small_value() / b.small_value()));
  IntegerView x(a), y(b);
  if (magnitude_less(x, y)) return success(make_small(0));
  bool negative = x.negative() != y.negative();
  size_t n = x.size(), m = y.size();
  if (m == 1) {
    Word* box = space.take(1 + n);
    mpn_divrem_1(box + 1, 0, x.limbs(), length(n), y.limbs()[0]);
    return finish(space, box, n, negative);
  }
  size_t quotient = n - m + 1;
  Word* box = space.take(1 + quotient + m);
  mpn_tdiv_qr(box + 1, box + 1 + quotient, 0, x.limbs(), length(n), y.limbs(), length(m));
  return finish(space, box, quotient, negative);
}

ArithResult remainder_of_integers(Term a, Term b, TermSpace& space) {
  if (b == make_small(0)) return badarith();
  if (a.is_small() && b.is_small()) return success(make_small(a.small_value() % b.small_value()));
  IntegerView x(a), y(b);
  if (magnitude_less(x, y)) return success(a);
  size_t n = x.size(), m = y.size();
  if (m == 1) {
    Word* box = space.take(2);
    box[1] = mpn_mod_1(x.limbs(), length(n), y.limbs()[0]);
    return finish(space, box, 1, x.negative());
  }
  Word* box = space.take(1 + m + (n - m + 1));
  mpn_tdiv_qr(box + 1 + m, box + 1, 0, x.limbs(), length(n), y.limbs(), length(m));
  return finish(space, box, m, x.negative());
}

// --- Bits ---

// Limbs of a two's complement, from the least one on, without end.
class Complement {
 public:
  explicit Complement(const IntegerView& view)
      : limbs_(view.limbs()),
        left_(view.size()),
        flip_(view.negative() ? ~Word{0} : 0),
        carry_(view.negative()) {}

  Word next() {
    Word limb = 0;
    if (left_ != 0) {
      limb = *limbs_++;
      left_--;
    }
    limb = (limb ^ flip_) + carry_;
    carry_ &= limb == 0;
    return limb;
  }

 private:
  const Word* limbs_;
  size_t left_;
  Word flip_;
  Word carry_;
};

// `limbs`: how many limbs the result has at most. `negative`: its sign.
template <class Operation>
ArithResult combine_bits(const IntegerView& a, const IntegerView& b, size_t limbs, bool negative,
                         TermSpace& space, Operation operation) {
  Word* box = space.take(1 + limbs);
  Complement x(a), y(b);
  for (size_t i = 1; i <= limbs; i++) box[i] = operation(x.next(), y.next());
  if (negative) mpn_neg(box + 1, box + 1, length(limbs));
  return finish(space, box, limbs, negative);
}

ArithResult band_integers(Term a, Term b, TermSpace& space) {
  IntegerView x(a), y(b);
  bool negative = x.negative() && y.negative();
  size_t limbs = std::max(x.size(), y.size()) + 1;
  if (!x.negative()) limbs = x.size();
  if (!y.negative()) limbs = std::min(limbs, y.size());
  return combine_bits(x, y, limbs, negative, space, [](Word p, Word q) { return p & q; });
}

ArithResult bor_integers(Term a, Term b, TermSpace& space) {
  IntegerView x(a), y(b);
  size_t limbs = std::max(x.size(), y.size()) + 1;
  return combine_bits(x, y, limbs, x.negative() || y.negative(), space,
                      [](Word p, Word q) { return p | q; });
}

ArithResult bxor_integers(Term a, Term b, TermSpace& space) {
  IntegerView x(a), y(b);
  size_t limbs = std::max(x.size(), y.size()) + 1;
  return combine_bits(x, y, limbs, x.negative() != y.negative(), space,
                      [](Word p, Word q) { return p ^ q; });
}

ArithResult bnot_integer(Term a, TermSpace& space) {
  if (a.is_small()) return success(make_small(~a.small_value()));
  IntegerView x(a);
  size_t n = x.size();
  Word* box = space.take(n + 2);
  if (x.negative()) {
    mpn_sub_1(box + 1, x.limbs(), length(n), 1);
    box[n + 1] = 0;
  } else {
    box[n + 1] = mpn_add_1(box + 1, x.limbs(), length(n), 1);
  }
  return finish(space, box, n + 1, !x.negative());
}

// Positive: to the left. Counts that are no small integer act as the largest ones: a right shift
// leaves 0 or -1, a left shift is past the limit.
int64_t shift_count(ArithOp op, Term count) {
  int64_t bits = 0;
  if (count.is_small()) {
    bits = count.small_value();
  } else {
    bits = is_big_negative(count) ? kSmallMin : kSmallMax;
  }
  return op == ArithOp::kBsr ? -bits : bits;
}

ArithResult shift_left(Term a, uint64_t bits, TermSpace& space) {
  IntegerView x(a);
  if (bits > kMaxBits) return failure(ArithError::kSystemLimit);
  size_t n = x.size();
  size_t whole = bits / 64;
  auto part = static_cast<unsigned>(bits % 64);
  if (integer_bit_length(a) + bits > kMaxBits) return failure(ArithError::kSystemLimit);
  Word* box = space.take(1 + n + whole + 1);
  mpn_zero(box + 1, length(whole));
  Word* to = box + 1 + whole;
  to[n] = 0;
  if (part == 0) {
    mpn_copyi(to, x.limbs(), length(n));
  } else {
    to[n] = mpn_lshift(to, x.limbs(), length(n), part);
  }
  return finish(space, box, n + whole + 1, x.negative());
}

// Rounds down, so the magnitude of a negative number rounds up.
ArithResult shift_right(Term a, uint64_t bits, TermSpace& space) {
  IntegerView x(a);
  size_t whole = bits / 64;
  auto part = static_cast<unsigned>(bits % 64);
  if (whole >= x.size()) return success(make_small(x.negative() ? -1 : 0));
  size_t n = x.size() - whole;
  Word* box = space.take(n + 2);
  const Word* from = x.limbs() + whole;
  Word lost = 0;
  if (part == 0) {
    mpn_copyi(box + 1, from, length(n));
  } else {
    lost = mpn_rshift(box + 1, from, length(n), part);
  }
  box[n + 1] = 0;
  if (x.negative()) {
    for (size_t i = 0; i < whole && lost == 0; i++) lost = x.limbs()[i];
    if (lost != 0) box[n + 1] = mpn_add_1(box + 1, box + 1, length(n), 1);
  }
  return finish(space, box, n + 1, x.negative());
}

ArithResult shift_integer(ArithOp op, Term a, Term count, TermSpace& space) {
  int64_t bits = shift_count(op, count);
  if (bits == 0 || a == make_small(0)) return success(a);
  if (bits > 0) return shift_left(a, static_cast<uint64_t>(bits), space);
  if (a.is_small()) {
    return success(make_small(a.small_value() >> std::min<int64_t>(-bits, 63)));
  }
  return shift_right(a, static_cast<uint64_t>(-bits), space);
}

size_t shift_words(ArithOp op, Term a, Term count) {
  int64_t bits = shift_count(op, count);
  size_t limbs = limbs_of(a);
  if (bits <= 0) return a.is_small() ? 0 : limbs + 2;
  if (static_cast<uint64_t>(bits) > kMaxBits) return 0;
  return limbs + static_cast<size_t>(bits) / 64 + 2;
}

// --- Unary ---

ArithResult negate_integer(Term a, TermSpace& space) {
  return add_integers(make_small(0), a, true, space);
}

ArithResult absolute_integer(Term a, TermSpace& space) {
  bool negative = a.is_small() ? a.small_value() < 0 : is_big_negative(a);
  return negative ? negate_integer(a, space) : success(a);
}

// --- Floats ---

std::optional<double> number_to_double(Term number) {
  if (is_float(number)) return float_value(number);
  return integer_to_double(number);
}

ArithResult float_result(double value, TermSpace& space) {
  if (!std::isfinite(value)) return badarith();
  return success(space.number(value));
}

ArithResult float_arith(ArithOp op, Term a, Term b, TermSpace& space) {
  auto x = number_to_double(a);
  auto y = number_to_double(b);
  if (!x || !y) return badarith();
  switch (op) {
    case ArithOp::kAdd: return float_result(*x + *y, space);
    case ArithOp::kSub: return float_result(*x - *y, space);
    case ArithOp::kMul: return float_result(*x * *y, space);
    case ArithOp::kDiv: return float_result(*x / *y, space);
    case ArithOp::kNeg: return float_result(-*x, space);
    case ArithOp::kAbs: return float_result(std::fabs(*x), space);
    case ArithOp::kIntDiv:
    case ArithOp::kRem:
    case ArithOp::kBand:
    case ArithOp::kBor:
    case ArithOp::kBxor:
    case ArithOp::kBsl:
    case ArithOp::kBsr:
    case ArithOp::kBnot: break;
  }
  return badarith();
}

ArithResult integer_arith(ArithOp op, Term a, Term b, TermSpace& space) {
  switch (op) {
    case ArithOp::kAdd: return add_integers(a, b, false, space);
    case ArithOp::kSub: return add_integers(a, b, true, space);
    case ArithOp::kMul: return multiply_integers(a, b, space);
    case ArithOp::kDiv: return float_arith(op, a, b, space);
    case ArithOp::kIntDiv: return divide_integers(a, b, space);
    case ArithOp::kRem: return remainder_of_integers(a, b, space);
    case ArithOp::kBand: return band_integers(a, b, space);
    case ArithOp::kBor: return bor_integers(a, b, space);
    case ArithOp::kBxor: return bxor_integers(a, b, space);
    case ArithOp::kBsl:
    case ArithOp::kBsr: return shift_integer(op, a, b, space);
    case ArithOp::kNeg: return negate_integer(a, space);
    case ArithOp::kBnot: return bnot_integer(a, space);
    case ArithOp::kAbs: return absolute_integer(a, space);
  }
  VM_UNREACHABLE();
}

double round_to_whole(NumberConversion conversion, double value) {
  switch (conversion) {
    case NumberConversion::kFloat: return value;
    case NumberConversion::kTrunc: return std::trunc(value);
    case NumberConversion::kRound: return std::round(value);
    case NumberConversion::kFloor: return std::floor(value);
    case NumberConversion::kCeil: return std::ceil(value);
  }
  VM_UNREACHABLE();
}

bool is_unary(ArithOp op) {
  return op == ArithOp::kNeg || op == ArithOp::kBnot || op == ArithOp::kAbs;
}

size_t integer_arith_words(ArithOp op, Term a, Term b) {
  size_t x = limbs_of(a), y = limbs_of(b);
  switch (op) {
    case ArithOp::kAdd:
    case ArithOp::kSub:
    case ArithOp::kBand:
    case ArithOp::kBor:
    case ArithOp::kBxor: return std::max(x, y) + 2;
    case ArithOp::kMul: return product_too_long(x, y) ? 0 : x + y + 1;
    case ArithOp::kDiv: return kFloatWords;
    case ArithOp::kIntDiv:
    case ArithOp::kRem: return x + 2;  // quotient and remainder; none when |a| < |b|
    case ArithOp::kBsl:
    case ArithOp::kBsr: return shift_words(op, a, b);
    case ArithOp::kNeg:
    case ArithOp::kBnot:
    case ArithOp::kAbs: return x + 2;
  }
  VM_UNREACHABLE();
}

}  // namespace

size_t arith_words(ArithOp op, Term a, Term b) {
  if (is_unary(op)) b = make_small(0);
  if (is_integer(a) && is_integer(b)) return integer_arith_words(op, a, b);
  return is_number(a) && is_number(b) ? kFloatWords : 0;
}

ArithResult arith(ArithOp op, Term a, Term b, TermSpace& space) {
  if (is_unary(op)) b = make_small(0);
  if (is_integer(a) && is_integer(b)) return integer_arith(op, a, b, space);
  if (is_number(a) && is_number(b)) return float_arith(op, a, b, space);
  return failure(op == ArithOp::kAbs ? ArithError::kBadarg : ArithError::kBadarith);
}

size_t convert_number_words(NumberConversion conversion, Term number) {
  if (conversion == NumberConversion::kFloat) return is_integer(number) ? kFloatWords : 0;
  if (!is_float(number)) return 0;
  return integer_words_from_double(round_to_whole(conversion, float_value(number)));
}

ArithResult convert_number(NumberConversion conversion, Term number, TermSpace& space) {
  bool to_float = conversion == NumberConversion::kFloat;
  if (is_integer(number)) {
    if (!to_float) return success(number);
    auto value = integer_to_double(number);
    return value ? success(space.number(*value)) : failure(ArithError::kBadarg);
  }
  if (!is_float(number)) return failure(ArithError::kBadarg);
  if (to_float) return success(number);
  return success(integer_from_double(round_to_whole(conversion, float_value(number)), space));
}

}  // namespace linac
