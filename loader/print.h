// The checked ops of a function as text, with what validation found about each: what `linac show
// --as beam` prints. For people: nothing reads it back.
//
//     9  L4:                                     frame 1
//    10    gc_bif2 raise, live 1, erlang:'-'/2, x0, 1 -> x0     ; live 1
//
// The number is the instruction's, as in the loader's errors. `raise` stands for label 0. Types behind
// a register are the compiler's hints.
#pragma once

#include <string>

#include "core/term/atom.h"
#include "loader/module.h"

namespace linac {

// "module:name/arity".
std::string function_name(const Module& module, const Function& function, const AtomTable& atoms);

std::string print_function(const Module& module, const Function& function, const AtomTable& atoms);

// One op without its facts, as in the lines of print_function.
std::string print_op(const Module& module, const Op& op, const AtomTable& atoms);

}  // namespace linac
