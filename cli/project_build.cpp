#include "cli/project_build.h"

#include <cstdio>

#include "cli/child.h"
#include "cli/commands.h"

namespace linac {
namespace {

// Runs `gleam build` in the project's folder. Gives its status.
int build_project(const Project& project) {
  begin_build(project);
  auto status = run_child({"gleam", "build", "--target", "erlang"}, project.root);
  end_build(project, status && *status == 0);
  return status ? *status : fail(kFailed, status.error().message);
}

}  // namespace

int bring_up_to_date(const Project& project, bool no_build) {
  BuildCheck check = check_build(project);
  if (check.state == BuildState::kCurrent) return 0;
  bool missing = check.state == BuildState::kMissing;
  if (!no_build && !found_on_path("gleam").empty()) return build_project(project);
  if (missing) {
    return fail(kFailed, "package " + project.name + " is not compiled: run gleam build");
  }
  if (!no_build) {
    std::fprintf(stderr, "linac: %s is newer than the build, and gleam is not on the PATH\n",
                 check.newer.c_str());
  }
  return 0;
}

}  // namespace linac
