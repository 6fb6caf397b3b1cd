// maps:merge in one pass. Nothing is measured before: what is made stands in the room there is, and the first thing that
// finds too little ends the merge.
#include <algorithm>
#include <bit>
#include <utility>

#include "core/term/map.h"
#include "core/term/map_nodes.h"

namespace linac {
namespace {

bool is_flat(Term map) { return header_is(map.header(), BoxedKind::kFlatMap); }

// Pairs of different keys in their exact order.
struct SortedPairs {
  static constexpr size_t kMost = 2 * kMaxFlatKeys;

  size_t count = 0;
  Term keys[kMost];
  Term values[kMost];
};

// Where a pair meets a node of the other map that has its key, which value stays.
enum class Keep : uint8_t { kOld, kNew };

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
  bool has_child(Word bit) const { return (children & bit) != 0; }
  bool has_pair(Word bit) const { return (pairs & bit) != 0; }
  Term child_at(Word bit) const { return Term{child[slots_in(children & (bit - 1))]}; }
  const Word* words_of(Word bit) const { return pair + 2 * slots_in(pairs & (bit - 1)); }
  Pair pair_of(Word bit) const { return pair_at(words_of(bit)); }
};

template <class Visit>
void for_each_slot(Word slots, Visit visit) {
  for (; slots != 0; slots &= slots - 1) visit(slots & -slots);
}

size_t pairs_below(Term node) {
  size_t size = boxed_size(node);
  if (header_is(node.header(), BoxedKind::kTrieCollision)) return size / 2;
  size_t children = slots_in(TrieNode(node).children()), count = (size - 1 - children) / 2;
  for (size_t i = 1; i <= children; i++) count += pairs_below(payload_term(node, i));
  return count;
}

// Each answers kNoTerm where there is no room. The recursions are kTrieLevels deep at most.
class Merger {
 public:
  Merger(const AtomTable& atoms, size_t words, TermSpace& space)
      : atoms_(atoms), end_(space.top + words), space_(space) {}

  Term maps(Term map, Term over) {
    if (is_flat(map) && is_flat(over)) return flat_maps(map, over);
    over_is_flat_ = is_flat(over);
    if (map_size(map) == 0) return over;
    if (map_size(over) == 0) return map;
    Term root = root_of(map), over_root = root_of(over);
    if (root == kNoTerm || over_root == kNoTerm) return kNoTerm;
    Term made = nodes(root, over_root, 0);
    if (made == over_root) return over;
    if (made == root) return map;
    if (made == kNoTerm || !has_room(kTrieMapWords)) return kNoTerm;
    Word bound = std::max<Word>({bound_of(map), bound_of(over), largest_collision_});
    return make_trie_map(made, map_size(map) + map_size(over) - common_keys_, bound, space_);
  }

 private:
  bool has_room(size_t words) const { return words <= static_cast<size_t>(end_ - space_.top); }

  static Word bound_of(Term map) { return is_flat(map) ? 0 : collision_bound(map); }

  // Side by side in the order of keys. What does not differ from one of them is that, or shares its keys.
  Term flat_maps(Term map, Term over) {
    const Word *map_keys = flat_key_words(map), *over_keys = flat_key_words(over);
    if (map_keys == over_keys) return over;
    const Word *map_values = flat_values(map), *over_values = flat_values(over);
    size_t map_count = flat_count(map), over_count = flat_count(over), i = 0, j = 0;
    SortedPairs all;
    Term *key = all.keys, *value = all.values;
    auto add = [&](const Word* keys, const Word* values, size_t& index) {
      *key++ = Term{keys[index]};
      *value++ = Term{values[index++]};
    };
    bool changed = false;  // a value of a key that both have
    while (i < map_count && j < over_count) {
      int order = compare_exact(atoms_, Term{map_keys[i]}, Term{over_keys[j]});
      if (order < 0) {
        add(map_keys, map_values, i);
        continue;
      }
      if (order == 0) changed |= map_values[i++] != over_values[j];
      add(over_keys, over_values, j);
    }
    while (i < map_count) add(map_keys, map_values, i);
    while (j < over_count) add(over_keys, over_values, j);
    all.count = static_cast<size_t>(key - all.keys);
    if (all.count == over_count) return over;
    if (all.count == map_count && !changed) return map;
    if (all.count > kMaxFlatKeys) return trie_of(all);
    if (!has_room(flat_map_and_keys_words(all.count))) return kNoTerm;
    if (all.count == map_count) return flat_with_values(map, all.values, space_);
    return flat_map_of(all.keys, all.values, all.count, space_);
  }

  Term trie_of(const SortedPairs& pairs) {
    Term root = root_of(pairs);
    if (root == kNoTerm || !has_room(kTrieMapWords)) return kNoTerm;
    return make_trie_map(root, pairs.count, largest_collision_, space_);
  }

  // The root of a trie, which a flat map gets for the time of the merge.
  Term root_of(Term map) {
    if (!is_flat(map)) return trie_root(map);
    SortedPairs pairs;
    pairs.count = flat_count(map);
    for (size_t i = 0; i < pairs.count; ++i) {
      pairs.keys[i] = Term{flat_key_words(map)[i]};
      pairs.values[i] = Term{flat_values(map)[i]};
    }
    return root_of(pairs);
  }
  Term root_of(const SortedPairs& pairs) {
    uint32_t hashes[SortedPairs::kMost];
    uint8_t indices[SortedPairs::kMost];
    for (size_t i = 0; i < pairs.count; ++i) {
      hashes[i] = map_hash(atoms_, pairs.keys[i]);
      indices[i] = static_cast<uint8_t>(i);
    }
    return node_of({pairs, hashes}, indices, pairs.count, 0);
  }

  struct Hashed {
    const SortedPairs& pairs;
    const uint32_t* hashes;

    Pair operator[](size_t i) const { return {pairs.keys[i], pairs.values[i]}; }
  };

  // The node of the pairs with these indices, which are in ascending order.
  Term node_of(const Hashed& pairs, const uint8_t* indices, size_t count, int level) {
    if (level == kTrieLevels) return collision_of(pairs, indices, count);
    uint8_t places[kTrieSlots] = {};  // how many; then where the next one goes
    Word once = 0, more = 0;
    for (size_t i = 0; i < count; ++i) {
      Word bit = trie_bit(pairs.hashes[indices[i]], level);
      ++places[std::countr_zero(bit)];
      more |= once & bit;
      once |= bit;
    }
    Word single = once & ~more;
    size_t children = slots_in(more), size = 1 + children + 2 * slots_in(single);
    if (!has_room(1 + size)) return kNoTerm;
    Word* box = take_node_of(size, more | single << kTrieSlots, space_);
    Word *child = box + 2, *pair = child + children;
    uint8_t by_slot[SortedPairs::kMost];
    uint8_t used = 0;
    for_each_slot(more, [&](Word bit) {
      uint8_t& place = places[std::countr_zero(bit)];
      used = static_cast<uint8_t>(used + std::exchange(place, used));
    });
    for (size_t i = 0; i < count; ++i) {
      uint8_t index = indices[i];
      Word bit = trie_bit(pairs.hashes[index], level);
      if ((more & bit) != 0) {
        by_slot[places[std::countr_zero(bit)]++] = index;
      } else {
        Word* out = pair + 2 * slots_in(single & (bit - 1));
        out[0] = pairs[index].key.bits;
        out[1] = pairs[index].value.bits;
      }
    }
    const uint8_t* from = by_slot;
    for (; more != 0; more &= more - 1) {
      const uint8_t* end = by_slot + places[std::countr_zero(more)];
      Term made = end - from == 2
                      ? node_of_two(level + 1, pairs[from[0]], pairs.hashes[from[0]],
                                    pairs[from[1]], pairs.hashes[from[1]])
                      : node_of(pairs, from, static_cast<size_t>(end - from), level + 1);
      if (made == kNoTerm) return kNoTerm;
      *child++ = made.bits;
      from = end;
    }
    return make_boxed(box);
  }
  Term collision_of(const Hashed& pairs, const uint8_t* indices, size_t count) {
    if (!has_room(1 + 2 * count)) return kNoTerm;
    Word* box = space_.take(1 + 2 * count);
    box[0] = make_header(BoxedKind::kTrieCollision, 2 * count);
    for (size_t i = 0; i < count; ++i) {
      box[1 + 2 * i] = pairs[indices[i]].key.bits;
      box[2 + 2 * i] = pairs[indices[i]].value.bits;
    }
    return note_collision(make_boxed(box));
  }

  Term nodes(Term map, Term over, int level) {
    if (map == over) {
      common_keys_ += pairs_below(map);
      return over;
    }
    if (level == kTrieLevels) return collisions(map, over);
    Side a(map), b(over);
    Word same = same_keys(a, b);
    common_keys_ += slots_in(same);
    Word children = a.children | b.children | (a.pairs & b.pairs & ~same);
    Word all_pairs = a.pairs | b.pairs, pairs = all_pairs & ~children;
    size_t size = 1 + slots_in(children) + 2 * slots_in(pairs);
    if (!has_room(1 + size)) return kNoTerm;
    Word* box = take_node_of(size, children | pairs << kTrieSlots, space_);
    Word* out = box + 2;
    for (; children != 0; children &= children - 1) {
      Term made = child_of_both(a, b, children & -children, level + 1);
      if (made == kNoTerm) return kNoTerm;
      *out++ = made.bits;
    }
    const Word *old = a.pair, *newer = b.pair;
    for_each_slot(all_pairs, [&](Word bit) {
      const Word* from = b.has_pair(bit) ? newer : old;
      if ((pairs & bit) != 0) {
        *out++ = from[0];
        *out++ = from[1];
      }
      old += a.has_pair(bit) ? 2 : 0;
      newer += b.has_pair(bit) ? 2 : 0;
    });
    return old_or_new(map, over, box);
  }
  // One of the old nodes if what was made, the node alone, is as that; rather not one that is there for the time of the
  // merge, which would make the nodes above it new ones.
  Term old_or_new(Term map, Term over, Word* box) {
    if (over_is_flat_) std::swap(map, over);
    for (Term node : {over, map}) {
      const Word *old = node.box(), *old_end = old + 1 + boxed_size(node);
      if (box[0] != old[0] || box[1] != old[1] || space_.top != box + (old_end - old)) continue;
      if (!std::equal(old + 2, old_end, box + 2)) continue;
      space_.top = box;
      return node;
    }
    return make_boxed(box);
  }
  // The slots where both have a pair of that key.
  static Word same_keys(const Side& a, const Side& b) {
    Word same = 0;
    for_each_slot(a.pairs & b.pairs, [&](Word bit) {
      if (exact_equal(a.pair_of(bit).key, b.pair_of(bit).key)) same |= bit;
    });
    return same;
  }

  Term child_of_both(const Side& a, const Side& b, Word bit, int level) {
    if (a.has_child(bit)) {
      Term below = a.child_at(bit);
      if (b.has_child(bit)) return nodes(below, b.child_at(bit), level);
      return b.has_pair(bit) ? put(below, level, b.pair_of(bit), Keep::kNew) : below;
    }
    if (b.has_child(bit)) {
      Term below = b.child_at(bit);
      return a.has_pair(bit) ? put(below, level, a.pair_of(bit), Keep::kOld) : below;
    }
    Pair x = a.pair_of(bit), y = b.pair_of(bit);
    return node_of_two(level, x, map_hash(atoms_, x.key), y, map_hash(atoms_, y.key));
  }

  // Both ascend.
  Term collisions(Term map, Term over) {
    size_t most = boxed_size(map) + boxed_size(over);
    if (!has_room(1 + most)) return kNoTerm;
    Word* box = space_.take(1 + most);
    Word* out = box + 1;
    auto add = [&](const Word*& pair) {
      *out++ = *pair++;
      *out++ = *pair++;
    };
    const Word *a = payload(map), *a_end = a + boxed_size(map);
    const Word *b = payload(over), *b_end = b + boxed_size(over);
    while (a != a_end && b != b_end) {
      int order = compare_exact(atoms_, Term{*a}, Term{*b});
      if (order < 0) {
        add(a);
        continue;
      }
      if (order == 0) {
        a += 2;
        ++common_keys_;
      }
      add(b);
    }
    while (a != a_end) add(a);
    while (b != b_end) add(b);
    box[0] = make_header(BoxedKind::kTrieCollision, static_cast<size_t>(out - box - 1));
    space_.top = out;
    return note_collision(old_or_new(map, over, box));
  }

  Term put(Term node, int level, Pair pair, Keep keep) {
    return put(node, level, pair, map_hash(atoms_, pair.key), keep);
  }
  // The same node where nothing changes.
  Term put(Term node, int level, Pair pair, uint32_t hash, Keep keep) {
    if (level == kTrieLevels) {
      size_t at = find_in_collision(node, pair.key);
      if (at != kNotFound) return change(node, at + 1, pair.value, keep);
      if (!has_room(1 + boxed_size(node) + 2)) return kNoTerm;
      return note_collision(insert_in_collision(atoms_, node, pair, space_));
    }
    TrieNode at(node);
    Word bit = trie_bit(hash, level);
    if (at.has_child(bit)) {
      size_t index = at.child_index(bit);
      Term old{at.words[index]}, made = put(old, level + 1, pair, hash, keep);
      if (made == old) return node;
      return made == kNoTerm ? kNoTerm : with(node, index, made);
    }
    if (!has_room(1 + boxed_size(node) + 2)) return kNoTerm;
    if (!at.has_pair(bit)) return insert_pair(node, bit, pair, space_);
    size_t index = at.pair_index(bit);
    Pair old = pair_at(at.words + index);
    if (exact_equal(old.key, pair.key)) return change(node, index + 1, pair.value, keep);
    Term below = node_of_two(level + 1, old, map_hash(atoms_, old.key), pair, hash);
    if (below == kNoTerm || !has_room(boxed_size(node))) return kNoTerm;
    return pair_to_child(node, bit, below, space_);
  }
  Term change(Term node, size_t value_at, Term value, Keep keep) {
    ++common_keys_;
    bool stays = keep == Keep::kOld || payload_term(node, value_at) == value;
    return stays ? node : with(node, value_at, value);
  }
  Term with(Term node, size_t index, Term word) {
    return has_room(1 + boxed_size(node)) ? copy_with(node, index, word, space_) : kNoTerm;
  }
  Term node_of_two(int level, Pair a, uint32_t a_hash, Pair b, uint32_t b_hash) {
    if (!has_room(kMaxNodeOfTwoWords)) return kNoTerm;
    if (a_hash == b_hash) largest_collision_ = std::max<Word>(largest_collision_, 2);
    return make_node_of_two(atoms_, level, a, a_hash, b, b_hash, space_);
  }
  Term note_collision(Term node) {
    largest_collision_ = std::max<Word>(largest_collision_, boxed_size(node) / 2);
    return node;
  }

  const AtomTable& atoms_;
  const Word* end_;
  TermSpace& space_;
  bool over_is_flat_ = false;
  size_t common_keys_ = 0;
  Word largest_collision_ = 0;
};

}  // namespace

Term map_merge(const AtomTable& atoms, Term map, Term over, size_t words, TermSpace& space) {
  if (map == over) return over;
  Word* before = space.top;
  Term merged = Merger(atoms, words, space).maps(map, over);
  if (merged == kNoTerm) space.top = before;
  return merged;
}

}  // namespace linac
