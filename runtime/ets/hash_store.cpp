#include "runtime/ets/hash_store.h"

#include <cstdlib>

namespace linac {

HashStore::HashStore(bool striped)
    : stripes_(striped ? std::make_unique<Stripe[]>(kStripes) : nullptr) {
  segments_[0] = static_cast<EtsObject**>(std::calloc(kFirstBuckets, sizeof(EtsObject*)));
  VM_CHECK(segments_[0]);
  bytes_ = sizeof(HashStore) + kFirstBuckets * sizeof(EtsObject*) +
           (striped ? kStripes * sizeof(Stripe) : 0);
}

HashStore::~HashStore() {
  free_objects();
  for (auto& segment : segments_) std::free(segment.load(std::memory_order_relaxed));
}

void HashStore::free_objects() {
  for (uint32_t i = 0, count = buckets(); i < count; i++) {
    for (EtsObject* object = bucket_at(i); object;) {
      EtsObject* next = object->next();
      free_object(object);
      object = next;
    }
    bucket_at(i) = nullptr;
  }
}

void HashStore::clear() {
  free_objects();
  for (uint32_t i = 1; i < kSegments; i++) {
    if (!segments_[i].load(std::memory_order_relaxed)) break;
    std::free(segments_[i].exchange(nullptr, std::memory_order_relaxed));
    bytes_ -= (kFirstBuckets << (i - 1)) * sizeof(EtsObject*);
  }
  active_ = kFirstBuckets;
  mask_ = kFirstBuckets - 1;
  slots_ = kFirstBuckets;
  shrink_limit_ = 0;
  count_ = 0;
}

void HashStore::set_shrink_limit() {
  bool large = slots_ >= kFirstBuckets + 2 * kMoreBuckets;
  shrink_limit_.store(large ? (slots_ - kMoreBuckets) / 2 : 0, std::memory_order_relaxed);
}

void HashStore::grow() {
  if (resizing_.exchange(true, std::memory_order_acquire)) return;
  for (int step = 0; step < kMostSteps && count() > buckets() && split_next();) step++;
  resizing_.store(false, std::memory_order_release);
}

void HashStore::shrink() {
  if (resizing_.exchange(true, std::memory_order_acquire)) return;
  for (int step = 0; step < kMostSteps && count() < shrink_limit_ && join_last();) step++;
  resizing_.store(false, std::memory_order_release);
}

// False: there is no room for a further bucket.
bool HashStore::split_next() {
  uint32_t to = buckets();
  uint32_t mask = mask_.load(std::memory_order_relaxed);
  bool doubled = to > mask;
  if (doubled) mask = mask << 1 | 1;
  uint32_t from = doubled ? 0 : to & mask >> 1;
  uint32_t segment = static_cast<uint32_t>(std::bit_width(to / kFirstBuckets));
  if (segment >= kSegments) return false;
  if (!segments_[segment].load(std::memory_order_relaxed)) {
    size_t size = kFirstBuckets << (segment - 1);
    auto* made = static_cast<EtsObject**>(std::calloc(size, sizeof(EtsObject*)));
    if (!made) return false;
    segments_[segment].store(made, std::memory_order_release);
    bytes_ += size * sizeof(EtsObject*);
  }
  if (to == slots_) {
    slots_ += kMoreBuckets;
    set_shrink_limit();
  }
  Hold hold(*this, from);
  active_.store(to + 1, std::memory_order_release);
  if (doubled) mask_.store(mask, std::memory_order_release);
  // Both chains keep their order.
  EtsObject** stay = slot(from);
  EtsObject** go = slot(to);
  for (EtsObject* object = *stay; object; object = object->next()) {
    EtsObject**& end = (object->hash & mask) == from ? stay : go;
    *end = object;
    end = &object->next();
  }
  *stay = *go = nullptr;
  return true;
}

// The last bucket's objects go before those of the bucket that it was split from.
bool HashStore::join_last() {
  uint32_t last = buckets() - 1;
  if (last < kFirstBuckets) return false;
  uint32_t mask = mask_.load(std::memory_order_relaxed) >> 1;
  uint32_t to = last & mask;
  Hold hold(*this, to);
  active_.store(last, std::memory_order_release);
  if (to == 0) mask_.store(mask, std::memory_order_release);
  if (slots_ - last >= kMoreBuckets) {
    slots_ -= kMoreBuckets;
    set_shrink_limit();
  }
  EtsObject** end = slot(last);
  EtsObject* first = *end;
  if (!first) return true;
  while (*end) end = &(*end)->next();
  *end = *slot(to);
  *slot(to) = first;
  *slot(last) = nullptr;
  return true;
}

}  // namespace linac
