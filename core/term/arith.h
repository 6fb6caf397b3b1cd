// Erlang's arithmetic on any terms: the slow path of both tiers, and what the bifs of `erlang`
// call. Small integers that do not overflow and self-tagged floats have inline paths elsewhere;
// results here are the same for them.
//
// Two steps, because the heap may have to be collected in between: words = arith_words(op, a, b);
// reserve; arith(op, a, b, space). Neither collects. The words are an upper bound that includes
// scratch; arith() gives back what its result does not use (invariant B3 of bigint.h).
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/term/bigint.h"

namespace linac {

enum class ArithOp : uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,     // `/`: always a float
  kIntDiv,  // div: toward zero
  kRem,     // rem: sign of the left operand
  kBand,
  kBor,
  kBxor,
  kBsl,
  kBsr,
  kNeg,  // the unary ops ignore b
  kBnot,
  kAbs,
};

enum class ArithError : uint8_t { kNone, kBadarith, kBadarg, kSystemLimit };

struct ArithResult {
  Term value;  // kNoTerm when there is an error
  ArithError error;

  bool ok() const { return error == ArithError::kNone; }
};

// Heap words that arith() may use, 0 for operands of a wrong type.
size_t arith_words(ArithOp op, Term a, Term b);
ArithResult arith(ArithOp op, Term a, Term b, TermSpace& space);

// erlang:float/1, trunc/1, round/1, floor/1 and ceil/1; what is no number is badarg.
enum class NumberConversion : uint8_t { kFloat, kTrunc, kRound, kFloor, kCeil };

size_t convert_number_words(NumberConversion conversion, Term number);
ArithResult convert_number(NumberConversion conversion, Term number, TermSpace& space);

}  // namespace linac
