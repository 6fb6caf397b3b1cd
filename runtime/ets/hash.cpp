// MurmurHash3 (Austin Appleby, public domain; the 128-bit form for 64-bit machines), fed with a
// term's parts one by one. Which parts, and in which order, is OTP's: parts that are no immediates
// wait on a stack, so the last is hashed first.
#include "runtime/ets/hash.h"

#include <vector>

#include "core/base/inline_stack.h"
#include "core/base/long_walk.h"
#include "core/term/bits.h"
#include "core/term/hash.h"
#include "core/term/map.h"

namespace linac {
namespace {

constexpr uint64_t kC1 = 0x87C37B91114253D5;
constexpr uint64_t kC2 = 0x4CF5AD432745937F;

enum Type : uint64_t {
  kImmediate = 1,
  kArrayElement,
  kCar,
  kCdr,
  kString,
  kTuple,
  kFlatMap = 8,
  kBinary = 12,
  kNegativeBig = 15,
  kPositiveBig,
  kLocalReference,
  kFloat = 21,
  kOther,  // what has a hash of ours
};

constexpr uint64_t kOtpNil = 0x3B;

uint64_t load64(const uint8_t* p) {
  uint64_t value;
  std::memcpy(&value, p, sizeof value);
  return value;
}

// The last bytes of a bitstring, up to 8 of them, the first lowest.
uint64_t load_tail(const uint8_t* p, size_t count) {
  uint64_t value = 0;
  for (size_t i = 0; i < count; i++) value |= uint64_t{p[i]} << (8 * i);
  return value;
}

// hashpjw of the atom's text; two bytes of UTF-8 for one of Latin-1 count as one.
uint64_t atom_text_hash(std::string_view text) {
  uint32_t hash = 0;
  for (size_t i = 0; i < text.size(); i++) {
    uint8_t value = static_cast<uint8_t>(text[i]);
    bool more = i + 1 < text.size();
    if (more && (value & 0xFE) == 0xC2 && (static_cast<uint8_t>(text[i + 1]) & 0xC0) == 0x80) {
      value = static_cast<uint8_t>(value << 6 | (static_cast<uint8_t>(text[++i]) & 0x3F));
    }
    hash = (hash << 4) + value;
    if (uint32_t high = hash & 0xF0000000) hash ^= high >> 24 ^ high;
  }
  return hash;
}

class Hasher {
 public:
  explicit Hasher(const AtomTable& atoms) : atoms_(atoms) {}

  uint64_t run(Term term) {
    for (;;) {
      if (term.is_cons()) {
        if (step_list(&term)) continue;
      } else if (term.is_boxed() && !is_otp_big(term)) {
        if (step_boxed(&term)) continue;
      } else {
        step_immediate(term);
      }
      if (!next(&term)) return finish();
    }
  }

 private:
  static bool is_otp_big(Term term) { return is_integer(term); }

  void alpha(uint64_t value) {
    alpha_ ^= std::rotl(value * kC1, 31) * kC2;
    alpha_ = (std::rotl(alpha_, 27) + beta_) * 5 + 0x52DCE729;
    ticks_++;
  }
  void beta(uint64_t value) {
    beta_ ^= std::rotl(value * kC2, 33) * kC1;
    beta_ = (std::rotl(beta_, 31) + alpha_) * 5 + 0x38495AB5;
    ticks_++;
  }
  void alpha2(uint64_t low, uint64_t high) { alpha(low | high << 32); }

  uint64_t finish() {
    alpha_ ^= ticks_;
    beta_ ^= ticks_;
    alpha_ += beta_;
    beta_ += alpha_;
    alpha_ = ets_mix64(alpha_);
    beta_ = ets_mix64(beta_);
    alpha_ += beta_;
    beta_ += alpha_;
    return alpha_ ^ beta_;
  }

  // OTP's word for an immediate; of what it numbers otherwise, something of ours.
  uint64_t immediate_word(Term term) {
    if (term.is_small()) return otp_small_word(term.small_value());
    if (term.is_nil()) return kOtpNil;
    if (term.is_atom()) return atom_text_hash(atoms_.text(term)) << 6 | 0x0B;
    return term.bits;
  }
  static bool is_otp_immediate(Term term) {
    return term.is_immediate() && !term.is_self_float() &&
           (!term.is_small() || is_otp_small(term.small_value()));
  }

  void step_immediate(Term term) {
    if (is_float(term)) {
      alpha(kFloat);
      return beta(std::bit_cast<uint64_t>(float_value(term)));
    }
    if (is_integer(term) && !is_otp_immediate(term)) return step_big(term);
    alpha(kImmediate);
    beta(immediate_word(term));
  }

  void step_big(Term term) {
    if (term.is_small()) {
      bool negative = term.small_value() < 0;
      uint64_t value = static_cast<uint64_t>(term.small_value());
      alpha2(negative ? kNegativeBig : kPositiveBig, 1);
      return beta(negative ? 0 - value : value);
    }
    size_t count = boxed_size(term);
    const Word* digits = payload(term);
    alpha2(is_big_negative(term) ? kNegativeBig : kPositiveBig, count);
    size_t i = 0;
    for (; i + 2 <= count; i += 2) {
      alpha(digits[i]);
      beta(digits[i + 1]);
    }
    if (i < count) beta(digits[i]);
  }

  void later(Term term) {
    if (is_otp_immediate(term)) {
      alpha(kImmediate);
      beta(immediate_word(term));
    } else {
      alpha(kArrayElement);
      waiting_.push({term, false});
    }
  }

  // Bytes at the front of a list count by fours. True: go on with *term.
  bool step_list(Term* term) {
    uint64_t value = 0;
    uint64_t count = 0;
    Term list = *term;
    for (; list.is_cons(); list = list.tail()) {
      Term head = list.head();
      if (!head.is_small() || static_cast<uint64_t>(head.small_value()) > 255) break;
      value = value << 8 | static_cast<uint64_t>(head.small_value());
      if (++count % 4 == 0) {
        alpha2(kString | count << 8, value);
        value = count = 0;
      }
    }
    if (count > 0) alpha2(kString | count << 8, value);
    if (!list.is_cons()) {
      *term = list;
      return true;
    }
    Term head = list.head(), tail = list.tail();
    if (is_otp_immediate(head)) {
      alpha2(kImmediate, kCar);
      beta(immediate_word(head));
      if (!tail.is_cons()) alpha(kCdr);
      *term = tail;
    } else {
      waiting_.push({tail, !tail.is_cons()});
      alpha(kCar);
      *term = head;
    }
    return true;
  }

  bool step_boxed(Term* term) {
    Term box = *term;
    if (is_tuple(box)) {
      size_t arity = tuple_arity(box);
      alpha(kTuple);
      beta(arity);
      if (arity == 0) return false;
      for (size_t i = 0; i + 1 < arity; i++) later(tuple_element(box, i));
      *term = tuple_element(box, arity - 1);
      return true;
    }
    if (is_boxed_kind(box, BoxedKind::kFlatMap)) return step_flat_map(term);
    if (is_bitstring(box)) {
      step_bits(bits_view(box));
    } else if (is_float(box)) {
      step_immediate(box);
    } else {
      alpha(kOther);
      beta(map_hash(atoms_, box));
    }
    return false;
  }

  bool step_flat_map(Term* term) {
    size_t count = flat_count(*term);
    const Word* keys = payload(payload_term(*term, 0));
    const Word* values = flat_values(*term);
    alpha(kFlatMap);
    beta(count);
    if (count == 0) return false;
    for (size_t i = 0; i + 1 < count; i++) {
      later(Term{values[i]});
      later(Term{keys[i]});
    }
    later(Term{values[count - 1]});
    *term = Term{keys[count - 1]};
    return true;
  }

  void step_bits(const BitsView& view) {
    alpha(kBinary);
    beta(view.bit_size);
    std::vector<uint8_t> copy;
    std::span<const uint8_t> bytes = aligned_bytes(view, copy);
    size_t whole = view.bit_size / 8, at = 0;
    for (; at + 16 <= whole; at += 16) {
      alpha(load64(bytes.data() + at));
      beta(load64(bytes.data() + at + 8));
    }
    size_t left = whole - at;
    if (left > 8) {
      beta_ ^= std::rotl(load_tail(bytes.data() + at + 8, left - 8) * kC2, 33) * kC1;
    }
    if (left > 0) {
      alpha_ ^= std::rotl(load_tail(bytes.data() + at, left < 8 ? left : 8) * kC1, 31) * kC2;
    }
    if (size_t tail = view.bit_size % 8) alpha(bytes[whole] >> (8 - tail));
  }

  bool next(Term* term) {
    if (waiting_.empty() || walk_.gives_up()) return false;
    Waiting one = waiting_.pop();
    if (one.is_tail) beta(kCdr);
    *term = one.term;
    return true;
  }

  struct Waiting {
    Term term;
    bool is_tail;  // of a list, and no list itself
  };

  const AtomTable& atoms_;
  uint64_t alpha_ = 0;
  uint64_t beta_ = 0;
  uint64_t ticks_ = 0;
  InlineStack<Waiting, 32> waiting_;
  LongWalk walk_;
};

}  // namespace

uint64_t ets_hash_slow(const AtomTable& atoms, Term key) {
  if (key.is_atom()) return atom_text_hash(atoms.text(key));
  if (key.is_nil()) return ets_mix64(kOtpNil);
  if (key.is_local_pid() || key.is_local_port()) return ets_mix64(key.bits);
  return Hasher(atoms).run(key);
}

}  // namespace linac
