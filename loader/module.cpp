#include "loader/module.h"

#include <algorithm>

namespace linac {

std::span<const UnsetY> Module::unset_y_of(uint32_t op_index) const {
  auto before = [](const UnsetY& a, const UnsetY& b) { return a.op < b.op; };
  auto [first, last] =
      std::equal_range(unset_y.begin(), unset_y.end(), UnsetY{op_index, 0}, before);
  return {unset_y.data() + (first - unset_y.begin()), static_cast<size_t>(last - first)};
}

const Function* Module::find_export(Term wanted, uint32_t arity) const {
  for (const Export& row : exports) {
    if (row.name == wanted && row.arity == arity) return &functions[row.function];
  }
  return nullptr;
}

}  // namespace linac
