#include "runtime/memory/gc_verify.h"

#include <vector>

#include "runtime/memory/off_heap.h"

namespace linac {

namespace {

// What begins at a word of an area that has been walked.
enum class Start : uint8_t { kNothing, kCons, kBox };

struct Area {
  const Word* begin = nullptr;
  const Word* end = nullptr;
  std::vector<Start> starts;

  bool contains(const Word* at) const { return at >= begin && at < end; }
};

}  // namespace

class HeapVerifier final : public RootVisitor {
 public:
  explicit HeapVerifier(Heap& heap) : heap_(heap) {
    old_ = walk(heap.old_.words, heap.old_top_);
    mature_ = walk(heap.young_.words, heap.mark_);
  }

  void run(const Safepoint& safepoint) {
    check_area(old_, Age::kOld);
    check_area(mature_, Age::kMature);
    check_off_heap(heap_.old_off_heap_, &old_);
    check_off_heap(heap_.space.off_heap, nullptr);
    visit(safepoint.registers, safepoint.register_count);
    visit(safepoint.scratch, safepoint.scratch_count);
    heap_.memory_->handles.for_each_range(&heap_,
                                          [&](Term* slots, size_t count) { visit(slots, count); });
    heap_.roots_->visit_roots(*this);
    check_frames(safepoint);
  }

  void visit(Term* slots, size_t count) override {
    for (size_t i = 0; i < count; ++i) check(slots[i], Age::kFresh);
  }

 private:
  // Of what holds the pointer: it never leads to what is younger.
  enum class Age { kOld, kMature, kFresh };

  static bool is_header(Word word) {
    return Term{word}.is_header() && word != kMovedCons &&
           static_cast<size_t>(header_kind(word)) < kBoxedKinds;
  }

  static Area walk(const Word* begin, const Word* end) {
    Area area{begin, end, {}};
    area.starts.resize(static_cast<size_t>(end - begin), Start::kNothing);
    for (const Word* at = begin; at != end;) {
      bool box = Term{*at}.is_header();
      VM_CHECK(!box || is_header(*at));
      area.starts[static_cast<size_t>(at - begin)] = box ? Start::kBox : Start::kCons;
      at += box ? header_size(*at) + 1 : kConsWords;
      VM_CHECK(at <= end);
    }
    return area;
  }

  void check_area(const Area& area, Age age) {
    for (const Word* at = area.begin; at != area.end;) {
      if (!Term{*at}.is_header()) {
        check(Term{at[0]}, age);
        check(Term{at[1]}, age);
        at += kConsWords;
        continue;
      }
      size_t size = header_size(*at);
      uint8_t raw = kBoxedRawWords[static_cast<size_t>(header_kind(*at))];
      VM_CHECK(raw == kAllRaw || raw <= size);
      for (size_t i = raw == kAllRaw ? size : raw; i < size; ++i) check(Term{at[1 + i]}, age);
      at += size + 1;
    }
  }

  void check(Term term, Age age) {
    VM_CHECK(!term.is_header());
    if (!term.is_pointer()) return;
    const Word* at = term.pointer();
    if (heap_.options_->literals != nullptr && heap_.options_->literals->contains(at)) return;
    if (old_.contains(at)) return check_start(old_, term);
    VM_CHECK(age != Age::kOld);
    if (mature_.contains(at)) return check_start(mature_, term);
    VM_CHECK(age != Age::kMature);
    VM_CHECK(heap_.is_fresh(at) || in_fragment(at));
    VM_CHECK(term.is_boxed() ? is_header(*at) : !Term{*at}.is_header());
  }

  static void check_start(const Area& area, Term term) {
    Start start = area.starts[static_cast<size_t>(term.pointer() - area.begin)];
    VM_CHECK(start == (term.is_boxed() ? Start::kBox : Start::kCons));
  }

  bool in_fragment(const Word* at) const {
    for (Fragment* f = heap_.fragments_; f != nullptr; f = f->next) {
      if (at >= f->start() && at < f->space.top) return true;
    }
    return false;
  }

  // Null: the young list, which has the fragments' boxes too.
  void check_off_heap(const OffHeapList& list, const Area* area) {
    size_t bytes = 0;
    for (Word* box = list.first; box != nullptr; box = off_heap_next(box)) {
      VM_CHECK(is_header(*box) && is_off_heap_kind(header_kind(*box)));
      if (area != nullptr) {
        VM_CHECK(area->contains(box));
      } else {
        VM_CHECK(mature_.contains(box) || heap_.is_fresh(box) || in_fragment(box));
      }
      bytes += off_heap_bytes(box);
    }
    VM_CHECK(bytes == list.bytes);
  }

  void check_frames(const Safepoint& safepoint) {
    const Stack& stack = *heap_.stack_;
    if (stack.base == nullptr) return;
    for (FrameWalker frame = stack.frames(safepoint.frame_words); !frame.done(); frame.next()) {
      frame.for_each_range([this](Word* first, size_t count) {
        for (size_t i = 0; i < count; ++i) check(Term{first[i]}, Age::kFresh);
      });
    }
  }

  Heap& heap_;
  Area old_;
  Area mature_;
};

void verify_heap(Heap& heap, const Safepoint& safepoint) { HeapVerifier(heap).run(safepoint); }

}  // namespace linac
