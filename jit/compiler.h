// The compiler of a Vm: from a function's checked ops to published machine code.
//
//   loader/ir_build -> core/opt -> allocation -> emission -> code memory
//
// Threads: any, several at a time. A compilation holds nothing that another can see until it puts its
// code into code memory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/opt/pass.h"
#include "jit/gdb_jit.h"
#include "jit/generate.h"
#include "runtime/code/native_compiler.h"

namespace linac::jit {

struct CompilerOptions {
  AllocationMode allocation;      // for tests; a seed is mixed with the function's number
  bool check_allocation = false;  // by running it: in debug builds always
  bool perf_map = false;          // names go to /tmp/perf-PID.map
  bool gdb = false;               // and to gdb
  uint32_t max_ops = 20'000;      // of a function in its module
  uint32_t max_nodes = 60'000;    // of its graph behind the passes
};

class Compiler final : public NativeCompiler {
 public:
  Compiler(VmContext& vm, const CompilerOptions& options = {}) : vm_(vm), options_(options) {
    if (options.gdb) gdb_.emplace();
  }

  Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits& limits) override;

  // What compile() makes of it, as text; nothing is published.
  enum class Form : uint8_t { kBuiltIr, kIr, kAssembly };
  Result<std::string> show(FunctionEntry& entry, Form form);
  // The IR after each time that the pass of this name changed it; "all": that any pass did.
  Result<std::string> show_pass(FunctionEntry& entry, std::string_view pass);

  // What compiling it takes; nothing is published.
  struct Figures {
    uint64_t build_ns = 0, passes_ns = 0, generate_ns = 0;
    uint32_t nodes = 0;                                      // of the graph behind the passes
    size_t bytes = 0;                                        // of machine code
    std::array<opt::PassFigures, opt::kMaxPasses> passes{};  // as opt::all_passes()

    uint64_t total_ns() const { return build_ns + passes_ns + generate_ns; }
  };
  Result<Figures> measure(FunctionEntry& entry);

 private:
  Result<Graph> build(FunctionEntry& entry);
  // Sets context.stopped if not all passes have run.
  void optimise(FunctionEntry& entry, Graph& graph, opt::PassContext& context);
  // Why no code is made of the graph behind the passes.
  Result<void> accept(const Graph& graph) const;
  Result<Graph> build_and_optimise(FunctionEntry& entry);
  std::string name(const FunctionEntry& entry) const;
  // `snippets` gets the threaded code that the code refers to.
  Result<EmittedCode> emit(const Graph& graph, FunctionEntry& entry, std::vector<Snippet>& snippets,
                           std::string* listing = nullptr);
  // For tools outside.
  void tell_names(const NativeCode& code);

  VmContext& vm_;
  const CompilerOptions options_;
  std::optional<GdbSymbols> gdb_;
};

}  // namespace linac::jit
