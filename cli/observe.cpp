#include "cli/observe.h"

#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "core/term/print.h"
#include "runtime/memory/block_pool.h"

namespace linac {
namespace {

constexpr size_t kHeadLines = 2;
constexpr size_t kPlainRows = 20, kPlainColumns = 132;
constexpr int kLookForEndMs = 100;
// Of a terminal that shows the program's output too, for that.
constexpr size_t kOutputShare = 3;

// Reset the scrolling region, show the cursor, back to the first screen.
constexpr char kLeave[] = "\033[r\033[?25h\033[?1049l";

void write_all(std::string_view text) {
  while (!text.empty()) {
    ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

// A crash of Linac itself leaves a usable terminal, too.
void leave_and_crash(int signal) {
  ssize_t ignored = write(STDERR_FILENO, kLeave, sizeof kLeave - 1);
  static_cast<void>(ignored);
  raise(signal);  // again, as it is by default
}

constexpr int kCrashes[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};

std::string grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, 1, ',');
  return digits;
}

std::string bytes_text(uint64_t bytes) {
  constexpr const char* kUnits[] = {"B", "KB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) value /= 1024, unit++;
  char text[32];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
  return text;
}

// The bytes of as many characters of `text` as fit. Control characters never come from print_atom.
std::string cut(const std::string& text, size_t columns) {
  size_t shown = 0;
  for (size_t i = 0; i < text.size(); i++) {
    bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && shown++ == columns) return text.substr(0, i);
  }
  return text;
}
size_t width(const std::string& text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}
std::string left(const std::string& text, size_t columns) {
  std::string shown = cut(text, columns);
  return shown + std::string(columns - width(shown), ' ');
}
std::string right(const std::string& text, size_t columns) {
  size_t its = width(text);
  return its >= columns ? text : std::string(columns - its, ' ') + text;
}

std::string function_text(const AtomTable& atoms, const ExportIdentity& function) {
  if (!function.module.is_atom() || !function.function.is_atom()) return "-";
  std::string text;
  print_atom(text, atoms.text(function.module), true);
  text += ':';
  print_atom(text, atoms.text(function.function), true);
  return text + '/' + std::to_string(function.arity);
}

const char* status_text(Observer::Status status) {
  switch (status) {
    case Observer::Status::kUnknown: return "busy";
    case Observer::Status::kWaiting: return "waiting";
    case Observer::Status::kRunnable: return "runnable";
    case Observer::Status::kSuspended: return "suspended";
    case Observer::Status::kEnded: return "ended";
  }
  return "";
}

}  // namespace

ObserveScreen::ObserveScreen(VmContext& vm)
    : vm_(vm), observer_(vm), terminal_(isatty(STDERR_FILENO)) {}

ObserveScreen::Size ObserveScreen::size() const {
  winsize window{};
  if (!terminal_) return {kPlainRows + kHeadLines, kPlainColumns};
  bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_row && window.ws_col;
  return known ? Size{window.ws_row, window.ws_col} : Size{24, 80};
}

std::string ObserveScreen::table(const Observer::Sample& sample, size_t columns) const {
  const AtomTable& atoms = *vm_.atoms;
  double seconds = std::max(sample.seconds, 1e-3);
  auto rate = [&](uint64_t reductions) {
    return grouped(static_cast<uint64_t>(static_cast<double>(reductions) / seconds));
  };
  std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  char clock[16];
  std::strftime(clock, sizeof clock, "%H:%M:%S", &local);
  std::string text =
      cut(std::string(clock) + "  processes " + grouped(sample.processes) + "  ready " +
              grouped(sample.ready) + "  reductions/s " + rate(sample.reductions) + "  memory " +
              bytes_text(vm_.pages->used_bytes()),
          columns) +
      "\n";
  auto line = [&](const std::string& pid, const std::string& reductions, const std::string& heap,
                  const std::string& queue, const std::string& status, const std::string& function,
                  const std::string& name) {
    text +=
        cut(left(pid, 14) + ' ' + right(reductions, 13) + ' ' + right(heap, 10) + ' ' +
                right(queue, 9) + "  " + left(status, 9) + ' ' + left(function, 30) + ' ' + name,
            columns);
    text += '\n';
  };
  line("PID", "REDUCTIONS/S", "HEAP", "QUEUE", "STATUS", "CURRENT FUNCTION", "NAME OR FIRST CALL");
  for (const Observer::Row& row : sample.rows) {
    bool answered = row.status != Observer::Status::kUnknown;
    std::string pid, name;
    print_pid(pid, row.pid);
    if (row.name.is_atom()) {
      print_atom(name, atoms.text(row.name), true);
    } else {
      name = function_text(atoms, row.initial_call);
    }
    line(pid, rate(row.reductions), answered ? bytes_text(row.bytes) : "-",
         answered ? grouped(row.queue) : "-", status_text(row.status),
         function_text(atoms, row.function), name);
  }
  return text;
}

// With the lock held.
void ObserveScreen::enter_locked(const Size& size) {
  std::string text = "\033[?1049h\033[?25l\033[H\033[2J";
  if (isatty(STDOUT_FILENO)) {
    size_t first = size.rows - size.rows / kOutputShare + 1;
    // Where the program writes: the cursor stands there but for the moments of drawing.
    text += "\033[" + std::to_string(first) + ';' + std::to_string(size.rows) + "r\033[" +
            std::to_string(first) + ";1H";
  }
  write_all(text);
  shown_ = true;
  region_rows_ = size.rows;
  struct sigaction action {};
  action.sa_handler = leave_and_crash;
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_NODEFER;
  size_t i = 0;
  for (int crash : kCrashes) sigaction(crash, &action, &crash_actions_[i++]);
}

// With the lock held.
void ObserveScreen::leave_locked() {
  if (!shown_) return;
  write_all({kLeave, sizeof kLeave - 1});
  shown_ = false;
  size_t i = 0;
  for (int crash : kCrashes) sigaction(crash, &crash_actions_[i++], nullptr);
}

bool ObserveScreen::is_ending() {
  std::lock_guard lock(mutex_);
  return ending_;
}

// Without the lock, and in pieces that a pipe with any room takes at once: what nobody reads must not
// keep the program from ending.
void ObserveScreen::write_plain(std::string_view text) {
  while (!text.empty()) {
    pollfd errors{STDERR_FILENO, POLLOUT, 0};
    if (poll(&errors, 1, kLookForEndMs) <= 0) {
      if (is_ending()) return;
      continue;
    }
    ssize_t written = write(STDERR_FILENO, text.data(), std::min<size_t>(text.size(), PIPE_BUF));
    if (written < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

void ObserveScreen::draw(const Observer::Sample& sample) {
  Size window = size();
  std::string lines = table(sample, window.columns);
  if (!terminal_) {
    if (!is_ending()) write_plain(lines + '\n');
    return;
  }
  std::lock_guard lock(mutex_);
  if (ending_ || away_) return;
  if (shown_ && region_rows_ != window.rows) leave_locked();
  if (!shown_) enter_locked(window);
  size_t room = isatty(STDOUT_FILENO) ? window.rows - window.rows / kOutputShare : window.rows;
  std::string text = "\0337";
  size_t row = 1;
  for (size_t at = 0; row <= room; row++) {
    size_t end = at < lines.size() ? lines.find('\n', at) : at;
    text += "\033[" + std::to_string(row) + ";1H" + lines.substr(at, end - at) + "\033[K";
    at = std::min(lines.size(), end + 1);
  }
  write_all(text + "\0338");
}

void ObserveScreen::run() {
  auto next = std::chrono::steady_clock::now();
  for (;;) {
    Size window = size();
    draw(observer_.sample(window.rows > kHeadLines ? window.rows - kHeadLines : 1));
    next += std::chrono::seconds(1);
    std::unique_lock lock(mutex_);
    if (wakeup_.wait_until(lock, next, [&] { return ending_; })) return;
  }
}

void ObserveScreen::start() {
  thread_ = std::thread([this] { run(); });
}

void ObserveScreen::stop() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
    leave_locked();
  }
  wakeup_.notify_all();
  observer_.stop();
  if (thread_.joinable()) thread_.join();
}

void ObserveScreen::leave() {
  if (!terminal_) return;
  std::lock_guard lock(mutex_);
  away_ = true;
  leave_locked();
}

void ObserveScreen::enter_again() {
  if (!terminal_) return;
  std::lock_guard lock(mutex_);
  away_ = false;
}

}  // namespace linac
