// Checks a graph against its invariants (graph.h, docs/ir.md). Near-linear; run after every pass in
// debug builds. It takes any graph whose vectors are what they seem: wrong numbers, lists that
// disagree and loops without an entry are found, not followed.
#pragma once

#include "core/base/result.h"
#include "core/ir/graph.h"

namespace linac::ir {

// What holds from some pass on.
struct VerifyOptions {
  bool edges_split = false;      // split_critical_edges has run
  bool reserves_placed = false;  // S6
};

// The first thing found, as "S2: v7 = add in b3: ...".
Result<void> verify(const Graph& graph, VerifyOptions options = {});

}  // namespace linac::ir
