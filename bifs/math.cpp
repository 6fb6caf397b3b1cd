// The module `math`: the C library's functions. An argument that is no number is badarg; an integer
// past the largest float, and a result that is not finite, are badarith.
#include <cmath>
#include <numbers>

#include "bifs/support.h"
#include "core/term/bigint.h"

namespace linac {
namespace {

enum class MathArgument { kNotNumber, kTooLarge, kOk };

MathArgument read_argument(Term term, double* value) {
  if (is_float(term)) {
    *value = float_value(term);
    return MathArgument::kOk;
  }
  if (!is_integer(term)) return MathArgument::kNotNumber;
  auto converted = integer_to_double(term);
  if (!converted) return MathArgument::kTooLarge;
  *value = *converted;
  return MathArgument::kOk;
}

// The arguments one after the other: the first that will not do says which error it is.
template <class Function>
NativeResult calculate(NativeCall& call, Function function) {
  double values[2] = {0, 0};
  for (uint32_t i = 0; i < call.arity(); ++i) {
    MathArgument read = peek(
        call, [&](const NoGc& no_gc) { return read_argument(call[i].get(no_gc), &values[i]); });
    if (read == MathArgument::kNotNumber) return call.badarg();
    if (read == MathArgument::kTooLarge) return call.badarith();
  }
  double result = function(values[0], values[1]);
  if (!std::isfinite(result)) return call.badarith();
  Reserved room = call.reserve(kFloatWords);
  if (!room.ok()) return call.out_of_memory();
  return call.value(room.space().number(result));
}

}  // namespace

#define LINAC_MATH_1(name)                                                 \
  NativeResult math_##name##_1(NativeCall& call) {                         \
    return calculate(call, [](double x, double) { return std::name(x); }); \
  }
LINAC_MATH_1(acos)
LINAC_MATH_1(acosh)
LINAC_MATH_1(asin)
LINAC_MATH_1(asinh)
LINAC_MATH_1(atan)
LINAC_MATH_1(atanh)
LINAC_MATH_1(ceil)
LINAC_MATH_1(cos)
LINAC_MATH_1(cosh)
LINAC_MATH_1(erf)
LINAC_MATH_1(erfc)
LINAC_MATH_1(exp)
LINAC_MATH_1(floor)
LINAC_MATH_1(log)
LINAC_MATH_1(log10)
LINAC_MATH_1(log2)
LINAC_MATH_1(sin)
LINAC_MATH_1(sinh)
LINAC_MATH_1(sqrt)
LINAC_MATH_1(tan)
LINAC_MATH_1(tanh)
#undef LINAC_MATH_1

#define LINAC_MATH_2(name)                                                      \
  NativeResult math_##name##_2(NativeCall& call) {                              \
    return calculate(call, [](double x, double y) { return std::name(x, y); }); \
  }
LINAC_MATH_2(atan2)
LINAC_MATH_2(fmod)
LINAC_MATH_2(pow)
#undef LINAC_MATH_2

NativeResult math_pi_0(NativeCall& call) {
  return calculate(call, [](double, double) { return std::numbers::pi; });
}
NativeResult math_tau_0(NativeCall& call) {
  return calculate(call, [](double, double) { return 2 * std::numbers::pi; });
}

}  // namespace linac
