// What linac show tells about the compiler to machine code.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "jit/compiler.h"

namespace linac {

class Vm;

// The functions that cannot be compiled, a line each with the reason, and how many can.
std::string compilation_refusals(Vm& vm, jit::Compiler& compiler,
                                 const std::vector<FunctionEntry*>& functions);

// How long compiling each of them takes: a histogram, the passes' shares, the slowest ones.
std::string compile_times(Vm& vm, jit::Compiler& compiler,
                          const std::vector<FunctionEntry*>& functions);

// "cleanup, types, ...".
std::string pass_names();

}  // namespace linac
