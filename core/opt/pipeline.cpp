#include "core/ir/order.h"
#include "core/opt/pass.h"

namespace linac::opt {

namespace {

constexpr Pass kPasses[] = {
    {"remove_unreachable",
     [](ir::Graph& graph, PassContext&) { return ir::remove_unreachable(graph); }},
    {"split_critical_edges",
     [](ir::Graph& graph, PassContext&) { return ir::split_critical_edges(graph); }},
};

}  // namespace

std::span<const Pass> all_passes() { return kPasses; }

const Pass* find_pass(std::string_view name) {
  for (const Pass& pass : all_passes()) {
    if (pass.name == name) return &pass;
  }
  return nullptr;
}

}  // namespace linac::opt
