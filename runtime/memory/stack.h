// The stack of one process: a block of words that grows down (runtime/memory/frame.h has its
// format) and is moved by copying. Nothing points into it but `sp`, and the watermark, which is
// kept as a distance from the base. Beyond kMappedStackWords it lives in a reserved mapping of its
// own, where growing only commits more pages.
//
// A push needs no check of its own as long as it stays within kStackSlackWords below `limit`:
// compare `sp - words < limit` only for more than that, else `sp < limit`; then call grow().
//
// Threads: of the thread that runs the process. Errors: grow() answers false when there is no
// memory or the stack would pass its maximum.
#pragma once

#include "runtime/memory/block_pool.h"
#include "runtime/memory/frame.h"

namespace linac {

inline constexpr size_t kStackSlackWords = 16;
inline constexpr size_t kInitialStackWords = 28;
inline constexpr size_t kMappedStackWords = (size_t{1} << 20) / sizeof(Word);

struct Stack {
  Word* sp = nullptr;
  Word* limit = nullptr;  // lowest usable + slack
  Word* base = nullptr;   // one past the highest

  explicit Stack(BlockPool& pool) : pool_(&pool) {}
  ~Stack();
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;

  // Makes room for `words` words below sp, above the slack; the first call makes the stack. May
  // move everything: reload sp, limit, base.
  [[nodiscard]] bool grow(size_t words);
  // Gives memory back when less than a quarter is in use. May move everything.
  void shrink();
  // The blocks go to and come from this pool from now on (a process moved to another scheduler).
  void set_pool(BlockPool& pool) { pool_ = &pool; }
  void set_max_words(size_t words) { max_words_ = words < kMostWords ? words : kMostWords; }

  size_t used_words() const { return static_cast<size_t>(base - sp); }
  size_t capacity_words() const { return static_cast<size_t>(base - lowest_); }

  FrameWalker frames(uint32_t frame_words) const {
    return FrameWalker(sp, base, frame_words, watermark_original_);
  }

  // The watermark (docs/gc.md, F5): frames from it up to the base have not run since it was set.
  // The return address of the frame just below it is kWatermarkReturn.
  //
  // Whoever returns to kWatermarkReturn (sp pointing at it, as at any return) calls this, which
  // puts the original address back and the mark further up, and then returns again.
  void watermark_hit();
  // For those who drop frames without returning through them (raise): call with the new sp set;
  // frame_words: slots of the frame that goes on.
  void frames_dropped(uint32_t frame_words) {
    if (used_words() < watermark_depth_) move_watermark(sp + frame_words);
  }

  // The memory back; nothing lies on it any more.
  void release();

 private:
  friend class Collector;

  // Marks the frame whose return address lies in `slot`; the earlier mark is gone or restored.
  void move_watermark(Word* slot);
  void restore_watermark();
  // At the end of a collection: all frames are scanned, the topmost one has frame_words slots.
  void set_watermark(uint32_t frame_words, bool all_promoted);
  [[nodiscard]] bool move_to_block(size_t capacity);
  [[nodiscard]] bool move_to_mapping(size_t capacity);
  [[nodiscard]] bool map_and_move(size_t capacity);
  [[nodiscard]] bool commit(size_t capacity);
  // Copies the words in use to the top of [lowest, base), lets go of the old place.
  void move_to(Word* lowest, Word* base, Word* reserved);

  Word* lowest_ = nullptr;    // lowest word that may be touched
  Word* reserved_ = nullptr;  // start of the mapping, or null: a block of the pool
  BlockPool* pool_;
  static constexpr size_t kMostWords = size_t{1} << 36;
  size_t max_words_ = kMostWords;
  // Words from the base down to the slot that holds kWatermarkReturn, inclusive; 0: there is none.
  size_t watermark_depth_ = 0;
  Word watermark_original_ = 0;
  // Words below the base that hold only old and literal pointers.
  size_t clean_depth_ = 0;
};

}  // namespace linac
