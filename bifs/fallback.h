// Natives that leave unusual arguments (funs to be called, nested character data) to the Erlang
// function whose place they take: it is in the library's module of that name.
#pragma once

#include "runtime/code/code_server.h"
#include "runtime/exec/native_call.h"

namespace linac {

// Goes on in the Erlang function with the native's module, name, arity and arguments, as a tail call
// would. undef when the module is not there. The native's effects have kControl.
inline NativeResult call_erlang_instead(NativeCall& call) {
  const NativeInfo& info = call.info();
  auto loaded = call.vm().code->ensure_loaded(info.module);
  if (!loaded.ok() || *loaded == nullptr) return call.error(atoms::kUndef);
  const ModuleInstance& instance = **loaded;
  const Function* function = instance.module->find_export(info.name, info.arity);
  if (function == nullptr) return call.error(atoms::kUndef);
  size_t index = static_cast<size_t>(function - instance.module->functions.data());
  Process& process = call.process();
  NoGc no_gc(call.heap());
  for (uint32_t i = 0; i < info.arity; i++) process.registers->x[i] = call[i].get(no_gc);
  process.resume = instance.functions[index]->code.load(std::memory_order_acquire);
  process.resume_live = info.arity;
  return {kNoTerm, NativeStatus::kCall};
}

}  // namespace linac
