#include "cli/bench/measure.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "cli/bench/report.h"

namespace linac::bench {
namespace {

constexpr uint64_t kMostCalls = uint64_t{1} << 30;
constexpr double kStartSeconds = 30;  // for a VM's start, on a machine that is busy
constexpr double kSteady = 0.05;      // as far apart the last batches of a warm-up may be
constexpr double kPatience = 4;       // as often its time a round may take where batches are long
constexpr uint64_t kCountedCalls = 1000;
constexpr double kWordBytes = 8;

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

// One VM in the measurement of one benchmark.
struct Lane {
  const Target* target;
  Series series;
  std::unique_ptr<Worker> worker;
  uint64_t calls = 0;  // in a batch; 0: not known yet
  double spent = 0;    // in this round's turns
  std::vector<double> round;
  double counted_calls = 0, reductions = 0, collections = 0, words = 0;
  std::string checksum;
  bool varies = false, has_result = false;

  bool runs() const { return worker != nullptr; }
};

class Measurement {
 public:
  Measurement(Bench& bench, const Job& job, const std::vector<Target>& targets, const Plan& plan)
      : bench_(bench), job_(job), plan_(plan) {
    for (size_t i = 0; i < targets.size(); i++) {
      lanes_.emplace_back().target = &targets[i];
      lanes_.back().series.machine = i;
    }
  }

  Measured run() {
    Clock::time_point begun = Clock::now();
    double planned =
        (plan_.warm_seconds + plan_.seconds) * plan_.rounds * static_cast<double>(lanes_.size());
    for (int round = 0; round < plan_.rounds && !stopped_; round++) {
      // Calls of seconds: what is known then has to do.
      if (round > 0 && !plan_.all_rounds && seconds_since(begun) > kPatience / 2 * planned) break;
      run_round(round);
    }
    Measured measured;
    measured.stopped = stopped_;
    for (Lane& lane : lanes_) {
      finish(lane);
      measured.series.push_back(std::move(lane.series));
    }
    return measured;
  }

 private:
  void run_round(int round) {
    std::vector<Lane*> order;
    for (Lane& lane : lanes_) {
      if (lane.series.failure.empty()) order.push_back(&lane);
    }
    if ((round % 2 == 1) != plan_.reversed) std::reverse(order.begin(), order.end());
    for (Lane* lane : order) {
      show(*lane, round);
      if (!open(*lane) || !warm_up(*lane)) close(*lane);
      if (stopped_) return;
    }
    settle_calls(round);
    take_turns(order);
    for (Lane* lane : order) {
      if (!lane->runs()) continue;
      if (round == 0) count_words(*lane);
      end_round(*lane);
      close(*lane);
    }
  }

  void show(const Lane& lane, int round) {
    bench_.progress.show(fmt::format("{} on {}, round {} of {}", name_of(job_.benchmark),
                                     lane.target->vm.label, round + 1, plan_.rounds));
  }

  // The answer's failure becomes the series'.
  bool good(Lane& lane, const Answer& answer) {
    if (answer.ok()) return true;
    if (answer.kind == Answer::Kind::kStopped) stopped_ = true;
    lane.series.failure = answer.message == "badfile" ? too_old(lane) : answer.message;
    return false;
  }

  std::string too_old(const Lane& lane) const {
    return fmt::format("{} cannot load module {}: it was compiled for a newer one, or is damaged",
                       lane.target->version.empty() ? lane.target->vm.label : lane.target->version,
                       job_.spec[1]);
  }

  bool open(Lane& lane) {
    auto [worker, answer] =
        Worker::start(*lane.target, bench_.helper, bench_.new_folder(),
                      std::max(kStartSeconds, bench_.timeout), bench_.interrupts);
    if (!good(lane, answer)) return false;
    lane.worker = std::move(worker);
    std::vector<std::string> use{"use"};
    use.insert(use.end(), job_.spec.begin(), job_.spec.end());
    return good(lane, lane.worker->ask(use, bench_.timeout));
  }

  void close(Lane& lane) {
    if (lane.runs()) {
      double peak = lane.worker->peak_bytes();
      auto& most = lane.series.counters.peak_bytes;
      if (peak > 0) most = std::max(most.value_or(0), peak);
    }
    lane.worker.reset();
  }

  // Seconds of a batch; negative: it failed.
  double batch(Lane& lane, uint64_t calls, bool hashed, bool counts) {
    Answer answer =
        lane.worker->ask({"run", std::to_string(calls), hashed ? "1" : "0"}, bench_.timeout);
    if (!good(lane, answer)) return -1;
    if (answer.fields.size() != (hashed ? 6 : 4)) {
      lane.series.failure = "does not speak as linac_bench does";
      return -1;
    }
    if (hashed) note_result(lane, answer.fields[4], answer.fields[5]);
    if (counts) {
      lane.counted_calls += static_cast<double>(calls);
      lane.reductions += number(answer.fields[1]);
      lane.collections += number(answer.fields[2]);
      lane.words += number(answer.fields[3]);
    }
    return number(answer.fields[0]) / 1e9;
  }

  void note_result(Lane& lane, const std::string& checksum, const std::string& result) {
    if (!lane.has_result) {
      lane.checksum = checksum;
      lane.series.result = result;
    }
    lane.has_result = true;
    if (checksum != lane.checksum) lane.varies = true;
  }

  // Finds how many calls make a batch, too, unless an earlier round did.
  bool warm_up(Lane& lane) {
    Clock::time_point begun = Clock::now();
    bool known = lane.calls > 0;
    uint64_t calls = 1;
    std::vector<double> last;
    for (;;) {
      double seconds = batch(lane, calls, calls == 1 && last.empty(), false);
      if (seconds < 0) return false;
      last.push_back(seconds / static_cast<double>(calls));
      lane.series.warm_up.push_back(last.back());
      uint64_t wanted = known ? lane.calls : calls_for(last.back());
      if (calls < wanted && (known || wanted > calls + calls / 4)) {
        // In steps: the first calls are slow, and what is slow may become slower.
        calls = std::min(wanted, calls * 8);
        continue;
      }
      double elapsed = seconds_since(begun);
      if (elapsed >= plan_.warm_seconds * 3 || (elapsed >= plan_.warm_seconds && is_steady(last))) {
        break;
      }
    }
    if (!known) {
      std::vector<double> recent(
          last.end() - static_cast<ptrdiff_t>(std::min<size_t>(5, last.size())), last.end());
      lane.calls = calls_for(median_of(recent));
    }
    return true;
  }

  uint64_t calls_for(double seconds) const {
    double calls = plan_.batch_seconds / std::max(seconds, 1e-10);
    return std::clamp<uint64_t>(static_cast<uint64_t>(std::lround(calls)), 1, kMostCalls);
  }

  static bool is_steady(const std::vector<double>& times) {
    if (times.size() < 3) return false;
    auto [least, most] = std::minmax_element(times.end() - 3, times.end());
    return *most <= *least * (1 + kSteady);
  }

  void settle_calls(int round) {
    if (round != 0) return;
    uint64_t most = 1;
    for (Lane& lane : lanes_) most = std::max(most, lane.calls);
    for (Lane& lane : lanes_) {
      if (plan_.same_calls) lane.calls = most;
      lane.series.calls = std::max<uint64_t>(lane.calls, 1);
    }
  }

  void take_turns(const std::vector<Lane*>& order) {
    Clock::time_point begun = Clock::now();
    for (Lane* lane : order) {
      lane->spent = 0;
      lane->round.clear();
    }
    double most = plan_.seconds * kPatience * static_cast<double>(order.size());
    for (int turn = 0; !stopped_; turn++) {
      double least = 1e9;
      bool any = false;
      for (Lane* lane : order) {
        if (!lane->runs()) continue;
        double seconds = batch(*lane, lane->series.calls, turn == 0, true);
        if (seconds < 0) {
          close(*lane);
          continue;
        }
        any = true;
        lane->spent += seconds;
        lane->round.push_back(seconds / static_cast<double>(lane->series.calls));
        least = std::min(least, lane->spent);
      }
      if (!any || (turn + 1 >= plan_.fewest_turns && least >= plan_.seconds)) return;
      if (turn + 1 >= 2 && seconds_since(begun) > most) return;
    }
  }

  void count_words(Lane& lane) {
    double seconds = median_of(lane.round);
    if (seconds > 1) return;
    uint64_t calls = std::min({kCountedCalls, lane.series.calls, calls_for(seconds)});
    Answer answer = lane.worker->ask({"count", std::to_string(calls)}, bench_.timeout);
    if (answer.ok() && answer.fields.size() == 1) {
      lane.series.counters.allocated_words = number(answer.fields[0]) / static_cast<double>(calls);
    } else if (answer.kind == Answer::Kind::kStopped) {
      stopped_ = true;
    }
  }

  static void end_round(Lane& lane) {
    if (lane.round.empty()) return;
    lane.series.seconds.insert(lane.series.seconds.end(), lane.round.begin(), lane.round.end());
    lane.series.processes.push_back(static_cast<uint32_t>(lane.round.size()));
  }

  static void finish(Lane& lane) {
    Series& series = lane.series;
    if (!lane.varies) series.checksum = lane.checksum;
    if (lane.counted_calls == 0) return;
    series.counters.reductions = lane.reductions / lane.counted_calls;
    series.counters.collections = lane.collections / lane.counted_calls;
    series.counters.collected_bytes = lane.words * kWordBytes / lane.counted_calls;
  }

  Bench& bench_;
  const Job& job_;
  const Plan& plan_;
  std::vector<Lane> lanes_;
  bool stopped_ = false;
};

}  // namespace

bool results_differ(const std::vector<Series>& series) {
  for (const Series& one : series) {
    const std::string& first = series[0].checksum;
    if (!first.empty() && !one.checksum.empty() && one.checksum != first) return true;
  }
  return false;
}

Plan plan_for(size_t series, double seconds) {
  constexpr double kAllSeconds = 40, kMostSeconds = 3.6, kLeastSeconds = 0.6;
  Plan plan;
  double each = seconds;
  if (each <= 0) {
    double share = kAllSeconds / static_cast<double>(std::max<size_t>(1, series));
    each = std::clamp(share, kLeastSeconds, kMostSeconds);
  }
  plan.rounds = each >= 2.4 ? 3 : each >= 1.2 ? 2 : 1;
  double round = each / plan.rounds;
  plan.warm_seconds = std::min(0.4, round / 3);
  plan.seconds = round - plan.warm_seconds;
  return plan;
}

Measured measure(Bench& bench, const Job& job, const std::vector<Target>& targets,
                 const Plan& plan) {
  return Measurement(bench, job, targets, plan).run();
}

}  // namespace linac::bench
