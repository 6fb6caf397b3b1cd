// The lists of bs_match and bs_create_bin name commands, segment kinds and flags by atoms and lists
// of atoms. Here they become numbers, once, so that nobody after has to look at terms.
#include <optional>

#include "core/term/boxed.h"
#include "loader/decode.h"

namespace linac {
namespace {

constexpr int64_t kNativeFlag = 16;
constexpr int kMaxFlags = 64;

Operand number(int64_t value) {
  return {OperandKind::kUnsigned, 0, 0, static_cast<uint32_t>(value)};
}

// What field flags say that matters; native order is little-endian on both targets.
int64_t known_flags(int64_t flags) {
  int64_t order = (flags & (kLittleEndian | kNativeFlag)) != 0 ? kLittleEndian : 0;
  return order | (flags & kSigned);
}

// The flags as a list of atoms (others in it are annotations), or nothing if it is none.
std::optional<int64_t> flags_of_list(Term list) {
  int64_t flags = 0;
  for (int i = 0; list.is_cons() && i < kMaxFlags; i++) {
    Term flag = list.head();
    if (flag == atoms::kLittle || flag == atoms::kNative) flags |= kLittleEndian;
    if (flag == atoms::kSigned) flags |= kSigned;
    list = list.tail();
  }
  if (!list.is_nil()) return std::nullopt;
  return flags;
}

std::optional<BitCommand> command_of(Term atom) {
  if (atom == atoms::kEnsureAtLeast) return BitCommand::kEnsureAtLeast;
  if (atom == atoms::kEnsureExactly) return BitCommand::kEnsureExactly;
  if (atom == atoms::kInteger) return BitCommand::kInteger;
  if (atom == atoms::kBinary) return BitCommand::kBinary;
  if (atom == atoms::kSkip) return BitCommand::kSkip;
  if (atom == atoms::kGetTail) return BitCommand::kGetTail;
  if (atom == atoms::kExactlyEqual) return BitCommand::kEqual;
  return std::nullopt;
}

std::optional<SegmentKind> segment_of(Term atom) {
  if (atom == atoms::kAppend) return SegmentKind::kAppend;
  if (atom == atoms::kPrivateAppend) return SegmentKind::kPrivateAppend;
  if (atom == atoms::kBinary) return SegmentKind::kBinary;
  if (atom == atoms::kFloat) return SegmentKind::kFloat;
  if (atom == atoms::kInteger) return SegmentKind::kInteger;
  if (atom == atoms::kString) return SegmentKind::kString;
  if (atom == atoms::kUtf8) return SegmentKind::kUtf8;
  if (atom == atoms::kUtf16) return SegmentKind::kUtf16;
  if (atom == atoms::kUtf32) return SegmentKind::kUtf32;
  return std::nullopt;
}

class Normaliser {
 public:
  explicit Normaliser(Module& module) : module_(module) {}

  // Null, or what is wrong.
  const char* normalise(const Op& op) {
    const OpcodeInfo& info = opcode_info(op.opcode);
    for (unsigned i = 0; i < info.arity; i++) {
      Operand& operand = module_.operands[op.first_operand + i];
      const char* problem = nullptr;
      if (info.roles[i] == Role::kFlags) problem = flags(operand);
      if (info.roles[i] == Role::kMatchList) problem = match_list(operand);
      if (info.roles[i] == Role::kSegmentList) problem = segment_list(operand);
      if (problem) return problem;
    }
    return nullptr;
  }

 private:
  const char* flags(Operand& operand) const {
    if (operand.kind == OperandKind::kUnsigned) {
      operand = number(known_flags(operand.integer()));
      return nullptr;
    }
    std::optional<int64_t> value;
    if (operand.kind == OperandKind::kNil) value = 0;
    if (operand.kind == OperandKind::kLiteral && operand.index() < module_.literals.size()) {
      value = flags_of_list(module_.literals[operand.index()]);
    }
    if (!value) return "malformed flags";
    operand = number(*value);
    return nullptr;
  }

  const char* match_list(const Operand& operand) {
    if (operand.kind != OperandKind::kList) return "the commands are no list";
    const OperandList& list = module_.lists[operand.index()];
    Operand* at = module_.operands.data() + list.first;
    Operand* end = at + list.count;
    while (at < end) {
      std::optional<BitCommand> command;
      if (at->kind == OperandKind::kAtom) command = command_of(at->term());
      if (!command) return "unknown command";
      auto code = static_cast<unsigned>(*command);
      if (end - at - 1 < kBitCommandOperands[code]) return "a command is cut short";
      *at = number(code);
      if (*command == BitCommand::kInteger || *command == BitCommand::kBinary) {
        if (const char* problem = flags(at[2])) return problem;
      }
      at += 1 + kBitCommandOperands[code];
    }
    return nullptr;
  }

  const char* segment_list(const Operand& operand) {
    if (operand.kind != OperandKind::kList) return "the segments are no list";
    const OperandList& list = module_.lists[operand.index()];
    if (list.count % kSegmentOperands != 0) return "a segment is cut short";
    for (uint32_t i = 0; i < list.count; i += kSegmentOperands) {
      Operand* at = module_.operands.data() + list.first + i;
      std::optional<SegmentKind> kind;
      if (at->kind == OperandKind::kAtom) kind = segment_of(at->term());
      if (!kind) return "unknown kind of segment";
      *at = number(static_cast<int64_t>(*kind));
      if (const char* problem = flags(at[3])) return problem;
    }
    return nullptr;
  }

  Module& module_;
};

}  // namespace

Result<void> normalise_bit_operands(std::string_view file_name, const AtomTable& table,
                                    Module& module) {
  Normaliser normaliser(module);
  for (const Function& function : module.functions) {
    if (function.lacking_op != kNoIndex) continue;
    for (const Op& op : module.ops_of(function)) {
      if (const char* problem = normaliser.normalise(op)) {
        return code_error(file_name, table, &function, op, problem);
      }
    }
  }
  return {};
}

}  // namespace linac
