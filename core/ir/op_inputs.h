// What an op takes, and the heap words that building takes.
#pragma once

#include <string_view>

#include "core/ir/graph.h"

namespace linac::ir {

// As inputs.def says.
std::string_view op_inputs(Op op);

// Words that a node with kAllocates takes of those reserved; 0 of others.
uint64_t heap_words(const Graph& graph, NodeId id);

}  // namespace linac::ir
