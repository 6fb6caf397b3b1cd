// The words of `linac bench`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"

namespace linac::bench {

// A report that is asked for: on stdout, or in a file.
struct ReportWanted {
  bool wanted = false;
  std::string file;  // empty: stdout

  bool on_stdout() const { return wanted && file.empty(); }
};

struct BenchOptions {
  VmSettings settings;                  // checked here; the VMs get the words
  std::vector<std::string> vm_options;  // of Linac, as given
  std::vector<std::string> folders;     // --dir
  std::string file, entry;              // FILE.beam, MODULE:FUNCTION[/ARITY]
  std::vector<std::string> arguments;   // behind --
  std::string root, target;
  bool no_build = false;

  std::vector<std::string> modules;
  std::string filter;
  std::vector<uint64_t> sizes;
  std::vector<std::string> vs;  // empty: erl where it is found
  bool whole_process = false, instructions = false, list = false, quiet = false, counters = false;
  double seconds = 0;  // of each benchmark on each VM; 0: as there is time
  double timeout = 60;

  std::string against;
  std::optional<double> fail_over;  // 0.05 is 5%
  std::string save, baseline;
  bool gate_stored = false, no_history = false;
  ReportWanted json, csv, markdown, html;
};

// An error says what is wrong with the words.
Result<BenchOptions> read_options(const std::vector<std::string>& words);

extern const char kBenchUsage[];

}  // namespace linac::bench
