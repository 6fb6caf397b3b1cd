// What is looked at after each slice of a process, in a Vm whose host wants that: limits, and the host's own
// hook. A Vm without either has no Watch, and pays for it one test a slice (VmContext::watch).
//
// Guarantees
//  W1 A process that is over a limit of its own, or that the hook kills, does not run again; it ends as by
//     an exit signal that nothing can trap. Links and monitors see {linac_limit, Name, Most}, or `killed`.
//  W2 When the Vm is over a limit, it is halted with status 1: no process runs another slice. Which
//     limit it was, `reached` tells.
//  W3 A process that the hook suspends runs again when the host resumes it (resume_suspended).
//
// A slice is at most 4,000 reductions; a native that computes for long is not interrupted, and is seen after it.
//
// Threads: schedulers, several at a time; set_hook() while none runs.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "core/term/identity.h"
#include "runtime/process/limits.h"
#include "runtime/process/policy.h"
#include "runtime/process/process.h"

namespace linac {

// A process at the end of a slice that it has used up.
struct SliceView {
  Term pid;
  ExportIdentity function;  // that it is in
  uint64_t reductions;      // in its whole life
  size_t memory_bytes;      // heap, stack, and large binaries that it refers to
  size_t messages;          // that wait for it
};
enum class SliceAnswer : uint8_t { kContinue, kSuspend, kKill };
using SliceHook = std::function<SliceAnswer(const SliceView&)>;

class Watch {
 public:
  Watch(VmContext& vm, const VmLimits& limits, const ProcessLimits& of_each);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool is_needed() const {
    return hook_ || has_policies_ || limits_.any() || of_each_.reductions != 0 ||
           of_each_.messages != 0;
  }
  void set_hook(SliceHook hook) { hook_ = std::move(hook); }
  // Processes with limits of their own will be made.
  void expect_policies() { has_policies_ = true; }

  // The Vm's time begins with the first call.
  void start_clock();
  // Called when the Vm has not stopped some time after the end of its time: a native goes on and on.
  // Before the first run.
  void set_overrun(std::function<void()> overrun) { overrun_ = std::move(overrun); }

  // After a slice of `process`, which has not ended and is in hand. False: it has to end; exit_reason is set.
  [[nodiscard]] bool goes_on(Process& process, bool used_up);

  // One process or port more, or less. False: that is too much, and the Vm is over its limit.
  [[nodiscard]] bool add_process();
  void take_back_process() { processes_.fetch_sub(1, std::memory_order_relaxed); }
  void remove_process(const Process& process);

  // Ends the Vm when somebody was refused memory or an atom. Of a process that has ended meanwhile nobody asks
  // goes_on(), so whoever ends one asks this before he tells of it.
  void stop_if_over();
  // Ends the Vm.
  void reach(LimitKind kind, uint64_t most);
  LimitReached reached;

 private:
  void count_relations(const Process& process);
  void set_relation_bytes(const Process& process, size_t bytes);
  bool end_by_limit(Process& process, LimitKind kind, uint64_t most);
  void run_clock();

  VmContext& vm_;
  const VmLimits limits_;
  const ProcessLimits of_each_;
  SliceHook hook_;
  bool has_policies_ = false;
  std::function<void()> overrun_;
  std::atomic<size_t> processes_{0};
  std::atomic<bool> has_relation_bytes_{false};
  std::mutex relations_mutex_;
  std::unordered_map<Word, size_t> relation_bytes_;  // of processes that have many, by their pids
  std::mutex mutex_;                                 // of the clock
  std::condition_variable ending_;
  bool ended_ = false;
  std::thread clock_;
};

// The Vm's, or null: nobody looks after slices. A host may set it while processes run.
inline Watch* watch_of(const VmContext& vm) {
  return std::atomic_ref(const_cast<Watch*&>(vm.watch)).load(std::memory_order_relaxed);
}
inline void set_watch(VmContext& vm, Watch* watch) {
  std::atomic_ref(vm.watch).store(watch, std::memory_order_relaxed);
}

// Whose name suspensions by the host have.
inline constexpr Word kHostSuspends = kNoTerm.bits;

// A process that the hook has suspended runs again. Of the thread that runs the Vm, while no process runs.
// False: there is no such process.
bool resume_suspended(VmContext& vm, Term pid);

// The limits of one process: its own, or its Vm's for each.
const Capabilities& capabilities_of(const Process& process);

// Tells the host, and in a Vm of the command line the user, that something was refused.
void tell_refusal(Process& process, Capability capability, std::string_view what);

// The reason {linac_limit, Name, Most} that W1 tells of, read again; kNone: it is another reason.
struct LimitReason {
  LimitKind kind = LimitKind::kNone;
  uint64_t most = 0;
};
LimitReason read_limit_reason(const AtomTable& atoms, Term reason);

}  // namespace linac
