#include "runtime/memory/heap.h"

#include <algorithm>

#include "runtime/memory/collector.h"
#include "runtime/memory/off_heap.h"
#include "runtime/memory/off_heap_limit.h"

namespace linac {

namespace {
constexpr size_t kFirstOldOffHeapLimit = size_t{16} << 20;
// Fragments in blocks of up to so many words are adopted without asking for a collection.
constexpr size_t kMinPressureWords = 256;
// Messages of up to so many words are copied rather than adopted. Adopting costs nothing at first, but
// the block is out of the caches when the collector frees it.
constexpr size_t kMaxCopiedWords = 24;
}  // namespace

Heap::Heap(const HeapOptions& options, SchedulerMemory& memory, Stack& stack, RootSource& roots)
    : off_heap_limit_(kFreeOffHeapBytes),
      old_off_heap_limit_(kFirstOldOffHeapLimit),
      next_young_words_(options.min_young_words),
      max_words_(options.max_heap_words),
      options_(&options),
      memory_(&memory),
      stack_(&stack),
      roots_(&roots) {}

Heap::~Heap() { release(); }

void Heap::release() {
  release_off_heap(space.off_heap);
  release_off_heap(old_off_heap_);
  for (Fragment* fragment = fragments_; fragment != nullptr;) {
    Fragment* next = fragment->next;
    memory_->pool.free(fragment->block);
    fragment = next;
  }
  fragments_ = nullptr;
  memory_->pool.free(young_);
  memory_->pool.free(old_);
  young_ = old_ = {};
  stack_->release();
}

void Heap::attach(SchedulerMemory& memory) {
  if (memory_ != &memory) {
    memory_ = &memory;
    stack_->set_pool(memory.pool);
  }
  ++slices_;
  if (shrink_stack_) {
    stack_->shrink();
    shrink_stack_ = false;
  }
}

void Heap::set_limit(size_t reserved) {
  if (options_->stress_interval != 0) {
    space.limit = space.top + reserved;
  } else {
    size_t used = used_words();
    space.limit = space.top + std::min(room(), used < max_words_ ? max_words_ - used : 0);
  }
}

bool Heap::make_young(size_t words) {
  young_ = memory_->pool.allocate(std::max(next_young_words_, words));
  if (!young_) return false;
  space.top = mark_ = young_.words;
  set_limit(words);
  return true;
}

bool Heap::over_maximum(size_t words) const {
  size_t binaries = options_->max_counts_binaries ? off_heap_bytes() / sizeof(Word) : 0;
  return used_words() + binaries + words > max_words_;
}

bool Heap::reserve_slow(size_t words, const Safepoint& safepoint) {
  if (words > SIZE_MAX / 64) return false;
  if (!young_) {
    if (over_maximum(words)) return false;
    if (!make_young(words)) return false;
  }
  bool wanted =
      pressed_ || space.off_heap.bytes > off_heap_limit_ || room() < words || over_maximum(words);
  bool major = false;
  if (options_->stress_interval != 0 && ++stress_count_ >= options_->stress_interval) {
    stress_count_ = 0;
    wanted = true;
    major = ++stress_collections_ % std::max(options_->stress_major_interval, 1u) == 0;
  }
  if (!wanted) {
    set_limit(words);
    return true;
  }
  return collect(words, safepoint, major);
}

bool Heap::collect_minor(size_t words, const Safepoint& safepoint) {
  return collect(words, safepoint, false);
}

bool Heap::collect_major(size_t words, const Safepoint& safepoint) {
  return collect(words, safepoint, true);
}

bool Heap::collect(size_t words, const Safepoint& safepoint, bool major) {
  VM_CHECK(no_gc_depth_ == 0);
  if (words > SIZE_MAX / 64 || words > max_words_) return false;
  if (!roots_->prepare_collection()) return false;
  if (!young_ && !make_young(words)) return false;
  uint64_t begin = roots_->collection_begins();
  bool was_major;
  do {
    was_major = major || !Collector::minor_fits(*this) || old_off_heap_.bytes > old_off_heap_limit_;
    Collector collector(*this, safepoint);
    if (was_major ? !collector.major(words) : !collector.minor(words)) {
      set_limit(0);
      return false;
    }
    // If more survived than was expected, another collection promotes it. If the process seems to
    // be over its maximum, what died in the old area does not count.
    major = over_maximum(words) && !was_major;
  } while (room() < words || major);
  pressed_ = false;
  set_limit(words);
  if (begin != 0) [[unlikely]]
    roots_->collected(begin, was_major);
  return !over_maximum(words);
}

void Heap::adopt(Fragment* fragment) {
  VM_CHECK(no_gc_depth_ == 0);
  splice_off_heap(space.off_heap, fragment->space.off_heap);
  fragment->next = fragments_;
  fragments_ = fragment;
  fragment_words_ += fragment->used_words();
  if (fragment_words_ > std::max(kMinPressureWords, young_.capacity / 2)) {
    // The next heap test fails and comes to reserve_slow(). Not the top, which words that an earlier
    // test has promised may still move past it.
    pressed_ = true;
    space.limit = nullptr;
  }
}

// The fragment was built in one go from its start, so that its words can be gone over as the heap's.
Term Heap::copy_pieces(Fragment& fragment) {
  Word* from = fragment.start();
  size_t bytes = static_cast<size_t>(fragment.space.top - from) * sizeof(Word);
  if (!fragment.root.is_pointer() || bytes == 0) return fragment.root;
  if (bytes > kMaxCopiedWords * sizeof(Word) || fragment.space.off_heap.first ||
      bytes > space.left() * sizeof(Word) || fragment.root.pointer() != from) {
    return kNoTerm;
  }
  Word* to = space.take(bytes / sizeof(Word));
  Word distance = reinterpret_cast<Word>(to) - reinterpret_cast<Word>(from);
  auto moved = [&](Term term) {
    bool inside = reinterpret_cast<Word>(term.pointer()) - reinterpret_cast<Word>(from) < bytes;
    return inside ? term.bits + distance : term.bits;
  };
  for (const Word* at = from; at != fragment.space.top;) {
    Term term{*at++};
    *to++ = term.is_pointer() ? moved(term) : term.bits;
    if (!term.is_header()) continue;
    uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(term.bits))];
    for (size_t n = raw == kAllRaw ? header_size(term.bits) : raw; n > 0; n--) *to++ = *at++;
  }
  return Term{moved(fragment.root)};
}

}  // namespace linac
