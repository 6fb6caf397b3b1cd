// Deadlines of receives. A timer names its process by pid and says which deadline it is for, so a
// timer that is no longer wanted is found out when it fires and needs no search before.
//
// Threads: of the scheduler that has it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/term/term.h"

namespace linac {

class TimerQueue {
 public:
  struct Timer {
    uint64_t deadline;  // monotonic nanoseconds
    Term pid;
  };

  bool empty() const { return heap_.empty(); }
  uint64_t next_deadline() const { return heap_.front().deadline; }

  void add(Timer timer) {
    heap_.push_back(timer);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Timer take_next() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    Timer timer = heap_.back();
    heap_.pop_back();
    return timer;
  }

 private:
  static bool later(const Timer& a, const Timer& b) { return a.deadline > b.deadline; }

  std::vector<Timer> heap_;
};

}  // namespace linac
