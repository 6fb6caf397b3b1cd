// The nodes of tries (map_trie.h), and copies of them with one thing changed. Nothing here looks whether there is room.
#pragma once

#include "core/term/few_words.h"
#include "core/term/map_trie.h"

namespace linac {

struct Pair {
  Term key;
  Term value;
};

inline Pair pair_at(const Word* pair) { return {Term{pair[0]}, Term{pair[1]}}; }

// An upper bound on the pairs of any collision node.
inline Word collision_bound(Term map) { return header_aux(map.header()); }
// kTrieMapWords; a larger bound than kMaxCollisionBound counts as that.
Term make_trie_map(Term root, size_t count, Word bound, TermSpace& space);

// A node of `size` payload words, with its raw word.
inline Word* take_node_of(size_t size, Word slots, TermSpace& space) {
  Word* box = space.take(1 + size);
  box[0] = make_header(BoxedKind::kTrieNode, size);
  box[1] = slots;
  return box;
}

// Any boxed term, with another payload word at the index.
inline Term copy_with(Term box, size_t index, Term value, TermSpace& space) {
  size_t words = 1 + boxed_size(box);
  Word* copy = space.take(words);
  copy_few(box.box(), box.box() + words, copy);
  copy[1 + index] = value.bits;
  return make_boxed(copy);
}

// Of a node that has nothing in the slot.
Term insert_pair(Term node, Word bit, Pair pair, TermSpace& space);
Term erase_pair(Term node, Word bit, TermSpace& space);
// The pair of a slot gives way to a child, and a child to a pair.
Term pair_to_child(Term node, Word bit, Term child, TermSpace& space);
Term child_to_pair(Term node, Word bit, Pair pair, TermSpace& space);

// A node for `level` that holds two pairs whose hashes agree above it. kMaxNodeOfTwoWords.
inline constexpr size_t kMaxNodeOfTwoWords = 3 * kTrieLevels + 6;
Term make_node_of_two(const AtomTable& atoms, int level, Pair a, uint32_t a_hash, Pair b,
                      uint32_t b_hash, TermSpace& space);

// The index of the key in the payload; kNotFound.
inline constexpr size_t kNotFound = ~size_t{0};
size_t find_in_collision(Term node, Term key);
// Of a key that is not there.
Term insert_in_collision(const AtomTable& atoms, Term node, Pair pair, TermSpace& space);
Term erase_in_collision(Term node, size_t at, TermSpace& space);

}  // namespace linac
