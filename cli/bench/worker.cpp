#include "cli/bench/worker.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kEndSeconds = 5;  // from the pipe's end to the process's
constexpr int kLookEveryMs = 200;

std::vector<std::string> split(const std::string& line) {
  std::vector<std::string> fields;
  for (size_t at = 0;;) {
    size_t end = line.find('\t', at);
    fields.push_back(line.substr(at, end == line.npos ? end : end - at));
    if (end == line.npos) return fields;
    at = end + 1;
  }
}

Answer failed(Answer::Kind kind, std::string message) { return {kind, {}, std::move(message)}; }

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::pair<std::unique_ptr<Worker>, Answer> Worker::start(const Target& target,
                                                         const std::string& helper,
                                                         const std::string& folder, double seconds,
                                                         Interrupts& interrupts) {
  auto refuse = [&](const std::string& what) {
    return std::pair{std::unique_ptr<Worker>(), failed(Answer::Kind::kEnded, what)};
  };
  std::unique_ptr<Worker> worker(new Worker(interrupts, folder));
  std::error_code error;
  fs::create_directories(folder, error);
  std::string to = folder + "/to", from = folder + "/from";
  if (mkfifo(to.c_str(), 0600) != 0 || mkfifo(from.c_str(), 0600) != 0) {
    return refuse(folder + ": " + std::strerror(errno));
  }
  // Both ends of the first, so that the worker's opening does not wait; only one as soon as it is there, so that it sees
  // the end when this process ends.
  int both = open(to.c_str(), O_RDWR | O_CLOEXEC);
  worker->from_ = open(from.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  auto process = ChildProcess::start(
      {start_words(target, helper, "worker", folder), "", "", folder + "/errors"});
  Answer answer;
  if (process) {
    worker->process_ = std::move(*process);
    answer = worker->read_answer(seconds);
    worker->to_ = open(to.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    if (worker->to_ >= 0) fcntl(worker->to_, F_SETFL, O_WRONLY);
  }
  if (both >= 0) close(both);
  if (!process) return refuse(process.error().message);
  if (!answer.ok()) return {nullptr, answer};
  if (answer.fields.size() != 4) return refuse("does not speak as linac_bench does");
  worker->pid_ = answer.fields[0];
  answer.fields.erase(answer.fields.begin());
  return {std::move(worker), answer};
}

Worker::~Worker() {
  if (process_) process_->kill();
  for (int descriptor : {to_, from_}) {
    if (descriptor >= 0) close(descriptor);
  }
  std::error_code error;
  fs::remove_all(folder_, error);
}

Answer Worker::ask(const std::vector<std::string>& fields, double seconds) {
  std::string text;
  for (const std::string& field : fields) text += (text.empty() ? "" : "\t") + field;
  uint32_t size = static_cast<uint32_t>(text.size());
  std::string command;
  for (int shift = 24; shift >= 0; shift -= 8) command += static_cast<char>(size >> shift);
  write_all(to_, command + text);  // where nobody reads any more, the answer says so
  return read_answer(seconds);
}

Answer Worker::ended(const ProcessEnd& end) const {
  std::string last = last_line(text_of_file(folder_ + "/errors"));
  std::string how = end.signal ? fmt::format("the VM was ended by signal {} ({})", end.signal,
                                             strsignal(end.signal))
                               : fmt::format("the VM ended with status {}", end.status);
  return failed(Answer::Kind::kEnded, last.empty() ? how : how + ": " + last);
}

bool Worker::take() {
  char bytes[65536];
  for (;;) {
    ssize_t got = read(from_, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got < 0;
    buffer_.append(bytes, static_cast<size_t>(got));
  }
}

Answer Worker::read_answer(double seconds) {
  Clock::time_point begun = Clock::now();
  for (;;) {
    bool open = take();
    if (size_t end = buffer_.find('\n'); end != std::string::npos) {
      std::vector<std::string> fields = split(buffer_.substr(0, end));
      buffer_.erase(0, end + 1);
      bool good = fields[0] == "ok";
      fields.erase(fields.begin());
      if (good) return {Answer::Kind::kOk, std::move(fields), ""};
      return failed(Answer::Kind::kFailed, fields.empty() ? "failed" : fields[0]);
    }
    if (auto end = process_->look()) {
      if (take(); buffer_.find('\n') != std::string::npos) continue;
      return ended(*end);
    }
    // Before it has opened the pipe there is no other end, either.
    if (!open && !pid_.empty()) {
      auto end = process_->wait(kEndSeconds, interrupts_);
      return end ? ended(*end) : failed(Answer::Kind::kEnded, "the VM closed its pipe");
    }
    double left = seconds - seconds_since(begun);
    if (interrupts_.look() != 0) return failed(Answer::Kind::kStopped, "was interrupted");
    if (left <= 0) {
      return failed(Answer::Kind::kLate,
                    fmt::format("did not end within {:g} s (--timeout)", seconds));
    }
    // The system tells of no end of a pipe that nobody has opened yet.
    bool told = open || pid_.empty();
    pollfd all[] = {{told ? from_ : -1, POLLIN, 0},
                    {interrupts_.descriptor(), POLLIN, 0},
                    {process_->end_descriptor(), POLLIN, 0}};
    double most = told && process_->end_descriptor() >= 0 ? 1e6 : kLookEveryMs;
    poll(all, 3, static_cast<int>(std::clamp(left * 1000 + 1, 1.0, most)));
  }
}

double Worker::peak_bytes() const {
  std::string text = text_of_file("/proc/" + pid_ + "/status");
  size_t at = text.find("VmHWM:");
  return at == text.npos ? 0 : std::strtod(text.c_str() + at + 6, nullptr) * 1024;
}

}  // namespace linac::bench
