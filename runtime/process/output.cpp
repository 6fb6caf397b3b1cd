#include "runtime/process/output.h"

#include <unistd.h>

#include <cerrno>

namespace linac {

void OutputDevice::write(std::string_view bytes) {
  std::lock_guard lock(mutex_);
  if (failed_ || (descriptor_ == kNowhere && !sink_)) return;
  buffer_.append(bytes);
  pending_.store(true, std::memory_order_relaxed);
  if (buffer_.size() >= kBufferBytes) flush_locked();
}

void OutputDevice::flush() {
  std::lock_guard lock(mutex_);
  flush_locked();
}

bool OutputDevice::failed() const {
  std::lock_guard lock(mutex_);
  return failed_;
}

void OutputDevice::flush_locked() {
  std::string_view left = buffer_;
  if (sink_ && !left.empty()) {
    sink_(left);
    left = {};
  }
  while (!left.empty() && !failed_) {
    ssize_t written = ::write(descriptor_, left.data(), left.size());
    if (written >= 0) {
      left.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      failed_ = true;
    }
  }
  buffer_.clear();
  pending_.store(false, std::memory_order_relaxed);
}

}  // namespace linac
