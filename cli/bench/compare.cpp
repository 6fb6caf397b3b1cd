#include "cli/bench/compare.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/bench/report.h"

namespace linac::bench {
namespace {

constexpr uint64_t kSeed = 20261123;

bool counts_instructions(const Series& series) { return series.counters.instructions > 0.0; }

std::string why_not_compared(const Series* before, const Series* after) {
  if (!after) return "was not run now";
  if (!after->failure.empty()) return after->failure;
  if (!before) return "was not run before";
  if (!before->failure.empty()) return "failed before: " + before->failure;
  if (counts_instructions(*before) && counts_instructions(*after)) return "";
  if (after->seconds.empty()) return "holds no times";
  if (before->seconds.empty()) return "held no times before";
  if (median_of(before->seconds) <= 0) return "took no time that could be measured";
  return "";
}

Verdict judge(std::string name, const Series* before, const Series* after, double fail_over) {
  Verdict verdict;
  verdict.benchmark = std::move(name);
  verdict.note = why_not_compared(before, after);
  if (!verdict.compared()) return verdict;
  double fast_p = 1;
  if (counts_instructions(*before) && counts_instructions(*after)) {
    double old_count = *before->counters.instructions, count = *after->counters.instructions;
    verdict.by_instructions = true;
    verdict.before = {old_count, old_count, old_count};
    verdict.after = {count, count, count};
    verdict.ratio = {count / old_count, count / old_count, count / old_count};
    verdict.p = fast_p = 0;
  } else {
    Sample old = sample_of(*before), now = sample_of(*after);
    verdict.before = median_of_sample(old, kSeed);
    verdict.after = median_of_sample(now, kSeed);
    verdict.ratio = mean_ratio_of_samples({{now, old}}, kSeed);
    verdict.p = mann_whitney_p(after->seconds, before->seconds);
    fast_p = mann_whitney_p(before->seconds, after->seconds);
  }
  verdict.slower = verdict.p < kSignificance && verdict.ratio.value > 1 + fail_over;
  verdict.faster = fast_p < kSignificance && verdict.ratio.value < 1 / (1 + fail_over);
  return verdict;
}

// The same benchmark, in a run whose order may be another.
const Benchmark* find(const Run& run, const Benchmark& wanted) {
  for (const Benchmark& benchmark : run.benchmarks) {
    if (benchmark.module == wanted.module && benchmark.function == wanted.function &&
        benchmark.input == wanted.input) {
      return &benchmark;
    }
  }
  return nullptr;
}

size_t machine_of_label(const Run& run, const std::string& label) {
  for (size_t i = 0; i < run.machines.size(); i++) {
    if (run.machines[i].label == label) return i;
  }
  return 0;
}

std::string amount_text(const Verdict& verdict, const Interval& amount) {
  if (!verdict.by_instructions) return duration_text(amount);
  return count_text(amount.value) + " instructions";
}

std::string change_text(const Interval& ratio) {
  auto percent = [](double x) { return (x - 1) * 100; };
  if (ratio.low == ratio.high) return fmt::format("{:+.1f}%", percent(ratio.value));
  return fmt::format("{:+.1f}% [{:+.1f} .. {:+.1f}]", percent(ratio.value), percent(ratio.low),
                     percent(ratio.high));
}

std::string line_of(const Verdict& verdict, const char* what) {
  std::string chance = verdict.by_instructions ? ""
                       : verdict.p < 0.5       ? fmt::format(", p {:.2g}", verdict.p)
                                               : "";
  return fmt::format("{}: {} {}, from {} to {}{}\n", what, verdict.benchmark,
                     change_text(verdict.ratio), amount_text(verdict, verdict.before),
                     amount_text(verdict, verdict.after), chance);
}

}  // namespace

std::vector<Verdict> compare(const Run& before, const Run& after, double fail_over) {
  std::vector<Verdict> verdicts;
  if (after.machines.empty() || before.machines.empty()) return verdicts;
  size_t old_machine = machine_of_label(before, after.machines[0].label);
  for (const Benchmark& benchmark : after.benchmarks) {
    const Benchmark* old = find(before, benchmark);
    verdicts.push_back(judge(name_of(benchmark), old ? series_of(*old, old_machine) : nullptr,
                             series_of(benchmark, 0), fail_over));
  }
  for (const Benchmark& benchmark : before.benchmarks) {
    if (find(after, benchmark)) continue;
    verdicts.push_back(
        judge(name_of(benchmark), series_of(benchmark, old_machine), nullptr, fail_over));
  }
  return verdicts;
}

std::vector<Verdict> compare_machines(const Run& run, size_t before, size_t after,
                                      double fail_over) {
  std::vector<Verdict> verdicts;
  for (const Benchmark& benchmark : run.benchmarks) {
    verdicts.push_back(judge(name_of(benchmark), series_of(benchmark, before),
                             series_of(benchmark, after), fail_over));
  }
  return verdicts;
}

bool any_slower(const std::vector<Verdict>& verdicts) {
  return std::any_of(verdicts.begin(), verdicts.end(), [](const Verdict& v) { return v.slower; });
}

std::vector<std::string> differences_of_context(const Run& before, const Run& after) {
  std::vector<std::string> lines;
  auto differ = [&](const char* what, const std::string& old, const std::string& now) {
    if (old != now) lines.push_back(fmt::format("{}: before '{}', now '{}'", what, old, now));
  };
  differ("machine", before.context.host, after.context.host);
  differ("processor", before.context.processor, after.context.processor);
  differ("processors", std::to_string(before.context.processors),
         std::to_string(after.context.processors));
  if (!before.machines.empty() && !after.machines.empty()) {
    size_t old = machine_of_label(before, after.machines[0].label);
    differ("version", before.machines[old].version, after.machines[0].version);
    differ("command", before.machines[old].command, after.machines[0].command);
  }
  differ("measured", before.whole_process ? "whole processes" : "calls",
         after.whole_process ? "whole processes" : "calls");
  return lines;
}

std::string list_of(const std::vector<Verdict>& verdicts, double fail_over) {
  std::string text;
  size_t even = 0;
  for (const Verdict& verdict : verdicts) {
    if (verdict.slower) text += line_of(verdict, "slower");
  }
  for (const Verdict& verdict : verdicts) {
    if (verdict.faster) text += line_of(verdict, "faster");
  }
  for (const Verdict& verdict : verdicts) {
    if (!verdict.compared()) {
      text += fmt::format("not compared: {} {}\n", verdict.benchmark, verdict.note);
    } else if (!verdict.slower && !verdict.faster) {
      even++;
    }
  }
  if (even > 0) {
    text += fmt::format("{} of {} neither faster nor slower by more than {:g}% with confidence\n",
                        even, verdicts.size(), fail_over * 100);
  }
  return text;
}

}  // namespace linac::bench
