// Walks over terms inside one native. A small term whose parts are shared a thousand times over takes a walk without
// end, and a native is not interrupted. So who walks into shared parts looks from time to time whether the VM
// is to stop, or whether what he makes is more than it has memory for, and then gives up. What he answers then
// matters to nobody: the VM's processes run to the end of their slices, and no further.
//
// Threads: any; `current_stop` is what ends the VM that the thread works for.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace linac {

// Null: of no VM.
extern constinit thread_local const std::atomic<bool>* current_stop;

class StopScope {
 public:
  explicit StopScope(const std::atomic<bool>* stop) : outer_(current_stop) { current_stop = stop; }
  ~StopScope() { current_stop = outer_; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

 private:
  const std::atomic<bool>* const outer_;
};

class LongWalk {
 public:
  // Once for each part that is left behind and come back to. `bytes`: that were made so far outside all heaps.
  bool gives_up(size_t bytes = 0) {
    if (--left_ != 0) [[likely]]
      return false;
    left_ = kSteps;
    return look(bytes);
  }

 private:
  static constexpr uint32_t kSteps = 1 << 14;
  static bool look(size_t bytes);

  uint32_t left_ = kSteps;
};

}  // namespace linac
