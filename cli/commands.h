// The commands: each gets the words after its name and gives the process's exit status.
#pragma once

#include <string>
#include <vector>

namespace linac {

inline constexpr int kFailed = 1;
inline constexpr int kBadUsage = 2;

int run_command(const std::vector<std::string>& words);
// `run` in a Gleam project, or of a folder that gleam export made.
int project_run_command(const std::vector<std::string>& words);
// How many of `run`'s words are Linac's, so that --help among them is; those behind are the program's.
size_t own_words(const std::vector<std::string>& words);
int test_command(const std::vector<std::string>& words);
int dev_command(const std::vector<std::string>& words);
// Whether `run` has no FILE.beam among these words, so that it is project_run_command's.
bool is_project_run(const std::vector<std::string>& words);
// Called as erl, erlc or escript: by the name that the process was started with. -1: by another name.
int emulate(const std::string& name, const std::vector<std::string>& words);
int env_command(const std::vector<std::string>& words);
// A file that begins as a script does.
bool is_escript(const std::string& path);
// `run` of what `gleam export escript` made, or of an escript of source.
int escript_command(const std::vector<std::string>& words);
int imports_command(const std::vector<std::string>& words);
int show_command(const std::vector<std::string>& words);
int bench_command(const std::vector<std::string>& words);

// LINAC_OTP, the folder that --otp would name; empty if it is not set.
std::string otp_of_environment();

// Prints to stdout; the status is 1 when that fails.
int print_text(const std::string& text);
// One line on stderr: "linac: MESSAGE". Gives `status` back.
int fail(int status, const std::string& message);

}  // namespace linac
