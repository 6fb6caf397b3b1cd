// MD5 (RFC 1321), a context at a time. The context is plain bytes, so that it can lie in a binary.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace linac {

struct Md5 {
  std::array<uint32_t, 4> state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  uint64_t length = 0;  // bytes taken so far
  std::array<uint8_t, 64> block{};

  void update(std::span<const uint8_t> bytes);
  std::array<uint8_t, 16> finish();  // the context is used up
};

}  // namespace linac
