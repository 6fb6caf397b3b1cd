#include <cstdio>
#include <cstdlib>

#include "cli/commands.h"

namespace linac {

std::string otp_of_environment() {
  const char* folder = std::getenv("LINAC_OTP");
  return folder ? folder : "";
}

int print_text(const std::string& text) {
  bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  return written && std::fflush(stdout) == 0 ? 0 : kFailed;
}

int fail(int status, const std::string& message) {
  std::fprintf(stderr, "linac: %s\n", message.c_str());
  return status;
}

}  // namespace linac
