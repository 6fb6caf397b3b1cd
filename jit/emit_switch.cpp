// Ends of blocks with several successors.
#include <algorithm>

#include "core/term/boxed.h"
#include "jit/emit.h"

namespace linac::jit {
namespace {

constexpr size_t kMaxLinear = 4;       // cases that are compared one by one
constexpr size_t kMinTable = 5;        // cases that make a table worth its jump
constexpr int64_t kTableSparsity = 3;  // words of a table a case, at most

}  // namespace

void Emitter::emit_branch(NodeId node) {
  BlockId if_true = g_.block(block_).succs[0], if_false = g_.block(block_).succs[1];
  Next next = Next::kNeither;
  if (thread_to_[if_true] == next_block_) next = Next::kTrue;
  if (thread_to_[if_false] == next_block_) next = Next::kFalse;
  branch_on(g_.input(node, 0), block_label(if_true), block_label(if_false), next);
}

// Terms are compared as words; of a tuple its header.
void Emitter::emit_switch(NodeId node) {
  const std::vector<BlockId>& succs = g_.block(block_).succs;
  bool by_arity = g_.node(node).op == Op::kSwitchArity;
  std::vector<Case> cases;
  for (uint32_t i = 1; i < g_.node(node).input_count; ++i) {
    uint64_t key = g_.node(g_.input(node, i)).imm;
    cases.push_back({static_cast<int64_t>(by_arity ? tuple_header(key) : key), succs[i]});
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.key < b.key; });
  Reg key = reg(node, 0);
  if (by_arity) {
    m_.load(kScratchReg1, {key, -static_cast<int32_t>(kTagBoxed)});
    key = kScratchReg1;
  } else if (emit_case_table(key, cases, succs[0])) {
    return;
  }
  emit_cases(key, cases, succs[0]);
}

void Emitter::emit_cases(Reg key, std::span<const Case> cases, BlockId otherwise) {
  // Ranges that are still to be told apart, each behind its label.
  struct Part {
    Label label;
    std::span<const Case> cases;
  };
  std::vector<Part> parts{{Label{}, cases}};
  while (!parts.empty()) {
    Part part = parts.back();
    parts.pop_back();
    if (part.label.is_valid()) m_.bind(part.label);
    while (part.cases.size() > kMaxLinear) {
      size_t middle = part.cases.size() / 2;
      Label upper = m_.new_label();
      m_.compare(key, Operand(part.cases[middle].key));
      m_.branch(Condition::kEqual, block_label(part.cases[middle].target));
      m_.branch(Condition::kGreater, upper);
      parts.push_back({upper, part.cases.subspan(middle + 1)});
      part.cases = part.cases.first(middle);
    }
    for (const Case& one : part.cases) {
      m_.compare(key, Operand(one.key));
      m_.branch(Condition::kEqual, block_label(one.target));
    }
    if (parts.empty()) {
      jump_to(otherwise);
    } else {
      m_.jump(block_label(otherwise));
    }
  }
}

// Dense small integers: by a table. What is no small integer has its tag in the index's high bits.
bool Emitter::emit_case_table(Reg key, std::span<const Case> cases, BlockId otherwise) {
  auto is_small = [](const Case& c) { return Term{static_cast<Word>(c.key)}.is_small(); };
  if (cases.size() < kMinTable || !std::all_of(cases.begin(), cases.end(), is_small)) return false;
  int64_t first = cases.front().key >> kSmallShift, last = cases.back().key >> kSmallShift;
  if (last - first >= kTableSparsity * static_cast<int64_t>(cases.size())) return false;
  std::vector<Label> table(static_cast<size_t>(last - first + 1), block_label(otherwise));
  for (const Case& one : cases) {
    table[static_cast<size_t>((one.key >> kSmallShift) - first)] = block_label(one.target);
  }
  m_.sub(kScratchReg1, key, Operand(make_small(first).bits));
  m_.rotate_left(kScratchReg1, kScratchReg1, 64 - kSmallShift);
  m_.compare(kScratchReg1, Operand(static_cast<int64_t>(table.size())));
  m_.branch(Condition::kAboveEqual, block_label(otherwise));
  m_.jump_table(kScratchReg1, table);
  return true;
}

}  // namespace linac::jit
