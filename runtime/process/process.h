// A process: its heap and stack, where it goes on, its pending exception, dictionary and mailbox.
//
// Threads: everything but `state`, `mailbox`'s incoming side and the fields marked shared belongs to
// the scheduler that runs the process. Ownership: the process table (process/table.h).
//
// Invariants
//  P1 While a process runs, its live terms are in the register file, on its stack, in its heap's
//     roots and in the fields that visit_roots names; nowhere else.
//     The one exception is the message that `matching` stands for: from loop_rec to remove_message
//     it lies in its fragment in the mailbox. Before a collection, an exception, or a native that
//     might store its arguments, keep_message() takes it over.
//  P2 While it does not run, the live registers are in `saved`, and `resume` is the code to go on at.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/term/atom.h"
#include "core/term/identity.h"
#include "runtime/memory/heap.h"
#include "runtime/memory/stack.h"
#include "runtime/process/context.h"
#include "runtime/process/dirty_call.h"
#include "runtime/process/mailbox.h"
#include "runtime/process/registers.h"
#include "runtime/process/relations.h"
#include "runtime/process/timer_node.h"

namespace linac {

inline constexpr int32_t kSliceReductions = 4000;

// The exception being raised, from the raise until a handler has taken it.
struct PendingException {
  Term exception_class = kNoTerm;  // error, exit or throw
  Term reason = kNoTerm;
  Term trace = kNoTerm;            // kNoTerm: to be captured where it is raised
  // [], or the trace's first frame {M, F, Arguments, Info} (a built-in that failed), or
  // {Arguments | none, ErrorInfo | []}, which go into the frame of the function that raises.
  Term first_frame = kNil;
  bool from_caller = false;  // raised by a native, but no frame of its own (erlang:error/1)
  // Raised by a call that had stored its return address: the trace has that frame, too.
  bool in_call = false;
  Term cause = kNoTerm;      // of a native's error, for the error_info of its frame
};

// The binary that bs_init2 and the like of before OTP 25 started and that bs_put ops fill: bits
// bit .. end, from the first byte of the heap or shared binary that it lies in, are to come.
struct BinaryBuild {
  Term binary = kNoTerm;
  size_t bit = 0;
  size_t end = 0;
};

// What process_flag/2 sets and what seldom is set. Only the maximum heap size changes what happens; the
// others are answered as they were set.
struct ProcessSettings {
  bool sensitive = false;
  bool async_dist = false;
  Term message_queue_data = atoms::kOnHeap;
  Term error_handler = atoms::kErrorHandler;
  int64_t min_heap_size = 233;
  int64_t min_bin_vheap_size = 46422;
  int64_t fullsweep_after = 65535;
  int64_t save_calls = 0;
  int64_t max_heap_size = 0;
  bool max_heap_kill = true;
  bool max_heap_log = true;
  bool max_heap_shared = false;  // counts shared binaries, too
};

// kRunnable: in one scheduler's queue. kRunning: a scheduler has it in hand. kWaiting: in no queue;
// who changes that to kRunnable puts it into a queue. kDead: its memory waits to be freed.
enum class ProcessState : uint8_t { kRunnable, kRunning, kWaiting, kExiting, kDead };

enum class Priority : uint8_t { kMax, kHigh, kNormal, kLow };
inline constexpr size_t kPriorities = 4;

class Process final : public RootSource {
 public:
  Process(VmContext& context, Term pid, const HeapOptions& options, SchedulerMemory& memory);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void visit_roots(RootVisitor& visitor) override;
  [[nodiscard]] bool prepare_collection() override { return !matching || keep_message(); }

  // The message that is being looked at becomes part of the heap, and a copy of it waits in the
  // mailbox for the next search. False: no memory for the copy, nothing has changed.
  [[nodiscard]] bool keep_message();

  // Saves x[0 .. count) of the register file, to be put back by restore_registers.
  void save_registers(const Term* x, uint32_t count);
  void restore_registers(Term* x);

  // First, in this order, as emitted code knows their offsets (runtime/native/layout.h).
  RegisterFile* registers = nullptr;  // of the scheduler that runs it; null while it does not run
  int64_t reductions_left = 0;        // of this slice
  Stack stack;
  Heap heap;

  VmContext* const vm;
  uint64_t reductions_done = 0;       // in slices before this one
  const Word* resume = nullptr;
  uint32_t resume_live = 0;  // registers that the code at `resume` takes, when a native set it
  std::vector<Term> saved;
  // Set while it is suspended in a helper call of emitted code.
  std::unique_ptr<SuspendedRegisters> suspended;
  PendingException exception;
  BinaryBuild build;
  Term pid;
  Term group_leader = kNoTerm;
  std::vector<std::pair<Term, Term>> dictionary;  // in order of insertion
  Term exit_reason = kNoTerm;   // set when it ends: what links see
  Term exit_trace = kNil;       // of the uncaught exception, as a list
  Term exit_class = kNoTerm;    // the class of the uncaught exception, or kNoTerm: ended normally
  Mailbox mailbox;
  bool keep_when_ended = false;  // its owner reads the result and removes it
  bool trap_exit = false;
  bool waiting = false;      // where it stopped is a wait: only what is new makes it go on
  bool hibernating = false;  // erlang:hibernate/3 has been called and goes on when a message is there
  bool waiting_in_hibernate = false;  // its collection is done
  bool runs_on_load = false;           // its outcome decides about a module (exec/on_load.h)
  // The on_load function that it waits for has ended; set by the scheduler that ran that.
  std::atomic<bool> on_load_done{false};
  bool exit_requested = false;  // a signal ends it: exit_reason is set
  // It owns an ETS table or holds one fixed, or did so (runtime/ets/tables.h). Shared.
  std::atomic<bool> has_ets{false};
  Priority priority = Priority::kNormal;
  std::atomic<ProcessState> state{ProcessState::kRunnable};
  bool matching = false;            // from loop_rec to remove_message or loop_rec_end (P1)
  bool out_of_memory = false;       // set with the exception that nothing catches
  uint64_t deadline = 0;  // of the receive, monotonic nanoseconds; 0: none is set; or kNoDeadline
  TimerNode receive_timer;
  uint64_t awaiting = 0;      // the request whose reply a native waits for
  Fragment* reply = nullptr;  // the reply
  Scheduler* scheduler = nullptr;  // that runs it; null while it does not run
  Process* queue_next = nullptr;   // in a run queue
  std::unique_ptr<DirtyCall> dirty;  // the call that it makes on a dirty thread
  Scheduler* dirty_from = nullptr;   // where it goes on afterwards
  Term registered_name = kNoTerm;  // under the lock of the names (process/names.h)
  Term parent = kNoTerm;           // the pid that spawned it, or kNoTerm
  std::unique_ptr<ProcessSettings> settings_;  // null: as they are at first
  std::unique_ptr<Relations> relations_;       // null: none
  const ExportIdentity* initial_call = nullptr;  // what it was spawned with

  static constexpr uint64_t kNoDeadline = UINT64_MAX;

  Relations& relations() {
    if (!relations_) relations_ = std::make_unique<Relations>();
    return *relations_;
  }
  ProcessSettings& settings() {
    if (!settings_) settings_ = std::make_unique<ProcessSettings>();
    return *settings_;
  }
  bool is_suspended() const { return relations_ && relations_->suspended_by.size() != 0; }
};

}  // namespace linac
