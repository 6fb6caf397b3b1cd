// Lists of tuples with a key at a position: keyfind and its family. Keys are compared by ==; what
// is no tuple, or a shorter one, is passed over.
#include "bifs/support.h"
#include "core/term/compare.h"

namespace linac {
namespace {

// Where the key was found.
struct KeyPlace {
  size_t before = 0;  // elements before it, or in the whole list
  Term rest = kNil;   // the list from it on; [] or an improper tail when it was not found

  bool found() const { return rest.is_cons(); }
};

// `position` from 1; past any arity when it is a bignum.
KeyPlace find_key(Term key, Term position, Term list) {
  KeyPlace place;
  size_t index = position.is_small() ? static_cast<size_t>(position.small_value()) : SIZE_MAX;
  for (; list.is_cons(); list = list.tail(), ++place.before) {
    Term element = list.head();
    if (is_tuple(element) && index <= tuple_arity(element) &&
        equal(key, tuple_element(element, index - 1))) {
      break;
    }
  }
  place.rest = list;
  return place;
}

bool is_position(Handle argument) {
  if (argument.is_small()) return argument.small_value() > 0;
  return argument.is_boxed(BoxedKind::kBigPositive);
}

KeyPlace find_key(NativeCall& call, const NoGc& no_gc) {
  KeyPlace place = find_key(call[0].get(no_gc), call[1].get(no_gc), call[2].get(no_gc));
  charge_cells(call, 2 * place.before);
  return place;
}

// The built-in ones: the tuple that was found, or kNil; kNoTerm: badarg.
Term search(NativeCall& call, const NoGc& no_gc) {
  if (!call[1].is_small() || call[1].small_value() <= 0) return kNoTerm;
  KeyPlace place = find_key(call, no_gc);
  if (place.found()) return place.rest.head();
  return place.rest.is_nil() ? kNil : kNoTerm;
}

enum class OnFound { kDelete, kReplace };

// The list with the element that was found taken out or replaced by the fourth argument. The place
// must not be used after: `rest` is looked up again.
NativeResult rebuild(NativeCall& call, size_t before, OnFound what) {
  Reserved room = call.reserve(kConsWords * (before + 1));
  if (!room.ok()) return call.out_of_memory();
  Term list = call[2].get(room);
  ListBuilder builder(room.space());
  for (; before > 0; --before, list = list.tail()) builder.add(list.head());
  if (what == OnFound::kReplace) builder.add(call[3].get(room));
  return call.value(builder.finish(list.is_cons() ? list.tail() : kNil));
}

}  // namespace

NativeResult lists_keyfind_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term found = search(call, no_gc);
  if (found == kNoTerm) return call.badarg();
  return call.value(found.is_nil() ? atoms::kFalse : found);
}

NativeResult lists_keymember_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term found = search(call, no_gc);
  return found == kNoTerm ? call.badarg() : call.boolean(!found.is_nil());
}

NativeResult lists_keysearch_3(NativeCall& call) {
  RootScope scope(call.heap());
  Handle found = scope.root();
  {
    NoGc no_gc(call.heap());
    Term tuple = search(call, no_gc);
    if (tuple == kNoTerm) return call.badarg();
    if (tuple.is_nil()) return call.boolean(false);
    found.set(tuple, no_gc);
  }
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().tuple_of(atoms::kValue, found.get(room)));
}

NativeResult lists_keydelete_3(NativeCall& call) {
  if (!is_position(call[1])) return call.function_clause();
  KeyPlace place = peek(call, [&](const NoGc& no_gc) { return find_key(call, no_gc); });
  if (place.found()) return rebuild(call, place.before, OnFound::kDelete);
  return place.rest.is_nil() ? call.value(call[2]) : call.function_clause();
}

NativeResult lists_keyreplace_4(NativeCall& call) {
  if (!is_position(call[1]) || !call[3].is_tuple()) return call.function_clause();
  KeyPlace place = peek(call, [&](const NoGc& no_gc) { return find_key(call, no_gc); });
  if (place.found()) return rebuild(call, place.before, OnFound::kReplace);
  return place.rest.is_nil() ? call.value(call[2]) : call.function_clause();
}

NativeResult lists_keystore_4(NativeCall& call) {
  if (!is_position(call[1]) || !call[3].is_tuple()) return call.function_clause();
  KeyPlace place = peek(call, [&](const NoGc& no_gc) { return find_key(call, no_gc); });
  if (!place.rest.is_list()) return call.function_clause();
  return rebuild(call, place.before, OnFound::kReplace);
}

NativeResult lists_keytake_3(NativeCall& call) {
  if (!is_position(call[1])) return call.function_clause();
  KeyPlace place = peek(call, [&](const NoGc& no_gc) { return find_key(call, no_gc); });
  if (place.rest.is_nil()) return call.boolean(false);
  if (!place.found()) return call.function_clause();
  Reserved room = call.reserve(kConsWords * place.before + tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  Term list = call[2].get(room);
  ListBuilder builder(room.space());
  for (size_t i = 0; i < place.before; ++i, list = list.tail()) builder.add(list.head());
  Term rest = builder.finish(list.tail());
  return call.value(room.space().tuple_of(atoms::kValue, list.head(), rest));
}

}  // namespace linac
