// Calls, returns, raising, built-ins.
#include "jit/emit.h"
#include "jit/layout.h"
#include "runtime/code/bif_table.h"
#include "runtime/native/light_natives.h"
#include "runtime/process/context.h"

namespace linac::jit {
namespace {

constexpr Location kNoExtra{};
// Where stubs that take their caller's place would return to; no argument's.
constexpr Reg kReturnTo{kArgumentGprs};

const void* stub_address(void (*stub)()) { return reinterpret_cast<const void*>(stub); }

}  // namespace

void Emitter::emit_call(NodeId node) {
  ir::Target target = ir::unpack_target(g_.node(node).imm);
  switch (g_.node(node).op) {
    case Op::kBif:
    case Op::kPureBif: return emit_bif(node);
    case Op::kCall: {
      move_arguments(node, g_.node(node).input_count, kNoExtra);
      const FunctionEntry& callee = linkage_.function(target);
      if (&callee == linkage_.own) {
        m_.call(entry_);
      } else {
        call_entry(&callee, kOffsetFunctionNative, false);
      }
      return finish_call(node);
    }
    case Op::kCallExt: return emit_call_ext(node, false);
    case Op::kCallFun: return emit_call_fun(node, false);
    case Op::kApply: return emit_apply(node, false);
    case Op::kInterpret:
      store_to_x(node, g_.node(node).input_count);
      m_.move(kScratchReg0, reinterpret_cast<uint64_t>(linkage_.snippet(target)));
      m_.call_stub(stub_address(linac_interpret));
      call_record(m_.record_mark(), false, framed_);
      return;
    case Op::kSend: return helper(Helper::k_send, 0, node, 2);
    case Op::kMailbox:
      return helper(Helper::k_mailbox, g_.node(node).imm, node, g_.node(node).input_count);
    case Op::kReserveMark:
      call_helper(Helper::k_reserve_mark, 0);
      return m_.move(result(node), kScratchReg1);
    case Op::kReceive: m_.call_stub(stub_address(linac_receive)); return finish_call(node);
    case Op::kWait: m_.call_stub(stub_address(linac_wait)); return finish_call(node);
    case Op::kWaitTimeout:
      store_to_x(node, 1);
      m_.call_stub(stub_address(linac_wait_timeout));
      return finish_call(node);
    case Op::kLoopYield: return emit_loop_yield();
    case Op::kReturn: return emit_return(node);
    case Op::kTailCall: {
      move_arguments(node, g_.node(node).input_count, kNoExtra);
      drop_frame();
      const FunctionEntry& callee = linkage_.function(target);
      if (&callee == linkage_.own) return m_.jump(entry_);
      return call_entry(&callee, kOffsetFunctionNative, true);
    }
    case Op::kTailCallExt: return emit_call_ext(node, true);
    case Op::kTailCallFun: return emit_call_fun(node, true);
    case Op::kTailApply: return emit_apply(node, true);
    case Op::kRaise: return emit_raise(node);
    default:  // lint: allow-default, emit_node names them
      VM_UNREACHABLE();
  }
}

// -- arguments

// The first six to their registers, the rest to x; `extra`, if it is not kNowhere, is where the last
// input goes, which is then no argument.
void Emitter::move_arguments(NodeId node, uint32_t count, Location extra) {
  if (count > kArgumentGprs) {
    load_register_file(kScratchReg1);
    for (uint32_t i = kArgumentGprs; i < count; ++i) {
      store_input({kScratchReg1, kOffsetRegistersX + static_cast<int32_t>(8 * i)}, node, i);
    }
  }
  std::vector<Move> moves;
  auto add = [&](Location to, uint32_t index) {
    if (is_constant(node, index)) {
      moves.push_back({to, Location{}, g_.input(node, index)});
    } else {
      moves.push_back({to, location(node, index)});
    }
  };
  for (uint32_t i = 0; i < std::min(count, kArgumentGprs); ++i) add(argument(i), i);
  if (extra.place != Place::kNowhere) add(extra, g_.node(node).input_count - 1);
  emit_moves(moves);
}

void Emitter::store_to_x(NodeId node, uint32_t count) {
  if (count != 0) load_register_file(kScratchReg1);
  for (uint32_t i = 0; i < count; ++i) {
    store_input({kScratchReg1, kOffsetRegistersX + static_cast<int32_t>(8 * i)}, node, i);
  }
}

// -- calls

void Emitter::call_entry(const void* entry, int32_t offset, bool tail) {
  m_.move(kScratchReg1, reinterpret_cast<uint64_t>(entry));
  if (tail) {
    m_.jump(Memory{kScratchReg1, offset});
  } else {
    m_.call(Memory{kScratchReg1, offset});
  }
}

// Behind the call instruction.
void Emitter::finish_call(NodeId node) {
  call_record(m_.record_mark(), false, framed_);
  if (has_result(node)) m_.move(result(node), Reg{0});
}

void Emitter::emit_call_ext(NodeId node, bool tail) {
  ExportEntry& target = linkage_.import(ir::unpack_target(g_.node(node).imm));
  const NativeInfo* native = target.native.load(std::memory_order_acquire);
  if (native) return emit_call_native(node, *native, tail);
  move_arguments(node, g_.node(node).input_count, kNoExtra);
  if (tail) drop_frame();
  call_entry(&target, kOffsetExportNative, tail);
  if (!tail) finish_call(node);
}

void Emitter::emit_call_native(NodeId node, const NativeInfo& native, bool tail) {
  std::optional<Helper> light = light_form(*linkage_.vm->atoms, native);
  if (!light) return call_native(node, native, tail);
  Label whole = m_.new_label(), back = m_.new_label(), answered = m_.new_label();
  if (*light == Helper::k_native_maps_next) next_of_tuple(node, answered);
  light_helper_or(*light, node, whole);
  m_.bind(answered);
  if (tail) {
    m_.move(Reg{0}, kScratchReg1);
    drop_frame();
    m_.return_();
  } else if (has_result(node)) {
    m_.move(result(node), kScratchReg1);
  }
  m_.bind(back);
  later(whole, [this, node, &native, tail, back] {
    call_native(node, native, tail);
    if (!tail) m_.jump(back);
  });
}

// An iterator that holds the next pair is the answer itself.
void Emitter::next_of_tuple(NodeId node, Label answered) {
  Label other = m_.new_label();
  load_input(kScratchReg0, node, 0);
  test_boxed(kScratchReg0, other);
  m_.compare(Memory{kScratchReg0, kHeaderOffset}, static_cast<int32_t>(tuple_header(3)));
  m_.branch(Condition::kNotEqual, other);
  m_.move(kScratchReg1, kScratchReg0);
  m_.jump(answered);
  m_.bind(other);
}

void Emitter::call_native(NodeId node, const NativeInfo& native, bool tail) {
  store_to_x(node, g_.node(node).input_count);
  m_.move(kScratchReg0, reinterpret_cast<uint64_t>(&native));
  m_.call_stub(stub_address(tail ? linac_call_native_last : linac_call_native));
  if (!tail) return finish_call(node);
  call_record(m_.record_mark(), false, framed_);
  drop_frame();
  m_.return_();
}

void Emitter::emit_call_fun(NodeId node, bool tail) {
  uint32_t arity = static_cast<uint32_t>(g_.node(node).imm);
  move_arguments(node, arity, gpr(kScratch1));
  m_.move(kScratchReg0, uint64_t{arity});
  if (tail) return jump_to_stub(linac_call_fun_last);
  m_.call_stub(stub_address(linac_call_fun));
  finish_call(node);
}

// Module and name follow the arguments.
void Emitter::emit_apply(NodeId node, bool tail) {
  uint32_t arity = static_cast<uint32_t>(g_.node(node).imm);
  move_arguments(node, arity + 2, kNoExtra);
  m_.move(kScratchReg0, uint64_t{arity});
  if (tail) return jump_to_stub(linac_apply_last);
  m_.call_stub(stub_address(linac_apply));
  finish_call(node);
}

// The stub drops the frame; the record stands as if it had been called.
void Emitter::jump_to_stub(void (*stub)()) {
  Label behind = m_.new_label();
  m_.address_of_label(kReturnTo, behind);
  m_.jump_stub(stub_address(stub));
  m_.bind(behind);
  call_record(m_.record_mark(), false, framed_);
}

void Emitter::emit_bif(NodeId node) {
  ExportEntry& target = linkage_.import(ir::unpack_target(g_.node(node).imm));
  const NativeInfo* native = target.native.load(std::memory_order_acquire);
  if (!native) {
    return call_helper(Helper::k_raise_undefined_bif, reinterpret_cast<uint64_t>(&target));
  }
  Label whole = m_.new_label(), back = m_.new_label();
  std::optional<Helper> light = light_form(*linkage_.vm->atoms, *native);
  auto call = [this, node, native] {
    bool guard = has_flag(node, ir::kInGuard);
    helper(guard ? Helper::k_bif_guard : Helper::k_bif, reinterpret_cast<uint64_t>(native), node,
           g_.node(node).input_count);
  };
  if (light) {
    light_helper_or(*light, node, whole);
    m_.bind(back);
    later(whole, [this, call, back] {
      call();
      m_.jump(back);
    });
  } else {
    call();
  }
  if (has_result(node)) m_.move(result(node), kScratchReg1);
}

// -- the end of the slice

void Emitter::emit_loop_yield() {
  Label yield = m_.new_label(), back = m_.new_label();
  m_.take_reduction(yield);
  m_.bind(back);
  later(yield, [this, back] {
    call_helper(Helper::k_yield, 0);
    m_.jump(back);
  });
}

// -- leaving

void Emitter::emit_return(NodeId node) {
  load_input(Reg{0}, node, 0);
  drop_frame();
  m_.return_();
}

void Emitter::emit_raise(NodeId node) {
  switch (static_cast<ir::RaiseKind>(g_.node(node).imm)) {
    case ir::RaiseKind::kBadmatch: return helper(Helper::k_raise_badmatch, 0, node, 1);
    case ir::RaiseKind::kCaseClause: return helper(Helper::k_raise_case_clause, 0, node, 1);
    case ir::RaiseKind::kTryClause: return helper(Helper::k_raise_try_clause, 0, node, 1);
    case ir::RaiseKind::kIfClause: return call_helper(Helper::k_raise_if_clause, 0);
    case ir::RaiseKind::kFunctionClause: {
      const ir::Position& position = g_.positions[g_.node(node).position];
      const FunctionEntry& entry = linkage_.function({position.unit, position.function});
      store_to_x(node, g_.node(node).input_count);
      return call_helper(Helper::k_raise_function_clause, reinterpret_cast<uint64_t>(&entry));
    }
    case ir::RaiseKind::kBadfun: {
      uint32_t arity = g_.node(node).input_count - 1;
      store_to_x(node, arity);
      load_register_file(kScratchReg1);
      store_input({kScratchReg1, kOffsetRegistersScratch}, node, arity);
      return call_helper(Helper::k_raise_badfun, arity);
    }
    case ir::RaiseKind::kBadrecord: return helper(Helper::k_raise_badrecord, 0, node, 1);
    case ir::RaiseKind::kBadarg: return call_helper(Helper::k_raise_badarg, 0);
    case ir::RaiseKind::kNotDestructurable:
      return helper(Helper::k_raise_not_destructurable, 0, node, 1);
    case ir::RaiseKind::kReraise: {  // the helper wants the trace first
      load_register_file(kScratchReg1);
      store_input({kScratchReg1, kOffsetRegistersScratch}, node, 1);
      store_input({kScratchReg1, kOffsetRegistersScratch + 8}, node, 0);
      return call_helper(Helper::k_raise_again, 0);
    }
  }
  VM_UNREACHABLE();
}

}  // namespace linac::jit
