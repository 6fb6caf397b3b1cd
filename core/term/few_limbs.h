// Arithmetic of integers of one limb, and with some operators of two, which is most that passes 61 bits: hashes, random
// numbers, sums of large numbers. In registers, where core/term/arith.h calls GMP.
#pragma once

#include "core/term/allocate.h"
#include "core/term/arith.h"

namespace linac {

inline constexpr size_t kFewLimbsWords = 3;

// a OP b, for which there are kFewLimbsWords words in `space`; kNoTerm: arith() has to answer.
Term arith_of_few_limbs(ArithOp op, Term a, Term b, TermSpace& space);

}  // namespace linac
