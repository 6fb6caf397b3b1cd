// Functions that a module wants run before anything else of it (-on_load). A module that has one is
// loaded but not there until the function has returned ok: its exports are not linked. The first
// process that calls one of them starts the function, in a process of its own, and waits, as do all
// that call meanwhile. Afterwards they find the functions, or, when it failed, undef.
//
// A function that failed is not run again: the module stays unusable (docs/differences.md).
#pragma once

#include "runtime/code/code_server.h"
#include "runtime/process/process.h"

namespace linac {

enum class OnLoadAnswer : uint8_t {
  kUsable,  // there is none, or it has returned ok
  kWait,    // it runs: the process is among those that are woken when it ends
  kFailed,  // or the process is the one that runs it, which would wait for itself
};

OnLoadAnswer await_on_load(Process& process, ModuleInstance& instance);

// For every process that ends, when its outcome is known and before it is removed. False: it ran no
// such function. Otherwise what went wrong has been reported.
bool on_load_ended(VmContext& vm, const Process& process);

}  // namespace linac
