// Flags of a test executable: --NAME=VALUE, --NAME VALUE, or a switch; what else is given are names.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace linac {

struct Flags {
  std::map<std::string, std::string> values;  // without the dashes
  std::vector<std::string> names;

  bool has(const std::string& flag) const { return values.contains(flag); }
  std::string text(const std::string& flag, const std::string& otherwise = "") const {
    auto found = values.find(flag);
    return found == values.end() ? otherwise : found->second;
  }
  unsigned number(const std::string& flag, unsigned otherwise) const {
    return has(flag) ? static_cast<unsigned>(std::stoul(text(flag))) : otherwise;
  }
};

// Nothing when a flag is in neither list, or lacks its value.
inline std::optional<Flags> read_flags(int count, char** arguments,
                                       const std::vector<std::string>& with_value,
                                       const std::vector<std::string>& switches) {
  auto in = [](const std::vector<std::string>& list, const std::string& name) {
    for (const std::string& one : list) {
      if (one == name) return true;
    }
    return false;
  };
  Flags flags;
  for (int i = 1; i < count; i++) {
    std::string argument = arguments[i];
    if (!argument.starts_with("--")) {
      flags.names.push_back(argument);
      continue;
    }
    size_t equals = argument.find('=');
    std::string name = argument.substr(2, equals == std::string::npos ? equals : equals - 2);
    if (equals == std::string::npos && in(switches, name)) {
      flags.values[name] = "";
    } else if (in(with_value, name) && equals != std::string::npos) {
      flags.values[name] = argument.substr(equals + 1);
    } else if (in(with_value, name) && i + 1 < count) {
      flags.values[name] = arguments[++i];
    } else {
      return std::nullopt;
    }
  }
  return flags;
}

}  // namespace linac
