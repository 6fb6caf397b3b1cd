#include "runtime/memory/frame.h"

extern "C" {
// Only their addresses are used until native code returns to them.
void linac_interpreter_return() { VM_UNREACHABLE(); }
void linac_watermark_return() { VM_UNREACHABLE(); }
}
