#include <algorithm>

#include "core/term/map.h"
#include "core/term/map_few.h"

namespace linac {
namespace {

// With so many times more keys in one map than in the other, copying paths of the large one is
// cheaper than making all its nodes anew.
constexpr size_t kMuchLarger = 128;

bool is_flat(Term map) { return header_is(map.header(), BoxedKind::kFlatMap); }

// Two flat maps side by side in the order of keys: calls take(from, index) for each result pair.
template <class Take>
void walk_flat(const AtomTable& atoms, Term map, Term over, Take take) {
  const Word* map_keys = flat_key_words(map);
  const Word* over_keys = flat_key_words(over);
  size_t i = 0;
  size_t j = 0;
  while (i < flat_count(map) && j < flat_count(over)) {
    int order = compare_exact(atoms, Term{map_keys[i]}, Term{over_keys[j]});
    if (order < 0) {
      take(map, i++);
      continue;
    }
    if (order == 0) i++;
    take(over, j++);
  }
  while (i < flat_count(map)) take(map, i++);
  while (j < flat_count(over)) take(over, j++);
}

void append_keys(Term map, std::vector<Term>& keys) {
  for (MapIterator it(map); it.next();) keys.push_back(it.key());
}
void append_values(Term map, std::vector<Term>& values) {
  for (MapIterator it(map); it.next();) values.push_back(it.value());
}
std::vector<Term> keys_of_both(Term map, Term over) {
  std::vector<Term> keys;
  keys.reserve(map_size(map) + map_size(over));
  append_keys(map, keys);
  append_keys(over, keys);
  return keys;
}

}  // namespace

MapMerge::MapMerge(const AtomTable& atoms, Term map, Term over) {
  size_t smaller = std::min(map_size(map), map_size(over));
  size_t larger = std::max(map_size(map), map_size(over));
  if (is_flat(map) && is_flat(over)) {
    size_t count = 0;
    walk_flat(atoms, map, over, [&](Term, size_t) { count++; });
    if (count <= kMaxFlatKeys) {
      way_ = Way::kFlat;
      words_ = flat_map_and_keys_words(count);
      return;
    }
  } else if (smaller * kMuchLarger <= larger) {
    way_ = Way::kPuts;
    Term large = map_size(map) == larger ? map : over;
    words_ = smaller * (trie_put_words(large) + 2 * smaller);  // collisions may grow on the way
    return;
  }
  if (!is_flat(map) && !is_flat(over)) {
    way_ = Way::kTries;
    tries_.emplace(atoms, map, over);
    words_ = tries_->words();
    return;
  }
  way_ = Way::kPlan;
  plan_.emplace(atoms, keys_of_both(map, over));
  words_ = plan_->words();
}

Term MapMerge::build(const AtomTable& atoms, Term map, Term over, TermSpace& space) const {
  switch (way_) {
    case Way::kFlat: return flat_merge(atoms, map, over, space);
    case Way::kPuts: {
      if (map_size(map) >= map_size(over)) {
        for (MapIterator it(over); it.next();) {
          map = trie_put(atoms, map, it.key(), it.value(), false, space);
        }
        return map;
      }
      Term result = over;
      for (MapIterator it(map); it.next();) {
        if (map_get(atoms, over, it.key()) != kNoTerm) continue;
        result = trie_put(atoms, result, it.key(), it.value(), false, space);
      }
      return result;
    }
    case Way::kTries: return tries_->build(atoms, map, over, space);
    case Way::kPlan: {
      std::vector<Term> keys = keys_of_both(map, over);
      std::vector<Term> values;
      values.reserve(keys.size());
      append_values(map, values);
      append_values(over, values);
      return plan_->build(keys, values, space);
    }
  }
  VM_UNREACHABLE();
}

}  // namespace linac
