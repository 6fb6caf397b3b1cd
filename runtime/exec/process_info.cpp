#include "runtime/exec/process_info.h"

#include <cstdio>

#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "core/term/map_flat.h"
#include "runtime/exec/exception.h"
#include "runtime/memory/copy.h"
#include "runtime/process/names.h"

namespace linac {
namespace {

struct Asking {
  Process& self;
  Term asking;
  TermSpace& space;

  Term atom(std::string_view text) const { return *self.vm->atoms->intern(text); }
  Term pair(std::string_view name, Term value) const { return space.tuple_of(atom(name), value); }
  Term number(size_t value) const { return space.unsigned_integer(value); }
};

constexpr size_t kPairWords = tuple_words(2) + kConsWords;
constexpr size_t kNumberWords = kBigWords64;

Relations* relations(Process& self) { return self.relations_.get(); }
const ProcessSettings& settings(Process& self) {
  static const ProcessSettings kFirst;
  return self.settings_ ? *self.settings_ : kFirst;
}

// --- Single values -------------------------------------------------------------------------------

size_t no_words(Process&) { return kNumberWords; }

Term status(const Asking& on) {
  if (on.asking == on.self.pid) return on.atom("running");
  if (on.self.is_suspended()) return on.atom("suspended");
  return on.atom(on.self.waiting && !on.self.mailbox.has_unseen() ? "waiting" : "runnable");
}
Term message_queue_len(const Asking& on) { return on.number(on.self.mailbox.length()); }
Term trap_exit(const Asking& on) { return make_bool(on.self.trap_exit); }
Term error_handler(const Asking& on) { return settings(on.self).error_handler; }
Term priority(const Asking& on) {
  constexpr std::string_view kNames[] = {"max", "high", "normal", "low"};
  return on.atom(kNames[static_cast<size_t>(on.self.priority)]);
}
Term group_leader(const Asking& on) { return on.self.group_leader; }
Term total_heap_size(const Asking& on) {
  return on.number(on.self.heap.capacity_words() + on.self.stack.capacity_words());
}
Term heap_size(const Asking& on) { return on.number(on.self.heap.young_capacity_words()); }
Term stack_size(const Asking& on) { return on.number(on.self.stack.used_words()); }
Term reductions(const Asking& on) { return on.number(on.self.reductions_done.load()); }
Term memory(const Asking& on) { return on.number(process_bytes(on.self)); }
Term registered_name(const Asking& on) {
  Term name = on.self.vm->names->name_of(on.self);
  return name == kNoTerm ? kNil : name;
}
Term parent(const Asking& on) {
  return on.self.parent == kNoTerm ? atoms::kUndefined : on.self.parent;
}
Term message_queue_data(const Asking& on) { return settings(on.self).message_queue_data; }
Term min_heap_size(const Asking& on) { return on.number(settings(on.self).min_heap_size); }
Term min_bin_vheap_size(const Asking& on) {
  return on.number(settings(on.self).min_bin_vheap_size);
}
Term fullsweep_after(const Asking& on) { return on.number(settings(on.self).fullsweep_after); }
Term async_dist(const Asking& on) { return make_bool(settings(on.self).async_dist); }
Term zero(const Asking&) { return make_small(0); }
Term no(const Asking&) { return atoms::kFalse; }
Term nothing(const Asking&) { return kNil; }
Term undefined(const Asking&) { return atoms::kUndefined; }

// --- Where it is ---------------------------------------------------------------------------------

size_t trace_words(Process& self) { return parked_trace_words(self) + tuple_words(3); }
Term current_stacktrace(const Asking& on) { return build_parked_trace(on.self, on.space); }
Term mfa(const Asking& on, const ExportIdentity& identity) {
  return on.space.tuple_of(identity.module, identity.function, make_small(identity.arity));
}
Term current_function(const Asking& on) { return mfa(on, parked_function(on.self)); }
size_t location_words(Process& self) { return parked_trace_words(self) + tuple_words(4); }
Term current_location(const Asking& on) {
  Term frames = build_parked_trace(on.self, on.space);
  if (!frames.is_nil()) return frames.head();
  const ExportIdentity& call = *on.self.initial_call;
  return on.space.tuple_of(call.module, call.function, make_small(call.arity), kNil);
}
size_t mfa_words(Process&) { return tuple_words(3); }
Term initial_call(const Asking& on) { return mfa(on, *on.self.initial_call); }

constexpr size_t kMostBacktrace = 256;
size_t backtrace_words(Process&) { return binary_words(8 * kMostBacktrace); }
Term backtrace(const Asking& on) {
  char text[kMostBacktrace];
  int size = std::snprintf(text, sizeof text, "Program counter: %p\nStack: %zu words\n",
                           static_cast<const void*>(on.self.resume), on.self.stack.used_words());
  return make_binary({reinterpret_cast<const uint8_t*>(text), static_cast<size_t>(size)}, on.space);
}

// --- Lists ---------------------------------------------------------------------------------------

size_t dictionary_words(Process& self) {
  size_t words = 0;
  for (const auto& [key, value] : self.dictionary) {
    words = add_copies(words, kPairWords + measure_copy(key, self.vm->literals));
    words = add_copies(words, measure_copy(value, self.vm->literals));
    if (words == kNeverThere) break;
  }
  return words;
}
Term copied(const Asking& on, Term term) { return copy_term(term, on.space, on.self.vm->literals); }
Term dictionary(const Asking& on) {
  Term list = kNil;
  for (size_t i = on.self.dictionary.size(); i-- > 0;) {
    Term key = copied(on, on.self.dictionary[i].first);
    Term value = copied(on, on.self.dictionary[i].second);
    list = on.space.cons(on.space.tuple_of(key, value), list);
  }
  return list;
}

size_t messages_words(Process& self) {
  size_t words = 0;
  for (Fragment* at = self.mailbox.first(); at; at = at->next) {
    words = add_copies(words, kConsWords + measure_copy(at->root, self.vm->literals));
    if (words == kNeverThere) break;
  }
  return words;
}
Term messages(const Asking& on) {
  Term first = kNil;
  Word* end = nullptr;
  for (Fragment* at = on.self.mailbox.first(); at; at = at->next) {
    Term message = copied(on, at->root);
    Term cell = on.space.cons(message, kNil);
    if (end) {
      *end = cell.bits;
    } else {
      first = cell;
    }
    end = &cell.cell()[1];
  }
  return first;
}

size_t links_words(Process& self) {
  return relations(self) ? kConsWords * relations(self)->links.size() : 0;
}
Term links(const Asking& on) {
  Term list = kNil;
  if (!relations(on.self)) return list;
  const auto& all = relations(on.self)->links.entries();
  for (size_t i = all.size(); i-- > 0;) {
    if (all[i].value == 0) list = on.space.cons(Term{all[i].key}, list);
  }
  return list;
}

size_t monitors_words(Process& self) {
  return relations(self) ? (kPairWords + tuple_words(2)) * relations(self)->watching.size() : 0;
}
Term monitors(const Asking& on) {
  Term list = kNil;
  if (!relations(on.self)) return list;
  const auto& all = relations(on.self)->watching.entries();
  for (size_t i = all.size(); i-- > 0;) {
    const Watching& one = all[i].value;
    Term object = one.type == MonitorType::kTimeOffset ? on.atom("clock_service")
                  : one.name == kNoTerm                ? one.target
                                        : on.space.tuple_of(one.name, atoms::kNonodeNohost);
    Term type = one.type == MonitorType::kTimeOffset ? on.atom("time_offset") : atoms::kProcess;
    list = on.space.cons(on.space.tuple_of(type, object), list);
  }
  return list;
}

size_t monitored_by_words(Process& self) {
  return relations(self) ? kConsWords * relations(self)->watchers.size() : 0;
}
Term monitored_by(const Asking& on) {
  Term list = kNil;
  if (!relations(on.self)) return list;
  const auto& all = relations(on.self)->watchers.entries();
  for (size_t i = all.size(); i-- > 0;) list = on.space.cons(all[i].value.pid, list);
  return list;
}

// [{Pid, Times, Outstanding}]
size_t suspending_words(Process& self) {
  return relations(self) ? (tuple_words(3) + kConsWords) * relations(self)->suspending.size() : 0;
}
Term suspending(const Asking& on) {
  Term list = kNil;
  if (!relations(on.self)) return list;
  for (const auto& one : relations(on.self)->suspending.entries()) {
    Term entry = on.space.tuple_of(Term{one.key}, make_small(one.value), make_small(0));
    list = on.space.cons(entry, list);
  }
  return list;
}

// --- Memory --------------------------------------------------------------------------------------

size_t max_heap_words(Process&) { return max_heap_size_words(); }
Term max_heap_size(const Asking& on) { return build_max_heap_size(on.self, on.space); }

size_t garbage_collection_words(Process&) {
  return 5 * (kPairWords + kNumberWords) + max_heap_size_words();
}
Term garbage_collection(const Asking& on) {
  const ProcessSettings& set = settings(on.self);
  const HeapStatistics& done = on.self.heap.statistics();
  Term list = kNil;
  list = on.space.cons(on.pair("minor_gcs", on.number(done.minor_collections)), list);
  list = on.space.cons(on.pair("fullsweep_after", on.number(set.fullsweep_after)), list);
  list = on.space.cons(on.pair("min_heap_size", on.number(set.min_heap_size)), list);
  list = on.space.cons(on.pair("min_bin_vheap_size", on.number(set.min_bin_vheap_size)), list);
  return on.space.cons(on.pair("max_heap_size", max_heap_size(on)), list);
}

size_t garbage_collection_info_words(Process&) { return 11 * (kPairWords + kNumberWords); }
Term garbage_collection_info(const Asking& on) {
  const Heap& heap = on.self.heap;
  const std::pair<std::string_view, size_t> kRows[] = {
      {"old_heap_block_size", heap.old_capacity_words()},
      {"heap_block_size", heap.young_capacity_words()},
      {"mbuf_size", heap.used_words() - heap.young_used_words() - heap.old_used_words()},
      {"recent_size", 0},
      {"stack_size", on.self.stack.used_words()},
      {"old_heap_size", heap.old_used_words()},
      {"heap_size", heap.young_used_words()},
      {"bin_vheap_size", heap.off_heap_bytes() / sizeof(Word)},
      {"bin_vheap_block_size", static_cast<size_t>(settings(on.self).min_bin_vheap_size)},
      {"bin_old_vheap_size", 0},
      {"bin_old_vheap_block_size", static_cast<size_t>(settings(on.self).min_bin_vheap_size)},
  };
  Term list = kNil;
  for (size_t i = std::size(kRows); i-- > 0;) {
    list = on.space.cons(on.pair(kRows[i].first, on.number(kRows[i].second)), list);
  }
  return list;
}

// --- The table -----------------------------------------------------------------------------------

struct Item {
  std::string_view name;
  size_t (*words)(Process& self);
  Term (*build)(const Asking& on);
};
constexpr Item kItems[] = {
    {"registered_name", no_words, registered_name},
    {"current_function", mfa_words, current_function},
    {"initial_call", mfa_words, initial_call},
    {"status", no_words, status},
    {"message_queue_len", no_words, message_queue_len},
    {"links", links_words, links},
    {"dictionary", dictionary_words, dictionary},
    {"trap_exit", no_words, trap_exit},
    {"error_handler", no_words, error_handler},
    {"priority", no_words, priority},
    {"group_leader", no_words, group_leader},
    {"total_heap_size", no_words, total_heap_size},
    {"heap_size", no_words, heap_size},
    {"stack_size", no_words, stack_size},
    {"reductions", no_words, reductions},
    {"garbage_collection", garbage_collection_words, garbage_collection},
    {"suspending", suspending_words, suspending},
    // Up to here: what process_info/1 gives.
    {"async_dist", no_words, async_dist},
    {"backtrace", backtrace_words, backtrace},
    {"binary", no_words, nothing},
    {"catchlevel", no_words, zero},
    {"current_location", location_words, current_location},
    {"current_stacktrace", trace_words, current_stacktrace},
    {"fullsweep_after", no_words, fullsweep_after},
    {"garbage_collection_info", garbage_collection_info_words, garbage_collection_info},
    {"label", no_words, undefined},
    {"last_calls", no_words, no},
    {"max_heap_size", max_heap_words, max_heap_size},
    {"memory", no_words, memory},
    {"message_queue_data", no_words, message_queue_data},
    {"messages", messages_words, messages},
    {"min_bin_vheap_size", no_words, min_bin_vheap_size},
    {"min_heap_size", no_words, min_heap_size},
    {"monitored_by", monitored_by_words, monitored_by},
    {"monitors", monitors_words, monitors},
    {"parent", no_words, parent},
    {"priority_messages", no_words, no},
    {"sequential_trace_token", no_words, nothing},
    {"trace", no_words, zero},
};
constexpr size_t kDefaultItems = 17;
static_assert(std::size(kItems) > kDefaultItems);

const Item* find_item(const AtomTable& atoms, Term item) {
  if (!item.is_atom()) return nullptr;
  std::string_view name = atoms.text(item);
  for (const Item& one : kItems) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

bool is_dictionary_key(const AtomTable& atoms, Term item) {
  return is_tuple_of(item, 2) && tuple_element(item, 0).is_atom() &&
         atoms.text(tuple_element(item, 0)) == "dictionary";
}

Term dictionary_value(Process& self, Term key) {
  Dictionary::Pair* pair = self.dictionary.find(*self.vm->atoms, key);
  return pair ? pair->second : atoms::kUndefined;
}

size_t item_words(Process& self, Term item) {
  size_t words = kPairWords;
  if (const Item* known = find_item(*self.vm->atoms, item)) return words + known->words(self);
  VM_CHECK(is_dictionary_key(*self.vm->atoms, item));
  return words + measure_copy(item, self.vm->literals) +
         measure_copy(dictionary_value(self, tuple_element(item, 1)), self.vm->literals);
}

Term build_item(const Asking& on, Term item) {
  if (const Item* known = find_item(*on.self.vm->atoms, item)) {
    Term value = known->build(on);
    return on.space.tuple_of(item, value);
  }
  Term name = copied(on, item);
  Term value = copied(on, dictionary_value(on.self, tuple_element(item, 1)));
  return on.space.tuple_of(name, value);
}

}  // namespace

bool is_process_info_item(const AtomTable& atoms, Term item) {
  return find_item(atoms, item) || is_dictionary_key(atoms, item);
}

size_t process_info_words(Process& self, Term items) {
  size_t words = 0;
  if (items == atoms::kAll) {
    for (size_t i = 0; i < kDefaultItems; i++) {
      words = add_copies(words, kPairWords + kItems[i].words(self));
    }
    return words;
  }
  if (!items.is_list()) return item_words(self, items);
  for (; items.is_cons() && words != kNeverThere; items = items.tail()) {
    words = add_copies(words, item_words(self, items.head()));
  }
  return words;
}

Term build_process_info(Process& self, Term items, Term asking, TermSpace& space) {
  Asking on{self, asking, space};
  if (items != atoms::kAll && !items.is_list()) return build_item(on, items);
  Term first = kNil;
  Word* end = nullptr;
  auto add = [&](Term value) {
    Term cell = space.cons(value, kNil);
    (end ? *end : first.bits) = cell.bits;
    end = &cell.cell()[1];
  };
  if (items == atoms::kAll) {
    bool has_name = self.vm->names->name_of(self) != kNoTerm;
    for (size_t i = has_name ? 0 : 1; i < kDefaultItems; i++) {
      add(build_item(on, on.atom(kItems[i].name)));
    }
  }
  for (; items.is_cons(); items = items.tail()) add(build_item(on, items.head()));
  return first;
}

size_t max_heap_size_words() { return flat_map_and_keys_words(4) + kNumberWords; }

Term build_max_heap_size(Process& self, TermSpace& space) {
  const ProcessSettings& set = settings(self);
  constexpr std::string_view kKeys[] = {"error_logger", "include_shared_binaries", "kill", "size"};
  Term keys[4], values[4] = {make_bool(set.max_heap_log), make_bool(set.max_heap_shared),
                             make_bool(set.max_heap_kill), space.integer(set.max_heap_size)};
  for (size_t i = 0; i < 4; i++) keys[i] = *self.vm->atoms->intern(kKeys[i]);
  return map_from_pairs(*self.vm->atoms, keys, values, space);
}

size_t process_bytes(Process& self) {
  size_t words = self.heap.capacity_words() + self.stack.capacity_words();
  for (Fragment* at = self.mailbox.first(); at; at = at->next) words += at->block.capacity;
  return sizeof(Process) + words * sizeof(Word);
}

}  // namespace linac
