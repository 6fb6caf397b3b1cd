// linac [run] FILE.beam [M:F[/A]] [OPTION]... [-- ARGUMENT...]
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "api/program.h"
#include "cli/commands.h"
#include "cli/observe.h"
#include "cli/signals.h"

namespace linac {
namespace {

struct RunOptions {
  ProgramOptions program;
  std::string file;
  std::string entry;
  std::vector<std::string> arguments;
  bool jit_why = false;
  bool observe = false;
};

Result<uint64_t> read_count(const std::string& option, const std::string& text) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    return Error{option + ": '" + text + "' is no number"};
  }
  return value;
}

Result<uint64_t> read_size(const std::string& option, std::string text) {
  int shift = 0;
  if (!text.empty()) {
    char unit = text.back();
    if (unit == 'k' || unit == 'K') shift = 10;
    if (unit == 'm' || unit == 'M') shift = 20;
    if (unit == 'g' || unit == 'G') shift = 30;
    if (shift) text.pop_back();
  }
  auto value = read_count(option, text);
  if (!value) return value.error();
  if (*value > UINT64_MAX >> (shift + 8)) return Error{option + ": '" + text + "' is too large"};
  return *value << shift;
}

bool is_folder(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<void> set_jit_option(RunOptions& options, const std::string& name,
                            const std::string& value) {
  VmOptions& vm = options.program.vm;
  if (name == "--jit") {
    if (value == "off")
      vm.jit = JitMode::kOff;
    else if (value == "on")
      vm.jit = JitMode::kOn;
    else if (value == "force")
      vm.jit = JitMode::kForce;
    else
      return Error{"--jit: '" + value + "' is none of off, on, force"};
    return {};
  }
  if (name == "--jit-threshold") {
    auto count = read_count(name, value);
    if (!count) return count.error();
    if (*count >= UINT32_MAX) return Error{"--jit-threshold: '" + value + "' is too large"};
    vm.jit_threshold = static_cast<uint32_t>(*count);
    return {};
  }
  if (name == "--jit-registers" || name == "--jit-seed") {
    auto count = read_count(name, value);
    if (!count) return count.error();
    jit::AllocationMode& mode = options.program.compiler.allocation;
    if (name == "--jit-seed") {
      mode.seed = *count;
      return {};
    }
    if (*count < jit::kMinGprs || *count > jit::kGprs) {
      return Error{name + ": must be " + std::to_string(jit::kMinGprs) + " to " +
                   std::to_string(jit::kGprs)};
    }
    mode.gprs = static_cast<uint32_t>(*count);
    mode.fprs = std::min(mode.gprs, jit::kFprs);
    return {};
  }
  if (name == "--jit-background") {
    JitBackground& background = vm.jit_background;
    if (value == "off")
      background = JitBackground::kOff;
    else if (value == "on")
      background = JitBackground::kOn;
    else if (value == "all")
      background = JitBackground::kAll;
    else
      return Error{"--jit-background: '" + value + "' is none of off, on, all"};
    return {};
  }
  VM_CHECK(name == "--jit-memory");
  auto bytes = read_size(name, value);
  if (!bytes) return bytes.error();
  if (*bytes > kMaxCodeMemory) return Error{"--jit-memory: must be at most 512m"};
  vm.code_memory_bytes = *bytes;
  return {};
}

Result<void> set_option(RunOptions& options, const std::string& name, const std::string& value) {
  if (name == "--entry") {
    if (!options.entry.empty()) return Error{"the function to call is given twice"};
    options.entry = value;
    return {};
  }
  if (name == "--dir") {
    if (!is_folder(value)) return Error{"--dir: there is no folder " + value};
    options.program.folders.push_back(value);
    return {};
  }
  if (name == "--otp") {
    if (!is_folder(value)) return Error{"--otp: there is no folder " + value};
    options.program.otp = value;
    return {};
  }
  if (name == "--print") {
    if (value == "gleam")
      options.program.form = ResultForm::kGleam;
    else if (value == "erlang")
      options.program.form = ResultForm::kErlang;
    else if (value == "none")
      options.program.form = ResultForm::kNone;
    else
      return Error{"--print: '" + value + "' is none of gleam, erlang, none"};
    return {};
  }
  if (name == "--reports") {
    ReportTarget& reports = options.program.vm.reports;
    if (value == "stdout")
      reports = ReportTarget::kOutput;
    else if (value == "stderr")
      reports = ReportTarget::kErrors;
    else if (value == "off")
      reports = ReportTarget::kOff;
    else if (value == "gleam")
      reports = ReportTarget::kGleam;
    else
      return Error{"--reports: '" + value + "' is none of stdout, stderr, off, gleam"};
    return {};
  }
  if (name == "--max-heap") {
    auto bytes = read_size(name, value);
    if (!bytes) return bytes.error();
    options.program.vm.max_heap_words = *bytes / sizeof(Word);
    return {};
  }
  if (name.starts_with("--jit")) return set_jit_option(options, name, value);
  if (name == "--schedulers" || name == "--dirty-cpu" || name == "--dirty-io") {
    auto count = read_count(name, value);
    if (!count) return count.error();
    if (*count == 0 || *count > kMaxSchedulers) return Error{name + ": must be 1 to 1024"};
    VmOptions& vm = options.program.vm;
    uint32_t& threads = name == "--schedulers"  ? vm.schedulers
                        : name == "--dirty-cpu" ? vm.dirty_cpu
                                                : vm.dirty_io;
    threads = static_cast<uint32_t>(*count);
    return {};
  }
  if (name == "--gc-stress") {
    auto count = read_count(name, value);
    if (!count) return count.error();
    if (*count == 0 || *count > UINT32_MAX) return Error{"--gc-stress: must be 1 or more"};
    options.program.vm.gc_stress = static_cast<uint32_t>(*count);
    return {};
  }
  VM_UNREACHABLE();
}

// Options without a value. False: it is none.
bool set_flag(RunOptions& options, const std::string& word) {
  jit::CompilerOptions& compiler = options.program.compiler;
  if (word == "--jit-perf-map") return compiler.perf_map = true;
  if (word == "--jit-gdb") return compiler.gdb = true;
  if (word == "--jit-why") return options.jit_why = true;
  if (word == "--observe") return options.observe = true;
  return false;
}

bool is_option(const std::string& name) {
  for (const char* known :
       {"--entry", "--dir", "--otp", "--print", "--max-heap", "--jit", "--jit-memory",
        "--jit-threshold", "--jit-background", "--jit-registers", "--jit-seed", "--gc-stress",
        "--schedulers", "--dirty-cpu", "--dirty-io", "--reports"}) {
    if (name == known) return true;
  }
  return false;
}

Result<RunOptions> read_options(const std::vector<std::string>& words) {
  RunOptions options;
  options.program.otp = otp_of_environment();
  for (size_t i = 0; i < words.size(); i++) {
    const std::string& word = words[i];
    if (word == "--") {
      options.arguments.assign(words.begin() + static_cast<ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (set_flag(options, word)) continue;
    if (word.size() > 1 && word[0] == '-') {
      size_t equals = word.find('=');
      std::string name = word.substr(0, equals);
      if (!is_option(name)) {
        return Error{name + ": there is no such option; linac --help lists them"};
      }
      if (equals == std::string::npos && (i + 1 == words.size() || words[i + 1] == "--")) {
        return Error{name + " needs a value"};
      }
      std::string value = equals == std::string::npos ? words[++i] : word.substr(equals + 1);
      VM_TRY(set_option(options, name, value));
    } else if (options.file.empty()) {
      options.file = word;
    } else if (options.entry.empty()) {
      options.entry = word;
    } else {
      return Error{"'" + word + "' is not expected: arguments of the function stand after --"};
    }
  }
  if (options.file.empty()) return Error{"no FILE.beam is given; linac --help explains"};
  return options;
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  auto options = read_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  std::optional<EntryName> entry;
  if (!options->entry.empty()) {
    auto name = read_entry_name(options->entry);
    if (!name) return fail(kBadUsage, name.error().message);
    entry = *name;
    if (entry->arity && entry->function != "main" && *entry->arity != options->arguments.size()) {
      return fail(kBadUsage, options->entry + " takes " + std::to_string(*entry->arity) +
                                 (*entry->arity == 1 ? " argument" : " arguments") + "; after -- " +
                                 (options->arguments.size() == 1 ? "stands " : "stand ") +
                                 std::to_string(options->arguments.size()));
    }
  }
  SignalThread signals;
  options->program.vm.arguments = options->arguments;
  Program program(options->program);
  if (options->program.vm.jit == JitMode::kForce && !program.vm().compiler()) {
    return fail(kFailed, "--jit=force: this build compiles no functions");
  }
  if (auto loaded = program.load_file(options->file); !loaded) {
    return fail(kFailed, loaded.error().message);
  }
  if (!entry) entry = EntryName{program.main_module(), "main", 0};
  std::optional<ObserveScreen> screen;
  if (options->observe) {
    screen.emplace(program.vm().context());
    signals.use_screen([&] { screen->leave(); }, [&] { screen->enter_again(); });
  }
  signals.start(program.vm().context());
  if (screen) screen->start();
  auto outcome = program.call(*entry, options->arguments);
  if (screen) screen->stop();
  signals.stop();
  if (!outcome) return fail(kFailed, outcome.error().message);
  if (!outcome->report.empty()) std::fputs(outcome->report.c_str(), stderr);
  if (options->jit_why) std::fputs(program.compilation_report().c_str(), stderr);
  int status = outcome->result.empty() ? 0 : print_text(outcome->result);
  if (outcome->status != 0) status = outcome->status;
  // The Vm's end would wait for a native that may never return, as a read from a terminal.
  if (program.vm().context().dirty_threads->is_busy()) {
    std::fflush(nullptr);
    _exit(status);
  }
  return status;
}

}  // namespace linac
