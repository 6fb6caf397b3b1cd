#include "jit/compiler.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "jit/environment.h"
#include "loader/ir_build.h"
#include "loader/ir_types.h"
#include "runtime/code/tier.h"
#include "runtime/interp/lower.h"
#include "runtime/process/context.h"

namespace linac::jit {
namespace {

#ifdef LINAC_SLOW_CHECKS
constexpr bool kAlwaysCheck = true;
#else
constexpr bool kAlwaysCheck = false;
#endif

// Leaving emitted code for single ops and coming back costs more than interpreting the whole function
// does where this is a good part of its work. Cold blocks are no work.
bool is_mostly_interpreted(const Graph& graph) {
  constexpr size_t kWorthOf = 16;  // nodes that one such op costs as much as
  size_t nodes = 0, interpreted = 0;
  for (const ir::Block& block : graph.blocks) {
    if (block.dead || block.cold) continue;
    nodes += block.nodes.size();
    for (ir::NodeId id : block.nodes) interpreted += graph.node(id).op == ir::Op::kInterpret;
  }
  return interpreted * kWorthOf >= nodes && interpreted != 0;
}

}  // namespace

std::string Compiler::name(const FunctionEntry& entry) const {
  const AtomTable& atoms = *vm_.atoms;
  return std::string(atoms.text(entry.module->module->name)) + ":" +
         std::string(atoms.text(entry.name)) + "/" + std::to_string(entry.arity);
}

Result<Graph> Compiler::build(FunctionEntry& entry) {
  std::vector<uint8_t> imports = import_flags(vm_, *entry.module);
  IrBuildOptions build_options;
  build_options.imports = imports;
  build_options.max_ops = options_.max_ops;
  IrBuild built = build_ir(*entry.module->module, entry.index, build_options);
  if (!built.graph) return Error{std::string(refusal_text(built.refusal))};
  built.graph->name = name(entry);
  return std::move(*built.graph);
}

void Compiler::optimise(FunctionEntry& entry, Graph& graph, opt::PassContext& context) {
  ModuleEnvironment environment(vm_, *entry.module);
  context.environment = &environment;
  context.function = {0, entry.index};
  context.max_nodes = std::min(context.max_nodes, options_.max_nodes);
  const Module& module = *entry.module->module;
  std::vector<opt::Type> params = argument_types(module, module.functions[entry.index]);
  context.params = params;
  opt::optimise(graph, context);
  context.environment = nullptr;
  context.params = {};
}

Result<void> Compiler::accept(const Graph& graph) const {
  if (graph.nodes.size() > options_.max_nodes) return Error{"it is too large"};
  if (vm_.tier->mode() != JitMode::kForce && is_mostly_interpreted(graph)) {
    return Error{"most of its work is instructions that only the interpreter executes"};
  }
  return {};
}

Result<Graph> Compiler::build_and_optimise(FunctionEntry& entry) {
  Result<Graph> graph = build(entry);
  if (!graph) return graph.error();
  opt::PassContext context;
  optimise(entry, *graph, context);
  if (context.stopped) return Error{"it is too large"};
  return graph;
}

Result<EmittedCode> Compiler::emit(const Graph& graph, FunctionEntry& entry,
                                   std::vector<Snippet>& snippets, std::string* listing) {
  GenerateOptions options;
  options.allocation = options_.allocation;
  if (options.allocation.seed != 0) options.allocation.seed += entry.id * 0x9E3779B97F4A7C15u;
  options.check = kAlwaysCheck || options_.check_allocation;
  options.emit.listing = listing;
  options.emit.atoms = vm_.atoms;
  return generate(graph, Linkage{&vm_, &snippets, &entry, {entry.module}}, options);
}

Result<CompileAnswer> Compiler::compile(FunctionEntry& entry, const CompileLimits& limits) {
  // A graph has about as many nodes as there are ops, or more.
  const Module& module = *entry.module->module;
  if (module.functions[entry.index].op_count > limits.max_nodes) return CompileAnswer::kTooLong;
  Result<Graph> graph = build(entry);
  if (!graph) return graph.error();
  opt::PassContext context;
  context.max_nodes = limits.max_nodes;
  context.cancelled = limits.cancelled;
  optimise(entry, *graph, context);
  if (limits.cancelled && limits.cancelled->load(std::memory_order_relaxed)) {
    return CompileAnswer::kCancelled;
  }
  bool is_too_large = graph->nodes.size() > options_.max_nodes;
  if (context.stopped && !is_too_large) return CompileAnswer::kTooLong;
  VM_TRY(accept(*graph));
  std::vector<Snippet> snippets;
  Result<EmittedCode> code = emit(*graph, entry, snippets);
  if (!code) return code.error();
  auto placed = place(std::move(*code), entry, *vm_.code_memory);
  if (!placed) return placed.error();
  for (Snippet& snippet : snippets) (*placed)->snippets.push_back(std::move(snippet.code));
  tell_names(**placed);
  vm_.code->publish_native(std::move(*placed));
  return CompileAnswer::kPublished;
}

Result<std::string> Compiler::show(FunctionEntry& entry, Form form) {
  Result<Graph> graph = form == Form::kBuiltIr ? build(entry) : build_and_optimise(entry);
  if (!graph) return graph.error();
  if (form != Form::kAssembly) {
    ir::TextOptions text;
    text.show_literals = true;
    return ir::print(*graph, *vm_.atoms, text);
  }
  std::string listing;
  std::vector<Snippet> snippets;
  Result<EmittedCode> code = emit(*graph, entry, snippets, &listing);
  if (!code) return code.error();
  return listing;
}

Result<std::string> Compiler::show_pass(FunctionEntry& entry, std::string_view pass) {
  Result<Graph> graph = build(entry);
  if (!graph) return graph.error();
  struct Wanted {
    std::string_view pass;
    const AtomTable& atoms;
    std::string text;
  } wanted{pass, *vm_.atoms, {}};
  opt::PassContext context;
  context.dump_user = &wanted;
  context.dump = [](void* user, std::string_view name, const Graph& now) {
    auto& to = *static_cast<Wanted*>(user);
    if (to.pass != "all" && to.pass != name) return;
    ir::TextOptions text;
    text.show_literals = true;
    to.text += "; after " + std::string(name) + "\n" + ir::print(now, to.atoms, text) + "\n";
  };
  optimise(entry, *graph, context);
  if (wanted.text.empty()) return "; " + std::string(pass) + " changed nothing\n";
  return std::move(wanted.text);
}

Result<Compiler::Figures> Compiler::measure(FunctionEntry& entry) {
  using Clock = std::chrono::steady_clock;
  auto since = [](Clock::time_point start) {
    return static_cast<uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count());
  };
  Figures figures;
  Clock::time_point start = Clock::now();
  Result<Graph> graph = build(entry);
  if (!graph) return graph.error();
  figures.build_ns = since(start);
  opt::PassContext context;
  start = Clock::now();
  optimise(entry, *graph, context);
  VM_TRY(accept(*graph));
  figures.passes_ns = since(start);
  start = Clock::now();
  std::vector<Snippet> snippets;
  Result<EmittedCode> code = emit(*graph, entry, snippets);
  if (!code) return code.error();
  figures.generate_ns = since(start);
  figures.nodes = static_cast<uint32_t>(graph->nodes.size());
  figures.bytes = code->bytes.size();
  figures.passes = context.figures;
  return figures;
}

void Compiler::tell_names(const NativeCode& code) {
  if (gdb_) gdb_->add(code.begin, code.bytes, name(*code.entry));
  if (!options_.perf_map) return;
  std::string path = "/tmp/perf-" + std::to_string(getpid()) + ".map";
  std::FILE* file = std::fopen(path.c_str(), "a");
  if (!file) return;
  std::fprintf(file, "%lx %x %s\n", reinterpret_cast<unsigned long>(code.begin), code.bytes,
               name(*code.entry).c_str());
  std::fclose(file);
}

}  // namespace linac::jit
