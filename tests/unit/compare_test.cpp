#include "core/term/compare.h"

#include "tests/unit/term_reader.h"

namespace linac {
namespace {

// Equal terms share a rank.
struct OrderCase {
  const char* term;
  int standard_rank;
  int exact_rank;  // -1: not recorded
};
constexpr OrderCase kOrderCases[] = {
#include "tests/unit/order_cases.inc"
};

int sign(int value) { return value < 0 ? -1 : value > 0 ? 1 : 0; }

class CompareTest : public TermTest {
 protected:
  // -1, 0 or 1, once all functions have been seen to agree about it.
  int order(Term a, Term b) {
    int result = sign(compare(atoms_, a, b));
    EXPECT_EQ(sign(compare(atoms_, b, a)), -result);
    EXPECT_EQ(equal(a, b), result == 0);
    EXPECT_EQ(equal(b, a), result == 0);
    return result;
  }
  int exact_order(Term a, Term b) {
    int result = sign(compare_exact(atoms_, a, b));
    EXPECT_EQ(sign(compare_exact(atoms_, b, a)), -result);
    EXPECT_EQ(exact_equal(a, b), result == 0);
    EXPECT_EQ(exact_equal(b, a), result == 0);
    return result;
  }
  Term record(Term definition, const std::vector<Term>& values) {
    Word* box = space_->take(2 + values.size());
    box[0] = make_header(BoxedKind::kRecord, 1 + values.size());
    box[1] = definition.bits;
    for (size_t i = 0; i < values.size(); i++) box[2 + i] = values[i].bits;
    return make_boxed(box);
  }
};

TEST_F(CompareTest, RecordedOrder) {
  std::vector<Term> terms;
  std::vector<Term> again;
  for (const OrderCase& row : kOrderCases) {
    terms.push_back(read(row.term));
    again.push_back(read(row.term));
  }
  for (size_t i = 0; i < terms.size(); i++) {
    for (size_t j = 0; j < terms.size(); j++) {
      const OrderCase& x = kOrderCases[i];
      const OrderCase& y = kOrderCases[j];
      ASSERT_EQ(order(terms[i], again[j]), sign(x.standard_rank - y.standard_rank))
          << x.term << "\n"
          << y.term;
      if (x.exact_rank < 0 || y.exact_rank < 0) continue;
      ASSERT_EQ(exact_order(terms[i], again[j]), sign(x.exact_rank - y.exact_rank))
          << x.term << "\n"
          << y.term;
    }
  }
}

TEST_F(CompareTest, TypesInOrder) {
  Term definition = tuple({atom("m"), atom("r"), atoms::kFalse, atom("x")});
  Word* reference = space_->take(kReferenceWords);
  reference[0] = make_header(BoxedKind::kReference, 2);
  reference[1] = 1;
  reference[2] = 2;
  std::vector<Term> terms = {
      number(1e300),
      atom("zzz"),
      make_boxed(reference),
      funs_.closure(atom("m"), 0, 0, {}, *space_),
      make_immediate(ImmediateKind::kPort, 3),
      make_immediate(ImmediateKind::kPid, 2),
      tuple({small(1), small(2)}),
      record(definition, {small(0)}),
      map({}),
      kNil,
      list({small(0)}),
      binary(""),
  };
  for (size_t i = 0; i < terms.size(); i++) {
    for (size_t j = 0; j < terms.size(); j++) {
      EXPECT_EQ(order(terms[i], terms[j]), sign(static_cast<int>(i) - static_cast<int>(j)));
      EXPECT_EQ(exact_order(terms[i], terms[j]), sign(static_cast<int>(i) - static_cast<int>(j)));
    }
  }
}

TEST_F(CompareTest, Closures) {
  auto fun = [&](const char* module, uint32_t index, uint32_t unique, std::vector<Term> captured) {
    return funs_.closure(atom(module), index, unique, std::move(captured), *space_);
  };
  Term base = fun("m", 1, 1, {small(1)});
  EXPECT_EQ(exact_order(base, fun("m", 1, 1, {small(1)})), 0);
  EXPECT_EQ(order(base, fun("m", 1, 1, {number(1)})), 0);
  EXPECT_EQ(exact_order(base, fun("m", 1, 1, {number(1)})), -1);
  EXPECT_EQ(order(base, fun("n", 0, 0, {})), -1);
  EXPECT_EQ(order(base, fun("m", 2, 0, {})), -1);
  EXPECT_EQ(order(base, fun("m", 1, 2, {})), -1);
  EXPECT_EQ(order(base, fun("m", 1, 1, {small(0), small(0)})), -1);
  EXPECT_EQ(order(base, fun("m", 1, 1, {small(2)})), -1);
  Term external = *funs_.make_external_fun({atom("a"), atom("a"), 0}, false, *space_);
  EXPECT_EQ(order(base, external), -1);
}

TEST_F(CompareTest, Records) {
  auto definition = [&](const char* module, const char* name, Term exported,
                        std::vector<Term> fields) {
    std::vector<Term> all = {atom(module), atom(name), exported};
    all.insert(all.end(), fields.begin(), fields.end());
    return tuple(all);
  };
  Term bb = definition("m", "bb", atoms::kFalse, {atom("b"), atom("a")});
  Term bb_again = definition("m", "bb", atoms::kFalse, {atom("b"), atom("a")});
  Term base = record(bb, {small(2), small(1)});
  EXPECT_EQ(exact_order(base, record(bb_again, {small(2), small(1)})), 0);
  EXPECT_EQ(order(base, record(bb, {small(1), small(2)})), 1);
  EXPECT_EQ(order(base, record(bb_again, {number(2), small(1)})), 0);
  EXPECT_EQ(exact_order(base, record(bb_again, {number(2), small(1)})), -1);
  Term longer = definition("m", "aa", atoms::kFalse, {atom("b"), atom("a"), atom("c")});
  EXPECT_EQ(order(base, record(longer, {small(2), small(1), small(1)})), 1);
  Term exported = definition("m", "bb", atoms::kTrue, {atom("b"), atom("a")});
  EXPECT_EQ(order(base, record(exported, {small(2), small(1)})), -1);
  Term renamed = definition("m", "bb", atoms::kFalse, {atom("b"), atom("c")});
  EXPECT_EQ(order(base, record(renamed, {small(0), small(0)})), -1);
}

TEST_F(CompareTest, LocalAndExternalIdentities) {
  Term local_pid = make_immediate(ImmediateKind::kPid, pack_pid(5, 0));
  EXPECT_EQ(order(local_pid, make_immediate(ImmediateKind::kPid, pack_pid(0, 1))), -1);
  Word* pid = space_->take(4);
  pid[0] = make_header(BoxedKind::kExternalPid, 3);
  pid[1] = pack_pid(5, 0);
  pid[2] = small(1).bits;
  pid[3] = atom("a@b").bits;
  EXPECT_EQ(order(local_pid, make_boxed(pid)), 1);  // nonode@nohost
  auto reference = [&](BoxedKind kind, std::vector<Word> words) {
    Word* box = space_->take(1 + words.size());
    box[0] = make_header(kind, words.size());
    std::copy(words.begin(), words.end(), box + 1);
    return make_boxed(box);
  };
  Term a = reference(BoxedKind::kReference, {9, 1});
  EXPECT_EQ(exact_order(a, reference(BoxedKind::kReference, {9, 1})), 0);
  EXPECT_EQ(exact_order(a, reference(BoxedKind::kReference, {0, 2})), -1);
  EXPECT_EQ(exact_order(a, reference(BoxedKind::kResource, {9, 2, 77, 88})), -1);
  Term resource = reference(BoxedKind::kResource, {9, 1, 77, 88});
  EXPECT_EQ(exact_order(resource, reference(BoxedKind::kResource, {9, 1, 77, 0})), 0);
  Term external =
      reference(BoxedKind::kExternalReference, {9, 1, 0, small(1).bits, atom("z@b").bits});
  EXPECT_EQ(exact_order(a, external), -1);
}

TEST_F(CompareTest, DeepAndLongTerms) {
  Term left[2] = {kNil, kNil};
  Term right[2] = {small(1), number(1)};
  Term tuples[2] = {small(1), number(1)};
  Term maps[2] = {small(1), number(1)};
  for (int side = 0; side < 2; side++) {
    left[side] = side == 0 ? small(1) : number(1);
    for (int i = 0; i < 500000; i++) {
      left[side] = space_->cons(left[side], kNil);
      right[side] = space_->cons(kNil, right[side]);
      tuples[side] = space_->tuple_of(small(0), tuples[side], kNil);
      if (i < 100000) maps[side] = map({{small(0), maps[side]}});
    }
  }
  for (Term* pair : {left, right, tuples, maps}) {
    EXPECT_EQ(order(pair[0], pair[1]), 0);
    EXPECT_EQ(exact_order(pair[0], pair[1]), -1);
  }
}

// Maps as keys in large maps as keys ...: each level is compared by keys that are compared by keys.
TEST_F(CompareTest, DeepLargeMaps) {
  for (bool as_key : {true, false}) {
    Term nested[3] = {small(1), number(1), small(2)};
    // Each level's key is hashed as a whole, so deep keys cost the square of the depth.
    int levels = as_key ? 200 : 3000;
    for (Term& term : nested) {
      for (int depth = 0; depth < levels; depth++) {
        std::vector<Term> keys;
        for (int i = 0; i < 32; i++) keys.push_back(tuple({small(i)}));
        std::vector<Term> values(33, kNil);
        keys.push_back(as_key ? term : kNil);
        values[32] = as_key ? kNil : term;
        term = map_from_pairs(atoms_, keys, values, *space_);
      }
    }
    EXPECT_EQ(order(nested[0], nested[1]), as_key ? -1 : 0);
    EXPECT_EQ(exact_order(nested[0], nested[1]), -1);
    EXPECT_EQ(order(nested[0], nested[2]), -1);
    EXPECT_EQ(exact_order(nested[1], nested[2]), 1);
  }
}

}  // namespace
}  // namespace linac
