// MD5 (RFC 1321), of which Erlang makes a module's identity. Not for security.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace linac {

using Md5Digest = std::array<uint8_t, 16>;

class Md5 {
 public:
  void update(std::span<const uint8_t> bytes);
  Md5Digest finish();

 private:
  void block(const uint8_t* bytes);

  std::array<uint32_t, 4> state_ = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  std::array<uint8_t, 64> pending_{};
  uint64_t size_ = 0;
};

}  // namespace linac
