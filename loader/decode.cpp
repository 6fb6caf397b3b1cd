#include "loader/decode.h"

#include <algorithm>

#include "loader/compact.h"
#include "loader/load.h"

namespace linac {
namespace {

// What the extended tag says in its upper four bits.
enum class Extended : uint8_t {
  kList = 1,
  kFloatRegister = 2,
  kAllocationList = 3,
  kLiteral = 4,
  kTypedRegister = 5,
};

class Decoder {
 public:
  Decoder(const BeamFile& file, Bytes bytes, uint32_t literal_count, const AtomTable& table,
          Module& module)
      : file_(file),
        bytes_(bytes),
        table_(table),
        module_(module),
        reader_(bytes),
        literal_count_(literal_count) {}

  Result<void> read_code(const CodeHeader& header);
  Result<void> read_records(uint32_t count);
  Result<void> resolve_exports(const std::vector<LabelledEntry>& exports);
  Result<void> resolve_lambdas();
  std::vector<PendingInteger> take_integers() { return std::move(integers_); }

 private:
  Result<void> read_op();
  Result<void> keep_op();
  Result<void> note_tuple();
  bool read_operand(Operand& operand);
  bool read_extended(uint8_t kind, Operand& operand);
  bool read_list(Operand& operand);
  bool read_allocation_list(Operand& operand);
  bool read_typed_register(Operand& operand);
  bool read_index(uint32_t& index);
  bool set_integer(const Compact& compact, OperandKind kind, Operand& operand);
  bool set_register(const Compact& compact, OperandKind kind, Operand& operand);

  Result<void> note_label();
  Result<void> note_line();
  void drop_line();
  Result<void> start_function();
  void end_function(size_t end);
  Result<void> find_entry(Function& function);

  Error error(std::string_view reason) const {
    const Function* function = module_.functions.empty() ? nullptr : &module_.functions.back();
    return code_error(file_.file_name(), table_, function, op_, reason);
  }

  const BeamFile& file_;
  const Bytes bytes_;
  const AtomTable& table_;
  Module& module_;
  ByteReader reader_;
  const uint32_t literal_count_;
  std::vector<PendingInteger> integers_;
  Op op_{};  // the one being read
  uint32_t line_ = 0;
  uint32_t line_before_ = 0;  // what line_ was before the last `line` op
  bool in_list_ = false;
  // A put_tuple whose put ops are being read.
  int64_t puts_left_ = 0;
  Op tuple_{};
  Operand tuple_target_{};
  std::vector<Operand> tuple_elements_;
  const char* problem_ = "";  // why an operand could not be read
};

struct OtpName {
  std::string_view module, name;
  uint32_t arity;
};

constexpr OtpName kOtpNames[] = {
#define IN_ERLANG(name, arity) {"erlang", name, arity},
#define BUILT_IN(module, name, arity) {module, name, arity},
#include "loader/otp_builtins.def"
#undef IN_ERLANG
#undef BUILT_IN
};

// Whether OTP has the function in C.
bool is_built_in(std::string_view module, std::string_view name, uint32_t arity) {
  bool listed = std::any_of(std::begin(kOtpNames), std::end(kOtpNames), [&](const OtpName& one) {
    return one.arity == arity && one.name == name && one.module == module;
  });
  return (module == "erlang") != listed;
}

Operand make_integer(OperandKind kind, int64_t value) {
  return {kind, 0, static_cast<uint16_t>(value >> 32), static_cast<uint32_t>(value)};
}

// An integer past what an operand holds becomes a literal.
bool Decoder::set_integer(const Compact& compact, OperandKind kind, Operand& operand) {
  if (kind == OperandKind::kUnsigned) {
    bool negative = compact.fits ? compact.value < 0 : (compact.bytes[0] & 0x80) != 0;
    if (negative) return problem_ = "a count is negative", false;
  }
  if (compact.fits && compact.value >= kMinOperandInteger && compact.value <= kMaxOperandInteger) {
    operand = make_integer(kind, compact.value);
    return true;
  }
  operand = {OperandKind::kLiteral, 0, 0, literal_count_ + static_cast<uint32_t>(integers_.size())};
  integers_.push_back({compact.fits, compact.value, compact.bytes});
  return true;
}

bool Decoder::set_register(const Compact& compact, OperandKind kind, Operand& operand) {
  if (!compact.fits || compact.value < 0 || compact.value >= kMaxRegisters) {
    return problem_ = "a register number is out of range", false;
  }
  operand = {kind, 0, 0, static_cast<uint32_t>(compact.value)};
  return true;
}

// The untagged number after an extended tag.
bool Decoder::read_index(uint32_t& index) {
  Compact number = read_compact(reader_);
  if (number.tag != CompactTag::kUnsigned || !number.fits || number.value < 0 ||
      number.value > INT32_MAX) {
    return problem_ = "an index is malformed", false;
  }
  index = static_cast<uint32_t>(number.value);
  return true;
}

bool Decoder::read_list(Operand& operand) {
  uint32_t count = 0;
  if (in_list_) return problem_ = "a list holds a list", false;
  if (!read_index(count)) return false;
  if (count > reader_.left()) return problem_ = "a list is longer than the code", false;
  if (module_.operands.size() + count > kMaxCodeOperands) return problem_ = "too large", false;
  auto first = static_cast<uint32_t>(module_.operands.size());
  in_list_ = true;
  for (uint32_t i = 0; i < count; i++) {
    Operand element{};
    if (!read_operand(element)) return false;
    module_.operands.push_back(element);
  }
  in_list_ = false;
  operand = {OperandKind::kList, 0, 0, static_cast<uint32_t>(module_.lists.size())};
  module_.lists.push_back({first, count});
  return true;
}

// A heap need as words, floats and funs. Validation counts anew, so only its form matters.
bool Decoder::read_allocation_list(Operand& operand) {
  uint32_t count = 0;
  if (!read_index(count)) return false;
  if (count > 3) return problem_ = "an allocation list is malformed", false;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t kind = 0;
    uint32_t words = 0;
    if (!read_index(kind) || !read_index(words)) return false;
    if (kind > 2) return problem_ = "an allocation list is malformed", false;
  }
  operand = make_integer(OperandKind::kUnsigned, 0);
  return true;
}

bool Decoder::read_typed_register(Operand& operand) {
  Compact number = read_compact(reader_);
  uint32_t type = 0;
  bool is_x = number.tag == CompactTag::kX;
  if (!is_x && number.tag != CompactTag::kY) return problem_ = "a type without a register", false;
  if (!set_register(number, is_x ? OperandKind::kX : OperandKind::kY, operand)) return false;
  if (!read_index(type)) return false;
  if (type < module_.types.size() && type < UINT16_MAX) {
    operand.high = static_cast<uint16_t>(type + 1);
  }
  return true;
}

bool Decoder::read_extended(uint8_t kind, Operand& operand) {
  switch (static_cast<Extended>(kind)) {
    case Extended::kList: return read_list(operand);
    case Extended::kFloatRegister: {
      uint32_t number = 0;
      if (!read_index(number)) return false;
      return set_register({CompactTag::kUnsigned, true, number, {}}, OperandKind::kFloatRegister,
                          operand);
    }
    case Extended::kAllocationList: return read_allocation_list(operand);
    case Extended::kLiteral: {
      operand = {OperandKind::kLiteral, 0, 0, 0};
      if (!read_index(operand.low)) return false;
      return operand.low < literal_count_ || (problem_ = "a literal is not in the table", false);
    }
    case Extended::kTypedRegister: return read_typed_register(operand);
  }
  return problem_ = "an operand of unknown form", false;
}

bool Decoder::read_operand(Operand& operand) {
  if (reader_.at_end()) return problem_ = "cut short", false;
  uint8_t first = bytes_[reader_.offset()];
  if ((first & 7) == static_cast<uint8_t>(CompactTag::kExtended)) {
    reader_.skip(1);
    if ((first & 8) != 0) return problem_ = "an operand of unknown form", false;
    return read_extended(first >> 4, operand);
  }
  Compact compact = read_compact(reader_);
  if (reader_.failed()) return problem_ = "cut short", false;
  bool is_index = compact.fits && compact.value >= 0 && compact.value <= INT32_MAX;
  auto index = static_cast<uint32_t>(compact.value);
  switch (compact.tag) {
    case CompactTag::kUnsigned: return set_integer(compact, OperandKind::kUnsigned, operand);
    case CompactTag::kInteger: return set_integer(compact, OperandKind::kSmall, operand);
    case CompactTag::kAtom:
      if (!is_index || index > module_.atoms.size()) return problem_ = "no such atom", false;
      operand = {OperandKind::kNil, 0, 0, 0};
      if (index > 0) operand = {OperandKind::kAtom, 0, 0, module_.atoms[index - 1].atom_index()};
      return true;
    case CompactTag::kX: return set_register(compact, OperandKind::kX, operand);
    case CompactTag::kY: return set_register(compact, OperandKind::kY, operand);
    case CompactTag::kLabel:
      if (!is_index || index >= module_.labels.size()) return problem_ = "no such label", false;
      operand = {OperandKind::kLabel, 0, 0, index};
      return true;
    case CompactTag::kCharacter:
    case CompactTag::kExtended: break;
  }
  return problem_ = "an operand of unknown form", false;
}

Result<void> Decoder::note_label() {
  const Operand& number = module_.operands[op_.first_operand];
  bool in_range = number.kind == OperandKind::kUnsigned && number.integer() > 0 &&
                  number.integer() < static_cast<int64_t>(module_.labels.size());
  if (!in_range) return error("no such label");
  uint32_t& place = module_.labels[static_cast<size_t>(number.integer())];
  if (place != kNoIndex) return error("the label stands twice");
  place = static_cast<uint32_t>(module_.ops.size());
  return {};
}

Result<void> Decoder::note_line() {
  const Operand& number = module_.operands[op_.first_operand];
  bool in_range = number.kind == OperandKind::kUnsigned &&
                  (number.integer() < static_cast<int64_t>(module_.lines.size()));
  // A stripped file keeps its line instructions and loses their table.
  line_before_ = line_;
  line_ = in_range ? static_cast<uint32_t>(number.integer()) : 0;
  if (!in_range && module_.lines.size() > 1) return error("no such line");
  return {};
}

// OTP makes one instruction of a move to x0 and the tail call of a function in Erlang, which cannot raise
// by itself, and takes out a `line` between the two. What follows and has no line of its own (the
// case_end of a case whose result is an argument) then has the line before.
void Decoder::drop_line() {
  const Operand& import = module_.operands[op_.first_operand + 1];
  size_t count = module_.ops.size();
  if (count < 2 || module_.ops[count - 1].opcode != Opcode::kLine ||
      module_.ops[count - 2].opcode != Opcode::kMove) {
    return;
  }
  const Operand& moved_to = module_.operands[module_.ops[count - 2].first_operand + 1];
  bool to_x0 = moved_to.kind == OperandKind::kX && moved_to.index() == 0;
  if (!to_x0 || import.kind != OperandKind::kUnsigned ||
      import.integer() >= static_cast<int64_t>(module_.imports.size())) {
    return;
  }
  const Import& callee = module_.imports[static_cast<size_t>(import.integer())];
  if (!is_built_in(table_.text(callee.module), table_.text(callee.function), callee.arity)) {
    line_ = line_before_;
  }
}

void Decoder::end_function(size_t end) {
  if (module_.functions.empty()) return;
  Function& function = module_.functions.back();
  function.op_count = static_cast<uint32_t>(end) - function.first_op;
}

// A function's ops start with the labels and lines that stand before its func_info.
Result<void> Decoder::start_function() {
  std::span<const Operand> operands{module_.operands.data() + op_.first_operand, 3};
  size_t first = module_.ops.size();
  size_t floor = module_.functions.empty() ? 0 : module_.functions.back().info_op + 1;
  while (first > floor && (module_.ops[first - 1].opcode == Opcode::kLabel ||
                           module_.ops[first - 1].opcode == Opcode::kLine)) {
    first--;
  }
  if (module_.functions.empty() && first != 0) return error("code before the first function");
  bool well_formed = operands[1].kind == OperandKind::kAtom &&
                     operands[2].kind == OperandKind::kUnsigned && operands[2].integer() <= 255;
  if (!well_formed) return error("malformed");
  end_function(first);
  Function function{};
  function.name = operands[1].term();
  function.arity = static_cast<uint32_t>(operands[2].integer());
  function.info_op = static_cast<uint32_t>(module_.ops.size());
  function.first_op = static_cast<uint32_t>(first);
  function.lacking_op = kNoIndex;
  function.first_argument = kNoIndex;
  module_.functions.push_back(function);
  return {};
}

Result<void> Decoder::read_op() {
  op_ = {};
  op_.offset = static_cast<uint32_t>(reader_.offset());
  uint8_t number = reader_.u8();
  if (number == 0 || number > kMaxOpcode) {
    return error("unknown opcode " + std::to_string(number));
  }
  op_.opcode = static_cast<Opcode>(number);
  const OpcodeInfo& info = kOpcodes[number];
  std::array<Operand, kMaxOperands> operands{};
  for (unsigned i = 0; i < info.arity; i++) {
    if (!read_operand(operands[i])) return error(problem_);
  }
  op_.operand_count = info.arity;
  op_.first_operand = static_cast<uint32_t>(module_.operands.size());
  module_.operands.insert(module_.operands.end(), operands.begin(), operands.begin() + info.arity);
  if (op_.opcode == Opcode::kLabel) VM_TRY(note_label());
  if (op_.opcode == Opcode::kLine) VM_TRY(note_line());
  if (op_.opcode == Opcode::kFuncInfo) VM_TRY(start_function());
  if (op_.opcode == Opcode::kCallExtOnly || op_.opcode == Opcode::kCallExtLast) drop_line();
  op_.line = line_;
  if (op_.opcode == Opcode::kPutTuple || op_.opcode == Opcode::kPut || puts_left_ > 0) {
    return note_tuple();
  }
  return keep_op();
}

Result<void> Decoder::keep_op() {
  if (opcode_info(op_.opcode).has(kLacking) && !module_.functions.empty() &&
      module_.functions.back().lacking_op == kNoIndex) {
    module_.functions.back().lacking_op = static_cast<uint32_t>(module_.ops.size());
  }
  if (op_.opcode == Opcode::kOnLoad && !module_.functions.empty()) {
    if (module_.functions.back().arity != 0) return error("an on_load function takes arguments");
    module_.on_load_function = static_cast<uint32_t>(module_.functions.size()) - 1;
  }
  if (module_.ops.size() == kMaxOps || module_.operands.size() > kMaxCodeOperands) {
    return error("the module is too large");
  }
  module_.ops.push_back(op_);
  return {};
}

// put_tuple and the put ops right after it (up to OTP 23) become one put_tuple2.
Result<void> Decoder::note_tuple() {
  const Operand first = module_.operands[op_.first_operand];
  if (op_.opcode == Opcode::kPutTuple && puts_left_ == 0) {
    if (first.kind != OperandKind::kUnsigned) return error("an operand has the wrong kind");
    if (first.integer() > static_cast<int64_t>(reader_.left())) return error("is cut short");
    puts_left_ = first.integer();
    tuple_ = op_;
    tuple_.opcode = Opcode::kPutTuple2;
    tuple_target_ = module_.operands[op_.first_operand + 1];
    tuple_elements_.clear();
  } else if (op_.opcode == Opcode::kPut && puts_left_ > 0) {
    tuple_elements_.push_back(first);
    puts_left_--;
  } else {
    return error("put_tuple and its put ops do not stand together");
  }
  module_.operands.resize(op_.first_operand);
  if (puts_left_ > 0) return {};
  op_ = tuple_;
  auto list = static_cast<uint32_t>(module_.lists.size());
  module_.lists.push_back({static_cast<uint32_t>(module_.operands.size()),
                           static_cast<uint32_t>(tuple_elements_.size())});
  module_.operands.insert(module_.operands.end(), tuple_elements_.begin(), tuple_elements_.end());
  op_.first_operand = static_cast<uint32_t>(module_.operands.size());
  module_.operands.push_back(tuple_target_);
  module_.operands.push_back({OperandKind::kList, 0, 0, list});
  return keep_op();
}

// Calls enter a function at the label right after its func_info.
Result<void> Decoder::find_entry(Function& function) {
  uint32_t at = function.info_op + 1;
  bool inside = at < function.first_op + function.op_count;
  if (!inside || module_.ops[at].opcode != Opcode::kLabel) {
    return code_error(file_.file_name(), table_, &function, module_.ops[function.info_op],
                      "no entry label follows");
  }
  function.entry_op = at;
  function.entry_label = module_.operands[module_.ops[at].first_operand].low;
  return {};
}

Result<void> Decoder::read_code(const CodeHeader& header) {
  module_.labels.assign(std::max<size_t>(header.label_count, 1), kNoIndex);  // 0 is no label
  module_.label_functions.assign(module_.labels.size(), kNoIndex);
  module_.ops.reserve(std::min(kMaxOps, bytes_.size() / 5));
  module_.operands.reserve(std::min(kMaxCodeOperands, bytes_.size() / 2));
  do {
    if (reader_.at_end()) return file_.error("Code", "ends without int_code_end");
    VM_TRY(read_op());
  } while (op_.opcode != Opcode::kIntCodeEnd);
  end_function(module_.ops.size() - 1);
  if (module_.functions.size() != header.function_count) {
    return file_.error("Code", "has another number of functions than it says");
  }
  for (Function& function : module_.functions) VM_TRY(find_entry(function));
  for (uint32_t index = 0; index < module_.functions.size(); index++) {
    const Function& function = module_.functions[index];
    for (const Op& op : module_.ops_of(function)) {
      if (op.opcode != Opcode::kLabel) continue;
      module_.label_functions[module_.operands[op.first_operand].low] = index;
    }
  }
  return {};
}

// A definition is written as if it were an instruction: an opcode, then name, exported and a list of
// fields, each a name and a default (a literal or a term; 0 is none).
Result<void> Decoder::read_records(uint32_t count) {
  for (uint32_t i = 0; i < count; i++) {
    std::array<Operand, 3> operands{};
    reader_.u8();
    for (Operand& operand : operands) {
      if (!read_operand(operand)) return file_.error("Recs", problem_);
    }
    bool well_formed =
        operands[0].kind == OperandKind::kAtom && operands[1].kind == OperandKind::kAtom &&
        operands[2].kind == OperandKind::kList && module_.list(operands[2]).size() % 2 == 0;
    if (!well_formed) return file_.error("Recs", "malformed");
    RecordDefinition record{operands[0].term(), operands[1].term() == atoms::kTrue, {}};
    std::span<const Operand> fields = module_.list(operands[2]);
    for (size_t at = 0; at < fields.size(); at += 2) {
      if (fields[at].kind != OperandKind::kAtom) return file_.error("Recs", "malformed");
      record.fields.push_back({fields[at].term(), fields[at + 1]});
    }
    module_.records.push_back(std::move(record));
  }
  return {};
}

// The function whose entry label this is, if name and arity agree.
uint32_t function_with_entry(const Module& module, const LabelledEntry& entry) {
  if (entry.label >= module.label_functions.size()) return kNoIndex;
  uint32_t index = module.label_functions[entry.label];
  if (index == kNoIndex) return kNoIndex;
  const Function& function = module.functions[index];
  bool same = function.entry_label == entry.label && function.name == entry.name &&
              function.arity == entry.arity;
  return same ? index : kNoIndex;
}

Result<void> Decoder::resolve_exports(const std::vector<LabelledEntry>& exports) {
  module_.exports.reserve(exports.size());
  for (const LabelledEntry& entry : exports) {
    uint32_t index = function_with_entry(module_, entry);
    if (index == kNoIndex) {
      return file_.error("ExpT", std::string(table_.text(entry.name)) + "/" +
                                     std::to_string(entry.arity) + " is not in the code");
    }
    module_.functions[index].exported = true;
    module_.exports.push_back({entry.name, entry.arity, index});
  }
  return {};
}

Result<void> Decoder::resolve_lambdas() {
  for (Lambda& lambda : module_.lambdas) {
    uint32_t index = function_with_entry(module_, {lambda.name, lambda.arity, lambda.function});
    if (index == kNoIndex) {
      return file_.error("FunT", std::string(table_.text(lambda.name)) + "/" +
                                     std::to_string(lambda.arity) + " is not in the code");
    }
    lambda.function = index;
  }
  return {};
}

}  // namespace

Error code_error(std::string_view file_name, const AtomTable& table, const Function* function,
                 const Op& op, std::string_view reason) {
  std::string text;
  if (function) {
    text.append("function ").append(table.text(function->name)).append("/");
    for (char& c : text) {
      if (static_cast<unsigned char>(c) < ' ') c = '?';  // a message is one line
    }
    text.append(std::to_string(function->arity)).append(", ");
  }
  text.append("instruction ").append(std::to_string(op.offset));
  std::string_view name = opcode_info(op.opcode).name;
  if (!name.empty()) text.append(" (").append(name).append(")");
  return chunk_error(file_name, "Code", text.append(": ").append(reason));
}

Result<std::vector<PendingInteger>> decode_code(const BeamFile& file, const CodeHeader& header,
                                                uint32_t literal_count, const AtomTable& table,
                                                std::vector<LabelledEntry> exports,
                                                Module& module) {
  Decoder decoder(file, header.code, literal_count, table, module);
  VM_TRY(decoder.read_code(header));
  VM_TRY(decoder.resolve_exports(exports));
  VM_TRY(decoder.resolve_lambdas());
  return decoder.take_integers();
}

Result<std::vector<PendingInteger>> decode_records(const BeamFile& file, uint32_t literal_count,
                                                   const AtomTable& table, Module& module) {
  const Bytes* chunk = file.find("Recs");
  if (!chunk) return std::vector<PendingInteger>{};
  ByteReader header(*chunk);
  uint32_t version = header.u32();
  uint32_t count = header.u32();
  header.u32();  // fields of all records together
  if (header.failed()) return file.error("Recs", "cut short");
  if (version != 0) return std::vector<PendingInteger>{};
  Decoder decoder(file, chunk->subspan(header.offset()), literal_count, table, module);
  VM_TRY(decoder.read_records(count));
  return decoder.take_integers();
}

}  // namespace linac
