#include "loader/flow.h"

#include <algorithm>

namespace linac {
namespace {

// What the states of one function may take: the largest functions known need a hundredth of it.
constexpr size_t kMaxStateValues = 8u << 20;
constexpr size_t kMaxUnsetY = 1u << 20;

}  // namespace

constexpr std::array<FlowCheck::Handler, kMaxOpcode + 1> FlowCheck::handlers() {
  std::array<Handler, kMaxOpcode + 1> table{};
  for (Handler& handler : table) handler = &FlowCheck::generic;
#define HANDLER(opcode, method) \
  table[static_cast<unsigned>(Opcode::k##opcode)] = &FlowCheck::method;
#include "loader/flow_handlers.def"
#undef HANDLER
  return table;
}

void FlowCheck::set_up(uint32_t function_index) {
  function_index_ = function_index;
  function_ = &module_.functions[function_index];
  y_base_ = function_->x_count;
  float_base_ = y_base_ + function_->frame_size;
  values_.assign(float_base_ + function_->float_count, Value{});
  charge(values_.size() + function_->op_count);
  header_ = {};
  points_.clear();
  states_.clear();
  dirty_.clear();
  point_of_op_.assign(function_->op_count, kNoIndex);
  std::fill_n(module_.facts.begin() + function_->first_op, function_->op_count, OpFacts{});
  unset_y_.clear();
  std::copy_n(shared_.arguments.begin() + shared_.first_argument[function_index], function_->arity,
              values_.begin());
  header_.x_top = function_->arity;
}

const char* FlowCheck::run(uint32_t function_index) {
  problem_ = nullptr;
  lacks_ = false;
  endless_calls_.clear();
  exit_copies_.clear();
  do {
    restart_ = false;
    set_up(function_index);
    op_index_ = function_->entry_op;
    run_from(function_->entry_op);
    while (!problem_ && !restart_ && !dirty_.empty()) {
      std::pop_heap(dirty_.begin(), dirty_.end(), std::greater<>());
      uint32_t op_index = dirty_.back();
      dirty_.pop_back();
      Point& point = points_[point_of_op_[op_index - function_->first_op]];
      if (!point.dirty) continue;
      load_point(point);
      op_index_ = op_index;
      flags_ = kReached;
      record_facts();
      run_from(op_index + 1);
    }
  } while (!problem_ && restart_);
  for (const UnsetY& unset : unset_y_) {
    if ((module_.facts[unset.op].flags & kUnsetY) != 0) shared_.unset_y.push_back(unset);
  }
  return problem_;
}

// Ops may be visited again with fewer registers set: then the last visit counts.
void FlowCheck::note_unset_y() {
  if (header_.frame <= 0 || header_.y_set == static_cast<uint32_t>(header_.frame)) return;
  flags_ |= kUnsetY;
  charge(unset_y_.size() + static_cast<size_t>(header_.frame));
  bool too_many = unset_y_.size() + shared_.unset_y.size() > kMaxUnsetY;
  if (too_many) return fail("the module is too complex to validate");
  std::erase_if(unset_y_, [this](const UnsetY& unset) { return unset.op == op_index_; });
  for (uint32_t y = 0; static_cast<int64_t>(y) < header_.frame; y++) {
    if (!values_[y_base_ + y].is_set()) unset_y_.push_back({op_index_, y});
  }
}

void FlowCheck::run_from(uint32_t op_index) {
  uint32_t end = function_->first_op + function_->op_count;
  alive_ = true;
  while (alive_ && !problem_ && !restart_) {
    if (op_index == end) return fail("the function's end is reached");
    step(op_index++);
  }
}

void FlowCheck::step(uint32_t op_index) {
  static constexpr auto kHandlers = handlers();
  if (shared_.steps_left == 0) return fail("the module is too complex to validate");
  shared_.steps_left--;
  op_index_ = op_index;
  flags_ = kReached;
  record_facts();
  const Op op = module_.ops[op_index];  // a copy: split_exit() may move the ops
  was_after_raiser_ = header_.after_raiser;
  header_.after_raiser =
      was_after_raiser_ &&
      (op.opcode == Opcode::kLabel || op.opcode == Opcode::kLine || op.opcode == Opcode::kJump);
  (this->*kHandlers[static_cast<unsigned>(op.opcode)])(op);
  module_.facts[op_index].flags = flags_;
}

void FlowCheck::record_facts() {
  if (header_.peeked) flags_ |= kMessagePeeked;
  OpFacts& facts = module_.facts[op_index_];
  facts.frame = static_cast<int16_t>(header_.frame);
  facts.handler = kNoIndex;
  if (header_.innermost >= 0) {
    facts.handler = values_[y_base_ + static_cast<uint32_t>(header_.innermost)].detail;
  }
  facts.flags = flags_;
}

FlowCheck::Point& FlowCheck::point_at(uint32_t op_index) {
  uint32_t& point = point_of_op_[op_index - function_->first_op];
  if (point == kNoIndex) {
    point = static_cast<uint32_t>(points_.size());
    points_.push_back({{}, op_index, kNoIndex, false});
  }
  return points_[point];
}

// The current state is one more way to get there.
void FlowCheck::enter_point(Point& point) {
  if (problem_) return;
  bool changed = true;
  charge(kValuesPerStep + values_.size());
  if (problem_) return;
  if (point.state == kNoIndex) {
    if (states_.size() + values_.size() > kMaxStateValues) {
      return fail("the function is too complex to validate");
    }
    point.header = header_;
    point.state = static_cast<uint32_t>(states_.size());
    states_.insert(states_.end(), values_.begin(), values_.end());
  } else {
    changed = join_header(point);
    if (!restart_ && join_values(point)) changed = true;
  }
  if (!changed || point.dirty || restart_) return;
  point.dirty = true;
  dirty_.push_back(point.op);
  std::push_heap(dirty_.begin(), dirty_.end(), std::greater<>());
}

// Compilers drop what stands after a call that never returns, as far as they know; then the call is
// followed by whatever comes next. If that does not fit, the call is taken for one that never
// returns: code that traps if it does.
void FlowCheck::paths_differ(const Point& point, const char* reason) {
  uint32_t at = point.op;
  while (at > function_->entry_op && (module_.ops[at - 1].opcode == Opcode::kLabel ||
                                      module_.ops[at - 1].opcode == Opcode::kLine)) {
    at--;
  }
  bool after_call =
      at > function_->entry_op && opcode_info(module_.ops[at - 1].opcode).flow == Flow::kCall &&
      std::find(endless_calls_.begin(), endless_calls_.end(), at - 1) == endless_calls_.end();
  if (!after_call) return fail(reason);
  endless_calls_.push_back(at - 1);
  restart_ = true;
}

bool FlowCheck::join_header(Point& point) {
  Header& into = point.header;
  Header before = into;
  if (into.frame != header_.frame) {
    paths_differ(point, "paths with different stack frames meet");
  } else if (into.innermost != header_.innermost) {
    paths_differ(point, "paths with different handlers meet");
  } else if (into.peeked != header_.peeked) {
    paths_differ(point, "paths with and without a current message meet");
  }
  into.filling = into.filling && header_.filling;
  into.fresh = into.fresh || header_.fresh;
  into.y_peeked = into.y_peeked || header_.y_peeked;
  into.after_raiser = into.after_raiser && header_.after_raiser;
  into.floats_set = into.floats_set || header_.floats_set;
  into.x_top = std::min(into.x_top, header_.x_top);
  return before.filling != into.filling || before.fresh != into.fresh ||
         before.y_peeked != into.y_peeked || before.floats_set != into.floats_set ||
         before.after_raiser != into.after_raiser || before.x_top != into.x_top;
}

bool FlowCheck::join_values(Point& point) {
  Value* into = states_.data() + point.state;
  bool changed = false;
  uint32_t y_set = 0;
  for (size_t i = 0; i < values_.size(); i++) {
    Value joined = into[i];
    if (joined != values_[i]) {
      if (joined.is_tag() || values_[i].is_tag()) {
        paths_differ(point, "paths with different handlers meet");
        return false;
      }
      joined = join(joined, values_[i]);
    }
    if (joined != into[i]) {
      into[i] = joined;
      changed = true;
    }
    if (i >= y_base_ && i < float_base_ && joined.is_set()) y_set++;
  }
  point.header.y_set = y_set;
  return changed;
}

void FlowCheck::load_point(Point& point) {
  point.dirty = false;
  header_ = point.header;
  std::copy_n(states_.begin() + point.state, values_.size(), values_.begin());
}

// Control falls into a point: go on with what is joined there, unless it has been done before.
void FlowCheck::go_through_point() {
  Point& point = point_at(op_index_);
  enter_point(point);
  alive_ = point.dirty;
  if (!alive_ || problem_ || restart_) return;
  load_point(point);
  record_facts();
}

}  // namespace linac
