// The process dictionary: pairs in the order of insertion. One word in processes that have none.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "core/term/term.h"

namespace linac {

class Dictionary {
 public:
  using Pair = std::pair<Term, Term>;

  Pair* begin() { return pairs_ ? pairs_->data() : nullptr; }
  Pair* end() { return begin() + size(); }
  const Pair* begin() const { return pairs_ ? pairs_->data() : nullptr; }
  const Pair* end() const { return begin() + size(); }
  size_t size() const { return pairs_ ? pairs_->size() : 0; }
  bool empty() const { return size() == 0; }
  Pair& operator[](size_t index) { return (*pairs_)[index]; }

  void push_back(Pair pair) {
    if (!pairs_) pairs_ = std::make_unique<std::vector<Pair>>();
    pairs_->push_back(pair);
  }
  void erase(Pair* pair) { pairs_->erase(pairs_->begin() + (pair - begin())); }
  void clear() { pairs_.reset(); }

 private:
  std::unique_ptr<std::vector<Pair>> pairs_;
};

}  // namespace linac
