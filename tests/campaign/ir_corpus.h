// The IR of whole libraries.
#pragma once

#include <string>
#include <vector>

namespace linac {

class ModuleInstance;
class Vm;

// Builds and checks the IR of every function; the number of failures.
int ir_check(Vm& vm, ModuleInstance& instance);
// The same of these .beam files; tells what was refused and how long
// building took.
int ir_corpus(const std::vector<std::string>& files);
// Prints that of the functions of a name (or of all, if it is empty).
int ir_print(const std::string& file, const std::string& name);

}  // namespace linac
