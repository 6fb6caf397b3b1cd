// A program as the command line runs it: a Vm, the files that were named, and one call.
//
// Errors that a user has to see are texts of one line; what the program itself raised is an Outcome.
// Threads: one. Ownership: a Program owns its Vm.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "jit/compiler.h"
#include "runtime/vm/vm.h"

namespace linac {

// MODULE:FUNCTION[/ARITY]; the module as Gleam (a/b) or Erlang (a@b) writes it.
struct EntryName {
  std::string module;  // a@b
  std::string function;
  std::optional<uint32_t> arity;
};
Result<EntryName> read_entry_name(const std::string& text);

enum class ResultForm : uint8_t { kGleam, kErlang, kNone };

struct ProgramOptions {
  VmOptions vm;
  jit::CompilerOptions compiler;
  std::vector<std::string> folders;  // searched in order, before those that FILE implies
  std::string otp;                   // an OTP whose library goes before the archive; empty: none
  ResultForm form = ResultForm::kGleam;
};

// How a program ended.
struct Outcome {
  int status = 0;
  std::string result;  // to be printed on stdout, with its newline; empty: nothing
  std::string report;  // to be printed on stderr
};

class Program {
 public:
  explicit Program(const ProgramOptions& options);

  // Loads FILE.beam, and finds other modules beside it and in its build folder
  // (PACKAGE/ebin beside it).
  Result<void> load_file(const std::string& path);
  // The name of the module that load_file loaded.
  const std::string& main_module() const { return main_module_; }

  // Calls the function with these arguments (Gleam literals, or argv for main/0).
  Result<Outcome> call(const EntryName& entry, const std::vector<std::string>& arguments);

  // Folders with modules, instead of load_file.
  Result<void> open_folders(const std::vector<std::string>& folders);
  // An error: RUNNER:run/1, which gleam compiles for its own `gleam run`, is not there, or MODULE has no
  // main/0.
  Result<void> check_gleam(const std::string& runner, const std::string& module);
  // Calls RUNNER:run(MODULE), when both are there.
  Result<Outcome> run_gleam(const std::string& runner, const std::string& module);

  // What became of the functions that were called often: lines for the user.
  std::string compilation_report();

  Vm& vm() { return *vm_; }

 private:
  Result<void> open_library();
  Outcome run(ExportEntry& target, const std::vector<Term>& arguments, bool show_result);
  Outcome finish(Process& process, bool show_result);

  ResultForm form_;
  std::string otp_;
  std::unique_ptr<Vm> vm_;
  std::string main_module_;
};

}  // namespace linac
