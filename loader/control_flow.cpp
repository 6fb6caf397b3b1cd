#include "loader/control_flow.h"

#include <bit>

namespace linac {
namespace {

constexpr uint64_t bit(uint32_t index) { return uint64_t{1} << (index & 63); }

bool starts_region(Opcode opcode) { return opcode == Opcode::kTry || opcode == Opcode::kCatch; }

// Ops after which the frame or the handler is another.
bool changes_frame(Opcode opcode) {
  switch (opcode) {
    case Opcode::kAllocate:
    case Opcode::kAllocateHeap:
    case Opcode::kAllocateZero:
    case Opcode::kAllocateHeapZero:
    case Opcode::kDeallocate:
    case Opcode::kTrim:
    case Opcode::kTry:
    case Opcode::kCatch:
    case Opcode::kTryEnd:
    case Opcode::kTryCase:
    case Opcode::kCatchEnd: return true;
    default: return false;
  }
}

bool allocates(Opcode opcode) {
  return opcode == Opcode::kAllocate || opcode == Opcode::kAllocateHeap ||
         opcode == Opcode::kAllocateZero || opcode == Opcode::kAllocateHeapZero;
}

}  // namespace

ControlFlow::ControlFlow(const Module& module, const Function& function)
    : module_(module), function_(function), stretch_of_(function.op_count, kNoIndex) {}

bool ControlFlow::run(size_t max_live) {
  find_stretches();
  find_edges();
  find_order();
  find_live();
  return keep_live(max_live);
}

const HandlerOp* ControlFlow::handler(uint32_t op_index) const {
  auto found = std::lower_bound(handlers_.begin(), handlers_.end(), op_index,
                                [](const HandlerOp& a, uint32_t b) { return a.op < b; });
  return found != handlers_.end() && found->op == op_index ? &*found : nullptr;
}

uint32_t ControlFlow::entered_region(uint32_t op_index, uint32_t* covered_by) const {
  const Op& op = module_.ops[op_index];
  if (starts_region(op.opcode)) {
    uint32_t handler_op = handler_of(module_, op);
    const HandlerOp* begun = handler(handler_op);
    if (begun && begun->tries == 1) return handler_op;
  }
  uint32_t handler_op = module_.facts[op_index].handler;
  if (handler_op == kNoIndex || handler_op == *covered_by || handler_op == op_index ||
      is_note(op.opcode)) {
    return kNoIndex;
  }
  const HandlerOp* around = handler(handler_op);
  if (!around || around->tries == 1) return kNoIndex;
  *covered_by = handler_op;
  return handler_op;
}

bool ControlFlow::can_go(uint32_t from, uint32_t to) const {
  const OpFacts& source = module_.facts[from];
  const OpFacts& target = module_.facts[to];
  if ((target.flags & kReached) == 0) return false;
  if (changes_frame(module_.ops[from].opcode)) return true;
  return source.frame == target.frame && source.handler == target.handler;
}

bool ControlFlow::is_self_call(const Op& op) const {
  if (op.opcode != Opcode::kCallOnly && op.opcode != Opcode::kCallLast) return false;
  uint32_t label = module_.operands[op.first_operand + 1].low;
  return &module_.function_at(label) == &function_;
}

// -- stretches and their order

void ControlFlow::begin_stretch(uint32_t op_index) {
  uint32_t& stretch = stretch_of_[op_index - function_.first_op];
  if (stretch != kNoIndex) return;
  stretch = 0;
  stretches_.push_back({op_index});
}

void ControlFlow::find_stretches() {
  begin_stretch(function_.entry_op);
  for (uint32_t i = 0; i < function_.op_count; i++) {
    uint32_t index = function_.first_op + i;
    const Op& op = module_.ops[index];
    if ((module_.facts[index].flags & kReached) == 0) continue;
    for_each_label(module_, op, [&](const Operand& label) {
      uint32_t to = module_.labels[label.index()];
      if (can_go(index, to)) begin_stretch(to);
    });
    if (!starts_region(op.opcode)) continue;
    uint32_t handler = handler_of(module_, op);
    if ((module_.facts[handler].flags & kReached) == 0) continue;
    bool known = stretch_of_[handler + 1 - function_.first_op] != kNoIndex;
    begin_stretch(handler + 1);
    auto same = [&](const HandlerOp& other) { return other.op == handler; };
    auto found = known ? std::find_if(handlers_.begin(), handlers_.end(), same) : handlers_.end();
    if (found == handlers_.end()) {
      handlers_.push_back({handler, 1});
    } else {
      found->tries++;
    }
  }
  auto by_op = [](const auto& a, const auto& b) { return a.op < b.op; };
  std::sort(handlers_.begin(), handlers_.end(), by_op);
  std::sort(stretches_.begin(), stretches_.end(), by_op);
  for (uint32_t i = 0; i < stretches_.size(); i++) {
    stretch_of_[stretches_[i].op - function_.first_op] = i;
  }
  for (const HandlerOp& handler : handlers_) {
    stretches_[stretch_at(handler.op + 1)].is_handler = true;
  }
}

void ControlFlow::add_edge(uint32_t from, uint32_t to_op) {
  if (!can_go(from, to_op)) return;
  uint32_t to = stretch_at(to_op);
  stretches_[to].edges++;
  edges_.push_back(to);
}

bool ControlFlow::goes_on(uint32_t op_index) const {
  if ((module_.facts[op_index].flags & kFallsOff) != 0) return false;
  switch (opcode_info(module_.ops[op_index].opcode).flow) {
    case Flow::kNext:
    case Flow::kCall:
    case Flow::kLabel: return true;
    case Flow::kJump:
    case Flow::kSelect:
    case Flow::kTailCall:
    case Flow::kReturn:
    case Flow::kRaise:
    case Flow::kEnd: return false;
  }
  VM_UNREACHABLE();
}

// The op behind the last one of the stretch that begins at an op.
uint32_t ControlFlow::end_of(uint32_t op_index) const {
  uint32_t end = function_.first_op + function_.op_count;
  uint32_t at = op_index;
  while (at < end && (module_.facts[at].flags & kReached) != 0) {
    if (!goes_on(at++) || (at < end && stretch_at(at) != kNoIndex)) break;
  }
  return at;
}

void ControlFlow::find_edges() {
  uint32_t function_end = function_.first_op + function_.op_count;
  for (const Stretch& stretch : stretches_) {
    first_edge_.push_back(static_cast<uint32_t>(edges_.size()));
    uint32_t end = end_of(stretch.op), covered_by = kNoIndex;
    for (uint32_t at = stretch.op; at < end; at++) {
      const Op& op = module_.ops[at];
      for_each_label(module_, op,
                     [&](const Operand& label) { add_edge(at, module_.labels[label.index()]); });
      if (uint32_t handler_op = entered_region(at, &covered_by); handler_op != kNoIndex) {
        uint32_t to = stretch_at(handler_op + 1);
        stretches_[to].edges++;
        edges_.push_back(to);
      }
      if (is_self_call(op)) {
        stretches_[entry()].edges++;
        edges_.push_back(entry());
      }
    }
    if (end == stretch.op || end == function_end) continue;
    if (goes_on(end - 1) && stretch_at(end) != kNoIndex) add_edge(end - 1, end);
  }
  first_edge_.push_back(static_cast<uint32_t>(edges_.size()));
  stretches_[entry()].edges++;
}

// Depth first with an explicit stack.
void ControlFlow::find_order() {
  struct Level {
    uint32_t stretch, next;
  };
  std::vector<Level> stack;
  std::vector<bool> seen(stretches_.size(), false);
  seen[entry()] = true;
  stack.push_back({entry(), first_edge_[entry()]});
  while (!stack.empty()) {
    Level& level = stack.back();
    if (level.next == first_edge_[level.stretch + 1]) {
      order_.push_back(level.stretch);
      stack.pop_back();
      continue;
    }
    uint32_t to = edges_[level.next++];
    if (seen[to]) continue;
    seen[to] = true;
    stack.push_back({to, first_edge_[to]});
  }
  std::reverse(order_.begin(), order_.end());
  for (uint32_t i = 0; i < order_.size(); i++) stretches_[order_[i]].order = i;
  for (uint32_t from : order_) {
    for (uint32_t i = first_edge_[from]; i < first_edge_[from + 1]; i++) {
      Stretch& to = stretches_[edges_[i]];
      if (to.order > stretches_[from].order) continue;
      to.is_loop = true;
      has_loops_ = true;
    }
  }
}

// -- liveness

void ControlFlow::add_live(uint32_t stretch, bool only_y) {
  const uint64_t* set = live_sets_.data() + size_t{stretch} * words_;
  for (size_t i = 0; i < words_; i++) now_[i] |= only_y ? set[i] & y_mask_[i] : set[i];
}

// now_: what is live behind the op, where it goes on; then before it.
void ControlFlow::live_before(uint32_t op_index) {
  const Op& op = module_.ops[op_index];
  const OpFacts& facts = module_.facts[op_index];
  for_each_write(module_, op, [&](const Operand& operand) {
    uint32_t at = number(operand, facts);
    now_[at / 64] &= ~bit(at);
  });
  if (allocates(op.opcode)) {
    for (size_t i = 0; i < words_; i++) now_[i] &= ~y_mask_[i];
  }
  for_each_label(module_, op, [&](const Operand& label) {
    uint32_t to = module_.labels[label.index()];
    if (can_go(op_index, to)) add_live(stretch_at(to), false);
  });
  if (is_self_call(op)) add_live(entry(), false);
  // What a handler reads is stored where its region begins; if that is in several places, also
  // inside it (IrBuilder::enter_region).
  if (starts_region(op.opcode)) {
    uint32_t handler = handler_of(module_, op);
    if (this->handler(handler)) add_live(stretch_at(handler + 1), true);
  } else if (facts.handler != kNoIndex) {
    const HandlerOp* handler = this->handler(facts.handler);
    if (handler && handler->tries > 1) add_live(stretch_at(handler->op + 1), true);
  }
  for_each_read(module_, op, [&](const Operand& operand) {
    uint32_t at = number(operand, facts);
    now_[at / 64] |= bit(at);
  });
}

// Whether the stretch's set has grown.
bool ControlFlow::live_pass(uint32_t stretch) {
  uint32_t first = stretches_[stretch].op, end = end_of(first);
  std::fill(now_.begin(), now_.end(), 0);
  bool at_function_end = end == function_.first_op + function_.op_count;
  if (end > first && !at_function_end && goes_on(end - 1) && stretch_at(end) != kNoIndex &&
      can_go(end - 1, end)) {
    add_live(stretch_at(end), false);
  }
  for (uint32_t at = end; at-- > first;) live_before(at);
  uint64_t* set = live_sets_.data() + size_t{stretch} * words_;
  bool grown = !std::equal(now_.begin(), now_.end(), set);
  std::copy(now_.begin(), now_.end(), set);
  return grown;
}

void ControlFlow::find_live() {
  words_ = (register_count() + 63) / 64;
  now_.assign(words_, 0);
  y_mask_.assign(words_, 0);
  for (uint32_t i = 0; i < function_.frame_size; i++) {
    uint32_t at = function_.x_count + i;
    y_mask_[at / 64] |= bit(at);
  }
  live_sets_.assign(stretches_.size() * words_, 0);
  bool again = true;
  while (again) {
    again = false;
    for (size_t i = order_.size(); i-- > 0;) {
      if (live_pass(order_[i]) && has_loops_) again = true;
    }
  }
}

// The sets as lists. False: too many.
bool ControlFlow::keep_live(size_t max_live) {
  read_by_handler_.assign(register_count(), false);
  for (uint32_t i = 0; i < stretches_.size(); i++) {
    first_live_.push_back(static_cast<uint32_t>(live_.size()));
    const uint64_t* set = live_sets_.data() + size_t{i} * words_;
    for (size_t word = 0; word < words_; word++) {
      for (uint64_t rest = set[word]; rest != 0; rest &= rest - 1) {
        auto at = static_cast<uint16_t>(word * 64 + static_cast<size_t>(std::countr_zero(rest)));
        live_.push_back(at);
        if (stretches_[i].is_handler && is_y(at)) read_by_handler_[at] = true;
      }
    }
    if (live_.size() > max_live) return false;
  }
  first_live_.push_back(static_cast<uint32_t>(live_.size()));
  return true;
}

}  // namespace linac
