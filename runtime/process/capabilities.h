// What a program may do to the machine: one value for a Vm, and a narrower one for a process that the host
// spawns so, which those that it spawns inherit (runtime/process/policy.h). docs/sandbox.md.
//
// Paths in grants are canonical: absolute, without links, `.` and `..` (runtime/process/paths.h). A grant is
// for a folder with all that is below it, or for one file; and for a command by the canonical folder that
// its file lies in and its name there.
//
// Threads: none changes it once programs run.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace linac {

// CAPABILITY(identifier, name, what): `name` is what errors say, and --allow-NAME on the command line.
#define LINAC_CAPABILITIES(CAPABILITY)                                  \
  CAPABILITY(Read, "read", "reading files")                             \
  CAPABILITY(Write, "write", "writing files")                           \
  CAPABILITY(Run, "run", "running commands")                            \
  CAPABILITY(Environment, "env", "reading and setting the environment") \
  CAPABILITY(Network, "net", "the network")                             \
  CAPABILITY(Clock, "clock", "the time of day")                         \
  CAPABILITY(Code, "code", "loading and replacing code")

enum class Capability : uint8_t {
#define CAPABILITY(identifier, name, what) k##identifier,
  LINAC_CAPABILITIES(CAPABILITY)
#undef CAPABILITY
};
inline constexpr size_t kCapabilities = 7;
std::string_view capability_name(Capability capability);
std::string_view capability_text(Capability capability);

// Some, all or none of something, less some.
struct Grant {
  bool all = false;
  std::vector<std::string> names;  // when not all
  bool none_at_all = false;        // whatever else is granted
  std::vector<std::string> except;

  bool is_empty() const { return none_at_all || (!all && names.empty()); }
  bool is_all() const { return all && !none_at_all && except.empty(); }
  bool operator==(const Grant&) const = default;
};

// `path` is `folder` or lies in it; both canonical.
bool is_within(std::string_view path, std::string_view folder);

struct Capabilities {
  Grant read, write;  // canonical paths
  Grant run;          // canonical paths of executables
  Grant environment;  // names; NAME* stands for all that begin so
  bool network = false, clock = false, code = false;

  static Capabilities everything();

  // For a path that is canonical.
  bool may_read(std::string_view path) const { return has_path(read, path); }
  bool may_write(std::string_view path) const { return has_path(write, path); }
  bool may_run(std::string_view path) const;
  bool may_use_variable(std::string_view name) const;
  // No file needs to be looked at, as all are allowed.
  bool has_all_files() const { return read.is_all() && write.is_all(); }
  bool has_all() const;

  // What both allow.
  Capabilities narrowed(const Capabilities& other) const;
  bool operator==(const Capabilities&) const = default;

  // For hosts and the command line: names as a user gives them. An error is a line that says why not.
  Result<void> allow_read(const std::string& path) { return add_path(read.names, path); }
  Result<void> allow_write(const std::string& path) { return add_path(write.names, path); }
  Result<void> allow_run(const std::string& command) { return add_command(run.names, command); }
  Result<void> deny_read(const std::string& path) { return add_path(read.except, path); }
  Result<void> deny_write(const std::string& path) { return add_path(write.except, path); }
  Result<void> deny_run(const std::string& command) { return add_command(run.except, command); }

 private:
  static bool has_path(const Grant& grant, std::string_view path);
  static Result<void> add_path(std::vector<std::string>& paths, const std::string& path);
  static Result<void> add_command(std::vector<std::string>& paths, const std::string& command);
};

// The file that a command's name stands for, as allow_run() has it: a path, or a name that is looked for in
// `search` (the folders of a PATH). Empty: there is no such file, or it cannot be executed.
std::string find_command(const std::string& command, const std::string& search,
                         const std::string& folder);

}  // namespace linac
