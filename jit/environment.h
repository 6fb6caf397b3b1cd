// What passes are told of the module that a function stands in.
#pragma once

#include "core/opt/pass.h"
#include "runtime/code/code_server.h"
#include "runtime/process/context.h"

namespace linac::jit {

class ModuleEnvironment final : public opt::Environment {
 public:
  ModuleEnvironment(VmContext& vm, ModuleInstance& module) : vm_(vm), module_(module) {}

  opt::Native native(ir::Target import) override;
  opt::TailCall in_tail_call(ir::Target import) override;
  std::optional<opt::LambdaInfo> lambda(ir::Target lambda) override;
  std::optional<ir::Target> resolve(ir::Target import) override;
  uint32_t size(ir::Target function) override;
  bool build(ir::Target function, ir::Graph& graph) override;
  opt::Type result(ir::Target function) override;

 private:
  VmContext& vm_;
  ModuleInstance& module_;
};

}  // namespace linac::jit
