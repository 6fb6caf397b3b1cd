#include "core/term/number_text.h"

#include <gmp.h>

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <memory>
#include <string>

#include "core/term/atom.h"

namespace linac {

namespace {

constexpr size_t kMaxBits = kMaxBigLimbs * 64;
// More significant digits than these are system_limit in OTP, whatever they are.
constexpr size_t kMaxDigits = 4194304;
constexpr size_t kMaxDigitsFromBase10 = 1262611;
constexpr uint8_t kNoDigit = 255;

constexpr std::array<uint8_t, 256> kDigitValues = [] {
  std::array<uint8_t, 256> values{};
  for (auto& value : values) value = kNoDigit;
  for (uint8_t i = 0; i < 10; i++) values['0' + i] = i;
  for (uint8_t i = 0; i < 26; i++) {
    values['a' + i] = static_cast<uint8_t>(10 + i);
    values['A' + i] = static_cast<uint8_t>(10 + i);
  }
  return values;
}();
constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

// "00" to "99".
constexpr std::array<char, 200> kPairs = [] {
  std::array<char, 200> pairs{};
  for (size_t i = 0; i < 100; i++) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// The digits of a number before `end`; where they begin. Dividing by what is known only at run time
// takes longer than all the rest.
char* put_digits_before(char* end, Word number, unsigned base) {
  if (base == 10) {
    for (; number >= 100; number /= 100) {
      end -= 2;
      std::memcpy(end, &kPairs[2 * (number % 100)], 2);
    }
    if (number >= 10) {
      end -= 2;
      std::memcpy(end, &kPairs[2 * number], 2);
    } else {
      *--end = static_cast<char>('0' + number);
    }
  } else if (std::has_single_bit(base)) {
    int bits = std::countr_zero(base);
    do *--end = kDigits[number & (base - 1)];
    while ((number >>= bits) != 0);
  } else {
    do *--end = kDigits[number % base];
    while ((number /= base) != 0);
  }
  return end;
}

// Limbs for one call: on the stack when they are few.
class LimbScratch {
 public:
  explicit LimbScratch(size_t count) {
    if (count > kInline) heap_ = std::make_unique_for_overwrite<Word[]>(count);
  }
  Word* get() { return heap_ ? heap_.get() : inline_; }

 private:
  static constexpr size_t kInline = 64;
  Word inline_[kInline];
  std::unique_ptr<Word[]> heap_;
};

// A text's sign and its digits without leading zeros. `valid`: there was at least one character
// after the sign.
struct DigitText {
  std::string_view digits;
  bool negative = false;
  bool valid = false;
};

DigitText split_sign(std::string_view text) {
  DigitText result;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    result.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  result.valid = !text.empty();
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  result.digits = text;
  return result;
}

// So few digits are below 2^63 in that base.
size_t digits_of_one_word(unsigned base) { return base <= 10 ? 18 : 12; }

bool too_many_digits(size_t count, unsigned base) {
  return count > (base < 10 ? kMaxDigits : kMaxDigitsFromBase10);
}

// Whether a number of so many digits, the first of them not 0, is past kMaxBigLimbs for certain.
bool certainly_too_long(size_t count, unsigned base) {
  return static_cast<double>(count - 1) * std::log2(base) > static_cast<double>(kMaxBits) + 1;
}

size_t limbs_of_digits(size_t count, unsigned base) {
  return static_cast<size_t>(static_cast<double>(count) * std::log2(base)) / 64 + 2;
}

ArithResult badarg() { return {kNoTerm, ArithError::kBadarg}; }
ArithResult system_limit() { return {kNoTerm, ArithError::kSystemLimit}; }

bool all_digits(std::string_view text, unsigned base) {
  return std::all_of(text.begin(), text.end(),
                     [base](char c) { return kDigitValues[static_cast<uint8_t>(c)] < base; });
}

Term word_from_digits(const DigitText& text, unsigned base, TermSpace& space) {
  int64_t value = 0;
  for (char c : text.digits) {
    value = value * static_cast<int64_t>(base) + kDigitValues[static_cast<uint8_t>(c)];
  }
  return space.integer(text.negative ? -value : value);
}

}  // namespace

size_t integer_text_size(Term integer, unsigned base) {
  IntegerView view(integer);
  if (view.size() == 0) return 1;
  auto size = static_cast<mp_size_t>(view.size());
  return mpn_sizeinbase(view.limbs(), size, static_cast<int>(base)) + 2;  // GMP's spare, the sign
}

size_t integer_to_text(Term integer, unsigned base, char* out) {
  IntegerView view(integer);
  char* at = out;
  if (view.negative()) *at++ = '-';
  if (view.size() <= 1) {
    char digits[64];
    const char* end = digits + sizeof digits;
    Word number = view.size() == 0 ? 0 : view.limbs()[0];
    const char* first = put_digits_before(digits + sizeof digits, number, base);
    auto count = static_cast<size_t>(end - first);
    std::memcpy(at, first, count);
    return static_cast<size_t>(at - out) + count;
  }
  LimbScratch scratch(view.size());  // the conversion overwrites its operand
  auto size = static_cast<mp_size_t>(view.size());
  mpn_copyi(scratch.get(), view.limbs(), size);
  auto* digits = reinterpret_cast<unsigned char*>(at);
  size_t count = mpn_get_str(digits, static_cast<int>(base), scratch.get(), size);
  size_t zeros = 0;
  while (digits[zeros] == 0) zeros++;
  count -= zeros;
  for (size_t i = 0; i < count; i++) at[i] = kDigits[digits[i + zeros]];
  return static_cast<size_t>(at - out) + count;
}

std::string_view small_to_text(int64_t value, unsigned base, SmallText& buffer) {
  char* end = buffer.data() + buffer.size();
  Word number = value < 0 ? Word{0} - static_cast<Word>(value) : static_cast<Word>(value);
  char* first = put_digits_before(end, number, base);
  if (value < 0) *--first = '-';
  return {first, static_cast<size_t>(end - first)};
}

Term small_from_text(std::string_view text, unsigned base) {
  bool negative = !text.empty() && text[0] == '-';
  if (negative || (!text.empty() && text[0] == '+')) text.remove_prefix(1);
  if (text.empty() || text.size() > digits_of_one_word(base)) return kNoTerm;
  int64_t value = 0;
  for (char c : text) {
    uint8_t digit = kDigitValues[static_cast<uint8_t>(c)];
    if (digit >= base) return kNoTerm;
    value = value * static_cast<int64_t>(base) + digit;
  }
  if (negative) value = -value;
  return fits_small(value) ? make_small(value) : kNoTerm;
}

bool is_integer_text(std::string_view text, unsigned base) {
  DigitText parts = split_sign(text);
  return parts.valid && all_digits(parts.digits, base);
}

size_t integer_words_from_text(std::string_view text, unsigned base) {
  size_t count = split_sign(text).digits.size();
  if (count <= digits_of_one_word(base)) return kBigWords64;
  if (too_many_digits(count, base) || certainly_too_long(count, base)) return 0;
  return 1 + limbs_of_digits(count, base);
}

ArithResult integer_from_text(std::string_view text, unsigned base, TermSpace& space) {
  DigitText parts = split_sign(text);
  if (!parts.valid) return badarg();
  size_t count = parts.digits.size();
  if (too_many_digits(count, base)) return system_limit();
  if (!all_digits(parts.digits, base)) return badarg();
  if (count <= digits_of_one_word(base)) {
    return {word_from_digits(parts, base, space), ArithError::kNone};
  }
  if (certainly_too_long(count, base)) return system_limit();
  auto values = std::make_unique_for_overwrite<unsigned char[]>(count);
  for (size_t i = 0; i < count; i++) {
    values[i] = kDigitValues[static_cast<uint8_t>(parts.digits[i])];
  }
  Word* box = space.take(1 + limbs_of_digits(count, base));
  mp_size_t limbs = mpn_set_str(box + 1, values.get(), count, static_cast<int>(base));
  Term value = finish_big(space, box, static_cast<size_t>(limbs), parts.negative);
  if (value == kNoTerm) return system_limit();
  return {value, ArithError::kNone};
}

namespace {

// A positive double's shortest digits d.ddd * 10^exponent.
struct ShortDigits {
  char digits[17];
  int count = 0;
  int exponent = 0;
};

ShortDigits shortest_digits(double value) {
  char text[kShortFloatTextSize];
  auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  VM_CHECK(written.ec == std::errc());
  ShortDigits result;
  const char* at = text;
  for (; *at != 'e'; at++) {
    if (*at != '.') result.digits[result.count++] = *at;
  }
  at += at[1] == '+' ? 2 : 1;
  std::from_chars(at, written.ptr, result.exponent);
  return result;
}

// OTP writes a float without an exponent where that is no longer than with one, but never past
// 2^53, where not every integer is a float. `shift`: the power of ten of the last digit.
bool prefers_fixed(const ShortDigits& number, int shift, double value) {
  int lowest = number.count == 1 ? -4 : -(number.count + 2);
  int highest = number.count == 1 || number.exponent >= 10 ? 2 : 1;
  return shift >= lowest && shift <= highest && value < 0x1p53;
}

char* put_zeros(char* at, int count) {
  for (int i = 0; i < count; i++) *at++ = '0';
  return at;
}

char* put_digits(char* at, const ShortDigits& number, int from, int to) {
  for (int i = from; i < to; i++) *at++ = number.digits[i];
  return at;
}

char* put_fixed(char* at, const ShortDigits& number, int shift) {
  int before_point = number.exponent + 1;
  if (shift >= 0) {
    at = put_zeros(put_digits(at, number, 0, number.count), shift);
    *at++ = '.';
    *at++ = '0';
    return at;
  }
  at = before_point > 0 ? put_digits(at, number, 0, before_point) : put_zeros(at, 1);
  *at++ = '.';
  at = put_zeros(at, std::max(0, -before_point));
  return put_digits(at, number, std::max(0, before_point), number.count);
}

char* put_scientific(char* at, const ShortDigits& number) {
  *at++ = number.digits[0];
  *at++ = '.';
  if (number.count == 1) *at++ = '0';
  at = put_digits(at, number, 1, number.count);
  *at++ = 'e';
  return std::to_chars(at, at + 4, number.exponent).ptr;
}

// Zeros at the end of [out, end), but for one after a point. Without a point OTP strips them too.
char* strip_zeros(const char* out, char* end) {
  while (end - 1 > out && end[-1] == '0') end--;
  if (end[-1] == '.') end++;
  return end;
}

// Below 2^53 and below this many decimals OTP scales the fraction as a double and rounds that, which
// is not always the nearest decimal.
constexpr int kFastDecimals = 19;

double power_of_ten(int exponent) {
  double power = 1;
  for (int i = 0; i < exponent; i++) power *= 10;  // exact up to 10^22
  return power;
}

size_t put_fast_decimals(double magnitude, const FloatFormat& format, char* out) {
  if (format.digits == 0) {
    auto whole = static_cast<uint64_t>(std::round(magnitude));
    return static_cast<size_t>(std::to_chars(out, out + 20, whole).ptr - out);
  }
  auto whole = static_cast<uint64_t>(magnitude);
  double unit = power_of_ten(format.digits);
  double scaled = std::round((magnitude - static_cast<double>(whole)) * unit);
  if (scaled >= unit) {
    whole++;
    scaled = 0;
  }
  char* at = std::to_chars(out, out + 20, whole).ptr;
  *at++ = '.';
  auto fraction = static_cast<uint64_t>(scaled);
  for (int i = format.digits; i > 0; i--) {
    at[i - 1] = static_cast<char>('0' + fraction % 10);
    fraction /= 10;
  }
  at += format.digits;
  if (format.compact) at = strip_zeros(out, at);
  return static_cast<size_t>(at - out);
}

// Through a buffer that holds whatever fits the checks before, as long as it may be.
std::optional<size_t> put_exact(double value, std::chars_format style, int digits, bool compact,
                                char* out) {
  if (digits > static_cast<int>(kFloatTextSize)) return std::nullopt;
  char text[1024];
  char* end = std::to_chars(text, text + sizeof text, value, style, digits).ptr;
  auto size = static_cast<size_t>(end - text);
  if (size > kFloatTextSize) return std::nullopt;
  if (compact) size = static_cast<size_t>(strip_zeros(text, end) - text);
  std::memcpy(out, text, size);
  return size;
}

std::optional<size_t> put_decimals(double value, const FloatFormat& format, char* out) {
  if (format.digits < 0) return std::nullopt;
  double magnitude = std::fabs(value);
  if (magnitude > 0x1p53 || format.digits >= kFastDecimals) {
    return put_exact(value, std::chars_format::fixed, format.digits, format.compact, out);
  }
  size_t sign = std::signbit(value);
  if (sign != 0) out[0] = '-';
  return sign + put_fast_decimals(magnitude, format, out + sign);
}

bool is_decimal_digit(char c) { return c >= '0' && c <= '9'; }

// The position after the digits that start at `at`; the same when there are none.
size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_decimal_digit(text[at])) at++;
  return at;
}

size_t skip_sign(std::string_view text, size_t at) {
  return at < text.size() && (text[at] == '-' || text[at] == '+') ? at + 1 : at;
}

// The parts of a text of the grammar: the position of its point and of its e (or its end).
struct FloatParts {
  size_t point;
  size_t exponent;
};

std::optional<FloatParts> split_float(std::string_view text) {
  size_t first = skip_sign(text, 0);
  size_t point = skip_digits(text, first);
  if (point == first || point == text.size()) return std::nullopt;
  if (text[point] != '.' && text[point] != ',') return std::nullopt;
  size_t end = skip_digits(text, point + 1);
  if (end == point + 1) return std::nullopt;
  if (end == text.size()) return FloatParts{point, end};
  if (text[end] != 'e' && text[end] != 'E') return std::nullopt;
  size_t power = skip_sign(text, end + 1);
  size_t last = skip_digits(text, power);
  if (last == power || last != text.size()) return std::nullopt;
  return FloatParts{point, end};
}

// Whether a number that is out of a double's range is out of it at the lower end.
bool is_tiny(std::string_view text, const FloatParts& parts) {
  if (parts.exponent != text.size()) {
    std::string_view power = text.substr(parts.exponent + 1);
    if (power[0] == '+') power.remove_prefix(1);
    int64_t value = 0;
    auto read = std::from_chars(power.data(), power.data() + power.size(), value);
    if (read.ec != std::errc()) return power[0] == '-';
    // No text is so long that its digits outweigh this.
    if (value < -(int64_t{1} << 40) || value > int64_t{1} << 40) return value < 0;
    size_t digit = text.find_first_of("123456789");
    int64_t weight = static_cast<int64_t>(parts.point) - static_cast<int64_t>(digit);
    return weight + value < 0;
  }
  return text.find_first_of("123456789") > parts.point;
}

}  // namespace

size_t float_to_short_text(double value, char* out) {
  char* at = out;
  if (std::signbit(value)) *at++ = '-';
  value = std::fabs(value);
  if (value == 0) {
    std::memcpy(at, "0.0", 3);
    return static_cast<size_t>(at - out) + 3;
  }
  ShortDigits number = shortest_digits(value);
  int shift = number.exponent - (number.count - 1);
  at = prefers_fixed(number, shift, value) ? put_fixed(at, number, shift)
                                           : put_scientific(at, number);
  return static_cast<size_t>(at - out);
}

std::optional<FloatFormat> parse_float_format(Term options) {
  FloatFormat format;
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (option == atoms::kCompact) {
      format.compact = true;
    } else if (option == atoms::kShort) {
      format.style = FloatFormat::Style::kShort;
    } else if (is_tuple_of(option, 2) && tuple_element(option, 1).is_small()) {
      Term name = tuple_element(option, 0);
      if (name != atoms::kDecimals && name != atoms::kScientific) return std::nullopt;
      format.style = name == atoms::kDecimals ? FloatFormat::Style::kDecimals
                                              : FloatFormat::Style::kScientific;
      // OTP keeps the low 32 bits.
      format.digits = static_cast<int>(tuple_element(option, 1).small_value());
    } else {
      return std::nullopt;
    }
  }
  if (!options.is_nil()) return std::nullopt;
  return format;
}

std::optional<size_t> float_to_text(double value, FloatFormat format, char* out) {
  switch (format.style) {
    case FloatFormat::Style::kShort: return float_to_short_text(value, out);
    case FloatFormat::Style::kDecimals: return put_decimals(value, format, out);
    case FloatFormat::Style::kScientific: {
      int digits = format.digits < 0 ? 6 : format.digits;
      return put_exact(value, std::chars_format::scientific, digits, false, out);
    }
  }
  VM_UNREACHABLE();
}

std::optional<double> float_from_text(std::string_view text) {
  text = text.substr(0, text.find('\0'));
  auto parts = split_float(text);
  if (!parts) return std::nullopt;
  std::string copy;
  std::string_view number = text;
  if (text[parts->point] == ',') {
    copy = text;
    copy[parts->point] = '.';
    number = copy;
  }
  if (number[0] == '+') number.remove_prefix(1);
  double value = 0;
  auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  if (read.ec == std::errc() && std::isfinite(value)) return value;
  if (!is_tiny(text, *parts)) return std::nullopt;
  return text[0] == '-' ? -0.0 : 0.0;
}

}  // namespace linac
