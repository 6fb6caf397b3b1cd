// A run of benchmarks, made up.
#pragma once

#include "cli/bench/model.h"

namespace linac::bench {

inline std::vector<double> times_around(double middle, size_t count = 20) {
  std::vector<double> times;
  for (size_t i = 0; i < count; i++) {
    times.push_back(middle * (1 + 0.001 * static_cast<double>((i * 7) % count)));
  }
  return times;
}

inline Series series_on(size_t machine, double middle, const char* checksum = "c0ffee") {
  Series series;
  series.machine = machine;
  series.seconds = times_around(middle);
  series.calls = 10;
  series.checksum = checksum;
  return series;
}

inline Benchmark benchmark_of(const char* function, std::vector<Series> series,
                              const char* input = "") {
  Benchmark benchmark;
  benchmark.module = "shop/cart";
  benchmark.function = function;
  benchmark.input = input;
  benchmark.series = std::move(series);
  return benchmark;
}

// Two VMs and a benchmark, of which the second takes twice as long.
inline Run plain_run() {
  Run run;
  run.name = "shop";
  run.context = {"2026-11-23T04:00:00+00:00", "box", "Some CPU @ 2.00GHz", 2, 0.25,
                 "0123456789abcdef"};
  run.machines = {{"linac", "linac", "Linac 0.1.0"},
                  {"erl", "erl", "OTP 29.0, ERTS 17.0, emu/jit"}};
  run.benchmarks = {benchmark_of("sum_bench", {series_on(0, 1e-3), series_on(1, 2e-3)})};
  return run;
}

}  // namespace linac::bench
