#include "api/embed/watching.h"

#include "api/embed/convert.h"
#include "api/embed/exit.h"
#include "api/embed/host_core.h"
#include "core/base/memory_account.h"
#include "runtime/exec/watch.h"
#include "runtime/process/event.h"
#include "runtime/process/names.h"

namespace linac::embed {
namespace {

using Add = linac::Result<void> (linac::Capabilities::*)(const std::string&);

// Of what may be granted in part: names that are allowed or denied.
struct Names {
  const std::vector<std::string>& names;
  std::vector<std::string>& as_they_are;  // when there is nothing to be found out about them
  bool& all;                              // what "*" says
  Add add;
};

v0::Result<void> add_names(linac::Capabilities& all, const Names& wanted) {
  for (const std::string& name : wanted.names) {
    if (name == "*") {
      wanted.all = true;
    } else if (name.empty()) {
      return invalid_error("capabilities: a name is empty; \"*\" stands for everything");
    } else if (!wanted.add) {
      wanted.as_they_are.push_back(name);
    } else if (auto added = (all.*wanted.add)(name); !added) {
      return invalid_error("capabilities: " + added.error().message);
    }
  }
  return {};
}

// The command line's words for an option are another's here.
std::string option_of(LimitKind kind) {
  switch (kind) {
    case LimitKind::kNone: return "";
    case LimitKind::kHeap: return "ProcessLimits::heap_bytes";
    case LimitKind::kReductions: return "ProcessLimits::reductions";
    case LimitKind::kMessages: return "ProcessLimits::messages";
    case LimitKind::kAtoms: return "VmLimits::atoms";
    case LimitKind::kProcesses: return "VmLimits::processes";
    case LimitKind::kMemory: return "VmLimits::memory_bytes";
    case LimitKind::kTime: return "VmLimits::time";
  }
  VM_UNREACHABLE();
}

std::string text_of_limit(LimitKind kind, uint64_t most) {
  std::string text = limit_text(kind, most);
  size_t option = text.find("--");
  if (option == text.npos) return text;
  return text.replace(option, text.find(',', option) - option, option_of(kind));
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
  report.memory = (process.heap.capacity_words() + process.stack.capacity_words()) * sizeof(Word);
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
static_assert(static_cast<int>(v0::Capability::kEnvironment) ==
                  static_cast<int>(linac::Capability::kEnvironment) &&
              static_cast<int>(v0::Capability::kCode) ==
                  static_cast<int>(linac::Capability::kCode));

}  // namespace

v0::Result<linac::Capabilities> read_capabilities(const v0::Capabilities& granted) {
  using All = linac::Capabilities;
  All all;
  Grant &read = all.read, &write = all.write, &run = all.run, &variables = all.environment;
  const auto& denied = granted.denied;
  const Names lists[] = {
      {granted.read, read.names, read.all, &All::allow_read},
      {granted.write, write.names, write.all, &All::allow_write},
      {granted.run, run.names, run.all, &All::allow_run},
      {granted.environment, variables.names, variables.all, nullptr},
      {denied.read, read.except, read.none_at_all, &All::deny_read},
      {denied.write, write.except, write.none_at_all, &All::deny_write},
      {denied.run, run.except, run.none_at_all, &All::deny_run},
      {denied.environment, variables.except, variables.none_at_all, nullptr},
  };
  for (const Names& list : lists) {
    if (auto added = add_names(all, list); !added) return added.error();
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

void HostCallback::tell(const char* text) noexcept {
  if (!errors_ || has_told_.exchange(true)) return;
  try {
    errors_->write("linac: the host's function for " + std::string(what_) + " has thrown: " + text +
                   "\n");
    errors_->flush();
  } catch (...) {
    // There is no memory for that.
  }
}

namespace {

void set_sink(OutputDevice& device, const std::function<void(std::string_view)>& sink,
              bool use_stdio, const char* what, OutputDevice* errors) {
  if (!sink) {
    if (!use_stdio) device.set_sink([](std::string_view) {});
    return;
  }
  auto callback = std::make_shared<HostCallback>(what, errors);
  device.set_sink([sink, callback](std::string_view text) { (*callback)([&] { sink(text); }); });
}

}  // namespace

void set_output(VmContext& vm, const v0::VmOptions& options) {
  set_sink(*vm.output, options.output, options.use_stdio, "output", vm.errors);
  set_sink(*vm.errors, options.errors, options.use_stdio, "errors", nullptr);
}

void set_hook(linac::Vm& vm, const v0::SliceHook& hook) {
  if (!hook) return;
  VmContext& context = vm.context();
  auto callback = std::make_shared<HostCallback>("slices", context.errors);
  vm.set_slice_hook([hook, callback, &context](const SliceView& view) {
    auto answer = v0::SliceAnswer::kKill;  // also of one that throws
    (*callback)([&] {
      v0::Slice slice;
      slice.pid = pid_of(view.pid);
      slice.function = function_text(context, view.function);
      slice.reductions = view.reductions;
      slice.memory = view.memory_bytes;
      slice.messages = view.messages;
      answer = hook(slice);
    });
    switch (answer) {
      case v0::SliceAnswer::kContinue: return linac::SliceAnswer::kContinue;
      case v0::SliceAnswer::kSuspend: return linac::SliceAnswer::kSuspend;
      case v0::SliceAnswer::kKill: break;
    }
    return linac::SliceAnswer::kKill;
  });
}

void set_events(linac::Vm& vm, const v0::EventHandler& handler, uint32_t events) {
  if (!handler) return;
  VmContext& context = vm.context();
  auto callback = std::make_shared<HostCallback>("events", context.errors);
  vm.set_event_handler(
      [handler, callback, &context](const linac::Event& event) {
        (*callback)([&] { handler(read_event(context, event)); });
      },
      events & v0::kAllEvents);
}

std::optional<v0::Error> limit_error(const VmContext& vm) {
  if (!watch_of(vm)) return std::nullopt;
  const LimitReached& reached = watch_of(vm)->reached;
  if (reached.kind() == LimitKind::kNone) return std::nullopt;
  return v0::Error{v0::ErrorKind::kLimit, text_of_limit(reached.kind(), reached.most())};
}

std::string process_limit_text(const linac::Process& process) {
  const VmContext& vm = *process.vm;
  if (process.out_of_memory) {
    if (vm.account && vm.account->is_over()) {
      return text_of_limit(LimitKind::kMemory, vm.account->most());
    }
    return text_of_limit(LimitKind::kHeap, process.heap.max_words() * sizeof(Word));
  }
  LimitReason reason = read_limit_reason(*vm.atoms, process.exit_reason);
  return text_of_limit(reason.kind, reason.most);
}

}  // namespace linac::embed

namespace linac::v0 {

const char* capability_name(Capability capability) {
  return linac::capability_name(static_cast<linac::Capability>(capability)).data();
}

const char* event_name(EventKind kind) {
  return linac::event_name(static_cast<linac::EventKind>(kind)).data();
}

}  // namespace linac::v0
