// The container of a .beam file: "FOR1", size, "BEAM", then chunks of (4-byte name, size, bytes, zeros
// up to a multiple of 4). Finds chunks; their content is loader/chunks' matter.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace linac {

using Bytes = std::span<const uint8_t>;

// A zlib or gzip stream of at most `limit` bytes inflated.
Result<std::vector<uint8_t>> inflate_bytes(Bytes compressed, size_t limit);

// "FILE: chunk NAME: REASON", the form of all errors outside of code.
Error chunk_error(std::string_view file_name, std::string_view chunk, std::string_view reason);

class BeamFile {
 public:
  // Refers to `bytes`, unless they are gzip-compressed: then it keeps what it inflated.
  static Result<BeamFile> open(Bytes bytes, std::string_view file_name);

  // The first chunk of that name, one of those that the loader reads; null if there is none.
  const Bytes* find(std::string_view name) const;
  std::string_view file_name() const { return file_name_; }
  size_t size() const { return size_; }
  Error error(std::string_view chunk, std::string_view reason) const {
    return chunk_error(file_name_, chunk, reason);
  }

 private:
  struct Chunk {
    std::string_view name;
    Bytes bytes;
  };

  Result<void> read_directory(Bytes bytes);

  std::string file_name_;
  std::vector<uint8_t> inflated_;
  std::vector<Chunk> chunks_;
  size_t size_ = 0;
};

}  // namespace linac
