// What a pass is: a function that changes a graph and has a name, by which switches, dumps and the
// goldens in tests/ir know it.
#pragma once

#include <span>
#include <string_view>

#include "core/ir/graph.h"

namespace linac::opt {

// What passes know besides the graph: of one compilation, filled by whoever starts it. Everything in
// it may be missing, and is in goldens.
struct PassContext {};

struct Pass {
  std::string_view name;                                // lower_snake
  bool (*run)(ir::Graph& graph, PassContext& context);  // whether it changed the graph
};

// Every pass there is, each name once (core/opt/pipeline.cpp).
std::span<const Pass> all_passes();
// Null if there is none of that name.
const Pass* find_pass(std::string_view name);

}  // namespace linac::opt
