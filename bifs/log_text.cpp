#include "bifs/log_text.h"

#include <ctime>
#include <span>
#include <vector>

#include "bifs/format.h"
#include "bifs/unicode_text.h"
#include "core/term/map.h"
#include "core/term/map_flat.h"
#include "runtime/exec/signals.h"
#include "runtime/memory/copy.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

constexpr std::string_view kCrashFormat = "Error in process ~p with exit value:~n~p~n";
constexpr std::string_view kMaxHeapFormat =
    "     Process:            ~p~n     Context:            maximum heap size reached~n"
    "     Max Heap Size:      ~p~n     Kill:               true~n     Error Logger:       true~n"
    "     Message Queue Len:  ~p~n";

// A format of ASCII and its arguments, terms of the process.
struct Report {
  std::string_view format;
  std::vector<Term> arguments;
};

// Words outside every heap, for the lists that format_text() takes.
class ScratchSpace {
 public:
  explicit ScratchSpace(size_t words) : words_(words + 1) {
    space_.top = words_.data();
    space_.limit = words_.data() + words_.size();
  }
  TermSpace& space() { return space_; }

 private:
  std::vector<Word> words_;
  TermSpace space_;
};

Term list_of(std::span<const Term> elements, TermSpace& space) {
  Term list = kNil;
  for (size_t i = elements.size(); i-- > 0;) list = space.cons(elements[i], list);
  return list;
}

// A list of characters that io_lib:printable_unicode_list/1 takes, and not empty.
bool is_printable_string(Term list) {
  if (!list.is_cons()) return false;
  for (; list.is_cons(); list = list.tail()) {
    if (!list.head().is_small()) return false;
    int64_t c = list.head().small_value();
    bool printable = (c >= ' ' && c <= '~') || (c >= 8 && c <= 13) || c == 27 ||
                     (c >= 0xA0 && c < 0xD800) || (c > 0xDFFF && c < 0xFFFE) ||
                     (c > 0xFFFF && c <= 0x10FFFF);
    if (!printable) return false;
  }
  return list.is_nil();
}

void add_report_line(std::string& out, const AtomTable& atoms, Term key, Term value) {
  if (!out.empty()) out += '\n';
  bool text = is_printable_string(value);
  if (key == kNoTerm) {
    format_ascii(out, atoms, text ? "    ~ts" : "    ~tp", {value});
  } else {
    format_ascii(out, atoms, text ? "    ~tp: ~ts" : "    ~tp: ~tp", {key, value});
  }
}

bool format_terms(std::string& out, const AtomTable& atoms, std::string_view format,
                  std::span<const Term> arguments) {
  ScratchSpace scratch(kConsWords * (format.size() + arguments.size()));
  Term text = make_character_list(format, kNil, scratch.space());
  FormatText result;
  if (!format_text(result, atoms, text, list_of(arguments, scratch.space()))) return false;
  std::string bytes;
  if (!result.to_utf8(bytes)) return false;
  out += bytes;
  return true;
}

}  // namespace

bool format_ascii(std::string& out, const AtomTable& atoms, std::string_view format,
                  std::initializer_list<Term> arguments) {
  return format_terms(out, atoms, format, {arguments.begin(), arguments.size()});
}

std::string format_or_error(const AtomTable& atoms, Term format, Term arguments) {
  FormatText text;
  std::string out;
  if (format_text(text, atoms, format, arguments) && text.to_utf8(out)) return out;
  out.clear();
  format_ascii(out, atoms, "FORMAT ERROR: ~0tp - ~0tp", {format, arguments});
  return out;
}

std::string characters_or_error(const AtomTable& atoms, Term data) {
  FormatText text;
  std::string out;
  if (add_character_data(text, data, false) && text.to_utf8(out)) return out;
  out.clear();
  format_ascii(out, atoms, "FORMAT ERROR: \"~~ts\" - [~0tp]", {data});
  return out;
}

std::string format_report(const AtomTable& atoms, Term report) {
  std::string out;
  if (is_map(report)) {
    for (MapIterator it(report); it.next();) add_report_line(out, atoms, it.key(), it.value());
  } else {
    for (Term list = report; list.is_cons(); list = list.tail()) {
      Term element = list.head();
      bool pair = is_tuple_of(element, 2);
      add_report_line(out, atoms, pair ? tuple_element(element, 0) : kNoTerm,
                      pair ? tuple_element(element, 1) : element);
    }
  }
  return out.empty() ? "[]" : out;
}

int64_t log_time_now() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

std::string log_header(std::string_view title, int64_t time) {
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  time_t seconds = time / 1'000'000;
  tm at{};
  localtime_r(&seconds, &at);
  char date[96];
  std::snprintf(date, sizeof(date), "%d-%s-%04d::%02d:%02d:%02d.%06d", at.tm_mday,
                kMonths[at.tm_mon], at.tm_year + 1900, at.tm_hour, at.tm_min, at.tm_sec,
                static_cast<int>(time % 1'000'000));
  return "=" + std::string(title) + "==== " + date + " ===\n";
}

void write_log(VmContext& vm, std::string_view text) {
  switch (vm.reports) {
    case ReportTarget::kOutput: vm.output->write(text); break;
    case ReportTarget::kErrors:
    case ReportTarget::kGleam:
      vm.output->flush();  // what was printed before comes before
      vm.errors->write(text);
      vm.errors->flush();
      break;
    case ReportTarget::kOff: break;
  }
}

namespace {

// {log, error, Format, Arguments, #{error_logger => #{emulator => true, tag => error}, gl, pid, time}}
void send_to_logger(Process& process, Term logger, const Report& report) {
  VmContext& vm = *process.vm;
  auto atom = [&](std::string_view name) { return *vm.atoms->intern(name); };
  size_t words = tuple_words(5) + kConsWords * (report.format.size() + report.arguments.size()) +
                 flat_map_and_keys_words(2) + flat_map_and_keys_words(4) + kBigWords64;
  for (Term argument : report.arguments) words += measure_copy(argument, vm.literals);
  Fragment* message = Fragment::make(process.scheduler->memory.pool, words);
  if (!message) return;
  TermSpace& space = message->space;
  Term arguments = kNil;
  for (size_t i = report.arguments.size(); i-- > 0;) {
    arguments = space.cons(copy_term(report.arguments[i], space, vm.literals), arguments);
  }
  Term tags = make_flat_map(space.tuple_of(atom("emulator"), atom("tag")), space);
  payload(tags)[1] = atoms::kTrue.bits;
  payload(tags)[2] = atoms::kError.bits;
  Term keys = space.tuple_of(atom("error_logger"), atom("gl"), atom("pid"), atom("time"));
  Term meta = make_flat_map(keys, space);
  payload(meta)[1] = tags.bits;
  payload(meta)[2] = process.group_leader.bits;
  payload(meta)[3] = process.pid.bits;
  payload(meta)[4] = make_small(log_time_now()).bits;
  Term format = make_character_list(report.format, kNil, space);
  message->root = space.tuple_of(atom("log"), atoms::kError, format, arguments, meta);
  deliver_to(vm, *process.scheduler, logger, message);
}

}  // namespace

bool passed_max_heap(const Process& process) {
  return process.out_of_memory && process.heap.max_words() != HeapOptions().max_heap_words;
}

void report_crash(Process& process) {
  VmContext& vm = *process.vm;
  Report report{kCrashFormat, {process.pid, process.exit_reason}};
  if (passed_max_heap(process)) {
    const ProcessSettings& settings = process.settings();
    if (!settings.max_heap_log) return;
    report = {kMaxHeapFormat,
              {process.pid, make_small(static_cast<int64_t>(process.heap.max_words())),
               make_small(static_cast<int64_t>(process.mailbox.length()))}};
  }
  auto name = vm.atoms->intern(vm.otp_logger ? "logger_proxy" : "logger");
  Term logger = name ? vm.names->whereis(*name) : kNoTerm;
  if (logger != kNoTerm && logger != process.pid) return send_to_logger(process, logger, report);
  std::string text = log_header("ERROR REPORT", log_time_now());
  // A small term whose parts are shared many times over is a text without end.
  constexpr size_t kMostWords = size_t{1} << 24;
  for (Term& argument : report.arguments) {
    if (measure_copy(argument, nullptr, kMostWords) == kTooLarge) {
      argument = *vm.atoms->intern("a value too large to be shown");
    }
  }
  format_terms(text, *vm.atoms, report.format, report.arguments);
  write_log(vm, text + "\n");
}

}  // namespace linac
