// linac show [M:F[/A]] [FILE.beam]... [OPTION]...: what Linac makes of a function, from its checked
// instructions to machine code. Without a function: the functions of FILE. Nothing runs.
#include <algorithm>

#include "api/program.h"
#include "cli/commands.h"
#include "cli/show_compiled.h"
#include "loader/print.h"
#include "runtime/interp/print.h"

namespace linac {
namespace {

constexpr char kShowUsage[] =
    "Shows what Linac makes of a function, of any module and also of private ones. Nothing runs.\n"
    "\n"
    "Usage: linac show MODULE:FUNCTION[/ARITY] [FILE.beam] [OPTION]...\n"
    "       linac show FILE.beam...                    the functions of the files\n"
    "       linac show FILE.beam... --why              which of them are compiled, and if not, "
    "why\n"
    "       linac show FILE.beam... --compile-times    how long compiling them takes\n"
    "\n"
    "Without ARITY all functions of that name are shown. MODULE is looked for in FILE.beam, then\n"
    "in the folders of --dir, of FILE.beam and of its build folder.\n"
    "\n"
    "Options:\n"
    "  --as FORM       beam (default): the checked instructions, and what was found out about "
    "them\n"
    "                  code: the threaded code that the interpreter runs\n"
    "                  ir: the graph that machine code is made of; built-ir: before the passes\n"
    "                  asm: the machine code, with the graph between its lines\n"
    "  --pass NAME     the graph after each time that this pass changed it; all: that any did\n"
    "  --why           for each function whether it can be compiled, and the reason if not; what\n"
    "                  was not compiled in a run: linac run ... --jit-why\n"
    "  --compile-times a histogram, by size of the graph, the passes, the slowest functions\n"
    "  --dir FOLDER    look for modules here too; may be given again, the first wins\n"
    "  -h, --help      this text\n"
    "\n"
    "Examples:\n"
    "  linac show money/tax:add/2 money@tax.beam --as asm\n"
    "  linac show build/dev/erlang/*/ebin/*.beam --why\n";

enum class Form : uint8_t { kBeam, kCode, kBuiltIr, kIr, kAssembly, kPass, kWhy, kCompileTimes };

struct FormName {
  std::string_view name;
  Form form;
};
constexpr FormName kForms[] = {{"beam", Form::kBeam},
                               {"code", Form::kCode},
                               {"ir", Form::kIr},
                               {"built-ir", Form::kBuiltIr},
                               {"asm", Form::kAssembly}};

struct ShowOptions {
  ProgramOptions program;
  std::vector<std::string> files;
  std::optional<EntryName> entry;
  Form form = Form::kBeam;
  bool form_given = false;
  std::string pass;
};

Result<void> set_form(ShowOptions& options, Form form) {
  if (options.form_given) return Error{"only one of --as, --pass, --why and --compile-times"};
  options.form = form;
  options.form_given = true;
  return {};
}

Result<void> set_option(ShowOptions& options, const std::string& name, const std::string& value) {
  if (name == "--dir") {
    options.program.folders.push_back(value);
    return {};
  }
  if (name == "--pass") {
    options.pass = value;
    if (value != "all" && !opt::find_pass(value)) {
      return Error{"--pass: there is no pass '" + value + "'; there are " + pass_names()};
    }
    return set_form(options, Form::kPass);
  }
  VM_CHECK(name == "--as");
  for (const FormName& known : kForms) {
    if (value == known.name) return set_form(options, known.form);
  }
  return Error{"--as: '" + value + "' is none of beam, code, ir, built-ir, asm"};
}

Result<bool> set_flag(ShowOptions& options, const std::string& word) {
  if (word != "--why" && word != "--compile-times") return false;
  VM_TRY(set_form(options, word == "--why" ? Form::kWhy : Form::kCompileTimes));
  return true;
}

Result<ShowOptions> read_options(const std::vector<std::string>& words) {
  ShowOptions options;
  options.program.otp = otp_of_environment();
  for (size_t i = 0; i < words.size(); i++) {
    const std::string& word = words[i];
    auto is_flag = set_flag(options, word);
    if (!is_flag) return is_flag.error();
    if (*is_flag) continue;
    if (word.size() > 1 && word[0] == '-') {
      size_t equals = word.find('=');
      std::string name = word.substr(0, equals);
      if (name != "--dir" && name != "--as" && name != "--pass") {
        return Error{name + ": there is no such option; linac show --help lists them"};
      }
      if (equals == std::string::npos && i + 1 == words.size())
        return Error{name + " needs a value"};
      VM_TRY(set_option(options, name,
                        equals == std::string::npos ? words[++i] : word.substr(equals + 1)));
    } else if (word.ends_with(".beam")) {
      options.files.push_back(word);
    } else if (!options.entry) {
      auto entry = read_entry_name(word);
      if (!entry) {
        return Error{"'" + word + "' is neither MODULE:FUNCTION[/ARITY] nor a FILE.beam"};
      }
      options.entry = *entry;
    } else {
      return Error{"'" + word + "' is not expected; linac show --help explains"};
    }
  }
  if (options.files.empty() && !options.entry) {
    return Error{"no MODULE:FUNCTION and no FILE.beam is given; linac show --help explains"};
  }
  bool needs_function = options.form != Form::kWhy && options.form != Form::kCompileTimes;
  if (options.form_given && needs_function && !options.entry) {
    return Error{"which function? Name it as MODULE:FUNCTION; linac show " + options.files[0] +
                 " lists them"};
  }
  if (options.entry && options.files.size() > 1) {
    return Error{"one FILE.beam is enough with MODULE:FUNCTION; --dir names folders with more"};
  }
  return options;
}

// The functions of a module, a line each.
std::string list_functions(const Module& module, const AtomTable& atoms) {
  std::string text;
  for (const Function& function : module.functions) {
    std::string line = function_name(module, function, atoms);
    if (line.size() < 48) line.resize(48, ' ');
    line += "  " + std::to_string(function.op_count) + " ops";
    if (!function.exported) line += ", private";
    if (function.lacking_op != kNoIndex) line += ", cannot be executed";
    text += line + "\n";
  }
  return text;
}

// What the module has instead: functions of that name, else some of its own.
std::string suggestion(const Module& module, const EntryName& wanted, const AtomTable& atoms) {
  constexpr size_t kMost = 8;
  std::vector<std::string> same, others;
  for (const Function& function : module.functions) {
    std::string name(atoms.text(function.name));
    std::string text = name + "/" + std::to_string(function.arity);
    (name == wanted.function ? same : others).push_back(text);
  }
  const std::vector<std::string>& names = same.empty() ? others : same;
  std::string text = "it has ";
  for (size_t i = 0; i < std::min(names.size(), kMost); i++) text += (i ? ", " : "") + names[i];
  return names.size() > kMost ? text + ", ..." : text;
}

Result<ModuleInstance*> find_module(Vm& vm, const EntryName& wanted) {
  auto name = vm.atoms().intern(wanted.module);
  if (!name) return Error{"the atom table is full"};
  auto loaded = vm.code().ensure_loaded(*name);
  if (!loaded) return loaded.error();
  if (*loaded) return *loaded;
  if (vm.context().natives->has_module(*name)) {
    return Error{"the functions of " + wanted.module + " are natives of Linac: they have no code"};
  }
  return Error{"there is no module " + wanted.module + ": name its file, or its folder with --dir"};
}

Result<std::string> show_function(Vm& vm, jit::Compiler& compiler, FunctionEntry& entry,
                                  const ShowOptions& options) {
  using CompilerForm = jit::Compiler::Form;
  const Module& module = *entry.module->module;
  switch (options.form) {
    case Form::kBeam: return print_function(module, module.functions[entry.index], vm.atoms());
    case Form::kCode: return print_threaded(vm.context(), entry);
    case Form::kBuiltIr: return compiler.show(entry, CompilerForm::kBuiltIr);
    case Form::kIr: return compiler.show(entry, CompilerForm::kIr);
    case Form::kAssembly: return compiler.show(entry, CompilerForm::kAssembly);
    case Form::kPass: return compiler.show_pass(entry, options.pass);
    case Form::kWhy:
    case Form::kCompileTimes: break;  // of several functions together
  }
  VM_UNREACHABLE();
}

// Those that are named; all of the module if none is.
Result<std::vector<FunctionEntry*>> chosen(Vm& vm, ModuleInstance& instance,
                                           const ShowOptions& options) {
  std::vector<FunctionEntry*> functions;
  const std::optional<EntryName>& wanted = options.entry;
  for (const auto& function : instance.functions) {
    if (wanted && vm.atoms().text(function->name) != wanted->function) continue;
    if (wanted && wanted->arity.value_or(function->arity) != function->arity) continue;
    functions.push_back(function.get());
  }
  if (!functions.empty() || !wanted) return functions;
  std::string name = wanted->module + ":" + wanted->function;
  if (wanted->arity) name += "/" + std::to_string(*wanted->arity);
  return Error{"there is no function " + name + ": " +
               suggestion(*instance.module, *wanted, vm.atoms())};
}

Result<std::string> show(Vm& vm, const std::vector<ModuleInstance*>& modules,
                         const ShowOptions& options) {
  std::vector<FunctionEntry*> functions;
  std::string text;
  for (ModuleInstance* module : modules) {
    auto of_module = chosen(vm, *module, options);
    if (!of_module) return of_module.error();
    functions.insert(functions.end(), of_module->begin(), of_module->end());
    if (!options.entry && !options.form_given) text += list_functions(*module->module, vm.atoms());
  }
  if (!options.entry && !options.form_given) return text;
  jit::Compiler compiler(vm.context(), options.program.compiler);
  if (options.form == Form::kWhy) return compilation_answers(vm, compiler, functions);
  if (options.form == Form::kCompileTimes) return compile_times(vm, compiler, functions);
  for (FunctionEntry* function : functions) {
    auto one = show_function(vm, compiler, *function, options);
    if (!one) {
      const Module& module = *function->module->module;
      return Error{function_name(module, module.functions[function->index], vm.atoms()) +
                   " cannot be compiled: " + one.error().message};
    }
    text += (text.empty() ? "" : "\n") + *one;
  }
  return text;
}

// The modules of the files, or that of the function.
Result<std::vector<ModuleInstance*>> load(Program& program, const ShowOptions& options) {
  std::vector<ModuleInstance*> modules;
  for (const std::string& file : options.files) {
    VM_TRY(program.load_file(file));
    if (options.entry) continue;
    auto module = find_module(program.vm(), {program.main_module(), "", {}});
    if (!module) return module.error();
    modules.push_back(*module);
  }
  if (!options.entry) return modules;
  auto module = find_module(program.vm(), *options.entry);
  if (!module) return module.error();
  modules.push_back(*module);
  return modules;
}

}  // namespace

int show_command(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") return print_text(kShowUsage);
  }
  auto options = read_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  Program program(options->program);
  auto modules = load(program, *options);
  if (!modules) return fail(kFailed, modules.error().message);
  auto text = show(program.vm(), *modules, *options);
  if (!text) return fail(kFailed, text.error().message);
  return print_text(*text);
}

}  // namespace linac
