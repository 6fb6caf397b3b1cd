#include "bifs/install.h"

#include <algorithm>
#include <span>

#include "runtime/exec/dirty.h"

namespace linac {

#define NATIVE(module, name, arity, effects, function) NativeResult function(NativeCall& call);
#include "bifs/bifs.def"
#undef NATIVE

namespace {

// Which module's format_error/2 explains a badarg of `module`, as OTP's error_info names it.
Term error_module_of(std::string_view module) {
  if (module == "erlang" || module == "atomics" || module == "counters" ||
      module == "persistent_term") {
    return atoms::kErlErtsErrors;
  }
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

struct Name {
  std::string_view module, name;
  uint32_t arity;
};

constexpr Name kInErlang[] = {
#define IN_ERLANG(name, arity) {"erlang", name, arity},
#define BUILT_IN(module, name, arity)
#include "loader/otp_builtins.def"
#undef IN_ERLANG
#undef BUILT_IN
};

constexpr Name kBuiltIn[] = {
#define IN_ERLANG(name, arity)
#define BUILT_IN(module, name, arity) {module, name, arity},
#include "loader/otp_builtins.def"
#undef IN_ERLANG
#undef BUILT_IN
};

bool is_in(std::span<const Name> names, const Row& row) {
  return std::any_of(names.begin(), names.end(), [&](const Name& one) {
    return one.module == row.module && one.name == row.name && one.arity == row.arity;
  });
}

bool is_in_erlang(const Row& row) {
  return row.module == "erlang" ? is_in(kInErlang, row) : !is_in(kBuiltIn, row);
}

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
    uint8_t effects = row.effects | (is_in_erlang(row) ? kInErlangCode : 0);
    NativeFunction function = row.function, dirty_body = nullptr;
    if (effects & (kDirtyCpu | kDirtyIo)) {
      effects |= kControl;
      dirty_body = row.function;
      function = effects & kDirtyCpu ? declared_dirty_cpu : declared_dirty_io;
    }
    table.add(atoms, row.module, row.name, row.arity, effects, function,
              error_module_of(row.module), dirty_body);
  }
}

}  // namespace linac
