#include "core/opt/type.h"

#include <algorithm>
#include <array>
#include <bit>

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac::opt {

namespace {

// How many low bits of `value` are 0.
uint8_t zeros_of(int64_t value) {
  return value == 0 ? 64 : static_cast<uint8_t>(std::countr_zero(static_cast<uint64_t>(value)));
}

// Ends beyond the small integers mean "and all bignums of that sign".
int64_t tagged_end(int64_t end) {
  if (end > kSmallMax) return kPlusInfinity;
  return end < kSmallMin ? kMinusInfinity : end;
}

// Makes kinds and range of the integer part agree. An empty range takes the integers away.
void settle(Type& type) {
  if ((type.kinds & kIntegerKinds) != 0) {
    // Without bignums of a sign the range ends at the small ones, and the other way round.
    if ((type.kinds & kBigInt) == 0) {
      type.min = std::max(type.min, kSmallMin);
      type.max = std::min(type.max, kSmallMax);
    }
    if ((type.kinds & kSmallInt) == 0 && type.min != kMinusInfinity) {
      type.min = std::max(type.min, kSmallMax);
    }
    bool empty = type.min > type.max;
    bool big = type.min < kSmallMin || type.max > kSmallMax;
    bool small = type.min <= kSmallMax && type.max >= kSmallMin;
    uint32_t found = (big ? kBigInt : 0u) | (small ? kSmallInt : 0u);
    type.kinds = (type.kinds & ~kIntegerKinds) | (empty ? 0u : type.kinds & found);
  }
  if ((type.kinds & kIntegerKinds) == 0) {
    type.min = kPlusInfinity;
    type.max = kMinusInfinity;
    type.low_zeros = 0;
  } else if (type.min == type.max && type.min != kMinusInfinity && type.min != kPlusInfinity) {
    type.low_zeros = zeros_of(type.min);
  }
  if ((type.kinds & kTupleKind) == 0) {
    type.tuple_arity = kAnyArity;
    type.tag = kNoTerm.bits;
  }
  if ((type.kinds & kFunKind) == 0) type.fun_arity = kAnyArity;
  if (type.kinds == kNoKind || (type.kinds & (type.kinds - 1)) != 0) type.constant = kNoTerm.bits;
}

uint32_t kind_of_box(Term term) {
  switch (header_kind(term.header())) {
    case BoxedKind::kTuple: return kTupleKind;
    case BoxedKind::kBigPositive:
    case BoxedKind::kBigNegative: return kBigInt;
    case BoxedKind::kFloat: return kBoxedFloat;
    case BoxedKind::kFlatMap:
    case BoxedKind::kTrieMap: return kMapKind;
    case BoxedKind::kClosure:
    case BoxedKind::kExternalFun: return kFunKind;
    case BoxedKind::kHeapBinary:
    case BoxedKind::kSharedBinary:
    case BoxedKind::kSubBinary: return kBitstringKinds;
    case BoxedKind::kMatchContext: return kContextKind;
    case BoxedKind::kReference:
    case BoxedKind::kResource:
    case BoxedKind::kExternalReference: return kReferenceKind;
    case BoxedKind::kExternalPid: return kExternalPid;
    case BoxedKind::kExternalPort: return kExternalPort;
    case BoxedKind::kRecord: return kRecordKind;
    case BoxedKind::kTrieNode:
    case BoxedKind::kTrieCollision: break;  // never terms of their own
  }
  return kAnyWord;
}

uint32_t kind_of(Term term) {
  if (term.is_small()) return kSmallInt;
  if (term.is_self_float()) return kSelfFloat;
  if (term == atoms::kTrue) return kTrue;
  if (term == atoms::kFalse) return kFalse;
  if (term.is_atom()) return kOtherAtom;
  if (term.is_nil()) return kNilKind;
  if (term.is_local_pid()) return kLocalPid;
  if (term.is_local_port()) return kLocalPort;
  if (term.is_cons()) return kConsKind;
  if (term == kNoTerm) return kNoTermKind;
  return term.is_boxed() ? kind_of_box(term) : uint32_t{kMarkKind};
}

}  // namespace

Type Type::of_kinds(uint32_t kinds) {
  Type type;
  type.kinds = kinds;
  if ((kinds & kIntegerKinds) != 0) {
    type.min = (kinds & kBigInt) != 0 ? kMinusInfinity : kSmallMin;
    type.max = (kinds & kBigInt) != 0 ? kPlusInfinity : kSmallMax;
  }
  return type;
}

Type Type::of_term(Term term) {
  Type type = of_kinds(kind_of(term));
  if (type.kinds == kSmallInt) {
    type.min = type.max = term.small_value();
    type.low_zeros = zeros_of(type.min);
    return type;
  }
  if (type.kinds == kTupleKind) {
    type.tuple_arity = static_cast<int32_t>(linac::tuple_arity(term));
    if (type.tuple_arity > 0 && tuple_element(term, 0).is_atom()) {
      type.tag = tuple_element(term, 0).bits;
    }
  }
  if ((type.kinds & (type.kinds - 1)) == 0) type.constant = term.bits;
  return type;
}

Type Type::integer(int64_t min, int64_t max) {
  Type type;
  type.kinds = kIntegerKinds;
  type.min = tagged_end(min);
  type.max = tagged_end(max);
  settle(type);
  return type;
}

Type Type::raw_integer(int64_t min, int64_t max) {
  Type type;
  type.kinds = kSmallInt;
  type.min = min;
  type.max = max;
  if (min == max) type.low_zeros = zeros_of(min);
  return type;
}

Type Type::tuple(uint64_t arity) {
  Type type = of_kinds(kTupleKind);
  type.tuple_arity = static_cast<int32_t>(arity);
  return type;
}

Type Type::fun(uint64_t arity) {
  Type type = of_kinds(kFunKind);
  type.fun_arity = static_cast<int32_t>(arity);
  return type;
}

std::optional<Term> Type::term() const {
  switch (kinds) {
    case kTrue: return atoms::kTrue;
    case kFalse: return atoms::kFalse;
    case kNilKind: return linac::kNil;
    case kSmallInt:
      if (min != max) return std::nullopt;
      return make_small(min);
    case kNoTermKind: return kNoTerm;
  }
  if (constant == kNoTerm.bits) return std::nullopt;
  return Term{constant};
}

Type Type::only(uint32_t some) const {
  Type type = *this;
  type.kinds &= some;
  settle(type);
  return type;
}

Type Type::with_range(int64_t from, int64_t to) const {
  Type type = *this;
  if ((type.kinds & kIntegerKinds) == 0) return type;
  type.min = std::max(type.min, tagged_end(from));
  type.max = std::min(type.max, tagged_end(to));
  settle(type);
  return type;
}

Type Type::except(Term term) const {
  Type type = *this;
  uint32_t kind = kind_of(term);
  if ((kind & (kTrue | kFalse | kNilKind | kNoTermKind)) != 0) return without(kind);
  if (kind == kSmallInt) {
    if (type.min == term.small_value()) type.min += 1;
    if (type.max == term.small_value()) type.max -= 1;
    settle(type);
    return type;
  }
  bool immediate = (kind & kImmediateKinds) != 0;
  return immediate && type.kinds == kind && type.constant == term.bits ? none() : type;
}

namespace {

// What join keeps of a detail that only some kinds have.
template <class Detail>
Detail join_detail(bool in_a, bool in_b, Detail a, Detail b, Detail unknown) {
  if (in_a && in_b) return a == b ? a : unknown;
  return in_a ? a : b;
}

Type join_parts(const Type& a, const Type& b) {
  Type type;
  type.kinds = a.kinds | b.kinds;
  type.tuple_arity = join_detail(a.may_be(kTupleKind), b.may_be(kTupleKind), a.tuple_arity,
                                 b.tuple_arity, kAnyArity);
  type.tag = join_detail(a.may_be(kTupleKind), b.may_be(kTupleKind), a.tag, b.tag, kNoTerm.bits);
  type.fun_arity =
      join_detail(a.may_be(kFunKind), b.may_be(kFunKind), a.fun_arity, b.fun_arity, kAnyArity);
  bool a_int = a.may_be(kIntegerKinds);
  bool b_int = b.may_be(kIntegerKinds);
  if (a_int && b_int) {
    type.low_zeros = std::min(a.low_zeros, b.low_zeros);
  } else {
    type.low_zeros = a_int ? a.low_zeros : b.low_zeros;
  }
  type.min = std::min(a.min, b.min);
  type.max = std::max(a.max, b.max);
  if (a.constant == b.constant) type.constant = a.constant;
  return type;
}

}  // namespace

Type join(const Type& a, const Type& b) {
  if (a.is_none()) return b;
  if (b.is_none() || a == b) return a;
  Type type = join_parts(a, b);
  settle(type);
  return type;
}

Type join_raw(const Type& a, const Type& b) {
  if (a.is_none()) return b;
  if (b.is_none()) return a;
  return join_parts(a, b);
}

Type meet(const Type& a, const Type& b) {
  Type type;
  type.kinds = a.kinds & b.kinds;
  auto clash = [&](uint32_t kind) { type.kinds &= ~kind; };
  type.tuple_arity = a.tuple_arity == kAnyArity ? b.tuple_arity : a.tuple_arity;
  if (b.tuple_arity != kAnyArity && b.tuple_arity != type.tuple_arity) clash(kTupleKind);
  type.tag = a.tag == kNoTerm.bits ? b.tag : a.tag;
  if (b.tag != kNoTerm.bits && b.tag != type.tag) clash(kTupleKind);
  type.fun_arity = a.fun_arity == kAnyArity ? b.fun_arity : a.fun_arity;
  if (b.fun_arity != kAnyArity && b.fun_arity != type.fun_arity) clash(kFunKind);
  type.low_zeros = std::max(a.low_zeros, b.low_zeros);
  type.min = std::max(a.min, b.min);
  type.max = std::min(a.max, b.max);
  type.constant = a.constant == kNoTerm.bits ? b.constant : a.constant;
  if (b.constant != kNoTerm.bits && b.constant != type.constant &&
      (type.kinds & kImmediateKinds) == type.kinds) {
    type.kinds = kNoKind;
  }
  settle(type);
  return type;
}

// -- Tests -------------------------------------------------------------------------------------

namespace {

// The kinds that pass a test for sure, and those that may.
struct Passing {
  uint32_t surely;
  uint32_t maybe;
};

constexpr size_t kOpCount = static_cast<size_t>(ir::Op::kUnreachable) + 1;

// Of the tests of one term; what is no such test may have any outcome.
constexpr std::array<Passing, kOpCount> kPassing = [] {
  std::array<Passing, kOpCount> table{};
  table.fill({kNoKind, kAnyWord});
  auto set = [&](ir::Op op, uint32_t kinds) { table[static_cast<size_t>(op)] = {kinds, kinds}; };
  auto may = [&](ir::Op op, uint32_t kinds) { table[static_cast<size_t>(op)] = {kNoKind, kinds}; };
  set(ir::Op::kIsSmall, kSmallInt);
  set(ir::Op::kIsInteger, kIntegerKinds);
  set(ir::Op::kIsFloat, kFloatKinds);
  set(ir::Op::kIsSelfFloat, kSelfFloat);
  set(ir::Op::kIsNumber, kNumberKinds);
  set(ir::Op::kIsAtom, kAtomKinds);
  set(ir::Op::kIsBoolean, kBoolKinds);
  set(ir::Op::kIsNil, kNilKind);
  set(ir::Op::kIsCons, kConsKind);
  set(ir::Op::kIsList, kListKinds);
  set(ir::Op::kIsTuple, kTupleKind);
  may(ir::Op::kIsTupleOf, kTupleKind);
  may(ir::Op::kIsTaggedTuple, kTupleKind);
  set(ir::Op::kIsBoxed, kInBoxes);
  set(ir::Op::kIsMap, kMapKind);
  set(ir::Op::kIsBinary, kBytesKind);
  set(ir::Op::kIsBitstring, kBitstringKinds);
  set(ir::Op::kIsMatchContext, kContextKind);
  set(ir::Op::kIsFun, kFunKind);
  may(ir::Op::kIsFunOf, kFunKind);
  set(ir::Op::kIsPid, kPidKinds);
  set(ir::Op::kIsPort, kPortKinds);
  set(ir::Op::kIsReference, kReferenceKind);
  set(ir::Op::kIsNoTerm, kNoTermKind);
  return table;
}();

// Whether the tuple or fun part of `value` is known to pass, and whether it may.
Passing detail_passing(ir::Op op, uint64_t imm, const Type& value, Word first_atom) {
  Passing found = kPassing[static_cast<size_t>(op)];
  if (op == ir::Op::kIsFunOf && value.fun_arity != kAnyArity) {
    bool same = static_cast<uint64_t>(value.fun_arity) == imm;
    return {same ? kFunKind : kNoKind, same ? kFunKind : kNoKind};
  }
  bool tagged = op == ir::Op::kIsTaggedTuple;
  if (op == ir::Op::kIsTupleOf || tagged) {
    bool arity_known = value.tuple_arity != kAnyArity;
    bool arity_wrong = arity_known && static_cast<uint64_t>(value.tuple_arity) != imm;
    bool tag_known = !tagged || (value.tag != kNoTerm.bits && value.tag == first_atom);
    bool tag_wrong = tagged && value.tag != kNoTerm.bits && value.tag != first_atom;
    if (arity_wrong || tag_wrong) return {kNoKind, kNoKind};
    if (arity_known && tag_known) return {kTupleKind, kTupleKind};
  }
  return found;
}

}  // namespace

Type test_type(ir::Op op, uint64_t imm, const Type& value, Word first_atom) {
  Passing found = detail_passing(op, imm, value, first_atom);
  uint32_t outcome = 0;
  if ((value.kinds & found.maybe) != 0) outcome |= kTrue;
  if ((value.kinds & ~found.surely) != 0) outcome |= kFalse;
  return Type::of_kinds(outcome);
}

Type narrow_by_test(ir::Op op, uint64_t imm, const Type& value, bool outcome, Word first_atom) {
  Passing found = detail_passing(op, imm, value, first_atom);
  if (!outcome) return value.without(found.surely);
  Type type = value.only(found.maybe);
  if (type.kinds == kTupleKind && (op == ir::Op::kIsTupleOf || op == ir::Op::kIsTaggedTuple)) {
    type.tuple_arity = static_cast<int32_t>(imm);
    if (op == ir::Op::kIsTaggedTuple) type.tag = first_atom;
  }
  if (type.kinds == kFunKind && op == ir::Op::kIsFunOf) type.fun_arity = static_cast<int32_t>(imm);
  return type;
}

}  // namespace linac::opt
