// What linac show tells about the compiler to machine code.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "jit/compiler.h"

namespace linac {

class Vm;

// Whether each of them can be compiled, with the reason if not, and how many can.
std::string compilation_answers(Vm& vm, jit::Compiler& compiler,
                                const std::vector<FunctionEntry*>& functions);

// How long compiling each of them takes: a histogram, by size, the passes' shares, the slowest.
std::string compile_times(Vm& vm, jit::Compiler& compiler,
                          const std::vector<FunctionEntry*>& functions);

// "cleanup, types, ...".
std::string pass_names();

}  // namespace linac
