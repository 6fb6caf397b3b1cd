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

#include <algorithm>
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
#include "runtime/process/dictionary.h"
#include "runtime/process/dirty_call.h"
#include "runtime/process/mailbox.h"
#include "runtime/process/policy.h"
#include "runtime/process/registers.h"
#include "runtime/process/relations.h"
#include "runtime/process/timer_node.h"

namespace linac {

inline constexpr int32_t kSliceReductions = 4000;

// Whose process it is. All but a program's own are not counted, nor listed as processes.
enum class ProcessRole : uint8_t {
  kProgram,
  kOutput,   // has the pid kOutputPid (process/table.h)
  kService,  // another that Linac starts (exec/services.h)
  kPort,     // stands for a port, and has a port for a pid
};

// What process_flag/2 sets and what seldom is set. Of the flags only the maximum heap size changes what
// happens; the others are answered as they were set.
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
  PolicyReference policy;        // not the program's to set; none: what its Vm has
};

// The registers of a process that does not run: few have more than two, and most for a moment
// only.
class SavedRegisters {
 public:
  SavedRegisters() {}
  ~SavedRegisters() { reset(0); }
  SavedRegisters(const SavedRegisters&) = delete;
  SavedRegisters& operator=(const SavedRegisters&) = delete;

  void assign(const Term* x, uint32_t count) {
    reset(count);
    if (count != 0) std::copy_n(x, count, data());
  }
  // `count` terms that are to be set at once.
  void reset(uint32_t count) {
    if (count > kInline || count_ > kInline) resize(count);
    count_ = count;
  }
  uint32_t size() const { return count_; }
  bool empty() const { return count_ == 0; }
  Term* data() { return count_ > kInline ? many_ : few_; }
  Term& operator[](size_t index) {
    VM_CHECK(index < count_);
    return data()[index];
  }
  Term operator[](size_t index) const {
    VM_CHECK(index < count_);
    return (count_ > kInline ? many_ : few_)[index];
  }

 private:
  static constexpr uint32_t kInline = 2;

  void resize(uint32_t count) {
    if (count_ > kInline) delete[] many_;
    if (count > kInline) many_ = new Term[count];
  }

  union {
    Term few_[kInline];
    Term* many_;
  };
  uint32_t count_ = 0;
};

// kExiting: it tells others of its end. kDead: its memory waits to be freed. Whether it sleeps, its
// mailbox knows.
enum class ProcessState : uint8_t { kLive, kExiting, kDead };

enum class Priority : uint8_t { kMax, kHigh, kNormal, kLow };
inline constexpr size_t kPriorities = 4;

class Process final : public RootSource {
 public:
  // The table makes it in a block of the memory's pool; destroy() gives that back to the pool of who
  // ran it last.
  Process(VmContext& context, Term pid, const HeapOptions& options, SchedulerMemory& memory);
  ~Process();
  static void destroy(Process* process);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void visit_roots(RootVisitor& visitor) override;
  [[nodiscard]] bool prepare_collection() override { return !matching || keep_message(); }

  uint64_t collection_begins() override;
  void collected(uint64_t begin, bool is_major) override;

  // The message that is being looked at becomes part of the heap, and a copy of it waits in the
  // mailbox for the next search. False: no memory for the copy, nothing has changed.
  [[nodiscard]] bool keep_message();

  // Saves x[0 .. count) of the register file, to be put back by restore_registers.
  void save_registers(const Term* x, uint32_t count) { saved.assign(x, count); }
  void restore_registers(Term* x);

  // Of the slice, or of the call on a dirty thread.
  PendingException& exception() { return registers ? registers->exception : dirty->exception; }
  BinaryBuild& build() { return registers->build; }

  // First, in this order, as emitted code knows their offsets (runtime/native/layout.h).
  RegisterFile* registers = nullptr;  // of the scheduler that runs it; null while it does not run
  int64_t reductions_left = 0;        // of this slice
  Stack stack;
  Heap heap;

  // What each switch to it touches stands together; the rest comes behind.
  VmContext* const vm;
  const Word* resume = nullptr;
  SavedRegisters saved;
  // In slices before this one. Shared: others read it.
  std::atomic<uint64_t> reductions_done{0};
  Scheduler* scheduler = nullptr;  // that runs it; null while it does not run
  Process* queue_next = nullptr;   // in a run queue
  Mailbox mailbox;
  std::atomic<ProcessState> state{ProcessState::kLive};
  Priority priority = Priority::kNormal;
  ProcessRole role = ProcessRole::kProgram;
  bool waiting = false;         // where it stopped is a wait: only what is new makes it go on
  bool matching = false;        // from loop_rec to remove_message or loop_rec_end (P1)
  bool out_of_memory = false;   // set with the exception that nothing catches
  bool exit_requested = false;  // a signal ends it: exit_reason is set
  bool trap_exit = false;
  bool keep_when_ended = false;  // its owner reads the result and removes it
  bool hibernating = false;  // erlang:hibernate/3 was called and goes on when a message is there
  bool waiting_in_hibernate = false;  // its collection is done
  bool runs_on_load = false;          // its outcome decides about a module (exec/on_load.h)
  // The on_load function that it waits for has ended; set by the scheduler that ran that.
  std::atomic<bool> on_load_done{false};
  // It owns an ETS table or holds one fixed, or did so (runtime/ets/tables.h). Shared.
  std::atomic<bool> has_ets{false};
  uint16_t resume_live = 0;  // registers that the code at `resume` takes, when a native set it
  uint64_t deadline = 0;  // of the receive, monotonic nanoseconds; 0: none is set; or kNoDeadline
  uint64_t awaiting = 0;  // the request whose reply a native waits for
  Term pid;
  std::unique_ptr<Relations> relations_;  // null: none

  Fragment* reply = nullptr;  // to what it awaits
  TimerNode receive_timer;
  // Set while it is suspended in a helper call of emitted code.
  std::unique_ptr<SuspendedRegisters> suspended;
  std::unique_ptr<DirtyCall> dirty;  // the call that it makes on a dirty thread
  Dictionary dictionary;
  Term group_leader = kNoTerm;
  Term exit_reason = kNoTerm;  // set when it ends: what links see
  Term exit_trace = kNil;      // of the uncaught exception, as a list
  Term exit_class = kNoTerm;   // the class of the uncaught exception, or kNoTerm: ended normally
  Term registered_name = kNoTerm;                // under the lock of the names (process/names.h)
  Term parent = kNoTerm;                         // the pid that spawned it, or kNoTerm
  std::unique_ptr<ProcessSettings> settings_;    // null: as they are at first
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
  // Null: what it may do and use is what its Vm's processes may.
  const Policy* policy() const { return settings_ ? settings_->policy.get() : nullptr; }
  // By the scheduler or dirty thread that has it in hand.
  void add_reductions(uint64_t count) {
    reductions_done.store(reductions_done.load(std::memory_order_relaxed) + count,
                          std::memory_order_relaxed);
  }
  bool is_suspended() const { return relations_ && relations_->suspended_by.size() != 0; }
};

}  // namespace linac
