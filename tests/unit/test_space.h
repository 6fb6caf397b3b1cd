// A TermSpace on memory of its own for tests; releases what the boxes built in it own outside.
#pragma once

#include <memory>

#include "runtime/memory/off_heap.h"

namespace linac {

class TestSpace {
 public:
  explicit TestSpace(size_t words = 1 << 16) : words_(new Word[words]) {
    space_.top = words_.get();
    space_.limit = words_.get() + words;
  }
  ~TestSpace() { release_off_heap(space_.off_heap); }
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
