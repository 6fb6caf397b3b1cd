// The ways between emitted code and C++ on x86-64 (runtime/native/stubs.h, docs/jit.md).
//
// Emitted code runs on the process's stack, C++ on the thread's, whose pointer linac_enter_native has
// stored, aligned, in RegisterFile::c_stack. Below c_stack lies nothing that is needed, so each call
// of C++ starts there again and nothing nests. No stub uses words below rsp.
//
// r14 process, r15 heap top, r13 reductions; here r15 often is the register file instead, once the
// heap top is stored.

#include "runtime/native/layout.h"

#if defined(__x86_64__)

        .intel_syntax noprefix
        .text

        .macro FUNCTION name
        .globl \name
        .hidden \name
        .type \name, @function
        .p2align 4
\name:
        .endm

// What the thread's stack looks like from c_stack on, for debuggers: linac_enter_native's frame.
        .macro ON_C_STACK
        .cfi_startproc
        .cfi_def_cfa rsp, 64
        .cfi_offset rbp, -16
        .cfi_offset rbx, -24
        .cfi_offset r12, -32
        .cfi_offset r13, -40
        .cfi_offset r14, -48
        .cfi_offset r15, -56
        .endm

        .macro STORE_ARGUMENTS base
        mov [\base + LINAC_REGISTERS_X], rax
        mov [\base + LINAC_REGISTERS_X + 8], rcx
        mov [\base + LINAC_REGISTERS_X + 16], rdx
        mov [\base + LINAC_REGISTERS_X + 24], rsi
        mov [\base + LINAC_REGISTERS_X + 32], rdi
        mov [\base + LINAC_REGISTERS_X + 40], r8
        .endm

        .macro LOAD_ARGUMENTS base
        mov rax, [\base + LINAC_REGISTERS_X]
        mov rcx, [\base + LINAC_REGISTERS_X + 8]
        mov rdx, [\base + LINAC_REGISTERS_X + 16]
        mov rsi, [\base + LINAC_REGISTERS_X + 24]
        mov rdi, [\base + LINAC_REGISTERS_X + 32]
        mov r8, [\base + LINAC_REGISTERS_X + 40]
        .endm

// The process's state is stored, and r15 is the register file.
        .macro SAVE_STATE
        mov [r14 + LINAC_PROCESS_HEAP_TOP], r15
        mov r15, [r14 + LINAC_PROCESS_REGISTERS]
        mov [r14 + LINAC_PROCESS_SP], rsp
        mov [r14 + LINAC_PROCESS_REDUCTIONS], r13
        .endm

        .macro SAVE_REGISTERS
        mov [r15 + LINAC_REGISTERS_NATIVE], rax
        mov [r15 + LINAC_REGISTERS_NATIVE + 8], rcx
        mov [r15 + LINAC_REGISTERS_NATIVE + 16], rdx
        mov [r15 + LINAC_REGISTERS_NATIVE + 24], rsi
        mov [r15 + LINAC_REGISTERS_NATIVE + 32], rdi
        mov [r15 + LINAC_REGISTERS_NATIVE + 40], r8
        mov [r15 + LINAC_REGISTERS_NATIVE + 48], r9
        mov [r15 + LINAC_REGISTERS_NATIVE + 56], rbx
        mov [r15 + LINAC_REGISTERS_NATIVE + 64], rbp
        mov [r15 + LINAC_REGISTERS_NATIVE + 72], r12
        .endm

        .macro RESTORE_REGISTERS
        mov rax, [r15 + LINAC_REGISTERS_NATIVE]
        mov rcx, [r15 + LINAC_REGISTERS_NATIVE + 8]
        mov rdx, [r15 + LINAC_REGISTERS_NATIVE + 16]
        mov rsi, [r15 + LINAC_REGISTERS_NATIVE + 24]
        mov rdi, [r15 + LINAC_REGISTERS_NATIVE + 32]
        mov r8, [r15 + LINAC_REGISTERS_NATIVE + 40]
        mov r9, [r15 + LINAC_REGISTERS_NATIVE + 48]
        mov rbx, [r15 + LINAC_REGISTERS_NATIVE + 56]
        mov rbp, [r15 + LINAC_REGISTERS_NATIVE + 64]
        mov r12, [r15 + LINAC_REGISTERS_NATIVE + 72]
        .endm

        .macro EACH_FLOAT operation
        .irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
        \operation \n
        .endr
        .endm
        .macro SAVE_FLOAT n
        movsd qword ptr [r15 + LINAC_REGISTERS_NATIVE_FLOATS + 8 * \n], xmm\n
        .endm
        .macro RESTORE_FLOAT n
        movsd xmm\n, qword ptr [r15 + LINAC_REGISTERS_NATIVE_FLOATS + 8 * \n]
        .endm

// rsi := the record of the call that returns to [rsp]. Uses rax.
        .macro FIND_RECORD
        mov rsi, [rsp]
        movsxd rax, dword ptr [rsi + 3]
        add rsi, rax
        .endm

// -- in and out

// NativeExit linac_enter_native(Process* rdi, const void* rsi)
FUNCTION linac_enter_native
        .cfi_startproc
        push rbp
        .cfi_adjust_cfa_offset 8
        push rbx
        .cfi_adjust_cfa_offset 8
        push r12
        .cfi_adjust_cfa_offset 8
        push r13
        .cfi_adjust_cfa_offset 8
        push r14
        .cfi_adjust_cfa_offset 8
        push r15
        .cfi_adjust_cfa_offset 8
        sub rsp, 8
        .cfi_adjust_cfa_offset 8
        mov r14, rdi
        mov r15, [rdi + LINAC_PROCESS_REGISTERS]
        mov [r15 + LINAC_REGISTERS_C_STACK], rsp
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r13, [r14 + LINAC_PROCESS_REDUCTIONS]
        mov r10, rsi
        LOAD_ARGUMENTS r15
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        jmp r10
        .cfi_endproc

// The process's state is stored, leave_exit says why. r14.
FUNCTION linac_leave
        mov r11, [r14 + LINAC_PROCESS_REGISTERS]
        mov eax, [r11 + LINAC_REGISTERS_LEAVE_EXIT]
        mov rsp, [r11 + LINAC_REGISTERS_C_STACK]
        add rsp, 8
        pop r15
        pop r14
        pop r13
        pop r12
        pop rbx
        pop rbp
        ret

// r11 entry, arguments in registers: leaves to enter its code.
        .macro LEAVE_AT_ENTRY code, exit
        SAVE_STATE
        STORE_ARGUMENTS r15
        mov rax, [r11 + \code]
        mov [r15 + LINAC_REGISTERS_LEAVE_PC], rax
        mov eax, [r11 + LINAC_ENTRY_ARITY]
        mov [r15 + LINAC_REGISTERS_LEAVE_LIVE], eax
        mov dword ptr [r15 + LINAC_REGISTERS_LEAVE_EXIT], \exit
        jmp linac_leave
        .endm

FUNCTION linac_call_function
        LEAVE_AT_ENTRY LINAC_FUNCTION_CODE, LINAC_EXIT_CALL
FUNCTION linac_call_export
        LEAVE_AT_ENTRY LINAC_EXPORT_CODE, LINAC_EXIT_CALL
FUNCTION linac_yield_entry
        LEAVE_AT_ENTRY LINAC_FUNCTION_CODE, LINAC_EXIT_YIELD

// Emitted code has returned rax to an interpreted frame, whose pc is the next word.
FUNCTION linac_interpreter_return
        mov r11, [r14 + LINAC_PROCESS_REGISTERS]
        mov [r11 + LINAC_REGISTERS_X], rax
        mov rax, [rsp]
        add rsp, 8
        mov [r11 + LINAC_REGISTERS_LEAVE_PC], rax
        mov dword ptr [r11 + LINAC_REGISTERS_LEAVE_EXIT], LINAC_EXIT_GO_ON
        SAVE_STATE
        jmp linac_leave

// Emitted code has returned rax to the frame that has the watermark: its own return address is put
// back, and then it is returned to.
FUNCTION linac_watermark_return
        ON_C_STACK
        sub rsp, 8
        SAVE_STATE
        mov [r15 + LINAC_REGISTERS_RESULT], rax
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        mov rdi, r14
        call linac_on_watermark
        mov rax, [r15 + LINAC_REGISTERS_RESULT]
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret
        .cfi_endproc

// -- after C++ on the thread's stack, with r15 the register file

// Goes on at rax: an entry with its arguments in x, a handler, linac_leave.
FUNCTION linac_continue
        mov r10, rax
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r13, [r14 + LINAC_PROCESS_REDUCTIONS]
        LOAD_ARGUMENTS r15
        mov r11, [r15 + LINAC_REGISTERS_ENTRY]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        jmp r10

// Returns to the suspended helper call, entered by linac_enter_native.
FUNCTION linac_resume_registers
        mov r15, [r14 + LINAC_PROCESS_REGISTERS]
        EACH_FLOAT RESTORE_FLOAT
        RESTORE_REGISTERS
        mov r11, [r15 + LINAC_REGISTERS_RESULT]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret

// -- calls

        .macro CALL_NATIVE last
        ON_C_STACK
        SAVE_STATE
        mov rdi, r14
        mov rsi, r10
        mov edx, \last
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        call linac_run_native
        test rax, rax
        jnz linac_continue
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r13, [r14 + LINAC_PROCESS_REDUCTIONS]
        mov rax, [r15 + LINAC_REGISTERS_RESULT]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret
        .cfi_endproc
        .endm

FUNCTION linac_call_native
        CALL_NATIVE 0
FUNCTION linac_call_native_last
        CALL_NATIVE 1

// r11 the C++ function: null, and the result is in RegisterFile::result; or where to go on. It may have
// put another process into the register file, which returns from a call of its own then.
FUNCTION linac_call_receive
        ON_C_STACK
        SAVE_STATE
        mov rdi, r14
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        call r11
        mov r14, [r15 + LINAC_REGISTERS_PROCESS]
        test rax, rax
        jnz linac_continue
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r13, [r14 + LINAC_PROCESS_REDUCTIONS]
        mov rax, [r15 + LINAC_REGISTERS_RESULT]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret
        .cfi_endproc

FUNCTION linac_receive
        lea r11, [rip + linac_run_receive]
        jmp linac_call_receive
FUNCTION linac_wait
        lea r11, [rip + linac_run_wait]
        jmp linac_call_receive
FUNCTION linac_wait_timeout
        lea r11, [rip + linac_run_wait_timeout]
        jmp linac_call_receive

// r10 arity, r11 fun or nothing
        .macro CALL_RESOLVED resolve, last
        ON_C_STACK
        SAVE_STATE
        STORE_ARGUMENTS r15
        mov rdi, r14
        mov rsi, r10
        mov rdx, r11
        mov ecx, \last
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        call \resolve
        jmp linac_continue
        .cfi_endproc
        .endm

// Drops the frame that the record of r9, a return address, describes. Uses r12.
        .macro DROP_FRAME
        movsxd r12, dword ptr [r9 + 3]
        mov r12d, [r9 + r12 + LINAC_RECORD_FRAME_WORDS]
        lea rsp, [rsp + 8 * r12]
        .endm

// What a closure captured follows its arguments: the k-th goes to \first and so on, then to x. r11
// the closure, ebp how many, at least one, rbx the entry that is entered then.
        .macro LOAD_CAPTURED first:req, more:vararg
        mov \first, [r11 + 13]
        dec ebp
        jz 8f
        add r11, 8
        .ifnb \more
        LOAD_CAPTURED \more
        .else
        mov r9, [r14 + LINAC_PROCESS_REGISTERS]
9:      mov r12, [r11 + 13]
        mov [r9 + LINAC_REGISTERS_X + 48], r12
        add r11, 8
        add r9, 8
        dec ebp
        jnz 9b
        .endif
        .endm

// r10 arity, r11 fun. Closures of at most five arguments and external funs are called without C++.
// `last`: jumped to, with r9 where it would return to: a call that is never returned from makes the
// processor guess all returns behind it wrong.
        .macro CALL_FUN last
        lea ebx, [r11 - 3]
        test bl, 7
        jnz 7f
        mov rbx, [r11 + 5]              // its entry
        cmp byte ptr [r11 - 3], LINAC_HEADER_CLOSURE
        jne 6f
        cmp [rbx + LINAC_FUN_ARITY], r10d
        jne 7f
        cmp r10d, 5
        ja 7f
        mov ebp, [rbx + LINAC_FUN_CAPTURED]
        mov rbx, [rbx + LINAC_FUN_FUNCTION]
        test rbx, rbx
        jz 7f
        .if \last
        DROP_FRAME
        .endif
        test ebp, ebp
        jz 8f
        lea r9, [rip + 5f]
        movsxd r12, dword ptr [r9 + 4 * r10]
        add r9, r12
        jmp r9
        .p2align 2
5:      .long 50f - 5b, 51f - 5b, 52f - 5b, 53f - 5b, 54f - 5b, 55f - 5b
50:     LOAD_CAPTURED rax, rcx, rdx, rsi, rdi, r8
        jmp 8f
51:     LOAD_CAPTURED rcx, rdx, rsi, rdi, r8
        jmp 8f
52:     LOAD_CAPTURED rdx, rsi, rdi, r8
        jmp 8f
53:     LOAD_CAPTURED rsi, rdi, r8
        jmp 8f
54:     LOAD_CAPTURED rdi, r8
        jmp 8f
55:     LOAD_CAPTURED r8
8:      mov r11, rbx
        jmp qword ptr [rbx + LINAC_FUNCTION_NATIVE]
6:      cmp byte ptr [r11 - 3], LINAC_HEADER_EXTERNAL_FUN
        jne 7f
        cmp [rbx + LINAC_ENTRY_ARITY], r10d
        jne 7f
        .if \last
        DROP_FRAME
        .endif
        mov r11, rbx
        jmp qword ptr [rbx + LINAC_EXPORT_NATIVE]
7:
        .if \last
        push r9
        .endif
        CALL_RESOLVED linac_resolve_fun, \last
        .endm

// Goes on at r10 in the interpreter, which returns to the emitted code.
FUNCTION linac_interpret
        SAVE_STATE
        mov [r15 + LINAC_REGISTERS_LEAVE_PC], r10
        mov dword ptr [r15 + LINAC_REGISTERS_LEAVE_EXIT], LINAC_EXIT_GO_ON
        jmp linac_leave

FUNCTION linac_call_fun
        CALL_FUN 0
FUNCTION linac_call_fun_last
        CALL_FUN 1
FUNCTION linac_apply
        CALL_RESOLVED linac_resolve_apply, 0
FUNCTION linac_apply_last
        push r9
        CALL_RESOLVED linac_resolve_apply, 1

// -- helpers: r11 the C++ function, r10 its immediate

        .macro CALL_HELPER with_floats
        ON_C_STACK
        SAVE_STATE
        SAVE_REGISTERS
        .if \with_floats
        EACH_FLOAT SAVE_FLOAT
        .endif
        FIND_RECORD
        movzx eax, word ptr [rsi + LINAC_RECORD_TERM_REGISTERS]
        mov [r15 + LINAC_REGISTERS_NATIVE_MASK], eax
        mov rdi, r14
        mov rdx, r10
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        call r11
        mov dword ptr [r15 + LINAC_REGISTERS_NATIVE_MASK], 0
        cmp al, 1
        jne linac_helper_other
        mov rsp, [r14 + LINAC_PROCESS_SP]
        mov r13, [r14 + LINAC_PROCESS_REDUCTIONS]
        .if \with_floats
        EACH_FLOAT RESTORE_FLOAT
        .endif
        RESTORE_REGISTERS
        mov r11, [r15 + LINAC_REGISTERS_RESULT]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret
        .cfi_endproc
        .endm

FUNCTION linac_helper
        CALL_HELPER 0
FUNCTION linac_helper_with_floats
        CALL_HELPER 1

// HelperAnswer: 0 an exception is set, 2 leave_exit is set.
FUNCTION linac_helper_other
        ON_C_STACK
        ja linac_leave
        mov rdi, r14
        call linac_unwind
        jmp linac_continue
        .cfi_endproc

        .macro HELPER_STUBS name
FUNCTION linac_stub_\name
        lea r11, [rip + linac_helper_\name]
        jmp linac_helper
FUNCTION linac_stub_\name\()_f
        lea r11, [rip + linac_helper_\name]
        jmp linac_helper_with_floats
        .endm

// Light ones: r10 and r11 are the operands, and what C++ keeps is not saved.
        .macro CALL_LIGHT function, with_floats
        ON_C_STACK
        mov [r14 + LINAC_PROCESS_HEAP_TOP], r15
        mov r15, [r14 + LINAC_PROCESS_REGISTERS]
        mov [r15 + LINAC_REGISTERS_NATIVE], rax
        mov [r15 + LINAC_REGISTERS_NATIVE + 8], rcx
        mov [r15 + LINAC_REGISTERS_NATIVE + 16], rdx
        mov [r15 + LINAC_REGISTERS_NATIVE + 24], rsi
        mov [r15 + LINAC_REGISTERS_NATIVE + 32], rdi
        mov [r15 + LINAC_REGISTERS_NATIVE + 40], r8
        mov [r15 + LINAC_REGISTERS_NATIVE + 48], r9
        mov [r15 + LINAC_REGISTERS_NATIVE + 56], rbx
        .if \with_floats
        EACH_FLOAT SAVE_FLOAT
        .endif
        mov rbx, rsp
        mov rdi, r14
        mov rsi, r10
        mov rdx, r11
        mov rsp, [r15 + LINAC_REGISTERS_C_STACK]
        call \function
        mov rsp, rbx
        mov r11, rax
        .if \with_floats
        EACH_FLOAT RESTORE_FLOAT
        .endif
        mov rax, [r15 + LINAC_REGISTERS_NATIVE]
        mov rcx, [r15 + LINAC_REGISTERS_NATIVE + 8]
        mov rdx, [r15 + LINAC_REGISTERS_NATIVE + 16]
        mov rsi, [r15 + LINAC_REGISTERS_NATIVE + 24]
        mov rdi, [r15 + LINAC_REGISTERS_NATIVE + 32]
        mov r8, [r15 + LINAC_REGISTERS_NATIVE + 40]
        mov r9, [r15 + LINAC_REGISTERS_NATIVE + 48]
        mov rbx, [r15 + LINAC_REGISTERS_NATIVE + 56]
        mov r15, [r14 + LINAC_PROCESS_HEAP_TOP]
        ret
        .cfi_endproc
        .endm

// to := the bits of a boxed term, if it is a bitstring; uses no other register.
        .macro LOAD_BIT_SIZE to, to_byte, term, other
        mov \to_byte, [\term - 3]
        cmp \to_byte, LINAC_HEADER_HEAP_BINARY
        jne 1f
        mov \to, [\term + 5]
        jmp 3f
1:      cmp \to_byte, LINAC_HEADER_SUB_BINARY
        je 2f
        cmp \to_byte, LINAC_HEADER_SHARED_BINARY
        jne \other
2:      mov \to, [\term + 13]
3:
        .endm

// Answers for r10 =:= r11 where both are bitstrings and differ in size, or heap binaries, or where the first is a tuple and
// the other is none of its size, or the last elements that differ are not both lists or both boxed. Uses the emitter's
// float registers.
        .macro COMPARE_PLAINLY
        movq xmm14, rcx
        movq xmm15, rax
        lea eax, [r10 - 3]
        test al, 7
        jnz 8f
        lea eax, [r11 - 3]
        test al, 7
        jnz 8f
        LOAD_BIT_SIZE rax, al, r10, 4f
        LOAD_BIT_SIZE rcx, cl, r11, 8f
        cmp rax, rcx
        jne 7f
        cmp byte ptr [r10 - 3], LINAC_HEADER_HEAP_BINARY
        jne 8f
        cmp byte ptr [r11 - 3], LINAC_HEADER_HEAP_BINARY
        jne 8f
        add ecx, 63
        shr ecx, 6
        jz 6f
5:      mov rax, [r10 + 8 * rcx + 5]    // a word of bytes, from the last; what is no bit of it is zero
        cmp rax, [r11 + 8 * rcx + 5]
        jne 7f
        sub ecx, 1
        jnz 5b
        jmp 6f
4:      mov rax, [r10 - 3]
        cmp al, LINAC_HEADER_TUPLE
        jne 8f
        cmp rax, [r11 - 3]
        jne 7f
        shr rax, LINAC_HEADER_SIZE_SHIFT
        jz 6f
9:      mov rcx, [r10 + 8 * rax - 3]    // an element, from the last
        cmp rcx, [r11 + 8 * rax - 3]
        jne 10f
        sub rax, 1
        jnz 9b
6:      movq rcx, xmm14
        movq rax, xmm15
        mov r11d, 1
        ret
10:     mov rax, [r11 + 8 * rax - 3]
        xor eax, ecx
        and ecx, 6
        cmp ecx, 2
        jne 7f
        test al, 7
        jz 8f
7:      movq rcx, xmm14
        movq rax, xmm15
        xor r11d, r11d
        ret
8:      movq rcx, xmm14
        movq rax, xmm15
        .endm

// Each load ends with the last byte or begins with the first, so that nothing behind them is read.
FUNCTION linac_copy_short
        movq xmm15, rcx
        mov [r15 + 8], r11
        mov ecx, r11d
        neg ecx                         // shifts count modulo 64
        cmp r11d, 64
        ja 2f
        test r11d, r11d
        jz 1f
        mov r10, [r10 - 8]
        shr r10, cl
        mov [r15 + 16], r10
        movq rcx, xmm15
        mov qword ptr [r15], LINAC_HEADER_HEAP_BINARY + 2 * LINAC_HEADER_WORD
        lea r11, [r15 + 3]
        add r15, 24
        ret
1:      movq rcx, xmm15
        mov qword ptr [r15], LINAC_HEADER_HEAP_BINARY + LINAC_HEADER_WORD
        lea r11, [r15 + 3]
        add r15, 16
        ret
2:      shr r11d, 3
        neg r11
        mov r11, [r10 + r11]
        mov [r15 + 16], r11
        mov r10, [r10 - 8]
        shr r10, cl
        mov [r15 + 24], r10
        movq rcx, xmm15
        mov qword ptr [r15], LINAC_HEADER_HEAP_BINARY + 3 * LINAC_HEADER_WORD
        lea r11, [r15 + 3]
        add r15, 32
        ret

        .macro LIGHT_STUBS name
FUNCTION linac_stub_\name
        .ifc \name, equal_exact
        COMPARE_PLAINLY
        .endif
        CALL_LIGHT linac_helper_\name, 0
FUNCTION linac_stub_\name\()_f
        .ifc \name, equal_exact
        COMPARE_PLAINLY
        .endif
        CALL_LIGHT linac_helper_\name, 1
        .endm

#define HELPER(name, doc) HELPER_STUBS name;
#define LIGHT_HELPER(name, doc) LIGHT_STUBS name;
#include "runtime/native/helpers.def"
#undef HELPER

#endif

        .section .note.GNU-stack, "", @progbits
