// Runs one recorded case: an operation, its operands and the answer as text (number_test_support.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "tests/unit/number_test_support.h"

namespace linac::test {

inline std::optional<ArithOp> arith_op_of(std::string_view name) {
  static constexpr std::pair<std::string_view, ArithOp> kNames[] = {
      {"add", ArithOp::kAdd},   {"sub", ArithOp::kSub},    {"mul", ArithOp::kMul},
      {"fdiv", ArithOp::kDiv},  {"div", ArithOp::kIntDiv}, {"rem", ArithOp::kRem},
      {"band", ArithOp::kBand}, {"bor", ArithOp::kBor},    {"bxor", ArithOp::kBxor},
      {"bsl", ArithOp::kBsl},   {"bsr", ArithOp::kBsr},    {"neg", ArithOp::kNeg},
      {"bnot", ArithOp::kBnot}, {"abs", ArithOp::kAbs},
  };
  for (auto& [text, op] : kNames) {
    if (text == name) return op;
  }
  return std::nullopt;
}

inline std::optional<NumberConversion> conversion_of(std::string_view name) {
  if (name == "float") return NumberConversion::kFloat;
  if (name == "trunc") return NumberConversion::kTrunc;
  if (name == "round") return NumberConversion::kRound;
  if (name == "floor") return NumberConversion::kFloor;
  if (name == "ceil") return NumberConversion::kCeil;
  return std::nullopt;
}

inline std::string run_case(std::string_view name, std::string_view left, std::string_view right) {
  NumberHeap heap;
  Term a = read_number(left, heap);
  Term b = read_number(right, heap);
  ArithResult result{kNoTerm, ArithError::kNone};
  if (auto op = arith_op_of(name)) {
    result = arith(*op, a, b, heap.open(arith_words(*op, a, b)));
  } else if (auto conversion = conversion_of(name)) {
    result = convert_number(*conversion, a, heap.open(convert_number_words(*conversion, a)));
  } else {
    heap.open(0);
    result.value = make_small(compare_numbers(a, b));
  }
  if (!result.ok()) return write_error(result.error);
  if (!heap.close(result.value)) return "space not kept to";
  if (!is_canonical(result.value)) return "not canonical";
  return write_number(result.value);
}

}  // namespace linac::test
