// Conditions: type tests, and what is done with a Bool.
//
// A condition is emitted where it is used: as branches (branch_on), or, where one comparison tells
// it (is_simple), as flags for a conditional move or set.
#include "jit/emit.h"
#include "core/term/atom.h"
#include "core/term/bits.h"
#include "jit/layout.h"

namespace linac::jit {
namespace {

constexpr int32_t kImmediateMask = 63;
constexpr int64_t immediate_bits(ImmediateKind kind) {
  return static_cast<int64_t>(static_cast<Word>(kind) << 3 | kTagImmediate);
}
Operand word(Term term) { return Operand(term.bits); }

}  // namespace

void Emitter::branch(Condition condition, Label if_true, Label if_false, Next next) {
  if (next == Next::kTrue) return m_.branch(negate(condition), if_false);
  m_.branch(condition, if_true);
  if (next == Next::kNeither) m_.jump(if_false);
}

// What is left has that value.
void Emitter::jump_unless_next(bool value, Label if_true, Label if_false, Next next) {
  if (value && next != Next::kTrue) m_.jump(if_true);
  if (!value && next != Next::kFalse) m_.jump(if_false);
}

// -- one comparison

bool Emitter::is_simple(NodeId condition) const {
  if (!p_.is_fused(condition) && condition != node_) return true;  // in a register
  switch (g_.node(condition).op) {
    case Op::kIsSmall:
    case Op::kIsAtom:
    case Op::kIsNil:
    case Op::kIsCons:
    case Op::kIsBoxed:
    case Op::kIsNoTerm:
    case Op::kSameWord:
    case Op::kSmallLess:
    case Op::kSmallLessEqual:
    case Op::kIntEqual:
    case Op::kIntLess:
    case Op::kIntLessEqual: return true;
    case Op::kNot: return is_simple(g_.input(condition, 0));
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kEqual:
    case Op::kExactEqual: return known_small(condition, 0) && known_small(condition, 1);
    default:  // lint: allow-default, all others need branches
      return false;
  }
}

// Sets flags; nothing that is emitted until they are read may change them (moves do not).
Condition Emitter::simple_condition(NodeId condition) {
  if (!p_.is_fused(condition) && condition != node_) {
    Location where = a_.at(p_.value[condition], position_);
    Reg bool_reg{static_cast<uint8_t>(where.index)};
    m_.test(bool_reg, bool_reg);
    return Condition::kNotEqual;
  }
  Op op = g_.node(condition).op;
  switch (op) {
    case Op::kIsSmall: m_.test(reg(condition, 0), kTagMask); return Condition::kEqual;
    case Op::kIsAtom:
      m_.bit_and(kScratchReg1, reg(condition, 0), Operand(int64_t{kImmediateMask}));
      m_.compare(kScratchReg1, Operand(immediate_bits(ImmediateKind::kAtom)));
      return Condition::kEqual;
    case Op::kIsNil: m_.compare(reg(condition, 0), word(kNil)); return Condition::kEqual;
    case Op::kIsNoTerm: m_.compare(reg(condition, 0), word(kNoTerm)); return Condition::kEqual;
    case Op::kIsCons:
    case Op::kIsBoxed: {
      int32_t tag = op == Op::kIsCons ? kTagCons : kTagBoxed;
      m_.address(kScratchReg1, reg(condition, 0), -tag);
      m_.test(kScratchReg1, kTagMask);
      return Condition::kEqual;
    }
    case Op::kNot: return negate(simple_condition(g_.input(condition, 0)));
    default:  // lint: allow-default, is_simple names the rest
      compare_operands(condition);
      return compare_condition(condition);
  }
}

// -- branches

void Emitter::branch_on(NodeId condition, Label if_true, Label if_false, Next next) {
  if (is_simple(condition)) {
    return branch(simple_condition(condition), if_true, if_false, next);
  }
  Op op = g_.node(condition).op;
  NodeId first = g_.node(condition).input_count > 0 ? g_.input(condition, 0) : ir::kNoNode;
  if (op == Op::kNot) {
    Next other = next == Next::kTrue    ? Next::kFalse
                 : next == Next::kFalse ? Next::kTrue
                                        : Next::kNeither;
    return branch_on(first, if_false, if_true, other);
  }
  if (op == Op::kAnd || op == Op::kOr) {
    Label second = m_.new_label();
    if (op == Op::kAnd) {
      branch_on(first, second, if_false, Next::kTrue);
    } else {
      branch_on(first, if_true, second, Next::kFalse);
    }
    m_.bind(second);
    return branch_on(g_.input(condition, 1), if_true, if_false, next);
  }
  if (op == Op::kEqual || op == Op::kExactEqual) {
    return branch_on_equal(condition, if_true, if_false, next);
  }
  if (op == Op::kLess || op == Op::kLessEqual) {
    return branch_on_order(condition, if_true, if_false, next);
  }
  if (op == Op::kFloatEqual || op == Op::kFloatLess || op == Op::kFloatLessEqual) {
    return branch_on_float(condition, if_true, if_false, next);
  }
  test_type(condition, if_true, if_false, next);
}

void Emitter::test_type(NodeId node, Label if_true, Label if_false, Next next) {
  using enum BoxedKind;
  Reg term = reg(node, 0);
  switch (g_.node(node).op) {
    case Op::kIsInteger: return test_integer(term, if_true, if_false, next);
    case Op::kIsFloat: {
      Label boxed = m_.new_label();
      bool later_boxed = next == Next::kTrue;
      m_.branch_in_mask(term, kSelfFloatMask, !later_boxed, later_boxed ? boxed : if_true);
      return test_boxed_kinds(term, {kFloat}, boxed, if_true, if_false, next);
    }
    case Op::kIsSelfFloat:
      m_.branch_in_mask(term, kSelfFloatMask, next != Next::kTrue,
                        next == Next::kTrue ? if_false : if_true);
      if (next == Next::kNeither) m_.jump(if_false);
      return;
    case Op::kIsNumber: {
      Label boxed = m_.new_label();
      m_.test(term, 2);
      branch_unless_next(Condition::kEqual, if_true, boxed, next);
      return test_boxed_kinds(term, {kBigPositive, kBigNegative, kFloat}, boxed, if_true, if_false,
                              next);
    }
    case Op::kIsBoolean:
      m_.compare(term, word(atoms::kTrue));
      m_.branch(Condition::kEqual, if_true);
      m_.compare(term, word(atoms::kFalse));
      return branch(Condition::kEqual, if_true, if_false, next);
    case Op::kIsList:
      m_.compare(term, word(kNil));
      m_.branch(Condition::kEqual, if_true);
      m_.address(kScratchReg1, term, -static_cast<int32_t>(kTagCons));
      m_.test(kScratchReg1, kTagMask);
      return branch(Condition::kEqual, if_true, if_false, next);
    case Op::kIsTuple:
    case Op::kIsTupleOf:
    case Op::kIsTaggedTuple: return test_tuple(node, if_true, if_false, next);
    case Op::kIsMap: return test_kinds(term, {kFlatMap, kTrieMap}, if_true, if_false, next);
    case Op::kIsBinary: return test_binary(term, if_true, if_false, next);
    case Op::kIsBitstring:
      return test_kinds(term, {kHeapBinary, kSharedBinary, kSubBinary}, if_true, if_false, next);
    case Op::kIsMatchContext: return test_kinds(term, {kMatchContext}, if_true, if_false, next);
    case Op::kIsFun: return test_kinds(term, {kClosure, kExternalFun}, if_true, if_false, next);
    case Op::kIsFunOf: return test_fun_of(node, if_true, if_false, next);
    case Op::kIsPid:
      return test_immediate_or(term, ImmediateKind::kPid, kExternalPid, if_true, if_false, next);
    case Op::kIsPort:
      return test_immediate_or(term, ImmediateKind::kPort, kExternalPort, if_true, if_false, next);
    case Op::kIsReference:
      return test_kinds(term, {kReference, kResource, kExternalReference}, if_true, if_false, next);
    default:  // lint: allow-default, branch_on has the rest
      VM_UNREACHABLE();
  }
}

void Emitter::test_boxed(Reg term, Label if_not) {
  m_.address(kScratchReg1, term, -static_cast<int32_t>(kTagBoxed));
  m_.test(kScratchReg1, kTagMask);
  m_.branch(Condition::kNotEqual, if_not);
}

void Emitter::test_kinds(Reg term, std::span<const BoxedKind> kinds, Label if_true, Label if_false,
                         Next next) {
  test_boxed(term, if_false);
  for (BoxedKind kind : kinds.first(kinds.size() - 1)) {
    m_.compare_byte({term, kHeaderOffset}, kind_byte(kind));
    m_.branch(Condition::kEqual, if_true);
  }
  m_.compare_byte({term, kHeaderOffset}, kind_byte(kinds.back()));
  branch(Condition::kEqual, if_true, if_false, next);
}

// Where an immediate is what is expected: if that is what follows, boxes are told apart out of line
// (at `boxed`), else here.
void Emitter::branch_unless_next(Condition condition, Label if_true, Label boxed, Next next) {
  if (next == Next::kTrue) return m_.branch(negate(condition), boxed);
  m_.branch(condition, if_true);
}
void Emitter::test_boxed_kinds(Reg term, std::initializer_list<BoxedKind> kinds, Label boxed,
                               Label if_true, Label if_false, Next next) {
  if (next != Next::kTrue) return test_kinds(term, kinds, if_true, if_false, next);
  later(
      boxed,
      [this, term, wanted = std::vector<BoxedKind>(kinds), if_true, if_false] {
        test_kinds(term, wanted, if_true, if_false, Next::kNeither);
      },
      true);
}

void Emitter::test_tuple(NodeId node, Label if_true, Label if_false, Next next) {
  Reg term = reg(node, 0);
  test_boxed(term, if_false);
  Op op = g_.node(node).op;
  if (op == Op::kIsTuple) {
    m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kTuple));
    return branch(Condition::kEqual, if_true, if_false, next);
  }
  // An arity is below 2^24, its header below 2^32; the compared constant is sign-extended.
  Word header = tuple_header(g_.node(node).imm);
  if (header <= INT32_MAX) {
    m_.compare(Memory{term, kHeaderOffset}, static_cast<int32_t>(header));
  } else {
    m_.move(kScratchReg1, header);
    m_.compare(kScratchReg1, Memory{term, kHeaderOffset});
  }
  if (op == Op::kIsTupleOf) return branch(Condition::kEqual, if_true, if_false, next);
  m_.branch(Condition::kNotEqual, if_false);
  if (is_constant(node, 1)) {
    m_.compare(Memory{term, payload_word(0)}, static_cast<int32_t>(constant(node, 1)));
  } else {
    m_.compare(reg(node, 1), Memory{term, payload_word(0)});
  }
  branch(Condition::kEqual, if_true, if_false, next);
}

void Emitter::test_integer(Reg term, Label if_true, Label if_false, Next next) {
  Label boxed = m_.new_label();
  m_.test(term, kTagMask);
  branch_unless_next(Condition::kEqual, if_true, boxed, next);
  test_boxed_kinds(term, {BoxedKind::kBigPositive, BoxedKind::kBigNegative}, boxed, if_true,
                   if_false, next);
}

void Emitter::test_binary(Reg term, Label if_true, Label if_false, Next next) {
  Label whole = m_.new_label(), heap = m_.new_label();
  test_boxed(term, if_false);
  m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kHeapBinary));
  m_.branch(Condition::kEqual, heap);
  m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kSharedBinary));
  m_.branch(Condition::kEqual, whole);
  m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kSubBinary));
  m_.branch(Condition::kNotEqual, if_false);
  m_.bind(whole);
  static_assert(kSubBinaryBitSize == kSharedBinaryBitSize);
  m_.load32(kScratchReg1, {term, payload_word(kSubBinaryBitSize)});
  m_.test(kScratchReg1, 7);
  branch(Condition::kEqual, if_true, if_false, Next::kNeither);
  m_.bind(heap);
  m_.load32(kScratchReg1, {term, payload_word(kHeapBinaryBitSize)});
  m_.test(kScratchReg1, 7);
  branch(Condition::kEqual, if_true, if_false, next);
}

void Emitter::test_fun_of(NodeId node, Label if_true, Label if_false, Next next) {
  Reg term = reg(node, 0);
  Label external = m_.new_label(), arity = m_.new_label();
  Operand wanted(static_cast<int64_t>(g_.node(node).imm));
  test_boxed(term, if_false);
  m_.load(kScratchReg1, {term, payload_word(kClosureEntry)});
  m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kClosure));
  m_.branch(Condition::kNotEqual, external);
  m_.load32(kScratchReg1, {kScratchReg1, kOffsetFunEntryArity});
  m_.bind(arity);
  m_.compare(kScratchReg1, wanted);
  branch(Condition::kEqual, if_true, if_false, next);
  later(external, [this, term, if_false, arity] {
    m_.compare_byte({term, kHeaderOffset}, kind_byte(BoxedKind::kExternalFun));
    m_.branch(Condition::kNotEqual, if_false);
    m_.load32(kScratchReg1, {kScratchReg1, kOffsetExportArity});
    m_.jump(arity);
  });
}

void Emitter::test_immediate_or(Reg term, ImmediateKind kind, BoxedKind boxed, Label if_true,
                                Label if_false, Next next) {
  m_.bit_and(kScratchReg1, term, Operand(int64_t{kImmediateMask}));
  m_.compare(kScratchReg1, Operand(immediate_bits(kind)));
  m_.branch(Condition::kEqual, if_true);
  test_kinds(term, {boxed}, if_true, if_false, next);
}

// -- as values

void Emitter::emit_bool(NodeId node) {
  Reg to = result(node);
  if (is_simple(node)) {
    Condition condition = simple_condition(node);
    m_.set(to, condition);
    return;
  }
  Label if_true = m_.new_label(), if_false = m_.new_label(), done = m_.new_label();
  branch_on(node, if_true, if_false, Next::kTrue);
  m_.bind(if_true);
  m_.move(to, uint64_t{1});
  m_.jump(done);
  m_.bind(if_false);
  m_.move(to, uint64_t{0});
  m_.bind(done);
}

void Emitter::emit_bool_to_term(NodeId node) {
  Reg to = result(node);
  NodeId condition = g_.input(node, 0);
  if (is_simple(condition)) {
    Condition flags = simple_condition(condition);
    m_.move(kScratchReg0, atoms::kTrue.bits);
    m_.move(to, atoms::kFalse.bits);
    m_.select(to, flags, kScratchReg0);
    return;
  }
  Label if_true = m_.new_label(), if_false = m_.new_label(), done = m_.new_label();
  branch_on(condition, if_true, if_false, Next::kTrue);
  m_.bind(if_true);
  m_.move(to, atoms::kTrue.bits);
  m_.jump(done);
  m_.bind(if_false);
  m_.move(to, atoms::kFalse.bits);
  m_.bind(done);
}

void Emitter::emit_select(NodeId node) {
  NodeId condition = g_.input(node, 0);
  if (g_.node(node).rep == Rep::kFloat || !is_simple(condition)) return select_by_branch(node);
  Reg to = result(node);
  Condition flags = simple_condition(condition);
  uint32_t chosen = 1, other = 2;
  if (!is_constant(node, 1) && location(node, 1) == gpr(to.id)) {
    std::swap(chosen, other);
    flags = negate(flags);
  }
  load_input(to, node, other);
  if (is_constant(node, chosen)) {
    m_.move(kScratchReg0, constant(node, chosen));
    m_.select(to, flags, kScratchReg0);
  } else if (Location where = location(node, chosen); where.is_slot()) {
    m_.select(to, flags, slot_memory(where.index));
  } else {
    m_.select(to, flags, Reg{static_cast<uint8_t>(where.index)});
  }
}

void Emitter::select_by_branch(NodeId node) {
  Label if_true = m_.new_label(), if_false = m_.new_label(), done = m_.new_label();
  bool is_float = g_.node(node).rep == Rep::kFloat;
  Location to = is_float ? fpr(float_result(node).id) : gpr(result(node).id);
  auto take = [&](uint32_t index) {
    if (is_constant(node, index)) return emit_move({to, Location{}, g_.input(node, index)});
    Location from = location(node, index);
    if (from != to) emit_move({to, from});
  };
  branch_on(g_.input(node, 0), if_true, if_false, Next::kTrue);
  m_.bind(if_true);
  take(1);
  m_.jump(done);
  m_.bind(if_false);
  take(2);
  m_.bind(done);
}

}  // namespace linac::jit
