// gleam build, where a command needs what it makes.
#pragma once

#include "api/project.h"

namespace linac {

// Runs `gleam build` where sources are newer than the build, unless no_build, and gleam is there. 0: what is
// built is there, and may be run; else a status, and the user has been told.
int bring_up_to_date(const Project& project, bool no_build);

}  // namespace linac
