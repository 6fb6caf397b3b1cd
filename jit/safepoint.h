// What lives across each node that may collect: read off the allocation, for the records of calls
// (docs/jit.md, J1). Makes no decisions of its own.
#pragma once

#include <vector>

#include "jit/allocation.h"

namespace linac::jit {

struct Safepoint {
  uint32_t term_registers = 0;  // bit n: general register n holds a term
  uint32_t live_registers = 0;  // the same, terms or not
  uint32_t live_floats = 0;
  std::vector<uint32_t> slots;  // slots of the frame that hold terms, ascending
};

class Safepoints {
 public:
  explicit Safepoints(const Allocation& allocation);

  // Of an emitted node that may call the runtime; of others it is empty.
  const Safepoint& at(NodeId node) const { return all_[index_[node]]; }

 private:
  void add(const Allocation& allocation, NodeId node, uint32_t position,
           std::vector<ValueId>& near);
  static bool wants_safepoint(const Prepared& prepared, NodeId node);

  std::vector<uint32_t> index_;  // by node
  std::vector<Safepoint> all_;
};

}  // namespace linac::jit
