#include <chrono>

#include "core/ir/order.h"
#include "core/ir/verify.h"
#include "core/opt/pass.h"

namespace linac::opt {

namespace {

bool split_edges(ir::Graph& graph, PassContext& context) {
  context.edges_split = true;
  return ir::split_critical_edges(graph);
}

constexpr Pass kPasses[] = {
    {"remove_unreachable",
     [](ir::Graph& graph, PassContext&) { return ir::remove_unreachable(graph); }},
    {"split_critical_edges", split_edges},
    {"cleanup", cleanup},
    {"inline", inline_calls},
    {"types", infer_types},
    {"fold", fold},
    {"cse", share_values},
    {"versions", version_loops},
    {"floats", raw_floats},
    {"checks", merge_checks},
    {"hoist", hoist},
    {"sink", sink_values},
    {"reserves", place_reserves},
};
static_assert(std::size(kPasses) <= kMaxPasses);

void run(std::string_view name, ir::Graph& graph, PassContext& context) {
  const Pass* pass = find_pass(name);
  VM_CHECK(pass != nullptr);
  run_pass(*pass, graph, context);
}

}  // namespace

std::span<const Pass> all_passes() { return kPasses; }

const Pass* find_pass(std::string_view name) {
  for (const Pass& pass : all_passes()) {
    if (pass.name == name) return &pass;
  }
  return nullptr;
}

bool run_pass(const Pass& pass, ir::Graph& graph, PassContext& context) {
  size_t number = static_cast<size_t>(&pass - kPasses);
  if ((context.switched_off >> number & 1) != 0) return false;
  using Clock = std::chrono::steady_clock;
  Clock::time_point start = Clock::now();
  bool changed = pass.run(graph, context);
  std::chrono::nanoseconds spent = Clock::now() - start;
  PassFigures& figures = context.figures[number];
  ++figures.runs;
  figures.changes += changed ? 1 : 0;
  figures.nanoseconds += static_cast<uint64_t>(spent.count());
#ifdef LINAC_SLOW_CHECKS
  ir::VerifyOptions options{context.edges_split, context.reserves_placed};
  if (Result<void> verified = ir::verify(graph, options); !verified.ok()) {
    check_failed(verified.error().message.c_str(), pass.name.data(), 0);
  }
#endif
  if (changed && context.dump != nullptr) context.dump(context.dump_user, pass.name, graph);
  return changed;
}

void optimise(ir::Graph& graph, PassContext& context) {
  auto settle = [&] {
    run("types", graph, context);
    run("fold", graph, context);
    run("cse", graph, context);
    run("cleanup", graph, context);
  };
  run("split_critical_edges", graph, context);
  run("cleanup", graph, context);
  run("inline", graph, context);
  run("cleanup", graph, context);
  settle();
  run("versions", graph, context);
  settle();
  run("floats", graph, context);
  settle();
  run("hoist", graph, context);
  run("sink", graph, context);
  run("checks", graph, context);
  run("cleanup", graph, context);
  run("reserves", graph, context);
}

}  // namespace linac::opt
