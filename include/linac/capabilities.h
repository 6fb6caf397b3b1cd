// What the programs of a VM may do to the machine: nothing, unless the host grants it. docs/sandbox.md has
// what each of them is, and how paths are kept from leading out of a folder.
//
//   linac::VmOptions options;
//   options.capabilities.read = {"/srv/input"};
//   options.capabilities.run = {"sort"};
//   auto vm = linac::Vm::create(options);
//
// A call that is refused gives {error, eperm} where the function gives {error, Posix}, and else raises
// {eperm, Capability, What}. Natives of the host do what they do: what they allow is the host's to decide.
#pragma once

#include <string>
#include <vector>

#include "linac/export.h"

namespace linac {
LINAC_NAMESPACE(v0) {
// Lists of what is granted; "*" in one grants everything of its kind.
struct Capabilities {
  std::vector<std::string> read;         // folders with all that is below them, or files
  std::vector<std::string> write;        // the same
  std::vector<std::string> run;          // commands: names on the PATH, or files
  std::vector<std::string> environment;  // names; NAME* stands for all that begin so
  bool network = false;                  // for natives of the host: Linac has none of its own
  bool clock = false;                    // the time of day
  bool code = false;                     // loading and replacing modules besides the program's own

  static Capabilities everything() {
    return {{"*"}, {"*"}, {"*"}, {"*"}, true, true, true};
  }
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
