// linac_host: what Linac's own Erlang modules ask about capabilities.
#include <sys/random.h>

#include <cerrno>

#include "bifs/descriptor.h"
#include "bifs/machine.h"
#include "bifs/text.h"
#include "runtime/exec/watch.h"

namespace linac {
namespace {

Term named(NativeCall& call, std::string_view name) { return *call.vm().atoms->intern(name); }

std::optional<std::string> bytes_argument(NativeCall& call, uint32_t argument) {
  return peek(call, [&](const NoGc& no_gc) { return bytes_of_binary(call[argument].get(no_gc)); });
}

}  // namespace

// Whether processes of this Vm may do different things.
NativeResult linac_host_is_divided_0(NativeCall& call) {
  return call.boolean(call.vm().is_divided.load(std::memory_order_acquire));
}

// may(read | write, Path)
NativeResult linac_host_may_2(NativeCall& call) {
  auto path = bytes_argument(call, 1);
  if (!path || !call[0].is_atom()) return call.badarg();
  std::string_view use =
      peek(call, [&](const NoGc& no_gc) { return call.atoms().text(call[0].get(no_gc)); });
  if (use != "read" && use != "write") return call.badarg();
  const Capabilities& may = capabilities_of(call.process());
  if (may.has_all_files()) return call.boolean(true);
  std::string place = canonical_path(call.vm().folder->path(), *path);
  return call.boolean(use == "read" ? may.may_read(place) : may.may_write(place));
}

// find_command(Name): {ok, File} of a command that the process may run, or {error, enoent | eperm}.
NativeResult linac_host_find_command_1(NativeCall& call) {
  auto name = bytes_argument(call, 0);
  if (!name || name->empty() || name->find('\0') != name->npos) return call.badarg();
  int error = 0;
  std::string file = command_to_run(call.process(), *name, &error);
  if (!file.empty() && capabilities_of(call.process()).run.is_all()) {
    file = find_command_for(call.process(), *name);
    if (file.empty()) error = ENOENT;
  }
  if (file.empty()) return posix_error(call, error ? error : EPERM);
  return ok_binary(call, file);
}

// A random number for what only needs to differ from run to run.
NativeResult linac_host_seed_0(NativeCall& call) {
  uint64_t number = 0;
  if (getrandom(&number, sizeof(number), 0) != sizeof(number))
    return call.error(named(call, "low_entropy"));
  return call.value(make_small(static_cast<int64_t>(number >> 8)));
}

}  // namespace linac
