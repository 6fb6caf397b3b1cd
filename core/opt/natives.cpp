#include "core/opt/pass.h"

namespace linac::opt {

Native native_named(std::string_view module, std::string_view function, uint32_t arity) {
  struct Row {
    Native native;
    std::string_view module, function;
    uint32_t arity;
  };
  static constexpr Row kRows[] = {
#define NATIVE(identifier, module, function, arity, doc) \
  {Native::k##identifier, module, function, arity},
#include "core/opt/natives.def"
#undef NATIVE
  };
  for (const Row& row : kRows) {
    if (row.arity == arity && row.function == function && row.module == module) return row.native;
  }
  return Native::kNone;
}

}  // namespace linac::opt
