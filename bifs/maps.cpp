// Maps: the module `maps`' functions that take no fun, and map_get.
#include <vector>

#include "bifs/map_walk.h"
#include "bifs/support.h"
#include "core/term/map.h"
#include "core/term/map_few.h"
#include "core/term/map_lookup.h"

namespace linac {
namespace {

NativeResult badmap(NativeCall& call, uint32_t argument) {
  return call.error_with(atoms::kBadmap, call[argument]);
}

NativeResult get_or_badkey(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  Term value = peek(call, [&](const NoGc& no_gc) {
    return map_get(call.atoms(), call[1].get(no_gc), call[0].get(no_gc));
  });
  if (value == kNoTerm) return call.error_with(atoms::kBadkey, call[0]);
  return call.value(value);
}

// Keys, and values if `values` is given, of a list of pairs or keys; false when the list is improper
// or has something else in it.
bool gather_pairs(Term list, std::vector<Term>* keys, std::vector<Term>* values) {
  keys->clear();
  values->clear();
  for (; list.is_cons(); list = list.tail()) {
    Term pair = list.head();
    if (!is_tuple_of(pair, 2)) return false;
    keys->push_back(tuple_element(pair, 0));
    values->push_back(tuple_element(pair, 1));
  }
  return list.is_nil();
}

bool gather_keys(Term list, std::vector<Term>* keys) {
  keys->clear();
  for (; list.is_cons(); list = list.tail()) keys->push_back(list.head());
  return list.is_nil();
}

// The pairs of `map` whose keys are in `list`, in the order of the list.
bool gather_with(const AtomTable& atoms, Term list, Term map, std::vector<Term>* keys,
                 std::vector<Term>* values) {
  keys->clear();
  values->clear();
  for (; list.is_cons(); list = list.tail()) {
    Term value = map_lookup(atoms, map, list.head());
    if (value == kNoTerm) continue;
    keys->push_back(list.head());
    values->push_back(value);
  }
  return list.is_nil();
}

// Maps and pairs worth a reduction.
void charge_pairs(NativeCall& call, size_t pairs) { charge_cells(call, 8 * pairs); }

uint32_t collections_of(NativeCall& call) {
  const HeapStatistics& statistics = call.heap().statistics();
  return statistics.minor_collections + statistics.major_collections;
}

// What is made in one pass where it can be, a flat map at most: make(room) answers kNoTerm where it cannot, and
// `otherwise(call)` is the result.
template <class Make, class Otherwise>
NativeResult flat_or(NativeCall& call, size_t words, Make make, Otherwise otherwise) {
  {
    Reserved room = call.reserve(words);
    if (!room.ok()) return call.out_of_memory();
    Term made = make(room);
    if (made != kNoTerm) return call.value(made);
  }
  return otherwise(call);
}

// Plans, reserves and builds: gather(no_gc, &keys, &values) is called before, and again where a collection has moved
// what it found. Where it answers false, `error` is the result.
template <class Gather>
NativeResult build_map(NativeCall& call, Gather gather, NativeResult (NativeCall::*error)()) {
  std::vector<Term> keys, values;
  std::optional<MapPlan> plan;
  {
    NoGc no_gc(call.heap());
    if (!gather(no_gc, &keys, &values)) return (call.*error)();
    plan.emplace(call.atoms(), keys);
  }
  charge_pairs(call, keys.size());
  uint32_t collections = collections_of(call);
  Reserved room = call.reserve(plan->words());
  if (!room.ok()) return call.out_of_memory();
  if (collections_of(call) != collections) gather(room, &keys, &values);
  return call.value(plan->build(keys, values, room.space()));
}

// With each key of the list removed; `result` holds the map.
NativeResult remove_keys(NativeCall& call) {
  RootScope scope(call.heap());
  Handle list = scope.root(call[0]), result = scope.root(call[1]);
  while (list.is_cons()) {
    // Enough for each smaller map, too: as many keys as there is room for.
    size_t words =
        peek(call, [&](const NoGc& no_gc) { return map_remove_words(result.get(no_gc)); });
    Reserved room = call.reserve(words);
    if (!room.ok()) return call.out_of_memory();
    Term map = result.get(room), rest = list.get(room);
    int64_t keys = 0;
    do {
      map = map_remove(call.atoms(), map, rest.head(), room.space());
      rest = rest.tail();
      ++keys;
    } while (rest.is_cons() && room.space().left() >= words);
    result.set(map, room);
    list.set(rest, room);
    call.charge(keys);
  }
  return list.is_nil() ? call.value(result) : call.function_clause();
}

}  // namespace

NativeResult erlang_map_get_2(NativeCall& call) { return get_or_badkey(call); }
NativeResult maps_get_2(NativeCall& call) { return get_or_badkey(call); }

NativeResult maps_get_3(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  NoGc no_gc(call.heap());
  Term value = map_get(call.atoms(), call[1].get(no_gc), call[0].get(no_gc));
  return call.value(value == kNoTerm ? call[2].get(no_gc) : value);
}

NativeResult maps_find_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term value = map_get(call.atoms(), call[1].get(room), call[0].get(room));
  if (value == kNoTerm) return call.value(atoms::kError);
  return call.value(room.space().tuple_of(atoms::kOk, value));
}

NativeResult maps_is_key_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  NoGc no_gc(call.heap());
  return call.boolean(map_get(call.atoms(), call[1].get(no_gc), call[0].get(no_gc)) != kNoTerm);
}

NativeResult maps_new_0(NativeCall& call) {
  Reserved room = call.reserve(kEmptyMapWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_empty_map(room.space()));
}

NativeResult maps_size_1(NativeCall& call) {
  if (!call[0].is_map()) return badmap(call, 0);
  NoGc no_gc(call.heap());
  return call.value(make_small(static_cast<int64_t>(map_size(call[0].get(no_gc)))));
}

NativeResult maps_put_3(NativeCall& call) {
  if (!call[2].is_map()) return badmap(call, 2);
  size_t words = peek(call, [&](const NoGc& no_gc) { return map_put_words(call[2].get(no_gc)); });
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return call.value(
      map_put(call.atoms(), call[2].get(room), call[0].get(room), call[1].get(room), room.space()));
}

NativeResult maps_update_3(NativeCall& call) {
  if (!call[2].is_map()) return badmap(call, 2);
  Term result;
  {
    size_t words = peek(call, [&](const NoGc& no_gc) { return map_put_words(call[2].get(no_gc)); });
    Reserved room = call.reserve(words);
    if (!room.ok()) return call.out_of_memory();
    result = map_update(call.atoms(), call[2].get(room), call[0].get(room), call[1].get(room),
                        room.space());
  }
  if (result == kNoTerm) return call.error_with(atoms::kBadkey, call[0]);
  return call.value(result);
}

NativeResult maps_remove_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return map_remove_words(call[1].get(no_gc)); });
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return call.value(map_remove(call.atoms(), call[1].get(room), call[0].get(room), room.space()));
}

NativeResult maps_take_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return map_remove_words(call[1].get(no_gc)); });
  Reserved room = call.reserve(words + tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term key = call[0].get(room), map = call[1].get(room);
  Term value = map_get(call.atoms(), map, key);
  if (value == kNoTerm) return call.value(atoms::kError);
  Term rest = map_remove(call.atoms(), map, key, room.space());
  return call.value(room.space().tuple_of(value, rest));
}

NativeResult maps_keys_1(NativeCall& call) {
  if (!call[0].is_map()) return badmap(call, 0);
  size_t words = peek(call, [&](const NoGc& no_gc) { return map_keys_words(call[0].get(no_gc)); });
  charge_cells(call, words);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return call.value(map_keys(call[0].get(room), room.space()));
}

NativeResult maps_values_1(NativeCall& call) {
  if (!call[0].is_map()) return badmap(call, 0);
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return map_values_words(call[0].get(no_gc)); });
  charge_cells(call, words);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return call.value(map_values(call[0].get(room), room.space()));
}

// Of a map, or of one of its iterators.
NativeResult maps_to_list_1(NativeCall& call) {
  if (!call[0].is_map()) {
    std::vector<Term> keys, values;
    bool valid = peek(call, [&](const NoGc& no_gc) {
      return gather_iterator(call.atoms(), call[0].get(no_gc), &keys, &values);
    });
    if (!valid) return badmap(call, 0);
    charge_pairs(call, keys.size());
    Reserved room = call.reserve((kConsWords + tuple_words(2)) * keys.size());
    if (!room.ok()) return call.out_of_memory();
    gather_iterator(call.atoms(), call[0].get(room), &keys, &values);
    Term list = kNil;
    for (size_t i = keys.size(); i-- > 0;) {
      list = room.space().cons(room.space().tuple_of(keys[i], values[i]), list);
    }
    return call.value(list);
  }
  size_t words =
      peek(call, [&](const NoGc& no_gc) { return map_to_list_words(call[0].get(no_gc)); });
  charge_cells(call, words);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return call.value(map_to_list(call[0].get(room), room.space()));
}

NativeResult maps_from_list_1(NativeCall& call) {
  auto few = [&](Reserved& room) {
    return map_of_few_pairs(call.atoms(), call[0].get(room), room.space());
  };
  return flat_or(call, kMaxFlatMapWords, few, [](NativeCall& call) {
    auto gather = [&](const NoGc& no_gc, std::vector<Term>* keys, std::vector<Term>* values) {
      return gather_pairs(call[0].get(no_gc), keys, values);
    };
    return build_map(call, gather, &NativeCall::badarg);
  });
}

NativeResult maps_from_keys_2(NativeCall& call) {
  auto gather = [&](const NoGc& no_gc, std::vector<Term>* keys, std::vector<Term>* values) {
    if (!gather_keys(call[0].get(no_gc), keys)) return false;
    values->assign(keys->size(), call[1].get(no_gc));
    return true;
  };
  return build_map(call, gather, &NativeCall::badarg);
}

NativeResult maps_with_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  if (!call[0].is_list()) return call.badarg();
  auto few = [&](Reserved& room) {
    return map_with_few(call.atoms(), call[0].get(room), call[1].get(room), room.space());
  };
  return flat_or(call, kMaxFlatMapWords, few, [](NativeCall& call) {
    auto gather = [&](const NoGc& no_gc, std::vector<Term>* keys, std::vector<Term>* values) {
      return gather_with(call.atoms(), call[0].get(no_gc), call[1].get(no_gc), keys, values);
    };
    return build_map(call, gather, &NativeCall::function_clause);
  });
}

NativeResult maps_without_2(NativeCall& call) {
  if (!call[1].is_map()) return badmap(call, 1);
  if (!call[0].is_list()) return call.badarg();
  if (!call[1].is_boxed(BoxedKind::kFlatMap)) return remove_keys(call);
  auto few = [&](Reserved& room) {
    return flat_without_few(call.atoms(), call[0].get(room), call[1].get(room), room.space());
  };
  return flat_or(call, kMaxFlatMapWords, few, remove_keys);
}

NativeResult maps_merge_2(NativeCall& call) {
  if (!call[0].is_map()) return badmap(call, 0);
  if (!call[1].is_map()) return badmap(call, 1);
  if (peek(call, [&](const NoGc& no_gc) { return call[0].get(no_gc) == call[1].get(no_gc); })) {
    return call.value(call[0]);
  }
  size_t words = peek(call, [&](const NoGc& no_gc) {
    return map_merge_words(call[0].get(no_gc), call[1].get(no_gc));
  });
  charge_cells(call, words);
  for (;; words *= 2) {
    Reserved room = call.reserve(words);
    if (!room.ok()) return call.out_of_memory();
    Term map = call[0].get(room), over = call[1].get(room);
    Term merged = map_merge(call.atoms(), map, over, words, room.space());
    if (merged != kNoTerm) return call.value(merged);
  }
}

}  // namespace linac
