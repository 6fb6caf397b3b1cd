#include "bifs/install.h"

namespace linac {

#define NATIVE(module, name, arity, effects, function) NativeResult function(NativeCall& call);
#include "bifs/bifs.def"
#undef NATIVE

namespace {

// Which module's format_error/2 explains a badarg of `module`, as OTP's error_info names it.
Term error_module_of(std::string_view module) {
  if (module == "erlang") return atoms::kErlErtsErrors;
  if (module == "lists" || module == "maps" || module == "math" || module == "binary" ||
      module == "unicode" || module == "ets" || module == "re" || module == "io") {
    return atoms::kErlStdlibErrors;
  }
  if (module == "os" || module == "file") return atoms::kErlKernelErrors;
  return kNoTerm;
}

struct Row {
  std::string_view module, name;
  uint32_t arity;
  uint8_t effects;
  NativeFunction function;
};

constexpr Row kRows[] = {
#define NATIVE(module, name, arity, effects, function) {module, name, arity, effects, function},
#include "bifs/bifs.def"
#undef NATIVE
    {"", "", 0, 0, nullptr},
};

}  // namespace

void install_natives(BifTable& table, AtomTable& atoms) {
  for (const Row& row : kRows) {
    if (!row.function) continue;
    table.add(atoms, row.module, row.name, row.arity, row.effects, row.function,
              error_module_of(row.module));
  }
}

}  // namespace linac
