// A row for each benchmark on each VM, as RFC 4180 has it. Seconds; what is not there is empty.
#include <algorithm>

#include <fmt/format.h>

#include "cli/bench/report.h"

namespace linac::bench {
namespace {

constexpr char kHeading[] =
    "benchmark,module,function,input,size,vm,version,batches,calls_per_batch,median,median_low_95,"
    "median_high_95,mean,stddev,min,max,outliers,ratio,ratio_low_95,ratio_high_95,reductions,"
    "collections,collected_bytes,allocated_words,peak_bytes,instructions,checksum,failure";

// A spreadsheet takes what begins so for a formula.
bool is_formula(const std::string& text) {
  return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

class Row {
 public:
  void text(const std::string& value) {
    separate();
    if (value.find_first_of(",\"\r\n") == std::string::npos && !is_formula(value)) {
      line_ += value;
      return;
    }
    line_ += is_formula(value) ? "\"'" : "\"";
    for (char letter : value) line_ += letter == '"' ? std::string("\"\"") : std::string(1, letter);
    line_ += '"';
  }
  void number(const std::optional<double>& value) {
    separate();
    if (value) line_ += fmt::format("{}", *value);
  }
  void count(uint64_t value) {
    separate();
    line_ += std::to_string(value);
  }
  void interval(const std::optional<Interval>& interval) {
    number(interval ? std::optional(interval->value) : std::nullopt);
    number(interval ? std::optional(interval->low) : std::nullopt);
    number(interval ? std::optional(interval->high) : std::nullopt);
  }
  std::string take() { return std::move(line_) + "\r\n"; }

 private:
  void separate() {
    if (begun_) line_ += ',';
    begun_ = true;
  }

  std::string line_;
  bool begun_ = false;
};

std::string row_of(const Run& run, const Benchmark& benchmark, const Series& series) {
  const Machine& machine = run.machines[series.machine];
  const std::vector<double>& seconds = series.seconds;
  bool any = !seconds.empty();
  auto if_any = [&](double value) { return any ? std::optional(value) : std::nullopt; };
  Row row;
  row.text(name_of(benchmark));
  row.text(benchmark.module);
  row.text(benchmark.function);
  row.text(benchmark.input);
  row.number(benchmark.size);
  row.text(machine.label);
  row.text(machine.version);
  row.count(seconds.size());
  row.count(series.calls);
  row.interval(any ? std::optional(time_of(series)) : std::nullopt);
  row.number(if_any(mean_of(seconds)));
  row.number(seconds.size() > 1 ? std::optional(deviation_of(seconds)) : std::nullopt);
  row.number(if_any(any ? *std::min_element(seconds.begin(), seconds.end()) : 0));
  row.number(if_any(any ? *std::max_element(seconds.begin(), seconds.end()) : 0));
  row.count(outliers_of(seconds).count());
  bool compared = has_ratio(benchmark, series.machine);
  row.interval(compared ? std::optional(ratio_of(benchmark, series.machine)) : std::nullopt);
  row.number(series.counters.reductions);
  row.number(series.counters.collections);
  row.number(series.counters.collected_bytes);
  row.number(series.counters.allocated_words);
  row.number(series.counters.peak_bytes);
  row.number(series.counters.instructions);
  row.text(series.checksum);
  row.text(series.failure);
  return row.take();
}

}  // namespace

std::string csv(const Run& run) {
  std::string text = std::string(kHeading) + "\r\n";
  for (const Benchmark& benchmark : run.benchmarks) {
    for (const Series& series : benchmark.series) text += row_of(run, benchmark, series);
  }
  return text;
}

}  // namespace linac::bench
