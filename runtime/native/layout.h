// What emitted code and x64.S know of C++ objects: offsets in bytes, checked in layout.cpp. This
// file is read by the assembler, too.
#pragma once

// Process (r14)
#define LINAC_PROCESS_REGISTERS 8
#define LINAC_PROCESS_REDUCTIONS 16
#define LINAC_PROCESS_SP 24
#define LINAC_PROCESS_STACK_LIMIT 32
#define LINAC_PROCESS_HEAP_TOP 104
#define LINAC_PROCESS_HEAP_LIMIT 112

// RegisterFile (Process::registers)
#define LINAC_REGISTERS_C_STACK 8224
#define LINAC_REGISTERS_NATIVE_TARGET 8232
#define LINAC_REGISTERS_LEAVE_PC 8240
#define LINAC_REGISTERS_LEAVE_LIVE 8248
#define LINAC_REGISTERS_LEAVE_EXIT 8252
#define LINAC_REGISTERS_ENTRY 8256
#define LINAC_REGISTERS_RESULT 8264
#define LINAC_REGISTERS_NATIVE_MASK 8272
#define LINAC_REGISTERS_NATIVE 8280
#define LINAC_REGISTERS_NATIVE_FLOATS 8360
#define LINAC_REGISTERS_PROCESS 8480
#define LINAC_REGISTERS_SCRATCH 8488
#define LINAC_REGISTERS_X 0

// FunctionEntry and ExportEntry
#define LINAC_FUNCTION_CODE 0
#define LINAC_FUNCTION_NATIVE 8
#define LINAC_EXPORT_CODE 24
#define LINAC_EXPORT_NATIVE 32
#define LINAC_ENTRY_ARITY 16  // of both

// FunEntry
#define LINAC_FUN_ARITY 16
#define LINAC_FUN_CAPTURED 20
#define LINAC_FUN_FUNCTION 24

// The lowest byte of a box's header
#define LINAC_HEADER_TUPLE 0x07
#define LINAC_HEADER_CLOSURE 0x47
#define LINAC_HEADER_HEAP_BINARY 0x57
#define LINAC_HEADER_SHARED_BINARY 0x5F
#define LINAC_HEADER_SUB_BINARY 0x67
#define LINAC_HEADER_EXTERNAL_FUN 0x4F
#define LINAC_HEADER_WORD 0x100  // what a word more adds to a header
#define LINAC_HEADER_SIZE_SHIFT 8

// CallRecord
#define LINAC_RECORD_FRAME_WORDS 0
#define LINAC_RECORD_TERM_REGISTERS 12

// NativeExit (runtime/interp/native_entry.h)
#define LINAC_EXIT_CALL 0
#define LINAC_EXIT_GO_ON 1
#define LINAC_EXIT_YIELD 2

#ifndef __ASSEMBLER__

#include <cstdint>

namespace linac {

// Registers of RegisterFile::native, in its order. The first six hold arguments.
enum class NativeRegister : uint8_t { kRax, kRcx, kRdx, kRsi, kRdi, kR8, kR9, kRbx, kRbp, kR12 };
inline constexpr uint32_t kArgumentRegisters = 6;

inline constexpr int32_t kOffsetProcessRegisters = LINAC_PROCESS_REGISTERS;
inline constexpr int32_t kOffsetProcessReductions = LINAC_PROCESS_REDUCTIONS;
inline constexpr int32_t kOffsetProcessStackLimit = LINAC_PROCESS_STACK_LIMIT;
inline constexpr int32_t kOffsetProcessHeapTop = LINAC_PROCESS_HEAP_TOP;
inline constexpr int32_t kOffsetProcessHeapLimit = LINAC_PROCESS_HEAP_LIMIT;
inline constexpr int32_t kOffsetRegistersScratch = LINAC_REGISTERS_SCRATCH;
inline constexpr int32_t kOffsetRegistersX = LINAC_REGISTERS_X;
inline constexpr int32_t kOffsetFunctionNative = LINAC_FUNCTION_NATIVE;
inline constexpr int32_t kOffsetExportNative = LINAC_EXPORT_NATIVE;

// A frame of at most so many slots needs no subtraction in its check: `cmp rsp, [r14 + limit]`,
// below: grow. What is left of the slack is for the calls that it makes and their callees' calls
// of C++.
inline constexpr uint32_t kMaxSmallFrame = 12;

}  // namespace linac

#endif
