// The object behind a shared binary: bytes outside every heap, reference-counted, with spare room
// at the end so that appending is amortised.
//
// Invariants
//  S1 A SharedBinary box holds one reference and stands in the off-heap list of the heap, fragment
//     or literal area it lies in. Whoever drops the box releases the reference.
//  S2 Bits below used_bits never change again; bits from there on belong to nobody. Whoever moves
//     used_bits from the end of a bitstring to a higher value alone may write the bits between.
//     So no append token is needed: of two appenders at the same end one wins, the other copies.
//  S3 With one reference only one process can reach the object, so a plain store moves used_bits;
//     with more it takes a compare-exchange. So a box that several processes read without copying
//     it (a literal, persistent_term) needs close() before it is published.
//  S4 A box copied for another process needs seal() first: bits still free in a byte that already
//     holds some are given up, so nobody writes a byte that another thread may read.
//
// Threads: all functions may be called by any thread that holds a reference.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>

#include "core/base/memory_account.h"
#include "core/term/allocate.h"

namespace linac {

struct SharedBytes {
  std::atomic<uint64_t> references;
  size_t capacity;                // bytes at data()
  std::atomic<size_t> used_bits;  // bits handed out, counted from the start of data()

  uint8_t* data() { return reinterpret_cast<uint8_t*>(this + 1); }
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(this + 1); }

  // Who cannot do without: the bytes exist already, in another form.
  enum class Need : uint8_t { kRefusable, kAnyway };

  // With one reference, and `used_bits` handed out; null when there is no memory for it.
  static SharedBytes* allocate(size_t capacity, size_t used_bits, Need need = Need::kRefusable) {
    if (capacity > std::numeric_limits<size_t>::max() / 16) return nullptr;
    if (current_account) [[unlikely]] {
      if (need == Need::kAnyway) {
        current_account->take_anyway(capacity);
      } else if (!current_account->take(capacity)) {
        return nullptr;
      }
    }
    void* memory = std::malloc(sizeof(SharedBytes) + capacity);
    if (memory == nullptr) {
      if (current_account) current_account->give(capacity);
      return nullptr;
    }
    return new (memory) SharedBytes{{1}, capacity, {used_bits}};
  }

  void retain() { references.fetch_add(1, std::memory_order_relaxed); }
  void release() {
    if (references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (current_account) [[unlikely]]
      current_account->give(capacity);
    std::free(this);
  }

  // Takes bits [end, end + extra) for the caller, or says no: they are taken, or there is no room.
  bool claim(size_t end, size_t extra) {
    if (end + extra > capacity * 8) return false;
    if (references.load(std::memory_order_acquire) == 1) {
      if (used_bits.load(std::memory_order_relaxed) != end) return false;
      used_bits.store(end + extra, std::memory_order_relaxed);
      return true;
    }
    size_t expected = end;
    return used_bits.compare_exchange_strong(expected, end + extra, std::memory_order_acq_rel,
                                             std::memory_order_relaxed);
  }
  // See S4.
  void seal() {
    size_t used = used_bits.load(std::memory_order_relaxed);
    while ((used & 7) != 0 && !used_bits.compare_exchange_weak(used, (used + 7) & ~size_t{7},
                                                               std::memory_order_acq_rel)) {
    }
  }
  // No more appending in place. See S3.
  void close() { used_bits.store(capacity * 8, std::memory_order_release); }
};
static_assert(sizeof(SharedBytes) == 24, "emitted code knows where the bytes start");

// The payload of a SharedBinary box. A sub-binary may reach past its parent's bit size, up to
// used_bits: that is how an append in place is told from its left operand (core/term/bits.h).
inline constexpr size_t kSharedBinaryBytes = 0;    // SharedBytes*
inline constexpr size_t kSharedBinaryBitSize = 1;  // from bit 0 of the bytes
inline constexpr size_t kSharedBinaryNext = 2;     // Word*, next in the off-heap list

inline SharedBytes* shared_bytes(Term shared_binary) {
  return reinterpret_cast<SharedBytes*>(payload(shared_binary)[kSharedBinaryBytes]);
}

// A new box for `bytes`, linked into the space's off-heap list. It takes over one reference of the
// caller's. kSharedBinaryWords.
inline Term link_shared_binary(SharedBytes* bytes, size_t bit_size, TermSpace& space) {
  Word* box = space.take(kSharedBinaryWords);
  box[0] = make_header(BoxedKind::kSharedBinary, kSharedBinaryWords - 1);
  box[1 + kSharedBinaryBytes] = reinterpret_cast<Word>(bytes);
  box[1 + kSharedBinaryBitSize] = bit_size;
  box[1 + kSharedBinaryNext] = reinterpret_cast<Word>(space.off_heap.first);
  space.off_heap.first = box;
  space.off_heap.bytes += bytes->capacity;
  return make_boxed(box);
}

}  // namespace linac
