#include "jit/moves.h"

#include <algorithm>

namespace linac::jit {

std::vector<Move> in_sequence(std::span<const Move> moves) {
  std::vector<Move> pending, sequence;
  for (const Move& move : moves) {
    if (!move.is_constant() && move.to != move.from) pending.push_back(move);
  }
  auto is_read = [&](Location location) {
    return std::any_of(pending.begin(), pending.end(),
                       [&](const Move& move) { return move.from == location; });
  };
  while (!pending.empty()) {
    auto ready = std::find_if(pending.begin(), pending.end(),
                              [&](const Move& move) { return !is_read(move.to); });
    if (ready == pending.end()) {
      Location held = pending.front().to;
      Location scratch = held.place == Place::kFpr ? fpr(kFloatScratch0) : gpr(kScratch0);
      sequence.push_back({scratch, held});
      for (Move& move : pending) {
        if (move.from == held) move.from = scratch;
      }
      ready = pending.begin();
    }
    sequence.push_back(*ready);
    pending.erase(ready);
  }
  for (const Move& move : moves) {
    if (move.is_constant()) sequence.push_back(move);
  }
  return sequence;
}

}  // namespace linac::jit
