// Arithmetic and conversions of numbers as functions of `erlang`; compiled code reaches most of
// them through operations of its own, and comes here for what those do not handle.
#include "core/term/arith.h"

#include "bifs/support.h"

namespace linac {
namespace {

NativeResult finish(NativeCall& call, ArithResult result) {
  switch (result.error) {
    case ArithError::kNone: return call.value(result.value);
    case ArithError::kBadarith: return call.badarith();
    case ArithError::kBadarg: return call.badarg();
    case ArithError::kSystemLimit: return call.system_limit();
  }
  VM_UNREACHABLE();
}

// Words of operands that are worth a reduction.
constexpr size_t kWordsPerReduction = 64;

NativeResult calculate(NativeCall& call, ArithOp op) {
  uint32_t right = call.arity() - 1;  // the unary operations ignore it
  size_t words = peek(call, [&](const NoGc& no_gc) {
    return arith_words(op, call[0].get(no_gc), call[right].get(no_gc));
  });
  if (words > kWordsPerReduction) call.charge(static_cast<int64_t>(words / kWordsPerReduction));
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return finish(call, arith(op, call[0].get(room), call[right].get(room), room.space()));
}

NativeResult convert(NativeCall& call, NumberConversion conversion) {
  size_t words = peek(call, [&](const NoGc& no_gc) {
    return convert_number_words(conversion, call[0].get(no_gc));
  });
  Reserved room = call.reserve(words);
  if (!room.ok()) return call.out_of_memory();
  return finish(call, convert_number(conversion, call[0].get(room), room.space()));
}

}  // namespace

NativeResult erlang_plus_2(NativeCall& call) { return calculate(call, ArithOp::kAdd); }
NativeResult erlang_minus_2(NativeCall& call) { return calculate(call, ArithOp::kSub); }
NativeResult erlang_times_2(NativeCall& call) { return calculate(call, ArithOp::kMul); }
NativeResult erlang_divide_2(NativeCall& call) { return calculate(call, ArithOp::kDiv); }
NativeResult erlang_div_2(NativeCall& call) { return calculate(call, ArithOp::kIntDiv); }
NativeResult erlang_rem_2(NativeCall& call) { return calculate(call, ArithOp::kRem); }
NativeResult erlang_band_2(NativeCall& call) { return calculate(call, ArithOp::kBand); }
NativeResult erlang_bor_2(NativeCall& call) { return calculate(call, ArithOp::kBor); }
NativeResult erlang_bxor_2(NativeCall& call) { return calculate(call, ArithOp::kBxor); }
NativeResult erlang_bsl_2(NativeCall& call) { return calculate(call, ArithOp::kBsl); }
NativeResult erlang_bsr_2(NativeCall& call) { return calculate(call, ArithOp::kBsr); }
NativeResult erlang_negate_1(NativeCall& call) { return calculate(call, ArithOp::kNeg); }
NativeResult erlang_bnot_1(NativeCall& call) { return calculate(call, ArithOp::kBnot); }
NativeResult erlang_abs_1(NativeCall& call) { return calculate(call, ArithOp::kAbs); }

NativeResult erlang_plus_1(NativeCall& call) {
  if (!call[0].is_number()) return call.badarith();
  return call.value(call[0]);
}

NativeResult erlang_float_1(NativeCall& call) { return convert(call, NumberConversion::kFloat); }
NativeResult erlang_trunc_1(NativeCall& call) { return convert(call, NumberConversion::kTrunc); }
NativeResult erlang_round_1(NativeCall& call) { return convert(call, NumberConversion::kRound); }
NativeResult erlang_floor_1(NativeCall& call) { return convert(call, NumberConversion::kFloor); }
NativeResult erlang_ceil_1(NativeCall& call) { return convert(call, NumberConversion::kCeil); }

}  // namespace linac
