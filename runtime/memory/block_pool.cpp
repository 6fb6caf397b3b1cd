#include "runtime/memory/block_pool.h"

#include <sys/mman.h>

#include <bit>
#include <cstdlib>

#include "core/base/check.h"

namespace linac {

namespace {

constexpr size_t kPageBytes = 4096;
constexpr size_t kHugeBytes = size_t{2} << 20;

#ifdef LINAC_ASAN
constexpr bool kUseMalloc = true;
#else
constexpr bool kUseMalloc = false;
#endif

constexpr size_t kBatchCount = 1, kNextBatch = 2;

Word* next_of(Word* block) { return reinterpret_cast<Word*>(*block); }

void push(Word*& first, size_t& count, Word* block) {
  *block = reinterpret_cast<Word>(first);
  first = block;
  ++count;
}
Word* pop(Word*& first, size_t& count) {
  Word* block = first;
  first = next_of(block);
  --count;
  return block;
}

// How many blocks of a size go between a scheduler and the shared pool at once.
size_t batch_of(size_t words) {
  constexpr size_t kBatchWords = 4096;
  size_t count = kBatchWords / words;
  return count < 2 ? 2 : count > 64 ? 64 : count;
}

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

size_t block_class(size_t words) {
  if (words <= kMinBlockWords) return 0;
  size_t last = words - 1;
  int top_bit = std::bit_width(last) - 1;
  return static_cast<size_t>(top_bit - 4) * 4 + (last >> (top_bit - 2) & 3) + 1;
}

size_t block_class_words(size_t index) {
  if (index == 0) return kMinBlockWords;
  size_t octave = (index - 1) / 4;
  size_t quarter = (index - 1) % 4;
  return (quarter + 5) << (octave + 2);
}

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

Block PagePool::allocate(size_t words) {
  if (words > kMaxBlockWords) return {};
  size_t capacity = block_capacity(words);
  if (kUseMalloc) {
    auto* at = static_cast<Word*>(std::malloc(capacity * sizeof(Word)));
    return at == nullptr ? Block{} : Block{at, capacity};
  }
  if (words > kMaxPooledWords) return allocate_large(capacity);
  size_t index = block_class(words);
  FreeList list;
  if (!refill(index, list, 1)) return {};
  Word* block = pop(list.first, list.count);
  take_back(index, list, list.count);
  return {block, capacity};
}

void PagePool::free(Block block) {
  if (!block) return;
  if (kUseMalloc) return std::free(block.words);
  if (block.capacity > kMaxPooledWords) return free_large(block);
  FreeList list;
  push(list.first, list.count, block.words);
  take_back(block_class(block.capacity), list, 1);
}

Block PagePool::allocate_large(size_t capacity) {
  {
    std::lock_guard lock(mutex_);
    size_t best = large_cache_.size();
    for (size_t i = large_cache_.size(); i-- > 0;) {
      size_t its = large_cache_[i].capacity;
      if (its < capacity || its > most_reused(capacity)) continue;
      if (best == large_cache_.size() || its < large_cache_[best].capacity) best = i;
    }
    if (best != large_cache_.size()) {
      Block block = large_cache_[best];
      large_cache_.erase(large_cache_.begin() + static_cast<std::ptrdiff_t>(best));
      large_cached_words_ -= block.capacity;
      return block;
    }
    mapped_words_ += capacity;
  }
  auto* at = static_cast<Word*>(map(capacity * sizeof(Word)));
  if (at != nullptr) return {at, capacity};
  std::lock_guard lock(mutex_);
  mapped_words_ -= capacity;
  return {};
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
  for (Block old : dropped) munmap(old.words, old.capacity * sizeof(Word));
}

bool PagePool::refill(size_t index, FreeList& list, size_t count) {
  std::lock_guard lock(mutex_);
  if (Word* batch = batches_[index]) {
    list = {batch, static_cast<size_t>(batch[kBatchCount])};
    batches_[index] = reinterpret_cast<Word*>(batch[kNextBatch]);
    return true;
  }
  size_t words = block_class_words(index);
  for (size_t i = 0; i < count; ++i) {
    Word* block = carve(words);
    if (block == nullptr) return i > 0;
    push(list.first, list.count, block);
  }
  return true;
}

void PagePool::take_back(size_t index, FreeList& list, size_t count) {
  if (count == 0) return;
  FreeList batch{list.first, count};
  Word* last = list.first;
  for (size_t i = 1; i < count; ++i) last = next_of(last);
  list = {next_of(last), list.count - count};
  *last = 0;
  std::lock_guard lock(mutex_);
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
    chunks_.push_back({chunk, kChunkWords});
    mapped_words_ += kChunkWords;
    chunk_top_ = chunk;
    chunk_limit_ = chunk + kChunkWords;
  }
  Word* block = chunk_top_;
  chunk_top_ += words;
  return block;
}

BlockPool::~BlockPool() {
  for (size_t index = 0; index < free_.size(); ++index) {
    pages_.take_back(index, free_[index], free_[index].count);
  }
}

Block BlockPool::allocate(size_t words) {
  if (kUseMalloc || words > kMaxPooledWords) return pages_.allocate(words);
  size_t index = block_class(words);
  size_t capacity = block_class_words(index);
  PagePool::FreeList& list = free_[index];
  if (list.count == 0 && !pages_.refill(index, list, batch_of(capacity))) return {};
  return {pop(list.first, list.count), capacity};
}

void BlockPool::free(Block block) {
  if (!block) return;
  if (kUseMalloc || block.capacity > kMaxPooledWords) return pages_.free(block);
  size_t index = block_class(block.capacity);
  PagePool::FreeList& list = free_[index];
  push(list.first, list.count, block.words);
  size_t batch = batch_of(block.capacity);
  if (list.count > 4 * batch) pages_.take_back(index, list, 2 * batch);
}

}  // namespace linac
