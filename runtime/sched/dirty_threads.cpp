#include "runtime/sched/dirty_threads.h"

#include <algorithm>
#include <csignal>

#include "runtime/sched/scheduler.h"

namespace linac {

DirtyThreads::DirtyThreads(PagePool& pages, Schedulers& schedulers, Run run, uint32_t cpu,
                           uint32_t io)
    : pages_(pages), schedulers_(schedulers), run_(run) {
  pools_[static_cast<size_t>(DirtyKind::kCpu)].limit = std::max(1u, cpu);
  pools_[static_cast<size_t>(DirtyKind::kIo)].limit = std::max(1u, io);
}

DirtyThreads::~DirtyThreads() { stop(); }

// Under the pool's lock.
void DirtyThreads::start_thread(Pool& pool) {
  pool.memories.push_back(std::make_unique<SchedulerMemory>(pages_));
  SchedulerMemory& memory = *pool.memories.back();
  // Signals are for the host's threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pool.threads.emplace_back([this, &pool, &memory] { thread_main(pool, memory); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void DirtyThreads::submit(Scheduler& from, Process& process) {
  schedulers_.expect_others();
  process.dirty->from = &from;
  process.scheduler = nullptr;
  process.queue_next = nullptr;
  Pool& pool = pools_[static_cast<size_t>(process.dirty->kind)];
  std::lock_guard lock(pool.mutex);
  (pool.last ? pool.last->queue_next : pool.first) = &process;
  pool.last = &process;
  pool.waiting++;
  if (pool.sleeping < pool.waiting && pool.threads.size() < pool.limit) {
    start_thread(pool);
  } else {
    pool.work.notify_one();
  }
}

void DirtyThreads::thread_main(Pool& pool, SchedulerMemory& memory) {
  std::unique_lock lock(pool.mutex);
  for (;;) {
    pool.sleeping++;
    pool.work.wait(lock, [&] { return pool.first || pool.stopping; });
    pool.sleeping--;
    if (pool.stopping) return;
    Process* process = pool.first;
    pool.first = process->queue_next;
    if (!pool.first) pool.last = nullptr;
    pool.waiting--;
    pool.running++;
    lock.unlock();
    run_(*process, memory);
    schedulers_.give_back(*process->dirty->from, *process);
    lock.lock();
    pool.running--;
  }
}

size_t DirtyThreads::pending(DirtyKind kind) const {
  const Pool& pool = pools_[static_cast<size_t>(kind)];
  std::lock_guard lock(pool.mutex);
  return pool.waiting + pool.running;
}

void DirtyThreads::stop() {
  for (Pool& pool : pools_) {
    std::vector<std::thread> threads;
    {
      std::lock_guard lock(pool.mutex);
      pool.stopping = true;
      threads.swap(pool.threads);
    }
    pool.work.notify_all();
    for (std::thread& thread : threads) thread.join();
  }
}

}  // namespace linac
