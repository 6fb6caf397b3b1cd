// Linac as `erl`, `erlc` and `escript`: as much of them as `gleam` calls. linac env makes a folder with
// these names; what they do is in library/erlang/linac_command.erl.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "api/escript.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

std::string gleam_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? ", " : "") + text;
  return list + "]";
}

std::vector<std::string> quoted(const std::vector<std::string>& texts) {
  std::vector<std::string> result;
  for (const std::string& text : texts) result.push_back(gleam_text(text));
  return result;
}

int run_own(VmSettings& settings, const std::vector<std::string>& folders,
            const std::vector<std::string>& program_arguments, const std::string& function,
            const std::vector<std::string>& arguments) {
  settings.program.form = ResultForm::kNone;
  auto run = [&](Program& program) -> Result<Outcome> {
    VM_TRY(program.open_folders(folders));
    uint32_t arity = static_cast<uint32_t>(arguments.size());
    return program.call({"linac_command", function, arity}, arguments);
  };
  return run_session(settings, program_arguments, run);
}

// What the words of erl's command line ask for. Flags that mean nothing here are passed over with their
// values, as in OTP, where programs may look for them.
struct ErlWords {
  std::vector<std::string> folders, steps, arguments;
  std::string refused;
  bool shell = true, version = false;
};

bool is_value(const std::string& word) {
  return word.empty() || (word[0] != '-' && word[0] != '+');
}

// The words from `at` on that are a flag's values; `at` is then the last of them.
std::vector<std::string> values_after(const std::vector<std::string>& words, size_t& at) {
  std::vector<std::string> values;
  while (at + 1 < words.size() && is_value(words[at + 1])) values.push_back(words[++at]);
  return values;
}

ErlWords read_erl_words(const std::vector<std::string>& words) {
  ErlWords read;
  bool plain = false;
  for (size_t i = 0; i < words.size(); i++) {
    const std::string& word = words[i];
    if (word == "-extra") {
      read.arguments.insert(read.arguments.end(), words.begin() + static_cast<ptrdiff_t>(i) + 1,
                            words.end());
      break;
    }
    if (word == "--") {
      plain = !plain;
    } else if (plain || is_value(word)) {
      read.arguments.push_back(word);
    } else if (word == "-eval" && i + 1 < words.size()) {
      read.steps.push_back("Eval(" + gleam_text(words[++i]) + ")");
    } else if (word == "-s" || word == "-run") {
      std::vector<std::string> call = values_after(words, i);
      if (call.empty()) read.refused = word + " needs a module";
      read.steps.push_back((word == "-s" ? "S(" : "Run(") + gleam_list(quoted(call)) + ")");
    } else if (word == "-pa" || word == "-pz") {
      for (std::string& folder : values_after(words, i)) read.folders.push_back(std::move(folder));
    } else if (word == "-env") {
      std::vector<std::string> pair = values_after(words, i);
      if (pair.size() == 2) setenv(pair[0].c_str(), pair[1].c_str(), 1);
    } else if (word == "-noshell" || word == "-noinput") {
      read.shell = false;
    } else if (word == "-version" || word == "+V") {
      read.version = true;
    } else if (word == "-config" || word == "-args_file" || word == "-remsh" ||
               word == "-detached" || word == "-man") {
      read.refused = word + " is not known";
    } else {
      values_after(words, i);
    }
  }
  return read;
}

// erl [-pa FOLDER]... [-eval TEXT | -s MODULE ... | -run MODULE ...]... [-noshell] [-extra ARGUMENT...]
int run_erl(const std::vector<std::string>& words) {
  ErlWords read = read_erl_words(words);
  if (!read.refused.empty()) return fail(kBadUsage, "as erl: " + read.refused);
  VmSettings settings;
  if (read.version) return run_own(settings, {}, {}, "version", {});
  if (read.shell) return fail(kBadUsage, "as erl: there is no shell; -noshell is needed");
  return run_own(settings, read.folders, read.arguments, "erl", {gleam_list(read.steps)});
}

// All but the places of code is for erl_compile.
int run_erlc(const std::vector<std::string>& words) {
  VmSettings settings;
  std::vector<std::string> folders, arguments;
  for (size_t i = 0; i < words.size(); i++) {
    if ((words[i] == "-pa" || words[i] == "-pz") && i + 1 < words.size()) {
      i++;  // code:set_path/1, by which the compiler starts, refuses what is no folder
      if (is_folder(words[i])) folders.push_back(words[i]);
    } else {
      arguments.push_back(words[i]);
    }
  }
  return run_own(settings, folders, arguments, "erlc", {});
}

// The flags of a script's line %%! are the emulator's: the first three lines may be it.
std::vector<std::string> emulator_words(const std::string& file) {
  std::ifstream script(file);
  std::string line;
  for (int i = 0; i < 3 && std::getline(script, line); i++) {
    if (!line.starts_with("%%!")) continue;
    std::istringstream text(line.substr(3));
    return {std::istream_iterator<std::string>(text), {}};
  }
  return {};
}

// What the launcher of OTP's escript says before it starts anything.
int escript_fails(const std::string& what) {
  std::fprintf(stderr, "escript: %s\n", what.c_str());
  return kFailed;
}

// escript [-c|-d|-i|-n|-s]... FILE [ARGUMENT...]
int run_escript(const std::vector<std::string>& words) {
  VmSettings settings;
  size_t at = 0;
  std::vector<std::string> flags;
  while (at < words.size() && words[at].size() == 2 && words[at][0] == '-' && words[at] != "--") {
    flags.push_back(words[at++].substr(1));
  }
  if (at == words.size()) return escript_fails("Missing filename\n");
  const std::string& file = words[at];
  if (access(file.c_str(), R_OK) != 0) return escript_fails("Failed to open file: " + file);
  std::vector<std::string> arguments(words.begin() + static_cast<ptrdiff_t>(at) + 1, words.end());
  if (!arguments.empty() && arguments[0] == "--") arguments.erase(arguments.begin());
  std::vector<std::string> all = arguments;
  all.insert(all.begin(), file);
  auto script = read_escript(file);
  if (!script) return fail(kFailed, script.error().message);
  std::vector<std::string> folders = read_erl_words(emulator_words(file)).folders;
  if (script->files.empty()) {
    return run_own(settings, folders, all, "escript", {gleam_list(quoted(flags))});
  }
  settings.program.form = ResultForm::kNone;
  auto run = [&](Program& program) -> Result<Outcome> {
    VM_TRY(program.open_folders(folders));
    for (auto& [name, bytes] : script->files) {
      program.vm().code().hold_file(name, file + "/" + name, std::move(bytes));
    }
    return program.call({"linac_command", "escript_main", 2},
                        {gleam_text(script->main), gleam_list(quoted(arguments))});
  };
  return run_session(settings, all, run);
}

}  // namespace

bool is_escript(const std::string& path) { return begins_as_script(path); }

int escript_command(const std::vector<std::string>& words) {
  if (!names_escript(words[0])) {
    return fail(kFailed, words[0] + ": is a script, but its first line does not name escript");
  }
  return run_escript(words);
}

int emulate(const std::string& name, const std::vector<std::string>& words) {
  std::string_view base = std::string_view(name).substr(name.rfind('/') + 1);  // npos + 1 is 0
  if (base == "erl") return run_erl(words);
  if (base == "erlc") return run_erlc(words);
  if (base == "escript") return run_escript(words);
  return -1;
}

int env_command(const std::vector<std::string>& words) {
  if (!words.empty()) return fail(kBadUsage, "usage: PATH=$(linac env):$PATH gleam test");
  std::error_code error;
  fs::path self = fs::read_symlink("/proc/self/exe", error);
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  fs::path folder = cache && *cache ? fs::path(cache)
                    : home && *home ? fs::path(home) / ".cache"
                                    : fs::temp_directory_path(error);
  // One for each executable: two Linacs do not take each other's place.
  folder /= "linac/env-" + std::to_string(std::hash<std::string>()(self.string()));
  fs::create_directories(folder, error);
  for (const char* name : {"erl", "erlc", "escript"}) {
    if (fs::read_symlink(folder / name, error) == self) continue;
    fs::remove(folder / name, error);
    fs::create_symlink(self, folder / name, error);
    if (error) return fail(kFailed, (folder / name).string() + ": " + error.message());
  }
  if (!otp_of_environment().empty()) {  // our own archive's compiler knows what Gleam writes
    VmSettings settings;
    run_own(settings, {}, {}, "tell_of_old_compiler", {});
  }
  return print_text(folder.string() + "\n");
}

}  // namespace linac
