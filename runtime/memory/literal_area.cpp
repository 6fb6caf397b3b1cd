#include "runtime/memory/literal_area.h"

#include <sys/mman.h>

#include <algorithm>

namespace linac {

namespace {
constexpr size_t kCommitBytes = size_t{1} << 18;

size_t round_up(size_t value, size_t step) { return (value + step - 1) / step * step; }
}  // namespace

LiteralArea::LiteralArea(size_t bytes) : bytes_(round_up(bytes, kCommitBytes)) {
  void* at = mmap(nullptr, bytes_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  VM_CHECK(at != MAP_FAILED);
  base_ = top_ = committed_ = static_cast<Word*>(at);
}

LiteralArea::~LiteralArea() { munmap(base_, bytes_); }

size_t LiteralArea::used_words() const {
  std::lock_guard lock(mutex_);
  return used_words_;
}

Result<TermSpace> LiteralArea::reserve(size_t words) {
  std::lock_guard lock(mutex_);
  Word* start = take_hole(words);
  if (start == nullptr) {
    size_t left = bytes_ / sizeof(Word) - static_cast<size_t>(top_ - base_);
    if (words > left || !commit(top_ + words)) return Error{"no room for literals is left"};
    start = top_;
    top_ += words;
  }
  used_words_ += words;
  TermSpace space;
  space.top = start;
  space.limit = start + words;
  return space;
}

void LiteralArea::free(Word* start, size_t words) {
  if (words == 0) return;
  std::lock_guard lock(mutex_);
  VM_CHECK(contains(start) && start + words <= top_);
  used_words_ -= words;
  auto next = std::lower_bound(holes_.begin(), holes_.end(), start,
                               [](const Hole& hole, Word* at) { return hole.start < at; });
  VM_CHECK(next == holes_.end() || start + words <= next->start);
  if (next != holes_.end() && start + words == next->start) {
    words += next->words;
    next = holes_.erase(next);
  }
  if (next != holes_.begin()) {
    auto before = next - 1;
    VM_CHECK(before->start + before->words <= start);
    if (before->start + before->words == start) {
      start = before->start;
      words += before->words;
      next = holes_.erase(before);
    }
  }
  if (start + words == top_) {
    top_ = start;
  } else {
    holes_.insert(next, {start, words});
  }
}

// First fit. With the lock held.
Word* LiteralArea::take_hole(size_t words) {
  for (auto hole = holes_.begin(); hole != holes_.end(); ++hole) {
    if (hole->words < words) continue;
    Word* start = hole->start;
    hole->start += words;
    hole->words -= words;
    if (hole->words == 0) holes_.erase(hole);
    return start;
  }
  return nullptr;
}

bool LiteralArea::commit(Word* end) {
  if (end <= committed_) return true;
  size_t missing = static_cast<size_t>(end - committed_) * sizeof(Word);
  size_t bytes = round_up(missing, kCommitBytes);
  if (mprotect(committed_, bytes, PROT_READ | PROT_WRITE) != 0) return false;
  committed_ += bytes / sizeof(Word);
  return true;
}

}  // namespace linac
