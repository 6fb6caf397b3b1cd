// The literals of one VM: one reserved range of addresses, so that "is it a literal" is one
// compare. Literals are never moved and never scanned: they point only to literals.
//
// Threads: contains() from any; the rest locks. Ownership: the area owns the words; who reserved a
// space owns what its off-heap list holds on to and releases it (release_off_heap) before free().
#pragma once

#include <mutex>
#include <vector>

#include "core/base/result.h"
#include "core/term/allocate.h"

namespace linac {

class LiteralArea {
 public:
  static constexpr size_t kDefaultBytes = size_t{1} << 30;

  explicit LiteralArea(size_t bytes = kDefaultBytes);
  ~LiteralArea();
  LiteralArea(const LiteralArea&) = delete;
  LiteralArea& operator=(const LiteralArea&) = delete;

  bool contains(const Word* at) const {
    return reinterpret_cast<Word>(at) - reinterpret_cast<Word>(base_) < bytes_;
  }
  bool contains(Term t) const { return t.is_pointer() && contains(t.pointer()); }

  // Exactly `words` words to build literals in.
  Result<TermSpace> reserve(size_t words);
  // Gives back what reserve() gave: `start` is where its top was, `words` its size.
  void free(Word* start, size_t words);

  const Word* base() const { return base_; }
  size_t bytes() const { return bytes_; }
  size_t used_words() const;

  // Most words that a copy of a term may take (runtime/memory/copy.h): here, as it is what every copy
  // of a VM knows. Before any code runs.
  void set_most_copied_words(size_t words) { most_copied_words_ = words; }
  size_t most_copied_words() const { return most_copied_words_; }

 private:
  struct Hole {
    Word* start;
    size_t words;
  };

  Word* take_hole(size_t words);
  bool commit(Word* end);

  Word* base_ = nullptr;
  size_t bytes_ = 0;
  size_t most_copied_words_ = SIZE_MAX - 1;
  mutable std::mutex mutex_;
  Word* top_ = nullptr;
  Word* committed_ = nullptr;
  size_t used_words_ = 0;
  std::vector<Hole> holes_;  // sorted by address, never adjacent
};

}  // namespace linac
