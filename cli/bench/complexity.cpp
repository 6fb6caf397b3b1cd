#include "cli/bench/complexity.h"

#include <algorithm>
#include <cmath>

namespace linac::bench {
namespace {

constexpr Growth kGrowths[] = {Growth::kConstant,     Growth::kLogarithmic, Growth::kLinear,
                               Growth::kLinearithmic, Growth::kQuadratic,   Growth::kCubic};

// With t = c * g(n) the sum of squares is least for c = sum(t * g) / sum(g * g).
Complexity fit(Growth growth, const std::vector<std::pair<double, double>>& points) {
  double products = 0, squares = 0, times = 0;
  for (const auto& [size, seconds] : points) {
    double g = growth_at(growth, size);
    products += seconds * g;
    squares += g * g;
    times += seconds;
  }
  Complexity result{growth, squares == 0 ? 0 : products / squares, 0};
  double left = 0;
  for (const auto& [size, seconds] : points) {
    double off = seconds - result.coefficient * growth_at(growth, size);
    left += off * off;
  }
  auto count = static_cast<double>(points.size());
  result.rms = times == 0 ? 0 : std::sqrt(left / count) / (times / count);
  return result;
}

}  // namespace

const char* name_of(Growth growth) {
  switch (growth) {
    case Growth::kConstant: return "O(1)";
    case Growth::kLogarithmic: return "O(log n)";
    case Growth::kLinear: return "O(n)";
    case Growth::kLinearithmic: return "O(n log n)";
    case Growth::kQuadratic: return "O(n\u00b2)";
    case Growth::kCubic: return "O(n\u00b3)";
  }
  return "";
}

double growth_at(Growth growth, double size) {
  switch (growth) {
    case Growth::kConstant: return 1;
    case Growth::kLogarithmic: return std::log2(size);
    case Growth::kLinear: return size;
    case Growth::kLinearithmic: return size * std::log2(size);
    case Growth::kQuadratic: return size * size;
    case Growth::kCubic: return size * size * size;
  }
  return 0;
}

std::optional<Complexity> fit_complexity(const std::vector<std::pair<double, double>>& points) {
  std::vector<double> sizes;
  for (const auto& [size, seconds] : points) {
    if (!(size >= 1)) return std::nullopt;
    sizes.push_back(size);
  }
  std::sort(sizes.begin(), sizes.end());
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  if (sizes.size() < 3) return std::nullopt;
  Complexity best = fit(kGrowths[0], points);
  for (Growth growth : kGrowths) {
    Complexity fitted = fit(growth, points);
    if (fitted.rms < best.rms) best = fitted;
  }
  return best;
}

}  // namespace linac::bench
