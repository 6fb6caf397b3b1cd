// When and by whom functions are compiled, with a compiler that does as it is told and with the real
// one. What compiled code does is not this file's subject.
#include "runtime/code/tier.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/term/print.h"
#include "jit/compiler.h"
#include "runtime/exec/spawn.h"
#include "runtime/run/worker.h"
#include "runtime/vm/vm.h"
#include "tests/unit/beam_builder.h"

namespace linac {
namespace {

using enum Opcode;
using B = BeamBuilder;

// Publishes nothing, so that functions stay interpreted; keeps a list of what it was asked for.
class TestCompiler final : public NativeCompiler {
 public:
  struct Call {
    std::string name;
    std::thread::id thread;
    bool operator==(const Call&) const = default;
  };

  // `names` of functions, a letter each: too long to be compiled at once; held until release() or
  // until they are cancelled; refused.
  TestCompiler(const AtomTable& atoms, std::string too_long, std::string held = "",
               std::string refused = "")
      : atoms_(atoms), too_long_(too_long), held_(held), refused_(refused) {}

  Result<CompileAnswer> compile(FunctionEntry& entry, const CompileLimits& limits) override {
    std::string name(atoms_.text(entry.name));
    if (is_in(too_long_, name) && limits.max_nodes != UINT32_MAX) return CompileAnswer::kTooLong;
    std::unique_lock lock(mutex_);
    calls_.push_back({name, std::this_thread::get_id()});
    changed_.notify_all();
    while (is_in(held_, name) && !released_) {
      if (limits.cancelled && limits.cancelled->load()) {
        cancelled_ += name;
        return CompileAnswer::kCancelled;
      }
      changed_.wait_for(lock, std::chrono::milliseconds(1));
    }
    if (is_in(refused_, name)) return Error{"it is " + name};
    return CompileAnswer::kPublished;
  }

  void release() {
    std::lock_guard lock(mutex_);
    released_ = true;
    changed_.notify_all();
  }
  void wait_for_calls(size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_.size() >= count; });
  }
  std::string names() {
    std::lock_guard lock(mutex_);
    std::string result;
    for (const Call& call : calls_) result += call.name;
    return result;
  }
  std::vector<Call> calls() {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  std::string cancelled() {
    std::lock_guard lock(mutex_);
    return cancelled_;
  }

 private:
  static bool is_in(const std::string& names, const std::string& name) {
    return names.find(name) != std::string::npos;
  }

  const AtomTable& atoms_;
  const std::string too_long_, held_, refused_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Call> calls_;
  std::string cancelled_;
  bool released_ = false;
};

VmOptions options_of_tests() {
  VmOptions options;
  options.discard_output = true;
  options.jit_threshold = 0;
  return options;
}

// Modules m and n with functions a/0, b/0, ... that give 0, 1, ...
class TierTest : public testing::Test {
 protected:
  void start(std::string too_long, std::string held = "", std::string refused = "",
             JitBackground background = JitBackground::kOn) {
    VmOptions options = options_of_tests();
    options.jit_background = background;
    vm_ = std::make_unique<Vm>(options, install_natives);
    auto compiler = std::make_unique<TestCompiler>(vm_->atoms(), too_long, held, refused);
    compiler_ = compiler.get();
    vm_->set_compiler(std::move(compiler));
    load("m");
    load("n");
  }

  void load(std::string_view module) {
    B b(module);
    for (uint32_t i = 0; i < 5; i++) {
      b.function(std::string(1, static_cast<char>('a' + i)), 0, 2 * i + 2);
      b.op(kMove, {B::i(i), B::x(0)}).op(kReturn);
    }
    ASSERT_TRUE(vm_->code().load(b.build(), std::string(module) + ".beam"));
  }

  // Calls these functions of the module, one after the other.
  void call(std::string_view module, std::string_view names) {
    for (char name : names) {
      ExportEntry* entry = vm_->code().export_entry(atom(module), atom({&name, 1}), 0);
      Process* process = start_process(vm_->context(), *entry, {});
      ASSERT_EQ(run_until_ended(vm_->context(), *process), RunResult::kEnded);
      EXPECT_EQ(process->saved[0], make_small(name - 'a'));
      release_main(vm_->context(), *process);
    }
  }

  NativeTier& tier() { return vm_->tier(); }
  Term atom(std::string_view text) { return *vm_->atoms().intern(text); }

  std::unique_ptr<Vm> vm_;
  TestCompiler* compiler_ = nullptr;
};

TEST_F(TierTest, ShortOnesAreCompiledByTheCaller) {
  start("e");
  call("m", "abab");
  std::thread::id here = std::this_thread::get_id();
  EXPECT_EQ(compiler_->calls(), (std::vector<TestCompiler::Call>{{"a", here}, {"b", here}}));
  EXPECT_EQ(tier().left_to_thread(), 0u);
}

TEST_F(TierTest, LongOnesAreLeftToOneThreadInOrder) {
  start("abc", "a");
  call("m", "abcdabcd");  // and stay interpreted for that time
  compiler_->wait_for_calls(2);
  compiler_->release();
  tier().wait_until_idle();
  std::vector<TestCompiler::Call> calls = compiler_->calls();
  ASSERT_EQ(calls.size(), 4u);
  std::string by_thread;
  for (const TestCompiler::Call& call : calls) {
    if (call.thread == std::this_thread::get_id()) continue;
    by_thread += call.name;
    EXPECT_EQ(call.thread, calls.back().thread);
  }
  EXPECT_EQ(by_thread, "abc");
  EXPECT_EQ(tier().left_to_thread(), 3u);
}

TEST_F(TierTest, RefusalsOfTheThreadAreKept) {
  start("a", "", "ab");
  call("m", "abab");
  tier().wait_until_idle();
  std::vector<std::string> reasons;
  for (const NativeTier::Refusal& refusal : tier().refusals()) reasons.push_back(refusal.reason);
  std::sort(reasons.begin(), reasons.end());
  EXPECT_EQ(reasons, (std::vector<std::string>{"it is a", "it is b"}));
}

TEST_F(TierTest, BackgroundAllAndOff) {
  start("a", "", "", JitBackground::kAll);
  call("m", "ab");
  tier().wait_until_idle();
  EXPECT_EQ(tier().left_to_thread(), 2u);
  EXPECT_EQ(compiler_->names(), "ab");
  start("a", "", "", JitBackground::kOff);
  call("m", "ab");
  EXPECT_EQ(tier().left_to_thread(), 0u);
  EXPECT_EQ(compiler_->names(), "ab");
}

TEST_F(TierTest, TheVmEndsWithoutWhatIsNotCompiled) {
  start("ab", "a");
  call("m", "ab");
  compiler_->wait_for_calls(1);
  vm_.reset();  // returns: a is cancelled, b is not begun
}

TEST_F(TierTest, AModuleIsCancelled) {
  start("abcde", "a");
  call("m", "ab");
  call("n", "c");
  call("m", "d");
  compiler_->wait_for_calls(1);
  tier().cancel(*vm_->code().find_module(atom("m")));
  EXPECT_EQ(compiler_->cancelled(), "a");
  tier().wait_until_idle();
  EXPECT_EQ(compiler_->names(), "ac");
  call("m", "abd");  // interpreted for good
  EXPECT_EQ(compiler_->names(), "ac");
  call("n", "e");
  tier().wait_until_idle();
  EXPECT_EQ(compiler_->names(), "ace");
}

TEST_F(TierTest, AnotherModuleIsNotDisturbed) {
  start("ab", "a");
  call("m", "a");
  compiler_->wait_for_calls(1);
  call("n", "b");
  tier().cancel(*vm_->code().find_module(atom("n")));
  EXPECT_EQ(compiler_->cancelled(), "");
  compiler_->release();
  tier().wait_until_idle();
  EXPECT_EQ(compiler_->names(), "a");
}

#if defined(__x86_64__)

// Measuring programs, several at a time on several schedulers.
class TierSuite : public testing::Test {
 protected:
  struct Program {
    std::string name;
    int64_t n;
  };
// Where each pass and each allocation is checked fewer have to do.
#ifdef LINAC_SLOW_CHECKS
  const std::vector<Program> programs_ = {{"dict", 300},     {"merge_sort", 300},
                                          {"nqueens", 4},    {"spectral_norm", 4},
                                          {"json_parse", 1}, { "spawn", 20 }};
#else
  const std::vector<Program> programs_ = {
      {"dict", 300},        {"merge_sort", 500}, {"spectral_norm", 8}, {"json_parse", 2},
      {"binary_trees", 4},  {"nqueens", 5},      {"mandelbrot", 8},    {"spawn", 50},
      {"big_integers", 20}, {"pipeline", 50},    {"bits", 300},        {"interpreter", 3}};
#endif

  void start(const VmOptions& options) {
    vm_ = std::make_unique<Vm>(options, install_natives);
    vm_->set_compiler(std::make_unique<jit::Compiler>(vm_->context()));
    vm_->code().add_folder(std::string(LINAC_SOURCE_DIR) + "/bench/suite/beam29");
  }

  // Runs all of them; what they give.
  std::vector<std::string> run() {
    std::vector<Process*> processes;
    for (const Program& program : programs_) {
      Term module = *vm_->atoms().intern("b_" + program.name);
      Term argument = make_small(program.n);
      ExportEntry* entry = vm_->code().export_entry(module, *vm_->atoms().intern("run"), 1);
      processes.push_back(start_process(vm_->context(), *entry, {&argument, 1}));
    }
    std::vector<std::string> results;
    for (Process* process : processes) {
      EXPECT_EQ(run_until_ended(vm_->context(), *process), RunResult::kEnded);
      EXPECT_EQ(process->exit_class, kNoTerm);
      results.push_back(print_term(vm_->atoms(), process->saved[0], {}));
      release_main(vm_->context(), *process);
    }
    return results;
  }

  FunctionEntry& function(std::string_view module, std::string_view name, uint32_t arity) {
    ModuleInstance* instance = vm_->code().find_module(*vm_->atoms().intern(module));
    Term wanted = *vm_->atoms().intern(name);
    for (auto& entry : instance->functions) {
      if (entry->name == wanted && entry->arity == arity) return *entry;
    }
    VM_UNREACHABLE();
  }

  std::unique_ptr<Vm> vm_;
};

TEST_F(TierSuite, InTheBackground) {
  VmOptions options = options_of_tests();
  options.jit = JitMode::kOff;
  start(options);
  std::vector<std::string> expected = run();
  options.jit = JitMode::kOn;
  options.jit_background = JitBackground::kAll;
  for (uint32_t schedulers : {1u, 4u}) {
    options.schedulers = schedulers;
    options.jit_threshold = 3;
    start(options);
    EXPECT_EQ(run(), expected);
    vm_->tier().wait_until_idle();
    EXPECT_GT(vm_->tier().left_to_thread(), 15u);
    EXPECT_NE(function("b_spectral_norm", "multiply_at_a", 2).compiled.load(), nullptr);
    EXPECT_EQ(run(), expected);
  }
}

TEST_F(TierSuite, OnlyWhatTakesLong) {
  VmOptions options = options_of_tests();
  options.schedulers = 2;
  start(options);
  run();
  vm_->tier().wait_until_idle();
  EXPECT_GT(vm_->tier().left_to_thread(), 0u);
  uint32_t compiled = 0;
  for (ModuleInstance* instance : vm_->code().all_modules()) {
    for (auto& entry : instance->functions) compiled += entry->compiled.load() != nullptr;
  }
  EXPECT_GT(compiled, 2 * vm_->tier().left_to_thread());
}

TEST_F(TierSuite, ForceCompilesAtOnce) {
  VmOptions options = options_of_tests();
  options.jit = JitMode::kForce;
  options.jit_background = JitBackground::kAll;
  options.schedulers = 2;
  start(options);
  run();
  EXPECT_EQ(vm_->tier().left_to_thread(), 0u);
  EXPECT_NE(function("b_spectral_norm", "run", 1).compiled.load(), nullptr);
}

// Functions that find no room stay interpreted, and the reason is kept.
TEST_F(TierSuite, CodeMemoryIsFull) {
  VmOptions options = options_of_tests();
  options.jit = JitMode::kOff;
  start(options);
  std::vector<std::string> expected = run();
  options.jit = JitMode::kOn;
  options.code_memory_bytes = 20000;
  start(options);
  EXPECT_EQ(run(), expected);
  vm_->tier().wait_until_idle();
  EXPECT_EQ(run(), expected);
  size_t refused = 0;
  for (const NativeTier::Refusal& refusal : vm_->tier().refusals()) {
    refused += refusal.reason == "no memory for machine code: all 20 KB are taken";
    EXPECT_EQ(refusal.function->compiled.load(), nullptr);
  }
  EXPECT_GT(refused, 10u);
  EXPECT_LE(vm_->context().code_memory->used_bytes(), 20480u);
  EXPECT_GT(vm_->context().code_memory->used_bytes(), 10000u);
}

// More of them at a time than there are places for code memory near the program: the last ones
// interpret.
TEST_F(TierSuite, ManyVms) {
  VmOptions options = options_of_tests();
  options.schedulers = 1;
  options.jit_background = JitBackground::kOff;
  std::vector<std::unique_ptr<Vm>> others;
  size_t with_code = 0;
  for (int i = 0; i < 40; i++) {
    start(options);
    Term argument = make_small(10);
    ExportEntry* entry =
        vm_->code().export_entry(*vm_->atoms().intern("b_fib"), *vm_->atoms().intern("run"), 1);
    Process* process = start_process(vm_->context(), *entry, {&argument, 1});
    ASSERT_EQ(run_until_ended(vm_->context(), *process), RunResult::kEnded);
    EXPECT_EQ(process->saved[0], make_small(55));
    release_main(vm_->context(), *process);
    bool compiled = function("b_fib", "fib", 1).compiled.load() != nullptr;
    with_code += compiled;
    if (!compiled) {
      EXPECT_NE(vm_->tier().refusals().at(0).reason.find("no memory for machine code: no place"),
                std::string::npos);
    }
    others.push_back(std::move(vm_));
  }
  EXPECT_GE(with_code, 8u);
}

TEST_F(TierSuite, AVmEndsWhileItCompiles) {
  VmOptions options = options_of_tests();
  options.jit_background = JitBackground::kAll;
  for (int i = 0; i < 5; i++) {
    start(options);
    run();
    vm_.reset();
  }
}

// f(N): -> N = 0: 0, else 1 + f(N - 1); g(N): counts down to 0 in a loop.
TEST(TierLoops, GoOnCompiledInTheCourseOfOneCall) {
  BeamBuilder b("m");
  b.function("f", 1, 2).op(kIsEqExact, {B::f(3), B::x(0), B::i(0)}).op(kReturn);
  b.label(3).op(kAllocate, {B::u(0), B::u(1)});
  auto minus = b.import("erlang", "-", 2), plus = b.import("erlang", "+", 2);
  b.op(kGcBif2, {B::f(0), B::u(1), minus, B::x(0), B::i(1), B::x(0)});
  b.op(kCall, {B::u(1), B::f(2)});
  b.op(kGcBif2, {B::f(0), B::u(1), plus, B::x(0), B::i(1), B::x(0)});
  b.op(kDeallocate, {B::u(0)}).op(kReturn);
  b.function("g", 1, 5).op(kIsEqExact, {B::f(6), B::x(0), B::i(0)}).op(kReturn);
  b.label(6).op(kGcBif2, {B::f(0), B::u(1), minus, B::x(0), B::i(1), B::x(0)});
  b.op(kCallOnly, {B::u(1), B::f(5)});
  VmOptions options = options_of_tests();
  options.jit_threshold = 100;
  Vm vm(options, install_natives);
  vm.set_compiler(std::make_unique<jit::Compiler>(vm.context()));
  auto module = vm.code().load(b.build(), "m.beam");
  ASSERT_TRUE(module) << module.error().message;
  for (size_t i : {0, 1}) {
    FunctionEntry& function = *(*module)->functions[i];
    ExportEntry* entry = vm.code().export_entry((*module)->module->name, function.name, 1);
    Term n = make_small(20000);
    Process* process = start_process(vm.context(), *entry, {&n, 1});
    ASSERT_EQ(run_until_ended(vm.context(), *process), RunResult::kEnded);
    EXPECT_EQ(process->saved[0], make_small(i == 0 ? 20000 : 0));
    EXPECT_NE(function.compiled.load(), nullptr);
    EXPECT_EQ(function.calls.load(), 100u);  // all after these were calls of compiled code
    release_main(vm.context(), *process);
  }
}

// A function of 24 ops times n is compiled after n times as many calls as a small one.
TEST(TierLoops, LargeFunctionsAreCompiledLater) {
  BeamBuilder b("m");
  auto minus = b.import("erlang", "-", 2);
  for (uint32_t i : {0u, 1u}) {
    uint32_t label = 2 + 3 * i;
    b.function(i == 0 ? "small" : "large", 1, label);
    b.op(kIsEqExact, {B::f(label + 1), B::x(0), B::i(0)}).op(kReturn).label(label + 1);
    for (uint32_t move = 0; move < 60 * i; move++) b.op(kMove, {B::x(0), B::x(1)});
    b.op(kGcBif2, {B::f(0), B::u(1), minus, B::x(0), B::i(1), B::x(0)});
    b.op(kCallOnly, {B::u(1), B::f(label)});
  }
  VmOptions options = options_of_tests();
  options.jit_threshold = 100;
  Vm vm(options, install_natives);
  vm.set_compiler(std::make_unique<jit::Compiler>(vm.context()));
  auto module = vm.code().load(b.build(), "m.beam");
  ASSERT_TRUE(module) << module.error().message;
  auto is_compiled_after = [&](size_t function, int64_t calls) {
    FunctionEntry& entry = *(*module)->functions[function];
    ExportEntry* exported = vm.code().export_entry((*module)->module->name, entry.name, 1);
    Term n = make_small(calls);
    Process* process = start_process(vm.context(), *exported, {&n, 1});
    EXPECT_EQ(run_until_ended(vm.context(), *process), RunResult::kEnded);
    release_main(vm.context(), *process);
    return entry.compiled.load() != nullptr;
  };
  EXPECT_FALSE(is_compiled_after(0, 80));
  EXPECT_TRUE(is_compiled_after(0, 80));
  EXPECT_FALSE(is_compiled_after(1, 160));
  EXPECT_TRUE(is_compiled_after(1, 160));
}

#endif

// A module's own file with a placeholder for a native, which several schedulers call when none has
// loaded it yet.
TEST(CodeServerThreads, APlaceholderIsLinkedWhileItIsCalled) {
  namespace fs = std::filesystem;
  fs::path folder = fs::temp_directory_path() / ("linac_tier_" + std::to_string(getpid()));
  fs::create_directories(folder);
  B b("lists");
  b.function("reverse", 2, 2);
  b.op(kMove, {b.atom("undef"), B::x(0)});
  b.op(kCallExtOnly, {B::u(1), b.import("erlang", "nif_error", 1)});
  ByteVector bytes = b.build();
  std::ofstream(folder / "lists.beam", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<ptrdiff_t>(bytes.size()));
  for (int round = 0; round < 20; round++) {
    VmOptions options = options_of_tests();
    options.schedulers = 4;
    Vm vm(options, install_natives);
    vm.code().add_folder(folder.string());
    ExportEntry* entry =
        vm.code().export_entry(*vm.atoms().intern("lists"), *vm.atoms().intern("reverse"), 2);
    ASSERT_EQ(entry->code.load(), entry->unresolved);
    std::vector<Process*> processes;
    Term arguments[] = {kNil, make_small(3)};
    for (int i = 0; i < 16; i++) {
      processes.push_back(start_process(vm.context(), *entry, arguments));
    }
    for (Process* process : processes) {
      ASSERT_EQ(run_until_ended(vm.context(), *process), RunResult::kEnded);
      EXPECT_EQ(process->exit_class, kNoTerm);
      EXPECT_EQ(process->saved[0], make_small(3));
      release_main(vm.context(), *process);
    }
    EXPECT_EQ(entry->code.load(), entry->native_body);
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace linac
