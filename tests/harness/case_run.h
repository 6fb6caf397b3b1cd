// Runs MODULE:FUNCTION/0 in a process of its own and gives its outcome as text, in the form that
// tests/differential/README.md describes.
#pragma once

#include <memory>
#include <string>

#include "jit/compiler.h"
#include "runtime/vm/vm.h"
#include "tests/harness/flags.h"

namespace linac {

struct CaseOutcome {
  // ok, error, exit or throw; "died" when the process was ended by another, "halted" (the term is
  // the status), "refused" when a function cannot be compiled though it must (the term says which and
  // why), or "fault" when the case could not be started or what ran was not compiled.
  std::string kind;
  std::string term;
  std::string trace;

  std::string text() const { return kind + ' ' + term + (trace.empty() ? "" : ' ' + trace); }
};

struct RunnerOptions {
  VmOptions vm;
  jit::CompilerOptions compiler;
};
// Of --gc-stress N, --jit off|on|force (off), --jit-registers N, --jit-seed N.
RunnerOptions runner_options(const Flags& flags);
inline const std::vector<std::string> kRunnerFlags = {"gc-stress", "jit", "jit-registers",
                                                      "jit-seed", "schedulers"};

class CaseRunner {
 public:
  // `folders` are searched for modules.
  CaseRunner(const std::vector<std::string>& folders, const RunnerOptions& options);

  CaseOutcome run(const std::string& module, const std::string& function);
  Vm& vm() { return vm_; }

 private:
  CaseOutcome run_loaded(Term module, Term function);
  // With JitMode::kForce: a function that has run and is not compiled, or nothing.
  std::string uncompiled();
  CaseOutcome outcome(const Process& process, Term module);

  const bool force_;
  Vm vm_;
};

// A term as the recorded answers have it: ~w, but maps in the order of their keys, and only the
// kind of what differs from run to run.
std::string case_text(Vm& vm, Term term);

}  // namespace linac
