// Where calls of funs and apply go on.
#pragma once

#include "runtime/process/process.h"

namespace linac {

// Where a call of a fun goes: what it captured follows the arguments in the X registers;
// process.resume_live is their number. Null: badfun, badarity or undef is set.
const Word* enter_fun(Process& process, const Word* pc, Term fun, uint32_t arity);
// apply: module and name in x[arity], x[arity + 1]. process.resume_live as above.
const Word* enter_apply(Process& process, const Word* pc, uint32_t arity);
bool is_fun_of_arity(Term fun, Term arity);

}  // namespace linac
