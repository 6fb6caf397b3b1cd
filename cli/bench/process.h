// The processes that `linac bench` starts, and what ends them: each leads a group of its own, so that what
// it starts ends with it, and is killed by the system when this process dies, however it does.
// Threads: one, which has no others beside it (fork).
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace linac::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// SIGINT, SIGTERM and SIGHUP wait here instead of ending the process, as long as this lives: whoever waits
// looks here, too, goes back, and what was made is taken away on the way. SIGPIPE is ignored.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  int descriptor() const { return descriptor_; }  // readable: look
  // The signal that came; 0: none. Stays.
  int look();

 private:
  int descriptor_ = -1;
  int signal_ = 0;
  sigset_t before_;
};

// A temporary folder, which goes with what is in it.
class TempFolder {
 public:
  static Result<TempFolder> make();
  TempFolder(TempFolder&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  TempFolder& operator=(TempFolder&&) = delete;
  ~TempFolder();

  const std::string& path() const { return path_; }

 private:
  explicit TempFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

struct ProcessEnd {
  int status = 0;  // as run_child gives it: 128 and the signal's number if one ended it
  int signal = 0;
  double seconds = 0;  // from its start
  double peak_bytes = 0;
};

struct ProcessSetup {
  std::vector<std::string> words;  // the first is found on the PATH
  std::string folder;              // empty: this one
  std::string output, errors;      // files that are written anew; empty: nowhere; "-": as here
};

class ChildProcess {
 public:
  static Result<std::unique_ptr<ChildProcess>> start(const ProcessSetup& setup);
  ~ChildProcess();  // kills it
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Nothing: it still runs.
  std::optional<ProcessEnd> look();
  // Nothing: it ran for so long, or a signal came.
  std::optional<ProcessEnd> wait(double seconds, Interrupts& interrupts);
  void kill();  // its group, and waits for it
  int end_descriptor() const {
    return end_;
  }  // readable when it has ended; -1 where the system cannot

 private:
  explicit ChildProcess(pid_t pid);
  void note_end(int status, double peak_bytes);

  pid_t pid_;
  int end_ = -1;
  Clock::time_point started_ = Clock::now();
  std::optional<ProcessEnd> ended_;
};

struct Captured {
  int status = 0;
  std::string output, errors;
};

inline constexpr double kCommandSeconds = 60;  // of a command that only answers

// Runs the command to its end. An error: it cannot be started, or does not end.
Result<Captured> capture(const std::vector<std::string>& words, const std::string& folder,
                         double seconds, Interrupts& interrupts);

// The last line with anything on it, without control characters and not too long for a message.
std::string last_line(const std::string& text);
std::string text_of_file(const std::string& path);

}  // namespace linac::bench
