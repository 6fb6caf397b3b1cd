// Where the benchmarks come from: the Gleam project of a folder, or a FILE.beam.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/project.h"
#include "cli/bench/discover.h"
#include "cli/bench/options.h"

namespace linac::bench {

struct Place {
  std::string name;  // of the project or the file
  std::optional<Project> project;
  std::string folder;  // of the modules that hold benchmarks
  std::vector<std::string> folders;
  std::string module;  // of FILE.beam
};

// Builds the project where that is needed. *status is the command's when there is an error; the user has been
// told already if its message is empty.
Result<Place> find_place(const BenchOptions& options, int* status);

// FILE.beam MODULE:FUNCTION with its arguments.
Result<Job> job_of_entry(const BenchOptions& options);

Context context_of(const Place& place, Interrupts& interrupts);

}  // namespace linac::bench
