// linac bench: finds benchmarks, measures them, and tells what came of it (docs/bench.md). The parts stand in cli/bench.
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "cli/bench/gate.h"
#include "cli/bench/history.h"
#include "cli/bench/old_version.h"
#include "cli/bench/place.h"
#include "cli/bench/report.h"
#include "cli/child.h"
#include "cli/commands.h"

namespace linac {
namespace {

using namespace bench;
namespace fs = std::filesystem;

constexpr int kSlower = 3;
constexpr double kStartSeconds = 30;
constexpr double kToldThreshold = 0.05;  // of what is told where no threshold is given
constexpr int kPlainColumns = 100;

class BenchCommand {
 public:
  explicit BenchCommand(BenchOptions options) : options_(std::move(options)) {}

  int run() {
    int status = kFailed;
    auto done = prepare_and_run(&status);
    if (!done && !done.error().message.empty()) return fail(status, done.error().message);
    return done ? *done : status;
  }

 private:
  Result<int> prepare_and_run(int* status) {
    VM_TRY(check_reports(status));
    if (!options_.entry.empty()) {
      auto job = job_of_entry(options_);
      if (!job) return job.error();
      jobs_.push_back(std::move(*job));
    }
    auto place = find_place(options_, status);
    if (!place) return place.error();
    place_ = std::move(*place);
    *status = kFailed;
    if (!options_.baseline.empty()) {
      auto stored = load_run(store_root(), options_.baseline);
      if (!stored) return stored.error();
      stored_ = std::move(*stored);
    }
    if (helper_module().empty()) {
      return Error{"this Linac was built without Erlang, and has no module linac_bench to run"};
    }
    if (options_.instructions && found_on_path("valgrind").empty()) {
      return Error{
          "--instructions: valgrind is not on the PATH; install it (apt install valgrind)"};
    }
    Interrupts interrupts;
    auto result = run_in_temporary_folder(interrupts);
    if (int signal = interrupts.look()) {
      *status = 128 + signal;
      return Error{"interrupted; nothing is kept"};
    }
    return result;
  }

  Result<int> run_in_temporary_folder(Interrupts& interrupts) {
    auto temp = TempFolder::make();
    if (!temp) return temp.error();
    std::ofstream(temp->path() + "/linac_bench.beam", std::ios::binary) << helper_module();
    Progress progress(options_.quiet);
    Bench bench{temp->path(), temp->path(), options_.timeout, interrupts, progress, 0};
    std::unique_ptr<OldVersion> old;
    VM_TRY(make_targets(bench, &old));
    VM_TRY(find_jobs(bench));
    if (options_.list) return tell_list();
    drop_unusable(bench);
    VM_TRY(drop_new(bench));
    run_.name = place_.name;
    run_.whole_process = options_.whole_process;
    run_.context = context_of(place_, interrupts);
    for (const Target& target : targets_) {
      std::string command;
      for (const std::string& word : target.vm.words)
        command += (command.empty() ? "" : " ") + word;
      run_.machines.push_back({target.vm.label, command, target.version});
    }
    for (size_t i = 0; i < jobs_.size(); i++) {
      measure_job(bench, jobs_[i]);
      if (interrupts.look() != 0) return Error{"interrupted"};
    }
    progress.clear();
    return tell();
  }

  // --- What is compared --------------------------------------------------------------------------

  bool is_against() const { return !options_.against.empty(); }
  bool is_against_vm() const { return options_.against.starts_with("linac="); }
  std::string store_root() const { return place_.project ? place_.project->root : ""; }

  Target target_of(VmCommand vm) const {
    Target target{std::move(vm), place_.folders, {}, ""};
    if (target.vm.kind == VmKind::kLinac) target.options = options_.vm_options;
    return target;
  }

  Result<void> make_targets(Bench& bench, std::unique_ptr<OldVersion>* old) {
    Target own = target_of(this_linac());
    own.version = "Linac " LINAC_VERSION;
    if (is_against()) {
      VM_TRY(add_old(bench, own, old));
    } else {
      targets_.push_back(own);
      VM_TRY(add_others(bench));
    }
    make_labels_unique(targets_);
    return {};
  }

  Result<void> add_old(Bench& bench, Target& own, std::unique_ptr<OldVersion>* old) {
    if (is_against_vm()) {
      auto vm = read_vm(options_.against);
      if (!vm) return Error{"--against " + options_.against + ": is no file that can be started"};
      Target other = target_of(*vm);
      auto version = linac_version(other.vm, bench.interrupts);
      if (!version) return version.error();
      other.vm.label = "before";
      other.version = *version;
      own.vm.label = "now";
      targets_ = {std::move(other), own};
      return {};
    }
    if (!place_.project) {
      return Error{"--against REF needs a Gleam project; for a file, write --against linac=PATH"};
    }
    auto built = OldVersion::build(bench, *place_.project, options_.against);
    if (!built) return built.error();
    *old = std::move(*built);
    Target before = own;
    before.folders = options_.folders;
    before.folders.insert(before.folders.end(), (*old)->folders().begin(), (*old)->folders().end());
    before.vm.label = options_.against;
    own.vm.label = options_.against == "now" ? "this" : "now";
    targets_ = {std::move(before), own};
    return {};
  }

  Result<void> add_others(Bench& bench) {
    std::vector<std::string> wanted = options_.vs;
    if (wanted.empty()) {
      auto found = read_vm("erl");
      if (!found) {
        bench.progress.tell(
            "erl is not on the PATH: only Linac is measured; --vs erl=PATH names one");
      } else if (is_this_linac(*found)) {
        bench.progress.tell(
            "erl on the PATH is this Linac: it stands for itself; --vs erl=PATH names another");
      } else {
        targets_.push_back(target_of(*found));
      }
      return {};
    }
    for (const std::string& text : wanted) {
      if (text == "none") continue;
      auto vm = read_vm(text);
      if (!vm) {
        problem(bench, vm.error().message);
        continue;
      }
      Target target = target_of(*vm);
      if (vm->kind == VmKind::kLinac) {
        auto version = linac_version(*vm, bench.interrupts);
        if (!version) {
          problem(bench, version.error().message + "; it is left out");
          continue;
        }
        target.version = *version;
      }
      targets_.push_back(std::move(target));
    }
    return {};
  }

  void problem(Bench& bench, const std::string& text) {
    bench.progress.tell(text);
    failed_ = true;
  }

  // --- Which benchmarks --------------------------------------------------------------------------

  Wanted wanted() const {
    Wanted wanted{place_.project ? place_.project->name : "", place_.folder, options_.modules,
                  options_.filter, options_.sizes};
    if (!place_.module.empty()) {
      wanted.modules = {place_.module};
      for (char& letter : wanted.modules[0]) {
        if (letter == '@') letter = '/';
      }
    }
    return wanted;
  }

  Result<void> find_jobs(Bench& bench) {
    if (!options_.entry.empty()) return {};
    bench.progress.show("looking for benchmarks");
    auto found = discover(bench, targets_[is_against() ? 1 : 0], wanted());
    if (!found) return found.error();
    jobs_ = std::move(found->jobs);
    if (!jobs_.empty()) return {};
    if (!found->functions.empty()) {
      return Error{
          fmt::format("none of the {} benchmarks is chosen by --filter and --module; --list "
                      "tells their names",
                      found->functions.size())};
    }
    return Error{place_.name +
                 " has no benchmarks: write a public function whose name ends in _bench, "
                 "as pub fn sort_bench() { ... }"};
  }

  Result<int> tell_list() const {
    std::string text;
    for (const Job& job : jobs_) text += name_of(job.benchmark) + "\n";
    return print_text(text);
  }

  // What the old version does not have is not compared.
  Result<void> drop_new(Bench& bench) {
    if (!is_against() || is_against_vm()) return {};
    Wanted before = wanted();
    before.folder = "";
    std::string tail = "/" + place_.project->name + "/ebin";
    for (const std::string& folder : targets_[0].folders) {
      if (folder.ends_with(tail)) before.folder = folder;
    }
    auto found = discover(bench, targets_[0], before);
    if (!found) return found.error();
    std::set<std::string> names;
    for (const Job& job : found->jobs) names.insert(name_of(job.benchmark));
    std::erase_if(jobs_, [&](const Job& job) {
      bool is_new = !names.contains(name_of(job.benchmark));
      if (is_new) {
        bench.progress.tell(fmt::format("{} is not in {}: nothing to compare it with",
                                        name_of(job.benchmark), options_.against));
      }
      return is_new;
    });
    if (jobs_.empty()) return Error{options_.against + " has none of the benchmarks"};
    return {};
  }

  // --- VMs that cannot take part -----------------------------------------------------------------

  // Asks each Erlang for its version, and whether it loads the modules.
  void drop_unusable(Bench& bench) {
    std::set<std::string> modules;
    for (const Job& job : jobs_) modules.insert(job.spec[1]);
    std::vector<Target> usable;
    for (Target& target : targets_) {
      std::string why = is_against() ? "" : why_unusable(bench, target, modules);
      if (why.empty()) {
        usable.push_back(std::move(target));
        continue;
      }
      bench.progress.tell(why);
      if (!options_.vs.empty()) failed_ = true;
    }
    targets_ = std::move(usable);
  }

  std::string why_unusable(Bench& bench, Target& target, const std::set<std::string>& modules) {
    if (target.vm.kind == VmKind::kLinac && target.vm.label == "linac") return "";
    bench.progress.show("asking " + target.vm.label);
    auto [worker, answer] = Worker::start(target, bench.helper, bench.new_folder(),
                                          std::max(kStartSeconds, bench.timeout), bench.interrupts);
    std::string name = target.vm.label == target.vm.words[0]
                           ? target.vm.label
                           : target.vm.label + " (" + target.vm.words[0] + ")";
    if (!answer.ok()) return name + " cannot be used: " + answer.message + "; it is left out";
    if (target.version.empty()) {
      target.version =
          fmt::format("OTP {}, ERTS {}, {}", answer.fields[0], answer.fields[1], answer.fields[2]);
    }
    for (const std::string& module : modules) {
      Answer loaded = worker->ask({"load", module}, bench.timeout);
      if (loaded.ok() || loaded.message != "badfile") continue;
      return fmt::format(
          "{} is {}, too old for module {}, which a newer one compiled; it is left out, "
          "--vs erl=PATH names another",
          name, target.version, module);
    }
    return "";
  }

  // --- Measuring ---------------------------------------------------------------------------------

  void measure_job(Bench& bench, const Job& job) {
    Benchmark benchmark = job.benchmark;
    Measured measured;
    if (!job.failure.empty()) {
      for (size_t i = 0; i < targets_.size(); i++) {
        Series& series = measured.series.emplace_back();
        series.machine = i;
        series.failure = job.failure;
      }
    } else if (is_against() && !options_.instructions) {
      GateOptions gate{options_.fail_over.value_or(kToldThreshold), options_.fail_over.has_value(),
                       options_.whole_process, options_.seconds};
      Judged judged = measure_against(bench, job, targets_, gate);
      if (judged.unconfirmed) {
        bench.progress.tell(name_of(benchmark) +
                            " seemed slower, and was not when it was measured again");
      }
      verdicts_.push_back(judged.verdict);
      measured = std::move(judged.measured);
    } else {
      size_t count = jobs_.size() * targets_.size();
      Plan plan = plan_for(count, options_.seconds);
      if (options_.instructions) {
        plan.rounds = 1;
        plan.warm_seconds = 0.1;
        plan.seconds = 0.2;
      }
      measured = options_.whole_process ? measure_processes(bench, job, targets_, plan)
                                        : measure(bench, job, targets_, plan);
    }
    benchmark.series = std::move(measured.series);
    if (options_.instructions && !measured.stopped) add_instructions(bench, job, benchmark);
    for (const Series& series : benchmark.series) {
      if (!series.failure.empty()) failed_ = true;
    }
    bool may_differ = is_against() && !is_against_vm();
    if (!may_differ && results_differ(benchmark.series)) failed_ = true;
    run_.benchmarks.push_back(std::move(benchmark));
  }

  void add_instructions(Bench& bench, const Job& job, Benchmark& benchmark) {
    for (Series& series : benchmark.series) {
      const Target& target = targets_[series.machine];
      if (target.vm.kind != VmKind::kLinac || !series.failure.empty()) continue;
      bench.progress.show(
          fmt::format("{} on {}, under valgrind", name_of(benchmark), target.vm.label));
      double seconds = series.seconds.empty() ? 1 : median_of(series.seconds);
      auto count = count_instructions(bench, job, target, seconds);
      if (count) {
        series.counters.instructions = *count;
      } else {
        series.failure = count.error().message;
      }
    }
  }

  // --- Reports -----------------------------------------------------------------------------------

  // What cannot be written is refused before all is measured.
  Result<void> check_reports(int* status) {
    *status = kBadUsage;
    std::error_code error;
    for (ReportWanted* report :
         {&options_.json, &options_.csv, &options_.markdown, &options_.html}) {
      if (report->file.empty()) continue;
      std::string parent = fs::path(report->file).parent_path().string();
      if (is_folder(report->file)) return Error{report->file + " is a folder"};
      if (!parent.empty() && !is_folder(parent)) {
        return Error{report->file + ": there is no folder " + parent};
      }
      // The user's, whatever folder the benchmarks run in.
      report->file = fs::absolute(report->file, error).string();
    }
    std::string& baseline = options_.baseline;
    if (fs::is_regular_file(baseline, error)) baseline = fs::absolute(baseline, error).string();
    return {};
  }

  Result<void> write_report(const ReportWanted& report, const std::string& text) {
    if (!report.wanted) return {};
    if (report.file.empty()) {
      if (print_text(text) != 0) return Error{"stdout: cannot be written"};
      return {};
    }
    std::ofstream out(report.file, std::ios::binary);
    out << text;
    out.close();
    if (!out) return Error{report.file + ": " + std::strerror(errno)};
    return {};
  }

  bool is_stdout_taken() const {
    return options_.json.on_stdout() || options_.csv.on_stdout() || options_.markdown.on_stdout() ||
           options_.html.on_stdout();
  }

  Result<int> tell() {
    if (is_against() && options_.instructions) {
      verdicts_ = compare_machines(run_, 0, 1, options_.fail_over.value_or(kToldThreshold));
    }
    if (stored_) verdicts_ = compare(*stored_, run_, options_.fail_over.value_or(kToldThreshold));
    if (!is_stdout_taken()) {
      bool terminal = isatty(STDOUT_FILENO);
      winsize window{};
      bool known = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
      print_table(run_, stdout, terminal && !std::getenv("NO_COLOR"),
                  known ? window.ws_col : kPlainColumns, options_.counters);
      if (std::fflush(stdout) != 0) return Error{"stdout: cannot be written"};
    }
    VM_TRY(write_report(options_.json, json(run_)));
    VM_TRY(write_report(options_.csv, csv(run_)));
    VM_TRY(write_report(options_.markdown, markdown(run_, verdicts_)));
    VM_TRY(write_report(options_.html, html(run_, verdicts_)));
    VM_TRY(keep());
    return judge();
  }

  Result<void> keep() {
    if (!options_.save.empty()) VM_TRY(save_run(store_root(), options_.save, run_));
    if (!place_.project || options_.no_history || is_against()) return {};
    return append_history(history_file(store_root()), run_);
  }

  // Tells of what is slower. Gives the status.
  int judge() {
    FILE* out = is_stdout_taken() ? stderr : stdout;
    int status = failed_ ? kFailed : 0;
    if (!stored_ && !is_against()) return status;
    if (stored_) {
      for (const std::string& line : differences_of_context(*stored_, run_)) {
        std::fprintf(stderr, "linac: %s\n", line.c_str());
      }
    }
    std::fputs(list_of(verdicts_, options_.fail_over.value_or(kToldThreshold)).c_str(), out);
    std::fflush(out);
    if (!options_.fail_over || !any_slower(verdicts_)) return status;
    if (stored_ && !options_.gate_stored) {
      std::fprintf(stderr,
                   "linac: slower than the stored run, which may be the machine's mood: only a "
                   "warning; --against REF measures both, --gate-stored fails\n");
      return status;
    }
    return kSlower;
  }

  BenchOptions options_;
  Place place_;
  std::vector<Target> targets_;
  std::vector<Job> jobs_;
  Run run_;
  std::vector<Verdict> verdicts_;
  std::optional<Run> stored_;
  bool failed_ = false;
};

}  // namespace

int bench_command(const std::vector<std::string>& words) {
  if (!words.empty() && words[0] == "history") {
    return history_command({words.begin() + 1, words.end()});
  }
  for (const std::string& word : words) {
    if (word == "--") break;
    if (word == "--help" || word == "-h") return print_text(kBenchUsage);
  }
  auto options = read_options(words);
  if (!options) return fail(kBadUsage, options.error().message);
  return BenchCommand(std::move(*options)).run();
}

}  // namespace linac
