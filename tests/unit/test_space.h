// A TermSpace on memory of its own for tests; releases the shared binaries built in it.
#pragma once

#include <memory>

#include "core/term/shared_bytes.h"

namespace linac {

class TestSpace {
 public:
  explicit TestSpace(size_t words = 1 << 16) : words_(new Word[words]) {
    space_.top = words_.get();
    space_.limit = words_.get() + words;
  }
  ~TestSpace() {
    for (Word* box = space_.off_heap.first; box != nullptr;) {
      Word* next = reinterpret_cast<Word*>(box[header_size(box[0])]);
      if (header_is(box[0], BoxedKind::kSharedBinary)) shared_bytes(make_boxed(box))->release();
      box = next;
    }
  }
  TestSpace(const TestSpace&) = delete;
  TestSpace& operator=(const TestSpace&) = delete;

  TermSpace& operator*() { return space_; }
  TermSpace* operator->() { return &space_; }
  size_t used() const { return static_cast<size_t>(space_.top - words_.get()); }

 private:
  std::unique_ptr<Word[]> words_;
  TermSpace space_;
};

}  // namespace linac
