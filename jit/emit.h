// Emission: the machine code of an allocated graph. One pass over the blocks in order; what is rare
// is put off and stands behind them, the warm (float arithmetic) before the cold (helper calls).
//
// The lowering of operations stands in emit_*.cpp, by family. It keeps these rules:
//  E1 A node's result is written after its inputs were read for the last time on the hot path and
//     on all paths to cold code; needs.cpp says where that is not so (late).
//  E2 Scratch registers belong to one node's code. A helper call keeps all others.
//  E3 The heap top register is behind what was built whenever C++ may look at it, a block ends or a
//     Reserve stands: building in a block bumps it only there (heap_pending_).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/term/atom.h"
#include "jit/linkage.h"
#include "jit/masm.h"
#include "jit/safepoint.h"
#include "runtime/native/stubs.h"

namespace linac::jit {

struct EmitOptions {
  const AtomTable* atoms = nullptr;  // for comments
  std::string* listing = nullptr;    // gets the text of the code
};

// Machine code that depends on where it will stand only by `stubs`.
struct EmittedCode {
  std::vector<uint8_t> bytes;
  std::vector<Masm::StubReference> stubs;
  uint32_t entry_at = 0;
  uint32_t after_reduction_at = 0;
  std::vector<NativePosition> positions;
  std::vector<uint32_t> returns;
};

class Emitter {
 public:
  Emitter(const Allocation& allocation, const Safepoints& safepoints, const Linkage& linkage,
          const EmitOptions& options);

  // False: `error` says why.
  bool run(EmittedCode& code, std::string& error);

 private:
  using Cold = std::function<void()>;
  enum class Next : uint8_t { kNeither, kTrue, kFalse };

  // -- emit.cpp: blocks, moves, frames, records
  void emit_block(BlockId block);
  void emit_node(NodeId node);
  void emit_moves_at(uint32_t position);
  void emit_edge(const EdgeCode& code);
  void emit_move(const Move& move);
  void emit_moves(const std::vector<Move>& moves);
  void set_up_frame();
  void drop_frame();
  void emit_cold();
  void later(Label label, Cold emit, bool warm = false);
  void call_record(uint32_t mark, bool is_helper, bool in_frame);
  void append_records(EmittedCode& code);
  void append_positions(EmittedCode& code);
  void find_thread_targets();
  Label block_label(BlockId block);
  void jump_to(BlockId block);
  void flush_heap();
  void comment_node(NodeId node);
  void comment_record(bool is_helper);

  // -- operands of the node that is being emitted (or of a Bool fused into it)
  Location location(NodeId user, uint32_t index) const;
  bool is_constant(NodeId user, uint32_t index) const;
  uint64_t constant(NodeId user, uint32_t index) const;
  Reg reg(NodeId user, uint32_t index) const;
  Operand operand(NodeId user, uint32_t index) const;
  FloatReg float_reg(NodeId user, uint32_t index) const;
  FloatOperand float_operand(NodeId user, uint32_t index) const;
  Reg result(NodeId node) const;
  FloatReg float_result(NodeId node) const;
  bool has_result(NodeId node) const;
  bool has_flag(NodeId node, uint16_t flag) const { return (g_.node(node).flags & flag) != 0; }
  static Memory slot_memory(uint32_t index) {
    return {kStackPointer, static_cast<int32_t>(8 * index)};
  }
  // `to` must not be based on kScratchReg0.
  void store_input(Memory to, NodeId user, uint32_t index);
  void load_input(Reg to, NodeId user, uint32_t index);
  void load_register_file(Reg to);

  // -- helper calls
  // Stores inputs into scratch and calls; the result is in kScratchReg1.
  void helper(Helper helper, uint64_t immediate, NodeId user, uint32_t inputs);
  void call_helper(Helper helper, uint64_t immediate);
  // The same of a light one, which takes the node's inputs, three at most.
  void light_helper(Helper helper, NodeId user);
  // And to `whole` where it answers kNoTerm.
  void light_helper_or(Helper helper, NodeId user, Label whole);
  void call_helper_stub(Helper helper);

  // -- emit_test.cpp
  void branch_on(NodeId condition, Label if_true, Label if_false, Next next);
  bool is_simple(NodeId condition) const;
  Condition simple_condition(NodeId condition);
  void branch(Condition condition, Label if_true, Label if_false, Next next);
  void jump_unless_next(bool value, Label if_true, Label if_false, Next next);
  void emit_bool(NodeId node);
  void emit_bool_to_term(NodeId node);
  void emit_select(NodeId node);
  void select_by_branch(NodeId node);
  void test_type(NodeId node, Label if_true, Label if_false, Next next);
  void test_boxed(Reg term, Label if_not);
  void test_kinds(Reg term, std::span<const BoxedKind> kinds, Label if_true, Label if_false,
                  Next next);
  void test_kinds(Reg term, std::initializer_list<BoxedKind> kinds, Label if_true, Label if_false,
                  Next next) {
    test_kinds(term, std::span(kinds.begin(), kinds.size()), if_true, if_false, next);
  }
  void branch_unless_next(Condition condition, Label if_true, Label boxed, Next next);
  void test_boxed_kinds(Reg term, std::initializer_list<BoxedKind> kinds, Label boxed,
                        Label if_true, Label if_false, Next next);
  void test_tuple(NodeId node, Label if_true, Label if_false, Next next);
  void test_integer(Reg term, Label if_true, Label if_false, Next next);
  void test_binary(Reg term, Label if_true, Label if_false, Next next);
  void test_fun_of(NodeId node, Label if_true, Label if_false, Next next);
  void test_immediate_or(Reg term, ImmediateKind kind, BoxedKind boxed, Label if_true,
                         Label if_false, Next next);
  // -- emit_compare.cpp
  bool known_small(NodeId user, uint32_t index) const;
  // Jumps to `label` unless both inputs are small, as far as that is not known.
  bool test_both_small(NodeId node, Label label);
  bool may_be_float(NodeId node, uint32_t index) const;
  void compare_operands(NodeId node);
  Condition compare_condition(NodeId node) const;
  void branch_on_order(NodeId node, Label if_true, Label if_false, Next next);
  void branch_on_equal(NodeId node, Label if_true, Label if_false, Next next);
  void branch_on_float(NodeId node, Label if_true, Label if_false, Next next);
  void equals_text(NodeId node, uint32_t index, Label label, Label if_true, Label if_false);
  void compare_floats_warm(NodeId node, Label if_true, Label if_false, Label otherwise);
  void decode_self_float(FloatReg to, NodeId node, uint32_t index, Label if_not);
  void decode_self_float(FloatReg to, Reg from, Label if_not);
  void encode_self_float(Reg to, FloatReg from, Label if_not);

  // -- emit_arith.cpp
  void emit_arith(NodeId node);
  void emit_add_sub(NodeId node);
  void emit_multiply(NodeId node);
  void emit_float_divide(NodeId node);
  void emit_bitwise(NodeId node);
  void emit_shift(NodeId node);
  void emit_shift_by_constant(NodeId node, int64_t by);
  void emit_negate(NodeId node);
  void arith_cold(NodeId node, Label label, Label back);
  void arith_warm(NodeId node, Label label, Label back);
  void call_arith(NodeId node);
  // -- emit_divide.cpp
  void emit_divide(NodeId node);
  void divide_by_constant(NodeId node, int64_t by);
  void divide_by_power(NodeId node, uint32_t power, bool negate);
  void divide_by_magic(NodeId node, int64_t by);
  void divide_by_register(NodeId node);

  // -- emit_raw.cpp
  void emit_raw(NodeId node);
  void emit_tag(NodeId node);
  void emit_float_error(NodeId node);
  void emit_int_op(NodeId node);
  void emit_float_op(NodeId node);
  void emit_unbox(NodeId node);
  void emit_to_float(NodeId node);
  void emit_box(NodeId node);

  // -- emit_data.cpp
  void emit_data(NodeId node);
  void emit_put_map(NodeId node);
  void put_map_pairs(NodeId node);
  void emit_map_size(NodeId node);
  void emit_bit_size(NodeId node);
  void emit_reserve(NodeId node);
  void emit_cons(NodeId node);
  void emit_tuple(NodeId node);
  void emit_update_tuple(NodeId node);
  void emit_closure(NodeId node);
  Memory heap_word(uint32_t index) const;
  void finish_building(NodeId node, Tag tag, uint32_t words);

  // -- emit_bits.cpp
  void emit_bits(NodeId node);
  void load_match_bytes(Reg context);
  void emit_bit_field(NodeId node);
  void emit_join_bits(NodeId node);
  void emit_same_bytes(NodeId node);
  void emit_match_bits(NodeId node);
  void emit_match_context(NodeId node);
  void emit_make_bits(NodeId node);
  void emit_make_utf8(NodeId node);

  // -- emit_call.cpp
  void emit_call(NodeId node);
  void emit_call_ext(NodeId node, bool tail);
  void emit_call_native(NodeId node, const NativeInfo& native, bool tail);
  void next_of_tuple(NodeId node, Label answered);
  void call_native(NodeId node, const NativeInfo& native, bool tail);
  void emit_call_fun(NodeId node, bool tail);
  void emit_apply(NodeId node, bool tail);
  void jump_to_stub(void (*stub)());
  void emit_bif(NodeId node);
  void move_arguments(NodeId node, uint32_t count, Location extra);
  void store_to_x(NodeId node, uint32_t count);
  void call_entry(const void* entry, int32_t offset, bool tail);
  void finish_call(NodeId node);
  void emit_return(NodeId node);
  void emit_raise(NodeId node);
  void emit_loop_yield();
  // -- emit_switch.cpp
  void emit_branch(NodeId node);
  void emit_switch(NodeId node);
  struct Case {
    int64_t key;
    BlockId target;
  };
  void emit_cases(Reg key, std::span<const Case> cases, BlockId otherwise);
  bool emit_case_table(Reg key, std::span<const Case> cases, BlockId otherwise);

  const Allocation& a_;
  const Prepared& p_;
  const Graph& g_;
  const Safepoints& safepoints_;
  const Linkage& linkage_;
  const EmitOptions options_;
  Masm m_;

  NodeId node_ = ir::kNoNode;  // being emitted
  uint32_t position_ = 0;
  BlockId block_ = 0;
  bool framed_ = false;
  BlockId next_block_ = ir::kNoBlock;
  uint32_t heap_pending_ = 0;  // bytes built since the heap top was bumped
  size_t next_move_ = 0;
  std::string error_;

  Label entry_, after_reduction_;
  std::vector<Label> labels_;       // by block
  std::vector<BlockId> thread_to_;  // by block: where a jump to it may go at once
  struct ColdCode {
    Label label;
    NodeId node;
    uint32_t position;
    BlockId block;
    bool framed;
    Cold emit;
  };
  std::vector<ColdCode> warm_, cold_;
  struct Record {
    uint32_t mark;
    NodeId node;  // kNoNode: where a frame is set up
    bool is_helper;
    bool framed;
  };
  std::vector<Record> records_;
  std::vector<uint32_t> position_index_;  // by the graph's position: in EmittedCode::positions
};

}  // namespace linac::jit
