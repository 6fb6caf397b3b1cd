// Native records of OTP 29. A record of the module itself is looked up here, one of another module
// when the instruction runs.
#include "core/term/atom.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"

namespace linac {

using enum Bytecode;

class LoweringOfRecords {
 public:
  LoweringOfRecords(Lowering& lowering, const Op& op, const OpFacts& facts,
                    std::span<const Operand> operands)
      : to_(lowering), op_(op), facts_(facts), o_(operands) {}

  // False: not of this family.
  bool run() {
    switch (op_.opcode) {
      case Opcode::kIsAnyNativeRecord: begin_test(k_is_any_record, 2); return true;
      case Opcode::kIsNativeRecord:
        begin_test(k_is_record_of, 4);
        to_.word(2) = o_[2].term().bits;
        to_.word(3) = o_[3].term().bits;
        return true;
      case Opcode::kIsRecordAccessible: accessible(); return true;
      case Opcode::kGetRecordElements: elements(); return true;
      case Opcode::kGetRecordField: field(); return true;
      case Opcode::kPutRecord: put(); return true;
      default: return false;
    }
  }

 private:
  void begin_test(Bytecode code, uint32_t words) {
    uint32_t source = to_.reg(o_[1]);
    to_.begin(code, words, source);
    to_.target(1, o_[0].index());
  }

  bool is_atom(const Operand& operand) const {
    return Lowering::is_constant(operand) && to_.constant(operand).is_atom();
  }

  // fail, source, scope: external, or what the module itself may see
  void accessible() {
    if (!is_atom(o_[2])) return to_.trap(op_.opcode);
    begin_test(k_is_record_accessible, 3);
    bool external = to_.constant(o_[2]) == atoms::kExternal;
    to_.word(2) = (external ? kNoTerm : to_.module_.name).bits;
  }

  // fail, source, (name, target)...
  void elements() {
    auto list = to_.body_.list(o_[2]);
    for (size_t i = 0; i < list.size(); i += 2) {
      if (!is_atom(list[i])) return to_.trap(op_.opcode);
    }
    begin_test(k_get_record_elements, 2);
    to_.word(1) |= Word{list.size() / 2} << 32;
    for (size_t i = 0; i < list.size(); i += 2) {
      to_.append(to_.constant(list[i]).bits);
      to_.append(Lowering::encode(list[i + 1]));
    }
  }

  // fail, source, record, field, target
  void field() {
    if (!Lowering::is_constant(o_[2]) || !is_atom(o_[3])) return to_.trap(op_.opcode);
    uint32_t source = to_.reg(o_[1]);
    to_.begin(k_get_record_field, 4, source, Lowering::encode(o_[4]));
    to_.word(2) = to_.constant(o_[2]).bits;
    to_.word(3) = to_.constant(o_[3]).bits;
    to_.target(1, o_[0].index());
  }

  // fail, record, source or nil, target, live, (name, value)...
  void put() {
    bool make = o_[2].kind == OperandKind::kNil;
    uint32_t live = o_[4].index();
    auto list = to_.body_.list(o_[5]);
    for (size_t i = 0; i < list.size(); i += 2) {
      // What a collection would leave behind is nothing that a compiler writes.
      bool lost = list[i + 1].kind == OperandKind::kX && list[i + 1].index() >= live;
      if (!is_atom(list[i]) || lost) return to_.trap(op_.opcode);
    }
    uint32_t source = make ? 0 : to_.reg(o_[2]);
    to_.begin(make ? k_make_record : k_change_record, 5, Lowering::encode(o_[3]), source);
    to_.word(1) = Lowering::safepoint(facts_, live) << 32;
    to_.target(1, o_[0].index());
    if (make) set_definition();
    for (size_t i = 0; i < list.size(); i += 2) {
      to_.append(to_.constant(list[i]).bits);
      to_.append(to_.wide(list[i + 1]));
    }
    to_.word(2) = to_.length();
  }

  void set_definition() {
    Term id = to_.constant(o_[1]);
    to_.word(4) = id.bits;  // unless it is one of the module's own
    const auto& records = to_.module_.records;
    for (size_t i = 0; i < records.size() && id.is_atom(); i++) {
      if (records[i].name != id) continue;
      to_.word(3) = reinterpret_cast<Word>(&to_.instance_);
      to_.word(4) = i;
      return;
    }
  }

  Lowering& to_;
  const Op& op_;
  const OpFacts& facts_;
  const std::span<const Operand> o_;
};

bool Lowering::lower_records(const Op& op, const OpFacts& facts, Operands o) {
  return LoweringOfRecords(*this, op, facts, o).run();
}

}  // namespace linac
