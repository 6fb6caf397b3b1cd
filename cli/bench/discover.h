// Which benchmarks there are: public functions NAME_bench without arguments, or with one, which NAME_inputs gives.
#pragma once

#include <string>
#include <vector>

#include "cli/bench/measure.h"

namespace linac::bench {

struct Wanted {
  std::string application;           // has to run first; empty: none
  std::string folder;                // of the modules
  std::vector<std::string> modules;  // a/b; empty: all
  std::string filter;                // in a/b.c_bench or a@b:c_bench; empty: all
  std::vector<uint64_t> sizes;
};

// Sizes where NAME_inputs wants one and none are given.
inline constexpr uint64_t kSizes[] = {100, 1'000, 10'000};

struct Discovery {
  std::vector<Job> jobs;
  std::vector<std::string> functions;  // all that are named so, before any was chosen
};

// Asks the first target. An error: it cannot be asked.
Result<Discovery> discover(Bench& bench, const Target& target, const Wanted& wanted);

}  // namespace linac::bench
