// Measurements that start a VM for each: whole processes, and instructions under valgrind.
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "cli/bench/measure.h"
#include "cli/bench/report.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kFewestProcesses = 5, kMostProcesses = 200;
constexpr double kPatience = 4;
// What is counted takes about so long without valgrind, which makes it fifty times slower.
constexpr double kCountedSeconds = 0.02;
constexpr uint64_t kMostCounted = 1 << 20;
constexpr double kValgrindSlower = 200;

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields{""};
  for (char letter : line.substr(0, line.find('\n'))) {
    if (letter == '\t') {
      fields.emplace_back();
    } else {
      fields.back() += letter;
    }
  }
  return fields;
}

void read_result(const std::string& folder, OnceAnswer& answer) {
  std::vector<std::string> fields = fields_of(text_of_file(folder + "/result"));
  if (fields[0] == "failed" && fields.size() > 1) {
    answer.failure = fields[1];
  } else if (fields[0] == "ok") {
    if (fields.size() > 2) {
      answer.checksum = fields[1];
      answer.result = fields[2];
    }
  } else {
    std::string last = last_line(text_of_file(folder + "/errors"));
    answer.failure = fmt::format("the VM ended with status {}", answer.end.status) +
                     (last.empty() ? "" : ": " + last);
  }
}

}  // namespace

OnceAnswer run_once(Bench& bench, const Job& job, const Target& target,
                    const std::vector<std::string>& in_front, uint64_t before, uint64_t calls,
                    double seconds) {
  OnceAnswer answer;
  std::string folder = bench.new_folder();
  std::error_code error;
  fs::create_directories(folder, error);
  std::string spec = std::to_string(before) + "\t" + std::to_string(calls);
  for (const std::string& field : job.spec) spec += "\t" + field;
  std::ofstream(folder + "/spec", std::ios::binary) << spec;
  std::vector<std::string> words = in_front;
  for (std::string& word : start_words(target, bench.helper, "once", folder)) {
    words.push_back(std::move(word));
  }
  auto child = ChildProcess::start({words, "", "", folder + "/errors"});
  if (!child) {
    answer.failure = child.error().message;
  } else if (auto end = (*child)->wait(seconds, bench.interrupts)) {
    answer.end = *end;
    read_result(folder, answer);
  } else {
    answer.stopped = bench.interrupts.look() != 0;
    answer.failure = answer.stopped ? "was interrupted"
                                    : fmt::format("did not end within {:g} s (--timeout)", seconds);
    (*child)->kill();
  }
  fs::remove_all(folder, error);
  return answer;
}

// --- Whole processes -----------------------------------------------------------------------------

namespace {

class ProcessMeasurement {
 public:
  ProcessMeasurement(Bench& bench, const Job& job, const std::vector<Target>& targets)
      : bench_(bench), job_(job), targets_(targets), varies_(targets.size()) {
    for (size_t i = 0; i < targets.size(); i++) measured_.series.emplace_back().machine = i;
  }

  Measured run(double seconds) {
    for (size_t i = 0; i < targets_.size(); i++) turn(i, true);
    Clock::time_point begun = Clock::now();
    double planned = seconds * static_cast<double>(targets_.size());
    for (int done = 0; done < kMostProcesses && !measured_.stopped; done++) {
      double elapsed = seconds_since(begun);
      bool enough = done >= kFewestProcesses || (done >= 2 && elapsed > kPatience * planned);
      if (enough && elapsed > planned) break;
      bench_.progress.show(fmt::format("{}, process {}", name_of(job_.benchmark), done + 1));
      for (size_t i = 0; i < targets_.size(); i++) turn(i, false);
    }
    for (size_t i = 0; i < targets_.size(); i++) {
      if (varies_[i]) measured_.series[i].checksum.clear();
    }
    return std::move(measured_);
  }

 private:
  void turn(size_t i, bool first) {
    Series& series = measured_.series[i];
    if (!series.failure.empty() || measured_.stopped) return;
    OnceAnswer answer = run_once(bench_, job_, targets_[i], {}, 0, 1, bench_.timeout);
    measured_.stopped = answer.stopped;
    series.failure = answer.failure;
    if (!answer.failure.empty()) return;
    if (first) {
      series.checksum = answer.checksum;
      series.result = answer.result;
      series.warm_up.push_back(answer.end.seconds);
      return;
    }
    if (answer.checksum != series.checksum) varies_[i] = true;
    series.seconds.push_back(answer.end.seconds);
    auto& most = series.counters.peak_bytes;
    most = std::max(most.value_or(0), answer.end.peak_bytes);
  }

  Bench& bench_;
  const Job& job_;
  const std::vector<Target>& targets_;
  std::vector<bool> varies_;
  Measured measured_;
};

}  // namespace

Measured measure_processes(Bench& bench, const Job& job, const std::vector<Target>& targets,
                           const Plan& plan) {
  return ProcessMeasurement(bench, job, targets)
      .run((plan.warm_seconds + plan.seconds) * plan.rounds);
}

// --- Instructions --------------------------------------------------------------------------------

namespace {

// The figure behind "Collected :" in callgrind's log, which begins lines with ==PID==.
Result<double> collected(const std::string& log) {
  constexpr std::string_view kKey = "Collected :";
  size_t at = log.find(kKey);
  double count = at == log.npos ? 0 : std::strtod(log.c_str() + at + kKey.size(), nullptr);
  if (count > 0) return count;
  std::string last = last_line(log);
  return Error{"valgrind gave no count" + (last.empty() ? "" : ": " + last)};
}

}  // namespace

Result<double> count_instructions(Bench& bench, const Job& job, const Target& target,
                                  double seconds) {
  // A power of two: a little more or less time makes no difference.
  uint64_t calls = 1;
  while (calls < kMostCounted && static_cast<double>(calls) * seconds < kCountedSeconds) calls *= 2;
  Target single = target;
  for (const char* option :
       {"--schedulers=1", "--dirty-cpu=1", "--dirty-io=1", "--jit-background=off"}) {
    single.options.push_back(option);
  }
  std::string log = bench.new_folder();
  auto count = [&](uint64_t counted) -> Result<double> {
    std::vector<std::string> valgrind{"valgrind", "--tool=callgrind",
                                      "--callgrind-out-file=/dev/null", "--log-file=" + log};
    OnceAnswer answer =
        run_once(bench, job, single, valgrind, 2 * calls, counted, bench.timeout * kValgrindSlower);
    std::string text = text_of_file(log);
    std::error_code error;
    fs::remove(log, error);
    if (!answer.failure.empty()) return Error{"under valgrind: " + answer.failure};
    return collected(text);
  };
  auto without = count(0);
  if (!without) return without.error();
  auto with = count(calls);
  if (!with) return with.error();
  return std::max(0.0, *with - *without) / static_cast<double>(calls);
}

}  // namespace linac::bench
