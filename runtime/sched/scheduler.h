// A scheduler: the processes that are ready to run, their deadlines, and what a running process
// borrows (registers, block pool, handles). runtime/run/worker.h runs it.
//
// Threads: one, its own. wake() and enqueue() will be what other schedulers call.
#pragma once

#include <deque>

#include "runtime/process/process.h"
#include "runtime/sched/timers.h"

namespace linac {

class Scheduler {
 public:
  explicit Scheduler(PagePool& pages) : memory(pages) {}

  // A process that is kRunnable and in no queue.
  void enqueue(Process& process) { queue_.push_back(&process); }
  // Something came for the process: a message or a signal.
  void wake(Process& process) {
    ProcessState waiting = ProcessState::kWaiting;
    if (process.state.compare_exchange_strong(waiting, ProcessState::kRunnable)) enqueue(process);
  }
  Process* take_next() {
    if (queue_.empty()) return nullptr;
    Process* process = queue_.front();
    queue_.pop_front();
    return process;
  }
  size_t queue_length() const { return queue_.size(); }

  SchedulerMemory memory;
  RegisterFile registers;
  TimerQueue timers;

 private:
  std::deque<Process*> queue_;
};

}  // namespace linac
