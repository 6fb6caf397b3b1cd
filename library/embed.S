// The library archive as data of the executable (library/archive.h). LINAC_ARCHIVE is its path.
        .section .rodata
        .globl linac_library_archive, linac_library_archive_end
        .hidden linac_library_archive, linac_library_archive_end
        .balign 16
linac_library_archive:
        .incbin LINAC_ARCHIVE
linac_library_archive_end:
        .byte 0

        .section .note.GNU-stack, "", %progbits
