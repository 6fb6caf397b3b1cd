// What is printed: the texts of io and erlang:display, which have no value to compare.
#include <gtest/gtest.h>

#include "bifs/byte_search.h"
#include "bifs/emulator_text.h"
#include "bifs/format.h"
#include "tests/unit/native_fixture.h"

namespace linac {
namespace {

std::string displayed(NativeWorld& world, std::string_view expression) {
  std::string text;
  append_emulator_term(text, world.atoms(), world.eval(expression).term);
  return text;
}

// As OTP 29 prints them.
TEST(NativesOutput, Display) {
  NativeWorld world;
  EXPECT_EQ(displayed(world, "[1,2,abc,'A b',1.5]"), "[1,2,abc,'A b',1.500000e+00]");
  EXPECT_EQ(displayed(world, "\"x\\n\""), "\"x\\n\"");
  EXPECT_EQ(displayed(world, "[97,92,98,13,10,27]"), "[97,92,98,13,10,27]");
  EXPECT_EQ(displayed(world, "[233]"), "\"\xE9\"");
  EXPECT_EQ(displayed(world, "<<\"abc\">>"), "<<\"abc\">>");
  EXPECT_EQ(displayed(world, "<<97,98,10>>"), "<<97,98,10>>");
  EXPECT_EQ(displayed(world, "<<>>"), "<<>>");
  EXPECT_EQ(displayed(world, "<<1:3>>"), "<<1:3>>");
  EXPECT_EQ(displayed(world, "[97|b]"), "[97|b]");
  EXPECT_EQ(displayed(world, "{[],{},[[]|a]}"), "{[],{},[[]|a]}");
  EXPECT_EQ(displayed(world, "#{1=>2,k=>[]}"), "#{1=>2,k=>[]}");
}

// A list of 100,000 lists in each other is no deeper on the C stack.
TEST(NativesOutput, DeepTerms) {
  NativeWorld world;
  constexpr size_t kDepth = 100'000;
  TermSpace& space = world.space(kConsWords * kDepth + 16);
  Term deep = kNil;
  for (size_t i = 0; i < kDepth; i++) deep = space.cons(deep, kNil);
  std::string text;
  append_emulator_term(text, world.atoms(), deep);
  EXPECT_EQ(text.size(), 2 * (kDepth + 1));
  for (const char* format : {"~w", "~p", "~1000000p"}) {
    NativeOutcome made =
        world.call("io_lib", "format",
                   {world.eval("\"" + std::string(format) + "\"").term, space.cons(deep, kNil)});
    EXPECT_EQ(made.exception_class, kNoTerm) << format;
  }
  // Too deep a text is no error either.
  NativeOutcome size = world.call("erlang", "iolist_size", {deep});
  EXPECT_EQ(size.term, make_small(0));
  EXPECT_EQ(world.call("unicode", "characters_to_binary", {deep}).exception_class, kNoTerm);
}

constexpr NativeCase kIoCases[] = {
    {"io:format(\"~p\",[])", "error:badarg"},
    {"io:format(1,[])", "error:badarg"},
    {"io:put_chars([a])", "error:badarg"},
    {"io:put_chars(<<255>>)", "error:badarg"},
    {"io:put_chars(no_such_device,[97])", "error:badarg"},
    {"io:put_chars(1,[97])", "error:function_clause"},
    {"io:nl(no_such_device)", "error:badarg"},
    {"io:format(\"\")", "ok"},
};

TEST(NativesOutput, ErrorsOfIo) { check_native_cases(kIoCases); }

// --- Searching -----------------------------------------------------------------------------------

ByteMatch slow_find(const std::vector<std::string>& patterns, std::string_view text, size_t from) {
  for (size_t at = from; at < text.size(); at++) {
    size_t longest = 0;
    for (const std::string& pattern : patterns) {
      if (text.substr(at).starts_with(pattern)) longest = std::max(longest, pattern.size());
    }
    if (longest != 0) return {at, longest};
  }
  return {0, 0};
}

TEST(ByteSearch, SeveralPatternsAgainstTheDefinition) {
  uint32_t state = 1;
  auto next = [&](uint32_t range) {
    state = state * 1664525 + 1013904223;
    return (state >> 16) % range;
  };
  for (int round = 0; round < 3000; round++) {
    std::vector<std::string> patterns(1 + next(5));
    for (std::string& pattern : patterns) {
      for (uint32_t i = 1 + next(5); i > 0; i--) pattern += static_cast<char>('a' + next(3));
    }
    std::string text;
    for (uint32_t i = next(40); i > 0; i--) text += static_cast<char>('a' + next(3));
    ByteSearcher searcher(patterns);
    for (size_t from = 0; from <= text.size(); from++) {
      ByteMatch found =
          searcher.find({reinterpret_cast<const uint8_t*>(text.data()), text.size()}, from);
      ByteMatch wanted = slow_find(patterns, text, from);
      ASSERT_EQ(found.length, wanted.length) << text << " from " << from;
      if (found.length == 0) continue;
      ASSERT_EQ(found.at, wanted.at) << text << " from " << from;
    }
  }
}

TEST(ByteSearch, LongPatterns) {
  std::string a(5000, 'a'), b = std::string(3000, 'a') + "b";
  ByteSearcher searcher({a, b});
  std::string text = std::string(4000, 'a') + "b" + std::string(6000, 'a');
  std::span<const uint8_t> bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  ByteMatch first = searcher.find(bytes, 0);
  EXPECT_EQ(first.at, 1000u);
  EXPECT_EQ(first.length, 3001u);
  ByteMatch second = searcher.find(bytes, 4001);
  EXPECT_EQ(second.at, 4001u);
  EXPECT_EQ(second.length, 5000u);
  EXPECT_EQ(searcher.find(bytes, 9000).length, 0u);
}

}  // namespace
}  // namespace linac
