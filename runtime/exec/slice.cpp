#include "runtime/exec/slice.h"

#include "runtime/exec/watch.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

// What a switch takes of the time until the loop looks at timers and events again, in reductions.
constexpr int64_t kSwitchReductions = 8;

// What has used fewer is over, or sleeps, before another processor has fetched what it needs.
constexpr uint64_t kShortLifeReductions = 100;

bool has_deadline(const Process& process) {
  return process.deadline != 0 && process.deadline != Process::kNoDeadline;
}

// The timer that is set may be for an earlier deadline: it wakes the process early once, and the
// usual receive with a timeout that never comes sets no timer most of the time.
void set_timer(Scheduler& own, Process& process) {
  TimerNode& timer = process.receive_timer;
  if (timer.armed.load(std::memory_order_seq_cst)) {
    if (timer.deadline <= process.deadline) return;
    if (timer.wheel != &own.timers) timer.wheel->disarm(timer);
  }
  own.timers.arm(process, process.deadline);
}

// It is in hand. What goes_on() asks, for the case that it has only got messages.
bool goes_on_in_receive(Process& process, const Word* resume) {
  if (process.resume != resume || !process.waiting) return false;
  process.mailbox.fetch();
  return process.mailbox.has_unseen() && !process.mailbox.has_signals() &&
         !process.is_suspended() && process.awaiting == 0 &&
         !process.on_load_done.load(std::memory_order_seq_cst);
}

}  // namespace

bool goes_on(Process& process) {
  if (process.is_suspended()) return false;
  if (!process.waiting) return true;
  if (process.on_load_done.exchange(false, std::memory_order_seq_cst)) return true;
  if (process.awaiting) return process.reply != nullptr;
  if (process.mailbox.has_unseen()) return true;
  return has_deadline(process) && monotonic_nanoseconds() >= process.deadline;
}

void account_slice(Scheduler& own, Process& process) {
  auto add = [](std::atomic<uint64_t>& sum, uint64_t more) {
    sum.store(sum.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
  };
  uint64_t used = static_cast<uint64_t>(kSliceReductions - process.reductions_left);
  process.add_reductions(used);
  add(own.reductions, used);
  add(own.switches, 1);
  own.count_slice(process.reductions_done < kShortLifeReductions);
}

void suspend(Scheduler& own, Process& process) {
  bool timed = has_deadline(process) && !process.is_suspended();
  if (timed) set_timer(own, process);
  process.scheduler = nullptr;
  if (!process.mailbox.sleep()) return own.group.enqueue(own, process);
  // From here another scheduler may run it. What happened between the search and that woke nobody:
  // an on_load function that ended, a timer of another scheduler that went off.
  if (process.on_load_done.load(std::memory_order_seq_cst) ||
      (timed && !process.receive_timer.armed.load(std::memory_order_seq_cst))) {
    own.group.wake(own, process);
  }
}

Process* switch_in_receive(Process& from) {
  Scheduler& own = *from.scheduler;
  int64_t used = kSliceReductions - from.reductions_left;
  if (own.switch_budget <= used || watch_of(*from.vm)) return nullptr;
  Process* next = own.queue.take();
  if (!next) return nullptr;
  if (!goes_on_in_receive(*next, from.resume)) {
    own.queue.put_back(*next);
    return nullptr;
  }
  own.switch_budget -= used + kSwitchReductions;
  account_slice(own, from);
  RegisterFile& registers = *from.registers;
  from.waiting = true;
  from.registers = nullptr;
  suspend(own, from);
  next->scheduler = &own;
  next->heap.attach(own.memory);
  next->waiting = false;
  next->reductions_left = kSliceReductions;
  next->registers = &registers;
  registers.process = next;
  registers.exception = {};
  registers.build = {};
  return next;
}

}  // namespace linac
