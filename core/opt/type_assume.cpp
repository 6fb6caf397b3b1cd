// What it says of values that a test has had an outcome, and that control takes an edge.
#include <algorithm>
#include <bit>

#include "core/opt/type_flow.h"
#include "core/opt/util.h"

namespace linac::opt {

using ir::BlockId;
using ir::NodeId;
using ir::Op;

namespace {

constexpr int kMaxDepth = 48;  // of and, or, not

}  // namespace

bool TypeFlow::assume_edge(BlockId block, uint32_t successor) {
  NodeId end = graph_.end(block);
  Op op = graph_.node(end).op;
  if (op == Op::kBranch) return assume(graph_.input(end, 0), successor == 0, kMaxDepth);
  if (op == Op::kSwitch) return assume_case(block, successor);
  if (op == Op::kSwitchArity) return assume_arity(block, successor);
  return true;
}

bool TypeFlow::assume(NodeId condition, bool outcome, int depth) {
  if (!narrow(condition, Type::boolean(outcome))) return false;
  Op op = graph_.node(condition).op;
  if (is_term_test(op)) return assume_test(condition, outcome);
  if (op == Op::kSameWord || op == Op::kExactEqual || op == Op::kEqual) {
    return assume_equal(condition, outcome);
  }
  if (op >= Op::kLess && op <= Op::kSmallLessEqual) return assume_order(condition, outcome);
  if (op >= Op::kIntEqual && op <= Op::kIntLessEqual) return assume_raw_order(condition, outcome);
  if (depth == 0) return true;
  if (op == Op::kNot) return assume(graph_.input(condition, 0), !outcome, depth - 1);
  if ((op == Op::kAnd && outcome) || (op == Op::kOr && !outcome)) {
    return assume(graph_.input(condition, 0), outcome, depth - 1) &&
           assume(graph_.input(condition, 1), outcome, depth - 1);
  }
  return true;
}

bool TypeFlow::assume_test(NodeId test, bool outcome) {
  const ir::Node& node = graph_.node(test);
  NodeId value = graph_.input(test, 0);
  Word atom = kNoTerm.bits;
  if (node.op == Op::kIsTaggedTuple) {
    if (std::optional<Term> tag = now_[graph_.input(test, 1)].term()) atom = tag->bits;
  }
  if (!narrow(value, narrow_by_test(node.op, node.imm, now_[value], outcome, atom))) return false;
  // Arithmetic in a guard that has given a result has had numbers.
  bool succeeded_in_guard =
      node.op == Op::kIsNoTerm && !outcome && is_arithmetic(graph_.node(value).op);
  if (!succeeded_in_guard) return true;
  for (NodeId input : graph_.inputs(value)) {
    if (!narrow_kinds(input, kNumberKinds)) return false;
  }
  return true;
}

// -- Equality --------------------------------------------------------------------------------------

// `value`, which has been found equal to a constant, may have been made by a node that says more.
bool TypeFlow::assume_what_equals(NodeId value, const Type& constant) {
  std::optional<Term> term = constant.term();
  if (!term || !term->is_small()) return true;
  Op op = graph_.node(value).op;
  if (op == Op::kTupleSize && term->small_value() >= 0) {
    NodeId tuple = graph_.input(value, 0);
    return narrow(tuple, Type::tuple(static_cast<uint64_t>(term->small_value())));
  }
  // The low bits of x are 0.
  if ((op != Op::kBitAnd && op != Op::kRem) || term->small_value() != 0) return true;
  std::optional<int64_t> right = constant_small(graph_, graph_.input(value, 1));
  if (!right) return true;
  uint64_t bits = static_cast<uint64_t>(*right) + (op == Op::kBitAnd ? 1 : 0);
  if (!std::has_single_bit(bits)) return true;
  NodeId x = graph_.input(value, 0);
  if (!now_[x].is_integer()) return true;
  Type zeros = now_[x];
  zeros.low_zeros = std::max(zeros.low_zeros, static_cast<uint8_t>(std::countr_zero(bits)));
  return narrow(x, zeros);
}

bool TypeFlow::assume_equal(NodeId test, bool outcome) {
  NodeId left = graph_.input(test, 0);
  NodeId right = graph_.input(test, 1);
  if (graph_.node(test).op == Op::kEqual) {
    // Only what == and =:= agree on.
    bool floats = now_[left].may_be(kFloatKinds) || now_[right].may_be(kFloatKinds);
    bool word = now_[left].is_immediate() || now_[right].is_immediate();
    if (floats || !word) return true;
  }
  if (outcome) {
    return narrow(left, now_[right]) && narrow(right, now_[left]) &&
           assume_what_equals(left, now_[right]) && assume_what_equals(right, now_[left]);
  }
  if (std::optional<Term> term = now_[right].term()) {
    if (!narrow(left, now_[left].except(*term))) return false;
  }
  if (std::optional<Term> term = now_[left].term()) {
    if (!narrow(right, now_[right].except(*term))) return false;
  }
  return true;
}

// -- Order -----------------------------------------------------------------------------------------

namespace {

int64_t below(int64_t end) { return end == kPlusInfinity || end == kMinusInfinity ? end : end - 1; }
int64_t above(int64_t end) { return end == kPlusInfinity || end == kMinusInfinity ? end : end + 1; }

}  // namespace

// Of terms: what is less than a number is one. An integer's range follows from the other side's if
// that is an integer.
bool TypeFlow::assume_order(NodeId test, bool outcome) {
  Op op = graph_.node(test).op;
  bool or_equal = op == Op::kLessEqual || op == Op::kSmallLessEqual;
  NodeId low = graph_.input(test, outcome ? 0 : 1);
  NodeId high = graph_.input(test, outcome ? 1 : 0);
  if (!outcome) or_equal = !or_equal;
  if (now_[high].is_number() && !narrow_kinds(low, kNumberKinds)) return false;
  if (now_[high].is_integer()) {
    int64_t max = or_equal ? now_[high].max : below(now_[high].max);
    if (!narrow(low, now_[low].with_range(kMinusInfinity, max))) return false;
  }
  if (now_[low].is_integer()) {
    int64_t min = or_equal ? now_[low].min : above(now_[low].min);
    if (!narrow(high, now_[high].with_range(min, kPlusInfinity))) return false;
  }
  return true;
}

bool TypeFlow::assume_raw_order(NodeId test, bool outcome) {
  Op op = graph_.node(test).op;
  NodeId left = graph_.input(test, 0);
  NodeId right = graph_.input(test, 1);
  if (op == Op::kIntEqual) {
    return !outcome || (narrow(left, now_[right]) && narrow(right, now_[left]));
  }
  bool or_equal = (op == Op::kIntLessEqual) == outcome;
  NodeId low = outcome ? left : right;
  NodeId high = outcome ? right : left;
  Type bound = Type::raw_integer(INT64_MIN, now_[high].max);
  if (!or_equal && bound.max > INT64_MIN) --bound.max;
  if (!narrow(low, bound)) return false;
  bound = Type::raw_integer(now_[low].min, INT64_MAX);
  if (!or_equal && bound.min < INT64_MAX) ++bound.min;
  return narrow(high, bound);
}

// -- Switches --------------------------------------------------------------------------------------

bool TypeFlow::assume_case(BlockId block, uint32_t successor) {
  NodeId end = graph_.end(block);
  NodeId value = graph_.input(end, 0);
  if (successor != 0) {
    Type constant = now_[graph_.input(end, successor)];
    return narrow(value, constant) && assume_what_equals(value, constant);
  }
  for (uint32_t i = 1; i < graph_.node(end).input_count; ++i) {
    std::optional<Term> term = now_[graph_.input(end, i)].term();
    if (term && !narrow(value, now_[value].except(*term))) return false;
  }
  return true;
}

bool TypeFlow::assume_arity(BlockId block, uint32_t successor) {
  NodeId end = graph_.end(block);
  NodeId tuple = graph_.input(end, 0);
  if (!narrow_kinds(tuple, kTupleKind)) return false;
  auto arity = [&](uint32_t i) { return constant_int(graph_, graph_.input(end, i)).value_or(-1); };
  if (successor != 0) {
    return narrow(tuple, Type::tuple(static_cast<uint64_t>(arity(successor))));
  }
  if (now_[tuple].tuple_arity == kAnyArity) return true;
  for (uint32_t i = 1; i < graph_.node(end).input_count; ++i) {
    if (arity(i) == now_[tuple].tuple_arity) return false;
  }
  return true;
}

}  // namespace linac::opt
