// An escript: a line for the system, comments, the emulator's flags, and the compiled modules in a zip
// archive, as `gleam export escript` writes it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace linac {

struct Escript {
  std::string main;  // the module whose main/1 is called
  std::vector<std::pair<std::string, std::vector<uint8_t>>> files;  // by name in the archive
};

// Whether the file begins as a script does.
bool begins_as_script(const std::string& path);
// Whether its first line names escript.
bool names_escript(const std::string& path);
// Without files where it holds no archive: it is a source, or whoever compiles it says why it cannot be
// read. An error: the archive is broken.
Result<Escript> read_escript(const std::string& path);

}  // namespace linac
