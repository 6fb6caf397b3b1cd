#include "runtime/native/layout.h"

#include <cstddef>

#include "core/term/boxed.h"
#include "runtime/code/entries.h"
#include "runtime/interp/native_entry.h"
#include "runtime/process/process.h"

namespace linac {

// No standard-layout types, but both compilers lay them out as is asserted.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

#define SAME(offset, ...) static_assert(offsetof(__VA_ARGS__) == offset)
SAME(LINAC_PROCESS_REGISTERS, Process, registers);
SAME(LINAC_PROCESS_REDUCTIONS, Process, reductions_left);
SAME(LINAC_PROCESS_SP, Process, stack.sp);
SAME(LINAC_PROCESS_STACK_LIMIT, Process, stack.limit);
SAME(LINAC_PROCESS_HEAP_TOP, Process, heap.space.top);
SAME(LINAC_PROCESS_HEAP_LIMIT, Process, heap.space.limit);
SAME(LINAC_REGISTERS_C_STACK, RegisterFile, c_stack);
SAME(LINAC_REGISTERS_NATIVE_TARGET, RegisterFile, native_target);
SAME(LINAC_REGISTERS_LEAVE_PC, RegisterFile, leave_pc);
SAME(LINAC_REGISTERS_LEAVE_LIVE, RegisterFile, leave_live);
SAME(LINAC_REGISTERS_LEAVE_EXIT, RegisterFile, leave_exit);
SAME(LINAC_REGISTERS_ENTRY, RegisterFile, entry);
SAME(LINAC_REGISTERS_RESULT, RegisterFile, result);
SAME(LINAC_REGISTERS_NATIVE_MASK, RegisterFile, native_mask);
SAME(LINAC_REGISTERS_NATIVE, RegisterFile, native);
SAME(LINAC_REGISTERS_NATIVE_FLOATS, RegisterFile, native_floats);
SAME(LINAC_REGISTERS_PROCESS, RegisterFile, process);
SAME(LINAC_REGISTERS_SCRATCH, RegisterFile, scratch);
SAME(LINAC_REGISTERS_X, RegisterFile, x);
SAME(LINAC_FUNCTION_CODE, FunctionEntry, code);
SAME(LINAC_FUNCTION_NATIVE, FunctionEntry, native_code);
SAME(LINAC_ENTRY_ARITY, FunctionEntry, arity);
SAME(LINAC_EXPORT_CODE, ExportEntry, code);
SAME(LINAC_EXPORT_NATIVE, ExportEntry, native_code);
SAME(LINAC_ENTRY_ARITY, ExportEntry, identity.arity);
SAME(LINAC_FUN_ARITY, FunEntry, arity);
SAME(LINAC_FUN_CAPTURED, FunEntry, captured);
SAME(LINAC_FUN_FUNCTION, FunEntry, function);
SAME(LINAC_RECORD_FRAME_WORDS, CallRecord, frame_words);
SAME(LINAC_RECORD_TERM_REGISTERS, CallRecord, term_registers);
#undef SAME
static_assert(LINAC_HEADER_TUPLE == (make_header(BoxedKind::kTuple, 0) & 0xFF));
static_assert(LINAC_HEADER_SIZE_SHIFT == kHeaderSizeShift);
static_assert(LINAC_HEADER_CLOSURE == (make_header(BoxedKind::kClosure, 0) & 0xFF));
static_assert(LINAC_HEADER_HEAP_BINARY == (make_header(BoxedKind::kHeapBinary, 0) & 0xFF));
static_assert(LINAC_HEADER_SHARED_BINARY == (make_header(BoxedKind::kSharedBinary, 0) & 0xFF));
static_assert(LINAC_HEADER_SUB_BINARY == (make_header(BoxedKind::kSubBinary, 0) & 0xFF));
static_assert(LINAC_HEADER_EXTERNAL_FUN == (make_header(BoxedKind::kExternalFun, 0) & 0xFF));
static_assert(LINAC_HEADER_WORD ==
              make_header(BoxedKind::kTuple, 2) - make_header(BoxedKind::kTuple, 1));
static_assert(LINAC_EXIT_CALL == static_cast<int>(NativeExit::kCall));
static_assert(LINAC_EXIT_GO_ON == static_cast<int>(NativeExit::kGoOn));
static_assert(LINAC_EXIT_YIELD == static_cast<int>(NativeExit::kYield));

#pragma GCC diagnostic pop

}  // namespace linac
