// Which of a few functions of the input's size the times grow as: least squares with one coefficient
// each, as Google Benchmark does it. Threads: pure.
#pragma once

#include <optional>
#include <utility>
#include <vector>

namespace linac::bench {

enum class Growth { kConstant, kLogarithmic, kLinear, kLinearithmic, kQuadratic, kCubic };

struct Complexity {
  Growth growth = Growth::kConstant;
  double coefficient = 0;  // seconds for one unit of the function
  double rms = 0;          // root of the mean square of what is left, over the mean time
};

const char* name_of(Growth growth);  // O(n log n)
double growth_at(Growth growth, double size);

// Points (size, seconds). Nothing for fewer than three different sizes, or sizes below 1.
std::optional<Complexity> fit_complexity(const std::vector<std::pair<double, double>>& points);

}  // namespace linac::bench
