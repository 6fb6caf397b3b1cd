// Any bytes into the loader: they are refused, or become a module whose facts are within bounds.
#include <memory>

#include "tests/unit/test_loader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace linac;
  TestLoader loader;
  auto module = loader.load({data, size});
  if (!module) return 0;
  const Module& m = **module;
  VM_CHECK(m.facts.size() == m.ops.size());
  for (const Op& op : m.ops) {
    for (const Operand& operand : m.operands_of(op)) {
      if (operand.kind == OperandKind::kList) VM_CHECK(m.list(operand).size() <= m.operands.size());
      if (operand.kind == OperandKind::kLiteral) VM_CHECK(operand.index() < m.literals.size());
    }
  }
  for (const OpFacts& facts : m.facts) {
    VM_CHECK(facts.frame >= -1 && facts.frame <= static_cast<int>(kMaxRegisters));
    VM_CHECK(facts.handler == kNoIndex || facts.handler < m.ops.size());
  }
  return 0;
}
