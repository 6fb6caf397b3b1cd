// A process without an interpreter, for the tests of memory: heap, stack with made-up frames,
// dictionary, registers; and a canonical text of a term that does not depend on addresses.
#pragma once

#include <array>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "core/term/bits.h"
#include "runtime/memory/copy.h"
#include "runtime/memory/off_heap.h"
#include "runtime/memory/root_scope.h"

namespace linac::testing {

// Counts how many of it are alive.
class CountedResource final : public Resource {
 public:
  explicit CountedResource(int& alive) : alive_(alive) { ++alive_; }
  ~CountedResource() override { --alive_; }
  size_t bytes() const override { return 1000; }

 private:
  int& alive_;
};

// The text stops after `max_nodes`: shared parts are written out each time.
inline std::string canonical(Term root, size_t max_nodes = 2000) {
  std::string text;
  std::vector<Word> pending{root.bits};
  auto hex = [&](Word word) {
    char buffer[24];
    text.append(buffer, static_cast<size_t>(std::snprintf(buffer, sizeof buffer, "%lx ", word)));
  };
  for (size_t nodes = 0; !pending.empty() && nodes < max_nodes; ++nodes) {
    Term term{pending.back()};
    pending.pop_back();
    if (!term.is_pointer()) {
      hex(term.bits);
      continue;
    }
    if (term.is_cons()) {
      text += "c ";
      pending.push_back(term.tail().bits);
      pending.push_back(term.head().bits);
      continue;
    }
    size_t size = boxed_size(term);
    BoxedKind kind = header_kind(term.header());
    text += "b";
    hex(term.header());
    uint8_t raw = kBoxedRawWords[static_cast<size_t>(kind)];
    size_t raw_words = raw == kAllRaw ? size : raw;
    for (size_t i = 0; i < raw_words; ++i) {
      if (i + 1 == size && is_off_heap_kind(kind)) break;  // the link
      hex(payload(term)[i]);
    }
    for (size_t i = size; i > raw_words; --i) pending.push_back(payload(term)[i - 1]);
  }
  return text;
}

class FakeProcess final : public RootSource {
 public:
  explicit FakeProcess(HeapOptions heap_options = {})
      : options(with_literals(heap_options)),
        memory(pages),
        stack(memory.pool),
        heap(options, memory, stack, *this) {
    // Records of calls: code[2 * n] is the record of a call in a frame of n slots, returning to
    // code[2 * n + 1].
    for (uint32_t n = 0; n < kMaxSlots; ++n) {
      code[2 * n] = make_call_record(n, 1000 + n);
      code[2 * n + 1] = 0;
    }
    VM_CHECK(stack.grow(kInterpreterCallWords));
    push_return(0);
  }

  void visit_roots(RootVisitor& visitor) override {
    visitor.visit(dictionary.data(), dictionary.size());
  }

  Safepoint safepoint() {
    Safepoint result;
    result.registers = registers.data();
    result.register_count = static_cast<uint32_t>(registers.size());
    result.frame_words = frame_words;
    return result;
  }
  void reserve(size_t words) { VM_CHECK(heap.reserve(words, safepoint())); }

  // Calls a function with `slots` slots, all set to `value`.
  void call(uint32_t slots, Term value) {
    if (stack.sp - slots - kInterpreterCallWords < stack.limit) {
      VM_CHECK(stack.grow(slots + kInterpreterCallWords));
    }
    push_return(frame_words);
    stack.sp -= slots;
    for (uint32_t i = 0; i < slots; ++i) stack.sp[i] = value.bits;
    frame_words = slots;
    ++depth;
  }
  void ret() {
    stack.sp += frame_words;
    if (*stack.sp != kInterpreterReturn) {
      VM_CHECK(*stack.sp == kWatermarkReturn);
      stack.watermark_hit();
      ++watermark_hits;
    }
    VM_CHECK(*stack.sp == kInterpreterReturn);
    frame_words = record_frame_words(reinterpret_cast<const Word*>(stack.sp[1])[-1]);
    stack.sp += kInterpreterCallWords;
    --depth;
  }
  // Drops `count` frames at once, as raise does.
  void unwind(size_t count) {
    FrameWalker frame = stack.frames(frame_words);
    for (size_t i = 0; i < count; ++i) frame.next();
    stack.sp = frame.slots();
    frame_words = frame.count();
    stack.frames_dropped(frame_words);
    depth -= count;
  }

  std::vector<std::string> texts() {
    std::vector<std::string> result;
    for (Term term : registers) result.push_back(canonical(term));
    for (Term term : dictionary) result.push_back(canonical(term));
    for (FrameWalker f = stack.frames(frame_words); !f.done(); f.next()) {
      for (uint32_t i = 0; i < f.count(); ++i) result.push_back(canonical(Term{f.slots()[i]}));
    }
    return result;
  }

  static constexpr uint32_t kMaxSlots = 64;

  PagePool pages;
  LiteralArea literals{size_t{1} << 24};
  HeapOptions options;
  SchedulerMemory memory;
  std::array<Word, 2 * kMaxSlots> code;
  std::vector<Term> registers;
  std::vector<Term> dictionary;
  uint32_t frame_words = 0;
  size_t depth = 0;
  size_t watermark_hits = 0;
  Stack stack;
  Heap heap;

 private:
  HeapOptions with_literals(HeapOptions heap_options) {
    heap_options.literals = &literals;
    return heap_options;
  }
  void push_return(uint32_t slots) {
    *--stack.sp = reinterpret_cast<Word>(&code[2 * slots + 1]);
    *--stack.sp = kInterpreterReturn;
  }
};

// Builds random terms of every kind out of terms that exist already.
class TermMaker {
 public:
  TermMaker(uint32_t seed, int& resources) : random_(seed), resources_(resources) {}

  // Words that make() takes at most.
  static constexpr size_t kWords = 80;

  uint32_t below(uint32_t limit) { return random_() % limit; }

  // `pick()` gives a term that may be referred to.
  template <class Pick>
  Term make(TermSpace& space, Pick pick) {
    switch (below(16)) {
      case 0:
      case 1:
      case 2: {
        Term list = pick();
        for (uint32_t i = below(12); i > 0; --i) list = space.cons(pick(), list);
        return list;
      }
      case 3:
      case 4:
      case 5: {
        Term tuple = space.tuple(below(10));
        for (size_t i = 0; i < tuple_arity(tuple); ++i) payload(tuple)[i] = pick().bits;
        return tuple;
      }
      case 6: return space.integer(static_cast<int64_t>(Word{random_()} << 32 | random_()));
      case 7: return space.number(1e300 * static_cast<double>(random_()));
      case 8: return boxed(space, BoxedKind::kFlatMap, 0, 1 + below(8), pick);
      case 9: return boxed(space, BoxedKind::kClosure, 1, 1 + below(6), pick);
      case 10: return boxed(space, BoxedKind::kExternalReference, 3, 5, pick);
      case 11: return heap_binary(space);
      case 12: return shared_binary(space);
      case 13: return make_resource(space, random_(), random_(), new CountedResource(resources_));
      case 14: return sub_binary(space, heap_binary(space));
      default: return sub_binary(space, shared_binary(space));
    }
  }

 private:
  template <class Pick>
  Term boxed(TermSpace& space, BoxedKind kind, size_t raw, size_t size, Pick pick) {
    Word* box = space.take(size + 1);
    box[0] = make_header(kind, size);
    for (size_t i = 0; i < size; ++i) box[1 + i] = i < raw ? random_() : pick().bits;
    return make_boxed(box);
  }
  Term heap_binary(TermSpace& space) {
    uint8_t bytes[64];
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random_());
    return make_binary({bytes, 8 + below(57)}, space);
  }
  Term shared_binary(TermSpace& space) {
    SharedBytes* bytes = SharedBytes::allocate(200, 1600);
    for (size_t i = 0; i < 200; ++i) bytes->data()[i] = static_cast<uint8_t>(random_());
    return link_shared_binary(bytes, 1600, space);
  }
  Term sub_binary(TermSpace& space, Term parent) {
    Word* box = space.take(kSubBinaryWords);
    size_t bits = bit_size(parent);
    size_t offset = below(static_cast<uint32_t>(bits / 2));
    box[0] = make_header(BoxedKind::kSubBinary, 3);
    box[1 + kSubBinaryOffset] = offset;
    box[1 + kSubBinaryBitSize] = below(static_cast<uint32_t>(bits - offset));
    box[1 + kSubBinaryParent] = parent.bits;
    return make_boxed(box);
  }

  std::minstd_rand random_;
  int& resources_;
};

}  // namespace linac::testing
