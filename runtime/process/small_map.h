// A map for what is mostly small and now and then large (links, monitors): a row of entries that is
// searched in order, with an index once there are many. Removing moves the last entry.
//
// Threads: one. Pointers to values are good until the next insertion or removal.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "runtime/process/signal.h"

namespace linac {

struct KeyHash {
  size_t operator()(Word word) const { return mix(word); }
  size_t operator()(const ReferenceKey& key) const { return mix(key.low ^ mix(key.high)); }

 private:
  static size_t mix(Word word) {
    word *= 0x9E37'79B9'7F4A'7C15;
    return word ^ word >> 32;
  }
};

template <class Key, class Value>
class SmallMap {
 public:
  struct Entry {
    Key key;
    Value value;
  };

  Value* find(const Key& key) {
    size_t at = position(key);
    return at == kNone ? nullptr : &entries_[at].value;
  }
  // The value of `key`, made if it is not there.
  Value& operator[](const Key& key) {
    size_t at = position(key);
    if (at == kNone) {
      at = entries_.size();
      entries_.push_back({key, {}});
      if (index_) {
        (*index_)[key] = at;
      } else if (entries_.size() > kMostUnindexed) {
        index_ = std::make_unique<Index>();
        for (size_t i = 0; i < entries_.size(); i++) (*index_)[entries_[i].key] = i;
      }
    }
    return entries_[at].value;
  }
  bool remove(const Key& key) {
    size_t at = position(key);
    if (at == kNone) return false;
    if (index_) index_->erase(key);
    if (at + 1 != entries_.size()) {
      entries_[at] = std::move(entries_.back());
      if (index_) (*index_)[entries_[at].key] = at;
    }
    entries_.pop_back();
    return true;
  }
  size_t size() const { return entries_.size(); }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  static constexpr size_t kMostUnindexed = 16;
  static constexpr size_t kNone = SIZE_MAX;
  using Index = std::unordered_map<Key, size_t, KeyHash>;

  size_t position(const Key& key) const {
    if (index_) {
      auto it = index_->find(key);
      return it == index_->end() ? kNone : it->second;
    }
    for (size_t i = 0; i < entries_.size(); i++) {
      if (entries_[i].key == key) return i;
    }
    return kNone;
  }

  std::vector<Entry> entries_;
  std::unique_ptr<Index> index_;
};

}  // namespace linac
