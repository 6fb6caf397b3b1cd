// Joining two binaries without a collection: what most programs that build text do all the time.
#include <algorithm>

#include "core/term/few_words.h"
#include "runtime/interp/slow_bits.h"
#include "runtime/memory/off_heap_limit.h"

namespace linac {

namespace {

// So few bytes cost no reduction.
constexpr size_t kCheapBytes = 1024;

// A binary that begins and ends with whole bytes, and where they lie; without `at`: it is none.
struct Bytes {
  const uint8_t* at = nullptr;
  size_t size = 0;
  Term parent = kNoTerm;
  size_t offset = 0;
};
[[gnu::always_inline]] inline Bytes bytes_if_aligned(Term term) {
  if (!term.is_boxed()) return {};
  const Word* words = payload(term);
  Word header = term.header();
  if (header_is(header, BoxedKind::kHeapBinary)) {
    size_t bits = words[kHeapBinaryBitSize];
    if ((bits & 7) != 0) return {};
    return {reinterpret_cast<const uint8_t*>(words + kHeapBinaryBytes), bits >> 3, term, 0};
  }
  if (header_is(header, BoxedKind::kSubBinary)) {
    size_t offset = words[kSubBinaryOffset], bits = words[kSubBinaryBitSize];
    if (((offset | bits) & 7) != 0) return {};
    Term parent{words[kSubBinaryParent]};
    return {parent_bytes(parent) + (offset >> 3), bits >> 3, parent, offset >> 3};
  }
  if (!header_is(header, BoxedKind::kSharedBinary)) return {};
  size_t bits = words[kSharedBinaryBitSize];
  if ((bits & 7) != 0) return {};
  return {shared_bytes(term)->data(), bits >> 3, term, 0};
}

// A heap binary of both.
Term join_near(TermSpace& space, const Bytes& left, const Bytes& right) {
  size_t total = left.size + right.size;
  if (space.left() < heap_binary_words(8 * total)) return kNoTerm;
  Term result = kNoTerm;
  uint8_t* bytes = make_binary_uninit(total, space, &result);
  copy_bytes(bytes, left.at, left.size);
  copy_bytes(bytes + left.size, right.at, right.size);
  return result;
}

// A shared binary of both, with room to append to.
Term join_apart(TermSpace& space, const Bytes& left, const Bytes& right) {
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
  size_t end = first.offset + first.size;
  SharedBytes* bytes = header_is(first.parent.header(), BoxedKind::kSharedBinary)
                           ? shared_bytes(first.parent)
                           : nullptr;
  if (bytes == nullptr || !bytes->claim(8 * end, 8 * second.size)) {
    return join_apart(space, first, second);
  }
  copy_bytes(bytes->data() + end, second.at, second.size);
  Word* made = space.take(kSubBinaryWords);
  made[0] = make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1);
  made[1 + kSubBinaryOffset] = 8 * first.offset;
  made[1 + kSubBinaryBitSize] = 8 * total;
  made[1 + kSubBinaryParent] = first.parent.bits;
  return make_boxed(made);
}

}  // namespace linac
