#include "runtime/exec/watch.h"

#include <signal.h>

#include <chrono>
#include <utility>

#include "core/base/memory_account.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/signals.h"
#include "runtime/process/event.h"
#include "runtime/process/table.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

// How long a Vm may take to stop at the end of its time.
constexpr std::chrono::seconds kPatience{2};

constexpr size_t kLimitReasonWords = tuple_words(3) + kBigWords64;

size_t memory_of(const Process& process) {
  return (process.heap.capacity_words() + process.stack.capacity_words()) * sizeof(Word) +
         process.heap.off_heap_bytes();
}

bool end_with(Process& process, Term reason) {
  process.exit_reason = reason;
  process.exit_class = atoms::kExit;
  process.exit_requested = true;
  return false;
}

}  // namespace

Watch::Watch(VmContext& vm, const VmLimits& limits, const ProcessLimits& of_each)
    : vm_(vm), limits_(limits), of_each_(of_each) {}

Watch::~Watch() {
  {
    std::lock_guard lock(mutex_);
    ended_ = true;
  }
  ending_.notify_all();
  if (clock_.joinable()) clock_.join();
}

void Watch::start_clock() {
  if (limits_.time_ns == 0 || clock_.joinable()) return;
  // Signals are for the host's threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  clock_ = std::thread([this] { run_clock(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Watch::run_clock() {
  std::unique_lock lock(mutex_);
  auto is_over = [this] { return ended_; };
  if (ending_.wait_for(lock, std::chrono::nanoseconds(limits_.time_ns), is_over)) return;
  reach(LimitKind::kTime, limits_.time_ns);
  if (!overrun_ || ending_.wait_for(lock, kPatience, is_over)) return;
  overrun_();
}

void Watch::reach(LimitKind kind, uint64_t most) {
  if (!reached.reach(kind, most)) return;
  if (vm_.wants(EventKind::kLimit)) {
    Event event{EventKind::kLimit};
    event.limit = kind;
    event.number = most;
    vm_.on_event(event);
  }
  vm_.halt->request(1, true);
  vm_.schedulers->first().notify();
}

bool Watch::add_process() {
  size_t count = processes_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (limits_.processes == 0 || count <= limits_.processes) return true;
  processes_.fetch_sub(1, std::memory_order_relaxed);
  reach(LimitKind::kProcesses, limits_.processes);
  return false;
}

// Processes that have few are counted by how many may live at once.
void Watch::count_relations(const Process& process) {
  constexpr size_t kFew = 64;
  constexpr size_t kBytes = 200;  // of one, about, with what it is at the other end
  size_t count = 0;
  if (const Relations* all = process.relations_.get()) {
    count = all->links.size() + all->watching.size() + all->watchers.size() + all->aliases.size() +
            all->suspending.size() + all->suspended_by.size();
  }
  if (count > kFew) {
    set_relation_bytes(process, count * kBytes);
  } else if (has_relation_bytes_.load(std::memory_order_relaxed)) {
    set_relation_bytes(process, 0);
  }
}

void Watch::set_relation_bytes(const Process& process, size_t bytes) {
  std::lock_guard lock(relations_mutex_);
  size_t before = 0;
  if (bytes == 0) {
    auto node = relation_bytes_.extract(process.pid.bits);
    if (node) before = node.mapped();
  } else {
    before = std::exchange(relation_bytes_[process.pid.bits], bytes);
  }
  has_relation_bytes_.store(!relation_bytes_.empty(), std::memory_order_relaxed);
  vm_.account->give(before);
  vm_.account->take_anyway(bytes);
}

void Watch::remove_process(const Process& process) {
  processes_.fetch_sub(1, std::memory_order_relaxed);
  if (has_relation_bytes_.load(std::memory_order_relaxed)) set_relation_bytes(process, 0);
}

bool Watch::end_by_limit(Process& process, LimitKind kind, uint64_t most) {
  if (vm_.wants(EventKind::kLimit)) {
    Event event{EventKind::kLimit};
    event.pid = process.pid;
    event.limit = kind;
    event.number = most;
    vm_.on_event(event);
  }
  BlockPool& pool = process.heap.memory().pool;
  auto tag = vm_.atoms->intern("linac_limit"), name = vm_.atoms->intern(limit_name(kind));
  Fragment* fragment = Fragment::make(pool, kLimitReasonWords);
  if (!fragment || !tag || !name) return end_with(process, atoms::kKilled);
  TermSpace& space = fragment->space;
  Term number = space.unsigned_integer(most);
  Term reason = space.tuple_of(*tag, *name, number);
  process.heap.adopt(fragment);
  return end_with(process, reason);
}

void Watch::stop_if_over() {
  if (vm_.account && vm_.account->is_over()) reach(LimitKind::kMemory, limits_.memory_bytes);
  if (limits_.atoms != 0 && vm_.atoms->was_full()) reach(LimitKind::kAtoms, limits_.atoms);
}

bool Watch::goes_on(Process& process, bool used_up) {
  if (vm_.account) count_relations(process);
  stop_if_over();
  bool is_port = process.role == ProcessRole::kPort;  // whoever has it may flood it, too
  if (process.role != ProcessRole::kProgram && !is_port) return true;
  const ProcessLimits& limits = process.policy() ? process.policy()->limits : of_each_;
  uint64_t reductions = process.reductions_done.load(std::memory_order_relaxed);
  if (!is_port && limits.reductions != 0 && reductions > limits.reductions) {
    return end_by_limit(process, LimitKind::kReductions, limits.reductions);
  }
  process.mailbox.fetch();
  if (limits.messages != 0 && process.mailbox.length() > limits.messages) {
    return end_by_limit(process, LimitKind::kMessages, limits.messages);
  }
  if (!hook_ || !used_up || is_port) return true;
  SliceView view{process.pid, parked_function(process), reductions, memory_of(process),
                 process.mailbox.length()};
  switch (hook_(view)) {
    case SliceAnswer::kContinue: return true;
    case SliceAnswer::kSuspend: process.relations().suspended_by[kHostSuspends] = 1; return true;
    case SliceAnswer::kKill: return end_with(process, atoms::kKilled);
  }
  VM_UNREACHABLE();
}

bool resume_suspended(VmContext& vm, Term pid) {
  Process* process = vm.processes->find(pid);
  if (!process) return false;
  send_signal(vm, vm.schedulers->first(), pid, SignalKind::kResume, {Term{kHostSuspends}, 1, {}});
  return true;
}

const Capabilities& capabilities_of(const Process& process) {
  return process.policy() ? process.policy()->capabilities : *process.vm->capabilities;
}

void tell_refusal(Process& process, Capability capability, std::string_view what) {
  if (!process.vm->wants(EventKind::kRefusal)) return;
  Event event{EventKind::kRefusal};
  event.pid = process.pid;
  event.capability = capability;
  event.text = what;
  process.vm->on_event(event);
}

LimitReason read_limit_reason(const AtomTable& atoms, Term reason) {
  if (!is_tuple_of(reason, 3)) return {};
  Term tag = tuple_element(reason, 0), name = tuple_element(reason, 1),
       most = tuple_element(reason, 2);
  if (!tag.is_atom() || !name.is_atom() || !most.is_small()) return {};
  if (atoms.text(tag) != "linac_limit") return {};
  for (LimitKind kind : {LimitKind::kReductions, LimitKind::kMessages}) {
    if (atoms.text(name) == limit_name(kind)) {
      return {kind, static_cast<uint64_t>(most.small_value())};
    }
  }
  return {};
}

}  // namespace linac
