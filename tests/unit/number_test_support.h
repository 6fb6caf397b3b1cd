// What the tests of numbers share: terms read from and written to a plain text form that owes
// nothing to the code under test, in spaces of exactly the measured size.
//
//   i-FF   integer in base 16    f3FF0000000000000   float by its bits    a   an atom
//   !badarith                    an error
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/term/arith.h"
#include "core/term/atom.h"

namespace linac::test {

// Owns the words of the terms that were made in it. Each space ends in guard words.
class NumberHeap {
 public:
  // A space of `words` words; the one before must have been closed.
  TermSpace& open(size_t words) {
    blocks_.push_back(std::make_unique<Word[]>(words + kGuards));
    first_ = blocks_.back().get();
    for (size_t i = 0; i < kGuards; i++) first_[words + i] = kGuard;
    space_ = TermSpace{};
    space_.top = first_;
    space_.limit = first_ + words;
    return space_;
  }
  // Whether the space was kept to, and exactly `term` is left in it if it holds a box.
  bool close(Term term) {
    for (size_t i = 0; i < kGuards; i++) {
      if (space_.limit[i] != kGuard) return false;
    }
    auto used = static_cast<size_t>(space_.top - first_);
    if (space_.top > space_.limit) return false;
    bool inside = term.is_boxed() && term.box() >= first_ && term.box() < space_.limit;
    return used == (inside ? 1 + boxed_size(term) : 0);
  }

 private:
  static constexpr size_t kGuards = 4;
  static constexpr Word kGuard = 0x6775617264212121;
  std::vector<std::unique_ptr<Word[]>> blocks_;
  Word* first_ = nullptr;
  TermSpace space_;
};

inline unsigned hex_value(char c) {
  return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'A' + 10);
}

inline Term read_number(std::string_view text, NumberHeap& heap) {
  char kind = text[0];
  text.remove_prefix(1);
  if (kind == 'f') {
    Word bits = 0;
    for (char c : text) bits = bits << 4 | hex_value(c);
    return heap.open(kFloatWords).number(std::bit_cast<double>(bits));
  }
  if (kind == 'a') return atoms::kOk;
  bool negative = text[0] == '-';
  if (negative) text.remove_prefix(1);
  size_t limbs = (text.size() + 15) / 16;
  TermSpace& space = heap.open(1 + limbs);
  Word* box = space.take(1 + limbs);
  for (size_t i = 1; i <= limbs; i++) box[i] = 0;
  for (size_t i = 0; i < text.size(); i++) {
    box[1 + i / 16] |= Word{hex_value(text[text.size() - 1 - i])} << (i % 16 * 4);
  }
  while (limbs != 0 && box[limbs] == 0) limbs--;
  constexpr Word kLimit = Word{1} << 60;
  if (limbs == 0 || (limbs == 1 && box[1] < kLimit + negative)) {
    auto value = static_cast<int64_t>(box[1]);
    return make_small(negative ? -value : value);
  }
  box[0] = make_header(negative ? BoxedKind::kBigNegative : BoxedKind::kBigPositive, limbs);
  return make_boxed(box);
}

inline std::string write_number(Term term) {
  char buffer[24];
  if (is_float(term)) {
    auto bits = std::bit_cast<Word>(float_value(term));
    snprintf(buffer, sizeof buffer, "f%lX", static_cast<unsigned long>(bits));
    return buffer;
  }
  if (term.is_small()) {
    auto value = static_cast<long>(term.small_value());
    snprintf(buffer, sizeof buffer, value < 0 ? "i-%lX" : "i%lX", value < 0 ? -value : value);
    return buffer;
  }
  if (!is_big(term)) return "a";
  std::string result = is_big_negative(term) ? "i-" : "i";
  for (size_t i = boxed_size(term); i > 0; i--) {
    bool first = i == boxed_size(term);
    snprintf(buffer, sizeof buffer, first ? "%lX" : "%016lX", payload(term)[i - 1]);
    result += buffer;
  }
  return result;
}

inline std::string write_error(ArithError error) {
  switch (error) {
    case ArithError::kNone: return "none";
    case ArithError::kBadarith: return "!badarith";
    case ArithError::kBadarg: return "!badarg";
    case ArithError::kSystemLimit: return "!system_limit";
  }
  return "?";
}

// Canonical: see invariants T1 of term.h and B1 of bigint.h.
inline bool is_canonical(Term term) {
  if (is_boxed_float(term)) return !make_self_float(float_value(term));
  if (!is_big(term)) return true;
  size_t size = boxed_size(term);
  if (size == 0 || payload(term)[size - 1] == 0) return false;
  return size > 1 || payload(term)[0] > (Word{1} << 60) - !is_big_negative(term);
}

}  // namespace linac::test
