// The macro-assembler on x86-64, over asmjit's assembler.
#include <asmjit/x86.h>

#include <bit>
#include <cstring>
#include <unordered_map>

#include "core/base/check.h"
#include "jit/masm.h"

namespace linac::jit {

namespace x86 = asmjit::x86;

namespace {

// In the order of RegisterFile::native; scratch; heap top, process, reductions, stack.
constexpr uint8_t kMachineGprs[] = {
    x86::Gp::kIdAx,  x86::Gp::kIdCx,  x86::Gp::kIdDx,  x86::Gp::kIdSi,
    x86::Gp::kIdDi,  x86::Gp::kIdR8,  x86::Gp::kIdR9,  x86::Gp::kIdBx,
    x86::Gp::kIdBp,  x86::Gp::kIdR12, x86::Gp::kIdR10, x86::Gp::kIdR11,
    x86::Gp::kIdR15, x86::Gp::kIdR14, x86::Gp::kIdR13, x86::Gp::kIdSp};

x86::Gp r64(Reg reg) { return x86::gpq(kMachineGprs[reg.id]); }
x86::Gp r32(Reg reg) { return x86::gpd(kMachineGprs[reg.id]); }
x86::Gp r8(Reg reg) { return x86::gpb(kMachineGprs[reg.id]); }
x86::Xmm xmm(FloatReg reg) { return x86::xmm(reg.id); }
x86::Mem word(Memory memory) { return x86::qword_ptr(r64(memory.base), memory.offset); }

const x86::Gp kScratchA = x86::r10;
const x86::Gp kScratchB = x86::r11;
const x86::Xmm kFloatA = x86::xmm14;
const x86::Xmm kFloatB = x86::xmm15;
constexpr Reg kAccumulator{0}, kCounter{1}, kData{2};

bool fits_32(int64_t value) { return value == static_cast<int32_t>(value); }
bool fits_unsigned_32(int64_t value) { return value == static_cast<uint32_t>(value); }

x86::CondCode machine_condition(Condition condition) {
  switch (condition) {
    case Condition::kEqual: return x86::CondCode::kE;
    case Condition::kNotEqual: return x86::CondCode::kNE;
    case Condition::kLess: return x86::CondCode::kL;
    case Condition::kGreaterEqual: return x86::CondCode::kGE;
    case Condition::kGreater: return x86::CondCode::kG;
    case Condition::kLessEqual: return x86::CondCode::kLE;
    case Condition::kBelow: return x86::CondCode::kB;
    case Condition::kAboveEqual: return x86::CondCode::kAE;
    case Condition::kAbove: return x86::CondCode::kA;
    case Condition::kBelowEqual: return x86::CondCode::kBE;
    case Condition::kOverflow: return x86::CondCode::kO;
    case Condition::kNoOverflow: return x86::CondCode::kNO;
  }
  VM_UNREACHABLE();
}

class FirstError : public asmjit::ErrorHandler {
 public:
  void handleError(asmjit::Error, const char* message, asmjit::BaseEmitter*) override {
    if (text.empty()) text = message;
  }
  std::string text;
};

}  // namespace

Condition negate(Condition condition) {
  switch (condition) {
    case Condition::kEqual: return Condition::kNotEqual;
    case Condition::kNotEqual: return Condition::kEqual;
    case Condition::kLess: return Condition::kGreaterEqual;
    case Condition::kGreaterEqual: return Condition::kLess;
    case Condition::kGreater: return Condition::kLessEqual;
    case Condition::kLessEqual: return Condition::kGreater;
    case Condition::kBelow: return Condition::kAboveEqual;
    case Condition::kAboveEqual: return Condition::kBelow;
    case Condition::kAbove: return Condition::kBelowEqual;
    case Condition::kBelowEqual: return Condition::kAbove;
    case Condition::kOverflow: return Condition::kNoOverflow;
    case Condition::kNoOverflow: return Condition::kOverflow;
  }
  VM_UNREACHABLE();
}

struct Masm::Impl {
  asmjit::CodeHolder code;
  x86::Assembler a;
  FirstError error;
  asmjit::StringLogger logger;
  std::string* listing = nullptr;
  bool has_bmi2 = false;

  std::unordered_map<uint64_t, asmjit::Label> words;  // eight-byte constants by their bits
  struct Table {
    asmjit::Label start;
    std::vector<Label> targets;
  };
  std::vector<Table> tables;

  asmjit::Label label(Label l) const { return asmjit::Label(l.id); }
  x86::Mem constant(uint64_t bits) {
    auto [found, is_new] = words.try_emplace(bits);
    if (is_new) found->second = a.newLabel();
    return x86::qword_ptr(found->second);
  }
  // A constant that does not fit 32 bits is put into the scratch register.
  template <class ByImm, class ByReg>
  void with_operand(const Operand& b, ByImm by_imm, ByReg by_reg) {
    if (!b.is_constant) return by_reg(r64(b.reg));
    if (fits_32(b.constant)) return by_imm(asmjit::imm(b.constant));
    move(kScratchA, static_cast<uint64_t>(b.constant));
    by_reg(kScratchA);
  }
  void move(x86::Gp to, uint64_t bits) {
    if (bits == 0) {
      a.mov(to.r32(), 0);  // not xor: flags stay
    } else if (bits <= UINT32_MAX) {
      a.mov(to.r32(), bits);
    } else {
      a.mov(to, bits);  // sign-extended where that is enough
    }
  }
  void move(x86::Gp to, x86::Gp from) {
    if (to != from) a.mov(to, from);
  }
  void move(x86::Xmm to, x86::Xmm from) {
    if (to != from) a.movaps(to, from);
  }
  void arithmetic(asmjit::x86::Inst::Id id, bool commutes, Reg to_reg, Reg a_reg,
                  const Operand& b) {
    x86::Gp to = r64(to_reg), left = r64(a_reg);
    with_operand(
        b,
        [&](const asmjit::Imm& imm) {
          move(to, left);
          a.emit(id, to, imm);
        },
        [&](x86::Gp right) {
          if (to == left || to != right) {
            move(to, left);
            a.emit(id, to, right);
          } else if (commutes) {
            a.emit(id, to, left);
          } else {
            move(kScratchA, left);
            a.emit(id, kScratchA, right);
            a.mov(to, kScratchA);
          }
        });
  }
  void shift(asmjit::x86::Inst::Id id, Reg to, Reg from, uint32_t by) {
    move(r64(to), r64(from));
    if (by != 0) a.emit(id, r64(to), by);
  }
  void shift_by_register(bool left, Reg to, Reg from, Reg by) {
    if (has_bmi2) {
      a.emit(left ? x86::Inst::kIdShlx : x86::Inst::kIdSarx, r64(to), r64(from), r64(by));
      return;
    }
    if (by != kCounter) a.movq(kFloatB, x86::rcx);
    move(r64(to), r64(from));
    move(x86::rcx, r64(by));
    a.emit(left ? x86::Inst::kIdShl : x86::Inst::kIdSar, r64(to), x86::cl);
    if (by != kCounter) a.movq(x86::rcx, kFloatB);
  }
};

Masm::Masm(std::string* listing) : impl_(std::make_unique<Impl>()) {
  asmjit::Environment environment(asmjit::Arch::kX64);
  impl_->code.init(environment);
  impl_->code.setErrorHandler(&impl_->error);
  impl_->listing = listing;
  if (listing) impl_->code.setLogger(&impl_->logger);
  impl_->logger.setIndentation(asmjit::FormatIndentationGroup::kCode, 4);
  impl_->code.attach(&impl_->a);
  impl_->has_bmi2 = asmjit::CpuInfo::host().features().x86().hasBMI2();
}
Masm::~Masm() = default;

Label Masm::new_label() { return {impl_->a.newLabel().id()}; }
void Masm::bind(Label label) { impl_->a.bind(impl_->label(label)); }
void Masm::align(uint32_t bytes) { impl_->a.align(asmjit::AlignMode::kCode, bytes); }
void Masm::comment(std::string_view text) {
  if (!impl_->listing) return;
  std::string line = "; " + std::string(text);
  impl_->a.comment(line.data(), line.size());
}
uint32_t Masm::offset() const { return static_cast<uint32_t>(impl_->a.offset()); }
uint32_t Masm::label_offset(Label label) const {
  return static_cast<uint32_t>(impl_->code.labelOffset(impl_->label(label)));
}

// -- moving

void Masm::move(Reg to, Reg from) { impl_->move(r64(to), r64(from)); }
void Masm::move(Reg to, uint64_t constant) { impl_->move(r64(to), constant); }
void Masm::load(Reg to, Memory from) { impl_->a.mov(r64(to), word(from)); }
void Masm::load32(Reg to, Memory from) {
  impl_->a.mov(r32(to), x86::dword_ptr(r64(from.base), from.offset));
}
void Masm::swap_bytes(Reg to, Reg from) {
  move(to, from);
  impl_->a.bswap(r64(to));
}
void Masm::load_big_endian(Reg to, Memory from, uint32_t count) {
  auto at = [&](uint32_t offset, uint32_t size) {
    return asmjit::x86::Mem(r64(from.base), from.offset + static_cast<int32_t>(offset), size);
  };
  switch (count) {
    case 1: impl_->a.movzx(r32(to), at(0, 1)); return;
    case 2:
      impl_->a.movzx(r32(to), at(0, 2));
      impl_->a.bswap(r32(to));
      impl_->a.shr(r32(to), 16);
      return;
    case 4:
      impl_->a.mov(r32(to), at(0, 4));
      impl_->a.bswap(r32(to));
      return;
    case 8:
      impl_->a.mov(r64(to), at(0, 8));
      impl_->a.bswap(r64(to));
      return;
    default: break;
  }
  // The first part, then the last 1, 2 or 4 bytes, which may be read twice.
  uint32_t first = count > 4 ? 4 : 2, last = count - first;
  if (last == 3) last = 4;
  load_big_endian(to, from, first);
  load_big_endian(kScratchReg1, {from.base, from.offset + static_cast<int32_t>(count - last)},
                  last);
  shift_left(to, to, 8 * (count - first));
  bit_or(to, to, kScratchReg1);
}
void Masm::store(Memory to, Reg from) { impl_->a.mov(word(to), r64(from)); }
void Masm::store(Memory to, uint64_t constant) {
  if (fits_32(static_cast<int64_t>(constant))) {
    impl_->a.mov(word(to), asmjit::imm(static_cast<int64_t>(constant)));
    return;
  }
  impl_->move(kScratchA, constant);
  impl_->a.mov(word(to), kScratchA);
}
void Masm::address(Reg to, Reg base, int32_t offset) {
  if (offset == 0) return move(to, base);
  if (to == base) {
    impl_->a.add(r64(to), offset);
  } else {
    impl_->a.lea(r64(to), x86::ptr(r64(base), offset));
  }
}
void Masm::address_of_label(Reg to, Label label) {
  impl_->a.lea(r64(to), x86::ptr(impl_->label(label)));
}
void Masm::copy_words(Memory to, Memory from, uint32_t count) {
  for (; count >= 2; count -= 2) {
    impl_->a.movups(kFloatB, x86::xmmword_ptr(r64(from.base), from.offset));
    impl_->a.movups(x86::xmmword_ptr(r64(to.base), to.offset), kFloatB);
    from.offset += 16;
    to.offset += 16;
  }
  if (count == 0) return;
  impl_->a.movsd(kFloatB, word(from));
  impl_->a.movsd(word(to), kFloatB);
}

// -- integers

void Masm::add(Reg to, Reg a, Operand b) { impl_->arithmetic(x86::Inst::kIdAdd, true, to, a, b); }
void Masm::sub(Reg to, Reg a, Operand b) { impl_->arithmetic(x86::Inst::kIdSub, false, to, a, b); }
void Masm::bit_and(Reg to, Reg a, Operand b) {
  if (b.is_constant && fits_unsigned_32(b.constant)) {
    move(to, a);
    impl_->a.and_(r32(to), asmjit::imm(static_cast<uint32_t>(b.constant)));
    return;
  }
  impl_->arithmetic(x86::Inst::kIdAnd, true, to, a, b);
}
void Masm::bit_or(Reg to, Reg a, Operand b) { impl_->arithmetic(x86::Inst::kIdOr, true, to, a, b); }
void Masm::bit_xor(Reg to, Reg a, Operand b) {
  impl_->arithmetic(x86::Inst::kIdXor, true, to, a, b);
}
void Masm::multiply(Reg to, Reg a, Operand b) {
  if (b.is_constant && fits_32(b.constant)) {
    impl_->a.imul(r64(to), r64(a), asmjit::imm(b.constant));
    return;
  }
  impl_->arithmetic(x86::Inst::kIdImul, true, to, a, b);
}
void Masm::shift_left(Reg to, Reg a, uint32_t by) { impl_->shift(x86::Inst::kIdShl, to, a, by); }
void Masm::shift_right(Reg to, Reg a, uint32_t by) { impl_->shift(x86::Inst::kIdSar, to, a, by); }
void Masm::shift_right_logical(Reg to, Reg a, uint32_t by) {
  impl_->shift(x86::Inst::kIdShr, to, a, by);
}
void Masm::rotate_left(Reg to, Reg a, uint32_t by) { impl_->shift(x86::Inst::kIdRol, to, a, by); }
void Masm::shift_left(Reg to, Reg a, Reg by) { impl_->shift_by_register(true, to, a, by); }
void Masm::shift_right(Reg to, Reg a, Reg by) { impl_->shift_by_register(false, to, a, by); }
void Masm::negate(Reg to, Reg a) {
  move(to, a);
  impl_->a.neg(r64(to));
}
void Masm::complement(Reg to, Reg a) {
  move(to, a);
  impl_->a.not_(r64(to));
}

void Masm::multiply_high(Reg to, Reg a, Reg b, uint32_t busy) {
  x86::Assembler& as = impl_->a;
  bool save_a = (busy >> kAccumulator.id & 1) != 0 && to != kAccumulator;
  bool save_d = (busy >> kData.id & 1) != 0 && to != kData;
  if (save_a) as.movq(kFloatA, x86::rax);
  if (save_d) as.movq(kFloatB, x86::rdx);
  if (b == kAccumulator) std::swap(a, b);
  if (b == kData) {
    as.mov(kScratchB, x86::rdx);
    b = kScratchReg1;
  }
  impl_->move(x86::rax, r64(a));
  as.imul(r64(b));
  impl_->move(r64(to), x86::rdx);
  if (save_a) as.movq(x86::rax, kFloatA);
  if (save_d) as.movq(x86::rdx, kFloatB);
}

// Operands below 2^32 take the short division, which is much faster on many machines.
void Masm::divide(Reg a, Reg b, uint32_t busy) {
  x86::Assembler& as = impl_->a;
  bool save_a = (busy >> kAccumulator.id & 1) != 0;
  bool save_d = (busy >> kData.id & 1) != 0;
  if (save_a) as.movq(kFloatA, x86::rax);
  if (save_d) as.movq(kFloatB, x86::rdx);
  asmjit::Label is_long = as.newLabel(), done = as.newLabel();
  if (a == kScratchReg1) {
    as.xchg(kScratchA, kScratchB);
    if (b == kScratchReg0) b = kScratchReg1;
    a = kScratchReg0;
  }
  impl_->move(kScratchB, r64(b));
  impl_->move(x86::rax, r64(a));
  as.mov(x86::rdx, x86::rax);
  as.or_(x86::rdx, kScratchB);
  as.shr(x86::rdx, 32);
  as.jne(is_long);
  as.div(x86::r11d);  // edx is zero
  as.jmp(done);
  as.bind(is_long);
  as.cqo();
  as.idiv(kScratchB);
  as.bind(done);
  as.mov(kScratchA, x86::rax);
  as.mov(kScratchB, x86::rdx);
  if (save_a) as.movq(x86::rax, kFloatA);
  if (save_d) as.movq(x86::rdx, kFloatB);
}

// -- tests

void Masm::compare(Reg a, Operand b) {
  if (b.is_constant && b.constant == 0) {
    impl_->a.test(r64(a), r64(a));
    return;
  }
  impl_->with_operand(
      b, [&](const asmjit::Imm& imm) { impl_->a.cmp(r64(a), imm); },
      [&](x86::Gp right) { impl_->a.cmp(r64(a), right); });
}
void Masm::compare(Reg a, Memory b) { impl_->a.cmp(r64(a), word(b)); }
void Masm::compare(Memory a, int32_t constant) { impl_->a.cmp(word(a), constant); }
void Masm::compare_byte(Memory a, uint8_t constant) {
  impl_->a.cmp(x86::byte_ptr(r64(a.base), a.offset), constant);
}
void Masm::test(Reg a, uint32_t mask) {
  if (mask <= UINT8_MAX) {
    impl_->a.test(r8(a), mask);
  } else {
    impl_->a.test(r32(a), mask);
  }
}
void Masm::test(Reg a, Reg b) { impl_->a.test(r64(a), r64(b)); }
void Masm::branch(Condition condition, Label label) {
  impl_->a.j(machine_condition(condition), impl_->label(label));
}
void Masm::jump(Label label) { impl_->a.jmp(impl_->label(label)); }
void Masm::set(Reg to, Condition condition) {
  impl_->a.set(machine_condition(condition), r8(to));
  impl_->a.movzx(r32(to), r8(to));
}
void Masm::select(Reg to, Condition condition, Reg if_true) {
  impl_->a.cmov(machine_condition(condition), r64(to), r64(if_true));
}
void Masm::select(Reg to, Condition condition, Memory if_true) {
  impl_->a.cmov(machine_condition(condition), r64(to), word(if_true));
}
void Masm::branch_in_mask(Reg a, uint32_t mask, bool if_set, Label label) {
  impl_->a.mov(x86::r10d, mask);
  impl_->a.bt(x86::r10d, r32(a));
  impl_->a.j(if_set ? x86::CondCode::kC : x86::CondCode::kNC, impl_->label(label));
}
void Masm::jump_table(Reg index, const std::vector<Label>& table) {
  asmjit::Label start = impl_->a.newLabel();
  impl_->tables.push_back({start, table});
  impl_->a.lea(kScratchA, x86::ptr(start));
  impl_->a.movsxd(kScratchB, x86::dword_ptr(kScratchA, r64(index), 2));
  impl_->a.add(kScratchA, kScratchB);
  impl_->a.jmp(kScratchA);
}

// -- floats

void Masm::move(FloatReg to, FloatReg from) { impl_->move(xmm(to), xmm(from)); }
void Masm::move_bits(FloatReg to, Reg from) { impl_->a.movq(xmm(to), r64(from)); }
void Masm::move_bits(Reg to, FloatReg from) { impl_->a.movq(r64(to), xmm(from)); }
void Masm::load(FloatReg to, Memory from) { impl_->a.movsd(xmm(to), word(from)); }
void Masm::store(Memory to, FloatReg from) { impl_->a.movsd(word(to), xmm(from)); }
void Masm::float_constant(FloatReg to, uint64_t bits) {
  if (bits == 0) {
    impl_->a.xorps(xmm(to), xmm(to));
  } else {
    impl_->a.movsd(xmm(to), impl_->constant(bits));
  }
}
void Masm::float_op(FloatOp op, FloatReg to_reg, FloatReg a_reg, FloatOperand b) {
  static constexpr x86::Inst::Id kIds[] = {x86::Inst::kIdAddsd, x86::Inst::kIdSubsd,
                                           x86::Inst::kIdMulsd, x86::Inst::kIdDivsd};
  x86::Inst::Id id = kIds[static_cast<size_t>(op)];
  x86::Xmm to = xmm(to_reg), left = xmm(a_reg);
  if (b.is_constant) {
    impl_->move(to, left);
    impl_->a.emit(id, to, impl_->constant(b.bits));
    return;
  }
  x86::Xmm right = xmm(b.reg);
  if (to == right && to != left) {
    if (op == FloatOp::kAdd || op == FloatOp::kMul) {
      impl_->a.emit(id, to, left);
      return;
    }
    impl_->a.movaps(kFloatB, right);
    right = kFloatB;
  }
  impl_->move(to, left);
  impl_->a.emit(id, to, right);
}
void Masm::square_root(FloatReg to, FloatReg a) { impl_->a.sqrtsd(xmm(to), xmm(a)); }
void Masm::float_negate(FloatReg to, FloatReg a) {
  impl_->a.movsd(kFloatB, impl_->constant(uint64_t{1} << 63));
  impl_->move(xmm(to), xmm(a));
  impl_->a.xorps(xmm(to), kFloatB);
}
void Masm::to_float(FloatReg to, Reg from) {
  impl_->a.xorps(xmm(to), xmm(to));  // else it would wait for what the register held
  impl_->a.cvtsi2sd(xmm(to), r64(from));
}
void Masm::branch_float(FloatCompare compare, bool if_true, FloatReg a, FloatOperand b,
                        Label target) {
  asmjit::Label label = impl_->label(target);
  x86::Assembler& as = impl_->a;
  if (compare != FloatCompare::kEqual) {  // b > a, b >= a: false where one is nan
    x86::Xmm right = kFloatB;
    if (b.is_constant) {
      as.movsd(kFloatB, impl_->constant(b.bits));
    } else {
      right = xmm(b.reg);
    }
    as.ucomisd(right, xmm(a));
    bool less = compare == FloatCompare::kLess;
    if (if_true) {
      less ? as.ja(label) : as.jae(label);
    } else {
      less ? as.jbe(label) : as.jb(label);
    }
    return;
  }
  if (b.is_constant) {
    as.ucomisd(xmm(a), impl_->constant(b.bits));
  } else {
    as.ucomisd(xmm(a), xmm(b.reg));
  }
  if (if_true) {
    asmjit::Label unordered = as.newLabel();
    as.jp(unordered);
    as.je(label);
    as.bind(unordered);
  } else {
    as.jne(label);
    as.jp(label);
  }
}
void Masm::branch_not_finite(FloatReg x, Label label) {
  impl_->a.movaps(kFloatB, xmm(x));
  impl_->a.subsd(kFloatB, xmm(x));  // zero, or nan
  impl_->a.ucomisd(kFloatB, kFloatB);
  impl_->a.jp(impl_->label(label));
}

// -- control

void Masm::call(Label label) { impl_->a.call(impl_->label(label)); }
void Masm::call(Memory target) { impl_->a.call(word(target)); }
void Masm::call_stub(const void* target) {
  static constexpr uint8_t kCall[5] = {0xE8};
  impl_->a.embed(kCall, sizeof kCall);
  stub_references_.push_back({offset() - 4, target});
}
void Masm::jump(Memory target) { impl_->a.jmp(word(target)); }
void Masm::jump_stub(const void* target) {
  static constexpr uint8_t kJump[5] = {0xE9};
  impl_->a.embed(kJump, sizeof kJump);
  stub_references_.push_back({offset() - 4, target});
}
bool Masm::set_stub(uint8_t* bytes, const uint8_t* base, const StubReference& reference) {
  int64_t distance = static_cast<const uint8_t*>(reference.target) - (base + reference.at + 4);
  int32_t stored = static_cast<int32_t>(distance);
  std::memcpy(bytes + reference.at, &stored, sizeof stored);
  return stored == distance;
}
void Masm::return_() { impl_->a.ret(); }
uint32_t Masm::record_mark() {
  impl_->a.nop(x86::dword_ptr(x86::rax, 0x7FFFFFFF));
  return offset() - 4;
}
void Masm::set_record(std::vector<uint8_t>& bytes, uint32_t mark, uint32_t record_offset) {
  int32_t distance = static_cast<int32_t>(record_offset) - static_cast<int32_t>(mark - 3);
  VM_CHECK(mark + 4 <= bytes.size() && bytes[mark - 3] == 0x0F && bytes[mark - 1] == 0x80);
  std::memcpy(bytes.data() + mark, &distance, sizeof distance);
}
void Masm::take_reduction(Label label) {
  impl_->a.dec(r64(kReductions));
  impl_->a.jle(impl_->label(label));
}
void Masm::trap() { impl_->a.ud2(); }

bool Masm::finish(std::vector<uint8_t>& bytes, std::string& error) {
  x86::Assembler& as = impl_->a;
  as.align(asmjit::AlignMode::kData, 8);
  for (auto& [bits, label] : impl_->words) {
    as.bind(label);
    as.embedUInt64(bits);
  }
  for (const Impl::Table& table : impl_->tables) {
    as.bind(table.start);
    for (Label target : table.targets) as.embedLabelDelta(impl_->label(target), table.start, 4);
  }
  as.align(asmjit::AlignMode::kData, 8);
  if (impl_->listing) impl_->listing->append(impl_->logger.data(), impl_->logger.dataSize());
  error = impl_->error.text;
  if (!error.empty()) return false;
  if (impl_->code.hasUnresolvedLinks() || impl_->code.hasRelocEntries()) {
    error = "unbound labels";
    return false;
  }
  const asmjit::CodeBuffer& buffer = impl_->code.textSection()->buffer();
  bytes.assign(buffer.data(), buffer.data() + buffer.size());
  return true;
}

}  // namespace linac::jit
