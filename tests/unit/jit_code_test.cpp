// Graphs from text, compiled and run, in each mode: plain, few registers, random order, collecting
// at every chance.
#include <gtest/gtest.h>

#include "tests/unit/jit_fixture.h"

#if defined(__x86_64__)

namespace linac::testing {
namespace {

using Body = std::function<void(JitWorld&)>;

void in_all_modes(const Body& body) {
  for (const JitMode& mode : all_jit_modes()) {
    SCOPED_TRACE(mode.text());
    JitWorld world(mode);
    body(world);
    if (::testing::Test::HasFailure()) return;
  }
}

constexpr std::string_view kFib = R"(
b0:
  v0 = param 0
  v1 = const 2
  v2 = less v0, v1
  branch v2 [unlikely_left] -> b1, b2
b1: <- b0
  return v0
b2: <- b0
  v3 = const 1
  v4 = sub v0, v3 @1
  v5 = call (function a1/1), v4 @1
  v6 = sub v0, v1 @1
  v7 = call (function a1/1), v6 @1
  v8 = add v5, v7 @1
  return v8
)";

TEST(JitCode, Fib) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, kFib), "");
    EXPECT_EQ(world.run("a1", {"18"}), "2584");
    EXPECT_EQ(world.run("a1", {"a"}), "error badarith");
    EXPECT_EQ(world.run("a1", {"2.0"}), "1.0");
    EXPECT_EQ(world.run("a1", {"[]"}), "error badarith");
  });
}

// What the function is there for: no frame on the way that needs none, arguments in place.
TEST(JitCode, FibIsTight) {
  JitWorld world;
  ASSERT_EQ(world.compile("a1", 1, kFib), "");
  const std::string& listing = world.listing();
  size_t test = listing.find("branch v2"), frame = listing.find("cmp rsp");
  ASSERT_NE(test, std::string::npos);
  EXPECT_LT(test, frame) << listing;
  // The first call's argument is computed in rax, its slots are two.
  EXPECT_NE(listing.find("add rsp, -16"), std::string::npos) << listing;
  EXPECT_NE(listing.find("sub rax, 8\n    jo"), std::string::npos) << listing;
}

// What lives across a division stays out of the registers that the machine takes for it: nothing is
// saved in a float register on the way.
TEST(JitCode, DivisionsSaveNothing) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a3", 3, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = const 7
  v4 = const 65521
  v5 = const 1
  jump -> b1
b1: <- b0, b2
  v6 = phi v0, v10
  v7 = phi v1, v13
  v8 = phi v2, v15
  v9 = same_word v6, v5
  branch v9 -> b3, b2
b2: <- b1
  v10 = sub v6, v5 @1
  v11 = mul v7, v3 @1
  v12 = add v11, v10 @1
  v13 = rem v12, v4 [non_zero] @1
  v14 = add v8, v13 @1
  v15 = rem v14, v4 [non_zero] @1
  loop_yield
  jump -> b1
b3: <- b1
  reserve 3
  v16 = tuple v7, v8
  return v16
)"),
              "");
    int64_t a = 3, b = 4;
    for (int64_t n = 49; n >= 1; n--) {
      a = (a * 7 + n) % 65521;
      b = (b + a) % 65521;
    }
    EXPECT_EQ(world.run("a3", {"50", "3", "4"}),
              "{" + std::to_string(a) + "," + std::to_string(b) + "}");
  });
  JitWorld world;
  ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = const 10
  v3 = rem v1, v2 [non_zero] @1
  v4 = add v0, v3 @1
  return v4
)"),
            "");
  EXPECT_NE(world.listing().find("imul r11"), std::string::npos) << world.listing();
  EXPECT_EQ(world.listing().find("movq xmm14, rax"), std::string::npos) << world.listing();
  EXPECT_EQ(world.listing().find("movq xmm15, rdx"), std::string::npos) << world.listing();
}

TEST(JitCode, Tak) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("f0", 3, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = const 1
  jump -> b1
b1: <- b0, b2
  v4 = phi v0, v12
  v5 = phi v1, v14
  v6 = phi v2, v16
  v7 = less v5, v4
  branch v7 -> b2, b3
b2: <- b1
  v10 = sub v4, v3 @1
  v12 = call (function f0/3), v10, v5, v6 @1
  v13 = sub v5, v3 @1
  v14 = call (function f0/3), v13, v6, v4 @1
  v15 = sub v6, v3 @1
  v16 = call (function f0/3), v15, v4, v5 @1
  loop_yield
  jump -> b1
b3: <- b1
  return v6
)"),
              "");
    EXPECT_EQ(world.run("f0", {"12", "8", "4"}), "5");
    EXPECT_EQ(world.run("f0", {"4", "8", "4"}), "4");
  });
}

constexpr std::string_view kReverse = R"(
b0:
  v0 = param 0
  v1 = param 1
  jump -> b1
b1: <- b0, b3
  v2 = phi v0, v5
  v3 = phi v1, v6
  v4 = is_cons v2
  branch v4 [likely_left] -> b2, b4
b2: <- b1
  v7 = head v2
  v5 = tail v2
  reserve 2
  v6 = cons v7, v3
  jump -> b3
b3: <- b2
  loop_yield
  jump -> b1
b4: <- b1
  v8 = is_nil v2
  branch v8 [likely_left] -> b5, b6
b5: <- b4
  return v3
b6: <- b4 [cold]
  raise function_clause, v2, v3 @1
)";

TEST(JitCode, Reverse) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, kReverse), "");
    EXPECT_EQ(world.run("a2", {"[1, {a, 2.5}, [x]]", "[end]"}), "[[x],{a,2.5},1,'end']");
    EXPECT_EQ(world.run("a2", {"[1, 2 ]", "[]"}), "[2,1]");
    EXPECT_EQ(world.run("a2", {"x", "[]"}), "error function_clause");
    std::string list = "[";
    for (int i = 0; i < 4200; ++i) list += std::to_string(i) + ",";  // more than a slice
    std::string result = world.run("a2", {list + "last]", "[]"});
    EXPECT_EQ(result.substr(0, 16), "[last,4199,4198,");
  });
}

// Non-tail recursion: the stack grows, in frames of both sizes of check.
TEST(JitCode, DeepRecursion) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = const 0
  v2 = same_word v0, v1
  branch v2 -> b1, b2
b1: <- b0
  v9 = const []
  return v9
b2: <- b0
  v3 = const 1
  v4 = sub v0, v3 @1
  v5 = call (function a1/1), v4 @1
  reserve 5
  v6 = tuple v0, v4
  v7 = cons v6, v5
  return v7
)"),
              "");
    EXPECT_EQ(world.run("a1", {"3"}), "[{3,2},{2,1},{1,0}]");
    EXPECT_EQ(world.run("a1", {"2000"}).substr(0, 13), "[{2000,1999},");
  });
}

// More values than registers live over a call, and more than kMaxSmallFrame slots.
std::string many_values(uint32_t count) {
  std::string text = "b0:\n  v0 = param 0\n  v1 = const 1\n";
  for (uint32_t i = 2; i < count; ++i) {
    text += "  v" + std::to_string(i) + " = add v" + std::to_string(i - 1) + ", v0 @1\n";
  }
  text += "  v" + std::to_string(count) + " = call (function b1/1), v" + std::to_string(count - 1) +
          " @1\n  reserve " + std::to_string(count + 1) + "\n  v" + std::to_string(count + 1) +
          " = tuple v0";
  for (uint32_t i = 2; i <= count; ++i) text += ", v" + std::to_string(i);
  return text + "\n  return v" + std::to_string(count + 1) + "\n";
}

TEST(JitCode, ManyValuesOverACall) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, many_values(40)), "");
    std::string result = world.run("a1", {"3"});
    EXPECT_EQ(result.substr(0, 16), "{3,4,7,10,13,16,");
    EXPECT_EQ(result.substr(result.size() - 8), "115,115}") << result;
    EXPECT_EQ(world.run("a1", {"0.5"}).substr(0, 17), "{0.5,1.5,2.0,2.5,");
  });
}

// Live values in registers at a helper call that collects.
TEST(JitCode, RegistersOverCollections) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = head v0
  v3 = tail v0
  v4 = head v3
  reserve 2
  v5 = cons v2, v4
  v6 = untag v1
  v7 = int_const 7
  v8 = int_add v6, v7
  reserve 3
  v9 = tuple v5, v3
  v10 = tag_small v8
  v11 = add v1, v1 @1
  reserve 7
  v12 = tuple v9, v5, v2, v10, v11, v0
  return v12
)"),
              "");
    EXPECT_EQ(world.run("a2", {"[{a}, {b}]", "5"}),
              "{{[{a}|{b}],[{b}]},[{a}|{b}],{a},12,10,[{a},{b}]}");
  });
}

// -- calls

TEST(JitCode, ArgumentsBeyondRegisters) {
  in_all_modes([](JitWorld& world) {
    std::string head = "b0:\n";
    for (int i = 0; i < 9; ++i) {
      head += "  v" + std::to_string(i) + " = param " + std::to_string(i) + "\n";
    }
    ASSERT_EQ(world.compile("a9", 9, head + R"(
  v9 = call (function wide/9), v8, v7, v6, v5, v4, v3, v2, v1, v0 @1
  v10 = call (function wide_wide/10), v9, v0, v1, v2, v3, v4, v5, v6, v7, v8 @1
  tail_call (function wide/9), v10, v0, v0, v1, v1, v2, v8, v7, v7 @1
)"),
              "");
    EXPECT_EQ(world.run("a9", {"1", "2", "3", "4", "5", "6", "7", "8", "9"}),
              "{wide,{9,8,7,6,5,4,3,2,1,{wide,9,8,7,6,5,4,3,2,1}},1,1,2,2,3,9,8,8}");
  });
}

TEST(JitCode, Closures) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = call_fun 1, v1, v0 @1
  v3 = call_fun 1, v2, v0 @1
  reserve 3
  v4 = tuple v2, v3
  return v4
)"),
              "");
    ASSERT_EQ(world.compile("b2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  tail_call_fun 1, v1, v0 @1
)"),
              "");
    ASSERT_EQ(world.compile("b1", 1, R"(
b0:
  v0 = param 0
  reserve 3
  v1 = closure u0:1, v0
  v2 = const 10
  tail_call (function a2/2), v1, v2 @1
)"),
              "");
    EXPECT_EQ(world.run("b1", {"5"}), "{15,20}");
    EXPECT_EQ(world.run("b1", {"x"}), "error badarith");
    EXPECT_EQ(world.run("a2", {"x", "1"}), "error {badfun,x}");
    EXPECT_EQ(world.run("b2", {"x", "1"}), "error {badfun,x}");
  });
}

TEST(JitCode, Natives) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = call_ext (import lists:reverse/1), v0 @1
  v3 = bif (import erlang:length/1), v2 @1
  v4 = bif (import erlang:abs/1), v1 [in_guard] @1
  v5 = is_no_term v4
  branch v5 -> b1, b2
b1: <- b0
  v6 = const no
  jump -> b3
b2: <- b0
  jump -> b3
b3: <- b1, b2
  v7 = phi v6, v4
  reserve 4
  v8 = tuple v2, v3, v7
  return v8
)"),
              "");
    EXPECT_EQ(world.run("a2", {"[1, 2]", "-4"}), "{[2,1],2,4}");
    EXPECT_EQ(world.run("a2", {"[1, 2]", "x"}), "{[2,1],2,no}");
    EXPECT_EQ(world.run("a2", {"x", "x"}), "error function_clause");
    ASSERT_EQ(world.compile("b2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  tail_call_ext (import lists:reverse/2), v0, v1 @1
)"),
              "");
    EXPECT_EQ(world.run("b2", {"[1, 2]", "x"}), "[2,1|x]");
    EXPECT_EQ(world.run("b2", {"x", "x"}), "error badarg");
  });
}

TEST(JitCode, Apply) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = const jit_host
  v3 = apply 1, v1, v2, v0 @1
  tail_apply 1, v3, v2, v0 @1
)"),
              "");
    EXPECT_EQ(world.run("a2", {"id", "7"}), "7");
    EXPECT_EQ(world.run("a2", {"nothing", "7"}), "error undef");
    EXPECT_EQ(world.run("a2", {"throws", "7"}), "throw {ball,7}");
  });
}

// -- exceptions

constexpr std::string_view kTry = R"(
b0:
  v0 = param 0
  v1 = param 1
  reserve 2
  v2 = cons v0, v1
  slot_store 0, v2
  slot_store 1, v0
  try_enter -> b1, b2
b1: <- b0
  v3 = call (function throws/1), v2 @1 !b2
  return v3
b2: <- b0 [handler, cold]
  v4 = slot_load 0
  v5 = slot_load 1
  v6 = exception_class
  v7 = exception_reason
  reserve 5
  v8 = tuple v4, v5, v6, v7
  return v8
)";

TEST(JitCode, HandlersFindTheirSlots) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, kTry, 2), "");
    EXPECT_EQ(world.run("a2", {"{x}", "{y}"}), "{[{x}|{y}],{x},throw,{ball,[{x}|{y}]}}");
  });
}

TEST(JitCode, HelpersRaiseIntoHandlers) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  slot_store 0, v1
  try_enter -> b1, b2
b1: <- b0
  v2 = add v0, v0 @1 !b2
  v3 = call (function id/1), v2 @1 !b2
  v4 = sub v3, v1 @1 !b2
  return v4
b2: <- b0 [handler, cold]
  v5 = slot_load 0
  v6 = exception_reason
  reserve 2
  v7 = cons v5, v6
  return v7
)",
                            1),
              "");
    EXPECT_EQ(world.run("a2", {"3", "1"}), "5");
    EXPECT_EQ(world.run("a2", {"{3}", "{1}"}), "[{1}|badarith]");
    EXPECT_EQ(world.run("a2", {"3", "{1}"}), "[{1}|badarith]");
  });
}

TEST(JitCode, Raises) {
  const std::pair<const char*, const char*> kCases[] = {
      {"badmatch, v0", "error {badmatch,{7}}"},
      {"case_clause, v0", "error {case_clause,{7}}"},
      {"try_clause, v0", "error {try_clause,{7}}"},
      {"badrecord, v0", "error {badrecord,{7}}"},
      {"if_clause", "error if_clause"},
      {"badarg", "error badarg"},
      {"function_clause, v0", "error function_clause"},
  };
  for (const JitMode& mode : all_jit_modes()) {
    for (auto [operands, expected] : kCases) {
      JitWorld world(mode);
      ASSERT_EQ(
          world.compile("a1", 1, "b0:\n  v0 = param 0\n  raise " + std::string(operands) + " @1\n"),
          "");
      EXPECT_EQ(world.run("a1", {"{7}"}), expected);
    }
  }
}

TEST(JitCode, Reraises) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  try_enter -> b1, b2
b1: <- b0
  v1 = call (function throws/1), v0 @1 !b2
  return v1
b2: <- b0 [handler, cold]
  v2 = exception_reason
  v3 = exception_trace
  raise reraise, v2, v3 @1
)"),
              "");
    EXPECT_EQ(world.run("caught1", {"{7}"}), "{throw,{ball,{7}}}");
  });
}

// -- loops with raw values

TEST(JitCode, RawValuesOverYields) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = untag v0
  v2 = int_const 0
  v3 = float_const 0.5
  v4 = int_const 1
  v5 = float_const 1.5
  jump -> b1
b1: <- b0, b2
  v6 = phi.int v2, v9
  v7 = phi.float v3, v12
  v8 = int_less v6, v1
  branch v8 -> b2, b3
b2: <- b1
  v9 = int_add v6, v4
  v10 = float_mul v7, v5
  v11 = float_sub v10, v7
  v12 = float_add v11, v3
  loop_yield
  jump -> b1
b3: <- b1
  v13 = tag v6
  v14 = box_float v7
  reserve 3
  v15 = tuple v13, v14
  return v15
)"),
              "");
    EXPECT_EQ(world.run("a1", {"1"}), "{1,0.75}");
    EXPECT_EQ(world.run("a1", {"20000"}), "{20000,0.9999999999999998}");
    EXPECT_EQ(world.run("spin", {"9000"}), "{9000,0.9999999999999998}");
  });
}

TEST(JitCode, TagMakesBignums) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = untag v0
  v3 = untag v1
  v4 = int_add v2, v3
  v5 = tag v4
  v6 = int_mul v2, v3
  v7 = tag v6
  v8 = int_sub v2, v3
  v9 = int_shl 2, v8
  v10 = tag v9
  reserve 6
  v11 = tuple v5, v7, v10, v0, v1
  return v11
)"),
              "");
    EXPECT_EQ(world.run("a2", {"3", "4"}), "{7,12,-4,3,4}");
    EXPECT_EQ(world.run("a2", {"1152921504606846975", "1"}),
              "{1152921504606846976,1152921504606846975,4611686018427387896,"
              "1152921504606846975,1}");
    EXPECT_EQ(world.run("a2", {"-1152921504606846976", "2"}),
              "{-1152921504606846974,-2305843009213693952,-4611686018427387912,"
              "-1152921504606846976,2}");
  });
}

TEST(JitCode, FloatsHaveToBeFinite) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = to_float v0 @1
  v3 = to_float v1 @1
  v4 = float_div v2, v3
  v5 = check_finite divide, v4, v0, v1 @1
  v6 = float_neg v5
  v7 = float_const -2.0
  v8 = float_mul v6, v7
  v9 = box_float v8
  v10 = float_less v8, v2
  v11 = bool_to_term v10
  v12 = unbox_float v9
  v13 = float_equal v12, v8
  v14 = bool_to_term v13
  reserve 4
  v15 = tuple v9, v11, v14
  return v15
)"),
              "");
    EXPECT_EQ(world.run("a2", {"3", "4"}), "{1.5,true,true}");
    EXPECT_EQ(world.run("a2", {"-3.0", "4"}), "{-1.5,false,true}");
    EXPECT_EQ(world.run("a2", {"1.0e300", "1.0e-5"}), "{2.0e305,false,true}");
    EXPECT_EQ(world.run("a2", {"100000000000000000000", "2"}), "{1.0e20,false,true}");
    EXPECT_EQ(world.run("a2", {"1", "0"}), "error badarith");
    EXPECT_EQ(world.run("a2", {"1.0", "0.0"}), "error badarith");
    EXPECT_EQ(world.run("a2", {"1.0e300", "1.0e-300"}), "error badarith");
    EXPECT_EQ(world.run("a2", {"a", "1"}), "error badarith");
  });
}

// -- data

TEST(JitCode, TuplesAreUpdated) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = const 2
  v3 = const 6
  v4 = const z
  reserve 8
  v5 = update_tuple 7, v0, v2, v1, v3, v4
  v6 = tuple_size v5
  v7 = element 1, v5
  set_element 6, v5, v1
  reserve 4
  v8 = tuple v5, v6, v7
  return v8
)"),
              "");
    EXPECT_EQ(world.run("a2", {"{a, b, c, d, e, f, g}", "{x}"}), "{{a,{x},c,d,e,z,{x}},7,{x}}");
  });
}

TEST(JitCode, SwitchesFindTheirCase) {
  const char* kKeys[] = {
      "1, 2, 3, 4, 5, 6, 9",               // a table
      "-2, -1, 0, 1, 2, 3, 5",             // one below zero
      "a, b, c, d, e, f, g",               // a tree
      "1, 100, 10000, 1000000, 7, a, []",  // mixed
      "1152921504606846975, -1152921504606846976, 0, 1, 2, 3, 4",
  };
  for (const JitMode& mode : all_jit_modes()) {
    for (const char* keys : kKeys) {
      JitWorld world(mode);
      std::vector<std::string> words;
      for (std::string_view rest = keys; !rest.empty();) {
        size_t end = std::min(rest.find(", "), rest.size());
        words.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 2, rest.size()));
      }
      std::string text = "b0:\n  v0 = param 0\n", ends = "  switch v0", targets = " -> b1";
      for (size_t i = 0; i < words.size(); ++i) {
        text += "  v" + std::to_string(i + 1) + " = const " + words[i] + "\n";
        ends += ", v" + std::to_string(i + 1);
        targets += ", b" + std::to_string(i + 2);
      }
      text += "  v90 = const none\n" + ends + targets + "\nb1: <- b0\n  return v90\n";
      for (size_t i = 0; i < words.size(); ++i) {
        text += "b" + std::to_string(i + 2) + ": <- b0\n  v" + std::to_string(100 + i) +
                " = const " + std::to_string(1000 + i) + "\n  return v" + std::to_string(100 + i) +
                "\n";
      }
      ASSERT_EQ(world.compile("a1", 1, text), "");
      for (size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(world.run("a1", {words[i]}), std::to_string(1000 + i));
      }
      for (const char* other : {"8", "zz", "{1}", "1.0", "[1]", "-100", "99999999999999999999"}) {
        EXPECT_EQ(world.run("a1", {other}), "none") << other;
      }
    }
  }
}

TEST(JitCode, SwitchesByArity) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = int_const 0
  v2 = int_const 2
  v3 = int_const 3
  switch_arity v0, v1, v2, v3 -> b1, b2, b3, b4
b1: <- b0
  v4 = tuple_size v0
  return v4
b2: <- b0
  v5 = const zero
  return v5
b3: <- b0
  v6 = element 1, v0
  return v6
b4: <- b0
  v7 = element 2, v0
  return v7
)"),
              "");
    EXPECT_EQ(world.run("a1", {"{}"}), "zero");
    EXPECT_EQ(world.run("a1", {"{a}"}), "1");
    EXPECT_EQ(world.run("a1", {"{a, b}"}), "b");
    EXPECT_EQ(world.run("a1", {"{a, b, c}"}), "c");
    EXPECT_EQ(world.run("a1", {"{a, b, c, d}"}), "4");
  });
}

TEST(JitCode, SelectsAndBools) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a3", 3, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = less v0, v1
  v4 = select v3, v0, v1
  v5 = same_word v0, v2
  v6 = const yes
  v7 = select v5, v6, v2
  v8 = is_atom v1
  v9 = is_tuple v2
  v10 = and v8, v9
  v11 = bool_to_term v10
  v12 = or v8, v9
  v13 = not v12
  v14 = bool_to_term v13
  v15 = is_integer v0
  v16 = call (function id/1), v2 @1
  v17 = bool_to_term v15
  v18 = is_small v1
  v19 = and v15, v18
  v20 = bool_to_term v19
  v21 = is_small v0
  v22 = select v21, v16, v0
  reserve 8
  v23 = tuple v4, v7, v11, v14, v17, v20, v22
  return v23
)"),
              "");
    EXPECT_EQ(world.run("a3", {"1", "2", "3"}), "{1,3,false,true,true,true,3}");
    EXPECT_EQ(world.run("a3", {"5", "a", "{}"}), "{5,{},true,false,true,false,{}}");
    EXPECT_EQ(world.run("a3", {"a", "1.5", "a"}), "{1.5,yes,false,true,false,false,a}");
    EXPECT_EQ(world.run("a3", {"2.5", "1.5", "{1}"}), "{1.5,{1},false,false,false,false,2.5}");
  });
}

// Phis that change places in a loop, also with more of them than registers.
TEST(JitCode, PhisRotate) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a6", 6, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = param 3
  v4 = param 4
  v5 = param 5
  v6 = const 0
  v7 = const 1
  jump -> b1
b1: <- b0, b2
  v10 = phi v0, v22
  v11 = phi v1, v12
  v12 = phi v2, v13
  v13 = phi v3, v14
  v14 = phi v4, v15
  v15 = phi v5, v11
  v16 = phi v6, v16
  v17 = phi v7, v18
  v18 = phi v6, v17
  v19 = phi v1, v20
  v20 = phi v2, v19
  v21 = same_word v10, v6
  branch v21 -> b3, b2
b2: <- b1
  v22 = sub v10, v7 @1
  loop_yield
  jump -> b1
b3: <- b1
  reserve 11
  v30 = tuple v11, v12, v13, v14, v15, v16, v17, v18, v19, v20
  return v30
)"),
              "");
    EXPECT_EQ(world.run("a6", {"0", "a", "b", "c", "d", "e"}), "{a,b,c,d,e,0,1,0,a,b}");
    EXPECT_EQ(world.run("a6", {"1", "a", "b", "c", "d", "e"}), "{b,c,d,e,a,0,0,1,b,a}");
    EXPECT_EQ(world.run("a6", {"1007", "a", "b", "c", "d", "e"}), "{c,d,e,a,b,0,0,1,b,a}");
  });
}

// A value that only a cold path needs in its slot is not stored before it.
TEST(JitCode, FramesAreSetUpWhereTheyAreNeeded) {
  JitWorld world;
  ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = is_cons v0
  branch v2 [likely_left] -> b1, b2
b1: <- b0
  v3 = head v0
  return v3
b2: <- b0 [cold]
  v4 = call (function id/1), v0 @1
  reserve 2
  v5 = cons v4, v1
  return v5
)"),
            "");
  const std::string& listing = world.listing();
  EXPECT_LT(listing.find("\n    ret"), listing.find("cmp rsp")) << listing;
  EXPECT_EQ(world.run("a2", {"[1]", "b"}), "1");
  EXPECT_EQ(world.run("a2", {"a", "b"}), "[a|b]");
}

// Where emitted code is refused it says why.
TEST(JitCode, ProcessesYieldAtEntries) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = const 0
  v2 = same_word v0, v1
  branch v2 -> b1, b2
b1: <- b0
  return v0
b2: <- b0
  v3 = const 1
  v4 = sub v0, v3 @1
  tail_call (function b1/1), v4 @1
)"),
              "");
    ASSERT_EQ(world.compile("b1", 1, "b0:\n  v0 = param 0\n  tail_call (function a1/1), v0 @1\n"),
              "");
    EXPECT_EQ(world.run("spin", {"10000"}), "0");
    EXPECT_EQ(world.run("nest", {"20"}), "{20,0}");
  });
}

}  // namespace
}  // namespace linac::testing

#endif
