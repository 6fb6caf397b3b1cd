// The process dictionary: pairs in the order of insertion. One word in processes that have none.
//
// A few keys are compared one after the other. From kIndexed on there is an index by the hash of the keys. What
// is erased then leaves a hole (kNoTerm for its key) until there are as many of them as pairs, or
// somebody looks at all pairs.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "core/term/atom.h"
#include "core/term/term.h"

namespace linac {

class Dictionary {
 public:
  using Pair = std::pair<Term, Term>;
  static constexpr size_t kIndexed = 16;

  size_t size() const { return table_ ? table_->pairs.size() - table_->holes : 0; }
  bool empty() const { return size() == 0; }

  // All of them.
  Pair* begin() { return table_ ? table_->closed().data() : nullptr; }
  Pair* end() { return begin() + size(); }
  Pair& operator[](size_t index) { return begin()[index]; }

  // Null: there is none with this key.
  Pair* find(const AtomTable& atoms, Term key) {
    return table_ ? table_->find(atoms, key) : nullptr;
  }
  // A key that is not there yet.
  void insert(const AtomTable& atoms, Term key, Term value);
  void erase(Pair* pair);
  void clear() { table_.reset(); }

 private:
  struct Table {
    std::vector<Pair> pairs;
    size_t holes = 0;
    // Of the index, while there is one: the pairs' hashes, and a power of two of slots, at least twice as many as
    // pairs. A slot holds the number of a pair, counted from 1, or 0.
    std::vector<uint32_t> hashes, slots;

    Pair* find(const AtomTable& atoms, Term key);
    std::vector<Pair>& closed() {
      if (holes != 0) close_holes();
      return pairs;
    }
    void close_holes();
    void make_index();
    void put_into_index(size_t pair);
  };

  std::unique_ptr<Table> table_;
};

}  // namespace linac
