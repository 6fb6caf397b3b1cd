// Checked ops -> threaded code, one function at its first call. Uses only what validation has
// proved (loader/module.h); fuses hot pairs; resolves imports, literals and labels.
#pragma once

#include <memory>

#include "loader/module.h"
#include "runtime/code/threaded.h"
#include "runtime/interp/loop.h"

namespace linac {

struct VmContext;
class ModuleInstance;

std::unique_ptr<ThreadedFunction> lower_function(VmContext& vm, FunctionEntry& entry);

// ImportFlags (loader/ir_build.h) of each import of a module.
std::vector<uint8_t> import_flags(const VmContext& vm, const ModuleInstance& instance);

// The code being made, for the families of ops (lower_*.cpp).
class Lowering {
 public:
  Lowering(VmContext& vm, FunctionEntry& entry);
  // Of a function made for the purpose: `body` has its ops, operands, lists, labels and facts; the
  // tables that these name are those of the entry's module. Neither is needed after run().
  Lowering(VmContext& vm, FunctionEntry& entry, const Module& body, const Function& function);
  std::unique_ptr<ThreadedFunction> run();

  // For a listing (print.h), set before run(): gets the word at which each instruction starts.
  void note_instructions(std::vector<uint32_t>& starts) { instructions_ = &starts; }
  // The word at which the code of an op of the function starts, after run(); kNoCode for one that was
  // taken into the instruction of another, or is never reached.
  static constexpr uint32_t kNoCode = UINT32_MAX;
  uint32_t position(uint32_t op_index) const { return positions_[op_index - function_.first_op]; }

 private:
  friend class LoweringOfBits;
  friend class LoweringOfRecords;

  using Operands = std::span<const Operand>;

  // One op, or several that fuse; the index of the next.
  uint32_t lower(uint32_t index);
  void note_facts(uint32_t index, uint32_t here);
  uint32_t lower_moves(uint32_t index);
  void lower_constant_move(Operands o);
  bool is_register_move(uint32_t index) const;
  bool can_take_move(uint32_t index, Operands move) const;
  uint32_t lower_move_and_leave(uint32_t index);
  uint32_t lower_call_fun(uint32_t index);
  uint32_t lower_get_element(uint32_t index);
  uint32_t lower_is_tuple(uint32_t index);
  uint32_t lower_is_nonempty_list(uint32_t index);
  void lower_op(uint32_t index);
  void lower_call(const Op& op, const OpFacts& facts, Operands o);
  void lower_call_ext(const Op& op, const OpFacts& facts, const ExportEntry& target);
  void lower_test(Bytecode general, Bytecode of_x, const Op& op, Operands o);
  void lower_compare(const Op& op, Operands o);
  void lower_select(const Op& op, Operands o);
  void lower_bif(const OpFacts& facts, uint32_t fail, const Import& import, ExportEntry& target,
                 Operands arguments, const Operand& result, uint32_t live);
  bool is_plain_bif(const Import& import) const;
  bool lower_arith(const OpFacts& facts, uint32_t fail, const Import& import, Operands arguments,
                   const Operand& result, uint32_t live);
  void lower_float(const Op& op, Operands o);
  void lower_data(const Op& op, const OpFacts& facts, Operands o);
  void lower_map(const Op& op, const OpFacts& facts, Operands o);
  void lower_make_fun(const Lambda& lambda, uint32_t lambda_index, const Operand& target,
                      Operands captured);
  // False: not of this family.
  bool lower_bits(const Op& op, const OpFacts& facts, Operands o);
  bool lower_records(const Op& op, const OpFacts& facts, Operands o);

  // -- emitting. An instruction begins with begin(); constants of its R operands must have been
  // loaded before (reg()), those of V operands are appended (value()).
  void begin(Bytecode code, uint32_t words, uint32_t a = 0, uint32_t b = 0);
  Word& word(uint32_t index) { return code_[start_ + index]; }
  void set_part(uint32_t word_index, int part_index, uint32_t value) {
    word(word_index) |= Word{value & 0xFFFF} << (16 * part_index);
  }
  void append(Word value) { code_.push_back(value); }
  uint32_t length() const { return static_cast<uint32_t>(code_.size()) - start_; }
  // The low 32 bits of the word become the distance to the label; 0 for label 0.
  void target(uint32_t word_index, uint32_t label, int half = 0);
  void trap(Opcode opcode);

  // An operand as R: constants go through one of the constant registers, chosen by `slot`.
  uint32_t reg(const Operand& operand, uint32_t slot = 0);
  uint32_t value(const Operand& operand);
  Word wide(const Operand& operand);
  Term constant(const Operand& operand) const;
  static bool is_constant(const Operand& operand);
  static uint32_t encode(const Operand& operand);
  // A constant whose word fits 32 bits, sign-extended.
  bool fits_half(const Operand& operand) const;
  static uint32_t frame(const OpFacts& facts) {
    return facts.frame < 0 ? 0 : static_cast<uint32_t>(facts.frame);
  }
  static Word safepoint(const OpFacts& facts, uint32_t live) {
    return Word{live} | Word{frame(facts)} << 16;
  }
  Word record(const OpFacts& facts) const;

  const Op& op(uint32_t index) const { return body_.ops[index]; }
  const OpFacts& facts(uint32_t index) const { return body_.facts[index]; }
  bool fusable(uint32_t index) const;

  struct Fixup {
    uint32_t instruction, word, label;
    int half;
  };

  VmContext& vm_;
  FunctionEntry& entry_;
  ModuleInstance& instance_;
  const Module& module_;
  const Module& body_;  // where the ops are
  const Function& function_;
  std::vector<Word> code_;
  std::vector<uint32_t> positions_;  // of ops, from the function's first
  std::vector<uint32_t>* instructions_ = nullptr;
  std::vector<Fixup> fixups_;
  std::vector<ThreadedFunction::Fact> facts_;
  std::vector<ThreadedFunction::Line> lines_;
  uint32_t start_ = 0;
};

}  // namespace linac
