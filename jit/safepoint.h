// What lives across each node that may collect: read off the allocation, for the records of calls
// (docs/jit.md, J1). Makes no decisions of its own.
#pragma once

#include <vector>

#include "jit/allocation.h"

namespace linac::jit {

struct Safepoint {
  uint32_t term_registers = 0;    // bit n: general register n holds a term
  uint32_t live_registers = 0;    // the same, terms or not
  uint32_t live_floats = 0;
  std::vector<uint32_t> slots;    // slots of the frame that hold terms, ascending
};

class Safepoints {
 public:
  explicit Safepoints(const Allocation& allocation);

  // Of an emitted node. Only those that collect, call or raise have one of their own; of others
  // the registers alone are told.
  const Safepoint& at(NodeId node) const { return all_[index_[node]]; }

 private:
  void add(const Allocation& allocation, NodeId node, uint32_t position,
           const std::vector<ValueId>& near);

  std::vector<uint32_t> index_;  // by node
  std::vector<Safepoint> all_;
};

}  // namespace linac::jit
