#include "core/base/memory_account.h"

namespace linac {

constinit thread_local MemoryAccount* current_account = nullptr;

}  // namespace linac
