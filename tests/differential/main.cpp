// Runs the cases of one module of tests/differential and compares their outcomes with the recorded
// answers (README.md). Folders default to those of the repository.
//
//   differential_tests [flags] MODULE
//     --beams FOLDER    compiled cases (beam29)
//     --set NAME        where a case is pending for these beams only, it is listed as NAME/MODULE:CASE
//     --also FILE,FILE  other answers that count, lines MODULE:CASE<TAB>OUTCOME
//     --case NAME       only that one, and print its outcome
//     --gc-stress N     collect at every n-th reservation
//     --jit MODE        off, on or force; --jit-registers N, --jit-seed N: as the command line has them
//     --schedulers N    threads that run processes
//     --timeout N       seconds for a case
//     --failures        list what fails in the form of pending.txt
#include <cstdio>
#include <map>
#include <sstream>

#include "tests/harness/case_run.h"
#include "tests/harness/flags.h"
#include "tests/harness/judge.h"

namespace linac {
namespace {

const std::string kTests = LINAC_TESTS;  // the folder tests of the repository

Result<std::vector<RecordedCase>> read_cases(const std::string& module, const Flags& flags) {
  auto lines = read_lines(kTests + "/differential/expected/" + module + ".tsv");
  if (!lines) return lines.error();
  std::map<std::string, std::string> also;
  std::istringstream files(flags.text("also"));
  for (std::string file; std::getline(files, file, ',');) {
    auto more = read_lines(file);
    if (!more) return more.error();
    for (const std::string& line : *more) {
      also[line.substr(0, line.find('\t'))] = line.substr(line.find('\t') + 1);
    }
  }
  std::vector<RecordedCase> cases;
  for (const std::string& line : *lines) {
    size_t tab = line.find('\t');
    RecordedCase one{line.substr(0, tab), {line.substr(tab + 1)}};
    auto other = also.find(module + ':' + one.name);
    if (other != also.end()) one.accepted.push_back(other->second);
    if (flags.text("case", one.name) == one.name) cases.push_back(std::move(one));
  }
  if (cases.empty()) return Error{"no such case"};
  return cases;
}

// What is pending for this set of beams alone is listed with the set's name.
PendingCases pending_of(const PendingCases& all, const std::string& set) {
  PendingCases result;
  for (const auto& [name, reason] : all) {
    size_t slash = name.find('/');
    if (slash == std::string::npos) {
      result[name] = reason;
    } else if (name.substr(0, slash) == set) {
      result[name.substr(slash + 1)] = reason;
    }
  }
  return result;
}

int run(const std::string& module, const Flags& flags) {
  auto cases = read_cases(module, flags);
  auto pending = read_pending(kTests + "/differential/pending.txt");
  if (!cases || !pending) {
    std::fprintf(stderr, "%s\n", (cases ? pending.error() : cases.error()).message.c_str());
    return 2;
  }
  RunnerOptions options = runner_options(flags);
  PendingCases listed = pending_of(*pending, flags.text("set"));
  // What would wait for ever without the function that it is pending for.
  auto is_left_out = [&](const std::string& name) {
    auto known = listed.find(module + ":" + name);
    return known != listed.end() && known->second.starts_with("not run: ");
  };
  std::string beams = flags.text("beams", kTests + "/differential/beam29");
  IsolatedRun results =
      run_isolated(cases->size(), static_cast<int>(flags.number("timeout", 60)),
                   [&](size_t first, const ReportCase& report) {
                     CaseRunner runner({beams, kTests + "/harness"}, options);
                     for (size_t i = first; i < cases->size(); i++) {
                       const std::string& name = (*cases)[i].name;
                       report(is_left_out(name) ? "not run" : runner.run(module, name).text());
                     }
                   });
  if (flags.has("case")) {
    std::printf("%s\n", with_readable_strings(results.cases[0].text).c_str());
  }
  JudgeOptions how{module, flags.has("failures")};
  return judge(*cases, results, listed, how) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace linac

int main(int count, char** arguments) {
  std::vector<std::string> known = {"beams", "set", "also", "case", "timeout"};
  known.insert(known.end(), linac::kRunnerFlags.begin(), linac::kRunnerFlags.end());
  auto flags = linac::read_flags(count, arguments, known, {"failures"});
  if (!flags || flags->names.size() != 1) {
    std::fprintf(stderr, "usage: differential_tests [flags, see main.cpp] MODULE\n");
    return 2;
  }
  return linac::run(flags->names[0], *flags);
}
