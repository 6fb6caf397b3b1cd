// linac imports FILE.beam...: the functions that the files call and that are nowhere to be found.
// Prints a line each, MODULE:FUNCTION/ARITY and who names it; nothing printed means that all are
// there. Status 1 if something is missing.
#include <map>
#include <set>

#include "api/program.h"
#include "cli/commands.h"

namespace linac {
namespace {

std::string import_name(const AtomTable& atoms, const Import& import) {
  return std::string(atoms.text(import.module)) + ":" + std::string(atoms.text(import.function)) +
         "/" + std::to_string(import.arity);
}

// A native that only says that Linac does not have it.
bool is_refused(const AtomTable& atoms, const Import& import) {
  return import.module == atoms::kErlang && atoms.text(import.function) == "load_nif";
}

bool is_there(Vm& vm, const Import& import) {
  if (is_refused(vm.atoms(), import)) return false;
  if (vm.context().natives->find(import.module, import.function, import.arity)) return true;
  auto loaded = vm.code().ensure_loaded(import.module);
  if (!loaded.ok() || !*loaded) return false;
  const Module& module = *(*loaded)->module;
  const Function* function = module.find_export(import.function, import.arity);
  return function && !is_native_placeholder(module, *function);
}

}  // namespace

int imports_command(const std::vector<std::string>& words) {
  ProgramOptions options;
  options.otp = otp_of_environment();
  std::vector<std::string> files;
  for (size_t i = 0; i < words.size(); i++) {
    if (words[i] == "--dir" && i + 1 < words.size()) {
      options.folders.push_back(words[++i]);
    } else if (words[i] == "--otp" && i + 1 < words.size()) {
      options.otp = words[++i];
    } else if (words[i][0] == '-') {
      return fail(
          kBadUsage,
          words[i] + ": usage is linac imports FILE.beam... [--dir FOLDER]... [--otp FOLDER]");
    } else {
      files.push_back(words[i]);
    }
  }
  if (files.empty()) return fail(kBadUsage, "no FILE.beam is given");
  Program program(options);
  Vm& vm = program.vm();
  std::vector<ModuleInstance*> named;
  for (const std::string& file : files) {
    if (auto loaded = program.load_file(file); !loaded)
      return fail(kFailed, loaded.error().message);
    auto name = vm.atoms().intern(program.main_module());
    auto instance = vm.code().ensure_loaded(*name);  // whether or not it can be used
    if (instance && *instance) named.push_back(*instance);
  }
  std::map<std::string, std::set<std::string>> missing;
  for (const ModuleInstance* instance : named) {
    for (const Import& import : instance->module->imports) {
      if (is_there(vm, import)) continue;
      missing[import_name(vm.atoms(), import)].insert(
          std::string(vm.atoms().text(instance->module->name)));
    }
  }
  std::string text;
  for (const auto& [name, callers] : missing) {
    text += name + "  called by";
    for (const std::string& caller : callers) text += " " + caller;
    text += "\n";
  }
  int status = print_text(text);
  return missing.empty() ? status : kFailed;
}

}  // namespace linac
