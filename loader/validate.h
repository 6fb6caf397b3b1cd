// Proves, before anything of a module runs, what the interpreter and the JIT rely on; sets its facts.
// docs/loader.md lists it. A module that fails is refused: an Error that names function and
// instruction.
#pragma once

#include <string_view>

#include "core/base/result.h"
#include "core/term/atom.h"
#include "loader/module.h"

namespace linac {

Result<void> validate(std::string_view file_name, const AtomTable& atoms, Module& module);

}  // namespace linac
