#include "api/project.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/file.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSourceFolders[] = {"src", "test", "dev"};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// The text in the first pair of quotes from `at` on; empty if there is none.
std::string_view quoted(std::string_view text, size_t at) {
  size_t start = text.find_first_of("\"'", at);
  if (start == text.npos) return {};
  size_t end = text.find(text[start], start + 1);
  return end == text.npos ? std::string_view() : text.substr(start + 1, end - start - 1);
}

// What is wanted of a gleam.toml: plain keys of the first table, and `path = "..."` of dependencies. The
// compiler has checked the rest.
struct Manifest {
  std::string name, target = "erlang";
  std::vector<std::string> paths;
};

class ManifestReader {
 public:
  Manifest read(std::string_view text) {
    while (!text.empty()) {
      size_t end = text.find('\n');
      line(trimmed(text.substr(0, end)));
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return std::move(manifest_);
  }

 private:
  void line(std::string_view text) {
    bool was_inside = inside_;
    for (std::string_view quotes : {"\"\"\"", "'''"}) {
      for (size_t at = text.find(quotes); at != text.npos; at = text.find(quotes, at + 3)) {
        inside_ = !inside_;
      }
    }
    if (was_inside || text.empty() || text[0] == '#') return;
    if (text[0] == '[') {
      section_ = text;
      return;
    }
    size_t equals = text.find('=');
    if (equals == text.npos) return;
    std::string_view key = trimmed(text.substr(0, equals));
    if (section_.empty()) {
      if (key == "name") manifest_.name = quoted(text, equals);
      if (key == "target") manifest_.target = quoted(text, equals);
    } else if (section_.find("dependencies") != section_.npos) {
      size_t path = section_.find("dependencies.") != section_.npos && key == "path"
                        ? 0
                        : text.find("path", equals);
      if (path == text.npos) return;
      std::string_view value = quoted(text, text.find('=', path));
      if (!value.empty()) manifest_.paths.emplace_back(value);
    }
  }

  Manifest manifest_;
  std::string section_;
  bool inside_ = false;  // a text of several lines
};

Result<Manifest> read_manifest(const fs::path& root) {
  auto bytes = read_file((root / "gleam.toml").string());
  if (!bytes) return bytes.error();
  return ManifestReader().read({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
}

// The nearest folder upwards with a gleam.toml, also with one that is a dangling link; empty: none.
fs::path nearest_root(const std::string& folder) {
  std::error_code error;
  for (fs::path root = fs::weakly_canonical(folder, error);; root = root.parent_path()) {
    if (fs::exists(fs::symlink_status(root / "gleam.toml", error))) return root;
    if (root == root.parent_path()) return {};
  }
}

void add_nearby(const fs::path& root, const Manifest& manifest, std::vector<std::string>& found) {
  for (const std::string& path : manifest.paths) {
    std::error_code error;
    fs::path folder = fs::weakly_canonical(root / path, error);
    if (error || std::find(found.begin(), found.end(), folder.string()) != found.end()) continue;
    auto other = read_manifest(folder);
    if (!other) continue;
    found.push_back(folder.string());
    add_nearby(folder, *other, found);
  }
}

// a/b.gleam -> a@b, a/b.erl -> b; nothing: it is not compiled to a module.
std::optional<std::string> module_of(const fs::path& inside) {
  if (inside.extension() == ".erl") return inside.stem().string();
  if (inside.extension() != ".gleam") return std::nullopt;
  std::string name = inside.generic_string();
  name.resize(name.size() - std::string_view(".gleam").size());
  std::replace(name.begin(), name.end(), '/', '@');
  return name;
}

bool is_newer(const fs::path& file, const fs::path& made) {
  std::error_code missing, error;
  auto made_at = fs::last_write_time(made, missing);
  auto changed_at = fs::last_write_time(file, error);
  return !error && (missing || changed_at > made_at);
}

// Where it is noted when the last build began that succeeded; beside it, that of the one that runs.
fs::path build_note(const Project& project) { return project.root + "/build/dev/linac_built"; }
fs::path begun_note(const Project& project) { return build_note(project).string() + ".begun"; }

// Not in what was made, nor there when the last build began.
bool is_unbuilt(const fs::path& file, const fs::path& made, const fs::path& note) {
  std::error_code error;
  return is_newer(file, made) && (is_newer(file, note) || !fs::exists(made, error));
}

// A source of the package that was not compiled since it changed; empty: none.
std::string newer_source(const fs::path& root, const fs::path& ebin, const fs::path& note,
                         bool with_tests) {
  std::error_code error;
  for (const char* folder : kSourceFolders) {
    if (!with_tests && std::string_view(folder) != "src") continue;
    fs::path base = root / folder;
    for (fs::recursive_directory_iterator it(base, error), end; !error && it != end;
         it.increment(error)) {
      auto module = module_of(it->path().lexically_relative(base));
      if (module && is_unbuilt(it->path(), ebin / (*module + ".beam"), note)) {
        return it->path().string();
      }
    }
  }
  return {};
}

}  // namespace

bool is_inside_project(const std::string& folder) { return !nearest_root(folder).empty(); }

Result<Project> find_project(const std::string& folder) {
  fs::path root = nearest_root(folder);
  if (root.empty()) {
    return Error{"there is no gleam.toml in this folder or above: this is no Gleam project"};
  }
  auto manifest = read_manifest(root);
  if (!manifest) return manifest.error();
  if (manifest->name.empty()) return Error{(root / "gleam.toml").string() + ": has no name"};
  Project project{root.string(), manifest->name, manifest->target, {}};
  add_nearby(root, *manifest, project.nearby);
  return project;
}

void begin_build(const Project& project) {
  std::error_code error;
  fs::create_directories(build_note(project).parent_path(), error);
  // The file system's own time, as its files have it.
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> note(
      std::fopen(begun_note(project).c_str(), "wb"), &std::fclose);
  if (note) std::fputs("linac: when a gleam build began that succeeded\n", note.get());
}

void end_build(const Project& project, bool succeeded) {
  std::error_code error;
  if (succeeded) {
    fs::rename(begun_note(project), build_note(project), error);
  } else {
    fs::remove(begun_note(project), error);
  }
}

BuildCheck check_build(const Project& project) {
  std::error_code error;
  fs::path packages = project.packages();
  fs::path ebin = packages / project.name / "ebin";
  if (!fs::is_directory(ebin, error)) return {BuildState::kMissing, ""};
  fs::path note = build_note(project);
  if (is_unbuilt(project.root + "/gleam.toml", ebin / (project.name + ".app"), note)) {
    return {BuildState::kOlder, project.root + "/gleam.toml"};
  }
  std::string newer = newer_source(project.root, ebin, note, true);
  if (!newer.empty()) return {BuildState::kOlder, newer};
  for (const std::string& root : project.nearby) {
    auto manifest = read_manifest(root);
    if (!manifest || !fs::is_directory(packages / manifest->name, error)) continue;
    newer = newer_source(root, packages / manifest->name / "ebin", note, false);
    if (!newer.empty()) return {BuildState::kOlder, newer};
  }
  return {};
}

std::vector<std::string> package_folders(const std::string& folder) {
  std::vector<std::string> folders;
  std::error_code error;
  for (const auto& package : fs::directory_iterator(folder, error)) {
    fs::path ebin = package.path() / "ebin";
    if (fs::is_directory(ebin, error)) folders.push_back(ebin.string());
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

Result<std::string> erlang_module_name(const std::string& name) {
  bool at_start = true, valid = !name.empty();
  std::string module = name;
  for (char& letter : module) {
    bool lower = letter >= 'a' && letter <= 'z';
    bool other = letter == '_' || (letter >= '0' && letter <= '9');
    if (letter == '/') {
      valid &= !at_start;
      at_start = true;
      letter = '@';
      continue;
    }
    valid &= lower || (other && !at_start);
    at_start = false;
  }
  if (!valid || at_start) return Error{"'" + name + "' is no name of a Gleam module: write a/b"};
  return module;
}

bool has_module(const std::vector<std::string>& folders, const std::string& module) {
  return std::any_of(folders.begin(), folders.end(), [&](const std::string& folder) {
    std::error_code error;
    return fs::is_regular_file(fs::path(folder) / (module + ".beam"), error);
  });
}

Result<std::string> shipment_package(const std::string& folder) {
  auto bytes = read_file(folder + "/entrypoint.sh");
  if (!bytes) return bytes.error();
  std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  constexpr std::string_view kKey = "\nPACKAGE=";
  size_t at = text.find(kKey);
  std::string_view name;
  if (at != text.npos) {
    name = trimmed(text.substr(at + kKey.size(), text.find('\n', at + 1) - at - kKey.size()));
  }
  if (name.empty()) return Error{folder + "/entrypoint.sh: names no PACKAGE"};
  return std::string(name);
}

}  // namespace linac
