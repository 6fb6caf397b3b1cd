// When functions are compiled, and what became of it. One a Vm.
//
// A function is compiled by the scheduler that calls it when it has become hot, if that takes under
// about a millisecond; else by one background thread, in the order in which they became hot. Until
// there is machine code calls go to the threaded code, which counts no more. How long it takes is
// judged by the size of its graph: a scheduler gives up when a pass has made it too large. In mode
// kForce the scheduler compiles everything, and other schedulers that call the function wait.
//
// Threads: the members of any. The background thread is started by the first function that is left to
// it, sleeps while there is none, and is joined by the destructor, which gives up what is not done.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/code/native_compiler.h"

namespace linac {

class CodeServer;
class ModuleInstance;

class NativeTier {
 public:
  // Nodes of a graph up to which a scheduler compiles; docs/jit.md has the measurement behind it.
  static constexpr uint32_t kNodesAtOnce = 300;

  explicit NativeTier(CodeServer& code) : code_(code) {}
  ~NativeTier();
  NativeTier(const NativeTier&) = delete;
  NativeTier& operator=(const NativeTier&) = delete;

  // Before any code runs.
  void attach(NativeCompiler& compiler, JitMode mode, uint32_t threshold, JitBackground background);
  NativeCompiler* compiler() const { return compiler_; }
  JitMode mode() const { return mode_; }
  // Compiled at the call after so many.
  uint32_t threshold() const { return threshold_; }

  // Told of each function that was compiled or cannot be (`why` is empty or not), by whichever thread did
  // that. Before any code runs.
  using Compiled =
      std::function<void(const FunctionEntry& entry, uint64_t nanoseconds, const std::string& why)>;
  void set_on_compile(Compiled on_compile) { on_compile_ = std::move(on_compile); }

  // The function was called that often: from now on its entry's code is another than `counting`.
  // The error: why it cannot be compiled though it has to.
  Result<void> tier_up(FunctionEntry& entry);

  // When it returns nothing of this module is being compiled, and none of its functions waits for
  // that: they stay interpreted. For whoever takes a module away, once its functions cannot be called
  // any more; not for a thread that is compiling.
  void cancel(const ModuleInstance& module);
  // Sleeps until nothing is compiled, and nothing waits for it.
  void wait_until_idle();

  struct Refusal {
    const FunctionEntry* function;
    std::string reason;
  };
  std::vector<Refusal> refusals();
  // How many functions the background thread was given, and how many of them it has not begun.
  uint32_t left_to_thread();
  size_t waiting();

 private:
  Result<void> tier_up_forced(FunctionEntry& entry);
  void compile_later(FunctionEntry& entry);
  // Unlocks for as long as it takes.
  Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits& limits,
                                std::unique_lock<std::mutex>& lock);
  void run_thread();

  CodeServer& code_;
  NativeCompiler* compiler_ = nullptr;
  JitMode mode_ = JitMode::kOff;  // kOff unless there is a compiler
  JitBackground background_ = JitBackground::kOn;
  uint32_t threshold_ = 0;
  Compiled on_compile_;

  std::mutex forced_mutex_;  // held while compiling in mode kForce
  std::mutex mutex_;         // of what follows; held for moments only
  std::vector<Refusal> refusals_;
  std::deque<FunctionEntry*> queue_;
  std::vector<FunctionEntry*> compiling_;  // by whichever thread
  FunctionEntry* running_ = nullptr;       // by the background thread
  std::atomic<bool> cancelled_{false};     // what that one compiles
  bool stopping_ = false;
  uint32_t left_to_thread_ = 0;
  std::thread thread_;
  std::condition_variable work_;  // there is some, or it stops
  std::condition_variable done_;  // a compilation has ended
};

}  // namespace linac
