#include "core/term/map_trie.h"

#include <algorithm>

#include "core/term/map_nodes.h"

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

// The map with `node` at the end of the path.
Term make_map(const Path& path, int length, Term node, size_t count, Word bound, TermSpace& space) {
  for (int i = length - 1; i >= 0; i--) {
    node = copy_with(path.nodes[i], path.indices[i], node, space);
  }
  return make_trie_map(node, count, bound, space);
}

Word raised_bound(Term map, size_t pairs) { return std::max<Word>(collision_bound(map), pairs); }

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

Term put_in_collision(const AtomTable& atoms, Term map, const Path& path, Term node, Pair pair,
                      bool only_present, TermSpace& space) {
  size_t at = find_in_collision(node, pair.key);
  if (at != kNotFound) {
    if (payload_term(node, at + 1) == pair.value) return map;
    Term changed = copy_with(node, at + 1, pair.value, space);
    return make_map(path, path.length, changed, trie_count(map), collision_bound(map), space);
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
  return make_map(path, level, node, trie_count(map) - 1, collision_bound(map), space);
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
  Word bound = collision_bound(map);
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
  return make_map(path, path.length, smaller, trie_count(map) - 1, collision_bound(map), space);
}

}  // namespace linac
