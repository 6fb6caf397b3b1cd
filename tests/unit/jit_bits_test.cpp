// Operations on bitstrings, compiled and run, in each mode.
#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/jit_fixture.h"

#if defined(__x86_64__)

namespace linac::testing {
namespace {

void in_all_modes(const std::function<void(JitWorld&)>& body) {
  for (const JitMode& mode : all_jit_modes()) {
    SCOPED_TRACE(mode.text());
    JitWorld world(mode);
    body(world);
    if (::testing::Test::HasFailure()) return;
  }
}

// f0(X, Y, Z): a binary of the 64 bits of X, Y + 2 times, read at Z. `imm` is bit_field's. 2112 says
// unit 8 and 64 bits to append_bits, 0xC002 all of a term in bytes and 64 bits to join_bits.
std::string field_graph(std::string_view imm) {
  return R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = untag v0
  v4 = untag v2
  v5 = const 0
  v6 = const 1
  reserve 3
  v7 = make_bits 64, v3
  jump -> b1
b1: <- b0, b2
  v8 = phi v7, v11
  v9 = phi v1, v12
  v10 = same_word v9, v5
  branch v10 -> b3, b2
b2: <- b1
  v11 = append_bits 2112, v8, v3 @1
  v12 = sub v9, v6 @1
  jump -> b1
b3: <- b1
  v13 = join_bits 49154, v8, v3 @1
  reserve 5
  v14 = match_context v13
  v15 = match_position v14
  v16 = int_add v15, v4
  v17 = bit_field )" +
         std::string(imm) + R"(, v14, v16
  v18 = tag_small v17
  v19 = match_end v14
  v20 = tag_small v19
  reserve 3
  v21 = tuple v18, v20
  return v21
)";
}

struct Field {
  const char* imm;
  const char* at;
  const char* value;
};

// In heap binaries and shared ones, at bytes and between them.
TEST(JitBits, Fields) {
  constexpr Field kFields[] = {
      {"8", "0", "1"},
      {"8", "56", "239"},
      {"8", "4", "18"},
      {"16", "8", "9029"},
      {"24", "0", "74565"},
      {"32", "16", "1164413355"},
      {"40", "8", "151488268715"},
      {"48", "0", "1250999896491"},
      {"56", "0", "320255973501901"},
      {"12", "0", "18"},
      {"5", "3", "1"},
      {"59", "2", "10248191152060861"},
      {"264", "56", "-17"},
      {"268", "48", "-802"},
      {"3", "61", "7"},
      {"528", "0", "8961"},
      {"784", "48", "-4147"},
      {"520", "8", "35"},
      {"532", "8", "410915"},
      {"24", "50", "3652612"},
      {"7", "60", "120"},
      {"316", "4", "81985529216486895"},
      {"1", "63", "1"},
  };
  for (const Field& field : kFields) {
    in_all_modes([&](JitWorld& world) {
      ASSERT_EQ(world.compile("f0", 3, field_graph(field.imm)), "") << field.imm;
      for (int more : {0, 3, 30}) {
        std::string size = std::to_string(64 * (more + 2));
        // X is 16#0123456789abcdef.
        EXPECT_EQ(world.run("f0", {"81985529216486895", std::to_string(more), field.at}),
                  "{" + std::string(field.value) + "," + size + "}")
            << field.imm << " at " << field.at;
      }
    });
  }
}

// a1(N): 40 bytes, the position moved to N, and the rest cut off: shared from 17 bytes on.
TEST(JitBits, PositionsAndCuts) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = untag v0
  v2 = int_const 72623859790382856
  reserve 3
  v3 = make_bits 64, v2
  v4 = join_bits 827867578370, v3, v2, v2, v2, v2 @1
  reserve 5
  v5 = match_context v4
  set_match_position v5, v1
  v6 = match_position v5
  v7 = match_end v5
  v8 = int_sub v7, v6
  v9 = match_bits v5, v6, v8 @1
  v10 = bit_size v9
  reserve 5
  v11 = match_context v9
  v12 = match_position v11
  v13 = bit_field 8, v11, v12
  v14 = tag_small v13
  reserve 3
  v15 = tuple v10, v14
  return v15
)"),
              "");
    EXPECT_EQ(world.run("a1", {"0"}), "{320,1}");
    EXPECT_EQ(world.run("a1", {"8"}), "{312,2}");
    EXPECT_EQ(world.run("a1", {"20"}), "{300,48}");
    EXPECT_EQ(world.run("a1", {"191"}), "{129,0}");
    EXPECT_EQ(world.run("a1", {"300"}), "{20,96}");
  });
}

// a3(X, N, L): L bits from N on of 16 bytes, X twice, which are in the heap, and of them five times, which are not.
TEST(JitBits, ShortCutsAreCopies) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a3", 3, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = param 2
  v3 = untag v0
  v4 = untag v1
  v5 = untag v2
  reserve 3
  v6 = make_bits 64, v3
  v7 = join_bits 49154, v6, v3 @1
  v8 = join_bits 8623620610, v7, v7, v7, v7, v7 @1
  reserve 5
  v9 = match_context v7
  v10 = match_bits v9, v4, v5 @1
  reserve 5
  v11 = match_context v8
  v12 = match_bits v11, v4, v5 @1
  reserve 3
  v13 = tuple v10, v12
  return v13
)"),
              "");
    // X is 16#0123456789abcdef.
    std::vector<int> bytes;
    for (int i = 0; i < 16; ++i) bytes.push_back(i % 8 * 0x22 + 1);
    for (int i = 0; i < 16; ++i) ASSERT_EQ(bytes[i] & 0xF, i % 8 * 2 + 1);
    for (int from = 0; from <= 16; ++from) {
      for (int size : {0, 1, 2, 7, 8, 9, 15, 16}) {
        if (from + size > 16) continue;
        std::string cut = "<<";
        for (int i = from; i < from + size; ++i) {
          cut += (i == from ? "" : ",") + std::to_string(bytes[static_cast<size_t>(i)]);
        }
        cut += ">>";
        EXPECT_EQ(world.run("a3", {"81985529216486895", std::to_string(8 * from),
                                   std::to_string(8 * size)}),
                  "{" + cut + "," + cut + "}")
            << from;
      }
    }
    EXPECT_EQ(world.run("a3", {"81985529216486895", "4", "16"}), "{<<18,52>>,<<18,52>>}");
    EXPECT_EQ(world.run("a3", {"81985529216486895", "8", "9"}), "{<<35,0:1>>,<<35,0:1>>}");
  });
}

// a2(X, N): what stands at N of the 64 bits of X, as UTF-8: the code point and its bits.
TEST(JitBits, Utf8Fields) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a2", 2, R"(
b0:
  v0 = param 0
  v1 = param 1
  v2 = untag v0
  v3 = untag v1
  reserve 3
  v4 = make_bits 64, v2
  reserve 5
  v5 = match_context v4
  v6 = utf8_field v5, v3
  v7 = tag_small v6
  return v7
)"),
              "");
    // 00 41 C3 A9 E2 82 AC C3
    std::string text = "18511007903296707";
    auto found = [](int64_t code_point, int64_t bits) {
      return std::to_string(code_point << 8 | bits);
    };
    EXPECT_EQ(world.run("a2", {text, "0"}), found(0, 8));
    EXPECT_EQ(world.run("a2", {text, "8"}), found('A', 8));
    EXPECT_EQ(world.run("a2", {text, "16"}), found(0xE9, 16));
    EXPECT_EQ(world.run("a2", {text, "24"}), "0");
    EXPECT_EQ(world.run("a2", {text, "32"}), found(0x20AC, 24));
    EXPECT_EQ(world.run("a2", {text, "56"}), "0");
    EXPECT_EQ(world.run("a2", {text, "64"}), "0");
    EXPECT_EQ(world.run("a2", {text, "5"}), found(0x08, 8));
    // 00 F0 9F 98 80 ED A0 80
    EXPECT_EQ(world.run("a2", {"67729471757459584", "8"}), found(0x1F600, 32));
    EXPECT_EQ(world.run("a2", {"67729471757459584", "40"}), "0");
  });
}

// a1(X): X's UTF-8 as a binary and as the number that it is made of.
TEST(JitBits, Utf8OfOneCodePoint) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = untag v0
  v2 = utf8_bytes v1
  v3 = int_const 0
  v4 = int_equal v2, v3
  branch v4 -> b1, b2
b1: <- b0
  return v0
b2: <- b0
  reserve 3
  v5 = make_utf8 v2
  v6 = tag_small v2
  reserve 3
  v7 = tuple v5, v6
  return v7
)"),
              "");
    EXPECT_EQ(world.run("a1", {"0"}), "{<<0>>,8}");
    EXPECT_EQ(world.run("a1", {"127"}), "{<<127>>,32520}");
    EXPECT_EQ(world.run("a1", {"233"}), "{<<195,169>>,11125520}");
    EXPECT_EQ(world.run("a1", {"8364"}), "{<<226,130,172>>,2894258712}");
    EXPECT_EQ(world.run("a1", {"128512"}), "{<<240,159,152,128>>,552316432416}");
    for (std::string_view none : {"55296", "57343", "1114112", "-1", "4294967361"}) {
      EXPECT_EQ(world.run("a1", {std::string(none)}), none);
    }
  });
}

// <<X/binary>> of a binary is that itself: of two bytes, of 80, which are not in the heap, of three bits, and of what is none.
TEST(JitBits, OneBinaryIsItsOwnCopy) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = int_const 4660
  reserve 3
  v2 = make_bits 16, v1
  v3 = join_bits 2, v2 @1
  v4 = same_word v3, v2
  reserve 3
  v5 = make_bits 64, v1
  v6 = join_bits 8623620610, v5, v5, v5, v5, v5 @1
  v7 = join_bits 514, v6, v6 @1
  v8 = join_bits 2, v7 @1
  v9 = same_word v8, v7
  reserve 3
  v10 = make_bits 3, v1
  v11 = join_bits 2, v10 @1
  v12 = is_no_term v11
  v13 = join_bits 2, v0 @1
  v14 = is_no_term v13
  v15 = bool_to_term v4
  v16 = bool_to_term v9
  v17 = bool_to_term v12
  v18 = bool_to_term v14
  reserve 5
  v19 = tuple v15, v16, v17, v18
  return v19
)"),
              "");
    EXPECT_EQ(world.run("a1", {"abc"}), "{true,true,true,true}");
    EXPECT_EQ(world.run("a1", {"[]"}), "{true,true,true,true}");
    EXPECT_EQ(world.run("a1", {"5"}), "{true,true,true,true}");
    EXPECT_EQ(world.run("a1", {"{1}"}), "{true,true,true,true}");
  });
}

// What is no bitstring, or has no whole bytes.
TEST(JitBits, BuildingThatFails) {
  in_all_modes([](JitWorld& world) {
    ASSERT_EQ(world.compile("a1", 1, R"(
b0:
  v0 = param 0
  v1 = int_const 5
  v2 = append_bits 264, v0, v1 @1
  v3 = is_no_term v2
  reserve 3
  v4 = make_bits 3, v1
  v5 = append_bits 2056, v4, v1 @1
  v6 = is_no_term v5
  v7 = join_bits 514, v4, v4 @1
  v8 = is_no_term v7
  v9 = join_bits 257, v4, v4 @1
  v10 = is_no_term v9
  v11 = bool_to_term v3
  v12 = bool_to_term v6
  v13 = bool_to_term v8
  v14 = bool_to_term v10
  v15 = bit_size v9
  reserve 6
  v16 = tuple v11, v12, v13, v14, v15
  return v16
)"),
              "");
    EXPECT_EQ(world.run("a1", {"abc"}), "{true,true,true,false,6}");
    EXPECT_EQ(world.run("a1", {"[]"}), "{true,true,true,false,6}");
  });
}

}  // namespace
}  // namespace linac::testing

#endif
