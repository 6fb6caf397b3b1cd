#include "runtime/memory/block_pool.h"

#include <gtest/gtest.h>

#include <random>
#include <thread>
#include <vector>

#include "core/base/config.h"

namespace linac {
namespace {

TEST(BlockPoolTest, ClassesAreExactAndClose) {
  for (size_t words = 1; words < 100000; ++words) {
    size_t index = block_class(words);
    ASSERT_GE(block_class_words(index), words);
    if (index > 0) {
      ASSERT_LT(block_class_words(index - 1), words);
    }
    if (words > kMinBlockWords) {
      ASSERT_LE(block_class_words(index), words + words / 4 + 1);
    }
  }
}

// Blocks do not overlap: each is filled with its own number, which is there when it is freed.
void exercise(BlockPool& pool, uint32_t seed) {
  std::minstd_rand random(seed);
  std::vector<Block> blocks;
  for (int i = 0; i < 20000; ++i) {
    if (blocks.size() < 200 && random() % 2 == 0) {
      size_t words = 1 + random() % (random() % 50 == 0 ? 60000 : 300);
      Block block = pool.allocate(words);
      ASSERT_TRUE(block);
      ASSERT_GE(block.capacity, words);
      block.words[0] = block.words[block.capacity - 1] = reinterpret_cast<Word>(block.words);
      blocks.push_back(block);
    } else if (!blocks.empty()) {
      size_t at = random() % blocks.size();
      Block block = blocks[at];
      ASSERT_EQ(block.words[0], reinterpret_cast<Word>(block.words));
      ASSERT_EQ(block.words[block.capacity - 1], reinterpret_cast<Word>(block.words));
      pool.free(block);
      blocks[at] = blocks.back();
      blocks.pop_back();
    }
  }
  for (Block block : blocks) pool.free(block);
}

TEST(BlockPoolTest, RandomUse) {
  PagePool pages;
  BlockPool pool(pages);
  exercise(pool, 1);
}

TEST(BlockPoolTest, ManyThreads) {
  PagePool pages;
  std::vector<std::thread> threads;
  for (uint32_t i = 1; i <= 4; ++i) {
    threads.emplace_back([&pages, i] {
      BlockPool pool(pages);
      exercise(pool, i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(BlockPoolTest, BlocksMayBeFreedToAnotherPool) {
  PagePool pages;
  BlockPool one(pages);
  size_t mapped = 0;
  for (int round = 0; round < 100; ++round) {
    BlockPool two(pages);
    for (int i = 0; i < 1000; ++i) two.free(one.allocate(100));
    if (round == 0) mapped = pages.mapped_bytes();
  }
  EXPECT_EQ(pages.mapped_bytes(), mapped);
}

#ifndef LINAC_ASAN
TEST(BlockPoolTest, LargeBlocksAreReusedAndGivenBack) {
  PagePool pages;
  BlockPool pool(pages);
  Block block = pool.allocate(100000);
  pool.free(block);
  EXPECT_EQ(pool.allocate(99000).words, block.words);
  pool.free(block);
  // Written pages are worth more than the addresses behind them, up to four times as many.
  Block half = pool.allocate(66000);
  EXPECT_EQ(half.words, block.words);
  EXPECT_EQ(half.capacity, block.capacity);
  pool.free(half);
  Block small = pool.allocate(20000);
  EXPECT_NE(small.words, block.words);
  pool.free(small);
  std::vector<Block> blocks;
  for (int i = 0; i < 300; ++i) blocks.push_back(pool.allocate(100000));
  for (Block b : blocks) pool.free(b);
  EXPECT_LE(pages.mapped_bytes(), size_t{129} << 20);
}
#endif

TEST(BlockPoolTest, NoMemoryIsNull) {
  PagePool pages;
  EXPECT_FALSE(pages.allocate(SIZE_MAX / 8));
}

#ifndef LINAC_ASAN
TEST(BlockPoolTest, CountsWhatIsInUse) {
  PagePool pages;
  {
    BlockPool pool(pages), other(pages);
    EXPECT_EQ(pages.used_bytes(), 0u);
    std::vector<Block> blocks;
    size_t words = 0;
    for (size_t size : {16, 17, 100, 5000, 16384, 16385, 1 << 20}) {
      for (int i = 0; i < 300; i++) {
        if (size > 5000 && i > 3) break;
        blocks.push_back((i % 2 ? pool : other).allocate(size));
        words += blocks.back().capacity;
        ASSERT_EQ(pages.used_bytes(), words * sizeof(Word));
      }
    }
    // Given back to the pool that they do not come from, and without a pool.
    for (size_t i = 0; i < blocks.size(); i++) {
      words -= blocks[i].capacity;
      if (i % 3 == 0) {
        pages.free(blocks[i]);
      } else {
        pool.free(blocks[i]);
      }
      ASSERT_EQ(pages.used_bytes(), words * sizeof(Word));
    }
  }
  EXPECT_EQ(pages.used_bytes(), 0u);
}
#endif

}  // namespace
}  // namespace linac
