#include "runtime/process/capabilities.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "runtime/process/paths.h"

namespace linac {
namespace {

bool matches_name(std::string_view name, const std::string& pattern) {
  if (!pattern.ends_with('*')) return name == pattern;
  return name.starts_with(std::string_view(pattern).substr(0, pattern.size() - 1));
}

template <class Matches>
bool has(const Grant& grant, Matches matches) {
  if (grant.none_at_all || std::any_of(grant.except.begin(), grant.except.end(), matches)) {
    return false;
  }
  return grant.all || std::any_of(grant.names.begin(), grant.names.end(), matches);
}

// `covers(a, b)`: what b allows is part of what a allows.
template <class Covers>
Grant both(const Grant& a, const Grant& b, Covers covers) {
  Grant result;
  result.none_at_all = a.none_at_all || b.none_at_all;
  result.except = a.except;
  result.except.insert(result.except.end(), b.except.begin(), b.except.end());
  result.all = a.all && b.all;
  if (result.all) return result;
  if (a.all || b.all) {
    result.names = a.all ? b.names : a.names;
    return result;
  }
  for (const std::string& first : a.names) {
    for (const std::string& second : b.names) {
      if (covers(first, second)) {
        result.names.push_back(second);
      } else if (covers(second, first)) {
        result.names.push_back(first);
      }
    }
  }
  return result;
}

bool covers_path(const std::string& a, const std::string& b) { return is_within(b, a); }
bool covers_name(const std::string& a, const std::string& b) {
  if (!b.ends_with('*')) return matches_name(b, a);
  return a.ends_with('*') && b.starts_with(std::string_view(a).substr(0, a.size() - 1));
}

bool is_executable(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

// The folder canonical, the name as it is: a program behaves as it is called, so that what a name is a
// link to is not all that matters.
std::string executable_at(std::string_view folder, const std::string& path) {
  Place place = find_place(folder, path, LastName::kKeep);
  return place.error == 0 && is_executable(place.path) ? place.path : "";
}

}  // namespace

std::string_view capability_name(Capability capability) {
  switch (capability) {
#define CAPABILITY(identifier, name, what) \
  case Capability::k##identifier: return name;
    LINAC_CAPABILITIES(CAPABILITY)
#undef CAPABILITY
  }
  VM_UNREACHABLE();
}

std::string_view capability_text(Capability capability) {
  switch (capability) {
#define CAPABILITY(identifier, name, what) \
  case Capability::k##identifier: return what;
    LINAC_CAPABILITIES(CAPABILITY)
#undef CAPABILITY
  }
  VM_UNREACHABLE();
}

bool is_within(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

Capabilities Capabilities::everything() {
  Capabilities all;
  for (Grant* grant : {&all.read, &all.write, &all.run, &all.environment}) grant->all = true;
  all.network = all.clock = all.code = true;
  return all;
}

bool Capabilities::has_path(const Grant& grant, std::string_view path) {
  return has(grant, [&](const std::string& folder) { return is_within(path, folder); });
}

bool Capabilities::may_run(std::string_view path) const {
  return has(run, [&](const std::string& one) { return path == one; });
}

bool Capabilities::may_use_variable(std::string_view name) const {
  return has(environment, [&](const std::string& one) { return matches_name(name, one); });
}

bool Capabilities::has_all() const {
  return has_all_files() && run.is_all() && environment.is_all() && network && clock && code;
}

Capabilities Capabilities::narrowed(const Capabilities& other) const {
  auto same = [](const std::string& a, const std::string& b) { return a == b; };
  Capabilities result;
  result.read = both(read, other.read, covers_path);
  result.write = both(write, other.write, covers_path);
  result.run = both(run, other.run, same);
  result.environment = both(environment, other.environment, covers_name);
  result.network = network && other.network;
  result.clock = clock && other.clock;
  result.code = code && other.code;
  return result;
}

Result<void> Capabilities::add_path(std::vector<std::string>& paths, const std::string& path) {
  if (path.empty()) return Error{"'' names no folder"};
  std::string folder = path.starts_with('/') ? "/" : current_folder();
  if (folder.empty()) return Error{path + ": the current folder is gone"};
  Place place = find_place(folder, path, LastName::kFollow);
  // What is not there yet may come to be there: not so what cannot be looked at.
  if (place.error != 0 && place.error != ENOENT) {
    return Error{path + ": " + std::string(strerrordesc_np(place.error))};
  }
  paths.push_back(std::move(place.path));
  return {};
}

Result<void> Capabilities::add_command(std::vector<std::string>& paths,
                                       const std::string& command) {
  if (command.empty()) return Error{"'' names no command"};
  const char* search = std::getenv("PATH");
  std::string found = find_command(command, search ? search : "/usr/bin:/bin", current_folder());
  if (found.empty()) {
    bool path = command.find('/') != command.npos;
    return Error{command + (path ? " is no file that can be run"
                                 : ": there is no such command on the PATH; name its file")};
  }
  paths.push_back(std::move(found));
  return {};
}

std::string find_command(const std::string& command, const std::string& search,
                         const std::string& folder) {
  if (command.find('/') != command.npos) return executable_at(folder, command);
  for (size_t at = 0; at <= search.size();) {
    size_t end = std::min(search.find(':', at), search.size());
    std::string one = search.substr(at, end - at);
    if (std::string found = executable_at(folder, (one.empty() ? "." : one) + "/" + command);
        !found.empty()) {
      return found;
    }
    at = end + 1;
  }
  return "";
}

}  // namespace linac
