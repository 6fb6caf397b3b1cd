// The signals that end a running program (docs/scheduler.md): one thread
// of the command line waits for them, all others have them blocked.
//
//   SIGTERM         as init:stop(): what was printed comes out, status 0
//   SIGINT, SIGHUP  the same with status 130, 129
//   SIGUSR1         the same with status 1 and a line on stderr
//   a second one    the end at once, whatever still runs
//
// os:set_signal/2 changes what becomes of a signal. Those that no row above has are taken by a handler then, which
// hands them to the thread as SIGRTMIN + 1.
//
// What the process was started with ignored (nohup, a shell's background job) stays ignored. SIGPIPE is
// ignored: a write that fails says it, too.
#pragma once

#include <signal.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "runtime/process/context.h"
#include "runtime/sched/signal_control.h"

namespace linac {

class SignalThread final : public SignalControl {
 public:
  // Before any other thread is started.
  SignalThread();
  ~SignalThread() override;
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;

  // The terminal shows something that has to go before the program ends at once or is stopped (SIGQUIT,
  // SIGTSTP, which are handled then), and comes again when it goes on. Before start().
  void use_screen(std::function<void()> leave, std::function<void()> enter_again);
  // From here on signals end the programs of this Vm.
  void start(VmContext& vm);
  // Before the Vm ends.
  void stop();

  void use(int signal, SignalUse use) override;
  void tell_unless_used(int signal) override;

 private:
  void run(VmContext& vm);
  void arrange(int signal, SignalUse use);
  // The next signal; 0: none yet.
  int next();
  // Whether that was all.
  bool used_otherwise(VmContext& vm, int signal);
  // Handled without the program's end.
  bool leave_for(int signal);

  std::function<void()> leave_, enter_again_;
  sigset_t set_, before_;
  std::array<std::atomic<SignalUse>, 65> uses_{};  // by signal
  VmContext* vm_ = nullptr;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace linac
