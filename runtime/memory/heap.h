// The heap of one process: a young area, in which allocation bumps `space.top`, and an old area.
// Generational copying (docs/gc.md has the numbered invariants):
//
//   young:  [young_start, mark)  survived one collection     -> old area at the next
//           [mark, top)          built since                 -> young area at the next
//           adopted fragments    count as built since
//   old:    [old_start, old_top) moved only by a major collection
//
// As terms do not change, what is older never points to what is younger, so a minor collection
// scans only the roots and what it copies. Whoever writes into an existing tuple does so only if
// is_fresh() or if all new values are immediates or literals.
//
// The interpreter compares with space.limit and calls reserve() when too little is left. Under
// gc-stress the limit is always at what was reserved, so that each heap test comes here.
//
// Threads: of the thread that runs the process. Errors: reserve() answers false when the process
// would pass its maximum heap or the system has no memory; the heap is then as it was.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "core/term/allocate.h"
#include "runtime/memory/fragment.h"
#include "runtime/memory/handle_stack.h"
#include "runtime/memory/literal_area.h"
#include "runtime/memory/stack.h"

namespace linac {

// What of a process may live outside its heap, stack slots and dictionary when it collects. All of
// registers[0 .. register_count) and scratch[0 .. scratch_count) are terms and are updated.
struct Safepoint {
  Term* registers = nullptr;  // live argument registers
  uint32_t register_count = 0;
  uint32_t scratch_count = 0;
  Term* scratch = nullptr;   // operands of a running built-in
  uint32_t frame_words = 0;  // slots of the topmost frame
};

class RootVisitor {
 public:
  // Each slot is visited once in a collection, never twice.
  virtual void visit(Term* slots, size_t count) = 0;
  void visit(Term& slot) { visit(&slot, 1); }

 protected:
  ~RootVisitor() = default;
};

// Implemented by a process: its dictionary, exception state, group leader and so on.
class RootSource {
 public:
  virtual void visit_roots(RootVisitor& visitor) = 0;
  // Before anything of a collection happens, whatever asked for it: terms that live outside the heap
  // and are about to be looked at as if they were in it may still be adopted. False: no memory.
  [[nodiscard]] virtual bool prepare_collection() { return true; }
  // Whoever wants to hear of collections gives the time that it begins at, which collected() gets back; 0:
  // nobody does.
  virtual uint64_t collection_begins() { return 0; }
  virtual void collected(uint64_t begin, bool is_major) {
    static_cast<void>(begin);
    static_cast<void>(is_major);
  }

 protected:
  ~RootSource() = default;
};

// Shared by the heaps of a VM; not changed while a process runs.
struct HeapOptions {
  const LiteralArea* literals = nullptr;
  size_t min_young_words = 48;
  size_t max_young_words = size_t{1} << 15;  // grows past this only for the stack or one request
  size_t max_heap_words = SIZE_MAX / 16;     // of a new process; young, old and fragments
  bool max_counts_binaries = false;          // and the bytes of large binaries that it refers to
  uint32_t stress_interval = 0;              // collect at every n-th reservation; 0: off
  uint32_t stress_major_interval = 4;        // every n-th of those is major
  // Walk the heap after each collection; with LINAC_SLOW_CHECKS also whenever stress is on.
  bool verify = false;
  // Frames that have not run since the last collection are skipped (runtime/memory/stack.h). Off:
  // the young area is never smaller than the stack in use.
  bool watermark = true;
};

// Numbers that a scheduler gives to new processes (process/table.h), so that it seldom asks for one.
// Only its thread takes and puts; `programs` is read by others.
struct NumberCache {
  static constexpr size_t kBatch = 64;

  bool is_known = false;  // to the table
  uint32_t count = 0;
  std::array<uint32_t, 2 * kBatch> numbers;
  // Processes of the program made here, less those that ended here.
  std::atomic<int64_t> programs{0};
};

// What a scheduler lends to the process that it runs.
struct SchedulerMemory {
  explicit SchedulerMemory(PagePool& pages) : pool(pages) {}

  BlockPool pool;
  NumberCache numbers;
  HandleStack handles;
  uint64_t copied_words = 0;  // by collections
};

struct HeapStatistics {
  uint32_t minor_collections = 0;
  uint32_t major_collections = 0;
  uint64_t reclaimed_words = 0;
  uint64_t allocated_words = 0;  // up to the last collection; total_allocated_words() is exact
};

class Heap {
 public:
  TermSpace space;  // first: its offsets are known to emitted code

  // All must outlive the heap. The heap takes no block before the first reserve.
  Heap(const HeapOptions& options, SchedulerMemory& memory, Stack& stack, RootSource& roots);
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // At least `words` words are left afterwards. May collect: every term outside the roots and the
  // safepoint is stale, and `space` has moved.
  [[nodiscard]] bool reserve(size_t words, const Safepoint& safepoint) {
    if (__builtin_expect(words <= space.left() && space.off_heap.bytes <= off_heap_limit_, 1)) {
      if (__builtin_expect(options_->stress_interval == 0, 1)) return true;
    }
    return reserve_slow(words, safepoint);
  }
  // As reserve(); false as there. `words` are left afterwards.
  [[nodiscard]] bool collect_minor(size_t words, const Safepoint& safepoint);
  [[nodiscard]] bool collect_major(size_t words, const Safepoint& safepoint);

  // All memory back, the stack's too, when the process has ended: it may be long until nobody can hold the
  // process itself any more. No term of it is read afterwards.
  void release();

  // Takes over a message: its root may be stored anywhere from now on.
  void adopt(Fragment* fragment);

  // A copy of a small message that lies in one piece in its fragment, if there is room for it without
  // collecting: then the fragment need not be kept. kNoTerm: the message is to be adopted.
  Term copy_small(Fragment& fragment) {
    size_t words = fragment.flat_words;
    if (words == 0 || words > space.left()) return copy_pieces(fragment);
    const Word* from = fragment.start();
    Word* to = space.take(words);
    for (size_t i = 0; i < words; i++) to[i] = from[i];
    return make_boxed(to);
  }

  // A process begins a slice on a scheduler: its blocks come from there. Slices are counted, as a heap
  // that collects twice in one grows faster. May move the stack: a collection never takes room away
  // that Stack::grow() has made.
  void attach(SchedulerMemory& memory);

  // The safepoint for built-ins that reserve through runtime/memory/root_scope.h.
  class NativeCall;

  // Built since the last collection, in the young area: a tuple there may be written in place.
  bool is_fresh(const Word* at) const {
    return reinterpret_cast<Word>(at) - reinterpret_cast<Word>(mark_) <
           reinterpret_cast<Word>(space.top) - reinterpret_cast<Word>(mark_);
  }
  bool is_old(const Word* at) const {
    return reinterpret_cast<Word>(at) - reinterpret_cast<Word>(old_.words) <
           reinterpret_cast<Word>(old_top_) - reinterpret_cast<Word>(old_.words);
  }

  // Of the heap, and of the stack: neither may pass it.
  void set_max_words(size_t words) {
    max_words_ = words;
    stack_->set_max_words(words);
  }
  size_t max_words() const { return max_words_; }
  const HeapStatistics& statistics() const { return statistics_; }
  uint64_t total_allocated_words() const { return statistics_.allocated_words + fresh_words(); }
  // Blocks held: what process_info calls total_heap_size (without the stack).
  size_t capacity_words() const { return young_.capacity + old_.capacity + fragment_words_; }
  size_t young_capacity_words() const { return young_.capacity; }
  size_t old_capacity_words() const { return old_.capacity; }
  size_t used_words() const { return young_used_words() + old_used_words() + fragment_words_; }
  size_t young_used_words() const { return static_cast<size_t>(space.top - young_.words); }
  size_t old_used_words() const { return static_cast<size_t>(old_top_ - old_.words); }
  size_t off_heap_bytes() const { return space.off_heap.bytes + old_off_heap_.bytes; }

  const HeapOptions& options() const { return *options_; }
  SchedulerMemory& memory() { return *memory_; }
  Stack& stack() { return *stack_; }

 private:
  friend class Collector;
  friend class HeapVerifier;
  friend class NoGc;
  friend class Reserved;
  friend class RootScope;

  Term copy_pieces(Fragment& fragment);
  bool reserve_slow(size_t words, const Safepoint& safepoint);
  bool make_young(size_t words);
  bool collect(size_t words, const Safepoint& safepoint, bool major);
  bool over_maximum(size_t words) const;
  size_t fresh_words() const { return static_cast<size_t>(space.top - mark_); }
  size_t room() const { return static_cast<size_t>(young_.words + young_.capacity - space.top); }
  void set_limit(size_t reserved);

  Block young_;
  Word* mark_ = nullptr;
  Block old_;
  Word* old_top_ = nullptr;
  size_t old_limit_words_ = 0;  // of old_'s capacity, what is used before a major collection
  OffHeapList old_off_heap_;
  size_t off_heap_limit_;
  size_t old_off_heap_limit_;
  Fragment* fragments_ = nullptr;
  size_t fragment_words_ = 0;  // that their terms use
  size_t next_young_words_;    // the size to take at the next collection
  size_t max_words_;
  HeapStatistics statistics_;
  const HeapOptions* options_;
  SchedulerMemory* memory_;
  Stack* stack_;
  RootSource* roots_;
  const Safepoint* native_safepoint_ = nullptr;
  bool shrink_stack_ = false;
  bool promote_all_ = false;  // at the next minor collection, as most survived the last one
  bool pressed_ = false;      // adopted fragments ask for a collection
  uint8_t no_gc_depth_ = 0;
  uint32_t slices_ = 0;  // begun since the last collection
  uint32_t stress_count_ = 0;
  uint32_t stress_collections_ = 0;
};
static_assert(offsetof(TermSpace, top) == 0 && offsetof(TermSpace, limit) == 8);

// While a built-in runs that may collect: `safepoint` holds its operands and the registers. Nests.
class Heap::NativeCall {
 public:
  [[nodiscard]] NativeCall(Heap& heap, const Safepoint& safepoint)
      : heap_(heap), outer_(heap.native_safepoint_) {
    heap_.native_safepoint_ = &safepoint;
  }
  ~NativeCall() { heap_.native_safepoint_ = outer_; }
  NativeCall(const NativeCall&) = delete;
  NativeCall& operator=(const NativeCall&) = delete;

 private:
  Heap& heap_;
  const Safepoint* outer_;
};

}  // namespace linac
