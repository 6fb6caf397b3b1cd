#include "loader/module.h"

namespace linac {

const Function* Module::find_export(Term wanted, uint32_t arity) const {
  for (const Export& row : exports) {
    if (row.name == wanted && row.arity == arity) return &functions[row.function];
  }
  return nullptr;
}

}  // namespace linac
