#include "runtime/memory/block_pool.h"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdlib>

#include "core/base/check.h"

namespace linac {

namespace {

constexpr size_t kPageBytes = 4096;
constexpr size_t kHugeBytes = size_t{2} << 20;

constexpr size_t kBatchCount = 1, kNextBatch = 2;

Word* next_of(Word* block) { return reinterpret_cast<Word*>(*block); }

// The largest block that is reused where one of `capacity` would do. Pages that have been written
// to are worth more than the addresses behind them.
size_t most_reused(size_t capacity) {
  constexpr size_t kLargeWords = size_t{1} << 16;
  return capacity < kLargeWords ? capacity : 4 * capacity;
}

void* map(size_t bytes) {
  void* at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED) return nullptr;
  // Refused where huge pages are switched off: then small ones serve.
  if (bytes >= 2 * kHugeBytes) static_cast<void>(madvise(at, bytes, MADV_HUGEPAGE));
  return at;
}

}  // namespace

size_t block_capacity(size_t words) {
  if (kUseMalloc) return words == 0 ? 1 : words;
  size_t capacity = block_class_words(block_class(words));
  if (words <= kMaxPooledWords) return capacity;
  constexpr size_t kPageWords = kPageBytes / sizeof(Word);
  return (capacity + kPageWords - 1) / kPageWords * kPageWords;
}

PagePool::PagePool() = default;

PagePool::~PagePool() {
  for (Block chunk : chunks_) munmap(chunk.words, chunk.capacity * sizeof(Word));
  for (Block block : large_cache_) munmap(block.words, block.capacity * sizeof(Word));
}

size_t PagePool::mapped_bytes() const {
  std::lock_guard lock(mutex_);
  return mapped_words_ * sizeof(Word);
}

size_t PagePool::used_bytes() const {
  std::lock_guard lock(mutex_);
  size_t chunk_words = chunks_.size() * kChunkWords;
  size_t used = mapped_words_ - chunk_words - large_cached_words_ + lent_words_;
  size_t spare = 0;
  for (const BlockPool* pool : pools_) spare += pool->spare_words();
  return (used - std::min(used, spare)) * sizeof(Word);
}

Block PagePool::allocate(size_t words) {
  if (words > kMaxBlockWords) return {};
  size_t capacity = block_capacity(words);
  if (kUseMalloc) return allocate_malloc(capacity);
  if (words > kMaxPooledWords) return allocate_large(capacity);
  size_t index = block_class(words);
  FreeList list;
  if (!refill(index, list, 1)) return {};
  Word* block = list.pop();
  take_back(index, list, list.count);
  return {block, capacity};
}

void PagePool::free(Block block) {
  if (!block) return;
  if (kUseMalloc) {
    give_outside(block.capacity);
    return std::free(block.words);
  }
  if (block.capacity > kMaxPooledWords) return free_large(block);
  FreeList list;
  list.push(block.words);
  take_back(block_class(block.capacity), list, 1);
}

Block PagePool::allocate_malloc(size_t capacity) {
  if (account_ && capacity <= kMaxPooledWords) {
    account_->take_anyway(capacity * sizeof(Word));
  } else if (!take_outside(capacity)) {
    return {};
  }
  auto* at = static_cast<Word*>(std::malloc(capacity * sizeof(Word)));
  if (at != nullptr) return {at, capacity};
  give_outside(capacity);
  return {};
}

// Blocks that wait for reuse count: they go before somebody is refused.
bool PagePool::take_for(size_t words) {
  if (account_ == nullptr) return true;
  if (account_->most() - std::min(account_->most(), account_->used()) < words * sizeof(Word)) {
    drop_cached();
  }
  return take_outside(words);
}

void PagePool::drop_cached() {
  std::vector<Block> dropped;
  {
    std::lock_guard lock(mutex_);
    dropped.swap(large_cache_);
    mapped_words_ -= large_cached_words_;
    large_cached_words_ = 0;
  }
  for (Block block : dropped) {
    munmap(block.words, block.capacity * sizeof(Word));
    give_outside(block.capacity);
  }
}

Block PagePool::reuse_large(size_t capacity) {
  std::lock_guard lock(mutex_);
  size_t best = large_cache_.size();
  for (size_t i = large_cache_.size(); i-- > 0;) {
    size_t its = large_cache_[i].capacity;
    if (its < capacity || its > most_reused(capacity)) continue;
    if (best == large_cache_.size() || its < large_cache_[best].capacity) best = i;
  }
  if (best == large_cache_.size()) return {};
  Block block = large_cache_[best];
  large_cache_.erase(large_cache_.begin() + static_cast<std::ptrdiff_t>(best));
  large_cached_words_ -= block.capacity;
  return block;
}

Block PagePool::allocate_large(size_t capacity) {
  if (Block block = reuse_large(capacity)) return block;
  if (!take_for(capacity)) return {};
  auto* at = static_cast<Word*>(map(capacity * sizeof(Word)));
  if (at == nullptr) {
    give_outside(capacity);
    return {};
  }
  std::lock_guard lock(mutex_);
  mapped_words_ += capacity;
  return {at, capacity};
}

void PagePool::free_large(Block block) {
  std::vector<Block> dropped;
  if (block.capacity > kMaxCachedLargeWords) {
    std::lock_guard lock(mutex_);
    mapped_words_ -= block.capacity;
    dropped.push_back(block);
  } else {
    std::lock_guard lock(mutex_);
    large_cache_.push_back(block);
    large_cached_words_ += block.capacity;
    // The oldest go first.
    while (large_cached_words_ > kMaxCachedLargeWords) {
      Block oldest = large_cache_.front();
      large_cache_.erase(large_cache_.begin());
      large_cached_words_ -= oldest.capacity;
      mapped_words_ -= oldest.capacity;
      dropped.push_back(oldest);
    }
  }
  for (Block old : dropped) {
    munmap(old.words, old.capacity * sizeof(Word));
    give_outside(old.capacity);
  }
}

bool PagePool::refill(size_t index, FreeList& list, size_t count) {
  std::lock_guard lock(mutex_);
  size_t words = block_class_words(index);
  if (Word* batch = batches_[index]) {
    list.first = batch;
    list.set_count(static_cast<size_t>(batch[kBatchCount]));
    batches_[index] = reinterpret_cast<Word*>(batch[kNextBatch]);
  } else {
    for (size_t i = 0; i < count; ++i) {
      Word* block = carve(words);
      if (block == nullptr) break;
      list.push(block);
    }
  }
  lent_words_ += list.count * words;
  return list.count > 0;
}

void PagePool::take_back(size_t index, FreeList& list, size_t count) {
  if (count == 0) return;
  FreeList batch{list.first, count};
  Word* last = list.first;
  for (size_t i = 1; i < count; ++i) last = next_of(last);
  list.first = next_of(last);
  list.set_count(list.count - count);
  *last = 0;
  std::lock_guard lock(mutex_);
  lent_words_ -= count * block_class_words(index);
  add_batch(index, batch);
}

// With the lock held.
void PagePool::add_batch(size_t index, const FreeList& batch) {
  batch.first[kBatchCount] = batch.count;
  batch.first[kNextBatch] = reinterpret_cast<Word>(batches_[index]);
  batches_[index] = batch.first;
}

// With the lock held.
Word* PagePool::carve(size_t words) {
  // Blocks of whole cache lines begin with one.
  constexpr size_t kLineWords = 64 / sizeof(Word);
  if (words % kLineWords == 0 && chunk_top_ != chunk_limit_) {
    while (reinterpret_cast<Word>(chunk_top_) % 64 != 0) ++chunk_top_;
  }
  size_t left = static_cast<size_t>(chunk_limit_ - chunk_top_);
  if (left < words) {
    // What is left of the chunk goes to the lists, in the largest pieces.
    while (left >= kMinBlockWords) {
      size_t index = block_class(left);
      if (block_class_words(index) > left) --index;
      *chunk_top_ = 0;
      add_batch(index, {chunk_top_, 1});
      chunk_top_ += block_class_words(index);
      left -= block_class_words(index);
    }
    auto* chunk = static_cast<Word*>(map(kChunkWords * sizeof(Word)));
    if (chunk == nullptr) {
      chunk_top_ = chunk_limit_ = nullptr;
      return nullptr;
    }
    if (account_) account_->take_anyway(kChunkWords * sizeof(Word));
    chunks_.push_back({chunk, kChunkWords});
    mapped_words_ += kChunkWords;
    chunk_top_ = chunk;
    chunk_limit_ = chunk + kChunkWords;
  }
  Word* block = chunk_top_;
  chunk_top_ += words;
  return block;
}

BlockPool::BlockPool(PagePool& pages) : pages_(pages) {
  std::lock_guard lock(pages_.mutex_);
  pages_.pools_.push_back(this);
}

BlockPool::~BlockPool() {
  for (size_t index = 0; index < free_.size(); ++index) {
    pages_.take_back(index, free_[index], free_[index].count);
  }
  std::lock_guard lock(pages_.mutex_);
  std::erase(pages_.pools_, this);
}

size_t BlockPool::spare_words() const {
  size_t words = 0;
  for (size_t index = 0; index < free_.size(); ++index) {
    auto& count = const_cast<size_t&>(free_[index].count);
    words += std::atomic_ref(count).load(std::memory_order_relaxed) * block_class_words(index);
  }
  return words;
}

Block BlockPool::allocate_slow(size_t index) {
  size_t words = block_class_words(index);
  PagePool::FreeList& list = free_[index];
  if (!pages_.refill(index, list, batch_of(words))) return {};
  return {list.pop(), words};
}

void BlockPool::give_back(size_t words) {
  size_t index = block_class(words);
  pages_.take_back(index, free_[index], most_kept(words) / 2);
}

}  // namespace linac
