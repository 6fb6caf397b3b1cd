// What a graph looks like to allocation and emission: the order of blocks, positions, which nodes
// have a location, what of a node's inputs has to be in a register. A side table; the graph itself
// is not changed.
//
// Positions: a block begins at an even position `from` (phis, params and moves of edges stand
// there), each emitted node has the next even one, and the block ends before `to`. A node reads its
// inputs at its position p and has its result from p + 1 on; a call from p + 2, since at p + 1 it
// takes all registers. The node behind a call stands at p + 4.
//
// Not emitted, and without a location: constants (operands of their users), a Bool that is computed
// where its only user stands (fused), nodes that nothing uses and that have no effect.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/ir/dominators.h"
#include "core/ir/graph.h"
#include "core/ir/loops.h"
#include "jit/target.h"

namespace linac::jit {

using ir::BlockId;
using ir::Graph;
using ir::NodeId;
using ir::Op;
using ir::Rep;

using ValueId = uint32_t;
inline constexpr ValueId kNoValue = UINT32_MAX;
inline constexpr uint32_t kNoPosition = UINT32_MAX;

enum class Need : uint8_t {
  kNothing,   // not looked at
  kAny,       // a register, a slot or a constant
  kRegister,  // a register; a constant gets one for this use
  kRegisterOrConstant,
};
struct InputNeed {
  Need need;
  bool late = false;  // read after the result was begun: the result gets another register
};
// What the code of `user` wants its input number `index` to be.
InputNeed input_need(const Graph& graph, NodeId user, uint32_t index);

struct Value {
  NodeId node;  // the definition; of a constant's value, the constant
  Rep rep;
  bool is_float = false;  // in float registers
  // Of a constant that one use wants in a register: who uses it.
  NodeId user = ir::kNoNode;
  uint32_t input = 0;

  bool is_constant() const { return user != ir::kNoNode; }
};

// One input of an emitted node, also through the Bools that are fused into it.
struct InputUse {
  NodeId user;  // the node, or a fused Bool
  uint32_t index;
  NodeId node;
  InputNeed need;
};

class Prepared {
 public:
  explicit Prepared(const Graph& graph);

  const Graph& graph;
  std::vector<BlockId> order;      // of emission: cold blocks last
  std::vector<uint32_t> place;     // of a block in `order`; UINT32_MAX: not reached
  std::vector<uint32_t> from, to;  // positions, by block
  std::vector<NodeId> at;          // by position / 2: the node; kNoNode where a block begins and
                                   // behind a call, where its result does
  std::vector<uint32_t> position;  // by node; of a fused one its user's
  std::vector<ValueId> value;      // by node
  std::vector<Value> values;
  std::vector<uint32_t> calls;      // positions of kCalls ops, ascending
  std::vector<uint32_t> divisions;  // positions of what takes kDivisionGprs, but in cold blocks
  const ir::Order reverse_postorder;
  const ir::Dominators dominators;
  const ir::Loops loops;
  std::vector<bool> loop_calls;  // by loop: it has a kCalls op, also in inner loops
  std::vector<bool> cold;        // by block

  bool is_fused(NodeId node) const { return fused_[node]; }
  uint32_t use_count(NodeId node) const { return use_count_[node]; }
  bool is_constant(NodeId node) const;
  BlockId block_at(uint32_t position) const { return block_at_[position / 2]; }
  bool begins_block(uint32_t position) const {
    return (position & 1) == 0 && from[block_at(position)] == position;
  }
  uint32_t end_position() const { return static_cast<uint32_t>(at.size()) * 2; }
  // The values that are live where a block begins (phis of the block are not).
  bool live_in(BlockId block, ValueId v) const {
    return live_in_[block * live_words_ + v / 64] >> (v % 64) & 1;
  }
  template <class F>
  void each_live_in(BlockId block, F visit) const {
    for (uint32_t i = 0; i < live_words_; ++i) {
      for (uint64_t bits = live_in_[block * live_words_ + i]; bits != 0; bits &= bits - 1) {
        visit(static_cast<ValueId>(i * 64 + static_cast<uint32_t>(__builtin_ctzll(bits))));
      }
    }
  }
  // Inputs of an emitted node (no phi) that it looks at.
  template <class F>
  void each_input(NodeId node, F visit) const {
    for (uint32_t i = 0; i < graph.node(node).input_count; ++i) visit_input(node, i, visit);
  }
  // The value that stands for an input of `user`: its node's, or its own for a constant that has
  // to be in a register; kNoValue if the constant is an operand of the instruction.
  ValueId input_value(NodeId user, uint32_t index) const;
  // Where a node's result begins.
  uint32_t definition(NodeId node) const;

 private:
  template <class F>
  void visit_input(NodeId user, uint32_t index, F& visit) const {
    NodeId node = graph.input(user, index);
    if (fused_[node]) {
      for (uint32_t i = 0; i < graph.node(node).input_count; ++i) visit_input(node, i, visit);
      return;
    }
    InputNeed need = input_need(graph, user, index);
    if (need.need != Need::kNothing) visit(InputUse{user, index, node, need});
  }

  void find_order();
  void find_calling_loops();
  void mark_cold();
  void count_uses();
  void fuse();
  bool fuse_into_user(NodeId node);
  void number();
  bool takes_division_registers(NodeId node) const;
  void add_constant_values(NodeId node);
  void find_liveness();

  std::vector<bool> fused_;
  std::vector<uint32_t> use_count_;
  std::vector<NodeId> single_user_;
  std::vector<BlockId> block_at_;
  struct ConstantUse {
    NodeId user;
    uint32_t index;
    ValueId value;
  };
  std::vector<ConstantUse> constant_uses_;  // ascending by user, index (as they were met: sorted)
  std::vector<uint64_t> live_in_;
  uint32_t live_words_ = 0;
};

}  // namespace linac::jit
