// How many heap words each reservation has to make, counted in our layout: BEAM's own figures are not
// used. A building op takes words that an op before it reserved, with no collection between.
#pragma once

#include <vector>

#include "loader/check_operands.h"

namespace linac {

class HeapNeed {
 public:
  // At most so many steps of work for all functions.
  HeapNeed(Module& module, uint64_t steps) : module_(module), steps_left_(steps) {}

  // Sets heap_words of the function's reserving ops; its paths have been checked. A problem is a
  // building op that no reservation covers, or a cycle that builds without one.
  OperandProblem run(const Function& function);

 private:
  bool pass(const Function& function);
  uint32_t after(const Function& function, uint32_t index, bool* backward) const;
  uint32_t target_need(const Function& function, uint32_t index, const Operand& label,
                       bool* backward) const;
  uint32_t words(const Op& op) const;

  Module& module_;
  std::vector<uint32_t> need_;  // before each op of the function, and 0 past its end
  uint64_t total_ = 0;          // all building ops together; more than that is a cycle
  uint32_t problem_op_ = kNoIndex;
  uint64_t steps_left_;
};

}  // namespace linac
