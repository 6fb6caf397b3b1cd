// Maps: flat up to kMaxFlatKeys keys (core/term/map_flat.h), a hash trie above
// (core/term/map_trie.h). Keys are told apart by =:=. A map has one representation whatever way it
// was made, so equal maps have equal structure.
//
// Nothing here collects: reserve with the *_words functions, then build. Order of iteration: flat
// maps by the exact order of keys, tries by their hashes; the same in every run.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/term/map_flat.h"
#include "core/term/map_trie.h"

namespace linac {

inline size_t map_size(Term map) {
  return header_is(map.header(), BoxedKind::kFlatMap) ? flat_count(map) : trie_count(map);
}

// The value, or kNoTerm.
inline Term map_get(const AtomTable& atoms, Term map, Term key) {
  if (!header_is(map.header(), BoxedKind::kFlatMap)) {
    return trie_get(map, key, map_hash(atoms, key));
  }
  size_t index =
      key.is_immediate() ? flat_find_immediate(map, key) : flat_find_pointer(atoms, map, key);
  return index == kNotThere ? kNoTerm : Term{flat_values(map)[index]};
}

// What map_put, map_update and map_remove take at most, of any map without a large collision node:
// for callers that want one number. A flat map that becomes a trie of 33 keys takes the most: at
// most 16 nodes on each of 7 levels below the root.
inline constexpr size_t kMapPutWords = kTrieMapWords + 2 * (1 + 16 * (kTrieLevels - 1)) +
                                       16 * kTrieLevels + 2 * (kMaxFlatKeys + 1) + 16;
static_assert(kTrieLevels * kMaxTrieNodeWords > flat_map_and_keys_words(kMaxFlatKeys));
static_assert(kMapPutWords > kTrieMapWords + kTrieLevels * kMaxTrieNodeWords + 64);

inline size_t map_put_words(Term map) {
  if (!header_is(map.header(), BoxedKind::kFlatMap)) return trie_put_words(map);
  size_t count = flat_count(map);
  return count < kMaxFlatKeys ? flat_map_and_keys_words(count + 1) : kMapPutWords;
}
inline size_t map_remove_words(Term map) {
  if (header_is(map.header(), BoxedKind::kFlatMap)) {
    return flat_map_and_keys_words(flat_count(map));
  }
  return trie_put_words(map);
}

// kEmptyMapWords.
Term make_empty_map(TermSpace& space);
// Map#{Key => Value}: the same term when the key has that very value already. map_put_words().
Term map_put(const AtomTable& atoms, Term map, Term key, Term value, TermSpace& space);
// Map#{Key := Value}: the same, or kNoTerm when the key is not there. map_put_words().
Term map_update(const AtomTable& atoms, Term map, Term key, Term value, TermSpace& space);
// The same term when the key is not there. map_remove_words().
Term map_remove(const AtomTable& atoms, Term map, Term key, TermSpace& space);

// Building a map of many pairs: plan, reserve words(), build. The plan holds positions and hashes,
// no terms: between the steps a collection may move the terms, as long as build() is given the
// same keys in the same order. Of equal keys the last one's value counts.
class MapPlan {
 public:
  MapPlan(const AtomTable& atoms, std::span<const Term> keys);

  size_t size() const { return size_; }
  size_t words() const { return words_; }
  Term build(std::span<const Term> keys, std::span<const Term> values, TermSpace& space) const;

 private:
  void plan_flat(const AtomTable& atoms, std::span<const Term> keys);
  void plan_trie(const AtomTable& atoms, std::span<const Term> keys);

  size_t size_ = 0;
  size_t words_ = 0;
  size_t largest_collision_ = 0;
  uint32_t flat_order_[kMaxFlatKeys];  // of a flat map: indices of keys
  std::vector<uint64_t> entries_;      // of a trie: hash << 32 | index, in the order of the trie
};

// For callers that hold all terms still and have room for MapPlan's words().
Term map_from_pairs(const AtomTable& atoms, std::span<const Term> keys,
                    std::span<const Term> values, TermSpace& space);

// maps:merge: the pairs of both, those of `over` where both have the key, with no more than `words` reserved words.
// kNoTerm, and nothing taken, where those do not do: map_merge_words() mostly do, or then twice as many, and so on.
Term map_merge(const AtomTable& atoms, Term map, Term over, size_t words, TermSpace& space);
inline size_t map_merge_words(Term map, Term over) {
  size_t smaller = std::min(map_size(map), map_size(over));
  size_t larger = std::max(map_size(map), map_size(over));
  // All nodes made anew, or the ways to the keys of the smaller one: a few keys put into a large map take no more room
  // than that, or every such merge would collect.
  return 64 + std::min(4 * (smaller + larger), 128 * smaller);
}

// The pairs of a map one by one. Valid until something collects.
//   for (MapIterator it(map); it.next();) use(it.key(), it.value());
class MapIterator {
 public:
  explicit MapIterator(Term map);
  bool next();
  Term key() const { return key_; }
  Term value() const { return value_; }

 private:
  // What is left of a node, by ascending slot. A flat map or collision node has `left` pairs.
  struct Level {
    uint32_t slots;       // with a child or a pair
    uint32_t pair_slots;  // those of them with a pair
    const Word* child;
    const Word* pair;
  };
  void enter(Term node);

  Term key_ = kNoTerm;
  Term value_ = kNoTerm;
  const Word* keys_ = nullptr;  // a run of pairs: of a flat map or a collision node
  const Word* values_ = nullptr;
  size_t left_ = 0;
  size_t stride_ = 1;
  int depth_ = -1;
  Level levels_[kTrieLevels];
};

// Lists in the order of iteration.
inline size_t map_keys_words(Term map) { return kConsWords * map_size(map); }
inline size_t map_values_words(Term map) { return kConsWords * map_size(map); }
inline size_t map_to_list_words(Term map) { return (kConsWords + tuple_words(2)) * map_size(map); }
Term map_keys(Term map, TermSpace& space);
Term map_values(Term map, TermSpace& space);
Term map_to_list(Term map, TermSpace& space);  // [{Key, Value}]

}  // namespace linac
