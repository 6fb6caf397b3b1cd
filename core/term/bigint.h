// Integers past 61 bits: magnitudes as GMP limbs in the heap, least limb first, with the sign in
// the box's kind (boxed.def). Only GMP's mpn layer is used: it never allocates what outlives a call.
//
// Invariants
//  B1 Canonical: the top limb is not zero, and what fits a small integer is one.
//  B2 At most kMaxBigLimbs limbs; an operation whose result is longer answers system_limit.
//  B3 Building is measure, reserve, build (core/term/allocate.h). A builder may use all the words
//     that were measured as scratch; it ends by moving space.top back to the end of its result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/term/allocate.h"

namespace linac {

inline constexpr size_t kMaxBigLimbs = 65535;  // OTP 29's limit: 1 bsl 4194239 is the largest power
inline constexpr size_t kMaxBigWords = 1 + kMaxBigLimbs;
// Of the smallest small integer; one more than the largest.
inline constexpr Word kSmallMagnitude = Word{1} << 60;

// Sign and magnitude of an integer, whichever form it has; for a small one the limb lies in this
// object. Zero has no limbs. Not copyable: `limbs` may point into the object itself.
class IntegerView {
 public:
  explicit IntegerView(Term integer) {
    if (integer.is_small()) {
      int64_t value = integer.small_value();
      negative_ = value < 0;
      limb_ = negative_ ? Word{0} - static_cast<Word>(value) : static_cast<Word>(value);
      limbs_ = &limb_;
      size_ = value != 0;
    } else {
      Word header = integer.header();
      negative_ = header_is(header, BoxedKind::kBigNegative);
      limbs_ = payload(integer);
      size_ = header_size(header);
    }
  }
  IntegerView(const IntegerView&) = delete;
  IntegerView& operator=(const IntegerView&) = delete;

  const Word* limbs() const { return limbs_; }
  size_t size() const { return size_; }
  bool negative() const { return negative_; }

 private:
  const Word* limbs_;
  size_t size_;
  Word limb_ = 0;
  bool negative_;
};

// The integer whose magnitude is box[1 .. 1 + limbs), which may have leading zero limbs; `box` lies
// in `space` and what lies behind the result is given back. kNoTerm (and all of it given back) when
// it is longer than kMaxBigLimbs.
Term finish_big(TermSpace& space, Word* box, size_t limbs, bool negative);

// Of the same value: both big, or the same word. Operands are integers.
bool big_equal(Term a, Term b);
// -1, 0 or 1; operands are integers.
int compare_integers(Term a, Term b);
// -1, 0 or 1 by exact value, as == and < of OTP: an integer is never rounded to a double first.
// Operands are numbers.
int compare_numbers(Term a, Term b);

// The double nearest to the integer (ties to even), or nothing past the largest finite one.
std::optional<double> integer_to_double(Term integer);
// The integer of that value; `value` is finite and has no fraction.
size_t integer_words_from_double(double value);
Term integer_from_double(double value, TermSpace& space);

// Bits of the magnitude (0 for 0).
size_t integer_bit_length(Term integer);

std::optional<int64_t> integer_to_int64(Term integer);
std::optional<uint64_t> integer_to_uint64(Term integer);

// Integers in binaries and files. `n` bytes need at most that many words.
constexpr size_t integer_words_from_bytes(size_t n) { return n / 8 + 2; }
// Two's complement when `is_signed`. No bytes are 0; kNoTerm past kMaxBigLimbs.
Term integer_from_bytes(std::span<const uint8_t> bytes, bool little, bool is_signed,
                        TermSpace& space);
// Sign and magnitude apart, as the external term format has it.
Term integer_from_magnitude(std::span<const uint8_t> bytes, bool little, bool negative,
                            TermSpace& space);
// The low `n` bytes of the two's complement; sign-extended when there are fewer.
void integer_to_bytes(Term integer, uint8_t* out, size_t n, bool little);

}  // namespace linac
