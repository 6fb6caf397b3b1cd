// One line on stderr that tells what is going on, where that is a terminal; it is gone when others write.
#pragma once

#include <string>

namespace linac::bench {

class Progress {
 public:
  explicit Progress(bool quiet);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const std::string& text);
  void clear();
  // A line that stays: "linac: TEXT".
  void tell(const std::string& text);

 private:
  bool terminal_;
  bool shown_ = false;
};

}  // namespace linac::bench
