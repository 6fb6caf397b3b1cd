#include "loader/print.h"

#include <algorithm>

#include "core/term/print.h"

namespace linac {
namespace {

constexpr size_t kMaxLiteralText = 72;
constexpr uint32_t kMaxStringBytes = 40;
constexpr size_t kFactsColumn = 64;

constexpr std::string_view kKindNames[] = {"atom",      "bitstring", "cons",  "float", "fun",
                                           "integer",   "map",       "nil",   "pid",   "port",
                                           "reference", "tuple",     "record"};

class OpPrinter {
 public:
  OpPrinter(const Module& module, const AtomTable& atoms) : module_(module), atoms_(atoms) {}

  std::string op(const Op& op);

 private:
  using Operands = std::span<const Operand>;

  void text(std::string_view text) { out_ += text; }
  void number(int64_t value) { out_ += std::to_string(value); }
  void name(Term atom) { print_atom(out_, atoms_.text(atom), true); }
  void name_of(Term module, Term function, uint32_t arity);
  void literal(Term term);
  void operand(const Operand& operand);
  void by_role(Role role, const Operand& operand, const Operand* before, Role role_before);
  void hint(uint32_t index);
  void string(const Operand& operand, const Operand& count, bool in_bits);
  void list(Role role, const Operand& operand);
  void pairs(Operands elements, std::string_view between);
  void plain(Operands elements);
  void match(Operands elements);
  void segments(Operands elements);
  void line(const Operand& operand);

  const Module& module_;
  const AtomTable& atoms_;
  std::string out_;
};

void OpPrinter::name_of(Term module, Term function, uint32_t arity) {
  name(module);
  text(":");
  name(function);
  text("/");
  number(arity);
}

void OpPrinter::literal(Term term) {
  PrintOptions options;
  options.form = PrintForm::kErlangPretty;
  std::string whole = print_term(atoms_, term, options);
  if (whole.size() > kMaxLiteralText) {
    size_t end = kMaxLiteralText;
    while (end > 0 && (static_cast<uint8_t>(whole[end]) & 0xC0) == 0x80) end--;
    whole.resize(end);
    whole += "...";
  }
  out_ += whole;
}

void OpPrinter::hint(uint32_t index) {
  if (index >= module_.types.size()) return;
  const TypeHint& type = module_.types[index];
  constexpr uint32_t kAll = (1u << (std::size(kKindNames) - 1)) - 1;  // records came later
  constexpr size_t kInteger = 5;
  if ((type.kinds & kAll) == kAll) return;
  char between = ':';
  for (size_t i = 0; i < std::size(kKindNames); i++) {
    if ((type.kinds >> i & 1) == 0) continue;
    out_ += between;
    out_ += kKindNames[i];
    between = '|';
    if (i != kInteger || (!type.has_min && !type.has_max)) continue;
    text("(");
    if (type.has_min) number(type.min);
    text("..");
    if (type.has_max) number(type.max);
    text(")");
  }
}

void OpPrinter::operand(const Operand& operand) {
  switch (operand.kind) {
    case OperandKind::kX: text("x"); break;
    case OperandKind::kY: text("y"); break;
    case OperandKind::kFloatRegister: text("f"); break;
    case OperandKind::kSmall: return number(operand.integer());
    case OperandKind::kAtom: return name(operand.term());
    case OperandKind::kNil: return text("[]");
    case OperandKind::kLiteral: return literal(module_.literals[operand.index()]);
    case OperandKind::kLabel:
      if (operand.index() == 0) return text("raise");
      text("L");
      break;
    case OperandKind::kUnsigned: return number(operand.integer());
    case OperandKind::kList: return plain(module_.list(operand));
  }
  number(operand.index());
  if (operand.is_register()) hint(operand.type_hint());
}

void OpPrinter::plain(Operands elements) {
  text("[");
  for (size_t i = 0; i < elements.size(); i++) {
    if (i) text(", ");
    operand(elements[i]);
  }
  text("]");
}

void OpPrinter::pairs(Operands elements, std::string_view between) {
  text("[");
  for (size_t i = 0; i + 1 < elements.size(); i += 2) {
    if (i) text(", ");
    operand(elements[i]);
    text(between);
    operand(elements[i + 1]);
  }
  text("]");
}

void OpPrinter::match(Operands elements) {
  static constexpr std::string_view kNames[] = {"at_least", "exactly", "integer", "binary",
                                                "skip",     "tail",    "equal"};
  text("[");
  for (size_t i = 0; i < elements.size();) {
    if (i) text(", ");
    auto command = static_cast<size_t>(elements[i].integer());
    size_t count = kBitCommandOperands[command];
    text(kNames[command]);
    text("(");
    for (size_t k = 1; k <= count; k++) {
      if (k > 1) text(", ");
      operand(elements[i + k]);
    }
    text(")");
    i += count + 1;
  }
  text("]");
}

void OpPrinter::segments(Operands elements) {
  static constexpr std::string_view kNames[] = {
      "append", "private_append", "binary", "float", "integer", "string", "utf8", "utf16", "utf32"};
  text("[");
  for (size_t i = 0; i + kSegmentOperands <= elements.size(); i += kSegmentOperands) {
    if (i) text(", ");
    auto kind = static_cast<size_t>(elements[i].integer());
    text(kNames[kind]);
    text("(");
    bool is_string = kind == static_cast<size_t>(SegmentKind::kString);
    if (is_string)
      string(elements[i + 4], elements[i + 5], false);
    else
      operand(elements[i + 4]);
    text(" size ");
    operand(elements[i + 5]);
    text(" unit ");
    operand(elements[i + 2]);
    if (elements[i + 3].integer() & kLittleEndian) text(" little");
    if (elements[i + 3].integer() & kSigned) text(" signed");
    text(")");
  }
  text("]");
}

void OpPrinter::list(Role role, const Operand& operand) {
  if (operand.kind != OperandKind::kList) return this->operand(operand);
  Operands elements = module_.list(operand);
  if (role == Role::kSelectList || role == Role::kArityList) return pairs(elements, " to ");
  if (role == Role::kPairList) return pairs(elements, " => ");
  if (role == Role::kGetList) return pairs(elements, " -> ");
  if (role == Role::kUpdateList) return pairs(elements, ": ");
  if (role == Role::kMatchList) return match(elements);
  if (role == Role::kSegmentList) return segments(elements);
  plain(elements);
}

// Bytes of the module's string table; the count is the operand before it.
void OpPrinter::string(const Operand& operand, const Operand& count, bool in_bits) {
  auto bytes = static_cast<uint64_t>(count.integer());
  if (in_bits) bytes = (bytes + 7) / 8;
  auto start = static_cast<uint64_t>(operand.integer());
  if (start > module_.strings.size()) return number(operand.integer());
  uint64_t end = std::min<uint64_t>(start + bytes, module_.strings.size());
  text("<<");
  for (uint64_t i = start; i < end && i < start + kMaxStringBytes; i++) {
    if (i > start) text(",");
    number(module_.strings[i]);
  }
  text(end > start + kMaxStringBytes ? ",...>>" : ">>");
}

void OpPrinter::line(const Operand& operand) {
  const Line& line = module_.lines[operand.index()];
  if (operand.index() == 0) return text("none");
  text(line.file < module_.files.size() ? module_.files[line.file] : std::string("?"));
  text(":");
  number(line.line);
}

void OpPrinter::by_role(Role role, const Operand& operand, const Operand* before,
                        Role role_before) {
  switch (role) {
    case Role::kImport: {
      const Import& import = module_.imports[operand.index()];
      return name_of(import.module, import.function, import.arity);
    }
    case Role::kFunction: {
      const Function& callee = module_.function_at(operand.index());
      name(callee.name);
      text("/");
      return number(callee.arity);
    }
    case Role::kLambda: {
      const Lambda& lambda = module_.lambdas[operand.index()];
      text("fun ");
      name(lambda.name);
      text("/");
      number(lambda.fun_arity());
      text(" of ");
      return number(lambda.free_count);
    }
    case Role::kLive: text("live "); return number(operand.integer());
    case Role::kFrame: text("frame "); return number(operand.integer());
    case Role::kHeap: text("words "); return number(operand.integer());
    case Role::kString:
      if (before) return string(operand, *before, role_before == Role::kBitCount);
      return number(operand.integer());
    case Role::kLine: return line(operand);
    case Role::kTarget:
    case Role::kFloatTarget: text("-> "); return this->operand(operand);
    case Role::kSelectList:
    case Role::kArityList:
    case Role::kSourceList:
    case Role::kPairList:
    case Role::kGetList:
    case Role::kUpdateList:
    case Role::kYList:
    case Role::kMatchList:
    case Role::kSegmentList: return list(role, operand);
    case Role::kFlags: text("flags "); return number(operand.integer());
    case Role::kUnit: text("unit "); return number(operand.integer());
    case Role::kNone:
    case Role::kAny:
    case Role::kLabelNumber:
    case Role::kFail:
    case Role::kBranch:
    case Role::kFailOrAtom:
    case Role::kArity:
    case Role::kSource:
    case Role::kSize:
    case Role::kMovable:
    case Role::kRegister:
    case Role::kSwapped:
    case Role::kYTarget:
    case Role::kYTag:
    case Role::kContext:
    case Role::kPosition:
    case Role::kFloatSource:
    case Role::kFloatOrSource:
    case Role::kFloatOrTarget:
    case Role::kConstant:
    case Role::kAtom:
    case Role::kUnsigned:
    case Role::kBitCount:
    case Role::kByteCount:
    case Role::kFunHint: return this->operand(operand);
  }
  VM_UNREACHABLE();
}

std::string OpPrinter::op(const Op& op) {
  const OpcodeInfo& info = opcode_info(op.opcode);
  out_ = info.name;
  std::span<const Operand> operands = module_.operands_of(op);
  for (size_t i = 0; i < operands.size(); i++) {
    bool arrow = info.roles[i] == Role::kTarget || info.roles[i] == Role::kFloatTarget;
    text(i && !arrow ? ", " : " ");
    by_role(info.roles[i], operands[i], i ? &operands[i - 1] : nullptr,
            i ? info.roles[i - 1] : Role::kNone);
  }
  return std::move(out_);
}

// The label right before the op at `index`, or null.
const Op* label_before(const Module& module, uint32_t index) {
  for (; index > 0; index--) {
    const Op& op = module.ops[index - 1];
    if (op.opcode == Opcode::kLabel) return &op;
    if (op.opcode != Opcode::kLine && op.opcode != Opcode::kIfEnd) return nullptr;
  }
  return nullptr;
}

void print_facts(std::string& out, const Module& module, uint32_t index) {
  const OpFacts& facts = module.facts[index];
  const OpcodeInfo& info = opcode_info(module.ops[index].opcode);
  auto add = [&](const std::string& fact) { out += (out.empty() ? "" : ", ") + fact; };
  if ((facts.flags & kReached) == 0) return add("never reached");
  if (info.has(kCollects)) add("live " + std::to_string(facts.live));
  if (info.has(kReserves)) add("words " + std::to_string(facts.heap_words));
  if (facts.flags & kProved) add("proved");
  if (facts.flags & kMessagePeeked) add("message in the queue");
  if (facts.flags & kFallsOff) add("never returns");
  if (facts.flags & kTestContext) add("context tested");
  if (facts.flags & kUnsetY) {
    std::string unset = "not set:";
    for (const UnsetY& y : module.unset_y_of(index)) unset += " y" + std::to_string(y.y);
    add(unset);
  }
}

// Frame and handler hold for a stretch of ops: they are shown where they change.
void print_state(std::string& out, const Module& module, uint32_t index, const OpFacts* before) {
  const OpFacts& facts = module.facts[index];
  auto add = [&](const std::string& fact) { out += (out.empty() ? "" : ", ") + fact; };
  if (!before || before->frame != facts.frame) {
    add(facts.frame < 0 ? "no frame" : "frame " + std::to_string(facts.frame));
  }
  if ((before ? before->handler : kNoIndex) == facts.handler) return;
  if (facts.handler == kNoIndex) return add("no handler");
  const Op* label = label_before(module, facts.handler);
  add("handler " + (label ? "L" + std::to_string(module.operands_of(*label)[0].index())
                          : "at " + std::to_string(module.ops[facts.handler].offset)));
}

}  // namespace

std::string function_name(const Module& module, const Function& function, const AtomTable& atoms) {
  std::string out;
  print_atom(out, atoms.text(module.name), true);
  out += ":";
  print_atom(out, atoms.text(function.name), true);
  return out + "/" + std::to_string(function.arity);
}

std::string print_op(const Module& module, const Op& op, const AtomTable& atoms) {
  return OpPrinter(module, atoms).op(op);
}

std::string print_function(const Module& module, const Function& function, const AtomTable& atoms) {
  std::string out = function_name(module, function, atoms);
  out += function.exported ? ", exported" : ", private";
  out += ", " + std::to_string(function.op_count) + " ops, " + std::to_string(function.x_count) +
         " x, " + std::to_string(function.frame_size) + " y, " +
         std::to_string(function.float_count) + " f\n";
  bool validated = function.lacking_op == kNoIndex;
  if (!validated) {
    out += "; not validated: " +
           std::string(opcode_info(module.ops[function.lacking_op].opcode).name) +
           " cannot be executed, a call is an error\n";
  }
  const OpFacts* before = nullptr;
  for (uint32_t i = 0; i < function.op_count; i++) {
    uint32_t index = function.first_op + i;
    const Op& op = module.ops[index];
    std::string line = std::to_string(op.offset);
    line.insert(0, 6 - std::min<size_t>(6, line.size()), ' ');
    bool is_label = op.opcode == Opcode::kLabel;
    line += is_label ? "  L" + std::to_string(module.operands_of(op)[0].index()) + ":"
                     : "    " + print_op(module, op, atoms);
    std::string facts;
    if (validated) {
      bool reached = (module.facts[index].flags & kReached) != 0;
      if (reached) {
        print_state(facts, module, index, before);
        before = &module.facts[index];
      }
      print_facts(facts, module, index);
    }
    if (!facts.empty()) {
      line.append(line.size() < kFactsColumn ? kFactsColumn - line.size() : 1, ' ');
      line += " ; " + facts;
    }
    out += line + "\n";
  }
  return out;
}

}  // namespace linac
