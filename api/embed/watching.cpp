#include "api/embed/watching.h"

#include "api/embed/convert.h"
#include "api/embed/exit.h"
#include "core/base/memory_account.h"
#include "runtime/exec/watch.h"
#include "runtime/process/event.h"
#include "runtime/process/names.h"

namespace linac::embed {
namespace {

using Add = linac::Result<void> (linac::Capabilities::*)(const std::string&);

v0::Result<void> add_all(linac::Capabilities& all, Grant& grant, Add add,
                         const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (name == "*") {
      grant.all = true;
    } else if (!add) {
      grant.names.push_back(name);
    } else if (auto added = (all.*add)(name); !added) {
      return v0::Error{v0::ErrorKind::kInvalid, "capabilities: " + added.error().message};
    }
  }
  return {};
}

std::string function_text(const VmContext& vm, const ExportIdentity& function) {
  if (!function.module.is_atom() || !function.function.is_atom()) return "";
  return std::string(vm.atoms->text(function.module)) + ":" +
         std::string(vm.atoms->text(function.function)) + "/" + std::to_string(function.arity);
}

v0::Pid pid_of(Term pid) { return {pid == kNoTerm ? 0 : pid.bits}; }

v0::CrashReport crash_report(const linac::Process& process) {
  const VmContext& vm = *process.vm;
  v0::Exit exit = describe_exit(process);
  v0::CrashReport report;
  report.exception = std::move(exit.exception);
  report.message = std::move(exit.message);
  if (process.initial_call) report.initial_call = function_text(vm, *process.initial_call);
  if (process.registered_name.is_atom()) {
    report.registered_name = vm.atoms->text(process.registered_name);
  }
  report.reductions = process.reductions_done.load(std::memory_order_relaxed);
  report.memory =
      (process.heap.capacity_words() + process.stack.capacity_words()) * sizeof(Word);
  report.messages = process.mailbox.length();
  return report;
}

v0::Event read_event(const VmContext& vm, const linac::Event& event) {
  v0::Event told;
  told.kind = static_cast<v0::EventKind>(event.kind);
  told.pid = pid_of(event.pid);
  told.parent = pid_of(event.parent);
  told.duration = event.nanoseconds;
  told.bytes = event.words * sizeof(Word);
  told.is_major = event.is_major;
  told.number = event.number;
  told.text = event.text;
  switch (event.kind) {
    case linac::EventKind::kSpawn:
    case linac::EventKind::kSlowNative:
    case linac::EventKind::kCompile: told.function = function_text(vm, event.function); break;
    case linac::EventKind::kCrash: told.crash = crash_report(*event.process); [[fallthrough]];
    case linac::EventKind::kExit: told.reason = read_value(vm, event.term); break;
    case linac::EventKind::kCollection: break;
    case linac::EventKind::kRefusal: told.name = capability_name(event.capability); break;
    case linac::EventKind::kLimit: told.name = limit_name(event.limit); break;
  }
  return told;
}

constexpr bool same_kinds() {
  return static_cast<int>(v0::EventKind::kLimit) == static_cast<int>(linac::EventKind::kLimit) &&
         static_cast<int>(v0::EventKind::kCollection) ==
             static_cast<int>(linac::EventKind::kCollection) &&
         v0::kAllEvents == linac::kAllEvents;
}
static_assert(same_kinds());

}  // namespace

v0::Result<linac::Capabilities> read_capabilities(const v0::Capabilities& granted) {
  linac::Capabilities all;
  struct {
    Grant& grant;
    Add add;
    const std::vector<std::string>& names;
  } lists[] = {{all.read, &linac::Capabilities::allow_read, granted.read},
               {all.write, &linac::Capabilities::allow_write, granted.write},
               {all.run, &linac::Capabilities::allow_run, granted.run},
               {all.environment, nullptr, granted.environment}};
  for (auto& list : lists) {
    if (auto added = add_all(all, list.grant, list.add, list.names); !added) return added.error();
  }
  all.network = granted.network;
  all.clock = granted.clock;
  all.code = granted.code;
  return all;
}

linac::ProcessLimits read_limits(const v0::ProcessLimits& limits) {
  size_t words = limits.heap_bytes / sizeof(Word);
  if (limits.heap_bytes != 0 && words == 0) words = 1;
  return {words, limits.reductions, limits.messages};
}

void set_limits(linac::VmOptions& machine, const v0::VmLimits& all, const v0::ProcessLimits& each) {
  machine.limits.atoms = all.atoms;
  machine.limits.processes = all.processes;
  machine.limits.memory_bytes = all.memory_bytes;
  machine.limits.time_ns = static_cast<uint64_t>(std::max<int64_t>(all.time.count(), 0));
  linac::ProcessLimits limits = read_limits(each);
  machine.max_heap_words = limits.heap_words;
  machine.max_reductions = limits.reductions;
  machine.max_messages = limits.messages;
}

void set_hook(linac::Vm& vm, const v0::SliceHook& hook) {
  if (!hook) return;
  VmContext& context = vm.context();
  vm.set_slice_hook([hook, &context](const SliceView& view) {
    v0::Slice slice;
    slice.pid = pid_of(view.pid);
    slice.function = function_text(context, view.function);
    slice.reductions = view.reductions;
    slice.memory = view.memory_bytes;
    slice.messages = view.messages;
    switch (hook(slice)) {
      case v0::SliceAnswer::kContinue: return linac::SliceAnswer::kContinue;
      case v0::SliceAnswer::kSuspend: return linac::SliceAnswer::kSuspend;
      case v0::SliceAnswer::kKill: return linac::SliceAnswer::kKill;
    }
    VM_UNREACHABLE();
  });
}

void set_events(linac::Vm& vm, const v0::EventHandler& handler, uint32_t events) {
  if (!handler) return;
  VmContext& context = vm.context();
  vm.set_event_handler(
      [handler, &context](const linac::Event& event) { handler(read_event(context, event)); },
      events & v0::kAllEvents);
}

std::optional<v0::Error> limit_error(const VmContext& vm) {
  if (!vm.watch() || vm.watch()->reached.kind() == LimitKind::kNone) return std::nullopt;
  const LimitReached& reached = vm.watch()->reached;
  return v0::Error{v0::ErrorKind::kLimit, limit_text(reached.kind(), reached.most())};
}

std::string process_limit_text(const linac::Process& process) {
  const VmContext& vm = *process.vm;
  if (process.out_of_memory) {
    if (vm.account && vm.account->is_over()) {
      return limit_text(LimitKind::kMemory, vm.account->most());
    }
    return limit_text(LimitKind::kHeap, process.heap.max_words() * sizeof(Word));
  }
  LimitReason reason = read_limit_reason(*vm.atoms, process.exit_reason);
  return limit_text(reason.kind, reason.most);
}

}  // namespace linac::embed

namespace linac::v0 {

const char* event_name(EventKind kind) {
  return linac::event_name(static_cast<linac::EventKind>(kind)).data();
}

}  // namespace linac::v0
