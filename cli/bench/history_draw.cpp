// The history on a terminal: a line with a sparkline for each benchmark and VM, oldest run first; one
// benchmark alone is drawn as plots, one for each VM, with the intervals.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "cli/bench/history.h"
#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"

namespace linac::bench {
namespace {

constexpr int kPlotRows = 12;
constexpr double kLeastRange = 0.1;  // of the median: what differs by less looks flat

struct Point {
  size_t run;
  const Series* series;
};

// One benchmark on one VM, in the runs that have it.
struct Track {
  std::string name, label;
  std::vector<Point> points;
};

class Drawing {
 public:
  Drawing(const History& history, const HistoryView& view) : history_(history), view_(view) {
    size_t count = history.runs.size();
    first_ = view.last > 0 && view.last < count ? count - view.last : 0;
    for (size_t i = first_; i < count; i++) {
      for (const Benchmark& benchmark : history.runs[i].benchmarks) {
        std::string name = name_of(benchmark);
        if (name.find(view.filter) == std::string::npos) continue;
        for (const Series& series : benchmark.series) {
          if (series.seconds.empty() || !series.failure.empty()) continue;
          track(name, history.runs[i].machines[series.machine].label)
              .points.push_back({i, &series});
        }
      }
    }
  }

  std::string text() {
    if (tracks_.empty()) return "";
    size_t count = history_.runs.size() - first_;
    add_wrapped(fmt::format("{} run{}, {} to {}", count, count == 1 ? "" : "s", when(first_),
                            when(history_.runs.size() - 1)));
    bool same = std::all_of(tracks_.begin(), tracks_.end(),
                            [&](const Track& track) { return track.name == tracks_[0].name; });
    if (!same) lines();
    for (const Track& track : tracks_) {
      if (same) plot(track);
    }
    return std::move(text_);
  }

 private:
  void add_wrapped(const std::string& text) {
    for (const std::string& line : wrapped(text, std::max(view_.columns, 40))) {
      text_ += painted(line, Paint::kDim, view_.colour) + "\n";
    }
  }

  Track& track(const std::string& name, const std::string& label) {
    for (Track& track : tracks_) {
      if (track.name == name && track.label == label) return track;
    }
    return tracks_.emplace_back(Track{name, label, {}});
  }

  std::string when(size_t run) const {
    const Context& context = history_.runs[run].context;
    std::string commit = context.commit.substr(0, 7);
    return printable(context.date.substr(0, 10) + (commit.empty() ? "" : " (" + commit + ")"));
  }

  // Of each run that is shown; NaN where it was not run. Only the last `width` of them.
  std::vector<double> medians(const Track& track, size_t width) const {
    size_t begin = std::max(first_, history_.runs.size() - std::min(width, history_.runs.size()));
    std::vector<double> values(history_.runs.size() - begin, std::nan(""));
    for (const Point& point : track.points) {
      if (point.run >= begin) values[point.run - begin] = median_of(point.series->seconds);
    }
    return values;
  }

  // From the smallest to the largest, and a little more where that is next to nothing.
  static std::pair<double, double> range_of(const std::vector<double>& values) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (double value : values) {
      if (std::isnan(value)) continue;
      low = std::min(low, value);
      high = std::max(high, value);
    }
    if (double missing = kLeastRange * high - (high - low); missing > 0) {
      low -= missing / 2;
      high += missing / 2;
    }
    return {low, high};
  }

  // The latest beside the run before it.
  std::string change(const Track& track, Paint* paint) const {
    *paint = Paint::kDim;
    if (track.points.size() < 2) return "new";
    Interval ratio =
        mean_ratio_of_samples({{sample_of(*track.points.back().series),
                                sample_of(*track.points[track.points.size() - 2].series)}},
                              1);
    std::string text = fmt::format("{:+.1f}% [{:+.1f} .. {:+.1f}]", (ratio.value - 1) * 100,
                                   (ratio.low - 1) * 100, (ratio.high - 1) * 100);
    if (ratio.low > 1) *paint = Paint::kRed;
    if (ratio.high < 1) *paint = Paint::kGreen;
    return text;
  }

  void lines() {
    int name_width = 0, label_width = 0, latest_width = 0, change_width = 0;
    Paint paint;
    for (const Track& track : tracks_) {
      name_width = std::max(name_width, width_of(printable(track.name)));
      label_width = std::max(label_width, width_of(printable(track.label)));
      latest_width = std::max(latest_width, width_of(latest(track)));
      change_width = std::max(change_width, width_of(change(track, &paint)));
    }
    label_width = std::min(label_width, 12);
    int columns = std::max(view_.columns, 40);
    int rest = columns - latest_width - change_width - label_width - 8;
    bool folded = rest < 24;  // the figures go on a line of their own
    if (folded) rest = columns - label_width - 4;
    int spark_width = std::clamp(rest - name_width, rest / 3, 60);
    name_width = std::min(name_width, rest - spark_width);
    std::string shown;
    for (const Track& track : tracks_) {
      std::string name = printable(track.name);
      std::vector<double> values = medians(track, static_cast<size_t>(spark_width));
      auto [low, high] = range_of(values);
      std::string line =
          padded(name == shown ? "" : shortened_in_front(name, name_width), name_width) + "  " +
          padded(printable(track.label), label_width) + "  " +
          padded(sparkline(values, low, high), spark_width);
      shown = name;
      std::string figures = padded_left(latest(track), latest_width);
      std::string changed = painted(change(track, &paint), paint, view_.colour);
      const char* between = 4 + latest_width + 2 + change_width > columns ? "\n    " : "  ";
      text_ += folded ? line + "\n    " + figures + between + changed + "\n"
                      : line + "  " + figures + "  " + changed + "\n";
    }
    add_wrapped("the latest median [95% interval], and its change from the run before");
  }

  static std::string latest(const Track& track) {
    return duration_text(time_of(*track.points.back().series));
  }

  // A column (or two) for each run: the median, and a line through its interval.
  void plot(const Track& track) {
    constexpr int kAxis = 12;
    int columns = std::max(view_.columns, 40) - kAxis - 1;
    size_t shown = std::min<size_t>(history_.runs.size() - first_, static_cast<size_t>(columns));
    size_t begin = history_.runs.size() - shown;
    int step = std::clamp(columns / static_cast<int>(shown), 1, 4);
    std::vector<Interval> intervals(shown, Interval{std::nan(""), std::nan(""), std::nan("")});
    std::vector<double> ends;
    for (const Point& point : track.points) {
      if (point.run < begin) continue;
      Interval time = time_of(*point.series);
      intervals[point.run - begin] = time;
      ends.insert(ends.end(), {time.low, time.high});
    }
    auto [low, high] = range_of(ends);
    text_ += "\n" +
             painted(printable(track.name + " on " + track.label), Paint::kBold, view_.colour) +
             "\n";
    double height = (high - low) / (kPlotRows - 1);
    for (int row = kPlotRows - 1; row >= 0; row--) {
      double middle = low + height * row;
      std::string line =
          padded_left(row % 3 == 0 ? duration_text(middle) : "", kAxis - 2) + " \u2502";
      for (const Interval& interval : intervals) {
        line += mark(interval, low, height, row);
        line += std::string(static_cast<size_t>(step - 1), ' ');
      }
      text_ += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    Paint paint;
    std::string changed = change(track, &paint);
    text_ += fmt::format("the latest: {}; {} from the run before\n", latest(track),
                         painted(changed, paint, view_.colour));
  }

  static const char* mark(const Interval& interval, double low, double height, int row) {
    auto row_of = [&](double value) {
      return static_cast<int>(std::lround((value - low) / height));
    };
    if (std::isnan(interval.value)) return " ";
    if (row_of(interval.value) == row) return "\u25cf";
    return row_of(interval.low) <= row && row <= row_of(interval.high) ? "\u2502" : " ";
  }

  const History& history_;
  const HistoryView& view_;
  size_t first_ = 0;
  std::vector<Track> tracks_;
  std::string text_;
};

}  // namespace

std::string draw_history(const History& history, const HistoryView& view) {
  return history.runs.empty() ? "" : Drawing(history, view).text();
}

}  // namespace linac::bench
