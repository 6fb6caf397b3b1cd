#include "core/term/map_trie.h"

#include <algorithm>

namespace linac {
namespace {

// The way down to a node: the nodes above it and the slots taken there.
struct Path {
  Term nodes[kTrieLevels];
  Word bits[kTrieLevels];
  int length = 0;

  void add(Term node, Word bit) {
    nodes[length] = node;
    bits[length++] = bit;
  }
};

struct Pair {
  Term key;
  Term value;
};

Word* take_node(Word children, Word pairs, TermSpace& space) {
  size_t size = 1 + slots_in(children) + 2 * slots_in(pairs);
  Word* box = space.take(1 + size);
  box[0] = make_header(BoxedKind::kTrieNode, size);
  box[1] = children | pairs << kTrieSlots;
  return box;
}

Term copy_with(Term box, size_t index, Term value, TermSpace& space) {
  size_t words = 1 + boxed_size(box);
  Word* copy = space.take(words);
  std::copy_n(box.box(), words, copy);
  copy[1 + index] = value.bits;
  return make_boxed(copy);
}

Term insert_pair(Term node, Word bit, Pair pair, TermSpace& space) {
  TrieNode old(node);
  size_t at = old.pair_index(bit);
  Word* box = take_node(old.children(), old.pairs() | bit, space);
  Word* out = std::copy(old.words + 1, old.words + at, box + 2);
  *out++ = pair.key.bits;
  *out++ = pair.value.bits;
  std::copy(old.words + at, old.words + old.size(), out);
  return make_boxed(box);
}

Term erase_pair(Term node, Word bit, TermSpace& space) {
  TrieNode old(node);
  size_t at = old.pair_index(bit);
  Word* box = take_node(old.children(), old.pairs() & ~bit, space);
  std::copy(old.words + 1, old.words + at, box + 2);
  std::copy(old.words + at + 2, old.words + old.size(), box + 1 + at);
  return make_boxed(box);
}

// The pair of a slot gives way to a child.
Term pair_to_child(Term node, Word bit, Term child, TermSpace& space) {
  TrieNode old(node);
  size_t pair_at = old.pair_index(bit);
  size_t child_at = old.child_index(bit);
  Word* box = take_node(old.children() | bit, old.pairs() & ~bit, space);
  Word* out = std::copy(old.words + 1, old.words + child_at, box + 2);
  *out++ = child.bits;
  out = std::copy(old.words + child_at, old.words + pair_at, out);
  std::copy(old.words + pair_at + 2, old.words + old.size(), out);
  return make_boxed(box);
}

Term child_to_pair(Term node, Word bit, Pair pair, TermSpace& space) {
  TrieNode old(node);
  size_t pair_at = old.pair_index(bit);
  size_t child_at = old.child_index(bit);
  Word* box = take_node(old.children() & ~bit, old.pairs() | bit, space);
  Word* out = std::copy(old.words + 1, old.words + child_at, box + 2);
  out = std::copy(old.words + child_at + 1, old.words + pair_at, out);
  *out++ = pair.key.bits;
  *out++ = pair.value.bits;
  std::copy(old.words + pair_at, old.words + old.size(), out);
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
    node = copy_with(path.nodes[i], TrieNode(path.nodes[i]).child_index(path.bits[i]), node, space);
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
    path.add(node, bit);
    node = Term{at.words[at.child_index(bit)]};
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

}  // namespace linac
