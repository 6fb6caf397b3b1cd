#include "cli/bench/options.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <sstream>

#include "cli/bench/history.h"

namespace linac::bench {
namespace {

constexpr double kMostSeconds = 86'400;
constexpr double kLeastPercent = 0.1;
constexpr double kMostSize = 1e12;

std::optional<double> read_number(const std::string& text) {
  double value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool all = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return all && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Result<double> read_seconds(const std::string& option, std::string text) {
  if (text.ends_with('s')) text.pop_back();
  auto value = read_number(text);
  if (!value || *value <= 0 || *value > kMostSeconds) {
    return Error{option + ": '" + text + "' is no number of seconds"};
  }
  return *value;
}

// 5% or 5.
Result<double> read_percent(std::string text) {
  std::string given = text;
  bool sign = text.ends_with('%');
  if (sign) text.pop_back();
  auto value = read_number(text);
  if (!value || *value < 0 || *value > 1000 || (!sign && *value < kLeastPercent)) {
    return Error{"--fail-over: '" + given + "' is no threshold: write 5% for five percent"};
  }
  return *value / 100;
}

// 1e3,1e4,1e5
Result<std::vector<uint64_t>> read_sizes(const std::string& text) {
  std::vector<uint64_t> sizes;
  std::istringstream in(text);
  for (std::string one; std::getline(in, one, ',');) {
    auto value = read_number(one);
    if (!value || *value < 0 || *value > kMostSize || *value != std::floor(*value)) {
      return Error{"--sizes: '" + one + "' is no size: write whole numbers, as 1e3,1e4,1e5"};
    }
    sizes.push_back(static_cast<uint64_t>(*value));
  }
  if (sizes.empty()) return Error{"--sizes: '' holds no size: write whole numbers, as 1e3,1e4,1e5"};
  return sizes;
}

bool set_flag(BenchOptions& options, const std::string& word) {
  if (word == "--process") return options.whole_process = true;
  if (word == "--instructions") return options.instructions = true;
  if (word == "--list") return options.list = true;
  if (word == "--quiet") return options.quiet = true;
  if (word == "--counters") return options.counters = true;
  if (word == "--gate-stored") return options.gate_stored = true;
  if (word == "--no-history") return options.no_history = true;
  if (word == "--no-build") return options.no_build = true;
  return false;
}

ReportWanted* report_of(BenchOptions& options, const std::string& name) {
  return name == "--json"       ? &options.json
         : name == "--csv"      ? &options.csv
         : name == "--markdown" ? &options.markdown
         : name == "--html"     ? &options.html
                                : nullptr;
}

std::string* text_of(BenchOptions& options, const std::string& name) {
  return name == "--filter"     ? &options.filter
         : name == "--against"  ? &options.against
         : name == "--save"     ? &options.save
         : name == "--baseline" ? &options.baseline
         : name == "--entry"    ? &options.entry
         : name == "--root"     ? &options.root
         : name == "--target"   ? &options.target
                                : nullptr;
}

Result<void> set_number(BenchOptions& options, const std::string& name, const std::string& value) {
  if (name == "--fail-over") {
    auto percent = read_percent(value);
    if (!percent) return percent.error();
    options.fail_over = *percent;
    return {};
  }
  if (name == "--sizes") {
    auto sizes = read_sizes(value);
    if (!sizes) return sizes.error();
    options.sizes = *sizes;
    return {};
  }
  auto seconds = read_seconds(name, value);
  if (!seconds) return seconds.error();
  (name == "--time" ? options.seconds : options.timeout) = *seconds;
  return {};
}

bool is_number_option(const std::string& name) {
  return name == "--fail-over" || name == "--sizes" || name == "--time" || name == "--timeout";
}

// Reads an option of `linac bench`. False: it is none.
Result<bool> read_own(OptionWords& words, BenchOptions& options) {
  std::string name = words.name();
  if (set_flag(options, name)) return words.no_value();
  if (ReportWanted* report = report_of(options, name)) {
    report->wanted = true;
    bool has_file = words.word().size() > name.size();
    if (has_file) report->file = words.word().substr(name.size() + 1);
    if (has_file && report->file.empty()) return Error{name + "=: a file's name is missing"};
    words.next();
    return true;
  }
  std::string* text = text_of(options, name);
  bool list = name == "--vs" || name == "-m" || name == "--module";
  if (!text && !list && !is_number_option(name)) return false;
  auto value = words.value();
  if (!value) return value.error();
  if (value->empty()) return Error{name + " needs a value"};
  if (text) *text = *value;
  if (list) (name == "--vs" ? options.vs : options.modules).push_back(*value);
  if (is_number_option(name)) VM_TRY(set_number(options, name, *value));
  return true;
}

// Options of the VM are checked here, and handed on.
Result<bool> read_of_vm(OptionWords& words, const std::vector<std::string>& all,
                        BenchOptions& options) {
  std::string name = words.name();
  if (name == "--observe" || name == "--jit-why" || name == "--print") return false;
  size_t from = words.place();
  auto read = read_vm_option(words, options.settings);
  if (!read || !*read) return read;
  if (name == "--dir") {
    options.folders = options.settings.program.folders;
  } else {
    for (size_t i = from; i < words.place(); i++) options.vm_options.push_back(all[i]);
  }
  return true;
}

Result<void> check(const BenchOptions& options) {
  if (options.fail_over && options.against.empty() && options.baseline.empty()) {
    return Error{"--fail-over needs what to compare with: --against REF, or --baseline NAME"};
  }
  if (options.gate_stored && (options.baseline.empty() || !options.fail_over)) {
    return Error{"--gate-stored goes with --baseline NAME and --fail-over 5%"};
  }
  if (!options.against.empty() && !options.baseline.empty()) {
    return Error{
        "--against measures both versions, --baseline compares with a stored run: give one of "
        "them"};
  }
  if (!options.against.empty() && !options.vs.empty()) {
    return Error{"--against compares two versions on Linac, --vs several VMs: give one of them"};
  }
  if (!options.save.empty()) VM_TRY(check_stored_name(options.save));
  if (options.whole_process && options.instructions) {
    return Error{"--process and --instructions do not go together"};
  }
  int on_stdout = options.json.on_stdout() + options.csv.on_stdout() +
                  options.markdown.on_stdout() + options.html.on_stdout();
  if (on_stdout > 1)
    return Error{"only one report can go to stdout: give the others files, as --json=FILE"};
  if (!options.target.empty() && options.target != "erlang") {
    return Error{"--target: '" + options.target +
                 "' is not erlang, the one target that Linac runs"};
  }
  if (!options.root.empty() && !is_folder(options.root)) {
    return Error{"--root: there is no folder " + options.root};
  }
  if (options.file.empty() && !options.arguments.empty()) {
    return Error{"arguments stand behind -- only for FILE.beam MODULE:FUNCTION"};
  }
  if (!options.file.empty() && options.entry.empty() && !options.arguments.empty()) {
    return Error{"arguments are for one function: write FILE.beam MODULE:FUNCTION -- ARGUMENT..."};
  }
  return {};
}

}  // namespace

Result<BenchOptions> read_options(const std::vector<std::string>& all) {
  BenchOptions options;
  OptionWords words(all);
  while (!words.is_end()) {
    if (words.is_option()) {
      auto read = read_own(words, options);
      if (read && !*read) read = read_of_vm(words, all, options);
      if (!read) return read.error();
      if (!*read)
        return Error{words.name() + ": there is no such option; linac bench --help lists them"};
      continue;
    }
    const std::string& word = words.word();
    if (options.file.empty() && word.ends_with(".beam")) {
      options.file = word;
    } else if (options.root.empty() && options.file.empty() && is_folder(word)) {
      options.root = word;
    } else if (!options.file.empty() && options.entry.empty()) {
      options.entry = word;
    } else {
      return Error{"'" + word +
                   "' is not expected: linac bench runs in a Gleam project, or is given "
                   "FILE.beam MODULE:FUNCTION -- ARGUMENT..."};
    }
    words.next();
  }
  options.arguments = words.rest();
  VM_TRY(check(options));
  return options;
}

const char kBenchUsage[] =
    "Measures the benchmarks of a Gleam project on Linac and on Erlang, turn by turn.\n"
    "\n"
    "Usage: linac bench [OPTION]...                    in the project, or: linac bench FOLDER\n"
    "       linac bench FILE.beam [MODULE:FUNCTION[/ARITY]] [OPTION]... [-- ARGUMENT...]\n"
    "       linac bench history [--file FILE] [--filter TEXT] [--last N] [--json]\n"
    "\n"
    "A benchmark is a public function NAME_bench without arguments, or with one: then NAME_inputs "
    "gives a\n"
    "list of inputs, or of #(name, input), or makes one of a size: pub fn sort_inputs(size: Int).\n"
    "\n"
    "What is measured:\n"
    "  --filter TEXT        only benchmarks with TEXT in their name, as a/b.c_bench\n"
    "  -m, --module MODULE  only this module's; may be given again\n"
    "  --sizes N,N,...      inputs of these sizes, as 1e3,1e4,1e5\n"
    "  --list               only tell which benchmarks there are\n"
    "  --root FOLDER        the project of that folder; --no-build: as it is built\n"
    "\n"
    "Against what:\n"
    "  --vs erl=COMMAND     this Erlang, or another Linac (--vs linac=PATH); may be given again. "
    "Without it\n"
    "                       erl, where it is found; --vs none: Linac alone\n"
    "  --against REF        the project as it was at this commit, on this Linac; or linac=PATH: "
    "this project on\n"
    "                       another Linac\n"
    "  --fail-over 5%       status 3 if a benchmark is slower than with --against by more, and not "
    "by chance\n"
    "  --save NAME          keep the run; --baseline NAME|FILE compares with one that was kept, "
    "and only\n"
    "                       warns unless --gate-stored is given, too\n"
    "\n"
    "How:\n"
    "  --time SECONDS       for each benchmark on each VM (default: 3.6, less where there are "
    "many)\n"
    "  --timeout SECONDS    what a call may take at most (60)\n"
    "  --process            whole processes: start and end of the VM are in the time, and its "
    "memory\n"
    "  --instructions       count instructions under valgrind, too; where times are too noisy\n"
    "  --schedulers, --jit, --max-heap, --otp, --dir ... as of linac run\n"
    "\n"
    "What is told:\n"
    "  --counters           reductions, collections and memory in the table, too\n"
    "  --json[=FILE]        in Google Benchmark's format; on stdout instead of the table, or in "
    "FILE beside it\n"
    "  --csv[=FILE], --markdown[=FILE], --html[=FILE]\n"
    "  --no-history         do not append the run to the project's history\n"
    "  --quiet              no progress line\n"
    "\n"
    "Status: 0 measured, 1 a benchmark failed or its results differ, 2 bad usage, 3 slower "
    "(--fail-over).\n";

}  // namespace linac::bench
