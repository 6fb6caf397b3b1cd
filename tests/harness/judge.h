// Cases with their recorded answers, the list of those that are known to be missing, and the verdict.
//
// A case in the list of pending ones has to fail: when it passes it no longer belongs there. A crash
// or a hang is never excused.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "tests/harness/isolated.h"

namespace linac {

struct RecordedCase {
  std::string name;
  std::vector<std::string> accepted;  // any of these outcomes
};

// NAME -> reason, of the lines "NAME<TAB>REASON" that are not empty or comments (#).
using PendingCases = std::unordered_map<std::string, std::string>;
Result<PendingCases> read_pending(const std::string& path);

// A text file's lines, without those that are empty or start with #.
Result<std::vector<std::string>> read_lines(const std::string& path);
std::vector<std::string> split_tabs(const std::string& line);

// The outcome is one of those that are accepted, letter by letter.
bool is_accepted(const RecordedCase& recorded, const std::string& text);

struct JudgeOptions {
  std::string group;           // printed with each name
  bool list_failures = false;  // print what fails in the form of the pending list, and no more
};

// Whether an outcome is right; a crash or a hang is never asked about.
using RightCase = std::function<bool(const RecordedCase& recorded, const std::string& text)>;

// Prints what is wrong and a summary; the number of cases (and runs) that are wrong.
size_t judge(const std::vector<RecordedCase>& cases, const IsolatedRun& run,
             const PendingCases& pending, const JudgeOptions& options,
             const RightCase& right = is_accepted);

// A character list of a file's name or text as a string, so that traces can be read.
std::string with_readable_strings(const std::string& outcome);

}  // namespace linac
