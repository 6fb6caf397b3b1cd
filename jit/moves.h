// Moves that happen at once, as where a call's arguments are put into place: put into an order in
// which no source is overwritten before it is read.
#pragma once

#include <span>
#include <vector>

#include "jit/prepare.h"

namespace linac::jit {

struct Move {
  Location to;
  Location from;  // kNowhere: a constant
  NodeId constant = ir::kNoNode;

  bool is_constant() const { return constant != ir::kNoNode; }
  bool operator==(const Move&) const = default;
};

// `moves` has each target once. A ring is broken by way of the scratch registers kScratch0 and
// kFloatScratch0; constants come last, so these two are free for them. A move from a slot to a slot
// has to be emitted by way of another scratch register.
std::vector<Move> in_sequence(std::span<const Move> moves);

}  // namespace linac::jit
