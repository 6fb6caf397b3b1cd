#include "cli/bench/statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "cli/bench/complexity.h"

namespace linac::bench {
namespace {

std::vector<double> counted(double from, int count, double step = 1) {
  std::vector<double> values;
  for (int i = 0; i < count; i++) values.push_back(from + step * i);
  return values;
}

TEST(BenchStatistics, QuantilesAndMoments) {
  EXPECT_EQ(quantile({}, 0.5), 0);
  EXPECT_EQ(quantile({7}, 0.9), 7);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile({1, 2, 3, 4}, 1), 4);
  EXPECT_EQ(median_of({}), 0);
  EXPECT_EQ(median_of({5, 1, 3}), 3);
  EXPECT_EQ(median_of({5, 1, 3, 100}), 4);
  EXPECT_EQ(mean_of({1, 2, 6}), 3);
  EXPECT_DOUBLE_EQ(deviation_of({2, 4, 4, 4, 5, 5, 7, 9}), std::sqrt(32.0 / 7));
  EXPECT_EQ(deviation_of({4}), 0);
}

TEST(BenchStatistics, MedianHasItsInterval) {
  Interval interval = median(counted(1, 101), 1);
  EXPECT_EQ(interval.value, 51);
  // From the 41st to the 61st of 101 values is what the binomial distribution gives.
  EXPECT_NEAR(interval.low, 41, 3);
  EXPECT_NEAR(interval.high, 61, 3);
  EXPECT_EQ(median({}, 1).value, 0);
  Interval one = median({3}, 1);
  EXPECT_EQ(one.low, 3);
  EXPECT_EQ(one.high, 3);
}

TEST(BenchStatistics, SeedsDetermineIntervals) {
  std::vector<double> values{1.1, 1.5, 1.2, 1.9, 1.3, 1.4, 2.2, 1.0, 1.25, 1.33};
  Interval one = median(values, 5), again = median(values, 5);
  EXPECT_EQ(one.low, again.low);
  EXPECT_EQ(one.high, again.high);
}

TEST(BenchStatistics, IntervalsHoldTheTruthAsOftenAsTheySay) {
  std::mt19937_64 random(7);
  std::lognormal_distribution<double> times(0, 0.1);  // its median is 1
  int held = 0;
  for (int round = 0; round < 300; round++) {
    std::vector<double> values(25);
    for (double& value : values) value = times(random);
    held += median(values, static_cast<uint64_t>(round)).holds(1);
  }
  EXPECT_GE(held, 300 * 0.91);
  EXPECT_LE(held, 300 * 0.99);
}

TEST(BenchStatistics, RatiosOfMedians) {
  Interval same = ratio_of_medians({2, 2, 2}, {2, 2, 2}, 1);
  EXPECT_EQ(same.low, 1);
  EXPECT_EQ(same.high, 1);
  Interval ratio = ratio_of_medians(counted(30, 21), counted(10, 21), 1);
  EXPECT_DOUBLE_EQ(ratio.value, 2);
  EXPECT_LT(ratio.low, 1.9);
  EXPECT_GT(ratio.high, 2.1);
  EXPECT_TRUE(ratio.holds(2));
  EXPECT_FALSE(ratio.holds(1));
  EXPECT_EQ(ratio_of_medians({1}, {}, 1).value, 0);
  EXPECT_EQ(ratio_of_medians({1}, {0}, 1).value, 0);
  Interval mean =
      mean_ratio_of_samples({{Sample{{8, 8}}, Sample{{2, 2}}}, {Sample{{9}}, Sample{{9}}}}, 1);
  EXPECT_DOUBLE_EQ(mean.value, 2);
}

TEST(BenchStatistics, WhatOneProcessMeasuredIsAlike) {
  // Three processes that differ by 10%, each of which measures the same 30 times.
  Sample sample;
  for (double level : {1.0, 1.1, 1.2}) {
    for (int i = 0; i < 30; i++) sample.values.push_back(level + 0.0001 * i);
    sample.groups.push_back(30);
  }
  Interval grouped = median_of_sample(sample, 1), single = median(sample.values, 1);
  EXPECT_EQ(grouped.value, single.value);
  EXPECT_LT(single.high - single.low, 0.02);
  EXPECT_LT(grouped.low, 1.01);
  EXPECT_GT(grouped.high, 1.19);
  sample.groups = {30, 30};  // do not add up
  EXPECT_EQ(median_of_sample(sample, 1).low, single.low);
}

// As scipy.stats.mannwhitneyu(slower, faster, alternative="greater") has them.
TEST(BenchStatistics, MannWhitneyExact) {
  EXPECT_DOUBLE_EQ(mann_whitney_p({4, 5, 6}, {1, 2, 3}), 0.05);
  EXPECT_DOUBLE_EQ(mann_whitney_p({1, 2, 3}, {4, 5, 6}), 1);
  std::vector<double> slower{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
  std::vector<double> faster{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.061, 3.14, 1.291};
  EXPECT_NEAR(mann_whitney_p(slower, faster), 0.06795557383792677, 1e-12);
}

TEST(BenchStatistics, MannWhitneyWithTies) {
  // Ranks 1, 2.5, 2.5, 4: of the six pairs two have a sum as large as 2.5 + 4.
  EXPECT_DOUBLE_EQ(mann_whitney_p({2, 3}, {1, 2}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(mann_whitney_p({5, 5, 5}, {5, 5}), 1);
  EXPECT_DOUBLE_EQ(mann_whitney_p(std::vector<double>(50, 5), std::vector<double>(50, 5)), 1);
  EXPECT_EQ(mann_whitney_p({}, {1}), 1);
}

TEST(BenchStatistics, MannWhitneyOfManyIsNormal) {
  // Just below and above the limit both ways agree.
  for (double shift : {0.5, 2.5, 6.5}) {
    double exact = mann_whitney_p(counted(shift, 25), counted(0, 25));
    double normal = mann_whitney_p(counted(shift, 26), counted(0, 25));
    EXPECT_NEAR(exact, normal, 0.1) << shift;
  }
  // As scipy's method="asymptotic", without ties and with.
  EXPECT_NEAR(mann_whitney_p(counted(10.5, 40), counted(0, 40)), 0.00022625174321507698, 1e-12);
  std::vector<double> slower, faster;
  for (int i = 0; i < 40; i++) slower.push_back(i % 7);
  for (int i = 0; i < 45; i++) faster.push_back(i % 6);
  EXPECT_NEAR(mann_whitney_p(slower, faster), 0.14250181224357056, 1e-12);
}

TEST(BenchStatistics, NoFalseAlarmsFromHeavyTails) {
  std::mt19937_64 random(11);
  std::normal_distribution<double> noise(1, 0.02);
  std::uniform_real_distribution<double> chance(0, 1);
  int alarms = 0, found = 0;
  for (int round = 0; round < 200; round++) {
    std::vector<double> before(25), after(25), slower(25);
    auto time = [&] { return noise(random) * (chance(random) < 0.2 ? 1 + chance(random) : 1); };
    for (size_t i = 0; i < before.size(); i++) {
      before[i] = time();
      after[i] = time();
      slower[i] = 1.1 * time();
    }
    alarms += mann_whitney_p(after, before) < 0.01 && median_of(after) > 1.05 * median_of(before);
    found += mann_whitney_p(slower, before) < 0.01 && median_of(slower) > 1.05 * median_of(before);
  }
  EXPECT_EQ(alarms, 0);
  EXPECT_GE(found, 195);
}

TEST(BenchStatistics, Outliers) {
  std::vector<double> values = counted(100, 20, 0.1);
  EXPECT_EQ(outliers_of(values).count(), 0u);
  values.push_back(103.5);  // fences at 103.2 and 104.85
  values.push_back(200);
  values.push_back(90);
  Outliers outliers = outliers_of(values);
  EXPECT_EQ(outliers.low, 1u);
  EXPECT_EQ(outliers.high, 2u);
  EXPECT_EQ(outliers.severe, 2u);
  EXPECT_EQ(outliers_of({}).count(), 0u);
  Fences fences = fences_of({1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(fences.low, -1);
  EXPECT_DOUBLE_EQ(fences.severe_high, 10);
}

TEST(BenchStatistics, SpreadAndDrift) {
  EXPECT_DOUBLE_EQ(spread_of({1, 2, 3, 4, 5}), 2.0 / 3);
  EXPECT_EQ(drift_of(counted(1, 9)), 1) << "too few to say";
  EXPECT_EQ(drift_of(std::vector<double>(60, 2)), 1);
  EXPECT_LT(drift_of(counted(100, 30, -1)), 0.85);
  EXPECT_GT(drift_of(counted(100, 30, 1)), 1.15);
  EXPECT_EQ(drift_of(counted(100, 30, 0.1)), 1) << "less than worth a word";
}

TEST(BenchComplexity, FindsTheGrowth) {
  const Growth all[] = {Growth::kConstant,     Growth::kLogarithmic, Growth::kLinear,
                        Growth::kLinearithmic, Growth::kQuadratic,   Growth::kCubic};
  for (Growth growth : all) {
    std::vector<std::pair<double, double>> points;
    double noise = 0.01;
    for (double size : {1e3, 1e4, 1e5, 1e6}) {
      points.emplace_back(size, 2e-9 * growth_at(growth, size) * (1 + noise));
      noise = -noise;
    }
    auto fitted = fit_complexity(points);
    ASSERT_TRUE(fitted.has_value());
    EXPECT_EQ(fitted->growth, growth) << name_of(growth);
    EXPECT_NEAR(fitted->coefficient, 2e-9, 1e-10);
    EXPECT_LT(fitted->rms, 0.03);
  }
}

TEST(BenchComplexity, NeedsThreeSizes) {
  EXPECT_FALSE(fit_complexity({}).has_value());
  EXPECT_FALSE(fit_complexity({{1, 1}, {2, 2}, {2, 3}}).has_value());
  EXPECT_FALSE(fit_complexity({{0, 1}, {1, 2}, {2, 3}}).has_value());
  EXPECT_TRUE(fit_complexity({{1, 1}, {2, 2}, {3, 3}}).has_value());
}

}  // namespace
}  // namespace linac::bench
