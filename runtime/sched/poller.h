// What comes from outside: descriptors that have become ready, and child processes that have ended.
// One thread waits for all of them, started when the first is watched; no scheduler ever does. What it
// sees becomes an event, a message of three immediates, which the schedulers deliver between slices.
//
// Threads: any. Ownership: descriptors stay their owners', who call forget() before they close one.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "core/term/term.h"

namespace linac {

struct Fragment;
class Process;
class SignalControl;

// {Tag, Number, Value} for the process or port `to`.
struct HostEvent {
  Term to;
  Term tag, number, value;
};

// What a thread of the embedding program sends: a signal for the process `to`, or a process that it has
// made and that begins now.
struct HostSignal {
  Term to;
  Fragment* signal = nullptr;
  Process* begins = nullptr;
};

class Poller {
 public:
  // `wake` ends the sleep of a scheduler that will call take().
  explicit Poller(std::function<void()> wake) : wake_(std::move(wake)) {}
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // Posts `event` once when the descriptor can be read, or written; also at its end, or on an error. A
  // later one for the same descriptor and direction replaces it.
  void watch(int descriptor, bool write, const HostEvent& event);
  void forget(int descriptor);
  // Reaps the child when it ends. Its status, as of waitpid, goes with the event of watch_exit().
  // With `is_killed` it and its group end with the Vm.
  void adopt_child(pid_t child, bool is_killed = false);
  // Posts `event` with the child's status as its value: 0 .. 255, or 256 + signal. False: no such child.
  bool watch_exit(pid_t child, const HostEvent& event);

  // Posts it now.
  void tell(const HostEvent& event);
  // The signal is the poller's until it is taken. Those of one thread are delivered in its order.
  void tell(const HostSignal& signal);

  bool has_events() const { return has_events_.load(std::memory_order_acquire); }
  std::vector<HostEvent> take();
  std::vector<HostSignal> take_signals();
  // Held by who takes and delivers.
  std::mutex& delivery() { return delivery_; }

  // Who takes signals to the whole process; null: they are the embedding program's.
  void set_signal_control(SignalControl* control) { signal_control_.store(control); }
  SignalControl* signal_control() const { return signal_control_.load(); }

  // Its thread has ended then and wakes nobody any more. Nothing is to be watched after that.
  void stop();

 private:
  struct Watch {
    bool in = false, out = false;
    HostEvent in_event{}, out_event{};
    pid_t child = 0;  // the descriptor is this child's pidfd
  };
  struct Child {
    bool ended = false, wanted = false, is_killed = false;
    int status = 0;
    HostEvent event{};
  };

  void kill_children();
  // These with the lock held.
  void start_thread();
  void arm(int descriptor, const Watch& watch, bool is_new);
  void post(const HostEvent& event);
  void announce();
  void child_ended(pid_t child, int status);

  void run();
  void handle(int descriptor, uint32_t events);
  void reap_polled();

  const std::function<void()> wake_;
  std::mutex delivery_;  // before mutex_
  std::atomic<bool> has_events_{false};
  std::mutex mutex_;  // of all that follows
  std::vector<HostEvent> events_;
  std::vector<HostSignal> signals_;
  std::map<int, Watch> watches_;
  std::map<pid_t, Child> children_;
  std::vector<pid_t> polled_;  // children of a kernel without pidfds
  std::thread thread_;
  int epoll_ = -1;
  int wakeup_ = -1;  // an eventfd
  std::atomic<bool> stopping_{false};
  std::atomic<SignalControl*> signal_control_{nullptr};
};

}  // namespace linac
