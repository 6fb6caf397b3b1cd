// What nodes compute, as types. Operations that can fail are described by the values that they
// give when they do not: behind them their inputs are known to have been right.

#include <algorithm>
#include <array>

#include "core/opt/type.h"
#include "core/opt/util.h"
#include "core/term/boxed.h"
#include "core/term/utf8.h"

namespace linac::opt {

namespace {

using ir::Op;
__extension__ typedef __int128 Wide;

// -- Ranges. Ends may be infinite; a wide value beyond an int64 is infinite, too.

constexpr Wide kWideInfinity = Wide{1} << 120;

Wide widen(int64_t end) {
  if (end == kMinusInfinity) return -kWideInfinity;
  return end == kPlusInfinity ? kWideInfinity : Wide{end};
}
int64_t narrow_end(Wide end) {
  if (end <= Wide{INT64_MIN}) return kMinusInfinity;
  return end >= Wide{INT64_MAX} ? kPlusInfinity : static_cast<int64_t>(end);
}

struct Range {
  Wide min, max;

  bool empty() const { return min > max; }
  bool finite() const { return min > -kWideInfinity && max < kWideInfinity; }
};

// A range that begins (or ends) with bignums of one sign does so just beyond the small integers: it
// has no end on one side only.
Range range_of(const Type& type) {
  Wide min = type.min == kPlusInfinity ? Wide{kSmallMax} + 1 : widen(type.min);
  Wide max = type.max == kMinusInfinity ? Wide{kSmallMin} - 1 : widen(type.max);
  return {min, max};
}
Type integer(Range range) { return Type::integer(narrow_end(range.min), narrow_end(range.max)); }
constexpr Range kAllIntegers = {-kWideInfinity, kWideInfinity};

Wide bounded_product(Wide a, Wide b) {
  if (a == 0 || b == 0) return 0;
  bool infinite =
      a <= -kWideInfinity || a >= kWideInfinity || b <= -kWideInfinity || b >= kWideInfinity;
  if (infinite) return (a < 0) == (b < 0) ? kWideInfinity : -kWideInfinity;
  return a * b;  // both fit 64 bits
}

Range add(Range a, Range b) {
  // The sum of an infinite end and a finite one stays beyond every finite value.
  return {std::max(a.min + b.min, -kWideInfinity), std::min(a.max + b.max, kWideInfinity)};
}
Range negate(Range a) { return {-a.max, -a.min}; }
Range multiply(Range a, Range b) {
  Wide ends[] = {bounded_product(a.min, b.min), bounded_product(a.min, b.max),
                 bounded_product(a.max, b.min), bounded_product(a.max, b.max)};
  return {*std::min_element(ends, ends + 4), *std::max_element(ends, ends + 4)};
}

Wide magnitude(Range a) { return std::max(a.min < 0 ? -a.min : a.min, a.max < 0 ? -a.max : a.max); }

// div, toward zero. 0 as the divisor fails, so the quotient is no larger than the dividend.
Range divide(Range a, Range b) {
  Wide least = b.min > 0 ? b.min : (b.max < 0 ? -b.max : Wide{1});  // of the divisor's magnitude
  auto shrink = [&](Wide end) {
    bool infinite = end <= -kWideInfinity || end >= kWideInfinity;
    return infinite ? end : end / least;
  };
  if (b.min >= 0) return {a.min < 0 ? shrink(a.min) : 0, a.max > 0 ? shrink(a.max) : 0};
  Wide most = shrink(magnitude(a));
  return {-most, most};
}
Range remainder(Range a, Range b) {
  Wide divisor = magnitude(b);
  Wide most = divisor >= kWideInfinity ? kWideInfinity : divisor - 1;
  return {a.min < 0 ? -std::min(most, -a.min) : 0, a.max > 0 ? std::min(most, a.max) : 0};
}

// All ones up to the highest bit of `value`.
Wide ones(Wide value) {
  if (value >= kWideInfinity) return kWideInfinity;
  Wide mask = 0;
  while (mask < value) mask = mask << 1 | 1;
  return mask;
}
Range bit_and(Range a, Range b) {
  if (a.min >= 0 && b.min >= 0) return {0, std::min(a.max, b.max)};
  if (a.min >= 0) return {0, a.max};
  if (b.min >= 0) return {0, b.max};
  Wide most = ones(std::max(magnitude(a), magnitude(b)));
  return {most >= kWideInfinity ? -kWideInfinity : -most - 1, std::max(a.max, b.max)};
}
Range bit_or(Range a, Range b) {
  Wide most = ones(std::max(magnitude(a), magnitude(b)));
  if (a.min >= 0 && b.min >= 0) return {std::max(a.min, b.min), most};
  return {most >= kWideInfinity ? -kWideInfinity : -most - 1, most};
}
Range bit_xor(Range a, Range b) {
  Range range = bit_or(a, b);
  if (range.min > 0) range.min = 0;
  return range;
}

constexpr Wide kMostShift = 64;

Range shift_left(Range a, Range b) {
  if (b.min < 0) return kAllIntegers;
  Wide most = std::min(b.max, kMostShift);
  if (b.max > kMostShift) return {a.min < 0 ? -kWideInfinity : 0, a.max > 0 ? kWideInfinity : 0};
  return multiply(a, {Wide{1} << static_cast<int>(b.min), Wide{1} << static_cast<int>(most)});
}
Range shift_right(Range a, Range b) {
  if (b.min < 0) return kAllIntegers;
  int least = static_cast<int>(std::min(b.min, kMostShift));
  int most = static_cast<int>(std::min(b.max, kMostShift));
  auto shrink = [](Wide end, int by) {
    bool infinite = end <= -kWideInfinity || end >= kWideInfinity;
    return infinite ? end : end >> by;
  };
  return {a.min < 0 ? shrink(a.min, least) : shrink(a.min, most),
          a.max < 0 ? shrink(a.max, most) : shrink(a.max, least)};
}

// -- Arithmetic on terms -----------------------------------------------------------------------

using RangeRule = Range (*)(Range, Range);

// By op, from kAdd on.
constexpr RangeRule kRangeRules[] = {
    add,                                                 // Add
    [](Range a, Range b) { return add(a, negate(b)); },  // Sub
    multiply,                                            // Mul
    divide,                                              // IntDiv
    remainder,                                           // Rem
    [](Range, Range) { return kAllIntegers; },           // Divide: a float
    bit_and,                                             // BitAnd
    bit_or,                                              // BitOr
    bit_xor,                                             // BitXor
    shift_left,                                          // ShiftLeft
    shift_right,                                         // ShiftRight
    [](Range a, Range) { return negate(a); },            // Negate
    [](Range a, Range) {
      return add(negate(a), {-1, -1});
    }  // BitNot
};
static_assert(static_cast<size_t>(Op::kBitNot) - static_cast<size_t>(Op::kAdd) + 1 ==
              std::size(kRangeRules));
static_assert(static_cast<size_t>(Op::kDivide) - static_cast<size_t>(Op::kAdd) == 5 &&
              static_cast<size_t>(Op::kShiftRight) - static_cast<size_t>(Op::kAdd) == 10);

Range integer_result(Op op, Range a, Range b) {
  return kRangeRules[static_cast<size_t>(op) - static_cast<size_t>(Op::kAdd)](a, b);
}

uint8_t low_zeros(Op op, const Type& a, const Type& b) {
  auto at_most_64 = [](int count) { return static_cast<uint8_t>(std::clamp(count, 0, 64)); };
  if (op == Op::kAdd || op == Op::kSub || op == Op::kBitOr || op == Op::kBitXor) {
    return std::min(a.low_zeros, b.low_zeros);
  }
  if (op == Op::kMul) return at_most_64(a.low_zeros + b.low_zeros);
  if (op == Op::kBitAnd) return std::max(a.low_zeros, b.low_zeros);
  if (op == Op::kNegate) return a.low_zeros;
  bool known_shift = b.is_small() && b.min == b.max && b.min >= 0 && b.min <= 64;
  if (!known_shift) return 0;
  if (op == Op::kShiftLeft) return at_most_64(a.low_zeros + static_cast<int>(b.min));
  if (op == Op::kShiftRight) return at_most_64(a.low_zeros - static_cast<int>(b.min));
  return 0;
}

bool takes_integers_only(Op op) {
  return op == Op::kIntDiv || op == Op::kRem || (op >= Op::kBitAnd && op <= Op::kShiftRight) ||
         op == Op::kBitNot;
}

Type arithmetic(Op op, const Type& left, const Type& right) {
  if (op == Op::kDivide) {
    bool possible = left.may_be(kNumberKinds) && right.may_be(kNumberKinds);
    return possible ? Type::of_kinds(kFloatKinds) : Type::none();
  }
  bool unary = is_unary_arithmetic(op);
  Type a = left.only(takes_integers_only(op) ? kIntegerKinds : kNumberKinds);
  Type b = unary ? Type::integer(0, 0)
                 : right.only(takes_integers_only(op) ? kIntegerKinds : kNumberKinds);
  if (a.is_none() || b.is_none()) return Type::none();
  Type result;
  if (a.may_be(kIntegerKinds) && b.may_be(kIntegerKinds)) {
    result = integer(integer_result(op, range_of(a), range_of(b)));
    if (result.low_zeros < 64) {
      result.low_zeros = std::max(result.low_zeros, low_zeros(op, a, b));
    }
  }
  bool floats = a.may_be(kFloatKinds) || (!unary && b.may_be(kFloatKinds));
  return floats ? join(result, Type::of_kinds(kFloatKinds)) : result;
}

// -- Raw integers ------------------------------------------------------------------------------

// What leaves 64 bits may be anything.
Type raw(Range range) {
  if (range.min < Wide{INT64_MIN} || range.max > Wide{INT64_MAX}) {
    return Type::raw_integer(INT64_MIN, INT64_MAX);
  }
  return Type::raw_integer(static_cast<int64_t>(range.min), static_cast<int64_t>(range.max));
}
Range raw_range(const Type& type) { return {Wide{type.min}, Wide{type.max}}; }

Type shifted(const Type* in, uint64_t imm, bool left) {
  int shift = static_cast<int>(imm & 63);
  Range range = raw_range(in[0]);
  if (left) return raw(multiply(range, {Wide{1} << shift, Wide{1} << shift}));
  return raw({range.min >> shift, range.max >> shift});
}

// -- Comparing ---------------------------------------------------------------------------------

Type known(bool may_hold, bool may_fail) {
  return Type::of_kinds((may_hold ? kTrue : kNoKind) | (may_fail ? kFalse : kNoKind));
}

bool ranges_meet(const Type& a, const Type& b) { return a.min <= b.max && b.min <= a.max; }

bool details_differ(const Type& a, const Type& b) {
  if (a.is(kTupleKind) && b.is(kTupleKind)) {
    if (a.tuple_arity != kAnyArity && b.tuple_arity != kAnyArity &&
        a.tuple_arity != b.tuple_arity) {
      return true;
    }
    return a.tag != kNoTerm.bits && b.tag != kNoTerm.bits && a.tag != b.tag;
  }
  return false;
}

// =:=
Type same(const Type& a, const Type& b) {
  if (a.is_none() || b.is_none()) return Type::none();
  uint32_t common = a.kinds & b.kinds;
  if (common == 0 || details_differ(a, b)) return known(false, true);
  if ((common & ~kIntegerKinds) == 0 && !ranges_meet(a, b)) return known(false, true);
  std::optional<Term> left = a.term();
  std::optional<Term> right = b.term();
  if (left && right) {
    if (*left == *right) return known(true, false);
    if (left->is_immediate() || right->is_immediate()) return known(false, true);
  }
  return Type::either_bool();
}

constexpr uint32_t kContainers = kConsKind | kTupleKind | kMapKind | kRecordKind | kFunKind;

// ==. It differs from =:= where floats are, at any depth.
Type equal(const Type& a, const Type& b) {
  if (a.is_none() || b.is_none()) return Type::none();
  bool floats = a.may_be(kFloatKinds) || b.may_be(kFloatKinds);
  bool containers = a.may_be(kContainers) && b.may_be(kContainers);
  if (!floats && !containers) return same(a, b);
  uint32_t left = a.kinds | (a.may_be(kNumberKinds) ? uint32_t{kNumberKinds} : 0u);
  bool arities_differ = a.is(kTupleKind) && b.is(kTupleKind) && a.tuple_arity != kAnyArity &&
                        b.tuple_arity != kAnyArity && a.tuple_arity != b.tuple_arity;
  return known((left & b.kinds) != 0 && !arities_differ, true);
}

// `a < b`, or `a =< b` as not (b < a), of integers; anything else may be either way.
Type compare_integers(const Type& a, const Type& b, bool or_equal) {
  if (a.is_none() || b.is_none()) return Type::none();
  if (!a.is_integer() || !b.is_integer()) return Type::either_bool();
  // Infinite ends are of bignums: two of the same sign compare either way.
  auto lower = [](const Type& type) { return widen(type.min); };
  auto upper = [](const Type& type) { return widen(type.max); };
  bool both_up = a.max == kPlusInfinity && b.max == kPlusInfinity;
  bool both_down = a.min == kMinusInfinity && b.min == kMinusInfinity;
  bool may_less = lower(a) < upper(b) || both_up || both_down;
  bool may_greater = lower(b) < upper(a) || both_up || both_down;
  bool may_equal = ranges_meet(a, b);
  return or_equal ? known(may_less || may_equal, may_greater)
                  : known(may_less, may_greater || may_equal);
}

Type logic(Op op, const Type& a, const Type& b) {
  if (a.is_none() || b.is_none()) return Type::none();
  if (op == Op::kAnd) {
    return known(a.may_be(kTrue) && b.may_be(kTrue), a.may_be(kFalse) || b.may_be(kFalse));
  }
  return known(a.may_be(kTrue) || b.may_be(kTrue), a.may_be(kFalse) && b.may_be(kFalse));
}

constexpr int64_t kMostArity = static_cast<int64_t>(kMaxTupleArity);

Type tuple_of(const ir::Graph& graph, ir::NodeId id, const Type* inputs) {
  uint32_t arity = graph.node(id).input_count;
  Type type = Type::tuple(arity);
  if (arity > 0 && inputs[0].is(kAtomKinds)) {
    if (std::optional<Term> first = inputs[0].term()) type.tag = first->bits;
  }
  return type;
}

Type updated_tuple(const ir::Graph& graph, ir::NodeId id, const Type* inputs) {
  Type type = Type::tuple(graph.node(id).imm);
  if (inputs[0].is(kTupleKind)) type.tag = inputs[0].tag;
  for (uint32_t i = 1; i + 1 < graph.node(id).input_count; i += 2) {
    if (inputs[i].min <= 1) type.tag = kNoTerm.bits;
  }
  return type;
}

// -- The table ---------------------------------------------------------------------------------

using Rule = Type (*)(const ir::Graph& graph, ir::NodeId id, const Type* in);
using Graph = ir::Graph;
using NodeId = ir::NodeId;

Type by_rep(const Graph& graph, NodeId id, const Type*) {
  switch (graph.node(id).rep) {
    case ir::Rep::kNone: return Type::none();
    case ir::Rep::kTerm: return Type::any_word();
    case ir::Rep::kInt: return Type::raw_integer(INT64_MIN, INT64_MAX);
    case ir::Rep::kFloat: return Type::raw_float();
    case ir::Rep::kBool: return Type::either_bool();
  }
  return Type::any_word();
}

Type term_test(const Graph& graph, NodeId id, const Type* in) {
  const ir::Node& node = graph.node(id);
  Word atom = kNoTerm.bits;
  if (node.op == Op::kIsTaggedTuple) {
    if (std::optional<Term> tag = in[1].term()) atom = tag->bits;
  }
  return test_type(node.op, node.imm, in[0], atom);
}
// Whether an operation on two small integers gives a result whatever they are.
bool always_succeeds(Op op, const Type& a, const Type& b) {
  if (!a.is_small() || !b.is_small() || op == Op::kDivide) return false;
  if (op == Op::kIntDiv || op == Op::kRem) return b.min > 0 || b.max < 0;
  if (op == Op::kShiftLeft) return b.min >= 0 && b.max < 64;
  return op != Op::kShiftRight || b.min >= 0;
}
Type term_arithmetic(const Graph& graph, NodeId id, const Type* in) {
  const ir::Node& node = graph.node(id);
  const Type& right = is_unary_arithmetic(node.op) ? in[0] : in[1];
  Type type = arithmetic(node.op, in[0], right);
  bool may_fail = (node.flags & ir::kInGuard) != 0 && !always_succeeds(node.op, in[0], right);
  return may_fail ? join(type, Type::of_kinds(kNoTermKind)) : type;
}
Type select(const Graph& graph, NodeId id, const Type* in) {
  if (in[0].kinds == kTrue) return in[1];
  if (in[0].kinds == kFalse) return in[2];
  return graph.node(id).rep == ir::Rep::kTerm ? join(in[1], in[2]) : join_raw(in[1], in[2]);
}
Type element(const Graph& graph, NodeId id, const Type* in) {
  bool first = graph.node(id).imm == 0 && in[0].is(kTupleKind);
  return first && in[0].tag != kNoTerm.bits ? Type::of_term(Term{in[0].tag}) : Type::any();
}
Type tuple_size(const Graph&, NodeId, const Type* in) {
  if (in[0].tuple_arity == kAnyArity) return Type::integer(0, kMostArity);
  return Type::integer(in[0].tuple_arity, in[0].tuple_arity);
}
Type bit_field(const Graph& graph, NodeId id, const Type*) {
  uint64_t imm = graph.node(id).imm;
  auto bits = static_cast<int>(imm & ir::kFieldBits);
  if ((imm & ir::kSignedField) == 0) return Type::raw_integer(0, narrow_end((Wide{1} << bits) - 1));
  Wide half = Wide{1} << (bits - 1);
  return Type::raw_integer(narrow_end(-half), narrow_end(half - 1));
}
Type int_equal(const Graph&, NodeId, const Type* in) {
  bool surely = in[0].min == in[0].max && in[1].min == in[1].max && in[0].min == in[1].min;
  return known(ranges_meet(in[0], in[1]), !surely);
}

constexpr std::array<Rule, kOpCount> kRules = [] {
  std::array<Rule, kOpCount> table{};
  table.fill(by_rep);
  auto set = [&](Op op, Rule rule) { table[static_cast<size_t>(op)] = rule; };
  auto set_all = [&](Op first, Op last, Rule rule) {
    for (size_t op = static_cast<size_t>(first); op <= static_cast<size_t>(last); ++op) {
      table[op] = rule;
    }
  };
  Rule any_term = [](const Graph&, NodeId, const Type*) { return Type::any(); };
  Rule small_size = [](const Graph&, NodeId, const Type*) { return Type::integer(0, kSmallMax); };

  set(Op::kConst, [](const Graph& graph, NodeId id, const Type*) {
    return Type::of_term(Term{graph.node(id).imm});
  });
  set(Op::kIntConst, [](const Graph& graph, NodeId id, const Type*) {
    int64_t value = static_cast<int64_t>(graph.node(id).imm);
    return Type::raw_integer(value, value);
  });
  set(Op::kCopy, [](const Graph&, NodeId, const Type* in) { return in[0]; });
  set(Op::kSelect, select);
  set(Op::kBoolToTerm, [](const Graph&, NodeId, const Type* in) { return in[0]; });
  set_all(Op::kIsSmall, Op::kIsNoTerm, term_test);

  Rule same_rule = [](const Graph&, NodeId, const Type* in) { return same(in[0], in[1]); };
  set(Op::kSameWord, same_rule);
  set(Op::kExactEqual, same_rule);
  set(Op::kEqual, [](const Graph&, NodeId, const Type* in) { return equal(in[0], in[1]); });
  Rule less_rule = [](const Graph&, NodeId, const Type* in) {
    return compare_integers(in[0], in[1], false);
  };
  Rule less_equal_rule = [](const Graph&, NodeId, const Type* in) {
    return compare_integers(in[0], in[1], true);
  };
  set(Op::kLess, less_rule);
  set(Op::kSmallLess, less_rule);
  set(Op::kLessEqual, less_equal_rule);
  set(Op::kSmallLessEqual, less_equal_rule);
  set(Op::kIntEqual, int_equal);
  set(Op::kIntLess, [](const Graph&, NodeId, const Type* in) {
    return known(in[0].min < in[1].max, in[0].max >= in[1].min);
  });
  set(Op::kIntLessEqual, [](const Graph&, NodeId, const Type* in) {
    return known(in[0].min <= in[1].max, in[0].max > in[1].min);
  });
  set(Op::kNot, [](const Graph&, NodeId, const Type* in) {
    return known(in[0].may_be(kFalse), in[0].may_be(kTrue));
  });
  Rule logic_rule = [](const Graph& graph, NodeId id, const Type* in) {
    return logic(graph.node(id).op, in[0], in[1]);
  };
  set(Op::kAnd, logic_rule);
  set(Op::kOr, logic_rule);
  set_all(Op::kAdd, Op::kBitNot, term_arithmetic);

  Rule untag = [](const Graph&, NodeId, const Type* in) {
    return Type::raw_integer(std::max(in[0].min, kSmallMin), std::min(in[0].max, kSmallMax));
  };
  set(Op::kUntag, untag);
  set(Op::kTagSmall, [](const Graph&, NodeId, const Type* in) {
    return Type::integer(std::max(in[0].min, kSmallMin), std::min(in[0].max, kSmallMax));
  });
  set(Op::kTag,
      [](const Graph&, NodeId, const Type* in) { return Type::integer(in[0].min, in[0].max); });
  set(Op::kIntAdd, [](const Graph&, NodeId, const Type* in) {
    return raw(add(raw_range(in[0]), raw_range(in[1])));
  });
  set(Op::kIntSub, [](const Graph&, NodeId, const Type* in) {
    return raw(add(raw_range(in[0]), negate(raw_range(in[1]))));
  });
  set(Op::kIntMul, [](const Graph&, NodeId, const Type* in) {
    return raw(multiply(raw_range(in[0]), raw_range(in[1])));
  });
  set(Op::kIntAnd, [](const Graph&, NodeId, const Type* in) {
    return raw(bit_and(raw_range(in[0]), raw_range(in[1])));
  });
  set(Op::kIntOr, [](const Graph&, NodeId, const Type* in) {
    return raw(bit_or(raw_range(in[0]), raw_range(in[1])));
  });
  set(Op::kIntXor, [](const Graph&, NodeId, const Type* in) {
    return raw(bit_xor(raw_range(in[0]), raw_range(in[1])));
  });
  set(Op::kIntShiftLeft, [](const Graph& graph, NodeId id, const Type* in) {
    return shifted(in, graph.node(id).imm, true);
  });
  set(Op::kIntShiftRight, [](const Graph& graph, NodeId id, const Type* in) {
    return shifted(in, graph.node(id).imm, false);
  });
  set(Op::kBoxFloat, [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kFloatKinds); });

  set(Op::kHead, any_term);
  set(Op::kTail, any_term);
  set(Op::kCaptured, any_term);
  set(Op::kElement, element);
  set(Op::kTupleSize, tuple_size);
  set(Op::kPutMap, [](const Graph& graph, NodeId id, const Type*) {
    bool in_guard = (graph.node(id).flags & ir::kInGuard) != 0;
    return Type::of_kinds(in_guard ? kMapKind | kNoTermKind : kMapKind);
  });
  set(Op::kMapSize, small_size);
  set(Op::kByteSize, small_size);
  set(Op::kBitSize, small_size);
  set(Op::kCons, [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kConsKind); });
  set(Op::kTuple, tuple_of);
  set(Op::kUpdateTuple, updated_tuple);
  set(Op::kClosure, [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kFunKind); });
  set(Op::kSelf, [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kLocalPid); });
  auto position = [](const Graph&, NodeId, const Type*) {
    return Type::raw_integer(0, int64_t{1} << 58);
  };
  set(Op::kMatchPosition, position);
  set(Op::kMatchEnd, position);
  set(Op::kBitField, bit_field);
  set(Op::kUtf8Field, [](const Graph&, NodeId, const Type*) {
    return Type::raw_integer(0, (int64_t{kMaxCodePoint} + 1) << ir::kUtf8Shift);
  });
  set(Op::kUtf8Bytes, [](const Graph&, NodeId, const Type*) {
    return Type::raw_integer(0, int64_t{1} << (32 + ir::kUtf8Shift));
  });
  auto bits = [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kBitstringKinds); };
  set(Op::kMatchBits, bits);
  set(Op::kMakeBits, bits);
  set(Op::kMakeUtf8, bits);
  set(Op::kMatchContext,
      [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kContextKind); });
  auto bits_or_none = [](const Graph&, NodeId, const Type*) {
    return Type::of_kinds(kBitstringKinds | kNoTermKind);
  };
  set(Op::kAppendBits, bits_or_none);
  set(Op::kJoinBits, bits_or_none);
  set_all(Op::kCall, Op::kApply, any_term);
  set(Op::kExceptionClass,
      [](const Graph&, NodeId, const Type*) { return Type::of_kinds(kOtherAtom); });
  return table;
}();

}  // namespace

Type result_type(const ir::Graph& graph, ir::NodeId id, const Type* in) {
  return kRules[static_cast<size_t>(graph.node(id).op)](graph, id, in);
}

}  // namespace linac::opt
