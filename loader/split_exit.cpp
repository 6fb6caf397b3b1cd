// Changes to the code that make it fit: ops that compilers leave out or share.
//
// Compilers share code that only raises (a badmatch, a case_end) between paths whose stack frames
// differ in size. Every op of ours has one frame size, so such a block is copied, once a frame size,
// to the end of its function.
#include <algorithm>

#include "loader/flow.h"

namespace linac {
namespace {

constexpr uint32_t kMaxExitOps = 16;

bool has_label(const Module& module, const Op& op) {
  for (const Operand& operand : module.operands_of(op)) {
    if (operand.kind == OperandKind::kList) return true;
    if (operand.kind == OperandKind::kLabel && operand.index() != 0) return true;
  }
  return false;
}

// Room for `count` ops before the op `at`, where a function ends; what refers to ops moves along.
void make_room(Module& module, uint32_t at, uint32_t count) {
  module.ops.insert(module.ops.begin() + at, count, Op{});
  module.facts.insert(module.facts.begin() + at, count, OpFacts{});
  for (uint32_t& label : module.labels) {
    if (label != kNoIndex && label >= at) label += count;
  }
  for (OpFacts& facts : module.facts) {
    if (facts.handler != kNoIndex && facts.handler >= at) facts.handler += count;
  }
  for (Function& function : module.functions) {
    if (function.first_op < at) continue;
    function.first_op += count;
    function.info_op += count;
    function.entry_op += count;
    if (function.lacking_op != kNoIndex) function.lacking_op += count;
  }
}

}  // namespace

// How many ops stand between the label at `first` and what raises, both included; 0: it is no exit.
uint32_t FlowCheck::exit_block(uint32_t first) const {
  uint32_t end = std::min(first + kMaxExitOps, function_->first_op + function_->op_count);
  for (uint32_t at = first; at < end; at++) {
    const Op& op = module_.ops[at];
    const OpcodeInfo& info = opcode_info(op.opcode);
    if (op.opcode == Opcode::kFuncInfo) return 0;
    if (info.flow == Flow::kRaise) return at - first + 1;
    bool external = op.opcode == Opcode::kCallExt || op.opcode == Opcode::kCallExtOnly ||
                    op.opcode == Opcode::kCallExtLast;
    if (external && (shared_.imports[number(op, 1)].flags & kNeverReturns) != 0) {
      return at - first + 1;
    }
    bool plain = info.flow == Flow::kNext || (info.flow == Flow::kLabel && at == first);
    if (!plain || (has_label(module_, op) && op.opcode != Opcode::kPutTuple2)) return 0;
  }
  return 0;
}

// The branch gets a copy of the exit at its label, for frames of the current size. Then the function
// is done again.
bool FlowCheck::split_exit(const Operand& label) {
  uint32_t first = module_.labels[label.index()];
  uint32_t count = exit_block(first);
  if (count == 0 || shared_.splits_left == 0) return false;
  Operand& branch = module_.operands[static_cast<size_t>(&label - module_.operands.data())];
  restart_ = true;
  for (const ExitCopy& copy : exit_copies_) {
    if (copy.label != label.index() || copy.frame != header_.frame) continue;
    branch.low = copy.new_label;
    return true;
  }
  uint32_t at = function_->first_op + function_->op_count;
  insert_ops(at, count);
  std::copy_n(module_.ops.begin() + first, count, module_.ops.begin() + at);
  auto new_label = static_cast<uint32_t>(module_.labels.size());
  // Callers hold on to operands: there is room for this one (validate.cpp).
  VM_CHECK(module_.operands.size() < module_.operands.capacity());
  module_.ops[at].first_operand = static_cast<uint32_t>(module_.operands.size());
  module_.operands.push_back({OperandKind::kUnsigned, 0, 0, new_label});
  module_.labels.push_back(at);
  module_.label_functions.push_back(function_index_);
  exit_copies_.push_back({label.index(), header_.frame, new_label});
  branch.low = new_label;
  return true;
}

// Makes room in this function, which is then done again.
void FlowCheck::insert_ops(uint32_t at, uint32_t count) {
  shared_.splits_left--;
  charge(module_.ops.size());
  make_room(module_, at, count);
  function_->op_count += count;
  for (UnsetY& unset : shared_.unset_y) {
    if (unset.op >= at) unset.op += count;
  }
  for (uint32_t& call : endless_calls_) {
    if (call >= at) call += count;
  }
  restart_ = true;
}

// Some path leads to a try_case without an exception, behind a call or a built-in of which the
// compiler knew that it never returns. An if_end before the try_case makes that way an error;
// exceptions pass it by.
void FlowCheck::guard_handler() {
  if (!was_after_raiser_ || shared_.splits_left == 0) {
    return fail("is reached without an exception");
  }
  Op guard = module_.ops[op_index_];
  guard.opcode = Opcode::kIfEnd;
  guard.operand_count = 0;
  insert_ops(op_index_, 1);
  module_.ops[op_index_] = guard;
}

}  // namespace linac
