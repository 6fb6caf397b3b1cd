#include "core/term/map.h"

#include <algorithm>

namespace linac {
namespace {

bool is_flat(Term map) { return header_is(map.header(), BoxedKind::kFlatMap); }

// All pairs of a map but one key, in the order of iteration.
struct Pairs {
  Term keys[kMaxFlatKeys + 1];
  Term values[kMaxFlatKeys + 1];
  size_t count = 0;

  void add(Term key, Term value) {
    keys[count] = key;
    values[count++] = value;
  }
  Term build(const AtomTable& atoms, TermSpace& space) const {
    return map_from_pairs(atoms, {keys, count}, {values, count}, space);
  }
};

Term put(const AtomTable& atoms, Term map, Term key, Term value, bool only_present,
         TermSpace& space) {
  if (!is_flat(map)) return trie_put(atoms, map, key, value, only_present, space);
  if (key.is_immediate()) {
    size_t index = flat_find_immediate(map, key);
    if (index != kNotThere) {
      return flat_values(map)[index] == value.bits ? map : flat_set(map, index, value, space);
    }
    if (only_present) return kNoTerm;
  }
  FlatPlace place = flat_find(atoms, map, key);
  if (place.found) {
    bool same = flat_values(map)[place.index] == value.bits;
    return same ? map : flat_set(map, place.index, value, space);
  }
  if (only_present) return kNoTerm;
  if (flat_count(map) < kMaxFlatKeys) return flat_insert(map, place.index, key, value, space);
  Pairs pairs;
  for (MapIterator it(map); it.next();) pairs.add(it.key(), it.value());
  pairs.add(key, value);
  return pairs.build(atoms, space);
}

// A list of `count` elements, each made by `next`, first to last. The cells come first, so that
// what `next` builds does not lie between them.
template <class Next>
Term build_list(size_t count, TermSpace& space, Next next) {
  if (count == 0) return kNil;
  Word* cells = space.take(kConsWords * count);
  for (size_t i = 0; i < count; i++) {
    Word* cell = cells + kConsWords * i;
    cell[0] = next().bits;
    cell[1] = i + 1 < count ? make_cons(cell + kConsWords).bits : kNil.bits;
  }
  return make_cons(cells);
}

}  // namespace

Term make_empty_map(TermSpace& space) { return make_flat_map(space.tuple(0), space); }

Term map_put(const AtomTable& atoms, Term map, Term key, Term value, TermSpace& space) {
  return put(atoms, map, key, value, false, space);
}

Term map_update(const AtomTable& atoms, Term map, Term key, Term value, TermSpace& space) {
  return put(atoms, map, key, value, true, space);
}

Term map_remove(const AtomTable& atoms, Term map, Term key, TermSpace& space) {
  if (is_flat(map)) {
    FlatPlace place = flat_find(atoms, map, key);
    return place.found ? flat_erase(map, place.index, space) : map;
  }
  if (trie_count(map) > kMaxFlatKeys + 1) return trie_remove(atoms, map, key, space);
  Pairs pairs;
  for (MapIterator it(map); it.next();) {
    if (!exact_equal(it.key(), key)) pairs.add(it.key(), it.value());
  }
  return pairs.count == trie_count(map) ? map : pairs.build(atoms, space);
}

MapIterator::MapIterator(Term map) {
  if (is_flat(map)) {
    keys_ = flat_key_words(map);
    values_ = flat_values(map);
    left_ = flat_count(map);
  } else {
    enter(trie_root(map));
  }
}

void MapIterator::enter(Term node) {
  if (header_is(node.header(), BoxedKind::kTrieCollision)) {
    keys_ = payload(node);
    values_ = keys_ + 1;
    left_ = boxed_size(node) / 2;
    stride_ = 2;
    return;
  }
  TrieNode at(node);
  const Word* children = at.words + 1;
  uint32_t pair_slots = static_cast<uint32_t>(at.pairs());
  levels_[++depth_] = {static_cast<uint32_t>(at.children()) | pair_slots, pair_slots, children,
                       children + slots_in(at.children())};
}

bool MapIterator::next() {
  for (;;) {
    if (left_ != 0) {
      key_ = Term{*keys_};
      value_ = Term{*values_};
      keys_ += stride_;
      values_ += stride_;
      left_--;
      return true;
    }
    if (depth_ < 0) return false;
    Level& level = levels_[depth_];
    if (level.slots == 0) {
      depth_--;
      continue;
    }
    uint32_t bit = level.slots & -level.slots;
    level.slots ^= bit;
    if ((level.pair_slots & bit) != 0) {
      key_ = Term{level.pair[0]};
      value_ = Term{level.pair[1]};
      level.pair += 2;
      return true;
    }
    enter(Term{*level.child++});
  }
}

Term map_keys(Term map, TermSpace& space) {
  MapIterator it(map);
  return build_list(map_size(map), space, [&] {
    it.next();
    return it.key();
  });
}

Term map_values(Term map, TermSpace& space) {
  MapIterator it(map);
  return build_list(map_size(map), space, [&] {
    it.next();
    return it.value();
  });
}

Term map_to_list(Term map, TermSpace& space) {
  MapIterator it(map);
  return build_list(map_size(map), space, [&] {
    it.next();
    return space.tuple_of(it.key(), it.value());
  });
}

}  // namespace linac
