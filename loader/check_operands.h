// The part of validation that looks at one op at a time: operands are of the kinds and in the ranges
// that the op's roles allow, labels stay in the function, lists are well formed. What a path has to
// have done before is loader/flow's matter.
#pragma once

#include "loader/module.h"

namespace linac {

struct OperandProblem {
  const char* reason = nullptr;  // null: none
  uint32_t op = kNoIndex;        // index into module.ops
};

// Also sets the function's x_count, float_count and frame_size.
OperandProblem check_operands(Module& module, uint32_t function_index);

}  // namespace linac
