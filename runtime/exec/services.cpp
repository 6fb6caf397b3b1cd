#include "runtime/exec/services.h"

#include "runtime/code/code_server.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

struct Service {
  const char* name;
  const char* module;
  const char* function;
  ProcessRole role;
};

constexpr Service kServices[] = {
    {"user", "linac_user", "user", ProcessRole::kOutput},
    {"standard_error", "linac_user", "standard_error", ProcessRole::kService},
    {"init", "linac_init", "start", ProcessRole::kService},
    {"code_server", "linac_init", "sink", ProcessRole::kService},
    {"kernel_sup", "linac_kernel", "sup", ProcessRole::kService},
    {"kernel_safe_sup", "linac_kernel", "safe_sup", ProcessRole::kService},
    {"global_name_server", "linac_kernel", "global_name_server", ProcessRole::kService},
    {"file_server_2", "linac_file_server", "start", ProcessRole::kService},
    {"erl_signal_server", "linac_kernel", "signal_server", ProcessRole::kService},
};

}  // namespace

void start_services(VmContext& vm) {
  const ModuleLibrary* library = vm.code->library();
  Scheduler& first = vm.schedulers->first();
  for (const Service& service : kServices) {
    if (!library || !library->has(service.module)) continue;
    auto name = vm.atoms->intern(service.name);
    auto module = vm.atoms->intern(service.module);
    auto function = vm.atoms->intern(service.function);
    VM_CHECK(name && module && function);
    ExportEntry* entry = vm.code->export_entry(*module, *function, 0);
    Process* process = make_process(vm, first.memory, *entry, {}, service.role);
    VM_CHECK(process);
    process->trap_exit = true;  // as OTP's do, and so before they have begun, too
    VM_CHECK(process->mailbox.sleep());
    VM_CHECK(vm.names->add(*name, *process));
  }
}

}  // namespace linac
