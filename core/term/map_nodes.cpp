#include "core/term/map_nodes.h"

#include <algorithm>

namespace linac {
namespace {

Word* take_node(Word children, Word pairs, TermSpace& space) {
  size_t size = 1 + slots_in(children) + 2 * slots_in(pairs);
  return take_node_of(size, children | pairs << kTrieSlots, space);
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

}  // namespace

Term make_trie_map(Term root, size_t count, Word bound, TermSpace& space) {
  Word* box = space.take(kTrieMapWords);
  box[0] = make_header(BoxedKind::kTrieMap, kTrieMapWords - 1, std::min(bound, kMaxCollisionBound));
  box[1] = make_small(static_cast<int64_t>(count)).bits;
  box[2] = root.bits;
  return make_boxed(box);
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

}  // namespace linac
