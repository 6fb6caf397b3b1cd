// Functions that natives stand for: OTP's modules give such a function a body that is only
// erlang:nif_error(...), and call it as any other. Here the body becomes a call of the native, by the
// function's own name (which calls from outside do not come to: CodeServer::link_exports).
#pragma once

#include "loader/load.h"

namespace linac {

// Before validation. A body that has more than a nif_error in it stays as it is.
void call_local_natives(const LiteralSource& natives, Module& module);

}  // namespace linac
