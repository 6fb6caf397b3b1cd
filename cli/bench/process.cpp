#include "cli/bench/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/file.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP};
constexpr int kLookEveryMs = 100;  // where no descriptor tells of a process's end
constexpr size_t kMaxLine = 200;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (int signal : kEnding) sigaddset(&set, signal);
  return set;
}

int open_output(const std::string& file) {
  const char* path = file.empty() ? "/dev/null" : file.c_str();
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

// In the child: becomes the program. What fails is told to the parent by its number.
[[noreturn]] void become(const ProcessSetup& setup, char** words, pid_t parent, int failed) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int output = setup.output == "-" ? STDOUT_FILENO : open_output(setup.output);
  int errors = setup.errors == "-" ? STDERR_FILENO : open_output(setup.errors);
  bool ready = input >= 0 && output >= 0 && errors >= 0 && dup2(input, STDIN_FILENO) >= 0 &&
               dup2(output, STDOUT_FILENO) >= 0 && dup2(errors, STDERR_FILENO) >= 0 &&
               (setup.folder.empty() || chdir(setup.folder.c_str()) == 0);
  if (ready) execvp(words[0], words);
  int error = errno;
  ssize_t ignored = write(failed, &error, sizeof error);
  static_cast<void>(ignored);
  _exit(127);
}

}  // namespace

// --- Interrupts ----------------------------------------------------------------------------------

Interrupts::Interrupts() {
  sigset_t set = ending_signals();
  sigprocmask(SIG_BLOCK, &set, &before_);
  descriptor_ = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  ::signal(SIGPIPE, SIG_IGN);
  // Where it was ignored by whoever started this process, the system would forget the children's ends.
  ::signal(SIGCHLD, SIG_DFL);
}

Interrupts::~Interrupts() {
  if (descriptor_ >= 0) close(descriptor_);
  sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int Interrupts::look() {
  signalfd_siginfo info;
  if (signal_ == 0 && read(descriptor_, &info, sizeof info) == sizeof info) {
    signal_ = static_cast<int>(info.ssi_signo);
  }
  return signal_;
}

// --- Folders -------------------------------------------------------------------------------------

Result<TempFolder> TempFolder::make() {
  std::error_code error;
  fs::path base = fs::temp_directory_path(error);
  if (error) return Error{"TMPDIR: " + error.message()};
  std::string path = (base / "linac-bench-XXXXXX").string();
  if (!mkdtemp(path.data())) return Error{path + ": " + std::strerror(errno)};
  return TempFolder(std::move(path));
}

TempFolder::~TempFolder() {
  std::error_code error;
  if (!path_.empty()) fs::remove_all(path_, error);
}

// --- Processes -----------------------------------------------------------------------------------

ChildProcess::ChildProcess(pid_t pid) : pid_(pid) {
  end_ = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const ProcessSetup& setup) {
  std::vector<char*> words;
  for (const std::string& word : setup.words) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  int told[2];
  if (pipe2(told, O_CLOEXEC) != 0) return Error{setup.words[0] + ": " + std::strerror(errno)};
  pid_t parent = getpid();
  pid_t pid = fork();
  if (pid == 0) become(setup, words.data(), parent, told[1]);
  close(told[1]);
  int error = pid < 0 ? errno : 0;
  if (pid > 0) {
    setpgid(pid, pid);  // whoever is first
    ssize_t got;
    do {
      got = read(told[0], &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got != sizeof error) error = 0;
  }
  close(told[0]);
  if (error == 0) return std::unique_ptr<ChildProcess>(new ChildProcess(pid));
  if (pid > 0) waitpid(pid, nullptr, 0);
  return Error{setup.words[0] + ": " + std::strerror(error)};
}

ChildProcess::~ChildProcess() {
  kill();
  if (end_ >= 0) close(end_);
}

void ChildProcess::note_end(int status, double peak_bytes) {
  ProcessEnd end;
  end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  end.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + end.signal;
  end.seconds = seconds_since(started_);
  end.peak_bytes = peak_bytes;
  ended_ = end;
  // What it may have left running.
  ::kill(-pid_, SIGKILL);
}

std::optional<ProcessEnd> ChildProcess::look() {
  int status = 0;
  rusage used{};
  if (!ended_ && wait4(pid_, &status, WNOHANG, &used) == pid_) {
    note_end(status, static_cast<double>(used.ru_maxrss) * 1024);
  }
  return ended_;
}

std::optional<ProcessEnd> ChildProcess::wait(double seconds, Interrupts& interrupts) {
  Clock::time_point begun = Clock::now();
  for (;;) {
    if (look()) return ended_;
    double left = seconds - seconds_since(begun);
    if (left <= 0 || interrupts.look() != 0) return std::nullopt;
    pollfd both[] = {{interrupts.descriptor(), POLLIN, 0}, {end_, POLLIN, 0}};
    double most = end_ >= 0 ? 1e6 : kLookEveryMs;
    poll(both, 2, static_cast<int>(std::clamp(left * 1000 + 1, 1.0, most)));
  }
}

void ChildProcess::kill() {
  if (ended_) return;
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  note_end(status, 0);
}

Result<Captured> capture(const std::vector<std::string>& words, const std::string& folder,
                         double seconds, Interrupts& interrupts) {
  auto temp = TempFolder::make();
  if (!temp) return temp.error();
  std::string output = temp->path() + "/output", errors = temp->path() + "/errors";
  auto child = ChildProcess::start({words, folder, output, errors});
  if (!child) return child.error();
  auto end = (*child)->wait(seconds, interrupts);
  if (!end) {
    (*child)->kill();
    return Error{words[0] + ": does not end"};
  }
  return Captured{end->status, text_of_file(output), text_of_file(errors)};
}

std::string last_line(const std::string& text) {
  size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return "";
  size_t start = text.rfind('\n', end);
  std::string line = text.substr(start == std::string::npos ? 0 : start + 1, kMaxLine);
  line.resize(std::min(line.size(), end - (start == std::string::npos ? 0 : start + 1) + 1));
  for (char& letter : line) {
    if (static_cast<unsigned char>(letter) < ' ') letter = ' ';
  }
  return line;
}

std::string text_of_file(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return "";
  return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

}  // namespace linac::bench
