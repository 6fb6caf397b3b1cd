// linac::Vm: a Program, and the thread that runs its first scheduler.
#include "linac/vm.h"

#include <csignal>
#include <filesystem>
#include <system_error>
#include <thread>

#include "api/embed/exit.h"
#include "api/embed/host_core.h"
#include "api/embed/natives.h"
#include "api/embed/watching.h"
#include "api/program.h"
#include "linac/version.h"
#include "runtime/code/code_server.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/process/table.h"
#include "runtime/run/worker.h"
#include "runtime/sched/dirty_threads.h"
#include "runtime/sched/scheduler.h"

namespace linac::v0 {

using embed::HostCore;
using embed::in_erlang;
using Entry = HostCore::Entry;

namespace {

Error not_found(std::string message) { return {ErrorKind::kNotFound, std::move(message)}; }

// The messages of the layers below: one line for the user.
Error bad_file(const linac::Error& error) { return {ErrorKind::kBadFile, error.message}; }

linac::VmOptions machine_options(const VmOptions& options,
                                 const linac::Capabilities& capabilities) {
  linac::VmOptions machine;
  machine.capabilities = capabilities;
  embed::set_limits(machine, options.limits, options.process_limits);
  machine.schedulers = options.schedulers;
  machine.dirty_cpu = options.dirty_cpu;
  machine.dirty_io = options.dirty_io;
  machine.jit = options.jit == Jit::kOff     ? JitMode::kOff
                : options.jit == Jit::kForce ? JitMode::kForce
                                             : JitMode::kOn;
  machine.code_memory_bytes = options.code_memory_bytes;
  machine.gc_stress = options.gc_stress;
  machine.arguments = options.arguments;
  machine.discard_output = !options.use_stdio;
  bool has_errors = options.errors || options.use_stdio;
  machine.reports = has_errors ? ReportTarget::kErrors : ReportTarget::kOff;
  return machine;
}

// False: the time is over before it is. A time that ends past what the clock counts is none.
template <class Over>
bool wait_until_over(std::condition_variable& changed, std::unique_lock<std::mutex>& lock,
                     std::optional<Duration> timeout, Over over) {
  auto now = std::chrono::steady_clock::now();
  if (timeout && *timeout < std::chrono::steady_clock::time_point::max() - now) {
    return changed.wait_until(lock, now + *timeout, over);
  }
  changed.wait(lock, over);
  return true;
}

ProgramOptions program_options(const VmOptions& options, const linac::Capabilities& capabilities) {
  ProgramOptions program;
  program.vm = machine_options(options, capabilities);
  program.otp = options.otp;
  program.form = ResultForm::kNone;
  return program;
}

}  // namespace

struct Vm::Impl {
  Impl(const VmOptions& options, const linac::Capabilities& capabilities)
      : program(program_options(options, capabilities)), natives(natives_impl) {
    VmContext& vm = context();
    core = std::make_shared<HostCore>(vm, options.limits.value_bytes);
    natives_impl.vm = &vm;
    vm.host = core.get();
    vm.uses_stdin = options.use_stdio;
    embed::set_output(vm, options);
    embed::set_hook(program.vm(), options.slice_hook);
    embed::set_events(program.vm(), options.on_event, options.events);
    program.vm().code().set_broken_report([&vm](std::string_view message) {
      vm.errors->write("linac: " + std::string(message) + "\n");
      vm.errors->flush();
    });
    vm.natives->add(*vm.atoms, "linac_host_mailbox", "run", 0, kControl | kOfHost,
                    embed::run_mailbox, kNoTerm);
  }

  ~Impl() {
    {
      std::lock_guard lock(start_mutex);
      core->set_ending();
      stop.store(true, std::memory_order_release);
    }
    context().halt->request(0, true);  // natives that walk for long look at that
    if (driver.joinable()) {
      context().schedulers->first().notify();
      driver.join();
    }
    // Until their natives have returned, those may use what is here.
    context().dirty_threads->stop();
    core->close();
  }

  VmContext& context() { return program.vm().context(); }

  // Starts the thread that runs processes, once, and not when the VM is being destroyed.
  Result<void> start() {
    natives_impl.freeze();
    std::lock_guard lock(start_mutex);
    if (stop.load(std::memory_order_relaxed)) return core->end_error();
    if (driver.joinable()) return {};
    // Signals are for the host's threads.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    Result<void> result;
    try {
      driver = std::thread([this] { run(); });
    } catch (const std::system_error&) {
      result = Error{ErrorKind::kLimit, "the system starts no more threads"};
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return result;
  }

  void run() {
    core->set_driver(std::this_thread::get_id());
    run_until_stopped(context(), stop);
    context().output->flush();
    context().errors->flush();
    core->ended();
  }

  // The function, loading its module if need be.
  Result<ExportEntry*> find(std::string_view module, std::string_view function, size_t arity);
  Result<std::shared_ptr<Process::State>> spawn(std::string_view module, std::string_view function,
                                                const std::vector<Value>& arguments,
                                                const SpawnOptions& options);
  Result<PolicyReference> policy_of(const SpawnOptions& options);

  // What the VM points to stands before it.
  Natives::Impl natives_impl;
  std::shared_ptr<HostCore> core;
  Program program;
  Natives natives;
  std::mutex start_mutex;
  std::mutex load_mutex;
  std::thread driver;
  std::atomic<bool> stop{false};
};

Result<ExportEntry*> Vm::Impl::find(std::string_view module, std::string_view function,
                                    size_t arity) {
  VmContext& vm = context();
  std::string module_name = in_erlang(module);
  std::string name = module_name + ":" + std::string(function) + "/" + std::to_string(arity);
  embed::Scratch scratch(vm);
  Term module_atom = scratch.build(Value::atom(module_name));
  Term name_atom = module_atom == kNoTerm ? kNoTerm : scratch.build(Value::atom(function));
  if (name_atom == kNoTerm || arity > 255) return not_found("there is no function " + name);
  uint32_t count = static_cast<uint32_t>(arity);
  const NativeInfo* native = vm.natives->find(module_atom, name_atom, count);
  if (!native || !native->host) {
    auto loaded = vm.code->ensure_loaded(module_atom);
    if (!loaded) return bad_file(loaded.error());
    if (!*loaded && !native) {
      return not_found("there is no module " + module_name +
                       ": load its file, or add its folder with add_path");
    }
    bool exported = *loaded && (*loaded)->module->find_export(name_atom, count);
    if (!exported && !native) {
      return not_found("there is no function " + name +
                       ": it must be public, with that many arguments");
    }
  }
  return vm.code->export_entry(module_atom, name_atom, count);
}

Result<PolicyReference> Vm::Impl::policy_of(const SpawnOptions& options) {
  linac::ProcessLimits limits = embed::read_limits(options.limits);
  bool has_limits = limits.heap_words != 0 || limits.reductions != 0 || limits.messages != 0;
  if (!options.capabilities && !has_limits) return PolicyReference();
  linac::Capabilities capabilities = linac::Capabilities::everything();
  if (options.capabilities) {
    auto read = embed::read_capabilities(*options.capabilities);
    if (!read) return read.error();
    capabilities = std::move(*read);
  }
  return program.vm().make_policy(capabilities, limits);
}

Result<std::shared_ptr<Process::State>> Vm::Impl::spawn(std::string_view module,
                                                        std::string_view function,
                                                        const std::vector<Value>& arguments,
                                                        const SpawnOptions& options) {
  auto policy = policy_of(options);
  if (!policy) return policy.error();
  auto started = start();
  if (!started) return started.error();
  Entry entry(*core);
  if (auto end = core->end_of(entry)) return *end;
  auto target = find(module, function, arguments.size());
  if (!target) return target.error();
  return core->spawn(entry, **target, arguments, *policy);
}

// --- Vm ------------------------------------------------------------------------------------------

Vm::Vm(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vm::Vm(Vm&&) noexcept = default;
Vm& Vm::operator=(Vm&&) noexcept = default;
Vm::~Vm() = default;

Result<Vm> Vm::create(const VmOptions& options) {
  for (const std::string& folder : options.paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) {
      return not_found("there is no folder '" + folder + "'");
    }
  }
  auto capabilities = embed::read_capabilities(options.capabilities);
  if (!capabilities) return capabilities.error();
  try {
    auto impl = std::make_unique<Impl>(options, *capabilities);
    auto opened = impl->program.open_folders(options.paths);
    if (!opened) return bad_file(opened.error());
    return Vm(std::move(impl));
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::kLimit, "there is no memory for a VM"};
  }
}

Natives& Vm::natives() { return impl_->natives; }

Result<std::string> Vm::load(std::span<const uint8_t> bytes, std::string_view name_for_errors) {
  impl_->natives_impl.freeze();
  std::string name = name_for_errors.empty() ? "module" : std::string(name_for_errors);
  std::lock_guard lock(impl_->load_mutex);
  auto loaded = impl_->context().code->load(bytes, name);
  if (!loaded) return bad_file(loaded.error());
  return std::string(impl_->context().atoms->text((*loaded)->module->name));
}

Result<std::string> Vm::load_file(const std::string& path) {
  impl_->natives_impl.freeze();
  std::lock_guard lock(impl_->load_mutex);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return not_found("there is no file '" + path + "'");
  auto loaded = impl_->program.load_file(path);
  if (!loaded) return bad_file(loaded.error());
  return impl_->program.main_module();
}

Result<void> Vm::add_path(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    return not_found("there is no folder '" + folder + "'");
  }
  impl_->context().code->add_folder(folder);
  return {};
}

Result<Process> Vm::spawn(std::string_view module, std::string_view function,
                          std::vector<Value> arguments, const SpawnOptions& options) {
  auto state = impl_->spawn(module, function, arguments, options);
  if (!state) return state.error();
  return Process(std::move(*state));
}

Result<Value> Vm::call(std::string_view module, std::string_view function,
                       std::vector<Value> arguments, const CallOptions& options) {
  {
    Entry entry(*impl_->core);
    if (auto end = impl_->core->end_of(entry)) return *end;
    if (impl_->core->is_scheduler_thread(entry)) {
      return embed::invalid_error("a sync or async native cannot call; a dirty native can");
    }
  }
  auto process = spawn(module, function, std::move(arguments), options);
  if (!process) return process.error();
  auto exit = process->wait(options.timeout);
  if (!exit) {
    if (exit.error().kind != ErrorKind::kTimeout) return exit.error();
    process->kill();
    return Error{ErrorKind::kTimeout, in_erlang(module) + ":" + std::string(function) +
                                          " has not returned in time, and was ended"};
  }
  {
    // What it printed comes before what the host prints next.
    Entry entry(*impl_->core);
    if (entry && !impl_->core->has_ended()) entry.vm().output->flush();
  }
  if (exit->returned) return std::move(exit->result);
  ErrorKind kind = exit->over_limit ? ErrorKind::kLimit : ErrorKind::kRaised;
  return Error{kind, std::move(exit->message), std::move(exit->exception)};
}

void Vm::send(Pid to, const Value& message) {
  Entry entry(*impl_->core);
  if (impl_->core->goes_on(entry)) impl_->core->send(entry, Term{to.id}, message);
}

bool Vm::send(std::string_view registered_name, const Value& message) {
  Entry entry(*impl_->core);
  if (!impl_->core->goes_on(entry)) return false;
  auto name = entry.vm().atoms->find(registered_name);
  Term pid = name ? entry.vm().names->whereis(*name) : kNoTerm;
  if (pid == kNoTerm) return false;
  return impl_->core->send(entry, pid, message) == embed::BuildError::kNone;
}

void Vm::exit(Pid pid, const Value& reason) {
  Entry entry(*impl_->core);
  if (impl_->core->goes_on(entry)) impl_->core->send_exit(entry, Term{pid.id}, reason);
}

void Vm::resume(Pid pid) {
  Entry entry(*impl_->core);
  if (impl_->core->goes_on(entry)) impl_->core->send_resume(entry, Term{pid.id});
}

std::optional<std::string> Vm::limit_reached() const {
  auto error = embed::limit_error(impl_->context());
  if (!error) return std::nullopt;
  return std::move(error->message);
}

Result<ProcessInfo> Vm::info(Pid pid) {
  auto started = impl_->start();
  if (!started) return started.error();
  return impl_->core->info(pid);
}

Result<Mailbox> Vm::open_mailbox() {
  auto started = impl_->start();
  if (!started) return started.error();
  Entry entry(*impl_->core);
  auto state = impl_->core->open_mailbox(entry);
  if (!state) return state.error();
  return Mailbox(std::move(*state));
}

size_t Vm::process_count() const { return impl_->context().processes->count(); }

std::optional<int> Vm::halt_status() const {
  if (!impl_->context().halt->requested.load(std::memory_order_acquire)) return std::nullopt;
  return impl_->context().halt->status;
}

void Vm::halt(int status) {
  impl_->context().halt->request(status, true);
  impl_->context().schedulers->first().notify();
}

const char* version() { return LINAC_VERSION_STRING; }

// --- Process -------------------------------------------------------------------------------------

Pid Process::pid() const { return state_->pid; }

bool Process::send(const Value& message) const {
  {
    std::lock_guard lock(state_->mutex);
    if (state_->exit || state_->lost) return false;
  }
  Entry entry(*state_->core);
  if (!state_->core->goes_on(entry)) return false;
  return state_->core->send(entry, Term{state_->pid.id}, message) == embed::BuildError::kNone;
}

Result<Exit> Process::wait(std::optional<Duration> timeout) const {
  std::optional<Error> ending;
  {
    Entry entry(*state_->core);
    ending = state_->core->end_of(entry);
    if (!ending && state_->core->is_scheduler_thread(entry)) {
      return embed::invalid_error(
          "a sync or async native cannot wait for a process; a dirty native can");
    }
  }
  std::unique_lock lock(state_->mutex);
  auto over = [&] { return state_->exit || state_->lost || ending; };
  if (!wait_until_over(state_->changed, lock, timeout, over)) {
    return Error{ErrorKind::kTimeout, "the process has not ended in that time"};
  }
  if (state_->exit) return *state_->exit;
  return ending ? *ending : state_->core->end_error();
}

std::optional<Exit> Process::poll() const {
  std::lock_guard lock(state_->mutex);
  if (state_->lost && !state_->exit) {
    Exit lost;
    lost.reason = Value::atom("noproc");
    lost.exception = {"exit", lost.reason, Value::list({})};
    lost.message = state_->core->end_error().message;
    return lost;
  }
  return state_->exit;
}

void Process::exit(const Value& reason) const {
  Entry entry(*state_->core);
  if (!state_->core->goes_on(entry)) return;
  state_->core->send_exit(entry, Term{state_->pid.id}, reason);
}

Result<ProcessInfo> Process::info() const {
  if (poll()) return not_found("the process has ended");
  return state_->core->info(state_->pid);
}

// --- Mailbox -------------------------------------------------------------------------------------

Mailbox::Mailbox(std::shared_ptr<State> state) : state_(std::move(state)) {}
Mailbox::Mailbox(Mailbox&&) noexcept = default;
Mailbox& Mailbox::operator=(Mailbox&& other) noexcept {
  Mailbox old(std::move(*this));
  state_ = std::move(other.state_);
  return *this;
}

Mailbox::~Mailbox() {
  if (!state_) return;
  {
    std::lock_guard lock(state_->mutex);
    state_->closed = true;
    state_->messages.clear();
  }
  Entry entry(*state_->core);
  if (entry) state_->core->nudge(entry, *state_);
}

Pid Mailbox::pid() const { return state_->pid; }

std::optional<Value> Mailbox::poll() {
  State::Waiting taken;
  bool goes_on = false;
  {
    std::lock_guard lock(state_->mutex);
    if (state_->messages.empty()) return std::nullopt;
    taken = std::move(state_->messages.front());
    state_->messages.pop_front();
    state_->bytes -= taken.bytes;
    goes_on = state_->is_behind && state_->messages.size() <= State::kMostWaiting / 2 &&
              state_->bytes <= State::kMostBytes / 2;
    if (goes_on) state_->is_behind = false;
  }
  if (goes_on) {
    Entry entry(*state_->core);
    if (entry) state_->core->nudge(entry, *state_);
  }
  return std::move(taken.message);
}

std::optional<Value> Mailbox::receive(std::optional<Duration> timeout) {
  {
    Entry entry(*state_->core);
    if (!state_->core->goes_on(entry) || state_->core->is_scheduler_thread(entry)) return poll();
  }
  {
    std::unique_lock lock(state_->mutex);
    auto over = [&] { return !state_->messages.empty() || state_->lost; };
    wait_until_over(state_->changed, lock, timeout, over);
  }
  return poll();
}

void Mailbox::monitor(Pid pid) {
  {
    std::lock_guard lock(state_->mutex);
    state_->to_monitor.push_back(pid);
  }
  Entry entry(*state_->core);
  if (entry) state_->core->nudge(entry, *state_);
}

}  // namespace linac::v0
