// What a graph's targets and positions are, in the Vm that it was made for.
#pragma once

#include <vector>

#include "core/ir/graph.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/snippet.h"

namespace linac::jit {

struct Linkage {
  VmContext* vm = nullptr;
  std::vector<Snippet>* snippets = nullptr;  // to live as long as the code
  FunctionEntry* own = nullptr;              // what is compiled
  std::vector<ModuleInstance*> units;        // by Target::unit and Position::unit; 0: of `own`

  FunctionEntry& function(ir::Target target) const {
    return *units[target.unit]->functions[target.index];
  }
  ExportEntry& import(ir::Target target) const {
    return *units[target.unit]->imports[target.index];
  }
  FunEntry& lambda(ir::Target target) const { return *units[target.unit]->lambdas[target.index]; }
  // Threaded code of an op; made anew each time, and kept in `snippets`.
  const Word* snippet(ir::Target target) const {
    snippets->push_back(make_snippet(*vm, *units[target.unit], target.index));
    return snippets->back().code.get();
  }
};

}  // namespace linac::jit
