#include "cli/bench/svg.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "cli/bench/complexity.h"
#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"

namespace linac::bench {
namespace {

constexpr double kWidth = 820, kLeft = 250, kRight = 24, kTop = 14, kBottom = 34;
constexpr double kLogFrom = 6;  // where the largest is so many times the smallest
constexpr int kDensitySteps = 120;
constexpr size_t kMostDots = 400;  // of one strip

// A stretch of numbers on a stretch of pixels.
struct Axis {
  double low, high;
  double from, to;
  bool logarithmic;

  double at(double value) const {
    double part =
        logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return from + part * (to - from);
  }
};

// Room around the values, and never nothing between them.
Axis axis_of(double low, double high, double from, double to, bool logarithmic) {
  if (logarithmic) {
    double factor = std::max(std::pow(high / low, 0.04), 1.02);
    return {low / factor, high * factor, from, to, true};
  }
  double room = std::max((high - low) * 0.04, std::abs(high) * 0.005 + 1e-12);
  return {low - room, high + room, from, to, false};
}

std::vector<double> ticks_of(const Axis& axis, int most) {
  std::vector<double> ticks;
  if (axis.logarithmic) {
    for (auto steps :
         {std::vector<double>{1, 2, 5}, std::vector<double>{1, 3}, std::vector<double>{1}}) {
      ticks.clear();
      int exponent = static_cast<int>(std::floor(std::log10(axis.low)));
      for (double unit = std::pow(10, exponent); unit <= axis.high; unit *= 10) {
        for (double step : steps) {
          if (unit * step >= axis.low && unit * step <= axis.high) ticks.push_back(unit * step);
        }
      }
      if (ticks.size() <= static_cast<size_t>(most)) break;
    }
    while (ticks.size() > static_cast<size_t>(most)) {  // every second decade
      for (size_t i = 1; i < ticks.size(); i++)
        ticks.erase(ticks.begin() + static_cast<ptrdiff_t>(i));
    }
    if (ticks.size() >= 3) return ticks;
    ticks.clear();
  }
  double raw = (axis.high - axis.low) / most;
  double unit = std::pow(10, std::floor(std::log10(raw)));
  double step = raw <= unit       ? unit
                : raw <= 2 * unit ? 2 * unit
                : raw <= 5 * unit ? 5 * unit
                                  : 10 * unit;
  for (double tick = std::ceil(axis.low / step) * step; tick <= axis.high; tick += step) {
    ticks.push_back(tick);
  }
  return ticks;
}

std::string begin_svg(double height, const std::string& title) {
  return fmt::format(
      "<svg viewBox=\"0 0 {} {:.0f}\" role=\"img\" aria-label=\"{}\" "
      "preserveAspectRatio=\"xMinYMin\">\n",
      kWidth, height, escaped(title));
}

std::string text_at(double x, double y, const char* kind, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"{}\">{}</text>\n", x, y, kind,
                     escaped(text));
}

std::string line(double x1, double y1, double x2, double y2, const char* kind) {
  return fmt::format(
      "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2,
      y2, kind);
}

std::string colour_class(size_t machine) { return fmt::format("c{}", machine % 6); }

template <class Text>
std::string bottom_axis(const Axis& axis, double top, double bottom, Text text) {
  std::string svg;
  for (double tick : ticks_of(axis, 7)) {
    svg += line(axis.at(tick), top, axis.at(tick), bottom, "grid");
    svg += text_at(axis.at(tick), bottom + 16, "tick", text(tick));
  }
  return svg;
}

struct Range {
  double low = INFINITY, high = -INFINITY;

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// The median with its interval: a thick line and a dot.
std::string interval_mark(const Axis& axis, const Interval& interval, double y,
                          const std::string& kind, const std::string& title) {
  return fmt::format(
      "<g class=\"{}\"><title>{}</title><line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
      "y2=\"{:.1f}\" "
      "class=\"interval\"/><circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"dot\"/></g>\n",
      kind, escaped(title), axis.at(interval.low), y, axis.at(interval.high), y,
      axis.at(interval.value), y);
}

// Gaussian kernels of Silverman's width, along the axis.
std::string density(const Axis& axis, std::vector<double> values, double middle, double half) {
  if (values.size() < 5) return "";
  if (axis.logarithmic) {
    for (double& value : values) value = std::log(value);
  }
  std::sort(values.begin(), values.end());
  double spread =
      std::min(deviation_of(values), (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349);
  if (spread <= 0) spread = deviation_of(values);
  if (spread <= 0) return "";
  double width = 0.9 * spread * std::pow(static_cast<double>(values.size()), -0.2);
  double low = values.front() - 2 * width, high = values.back() + 2 * width;
  std::vector<std::pair<double, double>> curve;
  double highest = 0;
  for (int i = 0; i <= kDensitySteps; i++) {
    double x = low + (high - low) * i / kDensitySteps, sum = 0;
    for (double value : values) sum += std::exp(-0.5 * std::pow((x - value) / width, 2));
    double at = axis.at(axis.logarithmic ? std::exp(x) : x);
    curve.emplace_back(std::clamp(at, axis.from, axis.to), sum);
    highest = std::max(highest, sum);
  }
  std::string path;
  for (size_t i = 0; i < curve.size(); i++) {
    path += fmt::format("{}{:.1f},{:.1f}", i == 0 ? "M" : "L", curve[i].first,
                        middle - half * curve[i].second / highest);
  }
  for (size_t i = curve.size(); i-- > 0;) {
    path +=
        fmt::format("L{:.1f},{:.1f}", curve[i].first, middle + half * curve[i].second / highest);
  }
  return "<path d=\"" + path + "Z\" class=\"density\"/>\n";
}

// Spread over the strip's height by the golden ratio, so that no two neighbours meet.
std::string dots(const Axis& axis, const std::vector<double>& values, double middle, double half) {
  std::string svg;
  size_t step = values.size() / kMostDots + 1;
  for (size_t i = 0; i < values.size(); i += step) {
    double part = std::fmod(static_cast<double>(i) * (std::numbers::phi - 1), 1.0) * 2 - 1;
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"1.7\"/>", axis.at(values[i]),
                       middle + part * half * 0.8);
  }
  return "<g class=\"points\">" + svg + "</g>\n";
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string result;
  for (char letter : printable(text)) {
    switch (letter) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += letter;
    }
  }
  return result;
}

std::string ratio_chart(const Run& run) {
  struct Row {
    const Benchmark* benchmark;
    size_t machine;
    Interval ratio;
  };
  std::vector<Row> rows;
  Range range;
  range.add(1);
  for (const Benchmark& benchmark : run.benchmarks) {
    for (size_t i = 1; i < run.machines.size(); i++) {
      if (!has_ratio(benchmark, i)) continue;
      Interval ratio = ratio_of(benchmark, i);
      if (ratio.low <= 0) continue;
      rows.push_back({&benchmark, i, ratio});
      range.add(ratio.low);
      range.add(ratio.high);
    }
  }
  if (rows.empty()) return "";
  constexpr double kRow = 22;
  double bottom = kTop + kRow * static_cast<double>(rows.size()) + 4;
  Axis axis = axis_of(range.low, range.high, kLeft, kWidth - kRight, true);
  std::string svg = begin_svg(bottom + kBottom, "ratios to " + run.machines[0].label);
  svg +=
      bottom_axis(axis, kTop - 6, bottom, [](double tick) { return fmt::format("{:g}x", tick); });
  svg += line(axis.at(1), kTop - 6, axis.at(1), bottom, "one");
  double y = kTop + kRow / 2;
  const Benchmark* named = nullptr;
  for (const Row& row : rows) {
    if (row.benchmark != named) {
      svg += text_at(kLeft - 12, y + 4, "name",
                     shortened_in_front(printable(name_of(*row.benchmark)), 34));
    }
    named = row.benchmark;
    const std::string& label = run.machines[row.machine].label;
    svg += interval_mark(axis, row.ratio, y, colour_class(row.machine),
                         name_of(*row.benchmark) + " on " + label + ": " + ratio_text(row.ratio));
    y += kRow;
  }
  svg += text_at(kLeft, bottom + 31, "axis", "\u2190 " + run.machines[0].label + " takes longer");
  svg += text_at(kWidth - kRight, bottom + 31, "axis end",
                 run.machines[0].label + " takes less \u2192");
  return svg + "</svg>\n";
}

std::string distribution_chart(const Run& run, const Benchmark& benchmark) {
  Range range;
  size_t count = 0;
  for (const Series& series : benchmark.series) {
    if (series.seconds.empty()) continue;
    count++;
    for (double value : series.seconds) range.add(value);
  }
  if (count == 0 || range.high <= 0) return "";
  constexpr double kStrip = 54;
  bool logarithmic = range.low > 0 && range.high / range.low > kLogFrom;
  Axis axis = axis_of(range.low, range.high, 130, kWidth - kRight, logarithmic);
  double bottom = kTop + kStrip * static_cast<double>(count);
  std::string svg = begin_svg(bottom + kBottom, "measurements of " + name_of(benchmark));
  svg += bottom_axis(axis, kTop, bottom, [](double tick) { return duration_text(tick); });
  double middle = kTop + kStrip / 2;
  for (const Series& series : benchmark.series) {
    if (series.seconds.empty()) continue;
    const std::string& label = run.machines[series.machine].label;
    std::string kind = colour_class(series.machine);
    svg += text_at(118, middle + 4, "name", shortened(printable(label), 16));
    svg += "<g class=\"" + kind + "\">" + density(axis, series.seconds, middle, kStrip * 0.42) +
           dots(axis, series.seconds, middle, kStrip * 0.42) + "</g>\n";
    Interval time = time_of(series);
    svg += interval_mark(axis, time, middle, kind, label + ": " + duration_text(time));
    middle += kStrip;
  }
  if (logarithmic) svg += text_at(kWidth - kRight, bottom + 31, "axis end", "logarithmic");
  return svg + "</svg>\n";
}

std::vector<GrowthGroup> growth_groups(const Run& run) {
  std::vector<GrowthGroup> groups;
  for (const Benchmark& benchmark : run.benchmarks) {
    if (!benchmark.size || *benchmark.size < 1) continue;
    std::string name = benchmark.module + "." + benchmark.function;
    auto found = std::find_if(groups.begin(), groups.end(),
                              [&](const GrowthGroup& group) { return group.name == name; });
    if (found == groups.end()) found = groups.insert(groups.end(), GrowthGroup{name, {}});
    found->benchmarks.push_back(&benchmark);
  }
  std::erase_if(groups, [](const GrowthGroup& group) { return group.benchmarks.size() < 3; });
  for (GrowthGroup& group : groups) {
    std::sort(group.benchmarks.begin(), group.benchmarks.end(),
              [](const Benchmark* a, const Benchmark* b) { return *a->size < *b->size; });
  }
  return groups;
}

std::vector<std::pair<double, double>> points_of(const GrowthGroup& group, size_t machine) {
  std::vector<std::pair<double, double>> points;
  for (const Benchmark* benchmark : group.benchmarks) {
    const Series* series = series_of(*benchmark, machine);
    if (!series || !series->failure.empty() || median_of(series->seconds) <= 0) continue;
    points.emplace_back(*benchmark->size, median_of(series->seconds));
  }
  return points;
}

std::string growth_chart(const Run& run, const GrowthGroup& group) {
  constexpr double kHeight = 320, kLeftAxis = 90, kLegend = 250;
  Range sizes, times;
  for (const Benchmark* benchmark : group.benchmarks) {
    for (const Series& series : benchmark->series) {
      if (series.seconds.empty() || median_of(series.seconds) <= 0) continue;
      Interval time = time_of(series);
      sizes.add(*benchmark->size);
      times.add(time.low > 0 ? time.low : time.value);
      times.add(time.high);
    }
  }
  if (sizes.low >= sizes.high) return "";
  Axis x = axis_of(sizes.low, sizes.high, kLeftAxis, kWidth - kLegend, true);
  Axis y = axis_of(times.low, times.high, kHeight - kBottom, kTop, true);
  std::string svg = begin_svg(kHeight, "growth of " + group.name);
  svg += bottom_axis(x, kTop, kHeight - kBottom, [](double tick) { return count_text(tick); });
  for (double tick : ticks_of(y, 6)) {
    svg += line(kLeftAxis, y.at(tick), kWidth - kLegend, y.at(tick), "grid");
    svg += text_at(kLeftAxis - 8, y.at(tick) + 4, "tick end", duration_text(tick));
  }
  double legend = kTop + 16;
  for (size_t machine = 0; machine < run.machines.size(); machine++) {
    std::vector<std::pair<double, double>> points = points_of(group, machine);
    std::string marks, curve;
    for (const Benchmark* benchmark : group.benchmarks) {
      const Series* series = series_of(*benchmark, machine);
      if (!series || series->seconds.empty() || median_of(series->seconds) <= 0) continue;
      Interval time = time_of(*series);
      double at = x.at(*benchmark->size);
      marks += line(at, y.at(std::max(time.low, y.low)), at, y.at(time.high), "interval");
      marks += fmt::format(
          "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"dot\"><title>{}</title>"
          "</circle>\n",
          at, y.at(time.value), escaped(duration_text(time)));
    }
    if (points.empty()) continue;
    std::optional<Complexity> fitted = fit_complexity(points);
    for (int i = 0; fitted && i <= 60; i++) {
      double size = sizes.low * std::pow(sizes.high / sizes.low, i / 60.0);
      double seconds = fitted->coefficient * growth_at(fitted->growth, size);
      if (seconds < y.low || seconds > y.high) continue;
      curve += fmt::format("{}{:.1f},{:.1f}", curve.empty() ? "M" : "L", x.at(size), y.at(seconds));
    }
    svg += "<g class=\"" + colour_class(machine) + "\">";
    if (!curve.empty()) svg += "<path d=\"" + curve + "\" class=\"fit\"/>";
    svg += marks;
    double at = kWidth - kLegend + 20;
    svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"5\" class=\"dot\"/></g>\n", at,
                       legend - 4);
    std::string text = shortened(printable(run.machines[machine].label), 14);
    if (fitted)
      text += fmt::format(": {}, RMS {:.0f}%", name_of(fitted->growth), fitted->rms * 100);
    svg += text_at(at + 12, legend, "axis", text);
    legend += 20;
  }
  return svg + "</svg>\n";
}

}  // namespace linac::bench
