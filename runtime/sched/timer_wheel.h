// Deadlines of one scheduler: receive timeouts (a node in the process) and the programs' timers. Five
// wheels of 256 slots; a slot of the first is about a millisecond, of each next one 256 times as
// long. Setting and cancelling are O(1); a timer is moved down at most four times.
//
// Guarantees
//  W1 A timer is handed out once, not before its deadline; those that are due together by deadline,
//     equal ones in the order in which they were added.
//  W2 When remove() has answered true, the timer is not handed out any more.
//
// Threads: any; every function locks. take_due() is called by the scheduler that has the wheel.
// Ownership: nodes belong to others and must not move; program timers to whoever takes them out.
#pragma once

#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "runtime/process/process.h"

namespace linac {

// erlang:send_after and start_timer: a message that is on its way.
struct ProgramTimer : TimerNode {
  ReferenceKey key;
  Term destination;   // a local pid or a name
  Fragment* message;  // owned; a kTimerMessage when the destination takes it back at its end
};

class TimerWheel {
 public:
  explicit TimerWheel(uint64_t now);

  // The process's receive timer goes off at `deadline`; replaces what it was set to here.
  void arm(Process& process, uint64_t deadline);
  // The receive timer does not go off any more.
  void disarm(TimerNode& node);

  // Owns the timer until it is due or removed.
  void add(ProgramTimer* timer);
  // The caller's now; null: it is due, or there never was one.
  ProgramTimer* remove(ReferenceKey key);
  // Its deadline, if it is still there.
  std::optional<uint64_t> deadline_of(ReferenceKey key);

  struct Due {
    std::vector<Process*> processes;  // receive timers
    std::vector<ProgramTimer*> timers;
    bool empty() const { return processes.empty() && timers.empty(); }
  };
  // What is due at `now`. The processes are those of arm(); they may have ended since, so the caller
  // must have pinned them before (sched/epochs.h).
  void take_due(uint64_t now, Due* due);
  // When take_due() has something to do next, perhaps early; kNever: nothing is set.
  uint64_t next_time() const { return next_time_.load(std::memory_order_relaxed); }
  static constexpr uint64_t kNever = UINT64_MAX;

  // All program timers, the caller's; when the VM ends.
  std::vector<ProgramTimer*> take_all();

 private:
  static constexpr int kTickShift = 20;  // nanoseconds
  static constexpr int kLevels = 5;
  static constexpr int kLevelShift = 8;
  static constexpr size_t kSlots = size_t{1} << kLevelShift;

  static uint64_t tick_of_deadline(uint64_t deadline) {
    return (deadline + (uint64_t{1} << kTickShift) - 1) >> kTickShift;
  }
  TimerLinks& slot_of(uint64_t tick, int* level, size_t* index);
  void link(TimerNode& node);
  void unlink(TimerNode& node);
  void cascade(int level);
  // Empties the ring into `out`.
  void take_ring(TimerLinks& ring, std::vector<TimerNode*>* out);
  uint64_t next_time_locked() const;

  std::mutex mutex_;
  uint64_t tick_;  // the next that is looked at
  size_t count_ = 0;
  std::atomic<uint64_t> next_time_{kNever};
  std::array<std::array<TimerLinks, kSlots>, kLevels> slots_;
  std::array<std::array<uint64_t, kSlots / 64>, kLevels> used_{};
  std::unordered_map<ReferenceKey, ProgramTimer*, KeyHash> program_timers_;
  std::vector<TimerNode*> taken_, due_;
};

}  // namespace linac
