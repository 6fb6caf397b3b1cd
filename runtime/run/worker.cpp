#include "runtime/run/worker.h"

#include <unistd.h>

#include "runtime/exec/on_load.h"
#include "runtime/interp/loop.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/scheduler.h"

namespace linac {
namespace {

void fire_timers(VmContext& vm) {
  TimerQueue& timers = vm.scheduler->timers;
  if (timers.empty()) return;
  uint64_t now = monotonic_nanoseconds();
  while (!timers.empty() && timers.next_deadline() <= now) {
    Process* process = vm.processes->find(timers.take_next().pid);
    if (!process || process->deadline == 0 || process->deadline > now) continue;
    if (process->state.load() != ProcessState::kWaiting) continue;
    process->timed_out = true;
    process->resume = process->resume_timed_out;
    vm.scheduler->wake(*process);
  }
}

void sleep_until_timer(VmContext& vm) {
  TimerQueue& timers = vm.scheduler->timers;
  if (timers.empty()) {
    pause();
    return;
  }
  uint64_t deadline = timers.next_deadline(), now = monotonic_nanoseconds();
  if (deadline <= now) return;
  timespec left{static_cast<time_t>((deadline - now) / 1'000'000'000),
                static_cast<long>((deadline - now) % 1'000'000'000)};
  nanosleep(&left, nullptr);
}

void suspend(VmContext& vm, Process& process) {
  if (process.deadline != 0 && process.deadline != process.timer_deadline) {
    process.timer_deadline = process.deadline;
    vm.scheduler->timers.add({process.deadline, process.pid});
  }
  process.state.store(ProcessState::kWaiting);
  // A message that came after the search and before the store woke nobody.
  if (process.mailbox.has_incoming()) vm.scheduler->wake(process);
}

}  // namespace

RunResult run_until_ended(VmContext& vm, Process& main) {
  Scheduler& scheduler = *vm.scheduler;
  for (;;) {
    fire_timers(vm);
    Process* process = scheduler.take_next();
    if (!process) {
      sleep_until_timer(vm);
      continue;
    }
    process->state.store(ProcessState::kRunning);
    process->reductions_left = kSliceReductions;
    process->heap.attach(scheduler.memory);
    RunExit exit = interpret(*process, scheduler.registers);
    process->reductions_done += static_cast<uint64_t>(kSliceReductions - process->reductions_left);
    // init:stop/0 leaves its process running.
    if (vm.halt->requested && exit != RunExit::kFinish) return RunResult::kHalted;
    switch (exit) {
      case RunExit::kSlice:
        process->state.store(ProcessState::kRunnable);
        scheduler.enqueue(*process);
        break;
      case RunExit::kWait:
        suspend(vm, *process);
        break;
      case RunExit::kFinish:
        process->state.store(ProcessState::kDead);
        if (vm.halt->requested) return RunResult::kHalted;
        if (!on_load_ended(vm, *process) && vm.report_exit && process->exit_class != kNoTerm) {
          vm.report_exit(*process);
        }
        if (process == &main) return RunResult::kEnded;
        vm.processes->remove(*process);
        break;
    }
  }
}

}  // namespace linac
