// What the programs of a VM may do to the machine: nothing, unless the host grants it. docs/sandbox.md has
// what each capability is, and how paths are kept from leading out of a folder.
//
//   linac::VmOptions options;
//   options.capabilities.read = {"/srv/input"};
//   options.capabilities.run = {"sort"};
//   auto vm = linac::Vm::create(options);
//
// A process that the host spawns can have less than its VM (SpawnOptions::capabilities), and so have all that
// it spawns; nothing makes it more.
//
// Shapes: lists of names; "*" in one stands for everything of its kind. Paths that are relative begin at the
// host's current folder, and links in them are followed, once, when the VM is made; names of commands are
// looked for on the host's PATH then. Ownership, threads: a value; read when a Vm or a process is made.
// Errors: a name that cannot be granted is an error of Vm::create, spawn or call (ErrorKind::kInvalid).
// In the program a call that is refused gives {error, eperm} where the function gives {error, Posix}, and
// else raises {eperm, Capability, What}; the host hears of it as EventKind::kRefusal.
//
// Natives of the host do what they do: what they allow is the host's to decide, and Call::may() says what the
// process that calls may do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "linac/export.h"

namespace linac {
LINAC_NAMESPACE(v0) {
enum class Capability : uint8_t { kRead, kWrite, kRun, kEnvironment, kNetwork, kClock, kCode };
// "read", "write", "run", "env", "net", "clock", "code": as errors and the command line have them.
LINAC_EXPORT const char* capability_name(Capability capability);

struct Capabilities {
  std::vector<std::string> read;         // folders with all that is below them, or files
  std::vector<std::string> write;        // the same
  std::vector<std::string> run;          // commands: names on the PATH, or files
  std::vector<std::string> environment;  // variables; NAME* stands for all that begin so
  bool network = false;                  // for natives of the host: Linac has none of its own
  bool clock = false;                    // the time of day
  bool code = false;                     // loading and replacing modules besides the program's own

  // Less what is here, whatever is granted.
  struct Denied {
    std::vector<std::string> read, write, run, environment;
  } denied;

  static Capabilities everything() { return {{"*"}, {"*"}, {"*"}, {"*"}, true, true, true, {}}; }
};

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
