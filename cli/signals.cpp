#include "cli/signals.h"

#include <unistd.h>

#include "core/term/atom.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/sched/poller.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

constexpr int kHandled[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};

int status_of(int signal) {
  switch (signal) {
    case SIGTERM: return 0;
    case SIGUSR1: return 1;
    default: return 128 + signal;
  }
}

// By the process `init`, if there are any; then it ends the program.
bool stop_applications(VmContext& vm, int status) {
  auto controller = vm.atoms->intern("application_controller"), init = vm.atoms->intern("init");
  auto stop = vm.atoms->intern("linac_stop");
  if (!controller || !init || !stop || vm.names->whereis(*controller) == kNoTerm) return false;
  vm.halt->stopping.store(true, std::memory_order_release);
  vm.poller->tell({vm.names->whereis(*init), *stop, make_small(0), make_small(status)});
  return true;
}

}  // namespace

SignalThread::SignalThread() {
  ::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&set_);
  for (int handled : kHandled) {
    struct sigaction action;
    bool ignored = sigaction(handled, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!ignored) sigaddset(&set_, handled);
  }
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
}

void SignalThread::stop() {
  if (!thread_.joinable()) return;
  ending_.store(true);
  pthread_kill(thread_.native_handle(), SIGRTMIN);
  thread_.join();
}

SignalThread::~SignalThread() {
  stop();
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void SignalThread::use_screen(std::function<void()> leave, std::function<void()> enter_again) {
  leave_ = std::move(leave);
  enter_again_ = std::move(enter_again);
  for (int handled : {SIGQUIT, SIGTSTP}) {
    struct sigaction action;
    bool ignored = sigaction(handled, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
    if (!ignored) sigaddset(&set_, handled);
  }
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool SignalThread::leave_for(int signal) {
  if (signal != SIGQUIT && signal != SIGTSTP) return false;
  leave_();
  if (signal == SIGTSTP) {
    kill(getpid(), SIGSTOP);
    enter_again_();
    return true;
  }
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  raise(signal);
  return true;
}

void SignalThread::start(VmContext& vm) {
  sigaddset(&set_, SIGRTMIN);  // ends the thread
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  thread_ = std::thread([this, &vm] { run(vm); });
}

void SignalThread::run(VmContext& vm) {
  for (bool first = true;;) {
    int signal = 0;
    if (sigwait(&set_, &signal) != 0) continue;
    if (ending_.load()) return;
    if (leave_for(signal)) continue;
    if (!first) {
      if (leave_) leave_();
      _exit(status_of(signal));
    }
    first = false;
    if (leave_) leave_();
    if (signal == SIGUSR1) {
      vm.errors->write("linac: received SIGUSR1\n");
      vm.errors->flush();
    }
    if (stop_applications(vm, status_of(signal))) continue;
    vm.halt->request(status_of(signal), true);
    vm.schedulers->first().notify();
  }
}

}  // namespace linac
