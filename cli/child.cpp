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

namespace {

// Blocked while a child runs, so that they are read here; the child has the mask of before.
class ChildSignals {
 public:
  ChildSignals() {
    sigemptyset(&watched_);
    for (int number : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) sigaddset(&watched_, number);
    sigprocmask(SIG_BLOCK, &watched_, &before_);
  }
  ~ChildSignals() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  ChildSignals(const ChildSignals&) = delete;
  ChildSignals& operator=(const ChildSignals&) = delete;

  const sigset_t& before() const { return before_; }
  // The next of them.
  int wait() const {
    int number = 0;
    while (sigwait(&watched_, &number) != 0) continue;
    return number;
  }

 private:
  sigset_t watched_, before_;
};

// The status of waitpid, or -1. `ended_by`: what asked this process to end meanwhile, which the child is told.
int wait_for(pid_t child, const ChildSignals& signals, int& ended_by) {
  for (;;) {
    int status = 0;
    pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return status;
    if (ended < 0 && errno != EINTR) return -1;
    int number = signals.wait();
    if (number == SIGCHLD) continue;
    ended_by = number;
    kill(child, SIGTERM);
  }
}

}  // namespace

Result<int> run_child(const std::vector<std::string>& words, const std::string& folder) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  // Where it was ignored by whoever started this process, the system would forget the child's status.
  ::signal(SIGCHLD, SIG_DFL);
  int status = 0, ended_by = 0;
  {
    ChildSignals signals;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (!folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &signals.before());
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    int failed =
        posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) return Error{words[0] + ": " + std::strerror(failed)};
    status = wait_for(child, signals, ended_by);
    if (status < 0) return Error{words[0] + ": " + std::strerror(errno)};
  }
  if (ended_by != 0) raise(ended_by);
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
