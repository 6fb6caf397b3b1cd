#include "jit/linear_scan.h"

#include <algorithm>
#include <array>
#include <queue>

#include "jit/register_use.h"

namespace linac::jit {

const Interval& Pieces::piece_at(ValueId v, uint32_t position) const {
  auto found = std::partition_point(of[v].begin(), of[v].end(),
                                    [&](IntervalId id) { return all[id].start() <= position; });
  return all[found == of[v].begin() ? v : *std::prev(found)];
}

void Pieces::insert(ValueId v, IntervalId after, IntervalId id) {
  auto behind = of[v].begin();
  if (after != v) behind = std::next(std::find(of[v].begin(), of[v].end(), after));
  of[v].insert(behind, id);
}

namespace {

constexpr uint32_t kNever = UINT32_MAX;
constexpr int kMaxHintDepth = 3;
constexpr uint32_t kMaxRegisters = kFprs > kGprs ? kFprs : kGprs;
// Registers that no hint asks for, first.
constexpr uint8_t kPreferred[kGprs] = {6, 7, 8, 9, 5, 4, 3, 2, 1, 0};

using PositionTable = std::array<uint32_t, kMaxRegisters>;

class LinearScan {
 public:
  LinearScan(const Prepared& prepared, std::vector<Interval> intervals, const AllocationMode& mode)
      : prepared_(prepared), mode_(mode), random_(mode.seed), registers_(pieces_.all) {
    pieces_.all = std::move(intervals);
    pieces_.of.resize(pieces_.all.size());
    phi_register_.assign(prepared.values.size(), Hint::kNone);
    for (ValueId v = 0; v < pieces_.all.size(); ++v) {
      if (!pieces_.all[v].ranges.empty()) enqueue(v);
    }
    find_entries();
  }

  Pieces run() {
    while (!unhandled_.empty()) {
      IntervalId id = unhandled_.top().second;
      unhandled_.pop();
      uint32_t start = at(id).start();
      registers_.advance(start);
      if (at(id).is_reload) {
        cut_at_entries(id);
        at(id).entry_register = entry_register(at(id));
      }
      if (!try_free(id)) take_blocked(id);
      if (at(id).location.is_register()) registers_.begin(id);
    }
    return std::move(pieces_);
  }

 private:
  Interval& at(IntervalId id) { return pieces_.all[id]; }
  void enqueue(IntervalId id) { unhandled_.push({at(id).start(), id}); }
  bool is_float(const Interval& piece) const { return prepared_.values[piece.value].is_float; }
  uint32_t register_count(bool is_float) const { return is_float ? mode_.fprs : mode_.gprs; }

  uint64_t next_random() {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    return random_ ^= random_ << 17;
  }

  // -- splitting

  // Cuts the piece at `position`; the rest is a new piece, which the caller queues.
  IntervalId split(IntervalId id, uint32_t position) {
    IntervalId rest_id = static_cast<IntervalId>(pieces_.all.size());
    pieces_.all.emplace_back();
    Interval& piece = at(id);
    Interval& rest = pieces_.all.back();
    VM_CHECK(position > piece.start() && position < piece.end());
    rest.value = piece.value;
    rest.is_reload = true;
    rest.next = piece.next;
    piece.next = rest_id;
    pieces_.insert(rest.value, id, rest_id);
    auto range = std::find_if(piece.ranges.begin(), piece.ranges.end(),
                              [&](const Range& r) { return r.to > position; });
    rest.ranges.assign(range, piece.ranges.end());
    if (range->from < position) {
      rest.ranges.front().from = position;
      range->to = position;
      ++range;
    }
    piece.ranges.erase(range, piece.ranges.end());
    auto use = std::find_if(piece.uses.begin(), piece.uses.end(),
                            [&](const Use& u) { return u.position >= position; });
    rest.uses.assign(use, piece.uses.end());
    piece.uses.erase(use, piece.uses.end());
    return rest_id;
  }

  // Blocks that are not entered from the one before them in the order. What a later piece of a value
  // has there need not be what it had at the end of that block: it is cut, and the rest goes on with
  // what it has at the end of a predecessor.
  void find_entries() {
    for (size_t i = 1; i < prepared_.order.size(); ++i) {
      BlockId block = prepared_.order[i];
      const std::vector<BlockId>& preds = prepared_.graph.block(block).preds;
      bool follows = std::find(preds.begin(), preds.end(), prepared_.order[i - 1]) != preds.end();
      if (!follows) entries_.push_back(prepared_.from[block]);
    }
  }
  void cut_at_entries(IntervalId id) {
    uint32_t start = at(id).start();
    for (const Range& range : at(id).ranges) {
      auto entry =
          std::lower_bound(entries_.begin(), entries_.end(), std::max(range.from, start + 1));
      if (entry != entries_.end() && *entry < range.to) return enqueue(split(id, *entry));
    }
  }
  // Of a piece that begins where a block does.
  uint8_t entry_register(const Interval& piece) const {
    uint32_t start = piece.start();
    if (!prepared_.begins_block(start)) return Hint::kNone;
    BlockId block = prepared_.block_at(start);
    for (BlockId pred : prepared_.graph.block(block).preds) {
      if (prepared_.place[pred] >= prepared_.place[block]) continue;
      const Interval& before = pieces_.piece_at(piece.value, prepared_.to[pred] - 1);
      if (before.location.is_register()) return static_cast<uint8_t>(before.location.index);
    }
    return Hint::kNone;
  }

  // Puts a piece into its slot until a use that wants a register; the rest is queued.
  void spill_until_use(IntervalId id) {
    cut_at_entries(id);
    at(id).location = slot(0);
    uint32_t use = at(id).next_register_use(at(id).start());
    if (use == kNever) return;
    uint32_t position = reload_position(at(id), use);
    VM_CHECK(position > at(id).start());
    if (position < at(id).end()) enqueue(split(id, position));
  }

  // Before the use; or before the outermost loop around it that the piece does not begin in and
  // that has no calls.
  uint32_t reload_position(const Interval& piece, uint32_t use) const {
    uint32_t position = use & ~1u;
    BlockId block = prepared_.block_at(position);
    const ir::Loops& loops = prepared_.loops;
    for (uint32_t l = loops.innermost(block); l != ir::kNoLoop; l = loops.all()[l].parent) {
      uint32_t header = prepared_.from[loops.all()[l].header];
      if (prepared_.loop_calls[l] || header <= piece.start() || header > position) break;
      if (loops.contains(l, prepared_.block_at(piece.start()))) break;
      if (piece.covers(header)) position = header;
    }
    return position;
  }

  // The first position p + 1 of a call p that the piece covers, or kNever.
  uint32_t first_call(const Interval& piece) const {
    auto call = std::lower_bound(prepared_.calls.begin(), prepared_.calls.end(),
                                 piece.start() > 0 ? piece.start() - 1 : 0);
    for (const Range& range : piece.ranges) {
      while (call != prepared_.calls.end() && *call + 1 < range.from) ++call;
      if (call == prepared_.calls.end()) return kNever;
      if (*call + 1 < range.to) return *call + 1;
    }
    return kNever;
  }

  // Where a piece that is in a register leaves it before the call whose p + 1 is `call`: behind its
  // last use. A piece whose slot may not be filled stays at least until the block of the call, so that
  // only there the slot is needed.
  uint32_t leave_position(const Interval& piece, uint32_t call) const {
    uint32_t position = piece.last_use_end(call);
    if (!piece.is_reload || piece.entry_register != Hint::kNone) {
      position = std::max(position, prepared_.from[prepared_.block_at(call & ~1u)] + 1);
    }
    return std::min(std::max(position, piece.start() + 1), call);
  }

  // -- free registers

  // A first piece meets no piece that is in a hole where it begins: of two values that are ever live
  // together, one is live where the other is defined.
  template <class F>
  void each_waiting_that_meets(IntervalId id, bool float_class, F visit) {
    if (!at(id).is_reload) return;
    for (IntervalId other : registers_.waiting(float_class)) {
      if (registers_.next_start(other) >= at(id).end()) continue;
      uint32_t meets = at(other).first_common(at(id));
      if (meets != kNever) visit(other, meets);
    }
  }

  void positions_of_others(IntervalId id, bool float_class, PositionTable& free_until) {
    for (uint32_t reg = 0; reg < register_count(float_class); ++reg) {
      if (registers_.holder(float_class, reg) != kNoInterval) free_until[reg] = at(id).start();
    }
    each_waiting_that_meets(id, float_class, [&](IntervalId other, uint32_t meets) {
      uint32_t& until = free_until[at(other).location.index];
      until = std::min(until, meets);
    });
  }

  // Of a phi that has no register yet: what its own uses would like.
  uint8_t resolve_hint(const Hint& hint, int depth = 0) const {
    if (hint.reg != Hint::kNone || hint.value == kNoValue) return hint.reg;
    if (phi_register_[hint.value] != Hint::kNone) return phi_register_[hint.value];
    if (depth == kMaxHintDepth) return Hint::kNone;
    for (const Use& use : pieces_.all[hint.value].uses) {
      uint8_t reg = resolve_hint(use.hint, depth + 1);
      if (reg != Hint::kNone) return reg;
    }
    return Hint::kNone;
  }

  // Registers that would save a move, best first.
  void collect_hints(const Interval& piece, uint32_t until, std::array<uint8_t, 6>& hints,
                     size_t& count) const {
    auto add = [&](uint8_t reg) {
      if (reg != Hint::kNone && count < hints.size()) hints[count++] = reg;
    };
    NodeId node = prepared_.values[piece.value].node;
    const ir::Node& n = prepared_.graph.node(node);
    add(piece.entry_register);
    bool defines = !piece.is_reload && !prepared_.values[piece.value].is_constant();
    if (defines && n.op == Op::kPhi) add(phi_register_[piece.value]);
    for (const Use& use : piece.uses) {
      if (use.position < until) add(resolve_hint(use.hint));
    }
    if (defines && n.op == Op::kPhi) {
      for (NodeId input : prepared_.graph.inputs(node)) add(register_of(input, piece.value));
    } else if (defines && n.input_count > 0 && n.op != Op::kSelect) {
      for (uint32_t i = 0; i < std::min(n.input_count, 2u); ++i) {
        add(ending_register(node, i, piece.start()));
      }
    } else if (defines && n.op == Op::kSelect) {
      for (uint32_t i = 1; i < 3; ++i) add(ending_register(node, i, piece.start()));
    }
    if (piece.is_reload) add_result_hint(piece, add);
  }
  // The last register that a value had.
  uint8_t register_of(NodeId node, ValueId of) const {
    ValueId v = prepared_.is_constant(node) ? kNoValue : prepared_.value[node];
    if (v == kNoValue || v == of) return Hint::kNone;
    uint8_t found = Hint::kNone;
    for (IntervalId id = v; id != kNoInterval; id = pieces_.all[id].next) {
      const Location& location = pieces_.all[id].location;
      if (location.is_register()) found = static_cast<uint8_t>(location.index);
    }
    return found;
  }
  // The register of an input that ends where the result begins.
  uint8_t ending_register(NodeId node, uint32_t index, uint32_t start) const {
    NodeId input = prepared_.graph.input(node, index);
    if (prepared_.is_constant(input) || prepared_.is_fused(input)) return Hint::kNone;
    ValueId v = prepared_.value[input];
    if (v == kNoValue || pieces_.all[v].ranges.empty()) return Hint::kNone;
    const Interval& piece = pieces_.piece_at(v, start - 1);
    bool ends = piece.end() <= start && piece.location.is_register();
    return ends ? static_cast<uint8_t>(piece.location.index) : Hint::kNone;
  }
  // A piece that ends at its use as the first input: what the result would like.
  template <class F>
  void add_result_hint(const Interval& piece, F& add) const {
    if (piece.uses.empty() || piece.uses.size() > 2) return;
    uint32_t position = piece.uses.back().position;
    NodeId user = (position & 1) != 0 ? ir::kNoNode : prepared_.at[position / 2];
    if (user == ir::kNoNode) return;
    ValueId result = prepared_.value[user];
    if (result == kNoValue || prepared_.values[result].is_float != is_float(piece)) return;
    const std::vector<Use>& uses = pieces_.all[result].uses;
    for (const Use& use : uses) add(resolve_hint(use.hint));
  }

  uint8_t choose(const Interval& piece, bool float_class, const PositionTable& free_until,
                 uint32_t wanted_until) {
    uint32_t count = register_count(float_class);
    if (mode_.seed != 0) return choose_randomly(count, free_until, piece.start());
    std::array<uint8_t, 6> hints;
    size_t hint_count = 0;
    collect_hints(piece, wanted_until, hints, hint_count);
    uint32_t avoided = !float_class && lives_across_division(piece) ? kDivisionGprs : 0;
    auto is_avoided = [&](uint8_t reg) { return (avoided >> reg & 1) != 0; };
    for (size_t i = 0; i < hint_count; ++i) {
      if (is_avoided(hints[i])) continue;
      if (hints[i] < count && free_until[hints[i]] >= wanted_until) return hints[i];
    }
    uint8_t best = Hint::kNone, avoided_one = Hint::kNone;
    for (uint32_t i = 0; i < kMaxRegisters; ++i) {
      uint8_t reg = static_cast<uint8_t>(i);
      if (!float_class) {
        if (i >= kGprs) break;
        reg = kPreferred[i];
      }
      if (reg >= count) continue;
      if (free_until[reg] >= wanted_until) {
        if (!is_avoided(reg)) return reg;
        avoided_one = reg;
      }
      if (best == Hint::kNone || free_until[reg] > free_until[best]) best = reg;
    }
    return avoided_one != Hint::kNone ? avoided_one : best;
  }
  bool lives_across_division(const Interval& piece) const {
    auto next =
        std::lower_bound(prepared_.divisions.begin(), prepared_.divisions.end(), piece.start());
    for (; next != prepared_.divisions.end() && *next + 1 < piece.end(); ++next) {
      if (piece.covers(*next) && piece.covers(*next + 1)) return true;
    }
    return false;
  }
  uint8_t choose_randomly(uint32_t count, const PositionTable& free_until, uint32_t start) {
    uint8_t free[kMaxRegisters];
    uint32_t n = 0;
    for (uint32_t reg = 0; reg < count; ++reg) {
      if ((free_until[reg] & ~1u) > start) free[n++] = static_cast<uint8_t>(reg);
    }
    return n == 0 ? 0 : free[next_random() % n];
  }

  void assign(IntervalId id, bool float_class, uint8_t reg) {
    Interval& piece = at(id);
    piece.location = float_class ? fpr(reg) : gpr(reg);
    // Phis and what goes into them.
    if (prepared_.graph.node(prepared_.values[piece.value].node).op == Op::kPhi &&
        phi_register_[piece.value] == Hint::kNone) {
      phi_register_[piece.value] = reg;
    }
    for (const Use& use : piece.uses) {
      if (use.hint.value != kNoValue && phi_register_[use.hint.value] == Hint::kNone) {
        phi_register_[use.hint.value] = reg;
      }
    }
  }

  bool try_free(IntervalId id) {
    bool float_class = is_float(at(id));
    uint32_t start = at(id).start();
    uint32_t call = first_call(at(id));
    if (call <= start) return false;
    if (at(id).is_reload && at(id).entry_register == Hint::kNone) {
      uint32_t use = at(id).next_register_use(start);
      if (use == kNever || call < use) return false;
    }
    uint32_t end = call == kNever ? at(id).end() : leave_position(at(id), call);
    PositionTable free_until;
    free_until.fill(kNever);
    positions_of_others(id, float_class, free_until);
    uint8_t reg = choose(at(id), float_class, free_until, end);
    uint32_t until = free_until[reg];
    if (until < end) {
      until = split_before(at(id), until);
      if (until <= start) return false;
      enqueue(split(id, until));
    } else if (end < at(id).end()) {
      spill_until_use(split(id, end));
    }
    assign(id, float_class, reg);
    return true;
  }

  // Where to change to another register, at or before `limit`: where a block begins, if there is one
  // behind the last use.
  uint32_t split_before(const Interval& piece, uint32_t limit) const {
    uint32_t position = limit & ~1u;
    uint32_t block_start = prepared_.from[prepared_.block_at(position)];
    if (block_start > piece.start() && block_start >= piece.last_use_end(limit)) return block_start;
    return position;
  }

  // -- no register is free

  void take_blocked(IntervalId id) {
    uint32_t start = at(id).start();
    uint32_t first_use = at(id).next_register_use(start);
    uint32_t call = first_call(at(id));
    // A first piece that only would like a register (a phi, a parameter) takes none from others.
    if (first_use == kNever || call <= first_use) {
      spill_until_use(id);
      return;
    }
    bool float_class = is_float(at(id));
    PositionTable used;
    std::array<bool, kMaxRegisters> stays{};
    used.fill(kNever);
    for (uint32_t reg = 0; reg < register_count(float_class); ++reg) {
      IntervalId other = registers_.holder(float_class, reg);
      if (other == kNoInterval) continue;
      used[reg] = at(other).next_use(start);
      stays[reg] = must_stay(at(other), start);
    }
    each_waiting_that_meets(id, float_class, [&](IntervalId other, uint32_t) {
      uint32_t& next = used[at(other).location.index];
      next = std::min(next, at(other).next_use(start));
    });
    uint32_t best = kNever;
    for (uint32_t reg = 0; reg < register_count(float_class); ++reg) {
      if (!stays[reg] && (best == kNever || used[reg] > used[best])) best = reg;
    }
    if (first_use > start && (best == kNever || used[best] <= first_use)) {
      spill_until_use(id);
      return;
    }
    if (best == kNever) {
      pieces_.failed = true;
      best = 0;
    }
    if (call != kNever) spill_until_use(split(id, leave_position(at(id), call)));
    evict(id, float_class, best);
    assign(id, float_class, static_cast<uint8_t>(best));
  }

  // Begins at `start`, or is read by the op there.
  bool must_stay(const Interval& other, uint32_t start) const {
    if (!other.covers(start)) return false;
    if (other.start() >= start) return true;
    for (const Use& use : other.uses) {
      if (!use.in_register) continue;
      if (use.position == start || (use.late && use.position + 1 == start)) return true;
    }
    return false;
  }

  // Others leave the register where the piece begins; those in a hole, where they begin again.
  void evict(IntervalId id, bool float_class, uint32_t reg) {
    uint32_t start = at(id).start();
    IntervalId holder = registers_.holder(float_class, reg);
    if (holder != kNoInterval && at(holder).start() < start) {
      IntervalId rest = split(holder, start);
      registers_.cut(holder);
      spill_until_use(rest);
    }
    std::vector<IntervalId> others;
    each_waiting_that_meets(id, float_class, [&](IntervalId other, uint32_t) {
      if (at(other).location.index == reg) others.push_back(other);
    });
    for (IntervalId other : others) {
      enqueue(split(other, hole_end(at(other), start)));
      registers_.cut(other);
    }
  }
  uint32_t hole_end(const Interval& piece, uint32_t position) const {
    for (const Range& range : piece.ranges) {
      if (range.from > position) return range.from;
    }
    VM_UNREACHABLE();
  }

  const Prepared& prepared_;
  const AllocationMode mode_;
  uint64_t random_;
  Pieces pieces_;
  std::vector<uint8_t>
      phi_register_;               // by value: what the phi, or the first that goes into it, has
  std::vector<uint32_t> entries_;  // positions of blocks that do not follow the one before
  RegisterUse registers_;
  using Queued = std::pair<uint32_t, IntervalId>;
  std::priority_queue<Queued, std::vector<Queued>, std::greater<Queued>> unhandled_;
};

}  // namespace

Pieces allocate_registers(const Prepared& prepared, std::vector<Interval> intervals,
                          const AllocationMode& mode) {
  return LinearScan(prepared, std::move(intervals), mode).run();
}

}  // namespace linac::jit
