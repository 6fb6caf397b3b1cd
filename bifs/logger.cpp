// The part of OTP's `logger` that needs no processes: which levels are logged, and events printed as
// the default handler prints them, by the process that logs. A report that has a callback is made text
// by that: the callback runs in the process, and what follows it is a native of its own
// (erts_internal:linac_log_finish/1), to which it returns.
//
// What configures more than the level starts OTP's own logger (linac_init); from then on all of this goes on
// in OTP's functions.
//
// Where a library brings its own module `logger`, that replaces all of this (N2 of docs/natives.md).
#include "bifs/fallback.h"
#include "bifs/log_text.h"
#include "bifs/support.h"
#include "bifs/unicode_text.h"
#include "core/term/map.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/enter.h"

namespace linac {
NativeResult logger_configure(NativeCall& call);

namespace {

constexpr std::string_view kLevels[] = {"emergency", "alert",  "critical", "error",
                                        "warning",   "notice", "info",     "debug"};
constexpr std::string_view kTitles[] = {"EMERGENCY", "ALERT",  "CRITICAL", "ERROR",
                                        "WARNING",   "NOTICE", "INFO",     "DEBUG"};
constexpr int kNoLevel = -1;

int level_of(const AtomTable& atoms, Term level) {
  if (!level.is_atom()) return kNoLevel;
  for (int i = 0; i < static_cast<int>(std::size(kLevels)); i++) {
    if (atoms.text(level) == kLevels[i]) return i;
  }
  return kNoLevel;
}

bool is_logged(NativeCall& call, int level) {
  return level <= call.vm().log_level.load(std::memory_order_relaxed);
}

Term atom(NativeCall& call, std::string_view name) { return *call.vm().atoms->intern(name); }

// The value of a key of the metadata, or kNoTerm.
Term meta_value(NativeCall& call, Term meta, std::string_view key) {
  return is_map(meta) ? map_get(call.atoms(), meta, atom(call, key)) : kNoTerm;
}

// Whether the default handler's filter lets the event through: no domain, or one that [otp, sasl] lies in.
bool is_shown(NativeCall& call, Term meta) {
  Term domain = meta_value(call, meta, "domain");
  if (domain == kNoTerm) return true;
  for (std::string_view part : {"otp", "sasl"}) {
    if (domain.is_nil()) return true;
    if (!domain.is_cons() || domain.head() != atom(call, part)) return false;
    domain = domain.tail();
  }
  return domain.is_nil();
}

void print_event(NativeCall& call, int level, Term meta, std::string_view text) {
  // A notice of what once was error_logger's says INFO, as its default formatter has it.
  bool is_info = kLevels[level] == "notice" && meta_value(call, meta, "error_logger") != kNoTerm;
  std::string title = std::string(is_info ? "INFO" : kTitles[level]) + " REPORT";
  Term own = meta_value(call, meta, "logger_formatter");
  if (Term given = meta_value(call, own, "title"); given != kNoTerm) {
    title = characters_or_error(call.atoms(), given);
  }
  Term time = meta_value(call, meta, "time");
  std::string out = log_header(title, time.is_small() ? time.small_value() : log_time_now());
  out += text;
  write_log(call.vm(), out + "\n");
}

bool is_report(Term message) {
  return is_map(message) || (message.is_cons() && is_tuple(message.head()));
}

// Where an event's parts stand among the arguments.
struct Event {
  int level;
  Handle message;    // format, text or report
  Handle arguments;  // of a format; [] when `plain`
  Handle meta;
  bool plain;  // a text or a report
};

// Goes on in erts_internal:linac_log_report(Callback, Report, {Level, Meta}), whose frame is of its own.
NativeResult run_callback(NativeCall& call, const Event& event) {
  Reserved room = call.reserve(tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term meta = event.meta.get(room), message = event.message.get(room);
  Term callback = meta_value(call, meta, "report_cb");
  Process& self = call.process();
  Term* x = self.registers->x;
  x[0] = callback;
  x[1] = message;
  x[2] = room.space().tuple_of(make_small(event.level), meta);
  ExportEntry* next =
      call.vm().code->export_entry(atom(call, "erts_internal"), atom(call, "linac_log_report"), 3);
  self.resume = next->code.load(std::memory_order_acquire);
  self.resume_live = 3;
  return {kNoTerm, NativeStatus::kCall};
}

NativeResult log_event(NativeCall& call, const Event& event) {
  bool callback = false, lazy = false;
  peek(call, [&](const NoGc& no_gc) {
    Term message = event.message.get(no_gc), meta = event.meta.get(no_gc);
    if (!is_shown(call, meta)) return;
    if (!event.plain) {
      lazy = is_fun(message);
      if (lazy) return;
      print_event(call, event.level, meta,
                  format_or_error(call.atoms(), message, event.arguments.get(no_gc)));
    } else if (!is_report(message)) {
      print_event(call, event.level, meta, characters_or_error(call.atoms(), message));
    } else {
      Term function = meta_value(call, meta, "report_cb");
      callback = function != kNoTerm && (is_fun_of_arity(function, make_small(1)) ||
                                         is_fun_of_arity(function, make_small(2)));
      if (!callback) {
        print_event(call, event.level, meta, format_report(call.atoms(), message));
      }
    }
  });
  if (lazy) return logger_configure(call);  // what calls the function is OTP's
  return callback ? run_callback(call, event) : call.value(atoms::kOk);
}

// The arguments from `first` on: Message; Message, Meta; Format, Args; Format, Args, Meta.
NativeResult log_arguments(NativeCall& call, int level, uint32_t first) {
  RootScope scope(call.heap());
  Handle none = scope.root();
  Event event{level, call[first], none, none, true};
  uint32_t count = call.arity() - first;
  if (count >= 2) {
    event.plain = count == 2 && call[first + 1].is_map();
    (event.plain ? event.meta : event.arguments) = call[first + 1];
  }
  if (count == 3) event.meta = call[first + 2];
  return log_event(call, event);
}

// #{error_logger => #{}}
Term info_meta(NativeCall& call, TermSpace& space) {
  Term none = make_empty_map(space);
  Term meta = make_flat_map(space.tuple_of(atom(call, "error_logger")), space);
  payload(meta)[1] = none.bits;
  return meta;
}

int level_argument(NativeCall& call, uint32_t index) {
  return peek(call,
              [&](const NoGc& no_gc) { return level_of(call.atoms(), call[index].get(no_gc)); });
}

}  // namespace

NativeResult logger_allow_2(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  int level = level_argument(call, 0);
  if (level == kNoLevel) return call.function_clause();
  return call.boolean(is_logged(call, level));
}

// (Location, Level, ...): what the macros call when allow/2 has said yes.
NativeResult logger_macro_log(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  int level = level_argument(call, 1);
  if (level == kNoLevel) return call.function_clause();
  return log_arguments(call, level, 2);
}

NativeResult logger_log(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  int level = level_argument(call, 0);
  if (level == kNoLevel) return call.function_clause();
  return is_logged(call, level) ? log_arguments(call, level, 1) : call.value(atoms::kOk);
}

// The function's name is the level.
NativeResult logger_level(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  int level = level_of(call.atoms(), call.info().name);
  return is_logged(call, level) ? log_arguments(call, level, 0) : call.value(atoms::kOk);
}

// error_logger's functions, whose names say the level. info_msg is a notice with a title of its own.
NativeResult error_logger_message(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  std::string_view name = call.atoms().text(call.info().name);
  bool info = name.starts_with("info");
  int level = level_of(call.atoms(), atom(call, info                          ? "notice"
                                                : name.starts_with("warning") ? "warning"
                                                                              : "error"));
  if (!is_logged(call, level)) return call.value(atoms::kOk);
  RootScope scope(call.heap());
  Handle meta = scope.root(), none = scope.root();
  if (info) {
    Reserved room = call.reserve(kEmptyMapWords + flat_map_and_keys_words(1));
    if (!room.ok()) return call.out_of_memory();
    meta.set(info_meta(call, room.space()), room);
  }
  bool plain = name.ends_with("_report");  // else a format, also without arguments
  return log_event(call, {level, call[0], call.arity() == 1 ? none : call[1], meta, plain});
}

NativeResult error_logger_get_format_depth_0(NativeCall& call) {
  return call.value(atom(call, "unlimited"));
}

// No depth is set, so nothing is left out.
NativeResult error_logger_limit_term_1(NativeCall& call) { return call.value(call[0]); }

// The level is all that there is of a configuration before OTP's logger runs.
NativeResult logger_configure(NativeCall& call);

NativeResult logger_set_primary_config_2(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  int level = level_argument(call, 1);
  if (call[1].is(atom(call, "all"))) level = static_cast<int>(std::size(kLevels)) - 1;
  bool none = call[1].is(atom(call, "none"));
  if (!call[0].is(atom(call, "level")) || (level == kNoLevel && !none)) {
    return logger_configure(call);
  }
  call.vm().log_level.store(level, std::memory_order_relaxed);
  return call.value(atoms::kOk);
}

// What looks at the configuration, or changes more of it: OTP's logger is started for that, by
// linac_init:logger(Function, Arguments).
NativeResult logger_configure(NativeCall& call) {
  if (call.vm().otp_logger.load(std::memory_order_relaxed)) return call_erlang_instead(call);
  Reserved room = call.reserve(kConsWords * call.arity());
  if (!room.ok()) return call.out_of_memory();
  Term list = kNil;
  for (uint32_t i = call.arity(); i-- > 0;) list = room.space().cons(call[i].get(room), list);
  Process& self = call.process();
  self.registers->x[0] = call.info().name;
  self.registers->x[1] = list;
  ExportEntry* next =
      call.vm().code->export_entry(atom(call, "linac_init"), atom(call, "logger"), 2);
  self.resume = next->code.load(std::memory_order_acquire);
  self.resume_live = 2;
  return {kNoTerm, NativeStatus::kCall};
}

// The level that is set; from now on OTP's logger is asked.
NativeResult linac_host_log_level_0(NativeCall& call) {
  int level = call.vm().log_level.load(std::memory_order_relaxed);
  call.vm().otp_logger.store(true, std::memory_order_release);
  return call.value(atom(call, level == kNoLevel ? "none" : kLevels[level]));
}

// (Callback, Report, {Level, Meta}): calls Callback(Report) or Callback(Report, Config), which returns to
// linac_log_finish/1. Called by kCall only: nothing of the caller lies above its return address.
NativeResult erts_internal_linac_log_report_3(NativeCall& call) {
  Process& self = call.process();
  CodeServer& code = *call.vm().code;
  bool with_config = is_fun_of_arity(
      peek(call, [&](const NoGc& no_gc) { return call[0].get(no_gc); }), make_small(2));
  ExportEntry* finish =
      code.export_entry(atom(call, "erts_internal"), atom(call, "linac_log_finish"), 1);
  Reserved room = call.reserve(flat_map_and_keys_words(3));
  if (!room.ok() || !self.stack.grow(kInterpreterCallWords + 1)) return call.out_of_memory();
  Term function = call[0].get(room), report = call[1].get(room), kept = call[2].get(room);
  Term config = kNil;
  if (with_config) {
    TermSpace& space = room.space();
    Term keys =
        space.tuple_of(atom(call, "chars_limit"), atom(call, "depth"), atom(call, "single_line"));
    config = make_flat_map(keys, space);
    payload(config)[1] = payload(config)[2] = atom(call, "unlimited").bits;
    payload(config)[3] = atoms::kFalse.bits;
  }
  Word* sp = self.stack.sp -= kInterpreterCallWords + 1;
  sp[0] = kInterpreterReturn;
  sp[1] = reinterpret_cast<Word>(code.continuation(*finish, 1));
  sp[2] = kept.bits;
  Term* x = self.registers->x;
  x[0] = report;
  x[1] = config;
  self.resume = enter_fun(self, nullptr, function, with_config ? 2 : 1);
  if (!self.resume) return {kNoTerm, NativeStatus::kRaise};
  return {kNoTerm, NativeStatus::kCall};
}

// (What the callback gave): {Format, Arguments} or characters.
NativeResult erts_internal_linac_log_finish_1(NativeCall& call) {
  Process& self = call.process();
  NoGc no_gc(call.heap());
  Term kept = Term{*self.stack.sp++};
  Term level = tuple_element(kept, 0), meta = tuple_element(kept, 1), made = call[0].get(no_gc);
  bool is_format = is_tuple_of(made, 2);
  print_event(call, static_cast<int>(level.small_value()), meta,
              is_format
                  ? format_or_error(call.atoms(), tuple_element(made, 0), tuple_element(made, 1))
                  : characters_or_error(call.atoms(), made));
  return call.value(atoms::kOk);
}

}  // namespace linac
