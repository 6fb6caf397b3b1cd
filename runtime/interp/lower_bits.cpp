#include "runtime/interp/lower.h"

namespace linac {

bool Lowering::lower_bits(const Op&, const OpFacts&, Operands) { return false; }

}  // namespace linac
