#include "core/term/atom.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <vector>

#include "core/term/hash.h"

namespace linac {
namespace {

constexpr std::string_view kPredefined[] = {
#define ATOM(identifier, text) text,
#include "core/term/atoms.def"
#undef ATOM
};

uint64_t first_bytes(std::string_view text) {
  uint64_t bytes = 0;
  std::memcpy(&bytes, text.data(), std::min(text.size(), sizeof bytes));
  return __builtin_bswap64(bytes);
}

}  // namespace

// Texts of one VM lie in blocks that are freed with the table; predefined ones are constants.
struct AtomTable::Storage {
  static constexpr size_t kBlockBytes = 16 * 1024;
  std::deque<std::unique_ptr<char[]>> blocks;
  size_t used = kBlockBytes;

  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    if (used + text.size() > kBlockBytes) {
      blocks.push_back(std::make_unique<char[]>(kBlockBytes));
      used = 0;
    }
    char* at = blocks.back().get() + used;
    std::memcpy(at, text.data(), text.size());
    used += text.size();
    return {at, text.size()};
  }
};

AtomTable::AtomTable(uint32_t limit)
    : first_limit_(limit),
      limit_(limit),
      chunks_(std::make_unique<std::atomic<Row*>[]>(kMaxChunks)),
      storage_(std::make_unique<Storage>()) {
  VM_CHECK(limit >= atoms::kPredefinedCount && capacity() <= kMaxChunks << kChunkShift);
  indices_.reserve(2048);
  for (std::string_view text : kPredefined) {
    auto atom = intern(text);
    VM_CHECK(atom.has_value());
  }
  VM_CHECK(size() == atoms::kPredefinedCount);  // no text stands twice in atoms.def
}

AtomTable::~AtomTable() {
  for (uint32_t i = 0; i < kMaxChunks; i++) delete[] chunks_[i].load(std::memory_order_relaxed);
}

std::optional<Term> AtomTable::intern(std::string_view text, uint32_t limit) {
  std::lock_guard lock(mutex_);
  if (auto it = indices_.find(text); it != indices_.end()) return make_atom(it->second);
  uint32_t index = size_.load(std::memory_order_relaxed);
  if (index >= limit) {
    was_full_.store(true, std::memory_order_relaxed);
    return std::nullopt;
  }
  auto& chunk = chunks_[index >> kChunkShift];
  if (!chunk.load(std::memory_order_relaxed)) {
    chunk.store(new Row[1 << kChunkShift], std::memory_order_release);
  }
  std::string_view kept =
      index < atoms::kPredefinedCount ? kPredefined[index] : storage_->keep(text);
  chunk.load(std::memory_order_relaxed)[index & kChunkMask] = {
      kept.data(), static_cast<uint32_t>(kept.size()), map_hash_of_atom(kept), first_bytes(kept)};
  indices_.emplace(kept, index);
  size_.store(index + 1, std::memory_order_release);
  return make_atom(index);
}

std::optional<Term> AtomTable::find(std::string_view text) const {
  std::lock_guard lock(mutex_);
  if (auto it = indices_.find(text); it != indices_.end()) return make_atom(it->second);
  return std::nullopt;
}

}  // namespace linac
