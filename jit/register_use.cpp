#include "jit/register_use.h"

namespace linac::jit {

void RegisterUse::advance(uint32_t position) {
  changed_.clear();
  while (!events_.empty() && events_.top().position <= position) {
    changed_.push_back(events_.top().id);
    events_.pop();
  }
  // First all that end, then what begins in their place.
  for (IntervalId id : changed_) {
    const std::vector<Range>& ranges = pieces_[id].ranges;
    uint32_t& cursor = cursor_[id];
    if (cursor < ranges.size() && ranges[cursor].to > position) continue;
    while (cursor < ranges.size() && ranges[cursor].to <= position) ++cursor;
    leave(id);
    if (cursor < ranges.size()) wait(id);
  }
  for (IntervalId id : changed_) {
    const Interval& piece = pieces_[id];
    uint32_t cursor = cursor_[id];
    if (cursor >= piece.ranges.size()) continue;
    if (piece.ranges[cursor].from > position) {
      events_.push({piece.ranges[cursor].from, id});
      continue;
    }
    leave(id);
    VM_SLOW_CHECK(holder_of(piece) == kNoInterval);
    holder_of(piece) = id;
    events_.push({piece.ranges[cursor].to, id});
  }
}

void RegisterUse::begin(IntervalId id) {
  if (cursor_.size() <= id) {
    cursor_.resize(pieces_.size(), 0);
    place_.resize(pieces_.size(), kNotWaiting);
  }
  holder_of(pieces_[id]) = id;
  events_.push({pieces_[id].ranges[0].to, id});
}

void RegisterUse::cut(IntervalId id) {
  if (cursor_[id] < pieces_[id].ranges.size() && holder_of(pieces_[id]) != id) return;
  leave(id);
}

void RegisterUse::leave(IntervalId id) {
  const Interval& piece = pieces_[id];
  if (holder_of(piece) == id) holder_of(piece) = kNoInterval;
  if (place_[id] == kNotWaiting) return;
  std::vector<IntervalId>& list = waiting_[is_float(piece)];
  list[place_[id]] = list.back();
  place_[list.back()] = place_[id];
  list.pop_back();
  place_[id] = kNotWaiting;
}

void RegisterUse::wait(IntervalId id) {
  std::vector<IntervalId>& list = waiting_[is_float(pieces_[id])];
  place_[id] = static_cast<uint32_t>(list.size());
  list.push_back(id);
}

}  // namespace linac::jit
