#include "tests/harness/judge.h"

#include <algorithm>
#include <cstdio>

#include "core/base/file.h"

namespace linac {
namespace {

constexpr size_t kShownCharacters = 400;

// The part of `text` around `at`, on one line.
std::string excerpt(const std::string& text, size_t at) {
  if (text.size() <= kShownCharacters) return text;
  size_t begin = at > kShownCharacters / 2 ? at - kShownCharacters / 2 : 0;
  std::string part = text.substr(begin, kShownCharacters);
  return (begin > 0 ? "... " : "") + part + (begin + part.size() < text.size() ? " ..." : "");
}

void print_difference(const std::string& wanted, const std::string& got) {
  std::string a = with_readable_strings(wanted), b = with_readable_strings(got);
  size_t same = static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(std::min(a.size(), b.size())),
                    b.begin())
          .first -
      a.begin());
  std::printf("  wanted %s\n  got    %s\n", excerpt(a, same).c_str(), excerpt(b, same).c_str());
  std::printf("  they differ at character %zu: %s | %s\n", same, a.substr(same, 40).c_str(),
              b.substr(same, 40).c_str());
}

// Why a case fails, as the pending list has it: what is missing, as far as the outcome says so.
std::string short_reason(const std::string& got) {
  size_t at = got.find("{unsupported_opcode,");
  if (at != std::string::npos)
    return "no opcode " + got.substr(at + 20, got.find('}', at) - at - 20);
  at = got.find("error undef [{");
  if (at == std::string::npos) {
    return got.find("undef") != std::string::npos ? "a function that is missing"
                                                  : got.substr(0, 100);
  }
  size_t module = at + 14, function = got.find(',', module), end = got.find(",[", function);
  return "no " + got.substr(module, function - module) + ':' +
         got.substr(function + 1, end - function - 1);
}

}  // namespace

std::string with_readable_strings(const std::string& outcome) {
  static const std::string kFile = "{file,[";
  std::string result;
  size_t at = 0;
  for (size_t next; (next = outcome.find(kFile, at)) != std::string::npos;) {
    result += outcome.substr(at, next - at) + "{file,\"";
    at = next + kFile.size();
    while (at < outcome.size() && outcome[at] != ']') {
      result += static_cast<char>(std::strtol(outcome.c_str() + at, nullptr, 10));
      at = outcome.find_first_of(",]", at);
      if (at != std::string::npos && outcome[at] == ',') at++;
    }
    result += '"';
    at = std::min(at, outcome.size() - 1) + 1;
  }
  return result + outcome.substr(at);
}

Result<std::vector<std::string>> read_lines(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  std::vector<std::string> lines;
  std::string line;
  for (uint8_t byte : *bytes) {
    if (byte != '\n') {
      line += static_cast<char>(byte);
      continue;
    }
    if (!line.empty() && line[0] != '#') lines.push_back(line);
    line.clear();
  }
  return lines;
}

std::vector<std::string> split_tabs(const std::string& line) {
  std::vector<std::string> parts;
  for (size_t begin = 0;;) {
    size_t end = line.find('\t', begin);
    parts.push_back(line.substr(begin, end - begin));
    if (end == std::string::npos) return parts;
    begin = end + 1;
  }
}

Result<PendingCases> read_pending(const std::string& path) {
  auto lines = read_lines(path);
  if (!lines) return lines.error();
  PendingCases pending;
  for (const std::string& line : *lines) {
    std::vector<std::string> parts = split_tabs(line);
    if (parts.size() != 2 || parts[1].empty()) {
      return Error{path + ": not NAME, tab, reason: " + line};
    }
    pending[parts[0]] = parts[1];
  }
  return pending;
}

bool is_accepted(const RecordedCase& recorded, const std::string& text) {
  return std::find(recorded.accepted.begin(), recorded.accepted.end(), text) !=
         recorded.accepted.end();
}

size_t judge(const std::vector<RecordedCase>& cases, const IsolatedRun& run,
             const PendingCases& pending, const JudgeOptions& options, const RightCase& is_right) {
  size_t wrong = 0, passed = 0, excused = 0;
  for (size_t i = 0; i < cases.size(); i++) {
    const RecordedCase& one = cases[i];
    const IsolatedResult& result = run.cases[i];
    std::string name = options.group + ':' + one.name;
    auto known = pending.find(name);
    bool right = result.fault.empty() && is_right(one, result.text);
    if (options.list_failures) {
      std::string reason = known != pending.end() ? known->second : short_reason(result.text);
      if (!right && result.fault.empty()) std::printf("%s\t%s\n", name.c_str(), reason.c_str());
      if (!result.fault.empty()) {
        std::fprintf(stderr, "%s: %s\n", name.c_str(), result.fault.c_str());
      }
      continue;
    }
    if (right && known == pending.end()) {
      passed++;
    } else if (!right && result.fault.empty() && known != pending.end()) {
      excused++;
    } else {
      wrong++;
      std::printf("FAILED %s\n", name.c_str());
      if (right) {
        std::printf("  passes, but is listed as pending (%s): take it off the list\n",
                    known->second.c_str());
      } else if (!result.fault.empty()) {
        std::printf("  %s\n", result.fault.c_str());
      } else {
        print_difference(one.accepted[0], result.text);
      }
    }
  }
  if (options.list_failures) return 0;
  if (!run.fault.empty()) {
    wrong++;
    std::printf("FAILED %s: the VM %s after the last case\n", options.group.c_str(),
                run.fault.c_str());
  }
  std::printf("%s: %zu of %zu cases right, %zu wrong, %zu pending\n", options.group.c_str(), passed,
              cases.size(), wrong, excused);
  return wrong;
}

}  // namespace linac
