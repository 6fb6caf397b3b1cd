// The signals that end a running program (docs/scheduler.md): one thread
// of the command line waits for them, all others have them blocked.
//
//   SIGTERM         as init:stop(): what was printed comes out, status 0
//   SIGINT, SIGHUP  the same with status 130, 129
//   SIGUSR1         the same with status 1 and a line on stderr
//   a second one    the end at once, whatever still runs
//
// What the process was started with ignored (nohup, a shell's background job) stays ignored. SIGPIPE is
// ignored: a write that fails says it, too.
#pragma once

#include <signal.h>

#include <atomic>
#include <functional>
#include <thread>

#include "runtime/process/context.h"

namespace linac {

class SignalThread {
 public:
  // Before any other thread is started.
  SignalThread();
  ~SignalThread();
  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;

  // The terminal shows something that has to go before the program ends at once or is stopped (SIGQUIT,
  // SIGTSTP, which are handled then), and comes again when it goes on. Before start().
  void use_screen(std::function<void()> leave, std::function<void()> enter_again);
  // From here on signals end the programs of this Vm.
  void start(VmContext& vm);
  // Before the Vm ends.
  void stop();

 private:
  void run(VmContext& vm);
  // Handled without the program's end.
  bool leave_for(int signal);

  std::function<void()> leave_, enter_again_;
  sigset_t set_, before_;
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace linac
