#include "loader/check_operands.h"

#include <algorithm>

#include "core/term/atom.h"
#include "core/term/boxed.h"

namespace linac {
namespace {

constexpr int64_t kMaxUnit = 256;
constexpr uint32_t kImplicitRegisters = 3;  // x0 .. x2: try_case, send, raw_raise do not name them
constexpr int64_t kMaxArity = 255;
constexpr int64_t kMaxEqualBits = 64;

constexpr unsigned bit(OperandKind kind) { return 1u << static_cast<unsigned>(kind); }
constexpr unsigned kRegisterKinds = bit(OperandKind::kX) | bit(OperandKind::kY);
constexpr unsigned kConstantKinds = bit(OperandKind::kSmall) | bit(OperandKind::kAtom) |
                                    bit(OperandKind::kNil) | bit(OperandKind::kLiteral);
constexpr unsigned kSourceKinds = kRegisterKinds | kConstantKinds;
constexpr unsigned kUnsignedKind = bit(OperandKind::kUnsigned);
constexpr unsigned kFloatKind = bit(OperandKind::kFloatRegister);

class Checker {
 public:
  Checker(Module& module, uint32_t function_index)
      : module_(module),
        function_index_(function_index),
        function_(module.functions[function_index]) {}

  OperandProblem run();

 private:
  const char* check(const Op& op);
  const char* check_role(const Op& op, unsigned position, Role role, const Operand& operand);
  const char* check_count(Role role, const Operand& operand);
  const char* check_label(const Operand& operand, bool may_be_none) const;
  const char* check_function(const Op& op, const Operand& operand) const;
  const char* check_import(const Op& op, const Operand& operand) const;
  const char* check_string(const Op& op, unsigned position, Role size_role) const;
  const char* check_list(Role role, const Op& op, const Operand& operand);
  const char* check_element(Role role, uint32_t index, const Operand& element,
                            const Operand& previous, const Op& op);
  const char* check_commands(std::span<const Operand> list);
  const char* check_segments(std::span<const Operand> list);
  const char* check_combination(const Op& op) const;

  const char* need(const Operand& operand, unsigned kinds) {
    if ((bit(operand.kind) & kinds) == 0) return "an operand has the wrong kind";
    if (operand.kind == OperandKind::kX) note_x(operand.index() + 1);
    if (operand.kind == OperandKind::kFloatRegister) note_float(operand.index() + 1);
    return nullptr;
  }
  const char* need_number(const Operand& operand, int64_t most, int64_t least = 0) {
    if (const char* problem = need(operand, kUnsignedKind)) return problem;
    bool in_range = operand.integer() >= least && operand.integer() <= most;
    return in_range ? nullptr : "a number is out of range";
  }
  void note_x(uint32_t count) {
    function_.x_count = static_cast<uint16_t>(std::max<uint32_t>(function_.x_count, count));
  }
  void note_float(uint32_t count) {
    function_.float_count = static_cast<uint16_t>(std::max<uint32_t>(function_.float_count, count));
  }
  const Operand& operand(const Op& op, unsigned position) const {
    return module_.operands[op.first_operand + position];
  }

  Module& module_;
  const uint32_t function_index_;
  Function& function_;
};

const char* Checker::check_label(const Operand& operand, bool may_be_none) const {
  if (operand.kind != OperandKind::kLabel) return "an operand is no label";
  if (operand.index() == 0) return may_be_none ? nullptr : "a label is missing";
  if (module_.labels[operand.index()] == kNoIndex) return "a label stands nowhere";
  bool own = module_.label_functions[operand.index()] == function_index_;
  return own ? nullptr : "a label of another function";
}

// The arity of a call stands right before what it calls.
const char* Checker::check_function(const Op& op, const Operand& operand) const {
  if (operand.kind != OperandKind::kLabel || operand.index() == 0) return "calls no label";
  uint32_t index = module_.label_functions[operand.index()];
  if (index == kNoIndex) return "calls a label that stands nowhere";
  const Function& callee = module_.functions[index];
  if (callee.entry_label != operand.index()) return "calls a label inside a function";
  bool same = callee.arity == this->operand(op, 0).integer();
  return same ? nullptr : "calls a function of another arity";
}

const char* Checker::check_import(const Op& op, const Operand& operand) const {
  if (operand.kind != OperandKind::kUnsigned ||
      operand.integer() >= static_cast<int64_t>(module_.imports.size())) {
    return "no such import";
  }
  const OpcodeInfo& info = opcode_info(op.opcode);
  int64_t arity = 0;
  if (info.roles[0] == Role::kArity) {
    arity = this->operand(op, 0).integer();
  } else {
    for (Role role : info.roles) arity += role == Role::kSource;
  }
  bool same = module_.imports[operand.index()].arity == arity;
  return same ? nullptr : "the import has another arity";
}

// The size stands right before the offset.
const char* Checker::check_string(const Op& op, unsigned position, Role size_role) const {
  int64_t size = operand(op, position - 1).integer();
  if (size_role == Role::kBitCount) size = (size + 7) / 8;
  const Operand& offset = operand(op, position);
  if (offset.kind != OperandKind::kUnsigned) return "an operand has the wrong kind";
  bool inside = offset.integer() + size <= static_cast<int64_t>(module_.strings.size());
  return inside ? nullptr : "outside the string table";
}

const char* Checker::check_commands(std::span<const Operand> list) {
  const char* problem = nullptr;
  for (size_t at = 0; at < list.size() && !problem;) {
    std::span<const Operand> operands = list.subspan(at + 1);
    auto command = static_cast<BitCommand>(list[at].integer());
    switch (command) {
      case BitCommand::kEnsureAtLeast:
        problem = need_number(operands[0], kMaxOperandInteger);
        if (!problem) problem = need_number(operands[1], kMaxUnit, 1);
        break;
      case BitCommand::kEnsureExactly:
      case BitCommand::kSkip: problem = need_number(operands[0], kMaxOperandInteger); break;
      case BitCommand::kInteger:
      case BitCommand::kBinary:
        problem = need_number(operands[0], kMaxRegisters);
        if (!problem) problem = need_number(operands[2], kMaxOperandInteger);
        if (!problem) problem = need_number(operands[3], kMaxUnit, 1);
        if (!problem) problem = need(operands[4], kRegisterKinds);
        break;
      case BitCommand::kGetTail:
        problem = need_number(operands[0], kMaxRegisters);
        if (!problem) problem = need_number(operands[1], kMaxUnit, 1);
        if (!problem) problem = need(operands[2], kRegisterKinds);
        break;
      case BitCommand::kEqual:
        problem = need_number(operands[1], kMaxEqualBits);
        if (!problem) problem = need(operands[2], kUnsignedKind | bit(OperandKind::kLiteral));
        break;
    }
    at += 1u + kBitCommandOperands[static_cast<unsigned>(command)];
  }
  return problem;
}

bool is_utf(SegmentKind kind) {
  return kind == SegmentKind::kUtf8 || kind == SegmentKind::kUtf16 || kind == SegmentKind::kUtf32;
}

const char* Checker::check_segments(std::span<const Operand> list) {
  for (size_t at = 0; at < list.size(); at += kSegmentOperands) {
    auto kind = static_cast<SegmentKind>(list[at].integer());
    const Operand& source = list[at + 4];
    const Operand& size = list[at + 5];
    if (const char* problem = need_number(list[at + 1], kMaxOperandInteger)) return problem;
    if (const char* problem = need_number(list[at + 2], kMaxUnit, is_utf(kind) ? 0 : 1)) {
      return problem;
    }
    if (const char* problem = need(size, kSourceKinds)) return problem;
    if (kind == SegmentKind::kString) {
      bool well_formed =
          size.kind == OperandKind::kSmall && size.integer() >= 0 &&
          source.kind == OperandKind::kUnsigned &&
          source.integer() + size.integer() <= static_cast<int64_t>(module_.strings.size());
      if (!well_formed) return "outside the string table";
    } else if (const char* problem = need(source, kSourceKinds)) {
      return problem;
    }
    bool whole = size.kind == OperandKind::kAtom && size.term() == atoms::kAll;
    bool appends = kind == SegmentKind::kAppend || kind == SegmentKind::kPrivateAppend;
    if (appends && (at != 0 || !whole)) return "a misplaced append segment";
    if (whole && kind != SegmentKind::kBinary && !appends) return "a segment without a size";
  }
  return nullptr;
}

const char* Checker::check_element(Role role, uint32_t index, const Operand& element,
                                   const Operand& previous, const Op& op) {
  if (role == Role::kYList) return need(element, bit(OperandKind::kY));
  if (role == Role::kSourceList || role == Role::kPairList) return need(element, kSourceKinds);
  if (index % 2 != 0) {
    if (role == Role::kGetList) return need(element, kRegisterKinds);
    if (role == Role::kUpdateList) return need(element, kSourceKinds);
    return check_label(element, false);
  }
  if (role == Role::kSelectList) return need(element, kConstantKinds);
  if (role == Role::kArityList) return need_number(element, kMaxTupleArity);
  if (role == Role::kGetList) return need(element, kSourceKinds);
  int64_t least = index == 0 ? 1 : previous.integer() + 1;  // positions ascend
  return need_number(element, operand(op, 1).integer(), least);
}

const char* Checker::check_list(Role role, const Op& op, const Operand& operand) {
  if (operand.kind != OperandKind::kList) return "an operand is no list";
  std::span<const Operand> list = module_.list(operand);
  if (role == Role::kMatchList) return check_commands(list);
  if (role == Role::kSegmentList) return check_segments(list);
  bool pairs = role != Role::kSourceList && role != Role::kYList;
  if (pairs && list.size() % 2 != 0) return "a list ends in half a pair";
  for (uint32_t i = 0; i < list.size(); i++) {
    const Operand& previous = list[i < 2 ? 0 : i - 2];
    if (const char* problem = check_element(role, i, list[i], previous, op)) return problem;
  }
  return nullptr;
}

// The kinds of operand that a role allows, where that is all there is to it; else 0.
unsigned allowed_kinds(Role role) {
  switch (role) {
    case Role::kSource:
    case Role::kMovable: return kSourceKinds;
    case Role::kSize: return kSourceKinds | kUnsignedKind;
    case Role::kRegister:
    case Role::kTarget:
    case Role::kSwapped:
    case Role::kContext:
    case Role::kPosition: return kRegisterKinds;
    case Role::kYTarget:
    case Role::kYTag: return bit(OperandKind::kY);
    case Role::kFloatSource:
    case Role::kFloatTarget: return kFloatKind;
    case Role::kFloatOrSource: return kFloatKind | kSourceKinds;
    case Role::kFloatOrTarget: return kFloatKind | kRegisterKinds;
    case Role::kConstant: return kConstantKinds;
    case Role::kAtom: return bit(OperandKind::kAtom);
    case Role::kHeap:
    case Role::kUnsigned:
    case Role::kFlags:
    case Role::kBitCount:
    case Role::kByteCount: return kUnsignedKind;
    case Role::kNone:
    case Role::kAny:
    case Role::kLabelNumber:
    case Role::kFail:
    case Role::kBranch:
    case Role::kFailOrAtom:
    case Role::kFunction:
    case Role::kArity:
    case Role::kLive:
    case Role::kFrame:
    case Role::kImport:
    case Role::kLambda:
    case Role::kUnit:
    case Role::kString:
    case Role::kLine:
    case Role::kFunHint:
    case Role::kSelectList:
    case Role::kArityList:
    case Role::kSourceList:
    case Role::kPairList:
    case Role::kGetList:
    case Role::kUpdateList:
    case Role::kYList:
    case Role::kMatchList:
    case Role::kSegmentList: return 0;
  }
  return 0;
}

bool is_list_role(Role role) {
  return role == Role::kSelectList || role == Role::kArityList || role == Role::kSourceList ||
         role == Role::kPairList || role == Role::kGetList || role == Role::kUpdateList ||
         role == Role::kYList || role == Role::kMatchList || role == Role::kSegmentList;
}

const char* Checker::check_role(const Op& op, unsigned position, Role role,
                                const Operand& operand) {
  if (unsigned kinds = allowed_kinds(role)) return need(operand, kinds);
  if (is_list_role(role)) return check_list(role, op, operand);
  if (role == Role::kFail) return check_label(operand, true);
  if (role == Role::kBranch) return check_label(operand, false);
  if (role == Role::kFailOrAtom) {
    return operand.kind == OperandKind::kAtom ? nullptr : check_label(operand, false);
  }
  if (role == Role::kFunction) return check_function(op, operand);
  if (role == Role::kImport) return check_import(op, operand);
  if (role == Role::kString) {
    return check_string(op, position, opcode_info(op.opcode).roles[position - 1]);
  }
  if (role == Role::kUnit) return need_number(operand, kMaxUnit);
  if (role == Role::kLambda || (role == Role::kFunHint && operand.kind != OperandKind::kAtom)) {
    return need_number(operand, static_cast<int64_t>(module_.lambdas.size()) - 1);
  }
  return check_count(role, operand);
}

// Arities, live counts and frames; they also say how many registers the function has. Decoding has
// seen to the roles that are left.
const char* Checker::check_count(Role role, const Operand& operand) {
  if (role == Role::kArity) {
    const char* problem = need_number(operand, kMaxArity);
    if (!problem) note_x(operand.low + 2);  // a fun, or a module and a function, may stand after
    return problem;
  }
  if (role != Role::kLive && role != Role::kFrame) return nullptr;
  if (const char* problem = need_number(operand, kMaxRegisters)) return problem;
  if (role == Role::kLive) {
    note_x(operand.low);
  } else {
    function_.frame_size =
        static_cast<uint16_t>(std::max<uint32_t>(function_.frame_size, operand.low));
  }
  return nullptr;
}

// What concerns several operands at once.
const char* Checker::check_combination(const Op& op) const {
  if (op.opcode == Opcode::kMakeFun3) {
    const Lambda& lambda = module_.lambdas[operand(op, 0).index()];
    bool same = module_.list(operand(op, 2)).size() == lambda.free_count;
    if (!same) return "captures another number of terms than its function takes";
  }
  bool takes_arity = op.opcode == Opcode::kTestArity || op.opcode == Opcode::kIsTaggedTuple ||
                     op.opcode == Opcode::kGetTupleElement || op.opcode == Opcode::kUpdateRecord ||
                     op.opcode == Opcode::kSetTupleElement;
  if (takes_arity) {
    unsigned position =
        op.opcode == Opcode::kGetTupleElement || op.opcode == Opcode::kUpdateRecord ? 1 : 2;
    bool in_range = operand(op, position).integer() <= static_cast<int64_t>(kMaxTupleArity);
    if (!in_range) return "a number is out of range";
  }
  return nullptr;
}

const char* Checker::check(const Op& op) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  for (unsigned i = 0; i < info.arity; i++) {
    if (const char* problem = check_role(op, i, info.roles[i], operand(op, i))) return problem;
  }
  return check_combination(op);
}

OperandProblem Checker::run() {
  note_x(std::max<uint32_t>(function_.arity, kImplicitRegisters));
  uint32_t end = function_.first_op + function_.op_count;
  for (uint32_t i = function_.first_op; i < end; i++) {
    if (const char* problem = check(module_.ops[i])) return {problem, i};
  }
  return {};
}

}  // namespace

OperandProblem check_operands(Module& module, uint32_t function_index) {
  return Checker(module, function_index).run();
}

}  // namespace linac
