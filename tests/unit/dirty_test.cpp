// Natives on dirty threads: the schedulers go on meanwhile, the answer comes back, signals wait.
#include "runtime/exec/dirty.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <thread>

#include "bifs/install.h"
#include "runtime/exec/signals.h"
#include "runtime/exec/spawn.h"
#include "runtime/run/worker.h"
#include "runtime/vm/vm.h"

namespace linac {
namespace {

// What the natives of this test share with it. One test at a time.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int inside = 0, most_inside = 0, entered = 0, left = 0;
  std::thread::id thread;

  void pass() {
    std::unique_lock lock(mutex);
    thread = std::this_thread::get_id();
    entered++;
    most_inside = std::max(most_inside, ++inside);
    changed.notify_all();
    changed.wait(lock, [&] { return open; });
    inside--;
    left++;
  }
  void await_entered(int count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return entered >= count; });
  }
  void release() {
    std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
};
Gate* gate = nullptr;

// [N, N-1, .., 1], a reservation a cell.
NativeResult numbers(NativeCall& call) {
  if (!call[0].is_small()) return call.badarg();
  int64_t count = call[0].small_value();
  {
    std::lock_guard lock(gate->mutex);
    gate->thread = std::this_thread::get_id();
  }
  RootScope scope(call.heap());
  Handle list = scope.root();
  for (int64_t i = 1; i <= count; i++) {
    Reserved room = call.reserve(kConsWords);
    if (!room.ok()) return call.out_of_memory();
    list.set(room.space().cons(make_small(i), list.get(room)), room);
  }
  call.charge(count);
  return call.value(list);
}

NativeResult wait_at_gate(NativeCall& call) {
  gate->pass();
  return call.value(call[0]);
}

// When the dirty native has been entered: kills its process, then lets it go on.
NativeResult kill_at_gate(NativeCall& call) {
  gate->await_entered(1);
  Term victim = [&] {
    NoGc no_gc(call.heap());
    return call[0].get(no_gc);
  }();
  Process& self = call.process();
  send_exit(call.vm(), *self.scheduler, victim, self.pid, atoms::kKill, SignalKind::kExit);
  gate->release();
  return call.boolean(true);
}

NativeResult release_gate(NativeCall& call) {
  gate->await_entered(1);
  gate->release();
  return call.boolean(true);
}

void install(BifTable& table, AtomTable& atoms) {
  install_natives(table, atoms);
  auto add = [&](std::string_view name, uint32_t arity, NativeFunction function) {
    table.add(atoms, "t", name, arity, kControl, function, kNoTerm);
  };
  auto add_dirty = [&](std::string_view name, NativeFunction function, NativeFunction body) {
    table.add(atoms, "t", name, 1, kControl, function, kNoTerm, body);
  };
  add_dirty("numbers", declared_dirty_cpu, numbers);
  add_dirty("wait", declared_dirty_io, wait_at_gate);
  add("kill", 1, kill_at_gate);
  add("release", 0, release_gate);
}

size_t threads_of_this_process() {
  // The thread sanitizer's own thread comes with the first one.
  static const bool begun = (std::thread([] {}).join(), true);
  static_cast<void>(begun);
  auto tasks = std::filesystem::directory_iterator("/proc/self/task");
  return static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
}

class Dirty : public testing::Test {
 protected:
  Dirty() { gate = &gate_; }
  ~Dirty() override { gate_.release(); }

  void make_vm(uint32_t dirty_io = kDefaultDirtyIo) {
    VmOptions options;
    options.gc_stress = 1;
    options.discard_output = true;
    options.schedulers = 1;
    options.dirty_io = dirty_io;
    vm_ = std::make_unique<Vm>(options, install);
  }

  Process& start(std::string_view function, std::vector<Term> arguments, bool keep = true) {
    ExportEntry* entry = vm_->code().export_entry(atom("t"), atom(function),
                                                  static_cast<uint32_t>(arguments.size()));
    Process* process = start_process(vm_->context(), *entry, arguments);
    process->keep_when_ended = keep;
    return *process;
  }
  void run(Process& process) {
    ASSERT_EQ(run_until_ended(vm_->context(), process), RunResult::kEnded);
  }
  Term atom(std::string_view text) { return *vm_->atoms().intern(text); }

  Gate gate_;
  std::unique_ptr<Vm> vm_;
};

TEST_F(Dirty, AnswersAValueFromAnotherThread) {
  make_vm();
  Process& process = start("numbers", {make_small(50)});
  run(process);
  ASSERT_EQ(process.exit_class, kNoTerm);
  Term list = process.saved[0];
  for (int64_t i = 50; i > 0; i--, list = list.tail()) {
    ASSERT_TRUE(list.is_cons());
    EXPECT_EQ(list.head(), make_small(i));
  }
  EXPECT_TRUE(list.is_nil());
  EXPECT_NE(gate_.thread, std::this_thread::get_id());
  EXPECT_FALSE(process.dirty);
  EXPECT_GE(process.reductions_done, 50u);  // what it charged
}

TEST_F(Dirty, RaisesWithItsArgumentsInTheTrace) {
  make_vm();
  Process& process = start("numbers", {kNil});
  run(process);
  EXPECT_EQ(process.exit_class, atoms::kError);
  ASSERT_TRUE(is_tuple_of(process.exit_reason, 2));
  EXPECT_EQ(tuple_element(process.exit_reason, 0), atoms::kBadarg);
  Term frame = tuple_element(process.exit_reason, 1).head();
  EXPECT_EQ(tuple_element(frame, 0), atom("t"));
  EXPECT_EQ(tuple_element(frame, 1), atom("numbers"));
  ASSERT_TRUE(tuple_element(frame, 2).is_cons());
  EXPECT_TRUE(tuple_element(frame, 2).head().is_nil());
}

TEST_F(Dirty, TheSchedulerGoesOn) {
  make_vm();
  Process& waiting = start("wait", {atoms::kOk});
  start("release", {}, false);
  run(waiting);  // would never end if it held the only scheduler
  EXPECT_EQ(waiting.saved[0], atoms::kOk);
}

TEST_F(Dirty, ExitSignalsTakeEffectAfterTheCall) {
  make_vm();
  Process& waiting = start("wait", {atoms::kOk});
  start("kill", {waiting.pid}, false);
  run(waiting);
  EXPECT_EQ(waiting.exit_reason, atoms::kKilled);
  EXPECT_EQ(gate_.left, 1);
}

TEST_F(Dirty, NoMoreThreadsThanAllowed) {
  make_vm(2);
  size_t before = threads_of_this_process();
  std::vector<Process*> all;
  for (int i = 0; i < 6; i++) all.push_back(&start("wait", {make_small(i)}));
  std::thread opener([&] {
    gate_.await_entered(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    EXPECT_EQ(threads_of_this_process(), before + 3);  // and this one
    gate_.release();
  });
  for (Process* process : all) run(*process);
  opener.join();
  for (int i = 0; i < 6; i++) EXPECT_EQ(all[static_cast<size_t>(i)]->saved[0], make_small(i));
  EXPECT_EQ(gate_.most_inside, 2);
}

TEST_F(Dirty, ThreadsAreStartedWhenNeeded) {
  size_t before = threads_of_this_process();
  make_vm();
  EXPECT_EQ(threads_of_this_process(), before);
  run(start("numbers", {make_small(3)}));
  run(start("numbers", {make_small(3)}));
  EXPECT_EQ(threads_of_this_process(), before + 1);
  vm_.reset();
  EXPECT_EQ(threads_of_this_process(), before);
}

TEST_F(Dirty, TheVmWaitsForCallsThatAreMade) {
  make_vm();
  start("wait", {make_small(1)}, false);
  Process& other = start("numbers", {make_small(3)});
  run(other);
  gate_.await_entered(1);
  EXPECT_TRUE(vm_->context().dirty_threads->is_busy());
  std::thread opener([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    gate_.release();
  });
  vm_.reset();
  EXPECT_EQ(gate_.left, 1);
  opener.join();
}

}  // namespace
}  // namespace linac
