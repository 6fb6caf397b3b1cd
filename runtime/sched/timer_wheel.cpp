#include "runtime/sched/timer_wheel.h"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace linac {
namespace {

Process& process_of(TimerNode& node) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"
  constexpr size_t kOffset = offsetof(Process, receive_timer);
#pragma GCC diagnostic pop
  return *reinterpret_cast<Process*>(reinterpret_cast<char*>(&node) - kOffset);
}

}  // namespace

TimerWheel::TimerWheel(uint64_t now) : tick_(now >> kTickShift) {
  for (auto& level : slots_) {
    for (TimerLinks& ring : level) ring.next = ring.previous = &ring;
  }
}

// The level is the first at which the tick and the current one differ in one slot only, so that a
// slot of a higher level never holds what is due before it is cascaded.
TimerLinks& TimerWheel::slot_of(uint64_t tick, int* level, size_t* index) {
  constexpr int kTopShift = kLevelShift * (kLevels - 1);
  tick = std::max(tick, tick_);
  // Too far away: as far as the wheels reach, and put in again from there.
  tick = std::min(tick, tick_ + (uint64_t{kSlots - 1} << kTopShift));
  *level = 0;
  while (*level < kLevels - 1 &&
         tick >> (kLevelShift * (*level + 1)) != tick_ >> (kLevelShift * (*level + 1))) {
    ++*level;
  }
  *index = tick >> (kLevelShift * *level) & (kSlots - 1);
  return slots_[static_cast<size_t>(*level)][*index];
}

void TimerWheel::link(TimerNode& node) {
  int level;
  size_t index;
  TimerLinks& ring = slot_of(tick_of_deadline(node.deadline), &level, &index);
  node.next = &ring;
  node.previous = ring.previous;
  ring.previous->next = &node;
  ring.previous = &node;
  used_[static_cast<size_t>(level)][index / 64] |= uint64_t{1} << index % 64;
  ++count_;
  uint64_t at = level == 0 ? tick_of_deadline(node.deadline) << kTickShift : next_time_locked();
  if (at < next_time_.load(std::memory_order_relaxed)) {
    next_time_.store(at, std::memory_order_relaxed);
  }
}

// The slot's bit stays; it is cleared when the slot is looked at.
void TimerWheel::unlink(TimerNode& node) {
  node.previous->next = node.next;
  node.next->previous = node.previous;
  node.next = node.previous = nullptr;
  --count_;
}

void TimerWheel::take_ring(TimerLinks& ring, std::vector<TimerNode*>* out) {
  for (TimerLinks* at = ring.next; at != &ring;) {
    auto* node = static_cast<TimerNode*>(at);
    at = at->next;
    node->next = node->previous = nullptr;
    --count_;
    out->push_back(node);
  }
  ring.next = ring.previous = &ring;
}

void TimerWheel::arm(Process& process, uint64_t deadline) {
  TimerNode& node = process.receive_timer;
  std::lock_guard lock(mutex_);
  if (node.armed.load(std::memory_order_relaxed)) unlink(node);
  node.deadline = deadline;
  node.wheel = this;
  link(node);
  node.armed.store(true, std::memory_order_relaxed);
}

void TimerWheel::disarm(TimerNode& node) {
  std::lock_guard lock(mutex_);
  if (!node.armed.load(std::memory_order_relaxed)) return;
  unlink(node);
  node.armed.store(false, std::memory_order_relaxed);
}

void TimerWheel::add(ProgramTimer* timer) {
  std::lock_guard lock(mutex_);
  timer->wheel = this;
  timer->is_program_timer = true;
  program_timers_[timer->key] = timer;
  link(*timer);
}

ProgramTimer* TimerWheel::remove(ReferenceKey key) {
  std::lock_guard lock(mutex_);
  auto it = program_timers_.find(key);
  if (it == program_timers_.end()) return nullptr;
  ProgramTimer* timer = it->second;
  program_timers_.erase(it);
  unlink(*timer);
  return timer;
}

std::optional<uint64_t> TimerWheel::deadline_of(ReferenceKey key) {
  std::lock_guard lock(mutex_);
  auto it = program_timers_.find(key);
  if (it == program_timers_.end()) return std::nullopt;
  return it->second->deadline;
}

// The slot of that level that begins at tick_ is spread over the lower ones.
void TimerWheel::cascade(int level) {
  size_t index = tick_ >> (kLevelShift * level) & (kSlots - 1);
  if (index == 0 && level < kLevels - 1) cascade(level + 1);
  uint64_t& bits = used_[static_cast<size_t>(level)][index / 64];
  if (!(bits >> index % 64 & 1)) return;
  bits &= ~(uint64_t{1} << index % 64);
  std::vector<TimerNode*> nodes;
  take_ring(slots_[static_cast<size_t>(level)][index], &nodes);
  for (TimerNode* node : nodes) link(*node);
}

void TimerWheel::take_due(uint64_t now, Due* due) {
  if (next_time_.load(std::memory_order_relaxed) > now) return;
  std::lock_guard lock(mutex_);
  uint64_t last = now >> kTickShift;
  while (tick_ <= last && count_ != 0) {
    size_t index = tick_ & (kSlots - 1);
    uint64_t& bits = used_[0][index / 64];
    if (bits >> index % 64 == 0) {  // none in this row of slots
      tick_ = std::min((tick_ | 63) + 1, last + 1);
    } else {
      if (bits >> index % 64 & 1) {
        bits &= ~(uint64_t{1} << index % 64);
        take_ring(slots_[0][index], &taken_);
      }
      ++tick_;
    }
    if ((tick_ & (kSlots - 1)) == 0) cascade(1);
  }
  if (count_ == 0) tick_ = std::max(tick_, last + 1);
  for (TimerNode* node : taken_) {
    if (tick_of_deadline(node->deadline) >= tick_) {  // was out of reach
      link(*node);
    } else {
      due_.push_back(node);
    }
  }
  taken_.clear();
  std::stable_sort(due_.begin(), due_.end(), [](const TimerNode* a, const TimerNode* b) {
    return a->deadline < b->deadline;
  });
  for (TimerNode* node : due_) {
    if (node->is_program_timer) {
      due->timers.push_back(static_cast<ProgramTimer*>(node));
      program_timers_.erase(due->timers.back()->key);
    } else {
      node->armed.store(false, std::memory_order_seq_cst);
      due->processes.push_back(&process_of(*node));
    }
  }
  due_.clear();
  next_time_.store(next_time_locked(), std::memory_order_relaxed);
}

uint64_t TimerWheel::next_time_locked() const {
  if (count_ == 0) return kNever;
  size_t from = tick_ & (kSlots - 1);
  for (size_t index = from; index < kSlots; index = (index | 63) + 1) {
    uint64_t bits = used_[0][index / 64] >> index % 64;
    if (bits) {
      uint64_t tick =
          (tick_ & ~uint64_t{kSlots - 1}) + index + static_cast<uint64_t>(std::countr_zero(bits));
      return tick << kTickShift;
    }
  }
  // What is left stands in higher wheels: the next time that one of them is spread.
  return ((tick_ | (kSlots - 1)) + 1) << kTickShift;
}

std::vector<ProgramTimer*> TimerWheel::take_all() {
  std::lock_guard lock(mutex_);
  std::vector<ProgramTimer*> all;
  for (const auto& [key, timer] : program_timers_) {
    unlink(*timer);
    all.push_back(timer);
  }
  program_timers_.clear();
  return all;
}

}  // namespace linac
