// Floats as raw doubles.
//  1. Arithmetic on terms that are known to be floats (or small integers beside floats) becomes raw,
//     with a check of the result and a box around it.
//  2. Phis that only ever are floats carry raw ones, if that takes more boxing and unboxing away
//     than it brings: a phi's uses count by the depth of their loops.
//  3. Tests for equality with a constant, and switches on floats, look at the raw value first: for
//     that 0.0 and -0.0 need a second look, and only they.
//  4. math:sqrt of a raw float is an instruction, where the float is not negative.
// Boxes whose values are unboxed again go in fold, those that nothing uses in cleanup.
#include <algorithm>
#include <bit>
#include <cmath>

#include "core/ir/loops.h"
#include "core/ir/uses.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"
#include "core/term/arith.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

// -- Arithmetic ------------------------------------------------------------------------------------

struct RawForm {
  Op op;
  ArithOp name;  // of the exception
};

std::optional<RawForm> raw_form(Op op) {
  if (op == Op::kAdd) return RawForm{Op::kFloatAdd, ArithOp::kAdd};
  if (op == Op::kSub) return RawForm{Op::kFloatSub, ArithOp::kSub};
  if (op == Op::kMul) return RawForm{Op::kFloatMul, ArithOp::kMul};
  if (op == Op::kDivide) return RawForm{Op::kFloatDiv, ArithOp::kDiv};
  return std::nullopt;
}

// Whether the operation is one of floats for sure. Failures in guards have no exception to raise.
bool becomes_raw(const ir::Node& node) {
  if (!raw_form(node.op) || (node.flags & ir::kInGuard) != 0) return false;
  bool left_float = (node.flags & ir::kLeftFloat) != 0;
  bool right_float = (node.flags & ir::kRightFloat) != 0;
  bool left = left_float || (node.flags & ir::kLeftSmall) != 0;
  bool right = right_float || (node.flags & ir::kRightSmall) != 0;
  return left && right && (left_float || right_float || node.op == Op::kDivide);
}

void make_raw(ir::Graph& graph, Rebuild& rebuild, NodeId id) {
  ir::Node node = graph.node(id);
  RawForm form = *raw_form(node.op);
  auto raw = [&](uint32_t index, uint16_t is_float) {
    NodeId term = graph.input(id, index);
    bool unboxes = (node.flags & is_float) != 0;
    return rebuild.add(unboxes ? Op::kUnboxFloat : Op::kIntToFloat, {term}, 0, node.position);
  };
  NodeId a = graph.input(id, 0);
  NodeId b = graph.input(id, 1);
  NodeId x = raw(0, ir::kLeftFloat);
  NodeId y = raw(1, ir::kRightFloat);
  NodeId result = rebuild.add(form.op, {x, y}, 0, node.position);
  // Integers are shown in the exception as what they are.
  NodeId left = (node.flags & ir::kLeftFloat) != 0 ? x : a;
  NodeId right = (node.flags & ir::kRightFloat) != 0 ? y : b;
  NodeId checked = rebuild.add(Op::kCheckFinite, {result, left, right},
                               static_cast<uint64_t>(form.name), node.position);
  graph.node(checked).handler = node.handler;
  become(graph, id, Op::kBoxFloat, {checked});
}

bool make_arithmetic_raw(ir::Graph& graph) {
  bool changed = false;
  for (BlockId block = 0; block < graph.blocks.size(); ++block) {
    if (graph.block(block).dead) continue;
    auto raw = [&](NodeId id) { return becomes_raw(graph.node(id)); };
    auto negates = [&](NodeId id) {
      return graph.node(id).op == Op::kNegate && (graph.node(id).flags & ir::kLeftFloat) != 0;
    };
    const std::vector<NodeId>& nodes = graph.block(block).nodes;
    if (std::none_of(nodes.begin(), nodes.end(),
                     [&](NodeId id) { return raw(id) || negates(id); })) {
      continue;
    }
    Rebuild rebuild(graph, block);
    for (NodeId id : rebuild.old()) {
      if (raw(id)) make_raw(graph, rebuild, id);
      if (negates(id)) {
        uint32_t position = graph.node(id).position;
        NodeId x = rebuild.add(Op::kUnboxFloat, {graph.input(id, 0)}, 0, position);
        NodeId result = rebuild.add(Op::kFloatNegate, {x}, 0, position);
        become(graph, id, Op::kBoxFloat, {result});
      }
      rebuild.keep(id);
    }
    rebuild.finish();
    changed = true;
  }
  return changed;
}

// -- math:sqrt -------------------------------------------------------------------------------------

// The first square root of a number in the block's nodes from `from` on; else their count.
size_t find_root(const ir::Graph& graph, Environment& environment, BlockId block, size_t from) {
  const std::vector<NodeId>& nodes = graph.block(block).nodes;
  for (size_t i = from; i < nodes.size(); ++i) {
    const ir::Node& node = graph.node(nodes[i]);
    bool native = node.op == Op::kBif || node.op == Op::kPureBif || node.op == Op::kCallExt;
    if (!native || (node.flags & (ir::kLeftFloat | ir::kLeftSmall)) == 0) continue;
    if (environment.native(ir::unpack_target(node.imm)) == Native::kSqrt) return i;
  }
  return nodes.size();
}

// Of a negative number the native itself raises.
void make_root_raw(ir::Graph& graph, BlockId block, size_t place) {
  NodeId id = graph.block(block).nodes[place];
  ir::Node node = graph.node(id);
  NodeId number = graph.input(id, 0);
  BlockId rest = split_block(graph, block, place);
  graph.remove_node(graph.end(block));  // the jump to it
  bool unboxes = (node.flags & ir::kLeftFloat) != 0;
  NodeId raw =
      graph.append(block, unboxes ? Op::kUnboxFloat : Op::kIntToFloat, {number}, 0, node.position);
  NodeId zero = graph.float_constant(0);
  NodeId test = graph.append(block, Op::kFloatLessEqual, {zero, raw}, 0, node.position);
  NodeId branch = graph.append(block, Op::kBranch, {test}, 0, node.position);
  graph.node(branch).flags = ir::kLikelyLeftFirst;
  BlockId raises = graph.add_block();
  graph.block(raises).cold = true;
  graph.add_edge(block, raises);
  NodeId native = graph.append(raises, Op::kBif, {number}, node.imm, node.position);
  graph.node(native).handler = node.handler;
  graph.append(raises, Op::kUnreachable, {}, 0, node.position);
  NodeId root = graph.make(Op::kFloatSqrt, {raw}, 0, node.position);
  graph.insert_before(rest, 0, root);
  become(graph, id, Op::kBoxFloat, {root});
}

bool make_roots_raw(ir::Graph& graph, PassContext& context) {
  if (context.environment == nullptr) return false;
  bool changed = false;
  for (BlockId block = 0; block < graph.blocks.size(); ++block) {  // new ones, too
    if (graph.block(block).dead) continue;
    size_t place = find_root(graph, *context.environment, block, 0);
    if (place == graph.block(block).nodes.size()) continue;
    make_root_raw(graph, block, place);
    changed = true;
  }
  return changed;
}

// -- Phis ------------------------------------------------------------------------------------------

// Whether RawPhis::gain may find any for a phi. That is looked at first: types cost more to find out.
bool phis_may_gain(const ir::Graph& graph) {
  for (const ir::Block& block : graph.blocks) {
    if (block.dead) continue;
    for (NodeId id : block.nodes) {
      Op op = graph.node(id).op;
      bool raw = op == Op::kUnboxFloat || op == Op::kToFloat || op == Op::kCheckFinite;
      if (!raw && op != Op::kPhi) continue;
      for (NodeId input : graph.inputs(id)) {
        if (graph.node(input).op == (raw ? Op::kPhi : Op::kBoxFloat)) return true;
      }
    }
  }
  return false;
}

class RawPhis {
 public:
  RawPhis(ir::Graph& graph, PassContext& context)
      : graph_(graph),
        flow_(graph, context),
        dominators_(graph, flow_.order()),
        loops_(graph, flow_.order(), dominators_),
        raw_(graph.nodes.size(), ir::kNoNode),
        candidate_(graph.nodes.size()) {}

  bool run() {
    std::vector<NodeId> phis = find_candidates();
    if (phis.empty()) return false;
    ir::Uses uses(graph_);
    // Leaving one out takes the gain of its neighbours, so look again.
    for (bool again = true; again;) {
      again = false;
      for (NodeId phi : phis) {
        if (!candidate_[phi] || gain(uses, phi) > 0) continue;
        candidate_[phi] = false;
        again = true;
      }
    }
    std::erase_if(phis, [&](NodeId phi) { return !candidate_[phi]; });
    if (phis.empty()) return false;
    for (NodeId phi : phis) make_phi(phi);
    for (NodeId phi : phis) take_inputs(phi);
    rewrite_uses(uses, phis);
    return true;
  }

 private:
  std::vector<NodeId> find_candidates() {
    std::vector<NodeId> phis;
    for (BlockId block : flow_.order().blocks) {
      for (NodeId id : graph_.block(block).nodes) {
        if (graph_.node(id).op != Op::kPhi) break;
        if (graph_.node(id).rep == ir::Rep::kTerm) phis.push_back(id);
      }
    }
    if (phis.empty()) return phis;
    flow_.analyse();
    std::erase_if(phis, [&](NodeId phi) { return !flow_.at_definition(phi).is_float(); });
    for (NodeId phi : phis) candidate_[phi] = true;
    return phis;
  }

  int64_t weight(BlockId block) const {
    if (graph_.block(block).cold) return 0;
    return int64_t{1} << (3 * std::min<uint32_t>(loops_.depth(block), 5));
  }

  // What it takes to have a value as a raw float at the end of a block.
  int64_t input_cost(NodeId input, BlockId pred) const {
    const ir::Node& node = graph_.node(input);
    if (node.op == Op::kConst || candidate_[input]) return 0;
    return node.op == Op::kBoxFloat ? -1 * weight(pred) : weight(pred);
  }

  // Whether the use wants the raw value, or can do with it.
  bool takes_raw(ir::Use use) const {
    Op op = graph_.node(use.user).op;
    return op == Op::kUnboxFloat || op == Op::kToFloat || op == Op::kCheckFinite ||
           (op == Op::kPhi && candidate_[use.user]);
  }
  // Whether it looks at the raw value first.
  bool compares(ir::Use use) const {
    Op op = graph_.node(use.user).op;
    return op == Op::kSameWord || op == Op::kExactEqual || op == Op::kSwitch;
  }

  int64_t gain(const ir::Uses& uses, NodeId phi) const {
    int64_t gain = 0;
    const std::vector<BlockId>& preds = graph_.block(graph_.node(phi).block).preds;
    for (uint32_t i = 0; i < preds.size(); ++i) gain -= input_cost(graph_.input(phi, i), preds[i]);
    for (ir::Use use : uses.of(phi)) {
      const ir::Node& user = graph_.node(use.user);
      if (user.op == Op::kSetElement) return 0;  // nothing may collect before it
      BlockId block = user.block;
      if (user.op == Op::kPhi) block = graph_.block(block).preds[use.index];
      if (takes_raw(use)) {
        gain += user.op == Op::kPhi ? 0 : weight(block);
      } else if (!compares(use)) {
        gain -= 2 * weight(block);
      }
    }
    return gain;
  }

  void make_phi(NodeId phi) {
    NodeId raw = graph_.make(Op::kPhi, {}, 0, graph_.node(phi).position);
    graph_.node(raw).rep = ir::Rep::kFloat;
    graph_.insert_before(graph_.node(phi).block, 0, raw);
    raw_[phi] = raw;
  }

  NodeId raw_input(NodeId input, BlockId pred) {
    if (input < raw_.size() && raw_[input] != ir::kNoNode) return raw_[input];
    if (graph_.node(input).op == Op::kBoxFloat) return graph_.input(input, 0);
    if (std::optional<Term> term = constant_term(graph_, input)) {
      return graph_.float_constant(float_value(*term));
    }
    NodeId raw = graph_.make(Op::kUnboxFloat, {input}, 0, graph_.node(graph_.end(pred)).position);
    graph_.insert_before(pred, graph_.block(pred).nodes.size() - 1, raw);
    return raw;
  }

  void take_inputs(NodeId phi) {
    std::vector<NodeId> inputs;
    std::vector<BlockId> preds = graph_.block(graph_.node(phi).block).preds;
    for (uint32_t i = 0; i < preds.size(); ++i) {
      inputs.push_back(raw_input(graph_.input(phi, i), preds[i]));
    }
    graph_.set_inputs(raw_[phi], inputs);
  }

  // Uses take the raw phi, or a box made just before them.
  void rewrite_uses(const ir::Uses& uses, const std::vector<NodeId>& phis) {
    std::vector<std::pair<NodeId, ir::Use>> terms;  // uses that need a box
    for (NodeId phi : phis) {
      for (ir::Use use : uses.of(phi)) {
        const ir::Node& user = graph_.node(use.user);
        if (user.op == Op::kPhi && candidate_[use.user]) continue;
        if (user.op == Op::kUnboxFloat || user.op == Op::kToFloat) {
          become(graph_, use.user, Op::kCopy, {raw_[phi]});
          graph_.node(use.user).rep = ir::Rep::kFloat;
        } else if (user.op == Op::kCheckFinite) {
          graph_.inputs(use.user)[use.index] = raw_[phi];
        } else {
          terms.push_back({phi, use});
        }
      }
    }
    std::vector<uint32_t> places = ir::node_places(graph_);
    auto where = [&](const ir::Use& use) {
      const ir::Node& user = graph_.node(use.user);
      BlockId block = user.block;
      if (user.op != Op::kPhi) return std::pair{block, places[use.user]};
      block = graph_.block(block).preds[use.index];
      return std::pair{block, static_cast<uint32_t>(graph_.block(block).nodes.size() - 1)};
    };
    std::sort(terms.begin(), terms.end(), [&](const auto& a, const auto& b) {
      return std::pair{where(a.second), a.first} < std::pair{where(b.second), b.first};
    });
    insert_boxes(terms, where);
  }

  template <class Where>
  void insert_boxes(const std::vector<std::pair<NodeId, ir::Use>>& terms, const Where& where) {
    std::vector<NodeId> boxes(raw_.size(), ir::kNoNode);  // made in this block
    for (size_t i = 0; i < terms.size();) {
      BlockId block = where(terms[i].second).first;
      std::vector<NodeId> list;
      std::vector<NodeId> made;
      const std::vector<NodeId> old = graph_.block(block).nodes;
      for (uint32_t place = 0; place < old.size(); ++place) {
        for (; i < terms.size() && where(terms[i].second) == std::pair{block, place}; ++i) {
          auto [phi, use] = terms[i];
          if (boxes[phi] == ir::kNoNode) {
            boxes[phi] =
                graph_.make(Op::kBoxFloat, {raw_[phi]}, 0, graph_.node(old[place]).position);
            graph_.node(boxes[phi]).block = block;
            list.push_back(boxes[phi]);
            made.push_back(phi);
          }
          graph_.inputs(use.user)[use.index] = boxes[phi];
        }
        list.push_back(old[place]);
      }
      graph_.block(block).nodes = std::move(list);
      for (NodeId phi : made) boxes[phi] = ir::kNoNode;
    }
  }

  ir::Graph& graph_;
  TypeFlow flow_;
  ir::Dominators dominators_;
  ir::Loops loops_;
  std::vector<NodeId> raw_;  // by phi
  std::vector<bool> candidate_;
};

// -- Equality with constants -----------------------------------------------------------------------

// Boxes that stand right behind what they box are looked through.
NodeId raw_of(const ir::Graph& graph, NodeId term) {
  return graph.node(term).op == Op::kBoxFloat ? graph.input(term, 0) : ir::kNoNode;
}

bool is_zero(Term term) { return is_float(term) && float_value(term) == 0; }

// Lets `block` look at the raw value before it does what its last node says about the box: what is no
// zero goes to successor number `otherwise`, zeros of either sign are looked at again, as a term.
void look_at_raw(ir::Graph& graph, BlockId block, NodeId raw, uint32_t otherwise) {
  uint32_t position = graph.node(graph.end(block)).position;
  BlockId again = split_block(graph, block, graph.block(block).nodes.size() - 1);
  graph.block(again).cold = true;
  graph.remove_node(graph.end(block));  // the jump to it
  // What was reached from one block is reached from two now: each needs a block to come from.
  BlockId target = graph.block(again).succs[otherwise];
  BlockId from_again = graph.add_block();
  BlockId from_block = graph.add_block();
  uint32_t index = graph.pred_index(again, otherwise);
  graph.append(from_again, Op::kJump, {}, 0, position);
  graph.append(from_block, Op::kJump, {}, 0, position);
  graph.block(from_again).cold = true;
  graph.block(again).succs[otherwise] = from_again;
  graph.block(from_again).preds = {again};
  graph.block(from_again).succs = {target};
  graph.block(target).preds[index] = from_again;
  graph.add_edge(from_block, target);
  for (NodeId phi : graph.block(target).nodes) {
    if (graph.node(phi).op != Op::kPhi) break;
    graph.add_input(phi, graph.input(phi, index));
  }
  graph.block(from_block).preds = {block};
  NodeId zero = graph.float_constant(0);
  NodeId test = graph.append(block, Op::kFloatEqual, {raw, zero}, 0, position);
  NodeId branch = graph.append(block, Op::kBranch, {test}, 0, position);
  graph.node(branch).flags = ir::kUnlikelyLeft;
  graph.block(block).succs = {again, from_block};
}

// branch on same_word of a box and a float constant.
bool split_branch(ir::Graph& graph, BlockId block) {
  NodeId end = graph.end(block);
  if (graph.node(end).op != Op::kBranch) return false;
  NodeId test = graph.input(end, 0);
  if (graph.node(test).op != Op::kSameWord && graph.node(test).op != Op::kExactEqual) return false;
  NodeId raw = raw_of(graph, graph.input(test, 0));
  std::optional<Term> term = constant_term(graph, graph.input(test, 1));
  if (raw == ir::kNoNode || !term || !is_float(*term)) return false;
  uint32_t position = graph.node(end).position;
  if (!is_zero(*term)) {
    NodeId constant = graph.float_constant(float_value(*term));
    NodeId equal = graph.make(Op::kFloatEqual, {raw, constant}, 0, position);
    graph.insert_before(block, graph.block(block).nodes.size() - 1, equal);
    graph.inputs(end)[0] = equal;
    return true;
  }
  look_at_raw(graph, block, raw, 1);
  BlockId again = graph.node(end).block;
  NodeId box = graph.make(Op::kBoxFloat, {raw}, 0, position);
  graph.insert_before(again, 0, box);
  NodeId second = graph.make(Op::kSameWord, {box, graph.input(test, 1)}, 0, position);
  graph.insert_before(again, 1, second);
  graph.inputs(end)[0] = second;
  return true;
}

// switch on a box with no float cases but zeros.
bool split_switch(ir::Graph& graph, BlockId block) {
  NodeId end = graph.end(block);
  if (graph.node(end).op != Op::kSwitch) return false;
  NodeId raw = raw_of(graph, graph.input(end, 0));
  if (raw == ir::kNoNode) return false;
  for (uint32_t i = 1; i < graph.node(end).input_count; ++i) {
    std::optional<Term> term = constant_term(graph, graph.input(end, i));
    if (!term || (is_float(*term) && !is_zero(*term))) return false;
  }
  look_at_raw(graph, block, raw, 0);
  NodeId box = graph.make(Op::kBoxFloat, {raw}, 0, graph.node(end).position);
  graph.insert_before(graph.node(end).block, 0, box);
  graph.inputs(end)[0] = box;
  return true;
}

bool compare_raw(ir::Graph& graph) {
  bool changed = false;
  size_t count = graph.blocks.size();
  for (BlockId block = 0; block < count; ++block) {
    if (graph.block(block).dead) continue;
    changed |= split_branch(graph, block) || split_switch(graph, block);
  }
  return changed;
}

}  // namespace

bool raw_floats(ir::Graph& graph, PassContext& context) {
  // What goes before an edge needs a block of the edge's own.
  bool changed = ir::split_critical_edges(graph);
  changed |= make_arithmetic_raw(graph);
  changed |= make_roots_raw(graph, context);
  if (phis_may_gain(graph)) changed |= RawPhis(graph, context).run();
  if (changed) fold(graph, context);
  changed |= compare_raw(graph);
  return changed;
}

}  // namespace linac::opt
