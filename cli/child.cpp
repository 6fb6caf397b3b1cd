#include "cli/child.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/options.h"

namespace linac {

Result<int> run_child(const std::vector<std::string>& words, const std::string& folder) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  // Where it was ignored by whoever started this process, the system would forget the child's status.
  ::signal(SIGCHLD, SIG_DFL);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t child = 0;
  int failed = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) return Error{words[0] + ": " + std::strerror(failed)};
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return Error{words[0] + ": " + std::strerror(errno)};
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string found_on_path(const std::string& program) {
  auto runs = [](const std::string& file) {
    return access(file.c_str(), X_OK) == 0 && !is_folder(file);
  };
  if (program.find('/') != std::string::npos) return runs(program) ? program : "";
  const char* path = std::getenv("PATH");
  for (const char* at = path ? path : ""; *at;) {
    const char* end = strchrnul(at, ':');
    std::string file = std::string(at, end) + "/" + program;
    if (runs(file)) return file;
    at = *end ? end + 1 : end;
  }
  return "";
}

}  // namespace linac
