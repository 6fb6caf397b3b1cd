#include "cli/bench/vm.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "cli/child.h"
#include "cli/options.h"

extern "C" {
extern const char linac_bench_module[];
extern const char linac_bench_module_end[];
}

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

std::string self() {
  std::error_code error;
  return fs::read_symlink("/proc/self/exe", error).string();
}

std::string real_path(const std::string& program) {
  std::error_code error;
  return fs::weakly_canonical(found_on_path(program), error).string();
}

std::vector<std::string> split_words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

std::string_view helper_module() {
  return {linac_bench_module, static_cast<size_t>(linac_bench_module_end - linac_bench_module)};
}

VmCommand this_linac() { return {VmKind::kLinac, "linac", {self()}}; }

Result<VmCommand> read_vm(const std::string& text) {
  size_t equals = text.find('=');
  std::string name = text.substr(0, equals);
  std::string command = equals == std::string::npos ? text : text.substr(equals + 1);
  if (equals == std::string::npos) name = fs::path(text).filename().string();
  VmCommand vm;
  vm.label = name;
  if (is_folder(command)) {
    std::string inside = command + "/bin/erl";
    vm.words = {found_on_path(inside).empty() ? command + "/erl" : inside};
  } else if (!found_on_path(command).empty()) {
    vm.words = {command};
  } else {
    vm.words = split_words(command);
  }
  if (name.empty() || vm.words.empty())
    return Error{"--vs: '" + text + "' names no command: write erl=COMMAND"};
  if (found_on_path(vm.words[0]).empty()) {
    bool path = vm.words[0].find('/') != std::string::npos;
    return Error{"--vs " + text + ": " + vm.words[0] +
                 (path ? " is no file that can be started" : " is not on the PATH") +
                 "; it is left out"};
  }
  // By what is started: a link `erl` to Linac is Linac.
  std::string base = fs::path(real_path(vm.words[0])).filename().string();
  bool linac = base.starts_with("linac") || name.starts_with("linac");
  vm.kind = linac ? VmKind::kLinac : VmKind::kErlang;
  if (linac && base.starts_with("linac")) vm.words[0] = real_path(vm.words[0]);
  return vm;
}

bool is_this_linac(const VmCommand& vm) { return real_path(vm.words[0]) == self(); }

void make_labels_unique(std::vector<Target>& targets) {
  std::set<std::string> taken;
  for (Target& target : targets) {
    std::string& label = target.vm.label;
    if (taken.contains(label)) {
      std::string base = fs::path(target.vm.words[0]).filename().string();
      if (!taken.contains(base)) label = base;
    }
    std::string first = label;
    for (int number = 2; taken.contains(label); number++) {
      label = first + "-" + std::to_string(number);
    }
    taken.insert(label);
  }
}

std::vector<std::string> start_words(const Target& target, const std::string& helper,
                                     const std::string& mode, const std::string& folder) {
  std::vector<std::string> words = target.vm.words;
  auto add = [&](std::initializer_list<std::string> more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  if (target.vm.kind == VmKind::kLinac) {
    add({helper + "/linac_bench.beam", "linac_bench:linac/2", "--print", "none"});
    for (const std::string& one : target.folders) add({"--dir", one});
    // Where code is compiled in the background it is the machine's load that says how long the warm-up has to be.
    // In front: what the user says counts.
    if (mode == "worker") add({"--jit-background=off"});
    words.insert(words.end(), target.options.begin(), target.options.end());
    add({"--", gleam_text(mode), gleam_text(folder)});
    return words;
  }
  add({"-noinput", "-boot", "no_dot_erlang", "-pa"});
  words.insert(words.end(), target.folders.begin(), target.folders.end());
  add({helper, "-run", "linac_bench", "erl", mode, folder});
  return words;
}

Result<std::string> linac_version(const VmCommand& vm, Interrupts& interrupts) {
  std::vector<std::string> words = vm.words;
  words.push_back("--version");
  auto told = capture(words, "", kCommandSeconds, interrupts);
  if (!told) return told.error();
  std::string line = last_line(told->output);
  if (told->status != 0 || !line.starts_with("linac ")) {
    return Error{vm.words[0] + " is no Linac: it does not answer --version as Linac does"};
  }
  return "Linac " + line.substr(6);
}

}  // namespace linac::bench
