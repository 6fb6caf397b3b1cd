// The functions of libcrypto by their own names, as jumps through pointers that load_openssl()
// (crypto_support.cpp) fills: the library is opened when a program first needs it
// (docs/decisions/012-openssl-opened-late.md).

#if defined(__x86_64__)
#define JUMP(pointer) endbr64; jmp *pointer(%rip)
#elif defined(__aarch64__)
#define JUMP(pointer) adrp x16, pointer; ldr x16, [x16, :lo12:pointer]; br x16
#else
#error "no jump through a pointer for this machine"
#endif

        .text
#define OPENSSL(name)                                                                    \
        .globl name; .hidden name; .type name, %function; .p2align 4; name:              \
        JUMP(linac_openssl_##name); .size name, . - name;
#include "bifs/openssl.def"
#undef OPENSSL

        .bss
        .p2align 3
        .globl linac_openssl
        .hidden linac_openssl
linac_openssl:
#define OPENSSL(name) linac_openssl_##name: .skip 8;
#include "bifs/openssl.def"
#undef OPENSSL

        .section .note.GNU-stack, "", %progbits
