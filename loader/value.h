// What validation knows of the value in a register: a set of kinds, and a little about tuples and
// funs. The lattice is finite and joins only lose knowledge, so iteration ends.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/term/boxed.h"

namespace linac {

enum ValueKinds : uint16_t {
  kUnset = 0,  // nothing may be read here
  kIntegerValue = 1,
  kFloatValue = 2,
  kAtomValue = 4,
  kNilValue = 8,
  kConsValue = 16,
  kTupleValue = 32,
  kMapValue = 64,
  kBitstringValue = 128,
  kFunValue = 256,
  kOtherValue = 512,  // pids, ports, references, native records
  kAnyTerm = 1023,
  // Not terms: they may be moved and used by the ops made for them, and nothing else.
  kMatchContextValue = 1024,
  kMatchPositionValue = 2048,
  kReceiveMarkerValue = 4096,
  // Y registers only: the slot of an active try or catch.
  kTryTag = 16384,
  kCatchTag = 32768,
  kTags = 16384 | 32768,
};

struct Value {
  static constexpr uint8_t kExactArity = 1;
  static constexpr uint8_t kFreshTuple = 2;  // made by setelement/3; nothing collected since
  static constexpr uint8_t kUnknownFunArity = 255;

  uint16_t kinds = kUnset;
  uint8_t flags = 0;
  uint8_t fun_arity = 0;  // if kinds has kFunValue
  uint32_t detail = 0;    // if kinds has kTupleValue: its least arity; of a tag: the handler op

  bool operator==(const Value&) const = default;

  bool is_set() const { return kinds != kUnset; }
  bool is_tag() const { return (kinds & kTags) != 0; }
  bool is_term() const { return is_set() && (kinds & ~kAnyTerm) == 0; }
  bool exact_arity() const { return (flags & kExactArity) != 0; }
  bool is_tuple_of_at_least(uint64_t arity) const {
    return kinds == kTupleValue && detail >= arity;
  }
  bool is_tuple_of(uint64_t arity) const {
    return kinds == kTupleValue && exact_arity() && detail == arity;
  }
  bool is_fun_of(uint64_t arity) const { return kinds == kFunValue && fun_arity == arity; }

  static Value of(uint16_t kinds) {
    Value value;
    value.kinds = kinds;
    if ((kinds & kFunValue) != 0) value.fun_arity = kUnknownFunArity;
    return value;
  }
  static Value any() { return of(kAnyTerm); }
  static Value tuple(uint64_t arity) {
    Value value = of(kTupleValue);
    value.flags = kExactArity;
    value.detail = static_cast<uint32_t>(arity);
    return value;
  }
  static Value fun(uint32_t arity) {
    Value value = of(kFunValue);
    value.fun_arity = static_cast<uint8_t>(std::min<uint32_t>(arity, kUnknownFunArity));
    return value;
  }
  static Value tag(uint16_t kind, uint32_t handler) {
    Value value = of(kind);
    value.detail = handler;
    return value;
  }
  static Value of_term(Term term);

  // The same value, known to have one of these kinds.
  Value narrowed(unsigned to) const {
    Value value = *this;
    value.kinds &= static_cast<uint16_t>(to);
    if ((value.kinds & kTupleValue) == 0 && !is_tag()) {
      value.detail = 0;
      value.flags = 0;
    }
    if ((value.kinds & kFunValue) == 0) value.fun_arity = 0;
    return value;
  }
};
static_assert(sizeof(Value) == 8);

// A tuple that is known to have this arity.
inline Value with_arity(Value tuple, uint64_t arity) {
  tuple.flags |= Value::kExactArity;
  tuple.detail = static_cast<uint32_t>(arity);
  return tuple;
}
inline Value with_least_arity(Value tuple, uint64_t arity) {
  if (!tuple.exact_arity() && tuple.detail < arity) tuple.detail = static_cast<uint32_t>(arity);
  return tuple;
}

// The value is one or the other; unset if one of them is.
inline Value join(const Value& a, const Value& b) {
  if (a == b) return a;
  if (!a.is_set() || !b.is_set()) return {};
  Value result;
  result.kinds = a.kinds | b.kinds;
  bool a_tuple = (a.kinds & kTupleValue) != 0;
  bool b_tuple = (b.kinds & kTupleValue) != 0;
  if (a_tuple && b_tuple) {
    result.detail = std::min(a.detail, b.detail);
    result.flags = a.detail == b.detail ? a.flags & b.flags : 0;
  } else if (a_tuple || b_tuple) {
    result.detail = a_tuple ? a.detail : b.detail;
    result.flags = (a_tuple ? a.flags : b.flags) & Value::kExactArity;
  }
  bool a_fun = (a.kinds & kFunValue) != 0;
  bool b_fun = (b.kinds & kFunValue) != 0;
  if (a_fun && b_fun) {
    result.fun_arity = a.fun_arity == b.fun_arity ? a.fun_arity : Value::kUnknownFunArity;
  } else if (a_fun || b_fun) {
    result.fun_arity = a_fun ? a.fun_arity : b.fun_arity;
  }
  return result;
}

inline Value Value::of_term(Term term) {
  if (term.is_small()) return of(kIntegerValue);
  if (term.is_self_float()) return of(kFloatValue);
  if (term.is_atom()) return of(kAtomValue);
  if (term.is_nil()) return of(kNilValue);
  if (term.is_cons()) return of(kConsValue);
  if (!term.is_boxed()) return of(kOtherValue);
  if (is_tuple(term)) return tuple(tuple_arity(term));
  if (is_big(term)) return of(kIntegerValue);
  if (is_boxed_float(term)) return of(kFloatValue);
  if (is_map(term)) return of(kMapValue);
  if (is_bitstring(term)) return of(kBitstringValue);
  if (is_fun(term)) return of(kFunValue);
  return of(kOtherValue);
}

}  // namespace linac
