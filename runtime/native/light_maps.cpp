// The light forms of maps' natives (light_natives.h).
#include "core/term/map_few.h"
#include "core/term/map_lookup.h"
#include "runtime/process/process.h"

using namespace linac;

namespace {

// What is gone over at once is no longer, as a light form charges nothing for it.
constexpr size_t kMaxPairs = 128;

bool is_flat_map(Term term) { return is_boxed_kind(term, BoxedKind::kFlatMap); }

bool has_room(Process& process, size_t words) { return process.heap.space.left() >= words; }

Word list_of_map(Process& process, Term map, size_t words_each,
                 Term (*make)(Term map, TermSpace& space)) {
  if (!is_map(map)) return kNoTerm.bits;
  size_t size = map_size(map);
  if (size > kMaxPairs || !has_room(process, words_each * size)) return kNoTerm.bits;
  return make(map, process.heap.space).bits;
}

// {K, V, {K2, V2, ... none}}
Term chain_of_flat_map(Term map, TermSpace& space) {
  constexpr size_t kWords = tuple_words(3);
  size_t count = flat_count(map);
  if (count == 0) return atoms::kNone;
  const Word *key = flat_key_words(map), *value = flat_values(map);
  Word *first = space.take(kWords * count), *end = first + kWords * count;
  for (Word* box = first; box != end; box += kWords) {
    box[0] = tuple_header(3);
    box[1] = *key++;
    box[2] = *value++;
    box[3] = make_boxed(box + kWords).bits;
  }
  end[-1] = atoms::kNone.bits;
  return make_boxed(first);
}

Word next_pairs(Process& process, Term position, Term map) {
  if (position != make_small(0) || !is_flat_map(map)) return kNoTerm.bits;
  if (!has_room(process, tuple_words(3) * flat_count(map))) return kNoTerm.bits;
  return chain_of_flat_map(map, process.heap.space).bits;
}

}  // namespace

extern "C" {

#define HELPER(name, doc)
#define LIGHT_HELPER(name, doc) Word linac_helper_##name(Process&, Term, Term);
#include "runtime/native/helpers.def"
#undef HELPER

Word linac_helper_native_maps_iterator(Process& process, Term map, Term) {
  if (!is_map(map) || !has_room(process, kConsWords)) return kNoTerm.bits;
  return process.heap.space.cons(make_small(0), map).bits;
}

// All iterators but those at the beginning of a batch of a trie.
Word linac_helper_native_maps_next(Process& process, Term iterator, Term) {
  if (is_tuple_of(iterator, 3) || iterator == atoms::kNone) return iterator.bits;
  return iterator.is_cons() ? next_pairs(process, iterator.head(), iterator.tail()) : kNoTerm.bits;
}
Word linac_helper_native_map_next(Process& process, Term position, Term map) {
  bool chain = Term{process.registers->scratch[2]} == atoms::kIterator;
  return chain ? next_pairs(process, position, map) : kNoTerm.bits;
}

Word linac_helper_native_maps_keys(Process& process, Term map, Term) {
  return list_of_map(process, map, kConsWords, map_keys);
}
Word linac_helper_native_maps_values(Process& process, Term map, Term) {
  return list_of_map(process, map, kConsWords, map_values);
}
Word linac_helper_native_maps_to_list(Process& process, Term map, Term) {
  return list_of_map(process, map, kConsWords + tuple_words(2), map_to_list);
}

Word linac_helper_native_maps_from_list(Process& process, Term list, Term) {
  if (!has_room(process, kMaxFlatMapWords)) return kNoTerm.bits;
  return map_of_few_pairs(*process.vm->atoms, list, process.heap.space).bits;
}

Word linac_helper_native_maps_with(Process& process, Term list, Term map) {
  if (!is_map(map) || !has_room(process, kMaxFlatMapWords)) return kNoTerm.bits;
  return map_with_few(*process.vm->atoms, list, map, process.heap.space).bits;
}
Word linac_helper_native_maps_without(Process& process, Term list, Term map) {
  if (!is_flat_map(map) || !has_room(process, kMaxFlatMapWords)) return kNoTerm.bits;
  return flat_without_few(*process.vm->atoms, list, map, process.heap.space).bits;
}

Word linac_helper_native_maps_merge(Process& process, Term map, Term over) {
  if (!is_map(map) || !is_map(over)) return kNoTerm.bits;
  if (map == over) return over.bits;
  if (map_size(map) + map_size(over) > kMaxPairs) return kNoTerm.bits;
  TermSpace& space = process.heap.space;
  return map_merge(*process.vm->atoms, map, over, space.left(), space).bits;
}

Word linac_helper_native_maps_is_key(Process& process, Term key, Term map) {
  if (!is_map(map)) return kNoTerm.bits;
  return make_bool(map_lookup(*process.vm->atoms, map, key) != kNoTerm).bits;
}
Word linac_helper_native_maps_find(Process& process, Term key, Term map) {
  if (!is_map(map) || !has_room(process, tuple_words(2))) return kNoTerm.bits;
  Term value = map_lookup(*process.vm->atoms, map, key);
  return (value == kNoTerm ? atoms::kError : process.heap.space.tuple_of(atoms::kOk, value)).bits;
}

Word linac_helper_native_maps_remove(Process& process, Term key, Term map) {
  if (!is_map(map) || !has_room(process, map_remove_words(map))) return kNoTerm.bits;
  return map_remove(*process.vm->atoms, map, key, process.heap.space).bits;
}

}  // extern "C"
