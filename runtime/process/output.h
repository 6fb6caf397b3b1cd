// What a VM's programs print: a buffered writer to a file descriptor, or to a function. Bytes are
// written as they are; text is UTF-8 whatever the locale.
//
// Threads: any. Errors are remembered: once a write has failed (the reader of a pipe has gone), what
// follows is dropped, and the program ends quietly with status 1.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace linac {

class OutputDevice {
 public:
  static constexpr int kNowhere = -1;

  explicit OutputDevice(int descriptor) : descriptor_(descriptor) {}
  ~OutputDevice() { flush(); }
  OutputDevice(const OutputDevice&) = delete;
  OutputDevice& operator=(const OutputDevice&) = delete;

  // Instead of the descriptor; before anything is written. It is called by one thread at a time.
  void set_sink(std::function<void(std::string_view)> sink) { sink_ = std::move(sink); }

  void write(std::string_view bytes);
  void flush();
  // Whether something waits for a flush.
  bool is_pending() const { return pending_.load(std::memory_order_relaxed); }
  bool failed() const;

  // What io:setopts has set for who asks by messages (library/erlang/linac_user.erl).
  static constexpr uint8_t kBinaryInput = 1;   // readers get binaries, not lists
  static constexpr uint8_t kLatin1Output = 2;  // characters past Latin-1 are escaped
  std::atomic<uint8_t> io_options{0};

 private:
  static constexpr size_t kBufferBytes = 64 * 1024;

  void flush_locked();

  const int descriptor_;
  std::function<void(std::string_view)> sink_;
  mutable std::mutex mutex_;
  std::string buffer_;
  std::atomic<bool> pending_{false};
  bool failed_ = false;
};

}  // namespace linac
