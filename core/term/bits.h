// Bitstrings: views of them, comparing, cutting, appending, and the fields that binary matching
// takes out and binary construction puts in. Bit 0 of a byte is its most significant bit.
//
// Invariants
//  B1 A sub-binary or match context refers to a heap or shared binary, never to another
//     sub-binary, by an absolute bit offset; it never holds a byte pointer.
//  B2 A heap binary's bits after its last, to the end of its last word, are zero. Nothing is said
//     of the bits around any other bitstring.
//  B3 Reads touch only bytes that hold at least one wanted bit: the next byte may be another
//     thread's to append to. Writes leave all other bits as they were.
//  B4 A sub-binary of a shared binary lies below its bytes' used_bits, maybe past the box's own
//     bit size: an append in place makes only a new sub-binary.
//
// Nothing here collects: reserve with the *_words functions, then build.
#pragma once

#include <optional>
#include <span>

#include "core/term/shared_bytes.h"
#include "core/term/utf8.h"

namespace linac {

inline constexpr size_t kMaxHeapBinaryBytes = 64;
inline constexpr size_t kMaxCopiedSubBytes = 16;  // a copy that takes no more than a sub-binary
inline constexpr size_t kMaxBitstringBits = size_t{1} << 58;
inline constexpr size_t kMinAppendCapacity = 256;

struct BitsView {
  const uint8_t* bytes;
  size_t bit_offset;  // of the first bit, from `bytes`
  size_t bit_size;

  bool byte_aligned() const { return (bit_offset & 7) == 0; }
  bool is_binary() const { return (bit_size & 7) == 0; }
  size_t byte_size() const { return bit_size >> 3; }                       // whole bytes only
  const uint8_t* data() const { return bytes + (bit_offset >> 3); }        // when byte_aligned()
  std::span<const uint8_t> span() const { return {data(), byte_size()}; }  // when byte_aligned()
};

// --- Layouts -------------------------------------------------------------------------------------

// Payload indices; see boxed.def.
inline constexpr size_t kHeapBinaryBitSize = 0;
inline constexpr size_t kHeapBinaryBytes = 1;
inline constexpr size_t kSubBinaryOffset = 0;
inline constexpr size_t kSubBinaryBitSize = 1;
inline constexpr size_t kSubBinaryParent = 2;
inline constexpr size_t kMatchPosition = 0;  // all three absolute, in the parent
inline constexpr size_t kMatchEnd = 1;
inline constexpr size_t kMatchStart = 2;
inline constexpr size_t kMatchParent = 3;

// The first byte of a heap or shared binary. Moves with a collection when it is a heap binary.
inline uint8_t* parent_bytes(Term parent) {
  if (header_is(parent.header(), BoxedKind::kSharedBinary)) return shared_bytes(parent)->data();
  return reinterpret_cast<uint8_t*>(payload(parent) + kHeapBinaryBytes);
}

// Of any bitstring; valid until something collects.
inline BitsView bits_view(Term bitstring) {
  const Word* words = payload(bitstring);
  if (header_is(bitstring.header(), BoxedKind::kHeapBinary)) {
    return {reinterpret_cast<const uint8_t*>(words + kHeapBinaryBytes), 0,
            words[kHeapBinaryBitSize]};
  }
  if (header_is(bitstring.header(), BoxedKind::kSharedBinary)) {
    return {shared_bytes(bitstring)->data(), 0, words[kSharedBinaryBitSize]};
  }
  return {parent_bytes(Term{words[kSubBinaryParent]}), words[kSubBinaryOffset],
          words[kSubBinaryBitSize]};
}
inline size_t bit_size(Term bitstring) { return bits_view(bitstring).bit_size; }
// A bitstring of whole bytes.
inline bool is_binary(Term t) { return is_bitstring(t) && (bit_size(t) & 7) == 0; }

struct BitsParent {
  Term parent;  // heap or shared binary
  size_t bit_offset;
};
inline BitsParent bits_parent(Term bitstring) {
  if (!header_is(bitstring.header(), BoxedKind::kSubBinary)) return {bitstring, 0};
  return {payload_term(bitstring, kSubBinaryParent), payload(bitstring)[kSubBinaryOffset]};
}

// --- Bits in bytes -------------------------------------------------------------------------------

inline uint64_t load_big16(const uint8_t* p) {
  uint16_t value;
  std::memcpy(&value, p, sizeof value);
  return __builtin_bswap16(value);
}
inline uint64_t load_big32(const uint8_t* p) {
  uint32_t value;
  std::memcpy(&value, p, sizeof value);
  return __builtin_bswap32(value);
}
inline uint64_t load_big64(const uint8_t* p) {
  uint64_t value;
  std::memcpy(&value, p, sizeof value);
  return __builtin_bswap64(value);
}
inline void store_big64(uint8_t* p, uint64_t value) {
  value = __builtin_bswap64(value);
  std::memcpy(p, &value, sizeof value);
}
static_assert(std::endian::native == std::endian::little);

// `count` bytes (1 .. 8) as a big-endian number; overlapping loads, none past the last byte.
inline uint64_t load_big(const uint8_t* p, unsigned count) {
  if (count == 1) return *p;
  if (count >= 4) return load_big32(p) << (8 * (count - 4)) | load_big32(p + count - 4);
  return load_big16(p) << (8 * (count - 2)) | p[count - 1];
}

// `count` bits (0 .. 64) from `bit` as a big-endian number.
inline uint64_t read_bits(const uint8_t* bytes, size_t bit, unsigned count) {
  if (count == 0) return 0;
  const uint8_t* p = bytes + (bit >> 3);
  unsigned shift = bit & 7;
  unsigned span = (shift + count + 7) >> 3;
  uint64_t value;
  if (span <= 8) {
    value = load_big(p, span) >> (8 * span - shift - count);
  } else {
    value = (load_big64(p) << shift | p[8] >> (8 - shift)) >> (64 - count);
  }
  return count == 64 ? value : value & ((uint64_t{1} << count) - 1);
}

// The low `count` bits (0 .. 64) of `value` at `bit`, most significant first.
void write_bits_slow(uint8_t* bytes, size_t bit, uint64_t value, unsigned count);
inline void write_bits(uint8_t* bytes, size_t bit, uint64_t value, unsigned count) {
  unsigned shift = bit & 7;
  if (shift + count <= 8) {
    if (count == 0) return;
    uint8_t* p = bytes + (bit >> 3);
    unsigned place = 8 - shift - count;
    unsigned mask = ((1u << count) - 1) << place;
    *p = static_cast<uint8_t>((*p & ~mask) | ((static_cast<unsigned>(value) << place) & mask));
    return;
  }
  write_bits_slow(bytes, bit, value, count);
}

// The ranges do not overlap.
void copy_bits(uint8_t* dst, size_t dst_bit, const uint8_t* src, size_t src_bit, size_t count);
inline void copy_bits(uint8_t* dst, size_t dst_bit, const BitsView& src) {
  copy_bits(dst, dst_bit, src.bytes, src.bit_offset, src.bit_size);
}

// Negative, zero or positive, in Erlang's order: bit by bit, a prefix before what goes on.
int compare_bits(const BitsView& a, const BitsView& b);
bool equal_bits(const BitsView& a, const BitsView& b);

// The view as contiguous whole bytes: its own when aligned, else a copy in `storage`. A partial
// last byte is padded with zeros in the copy, and is not part of the span of an aligned view.
// Storage is a container with resize() and data().
template <class Storage>
std::span<const uint8_t> aligned_bytes(const BitsView& view, Storage& storage) {
  if (view.byte_aligned() && view.is_binary()) return view.span();
  storage.resize((view.bit_size + 7) >> 3);
  if (storage.empty()) return {};
  storage[storage.size() - 1] = 0;
  copy_bits(storage.data(), 0, view);
  return {storage.data(), storage.size()};
}

// --- Building ------------------------------------------------------------------------------------

constexpr size_t heap_binary_words(size_t bit_size) { return 2 + (bit_size + 63) / 64; }
constexpr size_t binary_words(size_t bit_size) {
  return bit_size <= kMaxHeapBinaryBytes * 8 ? heap_binary_words(bit_size) : kSharedBinaryWords;
}
// Whatever the size: kMaxCopiedSubBytes is chosen so.
constexpr size_t sub_binary_words() { return kSubBinaryWords; }
static_assert(heap_binary_words(kMaxCopiedSubBytes * 8) <= kSubBinaryWords);

Term make_binary(std::span<const uint8_t> bytes, TermSpace& space);
inline Term make_binary(std::string_view text, TermSpace& space) {
  return make_binary(as_bytes(text), space);
}
// The bytes of a new binary (bitstring) for the caller to fill at once; the bits after a partial
// last byte's are zero. Null, with nothing built, when there is no memory: system_limit.
uint8_t* make_bitstring_uninit(size_t bit_size, TermSpace& space, Term* out);
inline uint8_t* make_binary_uninit(size_t bytes, TermSpace& space, Term* out) {
  return make_bitstring_uninit(bytes * 8, space, out);
}
// A copy of the bits. binary_words(bit_size).
Term make_bitstring(const BitsView& bits, TermSpace& space);

// The bits [bit_offset, bit_offset + size) of a bitstring, within it. sub_binary_words().
Term make_sub_binary(Term bitstring, size_t bit_offset, size_t bit_size, TermSpace& space);
// The same from a heap or shared binary and an absolute offset.
Term make_sub_binary_of_parent(Term parent, size_t bit_offset, size_t bit_size, TermSpace& space);

struct Append {
  Term result;     // all of left, then room for the new bits
  uint8_t* bytes;  // null, with nothing built, when there is no memory: system_limit
  size_t bit;      // where in `bytes` the new bits go
};
// A bitstring of `left` and `extra_bits` more, which the caller writes at once. In place when left
// ends where its bytes' used bits end and there is room: then the cost does not depend on left.
// append_words(size of left, extra_bits) words; the sum is at most kMaxBitstringBits.
Append append_bits(Term left, size_t extra_bits, TermSpace& space);
constexpr size_t append_words(size_t left_bits, size_t extra_bits) {
  return binary_words(left_bits + extra_bits);
}
static_assert(kSubBinaryWords <= kSharedBinaryWords);

// --- Match contexts ------------------------------------------------------------------------------

// At the start of the bitstring. kMatchContextWords.
Term make_match_context(Term bitstring, TermSpace& space);

inline bool is_match_context(Term t) { return is_boxed_kind(t, BoxedKind::kMatchContext); }
inline size_t match_position(Term context) { return payload(context)[kMatchPosition]; }
inline void set_match_position(Term context, size_t position) {
  payload(context)[kMatchPosition] = position;
}
inline size_t match_end(Term context) { return payload(context)[kMatchEnd]; }
inline size_t match_start(Term context) { return payload(context)[kMatchStart]; }
inline Term match_parent(Term context) { return payload_term(context, kMatchParent); }
inline size_t match_left(Term context) { return match_end(context) - match_position(context); }
inline const uint8_t* match_bytes(Term context) { return parent_bytes(match_parent(context)); }
// What is left to match as a bitstring; sub_binary_words().
inline Term match_tail(Term context, TermSpace& space) {
  return make_sub_binary_of_parent(match_parent(context), match_position(context),
                                   match_left(context), space);
}

// --- Taking fields out ---------------------------------------------------------------------------
// `bytes` and `bit` as in match_bytes and match_position. The caller has tested that the bits are
// there.

// 1 .. 64 bits; a little-endian field of odd size has its highest bits in the last, partial byte.
uint64_t read_little_bits(const uint8_t* bytes, size_t bit, unsigned count);
inline uint64_t extract_unsigned(const uint8_t* bytes, size_t bit, unsigned count, bool little) {
  if (count == 8 && (bit & 7) == 0) return bytes[bit >> 3];
  return little ? read_little_bits(bytes, bit, count) : read_bits(bytes, bit, count);
}
inline int64_t extract_signed(const uint8_t* bytes, size_t bit, unsigned count, bool little) {
  if (count == 0) return 0;
  uint64_t value = extract_unsigned(bytes, bit, count, little) << (64 - count);
  return static_cast<int64_t>(value) >> (64 - count);
}

// Any number of bits. Words: extract_integer_words(count), which is 0 up to 60.
// kNoTerm when it is too long (kMaxBigLimbs of bigint.h): no match.
Term extract_big_integer(const uint8_t* bytes, size_t bit, size_t count, bool little,
                         bool is_signed, TermSpace& space);
inline Term extract_integer(const uint8_t* bytes, size_t bit, size_t count, bool little,
                            bool is_signed, TermSpace& space) {
  if (count > 64) return extract_big_integer(bytes, bit, count, little, is_signed, space);
  unsigned width = static_cast<unsigned>(count);
  if (is_signed) return space.integer(extract_signed(bytes, bit, width, little));
  return space.unsigned_integer(extract_unsigned(bytes, bit, width, little));
}
constexpr size_t extract_integer_words(size_t count) {
  return count <= 60 ? 0 : count <= 64 ? kBigWords64 : (count + 7) / 64 + 2;
}

// 16, 32 or 64 bits; nothing for infinities and not-a-numbers: no match.
std::optional<double> extract_float(const uint8_t* bytes, size_t bit, unsigned count, bool little);

struct DecodedField {
  uint32_t code_point;
  uint32_t bits;  // 0: no match
};
// `left` bits are there.
DecodedField extract_unaligned_utf8(const uint8_t* bytes, size_t bit, size_t left);
inline DecodedField extract_utf8(const uint8_t* bytes, size_t bit, size_t left) {
  if ((bit & 7) != 0) return extract_unaligned_utf8(bytes, bit, left);
  DecodedUtf8 decoded = decode_utf8(bytes + (bit >> 3), left >> 3);
  return {decoded.code_point, decoded.length * 8};
}
DecodedField extract_utf16(const uint8_t* bytes, size_t bit, size_t left, bool little);
DecodedField extract_utf32(const uint8_t* bytes, size_t bit, size_t left, bool little);

// --- Putting fields in ---------------------------------------------------------------------------

// The low `count` bits of an integer in two's complement.
void put_integer_slow(uint8_t* bytes, size_t bit, size_t count, Term integer, bool little);
inline void put_integer(uint8_t* bytes, size_t bit, size_t count, Term integer, bool little) {
  if (integer.is_small() && count <= 64 && (!little || count <= 8)) {
    write_bits(bytes, bit, static_cast<uint64_t>(integer.small_value()),
               static_cast<unsigned>(count));
    return;
  }
  put_integer_slow(bytes, bit, count, integer, little);
}
// 16, 32 or 64 bits, rounded to nearest even; past the largest the field is infinity, as in OTP.
void put_float(uint8_t* bytes, size_t bit, unsigned count, double value, bool little);
// The code point is valid. utf8_length() * 8, utf16_bits(), 32 bits.
void put_utf8(uint8_t* bytes, size_t bit, uint32_t code_point);
void put_utf16(uint8_t* bytes, size_t bit, uint32_t code_point, bool little);
void put_utf32(uint8_t* bytes, size_t bit, uint32_t code_point, bool little);
constexpr size_t utf16_bits(uint32_t code_point) { return code_point < 0x10000 ? 16 : 32; }

}  // namespace linac
