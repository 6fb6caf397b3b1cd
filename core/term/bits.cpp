// What bits.h declares and is not short: copying and comparing at any offset, building, fields.
#include "core/term/bits.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/term/bigint.h"
#include "core/term/few_words.h"
#include "core/term/heap_binary.h"

namespace linac {
namespace {

// Bytes that a field needs only while it is turned round; small fields take no memory for it.
class Scratch {
 public:
  explicit Scratch(size_t size) : bytes_(near_) {
    if (size > sizeof near_) {
      far_.resize(size);
      bytes_ = far_.data();
    }
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  uint8_t* data() { return bytes_; }

 private:
  uint8_t near_[256];
  std::vector<uint8_t> far_;
  uint8_t* bytes_;
};

// As copy_bits, where both sides start at the same bit of a byte, count > 0.
void copy_same_shift(uint8_t* dst, const uint8_t* src, unsigned shift, size_t count) {
  if (shift != 0) {
    unsigned head = static_cast<unsigned>(std::min<size_t>(8 - shift, count));
    write_bits(dst, shift, read_bits(src, shift, head), head);
    count -= head;
    ++dst;
    ++src;
  }
  size_t whole = count >> 3;
  copy_bytes(dst, src, whole);
  unsigned tail = count & 7;
  if (tail != 0) write_bits(dst + whole, 0, read_bits(src + whole, 0, tail), tail);
}

}  // namespace

// --- Bits in bytes -------------------------------------------------------------------------------

void write_bits_slow(uint8_t* bytes, size_t bit, uint64_t value, unsigned count) {
  uint8_t* p = bytes + (bit >> 3);
  unsigned shift = bit & 7;
  if (shift != 0) {  // to the end of the first byte; there are more, or write_bits had done it
    unsigned head = 8 - shift;
    uint8_t kept = static_cast<uint8_t>(0xFF00u >> shift);
    uint8_t fresh = static_cast<uint8_t>(value >> (count - head)) & static_cast<uint8_t>(~kept);
    *p = static_cast<uint8_t>((*p & kept) | fresh);
    ++p;
    count -= head;
  }
  if (count == 64) {
    store_big64(p, value);
    return;
  }
  uint8_t turned[8];
  if (count != 0) store_big64(turned, value << (64 - count));
  unsigned whole = count >> 3;
  for (unsigned i = 0; i < whole; ++i) p[i] = turned[i];
  unsigned tail = count & 7;
  if (tail != 0) {
    unsigned mask = 0xFFu >> tail;
    p[whole] = static_cast<uint8_t>((p[whole] & mask) | (turned[whole] & ~mask));
  }
}

void copy_bits(uint8_t* dst, size_t dst_bit, const uint8_t* src, size_t src_bit, size_t count) {
  if (count == 0) return;
  dst += dst_bit >> 3;
  src += src_bit >> 3;
  unsigned to = dst_bit & 7;
  unsigned from = src_bit & 7;
  if (to == from) return copy_same_shift(dst, src, to, count);
  if (to != 0) {
    unsigned head = static_cast<unsigned>(std::min<size_t>(8 - to, count));
    write_bits(dst, to, read_bits(src, from, head), head);
    count -= head;
    from += head;
    ++dst;
    src += from >> 3;
    from &= 7;
  }
  // The destination is aligned; `from` is not 0, or both had been aligned alike.
  for (; count >= 64; count -= 64, src += 8, dst += 8) {
    store_big64(dst, load_big64(src) << from | src[8] >> (8 - from));
  }
  unsigned rest = static_cast<unsigned>(count);
  write_bits(dst, 0, read_bits(src, from, rest), rest);
}

int compare_bits(const BitsView& a, const BitsView& b) {
  size_t common = std::min(a.bit_size, b.bit_size);
  size_t done = 0;
  if (a.byte_aligned() && b.byte_aligned()) {
    size_t whole = common >> 3;
    if (whole >= 8) {  // most differ soon
      uint64_t first = load_big64(a.data()), second = load_big64(b.data());
      if (first != second) return first < second ? -1 : 1;
    }
    int order = whole == 0 ? 0 : std::memcmp(a.data(), b.data(), whole);
    if (order != 0) return order;
    done = whole * 8;
  }
  while (done < common) {
    unsigned step = static_cast<unsigned>(std::min<size_t>(64, common - done));
    uint64_t left = read_bits(a.bytes, a.bit_offset + done, step);
    uint64_t right = read_bits(b.bytes, b.bit_offset + done, step);
    if (left != right) return left < right ? -1 : 1;
    done += step;
  }
  return a.bit_size == b.bit_size ? 0 : a.bit_size < b.bit_size ? -1 : 1;
}

bool equal_bits(const BitsView& a, const BitsView& b) {
  return a.bit_size == b.bit_size && compare_bits(a, b) == 0;
}

// --- Building ------------------------------------------------------------------------------------

namespace {

uint8_t* make_uninit(size_t bit_size, TermSpace& space, Term* out, SharedBytes::Need need) {
  if (bit_size <= kMaxHeapBinaryBytes * 8) return make_heap_binary_uninit(bit_size, space, out);
  size_t bytes = (bit_size + 7) >> 3;
  SharedBytes* shared = SharedBytes::allocate(bytes, bytes * 8, need);
  if (shared == nullptr) return nullptr;
  shared->data()[bytes - 1] = 0;
  *out = link_shared_binary(shared, bit_size, space);
  return shared->data();
}

}  // namespace

uint8_t* make_bitstring_uninit(size_t bit_size, TermSpace& space, Term* out) {
  return make_uninit(bit_size, space, out, SharedBytes::Need::kRefusable);
}

Term make_binary(std::span<const uint8_t> bytes, TermSpace& space) {
  Term result = kNoTerm;
  uint8_t* data = make_uninit(bytes.size() * 8, space, &result, SharedBytes::Need::kAnyway);
  VM_CHECK(data != nullptr);
  copy_bytes(data, bytes.data(), bytes.size());
  return result;
}

Term make_bitstring(const BitsView& bits, TermSpace& space) {
  Term result = kNoTerm;
  uint8_t* data = make_uninit(bits.bit_size, space, &result, SharedBytes::Need::kAnyway);
  VM_CHECK(data != nullptr);
  copy_bits(data, 0, bits);
  return result;
}

Term make_sub_binary_of_parent(Term parent, size_t bit_offset, size_t bit_size, TermSpace& space) {
  if (bit_size <= kMaxCopiedSubBytes * 8) {
    return make_bitstring({parent_bytes(parent), bit_offset, bit_size}, space);
  }
  Word* box = space.take(kSubBinaryWords);
  box[0] = make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1);
  box[1 + kSubBinaryOffset] = bit_offset;
  box[1 + kSubBinaryBitSize] = bit_size;
  box[1 + kSubBinaryParent] = parent.bits;
  return make_boxed(box);
}

Term make_sub_binary(Term bitstring, size_t bit_offset, size_t bit_size, TermSpace& space) {
  BitsParent whole = bits_parent(bitstring);
  return make_sub_binary_of_parent(whole.parent, whole.bit_offset + bit_offset, bit_size, space);
}

Append append_bits(Term left, size_t extra_bits, TermSpace& space) {
  BitsView view = bits_view(left);
  size_t total = view.bit_size + extra_bits;
  if (total <= kMaxHeapBinaryBytes * 8) {
    Term result = kNoTerm;
    uint8_t* data = make_bitstring_uninit(total, space, &result);
    copy_bits(data, 0, view);
    return {result, data, view.bit_size};
  }
  Term parent = bits_parent(left).parent;
  if (header_is(parent.header(), BoxedKind::kSharedBinary)) {
    SharedBytes* shared = shared_bytes(parent);
    size_t end = view.bit_offset + view.bit_size;
    if (shared->claim(end, extra_bits)) {
      Term result = make_sub_binary_of_parent(parent, view.bit_offset, total, space);
      return {result, shared->data(), end};
    }
  }
  size_t capacity = std::max(kMinAppendCapacity, (total + 7) / 8 * 2);
  SharedBytes* shared = SharedBytes::allocate(capacity, total);
  if (shared == nullptr) return {kNoTerm, nullptr, 0};
  copy_bits(shared->data(), 0, view);
  return {link_shared_binary(shared, total, space), shared->data(), view.bit_size};
}

Term make_match_context(Term bitstring, TermSpace& space) {
  BitsParent whole = bits_parent(bitstring);
  Word* box = space.take(kMatchContextWords);
  box[0] = make_header(BoxedKind::kMatchContext, kMatchContextWords - 1);
  box[1 + kMatchPosition] = whole.bit_offset;
  box[1 + kMatchEnd] = whole.bit_offset + bit_size(bitstring);
  box[1 + kMatchStart] = whole.bit_offset;
  box[1 + kMatchParent] = whole.parent.bits;
  return make_boxed(box);
}

// --- Integers ------------------------------------------------------------------------------------

uint64_t read_little_bits(const uint8_t* bytes, size_t bit, unsigned count) {
  unsigned whole = count >> 3;
  uint64_t value = 0;
  if (whole != 0) value = __builtin_bswap64(read_bits(bytes, bit, whole * 8)) >> (64 - whole * 8);
  unsigned tail = count & 7;
  if (tail != 0) value |= read_bits(bytes, bit + whole * 8, tail) << (whole * 8);
  return value;
}

Term extract_big_integer(const uint8_t* bytes, size_t bit, size_t count, bool little,
                         bool is_signed, TermSpace& space) {
  if (count > kMaxBigLimbs * 64 + 1024) return kNoTerm;  // bounds the scratch; exact below
  unsigned tail = count & 7;
  size_t size = (count + 7) >> 3;
  if (tail == 0 && (bit & 7) == 0) {
    return integer_from_bytes({bytes + (bit >> 3), size}, little, is_signed, space);
  }
  Scratch scratch(size);
  uint8_t* data = scratch.data();
  // The most significant byte holds the odd bits; the rest of it is sign or zeros.
  unsigned pad = (8 - tail) & 7;
  uint8_t* top = little ? data + size - 1 : data;
  if (little) {
    copy_bits(data, 0, bytes, bit, count);
    if (tail != 0) *top = static_cast<uint8_t>(*top >> pad);
  } else {
    copy_bits(data, pad, bytes, bit, count);
  }
  if (tail != 0) {
    uint8_t mask = static_cast<uint8_t>(0xFF >> pad);
    bool negative = is_signed && (*top >> (tail - 1) & 1) != 0;
    *top = static_cast<uint8_t>(negative ? *top | ~mask : *top & mask);
  }
  return integer_from_bytes({data, size}, little, is_signed, space);
}

void put_integer_slow(uint8_t* bytes, size_t bit, size_t count, Term integer, bool little) {
  if (count == 0) return;
  unsigned tail = count & 7;
  size_t size = (count + 7) >> 3;
  if (tail == 0 && (bit & 7) == 0) {
    integer_to_bytes(integer, bytes + (bit >> 3), size, little);
    return;
  }
  Scratch scratch(size);
  uint8_t* data = scratch.data();
  integer_to_bytes(integer, data, size, little);
  unsigned pad = (8 - tail) & 7;
  if (little) {
    data[size - 1] = static_cast<uint8_t>(data[size - 1] << pad);
    copy_bits(bytes, bit, data, 0, count);
  } else {
    copy_bits(bytes, bit, data, pad, count);
  }
}

// --- Floats --------------------------------------------------------------------------------------
namespace {

double half_to_double(uint64_t half) {
  int exponent = static_cast<int>(half >> 10 & 31);
  double fraction = static_cast<double>(half & 1023);
  double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25);
  return (half >> 15 & 1) != 0 ? -magnitude : magnitude;
}

// To nearest even in one step: by way of a 32-bit float some values would be rounded twice.
uint16_t double_to_half(double value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  double magnitude = std::fabs(value);
  if (magnitude >= 65520) return sign | 0x7C00;
  if (magnitude < 0x1p-24 / 2) return sign;
  int exponent = std::max(std::ilogb(magnitude), -14);
  // In units of the last place of that exponent; up to 2048, which carries into the exponent.
  double units = std::nearbyint(std::ldexp(magnitude, 10 - exponent));
  return static_cast<uint16_t>(sign + ((exponent + 14) << 10) + static_cast<int>(units));
}

}  // namespace

std::optional<double> extract_float(const uint8_t* bytes, size_t bit, unsigned count, bool little) {
  uint64_t raw = extract_unsigned(bytes, bit, count, little);
  if (count == 64) {
    double value = std::bit_cast<double>(raw);
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }
  if (count == 32) {
    double value = std::bit_cast<float>(static_cast<uint32_t>(raw));
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
  }
  VM_CHECK(count == 16);
  if ((raw & 0x7C00) == 0x7C00) return std::nullopt;
  return half_to_double(raw);
}

void put_float(uint8_t* bytes, size_t bit, unsigned count, double value, bool little) {
  uint64_t raw;
  if (count == 64) {
    raw = std::bit_cast<uint64_t>(value);
  } else if (count == 32) {
    raw = std::bit_cast<uint32_t>(static_cast<float>(value));
  } else {
    VM_CHECK(count == 16);
    raw = double_to_half(value);
  }
  if (little) raw = __builtin_bswap64(raw) >> (64 - count);
  write_bits(bytes, bit, raw, count);
}

// --- Code points ---------------------------------------------------------------------------------

DecodedField extract_unaligned_utf8(const uint8_t* bytes, size_t bit, size_t left) {
  size_t available = std::min<size_t>(left >> 3, 4);
  uint8_t copy[4];
  copy_bits(copy, 0, bytes, bit, available * 8);
  DecodedUtf8 decoded = decode_utf8(copy, available);
  return {decoded.code_point, decoded.length * 8};
}

DecodedField extract_utf16(const uint8_t* bytes, size_t bit, size_t left, bool little) {
  if (left < 16) return {0, 0};
  uint32_t first = static_cast<uint32_t>(extract_unsigned(bytes, bit, 16, little));
  if (first < 0xD800 || first > 0xDFFF) return {first, 16};
  if (first > 0xDBFF || left < 32) return {0, 0};
  uint32_t second = static_cast<uint32_t>(extract_unsigned(bytes, bit + 16, 16, little));
  if (second < 0xDC00 || second > 0xDFFF) return {0, 0};
  return {0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF), 32};
}

DecodedField extract_utf32(const uint8_t* bytes, size_t bit, size_t left, bool little) {
  if (left < 32) return {0, 0};
  uint64_t value = extract_unsigned(bytes, bit, 32, little);
  if (!is_code_point(value)) return {0, 0};
  return {static_cast<uint32_t>(value), 32};
}

void put_utf8(uint8_t* bytes, size_t bit, uint32_t code_point) {
  uint8_t encoded[4];
  size_t length = encode_utf8(code_point, encoded);
  copy_bits(bytes, bit, encoded, 0, length * 8);
}

void put_utf16(uint8_t* bytes, size_t bit, uint32_t code_point, bool little) {
  auto put = [&](size_t at, uint32_t unit) {
    write_bits(bytes, at, little ? __builtin_bswap16(static_cast<uint16_t>(unit)) : unit, 16);
  };
  if (code_point < 0x10000) return put(bit, code_point);
  put(bit, 0xD800 + ((code_point - 0x10000) >> 10));
  put(bit + 16, 0xDC00 + ((code_point - 0x10000) & 0x3FF));
}

void put_utf32(uint8_t* bytes, size_t bit, uint32_t code_point, bool little) {
  write_bits(bytes, bit, little ? __builtin_bswap32(code_point) : code_point, 32);
}

}  // namespace linac
