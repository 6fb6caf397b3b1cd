// Blocks of words for heaps, stacks, fragments and process records, in four size classes to every
// doubling: a block is at most a quarter larger than what was asked for.
//
//   PagePool   one a VM: maps memory, holds spare blocks of every class; locks
//   BlockPool  one a scheduler: lists of free blocks of its own, exchanged with the PagePool in
//              batches; no locks. A block may be freed to any BlockPool of the same PagePool, so a
//              scheduler always allocates from and frees to its own.
//
// Blocks of more than kMaxPooledWords are mapped one by one; a few freed ones are kept for reuse,
// so that a heap that alternates between two blocks does not fault its pages in again.
// Under the address sanitizer every block is a malloc of its exact size.
//
// Errors: null when the system has no memory. Content of a block is undefined.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <mutex>
#include <vector>

#include "core/base/config.h"
#include "core/base/memory_account.h"
#include "core/term/term.h"

namespace linac {

struct Block {
  Word* words = nullptr;
  size_t capacity = 0;  // in words; give it back unchanged

  explicit operator bool() const { return words != nullptr; }
};

// Each block is malloc's, so that the sanitizer sees what is done with it.
#ifdef LINAC_ASAN
inline constexpr bool kUseMalloc = true;
#else
inline constexpr bool kUseMalloc = false;
#endif

inline constexpr size_t kMinBlockWords = 16;
inline constexpr size_t kMaxPooledWords = size_t{1} << 14;  // 128 KB
inline constexpr size_t kMaxBlockWords = size_t{1} << 36;   // more is "no memory"

// The class of a size, and the size of a class, both in words. Classes: 16, 20, 24, 28, 32, 40 ...
inline size_t block_class(size_t words) {
  if (words <= kMinBlockWords) return 0;
  size_t last = words - 1;
  int top_bit = std::bit_width(last) - 1;
  return static_cast<size_t>(top_bit - 4) * 4 + (last >> (top_bit - 2) & 3) + 1;
}
inline size_t block_class_words(size_t index) {
  if (index == 0) return kMinBlockWords;
  size_t octave = (index - 1) / 4;
  size_t quarter = (index - 1) % 4;
  return (quarter + 5) << (octave + 2);
}
// What allocate(words) gives as capacity.
size_t block_capacity(size_t words);

class BlockPool;

class PagePool {
 public:
  PagePool();
  ~PagePool();  // every block of it must have been freed, or is gone
  PagePool(const PagePool&) = delete;
  PagePool& operator=(const PagePool&) = delete;

  // What is mapped is taken from it; before anything is. Large blocks are refused when that passes its
  // limit.
  void set_account(MemoryAccount* account) { account_ = account; }
  // The same for who maps memory himself.
  bool take_outside(size_t words) {
    return account_ == nullptr || account_->take(words * sizeof(Word));
  }
  void give_outside(size_t words) {
    if (account_) account_->give(words * sizeof(Word));
  }

  // For threads that have no BlockPool.
  Block allocate(size_t words);
  void free(Block block);

  size_t mapped_bytes() const;
  // Of blocks that have been allocated and not freed; what is cached for reuse does not count. As of a
  // moment, if no other thread allocates.
  size_t used_bytes() const;

 private:
  friend class BlockPool;

  static constexpr size_t kClasses = 41;
  static constexpr size_t kChunkWords = (size_t{1} << 20) / sizeof(Word);
  static constexpr size_t kMaxCachedLargeWords = (size_t{128} << 20) / sizeof(Word);

  // A list of free blocks of one class, linked through their first words.
  struct FreeList {
    Word* first = nullptr;
    size_t count = 0;  // of a BlockPool: other threads read it (used_bytes)

    // One thread changes a count, others may read it: a plain store all the same.
    void set_count(size_t value) { std::atomic_ref(count).store(value, std::memory_order_relaxed); }
    void push(Word* block) {
      *block = reinterpret_cast<Word>(first);
      first = block;
      set_count(count + 1);
    }
    Word* pop() {
      Word* block = first;
      first = reinterpret_cast<Word*>(*block);
      set_count(count - 1);
      return block;
    }
  };

  Block allocate_large(size_t words);
  Block allocate_malloc(size_t capacity);
  Block reuse_large(size_t capacity);
  bool take_for(size_t words);
  void drop_cached();
  void free_large(Block block);
  // Moves a batch that was given back to `list`, which is empty, or else up to `count` new blocks;
  // false when there is no memory.
  bool refill(size_t block_class, FreeList& list, size_t count);
  // Takes `count` blocks, which stay together until somebody needs such.
  void take_back(size_t block_class, FreeList& list, size_t count);
  void add_batch(size_t block_class, const FreeList& batch);
  Word* carve(size_t words);

  MemoryAccount* account_ = nullptr;
  mutable std::mutex mutex_;
  // Batches: in their first blocks' second and third words are their counts and the next batches.
  // Moving one touches no other block, which another processor's cache may hold.
  std::array<Word*, kClasses> batches_{};
  std::vector<Block> chunks_;
  std::vector<Block> large_cache_;
  size_t large_cached_words_ = 0;
  size_t mapped_words_ = 0;
  size_t lent_words_ = 0;  // of pooled blocks that are not in batches_
  std::vector<const BlockPool*> pools_;
  Word* chunk_top_ = nullptr;
  Word* chunk_limit_ = nullptr;
};

class BlockPool {
 public:
  explicit BlockPool(PagePool& pages);
  ~BlockPool();
  BlockPool(const BlockPool&) = delete;
  BlockPool& operator=(const BlockPool&) = delete;

  // At least `words` words.
  Block allocate(size_t words) {
    if (kUseMalloc || words > kMaxPooledWords) return pages_.allocate(words);
    size_t index = block_class(words);
    PagePool::FreeList& list = free_[index];
    if (list.count == 0) return allocate_slow(index);
    return {list.pop(), block_class_words(index)};
  }
  void free(Block block) {
    if (!block) return;
    if (kUseMalloc || block.capacity > kMaxPooledWords) return pages_.free(block);
    PagePool::FreeList& list = free_[block_class(block.capacity)];
    list.push(block.words);
    if (list.count > most_kept(block.capacity)) give_back(block.capacity);
  }
  PagePool& pages() { return pages_; }

 private:
  friend class PagePool;

  // How many blocks of a size go between a scheduler and the shared pool at once.
  static size_t batch_of(size_t words) {
    constexpr size_t kBatchWords = 4096;
    size_t count = kBatchWords / words;
    return count < 2 ? 2 : count > 64 ? 64 : count;
  }
  static size_t most_kept(size_t words) { return 4 * batch_of(words); }
  Block allocate_slow(size_t index);
  void give_back(size_t words);
  size_t spare_words() const;

  PagePool& pages_;
  std::array<PagePool::FreeList, PagePool::kClasses> free_{};
};

}  // namespace linac
