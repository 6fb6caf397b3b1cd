#include "api/embed/host_core.h"

#include <chrono>
#include <thread>

#include "api/embed/exit.h"
#include "api/embed/watching.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/signals.h"
#include "runtime/exec/spawn.h"
#include "runtime/exec/watch.h"
#include "runtime/memory/copy.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/table.h"
#include "runtime/sched/poller.h"

namespace linac::embed {

using v0::Value;

namespace {

// A message that no program can make: look at what the host has changed.
constexpr Term kNudge = make_immediate(ImmediateKind::kMark, 1);
// The first element of the answer to an async call that is a value.
constexpr Term kAnswersValue = make_small(0);

constexpr std::chrono::milliseconds kInfoPatience{2000};

std::string function_text(const AtomTable& atoms, const ExportIdentity& function) {
  if (!function.module.is_atom() || !function.function.is_atom()) return "";
  return std::string(atoms.text(function.module)) + ":" +
         std::string(atoms.text(function.function)) + "/" + std::to_string(function.arity);
}

}  // namespace

v0::Error halted_error() {
  return {v0::ErrorKind::kHalted, "the VM has ended, and all its processes with it"};
}
v0::Error invalid_error(std::string message) {
  return {v0::ErrorKind::kInvalid, std::move(message)};
}

// A question to a process, answered when that comes to handle it.
class InfoRequest final : public SignalObserver {
 public:
  explicit InfoRequest(HostCore& core) : core_(core) {}

  void answer(Process& self, const ReferenceKey&) override {
    VmContext& vm = *self.vm;
    bool waits = self.waiting && !self.mailbox.has_unseen();
    {
      std::lock_guard lock(mutex_);
      using Status = v0::ProcessInfo::Status;
      info_.status = self.is_suspended() ? Status::kSuspended
                     : waits             ? Status::kWaiting
                                         : Status::kRunning;
      info_.function = function_text(*vm.atoms, parked_function(self));
      if (self.initial_call) info_.initial_call = function_text(*vm.atoms, *self.initial_call);
      Term name = vm.names->name_of(self);
      if (name.is_atom()) info_.registered_name = vm.atoms->text(name);
      info_.reductions = self.reductions_done.load(std::memory_order_relaxed);
      info_.memory = (self.heap.capacity_words() + self.stack.capacity_words()) * sizeof(Word);
      info_.messages = self.mailbox.length();
      found_ = answered_ = true;
    }
    finish();
  }

  void ended(const ReferenceKey&) override {
    {
      std::lock_guard lock(mutex_);
      answered_ = true;
    }
    finish();
  }

  v0::Result<v0::ProcessInfo> wait() {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, kInfoPatience, [&] { return answered_; })) {
      return v0::Error{v0::ErrorKind::kTimeout,
                       "the process does not answer: it is in a long native"};
    }
    if (found_) return info_;
    if (core_.has_ended()) return core_.end_error();
    return v0::Error{v0::ErrorKind::kNotFound, "the process has ended"};
  }

 private:
  // The last thing that is done to it: the core may hold the last of it.
  void finish() {
    changed_.notify_all();
    core_.forget(*this);
  }

  HostCore& core_;
  std::mutex mutex_;
  std::condition_variable changed_;
  v0::ProcessInfo info_;
  bool answered_ = false, found_ = false;
};

HostCore::HostCore(VmContext& vm, size_t most_value_bytes)
    : most_value_bytes_(most_value_bytes == 0 ? SIZE_MAX - 1 : most_value_bytes), vm_(&vm) {}

HostCore::~HostCore() = default;

bool HostCore::is_scheduler_thread(const Entry& entry) const {
  return driver_.load() == std::this_thread::get_id() || entry.vm().schedulers->is_own_thread();
}

bool HostCore::is_ending(const Entry& entry) const {
  return is_ending_.load(std::memory_order_acquire) ||
         entry.vm().halt->requested.load(std::memory_order_acquire);
}

// --- Ends ----------------------------------------------------------------------------------------

void HostCore::ended() {
  has_ended_.store(true, std::memory_order_release);
  decltype(processes_) processes;
  decltype(calls_) calls;
  decltype(mailboxes_) mailboxes;
  decltype(requests_) requests;
  {
    std::optional<v0::Error> limit = limit_error(*vm_);
    std::lock_guard lock(mutex_);
    if (!limit_) limit_ = std::move(limit);
    processes.swap(processes_);
    calls.swap(calls_);
    mailboxes.swap(mailboxes_);
    requests.swap(requests_);
  }
  for (const auto& request : requests) request->ended({});
  for (auto& [pid, state] : processes) {
    std::lock_guard lock(state->mutex);
    state->lost = true;
    state->changed.notify_all();
  }
  for (auto& [number, call] : calls) {
    uint8_t pending = v0::Async::State::kPending;
    call->phase.compare_exchange_strong(pending, v0::Async::State::kGone);
  }
  for (auto& [number, mailbox] : mailboxes) {
    std::lock_guard lock(mailbox->mutex);
    mailbox->lost = true;
    mailbox->changed.notify_all();
  }
}

void HostCore::close() {
  std::unique_lock gate(gate_);
  ended();
  for (const HostSignal& left : vm_->poller->take_signals()) {
    if (left.signal) Fragment::destroy(vm_->host_memory->pool, left.signal);
  }
  vm_ = nullptr;
}

// --- Processes -----------------------------------------------------------------------------------

Process* HostCore::make_process_of(const Entry& entry, ExportEntry& target,
                                   std::span<const Term> arguments, ProcessRole role) {
  std::lock_guard lock(memory_mutex_);
  return make_process(entry.vm(), *entry.vm().host_memory, target, arguments, role);
}

v0::Result<std::shared_ptr<v0::Process::State>> HostCore::spawn(const Entry& entry,
                                                                ExportEntry& target,
                                                                const std::vector<Value>& arguments,
                                                                const PolicyReference& policy) {
  Scratch scratch(entry.vm());
  std::vector<Term> terms;
  for (const Value& argument : arguments) {
    Term term = scratch.build(argument);
    if (term == kNoTerm) return build_failed(entry, scratch.error());
    terms.push_back(term);
  }
  Process* process = make_process_of(entry, target, terms, ProcessRole::kProgram);
  if (!process) return no_room_for(entry, "process");
  process->keep_when_ended = true;  // process_ended() is told
  if (policy) use_policy(*process, policy);
  tell_of_spawn(*process);
  auto state = std::make_shared<v0::Process::State>();
  state->core = shared_from_this();
  state->pid = {process->pid.bits};
  {
    std::lock_guard lock(mutex_);
    processes_.emplace(process->pid.bits, state);
  }
  entry.vm().poller->tell({kNoTerm, nullptr, process});
  if (has_ended()) ended();  // ended() may have come before this one was there
  return state;
}

void HostCore::process_ended(Process& process) {
  // It ends because the VM does: ended() tells who waits for it.
  if (process.vm->halt->requested.load(std::memory_order_acquire)) return;
  if (process.role == ProcessRole::kService) return mailbox_ended(process.pid);
  std::shared_ptr<v0::Process::State> state;
  {
    std::lock_guard lock(mutex_);
    auto it = processes_.find(process.pid.bits);
    if (it == processes_.end()) return;
    state = std::move(it->second);
    processes_.erase(it);
  }
  v0::Exit exit = describe_exit(process);
  std::lock_guard lock(state->mutex);
  state->exit = std::move(exit);
  state->changed.notify_all();
}

// --- Signals -------------------------------------------------------------------------------------

Fragment* HostCore::make_fragment(const Entry& entry, SignalKind kind, const SignalData& data,
                                  Term term) {
  const LiteralArea* literals = entry.vm().literals;
  size_t words = term.is_immediate() ? 0 : measure_copy(term, literals);
  Fragment* fragment;
  {
    std::lock_guard lock(memory_mutex_);
    BlockPool& pool = entry.vm().host_memory->pool;
    fragment = kind == SignalKind::kMessage ? Fragment::make(pool, words)
                                            : make_signal(pool, kind, data, words);
  }
  if (!fragment) {
    stop_if_over(entry);
    return nullptr;
  }
  fragment->root = term.is_immediate() ? term : copy_term(term, fragment->space, literals);
  return fragment;
}

// Otherwise a VM in which everybody waits would not notice that it is over its limit.
void HostCore::stop_if_over(const Entry& entry) {
  if (watch_of(entry.vm())) watch_of(entry.vm())->stop_if_over();
}

v0::Error HostCore::build_failed(const Entry& entry, BuildError error) {
  stop_if_over(entry);
  if (std::optional<v0::Error> limit = limit_error(entry.vm())) return *limit;
  return invalid_error(build_error_text(error));
}

v0::Error HostCore::no_room_for(const Entry& entry, const char* what) {
  stop_if_over(entry);
  if (std::optional<v0::Error> limit = limit_error(entry.vm())) return *limit;
  return {v0::ErrorKind::kLimit,
          std::string("there is no memory, or no number left, for a ") + what};
}

BuildError HostCore::send(const Entry& entry, Term to, const Value& message) {
  Scratch scratch(entry.vm());
  Term term = scratch.build(message);
  if (term == kNoTerm) {
    stop_if_over(entry);
    return scratch.error();
  }
  Fragment* fragment = make_fragment(entry, SignalKind::kMessage, {}, term);
  if (!fragment) return BuildError::kOutOfMemory;
  entry.vm().poller->tell({to, fragment});
  return BuildError::kNone;
}

void HostCore::send_exit(const Entry& entry, Term to, const Value& reason) {
  Scratch scratch(entry.vm());
  Term term = scratch.build(reason);
  if (term == kNoTerm) {
    stop_if_over(entry);
    term = atoms::kBadarg;
  }
  TermSpace tuple;
  Word words[4];
  tuple.top = words;
  tuple.limit = words + 4;
  Term exit = tuple.tuple_of(atoms::kEXIT, kOutputPid, term);
  Fragment* signal = make_fragment(entry, SignalKind::kExit, {kOutputPid, 0, {}}, exit);
  if (signal) entry.vm().poller->tell({to, signal});
}

void HostCore::send_resume(const Entry& entry, Term to) {
  SignalData data{Term{kHostSuspends}, 1, {}};
  Fragment* signal = make_fragment(entry, SignalKind::kResume, data, kNil);
  if (signal) entry.vm().poller->tell({to, signal});
}

v0::Error HostCore::end_error() const {
  std::lock_guard lock(mutex_);
  return limit_ ? *limit_ : halted_error();
}

std::optional<v0::Error> HostCore::end_of(const Entry& entry) const {
  if (goes_on(entry)) return std::nullopt;
  std::optional<v0::Error> limit = entry ? limit_error(entry.vm()) : std::nullopt;
  return limit ? *limit : end_error();
}

v0::Result<v0::ProcessInfo> HostCore::info(v0::Pid pid) {
  auto request = std::make_shared<InfoRequest>(*this);
  {
    Entry entry(*this);
    if (auto end = end_of(entry)) return *end;
    if (is_scheduler_thread(entry)) {
      return invalid_error("a sync or async native cannot wait for a process; a dirty native can");
    }
    auto* observer = static_cast<SignalObserver*>(request.get());
    Fragment* signal;
    {
      std::lock_guard lock(memory_mutex_);
      signal = make_signal(entry.vm().host_memory->pool, SignalKind::kObserve,
                           {kNoTerm, reinterpret_cast<Word>(observer), {}});
    }
    if (!signal) return no_room_for(entry, "question");
    {
      std::lock_guard lock(mutex_);
      requests_.insert(request);
    }
    entry.vm().poller->tell({Term{pid.id}, signal});
    if (has_ended()) ended();  // as for spawn()
  }
  return request->wait();
}

void HostCore::forget(InfoRequest& request) {
  std::shared_ptr<InfoRequest> last;  // is let go of outside the lock
  std::lock_guard lock(mutex_);
  for (auto it = requests_.begin(); it != requests_.end(); ++it) {
    if (it->get() != &request) continue;
    last = *it;
    requests_.erase(it);
    return;
  }
}

// --- Async calls ---------------------------------------------------------------------------------

std::shared_ptr<v0::Async::State> HostCore::begin_call(Process& process) {
  auto call = std::make_shared<v0::Async::State>();
  call->core = shared_from_this();
  call->pid = process.pid;
  call->number = process.vm->identities->next_reference();
  process.awaiting = call->number;
  std::lock_guard lock(mutex_);
  calls_.emplace(call->number, call);
  return call;
}

std::shared_ptr<v0::Async::State> HostCore::take_call(uint64_t number) {
  std::lock_guard lock(mutex_);
  auto it = calls_.find(number);
  if (it == calls_.end()) return nullptr;
  auto call = std::move(it->second);
  calls_.erase(it);
  return call;
}

void HostCore::give_up_call(Process& process) {
  call_ended(process.awaiting);
  process.awaiting = 0;
}

void HostCore::call_ended(uint64_t number) {
  auto call = take_call(number);
  if (!call) return;
  uint8_t pending = v0::Async::State::kPending;
  call->phase.compare_exchange_strong(pending, v0::Async::State::kGone);
}

bool HostCore::answer_call(v0::Async::State& call, Term error_class, const Value& value) {
  Entry entry(*this);
  if (!entry || has_ended()) return false;
  take_call(call.number);
  Scratch scratch(entry.vm());
  Term term = scratch.build(value);
  if (term == kNoTerm) {
    error_class = atoms::kError;
    term = build_error_reason(scratch.error());
  }
  Term answer = scratch.pair(error_class == kNoTerm ? kAnswersValue : error_class, term);
  SignalData data{kNoTerm, call.number, {}};
  Fragment* reply = make_fragment(entry, SignalKind::kReply, data, answer);
  if (!reply) {  // no memory for the answer, but maybe for saying so
    answer = scratch.pair(atoms::kError, atoms::kSystemLimit);
    reply = make_fragment(entry, SignalKind::kReply, data, answer);
  }
  if (!reply) {  // nor for that: nothing goes on in this VM, and the process must not wait for ever
    entry.vm().halt->request(1, true);
    entry.vm().schedulers->first().notify();
    return false;
  }
  entry.vm().poller->tell({call.pid, reply});
  return true;
}

// --- Mailboxes -----------------------------------------------------------------------------------

v0::Result<std::shared_ptr<v0::Mailbox::State>> HostCore::open_mailbox(const Entry& entry) {
  if (auto end = end_of(entry)) return *end;
  VmContext& vm = entry.vm();
  auto module = vm.atoms->intern("linac_host_mailbox"), run = vm.atoms->intern("run");
  VM_CHECK(module && run);  // the VM has the native
  Process* process =
      make_process_of(entry, *vm.code->export_entry(*module, *run, 0), {}, ProcessRole::kService);
  if (!process) return no_room_for(entry, "mailbox");
  process->trap_exit = true;
  process->keep_when_ended = true;  // process_ended() is told
  auto state = std::make_shared<v0::Mailbox::State>();
  state->core = shared_from_this();
  state->pid = {process->pid.bits};
  {
    std::lock_guard lock(mutex_);
    mailboxes_.emplace(process->pid.bits, state);
  }
  vm.poller->tell({kNoTerm, nullptr, process});
  if (has_ended()) ended();
  return state;
}

void HostCore::nudge(const Entry& entry, const v0::Mailbox::State& mailbox) {
  if (has_ended()) return;
  Fragment* fragment = make_fragment(entry, SignalKind::kMessage, {}, kNudge);
  if (fragment) entry.vm().poller->tell({Term{mailbox.pid.id}, fragment});
}

std::shared_ptr<v0::Mailbox::State> HostCore::mailbox(Term pid) {
  std::lock_guard lock(mutex_);
  auto it = mailboxes_.find(pid.bits);
  return it == mailboxes_.end() ? nullptr : it->second;
}

// Closed, or killed by a program: nothing comes any more.
void HostCore::mailbox_ended(Term pid) {
  std::shared_ptr<v0::Mailbox::State> state;
  {
    std::lock_guard lock(mutex_);
    auto it = mailboxes_.find(pid.bits);
    if (it == mailboxes_.end()) return;
    state = std::move(it->second);
    mailboxes_.erase(it);
  }
  std::lock_guard lock(state->mutex);
  state->lost = true;
  state->changed.notify_all();
}

namespace {

// Whether one more is taken out of the VM; else the host says when there is room again.
bool has_room(v0::Mailbox::State& mailbox, size_t& bytes) {
  using State = v0::Mailbox::State;
  if (bytes == kTooManyBytes) bytes = 0;  // only its size is told
  std::lock_guard lock(mailbox.mutex);
  mailbox.is_behind =
      !mailbox.messages.empty() && (mailbox.messages.size() >= State::kMostWaiting ||
                                    mailbox.bytes > State::kMostBytes || bytes > State::kMostBytes);
  return !mailbox.is_behind;
}

// What the host has changed. False: it has closed the mailbox.
bool look_at_host(Process& self, v0::Mailbox::State& mailbox) {
  std::vector<v0::Pid> pids;
  {
    std::lock_guard lock(mailbox.mutex);
    if (mailbox.closed) return false;
    pids.swap(mailbox.to_monitor);
  }
  for (v0::Pid pid : pids) {
    Term target{pid.id};
    ReferenceKey key = new_reference(*self.vm->identities);
    self.relations().watching[key] = {MonitorType::kProcess, AliasMode::kNone, target, kNoTerm,
                                      nullptr};
    send_signal(*self.vm, *self.scheduler, target, SignalKind::kMonitor, {self.pid, 0, key});
  }
  return true;
}

}  // namespace

NativeResult run_mailbox(NativeCall& call) {
  Process& self = call.process();
  auto* core = static_cast<HostCore*>(call.vm().host);
  auto mailbox = core->mailbox(self.pid);
  bool is_open = mailbox != nullptr;
  size_t taken = 0;
  for (;;) {
    // All that has come is fetched before the host's changes and its room are looked at: what it changes later
    // is told by a nudge that this does not have yet, and that keeps it from sleeping.
    self.mailbox.fetch();
    is_open = is_open && look_at_host(self, *mailbox);
    Fragment* next = self.mailbox.peeked();
    if (!is_open || !next) break;
    Term message = next->root;
    if (message != kNudge) {
      size_t bytes = measure_value(call.vm(), message, core->most_value_bytes());
      if (!has_room(*mailbox, bytes)) break;
      Value value = read_value(call.vm(), message);
      std::lock_guard lock(mailbox->mutex);
      mailbox->messages.push_back({std::move(value), bytes});
      mailbox->bytes += bytes;
      taken++;
    }
    Fragment::destroy(call.heap().memory().pool, self.mailbox.remove());
  }
  if (!is_open) {
    self.exit_reason = atoms::kNormal;
    return {kNoTerm, NativeStatus::kExit};
  }
  if (taken) mailbox->changed.notify_all();
  call.charge(static_cast<int64_t>(taken));
  return {kNoTerm, NativeStatus::kWait};
}

}  // namespace linac::embed
