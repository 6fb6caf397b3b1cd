#include "runtime/vm/vm.h"

#include "runtime/interp/loop.h"
#include "runtime/sched/clock.h"

namespace linac {

Vm::Vm(const VmOptions& options, void (*natives)(BifTable&, AtomTable&))
    : jit_(options.jit),
      jit_threshold_(options.jit_threshold),
      output_(options.discard_output ? OutputDevice::kNowhere : 1),
      errors_(2),
      hooks_(context_),
      identities_(monotonic_nanoseconds()),
      code_(atoms_, literals_, natives_,
            {handler_word(Bytecode::k_prepare), handler_word(Bytecode::k_unresolved),
             handler_word(Bytecode::k_native_body), handler_word(Bytecode::k_process_end),
             handler_word(Bytecode::k_count), handler_word(Bytecode::k_enter_native),
             handler_word(Bytecode::k_resume_native), handler_word(Bytecode::k_enter_handler)}),
      scheduler_(pages_) {
  natives(natives_, atoms_);
  heap_options_.literals = &literals_;
  if (options.max_heap_words) heap_options_.max_heap_words = options.max_heap_words;
  heap_options_.stress_interval = options.gc_stress;
  context_.atoms = &atoms_;
  context_.literals = &literals_;
  context_.natives = &natives_;
  context_.code = &code_;
  context_.hooks = &hooks_;
  code_.set_hooks(hooks_);
  context_.processes = &processes_;
  context_.scheduler = &scheduler_;
  context_.output = &output_;
  context_.errors = &errors_;
  context_.heap_options = &heap_options_;
  context_.halt = &halt_;
  context_.tier = &tier_;
  context_.code_memory = &code_memory_;
  context_.identities = &identities_;
  context_.environment = &environment_;
  context_.arguments = options.arguments;
}

void Vm::set_compiler(std::unique_ptr<NativeCompiler> compiler) {
  if (jit_ == JitMode::kOff) return;
  compiler_ = std::move(compiler);
  tier_.compiler = compiler_.get();
  tier_.mode = jit_;
  tier_.threshold = jit_ == JitMode::kForce ? 0 : jit_threshold_;
  code_.count_calls();
}

}  // namespace linac
