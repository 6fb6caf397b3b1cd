// linac [run] FILE.beam [M:F[/A]] [OPTION]... [-- ARGUMENT...]
// linac run, where the first word is no such file, is a project's: cli/cmd_project.cpp.
#include "cli/commands.h"
#include "cli/session.h"

namespace linac {
namespace {

struct RunOptions {
  VmSettings settings;
  std::string file;
  std::string entry;
  std::vector<std::string> arguments;
};

Result<RunOptions> read_options(const std::vector<std::string>& all) {
  RunOptions options;
  OptionWords words(all);
  while (!words.is_end()) {
    if (words.is_option()) {
      auto read = read_vm_option(words, options.settings);
      if (!read) return read.error();
      if (*read) continue;
      if (words.name() != "--entry") return unknown_option(words);
      if (!options.entry.empty()) return Error{"the function to call is given twice"};
      auto entry = words.value();
      if (!entry) return entry.error();
      options.entry = *entry;
      continue;
    }
    if (options.file.empty()) {
      options.file = words.word();
    } else if (words.word().find(':') == std::string::npos && !is_there(options.file)) {
      return Error{options.file + ": there is no such file or folder"};  // whose word it would be
    } else if (options.entry.empty()) {
      options.entry = words.word();
    } else {
      return Error{"'" + words.word() +
                   "' is not expected: arguments of the function stand after --"};
    }
    words.next();
  }
  options.arguments = words.rest();
  if (options.file.empty()) {
    return Error{
        "no FILE.beam is given; without one, linac run runs the Gleam project that the folder "
        "lies in, one with gleam.toml; linac --help explains"};
  }
  return options;
}

}  // namespace

int run_command(const std::vector<std::string>& words) {
  auto options = read_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  if (is_folder(options->file)) {
    return fail(kFailed, options->file +
                             ": is a folder without gleam.toml, and not what gleam export made; "
                             "linac --help explains what can be run");
  }
  std::optional<EntryName> entry;
  if (!options->entry.empty()) {
    auto name = read_entry_name(options->entry);
    if (!name) return fail(kBadUsage, name.error().message);
    entry = *name;
    if (entry->arity && entry->function != "main" && *entry->arity != options->arguments.size()) {
      return fail(kBadUsage, options->entry + " takes " + std::to_string(*entry->arity) +
                                 (*entry->arity == 1 ? " argument" : " arguments") + "; after -- " +
                                 (options->arguments.size() == 1 ? "stands " : "stand ") +
                                 std::to_string(options->arguments.size()));
    }
  }
  auto run = [&](Program& program) -> Result<Outcome> {
    VM_TRY(program.load_file(options->file));
    if (!entry) entry = EntryName{program.main_module(), "main", 0};
    return program.call(*entry, options->arguments);
  };
  return run_session(options->settings, options->arguments, run);
}

}  // namespace linac
