// Runs one recorded case of numbers as text: what to do, a number or a text, a base or a number of
// decimals, and the answer.
#pragma once

#include <string>
#include <string_view>

#include "core/term/number_text.h"
#include "tests/unit/number_test_support.h"

namespace linac::test {

inline std::string text_of_integer(std::string_view number, unsigned base) {
  NumberHeap heap;
  Term integer = read_number(number, heap);
  size_t limit = integer_text_size(integer, base);
  std::string text(limit, '?');
  size_t size = integer_to_text(integer, base, text.data());
  return size <= limit ? text.substr(0, size) : "longer than measured";
}

inline std::string integer_of_text(std::string_view text, unsigned base) {
  NumberHeap heap;
  auto result = integer_from_text(text, base, heap.open(integer_words_from_text(text, base)));
  if (!result.ok()) return write_error(result.error);
  if (!heap.close(result.value)) return "space not kept to";
  return is_canonical(result.value) ? write_number(result.value) : "not canonical";
}

inline std::string text_of_float(std::string_view name, std::string_view number, int digits) {
  NumberHeap heap;
  double value = float_value(read_number(number, heap));
  FloatFormat format;
  format.digits = digits;
  if (name == "short") format.style = FloatFormat::Style::kShort;
  if (name == "d" || name == "c") format.style = FloatFormat::Style::kDecimals;
  format.compact = name == "c";
  std::string text(kFloatTextSize, '?');
  auto size = float_to_text(value, format, text.data());
  return size ? text.substr(0, *size) : "!badarg";
}

inline std::string float_of_text(std::string_view text) {
  auto value = float_from_text(text);
  if (!value) return "!badarg";
  NumberHeap heap;
  return write_number(heap.open(kFloatWords).number(*value));
}

// `name`: i2t, t2i, t2f; short; s (scientific), d (decimals), c (decimals, compact).
inline std::string run_text_case(std::string_view name, std::string_view input, int parameter) {
  if (name == "i2t") return text_of_integer(input, static_cast<unsigned>(parameter));
  if (name == "t2i") return integer_of_text(input, static_cast<unsigned>(parameter));
  if (name == "t2f") return float_of_text(input);
  return text_of_float(name, input, parameter);
}

}  // namespace linac::test
