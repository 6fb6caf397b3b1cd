// Tuples.
#include <algorithm>

#include "bifs/support.h"

namespace linac {
namespace {

// The argument as a position in a tuple of that arity, from 0; or nothing.
std::optional<size_t> tuple_index(Term index, size_t arity) {
  if (!index.is_small()) return std::nullopt;
  int64_t value = index.small_value();
  if (value < 1 || static_cast<uint64_t>(value) > arity) return std::nullopt;
  return static_cast<size_t>(value - 1);
}

std::optional<size_t> new_arity(Handle argument) {
  if (!argument.is_small()) return std::nullopt;
  int64_t arity = argument.small_value();
  if (arity < 0 || static_cast<uint64_t>(arity) > kMaxTupleArity) return std::nullopt;
  return static_cast<size_t>(arity);
}

void charge_words(NativeCall& call, size_t words) { charge_cells(call, words / 2); }

}  // namespace

NativeResult erlang_element_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[1].is_tuple()) return call.badarg();
  auto index = tuple_index(call[0].get(no_gc), call[1].tuple_arity());
  if (!index) return call.badarg();
  return call.value(tuple_element(call[1].get(no_gc), *index));
}

NativeResult erlang_setelement_3(NativeCall& call) {
  if (!call[1].is_tuple()) return call.badarg();
  size_t arity = call[1].tuple_arity();
  auto index =
      peek(call, [&](const NoGc& no_gc) { return tuple_index(call[0].get(no_gc), arity); });
  if (!index) return call.badarg();
  charge_words(call, arity);
  Reserved room = call.reserve(tuple_words(arity));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(arity);
  std::copy_n(payload(call[1].get(room)), arity, payload(result));
  payload(result)[*index] = call[2].get(room).bits;
  return call.value(result);
}

NativeResult erlang_tuple_to_list_1(NativeCall& call) {
  if (!call[0].is_tuple()) return call.badarg();
  size_t arity = call[0].tuple_arity();
  charge_cells(call, arity);
  Reserved room = call.reserve(kConsWords * arity);
  if (!room.ok()) return call.out_of_memory();
  Term tuple = call[0].get(room), list = kNil;
  for (size_t i = arity; i-- > 0;) list = room.space().cons(tuple_element(tuple, i), list);
  return call.value(list);
}

NativeResult erlang_list_to_tuple_1(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  charge_cells(call, shape.length);
  if (!shape.is_proper() || shape.length > kMaxTupleArity) return call.badarg();
  Reserved room = call.reserve(tuple_words(shape.length));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(shape.length);
  Word* out = payload(result);
  for (Term list = call[0].get(room); list.is_cons(); list = list.tail()) {
    *out++ = list.head().bits;
  }
  return call.value(result);
}

NativeResult erlang_make_tuple_2(NativeCall& call) {
  auto arity = new_arity(call[0]);
  if (!arity) return call.badarg();
  charge_words(call, *arity);
  Reserved room = call.reserve(tuple_words(*arity));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(*arity);
  std::fill_n(payload(result), *arity, call[1].get(room).bits);
  return call.value(result);
}

// make_tuple(Arity, Default, [{Position, Value}]): the last value of a position counts.
NativeResult erlang_make_tuple_3(NativeCall& call) {
  auto arity = new_arity(call[0]);
  if (!arity) return call.badarg();
  charge_words(call, *arity);
  bool well_formed = peek(call, [&](const NoGc& no_gc) {
    Term list = call[2].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      Term pair = list.head();
      if (!is_tuple_of(pair, 2) || !tuple_index(tuple_element(pair, 0), *arity)) return false;
    }
    return list.is_nil();
  });
  if (!well_formed) return call.badarg();
  Reserved room = call.reserve(tuple_words(*arity));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(*arity);
  std::fill_n(payload(result), *arity, call[1].get(room).bits);
  for (Term list = call[2].get(room); list.is_cons(); list = list.tail()) {
    Term pair = list.head();
    payload(result)[*tuple_index(tuple_element(pair, 0), *arity)] = tuple_element(pair, 1).bits;
  }
  return call.value(result);
}

NativeResult erlang_append_element_2(NativeCall& call) {
  if (!call[0].is_tuple()) return call.badarg();
  size_t arity = call[0].tuple_arity();
  if (arity == kMaxTupleArity) return call.badarg();
  charge_words(call, arity);
  Reserved room = call.reserve(tuple_words(arity + 1));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(arity + 1);
  Word* end = std::copy_n(payload(call[0].get(room)), arity, payload(result));
  *end = call[1].get(room).bits;
  return call.value(result);
}

NativeResult erlang_insert_element_3(NativeCall& call) {
  if (!call[1].is_tuple()) return call.badarg();
  size_t arity = call[1].tuple_arity();
  auto index =
      peek(call, [&](const NoGc& no_gc) { return tuple_index(call[0].get(no_gc), arity + 1); });
  if (!index || arity == kMaxTupleArity) return call.badarg();
  charge_words(call, arity);
  Reserved room = call.reserve(tuple_words(arity + 1));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(arity + 1);
  const Word* from = payload(call[1].get(room));
  Word* out = std::copy_n(from, *index, payload(result));
  *out++ = call[2].get(room).bits;
  std::copy_n(from + *index, arity - *index, out);
  return call.value(result);
}

NativeResult erlang_delete_element_2(NativeCall& call) {
  if (!call[1].is_tuple()) return call.badarg();
  size_t arity = call[1].tuple_arity();
  auto index =
      peek(call, [&](const NoGc& no_gc) { return tuple_index(call[0].get(no_gc), arity); });
  if (!index) return call.badarg();
  charge_words(call, arity);
  Reserved room = call.reserve(tuple_words(arity - 1));
  if (!room.ok()) return call.out_of_memory();
  Term result = room.space().tuple(arity - 1);
  const Word* from = payload(call[1].get(room));
  Word* out = std::copy_n(from, *index, payload(result));
  std::copy_n(from + *index + 1, arity - *index - 1, out);
  return call.value(result);
}

}  // namespace linac
