// Live intervals: where in the order of emission a value is live, and where it is used. An interval
// is split into pieces, each with one location; the pieces of a value follow each other by `next`.
//
// Invariants
//  L1 ranges ascend, neither overlap nor touch; uses ascend and lie in ranges (or at their ends).
//  L2 A piece that begins where the one before ended (no hole between) begins at an even position if
//     it is in a register: the move into it stands before the node there. A piece in a slot may
//     begin anywhere, since the slot was filled before (jit/frame.h).
//  L3 A piece in a register covers no position p + 1 of a call p.
#pragma once

#include <cstdint>
#include <vector>

#include "jit/prepare.h"

namespace linac::jit {

using IntervalId = uint32_t;
inline constexpr IntervalId kNoInterval = UINT32_MAX;

struct Range {
  uint32_t from, to;  // [from, to)
};

// What a use would like: a register, or the one that another value (a phi) has.
struct Hint {
  uint8_t reg = kNone;
  ValueId value = kNoValue;
  static constexpr uint8_t kNone = 255;
};

struct Use {
  uint32_t position;
  bool in_register;
  bool late;  // an input that is read after the result was begun
  Hint hint;
};

struct Interval {
  ValueId value = kNoValue;
  std::vector<Range> ranges;
  std::vector<Use> uses;
  Location location;  // a slot's index is not set here: the value has it (jit/frame.h)
  IntervalId next = kNoInterval;
  bool is_reload = false;  // not the first piece
  uint8_t entry_register = Hint::kNone;  // what it has at the end of a predecessor (linear_scan.cpp)

  uint32_t start() const { return ranges.front().from; }
  uint32_t end() const { return ranges.back().to; }
  bool covers(uint32_t position) const;
  // The first position that both cover, or UINT32_MAX.
  uint32_t first_common(const Interval& other) const;
  // The first use at or behind `position` that wants a register (or any), or UINT32_MAX.
  uint32_t next_register_use(uint32_t position) const;
  uint32_t next_use(uint32_t position) const;
  // Where the last use before `position` has ended, or 0.
  uint32_t last_use_end(uint32_t position) const;
};

// One interval for each value, by ValueId; empty ranges if it is dead.
std::vector<Interval> build_intervals(const Prepared& prepared);

}  // namespace linac::jit
