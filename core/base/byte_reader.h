// A bounds-checked big-endian reader over bytes that are not trusted. A read past the end sets
// failed() and gives zero; the caller tests once after a group of reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace linac {

class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  size_t offset() const { return offset_; }
  size_t left() const { return bytes_.size() - offset_; }
  bool at_end() const { return offset_ == bytes_.size(); }

  uint8_t u8() { return static_cast<uint8_t>(big_endian(1)); }
  uint16_t u16() { return static_cast<uint16_t>(big_endian(2)); }
  uint32_t u32() { return static_cast<uint32_t>(big_endian(4)); }
  uint64_t u64() { return big_endian(8); }

  // The next `count` bytes, or an empty span and failed().
  std::span<const uint8_t> bytes(size_t count) {
    if (count > left()) {
      failed_ = true;
      offset_ = bytes_.size();
      return {};
    }
    auto result = bytes_.subspan(offset_, count);
    offset_ += count;
    return result;
  }
  std::string_view text(size_t count) {
    auto raw = bytes(count);
    return {reinterpret_cast<const char*>(raw.data()), raw.size()};
  }
  void skip(size_t count) { bytes(count); }

 private:
  uint64_t big_endian(size_t count) {
    auto raw = bytes(count);
    uint64_t value = 0;
    for (uint8_t byte : raw) value = value << 8 | byte;
    return value;
  }

  std::span<const uint8_t> bytes_;
  size_t offset_ = 0;
  bool failed_ = false;
};

}  // namespace linac
