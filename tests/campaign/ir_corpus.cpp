#include "tests/campaign/ir_corpus.h"

#include <chrono>
#include <cstdio>
#include <map>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/ir/text.h"
#include "core/ir/verify.h"
#include "loader/ir_build.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/interp/snippet.h"
#include "runtime/vm/vm.h"

namespace linac {
namespace {

using Clock = std::chrono::steady_clock;

struct Figures {
  size_t files = 0, functions = 0, ops = 0, nodes = 0, interpreted = 0, phis = 0;
  size_t snippet_words = 0;
  std::map<std::string, size_t> refused, interpreted_ops;
  double seconds = 0;
  int failures = 0;
};

std::string name_of(Vm& vm, const Module& module, const Function& function) {
  return std::string(vm.atoms().text(module.name)) + ":" +
         std::string(vm.atoms().text(function.name)) + "/" + std::to_string(function.arity);
}

void count_nodes(const Module& module, const ir::Graph& graph, Figures& figures) {
  for (const ir::Node& node : graph.nodes) {
    if (node.op == ir::Op::kInterpret) {
      const Op& op = module.ops[ir::unpack_target(node.imm).index];
      figures.interpreted_ops[std::string(opcode_info(op.opcode).name)]++;
    }
    figures.nodes += node.op != ir::Op::kNone;
    figures.phis += node.op == ir::Op::kPhi;
    figures.interpreted += node.op == ir::Op::kInterpret;
  }
}

// Every op that the graph leaves to the interpreter has threaded code.
void make_snippets(Vm& vm, ModuleInstance& instance, const ir::Graph& graph, Figures& figures) {
  for (const ir::Node& node : graph.nodes) {
    if (node.op != ir::Op::kInterpret) continue;
    Snippet snippet = make_snippet(vm.context(), instance, ir::unpack_target(node.imm).index);
    figures.snippet_words += snippet.words;
  }
}

void build_all(Vm& vm, ModuleInstance& instance, Figures& figures) {
  const Module& module = *instance.module;
  std::vector<uint8_t> flags = import_flags(vm.context(), instance);
  IrBuildOptions options;
  options.imports = flags;
  for (uint32_t i = 0; i < module.functions.size(); i++) {
    Clock::time_point start = Clock::now();
    IrBuild built = build_ir(module, i, options);
    figures.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    figures.functions++;
    figures.ops += module.functions[i].op_count;
    if (!built.graph) {
      figures.refused[std::string(refusal_text(built.refusal))]++;
      continue;
    }
    built.graph->name = name_of(vm, module, module.functions[i]);
    count_nodes(module, *built.graph, figures);
    make_snippets(vm, instance, *built.graph, figures);
    if (auto checked = ir::verify(*built.graph); !checked) {
      std::fprintf(stderr, "FAILED: %s: %s\n", built.graph->name.c_str(),
                   checked.error().message.c_str());
      figures.failures++;
    }
  }
}

}  // namespace

int ir_check(Vm& vm, ModuleInstance& instance) {
  Figures figures;
  build_all(vm, instance, figures);
  return figures.failures;
}

int ir_corpus(const std::vector<std::string>& files) {
  Figures figures;
  size_t bytes_read = 0;
  for (const std::string& file : files) {
    Vm vm(VmOptions{}, install_natives);
    auto bytes = read_file(file);
    if (!bytes) continue;
    auto loaded = vm.code().load(*bytes, file);
    if (!loaded) continue;
    figures.files++;
    bytes_read += bytes->size();
    build_all(vm, **loaded, figures);
  }
  std::printf(
      "%zu files, %zu functions, %zu ops, %zu nodes (%zu phis, %zu interpreted), %.3f s: "
      "%.0f ns an op, %.1f MB of files a second\n",
      figures.files, figures.functions, figures.ops, figures.nodes, figures.phis,
      figures.interpreted, figures.seconds,
      figures.seconds * 1e9 / static_cast<double>(figures.ops),
      static_cast<double>(bytes_read) / 1e6 / figures.seconds);
  for (const auto& [name, count] : figures.interpreted_ops) {
    std::printf("%zu interpreted: %s\n", count, name.c_str());
  }
  for (const auto& [reason, count] : figures.refused) {
    std::printf("%zu refused: %s\n", count, reason.c_str());
  }
  if (figures.files == 0) std::fprintf(stderr, "FAILED: no .beam file below the paths given\n");
  return figures.failures + (figures.files == 0);
}

int ir_print(const std::string& file, const std::string& name) {
  Vm vm(VmOptions{}, install_natives);
  auto bytes = read_file(file);
  if (!bytes) return 1;
  auto loaded = vm.code().load(*bytes, file);
  if (!loaded) {
    std::fprintf(stderr, "%s\n", loaded.error().message.c_str());
    return 1;
  }
  const Module& module = *(*loaded)->module;
  std::vector<uint8_t> flags = import_flags(vm.context(), **loaded);
  IrBuildOptions options;
  options.imports = flags;
  for (uint32_t i = 0; i < module.functions.size(); i++) {
    if (!name.empty() && vm.atoms().text(module.functions[i].name) != name) continue;
    IrBuild built = build_ir(module, i, options);
    if (!built.graph) {
      std::printf("%s: %s\n", name_of(vm, module, module.functions[i]).c_str(),
                  std::string(refusal_text(built.refusal)).c_str());
      continue;
    }
    built.graph->name = name_of(vm, module, module.functions[i]);
    std::printf("%s\n", ir::print(*built.graph, vm.atoms(), {.renumber = true}).c_str());
  }
  return 0;
}

}  // namespace linac
