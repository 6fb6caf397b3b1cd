// Binaries as arguments of natives.
#pragma once

#include <vector>

#include "core/term/bits.h"
#include "runtime/exec/native_call.h"

namespace linac {

// The bytes of a binary for as long as nothing collects; of one that does not begin at a byte a copy.
class BinaryBytes {
 public:
  explicit BinaryBytes(Term binary) : bytes_(aligned_bytes(bits_view(binary), storage_)) {}
  BinaryBytes(const BinaryBytes&) = delete;
  BinaryBytes& operator=(const BinaryBytes&) = delete;

  std::span<const uint8_t> span() const { return bytes_; }
  const uint8_t* data() const { return bytes_.data(); }
  size_t size() const { return bytes_.size(); }
  uint8_t operator[](size_t index) const { return bytes_[index]; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }

 private:
  std::vector<uint8_t> storage_;
  std::span<const uint8_t> bytes_;
};

inline bool is_binary_argument(NativeCall& call, uint32_t index) {
  NoGc no_gc(call.heap());
  Term term = call[index].get(no_gc);
  return is_bitstring(term) && is_binary(term);
}
inline size_t binary_argument_size(NativeCall& call, uint32_t index) {
  NoGc no_gc(call.heap());
  return bit_size(call[index].get(no_gc)) / 8;
}

// Position and length as binary:part takes them: a negative length goes to the left.
struct ByteRange {
  bool valid = false;
  size_t first = 0;
  size_t count = 0;
};
inline ByteRange byte_range(Term position, Term length, size_t byte_size) {
  if (!position.is_small() || !length.is_small()) return {};
  int64_t first = position.small_value(), count = length.small_value();
  if (count < 0) {
    first += count;
    count = -count;
  }
  int64_t size = static_cast<int64_t>(byte_size);
  if (first < 0 || first > size || count > size - first) return {};
  return {true, static_cast<size_t>(first), static_cast<size_t>(count)};
}

}  // namespace linac
