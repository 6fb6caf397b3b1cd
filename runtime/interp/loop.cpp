// The dispatch loop. Handlers stand in ops_*.inc, one family each; what is rare or long is a
// function of slow_paths.h, so that the registers of the loop stay in machine registers.
//
// Rules that every handler keeps
//  I1 pc stands at the running instruction until NEXT or a jump: a raise and a trace need it.
//  I2 Before any call that may collect, raise, or look at the process: SYNC_OUT; after it SYNC_IN,
//     and what the handler holds of the heap or the stack is read again.
//  I3 A handler that allocates without asking writes only into words that an earlier heap test
//     covers (validated when the module was loaded).
//  I4 Destructuring handlers without _u test what they take apart: compilers leave tests out.
//  I5 x[live..] is garbage at a safepoint; every frame slot is a term there.
#include "runtime/interp/loop.h"

#include <algorithm>

#include "core/term/arith.h"
#include "core/term/bits.h"
#include "core/term/boxed.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "runtime/code/entries.h"
#include "runtime/code/sanitizer.h"
#include "runtime/code/threaded.h"
#include "runtime/code/tier.h"
#include "runtime/exec/enter.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/send.h"
#include "runtime/interp/native_entry.h"
#include "runtime/interp/slow_bits.h"
#include "runtime/interp/slow_paths.h"
#include "runtime/interp/slow_records.h"
#include "runtime/memory/frame.h"

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wgnu-label-as-value"
#elif defined(__GNUC__)
#pragma GCC diagnostic ignored "-Wpedantic"
#endif

namespace linac {
namespace {

inline int32_t low32(Word word) { return static_cast<int32_t>(word); }
inline Term high_term(Word word) {
  return Term{static_cast<Word>(static_cast<int64_t>(word) >> 32)};
}
inline uint32_t high32(Word word) { return static_cast<uint32_t>(word >> 32); }
inline uint32_t part(Word word, int index) { return word >> (16 * index) & 0xFFFF; }
inline bool both_small(Term a, Term b) { return ((a.bits | b.bits) & kTagMask) == 0; }
inline bool both_self_floats(Term a, Term b) { return a.is_self_float() && b.is_self_float(); }

RunExit run(Process* process, RegisterFile* registers, const void* const** handlers) {
  static const void* const kHandlers[] = {
#define BYTECODE(name, doc) &&L_##name,
#include "runtime/interp/bytecode.def"
#undef BYTECODE
  };
  static_assert(sizeof(kHandlers) / sizeof(void*) == static_cast<size_t>(Bytecode::kCount));
  if (handlers) {
    *handlers = kHandlers;
    return RunExit::kFinish;
  }

  const char* const base = static_cast<const char*>(kHandlers[0]);
  Term* const x = registers->x;
  double* const f = registers->f;
  AtomTable& atom_table = *process->vm->atoms;
  const Word* pc = process->resume;
  Word* sp = process->stack.sp;
  Word* htop = process->heap.space.top;
  int64_t reductions = process->reductions_left;
  Word w;

#define INTERPRETER_RETURN reinterpret_cast<Word>(&linac_interpreter_return)
// -- operands of the first word
#define A (static_cast<uint32_t>(w >> 32) & 0xFFFF)
#define B (static_cast<uint32_t>(w >> 48))
#define X(operand) (*reinterpret_cast<Term*>(reinterpret_cast<char*>(x) + (operand)))
#define Y(operand) (*reinterpret_cast<Term*>(reinterpret_cast<char*>(sp) + (operand)-1))
#define F(operand) (*reinterpret_cast<double*>(reinterpret_cast<char*>(f) + (operand)))
// A register of either kind, and a value: see the notation in bytecode.def.
#define R(operand)           \
  (*reinterpret_cast<Term*>( \
      ((operand)&1 ? reinterpret_cast<char*>(sp) - 1 : reinterpret_cast<char*>(x)) + (operand)))
#define V(operand)                                                                       \
  (*reinterpret_cast<const Term*>(((operand)&2   ? reinterpret_cast<const char*>(pc) - 2 \
                                   : (operand)&1 ? reinterpret_cast<const char*>(sp) - 1 \
                                                 : reinterpret_cast<const char*>(x)) +   \
                                  (operand)))
#define DISPATCH()                         \
  do {                                     \
    w = *pc;                               \
    goto*(base + static_cast<int32_t>(w)); \
  } while (0)
#define NEXT(words) \
  do {              \
    pc += (words);  \
    DISPATCH();     \
  } while (0)
#define JUMP(distance) NEXT(static_cast<int64_t>(distance))
#define SYNC_OUT()                         \
  do {                                     \
    process->heap.space.top = htop;        \
    process->stack.sp = sp;                \
    process->reductions_left = reductions; \
  } while (0)
#define SYNC_IN()                          \
  do {                                     \
    htop = process->heap.space.top;        \
    sp = process->stack.sp;                \
    reductions = process->reductions_left; \
  } while (0)
// An error with an atom as its reason, raised at pc.
#define ERROR(reason_atom)            \
  do {                                \
    SYNC_OUT();                       \
    set_error(*process, reason_atom); \
    goto raise;                       \
  } while (0)
#define ERROR_WITH(tag, value)                \
  do {                                        \
    SYNC_OUT();                               \
    set_error_with(*process, pc, tag, value); \
    goto raise;                               \
  } while (0)
// Enters the code of an entry: one reduction, and the slice's end is looked at.
#define ENTER(code_pointer, live_count)   \
  do {                                    \
    pc = (code_pointer);                  \
    if (--reductions <= 0) [[unlikely]] { \
      yield_live = (live_count);          \
      goto yield;                         \
    }                                     \
    DISPATCH();                           \
  } while (0)
#define PUSH_RETURN(return_pc)                 \
  do {                                         \
    sp -= 2;                                   \
    sp[0] = INTERPRETER_RETURN;                \
    sp[1] = reinterpret_cast<Word>(return_pc); \
  } while (0)
#define RETURN()                                  \
  do {                                            \
    if (sp[0] != INTERPRETER_RETURN) [[unlikely]] \
      goto special_return;                        \
    pc = reinterpret_cast<const Word*>(sp[1]);    \
    sp += 2;                                      \
    DISPATCH();                                   \
  } while (0)
#define DROP(bytes) sp = reinterpret_cast<Word*>(reinterpret_cast<char*>(sp) + (bytes))

  uint32_t yield_live = 0;
  ArithOp slow_op = ArithOp::kAdd;
  Term slow_a = kNil, slow_b = kNil;
  Word bits_value = 0, bits_count = 0;
  Term bits_term = kNil;
  const NativeInfo* native = nullptr;
  NativeResult native_result{kNoTerm, NativeStatus::kValue};
  process->restore_registers(x);
  DISPATCH();

// In the order in which the code is to lie.
// clang-format off
#include "runtime/interp/ops_move.inc"
#include "runtime/interp/ops_call.inc"
#include "runtime/interp/ops_type.inc"
#include "runtime/interp/ops_arith.inc"
#include "runtime/interp/ops_data.inc"
#include "runtime/interp/ops_bits.inc"
#include "runtime/interp/ops_records.inc"
#include "runtime/interp/ops_exception.inc"
#include "runtime/interp/ops_message.inc"
  // clang-format on

raise:  // the exception is set, pc is where; SYNC_OUT was done
  pc = handle_exception(*process, pc);
  if (!pc) return RunExit::kFinish;
  SYNC_IN();
  DISPATCH();

yield:  // at the entry of a function, with yield_live arguments
  SYNC_OUT();
  process->resume = pc;
  process->save_registers(x, yield_live);
  return RunExit::kSlice;

special_return:                     // to code that is not the interpreter's
  if (sp[0] != kWatermarkReturn) {  // emitted code, which takes x0 in rax
    registers->native_target = *sp++;
    goto enter_native;
  }
  process->stack.sp = sp;
  process->stack.watermark_hit();
  RETURN();
}

}  // namespace

const void* const* interpreter_handlers() {
  const void* const* handlers = nullptr;
  run(nullptr, nullptr, &handlers);
  return handlers;
}

RunExit interpret(Process& process, RegisterFile& registers) {
  process.registers = &registers;
  registers.process = &process;
  registers.exception = {};
  registers.build = {};
  RunExit result = run(&process, &registers, nullptr);
  registers.process->registers = nullptr;
  return result;
}

}  // namespace linac
