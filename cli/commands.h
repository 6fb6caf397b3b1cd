// The commands: each gets the words after its name and gives the process's exit status.
#pragma once

#include <string>
#include <vector>

namespace linac {

inline constexpr int kFailed = 1;
inline constexpr int kBadUsage = 2;

int run_command(const std::vector<std::string>& words);
int imports_command(const std::vector<std::string>& words);
int show_command(const std::vector<std::string>& words);

// LINAC_OTP, the folder that --otp would name; empty if it is not set.
std::string otp_of_environment();

// Prints to stdout; the status is 1 when that fails.
int print_text(const std::string& text);
// One line on stderr: "linac: MESSAGE". Gives `status` back.
int fail(int status, const std::string& message);

}  // namespace linac
