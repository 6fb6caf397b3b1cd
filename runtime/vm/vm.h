// A virtual machine: it owns everything mutable, and several of them live in one process without
// sharing anything.
//
// Threads: one that calls it; processes run on that and on others (sched/scheduler.h). Members are destroyed in reverse order, so what is used by others
// stands before them.
#pragma once

#include <optional>

#include "core/base/memory_account.h"
#include "core/term/atom.h"
#include "runtime/code/bif_table.h"
#include "runtime/code/code_memory.h"
#include "runtime/code/code_server.h"
#include "runtime/code/fun_hooks.h"
#include "runtime/code/tier.h"
#include "runtime/ets/tables.h"
#include "runtime/exec/watch.h"
#include "runtime/memory/block_pool.h"
#include "runtime/memory/literal_area.h"
#include "runtime/process/context.h"
#include "runtime/process/environment.h"
#include "runtime/process/event.h"
#include "runtime/process/identities.h"
#include "runtime/process/names.h"
#include "runtime/process/output.h"
#include "runtime/process/paths.h"
#include "runtime/process/persistent_terms.h"
#include "runtime/process/table.h"
#include "runtime/sched/dirty_threads.h"
#include "runtime/sched/poller.h"
#include "runtime/sched/scheduler.h"

namespace linac {

inline constexpr uint32_t kMaxSchedulers = 1024;
inline constexpr uint32_t kDefaultDirtyIo = 10;

struct VmOptions {
  size_t max_heap_words = 0;  // of a process; 0: no limit of its own
  ReportTarget reports = ReportTarget::kOutput;
  bool discard_output = false;  // what programs print goes nowhere
  uint32_t schedulers = 0;      // at most so many threads run processes; 0: one a processor
  uint32_t dirty_cpu = 0;       // at most so many dirty CPU threads; 0: as many as schedulers
  uint32_t dirty_io = kDefaultDirtyIo;
  uint32_t gc_stress = 0;         // collect at every n-th reservation; 0: off
  JitMode jit = JitMode::kOn;     // kOff without a compiler
  uint32_t jit_threshold = 3000;  // calls after which a small function is compiled
  JitBackground jit_background = JitBackground::kOn;
  size_t code_memory_bytes = size_t{64} << 20;  // most for machine code
  std::vector<std::string> arguments;           // what init:get_plain_arguments/0 answers
  Capabilities capabilities = Capabilities::everything();
  VmLimits limits;
  // Of each process; the heap's is max_heap_words.
  uint64_t max_reductions = 0;  // 0: no limit
  uint64_t max_messages = 0;
};

class Vm {
 public:
  // `natives` fills the table of natives before any code is loaded.
  Vm(const VmOptions& options, void (*natives)(BifTable&, AtomTable&));
  // Waits for natives that run on dirty threads.
  ~Vm();
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;

  // What of the Vm's a process that the host starts may do and use; its children the same.
  PolicyReference make_policy(const Capabilities& capabilities, const ProcessLimits& limits);
  // Called at the end of each slice that a process has used up (exec/watch.h). While no process runs.
  void set_slice_hook(SliceHook hook);
  Watch& watch() { return watch_; }
  // Told of events of these kinds (process/event.h). While no process runs.
  void set_event_handler(std::function<void(const Event&)> handler, uint32_t events = kAllEvents);

  // What compiles functions; before any code runs.
  void set_compiler(std::unique_ptr<NativeCompiler> compiler);
  NativeCompiler* compiler() { return tier_.compiler(); }
  NativeTier& tier() { return tier_; }

  VmContext& context() { return context_; }
  AtomTable& atoms() { return atoms_; }
  CodeServer& code() { return code_; }
  OutputDevice& output() { return output_; }
  HaltRequest& halt() { return halt_; }
  TermHooks& hooks() { return hooks_; }

 private:
  void apply_limits(const VmLimits& limits);

  const Capabilities capabilities_;
  const ProcessLimits process_limits_;
  std::optional<MemoryAccount> account_;  // when memory has a limit
  const JitMode jit_;
  const uint32_t jit_threshold_;
  const JitBackground jit_background_;
  VmContext context_;  // pointers to the rest
  AtomTable atoms_;
  LiteralArea literals_;
  PagePool pages_;
  HeapOptions heap_options_;
  BifTable natives_;
  OutputDevice output_;
  OutputDevice errors_;
  HaltRequest halt_;
  FunHooks hooks_;
  Identities identities_;
  Environment environment_;
  WorkingFolder folder_;
  CodeMemory code_memory_;
  std::unique_ptr<NativeCompiler> compiler_;
  CodeServer code_;
  NativeTier tier_;
  PersistentTerms persistent_terms_;
  EtsTables ets_;
  Poller poller_;
  Schedulers schedulers_;
  DirtyThreads dirty_threads_;
  SchedulerMemory host_memory_;
  NameTable names_;
  ProcessTable processes_;
  Watch watch_;
};

}  // namespace linac
