#include "tests/unit/ir_module.h"

#include <cmath>
#include <fstream>
#include <iterator>

#include "core/term/arith.h"

namespace linac {

std::string IrModule::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  auto module = loader_.load(bytes);
  if (!module) return module.error().message;
  module_ = std::move(*module);
  graphs_.resize(module_->functions.size());
  for (uint32_t i = 0; i < graphs_.size(); ++i) {
    IrBuild built = build_ir(*module_, i, {});
    if (built.graph) graphs_[i] = std::move(*built.graph);
    if (!graphs_[i]) continue;
    const Function& function = module_->functions[i];
    graphs_[i]->name = std::string(atoms().text(module_->name)) + ":" +
                       std::string(atoms().text(function.name)) + "/" +
                       std::to_string(function.arity);
  }
  return "";
}

uint32_t IrModule::find(std::string_view name, uint32_t arity) const {
  for (uint32_t i = 0; i < module_->functions.size(); ++i) {
    const Function& function = module_->functions[i];
    if (function.arity == arity && loader_.atoms.text(function.name) == name) return i;
  }
  return UINT32_MAX;
}

const ir::Graph* IrModule::graph(uint32_t function) const {
  return function < graphs_.size() && graphs_[function] ? &*graphs_[function] : nullptr;
}

ir::Graph IrModule::optimised(uint32_t function, opt::PassContext& context) {
  ir::Graph graph = *graphs_[function];
  context.environment = this;
  context.function = {0, function};
  opt::optimise(graph, context);
  results_[function] = context.result;
  return graph;
}

void IrModule::add_to(IrEval& eval, bool optimise) {
  for (uint32_t i = 0; i < graphs_.size(); ++i) {
    if (!graphs_[i]) continue;
    if (optimise && optimised_.count(i) == 0) {
      opt::PassContext context;
      optimised_[i] = optimised(i, context);
    }
    eval.add_function({0, i}, optimise ? optimised_[i] : *graphs_[i]);
  }
  for (uint32_t i = 0; i < module_->lambdas.size(); ++i) {
    eval.add_lambda({0, i}, *lambda({0, i}));
  }
  auto number = [](Term term) {
    return term.is_small() ? static_cast<double>(term.small_value()) : float_value(term);
  };
  for (uint32_t i = 0; i < module_->imports.size(); ++i) {
    switch (native({0, i})) {
      case opt::Native::kFloat:
        eval.add_native({0, i}, [](IrEval& e, std::span<const Term> a) {
          return convert_number(NumberConversion::kFloat, a[0], e.space()).value;
        });
        break;
      case opt::Native::kTrunc:
        eval.add_native({0, i}, [](IrEval& e, std::span<const Term> a) {
          return convert_number(NumberConversion::kTrunc, a[0], e.space()).value;
        });
        break;
      case opt::Native::kSqrt:
        eval.add_native({0, i}, [number](IrEval& e, std::span<const Term> a) {
          if (!is_number(a[0]) || number(a[0]) < 0) return kNoTerm;
          return e.space().number(std::sqrt(number(a[0])));
        });
        break;
      default: break;
    }
  }
}

opt::Native IrModule::native(ir::Target import) {
  const Import& it = module_->imports[import.index];
  return opt::native_named(loader_.atoms.text(it.module), loader_.atoms.text(it.function),
                           it.arity);
}

std::optional<opt::LambdaInfo> IrModule::lambda(ir::Target lambda) {
  const Lambda& it = module_->lambdas[lambda.index];
  return opt::LambdaInfo{{0, it.function}, it.fun_arity(), it.free_count};
}

uint32_t IrModule::size(ir::Target function) {
  const ir::Graph* graph = this->graph(function.index);
  return graph == nullptr ? UINT32_MAX : static_cast<uint32_t>(graph->nodes.size());
}

bool IrModule::build(ir::Target function, ir::Graph& graph) {
  if (this->graph(function.index) == nullptr) return false;
  graph = *this->graph(function.index);
  return true;
}

opt::Type IrModule::result(ir::Target function) {
  auto found = results_.find(function.index);
  return found == results_.end() ? opt::Type::any() : found->second;
}

}  // namespace linac
