// A term is one 64-bit word with its tag in the low 3 bits (docs/terms.md).
//
//   000            small integer, 61 bits, value << 3
//   001, 100, 101  float in the word: its bits rotated left by 4, plus 1, so that the tag is the
//                  exponent's top 3 bits plus 1 (both zeros and |x| < 2^-767; [2^-255, 2); [2, 2^257))
//   010            cons cell: pointer to head, tail
//   011            boxed: pointer to a header word and its payload (core/term/boxed.h)
//   110            immediate: atom, [], local pid, local port, internal marks
//   111            header word; never a term that a program sees
//
// Invariants
//  T1 Canonical: an integer that fits 61 bits is small, a float that fits the word is self-tagged,
//     never inf or nan. So =:= of two immediates is equality of words.
//  T2 (w & 2) == 0: an immediate number. (w & 6) == 2: a pointer. Else immediate or header.
//  T3 A Term is only a word: whoever may collect holds terms through rooting types
//     (runtime/memory/root_scope.h). Core functions that take Terms never collect.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>

#include "core/base/check.h"

namespace linac {

using Word = uint64_t;

inline constexpr int kTermLayoutVersion = 1;  // raised when a tag or a boxed layout changes

enum Tag : Word {
  kTagSmall = 0,
  kTagFloatTiny = 1,
  kTagCons = 2,
  kTagBoxed = 3,
  kTagFloatLow = 4,
  kTagFloatHigh = 5,
  kTagImmediate = 6,
  kTagHeader = 7,
};
inline constexpr Word kTagMask = 7;

// Immediates (tag 110) say in bits 3..5 what they are; their value starts at bit 6.
enum class ImmediateKind : Word { kAtom = 0, kNil = 1, kPid = 2, kPort = 3, kMark = 4 };
inline constexpr int kImmediateShift = 6;

inline constexpr int kSmallShift = 3;
inline constexpr int64_t kSmallMax = (int64_t{1} << 60) - 1;
inline constexpr int64_t kSmallMin = -(int64_t{1} << 60);

struct Term {
  Word bits;

  constexpr bool operator==(const Term&) const = default;  // same word, not Erlang's =:=

  constexpr Word tag() const { return bits & kTagMask; }
  constexpr bool is_small() const { return tag() == kTagSmall; }
  constexpr bool is_cons() const { return tag() == kTagCons; }
  constexpr bool is_boxed() const { return tag() == kTagBoxed; }
  constexpr bool is_pointer() const { return (bits & 6) == 2; }
  constexpr bool is_immediate() const { return !is_pointer(); }
  constexpr bool is_header() const { return tag() == kTagHeader; }
  constexpr bool is_self_float() const { return (bits & 2) == 0 && tag() != kTagSmall; }
  constexpr bool is_immediate_kind(ImmediateKind kind) const {
    return (bits & 63) == (static_cast<Word>(kind) << 3 | kTagImmediate);
  }
  constexpr bool is_atom() const { return is_immediate_kind(ImmediateKind::kAtom); }
  constexpr bool is_nil() const { return is_immediate_kind(ImmediateKind::kNil); }
  constexpr bool is_local_pid() const { return is_immediate_kind(ImmediateKind::kPid); }
  constexpr bool is_local_port() const { return is_immediate_kind(ImmediateKind::kPort); }
  constexpr bool is_list() const { return is_cons() || is_nil(); }

  constexpr int64_t small_value() const { return static_cast<int64_t>(bits) >> kSmallShift; }
  constexpr Word immediate_value() const { return bits >> kImmediateShift; }
  constexpr uint32_t atom_index() const { return static_cast<uint32_t>(immediate_value()); }

  // The cell behind a cons: [0] head, [1] tail. The words behind a box: [0] header, [1].. payload.
  Word* cell() const { return reinterpret_cast<Word*>(bits - kTagCons); }
  Word* box() const { return reinterpret_cast<Word*>(bits - kTagBoxed); }
  // Either of them, when is_pointer().
  Word* pointer() const { return reinterpret_cast<Word*>(bits & ~kTagMask); }
  Term head() const { return Term{cell()[0]}; }
  Term tail() const { return Term{cell()[1]}; }
  Word header() const { return box()[0]; }
};
static_assert(sizeof(Term) == 8);

constexpr Term make_immediate(ImmediateKind kind, Word value) {
  return Term{value << kImmediateShift | static_cast<Word>(kind) << 3 | kTagImmediate};
}
constexpr Term make_atom(uint32_t index) { return make_immediate(ImmediateKind::kAtom, index); }
constexpr Term make_small(int64_t value) { return Term{static_cast<Word>(value) << kSmallShift}; }
constexpr bool fits_small(int64_t value) { return value >= kSmallMin && value <= kSmallMax; }
constexpr bool fits_small_unsigned(uint64_t value) {
  return value <= static_cast<uint64_t>(kSmallMax);
}
inline Term make_cons(Word* cell) { return Term{reinterpret_cast<Word>(cell) | kTagCons}; }
inline Term make_boxed(const Word* box) { return Term{reinterpret_cast<Word>(box) | kTagBoxed}; }

inline constexpr Term kNil = make_immediate(ImmediateKind::kNil, 0);
// Not a term of any program: an empty slot, "no value". Never stored where a program could read it.
inline constexpr Term kNoTerm = make_immediate(ImmediateKind::kMark, 0);

// The self-tagged form of a finite double, or nothing when it has to be boxed.
inline std::optional<Term> make_self_float(double value) {
  Word bits = std::rotl(std::bit_cast<Word>(value), 4) + 1;
  Term term{bits};
  if (!term.is_self_float()) return std::nullopt;
  return term;
}
inline double self_float_value(Term term) {
  return std::bit_cast<double>(std::rotr(term.bits - 1, 4));
}

}  // namespace linac
