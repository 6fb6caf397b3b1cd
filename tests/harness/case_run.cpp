#include "tests/harness/case_run.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "bifs/install.h"
#include "core/term/boxed.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "core/term/print.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"
#include "runtime/run/worker.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// What is still to be printed: a term, the rest of a list after an element, or text.
struct Item {
  enum Kind : uint8_t { kTerm, kTail, kText } kind;
  Term term;
  const char* text;
};

class CasePrinter {
 public:
  explicit CasePrinter(Vm& vm) : vm_(vm) {}

  std::string print(Term term) {
    todo_.push_back({Item::kTerm, term, ""});
    while (!todo_.empty()) {
      Item item = todo_.back();
      todo_.pop_back();
      switch (item.kind) {
        case Item::kText: out_ += item.text; break;
        case Item::kTail: print_tail(item.term); break;
        case Item::kTerm: print_one(item.term); break;
      }
    }
    return std::move(out_);
  }

 private:
  void text(const char* text) { todo_.push_back({Item::kText, kNil, text}); }
  void later(Term term) { todo_.push_back({Item::kTerm, term, ""}); }

  void print_tail(Term tail) {
    if (tail.is_nil()) {
      out_ += ']';
    } else if (tail.is_cons()) {
      out_ += ',';
      todo_.push_back({Item::kTail, tail.tail(), ""});
      later(tail.head());
    } else {
      out_ += '|';
      text("]");
      later(tail);
    }
  }

  void print_map(Term map) {
    std::vector<std::pair<Term, Term>> pairs;
    for (MapIterator it(map); it.next();) pairs.emplace_back(it.key(), it.value());
    std::sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) {
      return compare_exact(vm_.atoms(), a.first, b.first) < 0;
    });
    out_ += "#{";
    text("}");
    for (size_t i = pairs.size(); i-- > 0;) {
      later(pairs[i].second);
      text(" => ");
      later(pairs[i].first);
      if (i > 0) text(",");
    }
  }

  void print_one(Term term) {
    if (term.is_cons()) {
      out_ += '[';
      todo_.push_back({Item::kTail, term.tail(), ""});
      later(term.head());
    } else if (is_tuple(term)) {
      out_ += '{';
      text("}");
      for (size_t i = tuple_arity(term); i-- > 0;) {
        later(tuple_element(term, i));
        if (i > 0) text(",");
      }
    } else if (is_map(term)) {
      print_map(term);
    } else if (is_pid(term)) {
      out_ += "#Pid";
    } else if (is_reference(term)) {
      out_ += "#Ref";
    } else if (is_port(term)) {
      out_ += "#Port";
    } else if (is_closure(term)) {
      ClosureInfo info = vm_.hooks().closure_info(term);
      out_ += "#Fun<" + std::string(vm_.atoms().text(info.module)) + '/' +
              std::to_string(info.arity) + '>';
    } else {
      PrintOptions options;
      options.unicode = false;
      options.hooks = &vm_.hooks();
      print_term(out_, vm_.atoms(), term, options);
    }
  }

  Vm& vm_;
  std::string out_;
  std::vector<Item> todo_;
};

// Frames of other modules are shown without file and line.
std::string frame_text(Vm& vm, Term frame, Term module) {
  if (!is_tuple_of(frame, 4) || tuple_element(frame, 0) == module) return case_text(vm, frame);
  std::string text = "{";
  for (size_t i = 0; i < 3; i++) text += case_text(vm, tuple_element(frame, i)) + ',';
  text += '[';
  const char* separator = "";
  for (Term list = tuple_element(frame, 3); list.is_cons(); list = list.tail()) {
    Term info = list.head();
    if (is_tuple(info) && tuple_arity(info) > 0 &&
        (tuple_element(info, 0) == atoms::kFile || tuple_element(info, 0) == atoms::kLine)) {
      continue;
    }
    text += separator + case_text(vm, info);
    separator = ",";
  }
  return text + "]}";
}

// The frames down to the one that called the case.
std::string trace_text(Vm& vm, Term trace, Term module, Term harness) {
  std::string text = "[";
  for (; trace.is_cons(); trace = trace.tail()) {
    Term frame = trace.head();
    if (is_tuple(frame) && tuple_arity(frame) > 0 && tuple_element(frame, 0) == harness) break;
    if (text.size() > 1) text += ',';
    text += frame_text(vm, frame, module);
  }
  return text + "]";
}

std::string function_name(Vm& vm, const FunctionEntry& entry) {
  return std::string(vm.atoms().text(entry.module->module->name)) + ':' +
         std::string(vm.atoms().text(entry.name)) + '/' + std::to_string(entry.arity);
}

}  // namespace

std::string case_text(Vm& vm, Term term) { return CasePrinter(vm).print(term); }

RunnerOptions runner_options(const Flags& flags) {
  RunnerOptions options;
  options.vm.schedulers = flags.number("schedulers", 0);
  options.vm.gc_stress = flags.number("gc-stress", 0);
  std::string mode = flags.text("jit", "off");
  options.vm.jit = mode == "force" ? JitMode::kForce : mode == "on" ? JitMode::kOn : JitMode::kOff;
  jit::AllocationMode& allocation = options.compiler.allocation;
  allocation.gprs = flags.number("jit-registers", jit::kGprs);
  allocation.fprs = std::min(flags.number("jit-registers", jit::kFprs), jit::kFprs);
  allocation.seed = flags.number("jit-seed", 0);
  if (options.vm.jit == JitMode::kForce) {
    // No function is too long: what the interpreter runs, compiled code has to run, too.
    options.compiler.max_ops = options.compiler.max_nodes = UINT32_MAX;
  }
  return options;
}

CaseRunner::CaseRunner(const std::vector<std::string>& folders, const RunnerOptions& options)
    : force_(options.vm.jit == JitMode::kForce), vm_(options.vm, install_natives) {
  if (options.vm.jit != JitMode::kOff) {
    vm_.set_compiler(std::make_unique<jit::Compiler>(vm_.context(), options.compiler));
  }
  for (const std::string& folder : folders) vm_.code().add_folder(folder);
  vm_.code().set_broken_report([](std::string_view message) {
    std::fprintf(stderr, "%.*s\n", static_cast<int>(message.size()), message.data());
  });
}

CaseOutcome CaseRunner::run(const std::string& module, const std::string& function) {
  auto name = vm_.atoms().intern("harness");
  auto module_atom = vm_.atoms().intern(module), function_atom = vm_.atoms().intern(function);
  VM_CHECK(name && module_atom && function_atom);
  for (Term needed : {*name, *module_atom}) {
    auto loaded = vm_.code().ensure_loaded(needed);
    if (!loaded) return {"fault", loaded.error().message, ""};
    if (!*loaded) return {"fault", "no module " + std::string(vm_.atoms().text(needed)), ""};
  }
  CaseOutcome result = run_loaded(*module_atom, *function_atom);
  if (!force_ || result.kind == "refused") return result;
  std::string left = uncompiled();
  return left.empty() ? result : CaseOutcome{"fault", left + " was not compiled", ""};
}

CaseOutcome CaseRunner::run_loaded(Term module, Term function) {
  auto harness = vm_.atoms().intern("harness"), run = vm_.atoms().intern("run");
  VM_CHECK(harness && run);
  size_t refusals = vm_.tier().refusals().size();
  Term arguments[] = {module, function};
  Process* process =
      start_process(vm_.context(), *vm_.code().export_entry(*harness, *run, 2), arguments);
  VM_CHECK(process);
  CaseOutcome result;
  if (run_until_ended(vm_.context(), *process) == RunResult::kHalted) {
    result = {"halted", std::to_string(vm_.halt().status), ""};
    vm_.halt().clear();
    std::vector<NativeTier::Refusal> now = vm_.tier().refusals();
    if (force_ && now.size() > refusals) {
      const NativeTier::Refusal& refusal = now.back();
      result = {"refused", function_name(vm_, *refusal.function) + ' ' + refusal.reason, ""};
    }
  } else {
    result = outcome(*process, module);
  }
  release_main(vm_.context(), *process);
  return result;
}

std::string CaseRunner::uncompiled() {
  auto find = [this]() -> const FunctionEntry* {
    std::vector<NativeTier::Refusal> refusals = vm_.tier().refusals();
    auto is_refused = [&](const FunctionEntry* entry) {
      return std::any_of(refusals.begin(), refusals.end(),
                         [entry](const auto& refusal) { return refusal.function == entry; });
    };
    for (ModuleInstance* module : vm_.code().all_modules()) {
      for (const auto& entry : module->functions) {
        bool is_interpreted = entry->threaded.load() && !entry->compiled.load();
        if (is_interpreted && !is_refused(entry.get())) return entry.get();
      }
    }
    return nullptr;
  };
  // Another process may be about to compile what it calls.
  for (int patience = 200;; patience--) {
    const FunctionEntry* entry = find();
    if (!entry) return "";
    if (patience == 0) return function_name(vm_, *entry);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

CaseOutcome CaseRunner::outcome(const Process& process, Term module) {
  bool returned = process.exit_class == kNoTerm && process.exit_reason == atoms::kNormal &&
                  process.saved.size() == 1;
  if (!returned) return {"died", case_text(vm_, process.exit_reason), ""};
  Term result = process.saved[0];
  if (is_tuple_of(result, 2)) return {"ok", case_text(vm_, tuple_element(result, 1)), ""};
  VM_CHECK(is_tuple_of(result, 3));
  return {case_text(vm_, tuple_element(result, 0)), case_text(vm_, tuple_element(result, 1)),
          trace_text(vm_, tuple_element(result, 2), module, *vm_.atoms().intern("harness"))};
}

}  // namespace linac
