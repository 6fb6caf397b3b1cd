#include "cli/bench/gate.h"

#include <algorithm>
#include <cmath>

#include "cli/bench/report.h"

namespace linac::bench {
namespace {

constexpr int kProcesses = 8;     // of each version: the least p is then 1 of 12,870
constexpr int kMeasurements = 2;  // of as many, until the answer is clear
constexpr double kSeconds = 0.35, kWarmSeconds = 0.25;  // of each process
constexpr double kBatch = 0.002;
constexpr size_t kWindow = 10;  // turns of which the fastest counts

using Times = std::vector<double>;

// The two sides of each pair of processes; of whole processes, so many of each that there are kProcesses pairs.
std::vector<std::pair<Times, Times>> pairs_of(const Series& before, const Series& after) {
  std::vector<std::pair<Times, Times>> pairs;
  size_t turns = std::min(before.seconds.size(), after.seconds.size());
  size_t from_before = 0, from_after = 0;
  auto take = [&](size_t of_before, size_t of_after) {
    auto part = [](const Times& all, size_t from, size_t count) {
      return Times(all.begin() + static_cast<ptrdiff_t>(from),
                   all.begin() + static_cast<ptrdiff_t>(from + count));
    };
    pairs.emplace_back(part(before.seconds, from_before, of_before),
                       part(after.seconds, from_after, of_after));
    from_before += of_before;
    from_after += of_after;
  };
  size_t count = std::min(before.processes.size(), after.processes.size());
  for (size_t i = 0; i < count; i++) take(before.processes[i], after.processes[i]);
  if (count > 0) return pairs;
  size_t group = std::max<size_t>(1, turns / kProcesses);
  for (size_t at = 0; at + group <= turns; at += group) take(group, group);
  return pairs;
}

double fastest(const Times& times, size_t from, size_t count) {
  auto at = times.begin() + static_cast<ptrdiff_t>(from);
  return *std::min_element(at, at + static_cast<ptrdiff_t>(count));
}

// Of a pair: how many times as long the second takes.
double ratio_of_pair(const Times& before, const Times& after) {
  size_t turns = std::min(before.size(), after.size());
  size_t window = std::min(kWindow, turns);
  Times ratios;
  for (size_t at = 0; window > 0 && at + window <= turns; at += window) {
    ratios.push_back(fastest(after, at, window) / std::max(fastest(before, at, window), 1e-12));
  }
  return ratios.empty() ? 1 : median_of(ratios);
}

class Judge {
 public:
  Judge(Bench& bench, const Job& job, const std::vector<Target>& targets,
        const GateOptions& options)
      : bench_(bench), job_(job), targets_(targets), options_(options) {
    plan_.rounds = kProcesses;
    plan_.warm_seconds = kWarmSeconds;
    plan_.seconds = kSeconds;
    plan_.batch_seconds = kBatch;
    plan_.all_rounds = plan_.same_calls = true;
    if (options.seconds > 0) {
      double each = options.seconds / kProcesses;
      plan_.warm_seconds = std::min(kWarmSeconds, each / 2);
      plan_.seconds = each - plan_.warm_seconds;
    }
  }

  Judged run() {
    Judged judged;
    judged.measured = once();
    judged.verdict = verdict_of(judged.measured);
    for (int done = 1; done < kMeasurements && is_unclear(judged); done++) {
      add(judged.measured, once());
      judged.verdict = verdict_of(judged.measured);
    }
    if (options_.decides && judged.verdict.slower) confirm(judged);
    return judged;
  }

 private:
  // Two of three have to say it.
  void confirm(Judged& judged) {
    int slower = 1, others = 0;
    while (slower < 2 && others < 2 && !judged.measured.stopped) {
      bench_.progress.show(name_of(job_.benchmark) + " seems slower: once more");
      Measured again = once();
      judged.measured.stopped = again.stopped;
      (verdict_of(again).slower ? slower : others)++;
    }
    if (slower == 2) return;
    judged.unconfirmed = true;
    judged.verdict.slower = false;
  }

  Measured once() {
    plan_.reversed = !plan_.reversed;
    return options_.whole_process ? measure_processes(bench_, job_, targets_, plan_)
                                  : measure(bench_, job_, targets_, plan_);
  }

  Verdict verdict_of(const Measured& measured) const {
    Run run;
    for (const Target& target : targets_) run.machines.push_back({target.vm.label, "", ""});
    Benchmark& benchmark = run.benchmarks.emplace_back(job_.benchmark);
    benchmark.series = measured.series;
    Series &before = benchmark.series[0], &after = benchmark.series[1];
    if (before.failure.empty() && after.failure.empty()) set_around_middle(before, after);
    return compare_machines(run, 0, 1, options_.fail_over).at(0);
  }

  static void set_around_middle(Series& before, Series& after) {
    Times ratios, levels;
    for (const auto& [old_times, new_times] : pairs_of(before, after)) {
      if (old_times.empty() || new_times.empty()) continue;
      ratios.push_back(ratio_of_pair(old_times, new_times));
      levels.push_back(std::sqrt(fastest(old_times, 0, old_times.size()) *
                                 fastest(new_times, 0, new_times.size())));
    }
    double middle = levels.empty() ? 0 : median_of(levels);
    before.seconds.clear();
    after.seconds.clear();
    for (double ratio : ratios) {
      before.seconds.push_back(middle / std::sqrt(ratio));
      after.seconds.push_back(middle * std::sqrt(ratio));
    }
  }

  bool is_unclear(const Judged& judged) const {
    const Verdict& verdict = judged.verdict;
    if (!options_.decides || judged.measured.stopped || !verdict.compared()) return false;
    return !verdict.slower && verdict.ratio.high > 1 + options_.fail_over;
  }

  static void add(Measured& to, const Measured& more) {
    to.stopped |= more.stopped;
    for (size_t i = 0; i < to.series.size(); i++) {
      Series& series = to.series[i];
      const Series& its = more.series[i];
      series.seconds.insert(series.seconds.end(), its.seconds.begin(), its.seconds.end());
      series.processes.insert(series.processes.end(), its.processes.begin(), its.processes.end());
      if (series.failure.empty()) series.failure = its.failure;
      if (series.checksum != its.checksum) series.checksum.clear();
    }
  }

  Bench& bench_;
  const Job& job_;
  const std::vector<Target>& targets_;
  const GateOptions& options_;
  Plan plan_;
};

}  // namespace

Judged measure_against(Bench& bench, const Job& job, const std::vector<Target>& targets,
                       const GateOptions& options) {
  return Judge(bench, job, targets, options).run();
}

}  // namespace linac::bench
