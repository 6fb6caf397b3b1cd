// Binary matching and building. A match context stays an object in the heap, since calls may be given
// it; between two ops its position is stored in it. What is rare is left to the interpreter: integers
// of more than 60 bits or of a size that is not constant, units that are no powers of two, floats,
// UTF-16 and -32.
#include <bit>

#include "core/term/atom.h"
#include "core/term/bigint.h"
#include "core/term/bits.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

constexpr uint64_t kMostFieldBits = 60;  // such an integer is small, whatever its sign
constexpr uint64_t kMostChunkBits = 56;  // fields that are loaded together: seven bytes
constexpr uint64_t kMostStringBits = 512;

bool is_whole(const Operand& size) {
  return size.kind == OperandKind::kAtom && size.term() == atoms::kAll;
}

uint64_t number(const Operand& operand) { return static_cast<uint64_t>(operand.integer()); }

}  // namespace

// -- one context while an op works on it

IrBuilder::Matching IrBuilder::begin_matching(const Operand& context) {
  Matching matching;
  matching.context = value(context);
  matching.position = add(IrOp::kMatchPosition, {matching.context});
  matching.end = add(IrOp::kMatchEnd, {matching.context});
  return matching;
}

ir::NodeId IrBuilder::position_now(const Matching& matching) {
  if (matching.read == 0) return matching.position;
  NodeId read = graph_.int_constant(static_cast<int64_t>(matching.read));
  return add(IrOp::kIntAdd, {matching.position, read});
}

// What has been read is behind the position then.
void IrBuilder::store_position(Matching& matching) {
  if (matching.read == 0) return;
  matching.position = position_now(matching);
  matching.read = 0;
  add(IrOp::kSetMatchPosition, {matching.context, matching.position});
}

ir::NodeId IrBuilder::bits_left(const Matching& matching) {
  return add(IrOp::kIntSub, {matching.end, position_now(matching)});
}

// `count` bits are left, and what is left beyond them is a multiple of the unit (a power of two).
void IrBuilder::ensure_bits(Matching& matching, uint64_t count, uint64_t unit,
                            const Operand& fail) {
  store_position(matching);
  NodeId left = bits_left(matching);
  NodeId wanted = graph_.int_constant(static_cast<int64_t>(count));
  if (count != 0) go_on_if(add(IrOp::kIntLessEqual, {wanted, left}), fail);
  if (unit <= 1) return;
  NodeId mask = graph_.int_constant(static_cast<int64_t>(unit - 1));
  NodeId rest = count == 0 ? left : add(IrOp::kIntSub, {left, wanted});
  NodeId beyond = add(IrOp::kIntAnd, {rest, mask});
  go_on_if(add(IrOp::kIntEqual, {beyond, graph_.int_constant(0)}), fail);
}

void IrBuilder::ensure_exactly(Matching& matching, uint64_t count, const Operand& fail) {
  store_position(matching);
  NodeId wanted = graph_.int_constant(static_cast<int64_t>(count));
  go_on_if(add(IrOp::kIntEqual, {bits_left(matching), wanted}), fail);
}

ir::NodeId IrBuilder::field(Matching& matching, uint64_t count, uint64_t flags) {
  if (count == 0) return graph_.int_constant(0);
  uint64_t imm = count;
  if ((flags & kSigned) != 0) imm |= ir::kSignedField;
  if ((flags & kLittleEndian) != 0) imm |= ir::kLittleField;
  NodeId read = add(IrOp::kBitField, {matching.context, position_now(matching)}, imm);
  matching.read += count;
  return read;
}

ir::NodeId IrBuilder::cut_bits(Matching& matching, NodeId count) {
  return add(IrOp::kMatchBits, {matching.context, position_now(matching), count});
}

// -- starting

// A context goes on where it stands; a bitstring gets a new one.
void IrBuilder::start_match(const Operand& source, const Operand& target, const Operand* fail) {
  NodeId from = value(source);
  BlockId is_context = graph_.add_block(), is_other = graph_.add_block();
  branch(add(IrOp::kIsMatchContext, {from}), is_context, is_other);
  block_ = is_other;
  NodeId is_bits = add(IrOp::kIsBitstring, {from});
  if (fail) {
    go_on_if(is_bits, *fail);
  } else if (!proved()) {
    need(is_bits, ir::RaiseKind::kNotDestructurable, from);
  }
  NodeId made = add(IrOp::kMatchContext, {from});
  BlockId join = graph_.add_block();
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = is_context;
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  set(target, add(IrOp::kPhi, {made, from}));
}

void IrBuilder::bs_start_match3(const Op&, Operands o) { start_match(o[1], o[3], &o[0]); }

void IrBuilder::bs_start_match4(const Op&, Operands o) {
  bool resumes = o[0].kind == OperandKind::kAtom && o[0].term() == atoms::kResume;
  if (resumes) return set(o[3], value(o[2]));
  start_match(o[2], o[3], o[0].kind == OperandKind::kLabel ? &o[0] : nullptr);
}

// -- bs_match

namespace {

// Whether each command is one that has nodes.
bool can_match(std::span<const Operand> list) {
  for (size_t at = 0; at < list.size();) {
    auto command = static_cast<BitCommand>(list[at].integer());
    auto o = list.subspan(at + 1);
    at += 1u + kBitCommandOperands[static_cast<size_t>(command)];
    bool has_unit = command == BitCommand::kEnsureAtLeast && number(o[1]) > 1;
    if (has_unit && !std::has_single_bit(number(o[1]))) return false;
    if (command == BitCommand::kInteger) {
      if (number(o[2]) > kMostFieldBits || number(o[2]) * number(o[3]) > kMostFieldBits) {
        return false;
      }
    }
    if (command == BitCommand::kEqual && number(o[1]) > kMostFieldBits) return false;
  }
  return true;
}

}  // namespace

void IrBuilder::bs_match(const Op& op, Operands o) {
  Operands list = module_.list(o[2]);
  if (!can_match(list)) return interpret(op, o);
  Matching matching = begin_matching(o[1]);
  for (size_t at = 0; at < list.size() && block_ != ir::kNoBlock;) {
    size_t end = chunk_end(list, at);
    if (end != at) {
      read_chunk(matching, list.subspan(at, end - at), o[0]);
      at = end;
      continue;
    }
    auto command = static_cast<BitCommand>(list[at].integer());
    match_command(matching, command, list.subspan(at + 1), o[0]);
    at += 1u + kBitCommandOperands[static_cast<size_t>(command)];
  }
  if (block_ != ir::kNoBlock) store_position(matching);
}

void IrBuilder::match_command(Matching& matching, BitCommand command, Operands o,
                              const Operand& fail) {
  switch (command) {
    case BitCommand::kEnsureAtLeast: return ensure_bits(matching, number(o[0]), number(o[1]), fail);
    case BitCommand::kEnsureExactly: return ensure_exactly(matching, number(o[0]), fail);
    case BitCommand::kInteger: {
      NodeId read = field(matching, number(o[2]) * number(o[3]), number(o[1]));
      return set(o[4], add(IrOp::kTagSmall, {read}));
    }
    case BitCommand::kBinary: {
      uint64_t count = number(o[2]) * number(o[3]);
      NodeId cut = cut_bits(matching, graph_.int_constant(static_cast<int64_t>(count)));
      matching.read += count;
      return set(o[4], cut);
    }
    case BitCommand::kSkip: matching.read += number(o[0]); return;
    case BitCommand::kGetTail: return set(o[2], cut_bits(matching, bits_left(matching)));
    case BitCommand::kEqual: {
      store_position(matching);
      std::optional<uint64_t> wanted = equal_value(o);
      if (!wanted) return go_to(fail);
      if (number(o[1]) == 0) return;
      // Only what has been found is behind the position.
      Matching ahead = matching;
      NodeId read = field(ahead, number(o[1]), 0);
      NodeId constant = graph_.int_constant(static_cast<int64_t>(*wanted));
      go_on_if(add(IrOp::kIntEqual, {read, constant}), fail);
      matching.read += number(o[1]);
      return;
    }
  }
  VM_UNREACHABLE();
}

// Nothing: no field of that size has that value.
std::optional<uint64_t> IrBuilder::equal_value(Operands o) const {
  uint64_t value = 0;
  if (o[2].kind != OperandKind::kLiteral) {
    value = number(o[2]);
  } else {
    Term literal = module_.literals[o[2].index()];
    auto known = is_integer(literal) ? integer_to_uint64(literal) : std::nullopt;
    if (!known) return std::nullopt;
    value = *known;
  }
  uint64_t count = number(o[1]);
  if (count < 64 && value >> count != 0) return std::nullopt;
  return value;
}

// -- several fields that are read by one load

namespace {

// Bits that a command reads as a big-endian number; 0: it is none of that kind.
uint64_t chunk_bits(BitCommand command, std::span<const Operand> o) {
  switch (command) {
    case BitCommand::kInteger: {
      uint64_t count = number(o[2]) * number(o[3]);
      return (number(o[1]) & kLittleEndian) != 0 && count > 8 ? 0 : count;
    }
    case BitCommand::kEqual: return number(o[1]);
    case BitCommand::kSkip: return number(o[0]);
    case BitCommand::kEnsureAtLeast:
    case BitCommand::kEnsureExactly:
    case BitCommand::kBinary:
    case BitCommand::kGetTail: return 0;
  }
  VM_UNREACHABLE();
}

}  // namespace

// The end of the commands from `at` on that make a chunk: two that read at least. Else `at`.
size_t IrBuilder::chunk_end(Operands list, size_t at) const {
  uint64_t total = 0;
  size_t end = at, reads = 0;
  for (size_t next = at; next < list.size();) {
    auto command = static_cast<BitCommand>(list[next].integer());
    uint64_t bits = chunk_bits(command, list.subspan(next + 1));
    if (bits == 0 || total + bits > kMostChunkBits) break;
    if (command == BitCommand::kEqual && !equal_value(list.subspan(next + 1))) break;
    total += bits;
    next += 1u + kBitCommandOperands[static_cast<size_t>(command)];
    if (command == BitCommand::kSkip) continue;  // not at a chunk's end
    end = next;
    reads++;
  }
  return reads >= 2 ? end : at;
}

void IrBuilder::read_chunk(Matching& matching, Operands list, const Operand& fail) {
  uint64_t total = 0, before = 0;
  for (size_t at = 0; at < list.size();) {
    auto command = static_cast<BitCommand>(list[at].integer());
    total += chunk_bits(command, list.subspan(at + 1));
    at += 1u + kBitCommandOperands[static_cast<size_t>(command)];
  }
  Matching ahead = matching;
  NodeId chunk = field(ahead, total, 0);
  for (size_t at = 0; at < list.size();) {
    auto command = static_cast<BitCommand>(list[at].integer());
    Operands o = list.subspan(at + 1);
    uint64_t count = chunk_bits(command, o);
    at += 1u + kBitCommandOperands[static_cast<size_t>(command)];
    if (command == BitCommand::kEqual) store_position(matching);
    if (command != BitCommand::kSkip) {
      bool is_signed = command == BitCommand::kInteger && (number(o[1]) & kSigned) != 0;
      NodeId part = chunk_part(chunk, total - before - count, count, is_signed);
      if (command == BitCommand::kInteger) {
        set(o[4], add(IrOp::kTagSmall, {part}));
      } else {
        NodeId wanted = graph_.int_constant(static_cast<int64_t>(*equal_value(o)));
        go_on_if(add(IrOp::kIntEqual, {part, wanted}), fail);
      }
    }
    before += count;
    matching.read += count;
  }
}

// `count` bits of a number, above its lowest `shift`.
ir::NodeId IrBuilder::chunk_part(NodeId chunk, uint64_t shift, uint64_t count, bool is_signed) {
  if (is_signed) {
    NodeId left = add(IrOp::kIntShiftLeft, {chunk}, 64 - shift - count);
    return add(IrOp::kIntShiftRight, {left}, 64 - count);
  }
  NodeId part = shift == 0 ? chunk : add(IrOp::kIntShiftRight, {chunk}, shift);
  NodeId mask = graph_.int_constant(static_cast<int64_t>((uint64_t{1} << count) - 1));
  return add(IrOp::kIntAnd, {part, mask});
}

// -- single fields

// The bits of a field whose size is a constant: of an op that is not bs_match.
std::optional<uint64_t> IrBuilder::constant_size(const Operand& size, uint64_t unit) const {
  if (!is_constant(size)) return std::nullopt;
  Term term = constant_term(size);
  if (!term.is_small() || term.small_value() < 0) return std::nullopt;
  uint64_t count = static_cast<uint64_t>(term.small_value());
  if (unit != 0 && count > kMaxBitstringBits / unit) return std::nullopt;
  return count * unit;
}

// fail, context, live, size, unit, flags, target
void IrBuilder::bs_get_integer2(const Op& op, Operands o) {
  std::optional<uint64_t> count = constant_size(o[3], number(o[4]));
  if (!count || *count > kMostFieldBits) return interpret(op, o);
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, *count, 1, o[0]);
  NodeId read = field(matching, *count, number(o[5]));
  store_position(matching);
  set(o[6], add(IrOp::kTagSmall, {read}));
}

// The bits of a field whose size is in a register: a number that is not negative, so many of which
// are left, else `fail`. The unit is a power of two.
ir::NodeId IrBuilder::variable_size(Matching& matching, const Operand& size, uint64_t unit,
                                    const Operand& fail) {
  NodeId term = value(size);
  go_on_if(add(IrOp::kIsSmall, {term}), fail);
  NodeId wanted = add(IrOp::kUntag, {term});
  go_on_if(add(IrOp::kIntLessEqual, {graph_.int_constant(0), wanted}), fail);
  auto shift = static_cast<uint64_t>(std::countr_zero(unit));
  NodeId left = bits_left(matching);
  if (shift != 0) left = add(IrOp::kIntShiftRight, {left}, shift);
  go_on_if(add(IrOp::kIntLessEqual, {wanted, left}), fail);
  return shift == 0 ? wanted : add(IrOp::kIntShiftLeft, {wanted}, shift);
}

void IrBuilder::skip_variable(const Matching& matching, NodeId count) {
  NodeId behind = add(IrOp::kIntAdd, {matching.position, count});
  add(IrOp::kSetMatchPosition, {matching.context, behind});
}

void IrBuilder::bs_get_binary2(const Op& op, Operands o) {
  uint64_t unit = number(o[4]);
  bool whole = is_whole(o[3]) && (unit == 0 || std::has_single_bit(unit));
  std::optional<uint64_t> count = constant_size(o[3], unit);
  if (o[3].is_register() && std::has_single_bit(unit)) {
    Matching matching = begin_matching(o[1]);
    NodeId size = variable_size(matching, o[3], unit, o[0]);
    NodeId cut = cut_bits(matching, size);
    skip_variable(matching, size);
    return set(o[6], cut);
  }
  if (!whole && !count) return interpret(op, o);
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, whole ? 0 : *count, whole ? unit : 1, o[0]);
  if (whole) {
    NodeId cut = cut_bits(matching, bits_left(matching));
    add(IrOp::kSetMatchPosition, {matching.context, matching.end});
    return set(o[6], cut);
  }
  NodeId cut = cut_bits(matching, graph_.int_constant(static_cast<int64_t>(*count)));
  matching.read = *count;
  store_position(matching);
  set(o[6], cut);
}

// fail, context, size, unit, flags
void IrBuilder::bs_skip_bits2(const Op& op, Operands o) {
  uint64_t unit = number(o[3]);
  bool whole = is_whole(o[2]) && (unit == 0 || std::has_single_bit(unit));
  std::optional<uint64_t> count = constant_size(o[2], unit);
  if (o[2].is_register() && std::has_single_bit(unit)) {
    Matching matching = begin_matching(o[1]);
    return skip_variable(matching, variable_size(matching, o[2], unit, o[0]));
  }
  if (!whole && !count) return interpret(op, o);
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, whole ? 0 : *count, whole ? unit : 1, o[0]);
  if (whole) {
    add(IrOp::kSetMatchPosition, {matching.context, matching.end});
    return;
  }
  matching.read = *count;
  store_position(matching);
}

void IrBuilder::bs_test_tail2(const Op&, Operands o) {
  Matching matching = begin_matching(o[1]);
  ensure_exactly(matching, number(o[2]), o[0]);
}

void IrBuilder::bs_test_unit(const Op& op, Operands o) {
  uint64_t unit = number(o[2]);
  if (unit <= 1) return;
  if (!std::has_single_bit(unit)) return interpret(op, o);
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, 0, unit, o[0]);
}

// fail, context, bits, string
void IrBuilder::bs_match_string(const Op& op, Operands o) {
  uint64_t count = number(o[2]);
  if (count > kMostStringBits) return interpret(op, o);
  const uint8_t* string = module_.strings.data() + o[3].integer();
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, count, 1, o[0]);
  Matching ahead = matching;
  for (uint64_t at = 0; at < count;) {
    uint64_t bits = std::min(count - at, kMostChunkBits);
    NodeId read = field(ahead, bits, 0);
    uint64_t wanted = read_bits(string, at, static_cast<unsigned>(bits));
    NodeId constant = graph_.int_constant(static_cast<int64_t>(wanted));
    go_on_if(add(IrOp::kIntEqual, {read, constant}), o[0]);
    at += bits;
  }
  matching.read = count;
  store_position(matching);
}

void IrBuilder::bs_get_tail(const Op&, Operands o) {
  Matching matching = begin_matching(o[0]);
  set(o[1], cut_bits(matching, bits_left(matching)));
}

void IrBuilder::bs_get_position(const Op&, Operands o) {
  NodeId position = add(IrOp::kMatchPosition, {value(o[0])});
  set(o[1], add(IrOp::kTagSmall, {position}));
}

// Of another context's position the interpreter tests the range.
void IrBuilder::bs_set_position(const Op& op, Operands o) {
  NodeId context = value(o[0]), tagged = value(o[1]);
  if (graph_.node(tagged).op != IrOp::kTagSmall) return interpret(op, o);
  NodeId position = graph_.input(tagged, 0);
  bool own =
      graph_.node(position).op == IrOp::kMatchPosition && graph_.input(position, 0) == context;
  if (!own) return interpret(op, o);
  add(IrOp::kSetMatchPosition, {context, position});
}

// ASCII at once. `target` is null when it is skipped.
void IrBuilder::get_utf8(Operands o, const Operand* target) {
  Matching matching = begin_matching(o[1]);
  ensure_bits(matching, 8, 1, o[0]);
  NodeId start = matching.position;
  NodeId byte = field(matching, 8, 0);
  BlockId ascii = graph_.add_block(), other = graph_.add_block(), join = graph_.add_block();
  branch(add(IrOp::kIntLess, {byte, graph_.int_constant(0x80)}), ascii, other);
  block_ = ascii;
  store_position(matching);
  NodeId code_point = add(IrOp::kTagSmall, {byte});
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = other;
  NodeId read = add(IrOp::kUtf8Field, {matching.context, start});
  go_on_if(add(IrOp::kIntEqual, {read, graph_.int_constant(0)}), o[0], false);
  NodeId bits_mask = graph_.int_constant((1 << ir::kUtf8Shift) - 1);
  NodeId behind = add(IrOp::kIntAdd, {start, add(IrOp::kIntAnd, {read, bits_mask})});
  add(IrOp::kSetMatchPosition, {matching.context, behind});
  NodeId wide = add(IrOp::kTagSmall, {add(IrOp::kIntShiftRight, {read}, ir::kUtf8Shift)});
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  if (target) set(*target, add(IrOp::kPhi, {code_point, wide}));
}

void IrBuilder::bs_get_utf8(const Op&, Operands o) { get_utf8(o, &o[4]); }
void IrBuilder::bs_skip_utf8(const Op&, Operands o) { get_utf8(o, nullptr); }

}  // namespace linac
