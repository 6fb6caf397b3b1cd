// Type tests and sizes as functions of `erlang`.
#include "bifs/support.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "runtime/code/entries.h"

namespace linac {
namespace {

template <class Test>
NativeResult test(NativeCall& call, Test test) {
  NoGc no_gc(call.heap());
  return call.boolean(test(call[0].get(no_gc)));
}

uint32_t fun_arity(Term fun) {
  if (is_external_fun(fun)) return export_identity(fun).arity;
  return reinterpret_cast<const FunEntry*>(payload(fun)[0])->arity;
}

bool is_record(Term t) { return is_boxed_kind(t, BoxedKind::kRecord); }
bool is_native_record(Term t, size_t definition_index, Term wanted) {
  return is_record(t) && tuple_element(record_definition(t), definition_index) == wanted;
}
bool is_tagged_tuple(Term t, Term tag) {
  return is_tuple(t) && tuple_arity(t) > 0 && tuple_element(t, 0) == tag;
}

}  // namespace

NativeResult erlang_is_atom_1(NativeCall& call) {
  return test(call, [](Term t) { return t.is_atom(); });
}
NativeResult erlang_is_boolean_1(NativeCall& call) { return test(call, is_boolean); }
NativeResult erlang_is_integer_1(NativeCall& call) { return test(call, is_integer); }
NativeResult erlang_is_float_1(NativeCall& call) { return test(call, is_float); }
NativeResult erlang_is_number_1(NativeCall& call) { return test(call, is_number); }
NativeResult erlang_is_list_1(NativeCall& call) {
  return test(call, [](Term t) { return t.is_list(); });
}
NativeResult erlang_is_tuple_1(NativeCall& call) { return test(call, is_tuple); }
NativeResult erlang_is_map_1(NativeCall& call) { return test(call, is_map); }
NativeResult erlang_is_binary_1(NativeCall& call) { return test(call, is_binary); }
NativeResult erlang_is_bitstring_1(NativeCall& call) { return test(call, is_bitstring); }
NativeResult erlang_is_function_1(NativeCall& call) { return test(call, is_fun); }
NativeResult erlang_is_pid_1(NativeCall& call) { return test(call, is_pid); }
NativeResult erlang_is_port_1(NativeCall& call) { return test(call, is_port); }
NativeResult erlang_is_reference_1(NativeCall& call) { return test(call, is_reference); }
NativeResult erlang_is_record_1(NativeCall& call) { return test(call, is_record); }

NativeResult erlang_is_integer_3(NativeCall& call) {
  if (!call[1].is_integer() || !call[2].is_integer()) return call.badarg();
  NoGc no_gc(call.heap());
  Term value = call[0].get(no_gc);
  return call.boolean(is_integer(value) && compare_integers(call[1].get(no_gc), value) <= 0 &&
                      compare_integers(value, call[2].get(no_gc)) <= 0);
}

NativeResult erlang_is_function_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term fun = call[0].get(no_gc), arity = call[1].get(no_gc);
  if (!is_integer(arity)) return call.badarg();
  if (!arity.is_small()) return is_big_negative(arity) ? call.badarg() : call.boolean(false);
  if (arity.small_value() < 0) return call.badarg();
  return call.boolean(is_fun(fun) && fun_arity(fun) == arity.small_value());
}

NativeResult erlang_is_record_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term term = call[0].get(no_gc), tag = call[1].get(no_gc);
  if (!tag.is_atom()) return call.badarg();
  return call.boolean(is_tagged_tuple(term, tag) || is_native_record(term, kRecordName, tag));
}

// A tuple's tag and arity, or a native record's module and name.
NativeResult erlang_is_record_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term term = call[0].get(no_gc), tag = call[1].get(no_gc), size = call[2].get(no_gc);
  if (!tag.is_atom()) return call.badarg();
  if (size.is_atom()) {
    return call.boolean(is_native_record(term, kRecordModule, tag) &&
                        is_native_record(term, kRecordName, size));
  }
  if (!size.is_small()) return call.badarg();
  return call.boolean(is_tagged_tuple(term, tag) &&
                      static_cast<int64_t>(tuple_arity(term)) == size.small_value());
}

NativeResult erlang_is_map_key_2(NativeCall& call) {
  if (!call[1].is_map()) return call.error_with(atoms::kBadmap, call[1]);
  NoGc no_gc(call.heap());
  return call.boolean(map_get(call.atoms(), call[1].get(no_gc), call[0].get(no_gc)) != kNoTerm);
}

NativeResult erlang_size_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term term = call[0].get(no_gc);
  if (is_tuple(term)) return call.value(make_small(static_cast<int64_t>(tuple_arity(term))));
  if (!is_bitstring(term)) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(bit_size(term) >> 3)));
}

NativeResult erlang_byte_size_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_bitstring()) return call.badarg();
  size_t bits = bit_size(call[0].get(no_gc));
  return call.value(make_small(static_cast<int64_t>((bits + 7) >> 3)));
}

NativeResult erlang_bit_size_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_bitstring()) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(bit_size(call[0].get(no_gc)))));
}

NativeResult erlang_tuple_size_1(NativeCall& call) {
  if (!call[0].is_tuple()) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(call[0].tuple_arity())));
}

NativeResult erlang_map_size_1(NativeCall& call) {
  if (!call[0].is_map()) return call.error_with(atoms::kBadmap, call[0]);
  NoGc no_gc(call.heap());
  return call.value(make_small(static_cast<int64_t>(map_size(call[0].get(no_gc)))));
}

NativeResult erlang_length_1(NativeCall& call) {
  ListShape shape = list_shape(call, 0);
  charge_cells(call, shape.length);
  if (!shape.is_proper()) return call.badarg();
  return call.value(make_small(static_cast<int64_t>(shape.length)));
}

NativeResult erlang_hd_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_cons()) return call.badarg();
  return call.value(call[0].get(no_gc).head());
}
NativeResult erlang_tl_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  if (!call[0].is_cons()) return call.badarg();
  return call.value(call[0].get(no_gc).tail());
}

}  // namespace linac
