// What the optimiser knows of a value: which kinds of term it may be, the range of an integer, a
// tuple's arity and first element, a fun's arity, the term itself. A lattice: bottom is "no value
// gets here", top "any word"; join of two is at least both, meet says that both hold.
//
// Integers have one range for small and big ones: kMinusInfinity and kPlusInfinity as ends take in
// the bignums of that sign. kSmallInt and kBigInt are in the kinds exactly when the range says so.
// Raw integers (Rep::kInt) have kSmallInt and a range of all 64 bits; Bools have kTrue and kFalse;
// raw floats have kSelfFloat.
#pragma once

#include <cstdint>
#include <optional>

#include "core/ir/graph.h"
#include "core/term/term.h"

namespace linac::opt {

enum Kinds : uint32_t {
  kNoKind = 0,
  kSmallInt = 1 << 0,
  kBigInt = 1 << 1,
  kSelfFloat = 1 << 2,
  kBoxedFloat = 1 << 3,
  kTrue = 1 << 4,
  kFalse = 1 << 5,
  kOtherAtom = 1 << 6,
  kNilKind = 1 << 7,
  kConsKind = 1 << 8,
  kTupleKind = 1 << 9,
  kMapKind = 1 << 10,
  kBytesKind = 1 << 11,  // a bitstring of whole bytes
  kBitsKind = 1 << 12,   // one that is not
  kContextKind = 1 << 13,
  kFunKind = 1 << 14,
  kLocalPid = 1 << 15,
  kLocalPort = 1 << 16,
  kExternalPid = 1 << 17,
  kExternalPort = 1 << 18,
  kReferenceKind = 1 << 19,
  kRecordKind = 1 << 20,
  kNoTermKind = 1 << 21,
  kMarkKind = 1 << 22,  // other internal marks

  kAnyWord = (1 << 23) - 1,
  kAnyTermKind = kAnyWord & ~(kNoTermKind | kMarkKind),
  kIntegerKinds = kSmallInt | kBigInt,
  kFloatKinds = kSelfFloat | kBoxedFloat,
  kNumberKinds = kIntegerKinds | kFloatKinds,
  kBoolKinds = kTrue | kFalse,
  kAtomKinds = kBoolKinds | kOtherAtom,
  kListKinds = kNilKind | kConsKind,
  kBitstringKinds = kBytesKind | kBitsKind,
  kPidKinds = kLocalPid | kExternalPid,
  kPortKinds = kLocalPort | kExternalPort,
  // Equal only if they are the same word.
  kImmediateKinds = kSmallInt | kSelfFloat | kAtomKinds | kNilKind | kLocalPid | kLocalPort |
                    kNoTermKind | kMarkKind,
  kInBoxes = kAnyWord & ~(kImmediateKinds | kConsKind),
};

inline constexpr int64_t kMinusInfinity = INT64_MIN;
inline constexpr int64_t kPlusInfinity = INT64_MAX;
inline constexpr int32_t kAnyArity = -1;

struct Type {
  uint32_t kinds = kNoKind;
  int32_t tuple_arity = kAnyArity;
  int32_t fun_arity = kAnyArity;
  uint8_t low_zeros = 0;        // so many low bits of an integer are known to be 0
  int64_t min = kPlusInfinity;  // of an integer; min > max if it is none
  int64_t max = kMinusInfinity;
  Word constant = kNoTerm.bits;  // the term itself, if known (of small integers see the range)
  Word tag = kNoTerm.bits;       // the atom that is a tuple's first element, if known

  bool operator==(const Type&) const = default;

  static Type none() { return {}; }
  static Type of_kinds(uint32_t kinds);  // all values of these kinds
  static Type any() { return of_kinds(kAnyTermKind); }
  static Type any_word() { return of_kinds(kAnyWord); }
  static Type of_term(Term term);                 // looks only at the word and a literal's header
  static Type integer(int64_t min, int64_t max);  // the ends may be infinite
  static Type raw_integer(int64_t min, int64_t max);
  static Type raw_float() { return of_kinds(kSelfFloat); }
  static Type boolean(bool value) { return of_kinds(value ? kTrue : kFalse); }
  static Type either_bool() { return of_kinds(kBoolKinds); }
  static Type tuple(uint64_t arity);
  static Type fun(uint64_t arity);

  bool is_none() const { return kinds == kNoKind; }
  bool is(uint32_t some) const { return (kinds & ~some) == 0 && kinds != kNoKind; }
  bool may_be(uint32_t some) const { return (kinds & some) != 0; }
  bool is_small() const { return is(kSmallInt); }
  bool is_float() const { return is(kFloatKinds); }
  bool is_integer() const { return is(kIntegerKinds); }
  bool is_number() const { return is(kNumberKinds); }
  bool is_immediate() const { return is(kImmediateKinds); }
  // The one term that it can be, if that is known.
  std::optional<Term> term() const;

  // With these kinds only (and what goes with the others forgotten).
  Type only(uint32_t some) const;
  Type without(uint32_t some) const { return only(kAnyWord & ~some); }
  // The integer part cut to [min, max]; other kinds stay.
  Type with_range(int64_t from, int64_t to) const;
  // Not this term: ends of ranges, kinds of one value.
  Type except(Term term) const;
};

Type join(const Type& a, const Type& b);
Type meet(const Type& a, const Type& b);
// Both as the raw values they are, without the ends of tagged integers.
Type join_raw(const Type& a, const Type& b);

// The type of what a node computes from inputs of these types. Not of phis and params.
Type result_type(const ir::Graph& graph, ir::NodeId id, const Type* inputs);

// What a test of one term says when the term has this type: kTrue, kFalse or both. `first_atom` is
// is_tagged_tuple's.
Type test_type(ir::Op op, uint64_t imm, const Type& value, Word first_atom = kNoTerm.bits);
// The terms of type `value` for which the test is `outcome`.
Type narrow_by_test(ir::Op op, uint64_t imm, const Type& value, bool outcome,
                    Word first_atom = kNoTerm.bits);

}  // namespace linac::opt
