// Every build switch that code can see. Set them by CMake (-D), never by #define in a file.
//
//   LINAC_SLOW_CHECKS   VM_SLOW_CHECK is on (core/base/check.h). The presets debug, asan, tsan and
//                       fuzz set it.
//   LINAC_ASAN          the build has the address sanitizer
//   LINAC_TSAN          the build has the thread sanitizer
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define LINAC_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LINAC_ASAN 1
#endif
#endif

#if defined(__SANITIZE_THREAD__)
#define LINAC_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LINAC_TSAN 1
#endif
#endif

static_assert(sizeof(void*) == 8, "Linac needs a 64-bit machine");
