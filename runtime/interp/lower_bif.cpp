// Built-ins called as operations. Which one an import is, is told by its name and arity, never by
// its place in the table.
#include <algorithm>

#include "loader/ir_build.h"
#include "runtime/code/bif_table.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/process/context.h"

namespace linac {
namespace {

using enum Bytecode;
constexpr Bytecode kNone = Bytecode::kCount;

struct ArithCodes {
  std::string_view name;
  Bytecode general, xx, x_small, r_small;
};

constexpr ArithCodes kBinary[] = {
    {"+", k_add, k_add_xx_x, k_add_xi_x, k_add_vi}, {"-", k_sub, k_sub_xx_x, k_sub_xi_x, k_sub_vi},
    {"*", k_mul, k_mul_xx_x, kNone, k_mul_vi},      {"div", k_int_div, kNone, kNone, k_int_div_vi},
    {"rem", k_rem, kNone, kNone, k_rem_vi},         {"/", k_div, kNone, kNone, kNone},
    {"band", k_band, kNone, kNone, k_band_vi},      {"bor", k_bor, kNone, kNone, kNone},
    {"bxor", k_bxor, kNone, kNone, kNone},          {"bsl", k_bsl, kNone, kNone, k_bsl_vi},
    {"bsr", k_bsr, kNone, kNone, k_bsr_vi},
};

struct InlineBif {
  std::string_view name;
  uint32_t arity;
  Bytecode code;
};

constexpr InlineBif kInline[] = {
    {"element", 2, k_bif_element},
    {"hd", 1, k_bif_hd},
    {"tl", 1, k_bif_tl},
    {"tuple_size", 1, k_bif_tuple_size},
    {"byte_size", 1, k_bif_byte_size},
    {"bit_size", 1, k_bif_bit_size},
    {"map_size", 1, k_bif_map_size},
    {"not", 1, k_bif_not},
    {"=:=", 2, k_bif_eq_exact},
    {"=/=", 2, k_bif_ne_exact},
    {"==", 2, k_bif_eq},
    {"/=", 2, k_bif_ne},
    {"<", 2, k_bif_lt},
    {">=", 2, k_bif_ge},
    {">", 2, k_bif_gt},
    {"=<", 2, k_bif_le},
    {"is_map_key", 2, k_bif_is_map_key},
    {"map_get", 2, k_bif_map_get},
};

// What compilers call by `bif`, which has no count of live registers: nothing that builds a term.
constexpr std::string_view kPlainBifs[] = {
    "self",       "node",       "hd",           "tl",        "element",
    "tuple_size", "map_get",    "get",          "min",       "max",
    "not",        "and",        "or",           "xor",       "=:=",
    "=/=",        "==",         "/=",           "<",         ">=",
    ">",          "=<",         "is_atom",      "is_binary", "is_bitstring",
    "is_boolean", "is_float",   "is_function",  "is_list",   "is_number",
    "is_map",     "is_map_key", "is_integer",   "is_pid",    "is_port",
    "is_tuple",   "is_record",  "is_reference",
};

bool is_plain(const AtomTable& atoms, Term module, Term name) {
  return module == atoms::kErlang && std::find(std::begin(kPlainBifs), std::end(kPlainBifs),
                                               atoms.text(name)) != std::end(kPlainBifs);
}

// Small operands that the immediate form of an operation takes.
bool immediate_allowed(Bytecode code, int64_t value) {
  if (code == k_int_div_vi || code == k_rem_vi) return value > 0;
  if (code == k_bsl_vi) return value >= 0 && value <= 60;
  if (code == k_bsr_vi) return value >= 0 && value <= 63;
  return true;
}

}  // namespace

bool Lowering::lower_arith(const OpFacts& fact, uint32_t fail, const Import& import,
                           Operands arguments, const Operand& result, uint32_t live) {
  std::string_view name = vm_.atoms->text(import.function);
  auto finish = [&](Bytecode code, uint32_t a, uint32_t b, Word small) {
    begin(code, 3, a, b);
    word(1) = Word{encode(result)} | Word{live} << 16 | small << 32;
    word(2) = Word{frame(fact)} << 32;
    target(2, fail);
    return true;
  };
  if (arguments.size() == 1) {
    // +X is X + 0, also in the trace of its failure.
    if (name == "+") return finish(k_add_vi, reg(arguments[0]), 0, make_small(0).bits);
    Bytecode code = name == "-" ? k_negate : name == "bnot" ? k_bnot : kNone;
    if (code == kNone) return false;
    uint32_t source = reg(arguments[0]);
    return finish(code, source, 0, 0);
  }
  if (arguments.size() != 2) return false;
  for (const ArithCodes& codes : kBinary) {
    if (codes.name != name) continue;
    const Operand &a = arguments[0], &b = arguments[1];
    if (codes.r_small != kNone && !is_constant(a) && fits_half(b) && constant(b).is_small() &&
        immediate_allowed(codes.r_small, constant(b).small_value())) {
      bool use_x =
          codes.x_small != kNone && a.kind == OperandKind::kX && result.kind == OperandKind::kX;
      return finish(use_x ? codes.x_small : codes.r_small, encode(a), 0, constant(b).bits);
    }
    bool all_x = arguments[0].kind == OperandKind::kX && arguments[1].kind == OperandKind::kX &&
                 result.kind == OperandKind::kX && codes.xx != kNone;
    uint32_t left = reg(arguments[0], 0), right = reg(arguments[1], 1);
    return finish(all_x ? codes.xx : codes.general, left, right, 0);
  }
  return false;
}

bool Lowering::is_plain_bif(const Import& import) const {
  return is_plain(*vm_.atoms, import.module, import.function);
}

std::vector<uint8_t> import_flags(const VmContext& vm, const ModuleInstance& instance) {
  std::vector<uint8_t> flags;
  for (const ExportEntry* entry : instance.imports) {
    const NativeInfo* native = entry->native.load(std::memory_order_acquire);
    bool is_operation = native && !(native->effects & kControl);
    uint8_t flag = is_operation ? kIsOperation : 0;
    if (is_operation && (native->effects & kPure)) flag |= kIsPure;
    if (is_plain(*vm.atoms, entry->identity.module, entry->identity.function)) flag |= kNeedsNoLive;
    flags.push_back(flag);
  }
  return flags;
}

void Lowering::lower_bif(const OpFacts& fact, uint32_t fail, const Import& import,
                         ExportEntry& callee, Operands arguments, const Operand& result,
                         uint32_t live) {
  bool erlang = import.module == atoms::kErlang;
  if (erlang && lower_arith(fact, fail, import, arguments, result, live)) return;
  std::string_view name = vm_.atoms->text(import.function);
  if (erlang && arguments.empty() && name == "self") {
    begin(k_bif_self, 1, encode(result));
    return;
  }
  const NativeInfo* native = callee.native.load(std::memory_order_acquire);
  if (!native || (native->effects & kControl)) {
    // No such guard function: calling it is undef.
    begin(k_undefined_bif, 2);
    word(1) = reinterpret_cast<Word>(&callee);
    return;
  }
  Bytecode code = k_bif;
  for (const InlineBif& inlined : kInline) {
    if (erlang && inlined.arity == arguments.size() && inlined.name == name) code = inlined.code;
  }
  begin(code, 4, encode(result), static_cast<uint32_t>(arguments.size()));
  word(1) = reinterpret_cast<Word>(native);
  word(2) = Word{live} << 32 | Word{frame(fact)} << 48;
  target(2, fail);
  for (size_t i = 0; i < arguments.size(); i++) {
    set_part(3, static_cast<int>(i), value(arguments[i]));
  }
  set_part(3, 3, length());
}

}  // namespace linac
