// What OTP 29's unicode_util knows of code points (Unicode 17.0), in tables of our own: its answers
// are those of one Unicode version, and a library's would change with the machine that builds.
//
// Any number may be asked for; what is no code point has no property.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace linac {

// How code points join into grapheme clusters. The order is that of generate/pack_unicode.py.
enum class GraphemeClass : uint8_t {
  kOther,
  kReturn,
  kControl,
  kExtend,
  kZwj,
  kIndicLinker,  // extends too
  kIndicConsonant,
  kPictographic,
  kPrepend,
  kRegional,
  kHangulL,
  kHangulV,
  kHangulT,
  kHangulLv,
  kHangulLvt,
};
GraphemeClass grapheme_class_slow(uint32_t point);
inline GraphemeClass grapheme_class(uint32_t point) {
  if (point >= 0x20 && point < 0x7F) return GraphemeClass::kOther;
  return grapheme_class_slow(point);
}
// As unicode_util:is_extend/1: joins what stands before it.
constexpr bool is_extending(GraphemeClass c) {
  return c == GraphemeClass::kExtend || c == GraphemeClass::kZwj ||
         c == GraphemeClass::kIndicLinker;
}

enum class CaseKind : uint8_t { kUpper, kLower, kTitle, kFold };
inline constexpr size_t kMaxCaseText = 3;
// The mapping, one to three code points; returns how many it wrote.
size_t map_case(uint32_t point, CaseKind kind, uint32_t (&out)[kMaxCaseText]);

uint8_t combining_class(uint32_t point);
// The full decomposition, empty when it is the code point itself. Hangul syllables are computed by
// the caller (normalize.h).
std::span<const uint32_t> canonical_decomposition(uint32_t point);
std::span<const uint32_t> compatibility_decomposition(uint32_t point);
// The composition of a pair, or 0.
uint32_t compose_pair(uint32_t first, uint32_t second);

// What string:trim/1 trims, [$\r,$\n] apart.
constexpr bool is_pattern_whitespace(uint32_t c) {
  return (c >= 9 && c <= 13) || c == 32 || c == 0x85 || c == 0x200E || c == 0x200F || c == 0x2028 ||
         c == 0x2029;
}

}  // namespace linac
