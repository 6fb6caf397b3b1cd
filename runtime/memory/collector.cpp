#include "runtime/memory/collector.h"
#include "runtime/memory/off_heap_limit.h"

#include <algorithm>

#include "runtime/memory/evacuate.h"
#include "runtime/memory/gc_verify.h"
#include "runtime/memory/off_heap.h"

namespace linac {

namespace {

// A heap as small as this has a young area only: two blocks would cost more than they save.
constexpr size_t kMaxUndividedWords = 1024;
// A young area that holds so much more than its usual size is promoted at once.
constexpr size_t kPromoteAllFactor = 4;
// How large a young area becomes as long as more than half of it survives: what lives for the length
// of one list dies before it is copied.
constexpr size_t kMaxBulkWords = size_t{1} << 20;
// A process that has had more slices since its last collection collects seldom.
constexpr uint32_t kSeldomSlices = 4;
// What is left behind is filled with this: a cons whose address is none.
constexpr Word kPoison = 0xDEAD'DEAD'DEAD'DEAA;
constexpr size_t kMinOldOffHeapBytes = size_t{16} << 20;
// An old area that has been large may always take so much more: where much is promoted and soon
// dies, a major collection for little room would copy the same again and again.
constexpr size_t kMostFreeGrowthWords = size_t{1} << 20;

// By how much an old area may grow that has had `most` words, however few of them are live.
size_t free_growth(size_t most) {
  return most > kMaxPooledWords ? std::min(4 * most, kMostFreeGrowthWords) : 0;
}

// How far the old area may fill up, with `live` words in it after a major collection
// that had `most` before it. Where nothing died, the next one is put off.
size_t old_limit_for(size_t live, size_t most, size_t young) {
  size_t wanted = live > most - most / 8 ? 4 * live : 2 * live;
  return std::max({wanted, live + 2 * young, live + free_growth(most)});
}

}  // namespace

template <bool kMajor>
class Collector::Visitor final : public RootVisitor {
 public:
  explicit Visitor(Collector& collector) : collector_(collector) {}
  void visit(Term* slots, size_t count) override {
    collector_.evacuate_range<kMajor>(reinterpret_cast<Word*>(slots), count);
  }

 private:
  Collector& collector_;
};

bool Collector::promotes(const Heap& heap) {
  return heap.old_ || heap.young_.capacity > kMaxUndividedWords;
}

bool Collector::promotes_all(const Heap& heap) {
  return (heap.promote_all_ && promotes(heap)) ||
         heap.young_used_words() >
             kPromoteAllFactor * std::max(heap.next_young_words_, heap.options_->max_young_words);
}

size_t Collector::promoted_words(const Heap& heap) {
  if (promotes_all(heap)) return heap.young_used_words() + heap.fragment_words_;
  return promotes(heap) ? static_cast<size_t>(heap.mark_ - heap.young_.words) : 0;
}

bool Collector::minor_fits(const Heap& heap) {
  if (!heap.old_) return true;
  return heap.old_used_words() + promoted_words(heap) <= heap.old_limit_words_;
}

bool Collector::make_young_target(size_t words) {
  size_t most = heap_.young_used_words() + heap_.fragment_words_ - promoted_words(heap_);
  size_t size = std::max(heap_.next_young_words_, most);
  // A small request will find room among what died; a large one is added.
  if (words > size / 4) size = std::max(size, most + words);
  // Where everything is promoted, the block will be empty.
  bool stays = promotes_all(heap_) && heap_.young_ && block_capacity(size) == heap_.young_.capacity;
  new_young_ = stays ? heap_.young_ : heap_.memory_->pool.allocate(size);
  if (!new_young_) return false;
  young_target_ = {new_young_.words, new_young_.words, new_young_.words + new_young_.capacity};
  return true;
}

template <bool kMajor>
bool Collector::make_old_target() {
  size_t promoted = promoted_words(heap_);
  size_t most = heap_.old_used_words() + promoted;
  if ((kMajor || !heap_.old_) && most > 0) {
    // Pages that stay untouched cost nothing, words of a small block do.
    size_t spare = most > kMaxPooledWords ? std::max(3 * most, free_growth(most)) : most / 2;
    new_old_ = heap_.memory_->pool.allocate(most + spare + 2 * heap_.next_young_words_);
    if (!new_old_) return false;
    old_target_ = {new_old_.words, new_old_.words, new_old_.words + new_old_.capacity};
  } else if (!kMajor) {
    VM_CHECK(promoted == 0 || most <= heap_.old_.capacity);
    old_target_ = {heap_.old_top_, heap_.old_top_, heap_.old_.words + heap_.old_.capacity};
  }
  return true;
}

template <bool kMajor>
void Collector::set_ranges() {
  young_ = reinterpret_cast<Word>(heap_.young_.words);
  young_bytes_ = heap_.young_used_words() * sizeof(Word);
  if (promotes_all(heap_)) {
    mature_bytes_ = young_bytes_;
    unknown_way_ = Way::kToOld;
  } else {
    mature_bytes_ = promoted_words(heap_) * sizeof(Word);
  }
  if (kMajor) {
    old_ = reinterpret_cast<Word>(heap_.old_.words);
    old_bytes_ = heap_.old_used_words() * sizeof(Word);
  } else {
    Block old = heap_.old_ ? heap_.old_ : new_old_;
    old_ = reinterpret_cast<Word>(old.words);
    old_bytes_ = old.capacity * sizeof(Word);
  }
  if (const LiteralArea* literals = heap_.options_->literals) {
    literals_ = reinterpret_cast<Word>(literals->base());
    literal_bytes_ = literals->bytes();
  }
}

template <bool kMajor>
bool Collector::run(size_t words) {
  VM_CHECK(heap_.no_gc_depth_ == 0);
  if (!make_young_target(words)) return false;
  if (!make_old_target<kMajor>()) {
    if (new_young_.words != heap_.young_.words) heap_.memory_->pool.free(new_young_);
    return false;
  }
  set_ranges<kMajor>();
  visit_roots<kMajor>();
  while (young_target_.scan != young_target_.top || old_target_.scan != old_target_.top) {
    scan<kMajor>(young_target_);
    scan<kMajor>(old_target_);
  }
  finish<kMajor>(words);
  return true;
}

template <bool kMajor>
void Collector::visit_roots() {
  Visitor<kMajor> visitor(*this);
  visitor.visit(safepoint_.registers, safepoint_.register_count);
  visitor.visit(safepoint_.scratch, safepoint_.scratch_count);
  heap_.memory_->handles.for_each_range(
      &heap_, [&](Term* slots, size_t count) { visitor.visit(slots, count); });
  heap_.roots_->visit_roots(visitor);
  visit_frames<kMajor>();
}

template <bool kMajor>
void Collector::visit_frames() {
  const Stack& stack = *heap_.stack_;
  if (stack.base == nullptr) return;
  // What is clean holds nothing that a minor collection moves.
  const Word* end =
      kMajor || stack.clean_depth_ == 0 ? stack.base : stack.base - stack.clean_depth_;
  for (FrameWalker frame = stack.frames(safepoint_.frame_words);
       !frame.done() && frame.slots() <= end; frame.next()) {
    frame.for_each_range(
        [this](Word* first, size_t count) { evacuate_range<kMajor>(first, count); });
  }
}

// Every box of the list has moved, been dropped, or (in a minor collection, the old ones) is not in
// this list.
void Collector::sweep(OffHeapList& list) {
  for (Word* box = list.first; box != nullptr;) {
    Term first{box[0]};
    if (!first.is_boxed()) {
      Word* next = off_heap_next(box);
      release_off_heap_box(box);
      box = next;
      continue;
    }
    Word* moved = first.box();
    Word* next = reinterpret_cast<Word*>(off_heap_link(box, moved[0]));
    bool young = moved >= new_young_.words && moved < young_target_.top;
    link_off_heap(young ? new_young_list_ : new_old_list_, moved, off_heap_bytes(moved));
    box = next;
  }
  list = {};
}

template <bool kMajor>
void Collector::finish(size_t words) {
  HeapStatistics& statistics = heap_.statistics_;
  size_t used_before = heap_.used_words();
  size_t young_capacity = heap_.young_.capacity;
  size_t young_before = heap_.young_used_words() + heap_.fragment_words_;
  size_t most_old = heap_.old_used_words() + promoted_words(heap_);
  size_t old_before = kMajor ? 0 : heap_.old_used_words();
  statistics.allocated_words += heap_.fresh_words() + heap_.fragment_words_;
  ++(kMajor ? statistics.major_collections : statistics.minor_collections);

  // A heap too small to be divided keeps its survivors young, also in a major collection.
  bool all_promoted = mature_bytes_ != 0 || heap_.mark_ == heap_.young_.words;
  sweep(heap_.space.off_heap);
  if (kMajor) {
    sweep(heap_.old_off_heap_);
    heap_.old_off_heap_ = new_old_list_;
    heap_.old_off_heap_limit_ = 2 * new_old_list_.bytes + kMinOldOffHeapBytes;
  } else {
    splice_off_heap(heap_.old_off_heap_, new_old_list_);
  }
  heap_.space.off_heap = new_young_list_;

  free_fragments();
  if (new_young_.words != heap_.young_.words) free_block(heap_.young_);
  heap_.young_ = new_young_;
  heap_.space.top = heap_.mark_ = young_target_.top;
  if (kMajor) free_block(heap_.old_);
  if (new_old_ || kMajor) heap_.old_ = new_old_;
  heap_.old_top_ = old_target_.top;
  heap_.memory_->copied_words += heap_.young_used_words() + heap_.old_used_words() - old_before;
  statistics.reclaimed_words += used_before - heap_.used_words();

  if (kMajor) heap_.shrink_stack_ = true;
  if (heap_.options_->watermark) {
    heap_.stack_->set_watermark(safepoint_.frame_words, all_promoted);
  }
  if (new_old_ || kMajor) {
    heap_.old_limit_words_ =
        std::min(heap_.old_.capacity,
                 old_limit_for(heap_.old_used_words(), most_old, heap_.next_young_words_));
  }
  if (!kMajor) {
    size_t survived = heap_.young_used_words() + heap_.old_used_words() - old_before;
    heap_.promote_all_ = survived > young_before / 2;
  }
  size_t survived = heap_.young_used_words() + (kMajor ? 0 : heap_.old_used_words() - old_before);
  choose_sizes(words, survived, young_before > young_capacity / 2);
  bool verify = heap_.options_->verify;
#ifdef LINAC_SLOW_CHECKS
  verify |= heap_.options_->stress_interval != 0;
#endif
  if (verify) verify_heap(heap_, safepoint_);
}

void Collector::free_fragments() {
  for (Fragment* fragment = heap_.fragments_; fragment != nullptr;) {
    Fragment* next = fragment->next;
    free_block(fragment->block);
    fragment = next;
  }
  heap_.fragments_ = nullptr;
  heap_.fragment_words_ = 0;
}

void Collector::free_block(Block block) {
  if (!block) return;
  if (heap_.options_->stress_interval != 0) {
    std::fill_n(block.words, block.capacity, kPoison);
  }
  heap_.memory_->pool.free(block);
}

// The size of the young area at the next collection, and how many bytes outside the heap may be
// added until then. `was_full`: it was for lack of room that this collection came.
void Collector::choose_sizes(size_t words, size_t survived, bool was_full) {
  const HeapOptions& options = *heap_.options_;
  size_t size = heap_.next_young_words_;
  size_t live = heap_.young_used_words() + words;
  size_t most = options.max_young_words;
  if (size > most) {
    most = kMaxBulkWords;
    if (survived > size / 2) size *= 2;
    if (survived < size / 8) size /= 2;
  } else if (live > size / 2 || (was_full && (heap_.slices_ == 0 || survived > size / 4))) {
    // Much survives, or collections follow each other closely: larger.
    if (survived > size / 2) most = kMaxBulkWords;
    size *= 2;
  } else if ((heap_.slices_ > kSeldomSlices || !was_full) && live < size / 8) {
    // Little survives in a process that seldom collects: smaller.
    size = std::max(size / 2, options.min_young_words);
  }
  heap_.slices_ = 0;
  size = std::min(size, std::max(most, options.max_young_words));
  size_t least = options.min_young_words;
  if (!options.watermark) least = std::max(least, heap_.stack_->used_words());
  if (!promotes(heap_)) least = std::max(least, 2 * live);
  heap_.next_young_words_ = std::max(size, least);

  size_t held = heap_.off_heap_bytes();
  heap_.off_heap_limit_ = heap_.space.off_heap.bytes + std::max(kFreeOffHeapBytes, held / 2);
}

bool Collector::minor(size_t words) { return run<false>(words); }
bool Collector::major(size_t words) { return run<true>(words); }

}  // namespace linac
