// Which piece holds each register at the position that allocation has come to, and which pieces have
// a register but are in a hole there. Positions only go up.
#pragma once

#include <array>
#include <queue>
#include <vector>

#include "jit/interval.h"

namespace linac::jit {

class RegisterUse {
 public:
  explicit RegisterUse(std::vector<Interval>& pieces) : pieces_(pieces) {}

  // The piece that covers the position in that register, or kNoInterval.
  IntervalId holder(bool is_float, uint32_t reg) const { return holders_[is_float][reg]; }
  // Pieces that have begun, are in a hole and will go on in their register.
  const std::vector<IntervalId>& waiting(bool is_float) const { return waiting_[is_float]; }
  // Where a waiting piece goes on.
  uint32_t next_start(IntervalId id) const { return pieces_[id].ranges[cursor_[id]].from; }

  void advance(uint32_t position);
  // The piece begins here, in its register.
  void begin(IntervalId id);
  // The piece was cut: what it had left at or behind the position is gone.
  void cut(IntervalId id);

 private:
  struct Event {
    uint32_t position;
    IntervalId id;
    bool operator>(const Event& other) const { return position > other.position; }
  };
  static constexpr uint32_t kNotWaiting = UINT32_MAX;

  static bool is_float(const Interval& piece) { return piece.location.place == Place::kFpr; }
  IntervalId& holder_of(const Interval& piece) {
    return holders_[is_float(piece)][piece.location.index];
  }
  void leave(IntervalId id);
  void wait(IntervalId id);

  static constexpr uint32_t kRegisters = kFprs > kGprs ? kFprs : kGprs;
  static constexpr std::array<IntervalId, kRegisters> none() {
    std::array<IntervalId, kRegisters> result{};
    result.fill(kNoInterval);
    return result;
  }

  std::vector<Interval>& pieces_;
  std::array<IntervalId, kRegisters> holders_[2] = {none(), none()};
  std::vector<IntervalId> waiting_[2];
  std::vector<uint32_t> cursor_;  // by piece: its range here, or the next
  std::vector<uint32_t> place_;   // by piece: in waiting_
  std::priority_queue<Event, std::vector<Event>, std::greater<Event>> events_;
  std::vector<IntervalId> changed_;
};

}  // namespace linac::jit
