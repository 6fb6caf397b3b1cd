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
  FlatPlace place;
  if (!key.is_small() || !flat_find_small(map, key, place)) {
    place.index = key.is_immediate() ? flat_find_immediate(map, key) : kNotThere;
    place.found = place.index != kNotThere;
    if (!place.found) {
      if (only_present && key.is_immediate()) return kNoTerm;
      place = flat_find(atoms, map, key);
    }
  }
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

// Calls visit(key, value) for the pairs below a node of a trie; as deep as that is.
template <class Visit>
void visit_node(Term node, Visit& visit) {
  if (header_is(node.header(), BoxedKind::kTrieCollision)) {
    const Word* pair = payload(node);
    for (size_t i = 0, size = boxed_size(node); i < size; i += 2) visit(pair[i], pair[i + 1]);
    return;
  }
  TrieNode at(node);
  const Word* child = at.words + 1;
  const Word* pair = child + slots_in(at.children());
  uint32_t pair_slots = static_cast<uint32_t>(at.pairs());
  uint32_t slots = static_cast<uint32_t>(at.children()) | pair_slots;
  if (slots == pair_slots) {  // as most are
    for (const Word* end = at.words + boxed_size(node); pair != end; pair += 2) {
      visit(pair[0], pair[1]);
    }
    return;
  }
  for (; slots != 0; slots &= slots - 1) {
    if ((slots & -slots & pair_slots) != 0) {
      visit(pair[0], pair[1]);
      pair += 2;
    } else {
      visit_node(Term{*child++}, visit);
    }
  }
}

template <class Visit>
void visit_pairs(Term map, Visit visit) {
  if (!is_flat(map)) return visit_node(trie_root(map), visit);
  const Word* keys = flat_key_words(map);
  const Word* values = flat_values(map);
  for (size_t i = 0, count = flat_count(map); i < count; i++) visit(keys[i], values[i]);
}

// A list of a map's size with what `make` makes of each pair. The cells come first, so that what is
// made does not lie between them.
template <class Make>
Term build_list(Term map, TermSpace& space, Make make) {
  size_t count = map_size(map);
  if (count == 0) return kNil;
  Word* cells = space.take(kConsWords * count);
  Word* cell = cells;
  visit_pairs(map, [&](Word key, Word value) {
    cell[0] = make(key, value);
    cell[1] = make_cons(cell + kConsWords).bits;
    cell += kConsWords;
  });
  cell[-1] = kNil.bits;
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
    size_t index =
        key.is_immediate() ? flat_find_immediate(map, key) : flat_find_pointer(atoms, map, key);
    return index == kNotThere ? map : flat_erase(map, index, space);
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
  return build_list(map, space, [](Word key, Word) { return key; });
}

Term map_values(Term map, TermSpace& space) {
  return build_list(map, space, [](Word, Word value) { return value; });
}

Term map_to_list(Term map, TermSpace& space) {
  return build_list(map, space, [&](Word key, Word value) {
    return space.tuple_of(Term{key}, Term{value}).bits;
  });
}

}  // namespace linac
