// linac_bench.beam as data of the executable (cli/bench/vm.h). LINAC_BENCH_MODULE is its path; without Erlang there
// is none.
        .section .rodata
        .globl linac_bench_module, linac_bench_module_end
        .hidden linac_bench_module, linac_bench_module_end
        .balign 16
linac_bench_module:
#ifdef LINAC_BENCH_MODULE
        .incbin LINAC_BENCH_MODULE
#endif
linac_bench_module_end:
        .byte 0

        .section .note.GNU-stack, "", %progbits
