// Numbers as text and back, byte for byte as OTP 29: integer_to_list/2, list_to_integer/2,
// float_to_list/2, list_to_float/1 and how floats are printed. No locale anywhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/term/arith.h"

namespace linac {

// --- Integers, base 2 to 36 ---

// Bytes that integer_to_text() may write.
size_t integer_text_size(Term integer, unsigned base);
// Upper-case digits, no terminator; returns the length. Subquadratic.
size_t integer_to_text(Term integer, unsigned base, char* out);

// The same of an integer of 61 bits, somewhere in the buffer.
using SmallText = std::array<char, 64>;
std::string_view small_to_text(int64_t value, unsigned base, SmallText& buffer);
// What the functions below make of a text; kNoTerm: it may be an integer that is no small one or too
// long to say at once, or none.
Term small_from_text(std::string_view text, unsigned base);

// One optional sign, then digits of either case and nothing else.
bool is_integer_text(std::string_view text, unsigned base);
// Of what is none: badarg. Too many digits are
// system_limit before they are looked at, so an unreasonable text costs no time.
size_t integer_words_from_text(std::string_view text, unsigned base);
ArithResult integer_from_text(std::string_view text, unsigned base, TermSpace& space);

// --- Floats ---

// The shortest text that reads back as `value`, as ~w and ~p print it (option `short`); at most
// kShortFloatTextSize bytes, no terminator; returns the length. `value` is finite.
inline constexpr size_t kShortFloatTextSize = 32;
size_t float_to_short_text(double value, char* out);

// What the options of float_to_list/2 say; without options it is float_to_list/1's format.
struct FloatFormat {
  enum class Style : uint8_t { kScientific, kDecimals, kShort };
  Style style = Style::kScientific;
  int digits = 20;       // after the point; kScientific takes a negative number as 6
  bool compact = false;  // without trailing zeros; kDecimals only
};
// The last option of a kind counts; nothing when it is no list of options (badarg).
std::optional<FloatFormat> parse_float_format(Term options);
// At most kFloatTextSize bytes, no terminator; nothing when the text would be longer (badarg).
inline constexpr size_t kFloatTextSize = 255;
std::optional<size_t> float_to_text(double value, FloatFormat format, char* out);

// [+-]digits.digits[e[+-]digits] (also E, and a comma for the point), up to a NUL byte if there is
// one; nothing (badarg) for anything else and past the largest float. Too small gives a zero.
std::optional<double> float_from_text(std::string_view text);

}  // namespace linac
