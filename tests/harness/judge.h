// Cases with their recorded answers, the list of those that are known to be missing, and the verdict.
//
// A case in the list of pending ones has to fail: when it passes it no longer belongs there. A crash
// or a hang is never excused.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "tests/harness/isolated.h"

namespace linac {

struct RecordedCase {
  std::string name;
  std::vector<std::string> accepted;  // any of these outcomes; "" is any at all but a crash
};

// NAME -> REASON, of the lines "NAME<TAB>REASON" that are not empty or comments (#).
using PendingCases = std::unordered_map<std::string, std::string>;
Result<PendingCases> read_pending(const std::string& path);

// A text file's lines, without those that are empty or start with #.
Result<std::vector<std::string>> read_lines(const std::string& path);
std::vector<std::string> split_tabs(const std::string& line);

struct JudgeOptions {
  std::string group;           // printed with each name; pending cases are listed as GROUP:NAME
  bool list_failures = false;  // print what fails in the form of the pending list, and no more
};

// Prints what is wrong and a summary; the number of cases (and runs) that are wrong.
size_t judge(const std::vector<RecordedCase>& cases, const IsolatedRun& run,
             const PendingCases& pending, const JudgeOptions& options);

// A character list of a file's name or text as a string, so that traces can be read.
std::string with_readable_strings(const std::string& outcome);

}  // namespace linac
