// Puts bodies of functions in the place of calls: of the same module, of others that the environment
// resolves, and of closures that are made where they are called. A function may be put into itself
// once or twice, so that the last levels of a recursion, which are most of its calls, need none.
//
// Traces stay what they were. A position in the body gets the call's position as its caller, so
// that both frames are told. A tail call in the body leaves the body's frame: it becomes a call that
// has the position of the call that was replaced, or stays a tail call if that was one. A native that
// OTP has in C shows its caller also when it is called last, and keeps its own position. Handlers:
// what the body raises goes to the call's handler. Bodies with handlers of their own are left out:
// after one of these is entered, the caller's registers would be gone.
//
// Sizes: what is added is bounded for each call and for the whole function, so this is linear. Calls in
// the innermost loops come first.
#include <algorithm>
#include <queue>
#include <unordered_map>

#include "core/ir/loops.h"
#include "core/opt/pass.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr uint32_t kMaxEstimate = 400;  // of a callee by its environment, to look at it at all
constexpr uint32_t kMaxTiny = 14;       // weight: put in wherever it is called
constexpr uint32_t kMaxSmall = 48;      // put in where calls are frequent
constexpr uint32_t kMaxRecursive = 28;  // put into itself
constexpr uint32_t kMaxTwice = 14;      // twice
constexpr uint32_t kFunBonus = 60;      // for a known fun among the arguments
constexpr uint32_t kMaxAdded = 700;     // weights over the whole function
constexpr uint32_t kMaxDepth = 6;

struct Callee {
  ir::Graph graph;
  bool usable = false;
  bool loops = false;
  uint32_t weight = 0;               // nodes that code is made of, outside cold blocks
  std::vector<uint32_t> loop_depth;  // by block
};

struct Site {
  NodeId call;
  uint32_t depth;       // of bodies
  uint32_t loop_depth;  // of loops around it, in all of these
  uint32_t parent;      // the site whose body it came from, or UINT32_MAX
  uint64_t target = UINT64_MAX;
};

bool is_call(Op op) {
  return op == Op::kCall || op == Op::kCallExt || op == Op::kCallFun || op == Op::kTailCall ||
         op == Op::kTailCallExt || op == Op::kTailCallFun;
}
bool is_tail(Op op) { return ends_block(op); }

// One body put in the place of one call.
class Body {
 public:
  struct Inner {
    NodeId call;
    uint32_t loop_depth;
  };

  Body(ir::Graph& graph, Environment& environment, const Callee& callee, NodeId call)
      : graph_(graph),
        environment_(environment),
        callee_(callee.graph),
        loop_depth_(callee.loop_depth),
        call_(call),
        site_(graph.node(call)),
        tail_(is_tail(site_.op)),
        nodes_(callee_.nodes.size(), ir::kNoNode),
        blocks_(callee_.blocks.size(), ir::kNoBlock),
        positions_(callee_.positions.size(), UINT32_MAX) {}

  // The calls in it are added to `calls`.
  void put_in(std::span<const NodeId> arguments, std::vector<Inner>& calls) {
    BlockId block = site_.block;
    const std::vector<NodeId>& list = graph_.block(block).nodes;
    size_t place = static_cast<size_t>(std::find(list.begin(), list.end(), call_) - list.begin());
    if (tail_) {
      graph_.remove_node(call_);
    } else {
      rest_ = split_block(graph_, block, place);
      graph_.remove_edge(block, 0);
      graph_.remove_node(graph_.end(block));
    }
    first_slot_ = graph_.slot_count;
    graph_.slot_count += callee_.slot_count;
    copy_blocks(arguments, calls);
    graph_.append(block, Op::kJump, {}, 0, site_.position);
    graph_.add_edge(block, blocks_[0]);
    if (!tail_) take_results();
  }

 private:
  uint32_t position_of(uint32_t position) {
    if (positions_[position] != UINT32_MAX) return positions_[position];
    ir::Position it = callee_.positions[position];
    // Callers within the callee come first: it may have had bodies put in.
    uint32_t outer = tail_ ? graph_.positions[site_.position].caller : site_.position;
    it.caller = it.caller == UINT32_MAX ? outer : position_of(it.caller);
    positions_[position] = graph_.add_position(it);
    return positions_[position];
  }

  BlockId handler_of(const ir::Node& node) const {
    return (ir::op_info(node.op).effects & ir::kRaises) != 0 ? site_.handler : ir::kNoBlock;
  }

  void copy_blocks(std::span<const NodeId> arguments, std::vector<Inner>& calls) {
    std::vector<BlockId> order;
    for (BlockId id = 0; id < callee_.blocks.size(); ++id) {
      if (callee_.block(id).dead) continue;
      blocks_[id] = graph_.add_block();
      order.push_back(id);
    }
    bool cold = graph_.block(site_.block).cold;
    for (BlockId id : order) {
      graph_.block(blocks_[id]).cold = cold || callee_.block(id).cold;
      for (NodeId node : callee_.block(id).nodes) make_node(blocks_[id], node, arguments);
    }
    for (BlockId id : order) {
      for (NodeId node : callee_.block(id).nodes) set_inputs(node, arguments);
      for (BlockId succ : callee_.block(id).succs) {
        graph_.block(blocks_[id]).succs.push_back(blocks_[succ]);
      }
      for (BlockId pred : callee_.block(id).preds) {
        graph_.block(blocks_[id]).preds.push_back(blocks_[pred]);
      }
    }
    for (BlockId id : order) end_block(blocks_[id], loop_depth_[id], calls);
  }

  void make_node(BlockId block, NodeId id, std::span<const NodeId> arguments) {
    const ir::Node& node = callee_.node(id);
    if (node.op == Op::kParam) {
      nodes_[id] = arguments[node.imm];
    } else if (node.op == Op::kConst) {
      nodes_[id] = graph_.constant(Term{node.imm});
    } else if (node.op == Op::kIntConst) {
      nodes_[id] = graph_.int_constant(static_cast<int64_t>(node.imm));
    } else if (node.op == Op::kFloatConst) {
      nodes_[id] = graph_.float_constant(std::bit_cast<double>(node.imm));
    } else {
      uint64_t imm = node.imm;
      if (node.op == Op::kSlotLoad || node.op == Op::kSlotStore) imm += first_slot_;
      NodeId made = graph_.make(node.op, {}, imm, position_of(node.position));
      graph_.node(made).rep = node.rep;
      graph_.node(made).flags = node.flags;
      graph_.node(made).handler = handler_of(node);
      nodes_[id] = graph_.append(block, made);
    }
  }

  void set_inputs(NodeId id, std::span<const NodeId>) {
    const ir::Node& node = callee_.node(id);
    if (node.op == Op::kParam || is_constant(node.op)) return;
    std::vector<NodeId> inputs(callee_.inputs(id).begin(), callee_.inputs(id).end());
    for (NodeId& input : inputs) input = nodes_[input];
    graph_.set_inputs(nodes_[id], inputs);
  }

  void end_block(BlockId block, uint32_t loop_depth, std::vector<Inner>& calls) {
    for (NodeId id : graph_.block(block).nodes) {
      if (is_call(graph_.node(id).op) && !is_tail(graph_.node(id).op)) {
        calls.push_back({id, loop_depth});
      }
    }
    NodeId end = graph_.end(block);
    Op op = graph_.node(end).op;
    if (tail_) {
      if (is_call(op)) calls.push_back({end, loop_depth});
      return;
    }
    if (op == Op::kReturn) {
      NodeId value = graph_.input(end, 0);
      graph_.remove_node(end);
      go_on(block, value);
    } else if (op == Op::kTailCall || op == Op::kTailCallExt) {
      calls.push_back({end, loop_depth});
      leave_frame(block, end, op == Op::kTailCall ? Op::kCall : Op::kCallExt);
    } else if (op == Op::kTailCallFun) {
      calls.push_back({end, loop_depth});
      leave_frame_for_fun(block, end);
    }
  }

  void go_on(BlockId block, NodeId value) {
    graph_.append(block, Op::kJump, {}, 0, site_.position);
    graph_.add_edge(block, rest_);
    results_.push_back(value);
  }

  // A tail call becomes a call from the replaced call's place; one of a native that leaves its
  // caller's frame in traces stays at its own.
  void leave_frame(BlockId block, NodeId call, Op op) {
    ir::Node& node = graph_.node(call);
    node.op = op;
    node.rep = ir::Rep::kTerm;
    if (!shows_caller(node)) node.position = site_.position;
    node.handler = site_.handler;
    go_on(block, call);
  }

  bool shows_caller(const ir::Node& call) const {
    if (call.op != Op::kCallExt) return false;
    ir::Target target = ir::unpack_target(call.imm);
    return environment_.in_tail_call(target) == TailCall::kShowsCaller;
  }

  // What is no such fun raises from the body's own place, as the tail call does.
  void leave_frame_for_fun(BlockId block, NodeId call) {
    ir::Node node = graph_.node(call);
    std::vector<NodeId> inputs(graph_.inputs(call).begin(), graph_.inputs(call).end());
    graph_.block(block).nodes.pop_back();
    NodeId test = graph_.append(block, Op::kIsFunOf, {inputs.back()}, node.imm, node.position);
    NodeId branch = graph_.append(block, Op::kBranch, {test}, 0, node.position);
    graph_.node(branch).flags = ir::kLikelyLeftFirst;
    BlockId calls = graph_.add_block();
    BlockId raises = graph_.add_block();
    graph_.block(calls).cold = graph_.block(block).cold;
    graph_.block(raises).cold = true;
    graph_.add_edge(block, calls);
    graph_.add_edge(block, raises);
    uint64_t badfun = static_cast<uint64_t>(ir::RaiseKind::kBadfun);
    NodeId raising = graph_.make(Op::kRaise, inputs, badfun, node.position);
    graph_.node(raising).handler = site_.handler;
    graph_.append(raises, raising);
    graph_.node(call).block = calls;
    graph_.block(calls).nodes.push_back(call);
    leave_frame(calls, call, Op::kCallFun);
  }

  // The call's own node, now the first of what follows, stands for what the body returns.
  void take_results() {
    if (results_.size() == 1) {
      graph_.become(call_, Op::kCopy, results_);
    } else {
      graph_.become(call_, Op::kPhi, results_);
      graph_.node(call_).rep = ir::Rep::kTerm;
    }
  }

  ir::Graph& graph_;
  Environment& environment_;
  const ir::Graph& callee_;
  const std::vector<uint32_t>& loop_depth_;
  const NodeId call_;
  const ir::Node site_;
  const bool tail_;
  std::vector<NodeId> nodes_;
  std::vector<BlockId> blocks_;
  std::vector<uint32_t> positions_;
  BlockId rest_ = ir::kNoBlock;
  uint32_t first_slot_ = 0;
  std::vector<NodeId> results_;
};

class Inlining {
 public:
  Inlining(ir::Graph& graph, PassContext& context) : graph_(graph), context_(context) {}

  bool run() {
    find_sites();
    bool changed = false;
    while (!queue_.empty() && added_ < kMaxAdded) {
      uint32_t index = queue_.top().second;
      queue_.pop();
      changed |= try_site(index);
    }
    return changed;
  }

 private:
  void find_sites() {
    ir::Order order = ir::reverse_postorder(graph_);
    ir::Dominators dominators(graph_, order);
    ir::Loops loops(graph_, order, dominators);
    bool has_loops = !loops.all().empty();
    for (BlockId block : order.blocks) {
      if (graph_.block(block).cold) continue;
      for (NodeId id : graph_.block(block).nodes) {
        uint32_t depth = loops.depth(block);
        if (!is_call(graph_.node(id).op)) continue;
        add_site({id, 0, depth, UINT32_MAX, UINT64_MAX}, depth > 0 || !has_loops);
      }
    }
  }

  // The most deeply nested in loops first, so that an inner loop is not left with a call because the
  // code around it has used up what may be added. Of equals the first: new sites come level by level,
  // so that no path takes all there is.
  void add_site(const Site& site, bool frequent) {
    uint32_t index = static_cast<uint32_t>(sites_.size());
    queue_.push({site.loop_depth, index});
    sites_.push_back(site);
    frequent_.push_back(frequent);
  }

  bool try_site(uint32_t index) {
    NodeId call = sites_[index].call;
    if (!is_call(graph_.node(call).op)) return false;  // its block has gone
    bool changed = call_directly(call);
    std::optional<uint64_t> target = target_of(call);
    if (!target) return changed;
    const Callee& callee = callee_of(*target);
    if (!callee.usable || !is_worth_it(index, *target, callee)) return changed;
    if (callee.graph.arity != graph_.node(call).input_count) return changed;
    bool again = times_passed(sites_[index], *target) > 0;  // which has a bound of its own
    sites_[index].target = *target;
    added_ += callee.weight;
    std::vector<NodeId> arguments(graph_.inputs(call).begin(), graph_.inputs(call).end());
    std::vector<Body::Inner> calls;
    Body(graph_, *context_.environment, callee, call).put_in(arguments, calls);
    note_unit(*target);
    for (const Body::Inner& inner : calls) {
      const Site& outer = sites_[index];
      Site site{inner.call, outer.depth + (again ? 0 : 1), outer.loop_depth + inner.loop_depth,
                index, UINT64_MAX};
      add_site(site, frequent_[index] || inner.loop_depth > 0);
    }
    return true;
  }

  // A call of a closure that is made here calls its function, with what it captures.
  bool call_directly(NodeId call) {
    const ir::Node node = graph_.node(call);
    if (node.op != Op::kCallFun && node.op != Op::kTailCallFun) return false;
    NodeId fun = graph_.input(call, node.input_count - 1);
    if (graph_.node(fun).op != Op::kClosure) return false;
    std::optional<LambdaInfo> lambda =
        context_.environment->lambda(ir::unpack_target(graph_.node(fun).imm));
    if (!lambda || lambda->fun_arity != node.imm) return false;
    std::vector<NodeId> inputs(graph_.inputs(call).begin(), graph_.inputs(call).end() - 1);
    for (NodeId captured : graph_.inputs(fun)) inputs.push_back(captured);
    Op op = node.op == Op::kCallFun ? Op::kCall : Op::kTailCall;
    graph_.become(call, op, inputs, ir::pack(lambda->function));
    return true;
  }

  std::optional<uint64_t> target_of(NodeId call) const {
    const ir::Node& node = graph_.node(call);
    if (node.op == Op::kCall || node.op == Op::kTailCall) return node.imm;
    if (node.op != Op::kCallExt && node.op != Op::kTailCallExt) return std::nullopt;
    std::optional<ir::Target> found = context_.environment->resolve(ir::unpack_target(node.imm));
    if (!found) return std::nullopt;
    return ir::pack(*found);
  }

  const Callee& callee_of(uint64_t target) {
    auto [found, is_new] = callees_.try_emplace(target);
    Callee& callee = found->second;
    if (!is_new) return callee;
    ir::Target function = ir::unpack_target(target);
    if (context_.environment->size(function) > kMaxEstimate) return callee;
    if (!context_.environment->build(function, callee.graph)) return callee;
    cleanup(callee.graph, context_);
    ir::split_critical_edges(callee.graph);
    callee.usable = true;
    find_loops(callee);
    for (const ir::Block& block : callee.graph.blocks) {
      if (block.dead) continue;
      if (block.is_handler) callee.usable = false;
      for (NodeId id : block.nodes) look_at(callee, block, id);
    }
    return callee;
  }

  static void find_loops(Callee& callee) {
    ir::Order order = ir::reverse_postorder(callee.graph);
    ir::Dominators dominators(callee.graph, order);
    ir::Loops loops(callee.graph, order, dominators);
    callee.loop_depth.assign(callee.graph.blocks.size(), 0);
    for (BlockId block : order.blocks) callee.loop_depth[block] = loops.depth(block);
  }

  void look_at(Callee& callee, const ir::Block& block, NodeId id) {
    Op op = callee.graph.node(id).op;
    if (op == Op::kTailApply || op == Op::kApply || op == Op::kInterpret) callee.usable = false;
    if (op == Op::kTailCallExt) {
      ir::Target native = ir::unpack_target(callee.graph.node(id).imm);
      if (context_.environment->in_tail_call(native) == TailCall::kEither) callee.usable = false;
    }
    if (op == Op::kLoopYield) callee.loops = true;
    bool free = op == Op::kParam || is_constant(op) || op == Op::kJump || op == Op::kPhi ||
                op == Op::kReturn;
    if (!free && !block.cold) ++callee.weight;
  }

  // How often the way here has passed the same function.
  uint32_t times_passed(const Site& site, uint64_t target) const {
    ir::Target self = context_.function;
    uint32_t times = target == ir::pack(self) && self.index != UINT32_MAX ? 1 : 0;
    for (uint32_t at = site.parent; at != UINT32_MAX; at = sites_[at].parent) {
      times += sites_[at].target == target ? 1 : 0;
    }
    return times;
  }

  bool is_worth_it(uint32_t index, uint64_t target, const Callee& callee) const {
    const Site& site = sites_[index];
    if (site.depth >= kMaxDepth || added_ + callee.weight > kMaxAdded) return false;
    uint32_t times = times_passed(site, target);
    if (times > 0) {
      bool tail = is_tail(graph_.node(site.call).op);
      uint32_t most = callee.weight <= kMaxTwice && !callee.loops ? 2 : 1;
      return !tail && callee.weight <= kMaxRecursive && times <= most;
    }
    uint32_t bonus = 0;
    for (NodeId input : graph_.inputs(site.call)) {
      if (graph_.node(input).op == Op::kClosure) bonus = kFunBonus;
    }
    uint32_t limit = frequent_[index] ? kMaxSmall : kMaxTiny;
    return callee.weight <= limit + bonus;
  }

  void note_unit(uint64_t target) {
    uint32_t unit = ir::unpack_target(target).unit;
    std::vector<uint32_t>& units = context_.used_units;
    if (unit == 0 || std::find(units.begin(), units.end(), unit) != units.end()) return;
    units.push_back(unit);
  }

  ir::Graph& graph_;
  PassContext& context_;
  std::unordered_map<uint64_t, Callee> callees_;
  std::vector<Site> sites_;
  std::vector<bool> frequent_;  // by site: calls there are thought to be frequent
  struct Later {
    bool operator()(const std::pair<uint32_t, uint32_t>& a,
                    const std::pair<uint32_t, uint32_t>& b) const {
      return a.first != b.first ? a.first < b.first : a.second > b.second;
    }
  };
  // Loops around, and the site.
  std::priority_queue<std::pair<uint32_t, uint32_t>, std::vector<std::pair<uint32_t, uint32_t>>,
                      Later>
      queue_;
  uint32_t added_ = 0;
};

}  // namespace

bool inline_calls(ir::Graph& graph, PassContext& context) {
  if (context.environment == nullptr) return false;
  return Inlining(graph, context).run();
}

}  // namespace linac::opt
