// Arithmetic, comparisons and type tests of compiled code against those of core/term, for terms at
// the edges of all ranges.
#include <gtest/gtest.h>

#include "core/term/arith.h"
#include "core/term/bits.h"
#include "core/term/compare.h"
#include "core/term/map.h"
#include "core/term/print.h"
#include "tests/unit/jit_fixture.h"
#include "tests/unit/test_space.h"

#if defined(__x86_64__)

namespace linac::testing {
namespace {

const char* const kTerms[] = {
    "0", "1", "2", "-1", "-2", "3", "7", "-7", "8", "10", "-10", "63", "64", "60", "61", "255",
    "1000003", "-1000003", "4294967296", "-4294967297", "1152921504606846975",
    "-1152921504606846976", "1152921504606846974", "-1152921504606846975", "576460752303423488",
    "1152921504606846976", "-1152921504606846977", "100000000000000000000",
    "-100000000000000000000", "0.0", "-0.0", "1.0", "1.5", "-2.5", "3.0e-300", "1.0e300",
    "-1.0e300", "1.0e-250", "9007199254740993.0", "a", "[]", "[1]", "{1}",
};

struct Operation {
  const char* name;
  ArithOp op;
};
constexpr Operation kBinary[] = {
    {"add", ArithOp::kAdd},     {"sub", ArithOp::kSub},   {"mul", ArithOp::kMul},
    {"div", ArithOp::kIntDiv},  {"rem", ArithOp::kRem},   {"divide", ArithOp::kDiv},
    {"band", ArithOp::kBand},   {"bor", ArithOp::kBor},   {"bxor", ArithOp::kBxor},
    {"bsl", ArithOp::kBsl},     {"bsr", ArithOp::kBsr},
};
constexpr Operation kUnary[] = {{"neg", ArithOp::kNeg}, {"bnot", ArithOp::kBnot}};

// What a process prints for it.
std::string expected(JitWorld& world, ArithOp op, Term a, Term b) {
  // A shift of these by much would be huge.
  TestSpace space(arith_words(op, a, b) + 8);
  ArithResult result = arith(op, a, b, *space);
  if (result.error == ArithError::kSystemLimit) return "error system_limit";
  if (!result.ok()) return "error badarith";
  return print_term(world.vm().atoms(), result.value, {});
}

bool is_too_large(std::string_view name, std::string_view by) {
  return name.starts_with("bs") && by.size() > 3 && by.find('.') == std::string_view::npos &&
         by[0] != '[' && by[0] != '{';
}

const std::vector<JitMode>& modes() {
  static const std::vector<JitMode> kModes = {
      {}, {{jit::kMinGprs, jit::kMinFprs, 0}, 1}, {{jit::kGprs, jit::kFprs, 5}, 0}};
  return kModes;
}

// The op with its operands in registers, live afterwards or not.
TEST(JitArith, OfTwoRegisters) {
  for (const JitMode& mode : modes()) {
    for (const Operation& operation : kBinary) {
      JitWorld world(mode);
      std::string name = operation.name;
      ASSERT_EQ(world.compile("a2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " + name +
                                           " v0, v1 @1\n  return v2\n"),
                "");
      ASSERT_EQ(world.compile("b2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " + name +
                                           " v0, v1 @1\n  reserve 4\n"
                                           "  v3 = tuple v0, v2, v1\n  return v3\n"),
                "");
      for (const char* a : kTerms) {
        for (const char* b : kTerms) {
          if (is_too_large(name, b)) continue;
          std::string wanted = expected(world, operation.op, world.term(a), world.term(b));
          EXPECT_EQ(world.run("a2", {a, b}), wanted) << a << ' ' << name << ' ' << b;
          std::string in_tuple = world.run("b2", {a, b});
          if (wanted.starts_with("error")) {
            EXPECT_EQ(in_tuple, wanted) << a << ' ' << name << ' ' << b;
          } else {
            EXPECT_NE(in_tuple.find("," + wanted + ","), std::string::npos)
                << a << ' ' << name << ' ' << b << ": " << in_tuple;
          }
        }
      }
      if (HasFailure()) return;
    }
  }
}

TEST(JitArith, WithConstants) {
  for (const Operation& operation : kBinary) {
    std::string name = operation.name;
    for (const char* constant : kTerms) {
      if (constant[0] == '[' || constant[0] == '{') continue;
      // Only what lies in its word is a constant that the text can name.
      if (JitWorld().term(constant).is_pointer()) continue;
      for (bool left : {false, true}) {
        JitWorld world;
        ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v1 = const " +
                                             std::string(constant) + "\n  v2 = " + name +
                                             (left ? " v1, v0" : " v0, v1") +
                                             " @1\n  return v2\n"),
                  "");
        for (const char* other : kTerms) {
          const char *a = left ? constant : other, *b = left ? other : constant;
          if (is_too_large(name, b)) continue;
          EXPECT_EQ(world.run("a1", {other}),
                    expected(world, operation.op, world.term(a), world.term(b)))
              << a << ' ' << name << ' ' << b << (left ? " left" : "");
        }
      }
      if (HasFailure()) return;
    }
  }
}

TEST(JitArith, SameRegisterTwiceAndUnary) {
  for (const JitMode& mode : modes()) {
    for (const Operation& operation : kBinary) {
      JitWorld world(mode);
      std::string name = operation.name;
      ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v2 = " + name +
                                           " v0, v0 @1\n  return v2\n"),
                "");
      for (const char* a : kTerms) {
        if (is_too_large(name, a)) continue;
        EXPECT_EQ(world.run("a1", {a}),
                  expected(world, operation.op, world.term(a), world.term(a)))
            << name << ' ' << a;
      }
    }
    for (const Operation& operation : kUnary) {
      JitWorld world(mode);
      ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v2 = " +
                                           std::string(operation.name) + " v0 @1\n  return v2\n"),
                "");
      for (const char* a : kTerms) {
        EXPECT_EQ(world.run("a1", {a}), expected(world, operation.op, world.term(a), kNil))
            << operation.name << ' ' << a;
      }
    }
  }
}

// With flags that say what is known, over all small integers at the edges.
TEST(JitArith, KnownSmall) {
  for (const Operation& operation : kBinary) {
    std::string name = operation.name;
    for (const char* flags : {"left_small, right_small", "left_small", "right_small"}) {
      JitWorld world;
      ASSERT_EQ(world.compile("a2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " + name +
                                           " v0, v1 [" + flags + "] @1\n  return v2\n"),
                "");
      for (const char* a : kTerms) {
        for (const char* b : kTerms) {
          if (!world.term(a).is_small() || !world.term(b).is_small()) continue;
          if (is_too_large(name, b)) continue;
          EXPECT_EQ(world.run("a2", {a, b}),
                    expected(world, operation.op, world.term(a), world.term(b)))
              << a << ' ' << name << ' ' << b << ' ' << flags;
        }
      }
    }
  }
}

TEST(JitArith, NonnegativeByConstants) {
  const int64_t kBy[] = {1, 2, 3, 5, 7, 8, 10, 16, 60, 97, 1000, 1024, 1000000007,
                         (int64_t{1} << 40) + 3, int64_t{1} << 59, kSmallMax};
  const int64_t kOf[] = {0, 1, 2, 3, 6, 7, 9, 10, 11, 96, 97, 98, 1023, 1024, 999999,
                         (int64_t{1} << 33) + 5, kSmallMax - 1, kSmallMax};
  for (int64_t by : kBy) {
    for (const char* name : {"div", "rem"}) {
      for (const char* flags : {"", " [left_small, right_small, non_negative, non_zero]"}) {
        JitWorld world;
        ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v1 = const " +
                                             std::to_string(by) + "\n  v2 = " + name + " v0, v1" +
                                             flags + " @1\n  return v2\n"),
                  "");
        for (int64_t of : kOf) {
          bool div = name[0] == 'd';
          EXPECT_EQ(world.run("a1", {make_small(of)}),
                    std::to_string(div ? of / by : of % by)) << of << name << by << flags;
          if (flags[0] == '\0') {
            EXPECT_EQ(world.run("a1", {make_small(-of)}),
                      std::to_string(div ? -of / by : -of % by)) << -of << name << by;
          }
        }
      }
      JitWorld world;
      ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v1 = const " + std::to_string(-by) +
                                           "\n  v2 = " + name + " v0, v1 @1\n  return v2\n"),
                "");
      for (int64_t of : kOf) {
        EXPECT_EQ(world.run("a1", {make_small(-of)}),
                  std::to_string(name[0] == 'd' ? -of / -by : -of % -by)) << -of << name << -by;
      }
    }
  }
}

TEST(JitArith, InGuards) {
  for (const Operation& operation : kBinary) {
    JitWorld world;
    ASSERT_EQ(world.compile("a2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " +
                                         std::string(operation.name) + R"( v0, v1 [in_guard] @1
  v3 = is_no_term v2
  branch v3 -> b1, b2
b1: <- b0
  v4 = const failed
  return v4
b2: <- b0
  return v2
)"),
              "");
    EXPECT_EQ(world.run("a2", {"a", "1"}), "failed");
    EXPECT_EQ(world.run("a2", {"1", "[]"}), "failed");
    EXPECT_EQ(world.run("a2", {"7", "2"}),
              expected(world, operation.op, make_small(7), make_small(2)));
  }
}

// -- comparisons

TEST(JitArith, Comparisons) {
  struct Case {
    const char* name;
    bool (*holds)(AtomTable& atoms, Term a, Term b);
  };
  const Case kCases[] = {
      {"less", [](AtomTable& atoms, Term a, Term b) { return compare(atoms, a, b) < 0; }},
      {"less_equal", [](AtomTable& atoms, Term a, Term b) { return compare(atoms, a, b) <= 0; }},
      {"equal", [](AtomTable&, Term a, Term b) { return equal(a, b); }},
      {"exact_equal", [](AtomTable&, Term a, Term b) { return exact_equal(a, b); }},
  };
  for (const JitMode& mode : modes()) {
    for (const Case& one : kCases) {
      JitWorld world(mode);
      // As a branch and as a value, each also the other way round.
      ASSERT_EQ(world.compile("a2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " +
                                           std::string(one.name) + R"( v0, v1
  branch v2 -> b1, b2
b1: <- b0
  v3 = const yes
  return v3
b2: <- b0
  v4 = const no
  return v4
)"),
                "");
      ASSERT_EQ(world.compile("b2", 2, "b0:\n  v0 = param 0\n  v1 = param 1\n  v2 = " +
                                           std::string(one.name) + R"( v0, v1
  v3 = bool_to_term v2
  v4 = not v2
  v5 = bool_to_term v4
  reserve 2
  v6 = cons v3, v5
  return v6
)"),
                "");
      for (const char* a : kTerms) {
        for (const char* b : kTerms) {
          bool holds = one.holds(world.vm().atoms(), world.term(a), world.term(b));
          EXPECT_EQ(world.run("a2", {a, b}), holds ? "yes" : "no") << a << one.name << b;
          EXPECT_EQ(world.run("b2", {a, b}), holds ? "[true|false]" : "[false|true]")
              << a << one.name << b;
        }
      }
      for (const char* constant : kTerms) {
        if (world.term(constant).is_pointer()) continue;
        for (bool left : {false, true}) {
          JitWorld other_world(mode);
          ASSERT_EQ(other_world.compile("a1", 1, "b0:\n  v0 = param 0\n  v1 = const " +
                                               std::string(constant) + "\n  v2 = " + one.name +
                                               (left ? " v1, v0" : " v0, v1") +
                                               "\n  v3 = bool_to_term v2\n  return v3\n"),
                    "");
          for (const char* other : kTerms) {
            Term a = other_world.term(left ? constant : other), b = other_world.term(left ? other : constant);
            EXPECT_EQ(other_world.run("a1", {other}),
                      one.holds(other_world.vm().atoms(), a, b) ? "true" : "false")
                << other << one.name << constant << left;
          }
        }
      }
      if (HasFailure()) return;
    }
  }
}

// -- type tests

TEST(JitArith, TypeTests) {
  struct Case {
    const char* text;
    bool (*holds)(Term t);
  };
  const Case kCases[] = {
      {"is_small v0", [](Term t) { return t.is_small(); }},
      {"is_integer v0", [](Term t) { return is_integer(t); }},
      {"is_float v0", [](Term t) { return is_float(t); }},
      {"is_self_float v0", [](Term t) { return t.is_self_float(); }},
      {"is_number v0", [](Term t) { return is_number(t); }},
      {"is_atom v0", [](Term t) { return t.is_atom(); }},
      {"is_boolean v0", [](Term t) { return t == atoms::kTrue || t == atoms::kFalse; }},
      {"is_nil v0", [](Term t) { return t.is_nil(); }},
      {"is_cons v0", [](Term t) { return t.is_cons(); }},
      {"is_list v0", [](Term t) { return t.is_list(); }},
      {"is_tuple v0", [](Term t) { return is_tuple(t); }},
      {"is_tuple_of 0, v0", [](Term t) { return is_tuple_of(t, 0); }},
      {"is_tuple_of 2, v0", [](Term t) { return is_tuple_of(t, 2); }},
      {"is_tagged_tuple 2, v0, v90",
       [](Term t) { return is_tuple_of(t, 2) && tuple_element(t, 0) == atoms::kOk; }},
      {"is_boxed v0", [](Term t) { return t.is_boxed(); }},
      {"is_map v0", [](Term t) { return is_map(t); }},
      {"is_binary v0", [](Term t) { return is_binary(t); }},
      {"is_bitstring v0", [](Term t) { return is_bitstring(t); }},
      {"is_fun v0", [](Term t) { return is_fun(t); }},
      {"is_pid v0", [](Term t) { return is_pid(t); }},
      {"is_port v0", [](Term t) { return is_port(t); }},
      {"is_reference v0", [](Term t) { return is_reference(t); }},
      {"is_no_term v0", [](Term t) { return t == kNoTerm; }},
  };
  for (const JitMode& mode : modes()) {
    for (const Case& one : kCases) {
      JitWorld world(mode);
      TestSpace space(4000);
      std::vector<Term> terms;
      for (const char* text : kTerms) terms.push_back(world.term(text));
      for (const char* text : {"true", "false", "{}", "{ok, 1}", "{ok, 1, 2}", "{no, 1}", "[[]]"}) {
        terms.push_back(world.term(text));
      }
      uint8_t bytes[100] = {};
      for (size_t bits : {0u, 7u, 8u, 64u, 797u, 800u}) {
        terms.push_back(make_bitstring({bytes, 0, bits}, *space));
        if (bits == 800) continue;
        terms.push_back(make_sub_binary(make_bitstring({bytes, 0, 800}, *space), 3, bits, *space));
      }
      ASSERT_EQ(world.compile("a1", 1, "b0:\n  v0 = param 0\n  v90 = const ok\n  v1 = " +
                                           std::string(one.text) + R"(
  branch v1 -> b1, b2
b1: <- b0
  v3 = const yes
  return v3
b2: <- b0
  v4 = const no
  return v4
)"),
                "");
      ASSERT_EQ(world.compile("b1", 1, "b0:\n  v0 = param 0\n  v90 = const ok\n  v1 = " +
                                           std::string(one.text) +
                                           "\n  v2 = bool_to_term v1\n  return v2\n"),
                "");
      for (Term term : terms) {
        std::string text = print_term(world.vm().atoms(), term, {});
        EXPECT_EQ(world.run("a1", {term}), one.holds(term) ? "yes" : "no") << one.text << text;
        EXPECT_EQ(world.run("b1", {term}), one.holds(term) ? "true" : "false") << one.text << text;
      }
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace linac::testing

#endif
