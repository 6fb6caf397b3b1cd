// One collection of one heap: Cheney's algorithm with two targets, a young and an old block. What
// has been copied and not yet scanned lies between a target's scan pointer and its top, so nothing
// recurses and nothing is allocated but the targets, which are made beforehand in sizes that cannot
// be exceeded: a collection that has begun cannot fail.
//
// Where a pointer leads decides what happens to it: [young, mark) goes to the old target,
// [mark, top) and everything unknown (adopted fragments) to the young one; literals stay; the old
// area stays in a minor collection and is copied to the old target in a major one.
//
// Lists are copied along their tails, cell after cell, so that they are contiguous afterwards. Such
// a tail is final at once; the scan knows it because it points to the word after it. Every other
// pointer in a target that is not scanned yet leads into what is being collected, so the scan needs
// no test for "already copied".
//
// A root slot must be visited only once: the second visit would take the new place for something
// unknown and copy it again (checked in debug builds).
#pragma once

#include "runtime/memory/heap.h"

namespace linac {

class Collector {
 public:
  Collector(Heap& heap, const Safepoint& safepoint) : heap_(heap), safepoint_(safepoint) {}

  // `words` are left afterwards. False: no memory for the targets; nothing has changed.
  [[nodiscard]] bool minor(size_t words);
  [[nodiscard]] bool major(size_t words);

  // Whether a minor collection has room for what it will promote.
  static bool minor_fits(const Heap& heap);

 private:
  enum class Way { kStay, kToYoung, kToOld };
  template <bool kMajor>
  class Visitor;

  struct Target {
    Word* scan = nullptr;
    Word* top = nullptr;
    Word* limit = nullptr;
  };

  template <bool kMajor>
  bool run(size_t words);
  static bool promotes(const Heap& heap);
  static bool promotes_all(const Heap& heap);
  // Words that a minor collection promotes at most.
  static size_t promoted_words(const Heap& heap);
  bool make_young_target(size_t words);
  template <bool kMajor>
  bool make_old_target();
  template <bool kMajor>
  void set_ranges();
  template <bool kMajor>
  Way way_of(const Word* at) const;
  template <bool kMajor>
  void evacuate(Word* slot);
  template <bool kMajor>
  void evacuate_list(Word* slot, Word* cell, Way way, Target& target);
  template <bool kMajor>
  void evacuate_range(Word* first, size_t count);
  template <bool kMajor>
  void scan(Target& target);
  template <bool kMajor>
  void visit_roots();
  template <bool kMajor>
  void visit_frames();
  void sweep(OffHeapList& list);
  template <bool kMajor>
  void finish(size_t words);
  void free_fragments();
  void free_block(Block block);
  void choose_sizes(size_t words, size_t survived, bool was_full);

  Heap& heap_;
  const Safepoint& safepoint_;

  // Addresses that are being collected, as distances, so that each test is one compare.
  Word young_ = 0;
  Word mature_bytes_ = 0;
  Word young_bytes_ = 0;
  Word old_ = 0;
  Word old_bytes_ = 0;
  Word literals_ = 0;
  Word literal_bytes_ = 0;

  // Adopted fragments, and fresh data with them, go to the old target when all is promoted.
  Way unknown_way_ = Way::kToYoung;

  Target young_target_;
  Target old_target_;
  Block new_young_;
  Block new_old_;  // none when old objects stay where they are
  OffHeapList new_young_list_;
  OffHeapList new_old_list_;
};

}  // namespace linac
