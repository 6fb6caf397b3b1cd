#include "library/otp_folder.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "core/base/file.h"

namespace linac::library {
namespace {

bool is_folder(const std::string& path) {
  struct stat status;
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

// stdlib-4.2 -> stdlib, and its version as numbers that can be compared.
std::string_view name_of(std::string_view application) {
  return application.substr(0, application.rfind('-'));
}

std::vector<uint64_t> version_of(std::string_view application) {
  std::vector<uint64_t> numbers;
  size_t dash = application.rfind('-');
  if (dash == application.npos) return numbers;
  numbers.push_back(0);
  for (char letter : application.substr(dash + 1)) {
    if (letter == '.') {
      numbers.push_back(0);
    } else if (letter >= '0' && letter <= '9') {
      numbers.back() = numbers.back() * 10 + static_cast<uint64_t>(letter - '0');
    }
  }
  return numbers;
}

std::vector<std::string> entries_of(const std::string& folder) {
  std::vector<std::string> names;
  DIR* open = opendir(folder.c_str());
  if (!open) return names;
  while (dirent* entry = readdir(open)) names.push_back(entry->d_name);
  closedir(open);
  return names;
}

}  // namespace

Result<OtpFolder> OtpFolder::open(const std::string& folder) {
  std::string lib = is_folder(folder + "/lib") ? folder + "/lib" : folder;
  std::map<std::string, std::string> newest;  // by name without version
  for (const std::string& application : entries_of(lib)) {
    if (application[0] == '.' || !is_folder(lib + "/" + application + "/ebin")) continue;
    std::string& best = newest[std::string(name_of(application))];
    if (best.empty() || version_of(best) < version_of(application)) best = application;
  }
  if (!newest.contains("stdlib")) {
    return Error{folder + ": holds no OTP: there is no lib/stdlib-VERSION/ebin in it"};
  }
  OtpFolder otp;
  for (const auto& [name, application] : newest) {
    otp.applications_.push_back(lib + "/" + application);
  }
  // Most of what is looked for is there.
  std::stable_partition(otp.applications_.begin(), otp.applications_.end(), [](const auto& path) {
    std::string_view name = name_of(last_part(path));
    return name == "stdlib" || name == "kernel";
  });
  return otp;
}

std::string OtpFolder::find(std::string_view module) const {
  if (module == "erlang") return {};  // part of the VM: its natives are all there is
  if (module.find('/') != module.npos || module.find('\0') != module.npos) return {};
  for (const std::string& application : applications_) {
    std::string path = application + "/ebin/" + std::string(module) + ".beam";
    struct stat status;
    if (stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) return path;
  }
  return {};
}

Result<LibraryFile> OtpFolder::read(std::string_view module) const {
  LibraryFile file;
  file.path = find(module);
  if (file.path.empty()) return file;
  auto bytes = read_file(file.path);
  if (!bytes) return bytes.error();
  file.bytes = std::move(*bytes);
  return file;
}

Result<LibraryFile> OtpFolder::read_application(std::string_view name) const {
  LibraryFile file;
  std::string folder = application_folder(name);
  if (folder.empty()) return file;
  std::string path = folder + "/ebin/" + std::string(name) + ".app";
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  file.path = std::move(path);
  file.bytes = std::move(*bytes);
  return file;
}

std::string OtpFolder::application_folder(std::string_view name) const {
  for (const std::string& application : applications_) {
    if (name_of(last_part(application)) == name) return application;
  }
  return {};
}

}  // namespace linac::library
