#include "runtime/exec/enter.h"

#include "core/term/boxed.h"
#include "runtime/code/code_server.h"
#include "runtime/exec/exception.h"

namespace linac {

bool is_fun_of_arity(Term fun, Term arity) {
  if (!arity.is_small()) return false;
  int64_t wanted = arity.small_value();
  if (is_closure(fun)) {
    return reinterpret_cast<const FunEntry*>(payload(fun)[0])->arity == wanted;
  }
  return is_external_fun(fun) && export_identity(fun).arity == wanted;
}

namespace {

void set_bad_call(Process& process, const Word* pc, Term fun, uint32_t arity) {
  if (!is_fun(fun)) return set_error_with(process, pc, atoms::kBadfun, fun);
  Term* scratch = process.registers->scratch;
  scratch[0] = fun;
  Safepoint at = safepoint_at(process, pc, 1);
  at.register_count = arity;
  if (!process.heap.reserve(2 * tuple_words(2) + arity * kConsWords, at)) {
    return set_out_of_memory(process);
  }
  TermSpace& space = process.heap.space;
  Term list = kNil;
  for (uint32_t i = arity; i-- > 0;) list = space.cons(process.registers->x[i], list);
  Term call = space.tuple_of(scratch[0], list);
  set_error(process, space.tuple_of(atoms::kBadarity, call));
}

}  // namespace

CallTarget resolve_fun(Process& process, const Word* pc, Term fun, uint32_t arity) {
  Term* x = process.registers->x;
  if (is_closure(fun)) {
    const FunEntry& entry = *reinterpret_cast<const FunEntry*>(payload(fun)[0]);
    FunctionEntry* function = entry.function.load(std::memory_order_acquire);
    if (entry.arity == arity && function) {
      for (uint32_t i = 0; i < entry.captured; i++) x[arity + i] = payload_term(fun, 1 + i);
      process.resume_live = arity + entry.captured;
      return {function, nullptr};
    }
  } else if (is_external_fun(fun)) {
    ExportEntry* target = reinterpret_cast<ExportEntry*>(payload(fun)[0]);
    if (target->identity.arity == arity) {
      process.resume_live = arity;
      return {nullptr, target};
    }
  }
  set_bad_call(process, pc, fun, arity);
  return {};
}

const Word* enter_fun(Process& process, const Word* pc, Term fun, uint32_t arity) {
  CallTarget target = resolve_fun(process, pc, fun, arity);
  return target ? target.code() : nullptr;
}

const Word* enter_apply(Process& process, const Word* pc, uint32_t arity) {
  CallTarget target = resolve_apply(process, pc, arity);
  return target ? target.code() : nullptr;
}

CallTarget resolve_apply(Process& process, const Word* pc, uint32_t arity) {
  Term* x = process.registers->x;
  Term module = x[arity], name = x[arity + 1];
  process.resume_live = arity;
  if (module.is_atom() && name.is_atom()) {
    return {nullptr, process.vm->code->export_entry(module, name, arity)};
  }
  // badarg of erlang:apply/3, with the arguments as a list.
  Term* scratch = process.registers->scratch;
  scratch[0] = module;
  scratch[1] = name;
  Safepoint at = safepoint_at(process, pc, 2);
  at.register_count = arity;
  if (!process.heap.reserve(arity * kConsWords, at)) {
    set_out_of_memory(process);
    return {};
  }
  Term list = kNil;
  for (uint32_t i = arity; i-- > 0;) list = process.heap.space.cons(x[i], list);
  scratch[2] = list;
  at.register_count = 0;
  at.scratch_count = 3;
  set_error(process, atoms::kBadarg);
  set_first_frame(process, at, atoms::kErlang, atoms::kApply, scratch, 3, atoms::kErlErtsErrors);
  return {};
}

}  // namespace linac
