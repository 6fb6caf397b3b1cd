// Where values from before are gone (S4). A raise leaves nothing in registers, so a value must not be
// needed behind a handler's block that was entered since it was made.
#pragma once

#include <vector>

#include "core/ir/dominators.h"

namespace linac::opt {

class Walls {
 public:
  Walls(const ir::Graph& graph, const ir::Order& order, const ir::Dominators& dominators);

  // Whether some way from the block's parent in the dominator tree to it passes a handler's block, or
  // ends in one: then values of the parent, and of what dominates that, are not there.
  bool before(ir::BlockId block) const { return !wall_.empty() && wall_[block]; }
  // Whether a value made in `from`, which dominates `to`, may be used in `to`.
  bool between(ir::BlockId from, ir::BlockId to) const;
  bool any() const { return !wall_.empty(); }

 private:
  bool find(const ir::Graph& graph, ir::BlockId block) const;

  const ir::Dominators& dominators_;
  std::vector<bool> wall_;  // empty if there are no handlers
};

}  // namespace linac::opt
