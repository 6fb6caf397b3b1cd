#include "jit/emit.h"

#include <algorithm>
#include <cstring>

#include "core/ir/text.h"

namespace linac::jit {

Emitter::Emitter(const Allocation& allocation, const Safepoints& safepoints, const Linkage& linkage,
                 const EmitOptions& options)
    : a_(allocation),
      p_(allocation.prepared),
      g_(allocation.prepared.graph),
      safepoints_(safepoints),
      linkage_(linkage),
      options_(options),
      m_(options.listing) {}

bool Emitter::run(EmittedCode& code, std::string& error) {
  find_thread_targets();
  labels_.resize(g_.blocks.size());
  for (BlockId block : p_.order) labels_[block] = m_.new_label();
  entry_ = m_.new_label();
  after_reduction_ = m_.new_label();
  Label yield = m_.new_label();
  m_.bind(entry_);
  m_.take_reduction(yield);
  m_.bind(after_reduction_);
  later(yield, [this] {
    m_.move(kScratchReg1, reinterpret_cast<uint64_t>(linkage_.own));
    m_.jump_stub(reinterpret_cast<const void*>(&linac_yield_entry));
  });
  std::vector<BlockId> blocks;  // without those that all jumps pass over
  for (BlockId block : p_.order) {
    if (thread_to_[block] == block) blocks.push_back(block);
  }
  for (size_t i = 0; i < blocks.size(); ++i) {
    next_block_ = i + 1 < blocks.size() ? blocks[i + 1] : ir::kNoBlock;
    emit_block(blocks[i]);
  }
  emit_cold();
  if (error_.empty()) m_.finish(code.bytes, error_);
  error = error_;
  if (!error_.empty()) return false;
  code.stubs = m_.stub_references();
  code.entry_at = m_.label_offset(entry_);
  code.after_reduction_at = m_.label_offset(after_reduction_);
  append_positions(code);
  append_records(code);
  return true;
}

// -- blocks

// A block of one jump without moves is passed over.
void Emitter::find_thread_targets() {
  thread_to_.resize(g_.blocks.size());
  for (BlockId block = 0; block < thread_to_.size(); ++block) thread_to_[block] = block;
  for (size_t i = p_.order.size(); i-- > 0;) {
    BlockId block = p_.order[i];
    if (block == 0 || p_.to[block] - p_.from[block] != 4) continue;
    if (g_.node(g_.end(block)).op != Op::kJump) continue;
    if (!a_.block_start[block].empty() || !a_.block_end[block].empty()) continue;
    if (!a_.stores_at_start[block].empty()) continue;
    thread_to_[block] = g_.block(block).succs[0];
  }
  for (BlockId block : p_.order) {
    BlockId target = block;
    for (size_t steps = 0; thread_to_[target] != target; ++steps) {
      if (steps == p_.order.size()) thread_to_[target] = target;  // a ring of nothing else
      target = thread_to_[target];
    }
    thread_to_[block] = target;
  }
}

Label Emitter::block_label(BlockId block) { return labels_[thread_to_[block]]; }

void Emitter::jump_to(BlockId block) {
  if (thread_to_[block] == next_block_) return;
  m_.jump(block_label(block));
}

void Emitter::emit_block(BlockId block) {
  block_ = block;
  framed_ = a_.framed[block];
  node_ = ir::kNoNode;
  position_ = p_.from[block];
  m_.bind(labels_[block]);
  if (options_.listing) m_.comment("b" + std::to_string(block));
  emit_edge(a_.block_start[block]);
  for (ValueId v : a_.stores_at_start[block]) {
    emit_move({slot(a_.spills[v].slot), a_.at(v, p_.from[block])});
  }
  for (position_ = p_.from[block] + 2; position_ < p_.to[block]; position_ += 2) {
    emit_moves_at(position_);
    node_ = p_.at[position_ / 2];
    if (node_ == ir::kNoNode) continue;
    comment_node(node_);
    emit_node(node_);
    if (Location to = a_.store_behind(node_); to.is_slot()) emit_move({to, a_.result(node_)});
  }
}

void Emitter::comment_node(NodeId node) {
  if (!options_.listing || !options_.atoms) return;
  m_.comment(ir::print_node(g_, *options_.atoms, node));
}

void Emitter::emit_moves_at(uint32_t position) {
  while (next_move_ < a_.moves.size() && a_.moves[next_move_].position < position) ++next_move_;
  std::vector<Move> moves;
  while (next_move_ < a_.moves.size() && a_.moves[next_move_].position == position) {
    moves.push_back(a_.moves[next_move_++].move);
  }
  emit_moves(moves);
}

void Emitter::emit_edge(const EdgeCode& code) {
  if (code.set_up_frame) set_up_frame();
  for (const Move& store : code.stores) emit_move(store);
  emit_moves(code.moves);
}

void Emitter::emit_moves(const std::vector<Move>& moves) {
  for (const Move& move : in_sequence(moves)) emit_move(move);
}

void Emitter::emit_move(const Move& move) {
  Reg to{static_cast<uint8_t>(move.to.index)};
  FloatReg float_to{static_cast<uint8_t>(move.to.index)};
  if (move.is_constant()) {
    uint64_t bits = g_.node(move.constant).imm;
    if (move.to.place == Place::kGpr) m_.move(to, bits);
    if (move.to.place == Place::kFpr) m_.float_constant(float_to, bits);
    if (move.to.is_slot()) m_.store(slot_memory(move.to.index), bits);
    return;
  }
  Reg from{static_cast<uint8_t>(move.from.index)};
  FloatReg float_from{static_cast<uint8_t>(move.from.index)};
  Memory memory{};
  if (move.from.is_slot()) memory = slot_memory(move.from.index);
  if (move.from.place == Place::kX) {
    Reg base = move.to.place == Place::kGpr ? to : kScratchReg0;
    load_register_file(base);
    memory = {base, kOffsetRegistersX + static_cast<int32_t>(8 * move.from.index)};
  }
  bool from_memory = move.from.is_slot() || move.from.place == Place::kX;
  switch (move.to.place) {
    case Place::kGpr:
      if (move.from.place == Place::kFpr) return m_.move_bits(to, float_from);
      return from_memory ? m_.load(to, memory) : m_.move(to, from);
    case Place::kFpr:  // a ring through slots may be broken by a general register
      if (move.from.place == Place::kGpr) return m_.move_bits(float_to, from);
      return from_memory ? m_.load(float_to, memory) : m_.move(float_to, float_from);
    case Place::kSlot:
      if (from_memory) {
        m_.copy_words(slot_memory(move.to.index), memory, 1);
      } else if (move.from.place == Place::kFpr) {
        m_.store(slot_memory(move.to.index), float_from);
      } else {
        m_.store(slot_memory(move.to.index), from);
      }
      return;
    case Place::kNowhere:
    case Place::kX: VM_UNREACHABLE();
  }
}

// -- the frame

void Emitter::set_up_frame() {
  Label grow = m_.new_label(), back = m_.new_label();
  int32_t bytes = static_cast<int32_t>(8 * a_.frame_words);
  Reg lowest = kStackPointer;
  if (a_.frame_words > kMaxSmallFrame) {
    m_.address(kScratchReg0, kStackPointer, -bytes);
    lowest = kScratchReg0;
  }
  m_.compare(lowest, Memory{kProcess, kOffsetProcessStackLimit});
  m_.branch(Condition::kBelow, grow);
  m_.bind(back);
  if (bytes != 0) m_.address(kStackPointer, kStackPointer, -bytes);
  later(grow, [this, back] {
    node_ = ir::kNoNode;
    framed_ = false;
    // Nothing is collected; raw floats may be live.
    const HelperStub& stub = helper_stub(Helper::k_grow_stack);
    m_.move(kScratchReg0, a_.frame_words);
    m_.comment(stub.name);
    m_.call_stub(stub.stub_with_floats);
    call_record(m_.record_mark(), true, false);
    m_.jump(back);
  });
}

void Emitter::drop_frame() {
  if (framed_ && a_.frame_words != 0) {
    m_.address(kStackPointer, kStackPointer, static_cast<int32_t>(8 * a_.frame_words));
  }
}

// -- cold code

void Emitter::later(Label label, Cold emit, bool warm) {
  (warm ? warm_ : cold_).push_back({label, node_, position_, block_, framed_, std::move(emit)});
}

void Emitter::emit_cold() {
  next_block_ = ir::kNoBlock;
  for (std::vector<ColdCode>* list : {&warm_, &cold_}) {
    for (size_t i = 0; i < list->size(); ++i) {
      ColdCode code = std::move((*list)[i]);
      node_ = code.node;
      position_ = code.position;
      block_ = code.block;
      framed_ = code.framed;
      heap_pending_ = 0;
      m_.bind(code.label);
      if (node_ != ir::kNoNode) comment_node(node_);
      code.emit();
    }
  }
}

// -- records

void Emitter::call_record(uint32_t mark, bool is_helper, bool in_frame) {
  records_.push_back({mark, node_, is_helper, in_frame});
  if (options_.listing && node_ != ir::kNoNode) comment_record(is_helper);
}

void Emitter::comment_record(bool is_helper) {
  const Safepoint& safepoint = safepoints_.at(node_);
  std::string text = "record:";
  for (uint32_t index : safepoint.slots) text += " s" + std::to_string(index);
  for (uint32_t i = 0; is_helper && i < kGprs; ++i) {
    if (safepoint.term_registers >> i & 1) text += " r" + std::to_string(i);
  }
  m_.comment(text);
}

void Emitter::append_positions(EmittedCode& code) {
  position_index_.assign(g_.positions.size(), NativePosition::kNone);
  // A caller may stand behind what was inlined: first the numbers.
  for (uint32_t i = 1; i < g_.positions.size(); ++i) position_index_[i] = i - 1;
  for (uint32_t i = 1; i < g_.positions.size(); ++i) {
    const ir::Position& position = g_.positions[i];
    uint32_t parent = NativePosition::kNone;
    if (position.caller < g_.positions.size()) parent = position_index_[position.caller];
    const FunctionEntry& function = linkage_.function({position.unit, position.function});
    code.positions.push_back(NativePosition::of(function, position.op, parent));
  }
}

namespace {

// What a handler takes of the exception stands in its block.
bool reads_trace(const ir::Graph& graph, ir::BlockId handler) {
  const std::vector<NodeId>& nodes = graph.block(handler).nodes;
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](NodeId node) { return graph.node(node).op == Op::kExceptionTrace; });
}

}  // namespace

// Behind the code, each aligned to four bytes.
void Emitter::append_records(EmittedCode& code) {
  auto put = [&](const void* data, size_t size) {
    const uint8_t* bytes = static_cast<const uint8_t*>(data);
    code.bytes.insert(code.bytes.end(), bytes, bytes + size);
  };
  for (const Record& record : records_) {
    uint32_t at = static_cast<uint32_t>(code.bytes.size());
    CallRecord out{};
    out.frame_words = record.framed ? a_.frame_words : 0;
    out.position = CallRecord::kNone;
    std::vector<uint32_t> bitmap;
    if (record.node != ir::kNoNode) {
      const ir::Node& node = g_.node(record.node);
      const Safepoint& safepoint = safepoints_.at(record.node);
      out.position = position_index_[node.position];
      if (node.handler != ir::kNoBlock) {
        out.handler = static_cast<int32_t>(m_.label_offset(block_label(node.handler)) - at);
        out.takes_trace = reads_trace(g_, node.handler);
      }
      if (record.is_helper) out.term_registers = static_cast<uint16_t>(safepoint.term_registers);
      if (out.frame_words != safepoint.slots.size()) {
        out.has_bitmap = 1;
        bitmap.resize((out.frame_words + 31) / 32);
        for (uint32_t index : safepoint.slots) bitmap[index / 32] |= 1u << (index % 32);
      }
    }
    put(&out, sizeof out);
    put(bitmap.data(), bitmap.size() * sizeof(uint32_t));
    Masm::set_record(code.bytes, record.mark, at);
    code.returns.push_back(record.mark - 3);
  }
  std::sort(code.returns.begin(), code.returns.end());
}

// -- operands

Location Emitter::location(NodeId user, uint32_t index) const {
  return a_.input(user, index, position_);
}
bool Emitter::is_constant(NodeId user, uint32_t index) const {
  return p_.is_constant(g_.input(user, index)) && p_.input_value(user, index) == kNoValue;
}
uint64_t Emitter::constant(NodeId user, uint32_t index) const {
  return g_.node(g_.input(user, index)).imm;
}
Reg Emitter::reg(NodeId user, uint32_t index) const {
  Location where = location(user, index);
  VM_CHECK(where.place == Place::kGpr);
  return {static_cast<uint8_t>(where.index)};
}
Operand Emitter::operand(NodeId user, uint32_t index) const {
  if (is_constant(user, index)) return Operand(constant(user, index));
  return reg(user, index);
}
FloatReg Emitter::float_reg(NodeId user, uint32_t index) const {
  Location where = location(user, index);
  VM_CHECK(where.place == Place::kFpr);
  return {static_cast<uint8_t>(where.index)};
}
FloatOperand Emitter::float_operand(NodeId user, uint32_t index) const {
  if (is_constant(user, index)) return FloatOperand(constant(user, index));
  return float_reg(user, index);
}
bool Emitter::has_result(NodeId node) const { return p_.value[node] != kNoValue; }
// Where nothing uses the result, a scratch register takes it.
Reg Emitter::result(NodeId node) const {
  if (!has_result(node)) return kScratchReg1;
  Location where = a_.result(node);
  VM_CHECK(where.place == Place::kGpr);
  return {static_cast<uint8_t>(where.index)};
}
FloatReg Emitter::float_result(NodeId node) const {
  if (!has_result(node)) return kFloatScratchReg0;
  Location where = a_.result(node);
  VM_CHECK(where.place == Place::kFpr);
  return {static_cast<uint8_t>(where.index)};
}

void Emitter::store_input(Memory to, NodeId user, uint32_t index) {
  if (is_constant(user, index)) return m_.store(to, constant(user, index));
  Location where = location(user, index);
  Reg from{static_cast<uint8_t>(where.index)};
  switch (where.place) {
    case Place::kGpr: return m_.store(to, from);
    case Place::kFpr: return m_.store(to, FloatReg{from.id});
    case Place::kSlot: return m_.copy_words(to, slot_memory(where.index), 1);
    case Place::kNowhere:
    case Place::kX: break;
  }
  VM_UNREACHABLE();
}

void Emitter::load_input(Reg to, NodeId user, uint32_t index) {
  if (is_constant(user, index)) return m_.move(to, constant(user, index));
  emit_move({gpr(to.id), location(user, index)});
}

void Emitter::load_register_file(Reg to) { m_.load(to, Memory{kProcess, kOffsetProcessRegisters}); }

void Emitter::flush_heap() {
  if (heap_pending_ == 0) return;
  m_.address(kHeapTop, kHeapTop, static_cast<int32_t>(heap_pending_));
  heap_pending_ = 0;
}

// -- helpers

void Emitter::helper(Helper helper, uint64_t immediate, NodeId user, uint32_t inputs) {
  if (inputs != 0) load_register_file(kScratchReg1);
  for (uint32_t i = 0; i < inputs; ++i) {
    Memory to{kScratchReg1, kOffsetRegistersScratch + static_cast<int32_t>(8 * i)};
    store_input(to, user, i);
  }
  call_helper(helper, immediate);
}

void Emitter::call_helper(Helper helper, uint64_t immediate) {
  m_.move(kScratchReg0, immediate);
  call_helper_stub(helper);
}

void Emitter::light_helper(Helper helper, NodeId user) {
  uint32_t count = g_.node(user).input_count;
  if (count > 2) {
    load_register_file(kScratchReg1);
    store_input({kScratchReg1, kOffsetRegistersScratch + 16}, user, 2);
  }
  load_input(kScratchReg0, user, 0);
  if (count > 1) load_input(kScratchReg1, user, 1);
  call_helper_stub(helper);
}

void Emitter::light_helper_or(Helper helper, NodeId user, Label whole) {
  light_helper(helper, user);
  m_.compare(kScratchReg1, Operand(kNoTerm.bits));
  m_.branch(Condition::kEqual, whole);
}

void Emitter::call_helper_stub(Helper helper) {
  const HelperStub& stub = helper_stub(helper);
  if (options_.listing) m_.comment(stub.name);
  bool floats = node_ != ir::kNoNode && safepoints_.at(node_).live_floats != 0;
  m_.call_stub(floats ? stub.stub_with_floats : stub.stub);
  call_record(m_.record_mark(), true, framed_);
}

// -- dispatch

void Emitter::emit_node(NodeId node) {
  uint16_t effects = g_.effects(node);
  constexpr uint16_t kSeesHeap = ir::kCollects | ir::kRaises | ir::kCalls | ir::kEnds;
  if (effects & kSeesHeap) flush_heap();
  switch (g_.node(node).op) {
    case Op::kNone:
    case Op::kConst:
    case Op::kIntConst:
    case Op::kFloatConst:
    case Op::kParam:
    case Op::kPhi: VM_UNREACHABLE();
    case Op::kCopy: emit_move({a_.result(node), location(node, 0)}); return;
    case Op::kSelect: return emit_select(node);
    case Op::kBoolToTerm: return emit_bool_to_term(node);

    case Op::kIsSmall:
    case Op::kIsInteger:
    case Op::kIsFloat:
    case Op::kIsSelfFloat:
    case Op::kIsNumber:
    case Op::kIsAtom:
    case Op::kIsBoolean:
    case Op::kIsNil:
    case Op::kIsCons:
    case Op::kIsList:
    case Op::kIsTuple:
    case Op::kIsTupleOf:
    case Op::kIsTaggedTuple:
    case Op::kIsBoxed:
    case Op::kIsMap:
    case Op::kIsBinary:
    case Op::kIsBitstring:
    case Op::kIsMatchContext:
    case Op::kIsFun:
    case Op::kIsFunOf:
    case Op::kIsPid:
    case Op::kIsPort:
    case Op::kIsReference:
    case Op::kIsNoTerm:
    case Op::kSameWord:
    case Op::kExactEqual:
    case Op::kEqual:
    case Op::kLess:
    case Op::kLessEqual:
    case Op::kSmallLess:
    case Op::kSmallLessEqual:
    case Op::kIntEqual:
    case Op::kIntLess:
    case Op::kIntLessEqual:
    case Op::kFloatEqual:
    case Op::kFloatLess:
    case Op::kFloatLessEqual:
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr: return emit_bool(node);

    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kIntDiv:
    case Op::kRem:
    case Op::kDivide:
    case Op::kBitAnd:
    case Op::kBitOr:
    case Op::kBitXor:
    case Op::kShiftLeft:
    case Op::kShiftRight:
    case Op::kNegate:
    case Op::kBitNot: return emit_arith(node);

    case Op::kUntag:
    case Op::kTagSmall:
    case Op::kTag:
    case Op::kIntAdd:
    case Op::kIntSub:
    case Op::kIntMul:
    case Op::kIntAnd:
    case Op::kIntOr:
    case Op::kIntXor:
    case Op::kIntShiftLeft:
    case Op::kIntShiftRight:
    case Op::kUnboxFloat:
    case Op::kToFloat:
    case Op::kIntToFloat:
    case Op::kFloatAdd:
    case Op::kFloatSub:
    case Op::kFloatMul:
    case Op::kFloatDiv:
    case Op::kFloatNegate:
    case Op::kFloatSqrt:
    case Op::kCheckFinite:
    case Op::kBoxFloat: return emit_raw(node);

    case Op::kHead:
    case Op::kTail:
    case Op::kElement:
    case Op::kTupleSize:
    case Op::kCaptured:
    case Op::kMapGet:
    case Op::kPutMap:
    case Op::kMapSize:
    case Op::kByteSize:
    case Op::kBitSize:
    case Op::kReserve:
    case Op::kCons:
    case Op::kTuple:
    case Op::kUpdateTuple:
    case Op::kClosure:
    case Op::kSetElement:
    case Op::kSelf:
    case Op::kResult:
    case Op::kSlotStore:
    case Op::kSlotLoad:
    case Op::kExceptionClass:
    case Op::kExceptionReason:
    case Op::kExceptionTrace: return emit_data(node);

    case Op::kMatchPosition:
    case Op::kSetMatchPosition:
    case Op::kMatchEnd:
    case Op::kBitField:
    case Op::kUtf8Field:
    case Op::kUtf8Bytes:
    case Op::kMatchBits:
    case Op::kMatchContext:
    case Op::kMakeBits:
    case Op::kMakeUtf8:
    case Op::kAppendBits:
    case Op::kJoinBits: return emit_bits(node);

    case Op::kBif:
    case Op::kPureBif:
    case Op::kCall:
    case Op::kCallExt:
    case Op::kCallFun:
    case Op::kApply:
    case Op::kInterpret:
    case Op::kSend:
    case Op::kReceive:
    case Op::kMailbox:
    case Op::kReserveMark:
    case Op::kWait:
    case Op::kWaitTimeout:
    case Op::kLoopYield:
    case Op::kReturn:
    case Op::kTailCall:
    case Op::kTailCallExt:
    case Op::kTailCallFun:
    case Op::kTailApply:
    case Op::kRaise: return emit_call(node);

    case Op::kJump:
    case Op::kTryEnter: emit_edge(a_.block_end[block_]); return jump_to(g_.block(block_).succs[0]);
    case Op::kBranch: return emit_branch(node);
    case Op::kSwitch:
    case Op::kSwitchArity: return emit_switch(node);
    case Op::kUnreachable: return m_.trap();
  }
  VM_UNREACHABLE();
}

}  // namespace linac::jit
