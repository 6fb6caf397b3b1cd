// Joining two binaries without a collection: what most programs that build text do all the time.
#include <algorithm>

#include "core/term/few_words.h"
#include "runtime/interp/slow_bits.h"
#include "runtime/memory/off_heap_limit.h"

namespace linac {

namespace {

// So few bytes cost no reduction.
constexpr size_t kCheapBytes = 1024;

// The bytes of a binary that begins and ends with whole ones; null: it is none.
struct Bytes {
  const uint8_t* at = nullptr;
  size_t size = 0;
};
Bytes bytes_if_aligned(Term term) {
  if (!is_bitstring(term)) return {};
  BitsView view = bits_view(term);
  if (!view.byte_aligned() || !view.is_binary()) return {};
  return {view.data(), view.byte_size()};
}

// A heap binary of both.
Term join_near(TermSpace& space, Bytes left, Bytes right) {
  size_t total = left.size + right.size;
  if (space.left() < heap_binary_words(8 * total)) return kNoTerm;
  Term result = kNoTerm;
  uint8_t* bytes = make_binary_uninit(total, space, &result);
  copy_bytes(bytes, left.at, left.size);
  copy_bytes(bytes + left.size, right.at, right.size);
  return result;
}

// A shared binary of both, with room to append to.
Term join_apart(TermSpace& space, Bytes left, Bytes right) {
  static_assert(kSharedBinaryWords <= kSubBinaryWords);
  size_t total = left.size + right.size;
  if (space.off_heap.bytes > kFreeOffHeapBytes || total > kMaxBitstringBits / 8) return kNoTerm;
  SharedBytes* bytes = SharedBytes::allocate(std::max(kMinAppendCapacity, 2 * total), 8 * total);
  if (bytes == nullptr) return kNoTerm;
  copy_bytes(bytes->data(), left.at, left.size);
  copy_bytes(bytes->data() + left.size, right.at, right.size);
  return link_shared_binary(bytes, 8 * total, space);
}

}  // namespace

Term join_bytes(Process& process, Term left, Term right) {
  TermSpace& space = process.heap.space;
  Bytes first = bytes_if_aligned(left), second = bytes_if_aligned(right);
  if (first.at == nullptr || second.at == nullptr) return kNoTerm;
  size_t total = first.size + second.size;
  if (total <= kMaxHeapBinaryBytes) return join_near(space, first, second);
  if (space.left() < kSubBinaryWords || second.size >= kCheapBytes) return kNoTerm;
  // In place, where the bytes of a shared binary are used up.
  BitsParent whole = bits_parent(left);
  size_t end = whole.bit_offset + 8 * first.size;
  SharedBytes* bytes = header_is(whole.parent.header(), BoxedKind::kSharedBinary)
                           ? shared_bytes(whole.parent)
                           : nullptr;
  if (bytes == nullptr || !bytes->claim(end, 8 * second.size)) {
    return join_apart(space, first, second);
  }
  copy_bytes(bytes->data() + (end >> 3), second.at, second.size);
  Word* made = space.take(kSubBinaryWords);
  made[0] = make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1);
  made[1 + kSubBinaryOffset] = whole.bit_offset;
  made[1 + kSubBinaryBitSize] = 8 * total;
  made[1 + kSubBinaryParent] = whole.parent.bits;
  return make_boxed(made);
}

}  // namespace linac
