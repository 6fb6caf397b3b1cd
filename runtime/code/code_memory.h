// Memory for machine code: one range per Vm that is mapped twice, a writable and an executable view,
// so that no page is ever both. The executable view lies within 1 GB of the runtime's stubs, so that
// emitted code reaches them by 32-bit distances. Pages come from the system when they are written. The
// memory is anonymous, for perf reads names from its map file only for what has no file behind it.
//
// Taken in order, never given back, never changed once it is published. Threads: allocate() may be
// called by any. Ownership: of the Vm. Nothing is mapped before the first allocate().
// A forked process shares the memory: it must not go on with the Vm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>

#include "core/base/result.h"

namespace linac {

// The same bytes, through both views.
struct CodeBlock {
  uint8_t* write = nullptr;
  const uint8_t* run = nullptr;
  size_t bytes = 0;
};

// Emitted code reaches its stubs in that.
inline constexpr size_t kMaxCodeMemory = size_t{512} << 20;

class CodeMemory {
 public:
  // Whole pages, at least one.
  explicit CodeMemory(size_t capacity);
  ~CodeMemory();
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  // 64-byte aligned. The error says what the system refused, or that the range is full.
  Result<CodeBlock> allocate(size_t bytes);

  size_t used_bytes() const { return used_; }
  size_t capacity() const { return capacity_; }

 private:
  Result<void> map();
  Result<void> map_anonymous(uint8_t* run);
  Result<void> map_file(uint8_t* run);

  const size_t capacity_;
  size_t used_ = 0;
  uint8_t* write_ = nullptr;
  uint8_t* run_ = nullptr;
  std::mutex mutex_;
};

}  // namespace linac
