// Bitstrings: match contexts, fields, and the short ways to build.
#include "core/term/bits.h"
#include "core/term/shared_bytes.h"
#include "jit/emit.h"
#include "jit/layout.h"
#include "runtime/native/stubs.h"

namespace linac::jit {

void Emitter::emit_bits(NodeId node) {
  uint64_t imm = g_.node(node).imm;
  auto call = [&](Helper which, uint32_t inputs) {
    helper(which, imm, node, inputs);
    if (has_result(node)) m_.move(result(node), kScratchReg1);
  };
  switch (g_.node(node).op) {
    case Op::kMatchPosition:
      return m_.load(result(node), {reg(node, 0), payload_word(kMatchPosition)});
    case Op::kMatchEnd: return m_.load(result(node), {reg(node, 0), payload_word(kMatchEnd)});
    case Op::kSetMatchPosition:
      return store_input({reg(node, 0), payload_word(kMatchPosition)}, node, 1);
    case Op::kBitField: return emit_bit_field(node);
    case Op::kUtf8Field:
      light_helper(Helper::k_utf8_field, node);
      return m_.move(result(node), kScratchReg1);
    case Op::kUtf8Bytes:
      light_helper(Helper::k_utf8_bytes, node);
      return m_.move(result(node), kScratchReg1);
    case Op::kMatchContext: return emit_match_context(node);
    case Op::kMakeBits: return emit_make_bits(node);
    case Op::kMakeUtf8: return emit_make_utf8(node);
    case Op::kMatchBits: return emit_match_bits(node);
    case Op::kAppendBits: return call(Helper::k_append_bits, 2);
    case Op::kJoinBits: return emit_join_bits(node);
    default:  // lint: allow-default, emit_node names them
      VM_UNREACHABLE();
  }
}

void Emitter::emit_join_bits(NodeId node) {
  uint64_t imm = g_.node(node).imm;
  if (imm == ir::kPieceOfBytes) return emit_same_bytes(node);
  constexpr uint64_t kTwoBinaries = ir::kPieceOfBytes << ir::kPieceBits | ir::kPieceOfBytes;
  Label whole = m_.new_label(), back = m_.new_label();
  auto call = [this, node, imm] {
    helper(Helper::k_join_bits, imm, node, g_.node(node).input_count);
  };
  if (imm == kTwoBinaries) {
    light_helper_or(Helper::k_join_bytes, node, whole);
    m_.bind(back);
    later(whole, [this, call, back] {
      call();
      m_.jump(back);
    });
  } else {
    call();
  }
  if (has_result(node)) m_.move(result(node), kScratchReg1);
}

// Of one binary alone: it is what is asked for. A part of another is copied, for that may be large.
void Emitter::emit_same_bytes(NodeId node) {
  Label other = m_.new_label(), whole = m_.new_label(), same = m_.new_label(),
        back = m_.new_label();
  auto test_bytes = [this, whole](uint32_t bit_size_word) {
    m_.load32(kScratchReg1, {kScratchReg0, payload_word(bit_size_word)});
    m_.test(kScratchReg1, 7);
    m_.branch(Condition::kNotEqual, whole);
  };
  load_input(kScratchReg0, node, 0);
  test_boxed(kScratchReg0, whole);
  m_.compare_byte({kScratchReg0, kHeaderOffset}, kind_byte(BoxedKind::kHeapBinary));
  m_.branch(Condition::kNotEqual, other);
  test_bytes(kHeapBinaryBitSize);
  m_.bind(same);
  m_.move(result(node), kScratchReg0);
  m_.bind(back);
  later(
      other,
      [this, test_bytes, whole, same] {
        m_.compare_byte({kScratchReg0, kHeaderOffset}, kind_byte(BoxedKind::kSharedBinary));
        m_.branch(Condition::kNotEqual, whole);
        test_bytes(kSharedBinaryBitSize);
        m_.jump(same);
      },
      true);
  later(whole, [this, node, back] {
    helper(Helper::k_join_bits, ir::kPieceOfBytes, node, 1);
    m_.move(result(node), kScratchReg1);
    m_.jump(back);
  });
}

// The first byte of what a match context looks into, into kScratchReg1.
void Emitter::load_match_bytes(Reg context) {
  // The bytes of a heap binary stand in its box; a shared one has a pointer in the same box's first
  // word, which may be read of the other, too.
  m_.load(kScratchReg1, {context, payload_word(kMatchParent)});
  m_.load(kScratchReg0, {kScratchReg1, payload_word(kSharedBinaryBytes)});
  m_.address(kScratchReg0, kScratchReg0, sizeof(SharedBytes));
  constexpr int32_t kBytes = payload_word(kHeapBinaryBytes);
  m_.address(kScratchReg1, kScratchReg1, kBytes);
  m_.compare_byte({kScratchReg1, kHeaderOffset - kBytes}, kind_byte(BoxedKind::kSharedBinary));
  m_.select(kScratchReg1, Condition::kEqual, kScratchReg0);
}

// Inline where the field begins with a byte. Little-endian fields of several bytes are rare.
void Emitter::emit_bit_field(NodeId node) {
  uint64_t imm = g_.node(node).imm;
  uint32_t count = static_cast<uint32_t>(imm & ir::kFieldBits);
  bool is_signed = (imm & ir::kSignedField) != 0;
  auto call = [this, imm, node] {
    helper(Helper::k_bit_field, imm, node, 2);
    m_.move(result(node), kScratchReg1);
  };
  if ((imm & ir::kLittleField) != 0 && count > 8) return call();
  Reg context = reg(node, 0), position = reg(node, 1), to = result(node);
  Label unaligned = m_.new_label(), back = m_.new_label();
  m_.test(position, 7);
  m_.branch(Condition::kNotEqual, unaligned);
  load_match_bytes(context);
  m_.shift_right_logical(kScratchReg0, position, 3);
  m_.add(kScratchReg0, kScratchReg0, kScratchReg1);
  uint32_t bytes = (count + 7) / 8;
  m_.load_big_endian(to, {kScratchReg0, 0}, bytes);
  if (is_signed) {
    m_.shift_left(to, to, 64 - 8 * bytes);
    m_.shift_right(to, to, 64 - count);
  } else {
    m_.shift_right_logical(to, to, 8 * bytes - count);
  }
  m_.bind(back);
  later(unaligned, [this, call, back] {
    call();
    m_.jump(back);
  });
}

// Where there is room: what is long enough shares the bytes, short whole bytes are copied by a stub.
void Emitter::emit_match_bits(NodeId node) {
  if (!has_result(node)) return;
  Reg to = result(node);
  Label brief = m_.new_label(), whole = m_.new_label(), back = m_.new_label();
  Reg context = reg(node, 0), position = reg(node, 1), count = reg(node, 2);
  m_.address(kScratchReg1, kHeapTop, 8 * kSubBinaryWords);
  m_.compare(kScratchReg1, Memory{kProcess, kOffsetProcessHeapLimit});
  m_.branch(Condition::kAbove, whole);
  m_.compare(count, Operand(int64_t{kMaxCopiedSubBytes * 8}));
  m_.branch(Condition::kLessEqual, brief);
  m_.store(heap_word(0), make_header(BoxedKind::kSubBinary, kSubBinaryWords - 1));
  m_.store(heap_word(1 + kSubBinaryOffset), position);
  m_.store(heap_word(1 + kSubBinaryBitSize), count);
  m_.load(kScratchReg0, {context, payload_word(kMatchParent)});
  m_.store(heap_word(1 + kSubBinaryParent), kScratchReg0);
  m_.address(to, kHeapTop, kTagBoxed);
  m_.move(kHeapTop, kScratchReg1);
  m_.bind(back);
  later(
      brief,
      [this, context, position, count, to, whole, back] {
        m_.bit_or(kScratchReg0, position, count);
        m_.test(kScratchReg0, 7);
        m_.branch(Condition::kNotEqual, whole);
        load_match_bytes(context);
        m_.add(kScratchReg0, position, count);
        m_.shift_right_logical(kScratchReg0, kScratchReg0, 3);
        m_.add(kScratchReg0, kScratchReg0, kScratchReg1);
        m_.move(kScratchReg1, count);
        m_.call_stub(reinterpret_cast<const void*>(linac_copy_short));
        call_record(m_.record_mark(), true, framed_);
        m_.move(to, kScratchReg1);
        m_.jump(back);
      },
      true);
  later(whole, [this, node, to, back] {
    helper(Helper::k_match_bits, 0, node, 3);
    m_.move(to, kScratchReg1);
    m_.jump(back);
  });
}

// At the start of a heap, shared or sub-binary.
void Emitter::emit_match_context(NodeId node) {
  Reg bits = reg(node, 0);
  Memory position = heap_word(1 + kMatchPosition), end = heap_word(1 + kMatchEnd),
         start = heap_word(1 + kMatchStart), parent = heap_word(1 + kMatchParent);
  Label sub = m_.new_label(), back = m_.new_label();
  m_.store(heap_word(0), make_header(BoxedKind::kMatchContext, kMatchContextWords - 1));
  m_.compare_byte({bits, kHeaderOffset}, kind_byte(BoxedKind::kSubBinary));
  m_.branch(Condition::kEqual, sub);
  static_assert(kHeapBinaryBitSize == 0 && kSharedBinaryBitSize == 1 && kHeapBinaryBytes == 1);
  m_.load(kScratchReg1, {bits, payload_word(kSharedBinaryBitSize)});
  m_.compare_byte({bits, kHeaderOffset}, kind_byte(BoxedKind::kHeapBinary));
  m_.select(kScratchReg1, Condition::kEqual, Memory{bits, payload_word(kHeapBinaryBitSize)});
  m_.store(position, 0);
  m_.store(start, 0);
  m_.store(end, kScratchReg1);
  m_.store(parent, bits);
  m_.bind(back);
  finish_building(node, kTagBoxed, kMatchContextWords);
  later(
      sub,
      [this, bits, position, end, start, parent, back] {
        m_.load(kScratchReg1, {bits, payload_word(kSubBinaryOffset)});
        m_.store(position, kScratchReg1);
        m_.store(start, kScratchReg1);
        m_.load(kScratchReg0, {bits, payload_word(kSubBinaryBitSize)});
        m_.add(kScratchReg1, kScratchReg1, kScratchReg0);
        m_.store(end, kScratchReg1);
        m_.load(kScratchReg1, {bits, payload_word(kSubBinaryParent)});
        m_.store(parent, kScratchReg1);
        m_.jump(back);
      },
      true);
}

// One word of bytes, most significant first; bits behind the last are zero.
void Emitter::emit_make_bits(NodeId node) {
  uint32_t count = static_cast<uint32_t>(g_.node(node).imm);
  m_.shift_left(kScratchReg1, reg(node, 0), 64 - count);
  m_.swap_bytes(kScratchReg1, kScratchReg1);
  m_.store(heap_word(0), make_header(BoxedKind::kHeapBinary, 2));
  m_.store(heap_word(1 + kHeapBinaryBitSize), count);
  m_.store(heap_word(1 + kHeapBinaryBytes), kScratchReg1);
  finish_building(node, kTagBoxed, 3);
}

// The bytes are in their order, and zeros behind them.
void Emitter::emit_make_utf8(NodeId node) {
  Reg from = reg(node, 0);
  m_.store(heap_word(0), make_header(BoxedKind::kHeapBinary, 2));
  m_.bit_and(kScratchReg1, from, Operand(int64_t{(1 << ir::kUtf8Shift) - 1}));
  m_.store(heap_word(1 + kHeapBinaryBitSize), kScratchReg1);
  m_.shift_right_logical(kScratchReg1, from, ir::kUtf8Shift);
  m_.store(heap_word(1 + kHeapBinaryBytes), kScratchReg1);
  finish_building(node, kTagBoxed, 3);
}

}  // namespace linac::jit
