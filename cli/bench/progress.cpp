#include "cli/bench/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace linac::bench {
namespace {

size_t columns() {
  winsize window{};
  bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
  return known ? window.ws_col : 80;
}

// The bytes of as many characters as fit, and leave the last column free.
std::string cut(const std::string& text, size_t width) {
  size_t shown = 0;
  for (size_t i = 0; i < text.size(); i++) {
    bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++shown == width) return text.substr(0, i);
  }
  return text;
}

}  // namespace

Progress::Progress(bool quiet) {
  const char* terminal = std::getenv("TERM");
  bool dumb = terminal && std::strcmp(terminal, "dumb") == 0;
  terminal_ = !quiet && !dumb && isatty(STDERR_FILENO);
}

void Progress::show(const std::string& text) {
  if (!terminal_) return;
  std::string line = cut(text, columns());
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
