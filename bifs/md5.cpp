#include "bifs/md5.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace linac {
namespace {

// floor(2^32 * abs(sin(i + 1))).
constexpr uint32_t kSines[64] = {
    0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
    0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
    0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
    0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
    0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
    0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
    0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
    0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391};

constexpr int kShifts[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

void add_block(std::array<uint32_t, 4>& state, const uint8_t* block) {
  uint32_t words[16];
  std::memcpy(words, block, sizeof words);
  auto [a, b, c, d] = state;
  for (unsigned i = 0; i < 64; ++i) {
    uint32_t mixed;
    unsigned word;
    unsigned round = i / 16;
    if (round == 0) {
      mixed = (b & c) | (~b & d);
      word = i;
    } else if (round == 1) {
      mixed = (d & b) | (~d & c);
      word = (5 * i + 1) % 16;
    } else if (round == 2) {
      mixed = b ^ c ^ d;
      word = (3 * i + 5) % 16;
    } else {
      mixed = c ^ (b | ~d);
      word = 7 * i % 16;
    }
    uint32_t sum = a + mixed + kSines[i] + words[word];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kShifts[round][i % 4]);
  }
  state = {state[0] + a, state[1] + b, state[2] + c, state[3] + d};
}

}  // namespace

void Md5::update(std::span<const uint8_t> bytes) {
  size_t used = length % 64;
  length += bytes.size();
  if (used > 0) {
    size_t count = std::min(bytes.size(), 64 - used);
    std::copy_n(bytes.begin(), count, block.begin() + static_cast<ptrdiff_t>(used));
    bytes = bytes.subspan(count);
    if (used + count < 64) return;
    add_block(state, block.data());
  }
  for (; bytes.size() >= 64; bytes = bytes.subspan(64)) add_block(state, bytes.data());
  std::copy(bytes.begin(), bytes.end(), block.begin());
}

std::array<uint8_t, 16> Md5::finish() {
  uint64_t bits = length * 8;
  static constexpr uint8_t kPadding[64] = {0x80};
  size_t used = length % 64;
  update({kPadding, used < 56 ? 56 - used : 120 - used});
  std::array<uint8_t, 8> size;
  std::memcpy(size.data(), &bits, sizeof bits);
  update(size);
  std::array<uint8_t, 16> result;
  std::memcpy(result.data(), state.data(), sizeof result);
  return result;
}

}  // namespace linac
