// UTF-8 as Erlang knows it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

namespace linac {

inline constexpr uint32_t kMaxCodePoint = 0x10FFFF;

constexpr bool is_code_point(uint64_t value) {
  return value <= kMaxCodePoint && (value < 0xD800 || value > 0xDFFF);
}

struct DecodedUtf8 {
  uint32_t code_point;
  uint32_t length;  // bytes; 0: no code point stands here
};

// The code point at the start of `left` bytes. One case for each length: a loop over the bytes would
// cost several times as much.
constexpr DecodedUtf8 decode_utf8(const uint8_t* bytes, size_t left) {
  constexpr DecodedUtf8 kNone{0, 0};
  if (left == 0) return kNone;
  uint32_t first = bytes[0];
  if (first < 0x80) return {first, 1};
  auto six_bits = [bytes](size_t i) { return bytes[i] ^ 0x80u; };  // above 0x3F: no such byte
  if (first < 0xE0) {
    if (first < 0xC2 || left < 2) return kNone;
    uint32_t last = six_bits(1);
    if (last > 0x3F) return kNone;
    return {(first & 0x1F) << 6 | last, 2};
  }
  if (first < 0xF0) {
    if (left < 3) return kNone;
    uint32_t second = six_bits(1), last = six_bits(2);
    uint32_t value = (first & 0xF) << 12 | second << 6 | last;
    if ((second | last) > 0x3F || value < 0x800 || !is_code_point(value)) return kNone;
    return {value, 3};
  }
  if (left < 4) return kNone;
  uint32_t second = six_bits(1), third = six_bits(2), last = six_bits(3);
  uint32_t value = (first - 0xF0) << 18 | second << 12 | third << 6 | last;
  if ((second | third | last) > 0x3F || value < 0x10000 || value > kMaxCodePoint) return kNone;
  return {value, 4};
}

constexpr size_t utf8_length(uint32_t code_point) {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

struct EncodedUtf8 {
  uint32_t bytes;  // the first one is the lowest
  uint32_t length;
};

// The code point is valid.
constexpr EncodedUtf8 encode_utf8(uint32_t code_point) {
  if (code_point < 0x80) return {code_point, 1};
  auto tail = [code_point](uint32_t shift) { return 0x80u | (code_point >> shift & 0x3F); };
  if (code_point < 0x800) return {0xC0u | code_point >> 6 | tail(0) << 8, 2};
  if (code_point < 0x10000) return {0xE0u | code_point >> 12 | tail(6) << 8 | tail(0) << 16, 3};
  return {0xF0u | code_point >> 18 | tail(12) << 8 | tail(6) << 16 | tail(0) << 24, 4};
}

// Writes utf8_length(code_point) bytes and returns how many. The code point is valid.
constexpr size_t encode_utf8(uint32_t code_point, uint8_t* out) {
  EncodedUtf8 encoded = encode_utf8(code_point);
  for (uint32_t i = 0; i < encoded.length; ++i) {
    out[i] = static_cast<uint8_t>(encoded.bytes >> (8 * i));
  }
  return encoded.length;
}

inline void append_utf8(std::string& text, uint32_t code_point) {
  uint8_t bytes[4];
  size_t length = encode_utf8(code_point, bytes);
  text.append(reinterpret_cast<const char*>(bytes), length);
}

struct Utf8Scan {
  size_t valid_bytes;  // how far the bytes are valid
  size_t code_points;  // in those
};

inline Utf8Scan scan_utf8(std::span<const uint8_t> bytes) {
  Utf8Scan scan{0, 0};
  while (scan.valid_bytes < bytes.size()) {
    if (bytes.size() - scan.valid_bytes >= 8) {  // ASCII eight at a time
      uint64_t word;
      std::memcpy(&word, bytes.data() + scan.valid_bytes, 8);
      if ((word & 0x8080808080808080) == 0) {
        scan.valid_bytes += 8;
        scan.code_points += 8;
        continue;
      }
    }
    DecodedUtf8 next =
        decode_utf8(bytes.data() + scan.valid_bytes, bytes.size() - scan.valid_bytes);
    if (next.length == 0) break;
    scan.valid_bytes += next.length;
    ++scan.code_points;
  }
  return scan;
}
inline bool is_valid_utf8(std::span<const uint8_t> bytes) {
  return scan_utf8(bytes).valid_bytes == bytes.size();
}
inline std::span<const uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
inline bool is_valid_utf8(std::string_view text) { return is_valid_utf8(as_bytes(text)); }

}  // namespace linac
