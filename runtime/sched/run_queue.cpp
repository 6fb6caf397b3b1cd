#include "runtime/sched/run_queue.h"

#include <algorithm>

namespace linac {

Process* RunQueue::pop_locked() {
  auto at = [&](Priority priority) -> List& { return lists_[static_cast<size_t>(priority)]; };
  List* list = &at(Priority::kMax);
  if (!list->first) list = &at(Priority::kHigh);
  if (!list->first) {
    List& low = at(Priority::kLow);
    list = &at(Priority::kNormal);
    if (low.first && (!list->first || normal_taken_ >= kNormalPerLow)) {
      list = &low;
      normal_taken_ = 0;
    } else {
      normal_taken_++;
    }
  }
  Process* process = list->first;
  if (!process) return nullptr;
  list->first = process->queue_next;
  if (!list->first) list->last = nullptr;
  process->queue_next = nullptr;
  add_length(SIZE_MAX);
  return process;
}

void RunQueue::release_next() {
  Process* process = next_.load(std::memory_order_relaxed);
  if (!process) return;
  next_.store(nullptr, std::memory_order_relaxed);
  Guard guard(*this);
  List& list = lists_[static_cast<size_t>(process->priority)];
  process->queue_next = list.first;
  list.first = process;
  if (!list.last) list.last = process;
  add_length(1);
}

size_t RunQueue::steal_into(RunQueue& to) {
  constexpr size_t kMost = 64;
  Process* taken[kMost];
  size_t count = 0;
  {
    Guard guard(*this);
    size_t wanted = std::min(kMost, (stealable() + 1) / 2);
    while (count < wanted) taken[count++] = pop_locked();
  }
  for (size_t i = 0; i < count; i++) to.push(*taken[i]);
  return count;
}

}  // namespace linac
