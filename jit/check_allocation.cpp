#include "jit/check_allocation.h"

#include <algorithm>

namespace linac::jit {
namespace {

// What a place holds: a value, a constant (its node, with kConstantBit), or nothing known. A fixed slot
// may hold one thing or another, as a Y register does that changes within a try.
using Held = uint64_t;
constexpr Held kNothing = UINT64_MAX;
constexpr Held kEither = UINT64_MAX - 1;
constexpr Held kConstantBit = uint64_t{1} << 32;
using State = std::vector<Held>;

class Checker {
 public:
  Checker(const Allocation& allocation, const Safepoints& safepoints)
      : a_(allocation), p_(allocation.prepared), safepoints_(safepoints) {}

  std::string run() {
    places_ = kScratchGprs + kScratchFprs + a_.frame_words;
    in_.assign(p_.graph.blocks.size(), {});
    reached_.assign(p_.graph.blocks.size(), false);
    State entry(places_, kNothing);
    set_params(entry);
    meet(0, std::move(entry));
    while (!work_.empty() && problem_.empty()) {
      BlockId block = work_.back();
      work_.pop_back();
      run_block(block);
    }
    return problem_;
  }

 private:
  static constexpr uint32_t kScratchGprs = kGprs + 2;
  static constexpr uint32_t kScratchFprs = kFprs + 2;

  void fail(const std::string& what, NodeId node) {
    if (!problem_.empty()) return;
    problem_ = what;
    if (node != ir::kNoNode) problem_ += " at v" + std::to_string(node);
  }
  Held& cell(State& state, Location location) {
    switch (location.place) {
      case Place::kGpr: return state[location.index];
      case Place::kFpr: return state[kScratchGprs + location.index];
      case Place::kSlot:
        if (kScratchGprs + kScratchFprs + location.index >= state.size()) break;
        return state[kScratchGprs + kScratchFprs + location.index];
      case Place::kNowhere:
      case Place::kX: break;
    }
    fail("a location that is none", ir::kNoNode);
    return nothing_ = kNothing;
  }
  Held held(NodeId node) const {
    return p_.is_constant(node) ? kConstantBit | node : Held{p_.value[node]};
  }

  void set_params(State& state) {
    // As in block_start of the entry: from argument registers and x.
    std::vector<std::pair<Location, Held>> targets;
    for (NodeId node : p_.graph.block(0).nodes) {
      if (p_.graph.node(node).op != Op::kParam || p_.value[node] == kNoValue) continue;
      targets.push_back({a_.at(p_.value[node], p_.from[0]), p_.value[node]});
    }
    for (auto [location, value] : targets) {
      if (cell(state, location) != kNothing) fail("two parameters in one place", ir::kNoNode);
      cell(state, location) = value;
    }
  }

  bool is_fixed_slot(size_t place) const {
    constexpr size_t kFirst = kScratchGprs + kScratchFprs;
    return place >= kFirst && place < kFirst + p_.graph.slot_count;
  }

  void meet(BlockId block, State state) {
    if (!reached_[block]) {
      reached_[block] = true;
      in_[block] = std::move(state);
      work_.push_back(block);
      return;
    }
    bool changed = false;
    for (size_t i = 0; i < state.size(); ++i) {
      Held& held = in_[block][i];
      bool both = is_fixed_slot(i) && state[i] != kNothing;
      if (held == state[i] || held == kNothing || (both && held == kEither)) continue;
      held = both ? kEither : kNothing;
      changed = true;
    }
    if (changed) work_.push_back(block);
  }

  void apply(State& state, const std::vector<Move>& moves) {
    State before = state;
    std::vector<Location> targets;
    for (const Move& move : moves) {
      if (std::find(targets.begin(), targets.end(), move.to) != targets.end()) {
        fail("two moves to one place", ir::kNoNode);
      }
      targets.push_back(move.to);
      cell(state, move.to) = move.is_constant() ? held(move.constant) : cell(before, move.from);
    }
  }

  void run_block(BlockId block) {
    State state = in_[block];
    for (ValueId v : a_.stores_at_start[block]) {
      Location from = a_.at(v, p_.from[block]);
      if (cell(state, from) != v) fail("a store of what is not there", p_.values[v].node);
      cell(state, slot(a_.spills[v].slot)) = v;
    }
    if (!a_.framed[block]) clear_slots(state);
    auto move = std::lower_bound(
        a_.moves.begin(), a_.moves.end(), p_.from[block],
        [](const PositionedMove& m, uint32_t position) { return m.position < position; });
    for (uint32_t position = p_.from[block] + 2; position < p_.to[block]; position += 2) {
      std::vector<Move> moves;
      for (; move != a_.moves.end() && move->position <= position; ++move) {
        if (move->position != position) fail("a move between nodes", p_.at[position / 2]);
        moves.push_back(move->move);
      }
      apply(state, moves);
      if (p_.at[position / 2] != ir::kNoNode) run_node(state, p_.at[position / 2], position);
    }
    for (BlockId succ : p_.graph.block(block).succs) run_edge(state, block, succ);
  }

  void clear_slots(State& state) {
    std::fill(state.begin() + kScratchGprs + kScratchFprs, state.end(), kNothing);
  }

  void run_node(State& state, NodeId node, uint32_t position) {
    Location result = a_.result(node);
    p_.each_input(node, [&](const InputUse& use) {
      ValueId v = p_.input_value(use.user, use.index);
      if (v == kNoValue) return;
      Location location = a_.at(v, position);
      if (use.need.need != Need::kAny && !location.is_register()) fail("an input in a slot", node);
      Held wanted = p_.is_constant(use.node) ? held(use.node) : Held{v};
      if (cell(state, location) != wanted) {
        fail("input v" + std::to_string(use.node) + " is not where it is read", node);
      }
      if (use.need.late && location == result) fail("the result is in a late input", node);
    });
    uint16_t effects = p_.graph.effects(node);
    run_slots(state, node);
    if (effects & ir::kCalls) std::fill_n(state.begin(), kScratchGprs + kScratchFprs, kNothing);
    if (effects & (ir::kCollects | ir::kRaises | ir::kCalls)) collect(state, node);
    raise(state, node);
    if (ValueId v = p_.value[node]; v != kNoValue) {
      cell(state, result) = v;
      if (Location to = a_.store_behind(node); to.is_slot()) cell(state, to) = v;
    }
  }

  // Fixed slots. What is loaded has to have been stored and named by all records since.
  void run_slots(State& state, NodeId node) {
    const ir::Node& n = p_.graph.node(node);
    if (n.op == Op::kSlotStore) {
      cell(state, slot(static_cast<uint32_t>(n.imm))) = held(p_.graph.input(node, 0));
    }
    if (n.op == Op::kSlotLoad && cell(state, slot(static_cast<uint32_t>(n.imm))) == kNothing) {
      fail("a slot is loaded that holds nothing", node);
    }
  }
  // Only they come to the handler.
  void raise(const State& state, NodeId node) {
    BlockId handler = p_.graph.node(node).handler;
    if (handler == ir::kNoBlock) return;
    State at_handler(places_, kNothing);
    for (uint32_t i = 0; i < p_.graph.slot_count; ++i) {
      cell(at_handler, slot(i)) = state[kScratchGprs + kScratchFprs + i];
    }
    meet(handler, std::move(at_handler));
  }

  // What the record does not name is stale now; what it names has to be a term.
  void collect(State& state, NodeId node) {
    const Safepoint& safepoint = safepoints_.at(node);
    if ((p_.graph.effects(node) & ir::kCalls) && safepoint.live_registers != 0) {
      fail("a register lives across a call", node);
    }
    uint32_t fixed = p_.graph.slot_count;
    for (uint32_t i = 0; i < fixed; ++i) {
      bool named = std::binary_search(safepoint.slots.begin(), safepoint.slots.end(), i);
      Held& place = cell(state, slot(i));
      if (named && place == kNothing) fail("the record names a slot that holds nothing", node);
      if (!named) place = kNothing;
    }
    for (uint32_t i = 0; i < kGprs; ++i) {
      bool named = safepoint.term_registers >> i & 1;
      check_named(state[i], named, node);
    }
    for (uint32_t i = fixed; i < a_.frame_words; ++i) {
      bool named = std::binary_search(safepoint.slots.begin(), safepoint.slots.end(), i);
      check_named(cell(state, slot(i)), named, node);
    }
  }
  void check_named(Held& place, bool named, NodeId node) {
    bool is_term = false;
    if (place != kNothing) {
      NodeId definition =
          (place & kConstantBit) ? static_cast<NodeId>(place) : p_.values[place].node;
      is_term = p_.graph.node(definition).rep == Rep::kTerm;
    }
    if (named && !is_term) fail("the record names what is no term", node);
    if (!named && is_term && !(place & kConstantBit)) place = kNothing;
  }

  void run_edge(const State& before, BlockId from, BlockId to) {
    if (p_.graph.block(to).is_handler) return;  // entered by a raise
    if (a_.framed[from] && !a_.framed[to]) fail("a frame is lost", p_.graph.end(from));
    bool at_end = p_.graph.block(from).succs.size() == 1;
    const EdgeCode& code = at_end ? a_.block_end[from] : a_.block_start[to];
    if (code.set_up_frame != (a_.framed[to] && !a_.framed[from])) {
      fail("a frame is not set up", p_.graph.end(from));
    }
    State state = before;
    for (const Move& store : code.stores) apply(state, {store});
    apply(state, code.moves);
    std::vector<std::pair<Location, ValueId>> phis;
    const std::vector<BlockId>& preds = p_.graph.block(to).preds;
    auto index = static_cast<uint32_t>(std::find(preds.begin(), preds.end(), from) - preds.begin());
    for (NodeId phi : p_.graph.block(to).nodes) {
      if (p_.graph.node(phi).op != Op::kPhi) break;
      if (p_.value[phi] == kNoValue) continue;
      Location location = a_.at(p_.value[phi], p_.from[to]);
      NodeId input = p_.graph.input(phi, index);
      if (cell(state, location) != held(input)) fail("an input of a phi is not there", phi);
      phis.push_back({location, p_.value[phi]});
    }
    for (auto [location, v] : phis) cell(state, location) = v;
    meet(to, std::move(state));
  }

  const Allocation& a_;
  const Prepared& p_;
  const Safepoints& safepoints_;
  size_t places_ = 0;
  std::vector<State> in_;
  std::vector<bool> reached_;
  std::vector<BlockId> work_;
  std::string problem_;
  Held nothing_ = kNothing;
};

}  // namespace

std::string check_allocation(const Allocation& allocation, const Safepoints& safepoints) {
  return Checker(allocation, safepoints).run();
}

}  // namespace linac::jit
