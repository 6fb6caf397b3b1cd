// linac imports: the functions that modules call and that are nowhere to be found, each with who calls it and
// the nearest thing there is. Nothing printed means that all are there. Status 1 if something is missing.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "api/program.h"
#include "api/project.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "cli/project_build.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

constexpr char kImportsUsage[] =
    "Tells which functions a program calls that are nowhere, before it runs into them.\n"
    "\n"
    "Usage: linac imports [OPTION]...                the Gleam project of this folder, all "
    "packages of it\n"
    "       linac imports FOLDER... [OPTION]...      a project, what gleam export made, or a "
    "folder of .beam files\n"
    "       linac imports FILE.beam... [OPTION]...\n"
    "\n"
    "A line for each function, MODULE:FUNCTION/ARITY with the modules that call it and the nearest "
    "thing\n"
    "there is; nothing where all are there. Calls whose module or function is only known when they "
    "are made\n"
    "are not seen.\n"
    "\n"
    "Options:\n"
    "  --json        the same as JSON\n"
    "  --no-build    never run gleam build; otherwise where sources are newer than the build\n"
    "  --dir FOLDER  look for modules here too; may be given again, the first wins\n"
    "  --otp FOLDER  an OTP whose library goes before Linac's own (or: LINAC_OTP=FOLDER)\n"
    "  -h, --help    this text\n"
    "\n"
    "Status: 0 when all are there, 1 when something is missing, 2 for bad usage.\n";

struct ImportsOptions {
  ProgramOptions program;
  std::vector<std::string> places;  // files and folders
  bool json = false, no_build = false, help = false;
};

Result<ImportsOptions> read_options(const std::vector<std::string>& words) {
  ImportsOptions options;
  options.program.otp = otp_of_environment();
  OptionWords at(words);
  while (!at.is_end()) {
    if (!at.is_option()) {
      options.places.push_back(at.word());
      at.next();
      continue;
    }
    std::string name = at.name();
    bool* flag = name == "--json"                   ? &options.json
                 : name == "--no-build"             ? &options.no_build
                 : name == "--help" || name == "-h" ? &options.help
                                                    : nullptr;
    if (flag) {
      *flag = true;
      if (auto alone = at.no_value(); !alone) return alone.error();
      continue;
    }
    if (name != "--dir" && name != "--otp") {
      return Error{name + ": there is no such option; linac imports --help lists them"};
    }
    auto folder = at.value();
    if (!folder) return folder.error();
    if (!is_folder(*folder)) return Error{name + ": there is no folder " + *folder};
    if (name == "--dir") options.program.folders.push_back(*folder);
    if (name == "--otp") options.program.otp = *folder;
  }
  for (const std::string& word : at.rest()) options.places.push_back(word);
  return options;
}

// --- What is looked at ---------------------------------------------------------------------------

// Files that were named, and folders all of whose modules count.
struct Places {
  std::vector<std::string> files, folders;
};

void add_folders(Places& places, const std::string& packages) {
  for (std::string& folder : package_folders(packages)) places.folders.push_back(std::move(folder));
}

// 0: done; else a status, and the user has been told.
int add_project(Places& places, const std::string& folder, bool no_build) {
  auto project = find_project(folder);
  if (!project) return fail(kBadUsage, project.error().message);
  if (int status = bring_up_to_date(*project, no_build)) return status;
  add_folders(places, project->packages());
  return 0;
}

bool has_modules(const std::string& folder) {
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    if (file.path().extension() == ".beam") return true;
  }
  return false;
}

int add_folder(Places& places, const std::string& folder, bool no_build) {
  std::error_code error;
  if (has_modules(folder)) {
    places.folders.push_back(folder);
    return 0;
  }
  if (fs::exists(fs::symlink_status(folder + "/gleam.toml", error))) {
    return add_project(places, folder, no_build);
  }
  size_t before = places.folders.size();
  add_folders(places, folder);
  if (places.folders.size() > before) return 0;
  return fail(kBadUsage, folder + ": is no Gleam project, and has no .beam files");
}

int find_places(Places& places, const ImportsOptions& options) {
  if (options.places.empty()) return add_project(places, ".", options.no_build);
  for (const std::string& place : options.places) {
    if (!is_folder(place)) {
      places.files.push_back(place);
    } else if (int status = add_folder(places, place, options.no_build)) {
      return status;
    }
  }
  return 0;
}

// The modules that lie in the folder, by name.
std::vector<std::string> modules_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& file : fs::directory_iterator(folder, error)) {
    if (file.path().extension() == ".beam") names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::vector<const Module*>> load_all(Program& program, const Places& places) {
  VM_TRY(program.open_folders(places.folders));
  Vm& vm = program.vm();
  std::vector<std::string> names;
  for (const std::string& file : places.files) {
    VM_TRY(program.load_file(file));
    names.push_back(program.main_module());
  }
  for (const std::string& folder : places.folders) {
    for (std::string& name : modules_in(folder)) names.push_back(std::move(name));
  }
  std::set<const Module*> seen;
  std::vector<const Module*> modules;
  for (const std::string& name : names) {
    auto atom = vm.atoms().intern(name);
    if (!atom) return Error{"the atom table is full"};
    auto loaded = vm.code().ensure_loaded(*atom);  // whether or not it can be used
    if (!loaded) return loaded.error();
    if (*loaded && seen.insert((*loaded)->module.get()).second) {
      modules.push_back((*loaded)->module.get());
    }
  }
  return modules;
}

// --- What is missing -----------------------------------------------------------------------------

struct Missing {
  std::string module, function;
  uint32_t arity = 0;
  bool has_module = false, only_raises = false;
  std::vector<std::string> nearest;  // FUNCTION/ARITY of the same module
  std::set<std::string> callers;

  std::string name() const { return module + ":" + function + "/" + std::to_string(arity); }
};

class Finder {
 public:
  explicit Finder(Vm& vm) : vm_(vm) {}

  void add(const Module& caller) {
    for (const Import& import : caller.imports) {
      if (is_there(import)) continue;
      Missing& missing = missing_[name_of(import)];
      if (missing.callers.empty()) describe(import, missing);
      missing.callers.emplace(vm_.atoms().text(caller.name));
    }
  }
  const std::map<std::string, Missing>& missing() const { return missing_; }

 private:
  std::string text(Term atom) const { return std::string(vm_.atoms().text(atom)); }
  std::string name_of(const Import& import) const {
    return text(import.module) + ":" + text(import.function) + "/" + std::to_string(import.arity);
  }
  // A native that only says that Linac does not have it.
  bool is_refused(const Import& import) const {
    return import.module == atoms::kErlang && vm_.atoms().text(import.function) == "load_nif";
  }
  // Natives go before what a file has, unless it is the program's own (docs/natives.md).
  bool is_own(Term module) { return module != atoms::kErlang && vm_.code().has_own_file(module); }

  bool is_there(const Import& import) {
    if (is_refused(import)) return false;
    bool native = vm_.context().natives->find(import.module, import.function, import.arity);
    if (native && !is_own(import.module)) return true;
    const Module* module = find(import.module);
    const Function* function =
        module ? module->find_export(import.function, import.arity) : nullptr;
    return function && (native || !is_native_placeholder(*module, *function));
  }

  const Module* find(Term name) {
    auto loaded = vm_.code().ensure_loaded(name);
    return loaded.ok() && *loaded ? (*loaded)->module.get() : nullptr;
  }

  // The functions that the module has, with their arities.
  std::set<std::pair<std::string, uint32_t>> functions_of(Term name) {
    std::set<std::pair<std::string, uint32_t>> found;
    const Module* module = find(name);
    if (module) {
      for (const Export& one : module->exports) {
        const Function* function = module->find_export(one.name, one.arity);
        if (function && !is_native_placeholder(*module, *function)) {
          found.emplace(text(one.name), one.arity);
        }
      }
    }
    if (is_own(name)) return found;
    for (const auto& native : vm_.context().natives->all()) {
      if (native->module == name) found.emplace(text(native->name), native->arity);
    }
    return found;
  }

  void describe(const Import& import, Missing& missing);

  Vm& vm_;
  std::map<std::string, Missing> missing_;
};

// How many letters have to be put in, left out or changed to make one of the other.
size_t distance(const std::string& left, const std::string& right) {
  std::vector<size_t> row(right.size() + 1);
  for (size_t i = 0; i < row.size(); i++) row[i] = i;
  for (size_t i = 1; i <= left.size(); i++) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t k = 1; k <= right.size(); k++) {
      size_t changed = corner + (left[i - 1] != right[k - 1]);
      corner = row[k];
      row[k] = std::min({changed, row[k] + 1, row[k - 1] + 1});
    }
  }
  return row.back();
}

// The same function with another number of arguments; else the names that are most like this one.
void Finder::describe(const Import& import, Missing& missing) {
  missing.module = text(import.module);
  missing.function = text(import.function);
  missing.arity = import.arity;
  const Module* module = find(import.module);
  missing.has_module = module || vm_.context().natives->has_module(import.module);
  missing.only_raises =
      is_refused(import) || (module && module->find_export(import.function, import.arity));
  if (missing.only_raises) return;
  auto functions = functions_of(import.module);
  size_t least = std::max<size_t>(2, missing.function.size() / 3);
  for (const auto& [name, arity] : functions) {
    least = std::min(least, distance(name, missing.function));
  }
  for (const auto& [name, arity] : functions) {
    if (distance(name, missing.function) != least) continue;
    missing.nearest.push_back(name + "/" + std::to_string(arity));
  }
}

// --- What is told --------------------------------------------------------------------------------

std::string as_text(const Finder& finder) {
  std::string text;
  for (const auto& [name, missing] : finder.missing()) {
    text += name + "  called by";
    for (const std::string& caller : missing.callers) text += " " + caller;
    if (!missing.has_module) text += "; there is no module " + missing.module;
    if (missing.only_raises) text += "; it is there, and only raises";
    const char* before = "; there is ";
    for (const std::string& near : missing.nearest) {
      text += before + missing.module + ":" + near;
      before = ", ";
    }
    text += "\n";
  }
  return text;
}

std::string as_json(const Finder& finder, size_t modules) {
  using Json = nlohmann::ordered_json;
  Json all = Json::array();
  for (const auto& [name, missing] : finder.missing()) {
    all.push_back(Json{{"module", missing.module},
                       {"function", missing.function},
                       {"arity", missing.arity},
                       {"has_module", missing.has_module},
                       {"only_raises", missing.only_raises},
                       {"called_by", missing.callers},
                       {"nearest", missing.nearest}});
  }
  Json told{{"modules", modules}, {"missing", all}};
  return told.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

int imports_command(const std::vector<std::string>& words) {
  auto options = read_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  if (options->help) return print_text(kImportsUsage);
  Places places;
  if (int status = find_places(places, *options)) return status;
  Program program(options->program);
  auto modules = load_all(program, places);
  if (!modules) return fail(kFailed, modules.error().message);
  Finder finder(program.vm());
  for (const Module* module : *modules) finder.add(*module);
  int status = print_text(options->json ? as_json(finder, modules->size()) : as_text(finder));
  return finder.missing().empty() ? status : kFailed;
}

}  // namespace linac
