// A loaded module's functions as graphs, and the environment that passes ask about them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/opt/pass.h"
#include "loader/ir_build.h"
#include "tests/unit/ir_eval.h"
#include "tests/unit/test_loader.h"

namespace linac {

class IrModule final : public opt::Environment {
 public:
  // Empty, or why there is no module.
  std::string load(const std::string& path);

  const Module& module() const { return *module_; }
  AtomTable& atoms() { return loader_.atoms; }
  // The function's index, or UINT32_MAX.
  uint32_t find(std::string_view name, uint32_t arity) const;
  // As the builder makes it; null if there is none.
  const ir::Graph* graph(uint32_t function) const;
  ir::Graph optimised(uint32_t function, opt::PassContext& context);
  // Graphs of all functions, or what optimised() makes of them, to run.
  void add_to(IrEval& eval, bool optimise);

  opt::Native native(ir::Target import) override;
  opt::TailCall in_tail_call(ir::Target) override { return opt::TailCall::kShowsCaller; }
  std::optional<opt::LambdaInfo> lambda(ir::Target lambda) override;
  std::optional<ir::Target> resolve(ir::Target) override { return std::nullopt; }
  uint32_t size(ir::Target function) override;
  bool build(ir::Target function, ir::Graph& graph) override;
  opt::Type result(ir::Target function) override;

 private:
  TestLoader loader_;
  std::unique_ptr<Module> module_;
  std::vector<std::optional<ir::Graph>> graphs_;
  std::map<uint32_t, ir::Graph> optimised_;
  std::map<uint32_t, opt::Type> results_;
};

}  // namespace linac
