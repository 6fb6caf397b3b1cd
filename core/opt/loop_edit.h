// Changes to the blocks around loops.
#pragma once

#include "core/ir/loops.h"
#include "core/opt/ssa.h"

namespace linac::opt {

// The only predecessor of the loop's header that is not in the loop, with no other successor; made if
// there is none. A made one has phis for what its predecessors bring, and belongs to no loop of
// `loops`. Node and block numbers stay. `known`: how many blocks there were when `loops` was made.
ir::BlockId preheader(ir::Graph& graph, const ir::Loops& loops, uint32_t loop, size_t known);

// Which predecessors of the header are in the loop, as places in its preds.
std::vector<uint32_t> back_edges(const ir::Graph& graph, const ir::Loops& loops, uint32_t loop,
                                 size_t known);

}  // namespace linac::opt
