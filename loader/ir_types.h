// What validation has proved of a function's arguments, as the optimiser's types.
#pragma once

#include <vector>

#include "core/opt/type.h"
#include "loader/module.h"

namespace linac {

opt::Type type_of(const Value& value);
// One an argument: of all calls of the function.
std::vector<opt::Type> argument_types(const Module& module, const Function& function);

}  // namespace linac
