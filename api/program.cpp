#include "api/program.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "api/error_page.h"
#include "api/gleam_literal.h"
#include "bifs/install.h"
#include "bifs/log_text.h"
#include "core/base/file.h"
#include "core/term/print.h"
#include "core/term/utf8.h"
#include "library/archive.h"
#include "library/otp_folder.h"
#include "runtime/exec/services.h"
#include "runtime/exec/spawn.h"
#include "runtime/memory/off_heap.h"
#include "runtime/run/worker.h"

namespace linac {
namespace {

constexpr uint32_t kMaxArity = 255;

std::string call_name(const std::string& module, const std::string& function, size_t arity) {
  return module + ":" + function + "/" + std::to_string(arity);
}

// The file's own folder and, if that is PACKAGE/ebin of a Gleam build folder, the other packages'.
std::vector<std::string> folders_around(const std::string& path) {
  namespace fs = std::filesystem;
  fs::path folder = fs::path(path).parent_path();
  if (folder.empty()) folder = ".";
  std::vector<std::string> folders;
  std::error_code error;
  fs::path own = fs::weakly_canonical(folder, error);
  if (own.filename() == "ebin") {
    for (const auto& package : fs::directory_iterator(own.parent_path().parent_path(), error)) {
      fs::path ebin = package.path() / "ebin";
      if (ebin != own && fs::is_directory(ebin, error)) folders.push_back(ebin.string());
    }
  }
  std::sort(folders.begin(), folders.end());
  folders.insert(folders.begin(), folder.string());
  return folders;
}

}  // namespace

Result<EntryName> read_entry_name(const std::string& text) {
  Error malformed{"'" + text + "' is no function: write MODULE:FUNCTION or MODULE:FUNCTION/ARITY"};
  size_t colon = text.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size()) return malformed;
  EntryName entry;
  entry.module = text.substr(0, colon);
  std::replace(entry.module.begin(), entry.module.end(), '/', '@');
  entry.function = text.substr(colon + 1);
  size_t slash = entry.function.rfind('/');
  if (slash == std::string::npos || slash == 0) return entry;
  std::string digits = entry.function.substr(slash + 1);
  uint32_t arity = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), arity);
  if (error != std::errc() || end != digits.data() + digits.size() || digits.empty() ||
      arity > kMaxArity) {
    return malformed;
  }
  entry.arity = arity;
  entry.function.resize(slash);
  return entry;
}

Program::Program(const ProgramOptions& options)
    : form_(options.form),
      otp_(options.otp),
      vm_(std::make_unique<Vm>(options.vm, install_natives)) {
  if (options.vm.jit != JitMode::kOff) {
    vm_->set_compiler(std::make_unique<jit::Compiler>(vm_->context(), options.compiler));
  }
  for (const std::string& folder : options.folders) vm_->code().add_folder(folder);
  vm_->code().set_broken_report([](std::string_view message) {
    std::fprintf(stderr, "linac: %.*s\n", static_cast<int>(message.size()), message.data());
  });
  vm_->context().report_exit = [this](Process& process) {
    if (process.keep_when_ended) return;
    switch (vm_->context().reports) {
      case ReportTarget::kOutput:
      case ReportTarget::kErrors: return report_crash(process);
      case ReportTarget::kGleam:
        if (passed_max_heap(process)) return report_crash(process);
        return write_log(vm_->context(), crash_report(process));
      case ReportTarget::kOff: return;
    }
  };
}

Result<void> Program::open_library() {
  if (vm_->code().library()) return {};
  auto archive = library::Archive::open(library::embedded_archive());
  if (!archive) return archive.error();
  std::unique_ptr<ModuleLibrary> all;
  if (otp_.empty()) {
    all = std::make_unique<library::Archive>(std::move(*archive));
  } else {
    auto otp = library::OtpFolder::open(otp_);
    if (!otp) return otp.error();
    all = std::make_unique<library::LibraryPair>(std::move(*otp), std::move(*archive));
  }
  vm_->code().set_library(std::move(all));
  start_services(vm_->context());
  return {};
}

Result<void> Program::load_file(const std::string& path) {
  VM_TRY(open_library());
  auto bytes = read_file(path);
  if (!bytes) {
    return Error{bytes.error().message +
                 " (gleam build leaves modules in build/dev/erlang/PACKAGE/ebin)"};
  }
  // Before the module is loaded: natives make way for modules that are found there.
  for (std::string& folder : folders_around(path)) vm_->code().add_folder(std::move(folder));
  auto loaded = vm_->code().load(*bytes, path);
  if (!loaded) return loaded.error();
  main_module_ = vm_->atoms().text((*loaded)->module->name);
  return {};
}

Result<Outcome> Program::call(const EntryName& entry, const std::vector<std::string>& arguments) {
  AtomTable& atoms = vm_->atoms();
  auto module = atoms.intern(entry.module);
  auto function = atoms.intern(entry.function);
  if (!module || !function) return Error{"the atom table is full"};
  bool is_main = entry.function == "main" && entry.arity.value_or(0) == 0;
  size_t arity = is_main ? 0 : entry.arity.value_or(static_cast<uint32_t>(arguments.size()));
  std::string name = call_name(entry.module, entry.function, arity);
  if (!is_main && arity != arguments.size()) {
    return Error{name + " takes " + std::to_string(arity) + " argument" + (arity == 1 ? "" : "s") +
                 ", and " + std::to_string(arguments.size()) +
                 (arguments.size() == 1 ? " was given" : " were given")};
  }
  auto loaded = vm_->code().ensure_loaded(*module);
  if (!loaded) return loaded.error();
  ExportEntry* target = vm_->code().find_export(*module, *function, static_cast<uint32_t>(arity));
  bool native = vm_->context().natives->find(*module, *function, static_cast<uint32_t>(arity));
  if (!*loaded && !native) {
    return Error{"there is no module " + entry.module +
                 ": name its folder with --dir, or check the spelling"};
  }
  if (!native && (!target || !target->function)) {
    return Error{"there is no function " + name + ": it must be public, with that many arguments"};
  }
  target = vm_->code().export_entry(*module, *function, static_cast<uint32_t>(arity));

  std::vector<GleamValue> values;
  size_t words = 0;
  if (!is_main) {
    for (const std::string& argument : arguments) {
      values.push_back(read_gleam_argument(argument));
      words += gleam_value_words(values.back());
    }
  }
  std::vector<Word> storage(words + 1);
  TermSpace space;
  space.top = storage.data();
  space.limit = storage.data() + storage.size();
  std::vector<Term> terms;
  for (const GleamValue& value : values) terms.push_back(build_gleam_value(value, atoms, space));
  Outcome outcome = run(*target, terms, !is_main);
  release_off_heap(space.off_heap);
  return outcome;
}

Outcome Program::run(ExportEntry& target, const std::vector<Term>& arguments, bool show_result) {
  Process* process = start_process(vm_->context(), target, arguments);
  if (!process) return {1, "", "linac: there is no memory to start the program\n"};
  RunResult ended = run_until_ended(vm_->context(), *process);
  vm_->output().flush();
  if (ended == RunResult::kHalted) {
    const LimitReached& reached = vm_->watch().reached;
    if (reached.kind() == LimitKind::kNone) {
      int status = vm_->halt().status;
      return {status == 0 && vm_->output().failed() ? 1 : status, "", ""};
    }
    return {1, "", "linac: " + limit_text(reached.kind(), reached.most()) + "\n"};
  }
  Outcome outcome = finish(*process, show_result);
  release_main(vm_->context(), *process);
  return outcome;
}

Result<void> Program::open_folders(const std::vector<std::string>& folders) {
  VM_TRY(open_library());
  for (const std::string& folder : folders) vm_->code().add_folder(folder);
  return {};
}

Result<void> Program::check_gleam(const std::string& runner, const std::string& module) {
  auto runner_name = vm_->atoms().intern(runner), module_name = vm_->atoms().intern(module);
  auto run_name = vm_->atoms().intern("run"), main_name = vm_->atoms().intern("main");
  if (!runner_name || !module_name || !run_name || !main_name) {
    return Error{"the atom table is full"};
  }
  auto main = vm_->code().ensure_loaded(*module_name);
  if (!main) return main.error();
  if (*main && !(*main)->module->find_export(*main_name, 0)) {
    return Error{"module " + module + " has no public function main without arguments"};
  }
  auto loaded = vm_->code().ensure_loaded(*runner_name);
  if (!loaded) return loaded.error();
  if (!*loaded || !(*loaded)->module->find_export(*run_name, 1)) {
    return Error{"there is no module " + runner + ", which gleam build makes: run gleam build"};
  }
  return {};
}

Result<Outcome> Program::run_gleam(const std::string& runner, const std::string& module) {
  VM_TRY(check_gleam(runner, module));
  AtomTable& atoms = vm_->atoms();  // has the names by now
  ExportEntry* run_export =
      vm_->code().export_entry(*atoms.intern(runner), *atoms.intern("run"), 1);
  return run(*run_export, {*atoms.intern(module)}, false);
}

namespace {

// The limit that has ended the process; empty: it was something else.
std::string limit_page(Process& process) {
  VmContext& vm = *process.vm;
  if (process.out_of_memory) {
    if (vm.account && vm.account->is_over()) {
      return limit_text(LimitKind::kMemory, vm.account->most());
    }
    return limit_text(LimitKind::kHeap, process.heap.max_words() * sizeof(Word));
  }
  LimitReason reason = read_limit_reason(*vm.atoms, process.exit_reason);
  return limit_text(reason.kind, reason.most);
}

}  // namespace

Outcome Program::finish(Process& process, bool show_result) {
  Outcome outcome;
  if (process.exit_class != kNoTerm) {
    outcome.status = 1;
    if (std::string limit = limit_page(process); !limit.empty()) {
      outcome.report = "linac: " + limit + "\n";
      return outcome;
    }
    outcome.report = error_page(process);
    return outcome;
  }
  if (show_result && form_ != ResultForm::kNone) {
    PrintOptions options;
    options.form = form_ == ResultForm::kGleam ? PrintForm::kGleam : PrintForm::kErlangPretty;
    options.hooks = &vm_->hooks();
    outcome.result = print_term(vm_->atoms(), process.saved[0], options) + "\n";
  }
  if (vm_->output().failed()) outcome.status = 1;
  return outcome;
}

std::string Program::compilation_report() {
  NativeTier& tier = vm_->tier();
  if (!tier.compiler()) return "linac: nothing was compiled: the JIT is off\n";
  size_t compiled = 0;
  for (ModuleInstance* instance : vm_->code().all_modules()) {
    for (const auto& entry : instance->functions) compiled += entry->compiled.load() != nullptr;
  }
  std::vector<NativeTier::Refusal> refusals = tier.refusals();
  std::string text = "linac: " + std::to_string(compiled) +
                     (compiled == 1 ? " function was compiled, " : " functions were compiled, ") +
                     std::to_string(refusals.size()) + " cannot be; " +
                     std::to_string(tier.left_to_thread()) + " were left to the background, " +
                     std::to_string(tier.waiting()) + " of them still waited\n";
  for (const NativeTier::Refusal& refusal : refusals) {
    const FunctionEntry& entry = *refusal.function;
    text += call_name(std::string(vm_->atoms().text(entry.module->module->name)),
                      std::string(vm_->atoms().text(entry.name)), entry.arity) +
            ": " + refusal.reason + "\n";
  }
  return text;
}

}  // namespace linac
