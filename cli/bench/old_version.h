// The project as it was: another commit of it, built in a git worktree of its own, which goes with this.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/project.h"
#include "cli/bench/measure.h"

namespace linac::bench {

class OldVersion {
 public:
  // An error says what to do; the build's own messages come before it, on stderr.
  static Result<std::unique_ptr<OldVersion>> build(Bench& bench, const Project& project,
                                                   const std::string& reference);
  ~OldVersion();
  OldVersion(const OldVersion&) = delete;
  OldVersion& operator=(const OldVersion&) = delete;

  const std::vector<std::string>& folders() const { return folders_; }

 private:
  OldVersion(std::string repository, std::string tree)
      : repository_(std::move(repository)), tree_(std::move(tree)) {}

  std::string repository_, tree_;
  std::vector<std::string> folders_;
};

// The commit that is checked out in the folder, with "+" behind it if files differ from it; empty: git knows none.
std::string commit_of(const std::string& folder, Interrupts& interrupts);

}  // namespace linac::bench
