// The VMs that benchmarks run on: which there are, and how they are started with linac_bench.beam.
#pragma once

#include <string>
#include <vector>

#include "cli/bench/process.h"

namespace linac::bench {

enum class VmKind : uint8_t { kLinac, kErlang };

struct VmCommand {
  VmKind kind = VmKind::kLinac;
  std::string label;
  std::vector<std::string> words;  // what starts it
};

// A VM with the code that it runs.
struct Target {
  VmCommand vm;
  std::vector<std::string> folders;  // of modules, the first wins
  std::vector<std::string> options;  // of Linac
  std::string version;               // as Machine::version, when it was asked
};

VmCommand this_linac();

// NAME=COMMAND, NAME=PATH, or either alone: what --vs is given. A PATH may be a folder with bin/erl; a COMMAND may
// have words of its own. An error: there is no such program.
Result<VmCommand> read_vm(const std::string& text);
// Whether it is this very executable.
bool is_this_linac(const VmCommand& vm);
// So that each has one of its own: erl, erl27, erl-2.
void make_labels_unique(std::vector<Target>& targets);

// Starts linac_bench in this mode (cli/bench/linac_bench.erl). `helper` is the folder with its .beam.
std::vector<std::string> start_words(const Target& target, const std::string& helper,
                                     const std::string& mode, const std::string& folder);

// "Linac 0.1.0". An error: it does not answer as Linac does.
Result<std::string> linac_version(const VmCommand& vm, Interrupts& interrupts);

// The module's file, as the build compiled it; empty: this Linac was built without Erlang.
std::string_view helper_module();

}  // namespace linac::bench
