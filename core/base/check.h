// Checks of invariants. VM_CHECK is always on and cheap; VM_SLOW_CHECK is for debug builds
// (LINAC_SLOW_CHECKS). A failed check is a defect of the VM itself, never of a program it runs:
// it prints where and ends the process, unless a test has put its own handler in.
#pragma once

namespace linac {

using CheckHandler = void (*)(const char* expression, const char* file, int line);

// Replaces the handler for the calling thread's process; returns the earlier one. The handler may
// return only by ending the process or by longjmp. Thread safe.
CheckHandler set_check_handler(CheckHandler handler);

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace linac

#define VM_CHECK(condition)                          \
  (__builtin_expect(static_cast<bool>(condition), 1) \
       ? static_cast<void>(0)                        \
       : ::linac::check_failed(#condition, __FILE__, __LINE__))

#define VM_UNREACHABLE() ::linac::check_failed("unreachable", __FILE__, __LINE__)

#ifdef LINAC_SLOW_CHECKS
#define VM_SLOW_CHECK(condition) VM_CHECK(condition)
#else
#define VM_SLOW_CHECK(condition) static_cast<void>(0)
#endif
