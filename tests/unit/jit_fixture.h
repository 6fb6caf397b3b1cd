// Functions of data/jit_host.erl replaced by compiled graphs, and a Vm that runs them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/ir/graph.h"
#include "jit/generate.h"
#include "runtime/vm/vm.h"

namespace linac::testing {

struct JitMode {
  jit::AllocationMode allocation;
  uint32_t gc_stress = 0;
  std::string text() const;
};
// Plain, few registers, random order; with and without collecting at every chance.
std::vector<JitMode> all_jit_modes();

class JitWorld {
 public:
  explicit JitWorld(const JitMode& mode = {});

  Vm& vm() { return vm_; }
  FunctionEntry& function(std::string_view name, uint32_t arity);
  ModuleInstance& module() { return *module_; }

  // A graph as the passes leave it, but for critical edges. Empty, or why there is no code.
  std::string compile(FunctionEntry& entry, ir::Graph graph);
  // Its text without the head. `import M:F/A`, `function F/A` in parentheses stand for targets.
  std::string compile(std::string_view name, uint32_t arity, std::string_view blocks,
                      uint32_t slots = 0);
  // Assembly of the last one.
  const std::string& listing() const { return listing_; }

  // Integers, floats, atoms, lists and tuples as Erlang writes them.
  Term term(std::string_view text);
  // jit_host:NAME(arguments): the term, or "CLASS REASON".
  std::string run(std::string_view name, const std::vector<Term>& arguments);
  std::string run(std::string_view name, std::initializer_list<std::string_view> arguments);

 private:
  std::string with_targets(std::string_view text);
  Term read_term(std::string_view& text);

  const JitMode mode_;
  Vm vm_;
  ModuleInstance* module_;
  std::vector<Word> words_;
  TermSpace space_;
  std::vector<Snippet> snippets_;
  std::string listing_;
};

}  // namespace linac::testing
