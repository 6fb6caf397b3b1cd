// Binary matching and construction. Matching becomes single-purpose ops: a bs_match list is one op a
// command, with the tests fused to the first field where that is common. A bs_create_bin is one
// instruction that has all that bs_create needs; common shapes get a handler that does the usual
// case from a few words of it.
#include <optional>

#include "core/term/atom.h"
#include "core/term/bigint.h"
#include "runtime/code/code_server.h"
#include "runtime/interp/lower.h"
#include "runtime/interp/slow_bits.h"

namespace linac {
namespace {

using enum Bytecode;

constexpr uint32_t kWordBytes = sizeof(Word);
constexpr size_t kMaxSmallBits = 60;
constexpr size_t kMaxConstantStringBits = 56;  // as an integer segment: fits a small

bool is_atom_operand(const Operand& operand, Term atom) {
  return operand.kind == OperandKind::kAtom && operand.term() == atom;
}

}  // namespace

class LoweringOfBits {
 public:
  LoweringOfBits(Lowering& lowering, const Op& op, const OpFacts& facts,
                 std::span<const Operand> operands)
      : to_(lowering), op_(op), facts_(facts), o_(operands) {}

  // False: not of this family.
  bool run() {
    using enum Opcode;
    switch (op_.opcode) {
      case kBsStartMatch3: start(o_[0].index(), o_[1], o_[3], o_[2].index()); return true;
      case kBsStartMatch4: {
        uint32_t fail = o_[0].kind == OperandKind::kLabel ? o_[0].index() : 0;
        start(fail, o_[2], o_[3], o_[1].index());
        return true;
      }
      case kBsMatch: match(to_.body_.list(o_[2])); return true;
      case kBsGetInteger2:
      case kBsGetFloat2:
      case kBsGetBinary2: get_field(); return true;
      case kBsSkipBits2: skip_field(); return true;
      case kBsTestTail2: ensure_exactly(o_[0].index(), o_[1], bits(o_[2])); return true;
      case kBsTestUnit: test_unit(); return true;
      case kBsMatchString: match_string(); return true;
      case kBsGetUtf8: code_point(k_bs_utf8, o_[4]); return true;
      case kBsGetUtf16: code_point(k_bs_utf16, o_[4]); return true;
      case kBsGetUtf32: code_point(k_bs_utf32, o_[4]); return true;
      case kBsSkipUtf8: code_point(k_bs_utf8, std::nullopt); return true;
      case kBsSkipUtf16: code_point(k_bs_utf16, std::nullopt); return true;
      case kBsSkipUtf32: code_point(k_bs_utf32, std::nullopt); return true;
      case kBsGetTail: tail(o_[0], o_[1], o_[2].index()); return true;
      case kBsGetPosition: to_.begin(k_bs_position, 1, reg(o_[0]), reg(o_[1])); return true;
      case kBsSetPosition: to_.begin(k_bs_set_position, 1, reg(o_[0]), reg(o_[1])); return true;
      default: return run_building();
    }
  }

 private:
  struct Segment {
    SegmentKind kind;
    Word flags;
    Word unit;
    uint32_t number;
    const Operand* source = nullptr;  // null: `constant`, or a string
    Term constant = kNil;
    Word string_address = 0;
    const Operand* size = nullptr;  // null: fixed_bits, or none (whole, UTF)
    Word fixed_bits = 0;
  };

  bool run_building() {
    using enum Opcode;
    switch (op_.opcode) {
      case kBsCreateBin: create(); return true;
      case kBsInit2: init(8); return true;
      case kBsInitBits: init(1); return true;
      case kBsAppend: append(); return true;
      case kBsPrivateAppend: private_append(); return true;
      case kBsInitWritable: {
        bool in_place = false;
        for (const Op& op : to_.module_.ops) in_place |= op.opcode == kBsPrivateAppend;
        to_.begin(k_bs_init_writable, 1, in_place, Lowering::frame(facts_));
        return true;
      }
      case kBsPutInteger: put(SegmentKind::kInteger, o_[4], &o_[1], o_[2], o_[3]); return true;
      case kBsPutFloat: put(SegmentKind::kFloat, o_[4], &o_[1], o_[2], o_[3]); return true;
      case kBsPutBinary: put(SegmentKind::kBinary, o_[4], &o_[1], o_[2], o_[3]); return true;
      case kBsPutUtf8: put(SegmentKind::kUtf8, o_[2], nullptr, {}, o_[1]); return true;
      case kBsPutUtf16: put(SegmentKind::kUtf16, o_[2], nullptr, {}, o_[1]); return true;
      case kBsPutUtf32: put(SegmentKind::kUtf32, o_[2], nullptr, {}, o_[1]); return true;
      case kBsPutString:
        to_.begin(k_bs_put_string, 3);
        to_.word(1) = string(o_[1]);
        to_.word(2) = bits(o_[0]);
        return true;
      case kBsAdd: add(); return true;
      case kBsUtf8Size: size_of_code_point(k_bs_utf8_size); return true;
      case kBsUtf16Size: size_of_code_point(k_bs_utf16_size); return true;
      default: return false;
    }
  }

  // -- operands
  static uint32_t reg(const Operand& operand) { return Lowering::encode(operand); }
  // A count that validation has found not to be negative.
  static Word bits(const Operand& operand) { return static_cast<Word>(operand.integer()); }
  Word string(const Operand& offset) const {
    return reinterpret_cast<Word>(to_.module_.strings.data() + offset.integer());
  }
  Word safepoint(uint32_t live) const { return Lowering::safepoint(facts_, live) << 32; }
  static bool is_whole(const Operand& size) { return is_atom_operand(size, atoms::kAll); }
  // The bits of a field whose size is a constant; nothing: it is none, or no size at all.
  std::optional<Word> constant_bits(const Operand& size, Word unit) const {
    if (!Lowering::is_constant(size)) return std::nullopt;
    FieldBits field = field_bits(to_.constant(size), unit);
    if (field.status != FieldBits::kOk) return std::nullopt;
    return field.bits;
  }

  // A size to build as R. The compiler writes sizes that it knows as plain numbers.
  uint32_t size_reg(Operand size, uint32_t slot = 0) {
    if (size.kind == OperandKind::kUnsigned) size.kind = OperandKind::kSmall;
    return to_.reg(size, slot);
  }

  // -- matching
  void start(uint32_t fail, const Operand& from, const Operand& to, uint32_t live) {
    uint32_t source = to_.reg(from);
    to_.begin(k_bs_start, 2, source, reg(to));
    to_.word(1) = safepoint(live);
    to_.target(1, fail);
  }

  void ensure(uint32_t fail, const Operand& context, Word count, Word unit) {
    to_.begin(k_bs_ensure, 3, reg(context));
    to_.word(1) = unit << 32;
    to_.word(2) = count;
    to_.target(1, fail);
  }

  void ensure_exactly(uint32_t fail, const Operand& context, Word count) {
    to_.begin(k_bs_ensure_exactly, 3, reg(context));
    to_.word(2) = count;
    to_.target(1, fail);
  }

  void test_unit() {
    if (o_[2].integer() <= 1) return;  // divides everything; 0 is no unit that a compiler writes
    to_.begin(k_bs_test_unit, 2, reg(o_[1]));
    to_.word(1) = bits(o_[2]) << 32;
    to_.target(1, o_[0].index());
  }

  void tail(const Operand& context, const Operand& to, uint32_t live) {
    to_.begin(k_bs_tail, 2, reg(context), reg(to));
    to_.word(1) = safepoint(live);
  }

  static bool is_plain_byte(std::span<const Operand> integer) {
    return integer[1].integer() == 0 && integer[2].integer() * integer[3].integer() == 8;
  }

  void match(std::span<const Operand> list) {
    uint32_t fail = o_[0].index();
    const Operand& context = o_[1];
    for (size_t at = 0; at < list.size();) {
      auto command = static_cast<BitCommand>(list[at].integer());
      auto operands = list.subspan(at + 1);
      at += 1u + kBitCommandOperands[static_cast<size_t>(command)];
      if (command == BitCommand::kEnsureAtLeast && operands[1].integer() == 1 && at < list.size() &&
          fused(fail, context, bits(operands[0]), list.subspan(at))) {
        auto next = static_cast<BitCommand>(list[at].integer());
        at += 1u + kBitCommandOperands[static_cast<size_t>(next)];
        continue;
      }
      match_command(fail, context, command, operands);
    }
  }

  // A test that `count` bits are left and the command after it as one instruction.
  bool fused(uint32_t fail, const Operand& context, Word count, std::span<const Operand> next) {
    auto command = static_cast<BitCommand>(next[0].integer());
    auto operands = next.subspan(1);
    if (command == BitCommand::kInteger && count == 8 && is_plain_byte(operands)) {
      read8(fail, context, operands[4]);
      return true;
    }
    if (command == BitCommand::kEqual && bits(operands[1]) == count) {
      return equal(k_bs_read_equal, fail, context, operands);
    }
    return false;
  }

  void read8(uint32_t fail, const Operand& context, const Operand& to) {
    bool both_x = context.kind == OperandKind::kX && to.kind == OperandKind::kX;
    to_.begin(both_x ? k_bs_read8_xx : k_bs_read8, 2, reg(context), reg(to));
    to_.target(1, fail);
  }

  void match_command(uint32_t fail, const Operand& context, BitCommand command,
                     std::span<const Operand> operands) {
    switch (command) {
      case BitCommand::kEnsureAtLeast:
        return ensure(fail, context, bits(operands[0]), bits(operands[1]));
      case BitCommand::kEnsureExactly: return ensure_exactly(fail, context, bits(operands[0]));
      case BitCommand::kInteger:
        return integer(fail, context, operands[4], bits(operands[2]) * bits(operands[3]),
                       bits(operands[1]), operands[0].index());
      case BitCommand::kBinary:
        return binary(context, operands[4], bits(operands[2]) * bits(operands[3]),
                      operands[0].index());
      case BitCommand::kSkip:
        to_.begin(k_bs_skip, 2, reg(context));
        to_.word(1) = bits(operands[0]);
        return;
      case BitCommand::kGetTail: return tail(context, operands[2], operands[0].index());
      case BitCommand::kEqual:
        if (!equal(k_bs_equal, fail, context, operands)) {
          to_.begin(k_jump, 1);
          to_.target(0, fail, 1);
        }
        return;
    }
    VM_UNREACHABLE();
  }

  // False: no field of that size has that value.
  bool equal(Bytecode code, uint32_t fail, const Operand& context,
             std::span<const Operand> operands) {
    Word count = bits(operands[1]);
    std::optional<uint64_t> value;
    if (operands[2].kind != OperandKind::kLiteral) {
      value = bits(operands[2]);
    } else if (Term literal = to_.constant(operands[2]); is_integer(literal)) {
      value = integer_to_uint64(literal);
    }
    if (!value || (count < 64 && *value >> count != 0)) return false;
    to_.begin(code, 3, reg(context));
    to_.word(1) = count << 32;
    to_.word(2) = *value;
    to_.target(1, fail);
    return true;
  }

  // The bits are there.
  void integer(uint32_t fail, const Operand& context, const Operand& to, Word count, Word flags,
               uint32_t live) {
    uint32_t a = reg(context), b = reg(to);
    if (count > kMaxSmallBits) {
      to_.begin(k_bs_int_big, 4, a, b);
      to_.word(1) = safepoint(live);
      to_.word(2) = count;
      to_.word(3) = flags;
      to_.target(1, fail);
    } else if (flags == 0 && count == 8) {
      to_.begin(k_bs_uint8, 1, a, b);
    } else {
      to_.begin(flags == 0 ? k_bs_uint : k_bs_int, 2, a, b);
      to_.word(1) = count | flags << 8;
    }
  }

  void binary(const Operand& context, const Operand& to, Word count, uint32_t live) {
    to_.begin(k_bs_binary, 3, reg(context), reg(to));
    to_.word(1) = safepoint(live);
    to_.word(2) = count;
  }

  // fail, context, live, size, unit, flags, target
  void get_field() {
    const Operand &context = o_[1], &size = o_[3], &to = o_[6];
    uint32_t fail = o_[0].index(), live = o_[2].index();
    Word unit = bits(o_[4]), flags = bits(o_[5]);
    bool is_binary = op_.opcode == Opcode::kBsGetBinary2;
    if (is_binary && is_whole(size)) {
      to_.begin(k_bs_binary_all, 3, reg(context), reg(to));
      to_.word(1) = safepoint(live);
      to_.word(2) = unit;
      to_.target(1, fail);
      return;
    }
    std::optional<Word> count = constant_bits(size, unit);
    if (op_.opcode == Opcode::kBsGetFloat2 && count && *count <= 64) {
      to_.begin(k_bs_float, 3, reg(context), reg(to));
      to_.word(1) = safepoint(live);
      to_.word(2) = *count | flags << 32;
      to_.target(1, fail);
    } else if (op_.opcode != Opcode::kBsGetFloat2 && count) {
      if (!is_binary && *count == 8 && flags == 0) return read8(fail, context, to);
      ensure(fail, context, *count, 1);
      if (is_binary) return binary(context, to, *count, live);
      integer(fail, context, to, *count, flags, live);
    } else {
      sized_field(unit, flags);
    }
  }

  void sized_field(Word unit, Word flags) {
    uint32_t size = to_.reg(o_[3]);
    Bytecode code = op_.opcode == Opcode::kBsGetInteger2 ? k_bs_int_sized
                    : op_.opcode == Opcode::kBsGetFloat2 ? k_bs_float_sized
                                                         : k_bs_binary_sized;
    to_.begin(code, 3, reg(o_[1]), reg(o_[6]));
    to_.word(1) = safepoint(o_[2].index());
    to_.word(2) = Word{size} | unit << 16 | flags << 32;
    to_.target(1, o_[0].index());
  }

  // fail, context, size, unit, flags
  void skip_field() {
    Word unit = bits(o_[3]);
    uint32_t fail = o_[0].index(), context = reg(o_[1]);
    if (std::optional<Word> count = constant_bits(o_[2], unit)) {
      to_.begin(k_bs_skip_test, 3, context);
      to_.word(2) = *count;
    } else if (is_whole(o_[2])) {
      to_.begin(k_bs_skip_all, 2, context);
      to_.word(1) = unit << 32;
    } else {
      uint32_t size = to_.reg(o_[2]);
      to_.begin(k_bs_skip_sized, 2, context, size);
      to_.word(1) = unit << 32;
    }
    to_.target(1, fail);
  }

  // fail, context, bits, string
  void match_string() {
    Word count = bits(o_[2]), address = string(o_[3]);
    if (count <= 64) {
      to_.begin(k_bs_read_equal, 3, reg(o_[1]));
      to_.word(1) = count << 32;
      to_.word(2) =
          read_bits(reinterpret_cast<const uint8_t*>(address), 0, static_cast<unsigned>(count));
    } else {
      to_.begin(k_bs_match_bytes, 4, reg(o_[1]));
      to_.word(2) = count;
      to_.word(3) = address;
    }
    to_.target(1, o_[0].index());
  }

  // fail, context, live, flags[, target]; what is skipped goes to a register that nobody reads
  void code_point(Bytecode code, std::optional<Operand> to) {
    to_.begin(code, 2, reg(o_[1]), to ? reg(*to) : kMaxX * kWordBytes);
    to_.word(1) = bits(o_[3]) << 32;
    to_.target(1, o_[0].index());
  }

  // -- bs_create_bin: fail, heap, live, unit, target, segments
  void create() {
    std::vector<Segment> segments;
    auto list = to_.body_.list(o_[5]);
    for (size_t at = 0; at < list.size(); at += kSegmentOperands) {
      add_segment(list.subspan(at, kSegmentOperands), segments);
    }
    for (const Segment& segment : segments) {
      // A collection would leave such a source behind. No compiler writes this.
      if (!survives(segment.source) || !survives(segment.size)) return to_.trap(op_.opcode);
    }
    if (!create_special(segments)) begin_create(k_bs_create, 0, 0);
    for (const Segment& segment : segments) append_segment(segment);
    to_.word(2) = Word{to_.length()} | Word{facts_.heap_words} << 32;
  }

  bool survives(const Operand* operand) const {
    return !operand || operand->kind != OperandKind::kX || operand->index() < o_[2].index();
  }

  void add_segment(std::span<const Operand> s, std::vector<Segment>& segments) const {
    Segment segment{static_cast<SegmentKind>(s[0].integer()), bits(s[3]), bits(s[2]),
                    static_cast<uint32_t>(s[1].integer())};
    const Operand& size = s[5];
    segment.source = &s[4];
    switch (segment.kind) {
      case SegmentKind::kAppend:
      case SegmentKind::kPrivateAppend: segment.flags |= kWholeSize; break;
      case SegmentKind::kString:
        segment.source = nullptr;
        segment.flags = kFixedSize;
        segment.fixed_bits = bits(size) * 8;
        segment.string_address = string(s[4]);
        if (segment.fixed_bits <= kMaxConstantStringBits) {
          auto* text = reinterpret_cast<const uint8_t*>(segment.string_address);
          unsigned count = static_cast<unsigned>(segment.fixed_bits);
          segment.kind = SegmentKind::kInteger;
          segment.constant = make_small(static_cast<int64_t>(read_bits(text, 0, count)));
        }
        break;
      case SegmentKind::kBinary:
      case SegmentKind::kFloat:
      case SegmentKind::kInteger:
        if (is_whole(size)) {
          segment.flags |= kWholeSize;
        } else if (std::optional<Word> count = constant_bits(size, segment.unit)) {
          segment.flags |= kFixedSize;
          segment.fixed_bits = *count;
        } else {
          segment.size = &size;
        }
        break;
      case SegmentKind::kUtf8:
      case SegmentKind::kUtf16:
      case SegmentKind::kUtf32: break;
    }
    segments.push_back(segment);
  }

  void append_segment(const Segment& segment) {
    to_.append(make_segment(segment.kind, segment.flags, segment.unit, segment.number));
    to_.append(segment.source                         ? to_.wide(*segment.source)
               : segment.kind == SegmentKind::kString ? segment.string_address
                                                      : segment.constant.bits);
    to_.append(segment.size ? to_.wide(*segment.size) : segment.fixed_bits);
  }

  void begin_create(Bytecode code, uint32_t left, Word w3) {
    to_.begin(code, kFirstSegmentWord, reg(o_[4]), left);
    to_.word(1) = safepoint(o_[2].index());
    to_.word(3) = w3;
    to_.target(1, o_[0].index());
  }

  // An integer whose low bits a handler can take by itself.
  static bool is_simple_integer(const Segment& segment) {
    return segment.kind == SegmentKind::kInteger && (segment.flags & kFixedSize) &&
           segment.fixed_bits <= 64 &&
           (segment.fixed_bits <= 8 || !(segment.flags & kLittleEndian));
  }
  // The value of such a segment if it is known.
  std::optional<Word> known_value(const Segment& segment) const {
    Term value = segment.constant;
    if (segment.source) {
      if (!Lowering::is_constant(*segment.source)) return std::nullopt;
      value = to_.constant(*segment.source);
    }
    if (!value.is_small()) return std::nullopt;
    Word mask = segment.fixed_bits == 64 ? ~Word{0} : (Word{1} << segment.fixed_bits) - 1;
    return static_cast<Word>(value.small_value()) & mask;
  }

  // The bits of the integers if there are 1 to 64 and nothing else; else 0.
  static Word simple_bits(std::span<const Segment> segments) {
    Word total = 0;
    for (const Segment& segment : segments) {
      if (!is_simple_integer(segment)) return 0;
      total += segment.fixed_bits;
      if (total > 64) return 0;
    }
    return total;
  }

  // A shape with a handler of its own; the instruction has been begun then.
  bool create_special(std::span<const Segment> segments) {
    if (segments.empty()) return false;
    const Segment& first = segments[0];
    bool appends = first.kind == SegmentKind::kAppend || first.kind == SegmentKind::kPrivateAppend;
    if (!appends) {
      if (segments.size() == 1 && first.kind == SegmentKind::kUtf8) {
        begin_create(k_bs_small_utf8, 0, 0);
        return true;
      }
      Word total = simple_bits(segments);
      if (total != 0) begin_create(k_bs_small, 0, total);
      return total != 0;
    }
    if (!first.source->is_register() || (first.unit != 1 && first.unit != 8)) return false;
    auto rest = segments.subspan(1);
    uint32_t left = reg(*first.source);
    Word w3 = first.unit << 32;
    if (Word total = simple_bits(rest)) return append_integers(left, w3 | total, rest);
    if (rest.size() == 1 && rest[0].kind == SegmentKind::kUtf8) {
      begin_create(k_bs_append_utf8, left, w3);
      return true;
    }
    if (rest.size() != 1 || rest[0].kind != SegmentKind::kBinary || !(rest[0].flags & kWholeSize) ||
        (rest[0].unit != 1 && rest[0].unit != 8)) {
      return false;
    }
    begin_create(k_bs_append_binary, left, w3 | rest[0].unit << 48);
    return true;
  }

  bool append_integers(uint32_t left, Word w3, std::span<const Segment> segments) {
    const Segment* unknown = nullptr;
    Word constant = 0, shift = 0;
    for (const Segment& segment : segments) {
      std::optional<Word> value = known_value(segment);
      if (!value && (unknown || !segment.source->is_register())) {
        begin_create(k_bs_append_integers, left, w3);
        return true;
      }
      constant = segment.fixed_bits == 64 ? 0 : constant << segment.fixed_bits;
      shift += segment.fixed_bits;
      if (value) {
        constant |= *value;
      } else {
        unknown = &segment;
        shift = 0;
      }
    }
    begin_create(unknown ? k_bs_append_integer : k_bs_append_constant, left, w3);
    to_.word(4) = constant;
    if (unknown)
      to_.word(5) = Word{reg(*unknown->source)} | unknown->fixed_bits << 16 | shift << 48;
    return true;
  }

  // -- up to OTP 24
  // fail, size, heap, live, flags, target
  void init(Word unit) {
    uint32_t size = size_reg(o_[1]);
    to_.begin(k_bs_init, 3, reg(o_[5]));
    to_.word(1) = safepoint(o_[3].index());
    to_.word(2) = Word{size} | unit << 16 | Word{facts_.heap_words} << 32;
    to_.target(1, o_[0].index());
  }

  // fail, size, heap, live, unit, source, flags, target
  void append() {
    uint32_t size = size_reg(o_[1], 0), source = to_.reg(o_[5], 1);
    to_.begin(k_bs_append_start, 4, reg(o_[7]), source);
    to_.word(1) = safepoint(o_[3].index());
    to_.word(2) = Word{size} | Word{1} << 16 | Word{facts_.heap_words} << 32;
    to_.word(3) = bits(o_[4]);
    to_.target(1, o_[0].index());
  }

  // fail, size, unit, source, flags, target
  void private_append() {
    uint32_t size = size_reg(o_[1], 0), source = to_.reg(o_[3], 1);
    to_.begin(k_bs_private_start, 4, reg(o_[5]), source);
    to_.word(2) = Word{size} | Word{1} << 16;
    to_.word(3) = bits(o_[2]);
    to_.target(1, o_[0].index());
  }

  void put(SegmentKind kind, const Operand& from, const Operand* size, const Operand& unit,
           const Operand& flags) {
    bool whole = size && kind == SegmentKind::kBinary && is_whole(*size);
    uint32_t source = to_.reg(from, 0);
    uint32_t of_size = size && !whole ? size_reg(*size, 1) : 0;
    to_.begin(k_bs_put, 2, source, of_size);
    Word all_flags = bits(flags) | (whole ? kWholeSize : 0);
    to_.word(1) = (size ? bits(unit) : 0) << 32 | all_flags << 48 | static_cast<Word>(kind) << 56;
    to_.target(1, o_[0].index());
  }

  // fail, source, source, unit, target
  void add() {
    uint32_t a = size_reg(o_[1], 0), b = size_reg(o_[2], 1);
    to_.begin(k_bs_add, 2, a, b);
    to_.word(1) = bits(o_[3]) << 32 | Word{reg(o_[4])} << 48;
    to_.target(1, o_[0].index());
  }

  void size_of_code_point(Bytecode code) {
    uint32_t source = to_.reg(o_[1]);
    to_.begin(code, 1, source, reg(o_[2]));
  }

  Lowering& to_;
  const Op& op_;
  const OpFacts& facts_;
  const std::span<const Operand> o_;
};

bool Lowering::lower_bits(const Op& op, const OpFacts& facts, Operands o) {
  return LoweringOfBits(*this, op, facts, o).run();
}

}  // namespace linac
