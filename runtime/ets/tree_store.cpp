#include "runtime/ets/tree_store.h"

#include <algorithm>

namespace linac {
namespace {

int height(const EtsObject* object) { return object ? object->height : 0; }

void set_height(EtsObject* object) {
  object->height = static_cast<int8_t>(1 + std::max(height(object->left), height(object->right)));
}

EtsObject* rotate_right(EtsObject* top) {
  EtsObject* left = top->left;
  top->left = left->right;
  left->right = top;
  set_height(top);
  set_height(left);
  return left;
}

EtsObject* rotate_left(EtsObject* top) {
  EtsObject* right = top->right;
  top->right = right->left;
  right->left = top;
  set_height(top);
  set_height(right);
  return right;
}

EtsObject* balanced(EtsObject* top) {
  int difference = height(top->left) - height(top->right);
  if (difference > 1) {
    if (height(top->left->left) < height(top->left->right)) top->left = rotate_left(top->left);
    return rotate_right(top);
  }
  if (difference < -1) {
    if (height(top->right->right) < height(top->right->left)) {
      top->right = rotate_right(top->right);
    }
    return rotate_left(top);
  }
  set_height(top);
  return top;
}

}  // namespace

// From the lowest link of the path up, as long as heights change.
void TreeStore::rebalance(EtsObject*** path, size_t depth) {
  while (depth-- > 0) {
    EtsObject** link = path[depth];
    if (!*link) continue;
    EtsObject* before = *link;
    int old = before->height;
    *link = balanced(before);
    if (*link == before && before->height == old) return;
  }
}

EtsObject* TreeStore::find(Term key) const {
  for (EtsObject* object = root_; object;) {
    int way = order(key, object);
    if (way == 0) return object;
    object = way < 0 ? object->left : object->right;
  }
  return nullptr;
}

void TreeStore::insert(EtsObject* object) {
  EtsObject** path[kMostDepth];
  size_t depth = 0;
  EtsObject** link = &root_;
  Term key = key_of(object);
  while (*link) {
    path[depth++] = link;
    link = order(key, *link) < 0 ? &(*link)->left : &(*link)->right;
  }
  object->left = object->right = nullptr;
  object->height = 1;
  *link = object;
  add_count(1);
  rebalance(path, depth);
}

void TreeStore::replace(EtsObject* old, EtsObject* object) {
  EtsObject** link = &root_;
  Term key = key_of(object);
  while (*link != old) link = order(key, *link) < 0 ? &(*link)->left : &(*link)->right;
  object->left = old->left;
  object->right = old->right;
  object->height = old->height;
  *link = object;
}

EtsObject* TreeStore::remove(Term key) {
  EtsObject** path[kMostDepth];
  size_t depth = 0;
  EtsObject** link = &root_;
  while (*link) {
    int way = order(key, *link);
    if (way == 0) break;
    path[depth++] = link;
    link = way < 0 ? &(*link)->left : &(*link)->right;
  }
  EtsObject* found = *link;
  if (!found) return nullptr;
  add_count(SIZE_MAX);
  if (!found->left || !found->right) {
    *link = found->left ? found->left : found->right;
    rebalance(path, depth);
    return found;
  }
  // The smallest object of the right side takes its place.
  path[depth++] = link;
  size_t place = depth;
  EtsObject** low = &found->right;
  while ((*low)->left) {
    path[depth++] = low;
    low = &(*low)->left;
  }
  EtsObject* heir = *low;
  *low = heir->right;
  heir->left = found->left;
  heir->right = found->right;
  heir->height = found->height;
  *link = heir;
  if (place < depth) path[place] = &heir->right;
  rebalance(path, depth);
  return found;
}

EtsObject* TreeStore::first() const {
  EtsObject* object = root_;
  while (object && object->left) object = object->left;
  return object;
}

EtsObject* TreeStore::last() const {
  EtsObject* object = root_;
  while (object && object->right) object = object->right;
  return object;
}

EtsObject* TreeStore::after(Term key) const {
  EtsObject* best = nullptr;
  for (EtsObject* object = root_; object;) {
    bool greater = order(key, object) < 0;
    if (greater) best = object;
    object = greater ? object->left : object->right;
  }
  return best;
}

EtsObject* TreeStore::before(Term key) const {
  EtsObject* best = nullptr;
  for (EtsObject* object = root_; object;) {
    bool smaller = order(key, object) > 0;
    if (smaller) best = object;
    object = smaller ? object->right : object->left;
  }
  return best;
}

EtsObject* TreeStore::at(size_t index) const {
  Cursor cursor(*this, false);
  EtsObject* object = cursor.start(kNoTerm);
  while (object && index-- > 0) object = cursor.next();
  return object;
}

void TreeStore::clear() {
  // A left child is turned up until there is none: no stack, and each turn makes the left smaller.
  for (EtsObject* object = root_; object;) {
    if (EtsObject* left = object->left) {
      object->left = left->right;
      left->right = object;
      object = left;
    } else {
      EtsObject* right = object->right;
      free_object(object);
      object = right;
    }
  }
  root_ = nullptr;
  count_ = 0;
}

EtsObject* TreeStore::Cursor::start(Term key) {
  depth_ = 0;
  if (key == kNoTerm) {
    descend(tree_.root_);
  } else {
    for (EtsObject* object = tree_.root_; object;) {
      int way = tree_.order(key, object);
      bool wanted = backward_ ? way > 0 : way < 0;
      if (wanted) path_[depth_++] = object;
      object = wanted != backward_ ? object->left : object->right;
    }
  }
  return depth_ ? path_[depth_ - 1] : nullptr;
}

EtsObject* TreeStore::Cursor::next() {
  EtsObject* object = path_[--depth_];
  descend(backward_ ? object->left : object->right);
  return depth_ ? path_[depth_ - 1] : nullptr;
}

}  // namespace linac
