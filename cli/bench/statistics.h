// What a vector of measurements says: a median with an interval, never a single figure. All of it is
// determined by its arguments: resampling draws from a generator that the caller seeds. Threads: pure.
//
// Intervals are 95% percentile intervals of the bootstrap (B. Efron 1979): kResamples times as many
// values are drawn with replacement as there are, and the middle 95% of what comes of them count. What one
// process measured is alike, so where it is known which did, processes are drawn first, then the values of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace linac::bench {

inline constexpr int kResamples = 2000;
// With fewer values than these the interval from the smallest to the largest covers less than 95%.
inline constexpr size_t kFewestForInterval = 6;

struct Interval {
  double low = 0, value = 0, high = 0;

  bool holds(double x) const { return low <= x && x <= high; }
  bool overlaps(const Interval& other) const { return low <= other.high && other.low <= high; }
};

// The q-th quantile of sorted values, between the two nearest by a straight line; 0 of none.
double quantile(const std::vector<double>& sorted, double q);
double median_of(std::vector<double> values);
double mean_of(const std::vector<double>& values);
double deviation_of(const std::vector<double>& values);  // of a sample: over n - 1

// Values, and how many of them belong together, in order. No groups, one, or ones that do not add up: each value
// stands for itself.
struct Sample {
  std::vector<double> values;
  std::vector<uint32_t> groups = {};
};

Interval median_of_sample(const Sample& sample, uint64_t seed);
// Of the ratios first/second of the pairs' medians: their geometric mean.
Interval mean_ratio_of_samples(const std::vector<std::pair<Sample, Sample>>& pairs, uint64_t seed);

Interval median(const std::vector<double>& values, uint64_t seed);
Interval ratio_of_medians(const std::vector<double>& numerator,
                          const std::vector<double>& denominator, uint64_t seed);

// Mann and Whitney's U test, one-sided: how probable values as large as `slower`'s beside `faster`'s
// are if both come from the same distribution. Exact, ties included, for up to kExactValues values in
// all; for more the normal approximation with correction for ties and continuity. 1 if one is empty.
inline constexpr size_t kExactValues = 50;
double mann_whitney_p(const std::vector<double>& slower, const std::vector<double>& faster);

// J. Tukey's fences: what lies outside of the quartiles by more than 1.5 of their distance is an
// outlier, by more than 3 a severe one.
struct Fences {
  double severe_low = 0, low = 0, high = 0, severe_high = 0;
};
Fences fences_of(const std::vector<double>& values);

struct Outliers {
  size_t low = 0, high = 0, severe = 0;  // severe ones are counted in low and high, too

  size_t count() const { return low + high; }
};
Outliers outliers_of(const std::vector<double>& values);

// The distance of the quartiles over the median: how far apart what should be equal is.
double spread_of(const std::vector<double>& values);
inline constexpr double kNoisySpread = 0.05;

// Whether the last third of the values, in the order in which they were measured, is not as the first:
// the ratio of their medians where it differs by kDrift and is not by chance (p below 0.01), else 1.
inline constexpr double kDrift = 0.05;
double drift_of(const std::vector<double>& in_order);

}  // namespace linac::bench
