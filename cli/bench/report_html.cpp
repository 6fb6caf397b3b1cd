// One page that holds all it shows and asks for nothing: its policy for content forbids each request.
#include <fmt/format.h>

#include "cli/bench/report.h"
#include "cli/bench/svg.h"

namespace linac::bench {
namespace {

constexpr char kHead[] = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
:root { --back: #fff; --text: #1c1f23; --soft: #5b626b; --rule: #e1e4e8; --panel: #f7f8fa;
  --bad: #b3261e; --good: #19703a;
  --c0: #0072b2; --c1: #d55e00; --c2: #00805c; --c3: #b0528f; --c4: #8a6d00; --c5: #5b5bd6; }
@media (prefers-color-scheme: dark) {
  :root { --back: #15181c; --text: #e6e9ed; --soft: #9aa3ad; --rule: #30363d; --panel: #1c2127;
    --bad: #ff8a80; --good: #6fd68f;
    --c0: #56b4e9; --c1: #ff9f52; --c2: #2fcf9f; --c3: #e59acb; --c4: #e3c341; --c5: #a3a3ff; } }
body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto;
  max-width: 76rem; padding: 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .3rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .3rem; overflow-wrap: anywhere; }
p, ul, dl { margin: .4rem 0; } .soft { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; }
th, td { border-bottom: 1px solid var(--rule); padding: .3rem .6rem; text-align: right; white-space: nowrap; }
th { color: var(--soft); font-weight: 600; } .left { text-align: left; white-space: normal;
  overflow-wrap: anywhere; }
.vm { text-align: left; } .name { min-width: 15rem; } .each { font-size: .85em; min-width: 12rem; }
.slower { color: var(--bad); } .faster { color: var(--good); } .sure { font-weight: 600; }
ul.notes { background: var(--panel); border-left: 4px solid var(--c4); padding: .6rem .6rem .6rem 1.8rem; }
ul.notes li { overflow-wrap: anywhere; }
svg { display: block; max-width: 100%; height: auto; margin: .4rem 0; }
svg text { fill: var(--text); font: 12px system-ui, sans-serif; }
svg .name { text-anchor: end; } svg .tick { fill: var(--soft); text-anchor: middle; font-size: 11px; }
svg .axis { fill: var(--soft); font-size: 11.5px; } svg .end { text-anchor: end; }
svg .grid { stroke: var(--rule); } svg .one { stroke: var(--soft); stroke-dasharray: 4 3; }
svg .interval { stroke: currentColor; stroke-width: 3; } svg .dot { fill: currentColor;
  stroke: var(--back); }
svg .density { fill: currentColor; opacity: .18; } svg .points { fill: currentColor; opacity: .45; }
svg .fit { fill: none; stroke: currentColor; stroke-dasharray: 5 4; }
.c0 { color: var(--c0); } .c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); }
.c4 { color: var(--c4); } .c5 { color: var(--c5); }
.key { display: inline-block; margin-right: 1rem; white-space: nowrap; } .key::before { background: currentColor; border-radius: 50%;
  content: ""; display: inline-block; height: .7em; margin-right: .35em; width: .7em; }
.key span { color: var(--text); }
</style>
)";

class Page {
 public:
  Page(const Run& run, const std::vector<Verdict>& verdicts) : run_(run), verdicts_(verdicts) {}

  std::string text() {
    std::string title = "Benchmarks" + (run_.name.empty() ? "" : " of " + escaped(run_.name));
    page_ = kHead;
    page_ += "<title>" + title + "</title>\n</head>\n<body>\n<h1>" + title + "</h1>\n";
    where();
    notes();
    verdicts();
    ratios();
    table();
    growth();
    distributions();
    page_ += "</body>\n</html>\n";
    return std::move(page_);
  }

 private:
  std::string key(size_t machine) const {
    return fmt::format("<span class=\"key c{}\"><span>{}</span></span>", machine % 6,
                       escaped(run_.machines[machine].label));
  }

  void where() {
    const Context& context = run_.context;
    std::string text;
    auto add = [&](const std::string& value) {
      if (!value.empty()) text += (text.empty() ? "" : " \u00b7 ") + escaped(value);
    };
    add(context.date);
    add(context.host);
    add(context.processor);
    if (context.processors > 0) add(std::to_string(context.processors) + " processors");
    add(context.commit.empty() ? "" : "commit " + context.commit.substr(0, 12));
    page_ += "<p class=\"soft\">" + text + "</p>\n<p>";
    for (size_t i = 0; i < run_.machines.size(); i++) {
      page_ +=
          key(i) + "<span class=\"soft\">" + escaped(run_.machines[i].version) + "</span><br>\n";
    }
    page_ += fmt::format("</p>\n<p class=\"soft\">Medians of {}, with 95% intervals.</p>\n",
                         run_.whole_process ? "whole processes, start-up included" : "one call");
  }

  void notes() {
    std::vector<std::string> lines = notes_of(run_);
    if (lines.empty()) return;
    page_ += "<ul class=\"notes\">\n";
    for (const std::string& line : lines) page_ += "<li>" + escaped(line) + "</li>\n";
    page_ += "</ul>\n";
  }

  void verdicts() {
    if (verdicts_.empty()) return;
    page_ +=
        "<h2>Compared with before</h2>\n<div class=\"wide\"><table><tr><th class=\"left\">benchmark"
        "</th><th>change</th><th>before</th><th>now</th><th>p</th></tr>\n";
    for (const Verdict& verdict : verdicts_) {
      page_ += "<tr><td class=\"left\">" + escaped(verdict.benchmark) + "</td>";
      if (!verdict.compared()) {
        page_ += "<td colspan=\"4\" class=\"left\">" + escaped(verdict.note) + "</td></tr>\n";
        continue;
      }
      auto amount = [&](const Interval& interval) {
        return escaped(verdict.by_instructions ? count_text(interval.value) + " instructions"
                                               : duration_text(interval));
      };
      const char* kind = verdict.slower ? "slower" : verdict.faster ? "faster" : "";
      page_ += fmt::format("<td class=\"{}\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", kind,
                           ratio_text(verdict.ratio), amount(verdict.before), amount(verdict.after),
                           verdict.by_instructions ? "counted" : fmt::format("{:.2g}", verdict.p));
    }
    page_ += "</table></div>\n";
  }

  void ratios() {
    std::string chart = ratio_chart(run_);
    if (chart.empty()) return;
    page_ += "<h2>Ratios to " + escaped(run_.machines[0].label) + "</h2>\n<p>";
    for (size_t i = 1; i < run_.machines.size(); i++) {
      size_t count = 0;
      Interval mean = mean_ratio_of(run_, i, &count);
      if (count == 0) continue;
      page_ += key(i);
      if (count > 1) {
        page_ += fmt::format("geometric mean of {}: {}<br>\n", count, escaped(ratio_text(mean)));
      }
    }
    page_ += "</p>\n" + chart;
  }

  void table() {
    page_ +=
        "<h2>Figures</h2>\n<div class=\"wide\"><table><tr><th class=\"left\">benchmark</th>"
        "<th class=\"vm\">VM</th><th>median</th><th>ratio</th><th>batches</th><th>outliers</th>"
        "<th class=\"left\">each call</th></tr>\n";
    for (const Benchmark& benchmark : run_.benchmarks) {
      bool first = true;
      for (const Series& series : benchmark.series) {
        row(benchmark, series, first);
        first = false;
      }
    }
    page_ += "</table></div>\n";
  }

  void row(const Benchmark& benchmark, const Series& series, bool first) {
    page_ += "<tr><td class=\"left name\">" + (first ? escaped(name_of(benchmark)) : "") +
             "</td><td class=\"vm\">" + key(series.machine) + "</td>";
    if (!series.failure.empty() || series.seconds.empty()) {
      std::string why = series.failure.empty() ? "nothing was measured" : series.failure;
      page_ += "<td colspan=\"5\" class=\"left slower\">failed: " + escaped(why) + "</td></tr>\n";
      return;
    }
    std::string ratio, kind;
    if (has_ratio(benchmark, series.machine)) {
      Interval interval = ratio_of(benchmark, series.machine);
      ratio = escaped(ratio_text(interval));
      kind = interval.holds(1) ? "soft" : "sure";
    }
    std::string counters;
    for (const auto& [name, count] : counter_texts(series.counters)) {
      counters += (counters.empty() ? "" : ", ") + name + " " + count;
    }
    page_ += fmt::format(
        "<td>{}</td><td class=\"{}\">{}</td><td>{}</td><td>{}</td>"
        "<td class=\"left soft each\">{}</td></tr>\n",
        escaped(duration_text(time_of(series))), kind, ratio, series.seconds.size(),
        outliers_of(series.seconds).count(), escaped(counters));
  }

  void growth() {
    std::string charts;
    for (const GrowthGroup& group : growth_groups(run_)) {
      std::string chart = growth_chart(run_, group);
      if (!chart.empty()) charts += "<h3>" + escaped(group.name) + "</h3>\n" + chart;
    }
    if (charts.empty()) return;
    page_ +=
        "<h2>Growth over the input's size</h2>\n<p class=\"soft\">Dashed: of O(1), O(log n), O(n), "
        "O(n log n), O(n\u00b2) and O(n\u00b3) the one that fits best; RMS is how far off it is."
        "</p>\n" +
        charts;
  }

  void distributions() {
    page_ += "<h2>Measurements</h2>\n";
    for (const Benchmark& benchmark : run_.benchmarks) {
      page_ +=
          "<h3>" + escaped(name_of(benchmark)) + "</h3>\n" + distribution_chart(run_, benchmark);
    }
  }

  const Run& run_;
  const std::vector<Verdict>& verdicts_;
  std::string page_;
};

}  // namespace

std::string html(const Run& run, const std::vector<Verdict>& verdicts) {
  return Page(run, verdicts).text();
}

}  // namespace linac::bench
