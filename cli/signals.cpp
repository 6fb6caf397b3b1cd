#include "cli/signals.h"

#include <unistd.h>

#include <cerrno>

#include "core/term/atom.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/sched/poller.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

constexpr int kHandled[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1};

// A signal that the thread does not wait for, as its value.
int forwarding() { return SIGRTMIN + 1; }
void forward(int signal) {
  int error = errno;  // of whom it interrupts
  sigval value;
  value.sival_int = signal;
  sigqueue(getpid(), forwarding(), value);
  errno = error;
}

// What the system does by itself, which may be the end.
void raise_unblocked(int signal) {
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, signal);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  raise(signal);
}

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
  sigaddset(&set_, forwarding());
  pthread_sigmask(SIG_BLOCK, &set_, &before_);
}

void SignalThread::stop() {
  if (!thread_.joinable()) return;
  vm_->poller->set_signal_control(nullptr);
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
  raise_unblocked(signal);
  return true;
}

void SignalThread::start(VmContext& vm) {
  vm_ = &vm;
  vm.poller->set_signal_control(this);
  sigaddset(&set_, SIGRTMIN);  // ends the thread
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  thread_ = std::thread([this, &vm] { run(vm); });
}

void SignalThread::use(int signal, SignalUse use) {
  uses_[static_cast<size_t>(signal)].store(use);
  arrange(signal, use);
}

void SignalThread::tell_unless_used(int signal) {
  SignalUse before = SignalUse::kOwn;
  if (uses_[static_cast<size_t>(signal)].compare_exchange_strong(before, SignalUse::kTell)) {
    arrange(signal, SignalUse::kTell);
  }
}

// What a signal does that the thread does not wait for: most end the process.
void SignalThread::arrange(int signal, SignalUse use) {
  if (sigismember(&set_, signal)) return;
  struct sigaction action {};
  action.sa_flags = SA_RESTART;
  action.sa_handler = use == SignalUse::kTell     ? forward
                      : use == SignalUse::kIgnore ? SIG_IGN
                                                  : SIG_DFL;
  sigaction(signal, &action, nullptr);
}

int SignalThread::next() {
  siginfo_t info;
  int signal = sigwaitinfo(&set_, &info);
  if (signal < 0) return 0;
  if (signal != forwarding()) return signal;
  bool own = info.si_code == SI_QUEUE && info.si_pid == getpid();
  return own && info.si_value.sival_int > 0 && info.si_value.sival_int < SIGRTMIN
             ? info.si_value.sival_int
             : 0;
}

bool SignalThread::used_otherwise(VmContext& vm, int signal) {
  switch (uses_[static_cast<size_t>(signal)].load()) {
    case SignalUse::kOwn: return false;
    case SignalUse::kIgnore: return true;
    case SignalUse::kTell: {
      auto init = vm.atoms->intern("init"), tag = vm.atoms->intern("linac_signal");
      if (init && tag) {
        vm.poller->tell({vm.names->whereis(*init), *tag, make_small(signal), make_small(0)});
      }
      return true;
    }
    case SignalUse::kDefault:
      ::signal(signal, SIG_DFL);
      raise_unblocked(signal);
      return true;
  }
  VM_UNREACHABLE();
}

void SignalThread::run(VmContext& vm) {
  for (bool first = true;;) {
    int signal = next();
    if (ending_.load()) return;
    if (signal == 0 || signal == SIGRTMIN || used_otherwise(vm, signal)) continue;
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
