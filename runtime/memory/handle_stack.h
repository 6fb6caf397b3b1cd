// The slots behind handles (runtime/memory/root_scope.h): a stack of terms in chunks that do not
// move. One a scheduler; only the process that runs there has slots in it, so that a heap which
// collects in between (a new process's, under gc-stress) leaves them alone.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "core/base/check.h"
#include "core/term/term.h"

namespace linac {

class HandleStack {
 public:
  size_t size() const { return size_; }
  // The heap that the slots' terms lie in; all at one time are of one heap.
  void claim(const void* heap) {
    VM_CHECK(size_ == 0 || owner_ == heap);
    owner_ = heap;
  }
  Term* push(Term term) {
    if (size_ == chunks_.size() * kChunkSlots) chunks_.push_back(std::make_unique<Chunk>());
    Term* slot = at(size_++);
    *slot = term;
    return slot;
  }
  void pop_to(size_t size) {
    VM_CHECK(size <= size_);
    size_ = size;
  }
  // visit(Term* slots, size_t count) for all slots of that heap.
  template <class Visit>
  void for_each_range(const void* heap, Visit visit) {
    if (owner_ != heap) return;
    for (size_t first = 0; first < size_; first += kChunkSlots) {
      visit(at(first), size_ - first < kChunkSlots ? size_ - first : kChunkSlots);
    }
  }

 private:
  static constexpr size_t kChunkSlots = 64;
  using Chunk = std::array<Term, kChunkSlots>;

  Term* at(size_t index) { return &(*chunks_[index / kChunkSlots])[index % kChunkSlots]; }

  std::vector<std::unique_ptr<Chunk>> chunks_;
  size_t size_ = 0;
  const void* owner_ = nullptr;
};

}  // namespace linac
