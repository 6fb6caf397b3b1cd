// Natives with arguments that no recorded case has: many elements, deep nesting, huge counts.
#include "core/term/map.h"
#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

class NativesLarge : public ::testing::Test {
 protected:
  NativeOutcome call(std::string_view module, std::string_view name,
                     const std::vector<Term>& arguments) {
    return world_.call(module, name, arguments);
  }
  Term value(std::string_view module, std::string_view name, const std::vector<Term>& arguments) {
    NativeOutcome outcome = call(module, name, arguments);
    EXPECT_EQ(outcome.exception_class, kNoTerm) << name;
    return outcome.term;
  }
  Term atom(std::string_view text) { return *world_.atoms().intern(text); }
  // Numbers in no order, some of them equal.
  Term scrambled(size_t count) {
    TermSpace& space = world_.space(kConsWords * count);
    Term list = kNil;
    uint64_t state = 1;
    for (size_t i = 0; i < count; ++i) {
      state = state * 6364136223846793005 + 1442695040888963407;
      list = space.cons(make_small(static_cast<int64_t>(state >> 48)), list);
    }
    return list;
  }
  void expect_killed(std::string_view module, std::string_view name,
                     const std::vector<Term>& arguments) {
    NativeOutcome outcome = call(module, name, arguments);
    EXPECT_EQ(outcome.exception_class, atoms::kExit) << name;
    EXPECT_EQ(outcome.term, atoms::kKilled) << name;
    EXPECT_TRUE(world_.process().out_of_memory);
  }

  NativeWorld world_;
};

TEST_F(NativesLarge, SortsManyNumbers) {
  constexpr size_t kCount = 100'000;
  Term list = scrambled(kCount);
  Term sorted = value("lists", "sort", {list}), unique = value("lists", "usort", {list});
  size_t count = 0, different = 1;
  for (Term at = sorted; at.is_cons(); at = at.tail(), ++count) {
    if (!at.tail().is_cons()) continue;
    ASSERT_LE(at.head().small_value(), at.tail().head().small_value());
    different += at.head() != at.tail().head();
  }
  EXPECT_EQ(count, kCount);
  EXPECT_EQ(static_cast<size_t>(value("erlang", "length", {unique}).small_value()), different);
  EXPECT_EQ(value("lists", "sum", {list}), value("lists", "sum", {sorted}));
}

TEST_F(NativesLarge, FlattensDeepNests) {
  constexpr size_t kDepth = 200'000;
  TermSpace& space = world_.space(2 * kConsWords * kDepth);
  Term list = kNil;
  for (size_t i = 0; i < kDepth; ++i) list = space.cons(list, space.cons(make_small(1), kNil));
  EXPECT_EQ(value("lists", "flatlength", {list}), make_small(kDepth));
  EXPECT_EQ(value("lists", "sum", {value("lists", "flatten", {list})}), make_small(kDepth));
  std::vector<Term> binary{value("erlang", "term_to_binary", {list})};
  EXPECT_EQ(value("lists", "flatlength", {value("erlang", "binary_to_term", binary)}),
            make_small(kDepth));
}

// What an iterator gives by and by is each pair of the map, once.
TEST_F(NativesLarge, IteratesInBatches) {
  constexpr int64_t kCount = 10'000;
  Term keys = value("lists", "seq", {make_small(1), make_small(kCount)});
  Term map = value("maps", "from_keys", {keys, atom("v")});
  std::vector<bool> seen(kCount + 1);
  Term iterator = value("erts_internal", "map_next", {make_small(0), map, atom("iterator")});
  size_t count = 0, batches = 1;
  while (iterator != atom("none")) {
    if (iterator.is_cons()) {
      ASSERT_TRUE(is_map(iterator.tail()));
      iterator =
          value("erts_internal", "map_next", {iterator.head(), iterator.tail(), atom("iterator")});
      ++batches;
      continue;
    }
    ASSERT_TRUE(is_tuple_of(iterator, 3));
    size_t key = static_cast<size_t>(tuple_element(iterator, 0).small_value());
    ASSERT_FALSE(seen[key]);
    seen[key] = true;
    ++count;
    iterator = tuple_element(iterator, 2);
  }
  EXPECT_EQ(count, static_cast<size_t>(kCount));
  EXPECT_GT(batches, 10u);
}

TEST_F(NativesLarge, ListsOfPairsComeInTheSameOrderInBatches) {
  Term keys = value("lists", "seq", {make_small(1), make_small(1000)});
  Term map = value("maps", "from_list", {value("lists", "zip", {keys, keys})});
  Term rest = value("erts_internal", "map_next", {make_small(0), map, kNil});
  while (rest.head().is_small()) {
    Term position = rest.head(), pairs = rest.tail().tail();
    ASSERT_TRUE(is_map(rest.tail().head()));
    rest = value("erts_internal", "map_next", {position, map, pairs});
  }
  Term expected = value("lists", "reverse", {value("maps", "to_list", {map})});
  EXPECT_TRUE(world_.same({kNoTerm, rest}, {kNoTerm, expected}));
}

TEST_F(NativesLarge, HugeCountsEndTheProcess) {
  Term huge = make_small(kSmallMax);
  expect_killed("lists", "duplicate", {huge, atom("a")});
  expect_killed("lists", "seq", {make_small(1), huge});
  expect_killed("lists", "seq", {make_small(kSmallMin), huge});
  expect_killed("lists", "seq", {make_small(1), huge, make_small(3)});
  Term big = world_.eval("1267650600228229401496703205376").term;
  expect_killed("lists", "duplicate", {big, atom("a")});
  expect_killed("lists", "seq", {make_small(1), big});
}

}  // namespace
}  // namespace linac
