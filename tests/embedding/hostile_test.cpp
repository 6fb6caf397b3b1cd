// Programs that mean harm (tests/sandbox/hostile.erl, tricks.erl), run by a host: each is stopped with an error
// that says what was too much or not allowed, while a program in another VM of the host's goes on.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "linac/linac.hpp"

namespace {

using linac::ErrorKind;
using linac::Value;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

std::string program(const std::string& module) {
  return std::string(SANDBOX_DATA) + "/" + module + ".beam";
}

linac::VmOptions limited() {
  linac::VmOptions options;
  options.schedulers = 2;
  options.limits.memory_bytes = size_t{128} << 20;
  options.limits.processes = 500;
  options.limits.atoms = 20'000;
  options.limits.time = 100s;
  options.limits.value_bytes = size_t{16} << 20;
  options.process_limits.heap_bytes = size_t{32} << 20;
  options.process_limits.messages = 50'000;
  return options;
}

linac::Vm make(const linac::VmOptions& options, const std::string& module = "hostile") {
  linac::Vm vm = linac::Vm::create(options).value();
  vm.load_file(program(module)).value();
  return vm;
}

// A program that has to come to its right end again and again, whatever others do.
class Neighbour {
 public:
  Neighbour() : vm_(make({})), thread_([this] { run(); }) {}
  ~Neighbour() {
    is_over_ = true;
    thread_.join();
    EXPECT_GT(rounds_, 0);
  }

 private:
  void run() {
    do {
      auto sum = vm_.call("hostile", "neighbour", {50});
      EXPECT_TRUE(sum && *sum == Value(22100)) << (sum ? sum->to_string() : sum.error().message);
      rounds_++;
    } while (!is_over_);
  }

  linac::Vm vm_;
  std::atomic<bool> is_over_{false};
  std::atomic<int> rounds_{0};
  std::thread thread_;
};

// --- Limits --------------------------------------------------------------------------------------

const std::string kHeap =
    "the process needs more memory than the 32m that it may have: raise ProcessLimits::heap_bytes, "
    "or "
    "look for data that grows without end";
const std::string kMessages =
    "more than 50000 messages wait for the process: raise ProcessLimits::messages, or look for a "
    "sender "
    "that never waits";

TEST(Hostile, AProcessIsEndedAndItsVmGoesOn) {
  Neighbour neighbour;
  linac::VmOptions roomy = limited();
  roomy.limits.memory_bytes = size_t{1} << 30;
  linac::Vm vm = make(roomy);
  auto message = [&](const char* function, const linac::CallOptions& options = {}) {
    auto result = vm.call("hostile", function, {}, options);
    EXPECT_FALSE(result) << function;
    if (result) return std::string();
    EXPECT_EQ(result.error().kind, ErrorKind::kLimit) << function;
    return result.error().message;
  };
  for (const char* function :
       {"endless_list", "deep_recursion", "deep_recursion_caught", "raised_maximum",
        "endless_binary", "flood_of_binaries", "flood_of_counters", "huge_message"}) {
    EXPECT_EQ(message(function), kHeap) << function;
  }
  EXPECT_EQ(message("message_flood"), kMessages);
  linac::CallOptions few;
  few.limits.reductions = 1'000'000;
  EXPECT_EQ(message("endless_loop", few),
            "the process has used the 1000000 reductions that it may use: raise "
            "ProcessLimits::reductions, or look for a loop without end");
  // A child that traps exits and catches what is raised; who waits for it is told.
  EXPECT_EQ(vm.call("hostile", "endless_loop_in_child", {}, few).value().to_string(),
            "{linac_limit,reductions,1000000}");
  EXPECT_EQ(*vm.call("hostile", "neighbour", {10}), Value(220));
  EXPECT_EQ(vm.limit_reached(), std::nullopt);
}

struct Harm {
  const char* function;
  const char* message;
};

TEST(Hostile, AVmIsStopped) {
  constexpr const char* kMemory =
      "the program needs more memory than 128m: raise VmLimits::memory_bytes, or look for data "
      "that "
      "grows without end";
  constexpr const char* kProcesses =
      "the program has started more than 500 processes: raise VmLimits::processes, or look for "
      "processes that never end";
  constexpr const char* kAtoms =
      "the program has made more than 20000 atoms: raise VmLimits::atoms, or look for atoms made "
      "of "
      "input";
  constexpr Harm kHarms[] = {{"fork_bomb", kProcesses},
                             {"fork_bomb_linked", kProcesses},
                             {"port_bomb", kProcesses},
                             {"atom_flood", kAtoms},
                             {"atom_flood_of_terms", kAtoms},
                             {"one_large_binary", kMemory},
                             {"many_heaps", kMemory},
                             {"endless_table", kMemory},
                             {"flood_of_tables", kMemory},
                             {"timer_flood", kMemory},
                             {"flood_of_monitors", kMemory},
                             {"flood_of_aliases", kMemory},
                             {"flood_of_counters", kMemory},
                             {"one_large_array", kMemory},
                             {"flood_of_persistent_terms", kMemory}};
  Neighbour neighbour;
  linac::VmOptions options = limited();
  options.process_limits.heap_bytes = 0;
  for (const Harm& harm : kHarms) {
    SCOPED_TRACE(harm.function);
    linac::Vm vm = make(options);
    auto result = vm.call("hostile", harm.function);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::kLimit);
    EXPECT_EQ(result.error().message, harm.message);
    EXPECT_EQ(vm.limit_reached(), harm.message);
    // What is asked of it now says the same.
    auto later = vm.call("hostile", "neighbour", {1});
    ASSERT_FALSE(later);
    EXPECT_EQ(later.error().message, harm.message);
    EXPECT_EQ(vm.spawn("hostile", "neighbour", {1}).error().message, harm.message);
    EXPECT_EQ(vm.open_mailbox().error().message, harm.message);
    EXPECT_EQ(vm.info({}).error().message, harm.message);
  }
}

// Also when the process that was refused memory has ended before its slice has.
TEST(Hostile, AVmThatWasRefusedMemoryIsStopped) {
  linac::Vm vm = make(limited());
  auto refused = vm.call("binary", "copy", {"0123456789", int64_t{4} << 30});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(vm.limit_reached(), refused.error().message);
  EXPECT_FALSE(vm.call("hostile", "neighbour", {1}));
}

TEST(Hostile, TheHostPassesALimit) {
  linac::VmOptions options;
  options.limits.processes = 2;
  linac::Vm vm = make(options);
  EXPECT_TRUE(vm.spawn("hostile", "waits_for_ever"));
  EXPECT_TRUE(vm.spawn("hostile", "waits_for_ever"));
  auto third = vm.spawn("hostile", "waits_for_ever");
  ASSERT_FALSE(third);
  EXPECT_EQ(third.error().kind, ErrorKind::kLimit);
  EXPECT_EQ(third.error().message, vm.limit_reached());
}

TEST(Hostile, TimeEndsAVm) {
  Neighbour neighbour;
  linac::VmOptions options = limited();
  options.limits.time = 200ms;
  for (const char* function : {"endless_loop", "waits_for_ever", "hostile_handler", "noise"}) {
    linac::Vm vm = make(options);
    auto result = vm.call("hostile", function);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::kLimit);
    EXPECT_EQ(result.error().message,
              "the program has not ended within 0.2 s: raise VmLimits::time, or look for what it "
              "waits for");
  }
}

TEST(Hostile, TimeoutsEndAProcess) {
  linac::Vm vm = make(limited());
  auto mailbox = vm.open_mailbox().value();
  linac::CallOptions options;
  options.timeout = 50ms;
  auto result = vm.call("hostile", "ignores_end", {mailbox.pid()}, options);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kTimeout);
  EXPECT_EQ(*vm.call("hostile", "neighbour", {10}), Value(220));
}

// One call of a native that walks a term whose parts are shared, and would not come to an end.
constexpr const char* kWalks[] = {"compare_bushes", "hash_bush", "encode_bush",  "print_bush",
                                  "write_bush",     "size_bush", "flatten_bush", "convert_bush"};

TEST(Hostile, TimeEndsAWalkWithoutEnd) {
  Neighbour neighbour;
  linac::VmOptions options;
  options.limits.memory_bytes = size_t{128} << 20;
  options.limits.time = 300ms;
  for (const char* function : kWalks) {
    SCOPED_TRACE(function);
    linac::Vm vm = make(options);
    auto result = vm.call("hostile", function);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::kLimit);
  }
}

TEST(Hostile, AVmWithAWalkWithoutEndIsDestroyed) {
  for (const char* function : {"compare_bushes", "hash_bush", "encode_bush", "flatten_bush"}) {
    linac::Vm vm = make({});
    EXPECT_FALSE(vm.spawn("hostile", function)->wait(100ms));
  }
}

// --- What comes out of a VM ----------------------------------------------------------------------

class Bush : public testing::Test {
 protected:
  Bush() {
    linac::VmOptions options = limited();
    options.limits.memory_bytes = 0;
    vm_.emplace(linac::Vm::create(options).value());
    auto& natives = vm_->natives();
    natives.add("host", "value", [](Value) { return 1; }).value();
    natives.add("host", "rows", [](std::vector<std::vector<int>> rows) { return rows.size(); })
        .value();
    natives
        .add_call("host", "view", 1,
                  [](linac::Call& call) -> linac::Answer { return call[0].to_value(); })
        .value();
    vm_->load_file(program("hostile")).value();
  }
  linac::Error error(const char* function, std::vector<Value> arguments = {}) {
    auto result = vm_->call("hostile", function, std::move(arguments));
    EXPECT_FALSE(result);
    return result ? linac::Error{} : result.error();
  }

  const std::string limit_ = "{linac_limit,value,16777216}";
  std::optional<linac::Vm> vm_;
};

TEST_F(Bush, ResultsAndReasonsAreBounded) {
  linac::Error given = error("give_bush");
  EXPECT_EQ(given.kind, ErrorKind::kLimit);
  EXPECT_EQ(
      given.message,
      "the result is larger than the 16777216 bytes that a value for the host may take: raise "
      "VmLimits::value_bytes, or return less");
  EXPECT_EQ(error("fun_of_bush").kind, ErrorKind::kLimit);
  EXPECT_EQ(error("wide", {10'000, 10'000}).kind, ErrorKind::kLimit);
  linac::Error raised = error("raise_bush");
  EXPECT_EQ(raised.kind, ErrorKind::kRaised);
  EXPECT_EQ(raised.message, "error: " + limit_);
  EXPECT_EQ(error("exit_with_bush").exception.reason.to_string(), limit_);
  EXPECT_EQ(vm_->call("hostile", "wide", {10, 10})->size(), 10u);
}

TEST_F(Bush, ArgumentsOfNativesAreBounded) {
  for (const char* name : {"value", "rows"}) {
    EXPECT_EQ(vm_->call("hostile", "told", {Value::atom(name)})->to_string(),
              "{error," + limit_ + "}");
  }
  EXPECT_EQ(vm_->call("hostile", "told", {Value::atom("view")})->to_string(), limit_);
  EXPECT_EQ(error("pass_wide", {Value::atom("rows"), 10'000, 10'000}).exception.reason.to_string(),
            limit_);
  EXPECT_EQ(*vm_->call("hostile", "pass_wide", {Value::atom("rows"), 100, 100}), Value(100));
}

TEST_F(Bush, MessagesToTheHostAreBounded) {
  auto mailbox = vm_->open_mailbox().value();
  EXPECT_TRUE(vm_->call("hostile", "send_bush", {mailbox.pid(), 19}));
  EXPECT_EQ(mailbox.receive(60s)->to_string(), limit_);
  EXPECT_TRUE(vm_->call("hostile", "send_bush", {mailbox.pid(), 3}));
  EXPECT_EQ(mailbox.receive(60s)->to_string(), "[[[[]],[]],[[]],[]]");
}

// What nobody takes waits in the VM, whose memory it is.
TEST(Hostile, AFloodOfAMailbox) {
  linac::Vm vm = make(limited());
  auto mailbox = vm.open_mailbox().value();
  auto flood = vm.spawn("hostile", "flood", {mailbox.pid()}).value();
  EXPECT_EQ(flood.wait().error().kind, ErrorKind::kLimit);
  ASSERT_TRUE(vm.limit_reached());
  EXPECT_TRUE(vm.limit_reached()->starts_with("the program needs more memory than 128m"));
}

TEST(Hostile, MailboxesLoseNothing) {
  linac::Vm vm = make({});
  auto mailbox = vm.open_mailbox().value();
  auto server = vm.spawn("hostile", "flood", {mailbox.pid()}).value();
  for (int i = 0; i < 10'000; i++) {
    auto message = mailbox.receive(60s);
    ASSERT_TRUE(message) << i;
  }
  server.kill();
  EXPECT_TRUE(server.wait());
  while (mailbox.poll()) {
  }
}

// Also while its process is taking messages.
TEST(Hostile, MailboxesSeeWhatTheHostHasChanged) {
  linac::VmOptions options;
  options.schedulers = 2;
  linac::Vm vm = make(options);
  auto ended = vm.spawn("hostile", "neighbour", {1}).value();
  ASSERT_TRUE(ended.wait());
  for (int round = 0; round < 100; round++) {
    auto mailbox = vm.open_mailbox().value();
    for (int i = 0; i < 8; i++) vm.spawn("hostile", "send_bush", {mailbox.pid(), 11}).value();
    mailbox.monitor(ended.pid());
    for (int i = 0; i < 9; i++) {
      auto message = mailbox.receive(120s);
      ASSERT_TRUE(message) << "round " << round << ", message " << i;
    }
  }
}

// The memory that an async answer needs may be too much: who waits for it is told, or its VM ends.
TEST(Hostile, AnAnswerThatThereIsNoMemoryFor) {
  linac::VmOptions options = limited();
  linac::Vm vm = linac::Vm::create(options).value();
  std::mutex mutex;
  std::optional<linac::Async> waiting;
  vm.natives()
      .add("host", "later",
           [&](linac::Async call) {
             std::lock_guard lock(mutex);
             waiting.emplace(std::move(call));
           })
      .value();
  auto caller = vm.spawn("host", "later").value();
  for (bool is_there = false; !is_there; std::this_thread::yield()) {
    std::lock_guard lock(mutex);
    is_there = waiting.has_value();
  }
  std::vector<Value> many(20'000'000, Value(1));
  waiting->complete(Value::list(std::move(many)));
  auto exit = caller.wait();
  if (exit) {
    EXPECT_EQ(exit->reason[0].to_string(), "system_limit");
  } else {
    EXPECT_EQ(exit.error().kind, ErrorKind::kLimit);
  }
}

// --- What a host may give by mistake -------------------------------------------------------------

TEST(Hostile, PidsThatAreNone) {
  linac::Vm vm = make({});
  auto mailbox = vm.open_mailbox().value();
  for (uint64_t id : {0ull, 1ull, 2ull, 3ull, 5ull, 7ull, 0x1234567890abcdefull, ~0ull}) {
    SCOPED_TRACE(id);
    linac::Pid pid{id};
    vm.send(pid, 1);
    vm.exit(pid, 1);
    vm.resume(pid);
    mailbox.monitor(pid);
    EXPECT_FALSE(Value(pid).to_string().empty());
    EXPECT_EQ(vm.info(pid).error().kind, ErrorKind::kNotFound);
    EXPECT_EQ(vm.call("hostile", "neighbour", {Value(pid)}).error().message,
              "a pid, fun, reference or port is not of this VM");
  }
  EXPECT_EQ(Value(linac::Pid{}).to_string(), "<0.0.0>");
  EXPECT_EQ(*vm.call("hostile", "neighbour", {10}), Value(220));
  EXPECT_FALSE(mailbox.poll());
}

TEST(Hostile, OptionsPastAllBounds) {
  linac::VmOptions options;
  options.schedulers = options.dirty_cpu = options.limits.atoms = UINT32_MAX;
  options.dirty_io = 0;
  options.code_memory_bytes = options.limits.value_bytes = options.limits.processes = SIZE_MAX;
  options.limits.memory_bytes = options.process_limits.heap_bytes = SIZE_MAX;
  options.limits.time = std::chrono::nanoseconds::min();
  linac::Vm vm = make(options);
  linac::CallOptions call;
  call.timeout = linac::Duration::max();
  EXPECT_EQ(*vm.call("hostile", "neighbour", {10}, call), Value(220));
  call.timeout = linac::Duration::min();
  EXPECT_EQ(vm.call("hostile", "waits_for_ever", {}, call).error().kind, ErrorKind::kTimeout);
}

// --- Capabilities --------------------------------------------------------------------------------

class Machine : public testing::Test {
 protected:
  Machine() {
    std::string name = (fs::temp_directory_path() / "linac_hostile_XXXXXX").string();
    base_ = fs::canonical(mkdtemp(name.data()));
    fs::create_directories(base_ / "allowed/below");
    fs::create_directories(base_ / "outside");
    write(base_ / "allowed/here.txt", "here");
    write(base_ / "outside/secret.txt", "secret");
    options_.on_event = [this](const linac::Event& event) {
      std::lock_guard lock(mutex_);
      refused_.push_back(event.name + " " + event.text);
    };
    options_.events = event_bit(linac::EventKind::kRefusal);
  }
  ~Machine() override { fs::remove_all(base_); }

  static void write(const fs::path& path, const std::string& text) { std::ofstream(path) << text; }
  static std::string text(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  linac::Vm& vm() {
    if (!vm_) vm_.emplace(make(options_, "tricks"));
    return *vm_;
  }
  std::string call(const char* function, std::vector<Value> arguments = {},
                   const linac::CallOptions& options = {}) {
    auto result = vm().call("tricks", function, std::move(arguments), options);
    EXPECT_TRUE(result) << result.error().message;
    return result ? result->to_string() : "";
  }
  void allow_folder() {
    options_.capabilities.read = options_.capabilities.write = {(base_ / "allowed").string()};
  }
  std::string path(const char* below) const { return (base_ / below).string(); }
  std::string last_refusal() {
    std::lock_guard lock(mutex_);
    return refused_.empty() ? "" : refused_.back();
  }

  linac::VmOptions options_;
  fs::path base_;
  std::mutex mutex_;
  std::vector<std::string> refused_;
  std::optional<linac::Vm> vm_;
};

TEST_F(Machine, AVmMayNothing) {
  EXPECT_EQ(call("read", {path("allowed/here.txt")}), "{error,eperm}");
  EXPECT_EQ(last_refusal(), "read " + path("allowed/here.txt"));
  EXPECT_EQ(call("write", {path("allowed/new.txt"), "new"}), "{error,eperm}");
  EXPECT_EQ(last_refusal(), "write " + path("allowed/new.txt"));
  EXPECT_EQ(call("list", {path("allowed")}), "{error,eperm}");
  EXPECT_EQ(call("cwd"), "{error,eperm}");
  EXPECT_EQ(call("run", {"/bin/sh", Value::list({"-c", "echo escaped"})}), "{error,eperm}");
  EXPECT_EQ(last_refusal(), "run /bin/sh");
  EXPECT_EQ(call("shell", {"echo escaped"}), "{error,eperm}");
  EXPECT_EQ(call("variable", {"HOME"}), "{error,{eperm,env,<<\"HOME\">>}}");
  EXPECT_EQ(call("set_variable", {"HOME", "x"}), "{error,{eperm,env,<<\"HOME\">>}}");
  EXPECT_EQ(call("variables"), "{error,{eperm,env,<<\"*\">>}}");
  EXPECT_TRUE(call("time").starts_with("[{error,{eperm,clock,<<\"erlang:system_time/0\">>}},"));
  EXPECT_EQ(call("remove"), "{error,{eperm,code,<<\"hostile\">>}}");
  EXPECT_EQ(call("path", {path("allowed")}), "{error,bad_directory}");  // it cannot be seen
  EXPECT_EQ(call("passed"), "true");
  EXPECT_EQ(call("random"), "true");
  EXPECT_FALSE(fs::exists(base_ / "allowed/new.txt"));
}

TEST_F(Machine, EverythingIsEverything) {
  options_.capabilities = linac::Capabilities::everything();
  EXPECT_EQ(call("read", {path("outside/secret.txt")}), "{ok,<<\"secret\">>}");
  EXPECT_EQ(call("time"), "[told,told,told,told]");
  EXPECT_EQ(call("shell", {"echo shown"}), "{0,<<\"shown\\n\">>}");
  EXPECT_EQ(last_refusal(), "");
}

TEST_F(Machine, PathsDoNotLeadOut) {
  allow_folder();
  fs::create_symlink(base_ / "outside", base_ / "allowed/folder");
  fs::create_symlink(base_ / "outside/secret.txt", base_ / "allowed/file");
  fs::create_symlink("..", base_ / "allowed/up");
  fs::create_symlink(base_ / "outside/new.txt", base_ / "allowed/new");
  EXPECT_EQ(call("read", {path("allowed/here.txt")}), "{ok,<<\"here\">>}");
  EXPECT_EQ(call("read", {path("allowed/below/../here.txt")}), "{ok,<<\"here\">>}");
  for (const char* below :
       {"outside/secret.txt", "allowed/../outside/secret.txt", "allowed/folder/secret.txt",
        "allowed/file", "allowed/up/outside/secret.txt", "allowed/below/../../outside/secret.txt",
        "allowed/folder/../outside/secret.txt", "allowed/missing/../../outside/secret.txt"}) {
    EXPECT_EQ(call("read", {path(below)}), "{error,eperm}") << below;
    EXPECT_EQ(call("write", {path(below), "harm"}), "{error,eperm}") << below;
    EXPECT_EQ(call("append", {path(below), "harm"}), "{error,eperm}") << below;
  }
  EXPECT_EQ(call("read", {"/proc/self/root" + path("outside/secret.txt")}), "{error,eperm}");
  EXPECT_EQ(call("read", {"/proc/self/environ"}), "{error,eperm}");
  EXPECT_EQ(call("write", {path("allowed/new"), "harm"}), "{error,eperm}");
  EXPECT_EQ(call("list", {path("allowed/folder")}), "{error,eperm}");
  EXPECT_EQ(call("hard_link", {path("outside/secret.txt"), path("allowed/mine")}), "{error,eperm}");
  EXPECT_EQ(call("soft_link", {path("outside"), path("allowed/link")}), "{error,eperm}");
  EXPECT_EQ(call("soft_link", {"../outside", path("allowed/link")}), "{error,eperm}");
  EXPECT_EQ(call("rename", {path("outside/secret.txt"), path("allowed/mine")}), "{error,eperm}");
  EXPECT_EQ(call("rename", {path("allowed/here.txt"), path("outside/here.txt")}), "{error,eperm}");
  EXPECT_EQ(call("copy", {path("outside/secret.txt"), path("allowed/mine")}), "{error,eperm}");
  EXPECT_EQ(call("forged", {path("outside/secret.txt")}), "{error,eperm}");
  EXPECT_EQ(call("change_cwd", {path("outside")}).substr(0, 13), "{{error,eperm");
  EXPECT_EQ(text(base_ / "outside/secret.txt"), "secret");
  EXPECT_EQ(std::distance(fs::directory_iterator(base_ / "outside"), {}), 1);
  EXPECT_FALSE(fs::exists(base_ / "allowed/mine"));
}

TEST_F(Machine, DeniedStaysDenied) {
  allow_folder();
  options_.capabilities.denied.read = {path("allowed/below")};
  write(base_ / "allowed/below/file.txt", "secret");
  EXPECT_EQ(call("read", {path("allowed/here.txt")}), "{ok,<<\"here\">>}");
  EXPECT_EQ(call("read", {path("allowed/below/file.txt")}), "{error,eperm}");
  EXPECT_EQ(call("rename", {path("allowed/below"), path("allowed/b")}), "{error,eperm}");
}

TEST_F(Machine, CommandsAreThoseOfTheirNames) {
  options_.capabilities.run = {"echo"};
  fs::create_symlink("/bin/sh", base_ / "allowed/echo");
  EXPECT_EQ(call("run", {"/usr/bin/echo", Value::list({"a b", "$HOME;ls"})}),
            "{0,<<\"a b $HOME;ls\\n\">>}");
  EXPECT_EQ(call("run", {"/bin/sh", Value::list({"-c", "echo escaped"})}), "{error,eperm}");
  EXPECT_EQ(call("run", {path("allowed/echo"), Value::list({"-c", "echo escaped"})}),
            "{error,eperm}");
  EXPECT_EQ(call("run_renamed", {"/usr/bin/echo", "sh"}), "{error,eperm}");
  EXPECT_EQ(call("shell", {"echo escaped"}), "{error,eperm}");
  // Another PATH is no way either.
  EXPECT_EQ(call("set_variable", {"PATH", path("allowed")}), "{error,{eperm,env,<<\"PATH\">>}}");
  EXPECT_EQ(call("run_with", {"/usr/bin/echo", Value::tuple({"PATH", path("allowed")})}),
            "{error,eperm}");
  EXPECT_EQ(call("run_with", {"/usr/bin/echo", Value::tuple({"LD_PRELOAD", "/tmp/x.so"})}),
            "{error,eperm}");
}

TEST_F(Machine, AProcessWithLess) {
  options_.capabilities = linac::Capabilities::everything();
  linac::CallOptions less;
  less.capabilities.emplace();
  less.capabilities->read = {path("allowed")};
  EXPECT_EQ(call("read", {path("allowed/here.txt")}, less), "{ok,<<\"here\">>}");
  EXPECT_EQ(call("read", {path("outside/secret.txt")}, less), "{error,eperm}");
  EXPECT_EQ(call("write", {path("allowed/new.txt"), "x"}, less), "{error,eperm}");
  EXPECT_EQ(call("shell", {"echo escaped"}, less), "{error,eperm}");
  EXPECT_EQ(call("forged", {path("outside/secret.txt")}, less), "{error,eperm}");
  EXPECT_EQ(call("read", {path("outside/secret.txt")}), "{ok,<<\"secret\">>}");
  less.capabilities->run = {"no_such_command"};
  auto refused = vm().call("tricks", "cwd", {}, less);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_EQ(refused.error().message,
            "capabilities: no_such_command: there is no such command on the PATH; name its file");
}

// A process never has more than its VM, whatever the host gives it.
TEST_F(Machine, NoProcessHasMore) {
  allow_folder();
  linac::CallOptions more;
  more.capabilities = linac::Capabilities::everything();
  EXPECT_EQ(call("read", {path("outside/secret.txt")}, more), "{error,eperm}");
  EXPECT_EQ(call("read", {path("allowed/here.txt")}, more), "{ok,<<\"here\">>}");
  EXPECT_EQ(call("shell", {"echo escaped"}, more), "{error,eperm}");
}

TEST_F(Machine, WhatCannotBeGranted) {
  auto message = [](linac::Capabilities capabilities) {
    linac::VmOptions options;
    options.capabilities = std::move(capabilities);
    auto vm = linac::Vm::create(options);
    return vm ? "made" : vm.error().message;
  };
  linac::Capabilities wrong;
  wrong.read = {""};
  EXPECT_EQ(message(wrong), "capabilities: a name is empty; \"*\" stands for everything");
  wrong.read = {};
  wrong.run = {"/nowhere/sort"};
  EXPECT_EQ(message(wrong), "capabilities: /nowhere/sort is no file that can be run");
}

// --- What natives of the host allow --------------------------------------------------------------

TEST_F(Machine, NativesAskWhatTheirCallerMay) {
  allow_folder();
  options_.capabilities.run = {"sort"};
  options_.capabilities.environment = {"APP_*"};
  vm_.emplace(linac::Vm::create(options_).value());
  auto ask = [](linac::Call& call, int capability, std::string what) -> std::string {
    return call.allowed(static_cast<linac::Capability>(capability), what).value_or("refused");
  };
  vm_->natives().add("host", "ask", ask).value();
  vm_->natives().add("host", "ask_dirty", linac::NativeKind::kDirtyIo, ask).value();
  fs::create_symlink(base_ / "outside", base_ / "allowed/folder");
  for (const char* name : {"ask", "ask_dirty"}) {
    auto asked = [&](int capability, const std::string& what) {
      return std::string(*vm_->call("host", name, {capability, what})->as_string());
    };
    EXPECT_EQ(asked(0, path("allowed/below/../here.txt")), path("allowed/here.txt"));
    EXPECT_EQ(asked(1, path("allowed/new.txt")), path("allowed/new.txt"));
    EXPECT_EQ(asked(0, path("allowed/folder/secret.txt")), "refused");
    EXPECT_EQ(last_refusal(), "read " + path("outside/secret.txt"));
    EXPECT_EQ(asked(0, path("allowed/../outside/secret.txt")), "refused");
    EXPECT_EQ(asked(0, std::string("x\0y", 3)), "refused");
    EXPECT_TRUE(asked(2, "sort").ends_with("/sort"));
    EXPECT_EQ(asked(2, "sh"), "refused");
    EXPECT_EQ(asked(3, "APP_NAME"), "APP_NAME");
    EXPECT_EQ(asked(3, "HOME"), "refused");
    EXPECT_EQ(asked(4, "example.org"), "refused");
    EXPECT_EQ(last_refusal(), "net example.org");
  }
}

}  // namespace
