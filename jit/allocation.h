// Where every value is at every position, and the code that this needs beside the nodes' own: moves,
// stores into slots, setting up the frame.
//
// Slots: a value that is in its slot somewhere is stored there once, at a place that dominates all
// of these and where it still is in a register; not in a deeper loop than its definition. From
// there on the slot is filled, whether the value is in a register as well or not.
//
// The frame: a block has it if something in it needs it (a call, a slot, a handler's region) or a
// predecessor has it. It is set up where an edge leads from a block without it to one with it, and
// values that were defined before are stored there.
#pragma once

#include <vector>

#include "jit/linear_scan.h"
#include "jit/moves.h"

namespace linac::jit {

enum class StorePlace : uint8_t {
  kNone,        // no slot
  kDefinition,  // it is defined in its slot
  kBehindDefinition,
  kBlockStart,  // of `block`
  kFrameEdges,  // wherever the frame is set up
};

struct Spill {
  StorePlace store = StorePlace::kNone;
  BlockId block = ir::kNoBlock;
  uint32_t slot = 0;
};

// What stands where an edge is, in this order.
struct EdgeCode {
  bool set_up_frame = false;
  std::vector<Move> stores;  // into slots; one after the other
  std::vector<Move> moves;   // at once
  bool empty() const { return !set_up_frame && stores.empty() && moves.empty(); }
};

struct PositionedMove {
  uint32_t position;  // before the node there
  Move move;
};

class Allocation {
 public:
  // `prepared` must outlive this.
  Allocation(const Prepared& prepared, const AllocationMode& mode);

  const Prepared& prepared;
  Pieces pieces;
  std::vector<Spill> spills;  // by value
  std::vector<bool> framed;   // by block
  uint32_t frame_words = 0;
  std::vector<EdgeCode>
      block_start;                  // by block: of its only incoming edge; of the entry: parameters
  std::vector<EdgeCode> block_end;  // by block: of its only outgoing edge
  // By block, behind the edge's code: kBlockStart, and kBehindDefinition of phis and parameters.
  std::vector<std::vector<ValueId>> stores_at_start;
  std::vector<PositionedMove> moves;  // ascending; those at one position happen at once

  bool failed() const { return pieces.failed; }
  Location at(ValueId v, uint32_t position) const { return place(pieces.piece_at(v, position)); }
  Location place(const Interval& piece) const {
    return piece.location.is_slot() ? slot(spills[piece.value].slot) : piece.location;
  }
  // An input that is no constant operand, where its user reads it.
  Location input(NodeId user, uint32_t index, uint32_t position) const {
    return at(prepared.input_value(user, index), position);
  }
  // kNowhere: nothing uses the result.
  Location result(NodeId node) const;
  // The slot that a node's result is stored to behind it, or kNowhere.
  Location store_behind(NodeId node) const;
  // Whether the slot of `v` holds it at a node of `block` at `position`, where `v` is live.
  bool slot_is_filled(ValueId v, BlockId block, uint32_t position) const;
  // Fixed slots that a handler may still read when the node has run or raised.
  const std::vector<bool>& fixed_slots_at(NodeId node) const;

 private:
  void assign_slots();
  void find_stores();
  bool find_store(ValueId v);
  void find_framed();
  void settle_stores();
  void add_edges();
  void add_edge(BlockId from, BlockId to);
  void add_moves();
  void add_params();
  void find_fixed_slots();
  void step_back(NodeId node, std::vector<bool>& live) const;

  std::vector<bool> needs_frame_;
  std::vector<std::vector<bool>> fixed_in_;  // by block
  std::vector<std::vector<bool>> fixed_at_;  // by node, of those that need it
  std::vector<bool> no_slots_;
};

}  // namespace linac::jit
