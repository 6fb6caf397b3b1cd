// linac run --observe: a table of the processes, once a second, on stderr (docs/processes.md).
//
// On a terminal it stands on the alternate screen: what was there before is there again in the end. If stdout is
// that terminal too, what the program prints runs through the lines below the table. When stderr is no
// terminal the same lines are written one table after another.
#pragma once

#include <signal.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "runtime/exec/observer.h"

namespace linac {

class ObserveScreen {
 public:
  // Before the program runs.
  explicit ObserveScreen(VmContext& vm);
  ~ObserveScreen() { stop(); }
  ObserveScreen(const ObserveScreen&) = delete;
  ObserveScreen& operator=(const ObserveScreen&) = delete;

  void start();
  // When the program has run: the thread ends, the terminal is as it was.
  void stop();
  // The terminal as it was, and as a table again: for a program that is stopped and goes on, or ends at
  // once. From any thread.
  void leave();
  void enter_again();

 private:
  struct Size {
    size_t rows, columns;
  };

  void run();
  Size size() const;
  bool is_ending();
  void write_plain(std::string_view text);
  void draw(const Observer::Sample& sample);
  void enter_locked(const Size& size);
  void leave_locked();
  std::string table(const Observer::Sample& sample, size_t columns) const;

  VmContext& vm_;
  Observer observer_;
  const bool terminal_;
  std::mutex mutex_;  // of what follows, and of writing to a terminal
  std::condition_variable wakeup_;
  bool ending_ = false;
  bool away_ = false;                  // leave() was called
  bool shown_ = false;                 // the alternate screen is
  size_t region_rows_ = 0;             // the terminal's rows when it was divided
  struct sigaction crash_actions_[5];  // from before the screen was entered
  std::thread thread_;
};

}  // namespace linac
