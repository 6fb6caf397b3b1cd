#include "bifs/format_number.h"

#include <cmath>

#include "core/term/number_text.h"

namespace linac {
namespace {

struct Digits {
  std::string digits;
  int64_t exponent;  // of the power of ten before which the point stands
};

Digits digits_of(double value) {
  char text[kFloatTextSize];
  size_t length = *float_to_text(std::fabs(value), FloatFormat{}, text);
  std::string_view shown(text, length);
  size_t e = shown.find('e');
  Digits result{{}, std::stoll(std::string(shown.substr(e + 1))) + 1};
  for (char c : shown.substr(0, e)) {
    if (c >= '0' && c <= '9') result.digits += c;
  }
  return result;
}

struct Rounded {
  std::string text;
  bool carry;  // a 1 belongs before it
};

// `before` digits, a point and `after` digits, rounded half up. Digits that are not there are zeros.
Rounded round_digits(const std::string& digits, size_t before, size_t after) {
  size_t wanted = before + after;
  std::string kept = digits.substr(0, wanted);
  bool carry = digits.size() > wanted && digits[wanted] >= '5';
  for (size_t i = kept.size(); carry && i-- > 0;) {
    carry = kept[i] == '9';
    kept[i] = carry ? '0' : static_cast<char>(kept[i] + 1);
  }
  kept.resize(wanted, '0');
  return {kept.substr(0, before) + "." + kept.substr(before), carry};
}

std::string sign_of(double value) { return std::signbit(value) ? "-" : ""; }

}  // namespace

std::string format_exponent(double value, int64_t digits) {
  Digits of = digits_of(value);
  Rounded rounded = round_digits(of.digits, 1, static_cast<size_t>(digits) - 1);
  int64_t exponent = of.exponent - 1;
  if (rounded.carry) {
    rounded.text[0] = '1';
    exponent++;
  }
  std::string sign = exponent >= 0 ? "e+" : "e";
  return sign_of(value) + rounded.text + sign + std::to_string(exponent);
}

std::string format_fixed(double value, int64_t decimals) {
  Digits of = digits_of(value);
  if (of.exponent <= 0) {
    of.digits.insert(0, static_cast<size_t>(1 - of.exponent), '0');
    of.exponent = 1;
  }
  Rounded rounded =
      round_digits(of.digits, static_cast<size_t>(of.exponent), static_cast<size_t>(decimals));
  return sign_of(value) + (rounded.carry ? "1" : "") + rounded.text;
}

}  // namespace linac
