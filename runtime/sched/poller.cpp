#include "runtime/sched/poller.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "core/base/check.h"

namespace linac {
namespace {

constexpr int kPollMilliseconds = 20;  // for polled_
constexpr int kSignalStatus = 256;     // added to a signal's number

int read_status(int status) {
  return WIFSIGNALED(status) ? kSignalStatus + WTERMSIG(status) : WEXITSTATUS(status);
}

int wait_for(pid_t child, int options, int* status) {
  int got;
  do {
    got = waitpid(child, status, options);
  } while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

void Poller::stop() {
  if (!thread_.joinable()) return;
  stopping_.store(true, std::memory_order_release);
  eventfd_write(wakeup_, 1);
  thread_.join();
}

Poller::~Poller() {
  stop();
  for (const auto& [descriptor, watch] : watches_) {
    if (watch.child) close(descriptor);
  }
  kill_children();
  if (epoll_ >= 0) close(epoll_);
  if (wakeup_ >= 0) close(wakeup_);
}

// Those that nobody has waited for yet: their numbers are theirs still.
void Poller::kill_children() {
  std::lock_guard lock(mutex_);
  for (auto& [child, entry] : children_) {
    if (!entry.is_killed || entry.ended) continue;
    kill(-child, SIGKILL);
    int status = 0;
    entry.ended = wait_for(child, 0, &status) > 0;
  }
}

void Poller::start_thread() {
  if (thread_.joinable()) return;
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  wakeup_ = eventfd(0, EFD_CLOEXEC);
  VM_CHECK(epoll_ >= 0 && wakeup_ >= 0);
  epoll_event wakeup{};
  wakeup.events = EPOLLIN;
  wakeup.data.fd = wakeup_;
  epoll_ctl(epoll_, EPOLL_CTL_ADD, wakeup_, &wakeup);
  // Signals are for the host's threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { run(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Poller::watch(int descriptor, bool write, const HostEvent& event) {
  std::lock_guard lock(mutex_);
  start_thread();
  auto [it, is_new] = watches_.try_emplace(descriptor);
  Watch& watch = it->second;
  (write ? watch.out : watch.in) = true;
  (write ? watch.out_event : watch.in_event) = event;
  arm(descriptor, watch, is_new);
}

void Poller::arm(int descriptor, const Watch& watch, bool is_new) {
  epoll_event wanted{};
  wanted.events = EPOLLONESHOT;
  if (watch.in) wanted.events |= EPOLLIN;
  if (watch.out) wanted.events |= EPOLLOUT;
  wanted.data.fd = descriptor;
  int done = epoll_ctl(epoll_, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &wanted);
  if (done == 0) return;
  // A plain file, which is always ready; or it is closed, which reading will tell.
  if (watch.in) post(watch.in_event);
  if (watch.out) post(watch.out_event);
  watches_.erase(descriptor);
}

void Poller::forget(int descriptor) {
  std::lock_guard lock(mutex_);
  if (watches_.erase(descriptor)) epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void Poller::adopt_child(pid_t child, bool is_killed) {
  std::lock_guard lock(mutex_);
  start_thread();
  children_[child].is_killed = is_killed;
  int descriptor = static_cast<int>(syscall(SYS_pidfd_open, child, 0));
  if (descriptor < 0) {
    polled_.push_back(child);
    // The thread sleeps without an end until it is told.
    eventfd_write(wakeup_, 1);
    return;
  }
  Watch& watch = watches_[descriptor];
  watch.child = child;
  watch.in = true;
  arm(descriptor, watch, true);
}

bool Poller::watch_exit(pid_t child, const HostEvent& event) {
  std::lock_guard lock(mutex_);
  auto it = children_.find(child);
  if (it == children_.end()) return false;
  it->second.wanted = true;
  it->second.event = event;
  if (it->second.ended) child_ended(child, it->second.status);
  return true;
}

void Poller::child_ended(pid_t child, int status) {
  Child& entry = children_[child];
  entry.ended = true;
  entry.status = status;
  if (!entry.wanted) return;
  entry.event.value = make_small(status);
  post(entry.event);
  children_.erase(child);
}

void Poller::post(const HostEvent& event) {
  events_.push_back(event);
  announce();
}

// Whoever has been woken for what was there before and has not taken it yet will see this, too.
void Poller::announce() {
  if (!has_events_.exchange(true, std::memory_order_acq_rel)) wake_();
}

void Poller::tell(const HostEvent& event) {
  std::lock_guard lock(mutex_);
  post(event);
}

void Poller::tell(const HostSignal& signal) {
  std::lock_guard lock(mutex_);
  signals_.push_back(signal);
  announce();
}

std::vector<HostEvent> Poller::take() {
  std::lock_guard lock(mutex_);
  has_events_.store(false, std::memory_order_release);
  return std::exchange(events_, {});
}

std::vector<HostSignal> Poller::take_signals() {
  std::lock_guard lock(mutex_);
  return std::exchange(signals_, {});
}

void Poller::handle(int descriptor, uint32_t events) {
  std::lock_guard lock(mutex_);
  auto it = watches_.find(descriptor);
  if (it == watches_.end()) return;
  Watch& watch = it->second;
  if (watch.child) {
    int status = 0;
    if (wait_for(watch.child, 0, &status) > 0) child_ended(watch.child, read_status(status));
    epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
    close(descriptor);
    watches_.erase(it);
    return;
  }
  bool failed = (events & (EPOLLHUP | EPOLLERR)) != 0;
  if (watch.in && (failed || (events & EPOLLIN) != 0)) {
    watch.in = false;
    post(watch.in_event);
  }
  if (watch.out && (failed || (events & EPOLLOUT) != 0)) {
    watch.out = false;
    post(watch.out_event);
  }
  if (watch.in || watch.out) arm(descriptor, watch, false);
}

void Poller::reap_polled() {
  std::lock_guard lock(mutex_);
  std::erase_if(polled_, [this](pid_t child) {
    int status = 0;
    int got = wait_for(child, WNOHANG, &status);
    if (got > 0) child_ended(child, read_status(status));
    return got != 0;
  });
}

void Poller::run() {
  for (;;) {
    bool polls;
    {
      std::lock_guard lock(mutex_);
      polls = !polled_.empty();
    }
    epoll_event ready[16];
    int count = epoll_wait(epoll_, ready, 16, polls ? kPollMilliseconds : -1);
    for (int i = 0; i < count; i++) {
      if (ready[i].data.fd == wakeup_) {
        if (stopping_.load(std::memory_order_acquire)) return;
        eventfd_t ignored;
        eventfd_read(wakeup_, &ignored);
        continue;
      }
      handle(ready[i].data.fd, ready[i].events);
    }
    if (polls) reap_polled();
  }
}

}  // namespace linac
