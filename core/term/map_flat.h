// Maps of up to kMaxFlatKeys keys: a tuple of the keys in their exact order (core/term/compare.h),
// then the values in the same order. A map with one value changed shares its keys.
#pragma once

#include "core/term/allocate.h"
#include "core/term/compare.h"
#include "core/term/few_words.h"

namespace linac {

inline constexpr size_t kMaxFlatKeys = 32;
inline constexpr size_t kEmptyMapWords = 3;

inline size_t flat_count(Term map) { return boxed_size(map) - 1; }
inline Term flat_keys(Term map) { return payload_term(map, 0); }  // a tuple
inline const Word* flat_key_words(Term map) { return payload(flat_keys(map)); }
inline const Word* flat_values(Term map) { return payload(map) + 1; }
constexpr size_t flat_map_words(size_t count) { return 2 + count; }  // without the keys
constexpr size_t flat_map_and_keys_words(size_t count) {
  return flat_map_words(count) + tuple_words(count);
}

// A map of uninitialised values over sorted keys that are all different; the caller sets
// payload(map)[1 ..] before anything else.
inline Term make_flat_map(Term keys, TermSpace& space) {
  size_t count = tuple_arity(keys);
  Word* box = space.take(flat_map_words(count));
  box[0] = make_header(BoxedKind::kFlatMap, 1 + count);
  box[1] = keys.bits;
  return make_boxed(box);
}

// Of `count` sorted keys; flat_map_and_keys_words(count).
Term flat_map_of(const Term* keys, const Term* values, size_t count, TermSpace& space);
// A map of the same keys; flat_map_words(count).
Term flat_with_values(Term map, const Term* values, TermSpace& space);

// Where a key stands, or would stand.
struct FlatPlace {
  size_t index;
  bool found;
};
FlatPlace flat_find(const AtomTable& atoms, Term map, Term key);
// The same for a small integer where all keys are: false elsewhere.
inline bool flat_find_small(Term map, Term key, FlatPlace& place) {
  size_t count = flat_count(map);
  const Word* keys = flat_key_words(map);
  if (count == 0 || !Term{keys[0]}.is_small() || !Term{keys[count - 1]}.is_small()) return false;
  auto number = [](Word word) { return static_cast<int64_t>(word); };  // the tags are the same
  if (number(keys[count - 1]) < number(key.bits)) {
    place = {count, false};
    return true;
  }
  // No branch but the loop's: where a key stands cannot be guessed.
  const Word* low = keys;
  for (size_t left = count; left > 1;) {
    size_t half = left / 2;
    low += number(low[half - 1]) < number(key.bits) ? half : 0;
    left -= half;
  }
  place = {static_cast<size_t>(low - keys), *low == key.bits};
  return true;
}

inline constexpr size_t kNotThere = ~size_t{0};
// The index of an immediate key; kNotThere.
inline size_t flat_find_immediate(Term map, Term key) {
  size_t count = flat_count(map), index = find_few(flat_key_words(map), count, key.bits);
  return index == count ? kNotThere : index;
}
size_t flat_find_pointer(const AtomTable& atoms, Term map, Term key);

// flat_map_words(count); the keys are shared.
Term flat_set(Term map, size_t index, Term value, TermSpace& space);
// With a key more before `index`; flat_map_and_keys_words(count + 1).
Term flat_insert(Term map, size_t index, Term key, Term value, TermSpace& space);
// Without the key at `index`; flat_map_and_keys_words(count - 1).
Term flat_erase(Term map, size_t index, TermSpace& space);

}  // namespace linac
