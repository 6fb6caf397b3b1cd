// A Gleam project as `gleam build` leaves it: gleam.toml, its sources, and build/dev/erlang with a folder
// a package. What `gleam export erlang-shipment` makes is such a set of packages, too.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace linac {

struct Project {
  std::string root;                 // with gleam.toml
  std::string name;                 // of the package
  std::string target = "erlang";    // what gleam.toml says
  std::vector<std::string> nearby;  // roots of the packages that it takes from folders, all of them

  std::string packages() const { return root + "/build/dev/erlang"; }
};

// The project that the folder lies in: the nearest gleam.toml upwards.
Result<Project> find_project(const std::string& folder);

// Whether there is a gleam.toml in the folder or above, be it one that cannot be read.
bool is_inside_project(const std::string& folder);

enum class BuildState : uint8_t { kMissing, kOlder, kCurrent };
// Around a `gleam build` that is run for the project. Gleam leaves what it need not make anew as it is, so that
// a source may stay newer than its module for ever: what was there when a build began that succeeded is built.
void begin_build(const Project& project);
void end_build(const Project& project, bool succeeded);

struct BuildCheck {
  BuildState state = BuildState::kCurrent;
  std::string newer;  // a source that the build does not have
};
// Compares the sources of the project and of `nearby` with what was compiled of them.
BuildCheck check_build(const Project& project);

// PACKAGE/ebin of each package in the folder, in order.
std::vector<std::string> package_folders(const std::string& folder);

// a/b as a@b. An error: it is no name of a Gleam module.
Result<std::string> erlang_module_name(const std::string& name);
// Whether one of the folders has the compiled module.
bool has_module(const std::vector<std::string>& folders, const std::string& module);

// The package that a shipment's entrypoint.sh runs.
Result<std::string> shipment_package(const std::string& folder);

}  // namespace linac
