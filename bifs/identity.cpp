// References, unique integers, and what pids, ports, references and funs are made of.
#include <algorithm>
#include <charconv>

#include "bifs/support.h"
#include "bifs/unicode_text.h"
#include "core/term/bits.h"
#include "core/term/identity.h"
#include "core/term/map.h"
#include "core/term/map_flat.h"
#include "core/term/print.h"
#include "core/term/term_hooks.h"
#include "runtime/code/code_server.h"
#include "runtime/code/entries.h"
#include "runtime/process/identities.h"
#include "runtime/process/table.h"

namespace linac {
namespace {

NativeResult text_list(NativeCall& call, std::string_view text) {
  Reserved room = call.reserve(kConsWords * text.size());
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_character_list(text, kNil, room.space()));
}

// The text of an argument that is a flat list of Latin-1 characters; false: it is none.
bool read_text(NativeCall& call, std::string* out) {
  return peek(call, [&](const NoGc& no_gc) {
    Term list = call[0].get(no_gc);
    for (; list.is_cons(); list = list.tail()) {
      if (!list.head().is_small() || list.head().small_value() < 0 ||
          list.head().small_value() > 255) {
        return false;
      }
      out->push_back(static_cast<char>(list.head().small_value()));
    }
    return list.is_nil();
  });
}

// "PREFIX0.A.B>" with `count` decimal numbers after the node's, which must be 0.
bool read_numbers(std::string_view text, std::string_view prefix, uint64_t* numbers, size_t most,
                  size_t* count) {
  if (!text.starts_with(prefix) || !text.ends_with('>')) return false;
  const char* at = text.data() + prefix.size();
  const char* end = text.data() + text.size() - 1;
  *count = 0;
  for (bool first = true;; first = false) {
    uint64_t number = 0;
    auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc() || next == at) return false;
    if (first ? number != 0 : *count == most) return false;
    if (!first) numbers[(*count)++] = number;
    if (next == end) return true;
    if (*next != '.') return false;
    at = next + 1;
  }
}

}  // namespace

NativeResult erlang_make_ref_0(NativeCall& call) {
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(make_reference(*call.vm().identities, room.space()));
}

NativeResult erlang_unique_integer_0(NativeCall& call) {
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().integer(-call.vm().identities->next_integer()));
}

NativeResult erlang_unique_integer_1(NativeCall& call) {
  bool positive = false;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term options = call[0].get(no_gc);
    for (; options.is_cons(); options = options.tail()) {
      Term option = options.head();
      std::string_view name = option.is_atom() ? call.atoms().text(option) : "";
      if (name != "positive" && name != "monotonic") return false;
      // The monotonic ones go up, and positive ones are not negative.
      positive = true;
    }
    return options.is_nil();
  });
  if (!valid) return call.badarg();
  if (!positive) return erlang_unique_integer_0(call);
  Reserved room = call.reserve(kBigWords64);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().integer(call.vm().identities->next_integer()));
}

NativeResult erlang_pid_to_list_1(NativeCall& call) {
  if (!call[0].is_pid()) return call.badarg();
  std::string text;
  peek(call, [&](const NoGc& no_gc) { print_pid(text, call[0].get(no_gc)); });
  return text_list(call, text);
}

NativeResult erlang_port_to_list_1(NativeCall& call) {
  std::string text;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term port = call[0].get(no_gc);
    if (is_port(port)) print_port(text, port);
    return is_port(port);
  });
  return valid ? text_list(call, text) : call.badarg();
}

NativeResult erlang_ref_to_list_1(NativeCall& call) {
  if (!call[0].is_reference()) return call.badarg();
  std::string text;
  peek(call, [&](const NoGc& no_gc) { print_reference(text, call[0].get(no_gc)); });
  return text_list(call, text);
}

NativeResult erlang_fun_to_list_1(NativeCall& call) {
  if (!call[0].is_fun()) return call.badarg();
  std::string text;
  peek(call, [&](const NoGc& no_gc) { print_fun(text, call.atoms(), call[0].get(no_gc)); });
  return text_list(call, text);
}

NativeResult erlang_list_to_pid_1(NativeCall& call) {
  std::string text;
  uint64_t numbers[2];
  size_t count = 0;
  if (!read_text(call, &text) || !read_numbers(text, "<", numbers, 2, &count) || count != 2 ||
      numbers[0] >> kPidNumberBits != 0 || numbers[1] >> 28 != 0) {
    return call.badarg();
  }
  return call.value(make_immediate(ImmediateKind::kPid, pack_pid(numbers[0], numbers[1])));
}

NativeResult erlang_list_to_port_1(NativeCall& call) {
  std::string text;
  uint64_t number = 0;
  size_t count = 0;
  if (!read_text(call, &text) || !read_numbers(text, "#Port<", &number, 1, &count) || count != 1 ||
      number >> 56 != 0) {
    return call.badarg();
  }
  return call.value(make_immediate(ImmediateKind::kPort, number));
}

NativeResult erlang_list_to_ref_1(NativeCall& call) {
  std::string text;
  uint64_t numbers[3];
  size_t count = 0;
  if (!read_text(call, &text) || !read_numbers(text, "#Ref<", numbers, 3, &count) || count != 3) {
    return call.badarg();
  }
  for (uint64_t number : numbers) {
    if (number >> 32 != 0) return call.badarg();
  }
  if (numbers[2] >> kFirstReferenceBits != 0) return call.badarg();
  Reserved room = call.reserve(kReferenceWords);
  if (!room.ok()) return call.out_of_memory();
  Word* box = room.space().take(kReferenceWords);
  box[0] = make_header(BoxedKind::kReference, kReferenceWords - 1);
  box[1] = numbers[1] << 32 | numbers[2];
  box[2] = numbers[0];
  return call.value(make_boxed(box));
}

NativeResult erlang_node_0(NativeCall& call) { return call.value(atoms::kNonodeNohost); }

NativeResult erlang_node_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term term = call[0].get(no_gc);
  if (!is_pid(term) && !is_port(term) && !is_reference(term)) return call.badarg();
  bool external = is_boxed_kind(term, BoxedKind::kExternalPid) ||
                  is_boxed_kind(term, BoxedKind::kExternalPort) ||
                  is_boxed_kind(term, BoxedKind::kExternalReference);
  return call.value(external ? external_node(term).node : atoms::kNonodeNohost);
}

NativeResult erlang_nodes_0(NativeCall& call) { return call.value(kNil); }

// nodes(Types): this node belongs to `this` and `known`; others there are none.
namespace {

// An atom or a list of them: which nodes are asked for. `has_this`: this one is among them. False: badarg.
bool read_node_types(NativeCall& call, Term types, bool* has_this) {
  auto is_type = [&](Term type) {
    if (!type.is_atom()) return false;
    std::string_view name = call.atoms().text(type);
    if (name == "this" || name == "known") *has_this = true;
    return name == "this" || name == "known" || name == "visible" || name == "hidden" ||
           name == "connected";
  };
  if (types.is_atom()) return is_type(types);
  for (; types.is_cons(); types = types.tail()) {
    if (!is_type(types.head())) return false;
  }
  return types.is_nil();
}

// #{connection_id => boolean(), node_type => boolean()}, each of which may be missing. False: badarg.
bool read_node_items(NativeCall& call, Term options, bool* connection, bool* type) {
  if (!is_map(options)) return false;
  for (MapIterator it(options); it.next();) {
    if (!it.key().is_atom() || (it.value() != atoms::kTrue && it.value() != atoms::kFalse)) {
      return false;
    }
    std::string_view name = call.atoms().text(it.key());
    if (name != "connection_id" && name != "node_type") return false;
    (name == "node_type" ? *type : *connection) = it.value() == atoms::kTrue;
  }
  return true;
}

}  // namespace

NativeResult erlang_nodes_1(NativeCall& call) {
  bool has_this = false;
  Reserved room = call.reserve(kConsWords);
  if (!room.ok()) return call.out_of_memory();
  if (!read_node_types(call, call[0].get(room), &has_this)) return call.badarg();
  return call.value(has_this ? room.space().cons(atoms::kNonodeNohost, kNil) : kNil);
}

// [{Node, #{Item => Value}}]
NativeResult erlang_nodes_2(NativeCall& call) {
  bool has_this = false, connection = false, type = false;
  Reserved room = call.reserve(kConsWords + tuple_words(2) + flat_map_and_keys_words(2));
  if (!room.ok()) return call.out_of_memory();
  if (!read_node_types(call, call[0].get(room), &has_this) ||
      !read_node_items(call, call[1].get(room), &connection, &type)) {
    return call.badarg();
  }
  if (!has_this) return call.value(kNil);
  TermSpace& space = room.space();
  auto atom = [&](std::string_view name) { return *call.vm().atoms->intern(name); };
  Term keys[2], values[2];
  size_t count = 0;
  if (connection) {
    keys[count] = atom("connection_id");
    values[count++] = atoms::kUndefined;
  }
  if (type) {
    keys[count] = atom("node_type");
    values[count++] = atom("this");
  }
  Term map = map_from_pairs(call.atoms(), std::span(keys, count), std::span(values, count), space);
  return call.value(space.cons(space.tuple_of(atoms::kNonodeNohost, map), kNil));
}

// Without distribution: there is nothing to disconnect from, no cookie, and other nodes are not
// watched.
NativeResult erlang_disconnect_node_1(NativeCall& call) {
  return call.value(*call.vm().atoms->intern("ignored"));
}
NativeResult erlang_get_cookie(NativeCall& call) {
  return call.value(*call.vm().atoms->intern("nocookie"));
}
NativeResult erlang_monitor_node(NativeCall& call) {
  bool is_fit = peek(
      call, [&](const NoGc& no_gc) { return call[0].is_atom() && is_boolean(call[1].get(no_gc)); });
  if (!is_fit) return call.badarg();
  bool is_here =
      peek(call, [&](const NoGc& no_gc) { return call[0].get(no_gc) == atoms::kNonodeNohost; });
  if (is_here) return call.boolean(true);
  return call.error(*call.vm().atoms->intern("notalive"));
}

NativeResult erlang_bump_reductions_1(NativeCall& call) {
  if (!call[0].is_small() || call[0].small_value() < 0) return call.badarg();
  call.charge(std::min<int64_t>(call[0].small_value(), 1 << 20));
  return call.boolean(true);
}

NativeResult erlang_is_alive_0(NativeCall& call) { return call.boolean(false); }

NativeResult erlang_make_fun_3(NativeCall& call) {
  if (!call[0].is_atom() || !call[1].is_atom() || !call[2].is_small() ||
      call[2].small_value() < 0 || call[2].small_value() > 255) {
    return call.badarg();
  }
  TermHooks& hooks = *call.vm().hooks;
  Reserved room = call.reserve(hooks.external_fun_words());
  if (!room.ok()) return call.out_of_memory();
  ExternalFunInfo info{call[0].get(room), call[1].get(room),
                       static_cast<uint32_t>(call[2].small_value())};
  auto fun = hooks.make_external_fun(info, false, room.space());
  return fun ? call.value(*fun) : call.badarg();
}

// --- fun_info ------------------------------------------------------------------------------------

namespace {

constexpr size_t kUniqueBytes = 16;
// Of the largest item: the captured terms come extra.
constexpr size_t kFunItemWords = tuple_words(2) + binary_words(8 * kUniqueBytes) + kBigWords64;

constexpr std::string_view kLocalItems[] = {"pid",  "module", "new_index", "new_uniq", "index",
                                            "uniq", "name",   "arity",     "env",      "type"};
constexpr std::string_view kExternalItems[] = {"module", "name", "arity", "env", "type"};

// "-main/0-fun-1-": the name that the compiler gave the function behind a closure.
Term closure_name(NativeCall& call, const FunEntry& entry) {
  const FunctionEntry* function = entry.function.load(std::memory_order_acquire);
  return function ? function->name : *call.vm().atoms->intern("-unknown-");
}

size_t captured_count(Term closure) { return boxed_size(closure) - 1; }

Term closure_item(NativeCall& call, Term fun, std::string_view item, TermSpace& space) {
  const FunEntry& entry = *reinterpret_cast<const FunEntry*>(payload(fun)[0]);
  if (item == "module") return entry.identity.module;
  if (item == "name") return closure_name(call, entry);
  if (item == "arity") return make_small(entry.arity);
  if (item == "index" || item == "new_index") return make_small(entry.identity.index);
  if (item == "uniq") return make_small(entry.identity.old_unique);
  if (item == "new_uniq") return make_binary(std::span(entry.unique), space);
  if (item == "pid") return kOutputPid;  // OTP keeps it no longer, either
  if (item == "type") return *call.vm().atoms->intern("local");
  if (item != "env") return kNoTerm;
  Term list = kNil;
  for (size_t i = captured_count(fun); i-- > 0;) list = space.cons(payload_term(fun, 1 + i), list);
  return list;
}

Term external_fun_item(NativeCall& call, Term fun, std::string_view item) {
  const ExportIdentity& entry = export_identity(fun);
  if (item == "module") return entry.module;
  if (item == "name") return entry.function;
  if (item == "arity") return make_small(entry.arity);
  if (item == "env") return kNil;
  if (item == "type") return *call.vm().atoms->intern("external");
  if (item == "index" || item == "uniq" || item == "new_index" || item == "new_uniq" ||
      item == "pid") {
    return atoms::kUndefined;
  }
  return kNoTerm;
}

// {Item, Value}; kNoTerm: no such item.
Term fun_item(NativeCall& call, Term fun, std::string_view item, TermSpace& space) {
  Term value =
      is_closure(fun) ? closure_item(call, fun, item, space) : external_fun_item(call, fun, item);
  if (value == kNoTerm) return kNoTerm;
  return space.tuple_of(*call.vm().atoms->intern(item), value);
}

size_t fun_items_words(NativeCall& call, size_t items) {
  NoGc no_gc(call.heap());
  Term fun = call[0].get(no_gc);
  size_t captured = is_closure(fun) ? captured_count(fun) : 0;
  return items * (kFunItemWords + kConsWords) + kConsWords * captured;
}

}  // namespace

NativeResult erlang_fun_info_2(NativeCall& call) {
  if (!call[0].is_fun() || !call[1].is_atom()) return call.badarg();
  Reserved room = call.reserve(fun_items_words(call, 1));
  if (!room.ok()) return call.out_of_memory();
  Term item = fun_item(call, call[0].get(room), call.atoms().text(call[1].get(room)), room.space());
  return item == kNoTerm ? call.badarg() : call.value(item);
}

NativeResult erlang_fun_info_1(NativeCall& call) {
  if (!call[0].is_fun()) return call.badarg();
  bool local = peek(call, [&](const NoGc& no_gc) { return is_closure(call[0].get(no_gc)); });
  std::span<const std::string_view> names = local
                                                ? std::span<const std::string_view>(kLocalItems)
                                                : std::span<const std::string_view>(kExternalItems);
  Reserved room = call.reserve(fun_items_words(call, names.size()));
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (std::string_view name : names) {
    list.add(fun_item(call, call[0].get(room), name, room.space()));
  }
  return call.value(list.finish());
}

NativeResult erlang_fun_info_mfa_1(NativeCall& call) {
  if (!call[0].is_fun()) return call.badarg();
  Reserved room = call.reserve(tuple_words(3));
  if (!room.ok()) return call.out_of_memory();
  Term fun = call[0].get(room);
  if (is_external_fun(fun)) {
    const ExportIdentity& entry = export_identity(fun);
    return call.value(room.space().tuple_of(entry.module, entry.function, make_small(entry.arity)));
  }
  const FunEntry& entry = *reinterpret_cast<const FunEntry*>(payload(fun)[0]);
  return call.value(room.space().tuple_of(entry.identity.module, closure_name(call, entry),
                                          make_small(entry.arity)));
}

}  // namespace linac
