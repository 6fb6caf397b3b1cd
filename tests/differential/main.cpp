// Runs the cases of one module of tests/differential and compares their outcomes with the recorded
// answers (README.md). Folders default to those of the repository.
//
//   differential_tests [flags] MODULE
//     --beams FOLDER    compiled cases (beam29)
//     --set NAME        where a case is pending for these beams only, it is listed as NAME/MODULE:CASE
//     --also FILE       other answers that count, lines MODULE:CASE<TAB>OUTCOME
//     --case NAME       only that one, and print its outcome
//     --gc-stress N     collect at every n-th reservation
//     --timeout N       seconds for a case
//     --failures        list what fails in the form of pending.txt
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "tests/harness/case_run.h"
#include "tests/harness/judge.h"

namespace linac {
namespace {

struct Options {
  std::string tests = LINAC_TESTS;  // the folder tests of the repository
  std::string beams, set, also, only, module;
  uint32_t gc_stress = 0;
  int timeout = 60;
  bool failures = false;
};

bool read_options(int count, char** arguments, Options* options) {
  std::map<std::string, std::string> values;
  for (int i = 1; i < count; i++) {
    std::string argument = arguments[i];
    if (argument == "--failures") {
      options->failures = true;
    } else if (argument.starts_with("--")) {
      size_t equals = argument.find('=');
      if (equals != std::string::npos) {
        values[argument.substr(0, equals)] = argument.substr(equals + 1);
      } else if (i + 1 < count) {
        values[argument] = arguments[++i];
      } else {
        return false;
      }
    } else {
      options->module = argument;
    }
  }
  for (const auto& [flag, value] : values) {
    if (flag == "--beams") options->beams = value;
    else if (flag == "--set") options->set = value;
    else if (flag == "--also") options->also = value;
    else if (flag == "--case") options->only = value;
    else if (flag == "--gc-stress") options->gc_stress = static_cast<uint32_t>(std::stoul(value));
    else if (flag == "--timeout") options->timeout = std::stoi(value);
    else return false;
  }
  if (options->beams.empty()) options->beams = options->tests + "/differential/beam29";
  return !options->module.empty();
}

Result<std::vector<RecordedCase>> read_cases(const Options& options) {
  auto lines = read_lines(options.tests + "/differential/expected/" + options.module + ".tsv");
  if (!lines) return lines.error();
  std::map<std::string, std::string> also;
  if (!options.also.empty()) {
    auto more = read_lines(options.also);
    if (!more) return more.error();
    for (const std::string& line : *more) also[split_tabs(line)[0]] = line.substr(line.find('\t') + 1);
  }
  std::vector<RecordedCase> cases;
  for (const std::string& line : *lines) {
    size_t tab = line.find('\t');
    RecordedCase one{line.substr(0, tab), {line.substr(tab + 1)}};
    auto other = also.find(options.module + ':' + one.name);
    if (other != also.end()) one.accepted.push_back(other->second);
    if (options.only.empty() || options.only == one.name) cases.push_back(std::move(one));
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

int run(const Options& options) {
  auto cases = read_cases(options);
  auto pending = read_pending(options.tests + "/differential/pending.txt");
  if (!cases || !pending) {
    std::fprintf(stderr, "%s\n", (cases ? pending.error() : cases.error()).message.c_str());
    return 2;
  }
  IsolatedRun results =
      run_isolated(cases->size(), options.timeout, [&](size_t first, const ReportCase& report) {
        CaseRunner runner({options.beams, options.tests + "/harness"}, options.gc_stress);
        for (size_t i = first; i < cases->size(); i++) {
          report(runner.run(options.module, (*cases)[i].name));
        }
      });
  if (!options.only.empty()) {
    std::printf("%s\n", with_readable_strings(results.cases[0].text).c_str());
  }
  JudgeOptions how{options.module, options.failures};
  return judge(*cases, results, pending_of(*pending, options.set), how) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace linac

int main(int count, char** arguments) {
  linac::Options options;
  if (!linac::read_options(count, arguments, &options)) {
    std::fprintf(stderr, "usage: differential_tests [--beams FOLDER] [--gc-stress N] ... MODULE\n");
    return 2;
  }
  return linac::run(options);
}
