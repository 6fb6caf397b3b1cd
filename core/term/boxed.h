// What lies behind a boxed term: a header word and `size` payload words.
//
//   header: bits 0..2 = 111, bits 3..7 kind, bits 8..47 size in words, bits 48..63 aux
//
// A tuple's header is its arity << 8 | 7 (kind 0, aux 0), so one compare tests kind and arity.
// In a collection a moved box holds its new (boxed) term where its header was, and a moved cons has
// kMovedCons as its head and its new term as its tail.
#pragma once

#include <cstddef>

#include "core/term/term.h"

namespace linac {

enum class BoxedKind : uint8_t {
#define BOXED_KIND(name, raw, doc) k##name,
#include "core/term/boxed.def"
#undef BOXED_KIND
};

inline constexpr uint8_t kAllRaw = 255;
inline constexpr uint8_t kBoxedRawWords[] = {
#define BOXED_KIND(name, raw, doc) raw,
#include "core/term/boxed.def"
#undef BOXED_KIND
};
inline constexpr size_t kBoxedKinds = sizeof(kBoxedRawWords);
static_assert(kBoxedKinds < 31, "kind 31 is kMovedCons's");

inline constexpr int kHeaderSizeShift = 8;
inline constexpr int kHeaderAuxShift = 48;
inline constexpr Word kMaxBoxedWords = (Word{1} << 40) - 1;
inline constexpr Word kMaxTupleArity = (1 << 24) - 1;
inline constexpr Word kMovedCons = 31 << 3 | kTagHeader;

constexpr Word make_header(BoxedKind kind, Word size, Word aux = 0) {
  return aux << kHeaderAuxShift | size << kHeaderSizeShift | static_cast<Word>(kind) << 3 |
         kTagHeader;
}
constexpr Word tuple_header(Word arity) { return make_header(BoxedKind::kTuple, arity); }
constexpr BoxedKind header_kind(Word header) { return static_cast<BoxedKind>(header >> 3 & 31); }
constexpr size_t header_size(Word header) { return header >> kHeaderSizeShift & kMaxBoxedWords; }
constexpr Word header_aux(Word header) { return header >> kHeaderAuxShift; }
constexpr bool header_is(Word header, BoxedKind kind) {
  return (header & 0xFF) == (static_cast<Word>(kind) << 3 | kTagHeader);
}

inline bool is_boxed_kind(Term t, BoxedKind kind) {
  return t.is_boxed() && header_is(t.header(), kind);
}
inline size_t boxed_size(Term t) { return header_size(t.header()); }
inline Word* payload(Term t) { return t.box() + 1; }
inline Term payload_term(Term t, size_t index) { return Term{t.box()[1 + index]}; }

inline bool is_tuple(Term t) { return is_boxed_kind(t, BoxedKind::kTuple); }
inline bool is_tuple_of(Term t, Word arity) {
  return t.is_boxed() && t.header() == tuple_header(arity);
}
inline size_t tuple_arity(Term t) { return boxed_size(t); }
// 0-based.
inline Term tuple_element(Term t, size_t index) { return payload_term(t, index); }

inline bool is_big(Term t) {
  return is_boxed_kind(t, BoxedKind::kBigPositive) || is_boxed_kind(t, BoxedKind::kBigNegative);
}
inline bool is_big_negative(Term t) { return is_boxed_kind(t, BoxedKind::kBigNegative); }
inline bool is_integer(Term t) { return t.is_small() || is_big(t); }

inline bool is_boxed_float(Term t) { return is_boxed_kind(t, BoxedKind::kFloat); }
inline bool is_float(Term t) { return t.is_self_float() || is_boxed_float(t); }
inline double float_value(Term t) {
  return t.is_self_float() ? self_float_value(t) : std::bit_cast<double>(t.box()[1]);
}
inline bool is_number(Term t) { return (t.bits & 2) == 0 || is_big(t) || is_boxed_float(t); }

inline bool is_map(Term t) {
  return is_boxed_kind(t, BoxedKind::kFlatMap) || is_boxed_kind(t, BoxedKind::kTrieMap);
}
inline bool is_closure(Term t) { return is_boxed_kind(t, BoxedKind::kClosure); }
inline bool is_external_fun(Term t) { return is_boxed_kind(t, BoxedKind::kExternalFun); }
inline bool is_fun(Term t) { return is_closure(t) || is_external_fun(t); }

// Any bitstring: heap, shared or sub-binary (a match context is none).
inline bool is_bitstring(Term t) {
  return is_boxed_kind(t, BoxedKind::kHeapBinary) || is_boxed_kind(t, BoxedKind::kSharedBinary) ||
         is_boxed_kind(t, BoxedKind::kSubBinary);
}
inline bool is_pid(Term t) { return t.is_local_pid() || is_boxed_kind(t, BoxedKind::kExternalPid); }
inline bool is_port(Term t) {
  return t.is_local_port() || is_boxed_kind(t, BoxedKind::kExternalPort);
}
inline bool is_reference(Term t) {
  return is_boxed_kind(t, BoxedKind::kReference) || is_boxed_kind(t, BoxedKind::kResource) ||
         is_boxed_kind(t, BoxedKind::kExternalReference);
}

// Word counts (header included) that builders reserve.
inline constexpr size_t kConsWords = 2;
inline constexpr size_t kFloatWords = 2;  // at most: most floats need none
inline constexpr size_t kSharedBinaryWords = 4;
inline constexpr size_t kSubBinaryWords = 4;
inline constexpr size_t kMatchContextWords = 5;
inline constexpr size_t kReferenceWords = 3;
inline constexpr size_t kBigWords64 = 2;  // a 64-bit integer at most
constexpr size_t tuple_words(size_t arity) { return arity + 1; }
constexpr size_t closure_words(size_t captured) { return captured + 2; }

}  // namespace linac
