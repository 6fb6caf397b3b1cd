// The operating system's signals to the whole process, as programs set what becomes of them (os:set_signal/2).
#pragma once

namespace linac {

enum class SignalUse : unsigned char {
  kOwn,      // what Linac does by itself (cli/signals.h)
  kDefault,  // what the system does
  kIgnore,
  kTell,  // init tells the process erl_signal_server
};

class SignalControl {
 public:
  virtual ~SignalControl() = default;
  // Threads: any.
  virtual void use(int signal, SignalUse use) = 0;
  // kTell, where nobody has called use() for it.
  virtual void tell_unless_used(int signal) = 0;
};

}  // namespace linac
