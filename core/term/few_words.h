// Copying and searching little: for a few words or bytes a call of memcpy takes longer than the copy.
#pragma once

#include <cstring>

#include "core/term/term.h"

namespace linac {

namespace few {

// Words of `kCount` twice, at the beginning and at the end, which may overlap.
template <size_t kCount>
inline void copy_ends(const Word* from, size_t count, Word* to) {
  std::memcpy(to, from, kCount * sizeof(Word));
  std::memcpy(to + count - kCount, from + count - kCount, kCount * sizeof(Word));
}

}  // namespace few

// The words [from, end) to `to`; where the copy ends. They do not overlap. A loop would cost a wrong guess
// of its end.
inline Word* copy_few(const Word* from, const Word* end, Word* to) {
  size_t count = static_cast<size_t>(end - from);
  if (count <= 1) {
    if (count == 1) *to = *from;
  } else if (count <= 4) {
    few::copy_ends<2>(from, count, to);
  } else if (count <= 8) {
    few::copy_ends<4>(from, count, to);
  } else if (count <= 16) {
    few::copy_ends<8>(from, count, to);
  } else {
    std::memcpy(to, from, count * sizeof(Word));
  }
  return to + count;
}

// The index of a word; `count`: it is not there. Four in a step, which compilers do not make of a loop that may end at each.
inline size_t find_few(const Word* words, size_t count, Word wanted) {
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    if (words[i] == wanted) return i;
    if (words[i + 1] == wanted) return i + 1;
    if (words[i + 2] == wanted) return i + 2;
    if (words[i + 3] == wanted) return i + 3;
  }
  for (; i < count; ++i) {
    if (words[i] == wanted) break;
  }
  return i;
}

// `count` bytes, mostly few; they do not overlap, and none but these are touched.
inline void copy_bytes(uint8_t* to, const uint8_t* from, size_t count) {
  if (count > 16) {
    std::memcpy(to, from, count);
  } else if (count >= 8) {  // two pieces, which may overlap
    uint64_t first, last;
    std::memcpy(&first, from, 8);
    std::memcpy(&last, from + count - 8, 8);
    std::memcpy(to, &first, 8);
    std::memcpy(to + count - 8, &last, 8);
  } else if (count >= 4) {
    uint32_t first, last;
    std::memcpy(&first, from, 4);
    std::memcpy(&last, from + count - 4, 4);
    std::memcpy(to, &first, 4);
    std::memcpy(to + count - 4, &last, 4);
  } else if (count != 0) {
    uint8_t first = from[0], middle = from[count / 2], last = from[count - 1];
    to[0] = first;
    to[count / 2] = middle;
    to[count - 1] = last;
  }
}

}  // namespace linac
