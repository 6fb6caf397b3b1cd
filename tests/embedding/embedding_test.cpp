// A host's view of a VM: only the public headers.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "linac/linac.h"
#include "linac/linac.hpp"

namespace {

using linac::Value;
using namespace std::chrono_literals;

constexpr auto kPatience = 120s;

std::string data(const std::string& file) { return std::string(EMBEDDING_DATA) + "/" + file; }

size_t thread_count() {
  std::filesystem::directory_iterator threads("/proc/self/task");
  return static_cast<size_t>(std::distance(begin(threads), end(threads)));
}

class Embedding : public testing::Test {
 protected:
  linac::Vm& vm(linac::VmOptions options = {}) {
    if (!vm_) {
      if (options.schedulers == 0) options.schedulers = 2;
      auto made = linac::Vm::create(options);
      EXPECT_TRUE(made) << made.error().message;
      vm_.emplace(std::move(*made));
    }
    return *vm_;
  }
  void load() {
    auto loaded = vm().load_file(data("embed_cases.beam"));
    ASSERT_TRUE(loaded) << loaded.error().message;
    ASSERT_EQ(*loaded, "embed_cases");
  }
  Value call(const std::string& function, std::vector<Value> arguments) {
    auto value = vm().call("embed_cases", function, std::move(arguments));
    EXPECT_TRUE(value) << value.error().message;
    return value ? *value : Value::atom("failed");
  }
  // What host:Name(Arguments...) gives: {value, V} or {Class, Reason}.
  std::string host(const std::string& name, std::vector<Value> arguments) {
    return call("try_host", {Value::atom(name), Value::list(std::move(arguments))}).to_string();
  }

  std::optional<linac::Vm> vm_;
};

// --- Values --------------------------------------------------------------------------------------

TEST(Values, TextIsErlangs) {
  EXPECT_EQ(Value(42).to_string(), "42");
  EXPECT_EQ(Value(-1.5).to_string(), "-1.5");
  EXPECT_EQ(Value("a\"b\n").to_string(), "<<\"a\\\"b\\n\">>");
  EXPECT_EQ(Value("\xC3\xA9").to_string(), "<<\"\xC3\xA9\"/utf8>>");
  EXPECT_EQ(Value(std::string_view("\0\1", 2)).to_string(), "<<0,1>>");
  EXPECT_EQ(Value::bitstring(std::vector<uint8_t>{255, 255}, 11).to_string(), "<<255,7:3>>");
  EXPECT_EQ(Value::atom("a b").to_string(), "'a b'");
  EXPECT_EQ(Value(true).to_string(), "true");
  EXPECT_EQ(Value().to_string(), "nil");
  EXPECT_EQ(Value::ok(Value::list({1, 2})).to_string(), "{ok,[1,2]}");
  EXPECT_EQ(Value::improper_list({1}, 2).to_string(), "[1|2]");
  EXPECT_EQ(Value::map({{"b", 1}, {1, Value::none()}}).to_string(), "#{1 => none,<<\"b\">> => 1}");
  EXPECT_EQ(Value::custom("user", {"joe", 3}).to_string(), "{user,<<\"joe\">>,3}");
  EXPECT_EQ(Value::custom("red", {}).to_string(), "red");
  EXPECT_EQ(Value(std::nan("")).to_string(), "undefined");
}

TEST(Values, IntegersOfAnySize) {
  auto big = Value::integer_from_text("123456789012345678901234567890");
  ASSERT_TRUE(big);
  EXPECT_EQ(big->integer_text(), "123456789012345678901234567890");
  EXPECT_EQ(big->as_int64(), std::nullopt);
  EXPECT_EQ(Value(UINT64_MAX).integer_text(), "18446744073709551615");
  EXPECT_EQ(Value(UINT64_MAX).as_uint64(), UINT64_MAX);
  EXPECT_EQ(Value::integer_from_text("-9223372036854775808")->as_int64(), INT64_MIN);
  EXPECT_EQ(Value::integer_from_text("-9223372036854775809")->integer_text(),
            "-9223372036854775809");
  EXPECT_EQ(*Value::integer_from_text("+07"), Value(7));
  EXPECT_FALSE(Value::integer_from_text(""));
  EXPECT_FALSE(Value::integer_from_text("1x"));
  EXPECT_EQ(Value(-1).as_uint64(), std::nullopt);
}

TEST(Values, MapsAreOrderedAndTheLastOfEqualKeysCounts) {
  Value map = Value::map({{2, "b"}, {1, "a"}, {2, "c"}});
  ASSERT_EQ(map.size(), 2u);
  EXPECT_EQ(map.key(0), Value(1));
  EXPECT_EQ(*map.find(2), Value("c"));
  EXPECT_EQ(map.find(2.0), nullptr);
  EXPECT_EQ(map.find(3), nullptr);
  EXPECT_EQ(map, Value::map({{1, "a"}, {2, "c"}}));
  EXPECT_FALSE(Value(0.0) == Value(-0.0));
  EXPECT_FALSE(Value(1) == Value(1.0));
}

TEST(Values, DepthIsLimitedByMemoryOnly) {
  Value value = Value::list({});
  for (int i = 0; i < 1'000'000; i++) value = Value::tuple({value});
  Value copy = value;
  EXPECT_EQ(copy, value);
  EXPECT_EQ(copy.to_string().size(), 2'000'002u);
}

TEST(Values, TypesOfTheHost) {
  EXPECT_EQ(linac::to_value(std::vector<int>{1, 2}).to_string(), "[1,2]");
  EXPECT_EQ(linac::to_value(std::optional<double>(1.5)).to_string(), "{some,1.5}");
  EXPECT_EQ(linac::to_value(std::optional<double>()).to_string(), "none");
  EXPECT_EQ(linac::to_value(std::tuple(1, true)).to_string(), "{1,true}");
  using Ages = std::map<std::string, int>;
  EXPECT_EQ(linac::to_value(Ages{{"joe", 3}}).to_string(), "#{<<\"joe\">> => 3}");
  EXPECT_EQ(linac::as<Ages>(Value::map({{"joe", 3}})), (Ages{{"joe", 3}}));
  EXPECT_FALSE(linac::as<Ages>(Value::map({{"joe", 3.5}})));
  EXPECT_EQ(linac::as<uint8_t>(Value(255)), 255);
  EXPECT_FALSE(linac::as<uint8_t>(Value(256)));
  EXPECT_FALSE(linac::as<uint64_t>(Value(-1)));
  EXPECT_EQ(linac::as<std::optional<int>>(Value::some(1)), std::optional<int>(1));
  EXPECT_FALSE(linac::as<std::vector<int>>(Value::improper_list({1}, 2)));
  linac::ResultOf<int, std::string> failed = linac::Err("no");
  EXPECT_EQ(linac::to_value(failed).to_string(), "{error,<<\"no\">>}");
  EXPECT_TRUE((linac::as<linac::ResultOf<int>>(Value::ok(1))->ok()));
}

// --- Calls ---------------------------------------------------------------------------------------

TEST_F(Embedding, ValuesPassUnchanged) {
  load();
  const Value all[] = {0,
                       -1,
                       INT64_MAX,
                       INT64_MIN,
                       UINT64_MAX,
                       *Value::integer_from_text("-99999999999999999999999"),
                       0.0,
                       -0.0,
                       1e300,
                       5e-324,
                       true,
                       Value(),
                       Value::none(),
                       "",
                       "text",
                       std::string(100'000, 'x'),
                       Value::bitstring(std::vector<uint8_t>{0xAB, 0xE0}, 11),
                       Value::list({}),
                       Value::list({1, "a", Value::list({2})}),
                       Value::improper_list({1, 2}, 3),
                       Value::tuple({}),
                       Value::tuple({1, Value::tuple({2})}),
                       Value::map({}),
                       Value::map({{1, 2}, {"k", Value::list({1})}}),
                       Value::atom("\xC3\xA9t\xC3\xA9")};
  for (const Value& value : all) EXPECT_EQ(call("echo", {value}), value) << value.to_string();
  std::vector<std::pair<Value, Value>> many;
  for (int i = 0; i < 1000; i++) many.emplace_back(i, std::to_string(i));
  EXPECT_EQ(call("echo", {Value::map(many)}), Value::map(many));
}

TEST_F(Embedding, DeepValuesPass) {
  load();
  Value deep = call("deep", {200'000});
  size_t depth = 0;
  for (const Value* at = &deep; at->is(linac::Kind::kTuple); at = &(*at)[0]) depth++;
  EXPECT_EQ(depth, 200'000u);
  EXPECT_EQ(call("echo", {deep}), deep);
}

TEST_F(Embedding, FunsAreKeptAndCalled) {
  load();
  Value fun = call("make_fun", {"x"});
  EXPECT_EQ(fun.kind(), linac::Kind::kOpaque);
  EXPECT_EQ(call("call_fun", {fun, 7}), Value::tuple({"x", 7}));
}

TEST_F(Embedding, ErrorsSayWhatIsWrong) {
  load();
  auto kind = [&](auto result) { return result.error().kind; };
  auto text = [&](auto result) { return result.error().message; };
  EXPECT_EQ(text(vm().call("no_such", "f")),
            "there is no module no_such: load its file, or add its folder with add_path");
  EXPECT_EQ(text(vm().call("embed_cases", "echo")),
            "there is no function embed_cases:echo/0: it must be public, with that many arguments");
  EXPECT_EQ(kind(vm().load_file("/nowhere/x.beam")), linac::ErrorKind::kNotFound);
  EXPECT_EQ(kind(vm().load(std::vector<uint8_t>{1, 2, 3})), linac::ErrorKind::kBadFile);
  EXPECT_EQ(text(vm().load_file(data("embed_cases.beam"))),
            data("embed_cases.beam") + ": module embed_cases is loaded already");
  EXPECT_EQ(kind(vm().add_path("/nowhere")), linac::ErrorKind::kNotFound);
  EXPECT_EQ(text(vm().call("embed_cases", "echo", {Value::atom(std::string(256, 'a'))})),
            "an atom is no UTF-8 or longer than 255 characters");
  linac::VmOptions wrong;
  wrong.paths = {"/nowhere"};
  EXPECT_EQ(text(linac::Vm::create(wrong)), "there is no folder '/nowhere'");
}

TEST_F(Embedding, ExceptionsOfAProgram) {
  load();
  auto failed = vm().call("embed_cases", "exit_with", {Value::tuple({"why", 1})});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, linac::ErrorKind::kRaised);
  EXPECT_EQ(failed.error().exception.error_class, "exit");
  EXPECT_EQ(failed.error().exception.reason, Value::tuple({"why", 1}));
  EXPECT_EQ(failed.error().message, "exit: {<<\"why\">>,1}");
  auto error = vm().call("embed_cases", "call_fun", {1, 2});
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().exception.reason.to_string(), "{badfun,1}");
  EXPECT_EQ(error.error().exception.stacktrace[0][1], Value::atom("call_fun"));
  EXPECT_EQ(vm().call("embed_cases", "gleam_panic", {"oh\nno"}).error().message,
            "runtime error: panic: oh no");
  EXPECT_THROW(static_cast<void>(vm().call("no_such", "f").value()), linac::BadResult);
}

TEST_F(Embedding, CallsEndInTime) {
  load();
  linac::CallOptions options;
  options.timeout = 20ms;
  auto value = vm().call("embed_cases", "loop", {}, options);
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, linac::ErrorKind::kTimeout);
  EXPECT_EQ(value.error().message, "embed_cases:loop has not returned in time, and was ended");
}

// --- Processes and mailboxes ---------------------------------------------------------------------

TEST_F(Embedding, ProcessesGetMessagesAndEnd) {
  load();
  auto process = vm().spawn("embed_cases", "wait_for", {"x"});
  ASSERT_TRUE(process);
  EXPECT_TRUE(process->is_alive());
  EXPECT_TRUE(process->send(Value::atom("ignored")));
  EXPECT_TRUE(process->send(Value::tuple({Value::atom("go"), 1})));
  auto exit = process->wait(kPatience);
  ASSERT_TRUE(exit) << exit.error().message;
  EXPECT_TRUE(exit->returned);
  EXPECT_EQ(exit->result, Value::tuple({1, "x"}));
  EXPECT_EQ(exit->reason, Value::atom("normal"));
  EXPECT_FALSE(process->send(1));
  EXPECT_FALSE(process->is_alive());
  EXPECT_EQ(process->info().error().kind, linac::ErrorKind::kNotFound);
}

TEST_F(Embedding, ProcessesAreKilledAndAsked) {
  load();
  auto process = vm().spawn("embed_cases", "named", {Value::atom("joe")});
  ASSERT_TRUE(process);
  linac::ProcessInfo info;
  do {
    auto asked = process->info();
    ASSERT_TRUE(asked) << asked.error().message;
    info = *asked;
  } while (info.status != linac::ProcessInfo::Status::kWaiting);
  EXPECT_EQ(info.function, "embed_cases:wait_for/1");
  EXPECT_EQ(info.initial_call, "embed_cases:named/1");
  EXPECT_EQ(info.registered_name, "joe");
  EXPECT_GT(info.memory, 0u);
  EXPECT_TRUE(vm().send("joe", "noise"));
  EXPECT_FALSE(vm().send("nobody", 1));
  EXPECT_EQ(vm().process_count(), 1u);
  EXPECT_EQ(process->wait(1ms).error().kind, linac::ErrorKind::kTimeout);
  process->kill();
  auto exit = process->wait(kPatience);
  ASSERT_TRUE(exit);
  EXPECT_FALSE(exit->returned);
  EXPECT_EQ(exit->reason, Value::atom("killed"));
}

TEST_F(Embedding, MailboxesHaveAPid) {
  load();
  auto mailbox = vm().open_mailbox();
  ASSERT_TRUE(mailbox) << mailbox.error().message;
  auto server = vm().spawn("embed_cases", "echo_server");
  ASSERT_TRUE(server);
  mailbox->monitor(server->pid());
  for (int i = 0; i < 100; i++) server->send(Value::tuple({mailbox->pid(), i}));
  for (int i = 0; i < 100; i++) {
    auto message = mailbox->receive(kPatience);
    ASSERT_TRUE(message);
    EXPECT_EQ(*message, Value::tuple({server->pid(), i}));
  }
  EXPECT_FALSE(mailbox->poll());
  server->send(Value::atom("stop"));
  auto down = mailbox->receive(kPatience);
  ASSERT_TRUE(down);
  EXPECT_EQ((*down)[0], Value::atom("DOWN"));
  EXPECT_EQ((*down)[3], Value(server->pid()));
  mailbox->monitor(server->pid());  // it has ended
  EXPECT_EQ((*mailbox->receive(kPatience))[4], Value::atom("noproc"));
  auto linked = vm().spawn("embed_cases", "link_to", {mailbox->pid()});
  auto ended = mailbox->receive(kPatience);
  ASSERT_TRUE(ended);
  EXPECT_EQ(*ended, Value::tuple({Value::atom("EXIT"), linked->pid(), Value::atom("linked_end")}));
  while (vm().process_count() != 0) std::this_thread::yield();  // mailboxes do not count
}

TEST_F(Embedding, OutputGoesWhereTheHostSays) {
  std::string printed, complaints;
  linac::VmOptions options;
  options.output = [&](std::string_view text) { printed += text; };
  options.errors = [&](std::string_view text) { complaints += text; };
  vm(options);
  load();
  call("print", {"hello\n"});
  call("complain", {"oh\n"});
  EXPECT_EQ(call("read_line", {}), Value::atom("eof"));
  vm_.reset();
  EXPECT_EQ(printed, "hello\n");
  EXPECT_EQ(complaints, "oh\n");
}

TEST_F(Embedding, HaltEndsTheVmOnly) {
  load();
  auto waiting = vm().spawn("embed_cases", "echo_server");
  auto mailbox = vm().open_mailbox();
  EXPECT_EQ(vm().halt_status(), std::nullopt);
  EXPECT_EQ(vm().call("embed_cases", "stop_vm", {3}).error().kind, linac::ErrorKind::kHalted);
  EXPECT_EQ(vm().halt_status(), 3);
  EXPECT_EQ(waiting->wait().error().kind, linac::ErrorKind::kHalted);
  EXPECT_FALSE(mailbox->receive());
  EXPECT_EQ(vm().call("embed_cases", "echo", {1}).error().kind, linac::ErrorKind::kHalted);
  EXPECT_FALSE(waiting->send(1));
}

TEST_F(Embedding, HandlesOutliveTheVm) {
  load();
  auto process = vm().spawn("embed_cases", "loop");
  auto mailbox = vm().open_mailbox();
  std::thread waiter([&] { EXPECT_EQ(process->wait().error().kind, linac::ErrorKind::kHalted); });
  vm_.reset();
  waiter.join();
  EXPECT_FALSE(process->send(1));
  process->kill();
  EXPECT_EQ(process->info().error().kind, linac::ErrorKind::kNotFound);
  EXPECT_FALSE(mailbox->receive());
}

TEST_F(Embedding, DirtyNativesUseTheVmUntilItIsGone) {
  linac::Vm& used = vm();
  std::vector<linac::ErrorKind> refused;
  std::atomic<bool> begun{false};
  size_t threads_before = 0, threads_after = 0;
  ASSERT_TRUE(used.natives().add("host", "slow", linac::NativeKind::kDirtyIo, [&] {
    auto loop = used.spawn("embed_cases", "loop").value();
    begun = true;
    refused.push_back(loop.wait().error().kind);
    std::this_thread::sleep_for(50ms);  // by now the schedulers' threads have ended
    threads_before = thread_count();
    refused.push_back(used.call("embed_cases", "echo", {1}).error().kind);
    threads_after = thread_count();
    refused.push_back(used.open_mailbox().error().kind);
  }));
  load();
  ASSERT_TRUE(used.spawn("host", "slow"));
  while (!begun) std::this_thread::yield();
  vm_.reset();
  EXPECT_EQ(refused, std::vector(3, linac::ErrorKind::kHalted));
  EXPECT_EQ(threads_after, threads_before);  // none was started for a VM that is going
}

// A native that goes on while the schedulers stop must still be told that it cannot wait.
TEST_F(Embedding, SyncNativesNeverWaitForTheirOwnVm) {
  linac::Vm& used = vm();
  std::atomic<int> begun{0};
  linac::Error refused, refused_wait;
  std::optional<linac::Process> loop;
  std::optional<linac::Mailbox> mailbox;
  std::chrono::nanoseconds waited{};
  ASSERT_TRUE(used.natives().add("host", "later", [&](int) {
    bool goes_on = ++begun == 2;  // the first one is in the thread that stops the others
    while (!used.halt_status()) std::this_thread::yield();
    if (!goes_on) return;
    linac::CallOptions options;
    options.timeout = kPatience;
    refused_wait = loop->wait(kPatience).error();
    refused = used.call("embed_cases", "echo", {1}, options).error();
    auto begin = std::chrono::steady_clock::now();
    while (mailbox->receive(kPatience)) {  // what the first one may have sent
    }
    waited = std::chrono::steady_clock::now() - begin;
  }));
  load();
  mailbox.emplace(used.open_mailbox().value());
  loop.emplace(used.spawn("embed_cases", "echo_server").value());
  call("callers", {mailbox->pid(), 2});
  while (begun != 2) std::this_thread::yield();
  used.halt();
  vm_.reset();
  EXPECT_EQ(refused.kind, linac::ErrorKind::kHalted) << refused.message;
  EXPECT_EQ(refused_wait.kind, linac::ErrorKind::kHalted) << refused_wait.message;
  EXPECT_LT(waited, kPatience);
}

TEST_F(Embedding, WhoAsksAProcessHearsThatTheVmHasEnded) {
  std::atomic<bool> begun{false}, done{false}, ended{false};
  ASSERT_TRUE(vm().natives().add("host", "slow", linac::NativeKind::kDirtyIo, [&] {
    begun = true;
    while (!done) std::this_thread::sleep_for(1ms);
    ended = true;
  }));
  load();
  auto process = vm().spawn("host", "slow");
  ASSERT_TRUE(process);
  while (!begun) std::this_thread::yield();
  std::thread asks([&] { EXPECT_EQ(process->info().error().kind, linac::ErrorKind::kHalted); });
  std::this_thread::sleep_for(50ms);
  vm().halt();
  asks.join();
  done = true;
  while (!ended) std::this_thread::yield();
}

TEST_F(Embedding, AMailboxThatIsKilledSaysSo) {
  load();
  auto mailbox = vm().open_mailbox();
  ASSERT_TRUE(mailbox);
  vm().exit(mailbox->pid(), Value::atom("kill"));
  auto begin = std::chrono::steady_clock::now();
  EXPECT_FALSE(mailbox->receive(kPatience));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, kPatience);
}

TEST_F(Embedding, MailboxesDoNotHoldUpASyncNative) {
  std::optional<linac::Mailbox> mailbox;
  std::chrono::nanoseconds waited{};
  ASSERT_TRUE(vm().natives().add("host", "look", [&] {
    auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(mailbox->receive(kPatience));
    waited = std::chrono::steady_clock::now() - begin;
  }));
  mailbox.emplace(vm().open_mailbox().value());
  ASSERT_TRUE(vm().call("host", "look"));
  EXPECT_LT(waited, kPatience);
}

TEST_F(Embedding, TheLongestTimeIsNoneAtAll) {
  load();
  auto process = vm().spawn("embed_cases", "wait_for", {"x"});
  ASSERT_TRUE(process);
  std::thread sends([&] {
    std::this_thread::sleep_for(50ms);
    process->send(Value::tuple({Value::atom("go"), 1}));
  });
  auto exit = process->wait(linac::Duration::max());
  sends.join();
  EXPECT_TRUE(exit) << exit.error().message;
  linac_vm* c_vm = linac_vm_create(nullptr, nullptr);
  ASSERT_TRUE(linac_vm_load_file(c_vm, data("embed_cases.beam").c_str(), nullptr));
  linac_value* argument = linac_integer(1'000'000);
  linac_value* value = linac_vm_call(c_vm, "embed_cases", "spin", &argument, 1, INT64_MAX, nullptr);
  ASSERT_TRUE(value);
  EXPECT_TRUE(linac_is_atom(value, "ok"));
  linac_value_free(value);
  linac_vm_destroy(c_vm);
}

TEST_F(Embedding, VmsShareNothing) {
  load();
  auto other = linac::Vm::create();
  ASSERT_TRUE(other);
  EXPECT_EQ(other->call("embed_cases", "echo", {1}).error().kind, linac::ErrorKind::kNotFound);
  ASSERT_TRUE(other->load_file(data("embed_cases.beam")));
  EXPECT_EQ(*other->call("embed_cases", "echo", {1}), Value(1));
  EXPECT_EQ(other->call("embed_cases", "stop_vm", {1}).error().kind, linac::ErrorKind::kHalted);
  EXPECT_EQ(call("echo", {1}), Value(1));
}

// --- Natives -------------------------------------------------------------------------------------

TEST_F(Embedding, NativesOfOrdinaryTypes) {
  auto& natives = vm().natives();
  auto add = [&](const char* name, auto function) {
    auto added = natives.add("host", name, function);
    EXPECT_TRUE(added) << added.error().message;
  };
  add("add", [](int64_t a, int64_t b) { return a + b; });
  add("half", [](double x) { return x / 2; });
  add("greet", [](std::string_view name) { return "hello " + std::string(name); });
  add("sum", [](std::vector<int64_t> all) {
    int64_t sum = 0;
    for (int64_t one : all) sum += one;
    return sum;
  });
  add("find", [](int key) -> std::optional<std::string> {
    if (key == 1) return "one";
    return std::nullopt;
  });
  add("parse", [](std::string_view text) -> linac::ResultOf<int, std::string> {
    if (text == "1") return linac::Ok(1);
    return linac::Err("no number");
  });
  add("swap", [](std::pair<bool, std::string> pair) { return std::pair(pair.second, pair.first); });
  add("nothing", [] {});
  add("any", [](Value value) { return Value::tuple({value, value}); });
  add("bits", [](linac::Bytes bytes) { return bytes; });
  add("name", [](linac::Atom atom) { return atom.name; });
  add("count", [](std::map<std::string, double> map) { return map.size(); });
  add("big", [](uint64_t x) { return x; });
  add("view", [](linac::TermView view) { return view.items().size(); });
  load();
  EXPECT_EQ(host("add", {2, 3}), "{value,5}");
  EXPECT_EQ(host("add", {INT64_MAX, 0}), "{value,9223372036854775807}");
  EXPECT_EQ(host("add", {2, "3"}), "{error,badarg}");
  EXPECT_EQ(host("add", {2, *Value::integer_from_text("9999999999999999999999")}),
            "{error,badarg}");
  EXPECT_EQ(host("half", {3.0}), "{value,1.5}");
  EXPECT_EQ(host("half", {1e-320}), "{value,5.0e-321}");
  EXPECT_EQ(host("half", {3}), "{error,badarg}");
  EXPECT_EQ(host("greet", {"joe"}), "{value,<<\"hello joe\">>}");
  EXPECT_EQ(host("greet", {std::string(1000, 'x')}),
            "{value,<<\"hello " + std::string(1000, 'x') + "\">>}");
  EXPECT_EQ(host("sum", {Value::list({1, 2, 3})}), "{value,6}");
  EXPECT_EQ(host("sum", {Value::list({1, "2"})}), "{error,badarg}");
  EXPECT_EQ(host("sum", {Value::improper_list({1}, 2)}), "{error,badarg}");
  EXPECT_EQ(host("find", {1}), "{value,{some,<<\"one\">>}}");
  EXPECT_EQ(host("find", {2}), "{value,none}");
  EXPECT_EQ(host("parse", {"1"}), "{value,{ok,1}}");
  EXPECT_EQ(host("parse", {"x"}), "{value,{error,<<\"no number\">>}}");
  EXPECT_EQ(host("swap", {Value::tuple({true, "a"})}), "{value,{<<\"a\">>,true}}");
  EXPECT_EQ(host("nothing", {}), "{value,nil}");
  EXPECT_EQ(host("any", {Value::map({{1, 2}})}), "{value,{#{1 => 2},#{1 => 2}}}");
  EXPECT_EQ(host("bits", {std::string_view("\0\xFF", 2)}), "{value,<<0,255>>}");
  EXPECT_EQ(host("name", {Value::atom("joe")}), "{value,<<\"joe\">>}");
  EXPECT_EQ(host("count", {Value::map({{"a", 1.0}})}), "{value,1}");
  EXPECT_EQ(host("big", {UINT64_MAX}), "{value,18446744073709551615}");
  EXPECT_EQ(host("view", {Value::list({1, 2})}), "{value,2}");
  EXPECT_EQ(host("view", {Value::tuple({1, 2, 3})}), "{value,3}");
  EXPECT_EQ(host("missing", {}), "{error,undef}");
}

TEST_F(Embedding, NativesThatLookAtTheirArguments) {
  auto& natives = vm().natives();
  std::string seen;
  ASSERT_TRUE(natives.add_call("host", "look", 1, [&](linac::Call& call) -> linac::Answer {
    linac::TermView view = call[0];
    seen.clear();
    view.for_each_entry([&](const linac::TermView& key, const linac::TermView& value) {
      seen += std::string(key.as_string().value_or("?")) + "=" + std::to_string(*value.as_int64()) +
              ";";
    });
    auto found = view.find("b");
    if (!found) return linac::Answer::error(Value::atom("no_b"));
    return *found->as_int64();
  }));
  ASSERT_TRUE(natives.add_call("host", "me", 0,
                               [](linac::Call& call) -> linac::Answer { return call.self(); }));
  ASSERT_TRUE(natives.add_call("host", "raw", 1, [](linac::Call& call) -> linac::Answer {
    return Value::tuple({call[0].to_value(), static_cast<int64_t>(call[0].bit_size())});
  }));
  load();
  EXPECT_EQ(host("look", {Value::map({{"a", 1}, {"b", 2}})}), "{value,2}");
  EXPECT_EQ(seen, "a=1;b=2;");
  EXPECT_EQ(host("look", {Value::map({{Value::atom("b"), 3}})}), "{value,3}");
  EXPECT_EQ(host("look", {1}), "{error,no_b}");
  EXPECT_EQ(host("me", {}).substr(0, 9), "{value,<0");
  EXPECT_EQ(host("raw", {Value::bitstring(std::vector<uint8_t>{0xE0}, 3)}), "{value,{<<7:3>>,3}}");
}

TEST_F(Embedding, WhatNativesThrow) {
  auto& natives = vm().natives();
  auto add = [&](const char* name, auto function) {
    ASSERT_TRUE(natives.add("host", name, function));
  };
  add("throw_std", [](int) -> int { throw std::runtime_error("broken"); });
  add("throw_other", [](int) -> int { throw 1; });
  add("throw_raise", [](int) -> int { throw linac::Raise::exit(Value::tuple({"a", 1})); });
  add("throw_throw", [](int) -> int { throw linac::Raise::thrown(7); });
  ASSERT_TRUE(natives.add("host", "dirty", linac::NativeKind::kDirtyIo,
                          [](int) -> int { throw std::runtime_error("dirty"); }));
  add("allocate", [](int) -> int { throw std::bad_alloc(); });
  load();
  EXPECT_EQ(host("throw_std", {1}), "{error,{host_exception,<<\"broken\">>}}");
  EXPECT_EQ(host("throw_other", {1}),
            "{error,{host_exception,<<\"an exception that is no std::exception\">>}}");
  EXPECT_EQ(host("throw_raise", {1}), "{exit,{<<\"a\">>,1}}");
  EXPECT_EQ(host("throw_throw", {1}), "{throw,7}");
  EXPECT_EQ(host("dirty", {1}), "{error,{host_exception,<<\"dirty\">>}}");
  EXPECT_EQ(host("allocate", {1}), "{error,{host_exception,<<\"std::bad_alloc\">>}}");
  EXPECT_EQ(call("raise_trace", {Value::atom("throw_std"), Value::list({5})}).to_string(),
            "[{host,throw_std,[5]},{embed_cases,raise_trace,2}]");
}

int64_t plain_function(int64_t x) { return x + 1; }

TEST_F(Embedding, NativesAreFunctionsLikeOthers) {
  ASSERT_TRUE(vm().natives().add("host", "next", plain_function));
  ASSERT_TRUE(
      vm().natives().add("host", "later", [](linac::Async call, int) { call.complete(1); }));
  ASSERT_TRUE(vm().natives().add("a/b", "c", [] { return 1; }));
  load();
  EXPECT_EQ(call("through_fun", {Value::atom("next"), 1, Value::list({1})}),
            Value::tuple({true, 2}));
  EXPECT_EQ(call("through_fun", {Value::atom("later"), 1, Value::list({1})}),
            Value::tuple({true, 1}));
  EXPECT_EQ(call("exported", {Value::atom("next"), 1}), Value(true));
  EXPECT_EQ(call("exported", {Value::atom("next"), 2}), Value(false));
  EXPECT_EQ(call("loaded", {Value::atom("host")}).to_string(), "{module,host}");
  EXPECT_EQ(*vm().call("host", "next", {1}), Value(2));
  EXPECT_EQ(*vm().call("host", "later", {1}), Value(1));
  EXPECT_EQ(*vm().call("a@b", "c"), Value(1));
}

TEST_F(Embedding, TheHostsNativesGoBeforeAFilesFunctions) {
  ASSERT_TRUE(vm().natives().add("host_own", "replaced", [] { return 1; }));
  ASSERT_TRUE(vm().load_file(data("host_own.beam")));
  EXPECT_EQ(*vm().call("host_own", "replaced"), Value(1));
  EXPECT_EQ(*vm().call("host_own", "kept"), Value::atom("of_file"));
  EXPECT_EQ(*vm().call("host_own", "local"), Value::atom("of_file"));
}

TEST_F(Embedding, WhatCannotBeAdded) {
  auto& natives = vm().natives();
  auto text = [](auto result) { return result.error().message; };
  EXPECT_EQ(text(natives.add("lists", "reverse", [](Value v) { return v; })),
            "cannot add lists:reverse/1: Linac has that function itself");
  EXPECT_EQ(text(natives.add("erlang", "mine", [] { return 1; })),
            "cannot add erlang:mine/0: Linac has that function itself");
  ASSERT_TRUE(natives.add("host", "f", [] { return 1; }));
  EXPECT_EQ(text(natives.add("host", "f", [] { return 2; })),
            "cannot add host:f/0: it has been added before");
  EXPECT_EQ(text(natives.add("host", "g", linac::NativeKind::kDirtyIo, [](linac::Async) {})),
            "cannot add host:g/0: an async native runs on no dirty thread; leave the kind away");
  load();
  EXPECT_EQ(
      text(natives.add("host", "h", [] { return 1; })),
      "cannot add host:h/0: natives are added before the first module is loaded and the first "
      "call made");
}

TEST_F(Embedding, NativesUseTheVm) {
  linac::Error refused;
  auto& natives = vm().natives();
  ASSERT_TRUE(natives.add("host", "start", [&] {
    auto process = vm().spawn("embed_cases", "wait_for", {1});
    refused = process->wait().error();
    auto nested = vm().call("embed_cases", "echo", {1});
    EXPECT_EQ(nested.error().kind, linac::ErrorKind::kInvalid);
    EXPECT_EQ(vm().info(process->pid()).error().kind, linac::ErrorKind::kInvalid);
    process->send(Value::tuple({Value::atom("go"), 2}));
    return process->pid();
  }));
  ASSERT_TRUE(natives.add("host", "nested", linac::NativeKind::kDirtyIo,
                          [&](Value value) { return *vm().call("embed_cases", "echo", {value}); }));
  load();
  EXPECT_TRUE(call("host", {Value::atom("start"), Value::list({})}).as_pid());
  EXPECT_EQ(refused.kind, linac::ErrorKind::kInvalid);
  EXPECT_EQ(host("nested", {"deep"}), "{value,<<\"deep\">>}");
}

// --- Async calls ---------------------------------------------------------------------------------

class AsyncCalls : public Embedding {
 protected:
  void SetUp() override {
    ASSERT_TRUE(vm().natives().add("host", "later", [this](linac::Async call, int64_t number) {
      std::lock_guard lock(mutex_);
      calls_.emplace(number, std::move(call));
      changed_.notify_all();
    }));
    load();
  }
  linac::Async take(int64_t number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_.contains(number); });
    auto node = calls_.extract(number);
    return std::move(node.mapped());
  }
  linac::Process start(int64_t number) {
    return vm()
        .spawn("embed_cases", "try_host", {Value::atom("later"), Value::list({number})})
        .value();
  }
  std::string outcome(const linac::Process& process) {
    auto exit = process.wait(kPatience);
    EXPECT_TRUE(exit);
    return exit ? exit->result.to_string() : "";
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int64_t, linac::Async> calls_;
};

TEST_F(AsyncCalls, AreCompletedOnce) {
  auto process = start(1);
  linac::Async call = take(1);
  EXPECT_TRUE(call.is_wanted());
  EXPECT_EQ(call.caller(), process.pid());
  EXPECT_TRUE(process.is_alive());
  EXPECT_EQ(call.complete(std::vector<int>{1, 2}), linac::Completion::kDelivered);
  EXPECT_FALSE(call.is_wanted());
  EXPECT_EQ(call.complete(2), linac::Completion::kAlready);
  EXPECT_EQ(call.fail(Value("no")), linac::Completion::kAlready);
  EXPECT_EQ(outcome(process), "{value,[1,2]}");
  EXPECT_EQ(call.complete(3), linac::Completion::kAlready);
}

TEST_F(AsyncCalls, FailWithAnException) {
  auto process = start(1);
  EXPECT_EQ(take(1).fail(Value::tuple({"no", 1})), linac::Completion::kDelivered);
  EXPECT_EQ(outcome(process), "{error,{<<\"no\">>,1}}");
  auto thrown = start(2);
  take(2).fail(linac::Raise::thrown(5));
  EXPECT_EQ(outcome(thrown), "{throw,5}");
}

TEST_F(AsyncCalls, ThatAreDroppedRaise) {
  auto process = start(1);
  take(1);
  EXPECT_EQ(outcome(process), "{error,{linac,abandoned}}");
}

TEST_F(AsyncCalls, OfAKilledProcessAreGone) {
  auto process = start(1);
  linac::Async call = take(1);
  process.kill();
  auto exit = process.wait(kPatience);
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->reason, Value::atom("killed"));
  EXPECT_FALSE(call.is_wanted());
  EXPECT_EQ(call.complete(1), linac::Completion::kGone);
}

TEST_F(AsyncCalls, OutliveTheVm) {
  auto process = start(1);
  linac::Async call = take(1);
  vm_.reset();
  EXPECT_FALSE(call.is_wanted());
  EXPECT_EQ(call.complete(1), linac::Completion::kGone);
  EXPECT_EQ(linac::Async().complete(1), linac::Completion::kGone);
}

TEST_F(AsyncCalls, AnswerWhatCannotBeBuiltWithAnError) {
  auto process = start(1);
  take(1).complete(Value::atom(std::string(300, 'a')));
  EXPECT_EQ(outcome(process), "{error,badarg}");
}

TEST_F(AsyncCalls, MessagesWaitMeanwhile) {
  auto process = vm().spawn("embed_cases", "callers", {vm().open_mailbox()->pid(), 0});
  ASSERT_TRUE(process);
  auto caller = start(1);
  linac::Async call = take(1);
  for (int i = 0; i < 100; i++) caller.send(i);
  EXPECT_EQ(call.complete("done"), linac::Completion::kDelivered);
  EXPECT_EQ(outcome(caller), "{value,<<\"done\">>}");
}

TEST(AsyncThrow, GivesTheCallUp) {
  std::optional<linac::Async> kept;
  auto vm = linac::Vm::create();
  ASSERT_TRUE(vm);
  ASSERT_TRUE(vm->natives().add("host", "drop", [](linac::Async, int) {}));
  ASSERT_TRUE(vm->natives().add("host", "early", [](linac::Async call) { call.complete("now"); }));
  ASSERT_TRUE(vm->natives().add("host", "throws", [&](linac::Async call) {
    kept.emplace(std::move(call));
    throw std::runtime_error("late");
  }));
  ASSERT_TRUE(vm->load_file(data("embed_cases.beam")));
  auto host = [&](const char* name, std::vector<Value> arguments) {
    return vm->call("embed_cases", "try_host", {Value::atom(name), Value::list(arguments)})
        .value()
        .to_string();
  };
  EXPECT_EQ(host("drop", {1}), "{error,{linac,abandoned}}");
  EXPECT_EQ(host("drop", {"x"}), "{error,badarg}");
  EXPECT_EQ(host("early", {}), "{value,<<\"now\">>}");
  EXPECT_EQ(host("throws", {}), "{error,{host_exception,<<\"late\">>}}");
  EXPECT_EQ(kept->complete(1), linac::Completion::kGone);
}

// What an async native of C raises, when it has freed the call or kept it, is raised in the caller.
TEST(AsyncThrow, InC) {
  linac_async* kept = nullptr;
  linac_vm* vm = linac_vm_create(nullptr, nullptr);
  ASSERT_TRUE(vm);
  auto native = [](linac_call* call, linac_async* async, void* data) {
    *static_cast<linac_async**>(data) = async;
    linac_call_raise(call, "exit", linac_string("no"));
  };
  ASSERT_TRUE(linac_vm_add_async_native(vm, "host", "raises", 0, native, &kept, nullptr, nullptr));
  linac_error* error = nullptr;
  EXPECT_FALSE(linac_vm_call(vm, "host", "raises", nullptr, 0, 10'000, &error));
  ASSERT_TRUE(error);
  EXPECT_EQ(linac_error_kind_of(error), LINAC_ERROR_RAISED);
  EXPECT_STREQ(linac_error_class(error), "exit");
  linac_error_free(error);
  EXPECT_EQ(linac_async_complete(kept, linac_integer(1)), LINAC_GONE);
  linac_vm_destroy(vm);
}

}  // namespace
