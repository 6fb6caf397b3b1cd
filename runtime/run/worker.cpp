#include "runtime/run/worker.h"

#include <chrono>
#include <thread>

#include "core/base/long_walk.h"
#include "core/base/memory_account.h"
#include "runtime/ets/transfer.h"
#include "runtime/exec/on_load.h"
#include "runtime/exec/signals.h"
#include "runtime/exec/slice.h"
#include "runtime/exec/watch.h"
#include "runtime/interp/loop.h"
#include "runtime/process/event.h"
#include "runtime/process/host_side.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/process/table.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/dirty_threads.h"
#include "runtime/sched/poller.h"

namespace linac {
namespace {

// How often the clock is read while there is something to run: after so many reductions.
constexpr int64_t kTimerReductions = 1000;
constexpr int64_t kSliceCost = 100;

// How long what was printed may be held back while the program computes.
constexpr uint64_t kHoldOutput = 20'000'000;

class Worker {
 public:
  Worker(VmContext& vm, Scheduler& own) : vm_(vm), own_(own), group_(own.group) {}

  // Until stop() says so, which is asked between slices.
  template <class Stop>
  void run(Stop stop) {
    bool called = &own_ != &group_.first();
    for (;;) {
      group_.pin(own_);
      if (until_timers_ <= 0) {
        fire_timers();
        show_output();
        until_timers_ = kTimerReductions;
      }
      if (vm_.poller->has_events()) deliver_events();
      if (stop()) break;
      Process* process = own_.queue.take();
      if (!process) process = group_.steal(own_);
      if (!process) {
        group_.unpin(own_);
        if (vm_.output->is_pending()) vm_.output->flush();  // a program that waits has shown all
        group_.wait_for_work(own_);
        until_timers_ = 0;
        called = true;
        continue;
      }
      if (called) {
        group_.found_work();
        called = false;
      }
      run_slice(*process);
    }
    group_.unpin(own_);
  }

 private:
  void fire_timers() {
    uint64_t next = own_.timers.next_time();
    if (next == TimerWheel::kNever) return;
    uint64_t now = monotonic_nanoseconds();
    if (next > now) return;
    own_.timers.take_due(now, &due_);
    for (Process* process : due_.processes) group_.wake(own_, *process);
    for (ProgramTimer* timer : due_.timers) {
      Term pid = timer->destination;
      if (pid.is_atom()) pid = vm_.names->whereis(pid);
      deliver_to(vm_, own_, pid, timer->message);
      delete timer;
    }
    due_.processes.clear();
    due_.timers.clear();
  }

  // Who watches a long computation sees how far it is, and loses nothing when it is killed.
  void show_output() {
    if (!vm_.output->is_pending()) {
      output_seen_ = 0;
      return;
    }
    uint64_t now = monotonic_nanoseconds();
    if (output_seen_ == 0) {
      output_seen_ = now;
    } else if (now - output_seen_ >= kHoldOutput) {
      vm_.output->flush();
      output_seen_ = 0;
    }
  }

  // One scheduler at a time, for what comes from one thread keeps its order. Who finds another at it may
  // leave: that one looks again when it has finished.
  void deliver_events() {
    while (vm_.poller->has_events()) {
      std::unique_lock lock(vm_.poller->delivery(), std::try_to_lock);
      if (!lock) return;
      for (const HostEvent& event : vm_.poller->take()) {
        Fragment* message = Fragment::make(own_.memory.pool, tuple_words(3));
        VM_CHECK(message);
        message->root = message->space.tuple_of(event.tag, event.number, event.value);
        deliver_to(vm_, own_, event.to, message);
      }
      for (const HostSignal& sent : vm_.poller->take_signals()) {
        if (sent.begins) {
          group_.enqueue(own_, *sent.begins);
        } else {
          deliver_to(vm_, own_, sent.to, sent.signal);
        }
      }
    }
  }

  void run_slice(Process& first) {
    first.scheduler = &own_;
    first.heap.attach(own_.memory);
    if (!handle_signals(first)) return end(first);
    if (!goes_on(first)) return suspend(own_, first);
    first.waiting = false;
    first.reductions_left = kSliceReductions;
    own_.switch_budget = kSliceReductions;
    RunExit exit = interpret(first, own_.registers);
    until_timers_ -= kSliceCost + kSliceReductions - own_.registers.process->reductions_left +
                     kSliceReductions - own_.switch_budget;
    Process& process = *own_.registers.process;  // another one after switch_in_receive()
    account_slice(own_, process);
    if (watch_of(vm_) && !may_go_on(process, exit)) [[unlikely]] {
      return end(process);
    }
    switch (exit) {
      case RunExit::kSlice:
        process.scheduler = nullptr;
        group_.enqueue(own_, process);
        break;
      case RunExit::kWait:
        if (process.dirty) {
          vm_.dirty_threads->submit(own_, process);
          break;
        }
        process.waiting = true;
        suspend(own_, process);
        break;
      case RunExit::kFinish: end(process); break;
    }
  }

  // Once it has left, a process that has ended or that a dirty thread is to have is nobody's to judge.
  // Out of line, as each slice of a Vm without a Watch would pay for its registers.
  [[gnu::noinline]] bool may_go_on(Process& process, RunExit exit) {
    return exit == RunExit::kFinish || process.dirty ||
           watch_of(vm_)->goes_on(process, exit == RunExit::kSlice);
  }

  void tell_of_end(Process& process) {
    Event event{EventKind::kExit};
    event.pid = process.pid;
    event.process = &process;
    event.term = process.exit_reason;
    event.kind = EventKind::kCrash;
    if (is_reported(process) && vm_.wants(event.kind)) vm_.on_event(event);
    event.kind = EventKind::kExit;
    if (vm_.wants(event.kind)) vm_.on_event(event);
  }

  bool is_reported(const Process& process) {
    return process.exit_class == atoms::kError || process.exit_class == atoms::kThrow ||
           process.out_of_memory;
  }

  void end(Process& process) {
    if (watch_of(vm_)) watch_of(vm_)->stop_if_over();
    bool keep = process.keep_when_ended;
    if (!on_load_ended(vm_, process) && !keep && vm_.report_exit && is_reported(process)) {
      vm_.report_exit(process);
    }
    if (vm_.events != 0) tell_of_end(process);
    if (watch_of(vm_) &&
        (process.role == ProcessRole::kProgram || process.role == ProcessRole::kPort)) {
      watch_of(vm_)->remove_process(process);
    }
    if (TimerNode& timer = process.receive_timer; timer.armed.load()) timer.wheel->disarm(timer);
    end_tables(process);
    end_process(process);
    if (vm_.host) {
      if (process.awaiting) vm_.host->call_ended(process.awaiting);
      if (keep) vm_.host->process_ended(process);
      keep = false;
    }
    own_.collections +=
        process.heap.statistics().minor_collections + process.heap.statistics().major_collections;
    own_.reclaimed_words += process.heap.statistics().reclaimed_words;
    process.scheduler = nullptr;
    if (keep) {
      process.state.store(ProcessState::kDead, std::memory_order_seq_cst);
      group_.first().notify();
      return;
    }
    process.heap.release();
    vm_.processes->retire(process, own_.memory);
    process.state.store(ProcessState::kDead, std::memory_order_relaxed);
    group_.retire(own_, &process);
  }

  VmContext& vm_;
  Scheduler& own_;
  Schedulers& group_;
  TimerWheel::Due due_;
  int64_t until_timers_ = 0;  // reductions, slices counting kSliceCost besides
  // When this worker first saw that something is held back; 0: nothing is.
  uint64_t output_seen_ = 0;
};

}  // namespace

namespace {

template <class Stop>
RunResult run_first(VmContext& vm, Stop is_over) {
  Schedulers& group = *vm.schedulers;
  bool halted = false;
  AccountScope account(vm.account);
  StopScope stops(&vm.halt->requested);
  if (watch_of(vm)) watch_of(vm)->start_clock();
  group.resume();
  Worker(vm, group.first()).run([&] {
    halted = vm.halt->requested.load(std::memory_order_acquire);
    return halted || is_over();
  });
  group.stop();
  return halted ? RunResult::kHalted : RunResult::kEnded;
}

}  // namespace

RunResult run_until_ended(VmContext& vm, Process& main) {
  return run_first(vm, [&] {
    bool ended = main.state.load(std::memory_order_acquire) == ProcessState::kDead;
    return ended && !vm.halt->stopping.load(std::memory_order_acquire);
  });
}

RunResult run_until_stopped(VmContext& vm, const std::atomic<bool>& stop) {
  return run_first(vm, [&] { return stop.load(std::memory_order_acquire); });
}

void release_main(VmContext& vm, Process& main) {
  main.keep_when_ended = false;
  if (main.state.load() != ProcessState::kDead) return;
  Scheduler& first = vm.schedulers->first();
  vm.processes->retire(main, first.memory);
  main.heap.attach(first.memory);       // it may have ended elsewhere; the first scheduler frees it
  vm.schedulers->retire(first, &main);  // an observer may still look at it
}

constexpr std::chrono::microseconds kHaltPause{100};

void run_scheduler(VmContext& vm, Scheduler& own) {
  AccountScope account(vm.account);
  StopScope stops(&vm.halt->requested);
  Worker(vm, own).run([&] {
    // The first scheduler may be at signals that processes go on to send as long as they run.
    while (vm.halt->requested.load(std::memory_order_acquire) && !own.group.is_stopping()) {
      own.group.first().notify();
      std::this_thread::sleep_for(kHaltPause);
    }
    return own.group.is_stopping();
  });
}

}  // namespace linac
