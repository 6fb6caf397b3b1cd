// The making of a heap binary, inline: for what makes short ones by the million.
#pragma once

#include "core/term/allocate.h"
#include "core/term/bits.h"

namespace linac {

// Of at most 8 * kMaxHeapBinaryBytes bits, in heap_binary_words(bit_size) words that are there. Gives where its bytes go;
// the padding of the last word is zero already.
[[gnu::always_inline]] inline uint8_t* make_heap_binary_uninit(size_t bit_size, TermSpace& space,
                                                               Term* out) {
  size_t words = heap_binary_words(bit_size);
  Word* box = space.take(words);
  box[words - 1] = 0;  // the padding of the last word; an empty binary's size
  box[0] = make_header(BoxedKind::kHeapBinary, words - 1);
  box[1 + kHeapBinaryBitSize] = bit_size;
  *out = make_boxed(box);
  return reinterpret_cast<uint8_t*>(box + 1 + kHeapBinaryBytes);
}

}  // namespace linac
