// What loading a .beam file gives: an immutable Module whose code has been validated. The interpreter
// lowers one Function at its first call, from ops() and facts(); nothing of it is trusted beyond what
// docs/loader.md says that validation proved.
//
// Compactness: an op is 16 bytes, an operand 8, an op's facts 16. Operands, lists and ops refer to
// each other by index. Labels are numbers of the file; label() gives where one stands.
//
// Ownership: a Module owns everything but the words of its literals, which lie where the LiteralSource
// put them. Threads: immutable, so any number may read.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "core/term/term.h"
#include "loader/opcode.h"
#include "loader/value.h"

namespace linac {

inline constexpr uint32_t kNoIndex = UINT32_MAX;
inline constexpr uint32_t kMaxRegisters = 1024;  // of each kind: X, Y (the largest frame), float

enum class OperandKind : uint8_t {
  kX,              // index()
  kY,              // index(); y0 is the slot next to the top of the stack
  kFloatRegister,  // index()
  kSmall,          // integer(): an integer term
  kAtom,           // term()
  kNil,            // []
  kLiteral,        // Module::literals[index()]; also integers too large for the operand
  kLabel,          // index(); 0 is "none: raise"
  kUnsigned,       // integer(): a count, an index, flags; not a term
  kList,           // Module::list(operand)
};

struct Operand {
  OperandKind kind;
  uint8_t reserved = 0;
  uint16_t high = 0;  // registers: hint; integers: bits 32..47
  uint32_t low = 0;

  uint32_t index() const { return low; }
  int64_t integer() const {
    return static_cast<int64_t>(static_cast<uint64_t>(high) << 48 | static_cast<uint64_t>(low)
                                                                        << 16) >>
           16;
  }
  // An atom, nil or small as the word that it is.
  Term term() const {
    if (kind == OperandKind::kAtom) return make_atom(low);
    return kind == OperandKind::kNil ? linac::kNil : make_small(integer());
  }
  // The Type chunk's entry that the compiler gave for this register, or kNoIndex. A hint: nothing
  // may rest on it.
  uint32_t type_hint() const { return high == 0 ? kNoIndex : high - 1u; }
  bool is_register() const { return kind == OperandKind::kX || kind == OperandKind::kY; }
};
static_assert(sizeof(Operand) == 8);

// Integers that an Operand holds by itself; others become literals.
inline constexpr int64_t kMaxOperandInteger = (int64_t{1} << 47) - 1;
inline constexpr int64_t kMinOperandInteger = -(int64_t{1} << 47);

struct OperandList {
  uint32_t first;
  uint32_t count;
};

struct Op {
  Opcode opcode;
  uint8_t operand_count;
  uint16_t reserved = 0;
  uint32_t first_operand;
  uint32_t offset;  // in the Code chunk's instructions, for messages
  uint32_t line;    // index into Module::lines of the last `line` op before it; 0 is none
};
static_assert(sizeof(Op) == 16);

enum OpFlag : uint8_t {
  kReached = 1,        // some path leads here; other ops are not validated and must not run
  kProved = 2,         // our own inference proves the tag and arity that a kTests op tests
  kMessagePeeked = 4,  // between loop_rec and remove_message
  kFallsOff = 8,  // a call that never returns; nothing valid follows: trap there. A tail call of
                  // such a built-in function has become a call_ext
  kUnsetY = 16,   // may raise with Y registers that are not set (Module::unset_y): they have
                  // to become nil first
  kTestContext = 32,  // its match context may be a term instead: tested first (context_index)
};

// What validation found about one op.
struct OpFacts {
  uint32_t heap_words = 0;      // kReserves: what building ops take until the next collecting op
  uint32_t handler = kNoIndex;  // the try_case or catch_end (an op index) that gets what is raised
  int16_t frame = -1;           // Y registers before the op; -1: no frame
  uint16_t live = 0;            // kCollects: x0 .. x(live-1) are set before it, and survive
  uint8_t flags = 0;            // OpFlag
};
static_assert(sizeof(OpFacts) == 16);

// A Y register that is not set before an op with kUnsetY.
struct UnsetY {
  uint32_t op;
  uint32_t y;
};

struct Function {
  Term name;
  uint32_t arity;
  uint32_t entry_label;
  uint32_t entry_op;  // the first op after func_info's: where calls start
  uint32_t info_op;   // its func_info (raises function_clause)
  uint32_t first_op;  // the label before func_info
  uint32_t op_count;
  uint32_t lacking_op;  // the first op that Linac does not execute, or kNoIndex; if there is one,
                        // the function is not validated and calling it is an error
  uint32_t first_argument;  // into Module::arguments, or kNoIndex: nothing is known of them
  uint16_t x_count;         // X registers x0 .. x_count-1 occur
  uint16_t float_count;
  uint16_t frame_size;  // the largest frame
  bool exported;
};

struct Import {
  Term module;
  Term function;
  uint32_t arity;
};

// What an import is to the compiler (loader/operators.def).
enum class Operator : uint8_t {
  kNone,
#define OPERATOR(identifier, module, name, arity) k##identifier,
#include "loader/operators.def"
#undef OPERATOR
};

struct Export {
  Term name;
  uint32_t arity;
  uint32_t function;  // index into Module::functions
};

// A fun: its function takes the call's arguments, then the captured terms.
struct Lambda {
  Term name;
  uint32_t arity;  // of the function, captured terms included
  uint32_t free_count;
  uint32_t function;  // index into Module::functions
  uint32_t index;     // as fun_info(F, index) tells it
  uint32_t unique;    // as fun_info(F, uniq) tells it

  uint32_t fun_arity() const { return arity - free_count; }
};

struct Line {
  uint32_t file;  // index into Module::files
  uint32_t line;
};

// A type that the compiler claims for a register: a hint. Bits as in the Type chunk since OTP 29:
// 0 atom, 1 bitstring or match context, 2 cons, 3 float, 4 fun, 5 integer, 6 map, 7 nil, 8 pid,
// 9 port, 10 reference, 11 tuple, 12 native record.
struct TypeHint {
  uint16_t kinds;
  uint8_t unit;  // of a bitstring; 0 unknown
  bool has_min = false, has_max = false;
  int64_t min = 0, max = 0;  // of an integer
};

// Commands of a bs_match list: a kUnsigned with one of these, then its operands. Sizes are in bits
// and in units where a unit is given. Before a command that reads, an ensure command has tested that
// the bits are there: validation counts them.
enum class BitCommand : uint8_t {
  kEnsureAtLeast,  // bits, unit: at least `bits` are left, and what is left is a multiple of unit
  kEnsureExactly,  // bits
  kInteger,        // live, flags, size, unit, target
  kBinary,         // live, flags, size, unit, target
  kSkip,           // bits
  kGetTail,        // live, unit, target
  kEqual,          // nil, bits (up to 64), value (unsigned, or a literal when large)
};
// Operands after the command's own.
inline constexpr std::array<uint8_t, 7> kBitCommandOperands = {2, 1, 5, 5, 1, 3, 3};

// A segment of a bs_create_bin list is six operands: kind (kUnsigned with one of these), segment
// number, unit, flags, source, size. The size is a source, or the atoms all (the whole bitstring) or
// undefined (UTF). kString: the source is a kUnsigned offset into Module::strings, the size a small
// in bytes.
enum class SegmentKind : uint8_t {
  kAppend,
  kPrivateAppend,
  kBinary,
  kFloat,
  kInteger,
  kString,
  kUtf8,
  kUtf16,
  kUtf32,
};
inline constexpr uint32_t kSegmentOperands = 6;

// Bits of a flags operand; native order has been resolved (both targets are little-endian).
enum SegmentFlag : uint8_t { kLittleEndian = 2, kSigned = 4 };

// A native record's definition (OTP 29's Recs chunk).
struct RecordField {
  Term name;
  Operand default_value;  // a constant, or a kUnsigned: there is none
};
struct RecordDefinition {
  Term name;
  bool exported;
  std::vector<RecordField> fields;
};

class Module {
 public:
  Term name;
  std::string file;         // as load_module was told
  std::vector<Term> atoms;  // of the file, in its order (the file counts from 1)
  std::vector<Import> imports;
  std::vector<Operator> operators;  // one an import
  std::vector<Export> exports;
  std::vector<Lambda> lambdas;
  std::vector<Function> functions;
  std::vector<Term> literals;
  std::vector<uint8_t> strings;
  std::vector<Line> lines;         // [0] is "no line"
  std::vector<std::string> files;  // UTF-8; [0] is the module's own .erl
  std::vector<TypeHint> types;
  std::vector<RecordDefinition> records;
  std::vector<uint8_t> attributes;    // Attr, external term format; empty if there is none
  std::vector<uint8_t> compile_info;  // CInf, the same
  uint32_t on_load_function = kNoIndex;

  std::vector<Op> ops;
  std::vector<OpFacts> facts;   // one an op
  std::vector<UnsetY> unset_y;  // ordered by op
  // What every call of an unexported function passes, by Function::first_argument.
  std::vector<Value> arguments;
  std::vector<Operand> operands;
  std::vector<OperandList> lists;
  std::vector<uint32_t> labels;           // where a label stands: an op index, or kNoIndex
  std::vector<uint32_t> label_functions;  // the function it stands in

  std::span<const Op> ops_of(const Function& function) const {
    return {ops.data() + function.first_op, function.op_count};
  }
  std::span<const Operand> operands_of(const Op& op) const {
    return {operands.data() + op.first_operand, op.operand_count};
  }
  std::span<const Operand> list(const Operand& operand) const {
    const OperandList& list = lists[operand.low];
    return {operands.data() + list.first, list.count};
  }
  // What all callers pass, proved; empty if nothing is known.
  std::span<const Value> arguments_of(const Function& function) const {
    if (function.first_argument == kNoIndex) return {};
    return {arguments.data() + function.first_argument, function.arity};
  }
  // Those of one op.
  std::span<const UnsetY> unset_y_of(uint32_t op_index) const;
  // The function that an exported name/arity or an entry label stands for, or null.
  const Function* find_export(Term name, uint32_t arity) const;
  const Function& function_at(uint32_t entry_label) const {
    return functions[label_functions[entry_label]];
  }
};

}  // namespace linac
