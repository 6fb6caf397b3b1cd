#include "runtime/native/calls.h"

#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/exec/enter.h"
#include "runtime/exec/exception.h"
#include "runtime/exec/native_call.h"
#include "runtime/exec/slice.h"
#include "runtime/interp/slow_paths.h"
#include "runtime/native/stubs.h"

namespace linac {
namespace {

const void* leave(Process& process, NativeExit exit) {
  process.registers->leave_exit = static_cast<uint32_t>(exit);
  return reinterpret_cast<const void*>(&linac_leave);
}

const void* leave_to(Process& process, NativeExit exit, const Word* pc, uint32_t live) {
  process.registers->leave_pc = pc;
  process.registers->leave_live = live;
  return leave(process, exit);
}

// Drops the frame of the function that has called C++, so that sp is at its return address.
void drop_frame(Process& process) {
  FrameWalker frame = process.stack.frames(0);
  frame.next();
  VM_CHECK(frame.record());
  process.stack.sp = frame.return_slot();
}

// Where the handler is that handle_exception found.
const void* go_to_handler(Process& process, const Word* pc) {
  if (!pc) return leave(process, NativeExit::kFinish);
  if (pc == process.vm->code->enter_handler()) {
    return reinterpret_cast<const void*>(process.registers->native_target);
  }
  return leave_to(process, NativeExit::kGoOn, pc, 0);
}

// The exception was raised in a callee that has taken the place of the function at sp[0].
const void* unwind_callee(Process& process) {
  return go_to_handler(process, handle_exception(process, nullptr));
}

const void* call_target(Process& process, const CallTarget& target, bool last) {
  if (last) drop_frame(process);
  process.registers->entry = target.entry();
  return target.native_code();
}

const void* suspend_native(Process& process, const NativeInfo& native) {
  // Called again as the body of its export, with the same return address.
  ExportEntry* entry = process.vm->code->export_entry(native.module, native.name, native.arity);
  VM_CHECK(entry->native.load(std::memory_order_acquire) == &native);
  process.resume = entry->native_body;
  process.save_registers(process.registers->x, native.arity);
  return leave(process, NativeExit::kWait);
}

// The call returns 0 to the emitted code when the process goes on: nothing is live but the frame.
const void* suspend_in_wait(Process& process) {
  process.resume = process.vm->code->resume_wait();
  process.save_registers(process.registers->x, 0);
  Process* next = switch_in_receive(process);
  if (!next) return leave(process, NativeExit::kWait);
  next->registers->result = make_small(0);
  return nullptr;
}

}  // namespace

HelperAnswer suspend_in_helper(Process& process, NativeExit exit) {
  RegisterFile& registers = *process.registers;
  process.suspended = std::make_unique<SuspendedRegisters>();
  SuspendedRegisters& suspended = *process.suspended;
  suspended.mask = registers.native_mask;
  std::copy_n(registers.native, kNativeRegisters, suspended.native);
  std::copy_n(registers.native_floats, kNativeFloats, suspended.floats);
  process.resume = process.vm->code->resume_native();
  process.save_registers(registers.x, 0);
  registers.leave_exit = static_cast<uint32_t>(exit);
  return HelperAnswer::kLeave;
}

const void* resume_in_helper(Process& process) {
  RegisterFile& registers = *process.registers;
  const SuspendedRegisters& suspended = *process.suspended;
  std::copy_n(suspended.native, kNativeRegisters, registers.native);
  std::copy_n(suspended.floats, kNativeFloats, registers.native_floats);
  process.suspended.reset();
  registers.result = kNil;
  return reinterpret_cast<const void*>(&linac_resume_registers);
}

}  // namespace linac

using namespace linac;

extern "C" {

void linac_on_watermark(Process& process) { process.stack.watermark_hit(); }

const void* linac_unwind(Process& process) {
  return go_to_handler(process, handle_exception(process, nullptr, RaisedIn::kEmittedCode));
}

const void* linac_run_native(Process& process, const NativeInfo& native, bool last) {
  RegisterFile& registers = *process.registers;
  Safepoint here;
  here.registers = registers.x;
  here.register_count = native.arity;
  here.scratch = registers.scratch;
  NativeResult answer;
  {
    NativeCall call(process, native, registers.x, here);
    answer = native.function(call);
  }
  process.reductions_left--;
  if (answer.status == NativeStatus::kValue) [[likely]] {
    registers.result = answer.value;
    return nullptr;
  }
  if (answer.status == NativeStatus::kRaise && trace_is_wanted(process)) {
    set_frame_of_native(process, native, here, registers.x);
  }
  // What OTP writes in Erlang is a callee like others, and takes its caller's place if called last.
  bool is_callee = native.effects & kInErlangCode;
  switch (answer.status) {
    case NativeStatus::kValue: break;
    case NativeStatus::kRaise:
      if (!is_callee) return linac_unwind(process);
      if (last) drop_frame(process);
      return unwind_callee(process);
    case NativeStatus::kCall:
      if (last) drop_frame(process);
      return leave_to(process, NativeExit::kCall, process.resume, process.resume_live);
    case NativeStatus::kWait:
      if (last && is_callee) drop_frame(process);
      return suspend_native(process, native);
    case NativeStatus::kExit: return leave(process, NativeExit::kFinish);
  }
  VM_UNREACHABLE();
}

const void* linac_run_receive(Process& process) {
  for (;;) {
    if (Fragment* message = process.mailbox.current()) {
      process.registers->result = look_at(process, *message);
      return nullptr;
    }
    if (!process.mailbox.has_signals()) break;
    // What came first is a signal; it may become a message, or end the process.
    const Word* here = process.vm->code->resume_wait();
    if (!handle_receive_signals(process, here)) return leave(process, NativeExit::kFinish);
  }
  process.registers->result = kNoTerm;
  return nullptr;
}

const void* linac_run_wait(Process& process) { return suspend_in_wait(process); }

const void* linac_run_wait_timeout(Process& process) {
  switch (start_wait(process, process.registers->x[0])) {
    case WaitAnswer::kWait: return suspend_in_wait(process);
    case WaitAnswer::kTimedOut: process.registers->result = make_small(1); return nullptr;
    case WaitAnswer::kBadValue: return linac_unwind(process);
  }
  VM_UNREACHABLE();
}

const void* linac_resolve_fun(Process& process, uint32_t arity, Word fun, bool last) {
  CallTarget target = resolve_fun(process, nullptr, Term{fun}, arity);
  if (target) return call_target(process, target, last);
  process.exception().in_call = !last;
  return linac_unwind(process);
}

const void* linac_resolve_apply(Process& process, uint32_t arity, Word, bool last) {
  CallTarget target = resolve_apply(process, nullptr, arity);
  if (target) return call_target(process, target, last);
  return linac_unwind(process);
}

}  // extern "C"
