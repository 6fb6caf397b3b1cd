#include "runtime/interp/lower.h"

#include <algorithm>

#include "runtime/code/code_server.h"
#include "runtime/interp/slow_paths.h"
#include "runtime/memory/frame.h"
#include "runtime/process/context.h"

namespace linac {
namespace {

constexpr uint32_t kWordBytes = sizeof(Word);

}  // namespace

std::unique_ptr<ThreadedFunction> lower_function(VmContext& vm, FunctionEntry& entry) {
  return Lowering(vm, entry).run();
}

Lowering::Lowering(VmContext& vm, FunctionEntry& entry)
    : Lowering(vm, entry, *entry.module->module, entry.module->module->functions[entry.index]) {}

Lowering::Lowering(VmContext& vm, FunctionEntry& entry, const Module& body,
                   const Function& function)
    : vm_(vm),
      entry_(entry),
      instance_(*entry.module),
      module_(*entry.module->module),
      body_(body),
      function_(function),
      positions_(function_.op_count, kNoCode) {}

std::unique_ptr<ThreadedFunction> Lowering::run() {
  auto made = std::make_unique<ThreadedFunction>();
  made->entry = &entry_;
  facts_.push_back({0, 0, ThreadedFunction::kNone});
  if (function_.lacking_op != kNoIndex) {
    trap(op(function_.lacking_op).opcode);
  } else {
    uint32_t end = function_.first_op + function_.op_count;
    for (uint32_t index = function_.first_op; index < end;) index = lower(index);
  }
  if (function_.lacking_op == kNoIndex) {
    made->entry_at = positions_[function_.entry_op - function_.first_op];
    VM_CHECK(made->entry_at != kNoCode);
  }
  for (const Fixup& fixup : fixups_) {
    uint32_t to = positions_[body_.labels[fixup.label] - function_.first_op];
    VM_CHECK(to != kNoCode);
    int32_t distance = static_cast<int32_t>(to) - static_cast<int32_t>(fixup.instruction);
    code_[fixup.word] |= Word{static_cast<uint32_t>(distance)} << (32 * fixup.half);
  }
  for (ThreadedFunction::Fact& fact : facts_) {
    if (fact.handler == ThreadedFunction::kNone) continue;
    uint32_t at = positions_[static_cast<uint32_t>(fact.handler) - function_.first_op];
    VM_CHECK(at != kNoCode);
    fact.handler = static_cast<int32_t>(at);
  }
  made->words = static_cast<uint32_t>(code_.size());
  made->code = std::make_unique<Word[]>(code_.size());
  std::copy(code_.begin(), code_.end(), made->code.get());
  made->facts = std::move(facts_);
  made->lines = std::move(lines_);
  return made;
}

// -- emitting

void Lowering::begin(Bytecode code, uint32_t words, uint32_t a, uint32_t b) {
  start_ = static_cast<uint32_t>(code_.size());
  if (instructions_) instructions_->push_back(start_);
  code_.resize(start_ + words);
  code_[start_] = handler_word(code) | Word{a} << 32 | Word{b} << 48;
}

void Lowering::target(uint32_t word_index, uint32_t label, int half) {
  if (label != 0) fixups_.push_back({start_, start_ + word_index, label, half});
}

void Lowering::trap(Opcode opcode) {
  begin(Bytecode::k_unsupported, 2);
  word(1) = static_cast<Word>(opcode);
}

uint32_t Lowering::encode(const Operand& operand) {
  return operand.kind == OperandKind::kY ? operand.index() * kWordBytes | 1
                                         : operand.index() * kWordBytes;
}

bool Lowering::is_constant(const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::kSmall:
    case OperandKind::kAtom:
    case OperandKind::kNil:
    case OperandKind::kLiteral: return true;
    case OperandKind::kX:
    case OperandKind::kY:
    case OperandKind::kFloatRegister:
    case OperandKind::kLabel:
    case OperandKind::kUnsigned:
    case OperandKind::kList: return false;
  }
  VM_UNREACHABLE();
}

Term Lowering::constant(const Operand& operand) const {
  return operand.kind == OperandKind::kLiteral ? module_.literals[operand.index()] : operand.term();
}

bool Lowering::fits_half(const Operand& operand) const {
  if (!is_constant(operand)) return false;
  Term term = constant(operand);
  if (!term.is_immediate()) return false;
  return static_cast<int64_t>(static_cast<int32_t>(term.bits)) == static_cast<int64_t>(term.bits);
}

uint32_t Lowering::reg(const Operand& operand, uint32_t slot) {
  if (!is_constant(operand)) return encode(operand);
  VM_CHECK(slot < kConstantX);
  uint32_t at = (kMaxX + slot) * kWordBytes;
  begin(Bytecode::k_const_x, 2, 0, at);
  word(1) = constant(operand).bits;
  return at;
}

uint32_t Lowering::value(const Operand& operand) {
  if (!is_constant(operand)) return encode(operand);
  append(constant(operand).bits);
  return (length() - 1) * kWordBytes | 2;
}

Word Lowering::wide(const Operand& operand) {
  return is_constant(operand) ? constant(operand).bits : wide_register(encode(operand));
}

Word Lowering::record(const OpFacts& facts) const {
  size_t op = static_cast<size_t>(&facts - body_.facts.data());
  return make_call_record(frame(facts), entry_.id, static_cast<uint32_t>(op) - function_.first_op);
}

// -- ops

// Whether the op at `index` may be taken into the instruction of the one before it.
bool Lowering::fusable(uint32_t index) const {
  return index < function_.first_op + function_.op_count &&
         (facts(index).flags & (kReached | kUnsetY | kTestContext)) == kReached;
}

// What holds from the word `here` on is what holds at the op.
void Lowering::note_facts(uint32_t index, uint32_t here) {
  const OpFacts& fact = facts(index);
  // A try_case that is reached without an exception is not its own handler.
  bool unhandled = fact.handler == kNoIndex || op(index).opcode == Opcode::kTryCase;
  ThreadedFunction::Fact entry{
      here, static_cast<uint16_t>(frame(fact)),
      unhandled ? ThreadedFunction::kNone : static_cast<int32_t>(fact.handler)};
  const ThreadedFunction::Fact& last = facts_.back();
  if (entry.frame_words != last.frame_words || entry.handler != last.handler) {
    facts_.push_back(entry);
  }
  int32_t line = static_cast<int32_t>(op(index).line);
  if (lines_.empty() || lines_.back().line != line) lines_.push_back({here, line});
}

uint32_t Lowering::lower(uint32_t index) {
  const OpFacts& fact = facts(index);
  uint32_t here = static_cast<uint32_t>(code_.size());
  positions_[index - function_.first_op] = here;
  if (!(fact.flags & kReached)) return index + 1;
  note_facts(index, here);
  // A raise here walks the frame, so every slot has to be a term.
  if (fact.flags & kUnsetY) {
    for (const UnsetY& unset : body_.unset_y_of(index)) {
      begin(Bytecode::k_init_y, 1, encode({OperandKind::kY, 0, 0, unset.y}));
    }
  }
  if (fact.flags & kTestContext) {
    begin(Bytecode::k_test_context, 1,
          encode(body_.operands_of(op(index))[context_index(op(index).opcode)]));
  }
  uint32_t next = index + 1;
  switch (op(index).opcode) {
    case Opcode::kMove: next = lower_moves(index); break;
    case Opcode::kGetTupleElement: next = lower_get_element(index); break;
    case Opcode::kIsTuple: next = lower_is_tuple(index); break;
    case Opcode::kIsNonemptyList: next = lower_is_nonempty_list(index); break;
    case Opcode::kCallFun:
    case Opcode::kCallFun2: next = lower_call_fun(index); break;
    case Opcode::kDeallocate:
      if (fusable(index + 1) && op(index + 1).opcode == Opcode::kReturn) {
        begin(Bytecode::k_deallocate_return, 1,
              body_.operands_of(op(index))[0].index() * kWordBytes);
        next = index + 2;
        break;
      }
      lower_op(index);
      break;
    default: lower_op(index); break;
  }
  // try_case tells itself whether an exception led to it, and goes on if one can.
  bool goes_on = op(index).opcode == Opcode::kTryCase &&
                 index + 1 < function_.first_op + function_.op_count &&
                 (facts(index + 1).flags & kReached);
  if ((fact.flags & kFallsOff) && !goes_on) trap(op(index).opcode);
  return next;
}

namespace {

enum MoveKind : size_t { kMoveXX, kMoveXY, kMoveYX, kMoveRR };

size_t move_kind(const Operand& from, const Operand& to) {
  bool from_x = from.kind == OperandKind::kX, to_x = to.kind == OperandKind::kX;
  if (from_x) return to_x ? kMoveXX : kMoveXY;
  return to_x ? kMoveYX : kMoveRR;
}

constexpr Bytecode kMoves[4][3] = {
    {Bytecode::k_move_xx, Bytecode::k_move2_xx, Bytecode::k_move3_xx},
    {Bytecode::k_move_xy, Bytecode::k_move2_xy, Bytecode::k_move3_xy},
    {Bytecode::k_move_yx, Bytecode::k_move2_yx, Bytecode::k_move3_yx},
    {Bytecode::k_move_yy, Bytecode::k_move2_rr, Bytecode::k_move3_rr},
};

}  // namespace

bool Lowering::is_register_move(uint32_t index) const {
  return fusable(index) && op(index).opcode == Opcode::kMove &&
         !is_constant(body_.operands_of(op(index))[0]);
}

void Lowering::lower_constant_move(Operands o) {
  begin(o[1].kind == OperandKind::kX ? Bytecode::k_const_x : Bytecode::k_const_y, 2, 0,
        encode(o[1]));
  word(1) = constant(o[0]).bits;
}

// A move that ends in a call or a return is taken into it; else up to three moves, which are done in
// order, become one instruction.
uint32_t Lowering::lower_moves(uint32_t index) {
  Operands o = body_.operands_of(op(index));
  if (!is_register_move(index + 1)) {
    if (uint32_t next = lower_move_and_leave(index)) return next;
  }
  if (is_constant(o[0])) {
    lower_constant_move(o);
    return index + 1;
  }
  uint32_t run = 1;
  while (is_register_move(index + run)) run++;
  uint32_t count = std::min(run, 3u);
  // The last of a run goes with the call after it.
  if (run > 1 && run <= 3 && can_take_move(index + run, body_.operands_of(op(index + run - 1)))) {
    count = run - 1;
  }
  size_t kind = move_kind(o[0], o[1]);
  for (uint32_t i = 1; i < count; i++) {
    Operands next = body_.operands_of(op(index + i));
    if (move_kind(next[0], next[1]) != kind) kind = kMoveRR;
  }
  begin(kMoves[kind][count - 1], count == 1 ? 1 : 2, encode(o[0]), encode(o[1]));
  for (uint32_t i = 1; i < count; i++) {
    Operands next = body_.operands_of(op(index + i));
    set_part(1, static_cast<int>(2 * i - 2), encode(next[0]));
    set_part(1, static_cast<int>(2 * i - 1), encode(next[1]));
  }
  return index + count;
}

// Whether the op at `index` has a form that makes this move first.
bool Lowering::can_take_move(uint32_t index, Operands move) const {
  if (!fusable(index)) return false;
  bool to_x0 = move[1].kind == OperandKind::kX && move[1].index() == 0;
  switch (op(index).opcode) {
    case Opcode::kReturn: return to_x0;
    case Opcode::kCall:
    case Opcode::kCallOnly: return !is_constant(move[0]) && move[1].kind == OperandKind::kX;
    case Opcode::kCallLast: return !is_constant(move[0]) && to_x0;
    default: return false;
  }
}

// Emits a move and the call or return after it as one instruction; 0 when there is no such form.
uint32_t Lowering::lower_move_and_leave(uint32_t index) {
  Operands move = body_.operands_of(op(index));
  if (!can_take_move(index + 1, move)) return 0;
  const Op& next = op(index + 1);
  if (next.opcode == Opcode::kReturn) {
    if (is_constant(move[0])) {
      begin(Bytecode::k_const_return, 2);
      word(1) = constant(move[0]).bits;
    } else {
      begin(Bytecode::k_move_return, 1, encode(move[0]));
    }
    return index + 2;
  }
  positions_[index + 1 - function_.first_op] = static_cast<uint32_t>(code_.size());
  lower_call(next, facts(index + 1), body_.operands_of(next));
  if (next.opcode == Opcode::kCallLast) {
    code_[start_] = handler_word(Bytecode::k_move_call_last) |
                    (code_[start_] >> 32 & 0xFFFF) << 32 | Word{encode(move[0])} << 48;
  } else {
    Bytecode code =
        next.opcode == Opcode::kCall ? Bytecode::k_move_call : Bytecode::k_move_call_only;
    code_[start_] = handler_word(code) | Word{encode(move[0])} << 32 | Word{encode(move[1])} << 48;
  }
  // The call's line and handler are what a trace asks for.
  note_facts(index + 1, start_);
  return index + 2;
}

// A call of a fun whose result is returned drops the frame first: only this makes a loop through
// funs run in constant space, and traces show it.
uint32_t Lowering::lower_call_fun(uint32_t index) {
  Operands o = body_.operands_of(op(index));
  bool with_tag = op(index).opcode == Opcode::kCallFun2;
  uint32_t arity = o[with_tag ? 1 : 0].index();
  uint32_t fun = with_tag ? reg(o[2]) : arity * kWordBytes;
  bool last = fusable(index + 1) && op(index + 1).opcode == Opcode::kDeallocate &&
              fusable(index + 2) && op(index + 2).opcode == Opcode::kReturn;
  begin(last ? Bytecode::k_call_fun_last : Bytecode::k_call_fun, 2, arity, fun);
  if (last) {
    word(1) = body_.operands_of(op(index + 1))[0].index() * kWordBytes;
    return index + 3;
  }
  word(1) = record(facts(index));
  return index + 1;
}

uint32_t Lowering::lower_get_element(uint32_t index) {
  Operands o = body_.operands_of(op(index));
  bool proved = facts(index).flags & kProved;
  bool xx = o[0].kind == OperandKind::kX && o[2].kind == OperandKind::kX;
  if (proved && o[0].is_register() && fusable(index + 1) &&
      op(index + 1).opcode == Opcode::kGetTupleElement && (facts(index + 1).flags & kProved)) {
    Operands next = body_.operands_of(op(index + 1));
    bool same_tuple = next[0].kind == o[0].kind && next[0].index() == o[0].index();
    bool overwritten = o[2].kind == o[0].kind && o[2].index() == o[0].index();
    if (same_tuple && !overwritten && next[1].integer() == o[1].integer() + 1) {
      begin(xx && next[2].kind == OperandKind::kX ? Bytecode::k_get_element2_xx
                                                  : Bytecode::k_get_element2_u,
            2, encode(o[0]), encode(o[2]));
      word(1) = static_cast<uint32_t>(o[1].integer());
      set_part(1, 2, encode(next[2]));
      return index + 2;
    }
  }
  Bytecode code = !proved ? Bytecode::k_get_element
                  : xx    ? Bytecode::k_get_element_xx
                          : Bytecode::k_get_element_u;
  uint32_t source = reg(o[0]);
  begin(code, 2, source, encode(o[2]));
  word(1) = static_cast<Word>(o[1].integer());
  return index + 1;
}

// is_tuple and a test_arity of the same register with the same fail label are one test.
uint32_t Lowering::lower_is_tuple(uint32_t index) {
  Operands o = body_.operands_of(op(index));
  if (o[1].is_register() && fusable(index + 1)) {
    // These test for a tuple themselves.
    Operands next = body_.operands_of(op(index + 1));
    Opcode opcode = op(index + 1).opcode;
    auto same = [](const Operand& a, const Operand& b) {
      return a.kind == b.kind && a.index() == b.index();
    };
    if (opcode == Opcode::kIsTaggedTuple && same(next[1], o[1]) && same(next[0], o[0])) {
      return index + 1;
    }
    if (opcode == Opcode::kSelectTupleArity && same(next[0], o[1]) && same(next[1], o[0])) {
      return index + 1;
    }
  }
  if (o[1].is_register() && fusable(index + 1) && op(index + 1).opcode == Opcode::kTestArity) {
    Operands next = body_.operands_of(op(index + 1));
    if (next[1].kind == o[1].kind && next[1].index() == o[1].index() &&
        next[0].index() == o[0].index()) {
      bool in_x = o[1].kind == OperandKind::kX;
      begin(in_x ? Bytecode::k_is_tuple_of_arity_x : Bytecode::k_is_tuple_of_arity, 2,
            encode(o[1]));
      word(1) = static_cast<Word>(next[2].integer()) << 32;
      target(1, o[0].index());
      return index + 2;
    }
  }
  lower_test(Bytecode::k_is_tuple, Bytecode::k_is_tuple_x, op(index), o);
  return index + 1;
}

// A get_list of the same register right after the test needs no dispatch of its own.
uint32_t Lowering::lower_is_nonempty_list(uint32_t index) {
  Operands o = body_.operands_of(op(index));
  if (o[1].kind == OperandKind::kX && fusable(index + 1) &&
      op(index + 1).opcode == Opcode::kGetList) {
    Operands next = body_.operands_of(op(index + 1));
    if (next[0].kind == OperandKind::kX && next[0].index() == o[1].index()) {
      begin(Bytecode::k_is_cons_get_list, 2, encode(o[1]), encode(next[1]));
      word(1) = Word{encode(next[2])} << 32;
      target(1, o[0].index());
      return index + 2;
    }
  }
  lower_test(Bytecode::k_is_nonempty_list, Bytecode::k_is_nonempty_list_x, op(index), o);
  return index + 1;
}

void Lowering::lower_test(Bytecode general, Bytecode of_x, const Op& op, Operands o) {
  (void)op;
  bool in_x = o[1].kind == OperandKind::kX;
  uint32_t source = reg(o[1]);
  begin(in_x ? of_x : general, 2, source);
  target(1, o[0].index());
}

namespace {

struct CompareCodes {
  Bytecode general, xx, x_constant, constant_x;
};

constexpr Bytecode kNoBytecode = Bytecode::kCount;

CompareCodes compare_codes(Opcode opcode) {
  using enum Bytecode;
  if (opcode == Opcode::kIsLt) return {k_is_lt, k_is_lt_xx, k_is_lt_xi, k_is_lt_ix};
  if (opcode == Opcode::kIsGe) return {k_is_ge, k_is_ge_xx, k_is_ge_xi, k_is_ge_ix};
  if (opcode == Opcode::kIsEq) return {k_is_eq, kNoBytecode, kNoBytecode, kNoBytecode};
  if (opcode == Opcode::kIsNe) return {k_is_ne, kNoBytecode, kNoBytecode, kNoBytecode};
  if (opcode == Opcode::kIsEqExact) {
    return {k_is_eq_exact, k_is_eq_exact_xx, k_is_eq_exact_xi, k_is_eq_exact_xi};
  }
  VM_CHECK(opcode == Opcode::kIsNeExact);
  return {k_is_ne_exact, kNoBytecode, k_is_ne_exact_xi, k_is_ne_exact_xi};
}

}  // namespace

void Lowering::lower_compare(const Op& op, Operands o) {
  CompareCodes codes = compare_codes(op.opcode);
  const Operand *a = &o[1], *b = &o[2];
  bool exact = op.opcode == Opcode::kIsEqExact || op.opcode == Opcode::kIsNeExact;
  auto usable_half = [&](const Operand& operand) {
    return fits_half(operand) && (exact || constant(operand).is_small());
  };
  for (int turn = 0; turn < 2; turn++) {
    Bytecode code = turn == 0 ? codes.x_constant : codes.constant_x;
    if (code != kNoBytecode && a->is_register() && usable_half(*b)) {
      if (a->kind == OperandKind::kY) {
        if (!exact) break;
        code = op.opcode == Opcode::kIsEqExact ? Bytecode::k_is_eq_exact_vi
                                               : Bytecode::k_is_ne_exact_vi;
      }
      begin(code, 2, encode(*a));
      word(1) = constant(*b).bits << 32;
      target(1, o[0].index());
      return;
    }
    std::swap(a, b);
  }
  bool both_x = o[1].kind == OperandKind::kX && o[2].kind == OperandKind::kX;
  uint32_t left = reg(o[1], 0), right = reg(o[2], 1);
  begin(both_x && codes.xx != kNoBytecode ? codes.xx : codes.general, 2, left, right);
  target(1, o[0].index());
}

void Lowering::lower_call(const Op& op, const OpFacts& facts, Operands o) {
  const Function& callee = module_.function_at(o[1].index());
  auto* entry = instance_.functions[static_cast<size_t>(&callee - module_.functions.data())].get();
  if (op.opcode == Opcode::kCall) {
    begin(Bytecode::k_call, 3);
    word(2) = record(facts);
  } else if (op.opcode == Opcode::kCallLast) {
    begin(Bytecode::k_call_last, 2, o[2].index() * kWordBytes);
  } else {
    begin(Bytecode::k_call_only, 2);
  }
  word(1) = reinterpret_cast<Word>(entry);
}

void Lowering::lower_call_ext(const Op& op, const OpFacts& facts, const ExportEntry& target) {
  const NativeInfo* info = target.native.load(std::memory_order_acquire);
  bool native = info && !target.function.load(std::memory_order_acquire);
  Word to = native ? reinterpret_cast<Word>(info) : reinterpret_cast<Word>(&target);
  Operands o = body_.operands_of(op);
  if (op.opcode == Opcode::kCallExt) {
    begin(native ? Bytecode::k_call_native : Bytecode::k_call_ext, 3);
    word(2) = record(facts);
  } else if (op.opcode == Opcode::kCallExtLast) {
    begin(native ? Bytecode::k_call_native_last : Bytecode::k_call_ext_last, 2,
          o[2].index() * kWordBytes);
  } else {
    begin(native ? Bytecode::k_call_native_last : Bytecode::k_call_ext_only, 2);
  }
  word(1) = to;
}

}  // namespace linac
