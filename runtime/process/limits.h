// The limits of a Vm, and which of them ended it. What a single process may use at most ends that process
// (ProcessLimits in policy.h, and the heap); what all together may use ends the Vm: its programs
// could do nothing about it, and a program that means harm would go on.
//
// Threads: reach() and kind() from any.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace linac {

enum class LimitKind : uint8_t {
  kNone,
  kHeap,  // of a process, as the next two
  kReductions,
  kMessages,
  kAtoms,  // of the Vm, as the rest
  kProcesses,
  kMemory,
  kTime,
};
inline constexpr size_t kLimitKinds = 8;
// "reductions"; the atom in {linac_limit, reductions, 1000}.
std::string_view limit_name(LimitKind kind);
// One line for the user: what was too much, and what to do.
std::string limit_text(LimitKind kind, uint64_t most);

// 0: no limit.
struct VmLimits {
  uint32_t atoms = 0;
  size_t processes = 0;     // and ports
  size_t memory_bytes = 0;  // heaps, stacks, messages, large binaries, tables
  uint64_t time_ns = 0;     // from the Vm's first run on

  bool any() const { return atoms != 0 || processes != 0 || memory_bytes != 0 || time_ns != 0; }
};

// The limit that ended the Vm: the first one counts.
class LimitReached {
 public:
  // False: another one was first.
  bool reach(LimitKind kind, uint64_t most) {
    auto none = static_cast<uint8_t>(LimitKind::kNone);
    most_[static_cast<size_t>(kind)].store(most, std::memory_order_relaxed);
    return kind_.compare_exchange_strong(none, static_cast<uint8_t>(kind));
  }
  LimitKind kind() const { return static_cast<LimitKind>(kind_.load(std::memory_order_acquire)); }
  uint64_t most() const {
    return most_[static_cast<size_t>(kind())].load(std::memory_order_relaxed);
  }

 private:
  std::atomic<uint8_t> kind_{0};
  std::array<std::atomic<uint64_t>, kLimitKinds>
      most_{};  // of each, as it may be another that was first
};

}  // namespace linac
