#include "cli/bench/progress.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "cli/bench/report.h"
#include "cli/bench/terminal_text.h"

namespace linac::bench {

Progress::Progress(bool quiet) {
  const char* terminal = std::getenv("TERM");
  bool dumb = terminal && std::strcmp(terminal, "dumb") == 0;
  terminal_ = !quiet && !dumb && isatty(STDERR_FILENO);
}

void Progress::show(const std::string& text) {
  if (!terminal_) return;
  // The last column stays free: there the cursor would wrap.
  std::string line = shortened(printable(text), columns_of(stderr) - 1);
  std::fprintf(stderr, "\r%s\033[K", line.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  std::fflush(stderr);
  shown_ = false;
}

void Progress::tell(const std::string& text) {
  clear();
  std::fprintf(stderr, "linac: %s\n", text.c_str());
}

}  // namespace linac::bench
