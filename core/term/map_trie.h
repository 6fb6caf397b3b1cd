// Maps of more than kMaxFlatKeys keys: a 16-way hash trie with the pairs in its nodes (after
// Steindorfer and Vinju's CHAMP), so that a look-up touches one node a level and nothing else.
//
//   TrieMap: count (small), root node. The header's aux is an upper bound on the pairs of any
//     collision node below, for measuring; at its maximum nothing is known.
//   TrieNode: a raw word with two 16-bit sets of slots (low: children, above: pairs), then the
//     children, then the pairs as key, value; each in the order of slots.
//   TrieCollision: the pairs of one hash in the exact order of their keys; only below the last
//     level.
//
// Invariants
//  M1 A node at level L (0 the root) tells keys apart by bits 28 - 4L .. 31 - 4L of map_hash(). So
//     walking by slots goes by ascending hash, in an order that depends on the keys alone.
//  M2 Canonical: below every node but the root there are at least two pairs, else the pair would
//     stand in the parent. So equal maps have equal structure, however they were made.
//  M3 Nodes never change once built.
#pragma once

#include <bit>

#include "core/term/allocate.h"
#include "core/term/compare.h"
#include "core/term/hash.h"

namespace linac {

inline constexpr int kTrieSlotBits = 4;
inline constexpr int kTrieSlots = 1 << kTrieSlotBits;
inline constexpr int kTrieLevels = 32 / kTrieSlotBits;
inline constexpr Word kMaxCollisionBound = 0xFFFF;
inline constexpr size_t kTrieMapWords = 3;
inline constexpr size_t kMaxTrieNodeWords = 2 + 2 * kTrieSlots;

inline Term trie_root(Term map) { return payload_term(map, 1); }
inline size_t trie_count(Term map) {
  return static_cast<size_t>(payload_term(map, 0).small_value());
}

#if defined(__x86_64__) && !defined(__POPCNT__)
// Whether the processor has the instruction; false until this is initialised.
extern const bool kHasBitCount;
#endif

// The number of bits set in the low 16.
inline unsigned slots_in(Word slots) {
  uint32_t x = static_cast<uint32_t>(slots & 0xFFFF);
#if defined(__POPCNT__) || !defined(__x86_64__)
  return static_cast<unsigned>(std::popcount(x));
#else
  if (kHasBitCount) [[likely]] {
    uint32_t count;
    asm("popcnt %1, %0" : "=r"(count) : "r"(x) : "cc");
    return count;
  }
  x = x - (x >> 1 & 0x5555);
  x = (x & 0x3333) + (x >> 2 & 0x3333);
  x = (x + (x >> 4)) & 0x0F0F;
  return (x + (x >> 8)) & 0x1F;
#endif
}

// The payload of a node. Entry 0 is the raw word.
struct TrieNode {
  const Word* words;

  explicit TrieNode(Term node) : words(payload(node)) {}
  Word children() const { return words[0] & 0xFFFF; }
  Word pairs() const { return words[0] >> kTrieSlots; }
  bool has_child(Word bit) const { return (words[0] & bit) != 0; }
  bool has_pair(Word bit) const { return (words[0] >> kTrieSlots & bit) != 0; }
  // Where the child or the pair of that slot stands or would stand.
  size_t child_index(Word bit) const { return 1 + slots_in(words[0] & (bit - 1)); }
  size_t pair_index(Word bit) const {
    return 1 + slots_in(words[0]) + 2 * slots_in(words[0] >> kTrieSlots & (bit - 1));
  }
  size_t size() const { return 1 + slots_in(words[0]) + 2 * slots_in(words[0] >> kTrieSlots); }
};
inline Word trie_bit(uint32_t hash, int level) {
  return Word{1} << (hash >> (32 - kTrieSlotBits * (level + 1)) & (kTrieSlots - 1));
}

Term trie_get_slow(Term map, Term key, uint32_t hash);

// kNoTerm when the key is not there.
inline Term trie_get_immediate(Term map, Term key, uint32_t hash) {
  Term node = trie_root(map);
  for (int level = 0; level < kTrieLevels; level++) {
    TrieNode at(node);
    Word bit = Word{1} << (hash >> (32 - kTrieSlotBits));
    hash <<= kTrieSlotBits;
    if (at.has_child(bit)) {
      node = Term{at.words[at.child_index(bit)]};
      continue;
    }
    if (!at.has_pair(bit)) return kNoTerm;
    const Word* pair = at.words + at.pair_index(bit);
    return pair[0] == key.bits ? Term{pair[1]} : kNoTerm;
  }
  const Word* pairs = payload(node);
  for (size_t i = 0, size = boxed_size(node); i < size; i += 2) {
    if (pairs[i] == key.bits) return Term{pairs[i + 1]};
  }
  return kNoTerm;
}
inline Term trie_get(Term map, Term key, uint32_t hash) {
  return key.is_immediate() ? trie_get_immediate(map, key, hash) : trie_get_slow(map, key, hash);
}

// Words that one put into, or remove from, a trie takes at most.
inline size_t trie_put_words(Term map) {
  Word bound = header_aux(map.header());
  size_t collision = bound == kMaxCollisionBound ? trie_count(map) : bound;
  // A new path, or the nodes above a collision node and that with one pair more.
  return kTrieMapWords + kTrieLevels * kMaxTrieNodeWords + 1 + 2 * (collision + 1);
}

// The same term when the key has that very value already. With `only_present`, kNoTerm when the
// key is not there.
Term trie_put(const AtomTable& atoms, Term map, Term key, Term value, bool only_present,
              TermSpace& space);
// The same term when the key is not there. The result is a trie of one pair less, whatever its
// count: map_remove() makes the last step to a flat map.
Term trie_remove(const AtomTable& atoms, Term map, Term key, TermSpace& space);

}  // namespace linac
