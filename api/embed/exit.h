// The end of a process as the host is told it.
#pragma once

#include "linac/vm.h"
#include "runtime/process/process.h"

namespace linac::embed {

// By the scheduler that has the process in hand.
v0::Exit describe_exit(const Process& process);

// One line: `error: {badmatch,1}`; of a Gleam error its kind and message.
std::string describe_exception(const v0::Exception& exception);

}  // namespace linac::embed
