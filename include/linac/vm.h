// Vm: a virtual machine inside the host's program. Several live side by side and share nothing.
//
//   linac::VmOptions options;
//   auto vm = linac::Vm::create(options);
//   if (!vm) return report(vm.error().message);
//   vm->natives().add("host", "double", [](int64_t n) { return 2 * n; }).value();
//   vm->load_file("build/dev/erlang/app/ebin/app.beam").value();
//   auto answer = vm->call("app", "run", {21, "text"});
//
// Threads: all functions may be called from any thread, but where it says otherwise. Processes run on
// threads of the Vm's own, from the first call or spawn until it is destroyed; they block all signals,
// so that those stay the host's. A Vm installs no signal handler, sets no locale, and reads and writes
// the host's standard input and output only when the options say so.
// Ownership: a Vm owns its processes. Destroying it ends them where they are, waits for dirty natives
// that are being made, and answers everybody who waits. It must not be destroyed by one of its natives.
// Processes and mailboxes that the host still holds then are of processes that have ended.
// Errors: a Result; nothing is thrown.
#pragma once

#include <chrono>
#include <functional>

#include "linac/capabilities.h"
#include "linac/events.h"
#include "linac/hook.h"
#include "linac/limits.h"
#include "linac/native.h"
#include "linac/result.h"
#include "linac/value.h"

namespace linac {
LINAC_NAMESPACE(v0) {
using Duration = std::chrono::nanoseconds;

enum class Jit : uint8_t {
  kOn,
  kOff,
  kForce,  // what cannot be compiled is an error: for tests
};

struct VmOptions {
  // --- Machine ---
  uint32_t schedulers = 0;  // at most so many threads run processes; 0: one a processor
  uint32_t dirty_cpu = 0;   // at most so many threads for NativeKind::kDirtyCpu; 0: as many
  uint32_t dirty_io = 10;   // the same for kDirtyIo
  Jit jit = Jit::kOn;
  size_t code_memory_bytes = size_t{64} << 20;  // most for machine code; 512 MiB at most
  uint32_t gc_stress = 0;                       // collect at every n-th chance, for tests; 0: off

  // --- Programs ---
  std::vector<std::string> paths;  // folders that are searched for MODULE.beam, the first wins
  std::string otp;                 // an installed OTP whose library goes before the built-in one
  std::vector<std::string> arguments;  // what init:get_plain_arguments/0 answers

  // --- Standard input and output ---
  // What programs print. Unset: nowhere. Called with what there is when no process runs, when there are
  // 64 KB, and in the course of 20 ms or so while processes compute; from the VM's threads and from those
  // in Vm::call, one at a time. It must not wait for the VM.
  std::function<void(std::string_view)> output;
  // The same for standard_error, and for reports of processes that crash.
  std::function<void(std::string_view)> errors;
  // Programs read the process's standard input, and print to its standard output and error where the
  // functions above are unset.
  bool use_stdio = false;

  // --- What programs may do and use ---
  Capabilities capabilities;     // nothing
  VmLimits limits;               // of all together
  ProcessLimits process_limits;  // of each

  // --- Looking on ---
  SliceHook slice_hook;
  EventHandler on_event;
  uint32_t events = kAllEvents;  // those that on_event is called for, by event_bit()
};

struct SpawnOptions {
  // Of the Vm's capabilities those that are here, too; for this process and all that it spawns.
  // Unset: the Vm's. The boundary that holds against programs that mean harm is the Vm (docs/sandbox.md).
  std::optional<Capabilities> capabilities;
  // The smaller of the Vm's and these; of each of these processes.
  ProcessLimits limits;
};

struct CallOptions : SpawnOptions {
  // The process is killed, and the call answers ErrorKind::kTimeout. Unset: none.
  std::optional<Duration> timeout;
};

// How a process has ended.
struct Exit {
  bool returned = false;       // its function has returned, or it has called exit(normal)
  Value result;                // what its function returned; nil after exit(normal)
  Value reason;                // what links and monitors see; `normal` when it returned
  Exception exception;         // that ended it, unless it returned; killed by others: class exit
  bool out_of_memory = false;  // it was over its heap limit
  bool over_limit = false;     // the same, or over another limit of its own
  std::string message;         // for a user: one line, empty when it returned
};

// What a process is doing. Of a process that runs, as it was when its last slice ended.
struct ProcessInfo {
  enum class Status : uint8_t { kRunning, kWaiting, kSuspended };
  Status status = Status::kRunning;
  std::string function;         // module:name/arity, where it is
  std::string initial_call;     // what it was spawned with
  std::string registered_name;  // empty: none
  uint64_t reductions = 0;
  size_t memory = 0;    // bytes of heap and stack
  size_t messages = 0;  // in its queue
};

// A process that the host has spawned. Copies are of the same process. Letting go of it does not end
// the process.
class LINAC_EXPORT Process {
 public:
  Pid pid() const;
  // False: it has ended, and so has nobody got the message.
  bool send(const Value& message) const;
  // Waits until it has ended. An error: kTimeout; kHalted when the VM ends before it does; kInvalid
  // from a sync native, which would wait for itself.
  Result<Exit> wait(std::optional<Duration> timeout = std::nullopt) const;
  // Nothing: it has not ended.
  std::optional<Exit> poll() const;
  bool is_alive() const { return !poll(); }
  // As exit(Pid, Reason): `kill` cannot be trapped. It ends at its next slice.
  void exit(const Value& reason) const;
  void kill() const { exit(Value::atom("kill")); }
  // An error: it has ended (kNotFound), or does not answer in time, as in a dirty native (kTimeout).
  Result<ProcessInfo> info() const;

  struct State;
  explicit Process(std::shared_ptr<State> state) : state_(std::move(state)) {}

 private:
  std::shared_ptr<State> state_;
};

// A pid of the host's own, to which processes send. Messages wait here, in the order of each sender,
// until they are taken or the mailbox is destroyed. Exit signals of links and DOWN messages come as
// messages, too.
class LINAC_EXPORT Mailbox {
 public:
  Mailbox(Mailbox&&) noexcept;
  Mailbox& operator=(Mailbox&&) noexcept;
  ~Mailbox();

  Pid pid() const;
  // The oldest message; waits for one. Nothing: none came in that time, a program has killed the
  // mailbox, or the VM has ended. In a sync or async native it does not wait.
  std::optional<Value> receive(std::optional<Duration> timeout = std::nullopt);
  // The oldest message, if there is one.
  std::optional<Value> poll();
  // A DOWN message comes when that process ends, at once if it has ended: {'DOWN', Ref, process, Pid,
  // Reason}. None comes of Pid{}, which is no process.
  void monitor(Pid pid);

  struct State;
  explicit Mailbox(std::shared_ptr<State> state);

 private:
  std::shared_ptr<State> state_;
};

class LINAC_EXPORT Vm {
 public:
  // An error: an option is wrong, or the system has no memory or threads left.
  static Result<Vm> create(const VmOptions& options = {});
  Vm(Vm&&) noexcept;
  Vm& operator=(Vm&&) noexcept;
  ~Vm();

  // --- Before anything runs ---
  Natives& natives();

  // --- Code ---
  // The module's name. A module of that name that is loaded already is an error.
  Result<std::string> load(std::span<const uint8_t> bytes, std::string_view name_for_errors = "");
  // The same from a file. Other modules are found beside it, and in its Gleam build folder.
  Result<std::string> load_file(const std::string& path);
  // Behind the folders that there are.
  Result<void> add_path(const std::string& folder);

  // --- Calls and processes ---
  // Calls the function in a process of its own and waits for its end; `module` as Erlang (a@b) or Gleam
  // (a/b) writes it.
  Result<Value> call(std::string_view module, std::string_view function,
                     std::vector<Value> arguments = {}, const CallOptions& options = {});
  Result<Process> spawn(std::string_view module, std::string_view function,
                        std::vector<Value> arguments = {}, const SpawnOptions& options = {});
  // To any process of this VM. What is sent to one that has ended is lost, as in Erlang.
  void send(Pid to, const Value& message);
  // To a registered name; false: nobody has it at this moment.
  bool send(std::string_view registered_name, const Value& message);
  // As exit(Pid, Reason).
  void exit(Pid pid, const Value& reason);
  // The process goes on that the slice hook has suspended.
  void resume(Pid pid);
  // An error: it has ended, or does not answer in time.
  Result<ProcessInfo> info(Pid pid);
  Result<Mailbox> open_mailbox();
  // Of the program's processes; without the VM's own.
  size_t process_count() const;

  // What the program has given to erlang:halt; nothing: it has not. All processes have ended then.
  std::optional<int> halt_status() const;
  // The limit that has stopped the Vm, as one line; nothing: none has.
  std::optional<std::string> limit_reached() const;
  // Ends all processes as erlang:halt does. What waits gets ErrorKind::kHalted.
  void halt(int status = 0);

  struct Impl;

 private:
  explicit Vm(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// Of the library that is running, as "0.1.0"; version.h has that of the headers.
LINAC_EXPORT const char* version();

}  // LINAC_NAMESPACE(v0)
}  // namespace linac
