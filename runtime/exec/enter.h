// Where calls of funs and apply go on.
#pragma once

#include "runtime/code/entries.h"
#include "runtime/process/process.h"

namespace linac {

// Where a call goes: one of the two, or neither, and the exception is set.
struct CallTarget {
  FunctionEntry* function = nullptr;
  ExportEntry* exported = nullptr;

  explicit operator bool() const { return function || exported; }
  const Word* code() const {
    return (function ? function->code : exported->code).load(std::memory_order_acquire);
  }
  const void* native_code() const {
    return (function ? function->native_code : exported->native_code)
        .load(std::memory_order_acquire);
  }
  Word entry() const {
    return function ? reinterpret_cast<Word>(function) : reinterpret_cast<Word>(exported);
  }
};

// As enter_fun and enter_apply below, for callers that go on in emitted code, too.
CallTarget resolve_fun(Process& process, const Word* pc, Term fun, uint32_t arity);
CallTarget resolve_apply(Process& process, const Word* pc, uint32_t arity);

// Where a call of a fun goes: what it captured follows the arguments in the X registers;
// process.resume_live is their number. Null: badfun, badarity or undef is set.
const Word* enter_fun(Process& process, const Word* pc, Term fun, uint32_t arity);
// apply: module and name in x[arity], x[arity + 1]. process.resume_live as above.
const Word* enter_apply(Process& process, const Word* pc, uint32_t arity);
bool is_fun_of_arity(Term fun, Term arity);

}  // namespace linac
