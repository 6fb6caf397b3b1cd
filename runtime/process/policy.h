// What one process may do and use where it is less than its Vm's: the host gives it to a process that it
// spawns, and every process that this one spawns has the same. It never becomes wider.
//
// Threads: not changed once made; counted. Ownership: by its counted references.
#pragma once

#include <atomic>
#include <utility>

#include "runtime/process/capabilities.h"

namespace linac {

// 0: no limit.
struct ProcessLimits {
  size_t heap_words = 0;    // heap and stack, each
  uint64_t reductions = 0;  // in its whole life
  uint64_t messages = 0;    // that wait in its mailbox

  // The smaller of both.
  ProcessLimits narrowed(const ProcessLimits& other) const {
    auto less = [](auto a, auto b) { return a == 0 || (b != 0 && b < a) ? b : a; };
    return {less(heap_words, other.heap_words), less(reductions, other.reductions),
            less(messages, other.messages)};
  }
};

struct Policy {
  Policy(Capabilities its_capabilities, const ProcessLimits& its_limits)
      : capabilities(std::move(its_capabilities)), limits(its_limits) {}

  const Capabilities capabilities;
  const ProcessLimits limits;
  std::atomic<uint32_t> references{1};
};

// One word, as every process has one.
class PolicyReference {
 public:
  PolicyReference() = default;
  explicit PolicyReference(Policy* taken_over) : policy_(taken_over) {}
  PolicyReference(const PolicyReference& other) : policy_(other.policy_) {
    if (policy_) policy_->references.fetch_add(1, std::memory_order_relaxed);
  }
  PolicyReference& operator=(PolicyReference other) noexcept {
    std::swap(policy_, other.policy_);
    return *this;
  }
  ~PolicyReference() {
    if (policy_ && policy_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete policy_;
  }

  const Policy* get() const { return policy_; }
  const Policy* operator->() const { return policy_; }
  explicit operator bool() const { return policy_ != nullptr; }

 private:
  Policy* policy_ = nullptr;
};

}  // namespace linac
