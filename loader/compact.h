// The compact encoding of the Code, Line and (since OTP 28) atom chunks: three bits of tag, then an
// unsigned number of 4 or 11 bits, or a signed big-endian one of 2 bytes and more.
#pragma once

#include "core/base/byte_reader.h"

namespace linac {

enum class CompactTag : uint8_t {
  kUnsigned = 0,
  kInteger = 1,
  kAtom = 2,
  kX = 3,
  kY = 4,
  kLabel = 5,
  kCharacter = 6,
  kExtended = 7,
};

struct Compact {
  CompactTag tag;
  bool fits;  // `value` is the number; else only `bytes` is
  int64_t value;
  std::span<const uint8_t> bytes;  // of a number of 2 bytes and more: two's complement, big-endian
};

namespace compact_detail {

inline int64_t sign_extend(std::span<const uint8_t> bytes) {
  uint64_t value = (bytes[0] & 0x80) != 0 ? ~uint64_t{0} : 0;
  for (uint8_t byte : bytes) value = value << 8 | byte;
  return static_cast<int64_t>(value);
}

inline int64_t short_number(ByteReader& reader, uint8_t first) {
  return (first & 8) == 0 ? first >> 4 : (first & 0xE0) << 3 | reader.u8();
}

}  // namespace compact_detail

// One tag and number. A reader that failed() gives tag kUnsigned and 0.
inline Compact read_compact(ByteReader& reader) {
  uint8_t first = reader.u8();
  Compact result{static_cast<CompactTag>(first & 7), true, 0, {}};
  if ((first & 0x18) != 0x18) {
    result.value = compact_detail::short_number(reader, first);
    return result;
  }
  size_t count = static_cast<size_t>(first >> 5) + 2;
  if (count == 9) {
    uint8_t more = reader.u8();
    if ((more & 0x1F) == 0x18) {  // a count of 2 bytes and more
      auto bytes = reader.bytes(static_cast<size_t>(more >> 5) + 2);
      if (bytes.empty() || bytes.size() > 4) {
        reader.skip(reader.left() + 1);
        return {CompactTag::kUnsigned, true, 0, {}};
      }
      int64_t value = compact_detail::sign_extend(bytes);
      count += value < 0 ? reader.left() + 1 : static_cast<size_t>(value);
    } else {
      count += static_cast<size_t>(compact_detail::short_number(reader, more));
    }
  }
  result.bytes = reader.bytes(count);
  if (result.bytes.empty()) return {CompactTag::kUnsigned, true, 0, {}};
  result.fits = count <= 8;
  if (result.fits) result.value = compact_detail::sign_extend(result.bytes);
  return result;
}

}  // namespace linac
