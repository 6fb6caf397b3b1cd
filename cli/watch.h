// linac test --watch.
#pragma once

#include <string>
#include <vector>

namespace linac {

// Runs `linac test` with these words but for --watch, in a process of its own, and again each time that a
// source of the project below `root` (empty: this folder) has changed; until it is interrupted.
int watch_tests(const std::vector<std::string>& words, const std::string& root);

}  // namespace linac
