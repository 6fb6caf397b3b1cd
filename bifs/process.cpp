// The process itself: its dictionary, raising, flags, halting.
#include "bifs/support.h"
#include "bifs/unicode_text.h"
#include "core/term/compare.h"
#include "runtime/process/output.h"
#include "runtime/process/table.h"

namespace linac {

NativeResult erlang_self_0(NativeCall& call) { return call.value(call.process().pid); }

NativeResult erlang_group_leader_0(NativeCall& call) {
  Term leader = call.process().group_leader;
  return call.value(leader == kNoTerm ? kOutputPid : leader);
}

// --- The dictionary ------------------------------------------------------------------------------

namespace {

// [{Key, Value}] of the dictionary, or its keys.
NativeResult dictionary_list(NativeCall& call, bool pairs) {
  Dictionary& dictionary = call.process().dictionary;
  size_t words = kConsWords + (pairs ? tuple_words(2) : 0);
  Reserved room = call.reserve(words * dictionary.size());
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const auto& [key, value] : dictionary) {
    list.add(pairs ? room.space().tuple_of(key, value) : key);
  }
  return call.value(list.finish());
}

}  // namespace

NativeResult erlang_put_2(NativeCall& call) {
  NoGc no_gc(call.heap());
  Dictionary& dictionary = call.process().dictionary;
  Term key = call[0].get(no_gc), value = call[1].get(no_gc);
  Dictionary::Pair* it = dictionary.find(call.atoms(), key);
  if (!it) {
    dictionary.insert(call.atoms(), key, value);
    return call.value(atoms::kUndefined);
  }
  return call.value(std::exchange(it->second, value));
}

NativeResult erlang_get_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Dictionary& dictionary = call.process().dictionary;
  Dictionary::Pair* it = dictionary.find(call.atoms(), call[0].get(no_gc));
  return call.value(it ? it->second : atoms::kUndefined);
}

NativeResult erlang_erase_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Dictionary& dictionary = call.process().dictionary;
  Dictionary::Pair* it = dictionary.find(call.atoms(), call[0].get(no_gc));
  if (!it) return call.value(atoms::kUndefined);
  Term value = it->second;
  dictionary.erase(it);
  return call.value(value);
}

NativeResult erlang_get_0(NativeCall& call) { return dictionary_list(call, true); }

NativeResult erlang_get_keys_0(NativeCall& call) { return dictionary_list(call, false); }

NativeResult erlang_erase_0(NativeCall& call) {
  NativeResult list = dictionary_list(call, true);
  if (list.status == NativeStatus::kValue) call.process().dictionary.clear();
  return list;
}

NativeResult erlang_get_keys_1(NativeCall& call) {
  auto matches = [&](Term value) {
    NoGc no_gc(call.heap());
    return exact_equal(value, call[0].get(no_gc));
  };
  size_t count = 0;
  for (const auto& pair : call.process().dictionary) count += matches(pair.second);
  Reserved room = call.reserve(kConsWords * count);
  if (!room.ok()) return call.out_of_memory();
  ListBuilder list(room.space());
  for (const auto& [key, value] : call.process().dictionary) {
    if (matches(value)) list.add(key);
  }
  return call.value(list.finish());
}

// --- Raising -------------------------------------------------------------------------------------

namespace {

NativeResult raise_here(NativeCall& call, Term exception_class) {
  NoGc no_gc(call.heap());
  return call.raise_in_caller(exception_class, call[0].get(no_gc));
}

// The map of the option {error_info, Map}, or []; anything else in the options says nothing.
Term error_info_of(Term options) {
  Term info = kNil;
  for (; options.is_cons(); options = options.tail()) {
    Term option = options.head();
    if (!is_tuple_of(option, 2) || tuple_element(option, 0) != atoms::kErrorInfo ||
        !is_map(tuple_element(option, 1))) {
      return kNil;
    }
    info = tuple_element(option, 1);
  }
  return options.is_nil() ? info : kNil;
}

// The reason and, in the raiser's frame, its arguments and what explains the error.
NativeResult raise_with_arguments(NativeCall& call) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term arguments = call[1].get(room);
  Term info = call.arity() == 3 ? error_info_of(call[2].get(room)) : kNil;
  NativeResult raised = call.raise_in_caller(atoms::kError, call[0].get(room));
  if (!arguments.is_list()) arguments = atoms::kNone;
  if (arguments != atoms::kNone || !info.is_nil()) {
    call.process().exception().first_frame = room.space().tuple_of(arguments, info);
  }
  return raised;
}

// Whether the frames are {M, F, ArityOrArguments}, {Fun, Arguments} or these with a list behind.
bool is_stacktrace(Term trace) {
  for (; trace.is_cons(); trace = trace.tail()) {
    Term frame = trace.head();
    if (!is_tuple(frame)) return false;
    size_t arity = tuple_arity(frame);
    if (arity < 2 || arity > 4) return false;
    if (is_fun(tuple_element(frame, 0))) {
      if (arity == 4 || (arity == 3 && !tuple_element(frame, 2).is_list())) return false;
    } else {
      if (arity == 2 || !tuple_element(frame, 0).is_atom() || !tuple_element(frame, 1).is_atom()) {
        return false;
      }
      if (arity == 4 && !tuple_element(frame, 3).is_list()) return false;
    }
  }
  return trace.is_nil();
}

// A frame with its list of locations, which may be missing.
Term complete_frame(Term frame, TermSpace& space) {
  size_t wanted = is_fun(tuple_element(frame, 0)) ? 3 : 4;
  if (tuple_arity(frame) == wanted) return frame;
  Term result = space.tuple(wanted);
  for (size_t i = 0; i + 1 < wanted; i++) payload(result)[i] = tuple_element(frame, i).bits;
  payload(result)[wanted - 1] = kNil.bits;
  return result;
}

constexpr size_t kBacktraceDepth = 8;

}  // namespace

NativeResult erlang_error_1(NativeCall& call) { return raise_here(call, atoms::kError); }
NativeResult erlang_exit_1(NativeCall& call) { return raise_here(call, atoms::kExit); }
NativeResult erlang_throw_1(NativeCall& call) { return raise_here(call, atoms::kThrow); }
NativeResult erlang_error_2(NativeCall& call) { return raise_with_arguments(call); }
NativeResult erlang_error_3(NativeCall& call) { return raise_with_arguments(call); }

// Unlike error/1, with a frame of its own.
NativeResult erlang_nif_error_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  return call.error(call[0].get(no_gc));
}
NativeResult erlang_nif_error_2(NativeCall& call) { return erlang_nif_error_1(call); }

NativeResult erlang_raise_3(NativeCall& call) {
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term exception_class = call[0].get(no_gc);
    return (exception_class == atoms::kError || exception_class == atoms::kExit ||
            exception_class == atoms::kThrow) &&
           is_stacktrace(call[2].get(no_gc));
  });
  if (!valid) return call.value(atoms::kBadarg);
  Reserved room = call.reserve(kBacktraceDepth * (kConsWords + tuple_words(4)));
  if (!room.ok()) return call.out_of_memory();
  ListBuilder frames(room.space());
  Term given = call[2].get(room);
  for (size_t i = 0; i < kBacktraceDepth && given.is_cons(); i++, given = given.tail()) {
    frames.add(complete_frame(given.head(), room.space()));
  }
  NativeResult raised = call.raise_in_caller(call[0].get(room), call[1].get(room));
  call.process().exception().trace = frames.finish();
  return raised;
}

// --- Flags and memory ----------------------------------------------------------------------------

NativeResult erlang_garbage_collect_0(NativeCall& call) {
  if (!call.heap().collect_major(0, call.safepoint())) return call.out_of_memory();
  return call.value(atoms::kTrue);
}

// --- Halting -------------------------------------------------------------------------------------

namespace {

NativeResult request_halt(NativeCall& call, int64_t status, bool flush) {
  call.vm().halt->request(static_cast<int>(status & 0xFF), flush);
  call.process().exit_reason = atoms::kNormal;
  return {kNoTerm, NativeStatus::kExit};
}

}  // namespace

void tell_slogan(NativeCall& call, const std::string& slogan) {
  call.vm().errors->write(slogan + "\n");
  call.vm().errors->flush();
}

namespace {

constexpr int64_t kAbortStatus = 134;  // as a shell shows a process that aborted
constexpr int64_t kCrashStatus = 1;    // after a slogan

// The status that halt's first argument asks for; negative: badarg.
int64_t halt_status(NativeCall& call) {
  if (call.arity() == 0) return 0;
  if (call[0].is_small()) return call[0].small_value();
  NoGc no_gc(call.heap());
  Term argument = call[0].get(no_gc);
  if (argument.is_atom() && call.atoms().text(argument) == "abort") return kAbortStatus;
  if (is_big(argument) && !is_big_negative(argument)) {
    return static_cast<int64_t>(payload(argument)[0] & 0xFF);
  }
  std::string slogan;
  if (!argument.is_list() || !append_character_list(slogan, argument)) return -1;
  tell_slogan(call, slogan);
  return kCrashStatus;
}

}  // namespace

NativeResult erlang_halt_0(NativeCall& call) { return request_halt(call, 0, true); }

NativeResult erlang_halt_1(NativeCall& call) {
  int64_t status = halt_status(call);
  if (status < 0) return call.badarg();
  return request_halt(call, status, true);
}

NativeResult erlang_halt_2(NativeCall& call) {
  bool flush = true;
  bool valid = peek(call, [&](const NoGc& no_gc) {
    Term options = call[1].get(no_gc);
    for (; options.is_cons(); options = options.tail()) {
      Term option = options.head();
      if (!is_tuple_of(option, 2) || !tuple_element(option, 0).is_atom()) return false;
      std::string_view name = call.atoms().text(tuple_element(option, 0));
      Term value = tuple_element(option, 1);
      if (name == "flush" && is_boolean(value)) {
        flush = value == atoms::kTrue;
      } else if (name != "flush_timeout" || (!value.is_small() && value != atoms::kInfinity) ||
                 (value.is_small() && value.small_value() < 0)) {
        return false;
      }
    }
    return options.is_nil();
  });
  if (!valid) return call.badarg_because(atoms::kBadopt);
  int64_t status = halt_status(call);
  if (status < 0) return call.badarg();
  return request_halt(call, status, flush);
}

}  // namespace linac
