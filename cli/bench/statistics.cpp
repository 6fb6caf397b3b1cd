#include "cli/bench/statistics.h"

#include <algorithm>
#include <cmath>

#include "core/base/check.h"

namespace linac::bench {
namespace {

// G. Steele, D. Lea and S. Flood's SplitMix64: any seed will do, and it is the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  size_t below(size_t bound) { return static_cast<size_t>(((next() >> 32) * bound) >> 32); }

 private:
  uint64_t state_;
};

double middle_of(std::vector<double>& values) {
  size_t half = values.size() / 2;
  auto middle = values.begin() + static_cast<std::ptrdiff_t>(half);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

bool has_groups(const Sample& sample) {
  size_t sum = 0;
  for (uint32_t size : sample.groups) sum += size;
  return sample.groups.size() > 1 && sum == sample.values.size();
}

double resampled_median(const Sample& sample, Random& random, std::vector<double>& drawn) {
  const std::vector<double>& values = sample.values;
  drawn.clear();
  if (!has_groups(sample)) {
    for (size_t i = 0; i < values.size(); i++) drawn.push_back(values[random.below(values.size())]);
    return middle_of(drawn);
  }
  for (size_t i = 0; i < sample.groups.size(); i++) {
    size_t group = random.below(sample.groups.size()), begin = 0;
    for (size_t before = 0; before < group; before++) begin += sample.groups[before];
    size_t size = sample.groups[group];
    for (size_t j = 0; j < size; j++) drawn.push_back(values[begin + random.below(size)]);
  }
  return drawn.empty() ? 0 : middle_of(drawn);
}

// The middle 95% of what `draw` gives, around the value itself.
template <class Draw>
Interval bootstrap(double value, Draw draw) {
  std::vector<double> results(kResamples);
  for (double& result : results) result = draw();
  std::sort(results.begin(), results.end());
  return {std::min(value, quantile(results, 0.025)), value,
          std::max(value, quantile(results, 0.975))};
}

double ratio(double numerator, double denominator) {
  return denominator == 0 ? 0 : numerator / denominator;
}

// Twice the rank of each of the sorted values (those that are equal share the mean of theirs, which
// may be a half), and the sum of t^3 - t over the groups of t equal ones.
struct Ranks {
  std::vector<uint64_t> doubled;
  double ties = 0;
};

Ranks ranks_of(const std::vector<double>& sorted) {
  Ranks ranks;
  ranks.doubled.resize(sorted.size());
  for (size_t begin = 0; begin < sorted.size();) {
    size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) end++;
    for (size_t i = begin; i < end; i++) ranks.doubled[i] = begin + 1 + end;
    auto count = static_cast<double>(end - begin);
    ranks.ties += count * count * count - count;
    begin = end;
  }
  return ranks;
}

// How many of the ways to choose `chosen` of the ranks have a sum of at least `observed`, as a part of
// all ways: each rank in turn is taken or left.
double exact_tail(const std::vector<uint64_t>& ranks, size_t chosen, uint64_t observed) {
  uint64_t largest = 0;
  for (uint64_t rank : ranks) largest += rank;
  std::vector<std::vector<double>> ways(chosen + 1, std::vector<double>(largest + 1, 0));
  ways[0][0] = 1;
  for (uint64_t rank : ranks) {
    for (size_t count = chosen; count > 0; count--) {
      for (uint64_t sum = largest; sum >= rank; sum--)
        ways[count][sum] += ways[count - 1][sum - rank];
    }
  }
  double tail = 0, all = 0;
  for (uint64_t sum = 0; sum <= largest; sum++) {
    all += ways[chosen][sum];
    if (sum >= observed) tail += ways[chosen][sum];
  }
  return tail / all;
}

}  // namespace

double quantile(const std::vector<double>& sorted, double q) {
  if (sorted.empty()) return 0;
  double at = q * static_cast<double>(sorted.size() - 1);
  auto below = static_cast<size_t>(at);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

double median_of(std::vector<double> values) { return values.empty() ? 0 : middle_of(values); }

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return 0;
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double deviation_of(const std::vector<double>& values) {
  if (values.size() < 2) return 0;
  double mean = mean_of(values), sum = 0;
  for (double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

Interval median(const std::vector<double>& values, uint64_t seed) {
  return median_of_sample({values}, seed);
}

Interval median_of_sample(const Sample& sample, uint64_t seed) {
  if (sample.values.empty()) return {};
  Random random(seed);
  std::vector<double> drawn;
  return bootstrap(median_of(sample.values),
                   [&] { return resampled_median(sample, random, drawn); });
}

Interval ratio_of_medians(const std::vector<double>& numerator,
                          const std::vector<double>& denominator, uint64_t seed) {
  return mean_ratio_of_samples({{Sample{numerator}, Sample{denominator}}}, seed);
}

Interval mean_ratio_of_samples(const std::vector<std::pair<Sample, Sample>>& pairs, uint64_t seed) {
  if (pairs.empty()) return {};
  for (const auto& [numerator, denominator] : pairs) {
    if (numerator.values.empty() || denominator.values.empty()) return {};
  }
  auto mean = [&](auto median_of_one) {
    double sum = 0, last = 0;
    for (const auto& [numerator, denominator] : pairs) {
      double above = median_of_one(numerator);  // before what it is divided by: both draw
      last = ratio(above, median_of_one(denominator));
      sum += std::log(last);
    }
    return pairs.size() == 1 ? last : std::exp(sum / static_cast<double>(pairs.size()));
  };
  Random random(seed);
  std::vector<double> drawn;
  double value = mean([](const Sample& sample) { return median_of(sample.values); });
  return bootstrap(value, [&] {
    return mean([&](const Sample& sample) { return resampled_median(sample, random, drawn); });
  });
}

double mann_whitney_p(const std::vector<double>& slower, const std::vector<double>& faster) {
  if (slower.empty() || faster.empty()) return 1;
  std::vector<double> all(slower);
  all.insert(all.end(), faster.begin(), faster.end());
  std::sort(all.begin(), all.end());
  Ranks ranks = ranks_of(all);
  uint64_t observed = 0;
  for (double value : slower) {
    auto at = std::lower_bound(all.begin(), all.end(), value) - all.begin();
    observed += ranks.doubled[static_cast<size_t>(at)];
  }
  if (all.size() <= kExactValues) return exact_tail(ranks.doubled, slower.size(), observed);

  auto n = static_cast<double>(slower.size()), m = static_cast<double>(faster.size());
  double both = n + m;
  double u = static_cast<double>(observed) / 2 - n * (n + 1) / 2;
  double variance = n * m / 12 * (both + 1 - ranks.ties / (both * (both - 1)));
  if (variance <= 0) return 1;
  return std::erfc((u - n * m / 2 - 0.5) / std::sqrt(variance) / std::sqrt(2.0)) / 2;
}

Fences fences_of(const std::vector<double>& values) {
  std::vector<double> sorted(values);
  std::sort(sorted.begin(), sorted.end());
  double first = quantile(sorted, 0.25), third = quantile(sorted, 0.75);
  double distance = third - first;
  return {first - 3 * distance, first - 1.5 * distance, third + 1.5 * distance,
          third + 3 * distance};
}

Outliers outliers_of(const std::vector<double>& values) {
  Fences fences = fences_of(values);
  Outliers outliers;
  for (double value : values) {
    outliers.low += value < fences.low;
    outliers.high += value > fences.high;
    outliers.severe += value < fences.severe_low || value > fences.severe_high;
  }
  return outliers;
}

double spread_of(const std::vector<double>& values) {
  std::vector<double> sorted(values);
  std::sort(sorted.begin(), sorted.end());
  return ratio(quantile(sorted, 0.75) - quantile(sorted, 0.25), quantile(sorted, 0.5));
}

double drift_of(const std::vector<double>& in_order) {
  auto third = static_cast<std::ptrdiff_t>(in_order.size() / 3);
  if (third < 5) return 1;
  std::vector<double> first(in_order.begin(), in_order.begin() + third);
  std::vector<double> last(in_order.end() - third, in_order.end());
  double change = ratio(median_of(last), median_of(first));
  if (std::abs(change - 1) < kDrift) return 1;
  double p = change > 1 ? mann_whitney_p(last, first) : mann_whitney_p(first, last);
  return p < 0.01 ? change : 1;
}

}  // namespace linac::bench
