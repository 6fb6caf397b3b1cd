// What asmjit's messages go to in the shared library (cmake/embedding.cmake).
#include <cstdio>

extern "C" {
extern FILE* linac_asmjit_stderr;
FILE* linac_asmjit_stderr = stderr;
}
