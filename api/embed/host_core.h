// What joins a host's threads to a running VM: processes that the host has spawned, async calls in
// flight, mailboxes, questions. It outlives the VM as long as the host holds something of it.
//
// Invariants
//  H1 The VM is touched by a host's thread only inside an Entry; close() comes after all of them, and
//     after the schedulers have stopped. Nobody waits inside an Entry.
//  H2 An async call is answered once: who moves its phase from kPending, answers or gives it up.
//  H3 What the host sends goes through the poller, so that each thread's order is kept.
//
// Threads: any, unless said otherwise.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <unordered_map>

#include "api/embed/convert.h"
#include "core/base/memory_account.h"
#include "linac/vm.h"
#include "runtime/exec/observer.h"
#include "runtime/memory/heap.h"
#include "runtime/process/host_side.h"
#include "runtime/process/process.h"

namespace linac {
struct ExportEntry;
}

namespace linac::embed {

class HostCore;
class InfoRequest;

}  // namespace linac::embed

namespace linac::v0 {

struct Async::State {
  enum Phase : uint8_t { kPending, kAnswered, kGone };

  std::shared_ptr<embed::HostCore> core;
  std::atomic<uint8_t> phase{kPending};
  Term pid = kNoTerm;
  uint64_t number = 0;  // Process::awaiting
};

struct Process::State {
  std::shared_ptr<embed::HostCore> core;
  Pid pid;
  std::mutex mutex;  // of what follows
  std::condition_variable changed;
  std::optional<Exit> exit;
  bool lost = false;  // the VM has ended before it did
};

struct Mailbox::State {
  struct Waiting {
    Value message;
    size_t bytes = 0;
  };
  // So many are kept here, where they are the host's memory; others wait in the VM, and count as its.
  static constexpr size_t kMostWaiting = 1024;
  static constexpr size_t kMostBytes = size_t{4} << 20;

  std::shared_ptr<embed::HostCore> core;
  Pid pid;
  std::mutex mutex;  // of what follows
  std::condition_variable changed;
  std::deque<Waiting> messages;
  size_t bytes = 0;        // of all of them, about
  bool is_behind = false;  // more wait in the VM until there is room
  std::vector<Pid> to_monitor;
  bool closed = false;  // by the host
  bool lost = false;    // its process or the VM has ended
};

struct AsyncAccess {
  static Async make(std::shared_ptr<Async::State> state) { return Async(std::move(state)); }
};

}  // namespace linac::v0

namespace linac::embed {

class HostCore final : public HostSide, public std::enable_shared_from_this<HostCore> {
 public:
  HostCore(VmContext& vm, size_t most_value_bytes);
  ~HostCore() override;
  size_t most_value_bytes() const { return most_value_bytes_; }

  // The way into the VM for a host's thread (H1).
  class Entry {
   public:
    explicit Entry(HostCore& core)
        : lock_(core.gate_), vm_(core.vm_), account_(vm_ ? vm_->account : nullptr) {}
    explicit operator bool() const { return vm_ != nullptr; }
    VmContext& vm() const { return *vm_; }

   private:
    std::shared_lock<std::shared_mutex> lock_;
    VmContext* vm_;
    AccountScope account_;  // what is built for the VM is its
  };

  // No process runs any more, and none will: who waits is told so.
  void ended();
  // After ended(): the VM is about to be destroyed.
  void close();
  // What waits gets when the VM has ended or is about to: the limit that ends it, or kHalted.
  v0::Error end_error() const;
  bool has_ended() const { return has_ended_.load(std::memory_order_acquire); }
  // Nothing: the VM goes on. Whoever asks something of it asks this before all else, so that he is told
  // the same whichever thread he is.
  std::optional<v0::Error> end_of(const Entry& entry) const;
  // The same for who has nobody to tell.
  bool goes_on(const Entry& entry) const { return entry && !has_ended() && !is_ending(entry); }
  // Whether this thread runs processes, which would wait for itself.
  bool is_scheduler_thread(const Entry& entry) const;
  void set_driver(std::thread::id driver) { driver_.store(driver); }
  void set_ending() { is_ending_.store(true, std::memory_order_release); }

  // --- Processes ---
  v0::Result<std::shared_ptr<v0::Process::State>> spawn(const Entry& entry, ExportEntry& target,
                                                        const std::vector<v0::Value>& arguments,
                                                        const PolicyReference& policy);
  v0::Result<std::shared_ptr<v0::Mailbox::State>> open_mailbox(const Entry& entry);
  void process_ended(Process& process) override;

  // --- Signals ---
  BuildError send(const Entry& entry, Term to, const v0::Value& message);
  void send_exit(const Entry& entry, Term to, const v0::Value& reason);
  void send_resume(const Entry& entry, Term to);
  // To the mailbox's own process: look at what has changed.
  void nudge(const Entry& entry, const v0::Mailbox::State& mailbox);
  v0::Result<v0::ProcessInfo> info(v0::Pid pid);
  void forget(InfoRequest& request);

  // --- Async calls ---
  // By the process itself.
  std::shared_ptr<v0::Async::State> begin_call(Process& process);
  void give_up_call(Process& process);
  void call_ended(uint64_t number) override;
  // `error_class` kNoTerm: a value. False: the VM has ended.
  bool answer_call(v0::Async::State& call, Term error_class, const v0::Value& value);

  // By a mailbox's process.
  std::shared_ptr<v0::Mailbox::State> mailbox(Term pid);

 private:
  // The schedulers have stopped or are about to: nobody is to wait for a process any more. Threads of
  // the VM's own, which are waited for then, are not known to is_scheduler_thread() any more.
  bool is_ending(const Entry& entry) const;
  // The limit that the host has passed, if it was one; else what is wrong, or that there is no room for `what`.
  v0::Error build_failed(const Entry& entry, BuildError error);
  v0::Error no_room_for(const Entry& entry, const char* what);
  // Copies a term of a Scratch into a signal of that kind. Null: no memory; the VM stops if that is its limit.
  Fragment* make_fragment(const Entry& entry, SignalKind kind, const SignalData& data, Term term);
  void stop_if_over(const Entry& entry);
  Process* make_process_of(const Entry& entry, ExportEntry& target, std::span<const Term> arguments,
                           ProcessRole role);
  std::shared_ptr<v0::Async::State> take_call(uint64_t number);
  void mailbox_ended(Term pid);

  const size_t most_value_bytes_;
  std::shared_mutex gate_;  // before all others; shared by who touches the VM
  VmContext* vm_;           // null after close()
  std::atomic<bool> has_ended_{false};
  std::atomic<bool> is_ending_{false};  // the VM is being destroyed
  std::atomic<std::thread::id> driver_{};

  std::mutex memory_mutex_;  // of the VM's host_memory

  mutable std::mutex mutex_;        // of what follows
  std::optional<v0::Error> limit_;  // that has ended the VM
  std::unordered_map<Word, std::shared_ptr<v0::Process::State>> processes_;
  std::unordered_map<uint64_t, std::shared_ptr<v0::Async::State>> calls_;
  std::unordered_map<Word, std::shared_ptr<v0::Mailbox::State>> mailboxes_;
  std::set<std::shared_ptr<InfoRequest>> requests_;
};

// Named `linac_host_mailbox:run/0`: what a mailbox's process runs.
NativeResult run_mailbox(NativeCall& call);

// What a waiting host gets when the VM has ended.
v0::Error halted_error();
v0::Error invalid_error(std::string message);

}  // namespace linac::embed
