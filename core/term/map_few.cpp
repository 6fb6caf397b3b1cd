#include "core/term/map_few.h"

#include <algorithm>
#include <optional>

#include "core/term/map_lookup.h"

namespace linac {
namespace {

using KeySet = uint64_t;  // indices in a flat map
static_assert(kMaxFlatKeys < 64);

bool is_flat(Term map) { return header_is(map.header(), BoxedKind::kFlatMap); }

// The keys of the list that the map has; nothing when the list is improper or long. Lists are mostly in the order
// of the keys.
std::optional<KeySet> keys_of_list(const AtomTable& atoms, Term list, Term map) {
  const Word* keys = flat_key_words(map);
  size_t count = flat_count(map), next = 0, left = kMaxFewKeys;
  KeySet set = 0;
  for (; list.is_cons() && left != 0; list = list.tail(), --left) {
    Term key = list.head();
    size_t index = next < count && keys[next] == key.bits ? next
                   : key.is_immediate()                   ? flat_find_immediate(map, key)
                                                          : flat_find_pointer(atoms, map, key);
    if (index == kNotThere) continue;
    set |= KeySet{1} << index;
    next = index + 1;
  }
  if (!list.is_nil()) return std::nullopt;
  return set;
}

Term flat_part(Term map, KeySet set, TermSpace& space) {
  if (set == (KeySet{1} << flat_count(map)) - 1) return map;
  Term keys = space.tuple(static_cast<size_t>(std::popcount(set)));
  Term part = make_flat_map(keys, space);
  Word *key = payload(keys), *value = payload(part) + 1;
  for (; set != 0; set &= set - 1) {
    size_t index = static_cast<size_t>(std::countr_zero(set));
    *key++ = flat_key_words(map)[index];
    *value++ = flat_values(map)[index];
  }
  return part;
}

}  // namespace

// Where the key stands among the first `count`, or would stand.
FlatPlace FewPairs::find(const AtomTable& atoms, size_t count, Term key) const {
  size_t low = 0, high = count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = compare_exact(atoms, key, keys_[middle]);
    if (order == 0) return {middle, true};
    (order < 0 ? high : low) = order < 0 ? middle : middle + 1;
  }
  return {low, false};
}

// By insertion: most are in order, or nearly so.
Term FewPairs::build(const AtomTable& atoms, TermSpace& space) {
  size_t sorted = count_ == 0 ? 0 : 1;
  while (sorted < count_ && compare_exact(atoms, keys_[sorted - 1], keys_[sorted]) < 0) ++sorted;
  for (size_t i = sorted; i < count_; ++i) {
    Term key = keys_[i], value = values_[i];
    FlatPlace place = find(atoms, sorted, key);
    if (!place.found) {
      std::copy_backward(keys_ + place.index, keys_ + sorted, keys_ + sorted + 1);
      std::copy_backward(values_ + place.index, values_ + sorted, values_ + sorted + 1);
      keys_[place.index] = key;
      ++sorted;
    }
    values_[place.index] = value;
  }
  return flat_map_of(keys_, values_, sorted, space);
}

Term map_of_few_pairs(const AtomTable& atoms, Term list, TermSpace& space) {
  FewPairs pairs;
  for (; list.is_cons(); list = list.tail()) {
    Term pair = list.head();
    bool added = is_tuple_of(pair, 2) && pairs.add(tuple_element(pair, 0), tuple_element(pair, 1));
    if (!added) return kNoTerm;
  }
  return list.is_nil() ? pairs.build(atoms, space) : kNoTerm;
}

Term map_with_few(const AtomTable& atoms, Term list, Term map, TermSpace& space) {
  if (is_flat(map)) {
    std::optional<KeySet> set = keys_of_list(atoms, list, map);
    return set ? flat_part(map, *set, space) : kNoTerm;
  }
  FewPairs pairs;
  for (size_t left = kMaxFewKeys; list.is_cons(); list = list.tail()) {
    Term value = map_lookup(atoms, map, list.head());
    if (left-- == 0 || (value != kNoTerm && !pairs.add(list.head(), value))) return kNoTerm;
  }
  return list.is_nil() ? pairs.build(atoms, space) : kNoTerm;
}

Term flat_without_few(const AtomTable& atoms, Term list, Term map, TermSpace& space) {
  std::optional<KeySet> set = keys_of_list(atoms, list, map);
  return set ? flat_part(map, ((KeySet{1} << flat_count(map)) - 1) & ~*set, space) : kNoTerm;
}

}  // namespace linac
