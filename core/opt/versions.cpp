// Loops in two versions. A loop whose phis, or values from before it, are used as floats or small
// integers without being known to be, is copied; a test before it sends what is of those types to
// the first version, everything else to the copy. In the first version the types are known, so
// that types, floats and integers can do their work; at its end each turn tests that the types have
// been kept (most such tests go as decided), and goes on in the copy if they have not, with the
// same values at the same place.
//
// Which types: what the uses in the loop want; where they want nothing in particular, what the
// call brought that made the function hot. Nothing depends on the guess but speed.
#include <algorithm>

#include "core/ir/uses.h"
#include "core/opt/loop_edit.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

namespace {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

constexpr size_t kMaxLoopNodes = 500;
constexpr size_t kMaxGraphNodes = 8000;
constexpr int kMinGain = 3;
constexpr size_t kMaxTests = 40;  // at one place

enum class Guess : uint8_t { kNone, kFloat, kSmall };

struct Chosen {
  NodeId value;
  Guess guess;
};

struct Plan {
  uint32_t loop;
  std::vector<Chosen> phis;    // of the header
  std::vector<Chosen> values;  // from before the loop
};

// What uses of a value in a loop say of it.
struct Evidence {
  int floats = 0;
  int smalls = 0;
  int either = 0;  // arithmetic that does not tell

  void add(const Evidence& other) {
    floats += other.floats;
    smalls += other.smalls;
    either += other.either;
  }
};

bool takes_integers_only(Op op) {
  return op == Op::kIntDiv || op == Op::kRem || op == Op::kBitNot ||
         (op >= Op::kBitAnd && op <= Op::kShiftRight);
}

class Choosing final : public TypeVisitor {
 public:
  Choosing(ir::Graph& graph, PassContext& context, TypeFlow& flow, const ir::Loops& loops)
      : graph_(graph), context_(context), flow_(flow), loops_(loops), uses_(graph) {}

  std::vector<Plan>& plans() { return plans_; }

  void enter(BlockId block) override {
    if (!loops_.is_header(block) || graph_.block(block).cold) return;
    uint32_t loop = loops_.innermost(block);
    // Inner loops wait for what becomes of the one around them.
    for (const Plan& plan : plans_) {
      if (loops_.contains(plan.loop, block)) return;
    }
    if (is_too_large(loop)) return;
    Plan plan{loop, {}, {}};
    int gain = 0;
    look_at_phis(plan, gain);
    look_at_values(plan, gain);
    bool any = !plan.phis.empty() || !plan.values.empty();
    if (any && gain >= kMinGain) plans_.push_back(std::move(plan));
  }
  void node(BlockId, NodeId) override {}
  void leave(BlockId) override {}

 private:
  bool is_too_large(uint32_t loop) const {
    size_t nodes = 0;
    for (BlockId block : loops_.blocks(loop)) {
      nodes += graph_.block(block).nodes.size();
      // A handler's block has one try_enter: a copy of that would have none. The handler itself may
      // stand outside of the loop.
      if (graph_.block(block).is_handler) return true;
      if (graph_.node(graph_.end(block)).op == Op::kTryEnter) return true;
    }
    return nodes > kMaxLoopNodes;
  }

  void look_at_phis(Plan& plan, int& gain) {
    BlockId header = loops_.all()[plan.loop].header;
    std::vector<uint32_t> back = back_edges(graph_, loops_, plan.loop, graph_.blocks.size());
    for (NodeId phi : graph_.block(header).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      if (graph_.node(phi).rep != ir::Rep::kTerm) continue;
      Evidence evidence = evidence_of(plan.loop, phi);
      for (uint32_t place : back) {
        NodeId input = graph_.input(phi, place);
        if (input == phi) continue;
        if (flow_.at_definition(input).is_float()) evidence.floats += 2;
        // Otherwise the test at the end of each turn takes back what one use gains.
        if (!flow_.at_definition(input).is_small()) evidence.smalls -= 1;
      }
      choose(plan.phis, phi, flow_.at_definition(phi), evidence, entry_of(phi, back), gain);
    }
  }

  // What a phi begins with, if that is one value.
  NodeId entry_of(NodeId phi, const std::vector<uint32_t>& back) const {
    NodeId entry = ir::kNoNode;
    for (uint32_t i = 0; i < graph_.node(phi).input_count; ++i) {
      if (std::find(back.begin(), back.end(), i) != back.end()) continue;
      if (entry != ir::kNoNode) return ir::kNoNode;
      entry = graph_.input(phi, i);
    }
    return entry;
  }

  void look_at_values(Plan& plan, int& gain) {
    std::vector<NodeId> values;
    for (BlockId block : loops_.blocks(plan.loop)) {
      for (NodeId id : graph_.block(block).nodes) {
        if (graph_.node(id).op == Op::kPhi) continue;
        for (NodeId input : graph_.inputs(id)) {
          const ir::Node& node = graph_.node(input);
          if (node.rep == ir::Rep::kTerm && !is_constant(node.op) &&
              !loops_.contains(plan.loop, node.block)) {
            values.push_back(input);
          }
        }
      }
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    for (NodeId value : values) {
      choose(plan.values, value, flow_.now(value), evidence_of(plan.loop, value), value, gain);
    }
  }

  void choose(std::vector<Chosen>& list, NodeId value, const Type& type, Evidence evidence,
              NodeId entry, int& gain) {
    if (type.is_small() || type.is_float()) return;
    Guess guess = Guess::kNone;
    int score = 0;
    if (evidence.floats > 0 && evidence.floats > evidence.smalls) {
      guess = Guess::kFloat;
      score = 2 * evidence.floats + evidence.either;
    } else if (evidence.smalls > 0) {
      guess = Guess::kSmall;
      score = evidence.smalls + evidence.either;
    } else if (evidence.either > 0) {
      guess = observed(entry);
      score = guess == Guess::kFloat ? 2 * evidence.either : evidence.either;
    }
    if (guess == Guess::kNone) return;
    if (!type.may_be(guess == Guess::kFloat ? kFloatKinds : kSmallInt)) return;
    // What it begins with may tell that the guess is wrong.
    if (entry != ir::kNoNode && entry != value) {
      const Type& first = flow_.now(entry);
      if (!first.may_be(guess == Guess::kFloat ? kFloatKinds : kSmallInt)) return;
    }
    if (list.size() >= kMaxTests / 2) return;
    list.push_back({value, guess});
    gain += score;
  }

  Guess observed(NodeId entry) const {
    if (entry == ir::kNoNode || graph_.node(entry).op != Op::kParam) return Guess::kNone;
    if (graph_.node(entry).imm >= context_.observed.size()) return Guess::kNone;
    const Type& type = context_.observed[graph_.node(entry).imm];
    if (type.is_float()) return Guess::kFloat;
    return type.is_small() ? Guess::kSmall : Guess::kNone;
  }

  Evidence evidence_of(uint32_t loop, NodeId value) {
    Evidence evidence;
    for (ir::Use use : uses_.of(value)) {
      BlockId block = graph_.node(use.user).block;
      if (!loops_.contains(loop, block) || graph_.block(block).cold) continue;
      if (graph_.node(use.user).op != Op::kPhi) evidence.add(evidence_of_use(value, use));
    }
    return evidence;
  }

  Evidence evidence_of_use(NodeId value, ir::Use use) {
    const ir::Node& user = graph_.node(use.user);
    Op op = user.op;
    if (op == Op::kUnboxFloat || op == Op::kIsFloat) return {2, 0, 0};
    if (op == Op::kToFloat || op == Op::kIsInteger || op == Op::kIsSmall) return {0, 1, 0};
    if (op == Op::kSwitch) {
      std::optional<Term> first = constant_term(graph_, graph_.input(use.user, 1));
      if (first && first->is_small()) return {0, 1, 0};
      return first && is_float_constant(*first) ? Evidence{1, 0, 0} : Evidence{};
    }
    bool arithmetic = is_arithmetic(op);
    bool compares = op >= Op::kSameWord && op <= Op::kLessEqual;
    if (!arithmetic && !compares) return {};
    if (takes_integers_only(op)) return {0, 2, 0};
    if (user.input_count < 2) return {0, 0, 1};
    NodeId other = graph_.input(use.user, 1 - use.index);
    const Type& type = flow_.at_definition(other);
    int weight = arithmetic ? 2 : 1;
    if (other != value && type.is_float()) return {weight, 0, 0};
    if (other != value && type.is_small()) return {0, weight, 0};
    if (arithmetic || op == Op::kLess || op == Op::kLessEqual) return {0, 0, 1};
    return {};
  }

  static bool is_float_constant(Term term) { return term.is_self_float(); }

  ir::Graph& graph_;
  PassContext& context_;
  TypeFlow& flow_;
  const ir::Loops& loops_;
  ir::Uses uses_;
  std::vector<Plan> plans_;
};

// -- Copying ---------------------------------------------------------------------------------------

class Versioning {
 public:
  Versioning(ir::Graph& graph, const ir::Loops& loops)
      : graph_(graph), loops_(loops), known_(graph.blocks.size()) {}

  void run(const Plan& plan) {
    BlockId header = loops_.all()[plan.loop].header;
    BlockId before = preheader(graph_, loops_, plan.loop, known_);
    std::vector<uint32_t> back = back_edges(graph_, loops_, plan.loop, known_);
    std::vector<BlockId> latches;
    for (uint32_t place : back) latches.push_back(graph_.block(header).preds[place]);
    std::span<const BlockId> blocks = loops_.blocks(plan.loop);
    BlockCopies copies = copy_blocks(graph_, blocks);
    BlockId generic = copies.block(header);
    for (BlockId block : blocks) graph_.block(copies.block(block)).cold = true;

    // The way in.
    std::vector<Chosen> first = plan.values;
    uint32_t entry = index_of(graph_.block(header).preds, before);
    for (const Chosen& chosen : plan.phis) {
      first.push_back({graph_.input(chosen.value, entry), chosen.guess});
    }
    choose_way(before, header, generic, first, copies);
    // The end of each turn.
    for (BlockId latch : latches) {
      uint32_t place = index_of(graph_.block(header).preds, latch);
      std::vector<Chosen> next;
      for (const Chosen& chosen : plan.phis) {
        next.push_back({graph_.input(chosen.value, place), chosen.guess});
      }
      choose_way(latch, header, generic, next, copies);
    }
    repair(blocks, copies);
  }

 private:
  static uint32_t index_of(const std::vector<BlockId>& list, BlockId block) {
    auto found = std::find(list.begin(), list.end(), block);
    return static_cast<uint32_t>(found - list.begin());
  }

  // `from` jumps to the header; from now on it does so only if the values are of the guessed types,
  // and goes to the copied header otherwise.
  void choose_way(BlockId from, BlockId header, BlockId generic, std::vector<Chosen> values,
                  const BlockCopies& copies) {
    std::sort(values.begin(), values.end(),
              [](const Chosen& a, const Chosen& b) { return a.value < b.value; });
    NodeId end = graph_.end(from);
    uint32_t position = graph_.node(end).position;
    NodeId all = ir::kNoNode;
    for (size_t i = 0; i < values.size(); ++i) {
      bool seen =
          i > 0 && values[i].value == values[i - 1].value && values[i].guess == values[i - 1].guess;
      if (seen) continue;
      Op test = values[i].guess == Guess::kFloat ? Op::kIsFloat : Op::kIsSmall;
      NodeId holds = insert(from, test, {values[i].value}, position);
      all = all == ir::kNoNode ? holds : insert(from, Op::kAnd, {all, holds}, position);
    }
    if (all == ir::kNoNode) return;
    uint32_t place = index_of(graph_.block(header).preds, from);
    BlockId typed = graph_.add_block();
    BlockId other = graph_.add_block();
    graph_.append(typed, Op::kJump, {}, 0, position);
    graph_.append(other, Op::kJump, {}, 0, position);
    graph_.block(other).cold = true;
    graph_.block(header).preds[place] = typed;
    graph_.block(typed).preds = {from};
    graph_.block(typed).succs = {header};
    graph_.block(other).preds = {from};
    graph_.block(from).succs = {typed, other};
    become(graph_, end, Op::kBranch, {all});
    graph_.node(end).flags = ir::kLikelyLeftFirst;
    graph_.add_edge(other, generic);
    for (NodeId phi : graph_.block(header).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      graph_.add_input(copies.node(phi), graph_.input(phi, place));
    }
  }

  NodeId insert(BlockId block, Op op, std::initializer_list<NodeId> inputs, uint32_t position) {
    NodeId id = graph_.make(op, inputs, 0, position);
    graph_.insert_before(block, graph_.block(block).nodes.size() - 1, id);
    return id;
  }

  // Behind the loop either version's values may be meant.
  void repair(std::span<const BlockId> blocks, const BlockCopies& copies) {
    std::vector<bool> inside(graph_.blocks.size());
    std::vector<NodeId> values, others;
    for (BlockId block : blocks) {
      inside[block] = inside[copies.block(block)] = true;
      for (NodeId id : graph_.block(block).nodes) {
        if (graph_.node(id).rep == ir::Rep::kNone || copies.node(id) == id) continue;
        values.push_back(id);
        others.push_back(copies.node(id));
      }
    }
    repair_uses(graph_, values, others, inside);
  }

  ir::Graph& graph_;
  const ir::Loops& loops_;
  const size_t known_;  // blocks that loops_ knows
};

bool version_once(ir::Graph& graph, PassContext& context) {
  if (graph.nodes.size() > kMaxGraphNodes) return false;
  TypeFlow flow(graph, context);
  ir::Dominators dominators(graph, flow.order());
  ir::Loops loops(graph, flow.order(), dominators);
  if (loops.all().empty()) return false;
  flow.analyse();
  Choosing choosing(graph, context, flow, loops);
  flow.visit(choosing);
  Versioning versioning(graph, loops);
  // The last first: values of one loop that a later one uses get new names when that one is copied.
  for (size_t i = choosing.plans().size(); i-- > 0;) versioning.run(choosing.plans()[i]);
  if (choosing.plans().empty()) return false;
  ir::split_critical_edges(graph);
  return true;
}

constexpr int kMaxRounds = 3;  // a round a depth of nesting

}  // namespace

bool version_loops(ir::Graph& graph, PassContext& context) {
  bool changed = ir::split_critical_edges(graph);
  for (int round = 0; round < kMaxRounds && version_once(graph, context); ++round) changed = true;
  return changed;
}

}  // namespace linac::opt
