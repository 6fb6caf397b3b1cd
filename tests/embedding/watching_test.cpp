// The hook after slices, events, and what a host's functions throw.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>

#include "linac/linac.h"
#include "linac/linac.hpp"

namespace {

using linac::EventKind;
using linac::SliceAnswer;
using linac::Value;
using namespace std::chrono_literals;

linac::Vm make(const linac::VmOptions& options, const std::string& module = "hostile") {
  linac::Vm vm = linac::Vm::create(options).value();
  vm.load_file(std::string(SANDBOX_DATA) + "/" + module + ".beam").value();
  return vm;
}

// --- The hook ------------------------------------------------------------------------------------

TEST(SliceHook, Kills) {
  linac::VmOptions options;
  std::atomic<uint64_t> reductions{0}, memory{0};
  options.slice_hook = [&](const linac::Slice& slice) {
    EXPECT_GT(slice.reductions, reductions.exchange(slice.reductions));
    EXPECT_EQ(slice.function, "hostile:spin/1");
    memory = slice.memory;
    return slice.reductions > 1'000'000 ? SliceAnswer::kKill : SliceAnswer::kContinue;
  };
  linac::Vm vm = make(options);
  auto result = vm.call("hostile", "endless_loop");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().exception.reason, Value::atom("killed"));
  EXPECT_GT(reductions, 1'000'000u);
  EXPECT_LT(reductions, 1'010'000u);
  EXPECT_GT(memory, 0u);
}

TEST(SliceHook, SuspendsUntilTheHostSaysSo) {
  linac::VmOptions options;
  std::mutex mutex;
  std::condition_variable changed;
  std::optional<linac::Pid> suspended;
  int times = 0;
  options.slice_hook = [&](const linac::Slice& slice) {
    std::lock_guard lock(mutex);
    if (++times > 3) return SliceAnswer::kKill;
    suspended = slice.pid;
    changed.notify_all();
    return SliceAnswer::kSuspend;
  };
  linac::Vm vm = make(options);
  auto process = vm.spawn("hostile", "endless_loop").value();
  for (int i = 0; i < 3; i++) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return suspended.has_value(); });
    EXPECT_EQ(*suspended, process.pid());
    suspended.reset();
    lock.unlock();
    linac::ProcessInfo info;
    do {
      info = process.info().value();
    } while (info.status != linac::ProcessInfo::Status::kSuspended);
    vm.resume(process.pid());
  }
  EXPECT_EQ(process.wait()->reason, Value::atom("killed"));
}

// --- Events --------------------------------------------------------------------------------------

class Events : public testing::Test {
 protected:
  linac::VmOptions options() {
    linac::VmOptions options;
    options.on_event = [this](const linac::Event& event) {
      std::lock_guard lock(mutex_);
      seen_.push_back(event);
    };
    return options;
  }
  std::vector<linac::Event> of(EventKind kind) {
    std::lock_guard lock(mutex_);
    std::vector<linac::Event> found;
    for (const linac::Event& event : seen_) {
      if (event.kind == kind) found.push_back(event);
    }
    return found;
  }

  std::mutex mutex_;
  std::vector<linac::Event> seen_;
};

TEST_F(Events, TellOfProcesses) {
  std::optional<linac::Vm> vm(make(options()));
  auto process = vm->spawn("hostile", "neighbour", {100}).value();
  EXPECT_EQ(process.wait()->result, Value(171700));
  vm.reset();
  auto spawns = of(EventKind::kSpawn);
  ASSERT_EQ(spawns.size(), 101u);
  EXPECT_EQ(spawns[0].pid, process.pid());
  EXPECT_EQ(spawns[0].parent, linac::Pid{});
  EXPECT_EQ(spawns[0].function, "hostile:neighbour/1");
  EXPECT_EQ(spawns[1].parent, process.pid());
  EXPECT_EQ(of(EventKind::kExit).size(), 101u);
  EXPECT_EQ(of(EventKind::kCrash).size(), 0u);
  EXPECT_STREQ(event_name(EventKind::kSlowNative), "slow_native");
}

TEST_F(Events, CrashReportsAreData) {
  linac::Vm vm = make(options());
  auto process = vm.spawn("hostile", "raise_bush").value();
  EXPECT_TRUE(process.wait());
  auto crashes = of(EventKind::kCrash);
  ASSERT_EQ(crashes.size(), 1u);
  EXPECT_EQ(crashes[0].pid, process.pid());
  ASSERT_TRUE(crashes[0].crash);
  const linac::CrashReport& report = *crashes[0].crash;
  EXPECT_EQ(report.exception.error_class, "error");
  EXPECT_EQ(report.exception.reason.to_string(), "{linac_limit,value,1073741824}");
  EXPECT_EQ(report.exception.stacktrace[0][1], Value::atom("raise_bush"));
  EXPECT_EQ(report.initial_call, "hostile:raise_bush/0");
  EXPECT_EQ(report.registered_name, "");
  EXPECT_GT(report.reductions, 0u);
  EXPECT_GT(report.memory, 0u);
  EXPECT_EQ(report.message, "error: {linac_limit,value,1073741824}");
}

TEST_F(Events, TellOfLimits) {
  linac::VmOptions all = options();
  all.limits.processes = 100;
  all.process_limits.reductions = 1'000'000;
  all.events = event_bit(EventKind::kLimit);
  linac::Vm vm = make(all);
  auto process = vm.spawn("hostile", "endless_loop").value();
  EXPECT_TRUE(process.wait()->over_limit);
  EXPECT_FALSE(vm.call("hostile", "fork_bomb"));
  auto limits = of(EventKind::kLimit);
  ASSERT_EQ(limits.size(), 2u);
  EXPECT_EQ(limits[0].pid, process.pid());
  EXPECT_EQ(limits[0].name, "reductions");
  EXPECT_EQ(limits[0].number, 1'000'000u);
  EXPECT_EQ(limits[1].pid, linac::Pid{});
  EXPECT_EQ(limits[1].name, "processes");
}

// --- What the host's functions throw ---------------------------------------------------------------

class Throwing : public testing::Test {
 protected:
  linac::VmOptions options() {
    linac::VmOptions options;
    options.errors = [this](std::string_view text) { complaints_ += text; };
    return options;
  }
  std::string complaints_;
};

TEST_F(Throwing, OutputIsLostAndTheProgramGoesOn) {
  linac::VmOptions all = options();
  int calls = 0;
  all.output = [&](std::string_view) {
    calls++;
    throw std::runtime_error("full");
  };
  {
    linac::Vm vm = linac::Vm::create(all).value();
    vm.load_file(std::string(EMBEDDING_DATA) + "/embed_cases.beam").value();
    EXPECT_EQ(*vm.call("embed_cases", "print", {"one\n"}), Value::atom("ok"));
    EXPECT_EQ(*vm.call("embed_cases", "print", {"two\n"}), Value::atom("ok"));
  }
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(complaints_, "linac: the host's function for output has thrown: full\n");
}

TEST_F(Throwing, ErrorsAreLost) {
  linac::VmOptions all;
  all.errors = [](std::string_view) { throw 1; };
  linac::Vm vm = linac::Vm::create(all).value();
  vm.load_file(std::string(EMBEDDING_DATA) + "/embed_cases.beam").value();
  EXPECT_EQ(*vm.call("embed_cases", "complain", {"one\n"}), Value::atom("ok"));
}

TEST_F(Throwing, AHookThatThrowsKills) {
  linac::VmOptions all = options();
  all.slice_hook = [](const linac::Slice&) -> SliceAnswer { throw std::runtime_error("broken"); };
  {
    linac::Vm vm = make(all);
    auto result = vm.call("hostile", "endless_loop");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().exception.reason, Value::atom("killed"));
  }
  EXPECT_EQ(complaints_, "linac: the host's function for slices has thrown: broken\n");
}

TEST_F(Throwing, EventsAreLost) {
  linac::VmOptions all = options();
  std::atomic<int> calls{0};
  all.on_event = [&](const linac::Event&) {
    calls++;
    throw 1;
  };
  all.events = event_bit(EventKind::kExit);
  {
    linac::Vm vm = make(all);
    EXPECT_EQ(*vm.call("hostile", "neighbour", {10}), Value(220));
  }
  EXPECT_EQ(calls, 11);
  EXPECT_EQ(complaints_,
            "linac: the host's function for events has thrown: an exception that is no "
            "std::exception\n");
}

// --- The same in C -------------------------------------------------------------------------------

struct Seen {
  std::mutex mutex;
  std::vector<std::string> events;
  std::atomic<int> slices{0};
};

void keep_event(void* data, const linac_event* event) {
  auto* seen = static_cast<Seen*>(data);
  std::lock_guard lock(seen->mutex);
  seen->events.push_back(std::string(event->name) + " " + event->text +
                         (event->pid ? "" : " of the VM") +
                         (event->crash ? event->crash->message : ""));
}

linac_slice_answer count_slice(void* data, const linac_slice* slice) {
  auto* seen = static_cast<Seen*>(data);
  if (seen->slices < 5) {
    EXPECT_STREQ(slice->function, "hostile:spin/1");
  }
  EXPECT_EQ(linac_value_kind(slice->pid), LINAC_PID);
  return ++seen->slices == 5 ? LINAC_KILL : LINAC_CONTINUE;
}

linac_value* ask_read(linac_call* call, void*) {
  char* path = linac_call_allowed(call, LINAC_READ, "/etc/passwd");
  linac_value* answer = linac_bool(path != nullptr);
  linac_text_free(path);
  return answer;
}

TEST(WatchingInC, CapabilitiesAndEvents) {
  Seen seen;
  linac_options* options = linac_options_new();
  linac_options_allow(options, LINAC_READ, "/etc");
  linac_options_deny(options, LINAC_READ, "/etc/shadow");
  linac_options_deny(options, LINAC_CLOCK, nullptr);
  linac_options_allow(options, LINAC_CLOCK, nullptr);
  linac_options_events(options, keep_event, &seen, LINAC_EVENT_BIT(LINAC_EVENT_REFUSAL));
  linac_vm* vm = linac_vm_create(options, nullptr);
  ASSERT_TRUE(vm);
  ASSERT_TRUE(
      linac_vm_add_native(vm, "host", "ask", 0, LINAC_SYNC, ask_read, nullptr, nullptr, nullptr));
  ASSERT_TRUE(linac_vm_load_file(vm, SANDBOX_DATA "/tricks.beam", nullptr));
  linac_value* home = linac_string("HOME");
  linac_value* value = linac_vm_call(vm, "tricks", "variable", &home, 1, 60'000, nullptr);
  ASSERT_TRUE(value);
  char* text = linac_value_text(value);
  EXPECT_STREQ(text, "{error,{eperm,env,<<\"HOME\">>}}");
  linac_text_free(text);
  linac_value_free(value);
  linac_value* may = linac_vm_call(vm, "host", "ask", nullptr, 0, 60'000, nullptr);
  ASSERT_TRUE(may);
  EXPECT_TRUE(linac_is_atom(may, "true"));
  linac_value_free(may);
  linac_options* less = linac_options_new();
  linac_process* process = linac_vm_spawn_narrowed(vm, "host", "ask", nullptr, 0, less, nullptr);
  ASSERT_TRUE(process);
  may = linac_process_wait(process, 60'000, nullptr);
  ASSERT_TRUE(may);
  EXPECT_TRUE(linac_is_atom(may, "false"));
  linac_value_free(may);
  linac_process_free(process);
  linac_options_free(less);
  linac_options_free(options);
  linac_vm_destroy(vm);
  EXPECT_EQ(seen.events, (std::vector<std::string>{"env HOME", "read /etc/passwd"}));
}

TEST(WatchingInC, LimitsAndTheHook) {
  Seen seen;
  linac_options* options = linac_options_new();
  linac_options_limit(options, LINAC_MAX_PROCESSES, 100);
  linac_options_limit(options, LINAC_MAX_TIME, 60'000);
  linac_options_slice_hook(options, count_slice, &seen);
  linac_vm* vm = linac_vm_create(options, nullptr);
  linac_options_free(options);
  ASSERT_TRUE(vm);
  ASSERT_TRUE(linac_vm_load_file(vm, SANDBOX_DATA "/hostile.beam", nullptr));
  linac_error* error = nullptr;
  EXPECT_FALSE(linac_vm_call(vm, "hostile", "endless_loop", nullptr, 0, -1, &error));
  ASSERT_TRUE(error);
  EXPECT_STREQ(linac_error_message(error), "exit: killed");
  linac_error_free(error);
  EXPECT_EQ(seen.slices, 5);
  EXPECT_EQ(linac_vm_limit_reached(vm), nullptr);
  error = nullptr;
  EXPECT_FALSE(linac_vm_call(vm, "hostile", "fork_bomb_linked", nullptr, 0, -1, &error));
  ASSERT_TRUE(error);
  EXPECT_EQ(linac_error_kind_of(error), LINAC_ERROR_LIMIT);
  char* limit = linac_vm_limit_reached(vm);
  EXPECT_STREQ(limit, linac_error_message(error));
  linac_text_free(limit);
  linac_error_free(error);
  linac_vm_destroy(vm);
}

}  // namespace
