#include "core/term/few_limbs.h"

#include "core/term/bigint.h"
#include "core/term/boxed.h"

namespace linac {
namespace {

__extension__ using Wide = unsigned __int128;

// Sign and magnitude.
struct Number {
  Wide magnitude;
  bool negative;
};

// Of at most `limbs` limbs, 1 or 2.
inline bool load(Term term, size_t limbs, Number* number) {
  if (term.is_small()) {
    int64_t value = term.small_value();
    *number = {static_cast<Word>(value < 0 ? -value : value), value < 0};
    return true;
  }
  if (!term.is_boxed()) return false;
  Word header = term.header();
  bool negative = header_is(header, BoxedKind::kBigNegative);
  if (!negative && !header_is(header, BoxedKind::kBigPositive)) return false;
  size_t size = header_size(header);
  if (size > limbs) return false;
  const Word* at = payload(term);
  *number = {size == 2 ? Wide{at[1]} << 64 | at[0] : Wide{at[0]}, negative};
  return true;
}

Term build(Number number, TermSpace& space) {
  Word low = static_cast<Word>(number.magnitude), high = static_cast<Word>(number.magnitude >> 64);
  if (high == 0 && low <= kSmallMagnitude - !number.negative) {
    int64_t value = static_cast<int64_t>(low);
    return make_small(number.negative ? -value : value);
  }
  size_t limbs = high == 0 ? 1 : 2;
  Word* box = space.take(1 + limbs);
  box[0] = make_header(number.negative ? BoxedKind::kBigNegative : BoxedKind::kBigPositive, limbs);
  box[1] = low;
  if (high != 0) box[2] = high;
  return make_boxed(box);
}

Number sum(Number a, Number b) {
  if (a.negative == b.negative) return {a.magnitude + b.magnitude, a.negative};
  if (a.magnitude >= b.magnitude) return {a.magnitude - b.magnitude, a.negative};
  return {b.magnitude - a.magnitude, b.negative};
}

// Of two limbs each.
Term long_product(Number a, Number b, TermSpace& space) {
  Wide a0 = static_cast<Word>(a.magnitude), a1 = a.magnitude >> 64;
  Wide b0 = static_cast<Word>(b.magnitude), b1 = b.magnitude >> 64;
  Wide low = a0 * b0;
  Wide middle = a1 * b0 + (low >> 64);
  Wide other = a0 * b1 + static_cast<Word>(middle);
  Wide high = a1 * b1 + (middle >> 64) + (other >> 64);
  Word* box = space.take(5);
  box[1] = static_cast<Word>(low);
  box[2] = static_cast<Word>(other);
  box[3] = static_cast<Word>(high);
  box[4] = static_cast<Word>(high >> 64);
  return finish_big(space, box, 4, a.negative != b.negative);
}

// Of an integer that is no small one, and a limb.
Term product(Term a, Number b, TermSpace& space) {
  Word header = a.header();
  size_t n = header_size(header);
  if (n + 2 > kFewLimbsWords) return kNoTerm;
  const Word* limbs = payload(a);
  Word factor = static_cast<Word>(b.magnitude);
  Word* box = space.take(n + 2);
  Wide step = 0;
  for (size_t i = 0; i < n; i++) {
    step = Wide{limbs[i]} * factor + (step >> 64);
    box[1 + i] = static_cast<Word>(step);
  }
  box[1 + n] = static_cast<Word>(step >> 64);
  return finish_big(space, box, n + 1, header_is(header, BoxedKind::kBigNegative) != b.negative);
}

}  // namespace

Term arith_of_few_limbs(ArithOp op, Term a, Term b, TermSpace& space) {
  Number x, y;
  switch (op) {
    case ArithOp::kAdd:
    case ArithOp::kSub:
      if (!load(a, 2, &x) || !load(b, 2, &y)) return kNoTerm;
      if ((x.magnitude | y.magnitude) >> 127 != 0) return kNoTerm;
      y.negative ^= op == ArithOp::kSub;
      return build(sum(x, y), space);
    case ArithOp::kMul:
      if (load(a, 1, &x) && load(b, 1, &y))
        return build({x.magnitude * y.magnitude, x.negative != y.negative}, space);
      if (load(a, 2, &x) && load(b, 2, &y)) return long_product(x, y, space);
      if (is_big(a) && load(b, 1, &y)) return product(a, y, space);
      if (is_big(b) && load(a, 1, &x)) return product(b, x, space);
      return kNoTerm;
    case ArithOp::kBsl:
      if (!load(a, 2, &x) || !b.is_small()) return kNoTerm;
      if (b.small_value() < 0 || b.small_value() > 127) return kNoTerm;
      if (x.magnitude << b.small_value() >> b.small_value() != x.magnitude) return kNoTerm;
      return build({x.magnitude << b.small_value(), x.negative}, space);
    case ArithOp::kBsr:
      if (!load(a, 2, &x) || x.negative || !b.is_small()) return kNoTerm;
      if (b.small_value() < 0 || b.small_value() > 127) return kNoTerm;
      return build({x.magnitude >> b.small_value(), false}, space);
    case ArithOp::kBand:
    case ArithOp::kBor:
    case ArithOp::kBxor:
      if (!load(a, 2, &x) || x.negative || !load(b, 2, &y) || y.negative) return kNoTerm;
      if (op == ArithOp::kBand) return build({x.magnitude & y.magnitude, false}, space);
      if (op == ArithOp::kBor) return build({x.magnitude | y.magnitude, false}, space);
      return build({x.magnitude ^ y.magnitude, false}, space);
    case ArithOp::kIntDiv:
    case ArithOp::kRem:
      if (!load(a, 2, &x) || !load(b, 2, &y) || y.magnitude == 0) return kNoTerm;
      if (op == ArithOp::kRem) return build({x.magnitude % y.magnitude, x.negative}, space);
      return build({x.magnitude / y.magnitude, x.negative != y.negative}, space);
    case ArithOp::kDiv:
    case ArithOp::kNeg:
    case ArithOp::kBnot:
    case ArithOp::kAbs: return kNoTerm;
  }
  VM_UNREACHABLE();
}

}  // namespace linac
