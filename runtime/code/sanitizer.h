// Emitted code reads what CodeServer publishes by loads that order (acquire, as every load of x86-64
// does), but the thread sanitizer does not see them: it takes what the interpreter then reads of the
// published code for a race. These two tell it; without it they are nothing.
#pragma once

#include "core/base/config.h"

#if defined(LINAC_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace linac {

#if defined(LINAC_TSAN)
inline constexpr char kPublishedCode = 0;  // its address stands for all code of all Vms
// Before code is stored into an entry.
inline void publishes_code() { __tsan_release(const_cast<char*>(&kPublishedCode)); }
// After emitted code has run, which may have read entries.
inline void emitted_code_has_run() { __tsan_acquire(const_cast<char*>(&kPublishedCode)); }
#else
inline void publishes_code() {}
inline void emitted_code_has_run() {}
#endif

}  // namespace linac
