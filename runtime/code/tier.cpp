#include "runtime/code/tier.h"

#include <algorithm>
#include <csignal>
#include <utility>

#include "runtime/code/code_server.h"
#include "runtime/sched/clock.h"

namespace linac {

NativeTier::~NativeTier() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    queue_.clear();
    cancelled_.store(true, std::memory_order_relaxed);
  }
  work_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void NativeTier::attach(NativeCompiler& compiler, JitMode mode, uint32_t threshold,
                        JitBackground background) {
  compiler_ = &compiler;
  mode_ = mode;
  threshold_ = mode == JitMode::kForce ? 0 : threshold;
  background_ = background;
  code_.count_calls();
}

Result<void> NativeTier::tier_up(FunctionEntry& entry) {
  if (mode_ == JitMode::kForce) return tier_up_forced(entry);
  std::unique_lock lock(mutex_);
  if (entry.code.load(std::memory_order_acquire) != entry.counting) return {};
  code_.stop_counting(entry);
  if (background_ != JitBackground::kAll) {
    CompileLimits limits;
    if (background_ == JitBackground::kOn) limits.max_nodes = kNodesAtOnce;
    auto answer = compile(entry, limits, lock);
    if (!answer || *answer != CompileAnswer::kTooLong) return {};
  }
  compile_later(entry);
  return {};
}

Result<void> NativeTier::tier_up_forced(FunctionEntry& entry) {
  std::lock_guard forced_lock(forced_mutex_);
  if (entry.code.load(std::memory_order_acquire) != entry.counting) return {};
  std::unique_lock lock(mutex_);
  auto answer = compile(entry, {}, lock);
  if (answer) return {};
  code_.stop_counting(entry);
  return answer.error();
}

Result<CompileAnswer> NativeTier::compile(FunctionEntry& entry, const CompileLimits& limits,
                                          std::unique_lock<std::mutex>& lock) {
  compiling_.push_back(&entry);
  lock.unlock();
  uint64_t begin = on_compile_ ? monotonic_nanoseconds() : 0;
  auto answer = compiler_->compile(entry, limits);
  if (on_compile_ && (!answer || *answer != CompileAnswer::kTooLong)) {
    on_compile_(entry, monotonic_nanoseconds() - begin, answer ? "" : answer.error().message);
  }
  lock.lock();
  if (!answer) refusals_.push_back({&entry, answer.error().message});
  std::erase(compiling_, &entry);
  done_.notify_all();
  return answer;
}

// With mutex_ locked.
void NativeTier::compile_later(FunctionEntry& entry) {
  queue_.push_back(&entry);
  left_to_thread_++;
  if (thread_.joinable()) return work_.notify_one();
  // Signals are for the host's threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run_thread(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void NativeTier::run_thread() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    FunctionEntry& entry = *queue_.front();
    queue_.pop_front();
    running_ = &entry;
    cancelled_.store(false, std::memory_order_relaxed);
    (void)compile(entry, {UINT32_MAX, &cancelled_}, lock);
    running_ = nullptr;
  }
}

void NativeTier::cancel(const ModuleInstance& module) {
  auto is_of_it = [&](const FunctionEntry* entry) { return entry->module == &module; };
  std::unique_lock lock(mutex_);
  for (;;) {
    std::erase_if(queue_, is_of_it);
    if (running_ && is_of_it(running_)) cancelled_.store(true, std::memory_order_relaxed);
    if (std::none_of(compiling_.begin(), compiling_.end(), is_of_it)) break;
    done_.wait(lock);
  }
  done_.notify_all();
}

void NativeTier::wait_until_idle() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [this] { return compiling_.empty() && queue_.empty(); });
}

std::vector<NativeTier::Refusal> NativeTier::refusals() {
  std::lock_guard lock(mutex_);
  return refusals_;
}

size_t NativeTier::waiting() {
  std::lock_guard lock(mutex_);
  return queue_.size();
}

uint32_t NativeTier::left_to_thread() {
  std::lock_guard lock(mutex_);
  return left_to_thread_;
}

}  // namespace linac
