// A process that a command starts and waits for.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"

namespace linac {

// Runs the words' command, found on the PATH, in the folder (empty: this one). Gives its status, 128 and the
// signal's number if one ended it. An error: it could not be started, or nobody knows how it ended.
// It is sent SIGTERM when one of SIGTERM, SIGINT and SIGHUP ends this process meanwhile.
Result<int> run_child(const std::vector<std::string>& words, const std::string& folder);

// The file that the shell would start; empty: none.
std::string found_on_path(const std::string& program);

}  // namespace linac
