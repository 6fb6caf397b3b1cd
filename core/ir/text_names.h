// Names in the text form, for the printer and the parser.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/ir/graph.h"
#include "core/term/arith.h"

namespace linac::ir {

struct FlagName {
  std::string_view name;
  uint16_t flag;
};
inline constexpr FlagName kFlagNames[] = {
    {"in_guard", kInGuard},           {"left_small", kLeftSmall},
    {"right_small", kRightSmall},     {"no_overflow", kNoOverflow},
    {"left_float", kLeftFloat},       {"right_float", kRightFloat},
    {"likely_float", kLikelyFloat},   {"likely_left", kLikelyLeftFirst},
    {"unlikely_left", kUnlikelyLeft}, {"non_negative", kNonNegative},
    {"non_zero", kNonZero},
};

// By Rep.
inline constexpr std::string_view kRepNames[] = {"none", "term", "int", "float", "bool"};

// By RaiseKind.
inline constexpr std::string_view kRaiseNames[] = {
    "badmatch",  "case_clause", "try_clause",         "if_clause", "function_clause",
    "badrecord", "badarg",      "not_destructurable", "badfun",    "reraise",
};
static_assert(std::size(kRaiseNames) == static_cast<size_t>(RaiseKind::kReraise) + 1);

// By ArithOp; those that are ops of the IR have the same names there.
inline constexpr std::string_view kArithNames[] = {
    "add", "sub",  "mul", "divide", "div", "rem",  "band",
    "bor", "bxor", "bsl", "bsr",    "neg", "bnot", "abs",
};
static_assert(std::size(kArithNames) == static_cast<size_t>(ArithOp::kAbs) + 1);

inline constexpr std::string_view kNoTermText = "<no_term>";

// An atom that needs no quotes in the text.
constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '@';
}
constexpr bool is_plain_atom(std::string_view text) {
  if (text.empty() || text[0] < 'a' || text[0] > 'z') return false;
  for (char c : text) {
    if (!is_name_character(c)) return false;
  }
  return true;
}

}  // namespace linac::ir
