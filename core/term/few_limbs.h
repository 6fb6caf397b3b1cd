// Arithmetic of integers of one or two limbs, and products of a few more, which is most that passes
// 61 bits: hashes, random numbers, sums of large numbers. Where core/term/arith.h calls GMP, this
// computes in registers or in a short loop.
#pragma once

#include "core/term/allocate.h"
#include "core/term/arith.h"

namespace linac {

inline constexpr size_t kFewLimbsWords = 9;  // of the longest product

// a OP b, for which there are kFewLimbsWords words in `space`; kNoTerm: arith() has to answer.
Term arith_of_few_limbs(ArithOp op, Term a, Term b, TermSpace& space);

}  // namespace linac
