// A program that a command runs, from the VM's start to the process's status.
#pragma once

#include <functional>

#include "cli/options.h"

namespace linac {

// Makes the program's VM, lets `body` find and call what is to run, and prints what came of it.
// Gives the status.
int run_session(VmSettings& settings, const std::vector<std::string>& arguments,
                const std::function<Result<Outcome>(Program&)>& body);

}  // namespace linac
