#include "loader/heap_need.h"

#include <algorithm>

#include "core/term/boxed.h"

namespace linac {
namespace {

// Nothing that was reserved before such an op is there after it.
bool is_barrier(const Op& op) {
  return (opcode_info(op.opcode).effects & (kCollects | kCalls | kSuspends)) != 0 ||
         op.opcode == Opcode::kTryCase;
}

bool goes_on(Flow flow) {
  switch (flow) {
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
  return false;
}

}  // namespace

uint32_t HeapNeed::words(const Op& op) const {
  const Operand* operands = module_.operands.data() + op.first_operand;
  if (op.opcode == Opcode::kPutList) return kConsWords;
  if (op.opcode == Opcode::kPutTuple2) {
    return static_cast<uint32_t>(tuple_words(module_.list(operands[1]).size()));
  }
  if (op.opcode == Opcode::kUpdateRecord) {
    return static_cast<uint32_t>(tuple_words(operands[1].low));
  }
  if (op.opcode == Opcode::kMakeFun3) {
    return static_cast<uint32_t>(closure_words(module_.lambdas[operands[0].low].free_count));
  }
  bool floats = op.opcode == Opcode::kFMove && operands[0].kind == OperandKind::kFloatRegister;
  return floats ? kFloatWords : 0;
}

uint32_t HeapNeed::target_need(const Function& function, uint32_t index, const Operand& label,
                               bool* backward) const {
  if (label.kind != OperandKind::kLabel || label.index() == 0) return 0;
  uint32_t target = module_.labels[label.index()] - function.first_op;
  if (target <= index) *backward = true;
  return need_[target];
}

// What may be built after the op, by the way it goes on. An op that reserves does so only when it
// succeeds, so its failure has to need nothing.
uint32_t HeapNeed::after(const Function& function, uint32_t index, bool* backward) const {
  const Op& op = module_.ops[function.first_op + index];
  const OpcodeInfo& info = opcode_info(op.opcode);
  bool falls_off = (module_.facts[function.first_op + index].flags & kFallsOff) != 0;
  uint32_t most = goes_on(info.flow) && !falls_off ? need_[index + 1] : 0;
  for (unsigned i = 0; i < info.arity; i++) {
    const Operand& operand = module_.operands[op.first_operand + i];
    Role role = info.roles[i];
    if (role == Role::kFail || role == Role::kBranch || role == Role::kFailOrAtom) {
      most = std::max(most, target_need(function, index, operand, backward));
    }
    if (role == Role::kSelectList || role == Role::kArityList) {
      for (const Operand& element : module_.list(operand)) {
        most = std::max(most, target_need(function, index, element, backward));
      }
    }
  }
  return most;
}

// One pass from the end to the start; true if another is due.
bool HeapNeed::pass(const Function& function) {
  bool changed = false;
  bool backward = false;
  for (uint32_t index = function.op_count; index-- > 0;) {
    uint32_t op_index = function.first_op + index;
    if ((module_.facts[op_index].flags & kReached) == 0) continue;
    const Op& op = module_.ops[op_index];
    uint32_t need = 0;
    if (!is_barrier(op)) need = after(function, index, &backward) + words(op);
    if (need > total_) {
      problem_op_ = op_index;
      return false;
    }
    changed |= need != need_[index];
    need_[index] = need;
  }
  return changed && backward;
}

OperandProblem HeapNeed::run(const Function& function) {
  total_ = 0;
  problem_op_ = kNoIndex;
  uint64_t cost = function.op_count;  // of a pass
  for (const Op& op : module_.ops_of(function)) {
    total_ += words(op);
    for (const Operand& operand : module_.operands_of(op)) {
      if (operand.kind == OperandKind::kList) cost += module_.list(operand).size() / 4;
    }
  }
  if (total_ == 0) return {};
  if (total_ > UINT32_MAX / 2) return {"builds too much", function.first_op};
  need_.assign(size_t{function.op_count} + 1, 0);
  bool again = true;  // once, and once more for each backward branch on a path
  while (again) {
    if (steps_left_ < cost) return {"the module is too complex to validate", function.first_op};
    steps_left_ -= cost;
    again = pass(function);
  }
  constexpr const char* kUncovered = "what is built after it is not covered by a reservation";
  if (problem_op_ != kNoIndex) return {kUncovered, problem_op_};
  if (need_[function.entry_op - function.first_op] != 0) return {kUncovered, function.entry_op};
  for (uint32_t index = 0; index < function.op_count; index++) {
    uint32_t op_index = function.first_op + index;
    const Op& op = module_.ops[op_index];
    OpFacts& facts = module_.facts[op_index];
    if ((facts.flags & kReached) == 0 || !is_barrier(op)) continue;
    bool backward = false;
    uint32_t words_after = after(function, index, &backward);
    bool reserves = opcode_info(op.opcode).has(kReserves);
    if (reserves) {
      facts.heap_words = need_[index + 1];
    } else if (words_after != 0) {
      return {kUncovered, op_index};
    }
  }
  return {};
}

}  // namespace linac
