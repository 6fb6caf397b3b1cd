#include "cli/watch.h"

#include <poll.h>

#include <filesystem>

#include "api/project.h"
#include "cli/child.h"
#include "cli/commands.h"

namespace linac {
namespace {

namespace fs = std::filesystem;

constexpr int kLookEveryMs = 300;

// Changes when a source is changed, added or taken away.
uint64_t state_of(const std::vector<std::string>& roots) {
  uint64_t state = 0;
  std::error_code error;
  auto add = [&](const fs::path& file) {
    auto time = fs::last_write_time(file, error).time_since_epoch().count();
    state ^= std::hash<std::string>()(file.string() + std::to_string(time));
  };
  for (const std::string& root : roots) {
    add(root + "/gleam.toml");
    for (const char* folder : {"src", "test", "dev"}) {
      for (fs::recursive_directory_iterator it(root + "/" + folder, error), end;
           !error && it != end; it.increment(error)) {
        add(it->path());
      }
      error.clear();
    }
  }
  return state;
}

void run_once(const std::vector<std::string>& words) {
  std::error_code error;
  std::vector<std::string> kept{fs::read_symlink("/proc/self/exe", error).string(), "test"};
  bool options = true;
  for (const std::string& word : words) {
    options &= word != "--";
    if (!options || word != "--watch") kept.push_back(word);
  }
  auto status = run_child(kept, "");
  if (!status) fail(kFailed, status.error().message);
}

}  // namespace

int watch_tests(const std::vector<std::string>& words, const std::string& root) {
  auto project = find_project(root.empty() ? "." : root);
  if (!project) return fail(kBadUsage, project.error().message);
  std::vector<std::string> roots = project->nearby;
  roots.push_back(project->root);
  for (;;) {
    uint64_t before = state_of(roots);
    run_once(words);
    std::fprintf(stderr, "linac: waiting for a source to change\n");
    while (state_of(roots) == before) poll(nullptr, 0, kLookEveryMs);
  }
}

}  // namespace linac
