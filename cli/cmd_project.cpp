// linac run, test, dev in a Gleam project: what `gleam run`, `gleam test` and `gleam dev` do once they have
// compiled. linac run FOLDER: the same of what `gleam export erlang-shipment` made.
#include <charconv>
#include <filesystem>

#include "api/project.h"
#include "cli/commands.h"
#include "cli/project_build.h"
#include "cli/session.h"
#include "cli/watch.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

// Of `linac test`: which tests run, and what is told of them (library/erlang/linac_test.erl).
struct TestOptions {
  std::string filter;
  std::string junit;
  uint64_t shard = 0, shards = 0;
  uint64_t scale = 0;  // of EUnit's times; 0: as they are
  bool slowest = false;

  // As a Gleam value.
  std::string text() const {
    std::string list;
    auto add = [&](const std::string& one) { list += (list.empty() ? "" : ", ") + one; };
    if (!filter.empty()) add("Filter(" + gleam_text(filter) + ")");
    if (!junit.empty()) add("Junit(" + gleam_text(junit) + ")");
    if (shards > 0) add("Shard(#(" + std::to_string(shard) + ", " + std::to_string(shards) + "))");
    if (slowest) add("Slowest(True)");
    if (scale > 0) add("ScaleTimeouts(" + std::to_string(scale) + ")");
    return "[" + list + "]";
  }
};

// A program that collects at every N-th chance may be hundreds of times slower.
constexpr uint64_t kStressScale = 1000;
constexpr uint64_t kMaxScale = 1'000'000;

struct ProjectOptions {
  bool is_test = false;
  TestOptions tests;
  bool watch = false;
  VmSettings settings;
  std::string module;  // as Gleam writes it; empty: the command's own
  std::string root;    // a folder of the project; empty: this one
  std::string target;
  bool no_build = false;
  std::vector<std::string> arguments;
};

bool is_shipment(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path + "/entrypoint.sh", error) && !package_folders(path).empty();
}

// Also where gleam.toml cannot be read: find_project says why.
bool is_project_folder(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path + "/gleam.toml", error));
}

// Reads the option here. False: it is none of a project's or the VM's.
Result<bool> read_option(OptionWords& words, ProjectOptions& options) {
  std::string name = words.name();
  if (name == "--no-build") {
    options.no_build = true;
    return words.no_value();
  }
  std::string* place = name == "-m" || name == "--module" ? &options.module
                       : name == "--root"                 ? &options.root
                       : name == "--target"               ? &options.target
                                                          : nullptr;
  if (!place) return read_vm_option(words, options.settings);
  auto value = words.value();
  if (!value) return value.error();
  if (place == &options.root && !is_folder(*value)) {
    return Error{"--root: there is no folder " + *value};
  }
  if (place == &options.target && *value != "erlang") {
    return Error{"--target: '" + *value + "' is not erlang, the one target that Linac runs"};
  }
  *place = std::move(*value);
  return true;
}

bool read_number(std::string_view digits, uint64_t* value) {
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), *value);
  return error == std::errc() && end == digits.data() + digits.size() && !digits.empty();
}

Result<void> read_shard(const std::string& text, TestOptions& tests) {
  size_t slash = text.find('/');
  bool valid = slash != text.npos &&
               read_number(std::string_view(text).substr(0, slash), &tests.shard) &&
               read_number(std::string_view(text).substr(slash + 1), &tests.shards) &&
               tests.shard >= 1 && tests.shard <= tests.shards;
  if (!valid) return Error{"--shard: '" + text + "' is not I/N, the I-th of N parts"};
  return {};
}

Result<void> read_scale(const std::string& text, TestOptions& tests) {
  if (read_number(text, &tests.scale) && tests.scale >= 1 && tests.scale <= kMaxScale) return {};
  return Error{"--scale-timeouts: '" + text + "' is no whole number from 1 to " +
               std::to_string(kMaxScale)};
}

// Reads an option that only `linac test` has.
Result<bool> read_test_option(OptionWords& words, ProjectOptions& options) {
  std::string name = words.name();
  if (name == "--slowest" || name == "--watch") {
    (name == "--watch" ? options.watch : options.tests.slowest) = true;
    return words.no_value();
  }
  bool scales = name == "--scale-timeouts";
  if (name != "--filter" && name != "--junit" && name != "--shard" && !scales) return false;
  auto value = words.value();
  if (!value) return value.error();
  if (scales) {
    VM_TRY(read_scale(*value, options.tests));
  } else if (name == "--shard") {
    VM_TRY(read_shard(*value, options.tests));
  } else {
    if (name == "--junit") VM_TRY(check_output(name, *value));
    (name == "--filter" ? options.tests.filter : options.tests.junit) = *value;
  }
  return true;
}

// What stands for arguments begins with the first word that is no option of Linac's.
Result<ProjectOptions> read_run_options(const std::vector<std::string>& all) {
  ProjectOptions options;
  OptionWords words(all);
  bool has_place = false;
  while (!words.is_end()) {
    if (words.is_option()) {
      auto read = read_option(words, options);
      if (!read) return read.error();
      if (*read) continue;
    } else if (!has_place && (is_shipment(words.word()) || is_project_folder(words.word()))) {
      has_place = true;
      options.root = words.word();
      words.next();
      continue;
    }
    break;
  }
  options.arguments = words.rest();
  return options;
}

Result<ProjectOptions> read_test_options(const std::vector<std::string>& all, bool tests) {
  ProjectOptions options;
  options.is_test = tests;
  OptionWords words(all);
  while (!words.is_end()) {
    if (words.is_option()) {
      auto read = tests ? read_test_option(words, options) : Result<bool>(false);
      if (read && !*read) read = read_option(words, options);
      if (!read) return read.error();
      if (!*read) return unknown_option(words);
    } else if (options.root.empty() && is_folder(words.word())) {
      options.root = words.word();
      words.next();
    } else {
      return Error{"'" + words.word() + "' is no folder; arguments of the program stand after --"};
    }
  }
  options.arguments = words.rest();
  return options;
}

// --- Running -------------------------------------------------------------------------------------

int run_package(ProjectOptions& options, const std::string& package, const std::string& packages,
                const std::string& module) {
  std::vector<std::string> folders = options.settings.program.folders;
  for (std::string& folder : package_folders(packages)) folders.push_back(std::move(folder));
  options.settings.program.folders.clear();
  auto run = [&](Program& program) -> Result<Outcome> {
    VM_TRY(program.open_folders(folders));
    std::string runner = package + "@@main";
    if (!options.is_test) return program.run_gleam(runner, module);
    VM_TRY(program.check_gleam(runner, module));
    return program.call({"linac_test", "run", 3},
                        {gleam_text(runner), gleam_text(module), options.tests.text()});
  };
  return run_session(options.settings, options.arguments, run);
}

// Goes on to the first word that is no option of Linac's for a project. False: it is one that is wrong.
bool skip_options(OptionWords& at, ProjectOptions& options) {
  while (!at.is_end() && at.is_option()) {
    auto read = read_option(at, options);
    if (!read) return false;
    if (!*read) return true;
  }
  return true;
}

int run_in_project(ProjectOptions& options, const std::string& suffix) {
  std::error_code error;
  if (!options.root.empty()) {
    fs::current_path(options.root, error);
    if (error) return fail(kBadUsage, options.root + ": " + error.message());
  }
  auto project = find_project(fs::current_path(error).string());
  if (!project) return fail(kBadUsage, project.error().message);
  if (project->target != "erlang" && options.target.empty()) {
    return fail(kFailed, "the target of " + project->name + " is " + project->target +
                             ", and Linac runs Erlang's: try --target erlang");
  }
  std::string name = options.module.empty() ? project->name + suffix : options.module;
  auto module = erlang_module_name(name);
  if (!module) return fail(kBadUsage, module.error().message);
  if (int status = bring_up_to_date(*project, options.no_build)) return status;
  if (!has_module(package_folders(project->packages()), *module)) {
    std::string where = suffix.empty() ? "src/" : suffix.substr(1) + "/";
    return fail(kFailed, "there is no module " + name + ": write " + where + name +
                             ".gleam with a public function main, or name a module with -m");
  }
  return run_package(options, project->name, project->packages(), *module);
}

int test_or_dev(const std::vector<std::string>& words, const std::string& suffix) {
  auto options = read_test_options(words, suffix == "_test");
  if (!options) return fail(kBadUsage, options.error().message);
  if (options->watch) return watch_tests(words, options->root);
  // A path that names a file is the user's, whatever folder the tests run in.
  std::error_code error;
  std::string& junit = options->tests.junit;
  if (!junit.empty()) junit = fs::absolute(junit, error).string();
  bool stress = suffix == "_test" && options->settings.program.vm.gc_stress > 0;
  if (stress && options->tests.scale == 0) options->tests.scale = kStressScale;
  return run_in_project(*options, suffix);
}

}  // namespace

bool is_project_run(const std::vector<std::string>& words) {
  ProjectOptions given;
  OptionWords at(words);
  if (!skip_options(at, given)) return true;  // who reads them again says what is wrong
  if (!at.is_end()) {
    const std::string& word = at.word();
    if (word.ends_with(".beam") || word.starts_with("--entry")) return false;
    if (is_shipment(word) || is_project_folder(word)) return true;
  }
  bool wanted = given.no_build || !given.module.empty() || !given.root.empty();
  return wanted || !given.target.empty() || is_inside_project(".");
}

size_t own_words(const std::vector<std::string>& words) {
  if (!words.empty() && is_escript(words[0])) return 0;
  if (!is_project_run(words)) return words.size();
  ProjectOptions ignored;
  OptionWords at(words);
  skip_options(at, ignored);
  return words.size() - at.rest().size() + (at.is_option() ? 1 : 0);
}

int project_run_command(const std::vector<std::string>& words) {
  auto options = read_run_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  if (!options->root.empty() && is_shipment(options->root)) {
    auto package = shipment_package(options->root);
    if (!package) return fail(kFailed, package.error().message);
    std::string name = options->module.empty() ? *package : options->module;
    auto module = erlang_module_name(name);
    if (!module) return fail(kBadUsage, module.error().message);
    if (!has_module(package_folders(options->root), *module)) {
      return fail(kFailed, options->root + ": there is no module " + name);
    }
    return run_package(*options, *package, options->root, *module);
  }
  return run_in_project(*options, "");
}

int test_command(const std::vector<std::string>& words) { return test_or_dev(words, "_test"); }
int dev_command(const std::vector<std::string>& words) { return test_or_dev(words, "_dev"); }

}  // namespace linac
