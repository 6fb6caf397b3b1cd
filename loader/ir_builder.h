// Builds the SSA form of one function (ir_build.cpp and the ir_build_*.cpp by family of ops).
//
// Stretches (control_flow.h) are taken in reverse postorder. registers_ holds the value of each
// register at the op that is looked at. An edge to a stretch keeps the values of the registers that
// are live there; where edges meet that differ, a phi is made. A loop's stretch gets a phi for each
// live register before all its edges are known; those that turn out to be needless are removed at the
// end.
//
// Y registers that a handler reads have a slot each. It is written where a region begins and, inside a
// region, wherever the register is; so it always holds the register's value when something raises.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "core/ir/graph.h"
#include "loader/control_flow.h"
#include "loader/ir_build.h"
#include "loader/snippet_shape.h"

namespace linac {

class IrBuilder {
 public:
  IrBuilder(const Module& module, uint32_t function_index, const IrBuildOptions& options)
      : module_(module),
        function_(module.functions[function_index]),
        function_index_(function_index),
        options_(options),
        flow_(module, function_) {}

  IrBuild run();

 private:
  using NodeId = ir::NodeId;
  using BlockId = ir::BlockId;
  using Operands = std::span<const Operand>;
  using Handler = void (IrBuilder::*)(const Op&, Operands);
  static constexpr std::array<Handler, kMaxOpcode + 1> handlers();

  // A way to a stretch: the values of its live registers are in edge_values_.
  struct Edge {
    size_t first_value;
    uint32_t next;  // of the same stretch, or kNoIndex
  };
  struct Start {
    BlockId block = ir::kNoBlock;
    uint32_t first_edge = kNoIndex, last_edge = kNoIndex;
    uint32_t edge_count = 0;
    bool begun = false;  // its phis are there
    bool open = false;   // goes on in a block that has no end yet
    uint32_t first_phi = 0;
  };

  // -- ir_build.cpp: stretches, edges, phis
  void begin_function();
  void begin_stretch(uint32_t stretch);
  void begin_loop(uint32_t stretch);
  NodeId merge(uint32_t stretch, size_t live_index);
  void build_stretch(uint32_t stretch);
  void build_op(uint32_t index);
  void keep_edge(uint32_t stretch);
  // The block to make an edge to now for control to go to an op.
  BlockId way_to(uint32_t op_index);
  BlockId way_to(const Operand& label) { return way_to(module_.labels[label.index()]); }
  BlockId start_block(uint32_t stretch);
  void jump_to(uint32_t op_index);
  void jump_to_stretch(uint32_t stretch);
  void remove_needless_phis();

  // -- nodes
  NodeId add(ir::Op op, std::span<const NodeId> inputs, uint64_t imm = 0);
  NodeId add(ir::Op op, std::initializer_list<NodeId> inputs, uint64_t imm = 0) {
    return add(op, std::span<const NodeId>(inputs.begin(), inputs.size()), imm);
  }
  NodeId constant(Term term) { return graph_.constant(term); }
  NodeId nil() { return constant(linac::kNil); }
  Term constant_term(const Operand& operand) const {
    return operand.kind == OperandKind::kLiteral ? module_.literals[operand.index()]
                                                 : operand.term();
  }
  static bool is_constant(const Operand& operand) {
    return !is_any_register(operand) && operand.kind <= OperandKind::kLiteral;
  }
  bool is_immediate(const Operand& operand) const {
    return is_constant(operand) && constant_term(operand).is_immediate();
  }
  NodeId value(const Operand& operand);
  NodeId value_now(uint32_t number);
  NodeId x(uint32_t index);
  void set(const Operand& operand, NodeId value);
  void set_x(uint32_t index, NodeId value) { set(x_register(index), value); }
  // Arguments x0 .. count-1 in scratch_.
  void take_arguments(uint32_t count);
  uint64_t target(uint32_t index) const { return ir::pack({options_.unit, index}); }
  uint32_t position_of(uint32_t op_index);
  BlockId handler_block() const;

  // -- ends of blocks; control goes on in a new one
  // Of blocks that go nowhere yet, the way to a block that joins them.
  void go_on_in(BlockId block) {
    add(ir::Op::kJump, {});
    graph_.add_edge(block_, block);
  }
  void branch(NodeId condition, BlockId if_true, BlockId if_false, uint16_t flags = 0);
  void go_to(const Operand& label);
  // Goes on if the condition is `wanted`; else to the label.
  void go_on_if(NodeId condition, const Operand& label, bool wanted = true);
  // The same; else raises.
  void need(NodeId condition, ir::RaiseKind kind, std::span<const NodeId> operands);
  void need(NodeId condition, ir::RaiseKind kind, NodeId operand) {
    need(condition, kind, std::span<const NodeId>(&operand, 1));
  }
  void raise(ir::RaiseKind kind, std::span<const NodeId> operands);
  void raise(ir::RaiseKind kind, std::initializer_list<NodeId> operands) {
    raise(kind, std::span<const NodeId>(operands.begin(), operands.size()));
  }
  void end(ir::Op op, std::span<const NodeId> inputs, uint64_t imm = 0);
  void unreachable();
  BlockId unreachable_block();
  bool proved() const { return (module_.facts[index_].flags & kProved) != 0; }

  // -- ops: ir_build_control.cpp
  void skip(const Op& op, Operands o);
  void func_info(const Op& op, Operands o);
  void jump(const Op& op, Operands o);
  void call(const Op& op, Operands o);
  void call_self();
  void call_ext(const Op& op, Operands o);
  void call_fun(const Op& op, Operands o);
  void apply(const Op& op, Operands o);
  void return_op(const Op& op, Operands o);
  void finish_call(NodeId result);
  bool returns_result_of_call_fun() const;
  void select_val(const Op& op, Operands o);
  void select_tuple_arity(const Op& op, Operands o);
  struct SelectKey {
    Word key;
    uint32_t label_at;  // in the op's list
  };
  void select(ir::Op op, NodeId source, std::vector<SelectKey>& keys, Operands o);
  NodeId select_boxed(NodeId source, Operands list);
  void type_test(const Op& op, Operands o);
  void is_function2(const Op& op, Operands o);
  void test_arity(const Op& op, Operands o);
  void is_tagged_tuple(const Op& op, Operands o);
  void compare(const Op& op, Operands o);
  void raises(const Op& op, Operands o);
  void reraise(const Op& op, Operands o);

  // -- ir_build_try.cpp
  void allocate(const Op& op, Operands o);
  void init(const Op& op, Operands o);
  void init_yregs(const Op& op, Operands o);
  void catch_end(const Op& op, Operands o);
  void try_case(const Op& op, Operands o);
  void enter_region(uint32_t handler_op);
  void build_handler(uint32_t handler_op, BlockId block);
  NodeId catch_value(uint32_t handler_op);
  void store_slot(uint32_t number, NodeId value);

  // -- ir_build_data.cpp
  void move(const Op& op, Operands o);
  void swap(const Op& op, Operands o);
  void get_list(const Op& op, Operands o);
  void get_tuple_element(const Op& op, Operands o);
  void put_list(const Op& op, Operands o);
  void put_tuple2(const Op& op, Operands o);
  void update_record(const Op& op, Operands o);
  void make_fun2(const Op& op, Operands o);
  void make_fun3(const Op& op, Operands o);
  void get_map_elements(const Op& op, Operands o);
  void has_map_fields(const Op& op, Operands o);
  void put_map(const Op& op, Operands o);
  void need_tuple(NodeId tuple, uint64_t least);
  NodeId has_element(NodeId tuple, uint64_t position);
  void fmove(const Op& op, Operands o);
  void fconv(const Op& op, Operands o);
  void float_arith(const Op& op, Operands o);
  void fnegate(const Op& op, Operands o);

  // -- ir_build_bif.cpp
  struct BifCall {
    uint32_t import;
    std::array<NodeId, 3> values;
    uint32_t count;
    const Operand* fail;  // a label: in a guard. Null: raises

    std::span<const NodeId> arguments() const { return {values.data(), count}; }
  };
  void bif(const Op& op, Operands o);
  NodeId build_operator(Operator op, const BifCall& call);
  NodeId arithmetic(ir::Op op, const BifCall& call, std::initializer_list<NodeId> inputs);
  NodeId compare_values(Operator op, NodeId a, NodeId b);
  NodeId equality(NodeId a, NodeId b);
  NodeId logic(Operator op, const BifCall& call);
  NodeId take_apart(ir::Op test, ir::Op part, const BifCall& call);
  NodeId size_of_bits(ir::Op size, const BifCall& call);
  NodeId element(const BifCall& call);
  NodeId map_get(const BifCall& call);
  NodeId is_map_key(const BifCall& call);
  NodeId map_find(const BifCall& call);
  NodeId map_put(const BifCall& call, bool exact);
  NodeId float_of(const BifCall& call);
  NodeId is_function_of(const BifCall& call);
  NodeId native(const BifCall& call);
  NodeId guarded(NodeId result, const BifCall& call);
  // The built-in function gives a result only if this holds.
  void need_for(NodeId condition, const BifCall& call);
  NodeId bool_term(NodeId condition) { return add(ir::Op::kBoolToTerm, {condition}); }
  NodeId same(NodeId value, Term term) { return add(ir::Op::kSameWord, {value, constant(term)}); }
  uint8_t import_flags(uint32_t import) const {
    return options_.imports.empty() ? 0xFF : options_.imports[import];
  }

  // -- ir_build_bits.cpp: a match context that an op works on
  struct Matching {
    NodeId context, position, end;
    uint64_t read = 0;  // bits behind `position` that have been read
  };
  Matching begin_matching(const Operand& context);
  NodeId position_now(const Matching& matching);
  void store_position(Matching& matching);
  NodeId bits_left(const Matching& matching);
  void ensure_bits(Matching& matching, uint64_t count, uint64_t unit, const Operand& fail);
  void ensure_exactly(Matching& matching, uint64_t count, const Operand& fail);
  NodeId field(Matching& matching, uint64_t count, uint64_t flags);
  NodeId cut_bits(Matching& matching, NodeId count);
  void start_match(const Operand& source, const Operand& target, const Operand* fail);
  void bs_start_match3(const Op& op, Operands o);
  void bs_start_match4(const Op& op, Operands o);
  void bs_match(const Op& op, Operands o);
  void match_command(Matching& matching, BitCommand command, Operands o, const Operand& fail);
  std::optional<uint64_t> equal_value(Operands o) const;
  size_t chunk_end(Operands list, size_t at) const;
  void read_chunk(Matching& matching, Operands list, const Operand& fail);
  NodeId chunk_part(NodeId chunk, uint64_t shift, uint64_t count, bool is_signed);
  std::optional<uint64_t> constant_size(const Operand& size, uint64_t unit) const;
  NodeId variable_size(Matching& matching, const Operand& size, uint64_t unit, const Operand& fail);
  void skip_variable(const Matching& matching, NodeId count);
  void bs_get_integer2(const Op& op, Operands o);
  void bs_get_binary2(const Op& op, Operands o);
  void bs_skip_bits2(const Op& op, Operands o);
  void bs_test_tail2(const Op& op, Operands o);
  void bs_test_unit(const Op& op, Operands o);
  void bs_match_string(const Op& op, Operands o);
  void bs_get_tail(const Op& op, Operands o);
  void bs_get_position(const Op& op, Operands o);
  void bs_set_position(const Op& op, Operands o);
  void get_utf8(Operands o, const Operand* target);
  void bs_get_utf8(const Op& op, Operands o);
  void bs_skip_utf8(const Op& op, Operands o);

  // -- ir_build_bits_make.cpp
  void bs_create_bin(const Op& op, Operands o);
  struct Piece {
    NodeId value;
    uint64_t imm;  // ir::PieceImm
  };
  // Integers of up to 64 bits in all: `value` has those of `bits`, then come known ones.
  struct IntegerPiece {
    NodeId value = ir::kNoNode;
    uint64_t bits = 0;
    uint64_t known = 0, known_bits = 0;

    void add_known(uint64_t value, uint64_t count);
  };
  size_t count_pieces(Operands list) const;
  void put_known(IntegerPiece& piece);
  void put_value(IntegerPiece& piece, NodeId value, uint64_t count);
  void finish_piece(IntegerPiece& piece, std::vector<Piece>& pieces);
  void add_string(const uint8_t* text, uint64_t bits, IntegerPiece& piece,
                  std::vector<Piece>& pieces);
  void need(NodeId condition, BlockId other);
  NodeId small_value(const Operand& source, BlockId other);
  NodeId is_ascii(NodeId number);
  NodeId utf8_alone(const Operand& source, BlockId other);
  NodeId integer_value(const Operand& source, uint64_t bits, bool is_code_point, BlockId other);
  std::vector<Piece> build_pieces(Operands list, BlockId other);
  NodeId join(const std::vector<Piece>& pieces);
  void finish_create(const Op& op, Operands o, NodeId made, BlockId other);

  // -- ir_build_message.cpp
  void send(const Op& op, Operands o);
  NodeId send(NodeId to, NodeId message);
  void loop_rec(const Op& op, Operands o);
  void mailbox(const Op& op, Operands o);
  void reserve_mark(const Op& op, Operands o);
  void wait(const Op& op, Operands o);
  void wait_timeout(const Op& op, Operands o);

  // -- ir_build_interpret.cpp
  void interpret(const Op& op, Operands o);
  void trap();
  void add_interpret(std::span<const NodeId> inputs) {
    add(ir::Op::kInterpret, inputs, target(index_));
  }

  const Module& module_;
  const Function& function_;
  const uint32_t function_index_;
  const IrBuildOptions options_;
  ControlFlow flow_;
  ir::Graph graph_;
  IrRefusal refusal_ = IrRefusal::kNone;

  uint32_t index_ = 0;            // the op that is built
  BlockId block_ = ir::kNoBlock;  // where nodes go; kNoBlock: control does not go on
  uint32_t position_ = 0;
  std::vector<NodeId> registers_;  // by number; kNoNode: not set

  std::vector<Start> starts_;  // one a stretch
  std::vector<Edge> edges_;
  std::vector<NodeId> edge_values_;
  std::vector<NodeId> phis_;

  std::vector<uint32_t> slots_;  // of a register, or kNoIndex
  // Of each handler op, in the order of flow_'s: the handler's block of the region that control is in.
  std::vector<std::pair<uint32_t, BlockId>> regions_;
  uint32_t covered_by_ = kNoIndex;  // the handler whose region was entered in this stretch

  std::vector<NodeId> scratch_;
};

}  // namespace linac
