// The SSA form of one function (docs/ir.md): blocks of nodes, each node one value. Built by
// loader/ir_build.h, changed by core/opt, read by jit/. Printed and parsed by core/ir/text.h, checked
// by core/ir/verify.h.
//
// Invariants
//  S1 A block is phis, then nodes, then one node with kEnds. Block 0 is the entry: no predecessor;
//     its params come first. Each input has the Rep that inputs.def asks for; a Bool is no phi's and
//     no select's value. A position's caller stands before it.
//  S2 A definition dominates its uses; a phi's input i dominates the end of predecessor i. (Blocks
//     that cannot be reached may stand there until something removes them.)
//  S3 succs are in the order that the last node's doc gives; preds holds each edge once, in the order
//     of the phis' inputs; several edges between the same two blocks have the same order in both. No
//     edge goes from a block with several successors to one with several predecessors once
//     split_critical_edges has run (passes after it keep that).
//  S4 A value used by a handler's block, or after it, is a slot_load, a constant, or defined behind
//     it: what was in registers is gone. So it has no phis. Every slot is stored before the try_enter
//     whose handler loads it.
//  S5 Node::handler is the block that gets what the node raises, or kNoBlock; that block is successor
//     1 of a try_enter that dominates the node, its only predecessor, and has is_handler.
//  S6 Between a reserve and the building nodes that use it stands nothing that collects, and no loop
//     begins. (Only after the pass that places reserves; before it, building nodes ask for
//     themselves.) Between a set_element and the node that made its tuple nothing collects, ever.
//  S7 imm of constants never points into a process's heap.
//
// Ownership: the Graph owns all. NodeIds and BlockIds stay valid; removed nodes have op kNone. Threads: one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/check.h"
#include "core/term/term.h"

namespace linac::ir {

enum class Rep : uint8_t { kNone, kTerm, kInt, kFloat, kBool };

enum Effect : uint16_t {
  kCollects = 1,    // may collect: terms that live across it are roots
  kRaises = 2,      // may raise (with kInGuard it does not)
  kCalls = 4,       // no register survives
  kAllocates = 8,   // takes words that were reserved
  kReadsHeap = 16,  // only what never changes: may be shared and dropped, not moved above its test
  kWritesHeap = 32,
  kReadsSlot = 64,
  kWritesSlot = 128,
  kEnds = 256,         // ends a block
  kPinned = 512,       // keeps its place at the block's start, or behind the node before it
  kNoEffect = 1024,    // may be left out when unused, in spite of the bits above
  kReadsMatch = 2048,  // a match context's position, which set_match_position changes
};

// What a Mailbox node does; the inputs that it takes.
enum class MailboxAction : uint8_t {
  kRemove,     // the message that was looked at is the program's
  kSkip,       // it stays, and the next one is looked at
  kTimeout,    // the receive ends without one
  kBindMark,   // mark, reference
  kUseMark,    // reference: the search begins at its mark
  kClearMark,  // reference
};

enum class ImmKind : uint8_t { kNone, kTerm, kInteger, kDouble, kTarget, kArith, kRaise };

enum class Op : uint8_t {
  kNone,
#define OP(identifier, name, result, effects, imm, doc) k##identifier,
#include "core/ir/ops.def"
#undef OP
};

struct OpInfo {
  std::string_view name;
  Rep result;
  uint16_t effects;
  ImmKind imm;
};
const OpInfo& op_info(Op op);

// What is known at a node; set by passes, used by code generation.
enum NodeFlag : uint16_t {
  kInGuard = 1,    // a failure gives kNoTerm and raises nothing
  kLeftSmall = 2,  // input 0 is a small integer
  kRightSmall = 4,
  kNoOverflow = 8,  // the result fits 61 bits, if the inputs are small
  kLeftFloat = 16,  // input 0 is a float
  kRightFloat = 32,
  kLikelyFloat = 64,       // seen or guessed: test for floats first
  kLikelyLeftFirst = 128,  // of a branch: successor 0 is the likely one
  kUnlikelyLeft = 256,     // of a branch: successor 0 is the unlikely one
  kNonNegative = 512,      // input 0 is not negative (div, rem, bsr, masks)
  kNonZero = 1024,         // input 1 is not zero (div, rem)
};

// imm of kBitField: a count of bits, and these. imm of kAppendBits: a count of bits and, from
// kUnitShift on, the unit.
enum FieldImm : uint64_t {
  kFieldBits = 0xFF,
  kSignedField = 0x100,
  kLittleField = 0x200,
  kUnitShift = 8,
};

// What a kUtf8Field and a kUtf8Bytes is: a code point, or its bytes, above the bits that they take.
inline constexpr uint32_t kUtf8Shift = 8;

// imm of kJoinBits: up to kMostPieces pieces, the first in the lowest bits; 0 ends them. A piece is the
// next Int's low bits (kIntegerPiece and a count of bits), or all of the next Term, whose size is
// divisible by 1 or by 8.
enum PieceImm : uint64_t {
  kPieceBits = 8,
  kPieceMask = 0xFF,
  kIntegerPiece = 0x80,
  kPieceOfBits = 1,
  kPieceOfBytes = 2,
};
inline constexpr uint32_t kMostPieces = 8;

// Inputs that a PutMap takes: they go through argument registers.
inline constexpr uint32_t kMostPutMapInputs = 257;

enum class RaiseKind : uint8_t {
  kBadmatch,           // Term
  kCaseClause,         // Term
  kTryClause,          // Term
  kIfClause,           // -
  kFunctionClause,     // the arguments
  kBadrecord,          // Term
  kBadarg,             // -: reason badarg
  kNotDestructurable,  // Term that is not what an instruction takes apart
  kBadfun,             // arguments, then what is no fun of so many
  kReraise,            // reason, trace (the BEAM's raise)
};

using NodeId = uint32_t;
using BlockId = uint32_t;
inline constexpr NodeId kNoNode = UINT32_MAX;
inline constexpr BlockId kNoBlock = UINT32_MAX;

// imm of kTarget: what is named, and of which unit (0: the function's own module; others come by
// inlining). Of kCall a function's index in its module, of kCallExt and kBif an import's, of kClosure
// a lambda's, of kInterpret an op's index.
struct Target {
  uint32_t unit;
  uint32_t index;
};
constexpr uint64_t pack(Target target) { return uint64_t{target.unit} << 32 | target.index; }
constexpr Target unpack_target(uint64_t imm) {
  return {static_cast<uint32_t>(imm >> 32), static_cast<uint32_t>(imm)};
}

// Where in the source a node comes from; what it raises has this in its trace.
struct Position {
  uint32_t unit = 0;
  uint32_t function = 0;         // index in its module
  uint32_t op = 0;               // index in its module's ops, which has the line
  uint32_t caller = UINT32_MAX;  // position of the call that was replaced by this function's body
  bool operator==(const Position&) const = default;
};

struct Node {
  Op op = Op::kNone;
  Rep rep = Rep::kNone;
  uint16_t flags = 0;
  BlockId block = kNoBlock;
  uint32_t first_input = 0;  // in Graph's pool
  uint32_t input_count = 0;
  uint64_t imm = 0;
  uint32_t position = 0;
  BlockId handler = kNoBlock;
};

struct Block {
  std::vector<NodeId> nodes;
  std::vector<BlockId> preds;
  std::vector<BlockId> succs;
  bool is_handler = false;
  bool cold = false;  // laid out after the others
  bool dead = false;  // removed
};

class Graph {
 public:
  std::vector<Node> nodes;
  std::vector<Block> blocks;
  std::vector<Position> positions{Position{}};
  std::string name;  // for dumps: module:function/arity
  uint32_t arity = 0;
  uint32_t slot_count = 0;  // fixed slots that handlers use

  Node& node(NodeId id) { return nodes[id]; }
  const Node& node(NodeId id) const { return nodes[id]; }
  Block& block(BlockId id) { return blocks[id]; }
  const Block& block(BlockId id) const { return blocks[id]; }
  std::span<NodeId> inputs(NodeId id) {
    return {pool_.data() + nodes[id].first_input, nodes[id].input_count};
  }
  std::span<const NodeId> inputs(NodeId id) const {
    return {pool_.data() + nodes[id].first_input, nodes[id].input_count};
  }
  NodeId input(NodeId id, uint32_t index) const { return pool_[nodes[id].first_input + index]; }
  // The node that ends the block.
  NodeId end(BlockId id) const { return blocks[id].nodes.back(); }
  // op_info's, without kRaises and kCollects where flags rule them out.
  uint16_t effects(NodeId id) const;

  BlockId add_block();
  // A node that stands in no block yet. Its rep is as op_info says; of phi, copy and select as that of
  // their (first) value, if there is one. Inputs may lie in this graph's own spans.
  NodeId make(Op op, std::span<const NodeId> inputs, uint64_t imm = 0, uint32_t position = 0);
  NodeId make(Op op, std::initializer_list<NodeId> inputs, uint64_t imm = 0,
              uint32_t position = 0) {
    return make(op, std::span<const NodeId>(inputs.begin(), inputs.size()), imm, position);
  }
  // The same, at the end of `block`.
  NodeId append(BlockId block, Op op, std::initializer_list<NodeId> inputs, uint64_t imm = 0,
                uint32_t position = 0);
  NodeId append(BlockId block, NodeId node);
  // One node a word, in the entry block behind the params (append those first).
  NodeId constant(Term term);
  NodeId int_constant(int64_t value);
  NodeId float_constant(double value);  // one a bit pattern
  void insert_before(BlockId block, size_t index, NodeId node);
  void set_inputs(NodeId id, std::span<const NodeId> inputs);
  void add_input(NodeId id, NodeId input);  // of a phi that grows
  // Turns a node into another with the same id, place, position and uses. Flags are cleared; the
  // handler stays if the new op may raise.
  void become(NodeId id, Op op, std::span<const NodeId> inputs, uint64_t imm = 0);
  void add_edge(BlockId from, BlockId to);
  // Where in the successor's preds this edge stands.
  uint32_t pred_index(BlockId from, uint32_t successor_index) const;
  // Removes the edge and the phis' inputs that belong to it. Later successors move up: the caller
  // makes the block's last node fit.
  void remove_edge(BlockId from, uint32_t successor_index);
  // The edge goes to `to` from now on, as its last predecessor; phis as with add_edge and remove_edge.
  void redirect_edge(BlockId from, uint32_t successor_index, BlockId to);
  void remove_node(NodeId id);  // out of its block; nothing uses it
  // The same for many: mark each, then sweep once. In between the marked ones have op kNone.
  void mark_removed(NodeId id);
  void sweep();
  // Removes the block's nodes and the edges out of it, and marks it dead. No edge leads to it, unless
  // from itself.
  void remove_block(BlockId id);
  // Every use of `of` becomes `by`. Linear in the graph; passes that replace many collect them first
  // (replace_all_uses).
  void replace_uses(NodeId of, NodeId by);
  // replacement[id]: what to use instead, or id itself; chains are followed.
  void replace_all_uses(std::span<const NodeId> replacement);
  uint32_t add_position(const Position& position);

 private:
  uint32_t store(std::span<const NodeId> inputs, uint32_t capacity);
  void release(uint32_t first, uint32_t count);
  Rep rep_of(NodeId id) const;
  NodeId intern(Op op, uint64_t imm);

  // Inputs of all nodes. What stands behind a node's inputs and is kFreeInput belongs to that node; a
  // node without inputs owns nothing.
  std::vector<NodeId> pool_;
  std::vector<NodeId> interned_;  // open hash table of constants; entries may be out of date
  uint32_t interned_count_ = 0;
  uint32_t constants_end_ = 0;  // about where in the entry block the constants end
};

}  // namespace linac::ir
