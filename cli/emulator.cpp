// Linac as `erl`, `erlc` and `escript`: as much of them as `gleam` calls. linac env makes a folder with
// these names; what they do is in library/erlang/linac_command.erl.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

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

// erl [-pa FOLDER]... [-eval TEXT]... [-noshell] [-extra ARGUMENT...]
int run_erl(const std::vector<std::string>& words) {
  VmSettings settings;
  std::vector<std::string> folders, expressions, arguments;
  bool plain = false, shell = true;
  for (size_t i = 0; i < words.size(); i++) {
    const std::string& word = words[i];
    bool has_value = i + 1 < words.size();
    if (word == "-extra") {
      arguments.insert(arguments.end(), words.begin() + static_cast<ptrdiff_t>(i) + 1, words.end());
      break;
    }
    if (word == "--") {
      plain = !plain;
    } else if (plain || (word[0] != '-' && word[0] != '+')) {
      arguments.push_back(word);
    } else if ((word == "-pa" || word == "-pz") && has_value) {
      while (i + 1 < words.size() && words[i + 1][0] != '-') folders.push_back(words[++i]);
    } else if (word == "-eval" && has_value) {
      expressions.push_back(words[++i]);
    } else if (word == "-noshell" || word == "-noinput") {
      shell = false;
    } else if (word[0] == '+' || word == "-boot" || word == "-sname" || word == "-name") {
      if (has_value && words[i + 1][0] != '-' && words[i + 1][0] != '+') i++;
    } else {
      return fail(kBadUsage, "as erl: " + word + " is not known");
    }
  }
  if (shell) return fail(kBadUsage, "as erl: there is no shell; -noshell is needed");
  return run_own(settings, folders, arguments, "erl", {gleam_list(quoted(expressions))});
}

// erlc [-o FOLDER] [-I FOLDER] [-pa FOLDER] [-DNAME[=VALUE]] [-W...] [+TERM] FILE...
int run_erlc(const std::vector<std::string>& words) {
  VmSettings settings;
  std::vector<std::string> folders, flags, files;
  for (size_t i = 0; i < words.size(); i++) {
    const std::string& word = words[i];
    bool has_value = i + 1 < words.size();
    auto add = [&](const char* name, const std::string& value) {
      flags.push_back(std::string(name) + "(" + gleam_text(value) + ")");
    };
    if (word == "-o" && has_value) {
      add("Outdir", words[++i]);
    } else if (word == "-I" && has_value) {
      add("I", words[++i]);
    } else if ((word == "-pa" || word == "-pz") && has_value) {
      folders.push_back(words[++i]);
    } else if (word.starts_with("-D")) {
      add("Define", word.substr(2));
    } else if (word.starts_with("-W")) {
      add("Warnings", word.substr(2));
    } else if (word[0] == '+') {
      add("Term", word.substr(1));
    } else if (word[0] == '-') {
      return fail(kBadUsage, "as erlc: " + word + " is not known");
    } else {
      files.push_back(word);
    }
  }
  return run_own(settings, folders, {}, "erlc", {gleam_list(flags), gleam_list(quoted(files))});
}

// escript FILE [ARGUMENT...]
int run_escript(const std::vector<std::string>& words) {
  if (words.empty()) return fail(kBadUsage, "as escript: no file is given");
  VmSettings settings;
  const std::string& file = words[0];
  std::vector<std::string> arguments(words.begin() + 1, words.end());
  if (!arguments.empty() && arguments[0] == "--") arguments.erase(arguments.begin());
  std::vector<std::string> all = arguments;
  all.insert(all.begin(), file);
  auto script = read_escript(file);
  if (!script) return fail(kFailed, script.error().message);
  if (script->files.empty()) {
    return run_own(settings, {}, all, "escript", {gleam_text(file), gleam_list(quoted(arguments))});
  }
  settings.program.form = ResultForm::kNone;
  auto run = [&](Program& program) -> Result<Outcome> {
    VM_TRY(program.open_folders({}));
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
  return print_text(folder.string() + "\n");
}

}  // namespace linac
