// Capabilities, limits, the hook and events: what of the host's options the machine below takes.
#pragma once

#include "api/program.h"
#include "linac/vm.h"

namespace linac::embed {

// An error: a path or a command that cannot be granted.
v0::Result<linac::Capabilities> read_capabilities(const v0::Capabilities& granted);
linac::ProcessLimits read_limits(const v0::ProcessLimits& limits);
void set_limits(linac::VmOptions& machine, const v0::VmLimits& all, const v0::ProcessLimits& each);

// Before any process runs.
void set_hook(linac::Vm& vm, const v0::SliceHook& hook);
void set_events(linac::Vm& vm, const v0::EventHandler& handler, uint32_t events);

// What waits gets when the Vm was stopped by a limit; nothing: it was not.
std::optional<v0::Error> limit_error(const VmContext& vm);
// The limit that has ended a process, as one line; empty: none has.
std::string process_limit_text(const linac::Process& process);

}  // namespace linac::embed
