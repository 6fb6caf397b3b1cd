// Which benchmarks have become slower: from one run to another, or between two VMs of one run. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/bench/model.h"
#include "cli/bench/statistics.h"

namespace linac::bench {

// A benchmark is slower when it is more than the threshold slower and this is improbable by chance.
inline constexpr double kSignificance = 0.01;

struct Verdict {
  std::string benchmark;
  Interval ratio;  // after over before: above 1 is slower
  double p = 1;    // 0 for instructions, which are counted
  bool slower = false;
  bool faster = false;           // by as much
  bool by_instructions = false;  // where both hold them; else by times
  Interval before, after;        // seconds, or instructions
  std::string note;  // why nothing was compared, if it was not: the rest is then without meaning

  bool compared() const { return note.empty(); }
};

// Of the first VM of `after`, with the one of that label in `before`, or its first. fail_over: 0.05 is 5%.
std::vector<Verdict> compare(const Run& before, const Run& after, double fail_over);
// Of a run that measured both, turn by turn.
std::vector<Verdict> compare_machines(const Run& run, size_t before, size_t after,
                                      double fail_over);

bool any_slower(const std::vector<Verdict>& verdicts);
// What the two runs were measured on that is not the same, a line for each: another processor, version...
std::vector<std::string> differences_of_context(const Run& before, const Run& after);
// The plain list: a line for each benchmark that is slower; then faster ones, those not compared, and
// how many were neither.
std::string list_of(const std::vector<Verdict>& verdicts, double fail_over);

}  // namespace linac::bench
