// bs_create_bin of integers and strings of up to 64 bits, whole bitstrings, and code points, which among
// others must be ASCII, in a few pieces. All that can go wrong leads to the interpreter, which does the op again, or
// raises.
#include "core/term/atom.h"
#include "core/term/bits.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

constexpr uint64_t kMostBits = 64;

uint64_t number(const Operand& operand) { return static_cast<uint64_t>(operand.integer()); }
uint64_t mask_of(uint64_t bits) {
  return bits == kMostBits ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
}

struct Segment {
  SegmentKind kind;
  uint64_t unit;
  uint64_t flags;
  const Operand& source;
  const Operand& size;

  explicit Segment(std::span<const Operand> o)
      : kind(static_cast<SegmentKind>(o[0].integer())),
        unit(number(o[2])),
        flags(number(o[3])),
        source(o[4]),
        size(o[5]) {}

  bool is_whole() const { return size.kind == OperandKind::kAtom && size.term() == atoms::kAll; }
  bool is_bitstring() const {
    bool appends = kind == SegmentKind::kAppend || kind == SegmentKind::kPrivateAppend;
    bool whole = appends || (kind == SegmentKind::kBinary && is_whole());
    return whole && (unit == 1 || unit == 8);
  }
  bool is_string() const { return kind == SegmentKind::kString; }
};

// The bits of an integer or a string whose low bits can be taken as they are; 0: it is none.
uint64_t simple_bits(const Segment& segment) {
  if (segment.kind == SegmentKind::kUtf8) return 8;
  if (segment.size.kind != OperandKind::kSmall || segment.size.integer() <= 0) return 0;
  uint64_t size = number(segment.size);
  if (segment.is_string()) return size > kMostBits ? 0 : size * 8;
  if (segment.kind != SegmentKind::kInteger || size > kMostBits) return 0;
  uint64_t bits = size * segment.unit;
  bool swapped = bits > 8 && (segment.flags & kLittleEndian) != 0;
  return swapped || bits > kMostBits ? 0 : bits;
}

std::span<const Operand> segment_at(std::span<const Operand> list, size_t index) {
  return list.subspan(index * kSegmentOperands, kSegmentOperands);
}

}  // namespace

// How many pieces the segments make; 0: they are not of these kinds.
size_t IrBuilder::count_pieces(Operands list) const {
  size_t pieces = 0;
  uint64_t room = 0;  // in a piece of integers that is begun
  for (size_t i = 0; i < list.size() / kSegmentOperands; i++) {
    Segment segment(segment_at(list, i));
    if (segment.is_bitstring()) {
      pieces++;
      room = 0;
      continue;
    }
    uint64_t bits = simple_bits(segment);
    bool known = segment.is_string() || !is_constant(segment.source) ||
                 constant_term(segment.source).is_small();
    if (bits == 0 || !known) return 0;
    for (; bits > kMostBits; bits -= kMostBits) pieces++, room = 0;
    if (bits > room) {
      pieces++;
      room = kMostBits;
    }
    room -= bits;
  }
  return pieces;
}

// -- integers, one after the other, as pieces of up to 64 bits

void IrBuilder::IntegerPiece::add_known(uint64_t value, uint64_t count) {
  known = count == kMostBits ? value : known << count | value;
  known_bits += count;
}

void IrBuilder::put_known(IntegerPiece& piece) {
  if (piece.known_bits == 0) return;
  NodeId constant = graph_.int_constant(static_cast<int64_t>(piece.known));
  uint64_t count = piece.known_bits;
  piece.known = piece.known_bits = 0;
  put_value(piece, constant, count);
}

void IrBuilder::put_value(IntegerPiece& piece, NodeId value, uint64_t count) {
  put_known(piece);
  piece.bits += count;
  if (piece.value == ir::kNoNode) {
    piece.value = value;
    return;
  }
  NodeId shifted = add(IrOp::kIntShiftLeft, {piece.value}, count);
  piece.value = add(IrOp::kIntOr, {shifted, value});
}

void IrBuilder::finish_piece(IntegerPiece& piece, std::vector<Piece>& pieces) {
  put_known(piece);
  if (piece.bits != 0) pieces.push_back({piece.value, ir::kIntegerPiece | piece.bits});
  piece = {};
}

void IrBuilder::add_string(const uint8_t* text, uint64_t bits, IntegerPiece& piece,
                           std::vector<Piece>& pieces) {
  for (uint64_t at = 0; at < bits;) {
    uint64_t count = std::min(bits - at, kMostBits);
    if (piece.bits + piece.known_bits + count > kMostBits) finish_piece(piece, pieces);
    piece.add_known(read_bits(text, at, static_cast<unsigned>(count)), count);
    at += count;
  }
}

void IrBuilder::need(NodeId condition, BlockId other) {
  BlockId next = graph_.add_block();
  branch(condition, next, other, ir::kLikelyLeftFirst);
  block_ = next;
}

ir::NodeId IrBuilder::small_value(const Operand& source, BlockId other) {
  NodeId term = value(source);
  need(add(IrOp::kIsSmall, {term}), other);
  return add(IrOp::kUntag, {term});
}

ir::NodeId IrBuilder::is_ascii(NodeId number) {  // negative numbers have high bits, too
  NodeId high = add(IrOp::kIntAnd, {number, graph_.int_constant(~int64_t{0x7F})});
  return add(IrOp::kIntEqual, {high, graph_.int_constant(0)});
}

// The low bits of a segment's value. What is not small, or not ASCII, goes to `other`.
ir::NodeId IrBuilder::integer_value(const Operand& source, uint64_t bits, bool is_code_point,
                                    BlockId other) {
  NodeId all = small_value(source, other);
  if (is_code_point) {
    need(is_ascii(all), other);
    return all;
  }
  if (bits == kMostBits) return all;
  NodeId mask = graph_.int_constant(static_cast<int64_t>(mask_of(bits)));
  return add(IrOp::kIntAnd, {all, mask});
}

// A binary of one code point. ASCII at once; what is none goes to `other`.
ir::NodeId IrBuilder::utf8_alone(const Operand& source, BlockId other) {
  NodeId code_point = small_value(source, other);
  BlockId ascii = graph_.add_block(), longer = graph_.add_block(), join = graph_.add_block();
  branch(is_ascii(code_point), ascii, longer);
  block_ = ascii;
  NodeId byte = add(IrOp::kMakeBits, {code_point}, 8);
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = longer;
  NodeId bytes = add(IrOp::kUtf8Bytes, {code_point});
  BlockId valid = graph_.add_block();
  branch(add(IrOp::kIntEqual, {bytes, graph_.int_constant(0)}), other, valid, ir::kUnlikelyLeft);
  block_ = valid;
  NodeId made = add(IrOp::kMakeUtf8, {bytes});
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  return add(IrOp::kPhi, {byte, made});
}

std::vector<IrBuilder::Piece> IrBuilder::build_pieces(Operands list, BlockId other) {
  std::vector<Piece> pieces;
  IntegerPiece piece;
  for (size_t i = 0; i < list.size() / kSegmentOperands; i++) {
    Segment segment(segment_at(list, i));
    if (segment.is_bitstring()) {
      finish_piece(piece, pieces);
      pieces.push_back(
          {value(segment.source), segment.unit == 8 ? ir::kPieceOfBytes : ir::kPieceOfBits});
      continue;
    }
    uint64_t bits = simple_bits(segment);
    if (segment.is_string()) {
      add_string(module_.strings.data() + segment.source.integer(), bits, piece, pieces);
      continue;
    }
    if (piece.bits + piece.known_bits + bits > kMostBits) finish_piece(piece, pieces);
    bool is_code_point = segment.kind == SegmentKind::kUtf8;
    if (is_constant(segment.source) && !is_code_point) {
      auto constant = static_cast<uint64_t>(constant_term(segment.source).small_value());
      piece.add_known(constant & mask_of(bits), bits);
    } else {
      put_known(piece);
      put_value(piece, integer_value(segment.source, bits, is_code_point, other), bits);
    }
  }
  finish_piece(piece, pieces);
  return pieces;
}

// fail, heap, live, unit, target, segments
void IrBuilder::bs_create_bin(const Op& op, Operands o) {
  Operands list = module_.list(o[5]);
  size_t count = count_pieces(list);
  if (count == 0 || count > ir::kMostPieces) return interpret(op, o);
  BlockId other = graph_.add_block();
  graph_.block(other).cold = true;
  Segment first(segment_at(list, 0));
  if (count == 1 && first.kind == SegmentKind::kUtf8 && list.size() == kSegmentOperands) {
    return finish_create(op, o, utf8_alone(first.source, other), other);
  }
  std::vector<Piece> pieces = build_pieces(list, other);
  VM_CHECK(!pieces.empty() && pieces.size() <= ir::kMostPieces);
  bool first_is_integer = (pieces[0].imm & ir::kIntegerPiece) != 0;
  uint64_t last_bits = pieces.back().imm & ~uint64_t{ir::kIntegerPiece};
  if (pieces.size() == 1 && first_is_integer) {
    return finish_create(op, o, add(IrOp::kMakeBits, {pieces[0].value}, last_bits), other);
  }
  bool appends = pieces.size() == 2 && !first_is_integer && pieces[1].imm != last_bits;
  NodeId made;
  if (appends) {
    uint64_t unit = pieces[0].imm == ir::kPieceOfBytes ? 8 : 1;
    made = add(IrOp::kAppendBits, {pieces[0].value, pieces[1].value},
               unit << ir::kUnitShift | last_bits);
  } else {
    made = join(pieces);
  }
  BlockId done = graph_.add_block();
  branch(add(IrOp::kIsNoTerm, {made}), other, done, ir::kUnlikelyLeft);
  block_ = done;
  finish_create(op, o, made, other);
}

// The inputs are the terms, then the integers.
ir::NodeId IrBuilder::join(const std::vector<Piece>& pieces) {
  std::vector<NodeId> inputs;
  uint64_t imm = 0;
  for (bool integers : {false, true}) {
    for (const Piece& piece : pieces) {
      if (((piece.imm & ir::kIntegerPiece) != 0) == integers) inputs.push_back(piece.value);
    }
  }
  for (size_t i = pieces.size(); i-- > 0;) imm = imm << ir::kPieceBits | pieces[i].imm;
  return add(IrOp::kJoinBits, inputs, imm);
}

void IrBuilder::finish_create(const Op& op, Operands o, NodeId made, BlockId other) {
  if (graph_.block(other).preds.empty()) {
    graph_.block(other).dead = true;
    return set(o[4], made);
  }
  BlockId join = graph_.add_block();
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = other;
  interpret(op, o);
  NodeId remade = value(o[4]);
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  set(o[4], add(IrOp::kPhi, {made, remade}));
}

}  // namespace linac
