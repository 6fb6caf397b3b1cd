// Floats as ~e, ~f and ~g print them: the digits of float_to_list/1, rounded as decimal text.
#pragma once

#include <cstdint>
#include <string>

namespace linac {

// `digits` significant ones, at least 2.
std::string format_exponent(double value, int64_t digits);
// `decimals` after the point, at least 1.
std::string format_fixed(double value, int64_t decimals);

}  // namespace linac
