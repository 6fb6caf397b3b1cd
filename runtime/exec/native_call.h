// A native's view of its call: arguments as handles, a way to reserve heap words, and the ways to
// end. A native holds terms only as handles or inside a NoGc scope (runtime/memory/root_scope.h).
//
//   NativeResult erlang_tuple_to_list_1(NativeCall& call) {
//     if (!call[0].is_tuple()) return call.badarg();
//     Reserved room = call.reserve(kConsWords * call[0].tuple_arity());   // may collect
//     if (!room.ok()) return call.out_of_memory();
//     Term tuple = call[0].get(room), list = kNil;
//     for (size_t i = tuple_arity(tuple); i-- > 0;) {
//       list = room.space().cons(tuple_element(tuple, i), list);
//     }
//     return call.value(list);
//   }
#pragma once

#include "core/term/boxed.h"
#include "runtime/code/bif_table.h"
#include "runtime/memory/root_scope.h"
#include "runtime/process/event.h"
#include "runtime/process/process.h"

namespace linac {

class NativeCall {
 public:
  // `in_guard`: nothing may be collected for an error, which nobody will see.
  NativeCall(Process& process, const NativeInfo& info, Term* arguments, const Safepoint& safepoint,
             bool in_guard = false)
      : process_(process),
        info_(info),
        arguments_(arguments),
        safepoint_(safepoint),
        in_guard_(in_guard),
        rooted_(process.heap, safepoint) {}

  Process& process() { return process_; }
  VmContext& vm() { return *process_.vm; }
  const AtomTable& atoms() { return *process_.vm->atoms; }
  const NativeInfo& info() const { return info_; }
  uint32_t arity() const { return info_.arity; }
  const Term* arguments() const { return arguments_; }  // good until something collects

  Handle operator[](uint32_t index) {
    VM_SLOW_CHECK(index < info_.arity);
    return Handle::of_rooted(&arguments_[index]);
  }

  // Room for `words` words; may collect, which moves every term that is not behind a handle. When
  // it is not ok(): return out_of_memory().
  Reserved reserve(size_t words) { return linac::reserve(process_.heap, words); }
  Heap& heap() { return process_.heap; }  // for RootScope and NoGc
  const Safepoint& safepoint() const { return safepoint_; }

  // Long work pays: about one reduction for each microsecond.
  void charge(int64_t reductions) {
    process_.reductions_left -= reductions;
    if (reductions >= kSlowNativeReductions) [[unlikely]]
      tell_slow(reductions);
  }

  NativeResult value(Term term) { return {term, NativeStatus::kValue}; }
  NativeResult value(Handle handle) {
    NoGc no_gc(process_.heap);
    return {handle.get(no_gc), NativeStatus::kValue};
  }
  NativeResult boolean(bool value) { return {make_bool(value), NativeStatus::kValue}; }

  NativeResult badarg() { return error(atoms::kBadarg); }
  NativeResult badarith() { return error(atoms::kBadarith); }
  NativeResult system_limit() { return error(atoms::kSystemLimit); }
  // Of functions that OTP writes in Erlang: no clause matches the arguments.
  NativeResult function_clause() { return error(atoms::kFunctionClause); }
  // Class error with this reason; the trace's first frame is this native with its arguments.
  NativeResult error(Term reason) { return raise(atoms::kError, reason); }
  // badarg with what OTP's error_info gives as its cause, an atom.
  NativeResult badarg_because(Term cause) {
    NativeResult raised = badarg();
    process_.exception().cause = cause;
    return raised;
  }
  // {badmap, Map}, {badkey, Key} and the like.
  NativeResult error_with(Term tag, Handle value);
  NativeResult raise(Term exception_class, Term reason) {
    process_.exception() = {exception_class, reason, kNoTerm, kNil};
    return {kNoTerm, NativeStatus::kRaise};
  }
  // As if the function that called this native had raised it: erlang:error/1, exit/1, throw/1.
  NativeResult raise_in_caller(Term exception_class, Term reason) {
    process_.exception() = {exception_class, reason, kNoTerm, kNil};
    process_.exception().from_caller = true;
    return {kNoTerm, NativeStatus::kRaise};
  }
  // The process is over its heap limit: it ends.
  NativeResult out_of_memory();

 private:
  void tell_slow(int64_t reductions);

  Process& process_;
  const NativeInfo& info_;
  Term* arguments_;
  const Safepoint& safepoint_;
  const bool in_guard_;
  Heap::NativeCall rooted_;
};

// To the host, if it is slow.
void tell_slow_native(Process& process, const NativeInfo& native, uint64_t nanoseconds);

}  // namespace linac
