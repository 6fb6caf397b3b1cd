#include "api/error_page.h"

#include <vector>

#include "core/term/bits.h"
#include "core/term/map.h"
#include "core/term/print.h"
#include "runtime/memory/copy.h"

namespace linac {
namespace {

// The exception behind an exit reason: {Reason, Trace} of an error, {{nocatch, Value}, Trace} of a
// throw, and the reason itself of an exit.
struct Uncaught {
  Term reason;
  Term trace;
};

Uncaught uncaught(const Process& process) {
  Term reason = process.exit_reason;
  if (process.exit_class == atoms::kExit || !is_tuple_of(reason, 2)) {
    return {reason, process.exit_trace};
  }
  Uncaught result{tuple_element(reason, 0), process.exit_trace};
  if (process.exit_class == atoms::kThrow && is_tuple_of(result.reason, 2)) {
    result.reason = tuple_element(result.reason, 1);
  }
  return result;
}

class Page {
 public:
  explicit Page(Process& process)
      : atoms_(*process.vm->atoms), hooks_(process.vm->hooks), exception_(uncaught(process)) {
    class_ = atoms_.text(process.exit_class);
  }

  std::string text() {
    Term reason = exception_.reason;
    Term kind = field(reason, atoms::kGleamError);
    if (kind.is_atom()) {
      gleam_error(reason, kind);
    } else {
      erlang_error(reason);
    }
    trace(field(reason, atoms::kLine));
    return out_;
  }

 private:
  Term field(Term map, Term key) const { return is_map(map) ? map_get(atoms_, map, key) : kNoTerm; }
  // A small term whose parts are shared many times over is a text without end.
  static bool is_endless(Term term) {
    constexpr size_t kMostWords = size_t{1} << 24;
    return measure_copy(term, nullptr, kMostWords) == kTooLarge;
  }
  static constexpr const char* kEndless = "(a value too large to be shown)";

  std::string show(Term term) {
    if (is_endless(term)) return kEndless;
    PrintOptions options;
    options.form = PrintForm::kGleam;
    options.hooks = hooks_;
    return print_term(atoms_, term, options);
  }
  std::string show_erlang(Term term) {
    if (is_endless(term)) return kEndless;
    PrintOptions options;
    options.form = PrintForm::kErlangPretty;
    options.hooks = hooks_;
    return print_term(atoms_, term, options);
  }

  void gleam_error(Term reason, Term kind) {
    std::string name(atoms_.text(kind));
    for (char& c : name) c = c == '_' ? ' ' : c;
    out_ += "runtime error: " + name + "\n\n";
    Term message = field(reason, atoms::kMessage);
    if (message != kNoTerm && is_binary(message)) {
      std::vector<uint8_t> storage;
      auto bytes = aligned_bytes(bits_view(message), storage);
      out_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    out_ += "\n\n";
    Term value = field(reason, atoms::kValue);
    if (value != kNoTerm) out_ += "unmatched value:\n  " + show(value) + "\n\n";
  }

  void erlang_error(Term reason) {
    out_ += "runtime error: Erlang " + class_ + "\n\n";
    Term tag = is_tuple_of(reason, 2) ? tuple_element(reason, 0) : reason;
    bool has_value = true;
    if (reason == atoms::kUndef) {
      out_ += "A function was called but it did not exist.\n\n";
      return;
    }
    if (reason == atoms::kFunctionClause) {
      out_ += "No clause of an Erlang function matches its arguments.\n\n";
      return;
    }
    if (tag == atoms::kCaseClause) {
      out_ += "No pattern of an Erlang case matches the value.\n\n";
    } else if (tag == atoms::kBadmatch) {
      out_ += "The pattern of an Erlang match does not fit the value.\n\n";
    } else {
      has_value = false;
    }
    if (has_value && is_tuple_of(reason, 2)) {
      out_ += "unmatched value:\n  " + show(tuple_element(reason, 1)) + "\n\n";
    } else {
      out_ += class_ + " " + show_erlang(reason) + "\n\n";
    }
  }

  // Frames of {Module, Function, Arity | Arguments, Info}. `first_line`: where Gleam says it was.
  void trace(Term first_line) {
    out_ += "stacktrace:\n";
    for (Term list = exception_.trace; list.is_cons(); list = list.tail()) {
      Term frame = list.head();
      if (!is_tuple_of(frame, 4)) continue;
      std::string module(atoms_.text(tuple_element(frame, 0)));
      for (char& c : module) c = c == '@' ? '/' : c;
      out_ += "  " + module + "." + std::string(atoms_.text(tuple_element(frame, 1)));
      place(tuple_element(frame, 3), first_line);
      arguments(tuple_element(frame, 2));
      out_ += "\n";
      first_line = kNoTerm;
    }
  }

  void place(Term info, Term first_line) {
    std::string file, line;
    for (; info.is_cons(); info = info.tail()) {
      Term pair = info.head();
      if (!is_tuple_of(pair, 2)) continue;
      Term value = tuple_element(pair, 1);
      if (tuple_element(pair, 0) == atoms::kLine && value.is_small()) {
        line = std::to_string(value.small_value());
      }
      if (tuple_element(pair, 0) != atoms::kFile) continue;
      for (; value.is_cons() && value.head().is_small(); value = value.tail()) {
        file += static_cast<char>(value.head().small_value());
      }
    }
    if (first_line.is_small()) line = std::to_string(first_line.small_value());
    if (!file.empty()) out_ += " " + file + ":" + line;
  }

  void arguments(Term list) {
    if (!list.is_list()) return;
    std::string shown;
    for (; list.is_cons(); list = list.tail()) {
      if (!shown.empty()) shown += ", ";
      shown += show(list.head());
    }
    constexpr size_t kMostShown = 200;
    if (shown.size() > kMostShown) {
      size_t end = kMostShown;
      while ((shown[end] & 0xC0) == 0x80) end--;
      shown = shown.substr(0, end) + "...";
    }
    out_ += " called with (" + shown + ")";
  }

  const AtomTable& atoms_;
  TermHooks* hooks_;
  Uncaught exception_;
  std::string class_;
  std::string out_;
};

}  // namespace

std::string error_page(Process& process) { return Page(process).text(); }

std::string crash_report(Process& process) {
  std::string pid;
  bool is_port = process.pid.is_local_port();
  is_port ? print_port(pid, process.pid) : print_pid(pid, process.pid);
  return (is_port ? "port " : "process ") + pid + " ended with an error\n" + Page(process).text();
}

}  // namespace linac
