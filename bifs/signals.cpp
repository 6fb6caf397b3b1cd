// os:set_signal/2, and what linac_kernel needs to tell a program of signals.
#include <csignal>
#include <string_view>

#include "bifs/machine.h"
#include "bifs/support.h"
#include "runtime/sched/poller.h"
#include "runtime/sched/signal_control.h"

namespace linac {
namespace {

struct SignalName {
  std::string_view name;
  int number;
};
constexpr SignalName kSignals[] = {
    {"sighup", SIGHUP},   {"sigquit", SIGQUIT}, {"sigabrt", SIGABRT}, {"sigalrm", SIGALRM},
    {"sigterm", SIGTERM}, {"sigusr1", SIGUSR1}, {"sigusr2", SIGUSR2}, {"sigchld", SIGCHLD},
    {"sigstop", SIGSTOP}, {"sigtstp", SIGTSTP}, {"sigcont", SIGCONT}, {"sigwinch", SIGWINCH}};

std::string_view atom_text(NativeCall& call, uint32_t argument) {
  if (!call[argument].is_atom()) return "";
  return peek(call,
              [&](const NoGc& no_gc) { return call.atoms().text(call[argument].get(no_gc)); });
}

}  // namespace

// set_signal(Signal, default | handle | ignore). Children that were ignored could not be waited for.
NativeResult os_set_signal_2(NativeCall& call) {
  std::string_view option = atom_text(call, 1);
  SignalUse use = option == "default"  ? SignalUse::kDefault
                  : option == "handle" ? SignalUse::kTell
                  : option == "ignore" ? SignalUse::kIgnore
                                       : SignalUse::kOwn;
  if (use == SignalUse::kOwn) return call.badarg_because(atoms::kBadopt);
  std::string_view name = atom_text(call, 0);
  for (const SignalName& signal : kSignals) {
    if (signal.name != name) continue;
    SignalControl* control = call.vm().poller->signal_control();
    if (!control) return call.error(*call.vm().atoms->intern("notsup"));
    if (!may_set_signals(call.process())) return call.error(*call.vm().atoms->intern("eperm"));
    bool children = signal.number == SIGCHLD && use == SignalUse::kIgnore;
    if (signal.number != SIGSTOP) control->use(signal.number, children ? SignalUse::kDefault : use);
    return call.value(atoms::kOk);
  }
  return call.badarg();
}

// From now on erl_signal_server hears of what its handler in OTP is about, but for what the program has set.
NativeResult linac_host_tell_signals_0(NativeCall& call) {
  SignalControl* control = call.vm().poller->signal_control();
  bool may = control && may_set_signals(call.process());
  for (int signal : {SIGTERM, SIGUSR1, SIGQUIT}) {
    if (may) control->tell_unless_used(signal);
  }
  return call.value(atoms::kOk);
}

// By its number; undefined: it has no name here.
NativeResult linac_host_signal_name_1(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term number = call[0].get(no_gc);
  for (const SignalName& signal : kSignals) {
    if (number == make_small(signal.number))
      return call.value(*call.vm().atoms->intern(signal.name));
  }
  return call.value(atoms::kUndefined);
}

}  // namespace linac
