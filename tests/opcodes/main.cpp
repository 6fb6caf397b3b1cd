// Runs the opcode fixtures of one release, or the hostile modules, and judges what they give
// (README.md).
//
//   opcode_tests [flags] 23|25|27|29|hostile
//     --case NAME       only those whose name starts so, and print what they give
//     --gc-stress N     collect at every n-th reservation
//     --jit MODE        off, on or force; --jit-registers N, --jit-seed N: as the command line has them
//     --timeout N       seconds for a fixture
//     --failures        list what fails in the form of pending.txt
#include <sys/resource.h>

#include <cstdio>
#include <map>
#include <sstream>

#include "core/base/config.h"
#include "tests/harness/case_run.h"
#include "tests/harness/flags.h"
#include "tests/harness/judge.h"

namespace linac {
namespace {

const std::string kFolder = LINAC_TESTS "/opcodes/";
constexpr char kPart = '\f';
constexpr size_t kHostileHeapWords = size_t{1} << 26;
constexpr rlim_t kHostileBytes = rlim_t{1} << 30;

bool wanted(const Flags& flags, const std::string& name) {
  return name.starts_with(flags.text("case"));
}

void show(const Flags& flags, const std::vector<RecordedCase>& cases, const IsolatedRun& run) {
  if (!flags.has("case")) return;
  for (size_t i = 0; i < cases.size(); i++) {
    const IsolatedResult& result = run.cases[i];
    std::printf("%s\t%s%s\n", cases[i].name.c_str(), result.text.c_str(), result.fault.c_str());
  }
}

int timeout(const Flags& flags) { return static_cast<int>(flags.number("timeout", 60)); }

// Lines of expected.tsv: fixture, release, function, result there, result in OTP 29, refused.
Result<std::vector<RecordedCase>> read_fixtures(const std::string& release, const Flags& flags) {
  auto lines = read_lines(kFolder + "expected.tsv");
  if (!lines) return lines.error();
  auto more = read_lines(kFolder + "also.tsv");
  if (!more) return more.error();
  std::map<std::string, std::string> also;
  for (const std::string& line : *more) {
    std::vector<std::string> parts = split_tabs(line);
    if (parts.size() != 3) return Error{"also.tsv: not three columns: " + line};
    also[parts[0]] = parts[1];
  }
  std::vector<RecordedCase> cases;
  for (const std::string& line : *lines) {
    std::vector<std::string> parts = split_tabs(line);
    if (parts.size() < 4) return Error{"expected.tsv: too few columns: " + line};
    if (parts[1] != release || !wanted(flags, parts[0] + ':' + parts[2])) continue;
    bool other = parts.size() > 4 && !parts[4].empty();
    RecordedCase one{parts[0] + ':' + parts[2], {parts[other ? 4 : 3]}};
    // OTP 29 gave its result for code that its own compiler made: both count.
    if (other && parts.size() > 5 && parts[5] == "refused") one.accepted.push_back(parts[3]);
    auto found = also.find(release + ':' + one.name);
    if (found != also.end()) one.accepted.push_back(found->second);
    cases.push_back(std::move(one));
  }
  return cases;
}

size_t run_fixtures(const std::string& release, const std::vector<RecordedCase>& cases,
                    const PendingCases& pending, const Flags& flags) {
  RunnerOptions options = runner_options(flags);
  IsolatedRun results =
      run_isolated(cases.size(), timeout(flags), [&](size_t first, const ReportCase& report) {
        CaseRunner runner({kFolder + "beam" + release, LINAC_TESTS "/harness"}, options);
        for (size_t i = first; i < cases.size(); i++) {
          const std::string& name = cases[i].name;
          size_t colon = name.find(':');
          CaseOutcome outcome = runner.run(name.substr(0, colon), name.substr(colon + 1));
          report(outcome.kind == "ok" ? outcome.term : outcome.kind + ": " + outcome.term);
        }
      });
  show(flags, cases, results);
  return judge(cases, results, pending, {release, flags.has("failures")});
}

// Lines of hostile/expected.tsv: file, what is wrong, what is acceptable.
Result<std::vector<RecordedCase>> read_hostile(const Flags& flags) {
  auto lines = read_lines(kFolder + "hostile/expected.tsv");
  if (!lines) return lines.error();
  std::vector<RecordedCase> cases;
  for (const std::string& line : *lines) {
    std::vector<std::string> parts = split_tabs(line);
    if (parts.size() != 3) return Error{"hostile/expected.tsv: not three columns: " + line};
    if (wanted(flags, parts[0])) cases.push_back({parts[0], {parts[2]}});
  }
  return cases;
}

// One line for a file: "load MESSAGE", or for each function of arity 0 "NAME OUTCOME", parted by
// kPart.
std::string run_hostile_file(const std::string& name, const Flags& flags) {
  RunnerOptions options = runner_options(flags);
  options.vm.max_heap_words = kHostileHeapWords;
  CaseRunner runner({kFolder + "hostile", LINAC_TESTS "/harness"}, options);
  auto loaded = runner.vm().code().ensure_loaded(*runner.vm().atoms().intern(name));
  if (!loaded) return "load " + loaded.error().message;
  if (!*loaded) return "fault no file of that name";
  const Module& module = *(*loaded)->module;
  std::string text;
  for (const Export& one : module.exports) {
    std::string function(runner.vm().atoms().text(one.name));
    if (one.arity != 0 || function == "module_info") continue;
    CaseOutcome outcome = runner.run(name, function);
    text += (text.empty() ? "" : std::string(1, kPart)) + function + ' ' + outcome.kind + ' ' +
            outcome.term;
  }
  return text;
}

// What is acceptable of one function: of those words, or what stands for it after a semicolon.
bool is_acceptable(const std::string& acceptable, const std::string& function,
                   const std::string& kind, const std::string& term) {
  std::string words = acceptable.substr(0, acceptable.find(';'));
  for (size_t at = acceptable.find("; "); at != std::string::npos;) {
    size_t colon = acceptable.find(": ", at), end = acceptable.find("; ", colon);
    std::string names = ", " + acceptable.substr(at + 2, colon - at - 2) + ',';
    if (names.find(", " + function + ',') != std::string::npos) {
      words = acceptable.substr(colon + 2, end - colon - 2);
      if (words.starts_with("value ") && words != "value of the element") words[5] = ':';
    }
    at = end;
  }
  if (kind == "died") return words.find("memory limit") != std::string::npos;
  bool is_value = kind == "ok", is_error = kind == "error" || kind == "exit" || kind == "throw";
  // A function that is refused when it is called, or compiled.
  bool is_refused =
      kind == "refused" || (kind == "error" && term.starts_with("{unsupported_opcode,"));
  std::istringstream in(words);
  for (std::string word; in >> word;) {
    if (is_value && (word == "value" || word == "value:" || word == "value:" + term)) return true;
    if (is_value && word.starts_with("value:") && function != "run") return true;  // V is run's
    if (is_error && word == "error") return true;
    if (is_refused && word == "load") return true;
  }
  return false;
}

bool is_right_of_hostile(const RecordedCase& recorded, const std::string& text) {
  const std::string& acceptable = recorded.accepted[0];
  std::string general = acceptable.substr(0, acceptable.find(';'));
  if (text.starts_with("load ")) return general.find("load") != std::string::npos;
  if (text.starts_with("fault ")) return false;
  if (text.starts_with("endless")) return acceptable.find("can be killed") != std::string::npos;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, kPart);) {
    size_t first = part.find(' '), second = part.find(' ', first + 1);
    // Others are what run/0 and its kin need: they may do anything but crash.
    if (!part.starts_with("run")) continue;
    if (!is_acceptable(acceptable, part.substr(0, first),
                       part.substr(first + 1, second - first - 1), part.substr(second + 1))) {
      return false;
    }
  }
  return true;
}

size_t run_hostile(const std::vector<RecordedCase>& cases, const PendingCases& pending,
                   const Flags& flags) {
  IsolatedRun results =
      run_isolated(cases.size(), timeout(flags), [&](size_t first, const ReportCase& report) {
#if !defined(LINAC_ASAN) && !defined(LINAC_TSAN)  // their shadow memory counts, too
        rlimit limit{kHostileBytes, kHostileBytes};
        setrlimit(RLIMIT_DATA, &limit);
#endif
        for (size_t i = first; i < cases.size(); i++) {
          report(run_hostile_file(cases[i].name, flags));
        }
      });
  for (IsolatedResult& result : results.cases) {
    if (result.timed_out) result = {"endless", "", false};
  }
  show(flags, cases, results);
  return judge(cases, results, pending, {"hostile", flags.has("failures")}, is_right_of_hostile);
}

int run(const std::string& group, const Flags& flags) {
  bool hostile = group == "hostile";
  auto cases = hostile ? read_hostile(flags) : read_fixtures(group, flags);
  auto pending = read_pending(kFolder + "pending.txt");
  if (!cases || !pending || cases->empty()) {
    std::fprintf(stderr, "%s\n",
                 !cases     ? cases.error().message.c_str()
                 : !pending ? pending.error().message.c_str()
                            : "no such cases");
    return 2;
  }
  size_t wrong =
      hostile ? run_hostile(*cases, *pending, flags) : run_fixtures(group, *cases, *pending, flags);
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace linac

int main(int count, char** arguments) {
  std::vector<std::string> known = {"case", "timeout"};
  known.insert(known.end(), linac::kRunnerFlags.begin(), linac::kRunnerFlags.end());
  auto flags = linac::read_flags(count, arguments, known, {"failures"});
  if (!flags || flags->names.size() != 1) {
    std::fprintf(stderr, "usage: opcode_tests [flags, see main.cpp] 23|25|27|29|hostile\n");
    return 2;
  }
  return linac::run(flags->names[0], *flags);
}
