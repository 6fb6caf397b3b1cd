// In steps, each of which relies on those before it: numbers, edges, each node by itself, then what
// needs dominators and liveness.
#include "core/ir/verify.h"

#include <algorithm>
#include <string>

#include "core/ir/dominators.h"
#include "core/ir/liveness.h"
#include "core/ir/op_inputs.h"
#include "core/ir/uses.h"
#include "core/term/arith.h"

namespace linac::ir {

namespace {

// No function comes near these; they bound the verifier's memory.
constexpr uint32_t kMaxArity = 1024;
constexpr uint32_t kMaxSlots = 4096;
constexpr uint64_t kMaxTupleArity = (1 << 24) - 1;

std::string value_name(NodeId id) { return "v" + std::to_string(id); }
std::string block_name(BlockId id) { return "b" + std::to_string(id); }

bool is_exception_part(Op op) {
  return op == Op::kExceptionClass || op == Op::kExceptionReason || op == Op::kExceptionTrace;
}
bool starts_handler(Op op) { return op == Op::kSlotLoad || is_exception_part(op); }

bool may_be_in_guard(Op op) {
  bool arithmetic = op >= Op::kAdd && op <= Op::kBitNot;
  return arithmetic || op == Op::kBif || op == Op::kPureBif;
}

class Verifier {
 public:
  Verifier(const Graph& graph, VerifyOptions options) : graph_(graph), options_(options) {}

  Result<void> run() {
    bool good = check_numbers() && check_edges() && check_nodes() && check_flow();
    if (!good) return Error{std::move(error_)};
    return {};
  }

 private:
  bool fail(std::string_view rule, std::string message) {
    error_ = std::string(rule) + ": " + std::move(message);
    return false;
  }
  bool fail_in(std::string_view rule, BlockId block, std::string_view message) {
    return fail(rule, block_name(block) + ": " + std::string(message));
  }
  bool fail_at(std::string_view rule, NodeId id, std::string_view message) {
    const Node& node = graph_.node(id);
    std::string name(op_info(node.op).name);
    if (node.rep != Rep::kNone) name = value_name(id) + " = " + name;
    return fail(rule, name + " in " + block_name(node.block) + ", line " +
                          std::to_string(places_[id] + 1) + ": " + std::string(message));
  }
  bool is_block(BlockId id) const { return id < graph_.blocks.size() && !graph_.block(id).dead; }

  // verify.cpp: what each thing is by itself.
  bool check_numbers();
  bool check_block_numbers(BlockId id);
  bool check_node_numbers(NodeId id);
  bool check_positions();
  bool check_edges();
  bool check_shape(BlockId id);
  bool check_successors(BlockId id);
  bool check_nodes();
  bool check_inputs(NodeId id);
  bool check_input(NodeId id, uint32_t index, char letter);
  bool check_rep(NodeId id);
  bool check_flags(NodeId id);
  bool check_immediate(NodeId id);
  bool check_counts(NodeId id);
  bool check_pieces(NodeId id);
  bool check_raise(NodeId id);
  bool check_switch(NodeId id);
  bool check_update(NodeId id);
  bool check_place(BlockId block, size_t index);

  // What control flow makes of it.
  bool check_flow();
  bool check_dominance(NodeId id, const Dominators& dominators, const Order& order);
  bool check_handler(NodeId id, const Dominators& dominators);
  bool check_handlers(const Order& order);
  bool check_slots(const Order& order);
  bool check_reserves(const Order& order);
  bool check_set_elements();

  const Graph& graph_;
  const VerifyOptions options_;
  std::vector<uint32_t> places_;  // by node: its index in its block, or UINT32_MAX
  std::string error_;
};

// -- Numbers

bool Verifier::check_numbers() {
  if (graph_.arity > kMaxArity) return fail("S1", "the arity is too large");
  if (graph_.slot_count > kMaxSlots) return fail("S4", "too many slots");
  if (!is_block(0)) return fail("S1", "there is no entry block");
  places_.assign(graph_.nodes.size(), UINT32_MAX);
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) {
    if (!check_block_numbers(id)) return false;
  }
  for (const Block& block : graph_.blocks) {
    for (NodeId id : block.nodes) {
      if (!check_node_numbers(id)) return false;
    }
  }
  return check_positions();
}

bool Verifier::check_block_numbers(BlockId id) {
  const Block& block = graph_.block(id);
  if (block.dead) {
    bool empty = block.nodes.empty() && block.preds.empty() && block.succs.empty();
    return empty || fail_in("S1", id, "it is dead and has nodes or edges");
  }
  auto known = [&](BlockId other) { return is_block(other); };
  if (!std::all_of(block.preds.begin(), block.preds.end(), known) ||
      !std::all_of(block.succs.begin(), block.succs.end(), known)) {
    return fail_in("S3", id, "an edge from or to a block that there is not");
  }
  for (uint32_t i = 0; i < block.nodes.size(); ++i) {
    NodeId node = block.nodes[i];
    if (node >= graph_.nodes.size()) return fail_in("S1", id, "it lists a node that there is not");
    if (graph_.node(node).op == Op::kNone) {
      return fail_in("S1", id, "it lists " + value_name(node) + ", which is removed");
    }
    if (graph_.node(node).block != id || places_[node] != UINT32_MAX) {
      return fail_in("S1", id, "it lists " + value_name(node) + ", which stands somewhere else");
    }
    places_[node] = i;
  }
  return true;
}

bool Verifier::check_node_numbers(NodeId id) {
  const Node& node = graph_.node(id);
  for (NodeId input : graph_.inputs(id)) {
    if (input >= graph_.nodes.size()) return fail_at("S2", id, "an input is no node");
    if (graph_.node(input).op == Op::kNone) {
      return fail_at("S2", id, value_name(input) + " is removed");
    }
    if (places_[input] == UINT32_MAX) {
      return fail_at("S2", id, value_name(input) + " stands in no block");
    }
  }
  if (node.position >= graph_.positions.size()) return fail_at("S1", id, "no such position");
  if (node.handler != kNoBlock && !is_block(node.handler)) {
    return fail_at("S5", id, "its handler is no block");
  }
  return true;
}

bool Verifier::check_positions() {
  for (uint32_t i = 0; i < graph_.positions.size(); ++i) {
    uint32_t caller = graph_.positions[i].caller;
    if (caller != UINT32_MAX && caller >= i) {
      return fail("S1", "position " + std::to_string(i) + " does not stand after its caller's");
    }
  }
  return !graph_.positions.empty() || fail("S1", "there is no position 0");
}

// -- Edges

bool Verifier::check_edges() {
  std::vector<uint64_t> there, back;
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) {
    for (BlockId to : graph_.block(id).succs) there.push_back(uint64_t{id} << 32 | to);
    for (BlockId from : graph_.block(id).preds) back.push_back(uint64_t{from} << 32 | id);
  }
  std::sort(there.begin(), there.end());
  std::sort(back.begin(), back.end());
  auto [a, b] = std::mismatch(there.begin(), there.end(), back.begin(), back.end());
  if (a != there.end() || b != back.end()) {
    bool in_succs = b == back.end() || (a != there.end() && *a < *b);
    uint64_t edge = in_succs ? *a : *b;
    return fail("S3", "the edge from " + block_name(static_cast<BlockId>(edge >> 32)) + " to " +
                          block_name(static_cast<BlockId>(edge)) + " stands only in the " +
                          (in_succs ? "one's succs" : "other's preds"));
  }
  if (!graph_.block(0).preds.empty()) return fail_in("S1", 0, "the entry has a predecessor");
  for (BlockId id = 0; id < graph_.blocks.size(); ++id) {
    if (!graph_.block(id).dead && (!check_shape(id) || !check_successors(id))) return false;
  }
  return true;
}

// Phis, params and what starts a handler first; one node that ends the block, last.
bool Verifier::check_shape(BlockId id) {
  const Block& block = graph_.block(id);
  if (block.nodes.empty()) return fail_in("S1", id, "it is empty");
  for (size_t i = 0; i < block.nodes.size(); ++i) {
    bool ends = (op_info(graph_.node(block.nodes[i]).op).effects & kEnds) != 0;
    if (ends && i + 1 != block.nodes.size()) {
      return fail_at("S1", block.nodes[i], "it ends the block, but is not its last node");
    }
    if (!ends && i + 1 == block.nodes.size()) {
      return fail_at("S1", block.nodes[i], "the block's last node does not end it");
    }
    if (!check_place(id, i)) return false;
  }
  return true;
}

bool Verifier::check_place(BlockId block, size_t index) {
  const std::vector<NodeId>& nodes = graph_.block(block).nodes;
  NodeId id = nodes[index];
  Op op = graph_.node(id).op;
  Op before = index == 0 ? Op::kNone : graph_.node(nodes[index - 1]).op;
  if (op == Op::kPhi && before != Op::kNone && before != Op::kPhi) {
    return fail_at("S1", id, "a phi behind other nodes");
  }
  if (op == Op::kPhi && graph_.block(block).is_handler) {
    return fail_at("S4", id, "a phi in a handler's block");
  }
  if (op == Op::kParam && (block != 0 || (before != Op::kNone && before != Op::kParam))) {
    return fail_at("S1", id, "params come first in the entry block");
  }
  if (starts_handler(op)) {
    bool first = before == Op::kNone || starts_handler(before);
    if (!graph_.block(block).is_handler || !first) {
      return fail_at("S4", id, "it comes first in a handler's block");
    }
  }
  if (op != Op::kResult) return true;
  if (before != Op::kInterpret && before != Op::kResult) {
    return fail_at("S1", id, "results follow their interpret at once");
  }
  if (before == Op::kResult && graph_.node(nodes[index - 1]).imm >= graph_.node(id).imm) {
    return fail_at("S1", id, "results stand in their order");
  }
  return true;
}

bool Verifier::check_successors(BlockId id) {
  const Block& block = graph_.block(id);
  const Node& end = graph_.node(graph_.end(id));
  size_t expected = 0;
  if (end.op == Op::kJump) expected = 1;
  if (end.op == Op::kBranch || end.op == Op::kTryEnter) expected = 2;
  if (end.op == Op::kSwitch || end.op == Op::kSwitchArity) expected = end.input_count;
  if (block.succs.size() != expected) {
    return fail_at("S3", graph_.end(id),
                   "it has " + std::to_string(expected) + " successors, its block " +
                       std::to_string(block.succs.size()));
  }
  for (uint32_t i = 0; i < block.succs.size(); ++i) {
    const Block& to = graph_.block(block.succs[i]);
    bool raises_to = end.op == Op::kTryEnter && i == 1;
    if (raises_to != to.is_handler) {
      return fail_in("S5", block.succs[i],
                     raises_to
                         ? "a try_enter's successor 1 is not marked as a handler"
                         : "a handler is entered from " + block_name(id) + " without a raise");
    }
    if (options_.edges_split && block.succs.size() > 1 && to.preds.size() > 1) {
      return fail("S3", "the edge from " + block_name(id) + " to " + block_name(block.succs[i]) +
                            " is critical");
    }
  }
  if (block.is_handler && block.preds.size() != 1) {
    return fail_in("S5", id, "a handler has one predecessor, its try_enter");
  }
  return true;
}

// -- Nodes by themselves

bool Verifier::check_nodes() {
  std::vector<bool> params(graph_.arity);
  for (const Block& block : graph_.blocks) {
    for (NodeId id : block.nodes) {
      if (!check_rep(id) || !check_inputs(id) || !check_flags(id) || !check_immediate(id) ||
          !check_counts(id)) {
        return false;
      }
      const Node& node = graph_.node(id);
      if (node.op != Op::kParam) continue;
      if (node.imm >= graph_.arity) return fail_at("S1", id, "more than the arity says");
      if (params[node.imm]) return fail_at("S1", id, "a second param of this number");
      params[node.imm] = true;
    }
  }
  return true;
}

bool Verifier::check_rep(NodeId id) {
  const Node& node = graph_.node(id);
  if (node.op == Op::kPhi || node.op == Op::kSelect) {
    if (node.rep == Rep::kTerm || node.rep == Rep::kInt || node.rep == Rep::kFloat) return true;
    return fail_at("S1", id, "its rep is neither term, int nor float");
  }
  if (node.op == Op::kCopy) return node.rep != Rep::kNone || fail_at("S1", id, "it has no rep");
  return node.rep == op_info(node.op).result || fail_at("S1", id, "its rep is not the op's");
}

bool Verifier::check_inputs(NodeId id) {
  const Node& node = graph_.node(id);
  std::string_view pattern = op_inputs(node.op);
  size_t open = pattern.find('(');
  std::string_view fixed = pattern.substr(0, open);
  std::string_view group;
  if (open != std::string_view::npos) group = pattern.substr(open + 1, pattern.size() - open - 2);
  size_t more = node.input_count < fixed.size() ? 0 : node.input_count - fixed.size();
  if (node.input_count < fixed.size() || (group.empty() ? more != 0 : more % group.size() != 0)) {
    return fail_at("S1", id,
                   "it has " + std::to_string(node.input_count) + " inputs and takes " +
                       (pattern.empty() ? "none" : std::string(pattern)));
  }
  for (uint32_t i = 0; i < node.input_count; ++i) {
    char letter = i < fixed.size() ? fixed[i] : group[(i - fixed.size()) % group.size()];
    if (!check_input(id, i, letter)) return false;
  }
  return true;
}

bool Verifier::check_input(NodeId id, uint32_t index, char letter) {
  const Node& value = graph_.node(graph_.input(id, index));
  bool fits = false;
  switch (letter) {
    case 'T': fits = value.rep == Rep::kTerm; break;
    case 'I': fits = value.rep == Rep::kInt; break;
    case 'F': fits = value.rep == Rep::kFloat; break;
    case 'B': fits = value.rep == Rep::kBool; break;
    case 'N': fits = value.rep == Rep::kFloat || value.rep == Rep::kTerm; break;
    case 'M': fits = value.rep == Rep::kInt || value.rep == Rep::kTerm; break;
    case 'S': fits = value.rep == graph_.node(id).rep; break;
    case 'K': fits = value.op == Op::kConst; break;
    case 'J': fits = value.op == Op::kIntConst; break;
    default: VM_UNREACHABLE();  // not a letter of inputs.def
  }
  if (!fits) {
    return fail_at("S1", id,
                   "input " + std::to_string(index) + ", " + value_name(graph_.input(id, index)) +
                       ", is not what " + std::string(op_inputs(graph_.node(id).op)) + " asks for");
  }
  // What it gives is in the results behind it.
  return value.op != Op::kInterpret ||
         fail_at("S1", id, "the value of an interpret is its results");
}

bool Verifier::check_flags(NodeId id) {
  const Node& node = graph_.node(id);
  if ((node.flags & kInGuard) != 0 && !may_be_in_guard(node.op)) {
    return fail_at("S1", id, "it cannot be in_guard");
  }
  uint16_t likely = node.flags & (kLikelyLeftFirst | kUnlikelyLeft);
  if (likely != 0 && node.op != Op::kBranch) return fail_at("S1", id, "only branches are likely");
  if (likely == (kLikelyLeftFirst | kUnlikelyLeft)) {
    return fail_at("S1", id, "it is both likely and unlikely");
  }
  if (node.handler != kNoBlock && (op_info(node.op).effects & kRaises) == 0) {
    return fail_at("S5", id, "it has a handler and raises nothing");
  }
  return true;
}

// Of operations on bits.
bool check_field(const Node& node) {
  uint64_t count = node.imm & kFieldBits, unit = node.imm >> kUnitShift;
  auto is_unit = [](uint64_t number) { return number == 1 || number == 8; };
  if (node.op == Op::kBitField) {
    bool known = (node.imm & ~uint64_t{kFieldBits | kSignedField | kLittleField}) == 0;
    return known && count >= 1 && count <= ((node.imm & kSignedField) != 0 ? 64 : 63);
  }
  if (node.op == Op::kMakeBits) return node.imm >= 1 && node.imm <= 64;
  if (node.op == Op::kAppendBits) return count >= 1 && count <= 64 && is_unit(unit);
  return true;
}

bool Verifier::check_immediate(NodeId id) {
  const Node& node = graph_.node(id);
  bool fits = true;
  switch (op_info(node.op).imm) {
    case ImmKind::kTerm: fits = !Term{node.imm}.is_header(); break;
    case ImmKind::kArith: fits = node.imm <= static_cast<uint64_t>(ArithOp::kAbs); break;
    case ImmKind::kRaise: fits = node.imm <= static_cast<uint64_t>(RaiseKind::kReraise); break;
    case ImmKind::kNone: fits = node.imm == 0; break;
    case ImmKind::kInteger:
    case ImmKind::kDouble:
    case ImmKind::kTarget: break;
  }
  bool slot = node.op == Op::kSlotLoad || node.op == Op::kSlotStore;
  if (slot && node.imm >= graph_.slot_count) fits = false;
  bool shift = node.op == Op::kIntShiftLeft || node.op == Op::kIntShiftRight;
  if (shift && node.imm > 63) fits = false;
  if (node.op == Op::kUpdateTuple && node.imm > kMaxTupleArity) fits = false;
  if (node.op == Op::kPutMap && node.imm > 1) fits = false;
  if (!check_field(node)) fits = false;
  return fits || fail_at("S1", id, "its immediate is out of range");
}

// Numbers of inputs that depend on something.
bool Verifier::check_counts(NodeId id) {
  const Node& node = graph_.node(id);
  uint64_t expected = node.input_count;
  if (node.op == Op::kPhi) expected = graph_.block(node.block).preds.size();
  if (node.op == Op::kCallFun || node.op == Op::kTailCallFun) expected = node.imm + 1;
  if (node.op == Op::kApply || node.op == Op::kTailApply) expected = node.imm + 2;
  if (node.input_count != expected) {
    return fail_at(
        node.op == Op::kPhi ? "S3" : "S1", id,
        "it has " + std::to_string(node.input_count) + " inputs, not " + std::to_string(expected));
  }
  if (node.op == Op::kRaise) return check_raise(id);
  if (node.op == Op::kSwitch || node.op == Op::kSwitchArity) return check_switch(id);
  if (node.op == Op::kUpdateTuple) return check_update(id);
  if (node.op == Op::kJoinBits) return check_pieces(id);
  if (node.op == Op::kPutMap && (node.input_count < 3 || node.input_count > kMostPutMapInputs)) {
    return fail_at("S1", id, "it puts no pair, or too many");
  }
  if (node.op == Op::kIsTaggedTuple && !Term{graph_.node(graph_.input(id, 1)).imm}.is_atom()) {
    return fail_at("S1", id, "the tag is no atom");
  }
  return true;
}

// As many terms, then as many raw integers, as there are pieces of either kind.
bool Verifier::check_pieces(NodeId id) {
  const Node& node = graph_.node(id);
  uint32_t terms = 0, integers = 0;
  bool good = node.imm != 0;
  for (uint64_t rest = node.imm; rest != 0; rest >>= kPieceBits) {
    uint64_t piece = rest & kPieceMask;
    if ((piece & kIntegerPiece) == 0) {
      good &= piece == kPieceOfBits || piece == kPieceOfBytes;
      ++terms;
    } else {
      uint64_t count = piece & ~uint64_t{kIntegerPiece};
      good &= count >= 1 && count <= 64;
      ++integers;
    }
  }
  good &= node.input_count == terms + integers;
  for (uint32_t i = 0; good && i < node.input_count; ++i) {
    good = graph_.node(graph_.input(id, i)).rep == (i < terms ? Rep::kTerm : Rep::kInt);
  }
  return good || fail_at("S1", id, "its pieces and its inputs differ");
}

bool Verifier::check_raise(NodeId id) {
  const Node& node = graph_.node(id);
  uint32_t expected = 0;
  switch (static_cast<RaiseKind>(node.imm)) {
    case RaiseKind::kBadmatch:
    case RaiseKind::kCaseClause:
    case RaiseKind::kTryClause:
    case RaiseKind::kBadrecord:
    case RaiseKind::kNotDestructurable: expected = 1; break;
    case RaiseKind::kIfClause:
    case RaiseKind::kBadarg: expected = 0; break;
    case RaiseKind::kFunctionClause: expected = node.input_count; break;
    case RaiseKind::kBadfun: expected = std::max<uint32_t>(node.input_count, 1); break;
    case RaiseKind::kReraise: expected = 2; break;
  }
  return node.input_count == expected ||
         fail_at("S1", id, "what it raises has " + std::to_string(expected) + " operands");
}

// Immediates, each once.
bool Verifier::check_switch(NodeId id) {
  std::vector<uint64_t> words;
  for (NodeId input : graph_.inputs(id).subspan(1)) {
    const Node& value = graph_.node(input);
    if (value.op == Op::kConst && !Term{value.imm}.is_immediate()) {
      return fail_at("S1", id, value_name(input) + " is no immediate");
    }
    words.push_back(value.imm);
  }
  std::sort(words.begin(), words.end());
  bool twice = std::adjacent_find(words.begin(), words.end()) != words.end();
  return !twice || fail_at("S1", id, "it lists a value twice");
}

bool Verifier::check_update(NodeId id) {
  const Node& node = graph_.node(id);
  for (uint32_t i = 1; i < node.input_count; i += 2) {
    Term position{graph_.node(graph_.input(id, i)).imm};
    bool inside = position.is_small() && position.small_value() >= 1 &&
                  static_cast<uint64_t>(position.small_value()) <= node.imm;
    if (!inside) return fail_at("S1", id, "a position outside the tuple");
  }
  return true;
}

// -- Control flow

bool Verifier::check_flow() {
  Order order = reverse_postorder(graph_);
  Dominators dominators(graph_, order);
  bool handlers = false;
  for (BlockId block : order.blocks) {
    handlers |= graph_.block(block).is_handler;
    for (NodeId id : graph_.block(block).nodes) {
      if (!check_dominance(id, dominators, order) || !check_handler(id, dominators)) return false;
    }
  }
  if (handlers && !(check_handlers(order) && check_slots(order))) return false;
  return check_set_elements() && (!options_.reserves_placed || check_reserves(order));
}

bool Verifier::check_dominance(NodeId id, const Dominators& dominators, const Order& order) {
  const Node& node = graph_.node(id);
  std::span<const NodeId> inputs = graph_.inputs(id);
  for (size_t i = 0; i < inputs.size(); ++i) {
    BlockId made = graph_.node(inputs[i]).block;
    bool good;
    if (node.op == Op::kPhi) {
      BlockId pred = graph_.block(node.block).preds[i];
      good = !order.reached(pred) || (order.reached(made) && dominators.dominates(made, pred));
    } else if (made == node.block) {
      good = places_[inputs[i]] < places_[id];
    } else {
      good = order.reached(made) && dominators.dominates(made, node.block);
    }
    if (!good) {
      return fail_at("S2", id,
                     "input " + std::to_string(i) + ", " + value_name(inputs[i]) +
                         ", does not dominate this use");
    }
  }
  return true;
}

bool Verifier::check_handler(NodeId id, const Dominators& dominators) {
  const Node& node = graph_.node(id);
  if (node.handler == kNoBlock) return true;
  const Block& handler = graph_.block(node.handler);
  // A handler has one predecessor, a try_enter: check_successors has seen to that.
  if (!handler.is_handler) return fail_at("S5", id, "its handler is an ordinary block");
  if (!dominators.dominates(handler.preds[0], node.block) || handler.preds[0] == node.block) {
    return fail_at("S5", id,
                   "the try_enter of " + block_name(node.handler) + " does not dominate it");
  }
  if (dominators.dominates(node.handler, node.block)) {
    return fail_at("S5", id,
                   "it is handled by " + block_name(node.handler) + ", which it comes after");
  }
  return true;
}

// Nothing lives into a handler's block.
bool Verifier::check_handlers(const Order& order) {
  Liveness liveness(graph_, order);
  for (BlockId block : order.blocks) {
    if (!graph_.block(block).is_handler) continue;
    NodeId found = kNoNode;
    liveness.each_live_in(block, [&](NodeId id) { found = std::min(found, id); });
    if (found != kNoNode) {
      return fail_in("S4", block, value_name(found) + " is needed behind a raise, outside a slot");
    }
  }
  return true;
}

// Which slots are stored on every way to a block's end; a handler loads only those.
bool Verifier::check_slots(const Order& order) {
  size_t words = (graph_.slot_count + 63) / 64;
  std::vector<uint64_t> stored(graph_.blocks.size() * words, ~uint64_t{0});
  std::vector<uint64_t> now(words);
  auto enter = [&](BlockId block) {
    std::fill(now.begin(), now.end(), block == 0 ? 0 : ~uint64_t{0});
    for (BlockId pred : graph_.block(block).preds) {
      if (!order.reached(pred)) continue;
      for (size_t i = 0; i < words; ++i) now[i] &= stored[pred * words + i];
    }
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId block : order.blocks) {
      enter(block);
      for (NodeId id : graph_.block(block).nodes) {
        const Node& node = graph_.node(id);
        if (node.op == Op::kSlotStore) now[node.imm / 64] |= uint64_t{1} << node.imm % 64;
      }
      auto place = stored.begin() + static_cast<ptrdiff_t>(block * words);
      if (!std::equal(now.begin(), now.end(), place)) changed = true;
      std::copy(now.begin(), now.end(), place);
    }
  }
  for (BlockId block : order.blocks) {
    enter(block);
    for (NodeId id : graph_.block(block).nodes) {
      const Node& node = graph_.node(id);
      if (node.op == Op::kSlotLoad && (now[node.imm / 64] >> node.imm % 64 & 1) == 0) {
        return fail_at("S4", id, "the slot is not stored on every way to its try_enter");
      }
    }
  }
  return true;
}

// A loop's header finds nothing reserved.
bool Verifier::check_reserves(const Order& order) {
  std::vector<uint64_t> left(graph_.blocks.size());  // at a block's end
  for (BlockId block : order.blocks) {
    uint64_t room = block == 0 ? 0 : UINT64_MAX;
    for (BlockId pred : graph_.block(block).preds) {
      bool known = order.reached(pred) && !order.goes_back(pred, block);
      room = std::min(room, known ? left[pred] : 0);
    }
    for (NodeId id : graph_.block(block).nodes) {
      const Node& node = graph_.node(id);
      uint64_t words = heap_words(graph_, id);
      if (words > room) {
        return fail_at("S6", id,
                       "it takes " + std::to_string(words) + " words of " + std::to_string(room) +
                           " reserved");
      }
      room -= words;
      if (node.op == Op::kReserve) {
        room = node.imm;
      } else if ((graph_.effects(id) & kCollects) != 0) {
        room = 0;
      }
    }
    left[block] = room;
  }
  return true;
}

bool Verifier::check_set_elements() {
  for (const Block& block : graph_.blocks) {
    uint32_t collected = 0;  // behind the last node that may collect
    for (uint32_t i = 0; i < block.nodes.size(); ++i) {
      NodeId id = block.nodes[i];
      if (graph_.node(id).op == Op::kSetElement) {
        NodeId tuple = graph_.input(id, 0);
        bool fresh =
            graph_.node(tuple).block == graph_.node(id).block && places_[tuple] + 1 >= collected;
        if (!fresh) return fail_at("S6", id, "its tuple was not made just before");
      }
      if ((graph_.effects(id) & kCollects) != 0) collected = i + 1;
    }
  }
  return true;
}

}  // namespace

Result<void> verify(const Graph& graph, VerifyOptions options) {
  return Verifier(graph, options).run();
}

}  // namespace linac::ir
