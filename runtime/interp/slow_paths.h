// What handlers do rarely, or what is too long to stand in the loop. All of them take the process
// with its heap top and stack pointer stored (I2 of loop.cpp).
#pragma once

#include "core/term/arith.h"
#include "core/term/map.h"
#include "runtime/code/bif_table.h"
#include "runtime/code/entries.h"
#include "runtime/exec/exception.h"
#include "runtime/process/process.h"

namespace linac {

// Live X registers and frame words at a safepoint, as instructions hold them.
struct SafepointWord {
  uint32_t live;
  uint32_t frame_words;
};

// Room for `words` in the heap. False: the process is over its heap limit and its exception is set.
// scratch[0 .. scratch_count) are roots, too.
bool collect(Process& process, size_t words, SafepointWord at, uint32_t scratch_count = 0);
// Room for `words` on the stack below sp. False as above.
bool grow_stack(Process& process, size_t words);

// The functions below that answer false, or null, have set the exception unless it is said otherwise.

// Arithmetic beyond the inline paths, operands in scratch[0], scratch[1]. In a guard (not
// `in_body`) a failure sets nothing.
bool arith_slow(Process& process, ArithOp op, SafepointWord at, bool in_body, Term* result);
// `bif` operations: arguments in scratch[0 .. arity). As above.
bool call_bif(Process& process, const NativeInfo* native, SafepointWord at, bool in_body,
              Term* result);
// A bignum to a float; does not collect: the registers that are live at an fconv are not known.
bool to_double_slow(Process& process, Term number, double* result);
void set_float_badarith(Process& process);

// Calls a native whose arguments are x[0 .. arity), with `frame_words` of the caller's frame.
NativeResult invoke_native(Process& process, const NativeInfo& native, Term* x,
                           uint32_t frame_words);
// A native has raised: what it raises gets the native as its first frame, where that is shown.
void set_frame_of_native(Process& process, const NativeInfo& native, const Safepoint& at,
                         const Term* x);

// A function was called often: compiles it, if it can be. Where its calls go on; null: the program
// ends (--jit=force).
const Word* tier_up(Process& process, FunctionEntry& entry);
// Makes a function's threaded code at its first call.
const Word* prepare_function(Process& process, FunctionEntry* entry);
// Loads the export's module; null: undef or the module's fault is set. The export's stub, unless that
// calls a native: the process has to wait until the module's on_load function has run.
const Word* resolve_export(Process& process, const Word* pc, ExportEntry* target);
void set_undefined_bif(Process& process, const Word* pc, const ExportIdentity& target);
void set_unsupported(Process& process, const Word* pc, uint32_t opcode);
void set_not_destructurable(Process& process, const Word* pc, Term term);

// Wide operands: a term, or a header word that names a register.
inline Term wide_operand(Word word, const Term* x, const Word* sp) {
  if ((word & kTagMask) != kTagHeader) return Term{word};
  uint32_t operand = word >> 8 & 0xFFFF;
  const char* base =
      operand & 1 ? reinterpret_cast<const char*>(sp) - 1 : reinterpret_cast<const char*>(x);
  return *reinterpret_cast<const Term*>(base + operand);
}
inline Word wide_register(uint32_t operand) { return Word{operand} << 8 | kTagHeader; }

// scratch[0], a map, gets `count` pairs: term(2 * i) is a key, term(2 * i + 1) its value, read again
// after each reservation. `at` covers scratch[0]. False: as put_map.
template <class TermAt>
bool put_map_pairs(Process& process, const Word* pc, const Safepoint& at, uint32_t count,
                   bool exact, bool in_body, TermAt term_at);
// The instruction stands at pc (bytecode.def); the result goes to its register. False in put_map
// with a fail label: nothing is set.
bool put_map(Process& process, const Word* pc);
// Several keys of a map; pairs at `at`. False: one is missing, and no register has changed.
bool get_map_elements(Process& process, Term map, const Word* at, uint32_t count, Term* x,
                      Word* sp);

template <class TermAt>
bool put_map_pairs(Process& process, const Word* pc, const Safepoint& at, uint32_t count,
                   bool exact, bool in_body, TermAt term_at) {
  const AtomTable& atom_table = *process.vm->atoms;
  Term* scratch = process.registers->scratch;
  if (!is_map(scratch[0])) {
    if (in_body) set_error_with(process, pc, atoms::kBadmap, scratch[0]);
    return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (!process.heap.reserve(map_put_words(scratch[0]), at)) {
      set_out_of_memory(process);
      return false;
    }
    Term key = term_at(2 * i), value = term_at(2 * i + 1);
    Term map = exact ? map_update(atom_table, scratch[0], key, value, process.heap.space)
                     : map_put(atom_table, scratch[0], key, value, process.heap.space);
    if (map == kNoTerm) {
      if (in_body) set_error_with(process, pc, atoms::kBadkey, key);
      return false;
    }
    scratch[0] = map;
  }
  return true;
}

enum class WaitAnswer : uint8_t { kWait, kTimedOut, kBadValue };
// At wait_timeout with that many milliseconds (or infinity) as its operand.
WaitAnswer start_wait(Process& process, Term timeout);
inline void clear_deadline(Process& process) {
  process.deadline = 0;
  process.matching = false;
}

// At loop_rec: the message at the save pointer, for the program to look at. A small one as a copy in
// the heap, else where it lies (P1 of runtime/process/process.h).
inline Term look_at(Process& process, Fragment& message) {
  Term copy = process.heap.copy_small(message);
  process.matching = copy == kNoTerm;
  return process.matching ? message.root : copy;
}
// At remove_message: the message is the program's.
void take_message(Process& process);
// At loop_rec_end; costs a reduction.
inline void leave_message(Process& process) {
  process.mailbox.advance();
  process.matching = false;
  process.reductions_left--;
}
// At timeout.
inline void end_receive(Process& process) {
  process.mailbox.restart();
  clear_deadline(process);
}

// A receive at `pc` has found no message before a signal: it is handled. False: the process ends.
bool handle_receive_signals(Process& process, const Word* pc);

// The recv_marker instructions; what is no mark or no reference is passed over.
uint64_t receive_mark_of(Process& process);
void bind_receive_mark(Process& process, Term mark, Term reference);
void use_receive_mark(Process& process, Term reference);
void clear_receive_mark(Process& process, Term reference);

}  // namespace linac
