#include "core/opt/type.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "core/ir/graph.h"
#include "core/term/arith.h"
#include "core/term/atom.h"
#include "core/term/bigint.h"
#include "tests/unit/test_space.h"

namespace linac::opt {
namespace {

TEST(OptType, TermsAreWhatTheyAre) {
  EXPECT_EQ(Type::of_term(make_small(8)), Type::integer(8, 8));
  EXPECT_EQ(Type::of_term(make_small(8)).low_zeros, 3);
  EXPECT_TRUE(Type::of_term(make_small(-3)).is_small());
  EXPECT_EQ(Type::of_term(make_small(-3)).term(), make_small(-3));
  EXPECT_TRUE(Type::of_term(*make_self_float(1.5)).is_float());
  EXPECT_EQ(Type::of_term(atoms::kTrue).kinds, uint32_t{kTrue});
  EXPECT_EQ(Type::of_term(atoms::kOk).term(), atoms::kOk);
  EXPECT_EQ(Type::of_term(kNoTerm).kinds, uint32_t{kNoTermKind});
  TestSpace space;
  Term tuple = space->tuple_of(atoms::kOk, make_small(1));
  EXPECT_EQ(Type::of_term(tuple).tuple_arity, 2);
  EXPECT_EQ(Type::of_term(tuple).tag, atoms::kOk.bits);
}

TEST(OptType, RangesOfIntegers) {
  Type small = Type::integer(0, 10);
  EXPECT_TRUE(small.is_small());
  Type growing = Type::integer(0, kPlusInfinity);
  EXPECT_EQ(growing.kinds, uint32_t{kIntegerKinds});
  EXPECT_TRUE(growing.only(kSmallInt).is_small());
  EXPECT_EQ(growing.only(kSmallInt).max, kSmallMax);
  EXPECT_EQ(growing.only(kBigInt).kinds, uint32_t{kBigInt});
  EXPECT_TRUE(growing.with_range(kMinusInfinity, 5).is_small());
  EXPECT_TRUE(small.with_range(11, 20).is_none());
  EXPECT_EQ(small.except(make_small(0)).min, 1);
  EXPECT_EQ(small.except(make_small(10)).max, 9);
  EXPECT_EQ(small.except(make_small(5)), small);
  EXPECT_TRUE(Type::integer(5, 5).except(make_small(5)).is_none());
  // What is beyond 61 bits is a bignum of that sign.
  EXPECT_EQ(Type::integer(kSmallMax, kSmallMax + 1).max, kPlusInfinity);
  EXPECT_EQ(Type::integer(kSmallMin - 1, 0).min, kMinusInfinity);
}

TEST(OptType, JoinAndMeet) {
  Type a = Type::integer(0, 3);
  Type b = Type::integer(10, 12);
  EXPECT_EQ(join(a, b).min, 0);
  EXPECT_EQ(join(a, b).max, 12);
  EXPECT_TRUE(meet(a, b).is_none());
  EXPECT_EQ(join(a, Type::none()), a);
  EXPECT_EQ(join(Type::of_term(atoms::kOk), Type::of_term(atoms::kOk)).term(), atoms::kOk);
  EXPECT_EQ(join(Type::of_term(atoms::kOk), Type::of_term(atoms::kError)).term(), std::nullopt);
  EXPECT_EQ(join(Type::tuple(2), Type::tuple(3)).tuple_arity, kAnyArity);
  EXPECT_EQ(join(Type::tuple(2), a).tuple_arity, 2);
  EXPECT_TRUE(meet(Type::tuple(2), Type::tuple(3)).is_none());
  EXPECT_EQ(meet(Type::any(), Type::tuple(3)).tuple_arity, 3);
}

// Every type that a term has is one of those that say "may be it".
TEST(OptType, TestsAgreeWithTypes) {
  TestSpace space;
  const Term terms[] = {make_small(0),
                        make_small(kSmallMin),
                        *make_self_float(1.0),
                        space->number(1e300),
                        space->integer(kSmallMax + 1),
                        atoms::kTrue,
                        atoms::kFalse,
                        atoms::kOk,
                        linac::kNil,
                        space->cons(make_small(1), linac::kNil),
                        space->tuple_of(atoms::kOk),
                        space->tuple_of(make_small(1), make_small(2)),
                        kNoTerm};
  for (Term term : terms) {
    Type type = Type::of_term(term);
    for (auto op = ir::Op::kIsSmall; op <= ir::Op::kIsNoTerm;
         op = static_cast<ir::Op>(static_cast<int>(op) + 1)) {
      if (op == ir::Op::kIsTaggedTuple || op == ir::Op::kIsBinary) continue;
      Type outcome = test_type(op, 1, type);
      ASSERT_TRUE(outcome.kinds == kTrue || outcome.kinds == kFalse) << static_cast<int>(op);
      bool holds = outcome.kinds == kTrue;
      // Narrowing any word by the outcome keeps the term, by the opposite loses it.
      Type kept = narrow_by_test(op, 1, Type::any_word(), holds);
      Type lost = narrow_by_test(op, 1, type, !holds);
      EXPECT_FALSE(meet(kept, type).is_none()) << static_cast<int>(op);
      EXPECT_TRUE(lost.is_none()) << static_cast<int>(op);
    }
  }
}

Type type_of_result(size_t op, std::span<const Type> inputs) {
  ir::Graph graph;
  graph.add_block();
  ir::NodeId x = graph.append(0, ir::Op::kParam, {}, 0);
  auto number = static_cast<size_t>(ir::Op::kAdd) + op;
  return result_type(graph, graph.append(0, static_cast<ir::Op>(number), {x, x}), inputs.data());
}

bool may_be(const Type& type, Term term) {
  Type exact = Type::of_term(term);
  if (meet(type, exact).is_none()) return false;
  if (term.is_small()) {
    int64_t value = term.small_value();
    return value >= type.min && value <= type.max && exact.low_zeros >= type.low_zeros;
  }
  if (is_float(term)) return true;
  bool negative = IntegerView(term).negative();
  return negative ? type.min == kMinusInfinity : type.max == kPlusInfinity;
}

// result_type of arithmetic on ranges has what arithmetic on their members gives; also of what such
// arithmetic gave, whose ranges may begin beyond the small integers.
TEST(OptType, ArithmeticHoldsItsResults) {
  std::mt19937_64 random(7);
  static constexpr ArithOp kOps[] = {
      ArithOp::kAdd, ArithOp::kSub,  ArithOp::kMul, ArithOp::kIntDiv, ArithOp::kRem,
      ArithOp::kDiv, ArithOp::kBand, ArithOp::kBor, ArithOp::kBxor,   ArithOp::kBsl,
      ArithOp::kBsr, ArithOp::kNeg,  ArithOp::kBnot};
  auto integer = [&]() -> int64_t {
    switch (random() % 5) {
      case 0: return kSmallMax - static_cast<int64_t>(random() % 3);
      case 1: return kSmallMin + static_cast<int64_t>(random() % 3);
      case 2: return static_cast<int64_t>(random() % 200) - 100;
      case 3: return static_cast<int64_t>(random() % 7) - 3;
      default: return static_cast<int64_t>(random()) >> 4;
    }
  };
  for (int i = 0; i < 20'000; ++i) {
    TestSpace space(4096);
    // What the left operand may be, and the type that says so: first of a range, then of results.
    std::vector<Term> members = {make_small(integer()), make_small(integer())};
    Type left = join(Type::of_term(members[0]), Type::of_term(members[1]));
    std::string steps;
    for (int step = 0; step < 3 && !members.empty(); ++step) {
      size_t which = random() % std::size(kOps);
      bool shifts = kOps[which] == ArithOp::kBsl || kOps[which] == ArithOp::kBsr;
      auto operand = [&] {
        if (shifts) return make_small(static_cast<int64_t>(random() % 40));
        if (random() % 4 != 0) return make_small(integer());
        return arith(ArithOp::kMul, make_small(integer()), make_small(integer()), *space).value;
      };
      Term operands[] = {operand(), operand()};
      Type right = join(Type::of_term(operands[0]), Type::of_term(operands[1]));
      Type inputs[] = {left, right};
      Type result = type_of_result(which, inputs);
      std::vector<Term> results;
      for (Term l : members) {
        for (Term r : operands) {
          ArithResult real = arith(kOps[which], l, r, *space);
          if (real.ok()) results.push_back(real.value);
        }
      }
      steps += " " + std::to_string(which);
      for (Term real : results) ASSERT_TRUE(may_be(result, real)) << "operations" << steps;
      members.assign(results.begin(), results.begin() + std::min<size_t>(results.size(), 4));
      if (!members.empty() && is_float(members[0])) break;
      left = result;
    }
  }
}

}  // namespace
}  // namespace linac::opt
