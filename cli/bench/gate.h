// The question of `--against`: is it slower now than it was? Old and new take turns in pairs of processes, and each pair
// gives one ratio: so a difference that processes are born with is not taken for one of the code, and neither is the
// machine's speed, which changes from second to second. What Mann and Whitney's U is told of a pair is its ratio, set
// around the middle time of all. An answer that is not clear is asked for again with more pairs; one that would fail is
// measured anew, by itself, and has to come out the same in two of three measurements.
//
// The ratio of a pair: other programs only add to a time, and a batch that is short enough is often left alone between
// their turns. So of every ten turns the fastest batch of each side counts; the median of these ratios is the pair's.
// Measured with twenty runnable threads on two processors, no change: such ratios were within 2% of 1, those of the
// medians of batches of 10 ms anywhere from 0.2 to 3.4.
#pragma once

#include <vector>

#include "cli/bench/compare.h"
#include "cli/bench/measure.h"

namespace linac::bench {

struct GateOptions {
  double fail_over = 0.05;
  bool decides = false;  // --fail-over was given: confirm what is slower
  bool whole_process = false;
  double seconds = 0;  // of each version; 0: the default
};

struct Judged {
  Measured measured;
  Verdict verdict;
  bool unconfirmed = false;  // it seemed slower, and not so when it was measured again
};

// targets: the old one, the new one.
Judged measure_against(Bench& bench, const Job& job, const std::vector<Target>& targets,
                       const GateOptions& options);

}  // namespace linac::bench
