#include "jit/environment.h"

#include "loader/ir_build.h"
#include "runtime/interp/lower.h"
#include "runtime/process/context.h"

namespace linac::jit {

opt::Native ModuleEnvironment::native(ir::Target import) {
  if (import.unit != 0) return opt::Native::kNone;
  const ExportEntry& entry = *module_.imports[import.index];
  if (!entry.native) return opt::Native::kNone;
  const AtomTable& atoms = *vm_.atoms;
  return opt::native_named(atoms.text(entry.identity.module), atoms.text(entry.identity.function),
                           entry.identity.arity);
}

opt::TailCall ModuleEnvironment::in_tail_call(ir::Target import) {
  if (import.unit != 0) return opt::TailCall::kEither;
  const NativeInfo* native = module_.imports[import.index]->native;
  if (!native || (native->effects & kInErlangCode)) return opt::TailCall::kLeavesFrame;
  return native->effects & kControl ? opt::TailCall::kEither : opt::TailCall::kShowsCaller;
}

std::optional<opt::LambdaInfo> ModuleEnvironment::lambda(ir::Target lambda) {
  if (lambda.unit != 0) return std::nullopt;
  const FunEntry& entry = *module_.lambdas[lambda.index];
  const FunctionEntry* function = entry.function.load(std::memory_order_acquire);
  if (!function || function->module != &module_) return std::nullopt;
  return opt::LambdaInfo{{0, function->index}, entry.arity, entry.captured};
}

// Other modules are not inlined yet.
std::optional<ir::Target> ModuleEnvironment::resolve(ir::Target) { return std::nullopt; }

uint32_t ModuleEnvironment::size(ir::Target function) {
  if (function.unit != 0) return UINT32_MAX;
  return module_.module->functions[function.index].op_count;
}

bool ModuleEnvironment::build(ir::Target function, ir::Graph& graph) {
  if (function.unit != 0) return false;
  std::vector<uint8_t> imports = import_flags(vm_, module_);
  IrBuildOptions options;
  options.imports = imports;
  IrBuild built = build_ir(*module_.module, function.index, options);
  if (!built.graph) return false;
  graph = std::move(*built.graph);
  return true;
}

opt::Type ModuleEnvironment::result(ir::Target) { return opt::Type::any(); }

}  // namespace linac::jit
