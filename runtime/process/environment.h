// The environment variables of one VM: the process's own to begin with, then what programs set.
// Changing them does not touch the host's environment, which other threads may be reading.
//
// Threads: any; all functions lock.
#pragma once

#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

extern "C" char** environ;

namespace linac {

class Environment {
 public:
  Environment() {
    for (char** at = environ; at && *at; at++) {
      std::string_view row = *at;
      size_t equals = row.find('=', 1);
      if (equals != row.npos) variables_.emplace(row.substr(0, equals), row.substr(equals + 1));
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

  std::optional<std::string> get(const std::string& name) const {
    std::lock_guard lock(mutex_);
    auto it = variables_.find(name);
    if (it == variables_.end()) return std::nullopt;
    return it->second;
  }
  void set(const std::string& name, const std::string& value) {
    std::lock_guard lock(mutex_);
    variables_[name] = value;
  }
  void unset(const std::string& name) {
    std::lock_guard lock(mutex_);
    variables_.erase(name);
  }
  // NAME=VALUE
  std::vector<std::string> rows() const {
    std::lock_guard lock(mutex_);
    std::vector<std::string> result;
    for (const auto& [name, value] : variables_) result.push_back(name + "=" + value);
    return result;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::string> variables_;
};

}  // namespace linac
