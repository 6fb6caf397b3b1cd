// bs_create_bin: the shapes that have nodes are integers of up to 64 bits in all, alone or behind a
// bitstring, a bitstring behind another, and single code points that are ASCII. All that can go wrong
// goes to the interpreter, which does the op again or raises.
#include "core/term/atom.h"
#include "core/term/bits.h"
#include "loader/ir_builder.h"

namespace linac {
namespace {

using IrOp = ir::Op;

constexpr uint64_t kMostBits = 64;

uint64_t number(const Operand& operand) { return static_cast<uint64_t>(operand.integer()); }

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
  bool appends() const {
    return kind == SegmentKind::kAppend || kind == SegmentKind::kPrivateAppend;
  }
  bool has_simple_unit() const { return unit == 1 || unit == 8; }
};

// The bits of an integer or string whose low bits can be taken as they are; 0: it is none.
uint64_t simple_bits(const Segment& segment) {
  if (segment.size.kind != OperandKind::kSmall || segment.size.integer() <= 0) return 0;
  uint64_t size = number(segment.size);
  if (size > kMostBits) return 0;
  if (segment.kind == SegmentKind::kString) return size * 8;
  if (segment.kind != SegmentKind::kInteger) return 0;
  uint64_t bits = size * segment.unit;
  return bits > 8 && (segment.flags & kLittleEndian) != 0 ? 0 : bits;
}

std::span<const Operand> segment_at(std::span<const Operand> list, size_t index) {
  return list.subspan(index * kSegmentOperands, kSegmentOperands);
}

}  // namespace

// The bits of integers and strings if there are 1 to 64 of them, and nothing else; else 0.
uint64_t IrBuilder::integer_bits(Operands list) const {
  uint64_t total = 0;
  for (size_t i = 0; i < list.size() / kSegmentOperands; i++) {
    Segment segment(segment_at(list, i));
    uint64_t bits = simple_bits(segment);
    bool known = segment.kind == SegmentKind::kString || !is_constant(segment.source) ||
                 constant_term(segment.source).is_small();
    if (bits == 0 || !known) return 0;
    total += bits;
    if (total > kMostBits) return 0;
  }
  return total;
}

// Their low bits one after the other. What is not small goes to `other`.
ir::NodeId IrBuilder::integer_value(Operands list, BlockId other) {
  NodeId all = ir::kNoNode;
  uint64_t known = 0, known_bits = 0;  // constants that come next
  auto shift_in = [&](NodeId value, uint64_t bits) {
    if (all == ir::kNoNode || bits == kMostBits) {
      all = value;
      return;
    }
    all = add(IrOp::kIntOr, {add(IrOp::kIntShiftLeft, {all}, bits), value});
  };
  auto add_known = [&] {
    if (known_bits == 0) return;
    shift_in(graph_.int_constant(static_cast<int64_t>(known)), known_bits);
    known = known_bits = 0;
  };
  for (size_t i = 0; i < list.size() / kSegmentOperands; i++) {
    Segment segment(segment_at(list, i));
    uint64_t bits = simple_bits(segment);
    uint64_t mask = bits == kMostBits ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
    if (segment.kind == SegmentKind::kString || is_constant(segment.source)) {
      uint64_t value =
          segment.kind == SegmentKind::kString
              ? read_bits(module_.strings.data() + segment.source.integer(), 0,
                          static_cast<unsigned>(bits))
              : static_cast<uint64_t>(constant_term(segment.source).small_value()) & mask;
      known = bits == kMostBits ? value : known << bits | value;
      known_bits += bits;
      continue;
    }
    add_known();
    NodeId term = value(segment.source);
    BlockId next = graph_.add_block();
    branch(add(IrOp::kIsSmall, {term}), next, other, ir::kLikelyLeftFirst);
    block_ = next;
    NodeId low = add(IrOp::kUntag, {term});
    if (bits != kMostBits) {
      low = add(IrOp::kIntAnd, {low, graph_.int_constant(static_cast<int64_t>(mask))});
    }
    shift_in(low, bits);
  }
  add_known();
  return all;
}

// fail, heap, live, unit, target, segments
void IrBuilder::bs_create_bin(const Op& op, Operands o) {
  Operands list = module_.list(o[5]);
  if (list.empty()) return interpret(op, o);
  size_t count = list.size() / kSegmentOperands;
  Segment first(segment_at(list, 0));
  Operands rest = first.appends() ? list.subspan(kSegmentOperands) : list;
  if (first.appends() && !first.has_simple_unit()) return interpret(op, o);
  Segment next(first.appends() && count > 1 ? segment_at(list, 1) : segment_at(list, 0));
  bool last_is_next = count == (first.appends() ? 2u : 1u);
  bool is_utf8 = last_is_next && next.kind == SegmentKind::kUtf8;
  bool is_bits = first.appends() && last_is_next && next.kind == SegmentKind::kBinary &&
                 next.is_whole() && next.has_simple_unit();
  uint64_t bits = is_utf8 ? 8 : rest.empty() ? 0 : integer_bits(rest);
  if (bits == 0 && !is_bits) return interpret(op, o);

  NodeId left = first.appends() ? value(first.source) : ir::kNoNode;
  BlockId other = graph_.add_block();
  graph_.block(other).cold = true;
  uint64_t left_unit = first.unit << ir::kUnitShift;
  NodeId made;
  if (is_bits) {
    made = add(IrOp::kAppendBinary, {left, value(next.source)}, left_unit | next.unit);
  } else {
    NodeId low = is_utf8 ? ascii_value(value(next.source), other) : integer_value(rest, other);
    made = first.appends() ? add(IrOp::kAppendBits, {left, low}, left_unit | bits)
                           : add(IrOp::kMakeBits, {low}, bits);
  }
  finish_create(op, o, made, other, first.appends());
}

// A code point below 128.
ir::NodeId IrBuilder::ascii_value(NodeId code_point, BlockId other) {
  BlockId small = graph_.add_block(), next = graph_.add_block();
  branch(add(IrOp::kIsSmall, {code_point}), small, other, ir::kLikelyLeftFirst);
  block_ = small;
  NodeId value = add(IrOp::kUntag, {code_point});
  // Negative numbers have high bits, too.
  NodeId high = add(IrOp::kIntAnd, {value, graph_.int_constant(~int64_t{0x7F})});
  branch(add(IrOp::kIntEqual, {high, graph_.int_constant(0)}), next, other);
  block_ = next;
  return value;
}

void IrBuilder::finish_create(const Op& op, Operands o, NodeId made, BlockId other,
                              bool may_fail) {
  if (!may_fail && graph_.block(other).preds.empty()) {
    graph_.block(other).dead = true;
    return set(o[4], made);
  }
  BlockId join = graph_.add_block();
  if (may_fail) {
    branch(add(IrOp::kIsNoTerm, {made}), other, join, ir::kUnlikelyLeft);
  } else {
    add(IrOp::kJump, {});
    graph_.add_edge(block_, join);
  }
  block_ = other;
  interpret(op, o);
  NodeId remade = value(o[4]);
  add(IrOp::kJump, {});
  graph_.add_edge(block_, join);
  block_ = join;
  set(o[4], add(IrOp::kPhi, {made, remade}));
}

}  // namespace linac
