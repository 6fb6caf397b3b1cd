// Tuples that only carry values round a loop. A phi whose every turn brings a new tuple of one arity
// (or the same as before, or one of these where the ends of several turns meet), and whose uses in
// the loop take it apart, becomes a phi for each element; the tuple itself is made where it leaves
// the loop. What the loop begins with has to be such a tuple: if that is not known, the loop gets two
// versions (loop_versions.h).
//
// Here the phi is only replaced by a tuple of the new phis at the loop's start; fold takes that apart
// again, and sink moves what is left of it to where it is needed.
#include <algorithm>

#include "core/ir/uses.h"
#include "core/opt/loop_versions.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr uint32_t kMaxArity = 24;
constexpr size_t kMaxLoopNodes = 400;
constexpr int kMaxMeetings = 3;  // of turns' ends, one behind the other

// Whether anything can come round.
bool has_new_tuple(const ir::Graph& graph) {
  return std::any_of(graph.blocks.begin(), graph.blocks.end(), [&](const ir::Block& block) {
    return !block.dead && std::any_of(block.nodes.begin(), block.nodes.end(), [&](NodeId id) {
      Op op = graph.node(id).op;
      return op == Op::kTuple || op == Op::kUpdateTuple;
    });
  });
}

class Scalars {
 public:
  Scalars(ir::Graph& graph, PassContext& context)
      : graph_(graph),
        context_(context),
        known_(graph.blocks.size()),
        order_(ir::reverse_postorder(graph)),
        dominators_(graph, order_),
        loops_(graph, order_, dominators_),
        uses_(graph) {}

  bool run() {
    struct Found {
      uint32_t loop;
      NodeId phi;
      uint32_t arity;
    };
    std::vector<Found> found;
    for (uint32_t loop = 0; loop < loops_.all().size(); ++loop) {
      BlockId header = loops_.all()[loop].header;
      if (graph_.block(header).cold || !may_copy(graph_, loops_, loop, kMaxLoopNodes)) continue;
      for (NodeId phi : graph_.block(header).nodes) {
        if (graph_.node(phi).op != Op::kPhi) break;
        uint32_t arity = arity_of(loop, phi);
        // One a loop and a run; of loops in each other the outer one.
        bool inner = !found.empty() && loops_.contains(found.back().loop, header);
        if (arity == 0 || inner || !is_taken_apart(loop, phi)) continue;
        found.push_back({loop, phi, arity});
      }
    }
    if (found.empty()) return false;
    TypeFlow flow(graph_, context_);
    flow.analyse();
    LoopVersions versions(graph_, loops_);
    for (size_t i = found.size(); i-- > 0;)
      split(versions, flow, found[i].loop, found[i].phi, found[i].arity);
    ir::split_critical_edges(graph_);
    return true;
  }

 private:
  // The arity of the tuples that come round; 0: something else comes round, or nothing new.
  uint32_t arity_of(uint32_t loop, NodeId phi) {
    uint64_t arity = 0;
    meetings_.clear();
    for (uint32_t place : back_edges(graph_, loops_, loop, known_)) {
      Way way{loop, phi, phi};
      if (!comes_round(way, graph_.input(phi, place), arity, kMaxMeetings)) return 0;
    }
    return arity <= kMaxArity ? static_cast<uint32_t>(arity) : 0;
  }

  struct Way {
    uint32_t loop;
    NodeId phi;  // of the header
    NodeId to;   // which it reaches next: that, or one where the ends of several turns meet
  };

  bool comes_round(const Way& way, NodeId value, uint64_t& arity, int depth) {
    if (value == way.phi) return true;
    const ir::Node& node = graph_.node(value);
    if (!may_go(way, value)) return false;
    if (node.op == Op::kPhi) {
      bool meets = depth > 0 && loops_.contains(way.loop, node.block) &&
                   node.block != graph_.node(way.phi).block;
      std::span<const NodeId> inputs = graph_.inputs(value);
      meetings_.push_back(value);
      return meets && std::all_of(inputs.begin(), inputs.end(), [&](NodeId input) {
               return comes_round({way.loop, way.phi, value}, input, arity, depth - 1);
             });
    }
    uint64_t its = node.op == Op::kTuple ? node.input_count : 0;
    if (node.op == Op::kUpdateTuple && is_plain_update(value, way.phi)) its = node.imm;
    if (its == 0 || (arity != 0 && its != arity)) return false;
    arity = its;
    return true;
  }

  bool is_plain_update(NodeId update, NodeId phi) const {
    if (graph_.input(update, 0) != phi) return false;
    for (uint32_t i = 1; i < graph_.node(update).input_count; i += 2) {
      if (!constant_small(graph_, graph_.input(update, i))) return false;
    }
    return true;
  }

  // Whether the new tuple is needed for nothing else in the loop.
  bool may_go(const Way& way, NodeId tuple) const {
    for (ir::Use use : uses_.of(tuple)) {
      const ir::Node& user = graph_.node(use.user);
      bool outside = !loops_.contains(way.loop, user.block) || graph_.block(user.block).cold;
      bool header_phi = user.op == Op::kPhi && user.block == graph_.node(way.phi).block;
      if (!outside && !header_phi && use.user != way.to) return false;
    }
    return true;
  }

  bool is_meeting(NodeId id) const {
    return std::find(meetings_.begin(), meetings_.end(), id) != meetings_.end();
  }

  bool is_taken_apart(uint32_t loop, NodeId phi) const {
    bool elements = false;
    for (ir::Use use : uses_.of(phi)) {
      const ir::Node& user = graph_.node(use.user);
      if (!loops_.contains(loop, user.block) || graph_.block(user.block).cold) continue;
      Op op = user.op;
      elements |= op == Op::kElement;
      bool apart = op == Op::kElement || op == Op::kTupleSize || op == Op::kSwitchArity ||
                   is_term_test(op) || use.user == phi || is_meeting(use.user) ||
                   (op == Op::kUpdateTuple && is_plain_update(use.user, phi) && use.index == 0);
      if (!apart) return false;
    }
    return elements;
  }

  void split(LoopVersions& versions, const TypeFlow& flow, uint32_t loop, NodeId phi,
             uint32_t arity) {
    std::vector<uint32_t> back = back_edges(graph_, loops_, loop, known_);
    NodeId first = ir::kNoNode;
    uint32_t entries = 0;
    for (uint32_t i = 0; i < graph_.node(phi).input_count; ++i) {
      if (std::find(back.begin(), back.end(), i) != back.end()) continue;
      first = graph_.input(phi, i);
      ++entries;
    }
    Type type = entries == 1 ? flow.at_definition(first) : Type::any_word();
    bool known = type.is(kTupleKind) && type.tuple_arity == static_cast<int32_t>(arity);
    BlockId before;
    if (known) {
      before = preheader(graph_, loops_, loop, known_);
    } else {
      Wanted want{phi, Op::kIsTupleOf, arity};
      before = versions.make(loop, {}, {&want, 1});
    }
    make_phis(phi, arity, before);
  }

  // The block `before` jumps to the phi's.
  void make_phis(NodeId phi, uint32_t arity, BlockId before) {
    BlockId header = graph_.node(phi).block;
    uint32_t position = graph_.node(phi).position;
    std::vector<NodeId> phis;
    for (uint32_t i = 0; i < arity; ++i) {
      NodeId made = graph_.make(Op::kPhi, {}, 0, position);
      graph_.node(made).rep = ir::Rep::kTerm;
      graph_.insert_before(header, 0, made);
      phis.push_back(made);
    }
    const std::vector<BlockId> preds = graph_.block(header).preds;
    for (uint32_t i = 0; i < arity; ++i) {
      std::vector<NodeId> inputs;
      elements_.clear();
      for (uint32_t place = 0; place < preds.size(); ++place) {
        NodeId value = graph_.input(phi, place);
        inputs.push_back(preds[place] == before ? load(before, value, i)
                                                : element_of(value, i, phi, phis));
      }
      graph_.set_inputs(phis[i], inputs);
    }
    NodeId whole = graph_.make(Op::kTuple, phis, 0, position);
    graph_.replace_uses(phi, whole);
    graph_.insert_before(header, ir::after_phis(graph_, header), whole);
    // It has no uses left but its own, by itself.
    graph_.remove_node(phi);
  }

  NodeId load(BlockId block, NodeId tuple, uint32_t index) {
    NodeId id = graph_.make(Op::kElement, {tuple}, index, graph_.node(graph_.end(block)).position);
    graph_.insert_before(block, graph_.block(block).nodes.size() - 1, id);
    return id;
  }

  NodeId element_of(NodeId tuple, uint32_t index, NodeId phi, const std::vector<NodeId>& phis) {
    if (tuple == phi) return phis[index];
    if (graph_.node(tuple).op == Op::kTuple) return graph_.input(tuple, index);
    if (graph_.node(tuple).op == Op::kPhi) return meeting_of(tuple, index, phi, phis);
    VM_CHECK(graph_.node(tuple).op == Op::kUpdateTuple);
    NodeId value = phis[index];  // of a plain update
    for (uint32_t i = 1; i + 1 < graph_.node(tuple).input_count; i += 2) {
      if (constant_small(graph_, graph_.input(tuple, i)) == int64_t{index} + 1) {
        value = graph_.input(tuple, i + 1);
      }
    }
    return value;
  }

  // One element of the tuples that meet there. A meeting may lead to itself: the loop's second version
  // leaves phis that only carry a tuple through inner loops.
  NodeId meeting_of(NodeId meeting, uint32_t index, NodeId phi, const std::vector<NodeId>& phis) {
    for (auto [whole, made] : elements_) {
      if (whole == meeting) return made;
    }
    NodeId made = graph_.make(Op::kPhi, {}, 0, graph_.node(meeting).position);
    graph_.node(made).rep = ir::Rep::kTerm;
    graph_.insert_before(graph_.node(meeting).block, 0, made);
    elements_.push_back({meeting, made});
    std::vector<NodeId> inputs(graph_.inputs(meeting).begin(), graph_.inputs(meeting).end());
    for (NodeId& input : inputs) input = element_of(input, index, phi, phis);
    graph_.set_inputs(made, inputs);
    return made;
  }

  ir::Graph& graph_;
  PassContext& context_;
  const size_t known_;  // blocks that loops_ knows
  const ir::Order order_;
  ir::Dominators dominators_;
  ir::Loops loops_;
  ir::Uses uses_;
  std::vector<NodeId> meetings_;                     // of the phi that arity_of has looked at
  std::vector<std::pair<NodeId, NodeId>> elements_;  // of meetings: the phis of the index at hand
};

}  // namespace

bool scalar_tuples(ir::Graph& graph, PassContext& context) {
  return has_new_tuple(graph) && Scalars(graph, context).run();
}

}  // namespace linac::opt
