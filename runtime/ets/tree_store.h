// The objects of an ordered_set: an AVL tree in the order of their keys, where 1 and 1.0 are one key.
//
// Threads: whoever changes it holds the table's lock exclusively, readers hold it shared.
#pragma once

#include <atomic>

#include "core/term/compare.h"
#include "runtime/ets/object.h"

namespace linac {

class TreeStore {
 public:
  TreeStore(const AtomTable& atoms, size_t key_index) : atoms_(atoms), key_index_(key_index) {}
  ~TreeStore() { clear(); }
  TreeStore(const TreeStore&) = delete;
  TreeStore& operator=(const TreeStore&) = delete;

  // Where the object of that key is; null: there is none.
  EtsObject* find(Term key) const;
  // Of no key that is there.
  void insert(EtsObject* object);
  // `object` takes the place of the one with its key, `old`.
  void replace(EtsObject* old, EtsObject* object);
  // Takes the key's object out; null: there is none.
  EtsObject* remove(Term key);
  EtsObject* first() const;
  EtsObject* last() const;
  // The nearest object with a greater (smaller) key; the key need not be there.
  EtsObject* after(Term key) const;
  EtsObject* before(Term key) const;
  EtsObject* at(size_t index) const;
  size_t count() const { return count_.load(std::memory_order_relaxed); }  // from any thread
  void clear();

  // Goes through the tree from one end or from a key on, while nothing changes it.
  class Cursor {
   public:
    Cursor(const TreeStore& tree, bool backward) : tree_(tree), backward_(backward) {}
    // At the first object, or at the one after `key` (kNoTerm: the first).
    EtsObject* start(Term key);
    EtsObject* next();

   private:
    void descend(EtsObject* object) {
      for (; object; object = backward_ ? object->right : object->left) path_[depth_++] = object;
    }
    const TreeStore& tree_;
    const bool backward_;
    size_t depth_ = 0;
    EtsObject* path_[64];
  };

 private:
  static constexpr size_t kMostDepth = 64;  // an AVL tree of 2^40 objects has 58

  Term key_of(const EtsObject* object) const { return object->element(key_index_); }
  int order(Term key, const EtsObject* object) const {
    return compare(atoms_, key, key_of(object));
  }
  void add_count(size_t change) { count_.store(count() + change, std::memory_order_relaxed); }
  static void rebalance(EtsObject*** path, size_t depth);

  const AtomTable& atoms_;
  const size_t key_index_;
  EtsObject* root_ = nullptr;
  std::atomic<size_t> count_{0};
};

}  // namespace linac
