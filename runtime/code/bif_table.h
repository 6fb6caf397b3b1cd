// Natives: Erlang functions implemented in C++. bifs/bifs.def declares them; bifs/ fills the table
// when a Vm is made; embedders add their own. A native is called with its arguments rooted and
// returns a value or raises; it never nests an interpreter: to go on in Erlang code it returns
// kCall with the argument registers set (runtime/exec/native_call.h).
//
// Threads: the table is filled before the VM runs and only read afterwards.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/term/atom.h"
#include "core/term/term.h"

namespace linac {

class NativeCall;

enum class NativeStatus : uint8_t {
  kValue,  // `value` is the result
  kRaise,  // the process's exception is set
  kCall,   // go on in the code and registers that the call has set, as a tail call would
  kWait,   // the process is suspended and the call is made again when it wakes up
  kExit,   // the process ends with the reason that the call has set
};

struct NativeResult {
  Term value;
  NativeStatus status;
};

using NativeFunction = NativeResult (*)(NativeCall& call);

// What a native may do, as data for the compiler and the loader.
enum NativeEffect : uint8_t {
  kPure = 1,          // same result for the same arguments, nothing else happens (it may raise)
  kGuard = 2,         // allowed in guards: a raise there is a failed guard
  kControl = 4,       // may return kCall, kWait or kExit: never called from a guard or as a bif op
  kInErlangCode = 8,  // OTP writes it in Erlang: a tail call of it drops the caller's frame
  kDirtyCpu = 16,     // runs on a dirty CPU thread (runtime/exec/dirty.h); implies kControl
  kDirtyIo = 32,      // runs on a dirty IO thread; implies kControl
  kOfHost = 64,       // the embedding program's: goes before a function that some file has
};

struct NativeInfo {
  Term module;
  Term name;
  uint32_t arity;
  uint8_t effects;
  NativeFunction function;
  Term error_module;  // erl_erts_errors and the like: explains a badarg; kNoTerm if none does
  NativeFunction dirty_body = nullptr;  // of kDirtyCpu and kDirtyIo: what the dirty thread calls
  const void* host = nullptr;           // of kOfHost: what `function` calls
};

class BifTable {
 public:
  // Text is interned in `atoms`. A second native of the same name and arity replaces the first.
  void add(AtomTable& atoms, std::string_view module, std::string_view name, uint32_t arity,
           uint8_t effects, NativeFunction function, Term error_module,
           NativeFunction dirty_body = nullptr, const void* host = nullptr);

  // Room for so many natives.
  void reserve(size_t count);

  // Lives as long as the table; null if there is none.
  const NativeInfo* find(Term module, Term name, uint32_t arity) const;
  bool has_module(Term module) const;
  const std::vector<std::unique_ptr<NativeInfo>>& all() const { return natives_; }

 private:
  struct Key {
    Word module, name;
    uint32_t arity;
    bool operator==(const Key&) const = default;
  };
  struct KeyHash {
    size_t operator()(const Key& key) const {
      return (key.module * 0x9E3779B97F4A7C15u ^ key.name) * 0x9E3779B97F4A7C15u + key.arity;
    }
  };

  std::vector<std::unique_ptr<NativeInfo>> natives_;
  std::unordered_map<Key, const NativeInfo*, KeyHash> index_;
  std::unordered_map<Word, uint32_t> modules_;
};

}  // namespace linac
