// ets: putting objects in, looking them up, taking them out, and going from key to key.
#include "bifs/ets_access.h"
#include "core/term/compare.h"

namespace linac {
namespace {

// --- Inserting ------------------------------------------------------------------------------------

bool is_object(Term term, const EtsTable& table) {
  return term.is_boxed() && is_tuple(term) && tuple_arity(term) > table.options.key_index;
}

// No elements but immediates: it can be copied over another such object of its size.
bool is_plain(Term tuple) {
  for (size_t i = 0; i < tuple_arity(tuple); i++) {
    if (tuple_element(tuple, i).is_pointer()) return false;
  }
  return true;
}

class Inserter {
 public:
  Inserter(NativeCall& call, EtsTable& table, DeadObjects& dead)
      : call_(call), table_(table), dead_(dead) {}

  // False: no memory.
  bool insert(Term tuple) {
    key_ = tuple_element(tuple, table_.options.key_index);
    tuple_ = tuple;
    return table_.tree ? insert_in_tree() : insert_in_hash();
  }
  // Of one key, unless it is there.
  enum class New : uint8_t { kInserted, kThere, kNoMemory };
  bool is_there(Term tuple) {
    Term key = tuple_element(tuple, table_.options.key_index);
    if (table_.tree) return table_.tree->find(key) != nullptr;
    uint64_t hash = hash_of(call_, key);
    HashStore::Hold hold(*table_.hash, hash);
    return table_.find_live(key, hash) != nullptr;
  }
  // One step of looking and inserting.
  New insert_new(Term tuple) {
    only_new_ = true;
    there_ = false;
    if (!insert(tuple)) return New::kNoMemory;
    return there_ ? New::kThere : New::kInserted;
  }

 private:
  EtsObject* make() { return make_object(tuple_, *call_.vm().literals); }

  bool insert_in_tree() {
    EtsObject* old = table_.tree->find(key_);
    if (old && only_new_) {
      there_ = true;
      return true;
    }
    if (old && overwrite(old)) return true;
    EtsObject* object = make();
    if (!object) return false;
    int64_t bytes = static_cast<int64_t>(object->bytes());
    if (old) {
      table_.tree->replace(old, object);
      bytes -= static_cast<int64_t>(old->bytes());
      dead_.add(old);
    } else {
      table_.tree->insert(object);
    }
    table_.object_bytes.fetch_add(bytes, std::memory_order_relaxed);
    return true;
  }

  // The key, too, may be another: 1.0 instead of 1.
  bool overwrite(EtsObject* old) {
    if (!old->is_flat() || old->start()[0] != tuple_.header() || !is_plain(tuple_)) return false;
    std::memcpy(old->start(), tuple_.box(), old->words * sizeof(Word));
    return true;
  }

  bool insert_in_hash() {
    uint64_t hash = hash_of(call_, key_);
    {
      HashStore::Hold hold(*table_.hash, hash);
      EtsObject** link = table_.find(table_.hash->bucket_of(hash), key_, hash);
      if (*link && only_new_ && table_.find_live(key_, hash)) {
        there_ = true;
        return true;
      }
      if (*link && table_.options.type == EtsType::kSet) {
        if (!(*link)->hidden && overwrite(*link)) return true;
        EtsObject* object = make();
        if (!object) return false;
        dead_.add(table_.swap(link, object));
        return true;
      }
      if (*link && table_.options.type == EtsType::kBag && renew_equal(link, hash)) return true;
      EtsObject* object = make();
      if (!object) return false;
      object->hash = hash;
      table_.link_new(link, object);
    }
    table_.settle();
    return true;
  }

  // A bag has the same object once; one that was hidden comes back, as the key's newest.
  bool renew_equal(EtsObject** first, uint64_t hash) {
    for (EtsObject** link = first; *link && table_.has_key(**link, key_, hash);
         link = &(*link)->next()) {
      EtsObject* object = *link;
      if (!exact_equal(object->tuple(), tuple_)) continue;
      if (object->hidden) {
        object->hidden = false;
        table_.hash->add_count(1);
        *link = object->next();
        object->next() = *first;
        *first = object;
      }
      return true;
    }
    return false;
  }

  NativeCall& call_;
  EtsTable& table_;
  DeadObjects& dead_;
  Term key_ = kNoTerm;
  Term tuple_ = kNoTerm;
  bool only_new_ = false;
  bool there_ = false;
};

// A list of objects goes in all at once.
NativeResult insert_list(NativeCall& call, bool only_new) {
  NoGc no_gc(call.heap());
  DeadObjects dead;
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kExclusive);
  if (!access) return access.failure();
  Term list = call[1].get(no_gc);
  int64_t count = 0;
  for (; list.is_cons(); list = list.tail(), count++) {
    if (!is_object(list.head(), access.table())) return call.badarg();
  }
  if (!list.is_nil()) return call.badarg();
  Inserter inserter(call, access.table(), dead);
  if (only_new) {
    for (list = call[1].get(no_gc); list.is_cons(); list = list.tail()) {
      if (inserter.is_there(list.head())) return call.boolean(false);
    }
  }
  for (list = call[1].get(no_gc); list.is_cons(); list = list.tail()) {
    if (!inserter.insert(list.head())) return call.system_limit();
  }
  call.charge(count / 16);
  return call.boolean(true);
}

// --- Looking up -----------------------------------------------------------------------------------

// The list of the objects with the key in argument 1.
NativeResult lookup_in(NativeCall& call, EtsTable& table, EtsRoom& room, Term key) {
  if (table.tree) {
    EtsObject* object = table.tree->find(key);
    if (!object || !room.has(object->words + kConsWords)) return call.value(kNil);
    return call.value(room.space.cons(copy_out(*object, room.space), kNil));
  }
  uint64_t hash = hash_of(call, key);
  HashStore::Hold hold(*table.hash, hash);
  EtsObject* first = table.find_live(key, hash);
  if (!first) return call.value(kNil);
  if (!table.is_bag()) {
    if (!room.has(first->words + kConsWords)) return call.value(kNil);
    return call.value(room.space.cons(copy_out(*first, room.space), kNil));
  }
  size_t words = 0;
  for_each_live(table, first, key, hash,
                [&](const EtsObject& object) { words += object.words + kConsWords; });
  if (!room.has(words)) return call.value(kNil);
  Term list = kNil;
  for_each_live(table, first, key, hash, [&](const EtsObject& object) {
    list = room.space.cons(copy_out(object, room.space), list);
  });
  return call.value(list);
}

// Calls visit(first live object with the key, or null) with it held.
template <class Visit>
auto with_object(NativeCall& call, EtsTable& table, Term key, Visit visit) {
  if (table.tree) return visit(table.tree->find(key), uint64_t{0});
  uint64_t hash = hash_of(call, key);
  HashStore::Hold hold(*table.hash, hash);
  return visit(table.find_live(key, hash), hash);
}

// One element of an object, copied by way of a results' block when it is no immediate.
NativeResult lookup_element(NativeCall& call, bool has_default) {
  EtsResults results(call);
  Term found = kNoTerm;
  {
    NoGc no_gc(call.heap());
    EtsAccess access(call, call[0].get(no_gc), EtsNeed::kRead, EtsMode::kShared);
    if (!access) return access.failure();
    EtsTable& table = access.table();
    if (!call[2].is_small() || call[2].small_value() < 1) return call.badarg();
    uint64_t index = static_cast<uint64_t>(call[2].small_value()) - 1;
    Term key = call[1].get(no_gc);
    enum class Outcome : uint8_t { kFound, kNoKey, kNoElement, kNoMemory };
    Outcome outcome = with_object(call, table, key, [&](EtsObject* first, uint64_t hash) {
      if (!first) return Outcome::kNoKey;
      bool fits = true, room = true;
      auto add = [&](const EtsObject& object) {
        fits &= index < object.arity();
        if (fits) room &= results.add(object.element(index));
      };
      if (table.is_bag()) {
        for_each_live(table, first, key, hash, add);
      } else {
        add(*first);
      }
      return !fits ? Outcome::kNoElement : room ? Outcome::kFound : Outcome::kNoMemory;
    });
    if (outcome == Outcome::kNoKey) {
      if (has_default) return call.value(call[3].get(no_gc));
      return call.badarg_because(atoms::kBadkey);
    }
    if (outcome == Outcome::kNoElement) return call.badarg();
    if (outcome == Outcome::kNoMemory) return call.out_of_memory();
    found = table.is_bag() ? results.reversed(0, results.terms().size(), kNil) : results.terms()[0];
    if (found == kNoTerm) return call.out_of_memory();
  }
  results.adopt();
  return call.value(found);
}

// --- Deleting -------------------------------------------------------------------------------------

// All live objects with the key, or only those equal to `object`; duplicates of it, too.
void erase(NativeCall& call, EtsTable& table, Term key, Term object, DeadObjects& dead) {
  if (table.tree) {
    EtsObject* found = table.tree->find(key);
    if (!found || (object != kNoTerm && !exact_equal(found->tuple(), object))) return;
    dead.add(table.tree->remove(key));
    table.object_bytes.fetch_sub(static_cast<int64_t>(found->bytes()), std::memory_order_relaxed);
    return;
  }
  uint64_t hash = hash_of(call, key);
  bool changed = false;
  {
    HashStore::Hold hold(*table.hash, hash);
    uint32_t bucket = table.hash->index_of(hash);
    EtsObject** link = table.find(table.hash->bucket_at(bucket), key, hash);
    while (*link && table.has_key(**link, key, hash)) {
      if ((*link)->hidden || (object != kNoTerm && !exact_equal((*link)->tuple(), object))) {
        link = &(*link)->next();
        continue;
      }
      EtsObject* dropped = table.drop(link, bucket);
      changed = true;
      if (dropped) {
        dead.add(dropped);
      } else {
        link = &(*link)->next();
      }
    }
  }
  if (changed) table.settle();
}

// --- From key to key ------------------------------------------------------------------------------

// visit(the first live object in or after bucket `from` behind `object`, held, or null).
template <class Visit>
NativeResult first_from(EtsTable& table, uint32_t bucket, Visit visit) {
  HashStore& store = *table.hash;
  do {
    HashStore::Hold hold(store, bucket);
    for (EtsObject* object = store.bucket_at(bucket); object; object = object->next()) {
      if (!object->hidden) return visit(object);
    }
    bucket = store.next_bucket(bucket);
  } while (bucket != 0);
  return visit(static_cast<EtsObject*>(nullptr));
}

// The key and, with `objects`, what is there: {Key, [Object]}. '$end_of_table' after the last.
NativeResult answer_key(NativeCall& call, EtsTable& table, EtsRoom& room, EtsObject* object,
                        bool objects) {
  if (!object) return call.value(call.vm().ets->atoms.end_of_table);
  size_t words = object->words;
  Term key = table.key_of(*object);
  if (objects) {
    words = 2 * object->words + tuple_words(2) + kConsWords;
    if (table.is_bag()) {
      for_each_live(table, object, key, object->hash,
                    [&](const EtsObject& one) { words += one.words + kConsWords; });
    }
  }
  if (!objects && key.is_immediate()) return call.value(key);
  if (!room.has(words)) return call.value(kNil);
  TermSpace& space = room.space;
  Term copy = copy_out(*object, space);
  Term own_key = tuple_element(copy, table.options.key_index);
  if (!objects) return call.value(own_key);
  Term list = kNil;
  if (table.is_bag()) {
    for_each_live(table, object, key, object->hash,
                  [&](const EtsObject& one) { list = space.cons(copy_out(one, space), list); });
  } else {
    list = space.cons(copy, kNil);
  }
  return call.value(space.tuple_of(own_key, list));
}

NativeResult end_key(NativeCall& call, bool backward, bool objects) {
  return with_table(call, EtsNeed::kRead, EtsMode::kShared,
                    [&](EtsAccess& access, EtsRoom& room, const NoGc&) {
                      EtsTable& table = access.table();
                      if (table.tree) {
                        EtsObject* object = backward ? table.tree->last() : table.tree->first();
                        return answer_key(call, table, room, object, objects);
                      }
                      return first_from(table, 0, [&](EtsObject* object) {
                        return answer_key(call, table, room, object, objects);
                      });
                    });
}

NativeResult next_key(NativeCall& call, bool backward, bool objects) {
  return with_table(call, EtsNeed::kRead, EtsMode::kShared,
                    [&](EtsAccess& access, EtsRoom& room, const NoGc& no_gc) {
                      EtsTable& table = access.table();
                      Term key = call[1].get(no_gc);
                      if (table.tree) {
                        EtsObject* object =
                            backward ? table.tree->before(key) : table.tree->after(key);
                        return answer_key(call, table, room, object, objects);
                      }
                      uint64_t hash = hash_of(call, key);
                      uint32_t next = 0;
                      {
                        HashStore::Hold hold(*table.hash, hash);
                        uint32_t bucket = table.hash->index_of(hash);
                        EtsObject* object = *table.find(table.hash->bucket_at(bucket), key, hash);
                        if (!object) return call.badarg();
                        while (object && (object->hidden || table.has_key(*object, key, hash))) {
                          object = object->next();
                        }
                        if (object) return answer_key(call, table, room, object, objects);
                        next = table.hash->next_bucket(bucket);
                      }
                      if (next == 0) return call.value(call.vm().ets->atoms.end_of_table);
                      return first_from(table, next, [&](EtsObject* object) {
                        return answer_key(call, table, room, object, objects);
                      });
                    });
}

// The live objects of a bucket, the last first, as OTP lists them.
NativeResult bucket_list(NativeCall& call, EtsTable& table, EtsRoom& room, uint32_t bucket) {
  HashStore::Hold hold(*table.hash, bucket);
  size_t words = 0;
  EtsObject* first = table.hash->bucket_at(bucket);
  for (EtsObject* object = first; object; object = object->next()) {
    if (!object->hidden) words += object->words + kConsWords;
  }
  if (!room.has(words)) return call.value(kNil);
  Term list = kNil;
  for (EtsObject* object = first; object; object = object->next()) {
    if (!object->hidden) list = room.space.cons(copy_out(*object, room.space), list);
  }
  return call.value(list);
}

}  // namespace

NativeResult ets_insert_2(NativeCall& call) {
  if (call[1].is_list()) return insert_list(call, false);
  NoGc no_gc(call.heap());
  DeadObjects dead;
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!access) return access.failure();
  Term object = call[1].get(no_gc);
  if (!is_object(object, access.table())) return call.badarg();
  if (!Inserter(call, access.table(), dead).insert(object)) return call.system_limit();
  return call.boolean(true);
}

NativeResult ets_insert_new_2(NativeCall& call) {
  if (call[1].is_list()) return insert_list(call, true);
  NoGc no_gc(call.heap());
  DeadObjects dead;
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!access) return access.failure();
  Term object = call[1].get(no_gc);
  if (!is_object(object, access.table())) return call.badarg();
  switch (Inserter(call, access.table(), dead).insert_new(object)) {
    case Inserter::New::kInserted: return call.boolean(true);
    case Inserter::New::kThere: return call.boolean(false);
    case Inserter::New::kNoMemory: return call.system_limit();
  }
  VM_UNREACHABLE();
}

NativeResult ets_lookup_2(NativeCall& call) {
  return with_table(call, EtsNeed::kRead, EtsMode::kShared,
                    [&](EtsAccess& access, EtsRoom& room, const NoGc& no_gc) {
                      return lookup_in(call, access.table(), room, call[1].get(no_gc));
                    });
}

NativeResult ets_member_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kRead, EtsMode::kShared);
  if (!access) return access.failure();
  return call.boolean(with_object(call, access.table(), call[1].get(no_gc),
                                  [](EtsObject* object, uint64_t) { return object != nullptr; }));
}

NativeResult ets_lookup_element_3(NativeCall& call) { return lookup_element(call, false); }
NativeResult ets_lookup_element_4(NativeCall& call) { return lookup_element(call, true); }

NativeResult ets_delete_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  DeadObjects dead;
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!access) return access.failure();
  erase(call, access.table(), call[1].get(no_gc), kNoTerm, dead);
  return call.boolean(true);
}

NativeResult ets_delete_object_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  DeadObjects dead;
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kKey);
  if (!access) return access.failure();
  Term object = call[1].get(no_gc);
  if (!is_object(object, access.table())) return call.badarg();
  Term key = tuple_element(object, access->options.key_index);
  erase(call, access.table(), key, object, dead);
  return call.boolean(true);
}

NativeResult ets_take_2(NativeCall& call) {
  DeadObjects dead;
  return with_table(call, EtsNeed::kWrite, EtsMode::kExclusive,
                    [&](EtsAccess& access, EtsRoom& room, const NoGc& no_gc) {
                      Term key = call[1].get(no_gc);
                      NativeResult result = lookup_in(call, access.table(), room, key);
                      if (room.wanted() == 0) erase(call, access.table(), key, kNoTerm, dead);
                      return result;
                    });
}

NativeResult ets_internal_delete_all_2(NativeCall& call) {
  int64_t count = 0;
  {
    NoGc no_gc(call.heap());
    EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kExclusive);
    if (!access) return access.failure();
    EtsTable& table = access.table();
    count = table.count();
    if (table.tree) {
      table.tree->clear();
      table.object_bytes = 0;
    } else if (!table.is_fixed()) {
      table.hash->clear();
      table.object_bytes = 0;
    } else {
      for (uint32_t i = 0; i < table.hash->buckets(); i++) {
        for (EtsObject** link = &table.hash->bucket_at(i); *link; link = &(*link)->next()) {
          if (!(*link)->hidden) table.drop(link, i);
        }
      }
    }
  }
  call.charge(count / 32);
  return call.value(make_small(count));
}

NativeResult ets_first_1(NativeCall& call) { return end_key(call, false, false); }
NativeResult ets_last_1(NativeCall& call) { return end_key(call, true, false); }
NativeResult ets_first_lookup_1(NativeCall& call) { return end_key(call, false, true); }
NativeResult ets_last_lookup_1(NativeCall& call) { return end_key(call, true, true); }
NativeResult ets_next_2(NativeCall& call) { return next_key(call, false, false); }
NativeResult ets_prev_2(NativeCall& call) { return next_key(call, true, false); }
NativeResult ets_next_lookup_2(NativeCall& call) { return next_key(call, false, true); }
NativeResult ets_prev_lookup_2(NativeCall& call) { return next_key(call, true, true); }

NativeResult ets_slot_2(NativeCall& call) {
  return with_table(call, EtsNeed::kRead, EtsMode::kShared,
                    [&](EtsAccess& access, EtsRoom& room, const NoGc&) {
                      EtsTable& table = access.table();
                      if (!call[1].is_small() || call[1].small_value() < 0) return call.badarg();
                      uint64_t index = static_cast<uint64_t>(call[1].small_value());
                      uint64_t slots = table.tree ? table.tree->count() : table.hash->buckets();
                      if (index > slots) return call.badarg();
                      if (index == slots) return call.value(call.vm().ets->atoms.end_of_table);
                      if (!table.tree)
                        return bucket_list(call, table, room, static_cast<uint32_t>(index));
                      EtsObject* object = table.tree->at(index);
                      if (!room.has(object->words + kConsWords)) return call.value(kNil);
                      return call.value(room.space.cons(copy_out(*object, room.space), kNil));
                    });
}

}  // namespace linac
