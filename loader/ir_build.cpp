#include "loader/ir_build.h"

#include <numeric>

#include "loader/ir_builder.h"

namespace linac {
namespace {

// Values of live registers over all places where paths meet, and over all ways there.
constexpr size_t kMaxLive = 1u << 20;
constexpr size_t kMaxEdgeValues = 4u << 20;

}  // namespace

std::string_view refusal_text(IrRefusal refusal) {
  switch (refusal) {
    case IrRefusal::kNone: return "";
    case IrRefusal::kLacksOp: return "holds an instruction that Linac does not execute";
    case IrRefusal::kNeverCalled: return "nothing calls it";
    case IrRefusal::kTooManyOps: return "too many instructions";
    case IrRefusal::kTooManyValues: return "too many values where paths meet";
    case IrRefusal::kTooManyOperands: return "an instruction has too many operands";
  }
  VM_UNREACHABLE();
}

IrBuild build_ir(const Module& module, uint32_t function_index, const IrBuildOptions& options) {
  const Function& function = module.functions[function_index];
  if (function.lacking_op != kNoIndex) return {std::nullopt, IrRefusal::kLacksOp};
  bool reached = (module.facts[function.entry_op].flags & kReached) != 0;
  if (!reached) return {std::nullopt, IrRefusal::kNeverCalled};
  if (function.op_count > options.max_ops) return {std::nullopt, IrRefusal::kTooManyOps};
  return IrBuilder(module, function_index, options).run();
}

constexpr std::array<IrBuilder::Handler, kMaxOpcode + 1> IrBuilder::handlers() {
  std::array<Handler, kMaxOpcode + 1> table{};
  for (Handler& handler : table) handler = &IrBuilder::interpret;
#define HANDLER(opcode, method) \
  table[static_cast<unsigned>(Opcode::k##opcode)] = &IrBuilder::method;
#include "loader/ir_build_handlers.def"
#undef HANDLER
  return table;
}

IrBuild IrBuilder::run() {
  if (!flow_.run(kMaxLive)) return {std::nullopt, IrRefusal::kTooManyValues};
  begin_function();
  for (uint32_t stretch : flow_.order()) {
    if (starts_[stretch].edge_count != 0) build_stretch(stretch);
    if (edge_values_.size() > kMaxEdgeValues) refusal_ = IrRefusal::kTooManyValues;
    if (refusal_ != IrRefusal::kNone) return {std::nullopt, refusal_};
  }
  if (flow_.has_loops()) remove_needless_phis();
  return {std::move(graph_), IrRefusal::kNone};
}

void IrBuilder::begin_function() {
  graph_.arity = function_.arity;
  graph_.nodes.reserve(function_.op_count + 16);
  starts_.resize(flow_.stretches().size());
  registers_.assign(flow_.register_count(), ir::kNoNode);
  slots_.assign(flow_.register_count(), kNoIndex);
  for (uint32_t i = 0; i < flow_.register_count(); i++) {
    if (flow_.read_by_handler(i)) slots_[i] = graph_.slot_count++;
  }
  index_ = function_.entry_op;
  position_ = position_of(index_);
  block_ = graph_.add_block();
  for (uint32_t i = 0; i < function_.arity; i++) {
    registers_[i] = add(ir::Op::kParam, {}, i);
  }
  jump_to_stretch(flow_.entry());
}

// -- stretches

void IrBuilder::build_stretch(uint32_t stretch) {
  begin_stretch(stretch);
  uint32_t end = function_.first_op + function_.op_count;
  for (uint32_t index = flow_.stretches()[stretch].op; block_ != ir::kNoBlock; index++) {
    bool reached = index < end && (module_.facts[index].flags & kReached) != 0;
    if (!reached) return unreachable();
    if (index != flow_.stretches()[stretch].op && flow_.stretch_at(index) != kNoIndex) {
      return jump_to(index);
    }
    build_op(index);
  }
}

void IrBuilder::build_op(uint32_t index) {
  static constexpr auto kHandlers = handlers();
  const Op& op = module_.ops[index];
  index_ = index;
  if (is_note(op.opcode)) return;
  position_ = position_of(index);
  uint32_t handler_op = flow_.entered_region(index, &covered_by_);
  if (handler_op != kNoIndex) enter_region(handler_op);
  Operands operands = module_.operands_of(op);
  if ((module_.facts[index].flags & kTestContext) != 0) {
    NodeId context = value(operands[context_index(op.opcode)]);
    need(add(ir::Op::kIsMatchContext, {context}), ir::RaiseKind::kNotDestructurable, context);
  }
  (this->*kHandlers[static_cast<unsigned>(op.opcode)])(op, operands);
}

void IrBuilder::begin_stretch(uint32_t stretch) {
  Start& start = starts_[stretch];
  start.begun = true;
  block_ = start.block;
  covered_by_ = kNoIndex;
  std::fill(registers_.begin(), registers_.end(), ir::kNoNode);
  if (flow_.stretches()[stretch].is_loop) return begin_loop(stretch);
  std::span<const uint16_t> live = flow_.live(stretch);
  for (size_t i = 0; i < live.size(); i++) registers_[live[i]] = merge(stretch, i);
}

// The value of a live register on all ways to a stretch.
ir::NodeId IrBuilder::merge(uint32_t stretch, size_t live_index) {
  const Start& start = starts_[stretch];
  scratch_.clear();
  bool same = true;
  for (uint32_t edge = start.first_edge; edge != kNoIndex; edge = edges_[edge].next) {
    scratch_.push_back(edge_values_[edges_[edge].first_value + live_index]);
    same = same && scratch_.back() == scratch_.front();
  }
  if (same) return scratch_.front();
  phis_.push_back(add(ir::Op::kPhi, scratch_));
  return phis_.back();
}

void IrBuilder::begin_loop(uint32_t stretch) {
  starts_[stretch].first_phi = static_cast<uint32_t>(phis_.size());
  std::span<const uint16_t> live = flow_.live(stretch);
  for (size_t i = 0; i < live.size(); i++) {
    scratch_.clear();
    for (uint32_t edge = starts_[stretch].first_edge; edge != kNoIndex; edge = edges_[edge].next) {
      scratch_.push_back(edge_values_[edges_[edge].first_value + i]);
    }
    phis_.push_back(add(ir::Op::kPhi, scratch_));
    registers_[live[i]] = phis_.back();
  }
}

// The stretch is gone to with the registers as they are now.
void IrBuilder::keep_edge(uint32_t stretch) {
  Start& start = starts_[stretch];
  std::span<const uint16_t> live = flow_.live(stretch);
  start.edge_count++;
  if (start.begun) {
    for (size_t i = 0; i < live.size(); i++) {
      graph_.add_input(phis_[start.first_phi + i], value_now(live[i]));
    }
    return;
  }
  auto edge = static_cast<uint32_t>(edges_.size());
  edges_.push_back({edge_values_.size(), kNoIndex});
  for (uint16_t number : live) edge_values_.push_back(value_now(number));
  if (start.last_edge == kNoIndex) {
    start.first_edge = edge;
  } else {
    edges_[start.last_edge].next = edge;
  }
  start.last_edge = edge;
}

ir::BlockId IrBuilder::start_block(uint32_t stretch) {
  BlockId& block = starts_[stretch].block;
  if (block == ir::kNoBlock) block = graph_.add_block();
  return block;
}

ir::BlockId IrBuilder::way_to(uint32_t op_index) {
  if (!flow_.can_go(index_, op_index)) return unreachable_block();
  uint32_t stretch = flow_.stretch_at(op_index);
  keep_edge(stretch);
  return start_block(stretch);
}

void IrBuilder::jump_to(uint32_t op_index) {
  if (!flow_.can_go(index_, op_index)) return unreachable();
  jump_to_stretch(flow_.stretch_at(op_index));
}

// A stretch to which nothing else leads goes on in the block.
void IrBuilder::jump_to_stretch(uint32_t stretch) {
  keep_edge(stretch);
  if (flow_.stretches()[stretch].edges == 1 && !flow_.stretches()[stretch].is_loop) {
    starts_[stretch].block = block_;
  } else {
    BlockId to = start_block(stretch);
    add(ir::Op::kJump, {});
    graph_.add_edge(block_, to);
  }
  block_ = ir::kNoBlock;
}

// Of phis whose inputs are one value and the phi itself.
void IrBuilder::remove_needless_phis() {
  std::vector<NodeId> replacement(graph_.nodes.size());
  std::iota(replacement.begin(), replacement.end(), 0);
  auto find = [&](NodeId id) {
    while (replacement[id] != id) id = replacement[id] = replacement[replacement[id]];
    return id;
  };
  auto only_input = [&](NodeId phi) {
    NodeId only = ir::kNoNode;
    for (NodeId input : graph_.inputs(phi)) {
      NodeId value = find(input);
      if (value == phi || value == only) continue;
      if (only != ir::kNoNode) return phi;
      only = value;
    }
    return only;
  };
  bool again = true, some = false;
  while (again) {
    again = false;
    for (NodeId phi : phis_) {
      if (replacement[phi] != phi) continue;
      replacement[phi] = only_input(phi);
      again |= replacement[phi] != phi;
    }
    some |= again;
  }
  if (!some) return;
  graph_.replace_all_uses(replacement);
  for (NodeId phi : phis_) {
    if (replacement[phi] != phi) graph_.mark_removed(phi);
  }
  graph_.sweep();
}

// -- nodes

uint32_t IrBuilder::position_of(uint32_t op_index) {
  return graph_.add_position({options_.unit, function_index_, op_index, UINT32_MAX});
}

ir::NodeId IrBuilder::add(ir::Op op, std::span<const NodeId> inputs, uint64_t imm) {
  NodeId id = graph_.make(op, inputs, imm, position_);
  if ((ir::op_info(op).effects & ir::kRaises) != 0) graph_.node(id).handler = handler_block();
  return graph_.append(block_, id);
}

ir::NodeId IrBuilder::value(const Operand& operand) {
  if (is_constant(operand)) return constant(constant_term(operand));
  return value_now(flow_.number(operand, module_.facts[index_]));
}

// A Y register that is not set yet is [] to a handler. Others are not set only on ways that control
// does not take.
ir::NodeId IrBuilder::value_now(uint32_t number) {
  NodeId value = registers_[number];
  if (value != ir::kNoNode) return value;
  return flow_.is_float(number) ? graph_.float_constant(0) : nil();
}

ir::NodeId IrBuilder::x(uint32_t index) { return value(x_register(index)); }

void IrBuilder::set(const Operand& operand, NodeId value) {
  uint32_t number = flow_.number(operand, module_.facts[index_]);
  registers_[number] = value;
  bool in_region = module_.facts[index_].handler != kNoIndex;
  if (in_region && slots_[number] != kNoIndex) store_slot(number, value);
}

void IrBuilder::take_arguments(uint32_t count) {
  scratch_.clear();
  for (uint32_t i = 0; i < count; i++) scratch_.push_back(x(i));
}

// -- ends of blocks

void IrBuilder::branch(NodeId condition, BlockId if_true, BlockId if_false, uint16_t flags) {
  NodeId end = add(ir::Op::kBranch, {condition});
  graph_.node(end).flags = flags;
  graph_.add_edge(block_, if_true);
  graph_.add_edge(block_, if_false);
}

void IrBuilder::go_on_if(NodeId condition, const Operand& label, bool wanted) {
  BlockId next = graph_.add_block();
  BlockId other = way_to(label);
  branch(condition, wanted ? next : other, wanted ? other : next);
  block_ = next;
}

// As one of several ways out of an op.
void IrBuilder::go_to(const Operand& label) {
  BlockId to = way_to(label);
  add(ir::Op::kJump, {});
  graph_.add_edge(block_, to);
  block_ = ir::kNoBlock;
}

void IrBuilder::need(NodeId condition, ir::RaiseKind kind, std::span<const NodeId> operands) {
  BlockId next = graph_.add_block();
  BlockId bad = graph_.add_block();
  graph_.block(bad).cold = true;
  branch(condition, next, bad, ir::kLikelyLeftFirst);
  block_ = bad;
  raise(kind, operands);
  block_ = next;
}

void IrBuilder::end(ir::Op op, std::span<const NodeId> inputs, uint64_t imm) {
  add(op, inputs, imm);
  block_ = ir::kNoBlock;
}

void IrBuilder::raise(ir::RaiseKind kind, std::span<const NodeId> operands) {
  end(ir::Op::kRaise, operands, static_cast<uint64_t>(kind));
}

void IrBuilder::unreachable() { end(ir::Op::kUnreachable, {}); }

ir::BlockId IrBuilder::unreachable_block() {
  BlockId before = block_;
  BlockId made = block_ = graph_.add_block();
  graph_.block(made).cold = true;
  unreachable();
  block_ = before;
  return made;
}

ir::BlockId IrBuilder::handler_block() const {
  uint32_t handler = module_.facts[index_].handler;
  if (handler == kNoIndex) return ir::kNoBlock;
  for (const auto& [op, block] : regions_) {
    if (op == handler) return block;
  }
  return ir::kNoBlock;
}

}  // namespace linac
