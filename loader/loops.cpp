#include "loader/loops.h"

namespace linac {
namespace {

// Calls count reductions; the other two leave the process or come to an end by themselves.
bool is_stopping_place(Opcode opcode) {
  return opcode_info(opcode).flow == Flow::kCall || opcode == Opcode::kWait ||
         opcode == Opcode::kWaitTimeout || opcode == Opcode::kLoopRecEnd;
}

class LoopSearch {
 public:
  LoopSearch(const Module& module, const Function& function)
      : module_(module), function_(function) {}

  // Most functions have no branch back and need no search.
  bool has_branch_back() {
    for (uint32_t i = 0; i < function_.op_count; i++) {
      add_targets(i);
      for (uint32_t target : targets_) {
        if (target <= i) return true;
      }
    }
    return false;
  }

  // Depth first; an edge to an op whose successors are still being followed closes a loop.
  std::optional<uint32_t> run() {
    states_.assign(function_.op_count, State::kNew);
    for (uint32_t first = 0; first < function_.op_count; first++) {
      if (states_[first] != State::kNew) continue;
      enter(first);
      while (!stack_.empty()) {
        Level& level = stack_.back();
        if (level.next == level.end) {
          states_[level.op] = State::kDone;
          edges_.resize(level.begin);
          stack_.pop_back();
          continue;
        }
        uint32_t from = level.op, target = edges_[level.next++];
        if (states_[target] == State::kOpen) return function_.first_op + from;
        if (states_[target] == State::kNew) enter(target);
      }
    }
    return std::nullopt;
  }

 private:
  enum class State : uint8_t { kNew, kOpen, kDone };
  struct Level {
    uint32_t op;
    size_t begin, next, end;  // its successors in edges_
  };

  void enter(uint32_t op) {
    states_[op] = State::kOpen;
    size_t begin = edges_.size();
    add_targets(op);
    edges_.insert(edges_.end(), targets_.begin(), targets_.end());
    stack_.push_back({op, begin, begin, edges_.size()});
  }

  void add_label(const Operand& operand) {
    if (operand.kind != OperandKind::kLabel || operand.index() == 0) return;
    uint32_t at = module_.labels[operand.index()];
    if (at == kNoIndex || at < function_.first_op) return;
    if (at - function_.first_op < function_.op_count) targets_.push_back(at - function_.first_op);
  }

  // Where control may go from the op, as indices in the function; nothing after a stopping place.
  void add_targets(uint32_t index) {
    targets_.clear();
    const Op& op = module_.ops[function_.first_op + index];
    if (!(module_.facts[function_.first_op + index].flags & kReached)) return;
    if (is_stopping_place(op.opcode)) return;
    Flow flow = opcode_info(op.opcode).flow;
    if (flow == Flow::kTailCall) return;
    for (const Operand& operand : module_.operands_of(op)) {
      add_label(operand);
      if (operand.kind != OperandKind::kList) continue;
      for (const Operand& element : module_.list(operand)) add_label(element);
    }
    bool goes_on = flow == Flow::kNext || flow == Flow::kLabel;
    if (goes_on && index + 1 < function_.op_count) targets_.push_back(index + 1);
  }

  const Module& module_;
  const Function& function_;
  std::vector<State> states_;
  std::vector<Level> stack_;
  std::vector<uint32_t> edges_;
  std::vector<uint32_t> targets_;
};

}  // namespace

std::optional<uint32_t> find_endless_loop(const Module& module, const Function& function) {
  LoopSearch search(module, function);
  if (!search.has_branch_back()) return std::nullopt;
  return search.run();
}

}  // namespace linac
