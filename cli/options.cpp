#include "cli/options.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "cli/commands.h"
#include "cli/sandbox.h"

namespace linac {
namespace {

// An option whose value is one of some words.
template <typename Choice>
Result<void> set_choice(const std::string& option, const std::string& value, Choice& place,
                        std::initializer_list<std::pair<const char*, Choice>> choices) {
  std::string words;
  for (const auto& [word, choice] : choices) {
    if (value == word) {
      place = choice;
      return {};
    }
    words += (words.empty() ? "" : ", ") + std::string(word);
  }
  return Error{option + ": '" + value + "' is none of " + words};
}

Result<void> set_jit_option(VmSettings& options, const std::string& name,
                            const std::string& value) {
  VmOptions& vm = options.program.vm;
  if (name == "--jit") {
    return set_choice(name, value, vm.jit,
                      {{"off", JitMode::kOff}, {"on", JitMode::kOn}, {"force", JitMode::kForce}});
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
    return set_choice(
        name, value, vm.jit_background,
        {{"off", JitBackground::kOff}, {"on", JitBackground::kOn}, {"all", JitBackground::kAll}});
  }
  VM_CHECK(name == "--jit-memory");
  auto bytes = read_size(name, value);
  if (!bytes) return bytes.error();
  if (*bytes > kMaxCodeMemory) return Error{"--jit-memory: must be at most 512m"};
  vm.code_memory_bytes = *bytes;
  return {};
}

Result<void> set_option(VmSettings& options, const std::string& name, const std::string& value) {
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
    return set_choice(name, value, options.program.form,
                      {{"gleam", ResultForm::kGleam},
                       {"erlang", ResultForm::kErlang},
                       {"none", ResultForm::kNone}});
  }
  if (name == "--reports") {
    return set_choice(name, value, options.program.vm.reports,
                      {{"stdout", ReportTarget::kOutput},
                       {"stderr", ReportTarget::kErrors},
                       {"off", ReportTarget::kOff},
                       {"gleam", ReportTarget::kGleam}});
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
bool set_flag(VmSettings& options, const std::string& word) {
  jit::CompilerOptions& compiler = options.program.compiler;
  if (word == "--jit-perf-map") return compiler.perf_map = true;
  if (word == "--jit-gdb") return compiler.gdb = true;
  if (word == "--jit-why") return options.jit_why = true;
  if (word == "--observe") return options.observe = true;
  return false;
}

bool is_option(const std::string& name) {
  for (const char* known : {"--dir", "--otp", "--print", "--jit", "--jit-memory", "--jit-threshold",
                            "--jit-background", "--jit-registers", "--jit-seed", "--gc-stress",
                            "--schedulers", "--dirty-cpu", "--dirty-io", "--reports"}) {
    if (name == known) return true;
  }
  return false;
}

}  // namespace

Result<uint64_t> read_count(const std::string& option, const std::string& text) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) {
    return Error{option + ": '" + text + "' is no number"};
  }
  return value;
}

bool is_there(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

bool is_folder(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Result<void> check_output(const std::string& option, const std::string& file) {
  if (file.empty()) return Error{option + ": '' is no name of a file"};
  if (is_folder(file)) return Error{option + ": " + file + " is a folder"};
  size_t slash = file.rfind('/');
  std::string parent = slash == file.npos ? "" : file.substr(0, slash);
  if (!parent.empty() && !is_folder(parent)) {
    return Error{option + ": there is no folder " + parent};
  }
  return {};
}

std::string gleam_text(const std::string& text) {
  std::string literal = "\"";
  for (char letter : text) {
    if (letter == '"' || letter == '\\') literal += '\\';
    literal += letter;
  }
  return literal + "\"";
}

VmSettings::VmSettings() { program.otp = otp_of_environment(); }

bool OptionWords::is_end() const { return at_ == words_.size() || words_[at_] == "--"; }

bool OptionWords::is_option() const {
  return !is_end() && words_[at_].size() > 1 && words_[at_][0] == '-';
}

std::string OptionWords::name() const { return words_[at_].substr(0, words_[at_].find('=')); }

Result<std::string> OptionWords::value() {
  const std::string& word = words_[at_];
  size_t equals = word.find('=');
  if (equals != std::string::npos) {
    at_++;
    return word.substr(equals + 1);
  }
  if (at_ + 1 == words_.size() || words_[at_ + 1] == "--") return Error{name() + " needs a value"};
  at_ += 2;
  return words_[at_ - 1];
}

Result<bool> OptionWords::no_value() {
  if (word() != name()) return Error{name() + " takes no value"};
  at_++;
  return true;
}

std::vector<std::string> OptionWords::rest() const {
  size_t from = at_ < words_.size() && words_[at_] == "--" ? at_ + 1 : at_;
  return {words_.begin() + static_cast<ptrdiff_t>(from), words_.end()};
}

Result<bool> read_vm_option(OptionWords& words, VmSettings& settings) {
  if (set_flag(settings, words.name())) return words.no_value();
  auto sandbox = read_sandbox_option(words, settings);
  if (!sandbox || *sandbox) return sandbox;
  std::string name = words.name();
  if (!is_option(name)) return false;
  auto value = words.value();
  if (!value) return value.error();
  VM_TRY(set_option(settings, name, *value));
  return true;
}

Error unknown_option(const OptionWords& words) {
  return Error{words.name() + ": there is no such option; linac --help lists them"};
}

}  // namespace linac
