// What the reports share: names, ratios, figures as text, notes.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

#include "cli/bench/complexity.h"
#include "cli/bench/report.h"
#include "cli/bench/svg.h"

namespace linac::bench {
namespace {

constexpr uint64_t kSeed = 20261123;

// The time in a unit that makes few digits of it.
struct Unit {
  const char* name;
  double seconds;
};

Unit unit_of(double seconds) {
  if (seconds >= 1) return {"s", 1};
  if (seconds >= 1e-3) return {"ms", 1e-3};
  if (seconds >= 1e-6) return {"\u00b5s", 1e-6};
  return {"ns", 1e-9};
}

int decimals_of(double value) {
  double size = std::abs(value);
  return size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
}

std::string scaled_text(double value, const char* const (&units)[4]) {
  size_t unit = 0;
  while (std::abs(value) >= 999.5 && unit < 3) {
    value /= 1000;
    unit++;
  }
  return digits_text(value) + units[unit];
}

bool results_differ(const Series& one, const Series& other) {
  return !one.checksum.empty() && !other.checksum.empty() && one.checksum != other.checksum;
}

class Notes {
 public:
  explicit Notes(const Run& run) : run_(run) {}

  std::vector<std::string> take() {
    machine();
    for (const Benchmark& benchmark : run_.benchmarks) {
      name_ = name_of(benchmark);
      failures(benchmark);
      results(benchmark);
      overlaps(benchmark);
      outliers(benchmark);
      for (const Series& series : benchmark.series) batches(series);
    }
    return std::move(lines_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> form, Args&&... args) {
    lines_.push_back(name_ + fmt::format(form, std::forward<Args>(args)...));
  }
  const std::string& label(const Series& series) const {
    return run_.machines[series.machine].label;
  }

  void machine() {
    const Context& context = run_.context;
    if (context.processors > 0 && context.load_average >= context.processors) {
      add("the machine was busy: load average {:.1f} on {} processors when it began",
          context.load_average, context.processors);
    }
  }

  void failures(const Benchmark& benchmark) {
    for (const Series& series : benchmark.series) {
      if (!series.failure.empty()) add(" on {}: {}", label(series), series.failure);
    }
  }

  void results(const Benchmark& benchmark) {
    const Series* first = nullptr;
    bool unknown = false, differ = false;
    std::string all;
    size_t ran = 0;
    for (const Series& series : benchmark.series) {
      if (!series.failure.empty()) continue;
      ran++;
      unknown |= series.checksum.empty();
      if (!first) first = &series;
      differ |= results_differ(*first, series);
      all += fmt::format("{}{} {}", all.empty() ? "" : ", ", label(series),
                         series.result.empty() ? "checksum " + series.checksum : series.result);
    }
    if (differ) {
      add(": the results differ, so there is no ratio: {}", all);
    } else if (unknown && ran > 1) {
      add(": the results are not comparable: they hold pids, references or funs, or are others "
          "with each call");
    }
  }

  void overlaps(const Benchmark& benchmark) {
    for (size_t i = 1; i < run_.machines.size(); i++) {
      if (!has_ratio(benchmark, i) || !ratio_of(benchmark, i).holds(1)) continue;
      const Series &ours = *series_of(benchmark, 0), &theirs = *series_of(benchmark, i);
      bool busy = std::max(spread_of(ours.seconds), spread_of(theirs.seconds)) > kNoisySpread;
      add(": {}: intervals overlap, so {} may be as fast as {}",
          busy ? "the machine was busy" : "no difference is certain", label(theirs), label(ours));
    }
  }

  void outliers(const Benchmark& benchmark) {
    std::string all;
    double worst = 0;
    for (const Series& series : benchmark.series) {
      size_t count = series.seconds.size();
      if (count < kFewestForInterval || !series.failure.empty()) continue;
      Outliers outliers = outliers_of(series.seconds);
      if (outliers.severe == 0 && outliers.count() * 20 <= count) continue;
      all += fmt::format("{}{} {} of {}", all.empty() ? "" : ", ", label(series), outliers.count(),
                         count);
      if (double middle = median_of(series.seconds); middle > 0) {
        worst = std::max(worst,
                         *std::max_element(series.seconds.begin(), series.seconds.end()) / middle);
      }
    }
    if (!all.empty()) {
      add(": outliers: {} batches, up to {} times the median", all, digits_text(worst));
    }
  }

  void batches(const Series& series) {
    size_t count = series.seconds.size();
    if (count == 0 || !series.failure.empty()) return;
    if (count < kFewestForInterval) {
      add(" on {}: only {} measurement{}: the interval is their range", label(series), count,
          count == 1 ? "" : "s");
      return;
    }
    if (double spread = spread_of(series.seconds); spread > 2 * kNoisySpread) {
      add(" on {}: the machine was busy: the middle half of the batches spans {:.0f}% of the "
          "median",
          label(series), spread * 100);
    }
    if (double drift = drift_of(series.seconds); drift != 1) {
      add(" on {}: times {} by {:.0f}% from the first third to the last: {}", label(series),
          drift > 1 ? "rose" : "fell", std::abs(drift - 1) * 100,
          drift > 1 ? "the machine slowed down, or each call leaves more to do"
                    : "it may not have been warm");
    }
  }

  const Run& run_;
  std::string name_;
  std::vector<std::string> lines_;
};

}  // namespace

std::string name_of(const Benchmark& benchmark) {
  std::string name = benchmark.module + "." + benchmark.function;
  return benchmark.input.empty() ? name : name + "/" + benchmark.input;
}

const Series* series_of(const Benchmark& benchmark, size_t machine) {
  for (const Series& series : benchmark.series) {
    if (series.machine == machine) return &series;
  }
  return nullptr;
}

bool differs_from_first(const Benchmark& benchmark, size_t machine) {
  const Series *first = series_of(benchmark, 0), *other = series_of(benchmark, machine);
  return first && other && first->failure.empty() && other->failure.empty() &&
         results_differ(*first, *other);
}

bool has_ratio(const Benchmark& benchmark, size_t machine) {
  const Series *first = series_of(benchmark, 0), *other = series_of(benchmark, machine);
  if (!first || !other || machine == 0) return false;
  return first->failure.empty() && other->failure.empty() && !first->seconds.empty() &&
         !other->seconds.empty() && median_of(first->seconds) > 0 &&
         !results_differ(*first, *other);
}

Interval ratio_of(const Benchmark& benchmark, size_t machine) {
  return mean_ratio_of_samples(
      {{sample_of(*series_of(benchmark, machine)), sample_of(*series_of(benchmark, 0))}}, kSeed);
}

Sample sample_of(const Series& series) { return {series.seconds, series.processes}; }

Interval time_of(const Series& series) { return median_of_sample(sample_of(series), kSeed); }

Interval mean_ratio_of(const Run& run, size_t machine, size_t* count) {
  std::vector<std::pair<Sample, Sample>> pairs;
  for (const Benchmark& benchmark : run.benchmarks) {
    if (!has_ratio(benchmark, machine)) continue;
    pairs.emplace_back(sample_of(*series_of(benchmark, machine)),
                       sample_of(*series_of(benchmark, 0)));
  }
  *count = pairs.size();
  return mean_ratio_of_samples(pairs, kSeed);
}

std::vector<std::string> growths_of(const Run& run) {
  std::vector<std::string> lines;
  for (const GrowthGroup& group : growth_groups(run)) {
    std::string line;
    for (size_t machine = 0; machine < run.machines.size(); machine++) {
      std::optional<Complexity> fitted = fit_complexity(points_of(group, machine));
      if (!fitted) continue;
      line += fmt::format("{}{} {} (RMS {:.0f}%)", line.empty() ? "" : ", ",
                          run.machines[machine].label, name_of(fitted->growth), fitted->rms * 100);
    }
    if (!line.empty()) lines.push_back(group.name + " grows as " + line);
  }
  return lines;
}

std::vector<std::string> notes_of(const Run& run) { return Notes(run).take(); }

std::string digits_text(double value) {
  if (value == 0) return "0";
  if (std::abs(value) < 0.01) return fmt::format("{:.2g}", value);
  return fmt::format("{:.{}f}", value, decimals_of(value));
}

std::string duration_text(double seconds) {
  Unit unit = unit_of(seconds);
  return digits_text(seconds / unit.seconds) + " " + unit.name;
}

std::string duration_text(const Interval& seconds) {
  Unit unit = unit_of(seconds.value);
  int decimals = decimals_of(seconds.value / unit.seconds);
  return fmt::format("{:.{}f} {} [{:.{}f} .. {:.{}f}]", seconds.value / unit.seconds, decimals,
                     unit.name, seconds.low / unit.seconds, decimals, seconds.high / unit.seconds,
                     decimals);
}

std::string ratio_text(const Interval& ratio) {
  int decimals = ratio.value < 0.0995 ? 3 : std::min(decimals_of(ratio.value), 2);
  return fmt::format("{:.{}f}x [{:.{}f} .. {:.{}f}]", ratio.value, decimals, ratio.low, decimals,
                     ratio.high, decimals);
}

std::string count_text(double count) { return scaled_text(count, {"", " k", " M", " G"}); }
std::string bytes_text(double bytes) { return scaled_text(bytes, {" B", " kB", " MB", " GB"}); }

std::vector<std::pair<std::string, std::string>> counter_texts(const Counters& counters) {
  std::vector<std::pair<std::string, std::string>> texts;
  auto add = [&](const char* name, const std::optional<double>& count, auto text) {
    if (count) texts.emplace_back(name, text(*count));
  };
  add("reductions", counters.reductions, count_text);
  add("collections", counters.collections, count_text);
  add("collected", counters.collected_bytes, bytes_text);
  add("allocated words", counters.allocated_words, count_text);
  add("peak memory", counters.peak_bytes, bytes_text);
  add("instructions", counters.instructions, count_text);
  return texts;
}

int columns_of(FILE* out) {
  winsize size{};
  if (isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
  return 80;
}

bool wants_colour(FILE* out) {
  const char* refused = std::getenv("NO_COLOR");
  return isatty(fileno(out)) && !(refused && *refused);
}

}  // namespace linac::bench
