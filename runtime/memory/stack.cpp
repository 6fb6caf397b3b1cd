#include "runtime/memory/stack.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>

namespace linac {

namespace {

constexpr size_t kCommitWords = (size_t{1} << 20) / sizeof(Word);
// Addresses cost nothing, but there are only 47 bits of them for all processes.
constexpr size_t kFirstReservationWords = (size_t{1} << 32) / sizeof(Word);
// A hit of the watermark moves it up by so many frames.
constexpr int kFramesPerMark = 32;
// Below this depth a watermark costs more than it saves.
constexpr size_t kMinMarkedWords = 1024;

size_t round_up(size_t value, size_t step) { return (value + step - 1) / step * step; }

void* reserve_addresses(size_t words) {
  void* at = mmap(nullptr, words * sizeof(Word), PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return at == MAP_FAILED ? nullptr : at;
}

}  // namespace

Stack::~Stack() { release(); }

void Stack::release() {
  if (base == nullptr) return;
  if (reserved_ != nullptr) {
    munmap(reserved_, static_cast<size_t>(base - reserved_) * sizeof(Word));
    pool_->pages().give_outside(capacity_words());
  } else {
    pool_->free({lowest_, capacity_words()});
  }
  base = nullptr;
  reserved_ = nullptr;
}

bool Stack::grow(size_t words) {
  if (words > max_words_) return false;
  size_t needed = used_words() + words + kStackSlackWords;
  if (needed <= capacity_words()) return true;
  if (needed > max_words_) return false;
  size_t capacity = std::max({needed, 2 * capacity_words(), kInitialStackWords});
  capacity = std::min(capacity, max_words_);
  if (capacity <= kMappedStackWords) return move_to_block(capacity);
  size_t reserved = reserved_ == nullptr ? 0 : static_cast<size_t>(base - reserved_);
  // A doubling of a large stack would commit much more than it may ever use.
  capacity = std::max(needed, std::min(capacity, needed + 64 * kCommitWords));
  capacity = round_up(capacity, kCommitWords);
  if (capacity <= reserved) return commit(capacity);
  return move_to_mapping(capacity);
}

bool Stack::move_to_block(size_t capacity) {
  Block block = pool_->allocate(capacity);
  if (!block) return false;
  move_to(block.words, block.words + block.capacity, nullptr);
  return true;
}

bool Stack::move_to_mapping(size_t capacity) {
  if (!pool_->pages().take_outside(capacity)) return false;
  if (map_and_move(capacity)) return true;
  pool_->pages().give_outside(capacity);
  return false;
}

bool Stack::map_and_move(size_t capacity) {
  size_t words = std::max(kFirstReservationWords, 16 * capacity);
  void* at = reserve_addresses(words);
  if (at == nullptr) at = reserve_addresses(words = 2 * capacity);
  if (at == nullptr) return false;
  auto* reserved = static_cast<Word*>(at);
  Word* new_base = reserved + words;
  Word* lowest = new_base - capacity;
  if (mprotect(lowest, capacity * sizeof(Word), PROT_READ | PROT_WRITE) != 0) {
    munmap(reserved, words * sizeof(Word));
    return false;
  }
  // Refused where huge pages are switched off: then small ones serve.
  static_cast<void>(madvise(reserved, words * sizeof(Word), MADV_HUGEPAGE));
  move_to(lowest, new_base, reserved);
  return true;
}

bool Stack::commit(size_t capacity) {
  Word* lowest = base - capacity;
  auto more = static_cast<size_t>(lowest_ - lowest);
  if (!pool_->pages().take_outside(more)) return false;
  if (mprotect(lowest, more * sizeof(Word), PROT_READ | PROT_WRITE) != 0) {
    pool_->pages().give_outside(more);
    return false;
  }
  lowest_ = lowest;
  limit = lowest_ + kStackSlackWords;
  return true;
}

void Stack::move_to(Word* lowest, Word* new_base, Word* reserved) {
  size_t used = used_words();
  if (used != 0) std::memcpy(new_base - used, sp, used * sizeof(Word));
  release();
  base = new_base;
  sp = base - used;
  lowest_ = lowest;
  limit = lowest_ + kStackSlackWords;
  reserved_ = reserved;
}

void Stack::shrink() {
  size_t used = used_words();
  size_t wanted = std::max(2 * (used + kStackSlackWords), kInitialStackWords);
  if (2 * wanted > capacity_words()) return;
  // Without memory for a smaller one the larger one serves.
  if (wanted <= kMappedStackWords) return static_cast<void>(move_to_block(wanted));
  wanted = round_up(wanted, kCommitWords);
  Word* lowest = base - wanted;
  size_t bytes = static_cast<size_t>(lowest - lowest_) * sizeof(Word);
  if (madvise(lowest_, bytes, MADV_DONTNEED) != 0) return;
  if (mprotect(lowest_, bytes, PROT_NONE) != 0) return;
  pool_->pages().give_outside(bytes / sizeof(Word));
  lowest_ = lowest;
  limit = lowest_ + kStackSlackWords;
}

void Stack::move_watermark(Word* slot) {
  // The outermost frame has nothing above it that could be skipped.
  if (slot + kInterpreterCallWords >= base) {
    watermark_depth_ = clean_depth_ = 0;
    return;
  }
  watermark_original_ = *slot;
  watermark_depth_ = static_cast<size_t>(base - slot);
  clean_depth_ = std::min(clean_depth_, watermark_depth_);
  *slot = kWatermarkReturn;
}

void Stack::restore_watermark() {
  if (watermark_depth_ != 0) *(base - watermark_depth_) = watermark_original_;
}

void Stack::watermark_hit() {
  VM_CHECK(watermark_depth_ != 0 && sp == base - watermark_depth_);
  *sp = watermark_original_;
  FrameWalker frame(sp, base, 0);
  for (int i = 0; i < kFramesPerMark && !frame.done(); ++i) frame.next();
  if (frame.done()) {
    watermark_depth_ = clean_depth_ = 0;
    return;
  }
  move_watermark(frame.return_slot());
}

void Stack::set_watermark(uint32_t frame_words, bool all_promoted) {
  clean_depth_ = all_promoted ? watermark_depth_ : 0;
  restore_watermark();
  watermark_depth_ = 0;
  if (used_words() < kMinMarkedWords) {
    clean_depth_ = 0;
    return;
  }
  Word* slot = sp + frame_words;
  // C++ that was called from emitted code returns to the frame above, whose registers live on.
  if (*slot != kInterpreterReturn) slot += 1 + record_of(*slot).frame_words;
  move_watermark(slot);
}

}  // namespace linac
