// Every loop of a function goes through a call, a wait, or the next message of a receive: there a
// process can be stopped. Compilers make no other loops; one that is found is refused, since it
// would keep its scheduler for ever.
#pragma once

#include <optional>

#include "loader/module.h"

namespace linac {

// An op that closes a loop without such a place, of a function whose facts are set.
std::optional<uint32_t> find_endless_loop(const Module& module, const Function& function);

}  // namespace linac
