#include "jit/layout.h"

#include <cstddef>

#include "core/term/bits.h"
#include "runtime/code/entries.h"
#include "runtime/process/process.h"

namespace linac::jit {

// Process and entries have members of class type and atomics; the compilers lay them out as expected.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

const int32_t kOffsetProcessPid = offsetof(Process, pid);
const int32_t kOffsetFunEntryArity = offsetof(FunEntry, arity);
const int32_t kOffsetFunEntryFunction = offsetof(FunEntry, function);
const int32_t kOffsetExportArity = offsetof(ExportEntry, identity.arity);

#pragma GCC diagnostic pop

}  // namespace linac::jit
