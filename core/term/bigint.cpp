#include "core/term/bigint.h"

#include <gmp.h>

#include <cmath>
#include <type_traits>

namespace linac {

static_assert(std::is_same_v<mp_limb_t, Word> && GMP_NUMB_BITS == 64, "limbs are heap words");
static_assert(std::endian::native == std::endian::little, "limbs are copied as bytes");

namespace {

size_t limb_bits(Word limb) { return 64 - static_cast<size_t>(std::countl_zero(limb)); }

size_t bit_length(const IntegerView& view) {
  if (view.size() == 0) return 0;
  return (view.size() - 1) * 64 + limb_bits(view.limbs()[view.size() - 1]);
}

// The highest 64 bits of a magnitude of at least one limb, the first of them set (filled up with
// zeros from below). `rest`: whether any bit below them is set.
struct TopBits {
  Word bits;
  bool rest;
};
TopBits top_bits(const IntegerView& view) {
  const Word* limbs = view.limbs();
  size_t last = view.size() - 1;
  int shift = std::countl_zero(limbs[last]);
  if (last == 0) return {limbs[0] << shift, false};
  Word below = limbs[last - 1];
  Word bits = limbs[last];
  bool rest = below != 0;
  if (shift != 0) {
    bits = bits << shift | below >> (64 - shift);
    rest = below << shift != 0;
  }
  for (size_t i = last - 1; i > 0 && !rest; i--) rest = limbs[i - 1] != 0;
  return {bits, rest};
}

int compare_magnitudes(const IntegerView& a, const IntegerView& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  if (a.size() == 0) return 0;
  int order = mpn_cmp(a.limbs(), b.limbs(), static_cast<mp_size_t>(a.size()));
  return (order > 0) - (order < 0);
}

int compare_doubles(double a, double b) { return (a > b) - (a < b); }

int compare_small_and_double(int64_t a, double b) {
  if (b >= 0x1p61) return -1;
  if (b <= -0x1p61) return 1;
  auto whole = static_cast<int64_t>(b);
  if (a != whole) return a < whole ? -1 : 1;
  return compare_doubles(static_cast<double>(whole), b);  // exact: below 2^53 or b is whole
}

int compare_big_and_double(Term a, double b) {
  IntegerView view(a);
  int away = view.negative() ? -1 : 1;  // the answer when |a| is the larger
  if (std::fabs(b) < 0x1p60 || (b < 0) != view.negative()) return away;
  int exponent;
  double fraction = std::frexp(std::fabs(b), &exponent);  // so |b| is whole and has `exponent` bits
  auto bits = static_cast<size_t>(exponent);
  size_t length = bit_length(view);
  if (length != bits) return length > bits ? away : -away;
  TopBits top = top_bits(view);
  auto mantissa = static_cast<Word>(std::ldexp(fraction, 64));
  if (top.bits != mantissa) return top.bits > mantissa ? away : -away;
  return top.rest ? away : 0;
}

Word load_limb(const uint8_t* at, size_t count, bool little) {
  Word limb = 0;
  if (count == 8) {
    std::memcpy(&limb, at, 8);
    return little ? limb : __builtin_bswap64(limb);
  }
  for (size_t i = 0; i < count; i++) limb = limb << 8 | at[little ? count - 1 - i : i];
  return limb;
}

// Loads bytes as limbs, the last one filled up with zeros; returns their number.
size_t load_limbs(std::span<const uint8_t> bytes, bool little, Word* limbs) {
  size_t n = bytes.size();
  size_t count = 0;
  for (size_t done = 0; done < n; done += 8) {
    size_t width = n - done < 8 ? n - done : 8;
    const uint8_t* at = little ? bytes.data() + done : bytes.data() + (n - done - width);
    limbs[count++] = load_limb(at, width, little);
  }
  return count;
}

}  // namespace

Term finish_big(TermSpace& space, Word* box, size_t limbs, bool negative) {
  while (limbs != 0 && box[limbs] == 0) limbs--;
  space.top = box;
  if (limbs == 0) return make_small(0);
  if (limbs == 1 && box[1] <= kSmallMagnitude - !negative) {
    auto magnitude = static_cast<int64_t>(box[1]);
    return make_small(negative ? -magnitude : magnitude);
  }
  if (limbs > kMaxBigLimbs) return kNoTerm;
  box[0] = make_header(negative ? BoxedKind::kBigNegative : BoxedKind::kBigPositive, limbs);
  space.top = box + 1 + limbs;
  return make_boxed(box);
}

bool big_equal(Term a, Term b) {
  if (a == b) return true;
  if (!a.is_boxed() || !b.is_boxed() || a.header() != b.header()) return false;
  return std::memcmp(payload(a), payload(b), boxed_size(a) * sizeof(Word)) == 0;
}

int compare_integers(Term a, Term b) {
  if (a.is_small() && b.is_small()) {
    int64_t x = a.small_value(), y = b.small_value();
    return (x > y) - (x < y);
  }
  IntegerView x(a), y(b);
  if (x.negative() != y.negative()) return x.negative() ? -1 : 1;
  int order = compare_magnitudes(x, y);
  return x.negative() ? -order : order;
}

int compare_numbers(Term a, Term b) {
  bool float_a = is_float(a), float_b = is_float(b);
  if (float_a && float_b) return compare_doubles(float_value(a), float_value(b));
  if (!float_a && !float_b) return compare_integers(a, b);
  if (float_a) return -compare_numbers(b, a);
  double y = float_value(b);
  return a.is_small() ? compare_small_and_double(a.small_value(), y) : compare_big_and_double(a, y);
}

std::optional<double> integer_to_double(Term integer) {
  if (integer.is_small()) return static_cast<double>(integer.small_value());
  IntegerView view(integer);
  size_t length = bit_length(view);
  if (length > 1024) return std::nullopt;
  // The 11 bits that the conversion rounds away leave room for a sticky bit.
  TopBits top = top_bits(view);
  double value =
      std::ldexp(static_cast<double>(top.bits | Word{top.rest}), static_cast<int>(length) - 64);
  if (!std::isfinite(value)) return std::nullopt;
  return view.negative() ? -value : value;
}

size_t integer_words_from_double(double value) {
  if (std::fabs(value) < 0x1p60) return 0;
  return 1 + static_cast<size_t>(std::ilogb(value)) / 64 + 1;
}

Term integer_from_double(double value, TermSpace& space) {
  if (std::fabs(value) < 0x1p60) return make_small(static_cast<int64_t>(value));
  int exponent;
  double fraction = std::frexp(std::fabs(value), &exponent);
  auto mantissa = static_cast<Word>(std::ldexp(fraction, 64));
  auto length = static_cast<size_t>(exponent);
  size_t limbs = (length + 63) / 64;
  Word* box = space.take(1 + limbs);
  for (size_t i = 1; i <= limbs; i++) box[i] = 0;
  size_t top = length % 64;  // bits in the last limb, 0 for all of them
  box[limbs] = top == 0 ? mantissa : mantissa >> (64 - top);
  if (top != 0 && limbs > 1) box[limbs - 1] = mantissa << top;
  return finish_big(space, box, limbs, value < 0);
}

size_t integer_bit_length(Term integer) { return bit_length(IntegerView(integer)); }

std::optional<int64_t> integer_to_int64(Term integer) {
  if (integer.is_small()) return integer.small_value();
  IntegerView view(integer);
  constexpr Word kTop = Word{1} << 63;
  if (view.size() != 1 || view.limbs()[0] > kTop - !view.negative()) return std::nullopt;
  Word magnitude = view.limbs()[0];
  return static_cast<int64_t>(view.negative() ? Word{0} - magnitude : magnitude);
}

std::optional<uint64_t> integer_to_uint64(Term integer) {
  IntegerView view(integer);
  if (view.negative() || view.size() > 1) return std::nullopt;
  return view.size() == 0 ? 0 : view.limbs()[0];
}

Term integer_from_bytes(std::span<const uint8_t> bytes, bool little, bool is_signed,
                        TermSpace& space) {
  size_t n = bytes.size();
  if (n == 0) return make_small(0);
  if (n <= 8) {
    Word value = load_limb(bytes.data(), n, little);
    if (!is_signed) return space.unsigned_integer(value);
    int unused = static_cast<int>(64 - n * 8);
    return space.integer(static_cast<int64_t>(value << unused) >> unused);
  }
  Word* box = space.take(integer_words_from_bytes(n));
  size_t limbs = load_limbs(bytes, little, box + 1);
  bool negative = is_signed && (bytes[little ? n - 1 : 0] & 0x80) != 0;
  if (negative) {
    if (n % 8 != 0) box[limbs] |= ~Word{0} << (n % 8 * 8);
    mpn_neg(box + 1, box + 1, static_cast<mp_size_t>(limbs));
  }
  return finish_big(space, box, limbs, negative);
}

Term integer_from_magnitude(std::span<const uint8_t> bytes, bool little, bool negative,
                            TermSpace& space) {
  Word* box = space.take(integer_words_from_bytes(bytes.size()));
  size_t limbs = load_limbs(bytes, little, box + 1);
  return finish_big(space, box, limbs, negative);
}

void integer_to_bytes(Term integer, uint8_t* out, size_t n, bool little) {
  IntegerView view(integer);
  Word flip = view.negative() ? ~Word{0} : 0;
  Word carry = view.negative();
  for (size_t done = 0, limb = 0; done < n; done += 8, limb++) {
    Word word = limb < view.size() ? view.limbs()[limb] : 0;
    word = (word ^ flip) + carry;
    carry &= word == 0;
    size_t width = n - done < 8 ? n - done : 8;
    uint8_t* at = little ? out + done : out + (n - done - width);
    if (width == 8) {
      if (!little) word = __builtin_bswap64(word);
      std::memcpy(at, &word, 8);
      continue;
    }
    for (size_t i = 0; i < width; i++) {
      at[little ? i : width - 1 - i] = static_cast<uint8_t>(word >> (8 * i));
    }
  }
}

}  // namespace linac
