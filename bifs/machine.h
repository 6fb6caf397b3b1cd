// Where natives touch the machine: what the process may do is looked at here (docs/sandbox.md).
//
// A native that takes a path goes through PlaceArgument, and then uses the ...at() calls with its folder and
// name, and O_NOFOLLOW or AT_SYMLINK_NOFOLLOW where it says so. In a process that may use all files that
// is the path as it stands, from the Vm's current folder; in others each name of it is looked up by itself
// (runtime/process/paths.h), so that neither `..` nor links nor a change of folders meanwhile lead
// out of what is allowed.
//
// What is refused is {error, eperm} where the native gives {error, Posix}, and else an error
// {eperm, Capability, What}. The host is told (EventKind::kRefusal).
#pragma once

#include <fcntl.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bifs/support.h"
#include "runtime/process/paths.h"

namespace linac {

enum FileUse : unsigned {
  kReadFile = 1,
  kWriteFile = 2,
  kLookAtFile = 4,  // either is enough
};

class PlaceArgument {
 public:
  // The path in an argument, a binary that ends in NUL.
  PlaceArgument(NativeCall& call, uint32_t argument, unsigned uses,
                LastName last = LastName::kFollow);

  bool ok() const { return failure_ == Failure::kNone; }
  // What the native answers when it is not ok().
  NativeResult failure(NativeCall& call) const;

  int folder() const { return folder_; }
  const char* name() const { return name_.c_str(); }
  // The name was looked at, and must not be a link now.
  bool is_checked() const { return is_checked_; }
  int no_follow() const { return is_checked_ ? O_NOFOLLOW : 0; }
  int at_no_follow() const { return is_checked_ ? AT_SYMLINK_NOFOLLOW : 0; }
  // Canonical when it was checked.
  const std::string& path() const { return path_; }

 private:
  enum class Failure : uint8_t { kNone, kBadarg, kRefused, kPosix };

  void check(Process& process, unsigned uses, LastName last);

  Failure failure_ = Failure::kNone;
  bool is_checked_ = false;
  int error_ = 0;
  int folder_ = AT_FDCWD;
  OwnedDescriptor held_;
  std::shared_ptr<const OwnedDescriptor> working_;
  std::string name_, path_;
};

// A path that no native has as its argument: whether the process may use it so. Tells of a refusal.
bool may_use_path(Process& process, std::string_view path, unsigned uses);

// Where a program may only write may become where it may read, when names move: not by a process that may
// not read what it moves. Nor does a folder move with something in it that is denied by its path.
bool may_move(Process& process, const PlaceArgument& from, const PlaceArgument& to);

bool may_use_network(Process& process, std::string_view what);
bool may_use_clock(Process& process, std::string_view what);
bool may_change_code(Process& process, std::string_view what);
// Signals are the whole process's: only who may do everything.
bool may_set_signals(Process& process);
bool may_use_variable(Process& process, std::string_view name);

// Whether any variable is the process's to know; and those that are, as NAME=VALUE.
bool may_use_environment(Process& process);
std::vector<std::string> visible_variables(Process& process);

// The file of a command that the process may run, given as a path or a name; empty: it may not, and the host was
// told, or there is none (ENOENT in *error).
std::string command_to_run(Process& process, const std::string& program, int* error);

// The file that a command's name stands for; empty: none.
std::string find_command_for(Process& process, const std::string& program);

// {error, eperm}; the refusal has been told.
NativeResult refused(NativeCall& call);
// The error {eperm, Capability, What}, told.
NativeResult raise_refused(NativeCall& call, Capability capability, std::string_view what);

}  // namespace linac
