// persistent_term.
#include "bifs/support.h"
#include "core/term/map.h"
#include "core/term/map_flat.h"
#include "runtime/process/persistent_terms.h"

namespace linac {
namespace {

NativeResult put(NativeCall& call, bool only_new) {
  NoGc no_gc(call.heap());
  PersistentTerms& terms = *call.vm().persistent_terms;
  switch (terms.put(call[0].get(no_gc), call[1].get(no_gc), only_new)) {
    case PersistentTerms::Put::kOk: return call.value(atoms::kOk);
    case PersistentTerms::Put::kOther: return call.badarg();
    case PersistentTerms::Put::kNoMemory: return call.system_limit();
  }
  VM_UNREACHABLE();
}

}  // namespace

NativeResult persistent_term_put_2(NativeCall& call) { return put(call, false); }
NativeResult persistent_term_put_new_2(NativeCall& call) { return put(call, true); }

NativeResult persistent_term_get_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term value = call.vm().persistent_terms->get(call[0].get(no_gc));
  return value == kNoTerm ? call.badarg() : call.value(value);
}

NativeResult persistent_term_get_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term value = call.vm().persistent_terms->get(call[0].get(no_gc));
  return call.value(value == kNoTerm ? call[1].get(no_gc) : value);
}

// [{Key, Value}]
NativeResult persistent_term_get_0(NativeCall& call) {
  auto rows = call.vm().persistent_terms->all();  // literals: nothing moves them
  Reserved room = call.reserve(rows.size() * (kConsWords + tuple_words(2)));
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const auto& [key, value] : rows) list.add(room.space().tuple_of(key, value));
  return call.value(list.finish());
}

NativeResult persistent_term_erase_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  return call.boolean(call.vm().persistent_terms->erase(call[0].get(no_gc)));
}

// #{count, memory}
NativeResult persistent_term_info_0(NativeCall& call) {
  PersistentTerms& terms = *call.vm().persistent_terms;
  Reserved room = call.reserve(flat_map_and_keys_words(2));
  if (!room.ok()) return call.out_of_memory();
  AtomTable& atoms = *call.vm().atoms;
  Term keys[] = {*atoms.intern("count"), *atoms.intern("memory")};
  Term values[] = {make_small(static_cast<int64_t>(terms.all().size())),
                   make_small(static_cast<int64_t>(terms.bytes()))};
  return call.value(map_from_pairs(atoms, keys, values, room.space()));
}

}  // namespace linac
