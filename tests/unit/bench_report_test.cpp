#include "cli/bench/report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/bench/svg.h"
#include "cli/bench/terminal_text.h"
#include "tests/unit/bench_run.h"

namespace linac::bench {
namespace {

// All that a run can hold, with names that no report may take for its own markup.
Run full_run() {
  bench::Run run = plain_run();
  run.whole_process = true;
  run.machines.push_back({"linac<old>", "/tmp/a b/linac", "Linac 0.0.9"});
  Benchmark& first = run.benchmarks[0];
  first.series.push_back(series_on(2, 1.5e-3, ""));
  first.series[0].counters = {12345, 0.5, 1e6, 98765, 3e7, 1.5e6};
  first.series[0].warm_up = {0.1 + 0.2, 1e-3};
  first.series[0].processes = {12, 8};
  first.series[0].result = "<<\"\u00e9\">>";
  first.series[1].seconds[3] = 0.02;
  run.benchmarks.push_back(benchmark_of(
      "differ_bench", {series_on(0, 1, "aa"), series_on(1, 1, "bb")}, "<b>|\"x\",\\_*é"));
  Series failed;
  failed.machine = 1;
  failed.failure = "panic: <script>alert(1)</script> \x1b[31m";
  run.benchmarks.push_back(benchmark_of("fails_bench", {series_on(0, 1e-7), failed}));
  for (double size : {1e3, 1e4, 1e5}) {
    Benchmark sized =
        benchmark_of("grow_bench", {series_on(0, size * 1e-9), series_on(1, size * 2e-9)}, "n");
    sized.input = std::to_string(static_cast<int>(size));
    sized.size = size;
    run.benchmarks.push_back(sized);
  }
  return run;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(BenchReport, JsonGivesTheRunBack) {
  bench::Run run = full_run();
  run.benchmarks[2].series[1].failure = "panic: no";
  std::string text = json(run);
  auto again = read_json(text);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(json(*again), text);
  EXPECT_EQ(json_line(*again), json_line(run));
  EXPECT_EQ(again->benchmarks[0].series[0].warm_up, run.benchmarks[0].series[0].warm_up);
  EXPECT_EQ(again->benchmarks[0].series[0].seconds, run.benchmarks[0].series[0].seconds);
  EXPECT_EQ(again->benchmarks[0].series[0].counters.instructions, 1.5e6);
  EXPECT_EQ(again->benchmarks[0].series[0].processes, run.benchmarks[0].series[0].processes);
  EXPECT_EQ(again->benchmarks[0].series[0].result, run.benchmarks[0].series[0].result);
  EXPECT_EQ(again->benchmarks[5].size, 1e5);
  EXPECT_FALSE(again->benchmarks[0].size.has_value());
  EXPECT_TRUE(again->whole_process);
  auto line = read_json(json_line(run));
  ASSERT_TRUE(line.ok());
  EXPECT_EQ(json(*line), text);
  EXPECT_EQ(json_line(run).find('\n'), std::string::npos);
}

TEST(BenchReport, JsonIsGoogleBenchmarks) {
  auto page = nlohmann::json::parse(json(full_run()));
  EXPECT_EQ(page["context"]["num_cpus"], 2);
  EXPECT_EQ(page["context"]["host_name"], "box");
  const auto& entries = page["benchmarks"];
  const auto& first = entries[0];
  EXPECT_EQ(first["name"], "shop/cart.sum_bench/vm:linac");
  EXPECT_EQ(first["run_name"], first["name"]);
  EXPECT_EQ(first["run_type"], "iteration");
  EXPECT_EQ(first["repetitions"], 20);
  EXPECT_EQ(first["repetition_index"], 0);
  EXPECT_EQ(first["iterations"], 10);
  EXPECT_EQ(first["time_unit"], "ns");
  EXPECT_NEAR(first["real_time"].get<double>(), 1e6, 1e-3);
  EXPECT_EQ(first["cpu_time"], first["real_time"]);
  EXPECT_EQ(first["reductions"], 12345);
  const auto& middle = entries[21];
  EXPECT_EQ(middle["name"], "shop/cart.sum_bench/vm:linac_median");
  EXPECT_EQ(middle["run_type"], "aggregate");
  EXPECT_EQ(middle["aggregate_name"], "median");
  EXPECT_LE(middle["low_95"], middle["real_time"]);
  for (const auto& entry : entries) EXPECT_FALSE(holds(entry["name"], "fails_bench/vm:erl"));
}

TEST(BenchReport, JsonOfOthersIsRefused) {
  for (const char* text :
       {"", "{", "[]", "null", "{\"benchmarks\": []}", "{\"linac\": 1}", "{\"linac\": {}}",
        "{\"linac\": {\"format\": 2, \"machines\": [], \"benchmarks\": []}}",
        "{\"linac\": {\"format\": 1, \"machines\": [], \"benchmarks\": 1}}",
        "{\"linac\": {\"format\": 1, \"name\": 7, \"machines\": [], \"benchmarks\": []}}",
        "{\"linac\": {\"format\": 1, \"machines\": [], \"benchmarks\": [{\"series\": "
        "[{\"machine\": 0, "
        "\"seconds\": []}]}]}}",
        "{\"linac\": {\"format\": 1, \"machines\": [{}], \"benchmarks\": [{\"series\": "
        "[{\"seconds\": "
        "[1, \"2\"]}]}]}}",
        "{\"linac\": {\"format\": 1, \"machines\": [{}], \"benchmarks\": [{\"series\": "
        "[{\"machine\": -1, "
        "\"seconds\": []}]}]}}"}) {
    EXPECT_FALSE(read_json(text).ok()) << text;
  }
  EXPECT_FALSE(read_json(std::string(100000, '[')).ok());
}

TEST(BenchReport, BytesThatAreNoTextDoNoHarm) {
  bench::Run run = plain_run();
  run.benchmarks[0].input = "\xff\xfe\x01\n";
  EXPECT_TRUE(read_json(json(run)).ok());
  EXPECT_FALSE(holds(table(run, false, 80), "\x01"));
  EXPECT_FALSE(holds(html(run), "\xff"));
  EXPECT_FALSE(holds(markdown(run), "\x01"));
}

TEST(BenchReport, TableFitsTheTerminal) {
  bench::Run run = full_run();
  for (int columns : {40, 58, 80, 100, 200}) {
    for (const std::string& line : lines_of(table(run, false, columns, true))) {
      EXPECT_LE(width_of(line), columns) << columns << ": " << line;
      EXPECT_FALSE(holds(line, "\x1b"));
    }
  }
  EXPECT_TRUE(holds(table(run, true, 80), "\x1b[1m"));
}

TEST(BenchReport, TableHasMediansWithIntervalsAndRatios) {
  std::string text = table(plain_run(), false, 100);
  auto lines = lines_of(text);
  EXPECT_TRUE(holds(text, "shop/cart.sum_bench")) << text;
  EXPECT_TRUE(holds(text, "1.01 ms [")) << text;
  EXPECT_TRUE(holds(text, "2.02 ms [")) << text;
  EXPECT_TRUE(holds(text, "2.00x [")) << text;
  EXPECT_TRUE(holds(text, "\u2588")) << text;
  EXPECT_TRUE(holds(text, "Linac 0.1.0")) << text;
}

TEST(BenchReport, EveryTimeHasAnInterval) {
  for (const std::string& line : lines_of(table(full_run(), false, 120))) {
    for (const char* unit : {" ms", " \u00b5s", " ns", " s "}) {
      size_t at = line.find(unit);
      if (at == std::string::npos || !std::isdigit(static_cast<unsigned char>(line[at - 1])))
        continue;
      EXPECT_TRUE(holds(line, "[") && holds(line, "..")) << line;
    }
  }
}

TEST(BenchReport, NotesSayWhatThereIsToKnow) {
  auto notes = notes_of(full_run());
  std::string text;
  for (const std::string& note : notes) text += note + "\n";
  EXPECT_TRUE(holds(text, "shop/cart.fails_bench on erl: panic: ")) << text;
  EXPECT_TRUE(
      holds(text, "the results differ, so there is no ratio: linac checksum aa, erl checksum bb"))
      << text;
  EXPECT_TRUE(holds(text, "shop/cart.sum_bench: the results are not comparable")) << text;
  EXPECT_TRUE(holds(text, "shop/cart.sum_bench: outliers: erl 1 of 20 batches, up to 9.9")) << text;
  EXPECT_TRUE(notes_of(plain_run()).empty());
}

TEST(BenchReport, NotesWarnOfNoise) {
  bench::Run run = plain_run();
  run.benchmarks[0].series = {series_on(0, 1), series_on(1, 1)};
  auto notes = notes_of(run);
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_TRUE(holds(notes[0], "no difference is certain: intervals overlap")) << notes[0];
  for (size_t i = 0; i < 20; i++) {
    run.benchmarks[0].series[0].seconds[i] = 1 + 0.1 * static_cast<double>(i % 4);
    run.benchmarks[0].series[1].seconds[i] = 1 + 0.1 * static_cast<double>((i + 1) % 4);
  }
  notes = notes_of(run);
  EXPECT_TRUE(holds(notes[0], "the machine was busy: intervals overlap")) << notes[0];
  run.context.load_average = 3;
  EXPECT_TRUE(holds(notes_of(run)[0], "the machine was busy: load average 3.0 on 2 processors"));
  run.benchmarks[0].series[0].seconds = {1};
  bool few = false;
  for (const std::string& note : notes_of(run)) few |= holds(note, "on linac: only 1 measurement:");
  EXPECT_TRUE(few);
}

TEST(BenchReport, GrowthIsNamed) {
  EXPECT_EQ(growths_of(full_run()),
            std::vector<std::string>{
                "shop/cart.grow_bench grows as linac O(n) (RMS 0%), erl O(n) (RMS 0%)"});
  EXPECT_TRUE(growths_of(plain_run()).empty());
}

TEST(BenchReport, ResultsThatDifferHaveNoRatio) {
  bench::Run run = full_run();
  EXPECT_TRUE(has_ratio(run.benchmarks[0], 1));
  EXPECT_TRUE(has_ratio(run.benchmarks[0], 2)) << "not known to differ";
  EXPECT_FALSE(has_ratio(run.benchmarks[0], 0));
  EXPECT_FALSE(has_ratio(run.benchmarks[1], 1));
  EXPECT_FALSE(has_ratio(run.benchmarks[2], 1));
  size_t count = 0;
  Interval mean = mean_ratio_of(run, 1, &count);
  EXPECT_EQ(count, 4u);
  EXPECT_NEAR(mean.value, 2, 0.01);
}

TEST(BenchReport, CsvQuotesWhatNeedsIt) {
  auto lines = lines_of(csv(full_run()));
  ASSERT_EQ(lines.size(), 1u + 3 + 2 + 2 + 6);
  auto fields = [](const std::string& line) {
    size_t count = 1;
    bool quoted = false;
    for (char letter : line) {
      if (letter == '"') quoted = !quoted;
      count += letter == ',' && !quoted;
    }
    return count;
  };
  for (const std::string& line : lines) EXPECT_EQ(fields(line), 28u) << line;
  EXPECT_TRUE(holds(lines[4], "\"shop/cart.differ_bench/<b>|\"\"x\"\",\\_*é\"")) << lines[4];
  bench::Run run = plain_run();
  run.benchmarks[0].input = "=1+1";
  EXPECT_TRUE(holds(csv(run), ",\"'=1+1\","));
}

TEST(BenchReport, MarkdownEscapesNames) {
  std::string text = markdown(full_run());
  EXPECT_TRUE(holds(text, "differ\\_bench/&lt;b&gt;\\|\"x\",\\\\\\_\\*é")) << text;
  EXPECT_FALSE(holds(text, "<script>"));
  EXPECT_TRUE(holds(text, "| **2.00x** \\[")) << text;
  bench::Run before = plain_run(), after = plain_run();
  after.benchmarks[0].series[0] = series_on(0, 2e-3);
  text = markdown(after, compare(before, after, 0.05));
  EXPECT_TRUE(holds(text, "**1 slower, 0 faster, 0 neither with confidence**")) << text;
  EXPECT_TRUE(holds(text, ":red_circle: slower | +100.0% (")) << text;
}

TEST(BenchReport, HtmlIsOnePage) {
  bench::Run run = full_run();
  std::string page = html(run, compare_machines(run, 1, 0, 0.05));
  for (const char* no :
       {"<script", "http://", "https://", "src=", "url(", "@import", "<link", "nan", "inf,"}) {
    EXPECT_FALSE(holds(page, no)) << no;
  }
  EXPECT_TRUE(holds(page, "&lt;script&gt;alert(1)"));
  EXPECT_TRUE(holds(page, "&lt;b&gt;|&quot;x&quot;"));
  EXPECT_TRUE(holds(page, "linac&lt;old&gt;"));
  EXPECT_TRUE(holds(page, "prefers-color-scheme: dark"));
  EXPECT_TRUE(holds(page, "O(n), RMS "));
  EXPECT_TRUE(holds(page, "class=\"density\""));
  size_t begun = 0, ended = 0;
  for (size_t at = 0; (at = page.find("<svg", at)) != std::string::npos; at++) begun++;
  for (size_t at = 0; (at = page.find("</svg>", at)) != std::string::npos; at++) ended++;
  EXPECT_EQ(begun, 1u + 1 + 6);
  EXPECT_EQ(begun, ended);
}

TEST(BenchReport, NothingMeasuredIsNoCrash) {
  bench::Run run = plain_run();
  for (Series& series : run.benchmarks[0].series) series.seconds.clear();
  for (const bench::Run& empty : {bench::Run(), run}) {
    table(empty, true, 80, true);
    EXPECT_TRUE(read_json(json(empty)).ok());
    csv(empty);
    markdown(empty);
    html(empty);
    notes_of(empty);
  }
  run.benchmarks[0].series[0].seconds = {0, 0, 0};
  run.benchmarks[0].series[1].seconds = {0, 0, 1};
  table(run, false, 80);
  EXPECT_FALSE(holds(html(run), "nan"));
}

TEST(BenchReport, FiguresAsText) {
  EXPECT_EQ(duration_text(0.00123), "1.23 ms");
  EXPECT_EQ(duration_text(12.5), "12.5 s");
  EXPECT_EQ(duration_text(2.5e-8), "25.0 ns");
  EXPECT_EQ(duration_text(Interval{0.9e-3, 1.234e-3, 1.5e-3}), "1.23 ms [0.90 .. 1.50]");
  EXPECT_EQ(ratio_text({1.9, 2.0, 2.1}), "2.00x [1.90 .. 2.10]");
  EXPECT_EQ(ratio_text({0.01, 0.02, 0.03}), "0.020x [0.010 .. 0.030]");
  EXPECT_EQ(count_text(12345), "12.3 k");
  EXPECT_EQ(count_text(7), "7.00");
  EXPECT_EQ(bytes_text(3e7), "30.0 MB");
  EXPECT_EQ(count_text(0), "0");
}

TEST(BenchTerminalText, Widths) {
  EXPECT_EQ(width_of("a\u00e9\u6f22"), 4);
  EXPECT_EQ(printable("a\x1b[1m\n\u202e\xff"), "a\ufffd[1m\ufffd\ufffd\ufffd");
  EXPECT_EQ(shortened("abcdef", 4), "abc\u2026");
  EXPECT_EQ(shortened("abcd", 4), "abcd");
  EXPECT_EQ(shortened_in_front("abcdef", 4), "\u2026def");
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded_left("ab", 4), "  ab");
  EXPECT_EQ(wrapped("aa bb cccccc d", 5), (std::vector<std::string>{"aa bb", "ccccc", "c d"}));
  EXPECT_EQ(bar(0.5, 2), "\u2588");
  EXPECT_EQ(bar(0, 2), "\u258f");
  EXPECT_EQ(sparkline({0, 1, std::nan("")}, 0, 1), "\u2581\u2588 ");
}

}  // namespace
}  // namespace linac::bench
