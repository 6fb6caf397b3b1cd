// What a run of `linac bench` has measured, before anything is computed from it: the runner fills it in,
// the statistics and every report read it, and a stored run is it again.
//
// Times are seconds for one call, one number for each batch, in the order in which the batches were run:
// a batch is many calls where one is too short to be timed. Threads: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace linac::bench {

// A VM that stands in the comparison; the first is the one that ratios are taken to.
struct Machine {
  std::string label;    // linac, erl, or what --vs NAME=... says; unique in a run
  std::string command;  // what was started
  std::string version;  // "Linac 0.1.0", "OTP 29.0, ERTS 17.0, emu/jit"
};

// Of one call, as means over what was measured; a VM that cannot say leaves it out.
struct Counters {
  std::optional<double> reductions;
  std::optional<double> collections;
  std::optional<double> collected_bytes;
  std::optional<double> allocated_words;
  std::optional<double> peak_bytes;    // the most memory that the process of the benchmark had
  std::optional<double> instructions;  // under callgrind
};

// One benchmark with one input on one VM.
struct Series {
  size_t machine = 0;           // index into Run::machines
  std::vector<double> seconds;  // for one call, a number for each batch
  std::vector<double> warm_up;  // batches before those, not counted
  uint64_t calls = 1;           // in each batch
  std::vector<uint32_t> processes;  // how many of `seconds` each process measured, in order; empty: unknown
  Counters counters;
  std::string checksum;  // over the results; empty: not comparable (pids, references, funs), or another each time
  std::string result;    // how it begins, as Erlang writes it
  std::string failure;   // one line; empty: none. With it there may be no times
};

struct Benchmark {
  std::string module;          // as Gleam writes it: a/b
  std::string function;        // name_bench
  std::string input;           // its name, or empty
  std::optional<double> size;  // of the input, where it is known (--sizes)
  std::vector<Series> series;  // one for each machine, in their order
};

// Where and when it ran, for who compares it later.
struct Context {
  std::string date;  // ISO 8601 with the zone
  std::string host;
  std::string processor;  // as the system names it
  uint32_t processors = 0;
  double load_average = 0;  // of the last minute, at the beginning
  std::string commit;       // of the project, where git knows one
};

struct Run {
  std::string name;            // of the project or file
  bool whole_process = false;  // --process: start-up is in the times
  Context context;
  std::vector<Machine> machines;
  std::vector<Benchmark> benchmarks;
};

}  // namespace linac::bench
