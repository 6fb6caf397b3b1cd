// Options that all commands have that run a program: those of the VM.
#pragma once

#include <string>
#include <vector>

#include "api/program.h"

namespace linac {

struct VmSettings {
  VmSettings();

  ProgramOptions program;
  bool jit_why = false;
  bool observe = false;
  // --sandbox, --allow-* or --deny-* was given: the program has program.vm.capabilities, and of what is
  // granted as a whole `allowed` without `denied`, whatever their order.
  bool is_sandbox = false;
  std::vector<bool Capabilities::*> allowed, denied;
};

// The words of a command line up to `--`, one after the other.
class OptionWords {
 public:
  explicit OptionWords(const std::vector<std::string>& words) : words_(words) {}

  bool is_end() const;  // nothing before `--` is left
  bool is_option() const;
  const std::string& word() const { return words_[at_]; }
  std::string name() const;  // of an option, without =VALUE
  void next() { at_++; }
  size_t place() const { return at_; }
  // That of the option here; goes on behind it.
  Result<std::string> value();
  // Goes on behind the option here, which has none. Always true, or an error: it was given one.
  Result<bool> no_value();
  // What is left; without the `--` that it begins with.
  std::vector<std::string> rest() const;

 private:
  const std::vector<std::string>& words_;
  size_t at_ = 0;
};

// Reads the option here and goes on behind it. False: it is none of these.
Result<bool> read_vm_option(OptionWords& words, VmSettings& settings);
Error unknown_option(const OptionWords& words);

// A whole number; the error names the option.
Result<uint64_t> read_count(const std::string& option, const std::string& text);
// The text as a Gleam literal, in quotes.
std::string gleam_text(const std::string& text);
bool is_there(const std::string& path);
bool is_folder(const std::string& path);
// Whether a report can be written there, as far as its folder tells; asked before all that it reports on.
Result<void> check_output(const std::string& option, const std::string& file);

}  // namespace linac
