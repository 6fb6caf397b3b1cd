// The threaded code of a function as text, each instruction under the ops that it was made of: what
// `linac show --as code` prints. Operands are shown as bytecode.def describes them; where that only
// says what a word holds, the word stands there.
#pragma once

#include <string>

#include "runtime/code/entries.h"

namespace linac {

struct VmContext;

// Makes the code anew; what calls of the function run is not touched.
std::string print_threaded(VmContext& vm, FunctionEntry& entry);

}  // namespace linac
