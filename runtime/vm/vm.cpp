#include "runtime/vm/vm.h"

#include <algorithm>
#include <thread>

#include "runtime/exec/dirty.h"
#include "runtime/interp/loop.h"
#include "runtime/run/worker.h"
#include "runtime/sched/clock.h"

namespace linac {
namespace {

// Most processes of a program with very many of them hold little.
constexpr size_t kFirstHeapWords = 28;

uint32_t scheduler_count(const VmOptions& options) {
  uint32_t count = options.schedulers ? options.schedulers : std::thread::hardware_concurrency();
  return std::clamp(count, 1u, kMaxSchedulers);
}

// Addresses for literals and persistent terms, which cost memory when they are used.
size_t literal_bytes(const VmLimits& limits) {
  constexpr size_t kLibrary = size_t{128} << 20;
  if (limits.memory_bytes == 0) return LiteralArea::kDefaultBytes;
  return std::clamp(limits.memory_bytes, kLibrary, LiteralArea::kDefaultBytes);
}

}  // namespace

Vm::Vm(const VmOptions& options, void (*natives)(BifTable&, AtomTable&))
    : capabilities_(options.capabilities),
      process_limits_{options.max_heap_words, options.max_reductions, options.max_messages},
      jit_(options.jit),
      jit_threshold_(options.jit_threshold),
      jit_background_(options.jit_background),
      literals_(literal_bytes(options.limits)),
      output_(options.discard_output ? OutputDevice::kNowhere : 1),
      errors_(2),
      hooks_(context_),
      identities_(monotonic_nanoseconds()),
      code_memory_(options.code_memory_bytes),
      code_(atoms_, literals_, natives_,
            {handler_word(Bytecode::k_prepare), handler_word(Bytecode::k_unresolved),
             handler_word(Bytecode::k_native_body), handler_word(Bytecode::k_process_end),
             handler_word(Bytecode::k_count), handler_word(Bytecode::k_enter_native),
             handler_word(Bytecode::k_resume_native), handler_word(Bytecode::k_resume_wait),
             handler_word(Bytecode::k_enter_handler)}),
      tier_(code_),
      persistent_terms_(atoms_, literals_),
      ets_(atoms_, identities_, pages_),
      poller_([this] { schedulers_.first().notify(); }),
      schedulers_(pages_, scheduler_count(options), run_scheduler, context_),
      dirty_threads_(pages_, schedulers_, make_dirty_call,
                     options.dirty_cpu ? options.dirty_cpu : scheduler_count(options),
                     options.dirty_io),
      host_memory_(pages_),
      names_(atoms_.capacity()),
      watch_(context_, options.limits, process_limits_) {
  natives(natives_, atoms_);
  apply_limits(options.limits);
  heap_options_.literals = &literals_;
  heap_options_.min_young_words = kFirstHeapWords;
  if (options.max_heap_words) {
    heap_options_.max_heap_words = options.max_heap_words;
    heap_options_.max_counts_binaries = true;
  }
  heap_options_.stress_interval = options.gc_stress;
  context_.atoms = &atoms_;
  context_.literals = &literals_;
  context_.natives = &natives_;
  context_.code = &code_;
  context_.hooks = &hooks_;
  code_.set_hooks(hooks_);
  context_.processes = &processes_;
  context_.pages = &pages_;
  context_.persistent_terms = &persistent_terms_;
  context_.ets = &ets_;
  context_.names = &names_;
  context_.schedulers = &schedulers_;
  context_.dirty_threads = &dirty_threads_;
  context_.host_memory = &host_memory_;
  context_.output = &output_;
  context_.errors = &errors_;
  context_.reports = options.reports;
  context_.heap_options = &heap_options_;
  context_.halt = &halt_;
  context_.tier = &tier_;
  context_.code_memory = &code_memory_;
  context_.identities = &identities_;
  context_.poller = &poller_;
  context_.environment = &environment_;
  context_.arguments = options.arguments;
  context_.capabilities = &capabilities_;
  context_.folder = &folder_;
  if (watch_.is_needed()) set_watch(context_, &watch_);
}

// Before any memory is mapped for programs.
void Vm::apply_limits(const VmLimits& limits) {
  if (limits.atoms != 0) atoms_.limit_to(std::min(limits.atoms, atoms_.limit()));
  size_t most = std::min(process_limits_.heap_words, SIZE_MAX - 1);
  if (limits.memory_bytes != 0) {
    account_.emplace(std::min(limits.memory_bytes, static_cast<size_t>(INT64_MAX)));
    pages_.set_account(&*account_);
    context_.account = &*account_;
    size_t words = limits.memory_bytes / sizeof(Word);
    if (most == 0 || words < most) most = words;
  }
  if (most != 0) literals_.set_most_copied_words(most);
}

PolicyReference Vm::make_policy(const Capabilities& capabilities, const ProcessLimits& limits) {
  auto* policy = new Policy(capabilities_.narrowed(capabilities), process_limits_.narrowed(limits));
  watch_.expect_policies();
  set_watch(context_, &watch_);
  return PolicyReference(policy);
}

void Vm::set_event_handler(std::function<void(const Event&)> handler, uint32_t events) {
  context_.on_event = std::move(handler);
  context_.events = context_.on_event ? events : 0;
}

void Vm::set_slice_hook(SliceHook hook) {
  watch_.set_hook(std::move(hook));
  set_watch(context_, watch_.is_needed() ? &watch_ : nullptr);
}

// Their threads wake schedulers, which go first.
Vm::~Vm() {
  dirty_threads_.stop();
  poller_.stop();
}

void Vm::set_compiler(std::unique_ptr<NativeCompiler> compiler) {
  if (jit_ == JitMode::kOff) return;
  compiler_ = std::move(compiler);
  tier_.set_on_compile([this](const FunctionEntry& entry, uint64_t time, const std::string& why) {
    if (!context_.wants(EventKind::kCompile)) return;
    Event event{EventKind::kCompile};
    event.function = {entry.module->module->name, entry.name, entry.arity};
    event.nanoseconds = time;
    event.text = why;
    context_.on_event(event);
  });
  tier_.attach(*compiler_, jit_, jit_threshold_, jit_background_);
}

}  // namespace linac
