// Machine code written by hand, in the place of functions of data/emitted.erl, and a Vm that runs
// that module with and without it.
#pragma once

#if defined(__x86_64__)

#include <asmjit/x86.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/code/code_server.h"
#include "runtime/native/stubs.h"
#include "runtime/vm/vm.h"

namespace linac::testing {

namespace x86 = asmjit::x86;

// A Vm with data/emitted.beam and the natives probe:here/0, probe:wait/1.
class EmittedWorld {
 public:
  explicit EmittedWorld(VmOptions options = {});

  Vm& vm() { return vm_; }
  FunctionEntry& function(std::string_view name, uint32_t arity);
  ExportEntry& exported(std::string_view module, std::string_view name, uint32_t arity);
  const NativeInfo& native(std::string_view module, std::string_view name, uint32_t arity);
  Term atom(std::string_view text) { return *vm_.atoms().intern(text); }

  // Calls emitted:name(arguments); "TERM" or "CLASS REASON TRACE", or "halted STATUS".
  std::string run(std::string_view name, const std::vector<Term>& arguments = {});

  // Of the last run: how far the thread's stack was apart at the calls of probe:here/0, in bytes.
  static size_t c_stack_spread();

 private:
  Vm vm_;
};

// One function being written. Registers as docs/jit.md has them.
class Emit {
 public:
  // The function's entry with its reduction; `frame` slots are taken with the stack check.
  Emit(EmittedWorld& world, std::string_view name, uint32_t arity, uint32_t frame);

  x86::Assembler a;
  EmittedWorld& world;
  FunctionEntry& entry;

  // The n-th op of that opcode in a function, as a position; called from `parent`.
  uint32_t at(Opcode opcode, uint32_t n = 0, uint32_t parent = NativePosition::kNone) {
    return at(entry, opcode, n, parent);
  }
  uint32_t at(const FunctionEntry& function, Opcode opcode, uint32_t n = 0,
              uint32_t parent = NativePosition::kNone);

  struct Site {
    uint32_t position = CallRecord::kNone;
    uint16_t terms = 0;  // registers
    std::optional<asmjit::Label> handler = {};
    std::optional<uint32_t> term_slots = {};  // bitmap of up to 32 slots
  };
  // The NOP after a call.
  void record(const Site& site) { record(site, frame_); }
  void record(const Site& site, uint32_t frame);

  void call(const FunctionEntry& callee, const Site& site);
  void call_export(const ExportEntry& callee, const Site& site);
  void call_stub(const void* stub, const Site& site);
  // To one that takes its caller's place; uses r9.
  void jump_to_stub(const void* stub, const Site& site);
  void helper(Helper helper, Word immediate, const Site& site, bool floats = false);
  void native(const NativeInfo& info, const Site& site);
  void set_scratch(uint32_t index, const x86::Gp& value);  // uses r11
  void set_x(uint32_t index, const x86::Gp& value);        // uses r11
  void load_x(const x86::Gp& to, uint32_t index);
  // At least `words` words; the registers of `terms` survive.
  void heap_test(uint32_t words, uint16_t terms, uint32_t position = CallRecord::kNone);
  void leave();  // drops the frame and returns

  // To be emitted after the function.
  void later(std::function<void()> cold) { cold_.push_back(std::move(cold)); }
  // Writes and publishes it.
  const NativeCode& publish();
  // As publish, but gives what is to be published.
  std::unique_ptr<NativeCode> finish();

 private:
  struct PendingRecord {
    asmjit::Label label;
    Site site;
    uint32_t frame;
  };

  // The assembler is made after the holder that it is attached to.
  asmjit::CodeHolder& holder();

  std::unique_ptr<asmjit::CodeHolder> holder_;
  uint32_t frame_;
  asmjit::Label after_reduction_;
  std::vector<std::function<void()>> cold_;
  std::vector<PendingRecord> records_;
  std::vector<asmjit::Label> returns_;
  std::vector<NativePosition> positions_;
};

}  // namespace linac::testing

#endif
