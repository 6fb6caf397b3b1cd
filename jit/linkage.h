// What a graph's targets and positions are, in the Vm that it was made for.
#pragma once

#include <vector>

#include "core/ir/graph.h"
#include "runtime/code/code_server.h"

namespace linac::jit {

struct Linkage {
  FunctionEntry* own = nullptr;               // what is compiled
  std::vector<const ModuleInstance*> units;   // by Target::unit and Position::unit; 0: of `own`

  FunctionEntry& function(ir::Target target) const {
    return *units[target.unit]->functions[target.index];
  }
  ExportEntry& import(ir::Target target) const { return *units[target.unit]->imports[target.index]; }
  FunEntry& lambda(ir::Target target) const { return *units[target.unit]->lambdas[target.index]; }
};

}  // namespace linac::jit
