// The plan of the measuring: turn by turn, in processes of their own.
//
// What disturbs a measurement is of two kinds. What comes and goes (other programs, the processor's clock) hits all VMs
// alike when they take turns of some ten milliseconds, A B A B. What a process is born with (where its memory lies)
// lasts as long as the process: so a measurement has several rounds, and each begins with new processes. Before a round's
// turns each VM calls the benchmark until its code is compiled and its times are steady.
//
// A batch is so many calls that it takes about kBatchSeconds: shorter ones are lost in the clock's and the pipe's noise.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/bench/model.h"
#include "cli/bench/progress.h"
#include "cli/bench/worker.h"

namespace linac::bench {

inline constexpr double kBatchSeconds = 0.01;

// What all measuring shares.
struct Bench {
  std::string helper;  // folder with linac_bench.beam
  std::string work;    // a temporary folder
  double timeout;      // of a batch
  Interrupts& interrupts;
  Progress& progress;
  int folders = 0;  // given so far

  std::string new_folder() { return work + "/" + std::to_string(folders++); }
};

// A benchmark with one input, and how linac_bench finds it.
struct Job {
  Benchmark benchmark;  // without series
  std::vector<std::string>
      spec;             // application or nothing, module as Erlang names it, function, kind, value
  std::string failure;  // it cannot be run at all: why
};

struct Plan {
  int rounds = 3;
  double warm_seconds = 0.3;  // of each VM in each round
  double seconds = 0.7;       // the same, measured
  double batch_seconds = kBatchSeconds;
  int fewest_turns = 5;     // in a round, however long they take
  bool all_rounds = false;  // also where calls take long
  bool same_calls = false;  // the same number of calls for all VMs
  bool reversed =
      false;  // the last VM has the first turn in the first round; it changes from round to round
};

struct Measured {
  std::vector<Series> series;  // one for each target
  bool stopped = false;        // a signal came
};

// For about how much time there is: fewer rounds and shorter ones where there are many series.
Plan plan_for(size_t series, double seconds);

Measured measure(Bench& bench, const Job& job, const std::vector<Target>& targets,
                 const Plan& plan);
// The same with whole processes: a start of the VM and one call.
Measured measure_processes(Bench& bench, const Job& job, const std::vector<Target>& targets,
                           const Plan& plan);

// Instructions for one call on a Linac, by valgrind: calls after others minus those others alone. One scheduler, code
// compiled where it runs. seconds: what a call takes, about.
Result<double> count_instructions(Bench& bench, const Job& job, const Target& target,
                                  double seconds);

// What runs the benchmark so many times in a process of its own, and what came of it.
struct OnceAnswer {
  ProcessEnd end;
  std::string checksum, result;
  std::string failure;  // one line; empty: none
  bool stopped = false;
};
OnceAnswer run_once(Bench& bench, const Job& job, const Target& target,
                    const std::vector<std::string>& in_front, uint64_t before, uint64_t calls,
                    double seconds);

// Whether a result that can be compared is not the first VM's.
bool results_differ(const std::vector<Series>& series);

}  // namespace linac::bench
