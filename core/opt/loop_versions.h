// A loop in two versions: what may be assumed in the first one is tested before it and at the end of
// each of its turns; where a test fails, the copy goes on, with the same values at the same place.
#pragma once

#include "core/opt/loop_edit.h"

namespace linac::opt {

// What the first version wants of a value: that a test of one term holds, and of small integers that
// they are in [least, bound).
struct Wanted {
  ir::NodeId value;
  ir::Op test;
  uint64_t imm = 0;
  int64_t least = 0;
  int64_t bound = 0;  // 0: any

  bool operator==(const Wanted&) const = default;
};

class LoopVersions {
 public:
  // Loops are those of the graph as it is now. Make the versions of a later one (in their order)
  // first, and of one only once.
  LoopVersions(ir::Graph& graph, const ir::Loops& loops)
      : graph_(graph), loops_(loops), known_(graph.blocks.size()) {}

  // `values` are from before the loop, `phis` of its header: they are tested with what they begin
  // with and with what each turn brings. The loop's own blocks become the first version, the copy is
  // cold. Leaves critical edges. Returns the block before the first version.
  ir::BlockId make(uint32_t loop, std::vector<Wanted> values, std::span<const Wanted> phis);

 private:
  ir::BlockId choose_way(ir::BlockId from, std::vector<Wanted> values, bool one_by_one);
  ir::BlockId leave_if_not(ir::BlockId from, ir::NodeId condition);
  ir::NodeId insert(ir::BlockId block, ir::Op op, std::initializer_list<ir::NodeId> inputs,
                    uint64_t imm = 0);
  void repair(std::span<const ir::BlockId> blocks);

  ir::Graph& graph_;
  const ir::Loops& loops_;
  const size_t known_;  // blocks that loops_ knows
  // Of the loop that is copied:
  ir::BlockId header_ = ir::kNoBlock;
  BlockCopies copies_;
};

}  // namespace linac::opt
