// Records that calls go through. Code is never pointed to by terms or by other code directly: a
// call loads `code` from one of these, so making a function's threaded code, compiling it, and
// replacing its module are each one store-release to that field.
//
// `native_code` is what emitted code calls, with the entry in r11: the function's machine code, or a
// stub that leaves to the interpreter at `code` (docs/jit.md, J11).
//
// Ownership: entries live as long as the Vm (they are few and small), whatever becomes of their
// module. Threads: `code` is read by every scheduler and stored with release order; the other
// fields are set before the entry is published, but for `function` and `native` of an ExportEntry:
// each is set later, under the code server's lock, before `code` is. Threaded code that
// `code` was ever stored to point at never changes.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "core/term/identity.h"
#include "core/term/term.h"

// Never called from C++: emitted code calls them with the entry in r11.
extern "C" {
void linac_call_function();
void linac_call_export();
}

namespace linac {

class ModuleInstance;
struct NativeCode;
struct NativeInfo;
struct ThreadedFunction;

// A function of one loaded instance of a module. Emitted code knows the first fields' offsets, as
// those of ExportEntry (runtime/native/layout.h).
struct FunctionEntry {
  std::atomic<const Word*> code;  // what a call goes to; at first `prepare`
  std::atomic<const void*> native_code{reinterpret_cast<const void*>(&linac_call_function)};
  uint32_t arity = 0;
  uint32_t index = 0;              // in the module's functions
  Word prepare[2];                 // threaded code that makes the function's threaded code
  Word counting[2];                // threaded code that counts a call and goes on
  std::atomic<uint32_t> calls{0};  // counted so far
  std::atomic<ThreadedFunction*> threaded{nullptr};
  std::atomic<NativeCode*> compiled{nullptr};
  ModuleInstance* module = nullptr;
  Term name{};
  uint32_t id = 0;  // in the code server's list of functions: what a call's record holds
};

// module:function/arity as others call it, loaded or not. External funs point to it.
struct ExportEntry {
  ExportIdentity identity;        // first: core compares funs by it
  std::atomic<const Word*> code;  // the function's code, or one of the two below
  std::atomic<const void*> native_code{reinterpret_cast<const void*>(&linac_call_export)};
  Word unresolved[2];                              // threaded code: load the module
  Word native_body[2];                             // threaded code: call the native
  std::atomic<FunctionEntry*> function{nullptr};   // set when a loaded module exports it
  std::atomic<const NativeInfo*> native{nullptr};  // set when a native stands for it
};
static_assert(offsetof(ExportEntry, identity) == 0);

// A lambda of a module: what closures point to. `function` is null when its module is not loaded.
struct FunEntry {
  FunIdentity identity;   // first, as above
  uint32_t arity = 0;     // as callers see it
  uint32_t captured = 0;  // terms in the closure, passed after the arguments
  std::atomic<FunctionEntry*> function{nullptr};
  std::array<uint8_t, 16> unique{};  // the module's MD5
};
static_assert(offsetof(FunEntry, identity) == 0);

}  // namespace linac
