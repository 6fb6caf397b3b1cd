// The format of a process stack and the walk over its frames (docs/gc.md, invariants F1 to F6).
//
// The stack grows down. A call pushes, then the callee takes its slots:
//
//     higher addresses                 base: one past the highest word
//       pc of the first call           where the process ends
//       kInterpreterReturn
//       slots of the first function    y(n-1) .. y0
//       pc                             const Word* into the threaded code of that function
//       kInterpreterReturn             what the callee returns to; native code returns through it
//       slots of the second function
//       ...                            <- sp: y0 of the topmost frame (or its return address, if
//     lower addresses                     the function has no frame)
//
// The word before a return pc, pc[-1], is the record of that call: how many slots the caller's
// frame has at that call, and which function it is. Every slot is a term at every safepoint.
//
// A call in emitted code pushes its return address only, and its record says the same and more
// (runtime/memory/call_record.h); not all slots of such a frame need be terms.
//
// kWatermarkReturn stands in place of one frame's return address: see runtime/memory/stack.h.
#pragma once

#include "core/base/check.h"
#include "core/term/term.h"
#include "runtime/memory/call_record.h"

// Never called from C++; native code returns to the first of them to go on in the interpreter.
extern "C" {
void linac_interpreter_return();
void linac_watermark_return();
}

namespace linac {

inline const Word kInterpreterReturn = reinterpret_cast<Word>(&linac_interpreter_return);
inline const Word kWatermarkReturn = reinterpret_cast<Word>(&linac_watermark_return);

// Words that a call of interpreted code pushes: sp[0] = kInterpreterReturn, sp[1] = pc.
inline constexpr size_t kInterpreterCallWords = 2;

// A call's record: bits 0..15 slots of the caller's frame, 16..47 function, 48..63 the low bits of
// the op's index in the function, so that a trace tells the same call in both tiers.
inline constexpr Word kMaxFrameWords = 0xFFFF;
constexpr Word make_call_record(uint32_t frame_words, uint32_t function, uint32_t op = 0) {
  return Word{op & 0xFFFF} << 48 | Word{function} << 16 | frame_words;
}
constexpr uint32_t record_op(Word record) { return static_cast<uint32_t>(record >> 48); }
constexpr uint32_t record_frame_words(Word record) {
  return static_cast<uint32_t>(record & kMaxFrameWords);
}
constexpr uint32_t record_function(Word record) { return static_cast<uint32_t>(record >> 16); }

// Walks the frames from the topmost (newest) to the base:
//
//   for (FrameWalker frame(stack, frame_words); !frame.done(); frame.next()) ...
//
// slots()[0 .. count()) are the slots of a frame, for_each_range() gives those that are terms. The
// function goes on at pc() (interpreted) or at the call that record() is of (emitted) when the
// frame above returns to it; both are null for the topmost frame.
class FrameWalker {
 public:
  FrameWalker(Word* sp, Word* base, uint32_t frame_words, Word watermark_original = 0)
      : slots_(sp), base_(base), watermark_original_(watermark_original), count_(frame_words) {}

  bool done() const { return slots_ == base_; }
  Word* slots() const { return slots_; }
  uint32_t count() const { return count_; }
  const Word* pc() const { return pc_; }
  const CallRecord* record() const { return record_; }
  // visit(Word* first, size_t count) for the slots that are terms.
  template <class Visit>
  void for_each_range(Visit visit) const {
    if (!record_ || !record_->has_bitmap) return visit(slots_, size_t{count_});
    for (uint32_t i = 0; i < count_; ++i) {
      if (record_->is_term(i)) visit(slots_ + i, size_t{1});
    }
  }
  // Where this frame's return address lies.
  Word* return_slot() const { return slots_ + count_; }
  // The return address itself, also of the frame that has the watermark.
  Word return_address() const {
    Word address = *return_slot();
    return address == kWatermarkReturn ? watermark_original_ : address;
  }

  void next() {
    Word* at = return_slot();
    Word address = return_address();
    if (address == kInterpreterReturn) {
      pc_ = reinterpret_cast<const Word*>(at[1]);
      record_ = nullptr;
      count_ = record_frame_words(pc_[-1]);
      slots_ = at + kInterpreterCallWords;
    } else {
      pc_ = nullptr;
      record_ = &record_of(address);
      count_ = record_->frame_words;
      slots_ = at + 1;
    }
    VM_SLOW_CHECK(slots_ + count_ <= base_);
  }

 private:
  Word* slots_;
  Word* base_;
  Word watermark_original_;
  const Word* pc_ = nullptr;
  const CallRecord* record_ = nullptr;
  uint32_t count_;
};

}  // namespace linac
