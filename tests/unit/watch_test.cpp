// Limits, the hook after slices, events and narrower processes, with Vms that run beside each other.
#include "runtime/exec/watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "api/program.h"
#include "core/term/print.h"
#include "runtime/exec/spawn.h"
#include "runtime/process/event.h"
#include "runtime/process/table.h"
#include "runtime/run/worker.h"

namespace linac {
namespace {

constexpr const char* kFolder = LINAC_SOURCE_DIR "/tests/sandbox/";

class TestProgram {
 public:
  explicit TestProgram(ProgramOptions options, const std::string& module = "hostile") {
    options.vm.reports = ReportTarget::kOff;
    options.form = ResultForm::kErlang;
    program_ = std::make_unique<Program>(options);
    auto loaded = program_->load_file(kFolder + module + ".beam");
    EXPECT_TRUE(loaded.ok());
    module_ = module;
  }
  Outcome call(const std::string& function, const std::vector<std::string>& arguments = {}) {
    auto outcome = program_->call({module_, function, std::nullopt}, arguments);
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    return outcome.ok() ? *outcome : Outcome{-1, "", ""};
  }
  // The function in a process with this policy: what it returns, printed.
  std::string call_narrowed(const std::string& function, const PolicyReference& policy) {
    Vm& vm = program_->vm();
    AtomTable& atoms = vm.atoms();
    ExportEntry* target =
        vm.code().export_entry(*atoms.intern(module_), *atoms.intern(function), 0);
    Process* process = start_process(vm.context(), *target, {}, policy);
    run_until_ended(vm.context(), *process);
    bool returned = process->exit_class == kNoTerm;
    PrintOptions form;
    form.form = PrintForm::kErlangPretty;
    std::string text = print_term(atoms, returned ? process->saved[0] : process->exit_reason, form);
    release_main(vm.context(), *process);
    return text;
  }
  Vm& vm() { return program_->vm(); }

 private:
  std::unique_ptr<Program> program_;
  std::string module_;
};

ProgramOptions limited() {
  ProgramOptions options;
  options.vm.schedulers = 2;
  options.vm.limits.memory_bytes = size_t{128} << 20;
  options.vm.limits.processes = 500;
  options.vm.limits.atoms = 20'000;
  options.vm.limits.time_ns = 60'000'000'000;
  options.vm.max_heap_words = size_t{4} << 20;
  options.vm.max_messages = 50'000;
  return options;
}

struct Harm {
  const char* function;
  const char* limit;
};

TEST(WatchTest, ANeighbourIsUnharmed) {
  constexpr Harm kHarms[] = {
      {"endless_list", "--max-"},           {"endless_binary", "--max-"},
      {"one_large_binary", "--max-memory"}, {"endless_table", "--max-memory"},
      {"deep_recursion", "--max-heap"},     {"fork_bomb", "--max-processes"},
      {"atom_flood", "--max-atoms"},        {"huge_message", "--max-heap"},
      {"message_flood", "--max-messages"}};
  ProgramOptions options;
  options.vm.schedulers = 1;
  TestProgram neighbour(options);
  std::atomic<bool> over{false};
  std::atomic<int> rounds{0};
  std::thread beside([&] {
    while (!over.load() || rounds == 0) {
      EXPECT_EQ(neighbour.call("neighbour", {"50"}).result, "22100\n");
      rounds++;
    }
  });
  for (const Harm& harm : kHarms) {
    TestProgram program(limited());
    Outcome outcome = program.call(harm.function);
    EXPECT_EQ(outcome.status, 1) << harm.function;
    EXPECT_NE(outcome.report.find(harm.limit), std::string::npos)
        << harm.function << ": " << outcome.report;
  }
  over = true;
  beside.join();
}

TEST(WatchTest, TimeEndsAProgram) {
  ProgramOptions options;
  options.vm.limits.time_ns = 50'000'000;
  TestProgram program(options);
  Outcome outcome = program.call("endless_loop");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.report,
            "linac: the program has not ended within 0.05 s: raise --timeout, or look for what it "
            "waits for\n");
  EXPECT_EQ(program.vm().watch().reached.kind(), LimitKind::kTime);
}

TEST(WatchTest, TheHookKills) {
  TestProgram program({});
  std::atomic<int> calls{0};
  std::atomic<uint64_t> reductions{0};
  std::string function;
  program.vm().set_slice_hook([&](const SliceView& view) {
    EXPECT_GT(view.reductions, reductions.exchange(view.reductions));
    EXPECT_GT(view.memory_bytes, 0u);
    function = program.vm().atoms().text(view.function.function);
    return ++calls == 10 ? SliceAnswer::kKill : SliceAnswer::kContinue;
  });
  EXPECT_EQ(program.call("endless_loop").status, 1);
  EXPECT_EQ(calls, 10);
  EXPECT_EQ(function, "spin");
  program.vm().set_slice_hook({});
  EXPECT_EQ(program.vm().context().watch, nullptr);
  EXPECT_EQ(program.call("neighbour", {"5"}).result, "35\n");
}

TEST(WatchTest, TheHookSuspends) {
  TestProgram program({});
  VmContext& vm = program.vm().context();
  std::atomic<int> calls{0};
  Term suspended = kNoTerm;
  program.vm().set_slice_hook([&](const SliceView& view) {
    if (++calls != 3) return SliceAnswer::kContinue;
    suspended = view.pid;
    vm.halt->request(0, true);  // back to the host
    vm.schedulers->first().notify();
    return SliceAnswer::kSuspend;
  });
  AtomTable& atoms = *vm.atoms;
  ExportEntry* target =
      vm.code->export_entry(*atoms.intern("hostile"), *atoms.intern("endless_loop"), 0);
  Process* process = start_process(vm, *target, {});
  EXPECT_EQ(run_until_ended(vm, *process), RunResult::kHalted);
  EXPECT_EQ(suspended, process->pid);
  EXPECT_TRUE(process->is_suspended());
  vm.halt->clear();
  program.vm().set_slice_hook([&](const SliceView&) {
    calls++;
    return SliceAnswer::kKill;
  });
  EXPECT_TRUE(resume_suspended(vm, suspended));
  EXPECT_EQ(run_until_ended(vm, *process), RunResult::kEnded);
  EXPECT_EQ(calls, 4);
  EXPECT_EQ(process->exit_reason, atoms::kKilled);
  release_main(vm, *process);
}

TEST(WatchTest, AProcessWithLess) {
  TestProgram program({}, "tricks");
  Capabilities none;
  PolicyReference policy = program.vm().make_policy(none, {});
  EXPECT_EQ(program.call_narrowed("cwd", policy), "{error,eperm}");
  EXPECT_EQ(program.call_narrowed("variables", policy), "{error,{eperm,env,<<\"*\">>}}");
  EXPECT_EQ(program.call_narrowed("remove", policy), "{error,{eperm,code,<<\"hostile\">>}}");
  // Its Vm's others have what they had.
  EXPECT_EQ(program.call("time").result, "[told,told,told,told]\n");
  EXPECT_EQ(program.call("forged", {"/etc/hostname"}).result, "{error,eperm}\n");
  EXPECT_TRUE(program.call("read", {"/etc/passwd"}).result.starts_with("{ok,"));
}

TEST(WatchTest, AProcessWithLimitsOfItsOwn) {
  TestProgram program({});
  ProcessLimits limits;
  limits.reductions = 100'000;
  PolicyReference policy = program.vm().make_policy(Capabilities::everything(), limits);
  EXPECT_EQ(program.call_narrowed("endless_loop", policy), "{linac_limit,reductions,100000}");
  limits = {};
  limits.heap_words = 1 << 20;
  EXPECT_EQ(program.call_narrowed("endless_list",
                                  program.vm().make_policy(Capabilities::everything(), limits)),
            "killed");
  EXPECT_EQ(program.call_narrowed("raised_maximum",
                                  program.vm().make_policy(Capabilities::everything(), limits)),
            "killed");
  // Children have the same.
  limits = {};
  limits.reductions = 200'000;
  EXPECT_EQ(program.call_narrowed("endless_loop_in_child",
                                  program.vm().make_policy(Capabilities::everything(), limits)),
            "{linac_limit,reductions,200000}");
}

TEST(WatchTest, EventsTellWhatHappens) {
  ProgramOptions options;
  options.vm.jit_threshold = 10;
  options.vm.jit_background = JitBackground::kOff;
  TestProgram program(options);
  std::mutex mutex;
  std::multiset<EventKind> seen;
  program.vm().set_event_handler([&](const Event& event) {
    std::lock_guard lock(mutex);
    seen.insert(event.kind);
    EXPECT_FALSE(event_name(event.kind).empty());
  });
  EXPECT_EQ(program.call("neighbour", {"2000"}).status, 0);
  EXPECT_EQ(seen.count(EventKind::kSpawn), 2001u);
  EXPECT_EQ(seen.count(EventKind::kExit), 2001u);
  EXPECT_EQ(seen.count(EventKind::kCrash), 0u);
  EXPECT_GT(seen.count(EventKind::kCollection), 0u);
  if (program.vm().compiler()) {
    EXPECT_GT(seen.count(EventKind::kCompile), 0u);
  }
  seen.clear();
  program.vm().set_event_handler({});
  EXPECT_EQ(program.call("neighbour", {"10"}).status, 0);
  EXPECT_TRUE(seen.empty());
}

TEST(WatchTest, RefusalsAreTold) {
  ProgramOptions options;
  options.vm.capabilities = {};
  TestProgram program(options, "tricks");
  std::vector<std::string> refusals;
  program.vm().set_event_handler(
      [&](const Event& event) {
        refusals.push_back(std::string(capability_name(event.capability)) + " " +
                           std::string(event.text));
      },
      event_bit(EventKind::kRefusal));
  EXPECT_EQ(program.call("read", {"/etc/passwd"}).result, "{error,eperm}\n");
  EXPECT_EQ(program.call("variable", {"HOME"}).result, "{error,{eperm,env,<<\"HOME\">>}}\n");
  EXPECT_EQ(refusals, (std::vector<std::string>{"read /etc/passwd", "env HOME"}));
}

}  // namespace
}  // namespace linac
