// Register allocation: linear scan over intervals with holes and splitting, on SSA form (after
// Wimmer and Franz, "Linear Scan Register Allocation on SSA Form", 2010). Result: pieces of
// intervals, each with a register or in its value's slot. Nothing is moved or stored here; that is
// jit/frame.h's and jit/resolve.h's.
//
// All registers are taken at a call, so a value that lives across one is in its slot there: it is
// split behind its last use before the call and goes on in a register before its next use that wants
// one. Going from a register to the slot costs nothing, since the slot is stored once, early.
#pragma once

#include <vector>

#include "jit/interval.h"

namespace linac::jit {

struct Pieces {
  std::vector<Interval> all;                // the first piece of value v is all[v]
  std::vector<std::vector<IntervalId>> of;  // by value: its later pieces, in order
  bool failed = false;  // an operation wants more registers at once than there are
  // The piece that covers `position`, or the one that ends last before it.
  const Interval& piece_at(ValueId v, uint32_t position) const;
  const Interval& first(ValueId v) const { return all[v]; }
  // A piece that was cut off from `after`.
  void insert(ValueId v, IntervalId after, IntervalId id);
};

Pieces allocate_registers(const Prepared& prepared, std::vector<Interval> intervals,
                          const AllocationMode& mode);

}  // namespace linac::jit
