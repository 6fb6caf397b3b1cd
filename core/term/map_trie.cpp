#include "core/term/map_trie.h"

#include <algorithm>

#include "core/term/few_words.h"

namespace linac {

#if defined(__x86_64__) && !defined(__POPCNT__)
namespace {
bool has_bit_count() {
  __builtin_cpu_init();
  return __builtin_cpu_supports("popcnt") != 0;
}
}  // namespace
const bool kHasBitCount = has_bit_count();
#endif

namespace {

// The way down to a node: the nodes above it, the slots taken there and where their children stand.
struct Path {
  Term nodes[kTrieLevels];
  Word bits[kTrieLevels];
  size_t indices[kTrieLevels];
  int length = 0;

  void add(Term node, Word bit, size_t index) {
    nodes[length] = node;
    bits[length] = bit;
    indices[length++] = index;
  }
};

struct Pair {
  Term key;
  Term value;
};

// A node of `size` payload words, with its raw word.
Word* take_node_of(size_t size, Word slots, TermSpace& space) {
  Word* box = space.take(1 + size);
  box[0] = make_header(BoxedKind::kTrieNode, size);
  box[1] = slots;
  return box;
}

Word* take_node(Word children, Word pairs, TermSpace& space) {
  size_t size = 1 + slots_in(children) + 2 * slots_in(pairs);
  return take_node_of(size, children | pairs << kTrieSlots, space);
}

Term copy_with(Term box, size_t index, Term value, TermSpace& space) {
  size_t words = 1 + boxed_size(box);
  Word* copy = space.take(words);
  copy_few(box.box(), box.box() + words, copy);
  copy[1 + index] = value.bits;
  return make_boxed(copy);
}

// In what follows the size of the old node is its header's, and its raw word has the bits of pairs
// kTrieSlots above those of children.

Term insert_pair(Term node, Word bit, Pair pair, TermSpace& space) {
  TrieNode old(node);
  size_t at = old.pair_index(bit), size = boxed_size(node);
  Word* box = take_node_of(size + 2, old.words[0] | bit << kTrieSlots, space);
  Word* out = copy_few(old.words + 1, old.words + at, box + 2);
  *out++ = pair.key.bits;
  *out++ = pair.value.bits;
  copy_few(old.words + at, old.words + size, out);
  return make_boxed(box);
}

Term erase_pair(Term node, Word bit, TermSpace& space) {
  TrieNode old(node);
  size_t at = old.pair_index(bit), size = boxed_size(node);
  Word* box = take_node_of(size - 2, old.words[0] ^ bit << kTrieSlots, space);
  Word* out = copy_few(old.words + 1, old.words + at, box + 2);
  copy_few(old.words + at + 2, old.words + size, out);
  return make_boxed(box);
}

// The pair of a slot gives way to a child.
Term pair_to_child(Term node, Word bit, Term child, TermSpace& space) {
  TrieNode old(node);
  size_t pair_at = old.pair_index(bit), child_at = old.child_index(bit), size = boxed_size(node);
  Word* box = take_node_of(size - 1, old.words[0] ^ (bit | bit << kTrieSlots), space);
  Word* out = copy_few(old.words + 1, old.words + child_at, box + 2);
  *out++ = child.bits;
  out = copy_few(old.words + child_at, old.words + pair_at, out);
  copy_few(old.words + pair_at + 2, old.words + size, out);
  return make_boxed(box);
}

Term child_to_pair(Term node, Word bit, Pair pair, TermSpace& space) {
  TrieNode old(node);
  size_t pair_at = old.pair_index(bit), child_at = old.child_index(bit), size = boxed_size(node);
  Word* box = take_node_of(size + 1, old.words[0] ^ (bit | bit << kTrieSlots), space);
  Word* out = copy_few(old.words + 1, old.words + child_at, box + 2);
  out = copy_few(old.words + child_at + 1, old.words + pair_at, out);
  *out++ = pair.key.bits;
  *out++ = pair.value.bits;
  copy_few(old.words + pair_at, old.words + size, out);
  return make_boxed(box);
}

Term make_collision(const AtomTable& atoms, Pair a, Pair b, TermSpace& space) {
  if (compare_exact(atoms, a.key, b.key) > 0) std::swap(a, b);
  Word* box = space.take(5);
  box[0] = make_header(BoxedKind::kTrieCollision, 4);
  box[1] = a.key.bits;
  box[2] = a.value.bits;
  box[3] = b.key.bits;
  box[4] = b.value.bits;
  return make_boxed(box);
}

// A node for `level` that holds two pairs whose hashes agree above it.
Term make_node_of_two(const AtomTable& atoms, int level, Pair a, uint32_t a_hash, Pair b,
                      uint32_t b_hash, TermSpace& space) {
  int last = level;
  while (last < kTrieLevels && trie_bit(a_hash, last) == trie_bit(b_hash, last)) last++;
  Term node;
  if (last == kTrieLevels) {
    node = make_collision(atoms, a, b, space);
  } else {
    Word a_bit = trie_bit(a_hash, last);
    Word b_bit = trie_bit(b_hash, last);
    if (a_bit > b_bit) std::swap(a, b);
    Word* box = take_node(0, a_bit | b_bit, space);
    box[2] = a.key.bits;
    box[3] = a.value.bits;
    box[4] = b.key.bits;
    box[5] = b.value.bits;
    node = make_boxed(box);
  }
  while (last-- > level) {
    Word* box = take_node(trie_bit(a_hash, last), 0, space);
    box[2] = node.bits;
    node = make_boxed(box);
  }
  return node;
}

// The map with `node` at the end of the path.
Term make_map(const Path& path, int length, Term node, size_t count, Word bound, TermSpace& space) {
  for (int i = length - 1; i >= 0; i--) {
    node = copy_with(path.nodes[i], path.indices[i], node, space);
  }
  Word* box = space.take(kTrieMapWords);
  box[0] = make_header(BoxedKind::kTrieMap, kTrieMapWords - 1, bound);
  box[1] = make_small(static_cast<int64_t>(count)).bits;
  box[2] = node.bits;
  return make_boxed(box);
}

Word bound_of(Term map) { return header_aux(map.header()); }
Word raised_bound(Term map, size_t pairs) {
  return std::min<Word>(std::max<Word>(bound_of(map), pairs), kMaxCollisionBound);
}

// Goes down to where a key of that hash is or would be: a node with no child there, which is
// returned, or a collision node.
Term go_down(Term map, uint32_t hash, Path& path) {
  Term node = trie_root(map);
  while (path.length < kTrieLevels) {
    TrieNode at(node);
    Word bit = trie_bit(hash, path.length);
    if (!at.has_child(bit)) return node;
    size_t index = at.child_index(bit);
    path.add(node, bit, index);
    node = Term{at.words[index]};
  }
  return node;
}

// The index of the key in the payload; kNotFound.
constexpr size_t kNotFound = ~size_t{0};
size_t find_in_collision(Term node, Term key) {
  for (size_t i = 0, size = boxed_size(node); i < size; i += 2) {
    if (exact_equal(payload_term(node, i), key)) return i;
  }
  return kNotFound;
}

Term insert_in_collision(const AtomTable& atoms, Term node, Pair pair, TermSpace& space) {
  size_t size = boxed_size(node);
  const Word* old = payload(node);
  size_t at = 0;
  while (at < size && compare_exact(atoms, Term{old[at]}, pair.key) < 0) at += 2;
  Word* box = space.take(1 + size + 2);
  box[0] = make_header(BoxedKind::kTrieCollision, size + 2);
  Word* out = std::copy_n(old, at, box + 1);
  *out++ = pair.key.bits;
  *out++ = pair.value.bits;
  std::copy(old + at, old + size, out);
  return make_boxed(box);
}

Term erase_in_collision(Term node, size_t at, TermSpace& space) {
  size_t size = boxed_size(node);
  const Word* old = payload(node);
  Word* box = space.take(1 + size - 2);
  box[0] = make_header(BoxedKind::kTrieCollision, size - 2);
  Word* out = std::copy_n(old, at, box + 1);
  std::copy(old + at + 2, old + size, out);
  return make_boxed(box);
}

Term put_in_collision(const AtomTable& atoms, Term map, const Path& path, Term node, Pair pair,
                      bool only_present, TermSpace& space) {
  size_t at = find_in_collision(node, pair.key);
  if (at != kNotFound) {
    if (payload_term(node, at + 1) == pair.value) return map;
    Term changed = copy_with(node, at + 1, pair.value, space);
    return make_map(path, path.length, changed, trie_count(map), bound_of(map), space);
  }
  if (only_present) return kNoTerm;
  Term bigger = insert_in_collision(atoms, node, pair, space);
  return make_map(path, path.length, bigger, trie_count(map) + 1,
                  raised_bound(map, boxed_size(bigger) / 2), space);
}

// A node lost all but one pair: that moves up to the first node which has something else.
Term lift_pair(Term map, const Path& path, Pair pair, TermSpace& space) {
  int level = path.length - 1;
  while (level > 0 && TrieNode(path.nodes[level]).size() == 2) level--;
  Term node = child_to_pair(path.nodes[level], path.bits[level], pair, space);
  return make_map(path, level, node, trie_count(map) - 1, bound_of(map), space);
}

}  // namespace

Term trie_get_slow(Term map, Term key, uint32_t hash) {
  Term node = trie_root(map);
  for (int level = 0; level < kTrieLevels; level++) {
    TrieNode at(node);
    Word bit = trie_bit(hash, level);
    if (at.has_child(bit)) {
      node = Term{at.words[at.child_index(bit)]};
      continue;
    }
    if (!at.has_pair(bit)) return kNoTerm;
    const Word* pair = at.words + at.pair_index(bit);
    return exact_equal(Term{pair[0]}, key) ? Term{pair[1]} : kNoTerm;
  }
  size_t at = find_in_collision(node, key);
  return at == kNotFound ? kNoTerm : payload_term(node, at + 1);
}

Term trie_put(const AtomTable& atoms, Term map, Term key, Term value, bool only_present,
              TermSpace& space) {
  uint32_t hash = map_hash(atoms, key);
  Path path;
  Term node = go_down(map, hash, path);
  if (path.length == kTrieLevels) {
    return put_in_collision(atoms, map, path, node, {key, value}, only_present, space);
  }
  TrieNode at(node);
  Word bit = trie_bit(hash, path.length);
  Word bound = bound_of(map);
  if (at.has_pair(bit)) {
    size_t index = at.pair_index(bit);
    Pair old{Term{at.words[index]}, Term{at.words[index + 1]}};
    if (exact_equal(old.key, key)) {
      if (old.value == value) return map;
      Term changed = copy_with(node, index + 1, value, space);
      return make_map(path, path.length, changed, trie_count(map), bound, space);
    }
    if (only_present) return kNoTerm;
    uint32_t old_hash = map_hash(atoms, old.key);
    Term child = make_node_of_two(atoms, path.length + 1, old, old_hash, {key, value}, hash, space);
    node = pair_to_child(node, bit, child, space);
    if (old_hash == hash) bound = raised_bound(map, 2);
  } else {
    if (only_present) return kNoTerm;
    node = insert_pair(node, bit, {key, value}, space);
  }
  return make_map(path, path.length, node, trie_count(map) + 1, bound, space);
}

Term trie_remove(const AtomTable& atoms, Term map, Term key, TermSpace& space) {
  uint32_t hash = map_hash(atoms, key);
  Path path;
  Term node = go_down(map, hash, path);
  Term smaller;
  if (path.length == kTrieLevels) {
    size_t index = find_in_collision(node, key);
    if (index == kNotFound) return map;
    if (boxed_size(node) == 4) {
      size_t other = 2 - index;
      return lift_pair(map, path, {payload_term(node, other), payload_term(node, other + 1)},
                       space);
    }
    smaller = erase_in_collision(node, index, space);
  } else {
    TrieNode at(node);
    Word bit = trie_bit(hash, path.length);
    if (!at.has_pair(bit)) return map;
    size_t index = at.pair_index(bit);
    if (!exact_equal(Term{at.words[index]}, key)) return map;
    if (path.length > 0 && at.size() == 5 && at.children() == 0) {
      size_t other = 4 - index;  // pairs stand at 1 and 3
      return lift_pair(map, path, {Term{at.words[other]}, Term{at.words[other + 1]}}, space);
    }
    smaller = erase_pair(node, bit, space);
  }
  return make_map(path, path.length, smaller, trie_count(map) - 1, bound_of(map), space);
}

namespace {

// Where a pair meets a node of the other map that has its key, which value stays.
enum class Keep : uint8_t { kOld, kNew };

Pair pair_at(const Word* pair) { return {Term{pair[0]}, Term{pair[1]}}; }

// One of two nodes that are gone over side by side.
struct Side {
  Word children, pairs;
  const Word* child;
  const Word* pair;

  explicit Side(Term node) {
    TrieNode at(node);
    children = at.children();
    pairs = at.pairs();
    child = at.words + 1;
    pair = child + slots_in(children);
  }
  Word slots() const { return children | pairs; }
  bool has_child(Word bit) const { return (children & bit) != 0; }
  bool has_pair(Word bit) const { return (pairs & bit) != 0; }
  Term child_at(Word bit) const { return Term{child[slots_in(children & (bit - 1))]}; }
  const Word* words_at(Word bit) const { return pair + 2 * slots_in(pairs & (bit - 1)); }
  Pair pair_of(Word bit) const { return pair_at(words_at(bit)); }
};

// The slots of a node for both, where the keys of `same` are equal.
struct SlotsOfBoth {
  Word children, pairs;

  SlotsOfBoth(const Side& a, const Side& b, Word same)
      : children(a.children | b.children | (a.pairs & b.pairs & ~same)),
        pairs((a.pairs | b.pairs) & ~children) {}
};

template <class Visit>
void for_each_slot(Word slots, Visit visit) {
  for (; slots != 0; slots &= slots - 1) visit(slots & -slots);
}
size_t pairs_below(Term node) {
  size_t size = boxed_size(node);
  if (header_is(node.header(), BoxedKind::kTrieCollision)) return size / 2;
  TrieNode at(node);
  size_t children = slots_in(at.children()), count = (size - 1 - children) / 2;
  for (size_t i = 1; i <= children; i++) count += pairs_below(Term{at.words[i]});
  return count;
}

// The recursions of both are kTrieLevels deep at most.
class MergeMeasure {
 public:
  MergeMeasure(const AtomTable& atoms, std::vector<uint32_t>& notes)
      : atoms_(atoms), notes_(notes) {}

  size_t words = kTrieMapWords;
  size_t common_keys = 0;
  size_t largest_collision = 0;

  void nodes(Term map, Term over, int level) {
    if (map == over) {
      common_keys += pairs_below(map);
      return;
    }
    if (level == kTrieLevels) return collisions(map, over);
    Side a(map), b(over);
    size_t note = notes_.size();
    notes_.push_back(0);
    Word same = 0;
    for_each_slot(a.slots() & b.slots(), [&](Word bit) {
      if (a.has_child(bit)) {
        if (b.has_child(bit)) return nodes(a.child_at(bit), b.child_at(bit), level + 1);
        return put_in(a.child_at(bit), level + 1, b.pair_of(bit), Keep::kNew);
      }
      if (b.has_child(bit)) return put_in(b.child_at(bit), level + 1, a.pair_of(bit), Keep::kOld);
      Term x = a.pair_of(bit).key, y = b.pair_of(bit).key;
      if (exact_equal(x, y)) {
        same |= bit;
      } else {
        uint32_t hash = note_hash(x);
        words += node_of_two(level + 1, hash, note_hash(y));
      }
    });
    notes_[note] = static_cast<uint32_t>(same);
    common_keys += slots_in(same);
    SlotsOfBoth slots(a, b, same);
    words += 2 + slots_in(slots.children) + 2 * slots_in(slots.pairs);
  }

 private:
  uint32_t note_hash(Term key) {
    notes_.push_back(map_hash(atoms_, key));
    return notes_.back();
  }

  // The pairs of `map` are put into what there is one by one.
  void collisions(Term map, Term over) {
    size_t made = boxed_size(over);
    for (size_t i = 0, size = boxed_size(map); i < size; i += 2) {
      if (find_in_collision(over, payload_term(map, i)) != kNotFound) {
        common_keys++;
      } else {
        made += 2;
        words += 1 + made;
      }
    }
    largest_collision = std::max(largest_collision, made / 2);
  }

  size_t node_of_two(int level, uint32_t a, uint32_t b) {
    int last = level;
    while (last < kTrieLevels && trie_bit(a, last) == trie_bit(b, last)) last++;
    if (last == kTrieLevels) largest_collision = std::max<size_t>(largest_collision, 2);
    return 3 * static_cast<size_t>(last - level) + (last == kTrieLevels ? 5 : 6);
  }

  void put_in(Term node, int level, Pair pair, Keep keep) {
    words += put(node, level, pair, note_hash(pair.key), keep);
  }

  // Of the nodes that change when the pair is put below this one; 0: none does.
  size_t put(Term node, int level, Pair pair, uint32_t hash, Keep keep) {
    size_t size = boxed_size(node);
    auto changed = [&](Term old_value) {
      common_keys++;
      return keep == Keep::kOld || old_value == pair.value ? 0 : 1 + size;
    };
    if (level == kTrieLevels) {
      size_t at = find_in_collision(node, pair.key);
      if (at != kNotFound) return changed(payload_term(node, at + 1));
      largest_collision = std::max(largest_collision, size / 2 + 1);
      return 1 + size + 2;
    }
    TrieNode at(node);
    Word bit = trie_bit(hash, level);
    if (at.has_child(bit)) {
      size_t below = put(Term{at.words[at.child_index(bit)]}, level + 1, pair, hash, keep);
      return below == 0 ? 0 : below + 1 + size;
    }
    if (!at.has_pair(bit)) return 1 + size + 2;
    Pair old = pair_at(at.words + at.pair_index(bit));
    if (exact_equal(old.key, pair.key)) return changed(old.value);
    return node_of_two(level + 1, note_hash(old.key), hash) + size;
  }

  const AtomTable& atoms_;
  std::vector<uint32_t>& notes_;
};

// Goes the same way, with the notes.
class MergeBuilder {
 public:
  MergeBuilder(const AtomTable& atoms, const uint32_t* notes, TermSpace& space)
      : atoms_(atoms), note_(notes), space_(space) {}

  Term nodes(Term map, Term over, int level) {
    if (map == over) return over;
    if (level == kTrieLevels) return collisions(map, over);
    Side a(map), b(over);
    SlotsOfBoth slots(a, b, *note_++);
    Word* box = take_node(slots.children, slots.pairs, space_);
    Word* child = box + 2;
    Word* pair = child + slots_in(slots.children);
    for_each_slot(slots.children, [&](Word bit) {  // in the order of the notes
      *child++ = child_of_both(a, b, bit, level).bits;
    });
    for_each_slot(slots.pairs, [&](Word bit) {
      const Word *old = a.words_at(bit), *made = b.words_at(bit);
      const Word* from = b.has_pair(bit) ? made : old;
      *pair++ = from[0];
      *pair++ = from[1];
    });
    return make_boxed(box);
  }

 private:
  Term child_of_both(const Side& a, const Side& b, Word bit, int level) {
    if (a.has_child(bit)) {
      Term below = a.child_at(bit);
      if (b.has_child(bit)) return nodes(below, b.child_at(bit), level + 1);
      return b.has_pair(bit) ? put_in(below, level + 1, b.pair_of(bit), Keep::kNew) : below;
    }
    if (b.has_child(bit)) {
      Term below = b.child_at(bit);
      return a.has_pair(bit) ? put_in(below, level + 1, a.pair_of(bit), Keep::kOld) : below;
    }
    uint32_t a_hash = *note_++, b_hash = *note_++;
    return make_node_of_two(atoms_, level + 1, a.pair_of(bit), a_hash, b.pair_of(bit), b_hash,
                            space_);
  }

  Term put_in(Term node, int level, Pair pair, Keep keep) {
    uint32_t hash = *note_++;
    return put(node, level, pair, hash, keep);
  }

  Term collisions(Term map, Term over) {
    Term result = over;
    for (size_t i = 0, size = boxed_size(map); i < size; i += 2) {
      Pair pair{payload_term(map, i), payload_term(map, i + 1)};
      if (find_in_collision(over, pair.key) != kNotFound) continue;
      result = insert_in_collision(atoms_, result, pair, space_);
    }
    return result;
  }

  Term put(Term node, int level, Pair pair, uint32_t hash, Keep keep) {
    auto changed = [&](size_t value_at) {
      bool stays = keep == Keep::kOld || payload_term(node, value_at) == pair.value;
      return stays ? node : copy_with(node, value_at, pair.value, space_);
    };
    if (level == kTrieLevels) {
      size_t at = find_in_collision(node, pair.key);
      return at != kNotFound ? changed(at + 1) : insert_in_collision(atoms_, node, pair, space_);
    }
    TrieNode at(node);
    Word bit = trie_bit(hash, level);
    if (at.has_child(bit)) {
      size_t index = at.child_index(bit);
      Term old{at.words[index]}, made = put(old, level + 1, pair, hash, keep);
      return made == old ? node : copy_with(node, index, made, space_);
    }
    if (!at.has_pair(bit)) return insert_pair(node, bit, pair, space_);
    size_t index = at.pair_index(bit);
    Pair old = pair_at(at.words + index);
    if (exact_equal(old.key, pair.key)) return changed(index + 1);
    uint32_t old_hash = *note_++;
    Term below = make_node_of_two(atoms_, level + 1, old, old_hash, pair, hash, space_);
    return pair_to_child(node, bit, below, space_);
  }

  const AtomTable& atoms_;
  const uint32_t* note_;
  TermSpace& space_;
};

}  // namespace

TrieMerge::TrieMerge(const AtomTable& atoms, Term map, Term over) {
  notes_.reserve(16 + std::min(trie_count(map), trie_count(over)));
  MergeMeasure measure(atoms, notes_);
  measure.nodes(trie_root(map), trie_root(over), 0);
  words_ = measure.words;
  common_keys_ = measure.common_keys;
  largest_collision_ = measure.largest_collision;
}

Term TrieMerge::build(const AtomTable& atoms, Term map, Term over, TermSpace& space) const {
  size_t count = trie_count(map) + trie_count(over) - common_keys_;
  Word bound = std::max({bound_of(map), bound_of(over), static_cast<Word>(largest_collision_)});
  Term root = MergeBuilder(atoms, notes_.data(), space).nodes(trie_root(map), trie_root(over), 0);
  Word* box = space.take(kTrieMapWords);
  box[0] = make_header(BoxedKind::kTrieMap, kTrieMapWords - 1, std::min(bound, kMaxCollisionBound));
  box[1] = make_small(static_cast<int64_t>(count)).bits;
  box[2] = root.bits;
  return make_boxed(box);
}

}  // namespace linac
