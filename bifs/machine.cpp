#include "bifs/machine.h"

#include <algorithm>
#include <cerrno>

#include "bifs/descriptor.h"
#include "bifs/text.h"
#include "core/term/bits.h"
#include "runtime/exec/watch.h"
#include "runtime/process/environment.h"

namespace linac {
namespace {

bool has_uses(const Capabilities& may, const std::string& path, unsigned uses) {
  if (uses & kLookAtFile && !may.may_read(path) && !may.may_write(path)) return false;
  if (uses & kReadFile && !may.may_read(path)) return false;
  return !(uses & kWriteFile) || may.may_write(path);
}

Capability lacking(const Capabilities& may, const std::string& path, unsigned uses) {
  bool read = uses & (kReadFile | kLookAtFile) && !may.may_read(path);
  return read ? Capability::kRead : Capability::kWrite;
}

// Tells of the refusal if it is one.
bool check_uses(Process& process, const std::string& path, unsigned uses) {
  const Capabilities& may = capabilities_of(process);
  if (has_uses(may, path, uses)) return true;
  tell_refusal(process, lacking(may, path, uses), path);
  return false;
}

bool may_run_missing(const Capabilities& may, Process& process, const std::string& program) {
  if (program.find('/') == program.npos) return false;
  return may.may_run(find_place(process.vm->folder->path(), program, LastName::kKeep).path);
}

bool check(Process& process, bool granted, Capability capability, std::string_view what) {
  if (!granted) tell_refusal(process, capability, what);
  return granted;
}

}  // namespace

PlaceArgument::PlaceArgument(NativeCall& call, uint32_t argument, unsigned uses, LastName last) {
  auto bytes =
      peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[argument].get(no_gc)); });
  if (!bytes || bytes->empty() || bytes->find('\0') != bytes->size() - 1) {
    failure_ = Failure::kBadarg;
    return;
  }
  bytes->pop_back();
  name_ = path_ = std::move(*bytes);
  if (!capabilities_of(call.process()).has_all_files()) {
    check(call.process(), uses, last);
  } else if (!name_.starts_with('/')) {
    working_ = call.vm().folder->get();
    folder_ = WorkingFolder::number(working_);
  }
}

void PlaceArgument::check(Process& process, unsigned uses, LastName last) {
  is_checked_ = true;
  if (name_.empty()) {
    failure_ = Failure::kPosix;
    error_ = ENOENT;
    return;
  }
  std::string base = name_.starts_with('/') ? "/" : process.vm->folder->path();
  Place place = find_place(base.empty() ? "/" : base, name_, last);
  path_ = std::move(place.path);
  name_ = std::move(place.name);
  // What is missing is told only where the process may look.
  if (!check_uses(process, path_, uses)) {
    failure_ = Failure::kRefused;
  } else if (place.error != 0) {
    failure_ = Failure::kPosix;
    error_ = place.error;
  }
  held_ = std::move(place.folder);
  folder_ = held_.get();
}

NativeResult PlaceArgument::failure(NativeCall& call) const {
  switch (failure_) {
    case Failure::kBadarg: return call.badarg();
    case Failure::kRefused: return refused(call);
    case Failure::kPosix: return posix_error(call, error_);
    case Failure::kNone: break;
  }
  VM_UNREACHABLE();
}

bool may_use_path(Process& process, std::string_view path, unsigned uses) {
  if (capabilities_of(process).has_all_files()) return true;
  std::string base = path.starts_with('/') ? "/" : process.vm->folder->path();
  return check_uses(process, canonical_path(base.empty() ? "/" : base, path), uses);
}

bool may_move(Process& process, const PlaceArgument& from, const PlaceArgument& to) {
  const Capabilities& may = capabilities_of(process);
  if (may.has_all_files()) return true;
  auto is_below = [](const std::vector<std::string>& paths, const std::string& folder) {
    return std::any_of(paths.begin(), paths.end(),
                       [&](const std::string& path) { return is_within(path, folder); });
  };
  bool read_there = may.may_read(to.path()) || is_below(may.read.names, to.path());
  bool gains_read = read_there && !may.may_read(from.path());
  if (gains_read || is_below(may.read.except, from.path())) {
    tell_refusal(process, Capability::kRead, from.path());
    return false;
  }
  return check(process, !is_below(may.write.except, from.path()), Capability::kWrite, from.path());
}

bool may_use_network(Process& process, std::string_view what) {
  return check(process, capabilities_of(process).network, Capability::kNetwork, what);
}

bool may_use_clock(Process& process, std::string_view what) {
  return check(process, capabilities_of(process).clock, Capability::kClock, what);
}

bool may_change_code(Process& process, std::string_view what) {
  return check(process, capabilities_of(process).code, Capability::kCode, what);
}

bool may_set_signals(Process& process) { return capabilities_of(process).has_all(); }

bool may_use_variable(Process& process, std::string_view name) {
  return check(process, capabilities_of(process).may_use_variable(name), Capability::kEnvironment,
               name);
}

bool may_use_environment(Process& process) {
  const Grant& grant = capabilities_of(process).environment;
  return check(process, !grant.is_empty(), Capability::kEnvironment, "*");
}

std::vector<std::string> visible_variables(Process& process) {
  std::vector<std::string> rows = process.vm->environment->rows();
  const Capabilities& may = capabilities_of(process);
  if (may.environment.is_all()) return rows;
  std::erase_if(rows, [&](const std::string& row) {
    return !may.may_use_variable(std::string_view(row).substr(0, row.find('=', 1)));
  });
  return rows;
}

std::string find_command_for(Process& process, const std::string& program) {
  std::string search = process.vm->environment->get("PATH").value_or("/usr/bin:/bin");
  return find_command(program, search, process.vm->folder->path());
}

std::string command_to_run(Process& process, const std::string& program, int* error) {
  *error = 0;
  const Capabilities& may = capabilities_of(process);
  if (may.run.is_all()) return program;
  std::string file = find_command_for(process, program);
  if (!file.empty() && may.may_run(file)) return file;
  // Whether there is such a file is told to those who may run it.
  if (file.empty() && !may.run.is_empty() && may_run_missing(may, process, program)) {
    *error = ENOENT;
    return "";
  }
  tell_refusal(process, Capability::kRun, program);
  return "";
}

NativeResult refused(NativeCall& call) { return posix_error(call, EPERM); }

NativeResult raise_refused(NativeCall& call, Capability capability, std::string_view what) {
  Reserved room = call.reserve(tuple_words(3) + binary_words(what.size() * 8));
  if (!room.ok()) return call.out_of_memory();
  Term text = make_binary(what, room.space());
  AtomTable& atoms = *call.vm().atoms;
  return call.error(room.space().tuple_of(*atoms.intern("eperm"),
                                          *atoms.intern(capability_name(capability)), text));
}

}  // namespace linac
