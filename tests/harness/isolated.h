// Runs a list of cases in a child process, so that one that crashes or never ends fails alone: the
// next child goes on with the case after it.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace linac {

struct IsolatedResult {
  std::string text;   // what the child reported
  std::string fault;  // not empty: the child crashed or took too long in this case
  bool timed_out = false;
};

struct IsolatedRun {
  std::vector<IsolatedResult> cases;
  std::string fault;  // not empty: a child failed after its last case (a leak, say)
};

using ReportCase = std::function<void(const std::string& text)>;

// `run(first, report)` is called in a child and calls report() once for each of the cases first to
// count - 1, in order. What it prints to stdout is dropped. Times are seconds for one case.
IsolatedRun run_isolated(size_t count, int timeout,
                         const std::function<void(size_t first, const ReportCase& report)>& run);

}  // namespace linac
