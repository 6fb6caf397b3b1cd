#include "runtime/exec/on_load.h"

#include "core/term/print.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// Null: there cannot be one more process.
Process* start(VmContext& vm, ModuleInstance& instance) {
  const Module& module = *instance.module;
  FunctionEntry& function = *instance.functions[module.on_load_function];
  // Only to give the process a name: the function is most often not exported.
  ExportEntry* name = vm.code->export_entry(module.name, function.name, function.arity);
  Process* process = make_process(vm, *name, {});
  if (process) process->resume = function.code.load(std::memory_order_acquire);
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
      Process* runner = start(vm, instance);
      if (!runner) {
        vm.code->finish_on_load(instance, false);
        return OnLoadAnswer::kFailed;
      }
      vm.code->begin_on_load(instance, runner->pid);
      vm.scheduler->enqueue(*runner);
      break;
    }
  }
  // Messages that have come already are no reason to look again.
  process.mailbox.length();
  return OnLoadAnswer::kWait;
}

bool on_load_ended(VmContext& vm, const Process& process) {
  ModuleInstance* instance = vm.code->on_load_of(process.pid);
  if (!instance) return false;
  bool ok = returned_ok(process);
  if (!ok) vm.code->report_broken(failure(vm, *instance, process));
  for (Term pid : vm.code->finish_on_load(*instance, ok)) {
    if (Process* waiting = vm.processes->find(pid)) vm.scheduler->wake(*waiting);
  }
  return true;
}

}  // namespace linac
