#include "runtime/exec/on_load.h"

#include "core/term/print.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// Null: there cannot be one more process.
Process* start(Process& caller, ModuleInstance& instance) {
  VmContext& vm = *caller.vm;
  const Module& module = *instance.module;
  FunctionEntry& function = *instance.functions[module.on_load_function];
  // Only to give the process a name: the function is most often not exported.
  ExportEntry* name = vm.code->export_entry(module.name, function.name, function.arity);
  Process* process = make_process(vm, caller.scheduler->memory, *name, {});
  if (!process) return nullptr;
  inherit(*process, caller);
  process->resume = function.code.load(std::memory_order_acquire);
  process->runs_on_load = true;
  return process;
}

bool returned_ok(const Process& process) {
  return process.exit_class == kNoTerm && process.exit_reason == atoms::kNormal &&
         process.saved.size() == 1 && process.saved[0] == atoms::kOk;
}

std::string failure(VmContext& vm, const ModuleInstance& instance, const Process& process) {
  std::string text = instance.path + ": the on_load function of module " +
                     std::string(vm.atoms->text(instance.module->name));
  bool returned = process.exit_class == kNoTerm && process.saved.size() == 1;
  text += returned ? " returned " : " ended with ";
  PrintOptions options;
  options.form = PrintForm::kErlangPretty;
  options.hooks = vm.hooks;
  print_term(text, *vm.atoms, returned ? process.saved[0] : process.exit_reason, options);
  return text + ", not ok";
}

}  // namespace

OnLoadAnswer await_on_load(Process& process, ModuleInstance& instance) {
  VmContext& vm = *process.vm;
  switch (vm.code->await_on_load(instance, process.pid)) {
    case OnLoadState::kUsable: return OnLoadAnswer::kUsable;
    case OnLoadState::kFailed: return OnLoadAnswer::kFailed;
    case OnLoadState::kRunning: break;
    case OnLoadState::kWanted: {
      Process* runner = start(process, instance);
      if (!runner) {
        vm.code->finish_on_load(instance, false);
        return OnLoadAnswer::kFailed;
      }
      vm.code->begin_on_load(instance, runner->pid);
      vm.schedulers->enqueue(*process.scheduler, *runner);
      break;
    }
  }
  return OnLoadAnswer::kWait;
}

bool on_load_ended(VmContext& vm, const Process& process) {
  if (!process.runs_on_load) return false;
  ModuleInstance* instance = vm.code->on_load_of(process.pid);
  if (!instance) return false;
  bool ok = returned_ok(process);
  if (!ok && !instance->has_told_why) vm.code->report_broken(failure(vm, *instance, process));
  for (Term pid : vm.code->finish_on_load(*instance, ok)) {
    Process* waiting = vm.processes->find(pid);
    if (!waiting) continue;
    waiting->on_load_done.store(true, std::memory_order_seq_cst);
    vm.schedulers->wake(*process.scheduler, *waiting);
  }
  return true;
}

}  // namespace linac
