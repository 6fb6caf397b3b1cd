// Rules of tests and comparisons.
#include "core/opt/fold.h"
#include "core/opt/type.h"
#include "core/term/atom.h"
#include "core/term/compare.h"

namespace linac::opt {

namespace {

using ir::NodeId;
using ir::Op;
using Answer = Folder::Answer;

Answer by_type(const Type& type) {
  if (type.kinds == kTrue) return Folder::known(true);
  return type.kinds == kFalse ? Folder::known(false) : Folder::stays();
}

// A test of one term that is a constant, or that a node has just made.
Answer fold_term_test(Folder& folder, NodeId id) {
  const ir::Graph& graph = folder.graph();
  NodeId value = folder.input(id, 0);
  if (folder.op(id) == Op::kIsSmall && folder.op(value) == Op::kTag) {
    // Whether a raw integer has 61 bits.
    NodeId raw = folder.input(value, 0);
    NodeId least = folder.graph().int_constant(kSmallMin);
    NodeId limit = folder.graph().int_constant(kSmallMax + 1);
    NodeId above = folder.add(Op::kIntLessEqual, {least, raw});
    NodeId below = folder.add(Op::kIntLess, {raw, limit});
    become(folder.graph(), id, Op::kAnd, {above, below});
    return Folder::changed();
  }
  if (ir::op_info(folder.op(value)).result != ir::Rep::kTerm) return Folder::stays();
  bool made = folder.op(value) == Op::kConst || folder.op(value) == Op::kCons ||
              folder.op(value) == Op::kClosure || folder.op(value) == Op::kBoxFloat ||
              folder.op(value) == Op::kTagSmall || folder.op(value) == Op::kBoolToTerm;
  Type type;
  if (made) {
    Type ignored = Type::any_word();
    type = folder.op(value) == Op::kTagSmall     ? Type::of_kinds(kSmallInt)
           : folder.op(value) == Op::kBoolToTerm ? Type::either_bool()
                                                 : result_type(graph, value, &ignored);
  } else if (folder.op(value) == Op::kTuple && !folder.is_written(value)) {
    type = Type::tuple(folder.node(value).input_count);
    if (folder.node(value).input_count > 0) {
      std::optional<Term> first = constant_term(graph, folder.input(value, 0));
      if (first && first->is_atom()) type.tag = first->bits;
    }
  } else {
    return Folder::stays();
  }
  Word atom = kNoTerm.bits;
  if (folder.op(id) == Op::kIsTaggedTuple) {
    std::optional<Term> tag = constant_term(graph, folder.input(id, 1));
    if (!tag) return Folder::stays();
    atom = tag->bits;
  }
  return by_type(test_type(folder.op(id), folder.node(id).imm, type, atom));
}

// -- Equality ----------------------------------------------------------------------------------------

bool is_power_of_two(int64_t value) {
  return value > 0 && std::has_single_bit(static_cast<uint64_t>(value));
}

// Equality of a Bool as a term, or of a select between constants, with a constant.
Answer fold_equal_to_choice(Folder& folder, NodeId id, NodeId choice, Term constant) {
  bool if_true = false, if_false = false;
  NodeId condition = folder.input(choice, 0);
  if (folder.op(choice) == Op::kBoolToTerm) {
    if_true = constant == atoms::kTrue;
    if_false = constant == atoms::kFalse;
  } else {
    std::optional<Term> a = constant_term(folder.graph(), folder.input(choice, 1));
    std::optional<Term> b = constant_term(folder.graph(), folder.input(choice, 2));
    if (!a || !b || !a->is_immediate() || !b->is_immediate()) return Folder::stays();
    if_true = *a == constant;
    if_false = *b == constant;
  }
  if (if_true == if_false) return Folder::known(if_true);
  if (if_true) return Folder::replace(condition);
  become(folder.graph(), id, Op::kNot, {condition});
  return Folder::changed();
}

// x rem 2^k is 0 exactly when the low bits of x are, whatever its sign.
bool fold_remainder_is_zero(Folder& folder, NodeId id, NodeId rem, Term constant) {
  if (folder.op(rem) != Op::kRem || constant != make_small(0)) return false;
  std::optional<int64_t> divisor = constant_small(folder.graph(), folder.input(rem, 1));
  if (!divisor || !is_power_of_two(*divisor) || !has_flags(folder.node(rem), ir::kLeftSmall)) {
    return false;
  }
  NodeId mask = folder.graph().constant(make_small(*divisor - 1));
  NodeId bits = folder.add(Op::kBitAnd, {folder.input(rem, 0), mask});
  folder.graph().node(bits).flags = ir::kLeftSmall | ir::kRightSmall | ir::kNoOverflow;
  become(folder.graph(), id, Op::kSameWord, {bits, folder.input(id, 1)});
  return true;
}

Answer fold_constant_equality(Folder& folder, NodeId id, Term a, Term b) {
  Op op = folder.op(id);
  if (op == Op::kSameWord) return Folder::known(a == b);
  return Folder::known(op == Op::kExactEqual ? exact_equal(a, b) : equal(a, b));
}

// same_word, exact_equal, equal
Answer fold_equality(Folder& folder, NodeId id) {
  NodeId left = folder.input(id, 0);
  NodeId right = folder.input(id, 1);
  if (left == right) return Folder::known(true);
  std::optional<Term> a = constant_term(folder.graph(), left);
  std::optional<Term> b = constant_term(folder.graph(), right);
  if (a && b) return fold_constant_equality(folder, id, *a, *b);
  if (a) {
    Op op = folder.op(id);
    become(folder.graph(), id, op, {right, left});
    return Folder::changed();
  }
  Op op = folder.op(id);
  if (b) {
    bool word_decides = b->is_immediate() && (op == Op::kExactEqual || b->is_atom() || b->is_nil());
    if (op != Op::kSameWord && word_decides) {
      become(folder.graph(), id, Op::kSameWord, {left, right});
      return Folder::changed();
    }
    bool word = op == Op::kSameWord && b->is_immediate();
    if (word && (folder.op(left) == Op::kBoolToTerm || folder.op(left) == Op::kSelect)) {
      return fold_equal_to_choice(folder, id, left, *b);
    }
    if (fold_remainder_is_zero(folder, id, left, *b)) return Folder::changed();
  }
  // Two small integers that are raw already.
  if (folder.op(left) == Op::kTagSmall && (op == Op::kSameWord || op == Op::kExactEqual)) {
    NodeId raw = folder.input(left, 0);
    if (b && b->is_small()) {
      NodeId value = folder.graph().int_constant(b->small_value());
      become(folder.graph(), id, Op::kIntEqual, {raw, value});
      return Folder::changed();
    }
    if (folder.op(right) == Op::kTagSmall) {
      become(folder.graph(), id, Op::kIntEqual, {raw, folder.input(right, 0)});
      return Folder::changed();
    }
  }
  return Folder::stays();
}

// -- Order -------------------------------------------------------------------------------------------

bool is_or_equal(Op op) {
  return op == Op::kLessEqual || op == Op::kSmallLessEqual || op == Op::kIntLessEqual;
}

// A raw integer behind a small term: what was tagged, or a constant.
NodeId raw_operand(Folder& folder, NodeId term) {
  if (folder.op(term) == Op::kTagSmall) return folder.input(term, 0);
  std::optional<int64_t> value = constant_small(folder.graph(), term);
  return value ? folder.graph().int_constant(*value) : ir::kNoNode;
}

Answer fold_order(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  NodeId left = folder.input(id, 0);
  NodeId right = folder.input(id, 1);
  if (left == right) return Folder::known(is_or_equal(op));
  std::optional<Term> a = constant_term(folder.graph(), left);
  std::optional<Term> b = constant_term(folder.graph(), right);
  if (a && b && a->is_small() && b->is_small()) {
    int64_t x = a->small_value();
    int64_t y = b->small_value();
    return Folder::known(is_or_equal(op) ? x <= y : x < y);
  }
  if (op == Op::kLess || op == Op::kLessEqual) return Folder::stays();
  if (folder.op(left) != Op::kTagSmall && folder.op(right) != Op::kTagSmall) return Folder::stays();
  NodeId raw_left = raw_operand(folder, left);
  NodeId raw_right = raw_operand(folder, right);
  if (raw_left == ir::kNoNode || raw_right == ir::kNoNode) return Folder::stays();
  become(folder.graph(), id, is_or_equal(op) ? Op::kIntLessEqual : Op::kIntLess,
         {raw_left, raw_right});
  return Folder::changed();
}

Answer fold_raw_order(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  if (folder.input(id, 0) == folder.input(id, 1)) return Folder::known(op != Op::kIntLess);
  std::optional<int64_t> a = constant_int(folder.graph(), folder.input(id, 0));
  std::optional<int64_t> b = constant_int(folder.graph(), folder.input(id, 1));
  if (!a || !b) return Folder::stays();
  if (op == Op::kIntEqual) return Folder::known(*a == *b);
  return Folder::known(op == Op::kIntLess ? *a < *b : *a <= *b);
}

// A raw result may be nan: a value need not be equal to itself.
Answer fold_float_order(Folder& folder, NodeId id) {
  Op op = folder.op(id);
  std::optional<double> a = constant_float(folder.graph(), folder.input(id, 0));
  std::optional<double> b = constant_float(folder.graph(), folder.input(id, 1));
  if (!a || !b) return Folder::stays();
  if (op == Op::kFloatEqual) return Folder::known(*a == *b);
  return Folder::known(op == Op::kFloatLess ? *a < *b : *a <= *b);
}

}  // namespace

FoldRule comparison_rule(Op op) {
  if (is_term_test(op)) return fold_term_test;
  if (op >= Op::kSameWord && op <= Op::kEqual) return fold_equality;
  if (op >= Op::kLess && op <= Op::kSmallLessEqual) return fold_order;
  if (op >= Op::kIntEqual && op <= Op::kIntLessEqual) return fold_raw_order;
  if (op >= Op::kFloatEqual && op <= Op::kFloatLessEqual) return fold_float_order;
  return nullptr;
}

}  // namespace linac::opt
