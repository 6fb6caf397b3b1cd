// ets: making, naming, owning, fixing and describing tables.
#include <cmath>

#include "bifs/ets_access.h"
#include "core/term/identity.h"
#include "runtime/exec/signals.h"
#include "runtime/memory/copy.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

// The heir that options name.
struct Heir {
  Term pid = kNoTerm;
  Term data = kNoTerm;  // kNoTerm: no message
};

// {heir, none}, {heir, Pid}, {heir, Pid, Data}.
bool read_heir(Term option, Heir* heir) {
  if (is_tuple_of(option, 2) && tuple_element(option, 1) == atoms::kNone) {
    *heir = {};
    return true;
  }
  if (!is_tuple_of(option, 2) && !is_tuple_of(option, 3)) return false;
  if (!tuple_element(option, 1).is_local_pid()) return false;
  heir->pid = tuple_element(option, 1);
  heir->data = tuple_arity(option) == 3 ? tuple_element(option, 2) : kNoTerm;
  return true;
}

bool has_data(const Heir& heir) { return heir.data != kNoTerm && heir.pid != kNoTerm; }

// Null: there is none, or no memory for it.
Fragment* keep_data(NativeCall& call, const Heir& heir) {
  if (!has_data(heir)) return nullptr;
  const LiteralArea* literals = call.vm().literals;
  Fragment* data = Fragment::make(*call.vm().pages, measure_copy(heir.data, literals));
  if (!data) return nullptr;
  data->root = copy_term(heir.data, data->space, literals);
  return data;
}

bool read_boolean(Term term, bool* out) {
  *out = term == atoms::kTrue;
  return is_boolean(term);
}

struct NewOptions {
  EtsOptions table;
  Heir heir;
  std::optional<bool> decentralized;

  bool read_atom(const EtsAtoms& names, std::string_view text, Term option) {
    // As in OTP: set is what a table is if nothing else is said, and takes nothing back.
    if (option == names.set)
      return true;
    else if (option == names.ordered_set)
      table.type = EtsType::kOrderedSet;
    else if (option == names.bag)
      table.type = EtsType::kBag;
    else if (option == names.duplicate_bag)
      table.type = EtsType::kDuplicateBag;
    else if (option == names.public_)
      table.protection = EtsProtection::kPublic;
    else if (option == names.protected_)
      table.protection = EtsProtection::kProtected;
    else if (option == names.private_)
      table.protection = EtsProtection::kPrivate;
    else if (option == atoms::kCompressed)
      table.compressed = true;
    else if (text == "named_table")
      table.named = true;
    else
      return false;
    return true;
  }

  bool read_pair(const EtsAtoms& names, std::string_view text, Term option) {
    if (text == "heir") return read_heir(option, &heir);
    if (!is_tuple_of(option, 2)) return false;
    Term value = tuple_element(option, 1);
    bool on = false;
    if (text == "keypos") {
      if (!value.is_small() || value.small_value() < 1) return false;
      table.key_index =
          static_cast<uint32_t>(std::min<int64_t>(value.small_value(), kMaxTupleArity + 1) - 1);
      return true;
    }
    if (text == "read_concurrency") return read_boolean(value, &table.read_concurrency);
    if (text == "write_concurrency") {
      if (value == names.auto_) {
        table.write_concurrency = EtsConcurrency::kAuto;
        return true;
      }
      if (!read_boolean(value, &on)) return false;
      table.write_concurrency = on ? EtsConcurrency::kOn : EtsConcurrency::kOff;
      return true;
    }
    if (text == "decentralized_counters") {
      if (!read_boolean(value, &on)) return false;
      decentralized = on;
      return true;
    }
    return false;
  }

  bool read(NativeCall& call, Term list) {
    const EtsAtoms& names = call.vm().ets->atoms;
    for (; list.is_cons(); list = list.tail()) {
      Term option = list.head();
      if (option.is_atom()) {
        if (!read_atom(names, call.atoms().text(option), option)) return false;
      } else {
        if (!option.is_boxed() || !is_tuple(option) || tuple_arity(option) < 2) return false;
        Term tag = tuple_element(option, 0);
        if (!tag.is_atom() || !read_pair(names, call.atoms().text(tag), option)) return false;
      }
    }
    if (!list.is_nil()) return false;
    if (table.protection == EtsProtection::kPrivate) {
      table.read_concurrency = false;
      table.write_concurrency = EtsConcurrency::kOff;
    }
    bool ordered = table.type == EtsType::kOrderedSet;
    bool spread = table.write_concurrency == EtsConcurrency::kAuto ||
                  (table.write_concurrency == EtsConcurrency::kOn && ordered);
    table.decentralized_counters =
        table.write_concurrency != EtsConcurrency::kOff && decentralized.value_or(spread);
    return true;
  }
};

Term type_atom(const EtsAtoms& names, EtsType type) {
  switch (type) {
    case EtsType::kSet: return names.set;
    case EtsType::kOrderedSet: return names.ordered_set;
    case EtsType::kBag: return names.bag;
    case EtsType::kDuplicateBag: return names.duplicate_bag;
  }
  VM_UNREACHABLE();
}

Term protection_atom(const EtsAtoms& names, EtsProtection protection) {
  switch (protection) {
    case EtsProtection::kPublic: return names.public_;
    case EtsProtection::kProtected: return names.protected_;
    case EtsProtection::kPrivate: return names.private_;
  }
  VM_UNREACHABLE();
}

Term write_concurrency_term(const EtsAtoms& names, const EtsTable& table) {
  if (table.options.write_concurrency == EtsConcurrency::kAuto) return names.auto_;
  return make_bool(table.options.write_concurrency == EtsConcurrency::kOn);
}

int64_t memory_words(const EtsTable& table) {
  size_t bytes = sizeof(EtsTable) + (table.hash ? table.hash->bytes() : sizeof(TreeStore));
  return (static_cast<int64_t>(bytes) + table.object_bytes.load()) / 8;
}

// In the order of info/1.
constexpr std::string_view kInfoItems[] = {"id",
                                           "decentralized_counters",
                                           "read_concurrency",
                                           "write_concurrency",
                                           "compressed",
                                           "memory",
                                           "owner",
                                           "heir",
                                           "name",
                                           "size",
                                           "node",
                                           "named_table",
                                           "type",
                                           "keypos",
                                           "protection"};

constexpr size_t kItemWords = kReferenceWords + kBigWords64;

// kNoTerm: there is no such item.
Term info_item(NativeCall& call, const EtsTable& table, std::string_view item, TermSpace& space) {
  const EtsAtoms& names = call.vm().ets->atoms;
  const EtsOptions& options = table.options;
  if (item == "id") return make_reference(EtsTables::key_of(table), space);
  if (item == "decentralized_counters") return make_bool(options.decentralized_counters);
  if (item == "read_concurrency") return make_bool(options.read_concurrency);
  if (item == "write_concurrency") return write_concurrency_term(names, table);
  if (item == "compressed") return make_bool(options.compressed);
  if (item == "memory") return space.integer(memory_words(table));
  if (item == "owner") return Term{table.owner.load()};
  if (item == "heir") return table.heir == kNoTerm ? atoms::kNone : table.heir;
  if (item == "name") return table.name;
  if (item == "size") return make_small(table.count());
  if (item == "node") return atoms::kNonodeNohost;
  if (item == "named_table") return make_bool(options.named);
  if (item == "type") return type_atom(names, options.type);
  if (item == "keypos") return make_small(int64_t{options.key_index} + 1);
  if (item == "protection") return protection_atom(names, options.protection);
  if (item == "fixed") return make_bool(table.is_fixed());
  if (item == "binary") return kNil;
  return kNoTerm;
}

// {When, [{Pid, Count}]} or false.
NativeResult fixers(NativeCall& call, EtsTable& table, bool monotonic, EtsRoom& room) {
  if (table.fixers.empty()) return call.value(atoms::kFalse);
  size_t each = kConsWords + tuple_words(2);
  if (!room.has(table.fixers.size() * each + tuple_words(2) + tuple_words(3) + kBigWords64)) {
    return call.value(kNil);
  }
  TermSpace& space = room.space;
  Term list = kNil;
  for (const EtsTable::Fixer& fixer : table.fixers) {
    list = space.cons(space.tuple_of(fixer.pid, make_small(fixer.count)), list);
  }
  Term when;
  if (monotonic) {
    constexpr int64_t kMonotonicStart = -576460752303423488;  // as in time.cpp
    uint64_t start = call.vm().identities->start_nanoseconds();
    when = space.integer(kMonotonicStart + static_cast<int64_t>(table.fixed_since - start));
  } else {
    int64_t micros = static_cast<int64_t>(table.fixed_since_system / 1000);
    when =
        space.tuple_of(make_small(micros / 1'000'000'000'000),
                       make_small(micros / 1'000'000 % 1'000'000), make_small(micros % 1'000'000));
  }
  return call.value(space.tuple_of(when, list));
}

// {Buckets, Average, Deviation, Expected, Min, Max, Kept, Locks} of the chains' lengths.
NativeResult chain_statistics(NativeCall& call, EtsTable& table, EtsRoom& room) {
  if (!table.hash) return call.value(atoms::kFalse);
  if (!room.has(tuple_words(8) + 3 * kFloatWords)) return call.value(kNil);
  HashStore& store = *table.hash;
  uint32_t buckets = store.buckets();
  int64_t total = 0, squares = 0, least = INT64_MAX, most = 0;
  for (uint32_t i = 0; i < buckets; i++) {
    int64_t length = 0;
    for (EtsObject* object = store.bucket_at(i); object; object = object->next()) length++;
    total += length;
    squares += length * length;
    least = std::min(least, length);
    most = std::max(most, length);
  }
  double average = static_cast<double>(total) / buckets;
  double variance = (static_cast<double>(squares) - average * static_cast<double>(total)) /
                    (buckets > 1 ? buckets - 1 : 1);
  double expected = std::sqrt(average * (1 - 1.0 / buckets));
  TermSpace& space = room.space;
  Term deviation = space.number(std::sqrt(variance));
  return call.value(space.tuple_of(make_small(buckets), space.number(average), deviation,
                                   space.number(expected), make_small(least), make_small(most),
                                   make_small(0), make_small(1)));
}

// Of a term that can be no table: badarg. Of a table that is not there: undefined.
NativeResult no_table(NativeCall& call, EtsAccess& access) {
  Term wanted = peek(call, [&](const NoGc& no_gc) { return call[0].get(no_gc); });
  bool could_be = wanted.is_atom() || (is_boxed_kind(wanted, BoxedKind::kReference) &&
                                       reference_key(wanted).high >> 29 == 1);
  return could_be ? call.value(atoms::kUndefined) : access.failure();
}

// A table by argument 0, and no lock any more.
struct Target {
  EtsTable* table = nullptr;
  uint64_t serial = 0;
};
template <class Check>
NativeResult with_target(NativeCall& call, EtsNeed need, Target* target, Check check) {
  NoGc no_gc(call.heap());
  EtsAccess access(call, call[0].get(no_gc), need, EtsMode::kShared);
  if (!access) return access.failure();
  *target = {&access.table(), access.serial()};
  return check(access.table(), no_gc);
}
NativeResult going_on(NativeCall& call) { return call.boolean(true); }
bool is_going_on(const NativeResult& result) { return result.status == NativeStatus::kValue; }

}  // namespace

NativeResult ets_new_2(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  NewOptions options;
  if (!options.read(call, call[1].get(room))) return call.badarg();
  EtsTables& tables = *call.vm().ets;
  if (options.heir.pid != kNoTerm && !call.vm().processes->find(options.heir.pid)) {
    options.heir = {};
  }
  Fragment* data = keep_data(call, options.heir);
  if (!data && has_data(options.heir)) return call.out_of_memory();
  Term name = call[0].get(room);
  EtsTables::New made = tables.make(call.process(), name, options.table, options.heir.pid, data);
  if (!made.table) {
    if (data) Fragment::destroy(*call.vm().pages, data);
    return made.exists ? call.badarg_because(tables.atoms.already_exists) : call.system_limit();
  }
  return call.value(table_term(*made.table, room.space()));
}

NativeResult ets_delete_1(NativeCall& call) {
  Target target;
  NativeResult result = with_target(call, EtsNeed::kWrite, &target,
                                    [&](EtsTable&, const NoGc&) { return going_on(call); });
  if (!is_going_on(result)) return result;
  int64_t count = target.table->count();
  if (!call.vm().ets->remove(*target.table, target.serial)) {
    return call.badarg_because(call.vm().ets->atoms.id);
  }
  call.charge(count / 32);
  return call.boolean(true);
}

NativeResult ets_rename_2(NativeCall& call) {
  Target target;
  NativeResult result = with_target(call, EtsNeed::kWrite, &target, [&](EtsTable&, const NoGc&) {
    return call[1].is_atom() ? going_on(call) : call.badarg();
  });
  if (!is_going_on(result)) return result;
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  EtsTables& tables = *call.vm().ets;
  Term name = call[1].get(room);
  switch (tables.rename(*target.table, target.serial, name)) {
    case EtsTables::Rename::kGone: return call.badarg_because(tables.atoms.id);
    case EtsTables::Rename::kTaken: return call.badarg();
    case EtsTables::Rename::kOk: break;
  }
  return call.value(call[0].is_atom() ? name : call[0].get(room));
}

NativeResult ets_whereis_1(NativeCall& call) {
  if (!call[0].is_atom()) return call.badarg();
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  EtsAccess access(call, call[0].get(room), EtsNeed::kNothing, EtsMode::kShared);
  if (!access) return call.value(atoms::kUndefined);
  return call.value(make_reference(EtsTables::key_of(access.table()), room.space()));
}

NativeResult ets_setopts_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  EtsAccess access(call, call[0].get(no_gc), EtsNeed::kWrite, EtsMode::kExclusive);
  if (!access) return access.failure();
  const EtsAtoms& names = call.vm().ets->atoms;
  Term list = call[1].get(no_gc);
  bool single = !list.is_list();
  std::optional<Heir> heir;
  std::optional<EtsProtection> protection;
  for (; single || list.is_cons(); list = list.tail()) {
    Term option = single ? list : list.head();
    if (!option.is_boxed() || !is_tuple(option) || tuple_arity(option) < 2) return call.badarg();
    Term tag = tuple_element(option, 0);
    if (!tag.is_atom()) return call.badarg();
    std::string_view text = call.atoms().text(tag);
    Term value = tuple_element(option, 1);
    if (text == "heir" && !heir) {
      heir.emplace();
      if (!read_heir(option, &*heir)) return call.badarg();
    } else if (text == "protection" && !protection && is_tuple_of(option, 2)) {
      if (value == names.public_)
        protection = EtsProtection::kPublic;
      else if (value == names.protected_)
        protection = EtsProtection::kProtected;
      else if (value == names.private_)
        protection = EtsProtection::kPrivate;
      else
        return call.badarg();
    } else {
      return call.badarg();
    }
    if (single) break;
  }
  if (!single && !list.is_nil()) return call.badarg();
  EtsTable& table = access.table();
  if (table.owner.load() != call.process().pid.bits) return call.badarg_because(names.not_owner);
  if (heir) {
    if (heir->pid != kNoTerm && !call.vm().processes->find(heir->pid)) heir = Heir{};
    Fragment* data = keep_data(call, *heir);
    if (!data && has_data(*heir)) return call.out_of_memory();
    if (table.heir_data) Fragment::destroy(*call.vm().pages, table.heir_data);
    table.heir = heir->pid;
    table.heir_data = data;
  }
  if (protection) {
    table.options.protection = *protection;
    table.set_owner(table.owner.load());
  }
  return call.boolean(true);
}

NativeResult ets_give_away_3(NativeCall& call) {
  EtsTables& tables = *call.vm().ets;
  Target target;
  NativeResult result =
      with_target(call, EtsNeed::kWrite, &target, [&](EtsTable& table, const NoGc& no_gc) {
        if (!call[1].is_local_pid()) return call.badarg();
        if (table.owner.load() != call.process().pid.bits) {
          return call.badarg_because(tables.atoms.not_owner);
        }
        if (call[1].get(no_gc) == call.process().pid) {
          return call.badarg_because(tables.atoms.owner);
        }
        return going_on(call);
      });
  if (!is_going_on(result)) return result;
  NoGc no_gc(call.heap());
  Process* receiver = call.vm().processes->find(call[1].get(no_gc));
  if (!receiver) return call.badarg();
  Word words[kTableTermWords];
  TermSpace space;
  space.top = words;
  space.limit = words + kTableTermWords;
  // While the table is still ours.
  Term name = table_term(*target.table, space);
  Term pid = receiver->pid;
  switch (tables.give(*target.table, target.serial, receiver)) {
    case EtsTables::Give::kGone: return call.badarg_because(tables.atoms.id);
    case EtsTables::Give::kDead: return call.badarg();
    case EtsTables::Give::kOk: break;
  }
  bool told = send_transfer(call.process(), pid, name, call[2].get(no_gc));
  return told ? call.boolean(true) : call.out_of_memory();
}

NativeResult ets_safe_fixtable_2(NativeCall& call) {
  Target target;
  NativeResult result =
      with_target(call, EtsNeed::kRead, &target, [&](EtsTable&, const NoGc& no_gc) {
        return is_boolean(call[1].get(no_gc)) ? going_on(call) : call.badarg();
      });
  if (!is_going_on(result)) return result;
  EtsTables& tables = *call.vm().ets;
  bool is_there = call[1].is(atoms::kTrue)
                      ? tables.fix(*target.table, target.serial, call.process())
                      : tables.unfix(*target.table, target.serial, call.process());
  return is_there ? call.boolean(true) : call.badarg_because(tables.atoms.id);
}

NativeResult ets_info_1(NativeCall& call) {
  size_t words = std::size(kInfoItems) * (kConsWords + tuple_words(2) + kItemWords);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  EtsAccess access(call, call[0].get(room), EtsNeed::kNothing, EtsMode::kShared);
  if (!access) return no_table(call, access);
  ListBuilder list(room.space());
  for (std::string_view item : kInfoItems) {
    Term value = info_item(call, access.table(), item, room.space());
    list.add(room.space().tuple_of(*call.vm().atoms->intern(item), value));
  }
  return call.value(list.finish());
}

NativeResult ets_info_2(NativeCall& call) {
  std::string_view item = peek(call, [&](const NoGc& no_gc) -> std::string_view {
    return call[1].is_atom() ? call.atoms().text(call[1].get(no_gc)) : "";
  });
  bool monotonic = item == "safe_fixed_monotonic_time";
  EtsMode mode = item == "stats" ? EtsMode::kExclusive : EtsMode::kShared;
  for (size_t words = kItemWords;;) {
    Reserved reserved = call.reserve(words);
    if (!reserved.ok()) return call.out_of_memory();
    EtsAccess access(call, call[0].get(reserved), EtsNeed::kNothing, mode);
    if (!access) return no_table(call, access);
    EtsRoom room(reserved.space(), words);
    NativeResult result;
    if (monotonic || item == "safe_fixed") {
      result = fixers(call, access.table(), monotonic, room);
    } else if (item == "stats") {
      result = chain_statistics(call, access.table(), room);
    } else {
      Term value = info_item(call, access.table(), item, room.space);
      result = value == kNoTerm ? call.badarg() : call.value(value);
    }
    if (room.wanted() == 0) return result;
    words = room.wanted();
  }
}

namespace {

NativeResult all_tables(NativeCall& call, std::vector<EtsTables::Entry> entries, Reserved& room) {
  TermSpace& space = room.space();
  Term list = kNil;
  for (const EtsTables::Entry& entry : entries) {
    Term table = entry.name != kNoTerm
                     ? entry.name
                     : make_reference({entry.serial, kTableReference | entry.index}, space);
    list = space.cons(table, list);
  }
  return call.value(list);
}

}  // namespace

NativeResult ets_all_0(NativeCall& call) {
  std::vector<EtsTables::Entry> entries = call.vm().ets->all();
  Reserved room = call.reserve(entries.size() * (kConsWords + kReferenceWords));
  if (!room.ok()) return call.out_of_memory();
  return all_tables(call, std::move(entries), room);
}

// What OTP's own ets:all/0 asks: a message {Reference, Tables} for each scheduler. All tables come in
// the first, the others have none.
NativeResult ets_internal_request_all_0(NativeCall& call) {
  std::vector<EtsTables::Entry> entries = call.vm().ets->all();
  size_t words = entries.size() * (kConsWords + kReferenceWords) + kReferenceWords + tuple_words(2);
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  Term list = all_tables(call, std::move(entries), room).value;
  Term reference = make_reference(*call.vm().identities, room.space());
  Process& self = call.process();
  for (size_t i = 0; i < call.vm().schedulers->all().size(); i++) {
    Word answer[3] = {tuple_header(2), reference.bits, (i == 0 ? list : kNil).bits};
    send_term(call.vm(), *self.scheduler, self.pid, make_boxed(answer));
  }
  return call.value(reference);
}

}  // namespace linac
