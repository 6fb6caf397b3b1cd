// The micro-benchmarks: parts of Linac by themselves. Each prepares what it needs and gives back its work,
// which is done so many times at a call. micro_bench times them; micro_count counts their instructions,
// which have to be the same from run to run: one thread, nothing random, no clock.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace linac::micro {

using Work = std::function<void(uint64_t)>;

struct Case {
  std::string name;
  uint64_t batch;  // how many times make a measurement
  std::function<Work()> prepare;
};

const std::vector<Case>& all_cases();

// What all_cases() consists of.
std::vector<Case> memory_cases();
std::vector<Case> code_cases();
std::vector<Case> program_cases();

}  // namespace linac::micro
