// erlang:apply: goes on in the function that it names, as a tail call would.
#include "runtime/code/code_server.h"
#include "runtime/exec/enter.h"
#include "runtime/exec/native_call.h"

namespace linac {
namespace {

constexpr size_t kMaxArguments = 255;

// The length of a proper list of at most kMaxArguments elements.
std::optional<uint32_t> argument_count(Term list) {
  uint32_t count = 0;
  for (; list.is_cons(); list = list.tail()) {
    if (++count > kMaxArguments) return std::nullopt;
  }
  if (!list.is_nil()) return std::nullopt;
  return count;
}

void spread(Term list, Term* x) {
  for (; list.is_cons(); list = list.tail()) *x++ = list.head();
}

NativeResult go_on(Process& process, const Word* code, uint32_t live) {
  process.resume = code;
  process.resume_live = live;
  return {kNoTerm, NativeStatus::kCall};
}

// {badarity, {Fun, Arguments}} or {badfun, Fun}.
NativeResult bad_call(NativeCall& call) {
  Reserved room = call.reserve(2 * tuple_words(2));
  if (!room.ok()) return call.out_of_memory();
  Term fun = call[0].get(room);
  Term reason = is_fun(fun) ? room.space().tuple_of(atoms::kBadarity,
                                                    room.space().tuple_of(fun, call[1].get(room)))
                            : room.space().tuple_of(atoms::kBadfun, fun);
  return call.raise_in_caller(atoms::kError, reason);
}

}  // namespace

NativeResult erlang_apply_2(NativeCall& call) {
  Process& process = call.process();
  Term fun;
  uint32_t arity;
  {
    NoGc no_gc(call.heap());
    fun = call[0].get(no_gc);
    auto count = argument_count(call[1].get(no_gc));
    if (!count) return call.badarg();
    arity = *count;
    if (is_fun_of_arity(fun, make_small(arity))) {
      spread(call[1].get(no_gc), process.registers->x);
      const Word* code = enter_fun(process, nullptr, fun, arity);
      if (code) return go_on(process, code, process.resume_live);
      return {kNoTerm, NativeStatus::kRaise};
    }
  }
  return bad_call(call);
}

NativeResult erlang_apply_3(NativeCall& call) {
  NoGc no_gc(call.heap());
  Term module = call[0].get(no_gc), name = call[1].get(no_gc);
  auto count = argument_count(call[2].get(no_gc));
  if (!module.is_atom() || !name.is_atom() || !count) return call.badarg();
  ExportEntry* target = call.vm().code->export_entry(module, name, *count);
  spread(call[2].get(no_gc), call.process().registers->x);
  return go_on(call.process(), target->code.load(std::memory_order_acquire), *count);
}

}  // namespace linac
