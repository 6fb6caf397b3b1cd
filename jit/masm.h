// The macro-assembler contract: what lowering (jit/emit*.cpp) asks of a machine. Lowering is written
// once against it; a target implements it (jit/x64/masm_x64.cpp).
//
// Machines are thought of as having flags that arithmetic and comparing set (all of `add` to
// `complement` may), registers of equal rights and three operands. What is not so on a machine is
// the implementation's to hide. For that it may use kScratchReg0 where a constant operand does not
// fit 32 bits, and says so where it uses a scratch register elsewhere.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "jit/target.h"

namespace linac::jit {

struct Reg {
  uint8_t id;
  constexpr bool operator==(const Reg&) const = default;
};
struct FloatReg {
  uint8_t id;
  constexpr bool operator==(const FloatReg&) const = default;
};
inline constexpr Reg kScratchReg0{kScratch0};
inline constexpr Reg kScratchReg1{kScratch1};
inline constexpr Reg kHeapTop{12};
inline constexpr Reg kProcess{13};
inline constexpr Reg kReductions{14};
inline constexpr Reg kStackPointer{15};
inline constexpr FloatReg kFloatScratchReg0{kFloatScratch0};
inline constexpr FloatReg kFloatScratchReg1{kFloatScratch1};

struct Memory {
  Reg base;
  int32_t offset;
};

// A register or a constant.
struct Operand {
  Reg reg{0};
  int64_t constant = 0;
  bool is_constant = false;

  Operand(Reg r) : reg(r) {}
  explicit Operand(int64_t c) : constant(c), is_constant(true) {}
  explicit Operand(uint64_t c) : Operand(static_cast<int64_t>(c)) {}
};
struct FloatOperand {
  FloatReg reg{0};
  uint64_t bits = 0;  // of a constant
  bool is_constant = false;

  FloatOperand(FloatReg r) : reg(r) {}
  explicit FloatOperand(uint64_t b) : bits(b), is_constant(true) {}
};

struct Label {
  uint32_t id = UINT32_MAX;
  bool is_valid() const { return id != UINT32_MAX; }
};

enum class Condition : uint8_t {
  kEqual,
  kNotEqual,
  kLess,
  kGreaterEqual,
  kGreater,
  kLessEqual,
  kBelow,
  kAboveEqual,
  kAbove,
  kBelowEqual,
  kOverflow,
  kNoOverflow,
};
Condition negate(Condition condition);

enum class FloatOp : uint8_t { kAdd, kSub, kMul, kDiv };
enum class FloatCompare : uint8_t { kEqual, kLess, kLessEqual };  // false if one is nan

class Masm {
 public:
  // With `listing`, the text of all instructions is added to it.
  explicit Masm(std::string* listing);
  ~Masm();
  Masm(const Masm&) = delete;
  Masm& operator=(const Masm&) = delete;

  Label new_label();
  void bind(Label label);
  void align(uint32_t bytes);
  void comment(std::string_view text);
  uint32_t offset() const;                   // where the next instruction goes
  uint32_t label_offset(Label label) const;  // of a bound one

  // -- moving
  void move(Reg to, Reg from);
  void move(Reg to, uint64_t constant);
  void load(Reg to, Memory from);
  void load32(Reg to, Memory from);  // zero-extended
  // `count` bytes (1 to 8) as a big-endian number; `to` is not the base. From 3 on uses kScratchReg1
  // unless count is 4 or 8.
  void load_big_endian(Reg to, Memory from, uint32_t count);
  void swap_bytes(Reg to, Reg from);
  void store(Memory to, Reg from);
  void store(Memory to, uint64_t constant);  // may use kScratchReg0
  void address(Reg to, Reg base, int32_t offset);
  void address_of_label(Reg to, Label label);
  void copy_words(Memory to, Memory from, uint32_t count);  // uses kFloatScratchReg1

  // -- integers; `to` may be any of the operands
  void add(Reg to, Reg a, Operand b);
  void sub(Reg to, Reg a, Operand b);
  void bit_and(Reg to, Reg a, Operand b);
  void bit_or(Reg to, Reg a, Operand b);
  void bit_xor(Reg to, Reg a, Operand b);
  void multiply(Reg to, Reg a, Operand b);  // overflow tells whether 64 bits hold it
  void shift_left(Reg to, Reg a, uint32_t by);
  void shift_right(Reg to, Reg a, uint32_t by);  // arithmetic
  void shift_right_logical(Reg to, Reg a, uint32_t by);
  void rotate_left(Reg to, Reg a, uint32_t by);
  // By 0..63; `to` is a scratch register and neither input. Uses kFloatScratchReg1.
  void shift_left(Reg to, Reg a, Reg by);
  void shift_right(Reg to, Reg a, Reg by);
  void negate(Reg to, Reg a);
  void complement(Reg to, Reg a);
  // The high 64 bits of a signed product. Uses all scratch registers. `busy`: allocated registers
  // whose content has to stay, but for `to`.
  void multiply_high(Reg to, Reg a, Reg b, uint32_t busy);
  // Signed division that truncates, of what does not overflow: quotient into kScratchReg0, remainder
  // into kScratchReg1. `a` and `b` may be scratch registers; `busy` as above. Uses the float scratch
  // registers.
  void divide(Reg a, Reg b, uint32_t busy);

  // -- tests
  void compare(Reg a, Operand b);
  void compare(Reg a, Memory b);
  void compare(Memory a, int32_t constant);  // 64 bits
  void compare_byte(Memory a, uint8_t constant);
  void test(Reg a, uint32_t mask);  // zero or not: kEqual, kNotEqual
  void test(Reg a, Reg b);
  void branch(Condition condition, Label label);
  void jump(Label label);
  void set(Reg to, Condition condition);                  // 1 or 0
  void select(Reg to, Condition condition, Reg if_true);  // else `to` stays
  void select(Reg to, Condition condition, Memory if_true);
  // Whether bits 0..4 of `a` choose a one of the mask. Uses kScratchReg0.
  void branch_in_mask(Reg a, uint32_t mask, bool if_set, Label label);
  // To label table[index]; 0 <= index < size of the table. Uses both scratch registers.
  // `index` may be kScratchReg1.
  void jump_table(Reg index, const std::vector<Label>& table);

  // -- floats
  void move(FloatReg to, FloatReg from);
  void move_bits(FloatReg to, Reg from);
  void move_bits(Reg to, FloatReg from);
  void load(FloatReg to, Memory from);
  void store(Memory to, FloatReg from);
  void float_constant(FloatReg to, uint64_t bits);
  void float_op(FloatOp op, FloatReg to, FloatReg a, FloatOperand b);  // may use kFloatScratchReg1
  void square_root(FloatReg to, FloatReg a);
  void float_negate(FloatReg to, FloatReg a);
  void to_float(FloatReg to, Reg from);
  void branch_float(FloatCompare compare, bool if_true, FloatReg a, FloatOperand b, Label label);
  // Where x is inf or nan. Uses kFloatScratchReg1.
  void branch_not_finite(FloatReg x, Label label);

  // -- control
  void call(Label label);
  void call(Memory target);
  void call_stub(const void* target);  // within 1 GB of the code (runtime/code/code_memory.h)
  void jump(Memory target);
  void jump_stub(const void* target);
  void return_();
  // The mark behind a call: the distance to its record, which set_record puts in later.
  uint32_t record_mark();
  // `reductions -= 1`, to `label` at zero or below.
  void take_reduction(Label label);
  void trap();

  // Ends the code: all labels are bound, constants and tables follow. The bytes may stand anywhere
  // that is aligned to 16; the caller adds its own data behind them. False: it could not be
  // assembled, `error` says why.
  bool finish(std::vector<uint8_t>& bytes, std::string& error);
  // Calls and jumps to stubs, which depend on where the code will stand.
  struct StubReference {
    uint32_t at;
    const void* target;
  };
  const std::vector<StubReference>& stub_references() const { return stub_references_; }
  // `bytes` will run at `base`. False: a stub is too far away.
  static bool set_stub(uint8_t* bytes, const uint8_t* base, const StubReference& reference);
  static void set_record(std::vector<uint8_t>& bytes, uint32_t mark, uint32_t record_offset);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::vector<StubReference> stub_references_;
};

}  // namespace linac::jit
