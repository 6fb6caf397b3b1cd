#include "core/term/map_flat.h"

namespace linac {
namespace {

// Short runs are searched one by one: a difference is seen in a word or two.
constexpr size_t kLinearKeys = 8;

}  // namespace

Term flat_map_of(const Term* keys, const Term* values, size_t count, TermSpace& space) {
  Term key_tuple = space.tuple(count);
  Term map = make_flat_map(key_tuple, space);
  copy_few(&keys->bits, &keys->bits + count, payload(key_tuple));
  copy_few(&values->bits, &values->bits + count, payload(map) + 1);
  return map;
}

Term flat_with_values(Term map, const Term* values, TermSpace& space) {
  Term result = make_flat_map(flat_keys(map), space);
  copy_few(&values->bits, &values->bits + flat_count(map), payload(result) + 1);
  return result;
}

FlatPlace flat_find(const AtomTable& atoms, Term map, Term key) {
  const Word* keys = flat_key_words(map);
  size_t low = 0;
  size_t high = flat_count(map);
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = compare_exact(atoms, key, Term{keys[middle]});
    if (order == 0) return {middle, true};
    if (order < 0) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return {low, false};
}

size_t flat_find_pointer(const AtomTable& atoms, Term map, Term key) {
  size_t count = flat_count(map);
  if (count > kLinearKeys) {
    FlatPlace place = flat_find(atoms, map, key);
    return place.found ? place.index : kNotThere;
  }
  const Word* keys = flat_key_words(map);
  for (size_t i = 0; i < count; i++) {
    if (exact_equal(Term{keys[i]}, key)) return i;
  }
  return kNotThere;
}

Term flat_set(Term map, size_t index, Term value, TermSpace& space) {
  size_t words = flat_map_words(flat_count(map));
  Word* box = space.take(words);
  copy_few(map.box(), map.box() + words, box);
  box[2 + index] = value.bits;
  return make_boxed(box);
}

Term flat_insert(Term map, size_t index, Term key, Term value, TermSpace& space) {
  size_t count = flat_count(map);
  Term keys = space.tuple(count + 1);
  Term result = make_flat_map(keys, space);
  auto insert = [&](const Word* old, Word* made, Term added) {
    made = copy_few(old, old + index, made);
    *made++ = added.bits;
    copy_few(old + index, old + count, made);
  };
  insert(flat_key_words(map), payload(keys), key);
  insert(flat_values(map), payload(result) + 1, value);
  return result;
}

Term flat_erase(Term map, size_t index, TermSpace& space) {
  size_t count = flat_count(map);
  Term keys = space.tuple(count - 1);
  Term result = make_flat_map(keys, space);
  auto erase = [&](const Word* old, Word* made) {
    copy_few(old + index + 1, old + count, copy_few(old, old + index, made));
  };
  erase(flat_key_words(map), payload(keys));
  erase(flat_values(map), payload(result) + 1);
  return result;
}

}  // namespace linac
