// What everything that runs in one Vm can reach: pointers into the Vm, which owns all of it. Each
// process has a pointer to it. The parts are declared here and defined to the right of this folder,
// so that a process needs to know none of them.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace linac {

class AtomTable;
class BifTable;
class CodeServer;
class Environment;
class HostSide;
class EtsTables;
class CodeMemory;
class DirtyThreads;
class Identities;
class LiteralArea;
class NameTable;
class ProcessTable;
class Scheduler;
class Schedulers;
class OutputDevice;
class PagePool;
class PersistentTerms;
class Poller;
class TermHooks;
struct HeapOptions;
struct SchedulerMemory;
class NativeTier;

class MemoryAccount;
class Process;
class Watch;
class WorkingFolder;
struct Capabilities;
enum class EventKind : uint8_t;
struct Event;

// A process asked the VM to end (erlang:halt).
// The first request counts.
struct HaltRequest {
  std::atomic<bool> requested{false};  // set last
  std::atomic<bool> stopping{false};   // it will be requested when the applications have stopped
  bool flush = true;
  int status = 0;

  void request(int with_status, bool with_flush) {
    if (taken.exchange(true)) return;
    status = with_status;
    flush = with_flush;
    requested.store(true, std::memory_order_release);
  }
  void clear() {
    requested = false;
    stopping = false;
    taken = false;
  }

 private:
  std::atomic<bool> taken{false};
};

// Where reports of ended processes and log events go.
enum class ReportTarget : uint8_t {
  kOutput,  // standard output, as OTP's default handler
  kErrors,  // standard error
  kOff,
  kGleam,  // standard error, crashes as `gleam` shows them
};

inline constexpr int kLogNotice = 5;

struct VmContext {
  AtomTable* atoms = nullptr;
  LiteralArea* literals = nullptr;
  BifTable* natives = nullptr;
  CodeServer* code = nullptr;
  ProcessTable* processes = nullptr;
  NameTable* names = nullptr;
  Schedulers* schedulers = nullptr;
  DirtyThreads* dirty_threads = nullptr;
  PagePool* pages = nullptr;
  PersistentTerms* persistent_terms = nullptr;
  EtsTables* ets = nullptr;
  OutputDevice* output = nullptr;
  OutputDevice* errors = nullptr;  // standard_error
  TermHooks* hooks = nullptr;      // funs for the readers, writers and printers of terms
  const HeapOptions* heap_options = nullptr;
  HaltRequest* halt = nullptr;
  NativeTier* tier = nullptr;
  CodeMemory* code_memory = nullptr;  // for emitted code
  Identities* identities = nullptr;
  Environment* environment = nullptr;
  Poller* poller = nullptr;
  SchedulerMemory* host_memory = nullptr;  // for what the host's threads make; they lock
  HostSide* host = nullptr;                // the program that embeds the VM; null: there is none
  bool uses_stdin = true;                  // programs read the standard input; false: it is empty
  std::vector<std::string> arguments;      // what init:get_plain_arguments/0 answers
  // Called when a process has ended by an uncaught exception, before it is removed; by the scheduler
  // that has it in hand, several at a time.
  std::function<void(Process&)> report_exit;
  ReportTarget reports = ReportTarget::kOutput;
  // What programs may do to the machine; a process may have less (runtime/process/policy.h).
  const Capabilities* capabilities = nullptr;
  WorkingFolder* folder = nullptr;
  MemoryAccount* account = nullptr;  // null: memory has no limit
  Watch* watch = nullptr;            // null: nobody looks after slices (exec/watch.h)
  // Told of what happens, of the kinds in `events` (a bit each): process/event.h.
  std::function<void(const Event&)> on_event;
  uint32_t events = 0;
  bool wants(EventKind kind) const { return events >> static_cast<unsigned>(kind) & 1; }
  // A process with less than the Vm's capabilities was made.
  std::atomic<bool> is_divided{false};
  // OTP's own logger runs: natives of `logger` go on in its functions (bifs/logger.cpp).
  std::atomic<bool> otp_logger{false};
  std::atomic<int> log_level{kLogNotice};  // 0 (emergency) .. 7 (debug); -1: nothing is logged
};

}  // namespace linac
