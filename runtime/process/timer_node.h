// What a timer wheel links: see runtime/sched/timer_wheel.h.
#pragma once

#include <atomic>
#include <cstdint>

namespace linac {

class TimerWheel;

// A ring of timers; a slot of a wheel is the ring's fixed member.
struct TimerLinks {
  TimerLinks* next = nullptr;
  TimerLinks* previous = nullptr;
};

struct TimerNode : TimerLinks {
  uint64_t deadline = 0;        // monotonic nanoseconds
  TimerWheel* wheel = nullptr;  // that it was put into last
  // It stands in `wheel`. Set and cleared under the wheel's lock; a process's owner reads it without.
  std::atomic<bool> armed{false};
  bool is_program_timer = false;  // a ProgramTimer, else a process's receive timer
};

}  // namespace linac
