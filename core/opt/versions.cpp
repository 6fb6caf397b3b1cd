// Loops in two versions. A loop whose phis, or values from before it, are used as floats or small
// integers without being known to be, is copied; a test before it sends what is of those types to
// the first version, everything else to the copy. In the first version the types are known, so
// that types, floats and integers can do their work; at its end each turn tests that the types have
// been kept (most such tests go as decided), and goes on in the copy if they have not, with the
// same values at the same place.
//
// Ranges are tested, too, where they keep products within a machine word.
//
// Which types: what the uses in the loop want; where they want nothing in particular, what the
// call brought that made the function hot. Nothing depends on the guess but speed.
#include <algorithm>
#include <cstdlib>

#include "core/ir/uses.h"
#include "core/opt/loop_versions.h"
#include "core/opt/type_flow.h"
#include "core/opt/util.h"
#include "core/term/boxed.h"

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
  bool bounded = false;  // a small integer in the plan's range, or in [0, bound) if that is not 0
  int64_t bound = 0;
};

struct Plan {
  uint32_t loop;
  std::vector<Chosen> phis;    // of the header
  std::vector<Chosen> values;  // from before the loop
  // Where values that are counted or do not change are multiplied, it pays to know that they are so
  // small that no product overflows.
  bool bounds = false;
  int64_t least = 0;
};

// The product of two sums of two values below it is a small integer.
constexpr int64_t kBound = int64_t{1} << 28;

// A value that is multiplied by such a constant and comes round as a remainder, as in generators of
// pseudo-random numbers: below this divided by the constant, a machine word holds all of it.
constexpr int64_t kMinFactor = int64_t{1} << 20;
constexpr int64_t kMaxProduct = int64_t{1} << 62;

// What uses of a value in a loop say of it.
struct Evidence {
  int floats = 0;
  int smalls = 0;
  int either = 0;  // arithmetic that does not tell
  bool arithmetic = false;

  void add(const Evidence& other) {
    floats += other.floats;
    smalls += other.smalls;
    either += other.either;
    arithmetic |= other.arithmetic;
  }
};

bool takes_integers_only(Op op) {
  return op == Op::kIntDiv || op == Op::kRem || op == Op::kBitNot ||
         (op >= Op::kBitAnd && op <= Op::kShiftRight);
}

class Choosing final : public TypeVisitor {
 public:
  Choosing(ir::Graph& graph, PassContext& context, TypeFlow& flow, const ir::Loops& loops)
      : graph_(graph),
        context_(context),
        flow_(flow),
        loops_(loops),
        uses_(graph),
        guesses_(graph.nodes.size(), Guess::kNone) {}

  std::vector<Plan>& plans() { return plans_; }

  void enter(BlockId block) override {
    if (!loops_.is_header(block) || graph_.block(block).cold) return;
    uint32_t loop = loops_.innermost(block);
    // Inner loops wait for what becomes of the one around them.
    for (const Plan& plan : plans_) {
      if (loops_.contains(plan.loop, block)) return;
    }
    if (!may_copy(graph_, loops_, loop, kMaxLoopNodes)) return;
    Plan plan{loop, {}, {}, false, 0};
    look_for_products(plan);
    // What is chosen tells something of what it is used with.
    int gain = 0;
    for (size_t before = SIZE_MAX; before != plan.phis.size() + plan.values.size();) {
      before = plan.phis.size() + plan.values.size();
      look_at_phis(plan, gain);
      look_at_values(plan, gain);
    }
    for (const std::vector<Chosen>* list : {&plan.phis, &plan.values}) {
      for (const Chosen& chosen : *list) guesses_[chosen.value] = Guess::kNone;
    }
    bool any = !plan.phis.empty() || !plan.values.empty();
    if (any && gain >= kMinGain) plans_.push_back(std::move(plan));
  }
  void node(BlockId, NodeId) override {}
  void leave(BlockId) override {}

 private:
  void look_for_products(Plan& plan) {
    bool divides = false;
    for (BlockId block : loops_.blocks(plan.loop)) {
      if (graph_.block(block).cold) continue;
      for (NodeId id : graph_.block(block).nodes) {
        Op op = graph_.node(id).op;
        divides |= op == Op::kIntDiv || op == Op::kRem;
        plan.bounds |= op == Op::kMul && !constant_term(graph_, graph_.input(id, 0)) &&
                       !constant_term(graph_, graph_.input(id, 1)) &&
                       !flow_.at_definition(id).is_float();
      }
    }
    plan.least = divides ? 0 : -kBound;
  }

  // Whether all that comes round is the phi itself, or that and a constant.
  bool is_counted(NodeId phi, const std::vector<uint32_t>& back) const {
    return std::all_of(back.begin(), back.end(), [&](uint32_t place) {
      NodeId next = graph_.input(phi, place);
      Op op = graph_.node(next).op;
      if (next == phi) return true;
      if ((op != Op::kAdd && op != Op::kSub) || graph_.input(next, 0) != phi) return false;
      return constant_small(graph_, graph_.input(next, 1)).has_value();
    });
  }

  void look_at_phis(Plan& plan, int& gain) {
    BlockId header = loops_.all()[plan.loop].header;
    std::vector<uint32_t> back = back_edges(graph_, loops_, plan.loop, graph_.blocks.size());
    for (NodeId phi : graph_.block(header).nodes) {
      if (graph_.node(phi).op != Op::kPhi) break;
      if (graph_.node(phi).rep != ir::Rep::kTerm || guesses_[phi] != Guess::kNone) continue;
      Evidence evidence = evidence_of(plan.loop, phi);
      for (uint32_t place : back) {
        NodeId input = graph_.input(phi, place);
        if (input == phi) continue;
        if (flow_.at_definition(input).is_float()) evidence.floats += 2;
        // Otherwise the test at the end of each turn takes back what one use gains.
        if (!flow_.at_definition(input).is_small()) evidence.smalls -= 1;
      }
      bool bounded = plan.bounds && is_counted(phi, back);
      int64_t bound = bounded ? 0 : product_bound(plan.loop, phi, back);
      choose(plan.phis, {phi, Guess::kNone, bounded || bound != 0, bound}, flow_.at_definition(phi),
             evidence, entry_of(phi, back), gain);
    }
  }

  // Below what a phi is worth testing for the sake of its products with constants; 0: it is not.
  int64_t product_bound(uint32_t loop, NodeId phi, const std::vector<uint32_t>& back) const {
    int64_t factor = 0;
    for (ir::Use use : uses_.of(phi)) {
      const ir::Node& user = graph_.node(use.user);
      if (user.op != Op::kMul || !loops_.contains(loop, user.block)) continue;
      std::optional<int64_t> other = constant_small(graph_, graph_.input(use.user, 1 - use.index));
      if (!other) return 0;
      factor = std::max(factor, std::abs(*other));
    }
    if (factor < kMinFactor) return 0;
    int64_t bound = kMaxProduct / factor;
    bool kept = std::all_of(back.begin(), back.end(), [&](uint32_t place) {
      const Type& type = flow_.at_definition(graph_.input(phi, place));
      return type.is_small() && type.min > -bound && type.max < bound;
    });
    return kept ? bound : 0;
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
      if (guesses_[value] != Guess::kNone) continue;
      Evidence evidence = evidence_of(plan.loop, value);
      bool bounded = plan.bounds && evidence.arithmetic;
      choose(plan.values, {value, Guess::kNone, bounded, 0}, flow_.now(value), evidence, value,
             gain);
    }
  }

  void choose(std::vector<Chosen>& list, Chosen chosen, const Type& type, const Evidence& evidence,
              NodeId entry, int& gain) {
    if (type.is_small() || type.is_float()) return;
    int score = 0;
    if (evidence.floats > 0 && evidence.floats > evidence.smalls) {
      chosen.guess = Guess::kFloat;
      score = 2 * evidence.floats + evidence.either;
    } else if (evidence.smalls > 0) {
      chosen.guess = Guess::kSmall;
      score = evidence.smalls + evidence.either;
    } else if (evidence.either > 0) {
      chosen.guess = observed(entry);
      score = chosen.guess == Guess::kFloat ? 2 * evidence.either : evidence.either;
    }
    if (chosen.guess == Guess::kNone) return;
    uint32_t kinds = chosen.guess == Guess::kFloat ? uint32_t{kFloatKinds} : uint32_t{kSmallInt};
    if (!type.may_be(kinds)) return;
    // What it begins with may tell that the guess is wrong.
    if (entry != ir::kNoNode && entry != chosen.value && !flow_.now(entry).may_be(kinds)) return;
    if (list.size() >= kMaxTests / 2) return;
    chosen.bounded &= chosen.guess == Guess::kSmall;
    guesses_[chosen.value] = chosen.guess;
    list.push_back(chosen);
    gain += score;
  }

  // Compilers that know floats have instructions for them: other arithmetic is of integers, unless
  // the call that was seen says otherwise.
  Guess observed(NodeId entry) const {
    if (entry == ir::kNoNode || graph_.node(entry).op != Op::kParam) return Guess::kSmall;
    if (graph_.node(entry).imm >= context_.observed.size()) return Guess::kSmall;
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
    if (op == Op::kUnboxFloat || op == Op::kIsFloat) return {2, 0, 0, false};
    if (op == Op::kToFloat || op == Op::kIsInteger || op == Op::kIsSmall) return {0, 1, 0, false};
    if (op == Op::kSwitch) {
      std::optional<Term> first = constant_term(graph_, graph_.input(use.user, 1));
      if (first && first->is_small()) return {0, 1, 0, false};
      return first && first->is_self_float() ? Evidence{1, 0, 0, false} : Evidence{};
    }
    bool arithmetic = is_arithmetic(op);
    bool compares = op >= Op::kSameWord && op <= Op::kLessEqual;
    if (!arithmetic && !compares) return {};
    if (takes_integers_only(op)) return {0, 2, 0, true};
    if (user.input_count < 2) return {0, 0, 1, arithmetic};
    NodeId other = graph_.input(use.user, 1 - use.index);
    const Type& type = flow_.at_definition(other);
    int weight = arithmetic ? 2 : 1;
    bool is_float = type.is_float() || guesses_[other] == Guess::kFloat;
    bool is_small = type.is_small() || guesses_[other] == Guess::kSmall;
    if (other != value && is_float) return {weight, 0, 0, arithmetic};
    if (other != value && is_small) return {0, weight, 0, arithmetic};
    if (arithmetic || op == Op::kLess || op == Op::kLessEqual) return {0, 0, 1, arithmetic};
    return {};
  }

  ir::Graph& graph_;
  PassContext& context_;
  TypeFlow& flow_;
  const ir::Loops& loops_;
  ir::Uses uses_;
  std::vector<Guess> guesses_;  // of the loop that is looked at
  std::vector<Plan> plans_;
};

// Whether something in a loop may tell what to guess. That is looked at before the types, which cost
// much more to find out.
bool may_tell(const ir::Graph& graph, NodeId id) {
  Op op = graph.node(id).op;
  if (op == Op::kSwitch) {
    std::optional<Term> first = constant_term(graph, graph.input(id, 1));
    return first && (first->is_small() || first->is_self_float());
  }
  if (op == Op::kUnboxFloat || op == Op::kIsFloat || op == Op::kToFloat || op == Op::kIsInteger ||
      op == Op::kIsSmall || is_arithmetic(op)) {
    return true;
  }
  if (op < Op::kSameWord || op > Op::kLessEqual) return false;
  if (op == Op::kLess || op == Op::kLessEqual) return true;
  for (NodeId input : graph.inputs(id)) {
    std::optional<Term> term = constant_term(graph, input);
    if (term && !term->is_small() && !is_float(*term)) return false;
  }
  return true;
}

bool may_gain(const ir::Graph& graph, const ir::Loops& loops) {
  for (uint32_t loop = 0; loop < loops.all().size(); ++loop) {
    if (graph.block(loops.all()[loop].header).cold ||
        !may_copy(graph, loops, loop, kMaxLoopNodes)) {
      continue;
    }
    for (BlockId block : loops.blocks(loop)) {
      if (graph.block(block).cold) continue;
      for (NodeId id : graph.block(block).nodes) {
        if (may_tell(graph, id)) return true;
      }
    }
  }
  return false;
}

std::vector<Wanted> wants(const std::vector<Chosen>& list, const Plan& plan) {
  std::vector<Wanted> wanted;
  for (const Chosen& chosen : list) {
    Wanted want{chosen.value, chosen.guess == Guess::kFloat ? Op::kIsFloat : Op::kIsSmall};
    if (chosen.bounded) {
      want.least = chosen.bound != 0 ? 0 : plan.least;
      want.bound = chosen.bound != 0 ? chosen.bound : kBound;
    }
    wanted.push_back(want);
  }
  return wanted;
}

bool version_once(ir::Graph& graph, PassContext& context) {
  if (graph.nodes.size() > kMaxGraphNodes) return false;
  ir::Order order = ir::reverse_postorder(graph);
  ir::Dominators dominators(graph, order);
  ir::Loops loops(graph, order, dominators);
  if (!may_gain(graph, loops)) return false;
  TypeFlow flow(graph, context);
  flow.analyse();
  Choosing choosing(graph, context, flow, loops);
  flow.visit(choosing);
  LoopVersions versions(graph, loops);
  // The last first: values of one loop that a later one uses get new names when that one is copied.
  for (size_t i = choosing.plans().size(); i-- > 0;) {
    const Plan& plan = choosing.plans()[i];
    versions.make(plan.loop, wants(plan.values, plan), wants(plan.phis, plan));
  }
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
