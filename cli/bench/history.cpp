#include "cli/bench/history.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "cli/bench/report.h"
#include "core/base/file.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

Error system_error(const std::string& path) { return Error{path + ": " + std::strerror(errno)}; }

Result<void> make_folder_of(const std::string& path) {
  fs::path folder = fs::path(path).parent_path();
  std::error_code error;
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) return Error{folder.string() + ": " + error.message()};
  return {};
}

Result<void> write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(path);
    text.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<std::string> read_text(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return bytes.error();
  return std::string(bytes->begin(), bytes->end());
}

bool is_stored_name(const std::string& name) {
  auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string stored_names(const std::string& project) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(store_folder(project), error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none is stored; linac bench --save NAME stores one" : "stored: " + text;
}

// Ends a line that another process was stopped within, so that ours is whole.
bool ends_within_line(int file) {
  off_t size = lseek(file, 0, SEEK_END);
  char last = '\n';
  return size > 0 && pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

std::string store_folder(const std::string& project) {
  return (project.empty() ? "" : project + "/") + ".linac/bench";
}

std::string history_file(const std::string& project) {
  return store_folder(project) + "/history.jsonl";
}

Result<void> save_run(const std::string& project, const std::string& name, const Run& run) {
  if (!is_stored_name(name)) {
    return Error{"--save: '" + name +
                 "' is no name for a run; use letters, digits, '.', '_' and '-'"};
  }
  std::string path = store_folder(project) + "/" + name + ".json";
  VM_TRY(make_folder_of(path));
  std::string unfinished = path + "." + std::to_string(getpid());
  int file = open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (file < 0) return system_error(unfinished);
  Result<void> written = write_all(file, json(run), unfinished);
  if (close(file) != 0 && written) written = system_error(unfinished);
  if (written && rename(unfinished.c_str(), path.c_str()) != 0) written = system_error(path);
  if (!written) unlink(unfinished.c_str());
  return written;
}

Result<Run> load_run(const std::string& project, const std::string& name_or_file) {
  std::string path = name_or_file;
  if (is_stored_name(name_or_file)) {
    std::string stored = store_folder(project) + "/" + name_or_file + ".json";
    if (fs::exists(stored)) path = stored;
  }
  std::error_code error;
  if (!fs::is_regular_file(path, error)) {
    return Error{"--baseline: there is no run and no file " + name_or_file + " (" +
                 stored_names(project) + ")"};
  }
  auto text = read_text(path);
  if (!text) return text.error();
  auto run = read_json(*text);
  if (!run) return Error{path + ": " + run.error().message};
  return run;
}

Result<void> append_history(const std::string& path, const Run& run) {
  VM_TRY(make_folder_of(path));
  int file = open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file < 0) return system_error(path);
  flock(file, LOCK_EX);  // where a file system has no locks, one write is as good as there is
  std::string line = (ends_within_line(file) ? "\n" : "") + json_line(run) + "\n";
  Result<void> written = write_all(file, line, path);
  if (close(file) != 0 && written) written = system_error(path);
  return written;
}

Result<History> read_history(const std::string& path) {
  auto text = read_text(path);
  if (!text) return text.error();
  History history;
  std::string_view rest(*text);
  while (!rest.empty()) {
    size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (auto run = read_json(line)) {
      history.runs.push_back(std::move(run).value());
    } else {
      history.unreadable++;
    }
  }
  return history;
}

}  // namespace linac::bench
