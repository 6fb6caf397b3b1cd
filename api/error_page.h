// What a user sees of an uncaught error: what failed, its values, and where.
#pragma once

#include <string>

#include "runtime/process/process.h"

namespace linac {

// The page for a process that has ended by an exception, in Gleam's terms where it is Gleam's.
std::string error_page(Process& process);
// One paragraph for a process that nobody waits for.
std::string crash_report(Process& process);

}  // namespace linac
