// Runs that are kept. In the project's folder .linac/bench: NAME.json for `--save NAME`, and history.jsonl,
// to which each run is appended as one line. A line is written by one write to a file opened to append,
// so that two runs at once do not mix theirs; a line that does not read (a full disk, a merge) is
// skipped and counted.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/bench/model.h"
#include "core/base/result.h"

namespace linac::bench {

// Below the project's folder (empty: this one).
std::string store_folder(const std::string& project);
std::string history_file(const std::string& project);

// NAME is letters, digits, '.', '_' and '-', and begins with none of the last three.
Result<void> save_run(const std::string& project, const std::string& name, const Run& run);
// NAME of save_run, or the path of a file that --json wrote.
Result<Run> load_run(const std::string& project, const std::string& name_or_file);

struct History {
  std::vector<Run> runs;  // oldest first
  size_t unreadable = 0;  // lines
};

Result<void> append_history(const std::string& path, const Run& run);
Result<History> read_history(const std::string& path);

struct HistoryView {
  std::string filter;  // only benchmarks with this text in their name
  size_t last = 0;     // only so many runs; 0: all
  int columns = 80;
  bool colour = false;
};

// A line with a sparkline for each benchmark and VM; one alone is drawn as a plot.
std::string draw_history(const History& history, const HistoryView& view);

// linac bench history [--file FILE] [--filter TEXT] [--last N] [--json]: the words after `history`.
int history_command(const std::vector<std::string>& words);

}  // namespace linac::bench
