// The table on the terminal. For each benchmark a line for each VM: its time, the ratio to the first
// VM's, and a bar; one VM alone has the shape of its measurements there.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"

namespace linac::bench {
namespace {

constexpr int kFewestColumns = 40;
constexpr int kShortestBar = 8, kLongestBar = 48;
constexpr int kShapeBins = 16;

// A histogram of the values on one line.
std::string shape_of(const std::vector<double>& values) {
  auto [least, most] = std::minmax_element(values.begin(), values.end());
  std::vector<double> bins(kShapeBins, 0);
  for (double value : values) {
    double part = *most > *least ? (value - *least) / (*most - *least) : 0.5;
    bins[std::min<size_t>(static_cast<size_t>(part * kShapeBins), kShapeBins - 1)]++;
  }
  for (double& bin : bins) {
    if (bin == 0) bin = std::nan("");
  }
  return sparkline(bins, 0, static_cast<double>(values.size()) / 4);
}

class Table {
 public:
  Table(const Run& run, bool colour, int columns, bool counters)
      : run_(run),
        colour_(colour),
        columns_(std::max(columns, kFewestColumns)),
        counters_(counters) {
    for (const Machine& machine : run.machines) {
      label_ = std::max(label_, width_of(printable(machine.label)));
    }
    label_ = std::min({label_, 16, columns_ / 4});
    for (const Benchmark& benchmark : run.benchmarks) {
      for (const Series& series : benchmark.series) {
        if (!series.seconds.empty()) {
          time_ = std::max(time_, width_of(duration_text(time_of(series))));
        }
        if (has_ratio(benchmark, series.machine)) {
          ratio_ = std::max(ratio_, width_of(ratio_text(ratio_of(benchmark, series.machine))));
        }
      }
    }
    bar_ = std::min(columns_ - (2 + label_ + 2 + time_ + (ratio_ > 0 ? 2 + ratio_ : 0) + 2),
                    kLongestBar);
  }

  std::string text() {
    heading();
    for (const Benchmark& benchmark : run_.benchmarks) {
      add("\n" +
          painted(shortened(printable(name_of(benchmark)), columns_), Paint::kBold, colour_));
      double longest = longest_of(benchmark);
      for (const Series& series : benchmark.series) row(benchmark, series, longest);
    }
    summary();
    growths();
    notes();
    return std::move(text_);
  }

 private:
  void add(const std::string& line) { text_ += line + "\n"; }
  void add_wrapped(const std::string& text, const char* indent, Paint paint) {
    std::string before;
    for (const std::string& line : wrapped(printable(text), columns_ - 2)) {
      add(painted(before.empty() ? indent + line : before + line, paint, colour_));
      before = "  ";
    }
  }

  void heading() {
    const Context& context = run_.context;
    std::string where = run_.name;
    auto also = [&](const std::string& text) {
      if (!text.empty()) where += (where.empty() ? "" : " \u00b7 ") + text;
    };
    also(context.processor);
    if (context.processors > 0) {
      also(fmt::format("{} processor{}", context.processors, context.processors == 1 ? "" : "s"));
    }
    also(context.date);
    also(context.commit.substr(0, 12));
    add_wrapped(where, "", Paint::kDim);
    for (const Machine& machine : run_.machines) {
      add(painted(shortened("  " + padded(printable(machine.label), label_) + "  " +
                                printable(machine.version),
                            columns_),
                  Paint::kDim, colour_));
    }
    std::string what = run_.whole_process ? "a whole process" : "a call";
    std::string ratios =
        run_.machines.size() > 1 ? "; 2x: twice as long as " + run_.machines[0].label : "";
    add_wrapped("median time of " + what + " [95% interval]" + ratios, "", Paint::kDim);
  }

  static double longest_of(const Benchmark& benchmark) {
    double longest = 0;
    for (const Series& series : benchmark.series) {
      longest = std::max(longest, median_of(series.seconds));
    }
    return longest;
  }

  void row(const Benchmark& benchmark, const Series& series, double longest) {
    std::string line = "  " + padded(printable(run_.machines[series.machine].label), label_) + "  ";
    if (!series.failure.empty() || series.seconds.empty()) {
      std::string failure = series.failure.empty() ? "nothing was measured" : series.failure;
      int room = columns_ - width_of(line);
      add(line + painted(shortened("failed: " + printable(failure), room), Paint::kRed, colour_));
      return;
    }
    Interval time = time_of(series);
    line += padded_left(duration_text(time), time_);
    std::string own_line = ratio(benchmark, series.machine, line);
    if (bar_ >= kShortestBar) {
      line += "  " + (run_.machines.size() > 1 ? bar(longest > 0 ? time.value / longest : 0, bar_)
                                               : shortened(shape_of(series.seconds), bar_));
    }
    add(line.substr(0, line.find_last_not_of(' ') + 1));
    if (!own_line.empty()) add(own_line);
    if (counters_) counters(series.counters);
  }

  // Puts the ratio behind the line; where that is too narrow, gives a line of its own.
  std::string ratio(const Benchmark& benchmark, size_t machine, std::string& line) {
    bool fits = 2 + label_ + 2 + time_ + 2 + ratio_ <= columns_;
    if (!has_ratio(benchmark, machine)) {
      bool differs = differs_from_first(benchmark, machine);
      std::string text = differs ? "results differ" : "";
      if (ratio_ > 0 && fits) line += "  " + padded_left(text, ratio_);
      if (differs && (ratio_ == 0 || !fits)) return "    " + text;
      return "";
    }
    Interval ratio = ratio_of(benchmark, machine);
    std::string text = ratio_text(ratio);
    if (fits) text = padded_left(text, ratio_);
    text = painted(text, ratio.holds(1) ? Paint::kDim : Paint::kBold, colour_);
    if (!fits) return "    " + text;
    line += "  " + text;
    return "";
  }

  void counters(const Counters& counters) {
    std::string text;
    for (const auto& [name, count] : counter_texts(counters)) {
      text += (text.empty() ? "" : ", ") + name + " " + count;
    }
    if (text.empty()) return;
    for (const std::string& line : wrapped("a call: " + text, columns_ - 4)) {
      add("    " + painted(line, Paint::kDim, colour_));
    }
  }

  void summary() {
    bool begun = false;
    for (size_t i = 1; i < run_.machines.size(); i++) {
      size_t count = 0;
      Interval mean = mean_ratio_of(run_, i, &count);
      if (count < 2) continue;
      if (!begun) add("");
      begun = true;
      add_wrapped(fmt::format("geometric mean of {} benchmarks: {} takes {} of {}'s time", count,
                              run_.machines[i].label, ratio_text(mean), run_.machines[0].label),
                  "", Paint::kBold);
    }
  }

  void growths() {
    std::vector<std::string> lines = growths_of(run_);
    if (!lines.empty()) add("");
    for (const std::string& line : lines) add_wrapped(line, "", Paint::kDim);
  }

  void notes() {
    std::vector<std::string> lines = notes_of(run_);
    if (!lines.empty()) add("");
    for (const std::string& note : lines) add_wrapped("! " + note, "", Paint::kYellow);
  }

  const Run& run_;
  bool colour_;
  int columns_;
  bool counters_;
  int label_ = 3, time_ = 8, ratio_ = 0, bar_ = 0;
  std::string text_;
};

}  // namespace

std::string table(const Run& run, bool colour, int columns, bool counters) {
  return Table(run, colour, columns, counters).text();
}

void print_table(const Run& run, FILE* out, bool colour, int columns, bool counters) {
  std::string text = table(run, colour, columns, counters);
  std::fwrite(text.data(), 1, text.size(), out);
  std::fflush(out);
}

}  // namespace linac::bench
