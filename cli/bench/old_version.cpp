#include "cli/bench/old_version.h"

#include <filesystem>
#include <optional>

#include "cli/child.h"

namespace linac::bench {
namespace {

namespace fs = std::filesystem;

constexpr double kCheckoutSeconds = 300, kBuildSeconds = 1800;

struct Git {
  Interrupts& interrupts;
  std::string folder;

  // Its output without the newline at the end; nothing: it failed.
  std::optional<std::string> ask(const std::vector<std::string>& words) const {
    std::vector<std::string> all{"git", "-C", folder};
    all.insert(all.end(), words.begin(), words.end());
    auto told = capture(all, "", kCheckoutSeconds, interrupts);
    if (!told || told->status != 0) return std::nullopt;
    std::string text = told->output;
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }
};

// Packages that were fetched for the project serve the other version, too, if it wants the same ones.
void take_packages(const std::string& from, const std::string& to) {
  std::error_code error;
  std::string manifest = text_of_file(from + "/manifest.toml");
  if (manifest.empty() || manifest != text_of_file(to + "/manifest.toml")) return;
  fs::create_directories(to + "/build", error);
  fs::copy(from + "/build/packages", to + "/build/packages",
           fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
}

Result<void> build_in(Bench& bench, const std::string& folder, const std::string& what) {
  std::string errors = bench.work + "/build-errors", output = bench.work + "/build-output";
  auto child =
      ChildProcess::start({{"gleam", "build", "--target", "erlang"}, folder, output, errors});
  if (!child) return child.error();
  auto end = (*child)->wait(kBuildSeconds, bench.interrupts);
  if (!end) return Error{what + ": gleam build was interrupted, or does not end"};
  if (end->status == 0) return {};
  bench.progress.clear();
  std::fputs(text_of_file(output).c_str(), stderr);
  std::fputs(text_of_file(errors).c_str(), stderr);
  return Error{what + " cannot be compared: gleam build fails there"};
}

}  // namespace

Result<std::unique_ptr<OldVersion>> OldVersion::build(Bench& bench, const Project& project,
                                                      const std::string& reference) {
  std::string option = "--against " + reference;
  if (found_on_path("git").empty()) return Error{option + ": git is not on the PATH"};
  if (found_on_path("gleam").empty())
    return Error{option + ": gleam is not on the PATH, and has to build it"};
  Git git{bench.interrupts, project.root};
  auto top = git.ask({"rev-parse", "--show-toplevel"});
  auto inside = git.ask({"rev-parse", "--show-prefix"});
  if (!top || !inside) return Error{option + ": " + project.root + " lies in no git repository"};
  auto commit =
      git.ask({"rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"});
  if (!commit) {
    return Error{option +
                 ": git knows no commit of that name; to compare with another Linac, write "
                 "--against linac=PATH"};
  }
  bench.progress.show("building " + reference);
  std::string tree = bench.work + "/tree";
  std::unique_ptr<OldVersion> old(new OldVersion(*top, tree));
  if (!git.ask({"worktree", "add", "--detach", "--force", tree, *commit})) {
    return Error{option + ": git worktree add fails; git worktree prune may help"};
  }
  std::string root = tree + "/" + *inside;
  while (root.ends_with('/')) root.pop_back();
  auto found = find_project(root);
  if (!found || found->root != fs::weakly_canonical(root).string()) {
    return Error{option + ": there is no gleam.toml at that commit"};
  }
  take_packages(project.root, root);
  VM_TRY(build_in(bench, root, reference));
  old->folders_ = package_folders(found->packages());
  return Result<std::unique_ptr<OldVersion>>(std::move(old));
}

OldVersion::~OldVersion() {
  std::error_code error;
  fs::remove_all(tree_, error);
  // Also when a signal came: what was asked for then is no longer waited for.
  static_cast<void>(run_child({"git", "-C", repository_, "worktree", "prune"}, ""));
}

std::string commit_of(const std::string& folder, Interrupts& interrupts) {
  if (found_on_path("git").empty()) return "";
  Git git{interrupts, folder};
  auto commit = git.ask({"rev-parse", "--verify", "--quiet", "HEAD"});
  if (!commit) return "";
  auto changes = git.ask({"status", "--porcelain", "--untracked-files=no"});
  return *commit + (changes && !changes->empty() ? "+" : "");
}

}  // namespace linac::bench
