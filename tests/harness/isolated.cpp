#include "tests/harness/isolated.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/check.h"

// A child that asks for too much memory is told so and goes on, as without the sanitizer.
extern "C" __attribute__((visibility("default"))) const char* __asan_default_options() {
  return "allocator_may_return_null=1";
}

namespace linac {
namespace {

// A report is its length, then its bytes.
bool write_all(int to, const void* data, size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    ssize_t done = write(to, at, size);
    if (done <= 0) return false;
    at += done;
    size -= static_cast<size_t>(done);
  }
  return true;
}

enum class ReadResult { kDone, kEnd, kTimeout };

ReadResult read_all(int from, void* data, size_t size, int timeout) {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    pollfd wait{from, POLLIN, 0};
    if (poll(&wait, 1, timeout * 1000) == 0) return ReadResult::kTimeout;
    ssize_t done = read(from, at, size);
    if (done <= 0) return ReadResult::kEnd;
    at += done;
    size -= static_cast<size_t>(done);
  }
  return ReadResult::kDone;
}

ReadResult read_report(int from, std::string* text, int timeout) {
  uint32_t size = 0;
  ReadResult result = read_all(from, &size, sizeof size, timeout);
  if (result != ReadResult::kDone) return result;
  text->resize(size);
  return read_all(from, text->data(), size, timeout);
}

[[noreturn]] void be_child(int to, size_t first,
                           const std::function<void(size_t, const ReportCase&)>& run) {
  int nothing = open("/dev/null", O_WRONLY);
  dup2(nothing, STDOUT_FILENO);
  close(nothing);
  run(first, [to](const std::string& text) {
    uint32_t size = static_cast<uint32_t>(text.size());
    if (!write_all(to, &size, sizeof size) || !write_all(to, text.data(), size)) _exit(3);
  });
  std::exit(0);  // with the leak check of a sanitizer
}

std::string describe_end(int status) {
  if (WIFSIGNALED(status)) {
    return std::string("crashed: ") + strsignal(WTERMSIG(status));
  }
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

IsolatedRun run_isolated(size_t count, int timeout,
                         const std::function<void(size_t first, const ReportCase& report)>& run) {
  IsolatedRun result;
  std::fflush(nullptr);
  do {
    int ends[2];
    VM_CHECK(pipe(ends) == 0);
    pid_t child = fork();
    VM_CHECK(child >= 0);
    if (child == 0) {
      close(ends[0]);
      be_child(ends[1], result.cases.size(), run);
    }
    close(ends[1]);
    ReadResult last = ReadResult::kDone;
    while (last == ReadResult::kDone && result.cases.size() < count) {
      IsolatedResult one;
      last = read_report(ends[0], &one.text, timeout);
      if (last == ReadResult::kDone) result.cases.push_back(std::move(one));
    }
    if (last == ReadResult::kTimeout) kill(child, SIGKILL);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (last == ReadResult::kTimeout) {
      result.cases.push_back({"", "did not end within " + std::to_string(timeout) + " s", true});
    } else if (last == ReadResult::kEnd) {
      result.cases.push_back({"", describe_end(status), false});
    } else if (status != 0) {
      result.fault = describe_end(status);
    }
  } while (result.cases.size() < count);
  return result;
}

}  // namespace linac
