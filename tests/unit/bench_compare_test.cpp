#include "cli/bench/compare.h"

#include <gtest/gtest.h>

#include "tests/unit/bench_run.h"

namespace linac::bench {
namespace {

Run run_of(double seconds) {
  bench::Run run = plain_run();
  run.benchmarks = {benchmark_of("sum_bench", {series_on(0, seconds), series_on(1, 1)})};
  return run;
}

TEST(BenchCompare, SlowerIsOverTheThresholdWithConfidence) {
  auto verdicts = compare(run_of(1e-3), run_of(1.1e-3), 0.05);
  ASSERT_EQ(verdicts.size(), 1u);
  EXPECT_EQ(verdicts[0].benchmark, "shop/cart.sum_bench");
  EXPECT_TRUE(verdicts[0].slower);
  EXPECT_FALSE(verdicts[0].faster);
  EXPECT_NEAR(verdicts[0].ratio.value, 1.1, 1e-9);
  EXPECT_LT(verdicts[0].p, 1e-6);
  EXPECT_TRUE(any_slower(verdicts));
}

TEST(BenchCompare, NotSlowerBelowTheThreshold) {
  EXPECT_FALSE(any_slower(compare(run_of(1e-3), run_of(1.04e-3), 0.05)));
  EXPECT_FALSE(any_slower(compare(run_of(1e-3), run_of(1e-3), 0)));
  EXPECT_TRUE(compare(run_of(1e-3), run_of(0.9e-3), 0.05)[0].faster);
}

TEST(BenchCompare, NotSlowerByChance) {
  bench::Run before = run_of(1), after = run_of(1);
  before.benchmarks[0].series[0].seconds = {1, 1.3, 1.1, 1.2};
  after.benchmarks[0].series[0].seconds = {1.25, 1.28, 1.05, 1.4};
  auto verdicts = compare(before, after, 0.05);
  EXPECT_GT(verdicts[0].ratio.value, 1.05);
  EXPECT_GT(verdicts[0].p, 0.01);
  EXPECT_FALSE(verdicts[0].slower);
}

TEST(BenchCompare, ByInstructionsWhereBothCountThem) {
  bench::Run before = run_of(1e-3), after = run_of(9e-3);
  before.benchmarks[0].series[0].counters.instructions = 1000;
  EXPECT_FALSE(compare(before, after, 0.05)[0].by_instructions);
  after.benchmarks[0].series[0].counters.instructions = 1049;
  auto verdicts = compare(before, after, 0.05);
  EXPECT_TRUE(verdicts[0].by_instructions);
  EXPECT_FALSE(verdicts[0].slower) << "its times are not looked at";
  after.benchmarks[0].series[0].counters.instructions = 1051;
  EXPECT_TRUE(compare(before, after, 0.05)[0].slower);
}

TEST(BenchCompare, TwoMachinesOfOneRun) {
  bench::Run run = plain_run();
  EXPECT_TRUE(compare_machines(run, 0, 1, 0.05)[0].slower);
  EXPECT_TRUE(compare_machines(run, 1, 0, 0.05)[0].faster);
}

TEST(BenchCompare, TheStoredRunMayHaveAnotherOrder) {
  bench::Run before = run_of(1e-3), after = run_of(1e-3);
  std::swap(before.machines[0], before.machines[1]);
  std::swap(before.benchmarks[0].series[0].machine, before.benchmarks[0].series[1].machine);
  before.benchmarks.insert(before.benchmarks.begin(),
                           benchmark_of("other_bench", {series_on(0, 1)}));
  auto verdicts = compare(before, after, 0.05);
  ASSERT_EQ(verdicts.size(), 2u);
  EXPECT_TRUE(verdicts[0].compared());
  EXPECT_FALSE(verdicts[0].slower);
  EXPECT_EQ(verdicts[1].note, "was not run now");
}

TEST(BenchCompare, WhatCannotBeComparedSaysWhy) {
  bench::Run before = run_of(1e-3), after = run_of(1e-3);
  after.benchmarks[0].series[0].failure = "panic: no";
  EXPECT_EQ(compare(before, after, 0.05)[0].note, "panic: no");
  EXPECT_EQ(compare(after, before, 0.05)[0].note, "failed before: panic: no");
  before.benchmarks.clear();
  EXPECT_EQ(compare(before, run_of(1), 0.05)[0].note, "was not run before");
  EXPECT_TRUE(compare(bench::Run(), bench::Run(), 0.05).empty());
}

TEST(BenchCompare, TheListNamesWhatIsSlowerFirst) {
  bench::Run before = plain_run(), after = plain_run();
  before.benchmarks = {benchmark_of("a_bench", {series_on(0, 1e-3)}),
                       benchmark_of("b_bench", {series_on(0, 1e-3)}),
                       benchmark_of("c_bench", {series_on(0, 1e-3)})};
  after.benchmarks = {benchmark_of("a_bench", {series_on(0, 1e-3)}),
                      benchmark_of("b_bench", {series_on(0, 0.5e-3)}),
                      benchmark_of("c_bench", {series_on(0, 1.5e-3)})};
  std::string list = list_of(compare(before, after, 0.05), 0.05);
  EXPECT_EQ(list.find("slower: shop/cart.c_bench +50.0% ["), 0u) << list;
  EXPECT_NE(list.find("\nfaster: shop/cart.b_bench -50.0% ["), std::string::npos) << list;
  EXPECT_NE(list.find("\n1 of 3 neither faster nor slower by more than 5% with confidence\n"),
            std::string::npos)
      << list;
}

TEST(BenchCompare, ContextsAreCompared) {
  bench::Run before = plain_run(), after = plain_run();
  EXPECT_TRUE(differences_of_context(before, after).empty());
  before.context.processor = "Older CPU";
  before.machines[0].version = "Linac 0.0.9";
  auto lines = differences_of_context(before, after);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "processor: before 'Older CPU', now 'Some CPU @ 2.00GHz'");
  EXPECT_EQ(lines[1], "version: before 'Linac 0.0.9', now 'Linac 0.1.0'");
}

}  // namespace
}  // namespace linac::bench
