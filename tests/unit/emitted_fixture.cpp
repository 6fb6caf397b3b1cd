#include "tests/unit/emitted_fixture.h"

#if defined(__x86_64__)

#include <gtest/gtest.h>

#include <algorithm>

#include "bifs/install.h"
#include "core/base/file.h"
#include "core/term/print.h"
#include "runtime/code/code_memory.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/send.h"
#include "runtime/exec/spawn.h"
#include "runtime/interp/lower.h"
#include "runtime/process/table.h"
#include "runtime/run/worker.h"

namespace linac::testing {

using namespace x86;

namespace {

// Of this thread's runs.
thread_local Word lowest_c_stack, highest_c_stack;

NativeResult probe_here(NativeCall& call) {
  Word here = reinterpret_cast<Word>(__builtin_frame_address(0));
  lowest_c_stack = std::min(lowest_c_stack, here);
  highest_c_stack = std::max(highest_c_stack, here);
  return call.value(make_small(0));
}

NativeResult probe_stack_words(NativeCall& call) {
  return call.value(make_small(static_cast<int64_t>(call.process().stack.used_words())));
}

// Waits once, for a message from itself that nobody takes; then gives its argument.
NativeResult probe_wait(NativeCall& call) {
  Process& process = call.process();
  if (process.dictionary.empty()) {
    process.dictionary.insert(call.atoms(), atoms::kOk, atoms::kOk);
    send_message(process, process.pid, atoms::kOk);
    return {kNoTerm, NativeStatus::kWait};
  }
  process.dictionary.clear();
  return call.value(call[0]);
}

void install(BifTable& table, AtomTable& atoms) {
  install_natives(table, atoms);
  table.add(atoms, "probe", "here", 0, 0, probe_here, kNoTerm);
  table.add(atoms, "probe", "stack_words", 0, 0, probe_stack_words, kNoTerm);
  table.add(atoms, "probe", "wait", 1, kControl, probe_wait, kNoTerm);
}

}  // namespace

EmittedWorld::EmittedWorld(VmOptions options) : vm_(options, install) {
  std::string path = std::string(LINAC_SOURCE_DIR) + "/tests/unit/data/emitted.beam";
  auto bytes = read_file(path);
  VM_CHECK(bytes.ok());
  auto loaded = vm_.code().load(*bytes, path);
  VM_CHECK(loaded.ok());
}

FunctionEntry& EmittedWorld::function(std::string_view name, uint32_t arity) {
  ModuleInstance* instance = vm_.code().find_module(atom("emitted"));
  for (auto& entry : instance->functions) {
    if (entry->name == atom(name) && entry->arity == arity) return *entry;
  }
  VM_UNREACHABLE();
}

ExportEntry& EmittedWorld::exported(std::string_view module, std::string_view name,
                                    uint32_t arity) {
  return *vm_.code().export_entry(atom(module), atom(name), arity);
}

const NativeInfo& EmittedWorld::native(std::string_view module, std::string_view name,
                                       uint32_t arity) {
  const NativeInfo* info = vm_.context().natives->find(atom(module), atom(name), arity);
  VM_CHECK(info);
  return *info;
}

std::string EmittedWorld::run(std::string_view name, const std::vector<Term>& arguments) {
  lowest_c_stack = ~Word{0};
  highest_c_stack = 0;
  ExportEntry& target = exported("emitted", name, static_cast<uint32_t>(arguments.size()));
  Process* process = start_process(vm_.context(), target, arguments);
  VM_CHECK(process);
  process->keep_when_ended = true;
  if (run_until_ended(vm_.context(), *process) == RunResult::kHalted) {
    release_main(vm_.context(), *process);
    return "halted " + std::to_string(vm_.halt().status);
  }
  PrintOptions options;
  options.hooks = &vm_.hooks();
  auto text = [&](Term term) { return print_term(vm_.atoms(), term, options); };
  std::string result = process->exit_class == kNoTerm
                           ? text(process->saved[0])
                           : text(process->exit_class) + " " + text(process->exit_reason) + " " +
                                 text(process->exit_trace);
  release_main(vm_.context(), *process);
  return result;
}

size_t EmittedWorld::c_stack_spread() { return highest_c_stack - lowest_c_stack; }

// -- Emit

asmjit::CodeHolder& Emit::holder() {
  holder_ = std::make_unique<asmjit::CodeHolder>();
  VM_CHECK(holder_->init(asmjit::Environment::host()) == asmjit::kErrorOk);
  return *holder_;
}

Emit::Emit(EmittedWorld& w, std::string_view name, uint32_t arity, uint32_t frame)
    : world(w), entry(w.function(name, arity)), frame_(frame) {
  holder().attach(&a);
  asmjit::Label yield = a.newLabel(), grow = a.newLabel(), grown = a.newLabel();
  after_reduction_ = a.newLabel();
  a.dec(r13);
  a.jle(yield);
  a.bind(after_reduction_);
  later([this, yield] {
    a.bind(yield);
    a.mov(r11, reinterpret_cast<Word>(&entry));
    a.jmp(reinterpret_cast<uint64_t>(&linac_yield_entry));
  });
  if (frame == 0) return;
  if (frame <= kMaxSmallFrame) {
    a.cmp(rsp, ptr(r14, kOffsetProcessStackLimit));
  } else {
    a.lea(r10, ptr(rsp, -8 * static_cast<int32_t>(frame)));
    a.cmp(r10, ptr(r14, kOffsetProcessStackLimit));
  }
  a.jb(grow);
  a.bind(grown);
  a.sub(rsp, 8 * frame);
  later([this, grow, grown, frame, arity] {
    a.bind(grow);
    a.mov(r10, frame);
    a.call(reinterpret_cast<uint64_t>(&linac_stub_grow_stack));
    Site site;
    site.terms = static_cast<uint16_t>((1u << std::min(arity, kArgumentRegisters)) - 1);
    record(site, 0);
    a.jmp(grown);
  });
}

uint32_t Emit::at(const FunctionEntry& function, Opcode opcode, uint32_t n, uint32_t parent) {
  const Module& module = *function.module->module;
  const Function& code = module.functions[function.index];
  for (uint32_t i = code.first_op; i < code.first_op + code.op_count; i++) {
    if (module.ops[i].opcode != opcode || n-- != 0) continue;
    positions_.push_back(NativePosition::of(function, i, parent));
    return static_cast<uint32_t>(positions_.size() - 1);
  }
  VM_UNREACHABLE();
}

void Emit::record(const Site& site, uint32_t frame) {
  asmjit::Label here = a.newLabel(), to = a.newLabel();
  a.bind(here);
  a.embed(kRecordNop, sizeof kRecordNop);
  a.embedLabelDelta(to, here, 4);
  returns_.push_back(here);
  records_.push_back({to, site, frame});
}

void Emit::call(const FunctionEntry& callee, const Site& site) {
  a.mov(r11, reinterpret_cast<Word>(&callee));
  a.call(qword_ptr(r11, kOffsetFunctionNative));
  record(site);
}

void Emit::call_export(const ExportEntry& callee, const Site& site) {
  a.mov(r11, reinterpret_cast<Word>(&callee));
  a.call(qword_ptr(r11, kOffsetExportNative));
  record(site);
}

void Emit::call_stub(const void* stub, const Site& site) {
  a.call(reinterpret_cast<uint64_t>(stub));
  record(site);
}

void Emit::jump_to_stub(const void* stub, const Site& site) {
  asmjit::Label behind = a.newLabel();
  a.lea(r9, ptr(behind));
  a.jmp(reinterpret_cast<uint64_t>(stub));
  a.bind(behind);
  record(site);
}

void Emit::helper(Helper helper, Word immediate, const Site& site, bool floats) {
  a.mov(r10, immediate);
  const HelperStub& stub = helper_stub(helper);
  call_stub(floats ? stub.stub_with_floats : stub.stub, site);
}

void Emit::native(const NativeInfo& info, const Site& site) {
  a.mov(r10, reinterpret_cast<Word>(&info));
  call_stub(reinterpret_cast<const void*>(&linac_call_native), site);
}

void Emit::set_scratch(uint32_t index, const Gp& value) {
  a.mov(r11, ptr(r14, kOffsetProcessRegisters));
  a.mov(ptr(r11, kOffsetRegistersScratch + 8 * static_cast<int32_t>(index)), value);
}
void Emit::set_x(uint32_t index, const Gp& value) {
  a.mov(r11, ptr(r14, kOffsetProcessRegisters));
  a.mov(ptr(r11, kOffsetRegistersX + 8 * static_cast<int32_t>(index)), value);
}
void Emit::load_x(const Gp& to, uint32_t index) {
  a.mov(r11, ptr(r14, kOffsetProcessRegisters));
  a.mov(to, ptr(r11, kOffsetRegistersX + 8 * static_cast<int32_t>(index)));
}

void Emit::heap_test(uint32_t words, uint16_t terms, uint32_t position) {
  asmjit::Label collect = a.newLabel(), back = a.newLabel();
  a.lea(r10, ptr(r15, 8 * static_cast<int32_t>(words)));
  a.cmp(r10, ptr(r14, kOffsetProcessHeapLimit));
  a.ja(collect);
  a.bind(back);
  later([this, collect, back, words, terms, position] {
    a.bind(collect);
    helper(Helper::k_collect, words, {.position = position, .terms = terms});
    a.jmp(back);
  });
}

void Emit::leave() {
  a.add(rsp, 8 * frame_);
  a.ret();
}

std::unique_ptr<NativeCode> Emit::finish() {
  for (size_t i = 0; i < cold_.size(); i++) cold_[i]();
  for (const PendingRecord& pending : records_) {
    const Site& site = pending.site;
    a.align(asmjit::AlignMode::kData, 4);
    a.bind(pending.label);
    a.embedUInt32(pending.frame);
    a.embedUInt32(site.position);
    if (site.handler) {
      a.embedLabelDelta(*site.handler, pending.label, 4);
    } else {
      a.embedUInt32(0);
    }
    a.embedUInt16(site.terms);
    a.embedUInt8(site.term_slots.has_value());
    a.embedUInt8(site.handler.has_value());  // which reads the trace
    if (site.term_slots) a.embedUInt32(*site.term_slots);
  }
  EXPECT_EQ(holder_->flatten(), asmjit::kErrorOk);
  EXPECT_EQ(holder_->resolveUnresolvedLinks(), asmjit::kErrorOk);
  auto block = world.vm().context().code_memory->allocate(holder_->codeSize());
  VM_CHECK(block.ok());
  EXPECT_EQ(holder_->relocateToBase(reinterpret_cast<uint64_t>(block->run)), asmjit::kErrorOk);
  EXPECT_EQ(holder_->copyFlattenedData(block->write, block->bytes), asmjit::kErrorOk);
  auto code = std::make_unique<NativeCode>();
  code->entry = &entry;
  code->begin = block->run;
  code->bytes = static_cast<uint32_t>(block->bytes);
  code->after_reduction_at = static_cast<uint32_t>(holder_->labelOffset(after_reduction_));
  code->positions = std::move(positions_);
  for (const asmjit::Label& label : returns_) {
    code->returns.push_back(static_cast<uint32_t>(holder_->labelOffset(label)));
  }
  std::sort(code->returns.begin(), code->returns.end());
  return code;
}

const NativeCode& Emit::publish() {
  std::unique_ptr<NativeCode> code = finish();
  const NativeCode& result = *code;
  // The interpreter's code is there before that of the machine.
  if (!entry.threaded.load()) {
    world.vm().code().publish(entry, lower_function(world.vm().context(), entry));
  }
  world.vm().code().publish_native(std::move(code));
  return result;
}

}  // namespace linac::testing

#endif
