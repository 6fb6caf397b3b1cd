#include "bifs/install.h"

#include <algorithm>
#include <span>
#include <tuple>
#include <vector>

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

bool is_before(const Name& a, const Name& b) {
  return std::tie(a.name, a.arity, a.module) < std::tie(b.name, b.arity, b.module);
}

// Names that are looked for once for each native, in order.
class Names {
 public:
  explicit Names(std::span<const Name> names) : names_(names.begin(), names.end()) {
    std::sort(names_.begin(), names_.end(), is_before);
  }
  bool has(const Name& name) const {
    return std::binary_search(names_.begin(), names_.end(), name, is_before);
  }

 private:
  std::vector<Name> names_;
};

constexpr Row kRows[] = {
#define NATIVE(module, name, arity, effects, function) {module, name, arity, effects, function},
#include "bifs/bifs.def"
#undef NATIVE
    {"", "", 0, 0, nullptr},
};

}  // namespace

void install_natives(BifTable& table, AtomTable& atoms) {
  Names in_erlang(kInErlang), built_in(kBuiltIn);
  table.reserve(std::size(kRows));
  for (const Row& row : kRows) {
    if (!row.function) continue;
    Name name{row.module, row.name, row.arity};
    bool is_erlang_code = row.module == "erlang" ? in_erlang.has(name) : !built_in.has(name);
    uint8_t effects = row.effects | (is_erlang_code ? kInErlangCode : 0);
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
