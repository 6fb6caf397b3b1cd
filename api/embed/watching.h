// Capabilities, limits, the hook and events: what of the host's options the machine below takes.
#pragma once

#include <atomic>
#include <exception>

#include "api/program.h"
#include "linac/vm.h"
#include "runtime/process/output.h"

namespace linac::embed {

// Calls a function of the host's that a VM's thread is in: what it throws goes no further. The first time it is
// told on `errors`. False: it has thrown.
class HostCallback {
 public:
  // `errors` null: nowhere. `what`: "output", as the message has it.
  HostCallback(const char* what, OutputDevice* errors) : what_(what), errors_(errors) {}

  template <class Call>
  bool operator()(Call call) noexcept {
    try {
      call();
      return true;
    } catch (const std::exception& thrown) {
      tell(thrown.what());
    } catch (...) {
      tell("an exception that is no std::exception");
    }
    return false;
  }

 private:
  void tell(const char* text) noexcept;

  const char* const what_;
  OutputDevice* const errors_;
  std::atomic<bool> has_told_{false};
};

// An error: a path or a command that cannot be granted.
v0::Result<linac::Capabilities> read_capabilities(const v0::Capabilities& granted);
linac::ProcessLimits read_limits(const v0::ProcessLimits& limits);
void set_limits(linac::VmOptions& machine, const v0::VmLimits& all, const v0::ProcessLimits& each);

// Before any process runs, or anything is printed.
void set_output(VmContext& vm, const v0::VmOptions& options);
void set_hook(linac::Vm& vm, const v0::SliceHook& hook);
void set_events(linac::Vm& vm, const v0::EventHandler& handler, uint32_t events);

// What waits gets when the Vm was stopped by a limit; nothing: it was not.
std::optional<v0::Error> limit_error(const VmContext& vm);
// The limit that has ended a process, as one line; empty: none has.
std::string process_limit_text(const linac::Process& process);

}  // namespace linac::embed
