// The objects of a set, bag or duplicate_bag: OTP's linear hash table, bucket for bucket, so that
// everything that goes through the table in its order meets the same objects in the same order
// (docs/ets.md). It grows by one bucket for each object past the number of buckets.
//
//  B1 A key's objects stand next to each other in one chain, of a bag the newest first.
//  B2 Who reads or changes a chain holds the bucket (Hold), or the table's lock exclusively. Without
//     stripes a Hold does nothing: then the table's lock is what excludes others.
//  B3 Buckets that are split or joined have one stripe: their numbers differ by a multiple of
//     kStripes. So a number computed while holding the stripe stays right.
//  B4 While the table is fixed no object moves to another bucket, and deleted ones are only hidden.
#pragma once

#include <atomic>
#include <memory>

#include "runtime/ets/lock.h"
#include "runtime/ets/object.h"

namespace linac {

class HashStore {
 public:
  static constexpr uint32_t kStripes = 64;
  static constexpr uint32_t kFirstBuckets = 256;

  explicit HashStore(bool striped);
  ~HashStore();
  HashStore(const HashStore&) = delete;
  HashStore& operator=(const HashStore&) = delete;

  // Holds the stripe of a hash or of a bucket's number.
  class Hold {
   public:
    Hold(HashStore& store, uint64_t hash)
        : lock_(store.stripes_ ? &store.stripes_[hash % kStripes].lock : nullptr) {
      if (lock_) lock_->lock();
    }
    ~Hold() {
      if (lock_) lock_->unlock();
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    SpinLock* lock_;
  };

  uint32_t buckets() const { return active_.load(std::memory_order_relaxed); }
  EtsObject*& bucket_at(uint32_t index) { return *slot(index); }
  EtsObject*& bucket_of(uint64_t hash) { return *slot(index_of(hash)); }
  uint32_t index_of(uint64_t hash) const {
    uint32_t mask = mask_.load(std::memory_order_acquire);
    uint32_t index = static_cast<uint32_t>(hash) & mask;
    return index >= active_.load(std::memory_order_acquire) ? index & mask >> 1 : index;
  }
  // The bucket after `index` in the order of traversal; 0: that was the last. The table's lock is
  // held at least shared, and the table is fixed if others may change it.
  uint32_t next_bucket(uint32_t index) const {
    if (!stripes_) return index + 1 < buckets() ? index + 1 : 0;
    if (index + kStripes < buckets()) return index + kStripes;
    return (index + 1) % kStripes;
  }

  // Objects that are not hidden.
  int64_t count() const { return count_.load(std::memory_order_relaxed); }
  void add_count(int64_t change) { count_.fetch_add(change, std::memory_order_relaxed); }
  // After inserting or deleting, without a Hold, while the table is not fixed.
  void resize() {
    int64_t count = this->count(), active = buckets();
    if (count > active) {
      grow();
    } else if (count < shrink_limit_.load(std::memory_order_relaxed)) {
      shrink();
    }
  }
  // Frees all objects and starts anew. The table's lock is held exclusively.
  void clear();
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  static constexpr uint32_t kSegments = 24;
  static constexpr uint32_t kMoreBuckets = 2048;  // OTP's segments after the first
  static constexpr int kMostSteps = 5;            // buckets split or joined for one operation

  struct alignas(64) Stripe {
    SpinLock lock;
  };

  // Segment 0 has the first 256 buckets, segment n as many as are before it.
  EtsObject** slot(uint32_t index) {
    uint32_t segment = static_cast<uint32_t>(std::bit_width(index / kFirstBuckets));
    EtsObject** buckets = segments_[segment].load(std::memory_order_acquire);
    return buckets + (segment == 0 ? index : index - (kFirstBuckets << (segment - 1)));
  }
  [[gnu::noinline]] void grow();
  [[gnu::noinline]] void shrink();
  bool split_next();
  bool join_last();
  void set_shrink_limit();
  void free_objects();

  std::atomic<EtsObject**> segments_[kSegments] = {};
  std::atomic<uint32_t> active_{kFirstBuckets};
  std::atomic<uint32_t> mask_{kFirstBuckets - 1};
  std::atomic<int64_t> shrink_limit_{0};
  std::atomic<size_t> bytes_{0};
  std::unique_ptr<Stripe[]> stripes_;
  uint32_t slots_ = kFirstBuckets;  // that OTP would have; by who resizes
  std::atomic<bool> resizing_{false};
  alignas(64) std::atomic<int64_t> count_{0};
};

}  // namespace linac
