// Rules of arithmetic. On terms most need flags: x + 0 is x only if x is known to be an integer,
// since -0.0 + 0 is 0.0. What may fail keeps its own operation and operands for the exception.
#include <array>
#include <bit>
#include <cmath>

#include "core/opt/fold.h"
#include "core/term/boxed.h"

namespace linac::opt {

namespace {

using ir::NodeId;
using ir::Op;
using Answer = Folder::Answer;
__extension__ typedef __int128 Wide;

bool both_small(const ir::Node& node) { return has_flags(node, ir::kLeftSmall | ir::kRightSmall); }

// -- Constants -------------------------------------------------------------------------------------

// The result of an operation on two small integers, if it is one.
std::optional<int64_t> small_result(Op op, int64_t a, int64_t b) {
  Wide wide = 0;
  if (op == Op::kAdd)
    wide = Wide{a} + b;
  else if (op == Op::kSub)
    wide = Wide{a} - b;
  else if (op == Op::kMul)
    wide = Wide{a} * b;
  else if (op == Op::kIntDiv && b != 0)
    wide = a / b;
  else if (op == Op::kRem && b != 0)
    wide = a % b;
  else if (op == Op::kBitAnd)
    wide = a & b;
  else if (op == Op::kBitOr)
    wide = a | b;
  else if (op == Op::kBitXor)
    wide = a ^ b;
  else if (op == Op::kShiftLeft && b >= 0 && b <= 60)
    wide = Wide{a} * (Wide{1} << b);
  else if (op == Op::kShiftRight && b >= 0)
    wide = a >> std::min<int64_t>(b, 63);
  else if (op == Op::kNegate)
    wide = -Wide{a};
  else if (op == Op::kBitNot)
    wide = ~a;
  else
    return std::nullopt;
  if (wide < Wide{kSmallMin} || wide > Wide{kSmallMax}) return std::nullopt;
  return static_cast<int64_t>(wide);
}

std::optional<double> float_result(Op op, double a, double b) {
  double result = 0;
  if (op == Op::kAdd || op == Op::kFloatAdd)
    result = a + b;
  else if (op == Op::kSub || op == Op::kFloatSub)
    result = a - b;
  else if (op == Op::kMul || op == Op::kFloatMul)
    result = a * b;
  else if ((op == Op::kDivide || op == Op::kFloatDiv) && b != 0)
    result = a / b;
  else if (op == Op::kNegate || op == Op::kFloatNegate)
    result = -a;
  else
    return std::nullopt;
  if (!std::isfinite(result)) return std::nullopt;
  return result;
}

std::optional<double> as_double(Term term) {
  if (term.is_small()) return static_cast<double>(term.small_value());
  if (is_float(term)) return float_value(term);
  return std::nullopt;
}

Answer fold_constants(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  std::optional<Term> a = constant_term(folder.graph(), folder.input(id, 0));
  std::optional<Term> b =
      is_unary_arithmetic(op) ? a : constant_term(folder.graph(), folder.input(id, 1));
  if (!a || !b) return Folder::stays();
  if (a->is_small() && b->is_small() && op != Op::kDivide) {
    std::optional<int64_t> value = small_result(op, a->small_value(), b->small_value());
    return value ? folder.constant(make_small(*value)) : Folder::stays();
  }
  std::optional<double> left = as_double(*a);
  std::optional<double> right = as_double(*b);
  if (!left || !right) return Folder::stays();
  std::optional<double> value = float_result(op, *left, *right);
  return value ? folder.float_term(*value) : Folder::stays();
}

// -- Neutral and absorbing operands ------------------------------------------------------------------

// What stands on the right side of an operation that leaves its left one as it is.
bool is_neutral(Op op, int64_t right) {
  if (op == Op::kMul || op == Op::kIntDiv) return right == 1;
  if (op == Op::kBitAnd) return right == -1;
  return right == 0 && (op == Op::kAdd || op == Op::kSub || op == Op::kBitOr || op == Op::kBitXor ||
                        op == Op::kShiftLeft || op == Op::kShiftRight);
}
bool is_neutral(Op op, double right) {
  if (op == Op::kMul || op == Op::kDivide || op == Op::kFloatMul || op == Op::kFloatDiv) {
    return right == 1;
  }
  if (op == Op::kSub || op == Op::kFloatSub) return right == 0 && !std::signbit(right);
  return (op == Op::kAdd || op == Op::kFloatAdd) && right == 0 && std::signbit(right);
}
bool commutes(Op op) {
  return op == Op::kAdd || op == Op::kMul || op == Op::kBitAnd || op == Op::kBitOr ||
         op == Op::kBitXor || op == Op::kFloatAdd || op == Op::kFloatMul || op == Op::kIntAdd ||
         op == Op::kIntMul || op == Op::kIntAnd || op == Op::kIntOr || op == Op::kIntXor;
}

// x op x of a small x.
Answer fold_equal_operands(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  NodeId x = folder.input(id, 0);
  if (op == Op::kSub || op == Op::kBitXor) return folder.constant(make_small(0));
  if (op == Op::kBitAnd || op == Op::kBitOr) return Folder::replace(x);
  return Folder::stays();
}

Answer fold_small(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  if (folder.input(id, 0) == folder.input(id, 1)) return fold_equal_operands(folder, id);
  std::optional<int64_t> right = constant_small(folder.graph(), folder.input(id, 1));
  if (!right) {
    bool left_known = folder.op(folder.input(id, 0)) == Op::kConst;
    if (!left_known || !commutes(op)) return Folder::stays();
    uint16_t flags = folder.node(id).flags;
    // What is said of input 0 alone is no longer said of the same one.
    flags &= static_cast<uint16_t>(~ir::kNonNegative);
    std::swap(folder.graph().inputs(id)[0], folder.graph().inputs(id)[1]);
    folder.graph().node(id).flags = flags;
    return Folder::changed();
  }
  if (is_neutral(op, *right)) return Folder::replace(folder.input(id, 0));
  bool gives_zero = (op == Op::kMul && *right == 0) || (op == Op::kBitAnd && *right == 0) ||
                    (op == Op::kRem && (*right == 1 || *right == -1));
  return gives_zero ? folder.constant(make_small(0)) : Folder::stays();
}

// Of floats: only what keeps every bit, the sign of zero, too.
Answer fold_float_operands(Folder& folder, NodeId id) {
  std::optional<Term> right = constant_term(folder.graph(), folder.input(id, 1));
  if (!right || !is_float(*right) || !is_neutral(folder.op(id), float_value(*right))) {
    return Folder::stays();
  }
  return Folder::replace(folder.input(id, 0));
}

// -- Powers of two -----------------------------------------------------------------------------------

bool is_power_of_two(int64_t value) {
  return value > 0 && std::has_single_bit(static_cast<uint64_t>(value));
}

// rem of an integer that is not negative, and div of a small one.
Answer fold_division(Folder& folder, NodeId id) {
  const ir::Node& node = folder.node(id);
  std::optional<int64_t> right = constant_small(folder.graph(), folder.input(id, 1));
  bool rem = node.op == Op::kRem;
  bool small = has_flags(node, ir::kLeftSmall);
  if (!right || !is_power_of_two(*right) || !has_flags(node, ir::kNonNegative) || !(small || rem)) {
    return Folder::stays();
  }
  uint16_t kept = node.flags & (ir::kLeftSmall | ir::kRightSmall | ir::kNonNegative | ir::kInGuard);
  NodeId x = folder.input(id, 0);
  int64_t other = rem ? *right - 1 : std::countr_zero(static_cast<uint64_t>(*right));
  NodeId constant = folder.graph().constant(make_small(other));
  become(folder.graph(), id, rem ? Op::kBitAnd : Op::kShiftRight, {x, constant});
  uint16_t known = ir::kRightSmall | (small ? ir::kNoOverflow : 0);
  folder.graph().node(id).flags = static_cast<uint16_t>(kept | known);
  return Folder::changed();
}

// (x + a) + b, with no overflow anywhere.
Answer fold_sum_of_sum(Folder& folder, NodeId id) {
  auto is_plain_sum = [&](NodeId node) {
    Op op = folder.op(node);
    return (op == Op::kAdd || op == Op::kSub) && both_small(folder.node(node)) &&
           has_flags(folder.node(node), ir::kNoOverflow);
  };
  NodeId inner = folder.input(id, 0);
  if (!is_plain_sum(id) || !is_plain_sum(inner)) return Folder::stays();
  std::optional<int64_t> b = constant_small(folder.graph(), folder.input(id, 1));
  std::optional<int64_t> a = constant_small(folder.graph(), folder.input(inner, 1));
  if (!a || !b) return Folder::stays();
  int64_t sum = (folder.op(inner) == Op::kSub ? -*a : *a) + (folder.op(id) == Op::kSub ? -*b : *b);
  if (!fits_small(sum)) return Folder::stays();
  NodeId x = folder.input(inner, 0);
  uint16_t flags = folder.node(id).flags & static_cast<uint16_t>(~ir::kNonNegative);
  NodeId constant = folder.graph().constant(make_small(sum));
  become(folder.graph(), id, Op::kAdd, {x, constant});
  folder.graph().node(id).flags = flags;
  return Folder::changed();
}

// Bits of what is raw already.
Answer fold_bits_of_raw(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  NodeId left = folder.input(id, 0);
  NodeId right = folder.input(id, 1);
  if (folder.op(left) != Op::kTagSmall) return Folder::stays();
  NodeId x = folder.input(left, 0);
  std::optional<int64_t> constant = constant_small(folder.graph(), right);
  NodeId raw = ir::kNoNode;
  if (op == Op::kShiftRight) {
    if (!constant || *constant < 0) return Folder::stays();
    uint64_t by = static_cast<uint64_t>(std::min<int64_t>(*constant, 63));
    raw = folder.add(Op::kIntShiftRight, {x}, by);
  } else {
    Op raw_op = op == Op::kBitAnd ? Op::kIntAnd : op == Op::kBitOr ? Op::kIntOr : Op::kIntXor;
    if (op != Op::kBitAnd && op != Op::kBitOr && op != Op::kBitXor) return Folder::stays();
    NodeId y = ir::kNoNode;
    if (constant) y = folder.graph().int_constant(*constant);
    if (folder.op(right) == Op::kTagSmall) y = folder.input(right, 0);
    if (y == ir::kNoNode) return Folder::stays();
    raw = folder.add(raw_op, {x, y});
  }
  become(folder.graph(), id, Op::kTagSmall, {raw});
  return Folder::changed();
}

// -- Rules -------------------------------------------------------------------------------------------

Answer fold_term_arithmetic(Folder& folder, NodeId id) {
  Answer answer = fold_constants(folder, id);
  if (answer.by != ir::kNoNode) return answer;
  const ir::Node& node = folder.node(id);
  if (is_unary_arithmetic(node.op)) return Folder::stays();
  if (has_flags(node, ir::kLeftFloat)) return fold_float_operands(folder, id);
  if (node.op == Op::kIntDiv || node.op == Op::kRem) {
    answer = fold_division(folder, id);
    if (answer.outcome == Folder::Outcome::kChanged) return answer;
  }
  if (!both_small(node)) return Folder::stays();
  answer = fold_bits_of_raw(folder, id);
  if (answer.outcome == Folder::Outcome::kChanged) return answer;
  answer = fold_small(folder, id);
  bool done = answer.by != ir::kNoNode || answer.outcome == Folder::Outcome::kChanged;
  return done ? answer : fold_sum_of_sum(folder, id);
}

std::optional<int64_t> raw_result(Op op, int64_t a, int64_t b) {
  Wide wide = 0;
  if (op == Op::kIntAdd)
    wide = Wide{a} + b;
  else if (op == Op::kIntSub)
    wide = Wide{a} - b;
  else if (op == Op::kIntMul)
    wide = Wide{a} * b;
  else if (op == Op::kIntAnd)
    wide = a & b;
  else if (op == Op::kIntOr)
    wide = a | b;
  else if (op == Op::kIntXor)
    wide = a ^ b;
  if (wide < Wide{INT64_MIN} || wide > Wide{INT64_MAX}) return std::nullopt;
  return static_cast<int64_t>(wide);
}

Answer fold_raw_integers(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  std::optional<int64_t> a = constant_int(folder.graph(), folder.input(id, 0));
  std::optional<int64_t> b = constant_int(folder.graph(), folder.input(id, 1));
  if (a && b) {
    std::optional<int64_t> value = raw_result(op, *a, *b);
    return value ? Folder::replace(folder.graph().int_constant(*value)) : Folder::stays();
  }
  if (a && commutes(op)) {
    std::swap(folder.graph().inputs(id)[0], folder.graph().inputs(id)[1]);
    return Folder::changed();
  }
  if (!b) return Folder::stays();
  bool neutral = (*b == 0 && op != Op::kIntMul && op != Op::kIntAnd) ||
                 (*b == 1 && op == Op::kIntMul) || (*b == -1 && op == Op::kIntAnd);
  if (neutral) return Folder::replace(folder.input(id, 0));
  if (op == Op::kIntMul && *b > 1) {
    // Shifted, or shifted and added once: no product is larger than what is multiplied here.
    NodeId x = folder.input(id, 0);
    bool plus_one = std::has_single_bit(static_cast<uint64_t>(*b - 1));
    if (!plus_one && !std::has_single_bit(static_cast<uint64_t>(*b))) return Folder::stays();
    uint64_t by = static_cast<uint64_t>(std::countr_zero(static_cast<uint64_t>(*b - plus_one)));
    if (!plus_one) {
      become(folder.graph(), id, Op::kIntShiftLeft, {x}, by);
    } else {
      NodeId shifted = folder.add(Op::kIntShiftLeft, {x}, by);
      become(folder.graph(), id, Op::kIntAdd, {shifted, x});
    }
    return Folder::changed();
  }
  bool zero = *b == 0 && (op == Op::kIntMul || op == Op::kIntAnd);
  return zero ? Folder::replace(folder.input(id, 1)) : Folder::stays();
}

Answer fold_raw_shift(Folder& folder, NodeId id) {
  uint64_t by = folder.node(id).imm;
  if (by == 0) return Folder::replace(folder.input(id, 0));
  std::optional<int64_t> a = constant_int(folder.graph(), folder.input(id, 0));
  if (!a || by > 63) return Folder::stays();
  if (folder.op(id) == Op::kIntShiftRight) {
    return Folder::replace(folder.graph().int_constant(*a >> by));
  }
  Wide wide = Wide{*a} * (Wide{1} << by);
  if (wide < Wide{INT64_MIN} || wide > Wide{INT64_MAX}) return Folder::stays();
  return Folder::replace(folder.graph().int_constant(static_cast<int64_t>(wide)));
}

// Division by a power of two is multiplication by its reciprocal, to the last bit.
std::optional<double> exact_reciprocal(double value) {
  int exponent = 0;
  if (std::fabs(std::frexp(value, &exponent)) != 0.5) return std::nullopt;
  double reciprocal = 1 / value;
  if (!std::isnormal(value) || !std::isnormal(reciprocal)) return std::nullopt;
  return reciprocal;
}

Answer fold_raw_floats(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  std::optional<double> a = constant_float(folder.graph(), folder.input(id, 0));
  bool unary = folder.node(id).input_count == 1;
  std::optional<double> b = unary ? a : constant_float(folder.graph(), folder.input(id, 1));
  if (a && b) {
    std::optional<double> value = float_result(op, *a, *b);
    return value ? Folder::replace(folder.graph().float_constant(*value)) : Folder::stays();
  }
  if (!b || unary) return Folder::stays();
  if (is_neutral(op, *b)) return Folder::replace(folder.input(id, 0));
  if (op != Op::kFloatDiv) return Folder::stays();
  std::optional<double> reciprocal = exact_reciprocal(*b);
  if (!reciprocal) return Folder::stays();
  NodeId factor = folder.graph().float_constant(*reciprocal);
  become(folder.graph(), id, Op::kFloatMul, {folder.input(id, 0), factor});
  return Folder::changed();
}

Answer fold_check(Folder& folder, NodeId id) {
  std::optional<double> value = constant_float(folder.graph(), folder.input(id, 0));
  return value && std::isfinite(*value) ? Folder::replace(folder.input(id, 0)) : Folder::stays();
}

}  // namespace

FoldRule arithmetic_rule(Op op) {
  if (is_arithmetic(op)) return fold_term_arithmetic;
  if (op >= Op::kIntAdd && op <= Op::kIntXor) return fold_raw_integers;
  if (op == Op::kIntShiftLeft || op == Op::kIntShiftRight) return fold_raw_shift;
  if (op >= Op::kFloatAdd && op <= Op::kFloatNegate) return fold_raw_floats;
  return op == Op::kCheckFinite ? fold_check : nullptr;
}

}  // namespace linac::opt
