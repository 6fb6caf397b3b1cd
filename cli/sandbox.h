// The options that say what a program may do and use: --allow-*, --deny-*, --sandbox, --max-*, --timeout
// (docs/sandbox.md). Until the first of the first three a program may do everything; then only what is
// granted.
#pragma once

#include "cli/options.h"

namespace linac {

// Reads the option here and goes on behind it. False: it is none of these.
Result<bool> read_sandbox_option(OptionWords& words, VmSettings& settings);

// What a sandbox has that was given no limits: a program that means harm does none by memory.
void set_default_limits(VmSettings& settings);

// One line on stderr for what is refused, each thing once: what it was, and how it is allowed. And the
// end of the process when a Vm does not stop at its time's end. Before the program runs.
void tell_user(Vm& vm, const VmSettings& settings);

// "10k", "4m": bytes. "250ms", "1.5", "2m": nanoseconds.
Result<uint64_t> read_size(const std::string& option, std::string text);
Result<uint64_t> read_duration(const std::string& option, const std::string& text);

}  // namespace linac
