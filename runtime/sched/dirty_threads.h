// Threads for natives that would hold up a scheduler: dirty CPU threads for those that compute for
// long, dirty IO threads for those that may sleep in the system. A process that calls such a native
// leaves its scheduler; a dirty thread makes the call and gives the process back to that scheduler,
// where it takes the answer. Signals wait in its mailbox meanwhile (docs/scheduler.md, D1 to D6).
//
// Threads are started when they are first needed and sleep while nothing is to be done.
#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/process/dirty_call.h"
#include "runtime/process/process.h"

namespace linac {

class Schedulers;

class DirtyThreads {
 public:
  // `run` makes the call that process.dirty describes, with blocks from the memory.
  using Run = void (*)(Process& process, SchedulerMemory& memory);

  // Counts: at most so many threads of each kind, one at least.
  DirtyThreads(PagePool& pages, Schedulers& schedulers, Run run, uint32_t cpu, uint32_t io);
  ~DirtyThreads();
  DirtyThreads(const DirtyThreads&) = delete;
  DirtyThreads& operator=(const DirtyThreads&) = delete;

  // The process, which the scheduler has in hand, makes its dirty call. From here it belongs to a
  // dirty thread.
  void submit(Scheduler& from, Process& process);

  uint32_t limit(DirtyKind kind) const { return pools_[static_cast<size_t>(kind)].limit; }
  // Calls that are made or wait.
  size_t pending(DirtyKind kind) const;
  bool is_busy() const { return pending(DirtyKind::kCpu) + pending(DirtyKind::kIo) != 0; }
  // Waits for the calls that are being made, and ends the threads; calls not begun are never made. The
  // memory that processes hold of it stays until the destructor.
  void stop();

 private:
  struct Pool {
    uint32_t limit = 0;
    mutable std::mutex mutex;  // of all that follows
    std::condition_variable work;
    Process* first = nullptr;  // linked by queue_next
    Process* last = nullptr;
    size_t waiting = 0, running = 0, sleeping = 0;
    bool stopping = false;
    std::vector<std::thread> threads;
    std::vector<std::unique_ptr<SchedulerMemory>> memories;
  };

  void start_thread(Pool& pool);
  void thread_main(Pool& pool, SchedulerMemory& memory);

  PagePool& pages_;
  Schedulers& schedulers_;
  const Run run_;
  std::array<Pool, kDirtyKinds> pools_;
};

}  // namespace linac
