// linac bench history. Status: 0 done, 1 there is no history or nothing of that name in it, 2 bad usage.
#include <charconv>
#include <cstdio>
#include <filesystem>

#include "api/project.h"
#include "cli/bench/history.h"
#include "cli/bench/report.h"
#include "cli/commands.h"
#include "cli/options.h"

namespace linac::bench {
namespace {

constexpr char kUsage[] =
    "Usage: linac bench history [OPTION]...\n"
    "\n"
    "Draws the runs that `linac bench` kept: a sparkline for each benchmark and VM, the latest "
    "median\n"
    "with its interval, and the change from the run before. One benchmark alone is drawn as a "
    "plot.\n"
    "\n"
    "  --filter TEXT  only benchmarks with TEXT in their name\n"
    "  --last N       only the last N runs\n"
    "  --file FILE    that history; default: .linac/bench/history.jsonl of the project\n"
    "  --root FOLDER  the project of that folder\n"
    "  --json         the runs themselves, a line of JSON each; --filter does not count\n"
    "  --help         this text\n"
    "\n"
    "Status: 0 done, 1 there is no history or nothing of that name in it, 2 bad usage.\n";

struct HistoryOptions {
  HistoryView view;
  std::string file, root;
  bool help = false, json = false;
};

Result<void> set(HistoryOptions& options, const std::string& name, const std::string& value) {
  if (name == "--filter") options.view.filter = value;
  if (name == "--file") options.file = value;
  if (name == "--root") options.root = value;
  if (name != "--last") return {};
  auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), options.view.last);
  if (error != std::errc() || end != value.data() + value.size() || options.view.last == 0) {
    return Error{"--last: '" + value + "' is no number of runs"};
  }
  return {};
}

std::string lines_of(const History& history, size_t last) {
  size_t count = history.runs.size();
  std::string text;
  for (size_t i = last > 0 && last < count ? count - last : 0; i < count; i++) {
    text += json_line(history.runs[i]) + "\n";
  }
  return text;
}

Result<HistoryOptions> read_history_options(const std::vector<std::string>& words) {
  HistoryOptions options;
  OptionWords at(words);
  while (!at.is_end()) {
    std::string name = at.name();
    if (name == "--help" || name == "-h") {
      options.help = true;
      return options;
    }
    if (at.word() == "--json") {
      options.json = true;
      at.next();
      continue;
    }
    if (name != "--filter" && name != "--last" && name != "--file" && name != "--root") {
      return Error{"bench history: unknown argument '" + at.word() +
                   "'; linac bench history --help lists what there is"};
    }
    auto value = at.value();
    if (!value) return value.error();
    VM_TRY(set(options, name, *value));
  }
  return options;
}

}  // namespace

int history_command(const std::vector<std::string>& words) {
  auto options = read_history_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  if (options->help) return print_text(kUsage);
  std::string path = options->file;
  if (path.empty()) {
    auto project = find_project(options->root.empty() ? "." : options->root);
    path = history_file(project ? project->root : options->root);
  }
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return fail(kFailed,
                "there is no history in " + path + " yet; linac bench appends each run to it");
  }
  auto history = read_history(path);
  if (!history) return fail(kFailed, history.error().message);
  if (history->unreadable > 0) {
    fail(0, path + ": " + std::to_string(history->unreadable) +
                " line(s) hold no run and are skipped");
  }
  if (options->json) return print_text(lines_of(*history, options->view.last));
  options->view.columns = columns_of(stdout);
  options->view.colour = wants_colour(stdout);
  std::string text = draw_history(*history, options->view);
  if (text.empty()) {
    return fail(kFailed, options->view.filter.empty() ? path + " holds no run with times"
                                                      : "no benchmark in " + path + " has '" +
                                                            options->view.filter + "' in its name");
  }
  return print_text(text);
}

}  // namespace linac::bench
