// Processes that Linac starts for a program: `user`, which serves the I/O protocol for stdin and
// stdout and is everybody's group leader, `standard_error`, `init`, `file_server_2`, and servers
// of kernel. They are written in Erlang (library/erlang), and wait from the beginning: until somebody
// sends to one of them, it costs its entry in the process table and no module is loaded.
#pragma once

#include "runtime/process/context.h"

namespace linac {

// Before any code runs, once. Nothing happens when the library has no modules of Linac's own.
void start_services(VmContext& vm);

}  // namespace linac
