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

// The code point at the start of `left` bytes.
constexpr DecodedUtf8 decode_utf8(const uint8_t* bytes, size_t left) {
  if (left == 0) return {0, 0};
  uint32_t first = bytes[0];
  if (first < 0x80) return {first, 1};
  uint32_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || left < length) return {0, 0};
  uint32_t value = first & (0x7Fu >> length);
  for (uint32_t i = 1; i < length; ++i) {
    if ((bytes[i] & 0xC0) != 0x80) return {0, 0};
    value = value << 6 | (bytes[i] & 0x3Fu);
  }
  bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || !is_code_point(value)) return {0, 0};
  return {value, length};
}

constexpr size_t utf8_length(uint32_t code_point) {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

// Writes utf8_length(code_point) bytes and returns how many. The code point is valid.
constexpr size_t encode_utf8(uint32_t code_point, uint8_t* out) {
  size_t length = utf8_length(code_point);
  if (length == 1) {
    out[0] = static_cast<uint8_t>(code_point);
    return 1;
  }
  for (size_t i = length - 1; i > 0; --i) {
    out[i] = static_cast<uint8_t>(0x80 | (code_point & 0x3F));
    code_point >>= 6;
  }
  constexpr uint8_t kLead[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out[0] = static_cast<uint8_t>(kLead[length] | code_point);
  return length;
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
