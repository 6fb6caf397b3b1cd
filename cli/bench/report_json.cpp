// Google Benchmark's format, as its JSON reporter writes it and as compare.py and trackers read it:
// `context`, and `benchmarks` with an entry for each batch and four for what they come to. There each VM
// of a benchmark has a name of its own, NAME/vm:LABEL. `cpu_time` is the same as `real_time`: batches are
// timed by the clock on the wall. Under the key `linac` stands the run itself, which read_json gives back;
// a benchmark that failed stands only there, as compare.py expects times of all.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "cli/bench/report.h"

namespace linac::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr double kNanoseconds = 1e9;

void put_counters(Json& entry, const Counters& counters) {
  auto put = [&](const char* name, const std::optional<double>& count) {
    if (count) entry[name] = *count;
  };
  put("reductions", counters.reductions);
  put("collections", counters.collections);
  put("collected_bytes", counters.collected_bytes);
  put("allocated_words", counters.allocated_words);
  put("peak_bytes", counters.peak_bytes);
  put("instructions", counters.instructions);
}

Json google_context(const Run& run) {
  return Json{{"date", run.context.date},
              {"host_name", run.context.host},
              {"executable", run.machines.empty() ? "" : run.machines[0].command},
              {"num_cpus", run.context.processors},
              {"load_avg", Json::array({run.context.load_average})},
              {"library_build_type", "release"}};
}

class GoogleEntries {
 public:
  GoogleEntries(const Run& run, Json& entries) : run_(run), entries_(entries) {}

  void add(const Benchmark& benchmark, size_t family) {
    for (const Series& series : benchmark.series) {
      if (series.seconds.empty() || !series.failure.empty()) continue;
      name_ = name_of(benchmark) + "/vm:" + run_.machines[series.machine].label;
      family_ = family;
      for (size_t i = 0; i < series.seconds.size(); i++) {
        Json entry = begin(series, name_, "iteration");
        entry["repetition_index"] = i;
        finish(entry, series, series.calls, series.seconds[i] * kNanoseconds);
      }
      if (series.seconds.size() > 1) aggregates(series);
    }
  }

 private:
  Json begin(const Series& series, const std::string& name, const char* type) const {
    return Json{{"name", name},
                {"family_index", family_},
                {"per_family_instance_index", series.machine},
                {"run_name", name_},
                {"run_type", type},
                {"repetitions", series.seconds.size()}};
  }
  void finish(Json& entry, const Series& series, uint64_t iterations, double time) {
    entry["threads"] = 1;
    entry["iterations"] = iterations;
    entry["real_time"] = time;
    entry["cpu_time"] = time;
    entry["time_unit"] = "ns";
    put_counters(entry, series.counters);
    entries_.push_back(std::move(entry));
  }
  void aggregates(const Series& series) {
    double mean = mean_of(series.seconds), deviation = deviation_of(series.seconds);
    Interval middle = time_of(series);
    aggregate(series, "mean", "time", mean * kNanoseconds);
    Json extra{{"low_95", middle.low * kNanoseconds}, {"high_95", middle.high * kNanoseconds}};
    aggregate(series, "median", "time", middle.value * kNanoseconds, extra);
    aggregate(series, "stddev", "time", deviation * kNanoseconds);
    aggregate(series, "cv", "percentage", mean > 0 ? deviation / mean : 0);
  }
  void aggregate(const Series& series, const char* kind, const char* unit, double time,
                 const Json& extra = Json::object()) {
    Json entry = begin(series, name_ + "_" + kind, "aggregate");
    entry["aggregate_name"] = kind;
    entry["aggregate_unit"] = unit;
    entry.update(extra);
    finish(entry, series, series.seconds.size(), time);
  }

  const Run& run_;
  Json& entries_;
  std::string name_;
  size_t family_ = 0;
};

Json own_series(const Series& series) {
  Json json{{"machine", series.machine}, {"calls", series.calls}, {"seconds", series.seconds}};
  if (!series.processes.empty()) json["processes"] = series.processes;
  if (!series.warm_up.empty()) json["warm_up"] = series.warm_up;
  Json counters = Json::object();
  put_counters(counters, series.counters);
  if (!counters.empty()) json["counters"] = std::move(counters);
  if (!series.checksum.empty()) json["checksum"] = series.checksum;
  if (!series.result.empty()) json["result"] = series.result;
  if (!series.failure.empty()) json["failure"] = series.failure;
  return json;
}

Json own(const Run& run) {
  const Context& context = run.context;
  Json json{{"format", kFormat},
            {"name", run.name},
            {"whole_process", run.whole_process},
            {"context",
             {{"date", context.date},
              {"host", context.host},
              {"processor", context.processor},
              {"processors", context.processors},
              {"load_average", context.load_average},
              {"commit", context.commit}}},
            {"machines", Json::array()},
            {"benchmarks", Json::array()}};
  for (const Machine& machine : run.machines) {
    json["machines"].push_back(
        {{"label", machine.label}, {"command", machine.command}, {"version", machine.version}});
  }
  for (const Benchmark& benchmark : run.benchmarks) {
    Json entry{{"module", benchmark.module}, {"function", benchmark.function}};
    if (!benchmark.input.empty()) entry["input"] = benchmark.input;
    if (benchmark.size) entry["size"] = *benchmark.size;
    entry["series"] = Json::array();
    for (const Series& series : benchmark.series) entry["series"].push_back(own_series(series));
    json["benchmarks"].push_back(std::move(entry));
  }
  return json;
}

// Bytes that are no UTF-8 become U+FFFD.
std::string text_of(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

// Reads members of objects that may be anything; what is wrong with the first wrong one is kept.
class Reader {
 public:
  Result<Run> read(const Json& json) {
    Run run;
    double format = 0;
    number(json, "format", &format);
    if (wrong_.empty() && format != kFormat) {
      return Error{"the run is of another format than this Linac reads"};
    }
    text(json, "name", &run.name);
    flag(json, "whole_process", &run.whole_process);
    context(member(json, "context"), &run.context);
    for (const Json& entry : list(json, "machines")) {
      Machine& machine = run.machines.emplace_back();
      text(entry, "label", &machine.label);
      text(entry, "command", &machine.command);
      text(entry, "version", &machine.version);
    }
    for (const Json& entry : list(json, "benchmarks")) {
      benchmark(entry, run.machines.size(), &run.benchmarks.emplace_back());
    }
    if (!wrong_.empty()) return Error{"the run in this JSON is not whole: " + wrong_};
    return run;
  }

 private:
  void wrong(const std::string& key, const char* what) {
    if (wrong_.empty()) wrong_ = "'" + key + "' " + what;
  }
  const Json& member(const Json& json, const char* key) {
    static const Json kNothing;
    if (!json.is_object()) return kNothing;
    auto found = json.find(key);
    return found == json.end() ? kNothing : *found;
  }
  const Json& list(const Json& json, const char* key) {
    static const Json kEmpty = Json::array();
    const Json& value = member(json, key);
    if (value.is_array()) return value;
    wrong(key, "is no list");
    return kEmpty;
  }
  void number(const Json& json, const char* key, double* to) {
    const Json& value = member(json, key);
    if (value.is_number()) {
      *to = value.get<double>();
    } else if (!value.is_null()) {  // null is a number that JSON has not
      wrong(key, "is no number");
    }
  }
  void optional_number(const Json& json, const char* key, std::optional<double>* to) {
    const Json& value = member(json, key);
    if (value.is_number()) *to = value.get<double>();
  }
  uint64_t count(const Json& json, const char* key, uint64_t absent) {
    const Json& value = member(json, key);
    if (value.is_null()) return absent;
    if (value.is_number_unsigned()) return value.get<uint64_t>();
    wrong(key, "is no count");
    return absent;
  }
  void text(const Json& json, const char* key, std::string* to) {
    const Json& value = member(json, key);
    if (value.is_string()) {
      *to = value.get<std::string>();
    } else if (!value.is_null()) {
      wrong(key, "is no text");
    }
  }
  void flag(const Json& json, const char* key, bool* to) {
    const Json& value = member(json, key);
    if (value.is_boolean()) *to = value.get<bool>();
  }
  void numbers(const Json& json, const char* key, std::vector<double>* to) {
    for (const Json& value : list(json, key)) {
      if (!value.is_number()) return wrong(key, "holds what is no number");
      to->push_back(value.get<double>());
    }
  }

  void context(const Json& json, Context* to) {
    text(json, "date", &to->date);
    text(json, "host", &to->host);
    text(json, "processor", &to->processor);
    to->processors =
        static_cast<uint32_t>(std::min<uint64_t>(count(json, "processors", 0), UINT32_MAX));
    number(json, "load_average", &to->load_average);
    text(json, "commit", &to->commit);
  }
  void benchmark(const Json& json, size_t machines, Benchmark* to) {
    text(json, "module", &to->module);
    text(json, "function", &to->function);
    text(json, "input", &to->input);
    optional_number(json, "size", &to->size);
    for (const Json& entry : list(json, "series")) {
      Series& series = to->series.emplace_back();
      series.machine = count(entry, "machine", 0);
      if (series.machine >= machines) {
        wrong("machine", "names a VM that is not there");
        series.machine = 0;
      }
      series.calls = count(entry, "calls", 1);
      numbers(entry, "seconds", &series.seconds);
      processes(member(entry, "processes"), &series.processes);
      if (!member(entry, "warm_up").is_null()) numbers(entry, "warm_up", &series.warm_up);
      counters(member(entry, "counters"), &series.counters);
      text(entry, "checksum", &series.checksum);
      text(entry, "result", &series.result);
      text(entry, "failure", &series.failure);
    }
  }
  void processes(const Json& json, std::vector<uint32_t>* to) {
    if (!json.is_array()) return;
    for (const Json& count : json) {
      if (!count.is_number_unsigned()) return wrong("processes", "holds what is no count");
      to->push_back(static_cast<uint32_t>(std::min<uint64_t>(count.get<uint64_t>(), UINT32_MAX)));
    }
  }
  void counters(const Json& json, Counters* to) {
    optional_number(json, "reductions", &to->reductions);
    optional_number(json, "collections", &to->collections);
    optional_number(json, "collected_bytes", &to->collected_bytes);
    optional_number(json, "allocated_words", &to->allocated_words);
    optional_number(json, "peak_bytes", &to->peak_bytes);
    optional_number(json, "instructions", &to->instructions);
  }

  std::string wrong_;
};

}  // namespace

std::string json(const Run& run) {
  Json result{{"context", google_context(run)}, {"benchmarks", Json::array()}};
  GoogleEntries entries(run, result["benchmarks"]);
  for (size_t i = 0; i < run.benchmarks.size(); i++) entries.add(run.benchmarks[i], i);
  result["linac"] = own(run);
  return text_of(result, 1) + "\n";
}

std::string json_line(const Run& run) { return text_of(Json{{"linac", own(run)}}, -1); }

Result<Run> read_json(std::string_view text) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return Error{"this is no JSON"};
  if (!json.is_object() || !json.contains("linac")) {
    return Error{"this JSON holds no run of linac bench: it has no key 'linac'"};
  }
  return Reader().read(json["linac"]);
}

}  // namespace linac::bench
