// Taking apart and building; slots, results and what a handler gets.
#include "core/term/bits.h"
#include "jit/emit.h"
#include "jit/layout.h"

namespace linac::jit {

void Emitter::emit_data(NodeId node) {
  uint32_t imm = static_cast<uint32_t>(g_.node(node).imm);
  auto load_from = [&](int32_t offset) { m_.load(result(node), {reg(node, 0), offset}); };
  auto load_x = [&](uint32_t index) {
    load_register_file(result(node));
    m_.load(result(node), {result(node), kOffsetRegistersX + static_cast<int32_t>(8 * index)});
  };
  switch (g_.node(node).op) {
    case Op::kHead: return load_from(kHeadOffset);
    case Op::kTail: return load_from(kTailOffset);
    case Op::kElement: return load_from(payload_word(imm));
    case Op::kCaptured: return load_from(payload_word(kClosureCaptured + imm));
    case Op::kTupleSize:  // the header is the size << 8 | 7
      load_from(kHeaderOffset);
      return m_.shift_right_logical(result(node), result(node), kHeaderSizeShift - kSmallShift);
    case Op::kMapGet:
      light_helper(Helper::k_get_map_element, node);
      return m_.move(result(node), kScratchReg1);
    case Op::kPutMap: return emit_put_map(node);
    case Op::kMapSize: return emit_map_size(node);
    case Op::kByteSize:
    case Op::kBitSize: return emit_bit_size(node);
    case Op::kReserve: return emit_reserve(node);
    case Op::kCons: return emit_cons(node);
    case Op::kTuple: return emit_tuple(node);
    case Op::kUpdateTuple: return emit_update_tuple(node);
    case Op::kClosure: return emit_closure(node);
    case Op::kSetElement: return store_input({reg(node, 0), payload_word(imm)}, node, 1);
    case Op::kSelf: return m_.load(result(node), {kProcess, kOffsetProcessPid});
    case Op::kResult: return load_x(imm);
    case Op::kSlotStore: return store_input(slot_memory(imm), node, 0);
    case Op::kSlotLoad: return m_.load(result(node), slot_memory(imm));
    case Op::kExceptionClass: return load_x(1);
    case Op::kExceptionReason: return load_x(2);
    case Op::kExceptionTrace: return load_x(3);
    default:  // lint: allow-default, emit_node names them
      VM_UNREACHABLE();
  }
}

void Emitter::emit_put_map(NodeId node) {
  Label whole = m_.new_label(), back = m_.new_label();
  if (g_.node(node).input_count == 3) {
    bool exact = g_.node(node).imm != 0;
    light_helper_or(exact ? Helper::k_update_map_pair : Helper::k_put_map_pair, node, whole);
    m_.bind(back);
    later(whole, [this, node, back] {
      put_map_pairs(node);
      m_.jump(back);
    });
  } else {
    put_map_pairs(node);
  }
  m_.move(result(node), kScratchReg1);
}

void Emitter::put_map_pairs(NodeId node) {
  uint32_t pairs = (g_.node(node).input_count - 1) / 2;
  load_register_file(kScratchReg1);
  store_input({kScratchReg1, kOffsetRegistersScratch}, node, 0);
  for (uint32_t i = 0; i < 2 * pairs; ++i) {
    store_input({kScratchReg1, kOffsetRegistersX + static_cast<int32_t>(8 * i)}, node, 1 + i);
  }
  bool guard = has_flag(node, ir::kInGuard);
  call_helper(guard ? Helper::k_put_map_guard : Helper::k_put_map, g_.node(node).imm << 32 | pairs);
}

// -- sizes

void Emitter::emit_map_size(NodeId node) {
  Reg map = reg(node, 0), to = result(node);
  Label trie = m_.new_label(), back = m_.new_label();
  m_.compare_byte({map, kHeaderOffset}, kind_byte(BoxedKind::kFlatMap));
  m_.branch(Condition::kNotEqual, trie);
  // The payload is the keys' tuple and the values.
  m_.load(kScratchReg1, {map, kHeaderOffset});
  m_.shift_right_logical(kScratchReg1, kScratchReg1, kHeaderSizeShift);
  m_.shift_left(kScratchReg1, kScratchReg1, kSmallShift);
  m_.address(to, kScratchReg1, -(1 << kSmallShift));
  m_.bind(back);
  later(trie, [this, map, to, back] {
    m_.load(to, {map, payload_word(kTrieMapCount)});
    m_.jump(back);
  });
}

void Emitter::emit_bit_size(NodeId node) {
  Reg bits = reg(node, 0), to = result(node);
  Label heap = m_.new_label(), context = m_.new_label(), back = m_.new_label();
  m_.compare_byte({bits, kHeaderOffset}, kind_byte(BoxedKind::kHeapBinary));
  m_.branch(Condition::kEqual, heap);
  m_.compare_byte({bits, kHeaderOffset}, kind_byte(BoxedKind::kMatchContext));
  m_.branch(Condition::kEqual, context);
  static_assert(kSubBinaryBitSize == kSharedBinaryBitSize);
  m_.load(kScratchReg1, {bits, payload_word(kSubBinaryBitSize)});
  m_.bind(back);
  if (g_.node(node).op == Op::kByteSize) {  // (bits + 7) / 8, tagged
    m_.address(kScratchReg1, kScratchReg1, 7);
    m_.bit_and(to, kScratchReg1, Operand(int64_t{-8}));
  } else {
    m_.shift_left(to, kScratchReg1, kSmallShift);
  }
  later(
      heap,
      [this, bits, back] {
        m_.load(kScratchReg1, {bits, payload_word(kHeapBinaryBitSize)});
        m_.jump(back);
      },
      true);
  later(
      context,
      [this, bits, back] {
        m_.load(kScratchReg1, {bits, payload_word(kMatchPosition)});
        m_.load(kScratchReg0, {bits, payload_word(kMatchEnd)});
        m_.sub(kScratchReg1, kScratchReg0, kScratchReg1);
        m_.jump(back);
      },
      true);
}

// -- building, at the heap top and above

void Emitter::emit_reserve(NodeId node) {
  uint64_t words = g_.node(node).imm;
  if (words == 0) return;
  Label collect = m_.new_label(), back = m_.new_label();
  m_.address(kScratchReg1, kHeapTop, static_cast<int32_t>(8 * words));
  m_.compare(kScratchReg1, Memory{kProcess, kOffsetProcessHeapLimit});
  m_.branch(Condition::kAbove, collect);
  m_.bind(back);
  later(collect, [this, words, back] {
    call_helper(Helper::k_collect, words);
    m_.jump(back);
  });
}

Memory Emitter::heap_word(uint32_t index) const {
  return {kHeapTop, static_cast<int32_t>(heap_pending_ + 8 * index)};
}

void Emitter::finish_building(NodeId node, Tag tag, uint32_t words) {
  if (has_result(node)) {
    m_.address(result(node), kHeapTop, static_cast<int32_t>(heap_pending_ + tag));
  }
  heap_pending_ += 8 * words;
}

void Emitter::emit_cons(NodeId node) {
  store_input(heap_word(0), node, 0);
  store_input(heap_word(1), node, 1);
  finish_building(node, kTagCons, kConsWords);
}

void Emitter::emit_tuple(NodeId node) {
  uint32_t arity = g_.node(node).input_count;
  m_.store(heap_word(0), tuple_header(arity));
  for (uint32_t i = 0; i < arity; ++i) store_input(heap_word(1 + i), node, i);
  finish_building(node, kTagBoxed, 1 + arity);
}

void Emitter::emit_update_tuple(NodeId node) {
  uint32_t arity = static_cast<uint32_t>(g_.node(node).imm);
  Reg from = reg(node, 0);
  std::vector<uint32_t> input(arity + 1, 0);  // by position: the input that stands there, or 0
  for (uint32_t i = 1; i + 1 < g_.node(node).input_count; i += 2) {
    input[static_cast<size_t>(Term{g_.node(g_.input(node, i)).imm}.small_value())] = i + 1;
  }
  m_.store(heap_word(0), tuple_header(arity));
  for (uint32_t at = 1; at <= arity;) {
    if (input[at] != 0) {
      store_input(heap_word(at), node, input[at]);
      ++at;
      continue;
    }
    uint32_t end = at;
    while (end <= arity && input[end] == 0) ++end;
    m_.copy_words(heap_word(at), {from, box_word(at)}, end - at);
    at = end;
  }
  finish_building(node, kTagBoxed, 1 + arity);
}

void Emitter::emit_closure(NodeId node) {
  uint32_t captured = g_.node(node).input_count;
  const FunEntry& lambda = linkage_.lambda(ir::unpack_target(g_.node(node).imm));
  m_.store(heap_word(0), make_header(BoxedKind::kClosure, 1 + captured));
  m_.store(heap_word(1), reinterpret_cast<uint64_t>(&lambda));
  for (uint32_t i = 0; i < captured; ++i) store_input(heap_word(2 + i), node, i);
  finish_building(node, kTagBoxed, 2 + captured);
}

}  // namespace linac::jit
