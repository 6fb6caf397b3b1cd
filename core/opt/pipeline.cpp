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
    {"latches", merge_latches},
    {"thread", thread_jumps},
    {"scalars", scalar_tuples},
    {"versions", version_loops},
    {"floats", raw_floats},
    {"integers", raw_integers},
    {"ifs", convert_ifs},
    {"checks", merge_checks},
    {"hoist", hoist},
    {"sink", sink_values},
    {"reserves", place_reserves},
};
static_assert(std::size(kPasses) <= kMaxPasses);

bool run(std::string_view name, ir::Graph& graph, PassContext& context) {
  if (context.stopped) return false;
  const Pass* pass = find_pass(name);
  VM_CHECK(pass != nullptr);
  bool changed = run_pass(*pass, graph, context);
  context.stopped = graph.nodes.size() > context.max_nodes ||
                    (context.cancelled && context.cancelled->load(std::memory_order_relaxed));
  return changed;
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
  // No pass makes a critical edge and leaves it, so each edge has a place for what belongs to it.
  run("split_critical_edges", graph, context);
  run("cleanup", graph, context);
  // First, so that all that follows sees callers and callees together.
  if (run("inline", graph, context)) run("cleanup", graph, context);
  if (run("latches", graph, context)) run("cleanup", graph, context);
  settle();
  if (run("thread", graph, context)) settle();
  // Before versions: what was an element of a tuple is a phi of its own then.
  if (run("scalars", graph, context)) settle();
  if (run("versions", graph, context)) settle();
  // What is only needed behind a loop must not count as a use in it.
  run("sink", graph, context);
  if (run("floats", graph, context)) settle();
  if (run("integers", graph, context)) settle();
  if (run("ifs", graph, context)) settle();
  run("hoist", graph, context);
  run("sink", graph, context);
  // When no value moves any more: from here on only control keeps uses behind their checks.
  run("checks", graph, context);
  run("cleanup", graph, context);
  // Last: only now it is known what collects.
  run("reserves", graph, context);
}

}  // namespace linac::opt
